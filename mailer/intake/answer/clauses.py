"""Sentences cut into clauses, each with the classes of words it holds and the day-parts it names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mailer.domain.meeting import Meeting
from mailer.intake.answer.dayparts import Calendar, Mention
from mailer.intake.answer.reading import Sentence, Token, sentences
from mailer.intake.words import finder, fold, lexicon, spoken, weightless

PART = "part"
"""The class of a day-part's name; the others are named in the lexicon."""
ELSEWHEN = "elsewhen"
"""A day that is not the meeting's."""
HOUR = "hour"
MASK = "▒"

_PREDICATES = frozenset(
    [
        "attend",
        "can",
        "refuse",
        "wel",
        "yes",
        "no",
        "neg",
        "maybe",
        "cond",
        "if",
        "promise",
        "hotel",
        "stay",
        "home",
        "diet",
        "eat",
        "allergy",
        "take",
        "replace",
        "comes",
        "late",
        "leave",
        "counter",
        "wish",
        "reason",
        "thanks",
        "fine",
        "see",
        "wait",
        "unwait",
        "not_only",
        "regret",
        "eager",
        "hope",
        "other",
    ]
)
_HOLDS = frozenset(["and", "only", "except", "from", "through", "also", "not_only"])
"""Words that hold on to what follows: no new clause begins behind them."""
_THINGS = frozenset(["hotel", "stay", "food", "diet", "need", "fine", "home"])
_TOPICS = frozenset({"hotel", "stay", "eat", PART, "name", "mail", "diet"})
_SPOKEN = re.compile(r"[^\W\d_]{1,30}(?:'[^\W\d_]{1,10})?")


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

    def has(self, *kinds: str) -> bool:
        """Say whether one of the classes is in it."""
        return any(tag.kind in kinds for tag in self.tags)

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


@dataclass(frozen=True)
class Text:
    """A text in clauses, and the calendar they were read with."""

    clauses: tuple[Clause, ...]
    calendar: Calendar
    after_greeting: tuple[Clause, ...]
    """What stands below the closing salutation."""


def read_text(text: str, meeting: Meeting) -> Text:
    """Cut a text into clauses."""
    languages = spoken(_SPOKEN.findall(fold(text)))
    calendar = Calendar(meeting, languages)
    short = {k: v for tag in reversed(languages) for k, v in lexicon()[tag].short.items()}
    reader = _Reader(languages, calendar, _place_names(meeting))
    above: list[Clause] = []
    below: list[Clause] = []
    target = above
    for number, sentence in enumerate(sentences(text, short)):
        clauses, closed = reader.read(sentence, number)
        if target is below and sentence.tokens[0].word in {"ps", "nb", "p.s", "n.b"}:
            target = above
        target.extend(clauses)
        target = below if closed else target
    return Text(tuple(above), calendar, tuple(below))


def _place_names(meeting: Meeting) -> frozenset[str]:
    """Give the words of the meeting's own name: host and theme say nothing of who comes."""
    texts = [meeting.host.municipality, meeting.host.venue, meeting.series, *meeting.theme.values()]
    if meeting.hotel:
        texts.append(meeting.hotel.name)
    return frozenset(word for text in texts for word in _SPOKEN.findall(fold(text)) if len(word) > 2)


