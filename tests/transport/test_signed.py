"""What a relay gets of a mail that we signed is what we signed: checked by another program."""

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailer.domain.delivery import DeliveryState
from mailer.message.dkim import Dkim
from mailer.message.dkim_key import read_key
from mailer.service.seal import Sealer
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.transport.carrying import Hand
from tests.transport.cast import INVITATION, to_anna
from tests.transport.relay import PIPELINED, POLITE, Script, relay


@pytest.fixture(scope="module")
def who() -> Dkim:
    key = generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Dkim("kring.example", "kring2017", read_key(pem))


@pytest.mark.parametrize("script", [POLITE, PIPELINED])
def test_every_mail_arrives_with_a_signature_that_holds(who: Dkim, script: Script) -> None:
    with relay(script) as there:
        hop = Hop("127.0.0.1", there.port, "none", "kring", "geheim", timeout=5, connections=3)
        with Hand(SmtpCourier([hop], ehlo_name="mail.kring.example", seal=Sealer(who))) as hand:
            outcomes = hand.carry(
                *[to_anna(INVITATION.replace(b"Komt", b"Komt, %d:" % n)) for n in range(20)]
            )
    assert [outcome.state for outcome in outcomes] == [DeliveryState.SENT] * 20
    assert len(set(there.mails)) == 20
    for raw in there.mails:
        received = raw.removesuffix(b".\r\n").replace(b"\r\n.", b"\r\n")  # RFC 5321 section 4.5.2
        assert dkim.verify(received, dnsfunc=lambda name, timeout=5: who.record[1].encode())
