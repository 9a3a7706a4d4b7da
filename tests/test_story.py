"""The story: played twice it shows the same, and what it shows is what was promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.run import CORRECTION
from mailer.sandbox.cast import unrelated
from mailer.sandbox.closing import closing_table
from mailer.sandbox.play import Play
from mailer.store.unit_of_work import UnitOfWork, unit_of_work

TABLE = Path(__file__).parent / "story_table.txt"
MEETING = "sample"
VERA = "vera.kok@polderbroek.example"
WILLEM = "w.schouten@heuvelberg.example"
OTTO = "otto.late@laterveer.example"
DORA = "dora.lind@lindelaan.example"
BEA = "bea.timmer@timmerveld.example"
EDWINS_MOVE = {"edwin.snel@snellewerve.example": "e.snel@nieuwerwerve.example"}


@dataclass
class Played:
    """A story that is over: what it said, how it ended, and its database."""

    lines: list[str]
    table: str
    store: UnitOfWork

    def letters(self, *kinds: str) -> list[tuple[str, str]]:
        """Give every letter of these kinds that left, with its address, in the order they were made."""
        left = self.store.outbox.in_state(DeliveryState.SENT, DeliveryState.BOUNCED)
        return [(one.letter, one.address) for one in left if one.letter in kinds]

    def readers(self, letter: str) -> list[str]:
        """Give who got a letter, sorted; twice whoever got it twice."""
        return sorted(address for _, address in self.letters(letter))

    def said(self, *words: str) -> list[str]:
        """Give the lines of the log with all these words."""
        return [line for line in self.lines if all(word in line for word in words)]


def play(folder: Path) -> tuple[Play, list[str], str]:
    lines: list[str] = []
    folder.mkdir()
    played = Play(folder, lines.append)
    try:
        played.run()
        table = closing_table(played.stage.app.database, played.meeting.series, played.meeting.key)
    finally:
        played.stage.close()
    return played, lines, table


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    played, lines, table = play(tmp_path_factory.mktemp("story") / "first")
    with unit_of_work(played.stage.app.database) as store:
        yield Played(lines, table, store)
    played.stage.app.close()


def test_it_ends_as_it_always_does(story: Played) -> None:
    assert story.table.splitlines() == TABLE.read_text("utf-8").splitlines()


def test_played_again_it_says_and_shows_the_same(story: Played, tmp_path: Path) -> None:
    _, lines, table = play(tmp_path / "again")
    assert lines == story.lines
    assert table == story.table


def test_some_forty_people_write_among_twenty_mails_that_are_none_of_our_business(story: Played) -> None:
    asked = story.said("RequestSubscription")
    ignored = {row.originator for row in story.store.inbox.in_state(InboxState.IGNORED)}
    assert len(asked) == 41
    assert len(unrelated()) == 20
    senders = [other.sender for other in unrelated()]
    left_alone = [sender for sender in senders if any(address in sender for address in ignored if address)]
    assert left_alone == senders
    assert not [sender for sender in senders if story.said("RequestSubscription", sender)]


def test_seventeen_say_yes_for_fifteen_places_and_two_wait(story: Played) -> None:
    placed = story.said("RecordAnswer", "is accepted (")
    waiting = story.said("RecordAnswer", "is waitlisted (")
    before_the_offer = [line for line in placed if VERA not in line]
    assert len(before_the_offer) == 15
    assert [line.split()[6] for line in waiting] == [VERA, WILLEM]


def test_one_cancels_and_the_first_in_line_is_offered_the_place_and_takes_it(story: Played) -> None:
    (gone,) = story.said("is withdrawn")
    assert f"{VERA} is offered the place that came free" in gone
    assert story.readers("offer") == [VERA]
    (took_it,) = story.said("RecordAnswer", VERA, "is accepted")
    assert story.lines.index(took_it) > story.lines.index(gone)
    states = {row["address"]: row["state"] for row in story.store.views.registered(MEETING)}
    assert (states[VERA], states[WILLEM]) == ("attended", "waitlisted")


def test_a_reminder_goes_only_to_those_who_have_not_answered(story: Played) -> None:
    reminded = set(story.readers("reminder"))
    assert len(story.readers("reminder")) == len(reminded) == 14
    answered_before = {
        line.split()[6] for line in story.lines[: _first(story, "reminder")] if "RecordAnswer" in line
    }
    assert not reminded & answered_before
    still_silent = set(story.readers("invitation")) - answered_before - {DORA, BEA}
    assert reminded == {EDWINS_MOVE.get(address, address) for address in still_silent}


def test_practical_information_goes_only_to_those_who_come(story: Played) -> None:
    coming = sorted(
        row["address"] for row in story.store.views.registered(MEETING) if row["state"] == "attended"
    )
    assert len(coming) == 15
    assert story.readers("practical-information") == coming
    assert story.readers("day-before") == coming
    assert story.readers("thank-you") == coming


def test_who_subscribes_after_the_invitation_went_out_still_gets_it(story: Played) -> None:
    (confirmed,) = story.said("Confirm", OTTO)
    at = story.lines.index(confirmed)
    assert any("run 2 (invitation of sample) is done" in line for line in story.lines[:at])
    assert story.readers("invitation").count(OTTO) == 1


def test_exactly_those_who_were_told_the_old_date_get_the_correction(story: Played) -> None:
    told = {address for _, address in story.letters("save-the-date", "invitation", "reminder", "last-call")}
    reachable = {EDWINS_MOVE.get(address, address) for address in told} - {DORA, BEA}
    assert story.readers(CORRECTION) == sorted(reachable)
    assert story.said("MoveMeeting", "from 2027-05-13 12:00 to 2027-05-20 12:00")


def test_nobody_gets_a_letter_twice(story: Played) -> None:
    for run in story.store.runs.of_meeting(MEETING):
        readers = story.readers(run.letter)
        assert len(readers) == len(set(readers)), run.step


def _first(story: Played, step: str) -> int:
    return next(number for number, line in enumerate(story.lines) if f"({step} of {MEETING})" in line)
