"""Mail that no person wrote: bounces, complaints and automatic replies."""

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.delivery import Delivery, DeliveryState
from mailer.domain.subscription import SubscriptionState
from tests.service.kring import ANNA, BART, INFO, Kring

DAEMON = "MAILER-DAEMON@relais.example"


@pytest.fixture
def invited(kring: Kring) -> Kring:
    kring.hattem()
    kring.enlist(ANNA, BART)
    kring.invite()
    return kring


def report(address: str, action: str = "failed", status: str = "5.1.1", envelope_id: str = "") -> bytes:
    """A delivery status notification (RFC 3464)."""
    ours = f"Original-Envelope-Id: {envelope_id}\r\n" if envelope_id else ""
    return (
        f"From: {DAEMON}\r\nTo: {INFO}\r\nSubject: {action} {address}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nYour mail.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais.example\r\n"
        f"{ours}\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n--x--\r\n"
    ).encode()


def complaint(address: str) -> bytes:
    """A feedback report (RFC 5965)."""
    return (
        f"From: fbl@post.example\r\nTo: {INFO}\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
        "--x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n"
        f"User-Agent: post/1\r\nOriginal-Rcpt-To: <{address}>\r\n\r\n"
        f"--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: {INFO}\r\nSubject: Uitnodiging\r\n\r\n"
        "Beste\r\n\r\n--x--\r\n"
    ).encode()


def invitation_to(kring: Kring, who: Mailbox) -> Delivery:
    return next(one for one in kring.deliveries() if one.address == who.address)


def verp(kring: Kring, who: Mailbox) -> str:
    """The address to which a bounce of the last mail to somebody comes back."""
    return next(one.reverse_path for one in reversed(kring.post.sent) if one.forward_path == who.address)


def suppressed(kring: Kring, who: Mailbox) -> str | None:
    with kring.look() as store:
        return store.suppressions.reason(who.address)


def test_a_bounce_on_its_token_marks_the_delivery_and_ends_the_writing(invited: Kring) -> None:
    invited.arrive(report(ANNA.address), to=verp(invited, ANNA))
    assert invitation_to(invited, ANNA).state is DeliveryState.BOUNCED
    assert suppressed(invited, ANNA) == "hard bounce"
    assert invitation_to(invited, BART).state is DeliveryState.SENT


def test_of_two_letters_to_anna_the_one_that_bounced_is_known_by_its_envelope_id(invited: Kring) -> None:
    first = invitation_to(invited, ANNA)
    invited.reply(ANNA, "Ja, ik kom.")
    invited.arrive(report(ANNA.address, envelope_id=str(first.id)))
    assert {one.letter: one.state for one in invited.deliveries() if one.address == ANNA.address} == {
        "invitation": DeliveryState.BOUNCED,
        "understood-yes": DeliveryState.SENT,
    }


@pytest.mark.parametrize("number", ["of Bart", "0", "9" * 30, "٣", "-1", "1; DROP TABLE"])
def test_an_envelope_id_by_itself_proves_nothing(invited: Kring, number: str) -> None:
    told = str(invitation_to(invited, BART).id) if number == "of Bart" else number
    invited.arrive(report(ANNA.address, envelope_id=told))
    assert invitation_to(invited, BART).state is DeliveryState.SENT
    assert invitation_to(invited, ANNA).state is DeliveryState.BOUNCED, "her newest letter, as without one"


def test_a_bounce_that_names_an_address_we_never_wrote_to_is_left_alone(invited: Kring) -> None:
    stranger = Mailbox("vreemd@elders.example")
    invited.arrive(report(stranger.address))
    assert suppressed(invited, stranger) is None
    with invited.look() as store:
        assert store.inbox.counts() == {"ignored": 1}


def test_a_delay_is_no_bounce(invited: Kring) -> None:
    invited.arrive(report(ANNA.address, "delayed", "4.4.1"), to=verp(invited, ANNA))
    assert invitation_to(invited, ANNA).state is DeliveryState.SENT
    assert suppressed(invited, ANNA) is None


def test_a_complaint_takes_anna_off_the_list_without_a_word(invited: Kring) -> None:
    invited.arrive(complaint(ANNA.address), "", to=verp(invited, ANNA))
    assert invited.subscription(ANNA) is SubscriptionState.UNSUBSCRIBED
    assert suppressed(invited, ANNA) == "complaint"
    assert invited.letters_to(ANNA) == ["invitation"]
    assert invited.subscription(BART) is SubscriptionState.SUBSCRIBED


def test_an_out_of_office_changes_nothing_and_is_not_answered(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, bedankt voor uw mail. Ik ben er niet.", Auto_Submitted="auto-replied")
    assert invited.registration(ANNA) is None
    assert invited.parked() == {}
    assert invited.letters_to(ANNA) == ["invitation"]


def test_a_vacation_reply_to_an_automatic_answer_is_not_answered(invited: Kring) -> None:
    invited.reply(ANNA, "Ja, ik kom.")
    before = invited.registration(ANNA)
    for _ in range(3):
        invited.reply(ANNA, "Nee, ik ben met vakantie tot 1 augustus.", Auto_Submitted="auto-replied")
    assert invited.registration(ANNA) == before
    assert invited.letters_to(ANNA) == ["invitation", "understood-yes"]


def test_a_report_is_never_answered(invited: Kring) -> None:
    invited.arrive(report(ANNA.address), to=verp(invited, ANNA))
    assert invited.mails_to(DAEMON) == []
