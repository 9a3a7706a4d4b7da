"""What the wishes of one mail are together: a plain one explains what another leaves open."""

from collections.abc import Iterator, Sequence

from mailer.intake.requests.grammar import NEVER
from mailer.intake.requests.letter import Letter
from mailer.intake.requests.wishes import Wish
from mailer.intake.verdict import Kind, Reason

_ASKS = frozenset(("asks-how", "asks-whether"))
_SOME_DAY = frozenset(("later", "undecided"))
_LEAVES = ("leave", "remove", "off-list", "undone", "stop")
_CERTAINLY_OURS = ("list", "off-list", "invite", "be-invited", "platform", "meetings")
_SAYS_OF_WHAT = ("list", "invite", "be-invited", "platform", "meetings")


def what_counts(spoken: Sequence[Wish]) -> tuple[Wish, ...]:
    """Give the firm wishes of a mail without those that a plain one makes a mere story of."""
    firm = [wish for wish in spoken if wish.firm]
    plain = frozenset(wish.kind for wish in firm if not wish.doubts)
    return tuple(wish for wish in firm if not _is_story(wish, plain))


def _is_story(wish: Wish, plain: frozenset[Kind]) -> bool:
    """Say whether a doubtful wish only asks the way, gives the reason for a plain one, or speaks of some day.

    `Hoe kan ik lid worden?` beside `zet mij op de lijst`; `de uitnodigingen zijn niet meer nuttig` and `wie
    weet meld ik me ooit weer aan` beside `haal mij van de lijst`.
    """
    rules = {doubt.rule for doubt in wish.doubts}
    if not rules or not plain:
        return False
    if Kind.SUBSCRIBE in plain and _joins_somewhere(wish):
        return True
    if wish.kind in plain:
        reason = wish.kind is Kind.UNSUBSCRIBE and not wish.clause.has(*_LEAVES)
        passed_on = wish.clause.has("told") and rules <= {"condition"}
        return (
            reason
            or passed_on
            or rules <= _ASKS
            or (wish.clause.has("perfect", *_CERTAINLY_OURS) and rules == {"not-understood"})
        )
    return wish.kind is Kind.SUBSCRIBE and not _SOME_DAY.isdisjoint(rules)


def _joins_somewhere(wish: Wish) -> bool:
    """Say whether it only tells of a hope: `ik wil aansluiten bij collega's`, `daar wil ik bij zijn`.

    Who is put on the list is invited to it; a registration for a certain meeting is no story.
    """
    clause = wish.clause
    asks = clause.has("enrol", "add", "done", "list", "some-list", "invite", "guests", *NEVER)
    return clause.has("join") and not asks and not clause.dated and not clause.orders


def doubts_between(wishes: Sequence[Wish], spoken: Sequence[Wish], letter: Letter) -> Iterator[Reason]:
    """Give every wish's doubts; what one leaves unsaid (`haal me eraf`) another, or a story, may say."""
    clear = {wish.kind for wish in wishes if not wish.doubts}
    told = any(clause.has(*_SAYS_OF_WHAT) for clause in letter.body) and not letter.speaks("foreign")
    for wish in wishes:
        said = told or wish.kind in clear
        yield from (doubt for doubt in wish.doubts if doubt.rule != "of-what" or not said)
    yield from _besides(spoken)


def _besides(spoken: Sequence[Wish]) -> Iterator[Reason]:
    """Say what a sentence with a wish also speaks of: `van de lijst af maar nog wel uitgenodigd worden`."""
    firm = {(wish.clause.sentence, wish.kind) for wish in spoken if wish.firm}
    sentences = {sentence for sentence, _ in firm}
    for wish in spoken:
        at = wish.clause.sentence
        if not wish.firm and at in sentences and (at, wish.kind) not in firm:
            yield Reason("two-wishes", wish.clause.words)
