"""What an answer rests on: a bare word, a regret, a perhaps with strings attached."""

from collections.abc import Iterator, Sequence

from mailer.intake.answer.clauses import Clause
from mailer.intake.answer.diet import OURS
from mailer.intake.answer.findings import Doubt, Stance
from mailer.intake.answer.said import Said
from mailer.intake.verdict import Answer

_MOST_UNKNOWN = 1
_FEW = 3
"""Words of a question such as `of toch?`."""
_PLEASE_AND_IT = 2
"""Words of `graag afmelden`, which may mean the meeting or the list."""
_FRIENDLY = frozenset({"agreed", "yes", "eager", "counter"})
"""The rules of what pulls a perhaps to one side."""
_WORDS = frozenset({"yes", "no", "agreed", "regret", "excuse", "not-this-time", "see-you"})
"""The rules of answers in a word."""


def resting(read: Sequence[Said], answer: Answer | None) -> Iterator[Doubt]:
    """Give the doubts on an answer that rests on too little."""
    if answer is Answer.NO and _rests_on_regret(read):
        yield Doubt("no-word-of-no", read[0].clause.words)
    if answer is Answer.MAYBE:
        yield from (Doubt("perhaps-and-more", p.clause.words) for p in read if _says_more(p))
    yield from _of_the_mail(read)
    yield from _alone(read)
    told = [part.clause for part in read if not part.clause.has("greet", "thanks")]
    if len(told) == 1 and told[0].has("codeword") and len(told[0].tokens) <= _PLEASE_AND_IT:
        yield Doubt("leaves-what", told[0].words)


def _rests_on_regret(read: Sequence[Said]) -> bool:
    """Say whether a no is only heard in `helaas`, while a clause full of unknown words says why."""
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    if not stances or not all(stance.rule in {"regret", "excuse"} for stance in stances):
        return False
    if any(part.clause.has("reason", "job") and _is_of_mine(part.clause) for part in read):
        return False
    unread = any(_leaves_open(p, stances) for p in read if not p.understood)
    return unread or any(p.clause.asks for p in read) or _is_mere_apology(read)


def _is_of_mine(clause: Clause) -> bool:
    return clause.has("self", "we", "event") or any(token.word in OURS for token in clause.tokens)


def _leaves_open(part: Said, stances: Sequence[Stance]) -> bool:
    """Say whether a clause may be what is regretted: `helaas, de pdf opent niet`."""
    clause = part.clause
    if clause.has("past", "next", "reason", "counter", "thanks", "event", "other", "colleague", "greet"):
        return False
    beside = any(stance.sentence == clause.sentence for stance in stances)
    return (_tells(clause) and len(clause.unknown) > _MOST_UNKNOWN) or (beside and _says_much(clause))


def _says_much(clause: Clause) -> bool:
    return bool(clause.unknown) or clause.has("neg", "post")


def _is_mere_apology(read: Sequence[Said]) -> bool:
    """Say whether nothing but `sorry` is said."""
    told = [part.clause for part in read if not part.clause.has("greet", "thanks")]
    return all(clause.has("apology") and not clause.has("event", "next") for clause in told)


def _of_the_mail(read: Sequence[Said]) -> Iterator[Doubt]:
    """Give the doubt on a bare `ja` or `helaas` beside a clause on the mail itself: `ja, gelezen`."""
    stances = [f for part in read for f in part.findings if isinstance(f, Stance)]
    told = any(p.clause.has("reason") and p.clause.has("must", "self", "we", "other", "event") for p in read)
    if stances and not told and all(stance.rule in _WORDS for stance in stances):
        yield from (Doubt("of-the-mail", p.clause.words) for p in read if p.clause.has("post"))


def _says_more(part: Said) -> bool:
    """Say whether a clause beside a perhaps tells more than thanks: then a person should look."""
    clause = part.clause
    if any(isinstance(f, Stance) and f.rule in _FRIENDLY for f in part.findings):
        return True
    if clause.has("greet", "thanks", "idle", "next") or not _is_a_sentence(clause):
        return False
    return len(clause.unknown) > (_MOST_UNKNOWN if part.understood else 0)


def _is_a_sentence(clause: Clause) -> bool:
    """Say whether it has a small word of a language: a name and a post in a signature have none."""
    tagged = {place - clause.first for tag in clause.tags for place in tag.places}
    small = (t for n, t in enumerate(clause.tokens) if n not in tagged and t.word not in clause.unknown)
    return any(not token.wall for token in small)


def _alone(read: Sequence[Said]) -> Iterator[Doubt]:
    """Give the doubt on second thoughts: a clause that is `alhoewel` and nothing else."""
    for n, part in enumerate(read):
        clause = part.clause
        alone = clause.has("though") and len(clause.tags) == 1 and len(clause.tokens) == 1
        closing = clause.tokens[-1].word == "toch" and not clause.has("or")
        asks = clause.asks and clause.has("back") and len(clause.tokens) <= _FEW and not closing
        if alone or asks or _turns_round(clause) or (n and _is_left_hanging(read[n - 1].clause, clause)):
            yield Doubt("second-thoughts", clause.words)


def _is_left_hanging(before: Clause, clause: Clause) -> bool:
    """Say whether nothing follows a but behind a bare yes: `ja maar`."""
    bare = before.has("yes", "ok") and len(before.tokens) <= _PLEASE_AND_IT
    return bare and before.sentence == clause.sentence and clause.has("but") and len(clause.tokens) == 1


def _turns_round(clause: Clause) -> bool:
    """Say whether it takes back what was said: `of toch wel`, `of nee`."""
    opens = any(tag.places[0] == clause.first for tag in clause.of("or"))
    brief = len(clause.tokens) <= _FEW + 1 and not clause.asks
    return opens and brief and clause.has("back", "yes", "no", "wel", "neg") and not clause.has("idle")


def _tells(clause: Clause) -> bool:
    return clause.has("self", "we") and not clause.has("past", "next", "reason", "counter")
