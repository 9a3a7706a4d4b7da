"""What a mail shows before its words are weighed: sent to many, by a machine, for money, for another."""

from collections.abc import Iterator

from mailer.domain.address import same
from mailer.intake.requests.clauses import LONGEST, Clause
from mailer.intake.verdict import Reason, Setting
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords

_LIST_FIELDS = ("List-Unsubscribe", "List-Id", "List-Post", "Feedback-ID", "X-Campaign", "X-CampaignId")
_BULK = ("bulk", "list", "junk", "auto_reply")
_NOBODY = (
    *("noreply", "no-reply", "no_reply", "donotreply", "niet-beantwoorden", "mailer-daemon", "postmaster"),
    *("newsletter", "nieuwsbrief", "notification", "bounce"),
)
_TRACKED = ("utm_source", "utm_campaign", "utm_medium", 'width="1" height="1"', "width=1 height=1")
MOST_RECIPIENTS = 3
"""A request goes to us, with perhaps a colleague in copy; what goes to more people is no request to us."""


def bulk_signs(mail: Mail, words: OwnWords) -> Iterator[Reason]:
    """Say what about a mail shows that no person wrote it to us: then it is left alone unread."""
    yield from _field_signs(mail)
    if mail.originator is None:
        yield Reason("nobody-wrote", "")
    elif any(word in mail.originator.address.lower().split("@")[0] for word in _NOBODY):
        yield Reason("no-person", mail.originator.address)
    if len({box.address.lower() for box in (*mail.to, *mail.cc)}) > MOST_RECIPIENTS:
        yield Reason("many-recipients", f"{len(mail.to) + len(mail.cc)}")
    if not words.quoted and (tracked := next((sign for sign in _TRACKED if sign in mail.html), None)):
        yield Reason("tracked", tracked)


def bulk_words(clauses: tuple[Clause, ...]) -> Iterator[Reason]:
    """Say what in the words shows that they were written for many: `klik hier`."""
    yield from (Reason("bulk", clause.words) for clause in clauses if clause.has("bulk"))


def _field_signs(mail: Mail) -> Iterator[Reason]:
    for name in _LIST_FIELDS:
        if mail.get(name):
            yield Reason("bulk", name)
    if (precedence := mail.get("Precedence").strip().lower()) in _BULK:
        yield Reason("bulk", f"Precedence: {precedence}")
    if mail.get("Auto-Submitted").partition(";")[0].strip().lower() not in {"", "no"}:
        yield Reason("automatic", mail.get("Auto-Submitted"))


def business_signs(clauses: tuple[Clause, ...], leaves: bool) -> Iterator[Reason]:
    """Say what shows that something is offered, sold, billed or applied for.

    A trade of his own is why somebody `leaves`, and what another has to offer.
    """
    kinds = ("business",) if leaves else ("business", "trade")
    yield from (Reason("business", clause.words) for clause in clauses if clause.has(*kinds))


def writer_doubts(mail: Mail, words: OwnWords, setting: Setting) -> Iterator[Reason]:
    """Say why it is not certain whose words these are, or for whom they are meant."""
    if words.doubt:
        yield Reason("own-words-uncertain", words.doubt)
    if len(words.text) > LONGEST:
        yield Reason("too-long", f"{len(words.text)} characters")
    writer = mail.originator.address if mail.originator else ""
    for box in mail.reply_to:
        if not same(box.address, writer):
            yield Reason("answers-go-elsewhere", box.address)
    if any(same(own, writer) for own in setting.own_addresses):
        yield Reason("from-ourselves", writer)
