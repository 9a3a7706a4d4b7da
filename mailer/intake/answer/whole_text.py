"""The text an answer is read from: own words, answers between our lines, a subject that answers."""

import re

from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords

_REPLY = re.compile(
    r"\s*(?:re|antw|aw|sv|vs|fw|fwd|wg|tr|doorst|betr|betreft)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
_LONGEST_SUBJECT = 60
_LONGEST_QUESTION = 80
_LONGEST_BRIEF = 25


def whole_text(words: OwnWords, mail: Mail) -> str:
    """Give the text to read: the subject counts when the writer (or a button of ours) wrote it."""
    lines = [] if _is_kept(mail.subject) else [mail.subject.strip()]
    body = words.text.strip()
    if lines and body.casefold().startswith(lines[0].casefold()):
        lines = []
    lines.append(body)
    lines += [_inline(question, answer) for question, answer in words.inline if answer.strip() not in body]
    return "\n".join(line for line in lines if line)


def _is_kept(subject: str) -> bool:
    """Say whether the subject is the one we sent, or too long to be an answer."""
    return (
        not subject.strip()
        or len(subject) > _LONGEST_SUBJECT
        or bool(_REPLY.match(subject))
        or "," in subject[20:]
    )


def _inline(question: str, answer: str) -> str:
    """Give an answer between our lines as one line: a short one belongs to the line above it."""
    last = question.strip().rsplit("\n", 1)[-1].strip(" ?.:>")
    if len(answer.strip()) <= _LONGEST_BRIEF and 0 < len(last) <= _LONGEST_QUESTION:
        return f"{last}: {answer.strip()}"
    return answer.strip()
