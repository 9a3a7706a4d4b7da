"""Writing the mails of a run: each person's own, with nothing looked up on the way."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.domain.delivery import Delivery
from mailer.domain.errors import BadInput
from mailer.domain.series import Series
from mailer.domain.subscription import Person
from mailer.letters.fill import fill
from mailer.letters.greeting import greeting
from mailer.letters.heading import Heading
from mailer.letters.skeleton import Skeleton
from mailer.letters.values import Values
from mailer.message.parse import parse
from mailer.message.tokens import Signer, subaddress, token_of
from mailer.service.envelope import KEPT, Writer
from mailer.service.work import House
from mailer.settings import series_file
from mailer.store.unit_of_work import UnitOfWork
from tests.letters.scene import BOOK, skeleton

SERIES = replace(
    series_file.read_all(Path("config/series"))["kennisplatform"],
    subaddressing=True,
    unsubscribe_url="https://kennisplatform.example/off/",
)
SIGNER = Signer(b"a secret for tests")
NOON = datetime(2017, 7, 20, 10, 0, 30, 250_000, tzinfo=UTC)
ANNA = Person(1, "anna.dewit@waterrijk.example", "Anna de Wit", "", "nl")
LETTERS = {letter: skeleton(letter) for letter in ("invitation", "subscribed", "understood-yes")}
ANSWER = {"in-reply-to": "a@waterrijk.example", "references": "b@waterrijk.example a@waterrijk.example"}


@dataclass
class Shelf:
    """An outbox of skeletons, named after their letters, that counts how often one is asked for."""

    asked: list[str] = field(default_factory=list)

    def skeleton(self, digest: str) -> bytes:
        self.asked.append(digest)
        return LETTERS.get(digest, LETTERS["invitation"]).to_bytes()

    def language(self, digest: str) -> str:
        return "nl"


@dataclass
class Store:
    outbox: Shelf = field(default_factory=Shelf)

    def of_work(self) -> UnitOfWork:
        return cast("UnitOfWork", self)


def delivery(number: int | None = 1, letter: str = "invitation") -> Delivery:
    return Delivery(
        letter=letter,
        person=1,
        address=ANNA.address,
        series=SERIES.key,
        skeleton=letter,
        slots={},
        message_id="8c1f@kennisplatform.example",
        made_at=NOON,
        next_at=NOON,
        meeting="hattem-2017",
        id=number,
    )


def writer(*deliveries: Delivery, series: Series = SERIES) -> Writer:
    house = House({series.key: series}, BOOK, SIGNER, {}, "", lambda: "id", lambda: 0.0)
    found = Writer(house)
    found.learn(Store().of_work(), deliveries or [delivery()])
    return found


def test_a_skeleton_is_read_once_for_all_its_mails() -> None:
    store = Store()
    busy = writer(delivery(letter="subscribed"))
    for number in range(1, 100):
        group = [delivery(number), delivery(number + 1000), delivery(number, "subscribed")]
        busy.learn(store.of_work(), group)
        assert all(busy.envelope(one, ANNA, NOON).octets for one in group)
    assert store.outbox.asked == ["invitation"]


def test_a_letter_that_was_not_learned_is_not_guessed() -> None:
    with pytest.raises(KeyError, match="subscribed"):
        writer().envelope(delivery(letter="subscribed"), ANNA, NOON)


def test_the_skeletons_longest_unused_are_forgotten_and_never_one_of_the_group() -> None:
    busy, store = writer(), Store()
    others = [delivery(letter=f"letter-{number}") for number in range(KEPT)]
    for one in others:
        busy.learn(store.of_work(), [one, delivery()])
    assert busy.envelope(delivery()._replace(meeting="another"), ANNA, NOON).octets
    assert "invitation" not in store.outbox.asked
    busy.learn(store.of_work(), [others[0]])
    assert store.outbox.asked.count("letter-0") == 2


def test_every_mail_has_tokens_of_its_own_and_the_envelope_its_name() -> None:
    busy = writer()
    for number in (1, 15, 16, 255, 256, 812_345, 2**32 - 1):
        envelope = busy.envelope(delivery(number), ANNA, NOON)
        mail = parse(envelope.octets)
        assert envelope.id == str(number)
        assert SIGNER.read(token_of(envelope.reverse_path) or "") == ("b", number)
        [reply_to] = mail.reply_to
        assert SIGNER.read(token_of(reply_to.address) or "") == ("r", number)
        ways_out = mail.get("List-Unsubscribe")
        assert SIGNER.read(ways_out.partition("/off/")[2].partition(">")[0]) == ("u", number)
        assert ways_out.count(SIGNER.sign("u", number)) == 2


def test_without_subaddresses_only_the_one_click_address_has_a_token() -> None:
    envelope = writer(series=replace(SERIES, subaddressing=False)).envelope(delivery(7), ANNA, NOON)
    assert envelope.reverse_path == SERIES.mailbox
    assert envelope.octets.decode().count(SIGNER.sign("u", 7)) == 1
    assert SIGNER.sign("r", 7) not in envelope.octets.decode()


def test_what_was_never_written_down_has_no_token() -> None:
    envelope = writer().envelope(delivery(None), ANNA, NOON)
    assert (envelope.id, envelope.reverse_path) == ("", SERIES.mailbox)
    assert b"info+" not in envelope.octets
    assert b"/off/" not in envelope.octets


def test_an_automatic_answer_has_nobody_to_return_to_and_says_what_it_answers() -> None:
    answer = delivery(9)._replace(answers=4, slots=ANSWER)
    envelope = writer().envelope(answer, ANNA, NOON)
    assert envelope.reverse_path == ""
    assert parse(envelope.octets).in_reply_to == ("a@waterrijk.example",)


def test_an_international_domain_goes_over_the_wire_in_a_labels() -> None:
    envelope = writer().envelope(delivery()._replace(address="info@café.example"), ANNA, NOON)
    assert envelope.forward_path == "info@xn--caf-dma.example"


@pytest.mark.parametrize("address", ["zoë@kampen.example", "anna", "a@b.example\r\nBcc: x@y.example"])
def test_what_is_no_address_we_can_reach_is_not_written(address: str) -> None:
    with pytest.raises(BadInput):
        writer().envelope(delivery()._replace(address=address), ANNA, NOON)


def test_the_date_is_the_series_wall_time_to_the_second() -> None:
    assert b"Date: Thu, 20 Jul 2017 12:00:30 +0200\r\n" in writer().envelope(delivery(), ANNA, NOON).octets


@settings(max_examples=200, deadline=None)
@given(
    letter=st.sampled_from(sorted(LETTERS)),
    number=st.integers(1, 2**32 - 1),
    name=st.text("Anna de Wit-é,='.", max_size=40) | st.text(st.characters(exclude_categories=["C", "Z"])),
    slots=st.sampled_from([{}, ANSWER, {"calendar": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}]),
)
def test_a_mail_of_many_is_octet_for_octet_the_mail_written_alone(
    letter: str, number: int, name: str, slots: dict[str, str]
) -> None:
    one = delivery(number, letter)._replace(slots=slots)
    person = ANNA._replace(name=name)
    busy = writer(one)
    busy.envelope(one._replace(id=number ^ 1 or 1), ANNA, NOON)
    assert busy.envelope(one, person, NOON).octets == written_alone(one, person, LETTERS[letter])


def written_alone(one: Delivery, person: Person, letter: Skeleton) -> bytes:
    """The mail as `fill` writes it from the beginning, with every value spelt out."""
    tokens = SIGNER.tokens(one.id or 0)
    off = f"mailto:{subaddress(SERIES.mailbox, tokens.leave)}?subject=unsubscribe"
    subscriber = "link.unsubscribe_mailto" in letter.slots
    heading = Heading(
        to=Mailbox(one.address, person.name),
        message_id=one.message_id,
        date=NOON.astimezone(ZoneInfo(SERIES.zone)),
        reply_to=Mailbox(subaddress(SERIES.mailbox, tokens.reply), SERIES.sender_name),
        in_reply_to=one.slots.get("in-reply-to", ""),
        references=tuple(one.slots.get("references", "").split()),
        list_unsubscribe=(f"https://kennisplatform.example/off/{tokens.leave}", off) if subscriber else (),
    )
    values: Values = {
        "person.greeting": greeting(person.name, "nl"),
        "person.name": person.name or one.address,
        "person.address": one.address,
        "link.reply_to": subaddress(SERIES.mailbox, tokens.reply),
        "link.reference": "[hattem-2017]",
        "link.unsubscribe_mailto": off,
        "calendar": one.slots.get("calendar", "").encode(),
    }
    return fill(letter, heading, values)
