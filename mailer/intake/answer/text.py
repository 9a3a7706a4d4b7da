"""A text read into clauses: words looked up, sentences cut, subjects carried on, questions marked."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from mailer.domain.meeting import Meeting
from mailer.intake.answer.clauses import ELSEWHEN, HOUR, PART, WITH, Clause, Tag
from mailer.intake.answer.cutting import PREDICATES, cuts
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.denials import MASK, read_ne_que, with_determiners, with_the_end
from mailer.intake.answer.diet import THIRD
from mailer.intake.answer.moments import Mention
from mailer.intake.answer.names import full_name
from mailer.intake.answer.reading import Sentence, Token, sentences
from mailer.intake.answer.scope import narrowed
from mailer.intake.tongues import heard, spoken
from mailer.intake.words import Hit, finder, fold, lexicon, weightless

_COLOURS = frozenset({"drive", "dark", "because", "mind", "thing"})
"""Classes that colour a clause: their words are no better known for what they say of coming."""
_WHO = frozenset({"other", "colleague", "and", "also", "part"})
"""The classes of a clause that names somebody and says nothing of him."""
_THIRD = THIRD | frozenset(
    {
        *("would", "will", "is", "wants", "hopes", "wishes", "comes", "komt", "kan", "zal", "gaat", "mochte"),
        *(
            "wird",
            "kommt",
            "kann",
            "souhaite",
            "viendra",
            "sera",
            "veut",
            "peut",
            "vient",
            "kin",
            "wol",
            "sil",
        ),
    }
)
"""Verbs of somebody who was named before."""
_TURNING = frozenset({"maar", "but", "aber", "mais", "mar"})
_PARTICLES = frozenset(
    {"weer", "even", "vast", "alvast", "gewoon", "ook", "ff", "effe", "lekker", "mal", "wer"}
)
"""Words that may stand between a `maar` that only colours a verb and the verb's other half."""
_NAMESAKES = frozenset({"jan"})
"""Short names of months that are first names as well."""
_AFTERTHOUGHT = frozenset({"ps", "nb", "p.s", "n.b"})
_SPOKEN = re.compile(r"[^\W\d_]{1,30}(?:'[^\W\d_]{1,10})?")


@dataclass(frozen=True)
class Text:
    """A text in clauses, and the calendar they were read with."""

    clauses: tuple[Clause, ...]
    calendar: Calendar
    after_greeting: tuple[Clause, ...]
    """What stands below the closing salutation."""


def read_text(text: str, meeting: Meeting) -> Text:
    """Cut a text into clauses, each sentence read in its own language."""
    around = heard(_SPOKEN.findall(fold(text)))
    readers = _Readers(meeting, around)
    above: list[Clause] = []
    below: list[Clause] = []
    target = above
    for number, sentence in enumerate(sentences(text, _short_forms(around))):
        clauses, closed = readers.of(sentence).read(sentence, number)
        if target is below and sentence.tokens[0].word in _AFTERTHOUGHT:
            target = above
        target.extend(clauses)
        target = below if closed else target
    return Text(tuple(above), Calendar(meeting, tuple(lexicon())), tuple(below))


def _short_forms(around: Mapping[str, int]) -> Mapping[str, str]:
    """Give the short forms of the languages that are heard; the likeliest decides what one means."""
    return _written_out(
        tuple(sorted((tag for tag, count in around.items() if count), key=around.__getitem__))
    )


@lru_cache(maxsize=64)
def _written_out(tags: tuple[str, ...]) -> Mapping[str, str]:
    return {short: full for tag in tags for short, full in lexicon()[tag].short.items()}


def _place_names(meeting: Meeting) -> frozenset[str]:
    """Give the words of the meeting's own name: host and theme say nothing of who comes."""
    texts = [meeting.host.municipality, meeting.host.venue, meeting.series, *meeting.theme.values()]
    if meeting.hotel:
        texts.append(meeting.hotel.name)
    return frozenset(word for text in texts for word in _SPOKEN.findall(fold(text)) if len(word) > 2)


