"""Verdicts on what people write: an answer to a meeting's mail, or a request to the list's address."""

from dataclasses import replace

from mailer.intake.answer import read_answer
from mailer.intake.incoming import Incoming
from mailer.intake.requests import LONGEST_REQUEST, read_request
from mailer.intake.verdict import Action, Kind, Reason, Verdict
from mailer.message.automatic import of_the_mail

LONGEST = 400_000
"""Characters of text and HTML together beyond which a mail is read by a person; a long thread has 100,000."""

LONGEST_SUBJECT = 2_000


def too_long(incoming: Incoming) -> Verdict | None:
    """A mail so long that nobody wrote it by hand: whatever it says, a person should look."""
    mail = incoming.mail
    length = len(mail.text) + len(mail.html)
    if length <= LONGEST and len(mail.subject) <= LONGEST_SUBJECT:
        return None
    reason = Reason("too long", f"{length} characters, {len(mail.subject)} of subject")
    return Verdict(Kind.OTHER, Action.REVIEW, (reason,))


def human(incoming: Incoming) -> Verdict:
    """A person's mail: the answer decides about a meeting, a plain farewell about the list."""
    mail, setting = incoming.mail, incoming.setting
    if setting.meeting is None:
        return read_request(incoming.words, mail, setting)
    answer = _looked_at(read_answer(incoming.words, mail, setting), incoming.said)
    if answer.answer is not None and answer.kind is not Kind.UNSUBSCRIBE:
        return answer
    if len(incoming.words.text) > LONGEST_REQUEST:
        return answer
    return _settled(answer, read_request(incoming.words, mail, replace(setting, meeting=None)))


def _looked_at(answer: Verdict, said: str) -> Verdict:
    """An answer that tells what becomes of our mail may be a note that no list of words knows."""
    if answer.action is not Action.ACT or not (told := of_the_mail(said)):
        return answer
    return replace(answer, action=Action.REVIEW, why=(Reason("automatic-reply", told), *answer.why))


def _settled(answer: Verdict, request: Verdict) -> Verdict:
    """A farewell beside no answer is a farewell; beside an answer somebody has to ask."""
    if request.kind is not Kind.UNSUBSCRIBE or request.action is not Action.ACT:
        return answer
    if answer.answer is None:
        return request
    both = Reason("two wishes", "answers the meeting and leaves the list")
    return replace(answer, action=Action.REVIEW, why=(both, *answer.why, *request.why))
