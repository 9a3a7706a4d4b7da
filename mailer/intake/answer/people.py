"""Other people in an answer: guests who come along, a substitute, and on whose behalf somebody writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailer.intake.answer.clauses import Clause
from mailer.intake.answer.diet import MINE
from mailer.intake.answer.findings import Doubt
from mailer.intake.answer.names import PARTICLES, WITH, full_name, names, together_with
from mailer.intake.verdict import Answer, Someone
from mailer.intake.words import fold

_DETERMINERS = frozenset(
    {
        *(
            "een",
            "mijn",
            "m'n",
            "onze",
            "iemand",
            "twee",
            "drie",
            "a",
            "an",
            "my",
            "our",
            "somebody",
            "someone",
        ),
        *("ein", "eine", "einen", "mein", "meine", "meinen", "unsere", "unseren", "jemand", "jemanden"),
        *("un", "une", "mon", "ma", "mes", "notre", "quelqu'un", "in", "ien", "myn", "us", "immen"),
    }
)
"""Words before somebody who is brought along; `ik breng stroopwafels mee` has none."""

_LEAVE = frozenset(
    {"mag", "mogen", "kan", "kunnen", "may", "can", "could", "darf", "kann", "peut", "mei", "kin"}
)
_TELLS = ("attend", "can", "refuse", "neg", "no", "self", "past", "reason", "thanks", "send", "replace")
"""Classes that make a line about a colleague more than the heading of a name."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who else is spoken of: guests, a substitute, and what one should ask about them."""

    guests: tuple[Someone, ...] = ()
    substitute: Someone | None = None
    doubts: tuple[Doubt, ...] = ()


def on_behalf(clauses: Sequence[Clause], owner: str) -> tuple[tuple[Clause, ...], Doubt | None]:
    """Read `namens de heer De Vries`: his own mailbox speaks for him, any other makes it doubtful.

    `owner` is the display name of the mailbox.
    """
    spoken = next((clause for clause in clauses if clause.has("behalf")), None)
    if spoken is None:
        return tuple(clauses), None
    place = spoken.of("behalf")[0].places[-1]
    named = list(names(spoken, place - spoken.first + 1))
    if named and _same_name(named[0][0], owner):
        return tuple(_as_own(clause) for clause in clauses), None
    return tuple(clauses), Doubt("on-behalf-of-another", spoken.words)


def _same_name(name: str, owner: str) -> bool:
    named = [fold(word) for word in name.split() if fold(word) not in PARTICLES]
    return bool(named) and all(word in fold(owner).split() for word in named)


def _as_own(clause: Clause) -> Clause:
    """Let the third person be the writer: he comes means I come."""
    own = {"comes": "attend", "other": "self"}
    tags = (replace(tag, kind=own.get(tag.kind, tag.kind)) for tag in clause.tags if tag.kind != "behalf")
    return replace(clause, tags=tuple(tags))


def company(clauses: Sequence[Clause], answer: Answer | None, strangers: frozenset[str]) -> Company:
    """Read who comes along or instead.

    `strangers` are the addresses in the text that may be theirs: neither ours nor the writer's.
    """
    declines = answer is Answer.NO
    spoken = [clause for clause in clauses if not clause.has("past", "next") and not _greets(clause)]
    replaces = [c for n, c in enumerate(spoken) if _replaces(c) or _sends(spoken, n)]
    takes = [c for n, c in enumerate(spoken) if _takes(c) or _is_pair(spoken, n) or _takes_along(spoken, n)]
    others = [c for c in spoken if _comes(c) or (declines and _is_about_colleague(c))]
    if replaces or (declines and (others or takes)):
        return _substitute(spoken, [*replaces, *others, *takes], strangers)
    if declines and (sought := [c for c in spoken if _seeks(c)]):
        return Company(doubts=tuple(Doubt("which-substitute", c.words) for c in sought))
    if takes or others:
        return _guests(spoken, [*takes, *others], strangers)
    if (
        answer is not Answer.YES
        and (named := [c for c in spoken if c.has("name")])
        and any(_people(spoken, named, strangers))
    ):
        return _substitute(spoken, named, strangers)
    return Company()


def _replaces(clause: Clause) -> bool:
    """Say whether somebody stands in for the writer: not in `niemand kan mij vervangen`."""
    nobody = clause.has("nobody") or (clause.has("neg") and not clause.has("self"))
    return clause.has("replace") and not (nobody and not full_name(clause))


