"""The wishes in a mail to the list's address, and all that makes one ask back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mailer.intake.requests.around import against
from mailer.intake.requests.clauses import DEEDS, OURS, Clause
from mailer.intake.requests.grammar import NEVER, SELF, Topic
from mailer.intake.requests.letter import Letter, read_letter
from mailer.intake.requests.weighing import doubts_between, what_counts
from mailer.intake.requests.wishes import Wish, wish_of
from mailer.intake.verdict import Kind, Reason
from mailer.intake.words import fold
from mailer.message.own_words import OwnWords

_TOLD = ("enrol", "be-invited", "offer", "join", "list", "some-list", "invite", "inform")
"""What `bij deze` can refer to."""
_NO_WISH = ("offer", "foreign", "business", "meeting", "attend", "guests", "other", "ask-about")
"""Classes that tell what else is sent or done with `hierbij`."""
_SAYS_NOTHING = frozenset(("idle", "courtesy", "mails", "thanks"))
"""Classes of a sentence that `bij deze` never refers to, but to the one before: `Is een mail genoeg?`."""
_BARE = 4
"""So few words need no word of will when nothing else is said, or the subject says it too: `Aanmelden`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail asks: `wishes` are of one mind when there is no doubt; `about`: it speaks of us."""

    letter: Letter
    wishes: tuple[Wish, ...]
    doubts: tuple[Reason, ...]

    @property
    def about(self) -> bool:
        """Whether it speaks of us."""
        return self.letter.speaks(*OURS, "meeting")

    @property
    def leaves(self) -> bool:
        """Whether all that is wished is to leave."""
        return bool(self.wishes) and all(wish.kind is Kind.UNSUBSCRIBE for wish in self.wishes)

    @property
    def question(self) -> bool:
        """Whether something is asked beside the wish."""
        wished = {wish.clause.sentence for wish in self.wishes}
        asked = (c for c in self.letter.body if c.asks and not c.closed and c.sentence not in wished)
        return any(not clause.has("settle", "courtesy") for clause in asked)


def read_mail(words: OwnWords, subject: str, writer_name: str, answers_us: bool) -> Reading:
    """Read subject and own words; `answers_us` says that the mail answers one of ours."""
    names = frozenset(word.strip(".") for word in fold(writer_name).replace(",", " ").split())
    letter = read_letter(words.text, subject, words.quoted if answers_us else None, names)
    spoken = _above_the_closing(tuple(_wishes(letter, names)))
    wishes = what_counts(spoken)
    stories = [wish for wish in spoken if wish.firm and wish not in wishes]
    if not wishes and not letter.subject.replies and not any(c.has("foreign") for c in letter.body):
        wishes = tuple(_subject_wishes(letter.subject.clauses, names))
    doubts = dict.fromkeys((*doubts_between(wishes, spoken, letter), *against(letter, wishes, stories)))
    return Reading(letter, wishes, tuple(doubts))


def _above_the_closing(spoken: tuple[Wish, ...]) -> tuple[Wish, ...]:
    """Give the wishes without those below the closing, where one stands above it: slogans, disclaimers."""
    above = tuple(wish for wish in spoken if not wish.clause.closed)
    return above if any(wish.firm for wish in above) else spoken


def _wishes(letter: Letter, names: frozenset[str]) -> Iterator[Wish]:
    """Give the wishes of the body, firm or not; a sentence may point back to the one before it."""
    said: Sequence[Clause] = () if _invited(letter) else letter.subject.clauses
    titled = frozenset(wish.kind for wish in _subject_wishes(letter.subject.clauses, names))
    topic = _spoken_of(said)
    for _, group in groupby(letter.body, key=lambda clause: clause.sentence):
        sentence = tuple(group)
        for clause in sentence:
            wish = wish_of(clause, sentence, Topic(topic, letter.answers), names)
            wish = wish or (_referring(clause, said) if _refers(clause, sentence, said) else None)
            if wish:
                alone = wish.kind in titled or all(c is clause or not c.hits for c in letter.body)
                yield replace(wish, firm=wish.firm or (alone and len(clause.tokens) <= _BARE))
            topic |= _spoken_of([clause])
        said = said if all(clause.kinds <= _SAYS_NOTHING for clause in sentence) else sentence


def _invited(letter: Letter) -> bool:
    """Say whether it answers an invitation to a meeting: then what the subject speaks of is the meeting."""
    head = letter.subject
    return head.replies and any(clause.dated or clause.has("meeting", "invite") for clause in head.clauses)


def _spoken_of(clauses: Sequence[Clause]) -> frozenset[str]:
    """Give the classes of ours in these clauses: what `erop`, `eraf` or `ze` can point back to."""
    return frozenset(kind for kind in OURS if any(clause.has(kind) for clause in clauses))


def _refers(clause: Clause, sentence: Sequence[Clause], said: Sequence[Clause]) -> bool:
    """Say whether it asks for what was told or asked before: `bij deze!`, `hoe kom ik erop? Graag!`."""
    polite = any(part.has("courtesy", "if-so", "idle") for part in sentence if part is not clause)
    asked = any(part.asks and part.has(*SELF) and part.has("how", "ask-self") for part in said)
    bare = clause.kinds == {"want"} and len(clause.tokens) <= _BARE
    return clause.has("herewith") or (bare and (polite or asked))


def _referring(clause: Clause, said: Sequence[Clause]) -> Wish | None:
    """Read `Bij deze!` below a sentence, or a subject, that tells what one can ask for."""
    if clause.has(*NEVER, *DEEDS, *OURS, *_NO_WISH) or clause.unknown or not said:
        return None
    if any(part.has("leave", "remove", "off-list", "not") for part in said):
        return None
    if not any(part.has(*_TOLD) for part in said) or all(part.kinds == {"invite"} for part in said):
        return None
    return Wish(Kind.SUBSCRIBE, clause, firm=True, named=True)


def _subject_wishes(subject: Sequence[Clause], names: frozenset[str]) -> Iterator[Wish]:
    """Read a subject that is the request itself; `aanmelding verzendlijst` is enough."""
    for clause in subject:
        wish = wish_of(clause, subject, Topic(), names)
        if wish and (wish.firm or clause.has(*DEEDS) or not clause.has("invite")):
            doubt = (Reason("asks-whether", clause.words),) if clause.asks and not wish.firm else ()
            yield replace(wish, firm=True, doubts=(*wish.doubts, *doubt))
