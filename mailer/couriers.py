"""From the settings to the courier: to the relays, or without any into a folder."""

import shlex
from dataclasses import replace

from mailer.domain.delivery import Courier
from mailer.domain.unknown import Policy, SentFolder
from mailer.service.seal import Sealer, read_dkim
from mailer.settings.relay import Relay
from mailer.settings.sent_folder import SentFolderSettings
from mailer.settings.settings import Settings
from mailer.transport.capture import CaptureCourier
from mailer.transport.hop import Hop
from mailer.transport.oauth import TokenSource, from_command, from_google, from_microsoft
from mailer.transport.sent_folder import ImapSentFolder
from mailer.transport.smtp import SmtpCourier

_IMAP_TIMEOUT = 60.0
"""Seconds, for each answer of the server that keeps what was sent."""


def courier_for(settings: Settings) -> Courier:
    """Give the courier: to the relay, or without one into a folder, so that nothing leaves the machine."""
    relay = settings.relay
    if relay is None:
        return CaptureCourier(settings.captured)
    hops = [_hop(one) for one in (relay, *relay.fallback)]
    return SmtpCourier(hops, ehlo_name=settings.hostname, seal=seal_for(settings))


def seal_for(settings: Settings) -> Sealer | None:
    """Give what signs our mail, None where that is left to the relay; raises as `read_dkim` does."""
    dkim = settings.dkim
    return Sealer(read_dkim(dkim.domain, dkim.selector, dkim.key_file)) if dkim else None


def connections(settings: Settings) -> int:
    """Give how many connections the courier may have open at a time."""
    relay = settings.relay
    return max(one.connections for one in (relay, *relay.fallback)) if relay else 1


def policy(settings: Settings) -> Policy:
    """Give what is done about unknown deliveries; without a relay there are none but after a kill."""
    return settings.relay.unknown if settings.relay else Policy.HOLD


def sent_folder_for(settings: Settings) -> SentFolder | None:
    """Give where unknown deliveries are looked for, None for nowhere."""
    where, relay = settings.sent_folder, settings.relay
    if where is None or relay is None:
        return None
    return ImapSentFolder(_imap(where, relay), where.folder)


def _imap(where: SentFolderSettings, relay: Relay) -> Hop:
    server = Hop(where.host, where.port, where.security, where.user, where.password, timeout=_IMAP_TIMEOUT)
    if where.user:
        return server
    tokens = _tokens(relay)
    return replace(server, user=relay.user, password="" if tokens else relay.password, tokens=tokens)


def _hop(relay: Relay) -> Hop:
    tokens = _tokens(relay)
    return Hop(
        relay.host,
        relay.port,
        security=relay.security,
        user=relay.user,
        password="" if tokens else relay.password,
        tokens=tokens,
        timeout=relay.timeout,
        connections=relay.connections,
    )


def _tokens(relay: Relay) -> TokenSource | None:
    if relay.token_command:
        return from_command(shlex.split(relay.token_command))
    if relay.microsoft_tenant:
        return from_microsoft(relay.microsoft_tenant, relay.microsoft_client, relay.password)
    if relay.google_key:
        return from_google(relay.google_key, relay.user)
    return None