class _Reader:
    """Cuts sentences with the entries of the languages that are spoken."""

    def __init__(self, languages: tuple[str, ...], calendar: Calendar, names: frozenset[str]) -> None:
        self.finder = finder(languages)
        self.light = weightless(languages) | names
        self.calendar = calendar

    def read(self, sentence: Sentence, number: int) -> tuple[list[Clause], bool]:
        """Give the clauses of a sentence, and whether it holds the closing salutation."""
        tags = self._tags(sentence.tokens)
        end = next((tag.places[0] for tag in tags if tag.kind == "bye"), len(sentence.tokens))
        tags = [tag for tag in tags if tag.places[0] < end]
        closes = end == 0 and sentence.opens_line
        cuts = [cut for cut in _cuts(sentence.tokens[:end], tags) if cut[0] < cut[1]]
        clauses = [self._clause(sentence, number, cut, tags) for cut in cuts]
        return _asking(_with_subjects(clauses), sentence.asks), closes

    def _tags(self, tokens: Sequence[Token]) -> list[Tag]:
        mentions = list(self.calendar.mentions(tokens))
        words = [MASK if token.wall or token.mail else token.word for token in tokens]
        for mention in mentions:
            words[mention.first : mention.last + 1] = [MASK] * (mention.last + 1 - mention.first)
        walls = frozenset(n for n, token in enumerate(tokens) if token.wall)
        tags = [Tag(hit.kind, hit.places) for hit in self.finder.find(words, walls)]
        tags += [_mention_tag(mention) for mention in mentions]
        return _with_determiners(sorted(tags, key=lambda tag: tag.places))

    def _clause(self, sentence: Sentence, number: int, cut: tuple[int, int], tags: Iterable[Tag]) -> Clause:
        first, last = cut
        mine = [tag for tag in tags if first <= tag.places[0] < last]
        taken = {place for tag in mine for place in tag.places}
        lead = next((t.kind for t in mine if t.kind in {"but", "and"} and t.places[0] <= first + 1), "")
        unknown = (
            token.word
            for place, token in enumerate(sentence.tokens[first:last], first)
            if place not in taken and not token.wall and not token.mail and not self._is_light(token.word)
        )
        return Clause(
            tokens=sentence.tokens[first:last],
            first=first,
            tags=tuple(mine),
            lead=lead,
            asks=False,
            sentence=number,
            unknown=tuple(unknown),
        )

    def _is_light(self, word: str) -> bool:
        return word in self.light or word.isdigit() or word in self.calendar.months


def _with_determiners(tags: list[Tag]) -> list[Tag]:
    """Let `no` right before a thing deny the thing: `no hotel` is no refusal to come."""
    things = {tag.places[0] for tag in tags if tag.kind in _THINGS}
    return [
        replace(tag, kind="neg")
        if tag.kind == "no" and len(tag.places) == 1 and tag.places[0] + 1 in things
        else tag
        for tag in tags
    ]


def _mention_tag(mention: Mention) -> Tag:
    places = tuple(range(mention.first, mention.last + 1))
    if mention.hour is not None:
        return Tag(HOUR, places, hour=mention.hour)
    return Tag(PART if mention.parts else ELSEWHEN, places, mention.parts)


def _with_subjects(clauses: list[Clause]) -> list[Clause]:
    """Let a clause without a subject behind and have that of the one before: `de wethouder is ziek en komt niet`."""
    done: list[Clause] = []
    for clause in clauses:
        before = done[-1] if done else None
        inherits = (
            before and clause.lead == "and" and before.has("other", "colleague") and not before.has("self")
        )
        if inherits and not clause.has("self", "other", "colleague", "hotel", "diet", "refuse"):
            clause = replace(clause, tags=(*clause.tags, Tag("other", (clause.first,))))
        done.append(clause)
    return done


def _asking(clauses: list[Clause], asks: bool) -> list[Clause]:
    """Mark what is asked: the clauses that open like a question, and the last one before a question mark."""
    opening = [n for n, clause in enumerate(clauses) if clause.starts_with("open", "wh", "polite")]
    if not asks:
        return [
            replace(c, asks=True)
            if n in opening and _asks_alone(c) and (not n or clauses[n - 1].has(*_PREDICATES))
            else c
            for n, c in enumerate(clauses)
        ]
    start = opening[0] if opening else len(clauses) - 1
    return [replace(clause, asks=n >= start) for n, clause in enumerate(clauses)]


def _asks_alone(clause: Clause) -> bool:
    """Say whether a clause is a question without its mark: it opens like one and states nothing."""
    if clause.has("polite"):
        return True
    opening = [tag for tag in clause.of("open", "wh") if tag.places[0] == clause.first]
    if not any(tag.kind == "open" or len(tag.places) > 1 for tag in opening):
        return False
    return not clause.has("attend", "can", "refuse", "neg", "thanks", "idle", PART, "hotel", "stay", "maybe")


