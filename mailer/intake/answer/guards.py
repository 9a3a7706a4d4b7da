"""What keeps an answer from being acted on by itself: words beside it that may be about the same coming."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mailer.intake.answer.brief import STAYS
from mailer.intake.answer.clauses import ELSEWHEN, HOUR, THEM, THEN, WITH, Clause
from mailer.intake.answer.companions import ALONG
from mailer.intake.answer.cutting import PREDICATES
from mailer.intake.answer.diet import THIRD
from mailer.intake.answer.findings import Diet, Doubt, Stance
from mailer.intake.answer.names import full_name, is_of_a_name, names
from mailer.intake.answer.pending import pending
from mailer.intake.answer.said import Said
from mailer.intake.verdict import Answer
from mailer.intake.words import fold

_ASIDE = ("past", "next", "letter", "idle", "thanks", "chat", "greet")
"""Classes of a clause that is about another time, or about nothing."""
_RULERS = frozenset(
    {
        *("boss", "manager", "director", "chief", "mayor", "baas", "chef", "directeur", "wethouder"),
        *("burgemeester", "leidinggevende", "schepen", "vorgesetzter", "chefin", "leiter", "directrice"),
        *("bourgmestre", "echevin", "patron", "boargemaster", "direkteur", "wife", "husband", "vrouw", "man"),
    }
)
"""Those whose no keeps the writer at home."""
_BY = frozenset({"par", "door", "durch", "by", "troch"})
"""Words before who acts for the writer: `je serai represente par Jeanne Petit`."""
_TO = frozenset({"te", "to", "zu"})
_FOR_TO = frozenset({"om", "um"})
_COMES = THIRD | {
    *("will", "comes", "goes", "attends", "joins", "komt", "gaat", "zal", "kommt", "wird", "geht", "kann"),
    *("viendra", "vient", "sera", "participera", "peut", "giet", "sil", "kin", "takes", "neemt", "nimmt"),
}
"""Verbs right behind the first name of somebody who comes."""
_EITHER = frozenset({"either", "neither", "evenmin", "ook", "auch", "plus", "ek"})
_GLAD = ("thanks", "please", "eager", "see", "yes", "ok", "wish")
_YET = frozenset({"nog", "straks", "yet", "still", "noch", "encore", "later", "nochris"})
_BRIEF = 4
_DIGITS_OF_A_PRICE = 3
_AFTERWARDS = frozenset({"daarna", "erna", "vervolgens", "afterwards", "thereafter", "danach", "ensuite"})
_NOTED = frozenset(
    {"genoteerd", "agenda", "geblokt", "gereserveerd", "noted", "diary", "calendar", "notiert"}
)


def guards(read: Sequence[Said], answer: Answer | None, has_company: bool, owner: str) -> Iterator[Doubt]:
    """Give the doubts on what stands beside an answer and was not understood, yet may belong to it.

    `owner` is the display name of the mailbox: who writes of himself by name is no other person.
    """
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    settled = frozenset().union(*(stance.parts for stance in stances if stance.parts))
    for n, (one, two) in enumerate(pairwise(read)):
        if answer is Answer.YES and not has_company and _go_together(one.clause, two.clause):
            yield Doubt("which-guest", one.clause.words)
        if _then_too(one, two):
            yield Doubt("hangs-on-a-question", two.clause.words)
        if answer is Answer.YES and _takes_back(one, two) and not any(map(_says_yes, read[n + 2 :])):
            yield Doubt("unread", two.clause.words)
    yield from pending(read, answer, has_company)
    for part in read:
        if answer is Answer.YES:
            yield from _beside_a_yes(part, settled)
        if not has_company:
            yield from _of_others(part, answer, owner)


def _of_others(part: Said, answer: Answer | None, owner: str) -> Iterator[Doubt]:
    """Give the doubts on somebody in a clause who was not understood."""
    words = part.clause.words
    if answer is Answer.YES and _brings_somebody(part, owner):
        yield Doubt("which-guest", words)
    if _is_of_somebody(part, owner) or _speaks_for_another(part.clause):
        yield Doubt("who-comes", words)
    if _is_either_of_us(part.clause):
        yield Doubt("me-or-another", words)
    if answer is Answer.NO and _stands_in(part):
        yield Doubt("which-substitute", words)


def _then_too(one: Said, two: Said) -> bool:
    """Say whether something of the writer's hangs on a question: `blijft iedereen eten? Dan ik ook.`"""
    then = two.clause.has("self") and two.clause.tokens[0].word in THEN
    return one.clause.asks and not two.findings and then


def _says_yes(part: Said) -> bool:
    return any(isinstance(f, Stance) and f.answer is Answer.YES for f in part.findings)


