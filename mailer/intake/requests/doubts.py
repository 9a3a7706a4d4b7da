"""Why a wish is not acted on at once: conditions, other people, a day that is named, words nobody knows."""

from collections.abc import Iterator, Mapping, Sequence

from mailer.intake.answer.reading import Token
from mailer.intake.requests.aims import unknown_aims
from mailer.intake.requests.clauses import Clause
from mailer.intake.requests.grammar import PERSON, SELF, onto_list, wanted
from mailer.intake.requests.lexicon import requests_lexicon
from mailer.intake.requests.offices import functions_meant
from mailer.intake.verdict import Reason

_PEOPLE = frozenset(("other", "self", "my", "also", "me"))
"""A clause with nothing else only adds people: `mijn collega en ik`."""
_CALL = 3
"""So many words may call somebody at the start of a sentence: `Ha Marieke, zet mij op de lijst`."""
_MOST, _MANY, _SOME = 5, 4, 2
"""So many unknown words a wish can bear: with a deed and a list, with something of ours, bare."""
ANOTHER_AIM = "another-aim"
"""The rule that says: the wish names something that is not ours."""

_ANYWHERE = {
    "condition": "condition",
    "proviso": "condition",
    "later": "later",
    "starting": "later",
    "undecided": "undecided",
    "maybe": "undecided",
    "part": "part-only",
    "irony": "irony",
    "second-thought": "taken-back",
    "once": "taken-back",
    "offer": "offers",
}
"""Classes that make a wish doubtful anywhere in its sentence, and the rule they speak for."""
_IN_THE_WISH = {
    "matter": "asks-information",
    "ask-about": "other-request",
    "how": "asks-how",
    "whether": "asks-whether",
    "checks": "asks-whether",
    "stay-over": "for-a-meeting",
    "old-address": "another-address",
}
"""Classes that make a wish doubtful in its own clause."""


def doubts_of(
    clause: Clause, sentence: Sequence[Clause], writer: frozenset[str], leaves: bool
) -> Iterator[Reason]:
    """Say what speaks against a wish in its own sentence.

    `writer` holds the folded words of the writer's own name, `leaves` says that it is a wish to leave.
    """
    for part in sentence:
        reason = leaves and part is not clause and not _contrasts(part) and not _then(clause)
        reason = reason and (part.has(*SELF, "my") or part.tokens[0].word in requests_lexicon().reasons)
        yield from (doubt for doubt in _doubtful(part, _ANYWHERE) if not (reason and doubt.rule == "later"))
    yield from (doubt for doubt in _doubtful(clause, _IN_THE_WISH) if not _asks_aslant(clause, doubt.rule))
    ill = any(part.has("attend") and not part.has("no-more", "idle") for part in sentence)
    if leaves and clause.has("off-list") and ill:
        yield Reason("for-a-meeting", clause.words)
    if clause.dated:
        yield Reason("names-a-day", clause.words)
    if clause.has("not-yet") or (clause.asks and clause.has("attend", "regret")):
        yield Reason("later", clause.words)
    if clause.has("stay") and not clause.has("inform"):
        yield Reason("taken-back", clause.words)
    yield from _others(clause, sentence, writer)
    yield from _taken_back(clause, sentence, leaves)
    if aims := unknown_aims(clause, writer):
        yield Reason(ANOTHER_AIM, " ".join(aims))
    elif len(strange := [token for token in clause.unknown if _counts(token, writer)]) > _spare(clause):
        yield Reason("not-understood", " ".join(token.raw for token in strange))


def _then(clause: Clause) -> bool:
    """Say whether a wish is for a day told of before: `over een jaar stop ik, haal me dan van de lijst`."""
    return any(token.word in requests_lexicon().then for token in clause.tokens)


def _doubtful(clause: Clause, rules: Mapping[str, str]) -> Iterator[Reason]:
    """Give the rules that the clause's classes speak for."""
    return (Reason(rules[kind], clause.words) for kind in sorted(clause.kinds & rules.keys()))


def _asks_aslant(clause: Clause, rule: str) -> bool:
    """Say whether a request is asked as people talk: `ik wilde vragen of jullie mij kunnen toevoegen`.

    Not whether something is so: `... of ik op de lijst sta`.
    """
    modal = any(token.word in requests_lexicon().modals for token in clause.tokens)
    opens = any(hit.kind == "whether" and hit.places[0] == 0 for hit in clause.hits)
    asks = opens or clause.has("ask-you", "ask-self")
    return rule == "asks-whether" and modal and asks and not clause.has("checks", "stand", "stay")


def _spare(clause: Clause) -> int:
    """Give how many unknown words a wish can bear: the more it says in known ones, the more."""
    if clause.has("my") and clause.has("enrol", "leave", "add", "remove"):
        return 0
    target = clause.has("list", "some-list", "off-list", "platform", "invite", "meetings")
    deed = clause.has("add", "enrol", "remove", "leave", "off-list")
    if deed and target and clause.has("me", "my-address"):
        return _MOST
    if clause.has("self") and wanted(clause) and onto_list(clause):
        return _SOME
    gets = clause.has("receive", "send", "inform", "be-invited", "join")
    if gets and clause.has(*SELF, "want") and clause.has("meetings", "platform", "onward", "list"):
        return _MANY
    bare = clause.has("enrol", "leave") and (target or clause.has(*SELF))
    return _SOME if gets or bare else 0


