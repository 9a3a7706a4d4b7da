"""The text an answer is read from: own words, answers between our lines, a subject that answers."""

import re
from collections.abc import Iterator

from mailer.intake.answer.findings import Doubt
from mailer.message.mail import Mail
from mailer.message.own_words import Inline, OwnWords

_REPLY = re.compile(
    r"\s*(?:re|antw|aw|sv|vs|fw|fwd|wg|tr|doorst|betr|betreft)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
_LONGEST_SUBJECT = 60
_ABOUT = frozenset(
    {"hotel", "hotelkamer", "kamer", "overnachting", "hotel room", "room", "zimmer", "chambre"}
)
"""A subject that says what a mail is about, and asks for nothing: `hotel`."""
_LONGEST_QUESTION = 80
_LONGEST_BRIEF = 25
"""An answer of so few characters means nothing without the line above it."""


def whole_text(words: OwnWords, mail: Mail) -> str:
    """Give the text to read: the subject counts when the writer (or a button of ours) wrote it."""
    subject = "" if _is_ours(mail.subject) else mail.subject.strip()
    body = words.text.strip()
    if body.casefold().startswith(subject.casefold()) or (body and _is_a_heading(subject)):
        subject = ""
    lines = [subject, *_without_brief(body, words.inline), *_placed(words.inline)]
    return "\n".join(line for line in lines if line).strip()


def unplaced(words: OwnWords) -> Iterator[Doubt]:
    """Give a doubt for each brief answer below a line that asks nothing: `ja` to what?"""
    for inline in words.inline:
        line = _last_line(inline.question)
        if _is_brief(inline) and (len(line) > _LONGEST_QUESTION or not line.rstrip().endswith(("?", ":"))):
            yield Doubt("answer-to-what", inline.answer.strip())


def _is_ours(subject: str) -> bool:
    """Say whether the subject is the one we sent, or too long to be an answer."""
    dated = "," in subject[20:] and any(character.isdigit() for character in subject)
    return len(subject) > _LONGEST_SUBJECT or bool(_REPLY.match(subject)) or dated


def _is_a_heading(subject: str) -> bool:
    return subject.casefold().strip(" .!?:") in _ABOUT


def _without_brief(body: str, inline: tuple[Inline, ...]) -> Iterator[str]:
    """Give the lines of the body without the brief answers, which go with the line above them."""
    brief = [one.answer.strip() for one in inline if _is_brief(one)]
    for line in body.split("\n"):
        if line.strip() in brief:
            brief.remove(line.strip())
        else:
            yield line


def _placed(inline: tuple[Inline, ...]) -> Iterator[str]:
    """Give each brief answer behind its question, as a line of a form."""
    for one in inline:
        if _is_brief(one):
            yield f"{_last_line(one.question).strip(' ?.:>')}: {one.answer.strip()}"


def _is_brief(inline: Inline) -> bool:
    return len(inline.answer.strip()) <= _LONGEST_BRIEF


def _last_line(question: str) -> str:
    return question.strip().rsplit("\n", 1)[-1]
