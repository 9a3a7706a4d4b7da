"""What a clause is: a row of words between two cuts, and the classes of words in it."""

from dataclasses import dataclass, field

from mailer.intake.answer.reading import Token

PART = "part"
"""The class of a day-part's name; the others are named in the lexicon."""
ELSEWHEN = "elsewhen"
"""A day that is not the meeting's."""
HOUR = "hour"
"""A time of the clock."""
THEN = frozenset({"dan", "then", "dann", "alors"})
"""Words that open what follows from what was said."""
FOR = frozenset({"voor", "for", "fur", "pour", "foar"})
WITH = frozenset({"met", "with", "mit", "avec", "mei"})
_STILL = frozenset({"nog", "noch", "still", "encore", "eerst", "first", "zuerst", "d'abord", "earst"})
_MUST = frozenset({"moet", "moeten", "must", "have", "needs", "need", "muss", "doit", "dois", "moat"})
THEM = frozenset({"hem", "haar", "hen", "him", "her", "them", "ihn", "lui"})
"""Words for somebody else whom one puts on the list or takes off it."""
BEFORE_A_PLACE = frozenset(
    {
        *(
            "in",
            "te",
            "naar",
            "uit",
            "vanuit",
            "nabij",
            "langs",
            "op",
            "richting",
            "near",
            "from",
            "to",
            "at",
        ),
        *("aus", "nach", "bei", "a", "depuis", "vers", "yn", "nei", "ut"),
    }
)
"""Words behind which a capital is a place rather than a person."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A class found at some places of a sentence; a day-part's tag carries its keys or the hour."""

    kind: str
    places: tuple[int, ...]
    parts: frozenset[str] = frozenset()
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A row of tokens between two cuts, the tags in it, and how it hangs on what came before."""

    tokens: tuple[Token, ...]
    first: int
    tags: tuple[Tag, ...]
    lead: str
    """The class of the word it begins with: but, and, or nothing."""
    asks: bool
    sentence: int
    unknown: tuple[str, ...]
    """Words that no entry, calendar or list of weightless words knows."""
    kinds: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", frozenset(tag.kind for tag in self.tags))

    def has(self, *kinds: str) -> bool:
        """Say whether one of the classes is in it."""
        return not self.kinds.isdisjoint(kinds)

    def of(self, *kinds: str) -> list[Tag]:
        """Give the tags of these classes in order."""
        return [tag for tag in self.tags if tag.kind in kinds]

    @property
    def parts(self) -> frozenset[str]:
        """The day-parts it names."""
        return frozenset().union(*(tag.parts for tag in self.of(PART)))

    @property
    def words(self) -> str:
        """The clause as it was written."""
        return " ".join(token.raw for token in self.tokens if token.raw and not token.wall)

    def starts_with(self, *kinds: str) -> bool:
        """Say whether one of the classes stands within its first three words."""
        return any(tag.kind in kinds and tag.places[0] <= self.first + 2 for tag in self.tags)

    def word_of(self, tag: Tag) -> str:
        """Give the folded word a tag begins with."""
        return self.tokens[tag.places[0] - self.first].word

    def raw_from(self, place: int, to: int | None = None) -> str:
        """Give the words as written from a place of the sentence to another."""
        chosen = self.tokens[place - self.first : None if to is None else to - self.first + 1]
        return " ".join(token.raw for token in chosen if token.raw and not token.wall).strip()


def is_open(clause: Clause) -> bool:
    """Say whether something has still to be done or said first: `ik moet het nog aftoetsen`."""
    words = {token.word for token in clause.tokens}
    return bool(words & _STILL and words & _MUST)
