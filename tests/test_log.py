"""The log tells of deliveries and mails, and of no person: a story with every kind of trouble in it."""

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from mailer import log
from mailer.domain.commands import PauseHouse, StartRun
from mailer.domain.delivery import DeliveryState, Outcome, Stage
from mailer.domain.errors import Refused
from mailer.transport.arrival import Arrival
from tests.service.kring import ANNA, AWAY, BART, CARLA, GONE, INFO, Kring
from tests.transport.peer import listening

SECRET = "a secret for tests"
WORDS = "Mijn dochter trouwt in september, dus ik twijfel nog."
LOST = Outcome(DeliveryState.UNKNOWN, Stage.END_OF_DATA, words=f"the connection to {CARLA.address} broke")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the running service would have written to standard error."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    log.set_up(SECRET, stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def kring(tmp_path: Path) -> Iterator[Kring]:
    found = Kring(tmp_path)
    yield found
    found.app.close()


def trouble(kring: Kring, monkeypatch: pytest.MonkeyPatch) -> None:
    """A meeting on which all goes wrong that can: busy, gone, lost, unreadable, too late, on a full disk."""
    kring.hattem()
    kring.enlist(ANNA, BART, CARLA)
    kring.now = kring.now.replace(month=7, day=13)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    kring.post.outcomes = {ANNA.address: AWAY, BART.address: GONE, CARLA.address: LOST}
    kring.settle()
    kring.post.outcomes = {}
    with monkeypatch.context() as patch:
        patch.setattr("mailer.service.receive.decide", _stumble)
        kring.write(ANNA, WORDS, "Re: Uitnodiging")
    kring.write(ANNA, WORDS, "Re: Uitnodiging")
    kring.write(BART, "Graag afmelden van de uitnodigingslijst.")
    kring.do(PauseHouse(f"{ANNA.address} rang"))
    kring.later(days=40)
    kring.tick()
    with listening(_full_disk, known=lambda address: address == INFO) as house, house.peer() as peer:
        peer.data(to=INFO)
        assert peer.say(f"From: {ANNA}\r\n\r\n{WORDS}\r\n.\r\n".encode()).startswith("451")


def _stumble(_: object) -> None:
    raise ValueError(f"{ANNA} wrote: {WORDS}")


def _full_disk(arrival: Arrival) -> None:
    raise OSError(28, f"no space left for {arrival.reverse_path}")


def test_a_story_with_every_kind_of_trouble_names_nobody(
    written: io.StringIO, kring: Kring, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(kring, monkeypatch)
    told = written.getvalue()
    assert "@" not in told
    persons = [part for person in (ANNA, BART, CARLA) for part in (person.address, *person.name.split())]
    said = [word for word in WORDS.split() if len(word) > 4]
    said += ["Uitnodiging", "afmelden", "uitnodigingslijst"]
    assert [word for word in persons + said if re.search(rf"\b{re.escape(word)}\b", told)] == []


def test_what_was_not_sent_is_named_by_its_number(
    written: io.StringIO, kring: Kring, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(kring, monkeypatch)
    lines = [line for line in written.getvalue().splitlines() if "a delivery was not sent" in line]
    numbers = {one.address: one.id for one in kring.deliveries() if one.letter == "invitation"}
    for person, state in ((ANNA, "deferred"), (BART, "failed"), (CARLA, "unknown")):
        (line,) = [one for one in lines if f"state='{state}'" in one]
        assert f"delivery={numbers[person.address]} " in line


def test_a_stumble_is_told_with_its_place_and_the_mails_number(
    written: io.StringIO, kring: Kring, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(kring, monkeypatch)
    (line, *_) = [one for one in written.getvalue().splitlines() if "reading a mail failed" in one]
    assert "inbox=1" in line
    assert "ValueError at mailer/service/receive.py:" in line
    assert "tests/test_log.py:" in line


def test_an_address_has_one_code_that_only_the_secret_gives_away(written: io.StringIO) -> None:
    logger = structlog.get_logger()
    logger.info("mail of <Anna.deWit@zwolle.example>", to=["anna.dewit@zwolle.example"], delivery=7)
    logging.getLogger("elsewhere").warning("from %s, again", "anna.dewit@zwolle.example")
    codes = re.findall(r"person-[0-9a-f]{10}\b", written.getvalue())
    assert len(codes) == 3
    assert len(set(codes)) == 1
    log.set_up("another secret", stream=written)
    structlog.get_logger().info("anna.dewit@zwolle.example")
    assert len(set(re.findall(r"person-[0-9a-f]{10}\b", written.getvalue()))) == 2


def test_addresses_are_told_to_who_asks_for_them(written: io.StringIO) -> None:
    log.set_up(SECRET, addresses=True, stream=written)
    structlog.get_logger().info("something about anna.dewit@zwolle.example")
    assert "anna.dewit@zwolle.example" in written.getvalue()


def _copy() -> None:
    try:
        Path("/dev/null/copy.db").touch()
    except OSError as error:
        raise Refused("the copy can't be written") from error


def test_an_error_meant_for_a_person_keeps_its_words(written: io.StringIO) -> None:
    try:
        _copy()
    except Refused:
        structlog.get_logger().exception("no backup")
    assert "Refused: the copy can't be written at " in written.getvalue()
    assert "because of NotADirectoryError: [Errno 20] Not a directory" in written.getvalue()