def _takes_back(one: Said, two: Said) -> bool:
    """Say whether an unread but follows a yes, and may take it back: `ik wil graag, maar het geld is op`."""
    clause = two.clause
    if _forbids(clause) and not two.findings and _says_yes(one):
        return True
    unread = not two.findings and not clause.asks and bool(clause.unknown)
    unread = unread and not clause.has(*_ASIDE, "leave", "late")
    return unread and clause.lead == "but" and clause.sentence == one.clause.sentence and _says_yes(one)


def _forbids(clause: Clause) -> bool:
    """Say whether somebody who may says no: `I'd love to come. My manager says no though.`"""
    ruler = any(token.word in _RULERS for token in clause.tokens)
    return ruler and clause.has("no", "neg", "refuse") and not clause.has("self", "we", "attend", *_ASIDE)


def _go_together(one: Clause, two: Clause) -> bool:
    """Say whether two clauses are one subject: `mijn vrouw / en ik komen`."""
    pair = one.has("other", "colleague") and not one.has(*PREDICATES - {"other"})
    pair = pair and not (two.has("home", "stay", "hotel") and not two.has("attend"))
    return pair and two.lead == "and" and two.starts_with("self", "we") and two.sentence == one.sentence


def _beside_a_yes(part: Said, settled: frozenset[str]) -> Iterator[Doubt]:
    """Give the doubts on one clause of a mail that says yes; `settled` are the parts that were spoken of."""
    clause = part.clause
    if _says_yes(part) and (_is_a_purpose(clause) or _names_a_price(clause) or _follows_after(clause)):
        yield Doubt("condition", clause.words)
    if _notes_another_day(clause):
        yield Doubt("another-day", clause.words)
    if not part.findings and not clause.asks and not clause.has(*_ASIDE):
        yield from _unread(clause, settled)


def _unread(clause: Clause, settled: frozenset[str]) -> Iterator[Doubt]:
    """Give the doubts on a clause that said nothing we know."""
    checks = (
        ("unread-wish", _is_a_wish(clause)),
        ("me-or-another", clause.lead == "but" and clause.has("colleague") and not clause.has("self", "neg")),
        ("unread", clause.has("self", "we") and clause.has("can") and _on_a_day(clause, settled)),
        ("who-on-that-day", clause.has("other", "colleague") and bool(clause.parts - settled)),
        ("promise", bool(clause.parts - settled) and any(t.word in _YET for t in clause.tokens)),
        ("all-or-these", bool(settled and clause.parts - settled) and clause.has("leave", "late")),
        ("which-part", bool(settled) and bool(clause.parts - settled) and _says_little(clause)),
        ("all-or-these", bool(settled) and bool(clause.parts - settled) and _stays(clause)),
        ("which-guest", clause.has("colleague") and clause.has("yes") and _is_form(clause)),
        ("leaves-before-the-end", clause.lead == "but" and clause.has("until") and clause.has(HOUR)),
    )
    if not clause.has("hotel", "stay", "reason"):
        yield from (Doubt(rule, clause.words) for rule, found in checks if found)


def _says_little(clause: Clause) -> bool:
    """Say whether nothing but a day is told: `de tweede tot dan`."""
    return not clause.unknown and not clause.has(
        "self", "we", "other", "colleague", "neg", "see", "until", "diet"
    )


def _stays(clause: Clause) -> bool:
    return any(token.word in STAYS for token in clause.tokens)


def _is_form(clause: Clause) -> bool:
    return any(token.word == ":" for token in clause.tokens)


def _on_a_day(clause: Clause, settled: frozenset[str]) -> bool:
    """Say whether it names a part nobody spoke of, and no mere consequence: `dan kunnen we bijpraten`."""
    return bool(clause.parts - settled) and clause.tokens[0].word not in THEN


def _follows_after(clause: Clause) -> bool:
    """Say whether coming only follows after something else: `daarna meld ik me aan`."""
    return clause.tokens[0].word in _AFTERWARDS


def _is_a_wish(clause: Clause) -> bool:
    """Say whether something that no list knows is wished for: `hotle ook graag`."""
    tokens = clause.tokens
    wished = clause.of("please")
    if not wished or not 2 <= len(tokens) <= _BRIEF or tokens[0].capital:
        return False
    return tokens[0].word in clause.unknown and wished[0].places[-1] == clause.first + len(tokens) - 1


def _names_a_price(clause: Clause) -> bool:
    """Say whether a number that is no day and no hour stands in it: `voor 300 kom ik`."""
    taken = _taken(clause)
    numbers = (
        t.word for n, t in enumerate(clause.tokens, clause.first) if n not in taken and t.word.isdigit()
    )
    return any(len(number) == _DIGITS_OF_A_PRICE for number in numbers)