def _counts(token: Token, writer: frozenset[str]) -> bool:
    return not token.capital and token.word not in writer and token.word not in requests_lexicon().leads


def _taken_back(clause: Clause, sentence: Sequence[Clause], leaves: bool) -> Iterator[Reason]:
    """Say what else in the sentence denies or limits the wish: `... maar niet die van Bart`.

    What follows a wish to leave is mostly its reason; what stands in front of a wish to come, without a
    "but" in between, may belong to it.
    """
    for part in sentence:
        if part is clause or not part.has("not", "no-more"):
            continue
        follows = part.first > clause.first
        if follows and part.tokens[0].word in requests_lexicon().reasons:
            continue
        between = sentence[sentence.index(part) + 1 : sentence.index(clause) + 1]
        if _contrasts(part) if follows and leaves else not leaves and not any(map(_contrasts, between)):
            yield Reason("taken-back", part.words)


def _contrasts(part: Clause) -> bool:
    """Say whether a clause begins with a joint that gives no reason: `maar`, `but`, `dus`."""
    lexicon = requests_lexicon()
    return bool(part.tokens) and part.tokens[0].word in lexicon.joints - lexicon.reasons


def _others(clause: Clause, sentence: Sequence[Clause], writer: frozenset[str]) -> Iterator[Reason]:
    """Say whom else the wish may be about: other people spoken of, or named."""
    himself = clause.has(*PERSON)
    if _another_wants(clause):
        yield Reason("for-somebody-else", clause.words)
    own = himself or (clause.has("self") and wanted(clause))
    for part in sentence:
        counts = part is clause or not own or all(hit.kind in _PEOPLE for hit in part.hits)
        if counts and part.has("other") and not _is_undersigned(part, sentence):
            yield Reason("for-somebody-else", part.words)
    for part in [clause] if own else sentence:
        if functions := list(functions_meant(part, apposed=part is not clause)):
            yield Reason("for-somebody-else", " ".join(functions))
    for part in sentence:
        greets = part.first == 0 and part.tokens[0].word in requests_lexicon().greetings
        called = len(part.tokens) == 1 or (part.first == 0 and len(part.tokens) <= _CALL)
        called = called and (himself or greets)
        if part is clause or (_adds_names(part) and not called):
            names = [token.raw for token in _names(part, writer)]
            yield from [Reason("somebody-is-named", " ".join(names))] if names else []


def _is_undersigned(part: Clause, sentence: Sequence[Clause]) -> bool:
    """Say whether `him` is the writer: `ondergetekende verzoekt u hem op te nemen`."""
    lexicon = requests_lexicon()
    others = [part.tokens[h.places[0] - part.first].word for h in part.hits if h.kind == "other"]
    himself = any(token.word in lexicon.undersigned for clause in sentence for token in clause.tokens)
    return himself and lexicon.third.issuperset(others)


def _another_wants(clause: Clause) -> bool:
    """Say whether somebody else is the one who wants: `mijn manager wil graag op de lijst`.

    A verb of will at the start, or behind "and" or "but", has lost its "I".
    """
    if not clause.has("will") or clause.has(*SELF, "ask-you") or _would_be(clause):
        return False
    lexicon = requests_lexicon()
    first = next(hit.places[0] for hit in clause.hits if hit.kind == "will") - clause.first
    return any(token.word not in lexicon.joints | lexicon.conjunctions for token in clause.tokens[:first])


def _would_be(clause: Clause) -> bool:
    """Say whether it only tells what would be good: `een plekje op de lijst zou mooi zijn`."""
    place = any(hit.kind == "add" and hit.places[0] - clause.first <= 1 for hit in clause.hits)
    return place and clause.has("perfect")


def _adds_names(clause: Clause) -> bool:
    """Say whether a clause may add people to the one before: `Piet Heuvel en Karin Bos`, `en Piet ook`."""
    row = sum(token.capital for token in clause.tokens) * 2 >= len(clause.tokens)
    return row or (clause.has("also") and not clause.has("self", "me", "us", "my-address"))


def _names(clause: Clause, writer: frozenset[str]) -> Iterator[Token]:
    """Give words with a capital that nobody knows, inside a clause: they may name a person.

    Not behind a word that announces a place or a function: `gemeente Veldrijk`, `hoofd Juridische Zaken`; nor
    in front of `zei dat ik`: he gave the tip.
    """
    lexicon = requests_lexicon()
    strange = {id(token) for token in clause.unknown}
    opens = clause.first == 0 and not _begins_with_a_name(clause)
    placed = False
    told = max((hit.places[0] - clause.first for hit in clause.hits if hit.kind == "told"), default=-1)
    for token in clause.tokens[max(told, int(opens)) :]:
        named = token.capital and id(token) in strange and not token.raw.isupper()
        if named and not placed and id(token) not in clause.placed and token.word not in writer:
            yield token
        goes_on = placed and (token.capital or token.word in lexicon.conjunctions)
        placed = goes_on or token.word in lexicon.announcing


def _begins_with_a_name(clause: Clause) -> bool:
    """Say whether the capital at the start is a name's: two in a row, or nobody else is spoken of."""
    strange = [token for token in clause.unknown if token.capital]
    first, second = (*clause.tokens[:2], None, None)[:2]
    if first not in strange:
        return False
    return second in strange or not clause.has("self", "me", "my-address", "ask-self")