class _Readers:
    """The readers of one text, one for each mixture of languages in it."""

    def __init__(self, meeting: Meeting, around: Mapping[str, int]) -> None:
        self.meeting = meeting
        self.around = around
        self.names = _place_names(meeting)
        self.known: dict[tuple[str, ...], _Reader] = {}

    def of(self, sentence: Sentence) -> "_Reader":
        """Give the reader for a sentence."""
        languages = spoken((token.word for token in sentence.tokens), self.around)
        if languages not in self.known:
            self.known[languages] = _Reader(languages, Calendar(self.meeting, languages), self.names)
        return self.known[languages]


class _Reader:
    """Cuts sentences with the entries of the languages that are spoken."""

    def __init__(self, languages: tuple[str, ...], calendar: Calendar, names: frozenset[str]) -> None:
        self.finder = finder(languages)
        self.light = weightless(languages) | names
        self.calendar = calendar
        self.here = fold(calendar.meeting.host.municipality)

    def read(self, sentence: Sentence, number: int) -> tuple[list[Clause], bool]:
        """Give the clauses of a sentence, and whether it holds the closing salutation."""
        tags = self._tags(sentence.tokens)
        end = next((tag.places[0] for tag in tags if tag.kind == "bye"), len(sentence.tokens))
        tags = [tag for tag in tags if tag.places[0] < end]
        closes = end == 0 and sentence.opens_line
        spans = [cut for cut in cuts(sentence.tokens[:end], tags) if cut[0] < cut[1]]
        clauses = [self._clause(sentence, number, span, tags) for span in spans]
        return _asking(_with_subjects(clauses), sentence.asks), closes

    def _tags(self, tokens: Sequence[Token]) -> list[Tag]:
        mentions = list(self.calendar.mentions(tokens))
        words = [MASK if token.wall or token.mail else token.word for token in tokens]
        for mention in mentions:
            words[mention.first : mention.last + 1] = [MASK] * (mention.last + 1 - mention.first)
        read_ne_que(words)
        walls = frozenset(n for n, token in enumerate(tokens) if token.wall)
        hits = self.finder.find(words, walls)
        if any(_reaches_over_but(hit.places, words) for hit in hits):
            walls |= {n for n, word in enumerate(words) if word in _TURNING}
            hits = self.finder.find(words, walls)
        tags = [tag for hit in hits for tag in self._tags_of(hit)]
        tags += [_mention_tag(mention) for mention in mentions]
        tags += [Tag("here", (n,)) for n, token in enumerate(tokens) if token.word == self.here]
        tags = with_the_end(tags, tokens, self.calendar.meeting.daypart_keys[-1])
        return with_determiners(sorted(tags, key=lambda tag: tag.places), tokens, self._is_light)

    def _tags_of(self, hit: Hit) -> list[Tag]:
        """Give the tag of an entry; who dines along names the evening part beside the rest."""
        if hit.kind not in {"dine", "dineout"}:
            return [Tag(hit.kind, hit.places)]
        evening = self.calendar.dinner
        told = Tag("dine" if hit.kind == "dine" else "neg", hit.places)
        return [Tag(PART, hit.places, evening), told] if evening else []

    def _clause(self, sentence: Sentence, number: int, cut: tuple[int, int], tags: Iterable[Tag]) -> Clause:
        first, last = cut
        found = [tag for tag in tags if first <= tag.places[0] < last]
        taken = {place for tag in found if tag.kind not in _COLOURS for place in tag.places}
        withs = {n for n, token in enumerate(sentence.tokens[first:last], first) if token.word in WITH}
        mine = narrowed(found, withs)
        lead = next((t.kind for t in mine if t.kind in {"but", "and"} and t.places[0] <= first + 1), "")
        unknown = (
            token.word
            for place, token in enumerate(sentence.tokens[first:last], first)
            if place not in taken and not token.wall and not token.mail and not self._is_light(token)
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

    def _is_light(self, token: Token) -> bool:
        word = token.word
        month = word in self.calendar.months and not (token.capital and word in _NAMESAKES)
        return word in self.light or word.isdigit() or month


def _reaches_over_but(places: Sequence[int], words: Sequence[str]) -> bool:
    """Say whether an entry spans a `maar` that opens another statement: not `schrijf mij maar in`."""
    for a, b in pairwise(places):
        turn = next((n for n in range(a + 1, b) if words[n] in _TURNING), b)
        if turn < b - 1 and not (turn == b - 2 and words[turn + 1] in _PARTICLES):
            return True
    return False


def _mention_tag(mention: Mention) -> Tag:
    places = tuple(range(mention.first, mention.last + 1))
    if mention.hour is not None:
        return Tag(HOUR, places, hour=mention.hour)
    return Tag(PART if mention.parts else ELSEWHEN, places, mention.parts)


def _with_subjects(clauses: list[Clause]) -> list[Clause]:
    """Give a clause behind and the subject of the one before: `de wethouder is ziek en komt niet`."""
    done: list[Clause] = []
    for clause in clauses:
        onward = _goes_on(clause) or _is_verb_of(done, clause)
        told = _lacks_subject(clause) and any(map(_is_of_another, _last_told(done)))
        if (onward and told) or _is_verb_of_a_name(done, clause):
            clause = replace(clause, tags=(*clause.tags, Tag("other", (clause.first,))))
        done.append(clause)
    return done


def _is_verb_of(done: Sequence[Clause], clause: Clause) -> bool:
    """Say whether it is the verb of somebody named before: `my boss, Mrs Taylor, would like to attend`."""
    before = _last_told(done)
    name = bool(before) and before[0].kinds <= _WHO and before[0].sentence == clause.sentence
    return name and clause.tokens[0].word in _THIRD and clause.has("attend", "can", "wish", "nominal")


def _is_verb_of_a_name(done: Sequence[Clause], clause: Clause) -> bool:
    """Say whether its subject is a name before commas: `Els Bakker, onze adviseur, kan wel`."""
    before = [one for one in done if one.sentence == clause.sentence]
    named = (
        bool(before) and full_name(before[0]) and not any(c.has("self", "greet", *PREDICATES) for c in before)
    )
    return named and _lacks_subject(clause) and clause.tokens[0].word in _THIRD


def _last_told(done: Sequence[Clause]) -> list[Clause]:
    """Give the last clause that tells something: a post or an address behind a name tells nothing."""
    return [clause for clause in done if clause.has("self", *PREDICATES)][-1:]


def _goes_on(clause: Clause) -> bool:
    """Say whether a clause hangs on the one before: it begins with and, or only names days."""
    days = clause.has(PART, "each", "all") and not clause.has(*(PREDICATES - {"other"}))
    return clause.lead == "and" or (clause.lead == "" and days)


def _lacks_subject(clause: Clause) -> bool:
    return not clause.has("self", "other", "colleague", "hotel", "diet", "refuse")


def _is_of_another(clause: Clause) -> bool:
    return clause.has("other", "colleague", "replace") and not clause.has("self")


def _asking(clauses: list[Clause], asks: bool) -> list[Clause]:
    """Mark what is asked: the clauses that open like a question, and the last before a question mark."""
    opening = [n for n, clause in enumerate(clauses) if clause.starts_with("open", "wh", "polite")]
    if not asks:
        asking = {n for n in opening if _asks_alone(clauses, n)}
    else:
        asking = set(range(opening[0] if opening else len(clauses) - 1, len(clauses)))
    return [replace(clause, asks=True) if n in asking else clause for n, clause in enumerate(clauses)]


def _asks_alone(clauses: list[Clause], n: int) -> bool:
    """Say whether a clause is a question without its mark: it opens like one and states nothing."""
    clause = clauses[n]
    if n and not clauses[n - 1].has(*PREDICATES):
        return False
    if clause.has("yes", "no") and any(token.word == ":" for token in clause.tokens):
        return False
    if clause.has("polite"):
        return True
    opening = [tag for tag in clause.of("open", "wh") if tag.places[0] == clause.first]
    if not any(tag.kind == "open" or len(tag.places) > 1 for tag in opening):
        return False
    return not clause.has("attend", "can", "refuse", "neg", "thanks", "idle", PART, "hotel", "stay", "maybe")
