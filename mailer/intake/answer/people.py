"""Other people in an answer: guests who come along, a substitute, and on whose behalf somebody writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailer.intake.answer import companions
from mailer.intake.answer.clauses import Clause, Tag
from mailer.intake.answer.findings import Doubt
from mailer.intake.answer.names import PARTICLES, by_address, full_name, is_of_a_name, names
from mailer.intake.verdict import Answer, Someone
from mailer.intake.words import fold

_TITLES = frozenset(
    {"heer", "mevrouw", "dhr", "mw", "mevr", "mr", "mrs", "ms", "herr", "frau", "monsieur", "madame"}
)
_SUPPOSED = frozenset(
    {
        *("think", "believe", "guess", "suppose", "reckon", "assume", "expect", "hope", "maybe", "perhaps"),
        *("denk", "vermoed", "verwacht", "hoop", "geloof", "glaube", "denke", "vermute", "schatze", "hoffe"),
        *("crois", "pense", "suppose", "espere", "tink", "ferwachtsje", "probably", "probeer"),
    }
)
"""Words of what is only thought of somebody who may come."""
_WOULD = frozenset({"would", "might", "could", "zou", "zouden", "wurde", "konnte", "pourrait", "soe"})
_GLADLY = frozenset(
    {"delighted", "happy", "glad", "pleased", "honoured", "love", "like", "graag", "gern", "gerne", "graach"}
)
_US = frozenset({"mij", "me", "ons", "us", "mich", "uns", "moi", "nous", "my"})


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
    spoken = next((clause for clause in clauses if clause.has("behalf") and not _for_us(clause)), None)
    if spoken is None:
        own = any(_speaks_of(clause, owner) for clause in clauses)
        return tuple(_as_own(clause) if own else clause for clause in clauses), None
    place = spoken.of("behalf")[0].places[-1]
    named = list(names(spoken, place - spoken.first + 1))
    if named and _same_name(named[0][0], owner):
        return tuple(_as_own(clause) for clause in clauses), None
    return tuple(clauses), Doubt("on-behalf-of-another", spoken.words)


def _speaks_of(clause: Clause, owner: str) -> bool:
    """Say whether a secretary tells of the mailbox's owner: `de heer Van Tilburg zal aanwezig zijn`."""
    if not clause.has("comes", "attend", "can", "refuse", "please"):
        return False
    for name, behind in names(clause):
        first = behind - clause.first - len(name.split())
        if not first and is_of_a_name(clause) and _same_name(name, owner):
            return True
        if first and clause.tokens[first - 1].word in _TITLES and _same_name(name, owner):
            return True
    return False


def _for_us(clause: Clause) -> bool:
    """Say whether somebody acts on the writer's own behalf: `namens ons`."""
    behind = {tag.places[-1] + 1 - clause.first for tag in clause.of("behalf")}
    last = len(clause.tokens) - 1
    return any(
        n in behind and token.word in _US and (token.word != "my" or n == last)
        for n, token in enumerate(clause.tokens)
    )


def _same_name(name: str, owner: str) -> bool:
    named = [fold(word) for word in name.split() if fold(word) not in PARTICLES]
    return bool(named) and all(word in fold(owner).replace(",", " ").split() for word in named)


def _as_own(clause: Clause) -> Clause:
    """Let the third person be the writer: he comes means I come."""
    own = {"comes": "attend", "other": "self"}
    tags = (replace(tag, kind=own.get(tag.kind, tag.kind)) for tag in clause.tags if tag.kind != "behalf")
    mine = (Tag("self", (clause.first,)),) if is_of_a_name(clause) else ()
    return replace(clause, tags=(*mine, *tags))


