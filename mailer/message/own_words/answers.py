"""Answers typed between the quoted lines: finds them, and pairs each with the question above it."""

import re
from itertools import pairwise
from typing import NamedTuple

from mailer.message.own_words.lines import Line, Mark, fold, joined
from mailer.message.own_words.plain import unquoted


class Inline(NamedTuple):
    """An answer that the writer put directly below a quoted question, and that question."""

    question: str
    answer: str


_OWN = frozenset({Mark.OWN, Mark.NAME})
_ANSWER = r"(?:antwoord|reactie|opmerking|answer|respon|comment|repl|antwort|reponse)\w*"
_PLACE = (
    r"(?:hieronder|onder|tussen|in de (?:tekst|mail)|rood|blauw|groen|below|in[- ]?line|in (?:red|blue|green)"
    r"|unten|rot|blau|ci-dessous|en rouge)"
)
_SEE = (
    r"(?:zie|see|siehe|voir) (?:\w+ ){0,3}(?:hieronder in|onder in|in ?line|in (?:het )?(?:rood|blauw)"
    r"|in (?:red|blue|rot|blau)|en (?:rouge|bleu))"
)
_ANNOUNCED = re.compile(rf"{_ANSWER}\b.{{0,60}}\b{_PLACE}\b|{_SEE}|tussen de regels|between the lines")
_HUES = {
    "red": re.compile(r"\b(?:rood|rode|red|rot|rouge)\b"),
    "blue": re.compile(r"\b(?:blauwe?|blue|blau|bleu)\b"),
    "green": re.compile(r"\b(?:groene?|green|grun|vert)\b"),
}
_LONGEST_QUESTION = 400
_QUESTION_LINES = 5
_MARGIN = 62


def inline_answers(lines: list[Line]) -> tuple[Inline, ...]:
    """Pair each of the writer's stretches between or below quoted lines with the question it answers.

    Below a quotation as a whole there is no question, unless the quotation ends with one.
    """
    stretches = _stretches(lines)
    quotations = sum(1 for own, _ in stretches if not own)
    pairs = []
    for (above_own, above), (own, stretch) in pairwise(stretches):
        question = _question(above) if own and not above_own else ""
        if question and (quotations > 1 or question.endswith("?")):
            pairs.append(Inline(question, joined(stretch)))
    return tuple(pairs)


def _stretches(lines: list[Line]) -> list[tuple[bool, list[Line]]]:
    """Group the lines by whose words they are; signatures and headers aside."""
    stretches: list[tuple[bool, list[Line]]] = []
    for line in lines:
        own = line.mark in _OWN
        if (line.blank and own) or line.mark in {Mark.SIGNATURE, Mark.HEADER}:
            if stretches and own:
                stretches[-1][1].append(line)
            continue
        if not stretches or stretches[-1][0] is not own:
            stretches.append((own, []))
        stretches[-1][1].append(line)
    return [(own, stretch) for own, stretch in stretches if any(line.text.strip("> ") for line in stretch)]


def _question(quoted: list[Line]) -> str:
    """The last sentence or so of a quoted stretch: up to where it asks something, in one paragraph."""
    collected: list[str] = []
    for line in reversed(quoted):
        text = unquoted(line.text).strip()
        if not text and not collected:
            continue
        asked = any("?" in part for part in collected)
        wrapped = len(text) >= _MARGIN and not text.endswith((".", "?", "!", ":"))
        header = "@" in text and text.endswith(":")
        if not text or header or (collected and asked and not wrapped) or len(collected) >= _QUESTION_LINES:
            break
        collected.append(text)
    return " ".join(reversed(collected))[-_LONGEST_QUESTION:]


def announces_inline(text: str) -> bool:
    """Whether the writer says that the answers stand in the quoted mail."""
    return bool(_ANNOUNCED.search(fold(text[:2000])))


def restore_coloured(lines: list[Line], text: str) -> list[Line]:
    """Give back to the writer the quoted lines in the colour that the text above says the answers have."""
    folded = fold(text[:2000])
    hues = [hue for hue, name in _HUES.items() if name.search(folded)]
    if not hues:
        return lines
    return [
        line.marked(Mark.OWN)
        if line.mark in {Mark.BELOW, Mark.QUOTED} and _hue(line.colour) in hues
        else line
        for line in lines
    ]


_NUMBER = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b|rgba?\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})")
_NAMED = {"red": "red", "darkred": "red", "blue": "blue", "navy": "blue", "green": "green", "crimson": "red"}


def _hue(colour: str) -> str:
    """Tell red, blue or green from the rest."""
    colour = colour.strip()
    found = _NUMBER.match(colour)
    if not found:
        return _NAMED.get(colour, "")
    digits = found.group(1)
    if digits:
        digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    else:
        parts = [int(found.group(group)) for group in (2, 3, 4)]
    strongest = max(range(3), key=lambda at: parts[at])
    others = [part for at, part in enumerate(parts) if at != strongest]
    clear = parts[strongest] - max(others) >= 50
    return ("red", "green", "blue")[strongest] if clear else ""


def restore_named(lines: list[Line], name: str) -> list[Line]:
    """Give back what Outlook marks as a comment in a quoted mail: a line that begins with "[Anna de Wit]"."""
    sign = f"[{name.lower()}" if name else ""
    if not sign:
        return lines
    return [
        line.marked(Mark.OWN) if line.mark is Mark.BELOW and line.text.lower().startswith(sign) else line
        for line in lines
    ]