def _cuts(tokens: Sequence[Token], tags: Sequence[Tag]) -> Iterator[tuple[int, int]]:
    """Give the first and the last-but-one place of each clause."""
    for first, last in _at_walls(tokens, tags):
        start = first
        for cut in _inner_cuts(first, last, tags):
            if _parts_company(tags, start, cut, last):
                yield start, cut
                start = cut
        yield start, last


def _at_walls(tokens: Sequence[Token], tags: Sequence[Tag]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, token in enumerate(tokens):
        if token.wall and not (token.word == ":" and _is_heading(tokens[start:place], tags, start, place)):
            yield start, place
            start = place + 1
    yield start, len(tokens)


def _is_heading(tokens: Sequence[Token], tags: Sequence[Tag], start: int, place: int) -> bool:
    """Say whether `Hotel:` or `Donderdag:` stands before a colon: a line of a form."""
    inside = [tag for tag in tags if start <= tag.places[0] < place]
    return len(tokens) <= 4 and any(tag.kind in _TOPICS for tag in inside)


def _inner_cuts(first: int, last: int, tags: Sequence[Tag]) -> list[int]:
    """Give the places inside a row where a new clause may begin: at but and and, and at a run-on remark."""
    return [
        tag.places[0]
        for tag in tags
        if first < tag.places[0] < last and tag.kind in {"but", "and", "hence", PART, "hotel"}
    ]


def _parts_company(tags: Sequence[Tag], start: int, cut: int, last: int) -> bool:
    """Say whether a new clause begins at `cut`."""
    if any(tag.places[0] < cut < tag.places[-1] and tag.kind not in {"nor", "also"} for tag in tags):
        return False
    left = [tag for tag in tags if start <= tag.places[0] < cut]
    right = [tag for tag in tags if cut <= tag.places[0] < last]
    here = right[0]
    if here.kind == "but":
        return bool(left) and not _is_particle(left, right[1:])
    told = any(tag.kind in _PREDICATES for tag in left)
    if here.kind == "hence":
        own = {"self", "regret", "refuse", "no"}
        return told and any(tag.kind in own and tag.places[0] <= cut + 2 for tag in right)
    if here.kind == "and":
        own = {tag.kind for tag in right} & (_PREDICATES | {PART})
        says = bool(own - {"neg", PART}) or own == {"neg", PART}
        if left and left[-1].kind == PART and _lists_on(right[1:]):
            return False
        return told and says and not _shares_negation(left, right[1:])
    return told and _runs_on(here, left, right[1:])


def _is_particle(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether `maar` only colours a request: `boek maar een kamer`."""
    asks = any(tag.kind in {"book", "please"} for tag in left)
    return asks and bool(right) and all(tag.kind in {"hotel", "stay", "please", "book"} for tag in right)


def _lists_on(right: Sequence[Tag]) -> bool:
    """Say whether `en avond` only goes on with a list of day-parts."""
    if not right or right[0].kind != PART:
        return False
    return len(right) == 1 or right[1].kind not in {
        "neg",
        "wel",
        "attend",
        "can",
        "refuse",
        "no",
        "yes",
        "self",
        "also",
        "regret",
    }


def _shares_negation(left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether `en vrijdag niet` may belong to what stands before: `ik kan donderdag en vrijdag niet`."""
    open_left = any(t.kind == PART for t in left) and not any(
        t.kind in {"neg", "wel", "yes", "refuse", "only"} for t in left
    )
    kinds = {t.kind for t in right}
    return (
        open_left and PART in kinds and kinds <= {PART, "neg", "regret", "event", "also"} and "neg" in kinds
    )


def _runs_on(here: Tag, left: Sequence[Tag], right: Sequence[Tag]) -> bool:
    """Say whether `vrijdag niet` or `hotel hoeft niet` begins here without a comma before it."""
    if not right or (left and left[-1].kind in _HOLDS):
        return False
    negated = right[0].kind in {"neg", "wel"} or (
        len(right) > 1 and right[0].kind == "need" and right[1].kind == "neg"
    )
    told = {tag.kind for tag in left}
    if here.kind == PART:
        close = right[0].places[0] <= here.places[-1] + 2
        return negated and close and PART in told and (left[-1].kind != PART or "can" not in told)
    return negated and bool(told & {"attend", "can", "yes", PART})