def company(
    clauses: Sequence[Clause], answer: Answer | None, strangers: frozenset[str], whole: frozenset[str]
) -> Company:
    """Read who comes along or instead; one who stands in for less than the `whole` is asked about.

    `strangers` are the addresses in the text that may be theirs: neither ours nor the writer's.
    """
    declines = answer is Answer.NO
    settled = {c.sentence for c in clauses if c.has("past") and not c.has("self", "neg", "letter")}
    told = [c for c in clauses if c.sentence not in settled]
    spoken = [clause for clause in told if not clause.has("past", "next") and not _greets(clause)]
    replaces = [c for n, c in enumerate(spoken) if companions.replaces(c) or companions.sends(spoken, n)]
    takes = [
        c
        for n, c in enumerate(spoken)
        if companions.takes(c) or companions.is_pair(spoken, n) or companions.takes_along(spoken, n)
    ]
    others = [c for c in spoken if companions.comes(c) or (declines and companions.may_stand_in(c))]
    if replaces or (declines and (others or takes)):
        stands_in = _substitute(spoken, [*replaces, *others, *takes], strangers)
        partly = [Doubt("for-a-part", c.words) for c in replaces if c.parts and c.parts < whole]
        return replace(stands_in, doubts=(*stands_in.doubts, *partly))
    if declines and (instead := [c for c in spoken if _in_one_breath(c)]):
        return Company(doubts=tuple(Doubt("which-substitute", c.words) for c in instead))
    if declines and (sought := [c for c in spoken if companions.seeks(c)]):
        return Company(doubts=tuple(Doubt("which-substitute", c.words) for c in sought))
    if takes or others:
        along = _guests(spoken, [*takes, *others], strangers)
        partly = [Doubt("for-a-part", c.words) for c in spoken if _comes_partly(c, whole)]
        return replace(along, doubts=(*along.doubts, *partly))
    if (
        answer is not Answer.YES
        and (named := [c for c in spoken if c.has("name")])
        and any(_people(spoken, named, strangers))
    ):
        return _substitute(spoken, named, strangers)
    return Company()


def _greets(clause: Clause) -> bool:
    """Say whether it is a salutation such as `beste collega's`."""
    return clause.starts_with("greet") and not clause.has("self", "attend", "comes", "replace", "take", "can")


def _comes_partly(clause: Clause, whole: frozenset[str]) -> bool:
    """Say whether somebody beside the writer comes for a part: `zij alleen donderdag`."""
    another = clause.has("other") or (clause.has("take") and full_name(clause))
    told = clause.has("only", "wel", "take", "comes") and not clause.has("attend", "we", "past", "neg")
    return another and told and bool(clause.parts) and clause.parts < whole


def _in_one_breath(clause: Clause) -> bool:
    """Say whether a name goes with the writer's own no: `meld mij af en Rob Jansma aan`."""
    return full_name(clause) and clause.has("refuse", "stop") and clause.has("and")


def _substitute(spoken: Sequence[Clause], about: Sequence[Clause], strangers: frozenset[str]) -> Company:
    found = list(_people(spoken, about, strangers))
    doubts = [*_unsure(about)]
    if len(found) != 1 or not _is_known(found[0]):
        doubts.append(Doubt("which-substitute", about[0].words))
    return Company(substitute=found[0] if len(found) == 1 else None, doubts=tuple(doubts))


def _guests(spoken: Sequence[Clause], about: Sequence[Clause], strangers: frozenset[str]) -> Company:
    told = [clause for clause in about if not clause.asks or clause.has("polite")]
    sentences = {clause.sentence for clause in told}
    beside = [clause for clause in spoken if clause.sentence in sentences and any(names(clause))]
    either = any(clause.has("or") for clause in beside)
    found = tuple(_people(spoken, told, strangers)) if told and not either else ()
    doubts = [*_unsure(about)]
    if not found or not all(map(_is_known, found)):
        doubts.append(Doubt("which-guest", about[0].words))
    return Company(guests=found, doubts=tuple(doubts))


def _is_known(person: Someone) -> bool:
    """Say whether one knows who it is: by a whole name, or by an address that the name does not gainsay."""
    words = (person.name or "").split()
    if len(words) == 1 and person.email:
        return fold(words[0]) in fold(person.email)
    return bool(person.email) or len(words) > 1


def _unsure(about: Sequence[Clause]) -> Iterator[Doubt]:
    for clause in about:
        asked = clause.asks and not clause.has("polite")
        if asked or clause.has("maybe", "cond", "unless", "if", "promise") or _is_supposed(clause):
            yield Doubt("not-certain-who", clause.words)


def _is_supposed(clause: Clause) -> bool:
    """Say whether it is only thought that somebody may: `I think Els Bakker would be willing`."""
    words = {token.word for token in clause.tokens}
    would = bool(words & _WOULD) and not words & _GLADLY
    return bool(words & _SUPPOSED) or (would and not clause.has("self", "polite", "wish"))


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
        yield from (Someone(name=_written_small(near, mail), email=mail) for mail in mails)
    else:
        yield from _matched(found, mails)


def _written_small(near: Sequence[Clause], mail: str) -> str | None:
    """Give the name in small letters that goes with an address."""
    return next((name for clause in near if (name := by_address(clause, mail))), None)


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