def _is_a_purpose(clause: Clause) -> bool:
    """Say whether coming is only aimed at: `ik doe moeite om erbij te zijn`, not `leuk om erbij te zijn`."""
    if clause.has(*_GLAD):
        return False
    words = [token.word for token in clause.tokens]
    told = {place - clause.first for tag in clause.of("attend") for place in tag.places}
    aims = [n for n, word in enumerate(words) if word in _FOR_TO and n not in told]
    ends = {tag.places[-1] - clause.first for tag in clause.of("attend")}
    return any(end > aim and _TO & set(words[aim:end]) for aim in aims for end in ends)


def _notes_another_day(clause: Clause) -> bool:
    """Say whether a day that is not the meeting's stands in the diary: `21 september staat genoteerd`."""
    if not clause.has(ELSEWHEN) or clause.has("past", "next", "letter", "reason"):
        return False
    if clause.asks and clause.starts_with("or"):
        return True
    return any(token.word in _NOTED for token in clause.tokens)


def _brings_somebody(part: Said, owner: str) -> bool:
    """Say whether it speaks of somebody who comes too: `ik kom met Els`, `en Els ook`."""
    clause = part.clause
    own = {fold(word) for word in owner.replace(",", " ").split()}
    named = [
        n for n, t in enumerate(clause.tokens) if t.capital and t.word in clause.unknown and t.word not in own
    ]
    if clause.asks or clause.has(*_ASIDE, "thing"):
        return False
    if _says_yes(part) and clause.has("attend"):
        return any(n and clause.tokens[n - 1].word in WITH for n in named)
    if not part.findings and clause.tokens[0].word in WITH and len(clause.tokens) <= _BRIEF and 1 in named:
        return True
    also = clause.has("also") and len(clause.tokens) <= _BRIEF and not clause.has("self", "neg")
    whole = full_name(clause) and clause.has("except", "wel") and not clause.has("self")
    along = clause.has("other") and any(t.word in ALONG for t in clause.tokens)
    if along and all(isinstance(found, Diet) for found in part.findings):
        return True
    return not part.findings and bool((named and also) or whole)


def _is_of_somebody(part: Said, owner: str) -> bool:
    """Say whether a verb of coming has a name as its subject: `Els Bakker kan niet`."""
    clause = part.clause
    told = any(isinstance(f, Stance) and f.answer is not None and not f.bare for f in part.findings)
    if not told or clause.has("self", "we", "greet", "here") or not clause.has("attend", "can", "refuse"):
        return False
    if any(t.word in THEM and n + clause.first not in _taken(clause) for n, t in enumerate(clause.tokens)):
        return True
    verb = min(tag.places[0] for tag in clause.of("attend", "can", "refuse"))
    own = {fold(word) for word in owner.replace(",", " ").split()}
    found = (name for name, behind in names(clause) if behind <= verb + 1 and _acts(clause, name, behind))
    return any(not {fold(word) for word in name.split()} & own for name in found)


def _speaks_for_another(clause: Clause) -> bool:
    """Say whether somebody else's no is passed on: `Marcus isn't coming either`."""
    also = any(token.word in _EITHER for token in clause.tokens)
    told = clause.has("attend", "comes", "can", "refuse") and not clause.has("self", "we", *_ASIDE)
    return also and told and clause.has("neg", "refuse") and clause.has("other") and not clause.asks


def _is_either_of_us(clause: Clause) -> bool:
    """Say whether a name stands beside an or: `either me or Karen will be there`."""
    ors = {place - clause.first for tag in clause.of("or", "nor") for place in tag.places}
    if clause.asks or not ors or not clause.has("attend", "comes", "can", "replace", "see"):
        return False
    named = {n for n, t in enumerate(clause.tokens) if t.capital and t.word in clause.unknown}
    return any(n + 1 in named or (n - 1 in named and n > 0) for n in ors)


def _taken(clause: Clause) -> frozenset[int]:
    """Give the places of words that belong to an entry, such as `hem` in `wordt hem niet`."""
    return frozenset(place for tag in clause.tags for place in tag.places)


def _acts(clause: Clause, name: str, behind: int) -> bool:
    """Say whether a name is the subject; one capital may only open the sentence: `Meld mij aan`."""
    place = behind - clause.first
    ahead = clause.tokens[place].word if place < len(clause.tokens) else ""
    return " " in name or ahead in _COMES


def _stands_in(part: Said) -> bool:
    """Say whether somebody may come instead whom nobody read: `I asked Els Bakker to take my place`."""
    if part.clause.has("replace") and full_name(part.clause):
        return True
    return not part.understood and _may_stand_in(part.clause)


def _may_stand_in(clause: Clause) -> bool:
    """Say whether somebody who is named may come instead: `Els Bakker is bereid`."""
    words = {token.word for token in clause.tokens}
    told = clause.has("colleague", "comes", "can", "attend") or is_of_a_name(clause) or bool(words & THIRD)
    return full_name(clause) and ((told and not _tells(clause)) or bool(words & _BY))


def _tells(clause: Clause) -> bool:
    return clause.asks or clause.has("self", "neg", "refuse", "no", *_ASIDE)
