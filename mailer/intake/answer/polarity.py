"""One clause on coming: yes, no or perhaps, and to which day-parts."""

from collections.abc import Callable, Iterator
from functools import partial

from mailer.intake.answer.away import absent
from mailer.intake.answer.brief import elliptic
from mailer.intake.answer.clauses import HOUR, PART, THEM, Clause, Tag
from mailer.intake.answer.dayparts import Calendar
from mailer.intake.answer.findings import Doubt, Finding, Stance
from mailer.intake.answer.half import VERBS
from mailer.intake.answer.hedges import NOTHING, hedged
from mailer.intake.answer.names import is_of_a_name
from mailer.intake.answer.predicate import predicate
from mailer.intake.answer.question import asks_to_be_told
from mailer.intake.answer.scope import chosen_parts, denied, negations, stance
from mailer.intake.answer.single import single
from mailer.intake.verdict import Answer

_FRIENDLY = (
    *("thanks", "see", "idle", "meeting", "past", "next"),
    *("diet", "food", "eat", "fine", "hotel", "stay", "home", "journey"),
    *("other", "colleague", "leave", "late", "wel", "need", "choose", "here"),
)
"""Classes that explain why a clause names a day-part without saying anything of coming to it."""


def stances(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Give what the clause says of coming: what the first reader that knows the construction makes of it."""
    if clause.asks and (
        clause.has("unless") or (clause.starts_with("if") and not clause.has("wh", "polite", "may"))
    ):
        yield Doubt("condition", clause.words, tentative=True)
    if clause.asks and not _asks_to_book(clause):
        return
    if clause.has("past", "next", "report") or (clause.has("askfor") and clause.has("wh")):
        return
    for reader in _READERS:
        found = list(reader(clause, calendar))
        if found:
            yield from (finding for finding in found if not _says_nothing(clause, finding))
            return


_GLADLY = frozenset({"graag", "gaarne", "dolgraag"})
_SIGNING = frozenset(
    {"deelnemen", "meedoen", "aansluiten", "aanmelden", "inschrijven", "bijwonen", "aanschuiven", "opgeven"}
)
_OF = frozenset({"van", "of", "von", "de", "du", "fan"})
_PAST = frozenset({"geweest", "gekomen", "hebben", "gedaan"})
_REQUEST = 4
"""Words of an entry that is a whole request: `mag ik mij aanmelden`."""


def _asks_to_book(clause: Clause) -> bool:
    """Say whether a question only asks politely for what it says: `wilt u mij aanmelden`."""
    said = clause.has("attend", "nominal", "refuse", "wait", "unwait", "yes", "no")
    another = any(token.word in THEM for token in clause.tokens)
    asks = clause.has("polite") and not clause.has("may")
    whole = any(len(tag.places) >= _REQUEST and tag.places[0] == clause.first for tag in clause.of("attend"))
    return said and (asks or whole) and not another and not asks_to_be_told(clause)


def _says_nothing(clause: Clause, finding: Finding) -> bool:
    """Say whether a finding does not count: a concession such as `hoewel het slecht uitkomt`."""
    if finding is NOTHING:
        return True
    concedes = clause.starts_with("though") and isinstance(finding, Stance)
    return concedes and isinstance(finding, Stance) and finding.parts is None


def busy(clause: Clause) -> Stance | None:
    """Read `vrijdag heb ik een zitting`: a no beside a yes to other parts, a doubt beside a yes to all."""
    if not clause.parts or clause.asks or (clause.has("until") and clause.has(HOUR)):
        return None
    if clause.has("hours"):
        return stance(clause, Answer.NO, "days-off", clause.parts, bare=True)
    if clause.has("eat") and clause.has("reason"):
        return stance(clause, Answer.NO, "eats-elsewhere", clause.parts)
    if clause.has(*_FRIENDLY, *VERBS):
        return None
    if not clause.has("self", "we"):
        told = clause.has("reason") and not clause.has("back", "no", "yes")
        return stance(clause, Answer.NO, "busy", clause.parts, bare=True) if told else None
    if clause.has("only") and not clause.has("neg", "refuse"):
        return None
    if clause.has("regret", "reason"):
        return stance(clause, Answer.NO, "stays-away", clause.parts)
    if not (clause.unknown or clause.has("must")):
        return None
    return stance(clause, Answer.NO, "busy", clause.parts, bare=True)


def _signs_up(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `graag zou ik deelnemen`: a polite way to put one's name down; `ik zou graag komen` may go on."""
    words = {token.word for token in clause.tokens}
    asked = "zou" in words and clause.has("self") and bool(words & _GLADLY) and bool(words & _SIGNING)
    hedged = clause.has(
        "neg", "counter", "cond", "unless", "maybe", "refuse", "we", "other", "colleague", "alt"
    )
    if asked and not hedged and not words & _PAST and not clause.unknown:
        yield stance(clause, Answer.YES, "comes", chosen_parts(clause, calendar))


def _wished(clause: Clause, _: Calendar) -> Iterator[Finding]:
    """Read `ik had er graag bij willen zijn`: what was wished did not come about."""
    if clause.has("counter"):
        bed = clause.has("hotel", "stay")
        yield NOTHING if bed else stance(clause, Answer.NO, "counter", bare=True)


def _of_others(clause: Clause, _: Calendar) -> Iterator[Finding]:
    """Leave to `people` what is said of somebody else."""
    replaced = clause.has("replace") and not clause.has("refuse")
    others = clause.has("comes") or is_of_a_name(clause) or any(map(partial(_acts, clause), _others(clause)))
    if replaced or (others and not clause.has("self")) or _asks_whether_another(clause):
        yield NOTHING


def _others(clause: Clause) -> list[Tag]:
    return clause.of("other", "colleague")


def _acts(clause: Clause, tag: Tag) -> bool:
    """Say whether somebody is more than an owner: not in `de gezondheid van mijn vrouw laat het niet toe`."""
    place = tag.places[0] - clause.first
    return not (clause.has("refuse") and any(t.word in _OF for t in clause.tokens[max(1, place - 2) : place]))


def _asks_whether_another(clause: Clause) -> bool:
    """Say whether the verb is somebody else's: `ik heb gevraagd of hij kan`."""
    whethers = {tag.places[-1] + 1 for tag in clause.of("or")}
    return any(tag.places[0] in whethers for tag in clause.of("other")) and not clause.has("attend", "refuse")


def _remaining(clause: Clause, _: Calendar) -> Iterator[Finding]:
    """Read `de rest niet` and `de rest wel`."""
    if not clause.has("rest") or clause.parts:
        return
    if clause.has("wel") or (clause.has("please") and not denied(clause)):
        if not clause.unknown:
            yield stance(clause, Answer.YES, "comes")
    elif (clause.has("refuse") and _is_named_rest(clause)) or (
        negations(clause)[0] == 1 and (not clause.has(*VERBS) or _is_named_rest(clause))
    ):
        yield stance(clause, Answer.NO, "the-rest", bare=True)


def _is_named_rest(clause: Clause) -> bool:
    """Say whether the rest is named, as in `de rest lukt niet`: `verder lukt niets` may be a plain no."""
    return any(len(tag.places) > 1 for tag in clause.of("rest")) and not clause.has("self")


def _waiting(clause: Clause, _: Calendar) -> Iterator[Finding]:
    """Read `zet me op de wachtlijst` and `haal me van de wachtlijst`."""
    if not clause.has("wait", "unwait"):
        return
    if denied(clause):
        yield Doubt("waiting-list", clause.words)
    elif clause.has("unwait"):
        yield stance(clause, Answer.NO, "off-the-waiting-list")
    else:
        yield stance(clause, Answer.YES, "on-the-waiting-list")


def _away(clause: Clause, calendar: Calendar) -> Iterator[Finding]:
    """Read `op vakantie tot 20 september`."""
    if found := absent(clause, calendar):
        yield found


def _excepting(clause: Clause, _: Calendar) -> Iterator[Finding]:
    """Read `behalve het diner`, with what may stand before it."""
    if not clause.has("except"):
        return
    place = clause.of("except")[0].places[0]
    out = frozenset().union(*(tag.parts for tag in clause.of(PART) if tag.places[0] > place))
    if not out:
        return
    if denied(clause):
        yield Doubt("negated-exception", clause.words)
        return
    named = frozenset().union(*(tag.parts for tag in clause.of(PART) if tag.places[0] < place))
    if clause.has("attend", "can", "yes", "all", "each"):
        yield stance(clause, Answer.YES, "comes", named - out)
    yield stance(clause, Answer.NO, "except", out, only=True)


_READERS: tuple[Callable[[Clause, Calendar], Iterator[Finding]], ...] = (
    *(_signs_up, _wished, hedged, _of_others, _remaining, _waiting, _excepting),
    *(_away, predicate, elliptic, single),
)
"""The constructions in the order in which they are tried."""
