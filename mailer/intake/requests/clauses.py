"""The writer's words as clauses: what each one holds of the lexicon, and which words nobody knows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from mailer.intake.answer.reading import Sentence, Token, sentences
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.words import Finder, Hit

LONGEST = 4_000
"""Characters of a mail that are read: requests are short, and nobody acts on one that goes on behind them."""

MOST_CLAUSES = 30
"""Clauses of one sentence; what comes after is the last one's. People write five."""

DEEDS = frozenset(
    [
        "add",
        "enrol",
        "join",
        "receive",
        "send",
        "inform",
        "be-invited",
        "remove",
        "leave",
        "stop",
        "off-list",
        "done",
        "undone",
    ]
)
"""The classes that say what must happen."""
OURS = ("list", "some-list", "off-list", "invite", "be-invited", "platform", "meetings")
"""The classes that name what is ours: the list, its invitations, the platform, its meetings."""
_LONGEST_CLOSING = 8
"""Words in the longest closing."""
_REACH = 3
"""So many words behind "and" a wish begins: `and would be keen to ...`."""
_WILL = frozenset(("will", "want", "ask-you", "herewith"))
"""The classes a wish begins with, behind a story and "and"."""

_POSTSCRIPT = re.compile(r"\W{0,3}(?:ps|p\.s|nb|n\.b)\b", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?")


@dataclass(frozen=True, eq=False)
class Clause:
    """A stretch of a sentence with the classes found in it; each is only equal to itself.

    A class ending in "!" is a command, or a deed done by saying it.
    """

    tokens: tuple[Token, ...]
    first: int
    """The place of its first word in the sentence."""
    hits: tuple[Hit, ...]
    asks: bool
    sentence: int
    words: str
    closed: bool = False
    """Whether it stands below the closing and is no postscript."""

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The classes in it, each without its "!"."""
        return frozenset(hit.kind.removesuffix("!") for hit in self.hits)

    def has(self, *kinds: str) -> bool:
        """Say whether one of these classes is in it, as a command or not."""
        return not self.kinds.isdisjoint(kinds)

    @cached_property
    def orders(self) -> bool:
        """Whether it commands, or does by saying: `zet mij erop`, `ik meld mij af`."""
        return any(hit.kind.endswith("!") or hit.kind in {"order", "stop"} for hit in self.hits)

    @cached_property
    def dated(self) -> bool:
        """Whether it names a day or a month."""
        lexicon = requests_lexicon()
        words = ["", *(token.word for token in self.tokens), ""]
        for before, word, behind in zip(words, words[1:], words[2:], strict=False):
            beside = before.isdigit() or behind.isdigit() or before in lexicon.announcing
            if _DATE.fullmatch(word) or (word in lexicon.calendar and (beside or word not in lexicon.also)):
                return True
        return False

    @cached_property
    def placed(self) -> frozenset[int]:
        """The ids of the words that tell where the writer works: `hoofd van de afdeling Wonen`."""
        lexicon, placed, inside = requests_lexicon(), set[int](), False
        for token in self.tokens:
            begins = token.word in lexicon.offices or lexicon.is_title(token.word)
            inside = begins or (inside and (token.capital or lexicon.goes_on(token.word)))
            placed |= {id(token)} if inside else set()
        return frozenset(placed)

    @cached_property
    def unknown(self) -> tuple[Token, ...]:
        """The words that no entry and no list of words without weight knows."""
        known = {place for hit in self.hits for place in hit.places}
        things, placed = requests_lexicon().things, self.placed
        return tuple(
            token
            for place, token in enumerate(self.tokens, self.first)
            if place not in known
            and not token.mail
            and not (token.word in things and id(token) in placed)
            and not requests_lexicon().is_weightless(token.word)
        )

    @cached_property
    def strange(self) -> tuple[Token, ...]:
        """The words nobody knows even in a story: without the things people tell of, and without names."""
        things = requests_lexicon().things
        return tuple(t for t in self.unknown if t.word not in things and not t.capital)


def read_sentences(text: str) -> tuple[Sentence, ...]:
    """Give the sentences of a text, of so much of it as is read."""
    return tuple(map(_spelt_out, sentences(text[:LONGEST], requests_lexicon().short)))


def _spelt_out(sentence: Sentence) -> Sentence:
    """Give a sentence with the words as they are written whose "n" is not spoken: `toevoege`."""
    known = requests_lexicon().request.known
    mute = [
        t for t in sentence.tokens if t.word[-1:] == "e" and t.word not in known and t.word + "n" in known
    ]
    if not mute:
        return sentence
    tokens = tuple(t._replace(word=t.word + "n") if t in mute else t for t in sentence.tokens)
    return replace(sentence, tokens=tokens)


def read_clauses(said: Iterable[Sentence]) -> tuple[Clause, ...]:
    """Give the clauses of sentences in order; closings ("Met vriendelijke groet") are left out."""
    clauses: list[Clause] = []
    closed = False
    for number, sentence in enumerate(said):
        if _closes(sentence):
            closed = True
        else:
            closed = closed and not _POSTSCRIPT.match(sentence.text)
            clauses += _split(sentence, number, closed)
    return tuple(clauses)


def find_in(sentence: Sentence, finder: Finder) -> list[Hit]:
    """Give the hits of one finder in a sentence; places count words, not walls."""
    return finder.find([token.word for token in sentence.words], sentence.walls)


def _closes(sentence: Sentence) -> bool:
    if len(sentence.words) > _LONGEST_CLOSING or sentence.asks:
        return False
    folded = [token.word for token in sentence.words[:6]]
    hits = requests_lexicon().line.find(folded, sentence.walls)
    return bool(hits) and hits[0].places[0] == 0


def _split(sentence: Sentence, number: int, closed: bool) -> Iterator[Clause]:
    words, walls = sentence.words, sentence.walls
    hits = find_in(sentence, requests_lexicon().request)
    wishes = frozenset(_wish_joints(words, hits))
    joints = {*_joints(words, hits), *wishes, *_preamble(words, hits), *_run_on(words, hits)}
    cuts = sorted({0, *(w + 1 for w in walls), *joints} - {len(words)})[:MOST_CLAUSES]
    cuts.append(len(words))
    for start, end in pairwise(cuts):
        inside = tuple(h for h in hits if start <= h.places[0] < end)
        inside += (Hit("self", (start,)),) if start in wishes else ()
        part = tuple(words[start:end])
        spoken = " ".join(token.raw for token in part if token.raw)
        yield Clause(part, start, inside, sentence.asks, number, spoken, closed)


def _softens(words: Sequence[Token], place: int) -> bool:
    """Say whether a "but" only makes a wish softer: `zet me maar op`, `haal me er alvast maar af`."""
    lexicon = requests_lexicon()
    behind = words[place + 1].word if place + 1 < len(words) else ""
    begins = behind in lexicon.modals or behind in lexicon.yet
    return not begins and (words[place - 1].word in lexicon.unjoined or behind in lexicon.unbegun)


def _wish_joints(words: Sequence[Token], hits: Sequence[Hit]) -> Iterator[int]:
    """Give the places where a story ends and its "I" goes on to wish: `ik werk in Ommen en wil graag ...`."""
    conjunctions = requests_lexicon().conjunctions
    if not any(token.word in conjunctions for token in words):
        return
    tellers = {hit.places[0] for hit in hits if hit.kind in {"self", "my"}}
    tellers |= {0} if words and words[0].word in requests_lexicon().tellers else set()
    told = min(tellers, default=len(words))
    wills = [hit.places[0] for hit in hits if hit.kind in _WILL]
    deed = min((hit.places[0] for hit in hits if hit.kind.removesuffix("!") in DEEDS), default=len(words))
    for place, token in enumerate(words):
        if token.word in conjunctions and told < place < deed:
            yield from [place] if any(place < will <= place + _REACH for will in wills) else []


def _run_on(words: Sequence[Token], hits: Sequence[Hit]) -> Iterator[int]:
    """Give the place where a story follows a wish without a comma: `haal mij eraf ben met pensioen`."""
    lexicon = requests_lexicon()
    deed = max((hit.places[-1] for hit in hits if hit.kind.removesuffix("!") in DEEDS), default=len(words))
    for place in range(deed + 1, len(words) - 1):
        word, before, behind = (words[n].word for n in (place, place - 1, place + 1))
        tells = word in lexicon.first_person and behind in lexicon.first_verbs
        tells = tells or (word in lexicon.bare_verbs and behind not in lexicon.first_person)
        if tells and before not in lexicon.links | lexicon.first_person | lexicon.conjunctions:
            yield place
            return


def _preamble(words: Sequence[Token], hits: Sequence[Hit]) -> Iterator[int]:
    """Give the place where a wish begins behind its occasion: `vanwege mijn vertrek wil ik ...`."""
    begins = [
        hit.places[0] for hit in hits if hit.kind.removesuffix("!") in _WILL | DEEDS | {"self", "ask-self"}
    ]
    lexicon = requests_lexicon()
    occasion = {word.word for word in words[:2]} & lexicon.preambles
    aim = bool(words) and words[0].word in lexicon.purposes
    if (occasion or aim) and (far := [place for place in begins if place > 1]):
        ours = any(hit.kind in OURS and hit.places[0] < far[0] for hit in hits)
        yield from [] if aim and ours else [far[0]]


def _joints(words: Sequence[Token], hits: Sequence[Hit]) -> Iterator[int]:
    """Give the places where a new clause begins without a comma: at "but", and at "and" between two deeds."""
    lexicon = requests_lexicon()
    deeds = [hit.places[0] for hit in hits if hit.kind.removesuffix("!") in DEEDS]
    for place, token in enumerate(words):
        joint = token.word in lexicon.joints and place and not _softens(words, place)
        between = token.word in lexicon.conjunctions and deeds and deeds[0] < place < deeds[-1]
        if joint or between:
            yield place
