"""Reports made for people to read: which recipients their lines name, and what they say of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from mailer.message.bounces.addresses import Mention, is_role, mentions
from mailer.message.bounces.causes import cause
from mailer.message.bounces.returned import Returned
from mailer.message.bounces.wording import WORDING
from mailer.message.mail import Mail
from mailer.message.phrases import normal
from mailer.message.report import Report, ReportAction

_LONGEST_WORDS = 300
_NEAR = 12
"""Lines below an address that may still be about it."""

MOST = 100
"""Recipients of one report that are read; we send one mail to one person."""

_REASON = re.compile(r"[45]\d\d|[45]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Prose:
    """A report's own lines, and what else is known of it."""

    mail: Mail
    lines: list[str]
    returned: Returned = field(default_factory=Returned)

    @cached_property
    def text(self) -> str:
        """The lines in one."""
        return "\n".join(self.lines)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The addresses in the lines."""
        return tuple(mentions(self.lines))

    @cached_property
    def heads(self) -> dict[int, str]:
        """The lines that an address heads, and the address in lower case."""
        return {m.line: m.address.lower() for m in self.mentions if m.rank == 0}


def is_delay(prose: Prose) -> bool:
    """Say whether the mail system is still trying."""
    text = normal(f"{prose.mail.subject}\n{prose.text[:8_000]}")
    return bool(WORDING["delayed"].found_in(text)) and not WORDING["final"].found_in(text)


def read_prose(prose: Prose) -> tuple[Report, ...]:
    """Give a report for each recipient the lines name, or else for whom the returned message went to."""
    found = recipients(prose) or _sole(prose.returned.recipients)
    action = ReportAction.DELAYED if is_delay(prose) else ReportAction.FAILED
    common = prose if len(found) == 1 else replace(prose, lines=_preamble(prose, found))
    return tuple(report_on(address, words_about(address, prose), common, action) for address in found[:MOST])


def report_on(address: str, own: str, prose: Prose, action: ReportAction) -> Report:
    """Make the report of one recipient from the words about it and, where they are silent, the whole text."""
    why = cause(own, prose.text)
    permanent = why.permanent and action is ReportAction.FAILED
    return Report(address, action, why.status, permanent, _shortened(own or prose.text))


def _preamble(prose: Prose, found: list[str]) -> list[str]:
    """Give the lines above the first recipient: what stands below is about one of several."""
    first = next((m.line for m in prose.mentions if m.address in found), 0)
    return prose.lines[:first]


def words_about(address: str, prose: Prose) -> str:
    """Give the lines that speak of this recipient: from each of its mentions up to the next recipient's."""
    lowered = address.lower()
    chosen: dict[int, str] = {}
    for number, line in enumerate(prose.lines):
        if lowered in line.lower():
            chosen[number] = line
            for below in range(number + 1, min(number + _NEAR, len(prose.lines))):
                if prose.heads.get(below, lowered) != lowered:
                    break
                chosen[below] = prose.lines[below]
    return "\n".join(chosen.values())


def recipients(prose: Prose) -> list[str]:
    """Give the addresses the report names as recipients, in order, by the surest sign there is."""
    announced = [m.address for m in mentions([prose.mail.get("X-Failed-Recipients")])]
    if announced:
        return _distinct(announced)
    for rank in (0, 1, 2):
        if chosen := _sifted([m for m in prose.mentions if m.rank == rank], prose):
            return chosen
    return []


def _sole(addresses: tuple[str, ...]) -> list[str]:
    """Give the recipient of a returned message if there is but one: of several nobody knows who failed."""
    distinct = _distinct(addresses)
    return distinct if len(distinct) == 1 else []


def _sifted(found: list[Mention], prose: Prose) -> list[str]:
    """Leave out those who wrote the report or are to be asked, and its reader if others are named."""
    originator = prose.mail.originator.address.lower() if prose.mail.originator else ""
    named = _distinct(m.address for m in found if not is_role(m.address) and m.address.lower() != originator)
    told = {box.address.lower() for box in prose.mail.to} | {prose.returned.sender.lower()}
    return [address for address in named if address.lower() not in told] or named


def _distinct(addresses: Iterable[str]) -> list[str]:
    return list({address.lower(): address for address in reversed(list(addresses))}.values())[::-1]


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    start = _REASON.search(words)
    if start and start.start() > _LONGEST_WORDS // 2:
        words = words[start.start() :]
    return words[:_LONGEST_WORDS]