def _greets(clause: Clause) -> bool:
    """Say whether it is a salutation such as `beste collega's`."""
    return clause.starts_with("greet") and not clause.has("self", "attend", "comes", "replace", "take", "can")


def _takes(clause: Clause) -> bool:
    if clause.has("neg", "idle", "counter") or _is_of_a_thing(clause):
        return False
    if clause.asks and full_name(clause) and not clause.has("polite"):
        return _asks_leave(clause)
    if _brings_unnamed(clause):
        return True
    named = full_name(clause)
    if together_with(clause) or (clause.has("with") and clause.has("attend", "see")):
        return True
    return (clause.has("take") and _someone(clause)) or (
        clause.has("also") and clause.has("attend") and (named or clause.has("colleague"))
    )


def _asks_leave(clause: Clause) -> bool:
    """Say whether it asks if somebody may come too: `mag Rob Jansma mee`, not `komt Rob Jansma ook`."""
    return clause.has("take") or any(token.word in _LEAVE for token in clause.tokens)


def _brings_unnamed(clause: Clause) -> bool:
    """Say whether the writer comes with somebody of his: `ik kom met mijn secretaresse`."""
    if not clause.has("attend") or clause.has("thing") or clause.asks:
        return False
    rows = zip(clause.tokens, clause.tokens[1:], clause.tokens[2:], strict=False)
    return any(a.word in WITH and b.word in MINE and c.word in clause.unknown for a, b, c in rows)


def _is_of_a_thing(clause: Clause) -> bool:
    """Say whether what is brought along is a thing: `ik neem mijn laptop mee`."""
    return clause.has("thing") and not clause.has("other", "colleague", "with") and not full_name(clause)


