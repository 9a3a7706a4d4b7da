"""Denials that are none: the French `ne ... que`, and the `no` before a thing."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from mailer.intake.answer.clauses import Tag
from mailer.intake.answer.reading import Token

MASK = "\N{MEDIUM SHADE}"
"""Stands where a day-part or an address stands, so that no entry reads it a second time."""
_THINGS = frozenset({"hotel", "stay", "home", "need", "food", "diet", "fine"})
_NE = frozenset({"ne", "n'"})
_QUE = frozenset({"que", "qu'"})
_DENIALS = frozenset({"pas", "plus", "jamais", "rien", "aucun", "aucune", "point", "guere", "personne"})
_NOON = frozenset(
    {"lunch", "noon", "midday", "mittagessen", "midi", "dejeuner", "middagmaal", "end", "close", "schluss"}
    | {"ende", "einde", "eind", "fin", "slot", "ein", "afsluiting"}
)
"""Words of the end of the last part."""
_NEAR = 4
_REACH = 10
"""Words behind a French `ne` within which its `que` stands."""


def read_ne_que(words: list[str]) -> None:
    """Let `ne ... que` be an only: `je ne pourrai venir que vendredi` denies nothing."""
    ne = next((n for n, word in enumerate(words) if word in _NE), len(words))
    behind = words[ne + 1 : ne + _REACH]
    que = next((n for n, word in enumerate(behind, ne + 1) if word in _QUE), 0)
    if que and _DENIALS.isdisjoint(words[ne + 1 : que]):
        words[ne], words[que] = MASK, "seulement"


def with_the_end(tags: Sequence[Tag], tokens: Sequence[Token], last: str) -> list[Tag]:
    """Let `until Friday lunch` reach through the last part: that is where the meeting ends."""
    ends = [tag for tag in tags if last in tag.parts and _closes(tag, tokens)]

    def closes(tag: Tag) -> bool:
        return tag.kind == "until" and any(0 < end.places[0] - tag.places[-1] <= _NEAR for end in ends)

    return [replace(tag, kind="through") if closes(tag) else tag for tag in tags]


def _closes(tag: Tag, tokens: Sequence[Token]) -> bool:
    around = tokens[max(0, tag.places[0] - _NEAR) : tag.places[-1] + 2]
    return any(token.word in _NOON or token.word.endswith("mittag") for token in around)


def with_determiners(
    tags: Sequence[Tag], tokens: Sequence[Token], is_light: Callable[[Token], bool]
) -> list[Tag]:
    """Let `no` right before a thing deny the thing: `no hotel` and `no obstacle` are no refusal to come.

    A misspelt denial behind a regret can mean nothing else: `helaas kan ik neit komen`.
    """
    things = {tag.places[0] for tag in tags if tag.kind in _THINGS}
    taken = {place for tag in tags for place in tag.places}
    sorry = any(tag.kind in {"regret", "apology"} for tag in tags)

    def denies(tag: Tag) -> bool:
        if tag.kind == "garbled":
            return sorry
        ahead = tag.places[0] + 1
        if tag.kind != "no" or len(tag.places) > 1 or ahead >= len(tokens):
            return False
        noun = tokens[ahead]
        known = ahead in taken or noun.wall or noun.mail or noun.capital or is_light(noun)
        return ahead in things or (tokens[tag.places[0]].word == "no" and not known)

    return [replace(tag, kind="neg") if denies(tag) else tag for tag in tags]
