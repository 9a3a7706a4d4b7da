"""What stands above a quoted or forwarded mail: a separator, or a block of its header fields."""

import re
from functools import lru_cache

from mailer.message.own_words.lines import UNSETTLED, Line, Mark, fold
from mailer.message.own_words.vocabulary import (
    DELIMITERS,
    FORWARDED,
    FORWARDERS,
    INTRODUCTIONS,
    LABELS,
    SEPARATORS,
)

_LONGEST_LABEL = 36
_MOST_LINES = 24
_WINDOW = 600
_INLINE_LABEL = re.compile(r"([^\W\d_][^\W\d_.\-]{0,24}(?: [^\W\d_]{1,12})?)\s?[:：]")
_BULLETS = "*_>#|• \t"
_DASHES = "-–—_=* \t"
_PHRASE_LIMIT = 120
_UNDASHED = frozenset(
    map(fold, ("original message", "oorspronkelijk bericht", "ursprüngliche nachricht", "message d'origine"))
)
"""A line of its own, as BlackBerry writes it."""


def label_of(text: str) -> str:
    """Give what header field this line begins with ("from", "sent", ...); "" when none."""
    head, colon, _ = text[: _LONGEST_LABEL + 8].lstrip(_BULLETS).replace("：", ":").partition(":")
    return LABELS.get(fold(head.strip("* \t")), "") if colon and len(head) <= _LONGEST_LABEL else ""


def block_end(lines: list[Line], start: int) -> int:
    """Give the line behind the block of header fields that begins at `start`; `start` when none does."""
    if not label_of(lines[start].text):
        return start
    kinds: set[str] = set()
    at, end = start, start
    address = False
    while at < len(lines) and at - start < _MOST_LINES:
        line = lines[at]
        if line.mark not in UNSETTLED:
            break
        found = _labels_in(line.text)
        if found:
            kinds |= found
            end = at + 1
            address = address or "@" in line.text
        elif not line.blank and not _continues(lines[at - 1], line):
            break
        at += 1
    return end if _is_block(kinds, address) else start


@lru_cache(maxsize=128)
def _labels_in(text: str) -> frozenset[str]:
    """The fields on a line that begins with one: all of them where the line breaks were lost."""
    first = label_of(text)
    if not first:
        return frozenset()
    return frozenset({first} | {LABELS[name] for name in _inline_labels(text) if name in LABELS})


def _inline_labels(text: str) -> list[str]:
    return [fold(found.group(1)) for found in _INLINE_LABEL.finditer(text[:_WINDOW])]


def _continues(above: Line, line: Line) -> bool:
    """Whether a field's value is wrapped onto this line: addresses, mostly."""
    wrapped = above.text.rstrip().endswith((";", ",", "<")) or line.text[:1].isspace()
    return not above.blank and (wrapped or ("@" in line.text and len(line.text) < 200))


def _is_block(kinds: set[str], address: bool) -> bool:
    """A sender and a second field that says it is a mail; "Datum: ... Aan: ..." alone is a form."""
    mail = kinds & {"sent", "date", "subject"}
    if "from" in kinds:
        return bool(mail) and (address or len(kinds) >= 3 or kinds >= {"from", "subject"} or "sent" in kinds)
    return "subject" in kinds and bool(kinds & {"sent", "date"}) and "to" in kinds


def is_separator(text: str) -> bool:
    """Whether a line is what programs put above a quoted mail ("-----Original Message-----")."""
    return _separator_length(text) > 0


def _separator_length(text: str) -> int:
    """How many characters of the line are the separator; 0 when it doesn't begin with one."""
    bare = text.lstrip(_DASHES)
    dashed = text.lstrip()[:2] in {"--", "- ", "__", "==", "—-", "––", "**"} or text.lstrip()[:1] in {
        "—",
        "–",
    }
    folded = fold(bare[:_PHRASE_LIMIT])
    if bare.rstrip(" *_").endswith(":") and fold(bare.strip(" *_:")[:_PHRASE_LIMIT]) in INTRODUCTIONS:
        return len(text)
    if fold(text.strip(_DASHES + "#.:")[:_PHRASE_LIMIT]) in DELIMITERS:
        return len(text)
    if folded.strip() in _UNDASHED:
        return len(text)
    if not dashed and not folded.startswith("original message "):
        return 0
    if folded.startswith(FORWARDERS):
        return len(text)
    phrase, dashes, _ = bare[:_PHRASE_LIMIT].partition("--")
    if fold(phrase.strip(_DASHES + ":")) not in SEPARATORS:
        return 0
    behind = bare[len(phrase) :]
    return len(text) - len(behind.lstrip("-–—_=*")) if dashes else len(text)


def split_at_separator(line: Line) -> list[Line]:
    """Cut a line where a separator is glued to what the writer typed before it, or to what comes after it."""
    if line.mark not in UNSETTLED or "--" not in line.text:
        return [line]
    place = line.text.find("---")
    place = place if place >= 0 else line.text.find("--")
    before, rest = line.text[:place], line.text[place:]
    length = _separator_length(rest)
    if not length:
        return [line]
    pieces = [before.rstrip(), rest[:length], rest[length:].strip()]
    return [line._replace(text=piece) for piece in pieces if piece]


def split_before_block(line: Line) -> list[Line]:
    """Cut a line where header fields are glued to what the writer typed: `Ja! Van: Kring [info@...`."""
    text = line.text[:_WINDOW]
    if line.mark not in UNSETTLED or "@" not in text:
        return [line]
    for found in _INLINE_LABEL.finditer(text):
        place = found.start() + found.group(1).rfind(" ") + 1
        if place and text[place].isupper() and label_of(text[place:]) == "from":
            kinds = {LABELS[name] for name in _inline_labels(text[place:]) if name in LABELS} | {"from"}
            if "sent" in kinds and "@" in text[place:]:
                pieces = (line.text[:place].rstrip(), line.text[place:])
                return [line._replace(text=piece) for piece in pieces if piece]
    return [line]


def is_rule(text: str) -> bool:
    """Whether a line is nothing but a drawn line."""
    return len(text) >= 3 and not text.strip(_DASHES + ".")


def tells_forward(subject: str) -> bool:
    """Whether a subject says that the mail is passed on."""
    return fold(subject.strip()[:20]).startswith(FORWARDED)


def groupwise_header(lines: list[Line], at: int) -> bool:
    """Whether GroupWise's ">>> Kring <info@kring.example> 14-9-2017 10:11 >>>" stands there."""
    text = lines[at].text
    if not text.startswith(">>>") or lines[at].mark is not Mark.QUOTED:
        return False
    following = next((line for line in lines[at + 1 :] if not line.blank), None)
    alone = following is None or following.mark in UNSETTLED
    inner = text.strip("> ")
    return alone and any(c.isdigit() for c in inner) and (text.rstrip().endswith(">>>") or "@" in inner)