def _is_pair(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether somebody by name and the writer come together: `Rob Jansma en ik komen`."""
    clause = spoken[n]
    if not (clause.has("and") and clause.has("self")) or clause.has("neg", "refuse", "no", "idle"):
        return False
    named = full_name(clause)
    before = [c for c in spoken[:n] if c.sentence == clause.sentence]
    return named and (clause.has("attend") or any(c.has("we", "count") and c.has("attend") for c in before))


def _sends(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether somebody is sent: `ik stuur Rob Jansma`."""
    clause = spoken[n]
    return clause.has("send") and not clause.asks and (_someone(clause) or _names_behind(spoken, n))


def _takes_along(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether the writer brings somebody, told by name behind it or not at all."""
    clause = spoken[n]
    if _heads_a_name(spoken, n):
        return True
    if not clause.has("take") or clause.asks or clause.has("neg", "idle", "counter", "food"):
        return False
    somebody = any(token.word in _DETERMINERS for token in clause.tokens) and not _is_of_a_thing(clause)
    named = _names_behind(spoken, n) or (clause.has("self") and _names_before(spoken, n))
    if named or (clause.has("self") and bool(clause.unknown) and somebody):
        return True
    return not clause.has("self") and any(_someone(c) for c in spoken[:n] if c.sentence == clause.sentence)


def _heads_a_name(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether a line of a form names a companion: `collega die meekomt: Rob Jansma`."""
    clause = spoken[n]
    if clause.asks or clause.has(*_TELLS):
        return False
    if any(len(tag.places) > 1 for tag in clause.of("name")) and full_name(clause):
        return True
    if not _names_behind(spoken, n):
        return False
    closes = n + 2 >= len(spoken) or spoken[n + 2].sentence != clause.sentence
    return closes and (clause.has("colleague") or any(len(tag.places) > 1 for tag in clause.of("name")))


def _names_before(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether the clause before names somebody: `onze adviseur, Rob Jansma, neem ik mee`."""
    return n > 0 and spoken[n - 1].sentence == spoken[n].sentence and full_name(spoken[n - 1])


def _seeks(clause: Clause) -> bool:
    """Say whether a substitute is still looked for: `ik vraag of Teun wil`."""
    named = _someone(clause) or any(names(clause))
    return named and clause.has("askfor", "maybe", "promise") and not clause.has("neg")


def _names_behind(spoken: Sequence[Clause], n: int) -> bool:
    """Say whether the clause behind names somebody: `ik breng onze adviseur mee: Rob Jansma`."""
    if n + 1 >= len(spoken) or spoken[n + 1].sentence != spoken[n].sentence:
        return False
    behind = spoken[n + 1]
    return full_name(behind)


def _someone(clause: Clause) -> bool:
    if clause.has("other", "colleague"):
        return True
    found = [name for name, _ in names(clause)]
    return any(" " in name for name in found) or (bool(found) and clause.has("take", "replace", "send"))


def _is_about_colleague(clause: Clause) -> bool:
    """Say whether a no speaks of a colleague: as a rule the one who comes instead."""
    return (
        clause.has("colleague")
        and not clause.has("neg", "refuse", "no", "reason", "idle", "greet", "nobody")
        and not clause.asks
    )


def _comes(clause: Clause) -> bool:
    """Say whether somebody else is told to come."""
    if not clause.has("comes", "other", "colleague") or not _someone(clause):
        return False
    if clause.asks:
        return clause.has("comes", "attend", "can") and (clause.has("colleague") or _asks_leave(clause))
    if clause.has("neg", "refuse", "no", "counter", "idle", "behalf"):
        return False
    return clause.has("comes", "wel", "also", "take") or (
        clause.has("attend", "can") and not clause.has("self")
    )


def _substitute(spoken: Sequence[Clause], about: Sequence[Clause], strangers: frozenset[str]) -> Company:
    found = list(_people(spoken, about, strangers))
    doubts = [*_unsure(about)]
    if len(found) != 1 or not _is_known(found[0]):
        doubts.append(Doubt("which-substitute", about[0].words))
    return Company(substitute=found[0] if len(found) == 1 else None, doubts=tuple(doubts))


def _guests(spoken: Sequence[Clause], about: Sequence[Clause], strangers: frozenset[str]) -> Company:
    told = [clause for clause in about if not clause.asks or clause.has("polite")]
    found = tuple(_people(spoken, told, strangers)) if told else ()
    doubts = [*_unsure(about)]
    if not found or not all(map(_is_known, found)):
        doubts.append(Doubt("which-guest", about[0].words))
    return Company(guests=found, doubts=tuple(doubts))


def _is_known(person: Someone) -> bool:
    return bool(person.email) or len((person.name or "").split()) > 1


def _unsure(about: Sequence[Clause]) -> Iterator[Doubt]:
    for clause in about:
        if (clause.asks and not clause.has("polite")) or clause.has(
            "maybe", "cond", "unless", "if", "promise"
        ):
            yield Doubt("not-certain-who", clause.words)


def _people(
    spoken: Sequence[Clause], about: Sequence[Clause], strangers: frozenset[str]
) -> Iterator[Someone]:
    """Give the people named in these clauses, with the addresses that stand near them."""
    sentences = {clause.sentence for clause in about}
    near = [c for c in spoken if c.sentence in sentences or c.has("name", "mail") or _only_address(c)]
    told = [c for c in near if c in about]
    sources = told if any(map(full_name, told)) and not any(c.has("count", "and") for c in near) else near
    found = list(dict.fromkeys(name for c in sources for name in _named(c, about)))
    mails = list(dict.fromkeys(t.raw for c in near for t in c.tokens if t.mail and t.word in strangers))
    if not mails and len(strangers) == len(found):
        mails = [t.raw for c in spoken for t in c.tokens if t.mail and t.word in strangers]
    if len(found) == len(mails) or not mails:
        yield from (Someone(name=n, email=mails[i] if mails else None) for i, n in enumerate(found))
    elif not found:
        yield from (Someone(email=mail) for mail in mails)
    else:
        yield from _matched(found, mails)


def _only_address(clause: Clause) -> bool:
    return any(token.mail for token in clause.tokens) and len(clause.tokens) <= 4


def _named(clause: Clause, about: Sequence[Clause]) -> Iterator[str]:
    """Give the names in a clause: full ones where there are any."""
    if clause in about or not clause.has("self", "attend", "can", "refuse"):
        found = [name for name, _ in names(clause)]
        full = [name for name in found if " " in name]
        yield from full or found


def _matched(people: Sequence[str], mails: Sequence[str]) -> Iterator[Someone]:
    """Give each name the address that holds its last word; what fits nothing stays by itself."""
    left = list(mails)
    for name in people:
        hit = next((mail for mail in left if fold(name.split()[-1]) in fold(mail)), None)
        if hit:
            left.remove(hit)
        yield Someone(name=name, email=hit)
    yield from (Someone(email=mail) for mail in left)
