"""One mail to the list's address with all that is known about it when it is judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mailer.intake.people import people_in, writer_of
from mailer.intake.requests.reading import Reading, read_mail
from mailer.intake.requests.signs import business_signs, writer_doubts
from mailer.intake.verdict import Action, Kind, Reason, Setting, Someone, Standing, Verdict
from mailer.message.mail import Mail
from mailer.message.own_words import OwnWords


@dataclass(frozen=True, slots=True)
class Case:
    """Who writes, what was read, and what is doubtful whatever is asked."""

    words: OwnWords
    subject: str
    writer: Someone
    standing: Standing
    ours: frozenset[str]
    """The addresses of the house, in lower case."""
    reading: Reading
    business: tuple[Reason, ...]
    doubts: tuple[Reason, ...]
    """Doubts about whose words these are."""
    strangers: tuple[Someone, ...]
    """People whose address is written in the text, other than the writer and those the mail was sent to."""

    @property
    def himself(self) -> bool:
        """Whether the writer speaks of himself in what he wishes."""
        return any(wish.himself for wish in self.reading.wishes)

    @property
    def named(self) -> bool:
        """Whether a wish says itself what it is about."""
        return any(wish.named for wish in self.reading.wishes)

    def verdict(
        self,
        kind: Kind,
        spoken: str,
        doubts: Sequence[Reason],
        people: Iterable[Someone],
        new: str | None = None,
    ) -> Verdict:
        """Act when nothing is doubtful, else ask; `spoken` are the words that say what is wished."""
        return Verdict(
            kind,
            Action.REVIEW if doubts else Action.ACT,
            why=(Reason(kind.value, spoken), *dict.fromkeys(doubts)),
            own_words=self.words.text,
            question=self.reading.question,
            people=tuple(people),
            new_address=new,
        )

    def shown(self, kind: Kind, why: Iterable[Reason]) -> Verdict:
        """Show the mail to the coordinator, without a suggestion."""
        return Verdict(kind, Action.REVIEW, tuple(why), self.words.text, question=self.reading.question)

    def left_alone(self, why: Iterable[Reason] = ()) -> Verdict:
        """Leave the mail where it is."""
        return Verdict(Kind.OTHER, Action.IGNORE, tuple(why), self.words.text)


def open_case(words: OwnWords, mail: Mail, setting: Setting) -> Case:
    """Gather what is known."""
    writer = writer_of(mail, words)
    ours = frozenset(address.lower() for address in setting.own_addresses)
    reading = read_mail(words, mail.subject, writer.name or "", _answers_us(mail, ours))
    known = ours | {box.address.lower() for box in (*mail.to, *mail.cc)} | {writer.email or ""}
    return Case(
        words,
        mail.subject,
        writer,
        setting.standing,
        ours,
        reading,
        business=tuple(business_signs(reading.letter.body, reading.leaves)),
        doubts=tuple(writer_doubts(mail, words, setting)),
        strangers=people_in(words.text, known),
    )


def _answers_us(mail: Mail, ours: frozenset[str]) -> bool:
    """Say whether a mail answers one of ours, by the domain in the Message-ID it names (RFC 5322 3.6.4)."""
    domains = {address.rpartition("@")[2] for address in ours}
    return any(answered.rstrip("> ").rpartition("@")[2].lower() in domains for answered in mail.in_reply_to)
