"""The verdict on a mail to the list's address: act on the writer's own plain wish, ask, or leave alone."""

from collections.abc import Sequence

from mailer.intake.people import people_in, writer_of
from mailer.intake.requests.addresses import Change, change_of
from mailer.intake.requests.doubts import ANOTHER_AIM
from mailer.intake.requests.reading import Reading, read_mail
from mailer.intake.requests.signs import bulk_signs, business_signs, writer_doubts
from mailer.intake.verdict import Action, Kind, Reason, Setting, Someone, Standing, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords

_OF_WISHES = ("another-subject", "of-what", "for-a-meeting", "another-aim", "question")
"""Doubts about what a wish is of: a change of address says that itself."""


def read_request(words: OwnWords, mail: Mail, setting: Setting) -> Verdict:
    """Say what a mail to the list's address asks.

    `act` only where the request is understood, is the writer's own, and nothing speaks against it;
    `review` where it may be about the list; `ignore` for everything else. Never raises.
    """
    writer = writer_of(mail, words)
    reading = read_mail(words.text, mail.subject, writer.name or "")
    if bulk := tuple(bulk_signs(mail, words, reading.clauses)):
        return Verdict(Kind.OTHER, Action.IGNORE, bulk, words.text)
    case = _Case(words, mail, setting, writer, reading)
    return case.change() or case.wish() or case.rest()


class _Case:
    """One mail under judgement."""

    def __init__(
        self, words: OwnWords, mail: Mail, setting: Setting, writer: Someone, reading: Reading
    ) -> None:
        self.words, self.mail, self.writer, self.reading = words, mail, writer, reading
        self.own = frozenset(address.lower() for address in setting.own_addresses)
        self.business = tuple(business_signs(reading.clauses))
        self.standing = setting.standing
        self.doubts = (*reading.doubts, *writer_doubts(mail, words, setting))
        known = self.own | {box.address.lower() for box in (*mail.to, *mail.cc)} | {writer.email or ""}
        self.strangers = people_in(words.text, frozenset(known))

    def change(self) -> Verdict | None:
        """Judge a change of address."""
        if self.business or any(wish.kind is Kind.UNSUBSCRIBE for wish in self.reading.wishes):
            return None
        change = change_of(self.words.text, self.mail.subject, self.writer.email or "", self.own)
        if change is None or not self._personal() or (self.reading.wishes and not change.new):
            return None
        if not (change.new or self.reading.about or self._asked() or "mail" in change.words.lower()):
            return None
        beside = tuple(doubt for doubt in self.doubts if doubt.rule not in _OF_WISHES)
        doubts = (*change.doubts, *beside, *self._change_doubts())
        return self._verdict(
            Kind.ADDRESS_CHANGE, change.words, doubts, self._changed(change), change.new or None
        )

    def _personal(self) -> bool:
        return any(
            c.has("self", "me", "my-address", "other")
            for c in (*self.reading.clauses, *self.reading.subject.clauses)
        )

    def _asked(self) -> bool:
        return any(clause.has("ask-you", "want", "settle", "my-address") for clause in self.reading.clauses)

    def _change_doubts(self) -> Sequence[Reason]:
        rules = {
            "other": "for-somebody-else",
            "source": "for-somebody-else",
            "later": "later",
            "condition": "condition",
            "maybe": "undecided",
            "part": "part-only",
        }
        return [
            Reason(rule, c.words) for c in self.reading.clauses for kind, rule in rules.items() if c.has(kind)
        ] + [Reason("later", c.words) for c in self.reading.clauses if c.dated]

    def _changed(self, change: Change) -> tuple[Someone, ...]:
        if change.old == self.writer.email:
            return (self.writer,)
        return (Someone(change.old, self.writer.name, self.writer.organisation),) if change.old else ()

    def wish(self) -> Verdict | None:
        """Judge a wish to come on the list or to leave it."""
        if not self.reading.wishes or self._about_something_else():
            return None
        wish = self.reading.wishes[0]
        doubts = (*self.doubts, *self._wish_doubts(), *self.business)
        others = tuple(person for person in self.strangers)
        if not doubts:
            people: tuple[Someone, ...] = (self.writer,)
        else:
            people = self._suggested(others)
        return self._verdict(wish.kind, wish.clause.words, doubts, people, None)

    def _about_something_else(self) -> bool:
        """Say whether the wish is a stranger's: in a commercial mail, or below a strange subject."""
        named = any(wish.named for wish in self.reading.wishes)
        himself = any(wish.clause.has("me", "self", "my-address", "ask-self") for wish in self.reading.wishes)
        if self.business:
            return not (named and himself)
        if named or self.reading.about:
            return False
        foreign = any(clause.has("foreign") for clause in self.reading.subject.clauses)
        return foreign or any(doubt.rule == ANOTHER_AIM for doubt in self.doubts)

    def _wish_doubts(self) -> Sequence[Reason]:
        doubts = [Reason("another-address", person.email or "") for person in self.strangers]
        bare = not any(wish.named for wish in self.reading.wishes)
        if self.standing in {Standing.REGISTERED, Standing.WAITLISTED} and bare:
            doubts.append(Reason("for-a-meeting", self.standing.value))
        return doubts

    def _suggested(self, others: tuple[Someone, ...]) -> tuple[Someone, ...]:
        """Give whom a doubtful wish may be about: the writer too, when he speaks of himself in it."""
        himself = any(wish.clause.has("me", "self", "my-address") for wish in self.reading.wishes)
        if others and not himself:
            return others
        return (self.writer, *others)

    def _verdict(
        self, kind: Kind, spoken: str, doubts: Sequence[Reason], people: tuple[Someone, ...], new: str | None
    ) -> Verdict:
        why = (Reason(kind.value, spoken), *dict.fromkeys(doubts))
        action = Action.REVIEW if doubts else Action.ACT
        return Verdict(
            kind, action, why, self.words.text, question=self.reading.question, people=people, new_address=new
        )

    def rest(self) -> Verdict:
        """Judge a mail without a wish: about us, then a person looks; else it is left alone."""
        if self.business:
            return Verdict(Kind.OTHER, Action.IGNORE, self.business, self.words.text)
        if attends := [clause for clause in self.reading.clauses if clause.has("attend")]:
            why = (Reason("for-a-meeting", attends[0].words),)
            return Verdict(
                Kind.REGISTRATION, Action.REVIEW, why, self.words.text, question=self.reading.question
            )
        reasons = [
            d
            for d in self.reading.doubts
            if d.rule in {"privacy", "hostile", "for-somebody-else", "other-request", "question"}
        ]
        listed = any(clause.has("some-list", "off-list") for clause in self.reading.clauses)
        ours = (self.reading.about and (self.reading.question or reasons)) or (listed and reasons)
        foreign = any(c.has("foreign") for c in (*self.reading.clauses, *self.reading.subject.clauses))
        if not self.business and (
            (ours and not foreign) or any(d.rule in {"privacy", "hostile"} for d in reasons)
        ):
            return Verdict(
                Kind.OTHER, Action.REVIEW, tuple(reasons), self.words.text, question=self.reading.question
            )
        return Verdict(Kind.OTHER, Action.IGNORE, self.business, self.words.text)
