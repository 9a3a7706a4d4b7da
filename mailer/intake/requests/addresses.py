"""A change of address: which address is the old one and which the new, as far as the writer says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailer.intake.answer.reading import Sentence
from mailer.intake.requests.clauses import find_in
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.verdict import Reason

_SIDES = {
    "old": "old",
    "from": "old",
    "instead": "old",
    "new": "new",
    "to": "new",
    "address-is": "new",
    "address": "new",
}
_CLOSE = {"from": 1, "to": 1, "instead": 1, "address": 3}
"""Words that only speak of an address so near behind them."""
_NEAR = 7
"""So many words in front of an address still say whether it is the old or the new one."""
_BEHIND = 4
"""So many words behind an address still say that it is no more: `... bestaat niet meer`."""


@dataclass(frozen=True, slots=True)
class Change:
    """An address that is to be replaced; "" for what is not known. Any doubt means: ask."""

    old: str
    new: str
    words: str
    doubts: tuple[Reason, ...]
    plain: bool = False
    """Whether something is called new or changed: not only that an address is no more."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence as the address lexicon sees it: classes with their places, addresses with theirs."""

    words: str
    kinds: tuple[tuple[str, int], ...]
    mails: tuple[tuple[str, int], ...]
    walls: frozenset[int]

    def has(self, *kinds: str) -> bool:
        return any(found in kinds for found, _ in self.kinds)

    @property
    def changes(self) -> bool:
        """Whether it tells of a change, of what is new or of what is no more."""
        return self.has("change", "new", "old", "instead", "ended")


def change_of(said: Sequence[Sentence], writer: str, own: frozenset[str]) -> Change | None:
    """Read a change of the writer's own mail address; None when the mail speaks of none."""
    lines = [_line(sentence) for sentence in said]
    spoken = [line for line in lines if line.has("address", "address-is", "this-address") and line.changes]
    spoken = spoken or [line for line in lines if line.mails and (line.changes or line.has("address-is"))]
    others = any(mail != writer for line in lines for mail, _ in line.mails)
    if not spoken or any(line.has("street") for line in lines) or not (others or _changes(lines)):
        return None
    mails = tuple(dict.fromkeys(m for line in lines for m, _ in line.mails if m != writer and m not in own))
    old, new = _sides(lines, mails, writer)
    doubts = _doubts(old, new, mails, writer, spoken[0].words, _changes(lines))
    here = any(line.has("this-address") and line.has("new") for line in lines)
    new_said = any(_said(lines, mail) == "new" for mail in (*mails, writer))
    plain = here or new_said or any(line.has("change") for line in lines)
    return Change(old, new, spoken[0].words, tuple(doubts), plain)


def _changes(lines: Sequence[_Line]) -> bool:
    return any(line.changes for line in lines)


def _line(sentence: Sentence) -> _Line:
    kinds = tuple((hit.kind, hit.places[-1]) for hit in find_in(sentence, requests_lexicon().address))
    mails = tuple((token.word, place) for place, token in enumerate(sentence.words) if token.mail)
    return _Line(sentence.text, kinds, mails, sentence.walls)


def _sides(lines: Sequence[_Line], mails: Sequence[str], writer: str) -> tuple[str, str]:
    """Give the old and the new address, "" for a side that is not said.

    One address beside the writer's own is the new one where it is said to be, or where his is the old one.
    """
    said = {mail: _said(lines, mail) for mail in (*mails, writer)}
    here = any(line.has("this-address") and line.has("new", "to") for line in lines)
    news = [mail for mail in mails if said[mail] == "new"]
    olds = [mail for mail in mails if said[mail] == "old"]
    if len(mails) == 1 and (olds or (said[writer] == "new" and not news)):
        return (mails[0], writer) if said[writer] != "old" or here else ("", "")
    leaves = any(line.has("this-address") and line.has("old", "instead", "ended") for line in lines)
    told = said[writer] == said.get(mails[0] if mails else "") == "" and any(
        line.has("new") and line.has("address") for line in lines
    )
    if len(mails) == 1 and said[writer] != "new" and (news or leaves or told or said[writer] == "old"):
        return writer, mails[0]
    if len(mails) == 2 and len(news) == len(olds) == 1:
        return olds[0], news[0]
    return "", (news[0] if len(news) == 1 else "")


def _said(lines: Sequence[_Line], mail: str) -> str:
    """Say what stands nearest in front of an address, or that it is no more: "old", "new" or ""."""
    for line in lines:
        for found, place in line.mails:
            if found == mail:
                if _is_no_more(line, place):
                    return "old"
                near = [
                    (kind != "address", at, kind) for kind, at in line.kinds if _speaks_of(kind, place - at)
                ]
                if near:
                    return _SIDES[max(near)[2]]
    return ""


def _is_no_more(line: _Line, place: int) -> bool:
    """Say whether words behind an address, before a comma, say that it ends."""
    comma = min((wall for wall in line.walls if wall >= place), default=place + _BEHIND)
    ends = [at for kind, at in line.kinds if kind == "ended"]
    return any(place < at <= min(comma, place + _BEHIND) for at in ends)


def _speaks_of(kind: str, distance: int) -> bool:
    return kind in _SIDES and 0 < distance <= _CLOSE.get(kind, _NEAR)


def _doubts(
    old: str, new: str, mails: Sequence[str], writer: str, words: str, changes: bool
) -> Iterator[Reason]:
    if not changes or not old or not new or old == new:
        yield Reason("which-address", words)
    elif writer not in {old, new}:
        yield Reason("not-the-writers-address", ", ".join(mails))
