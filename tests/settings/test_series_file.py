"""A series file: read whole, with its timeline; every mistake at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from mailer.domain.moments import parse as moment
from mailer.domain.timeline import Audience, Start, standing, window
from mailer.settings.mistakes import SettingsError
from mailer.settings.series_file import read, read_all
from mailer.settings.working_days import working_days_of
from tests.domain.scene import meeting

KENNISPLATFORM = Path("config/series/kennisplatform.toml")
LETTERS = Path("templates/letters")

SOUND = """
key = "circle"
name = { nl = "Kring", en = "Circle" }
sender_name = "Kring"
mailbox = "Info@Kring.example"
languages = ["nl", "en"]
zone = "Europe/Amsterdam"
postal_address = "Postbus 12, Zwolle"
list_id = "circle.kring.example"
[[timeline]]
key = "invitation"
when = "8 weeks before start, 09:00"
to = ["everyone"]
[[timeline]]
key = "last-call"
letter = "reminder"
when = "3 working days before deadline, 09:00"
to = ["unanswered", "tentative"]
start = "automatic"
not_after = "at deadline"
latecomers = true
again_after_move = true
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(text: str) -> Path:
        path = tmp_path / "circle.toml"
        path.write_text(text, "utf-8")
        return path

    return file


def mistakes(path: Path, letters: Path | None = None) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read(path, letters)
    assert {one.file for one in refused.value.mistakes} == {str(path)}
    return [f"{one.key}: {one.words}" for one in refused.value.mistakes]


def test_what_is_left_out_has_a_careful_default(write: Write) -> None:
    series = read(write(SOUND))
    assert series.mailbox == "info@kring.example"
    assert not series.subaddressing
    assert (series.website, series.unsubscribe_url) == ("", "")
    assert (series.country, series.bridge_days_off, series.offer_hours) == ("NL", True, 48)
    invitation = series.step("invitation")
    assert invitation.letter == "invitation"
    assert invitation.start is Start.COORDINATOR
    assert invitation.not_after is None
    assert not invitation.latecomers
    assert not invitation.again_after_move


def test_a_step_is_read_whole(write: Write) -> None:
    step = read(write(SOUND)).step("last-call")
    assert step.letter == "reminder"
    assert step.when == moment("3 working days before deadline, 09:00")
    assert step.to == (Audience.UNANSWERED, Audience.TENTATIVE)
    assert step.start is Start.AUTOMATIC
    assert step.not_after == moment("at deadline")
    assert step.latecomers
    assert step.again_after_move


LATE = '"at deadline"'


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        (
            'languages = ["nl", "en"]',
            "languages = []",
            "languages: expected a list of at least 1, without doubles",
        ),
        ('languages = ["nl", "en"]', 'languages = ["nl", "nl"]', "languages: expected a list of at least 1"),
        ('languages = ["nl", "en"]', 'languages = "nl"', "languages: expected a list of at least 1"),
        ('"nl", "en"]', '"nl", "English"]', "languages: expected a list of at least 1"),
        ('"nl", "en"]', '"nl", "fy"]', "name: expected words in each of the languages nl, fy"),
        ('"Info@Kring.example"', '"Kring"', "mailbox: 'Kring' is not a mail address"),
        ('"Kring"', '"Kring\\r\\nBcc: all"', "sender_name: expected a text of one line that is not empty"),
        ('"circle.kring.example"', '"circle"', 'list_id: expected a List-Id such as "circle.kring.example"'),
        ('"circle.kring.example"', '"<circle.kring.example>"', "list_id: expected a List-Id"),
        (
            'zone = "Europe/Amsterdam"',
            "zone = 1",
            'zone: expected a time zone such as "Europe/Amsterdam", found 1',
        ),
        ("zone =", 'website = "kring.example"\nzone =', "website: expected a web address"),
        ("zone =", 'website = "http://[kring"\nzone =', "website: expected a web address"),
        (
            "zone =",
            'unsubscribe_url = "http://kring.example/u"\nzone =',
            "unsubscribe_url: expected a web address that",
        ),
        ("zone =", 'country = "Holland"\nzone =', 'country: expected a country such as "NL"'),
        ("zone =", "offer_hours = 0\nzone =", "offer_hours: expected a whole number from 1 to 1000, found 0"),
        ("zone =", 'subaddressing = "yes"\nzone =', 'subaddressing: expected true or false, found "yes"'),
        ("[[timeline]]", "[[steps]]", "timeline: missing; expected at least one step, [[timeline]]"),
        ('"last-call"', '"invitation"', 'timeline[2].key: "invitation" is taken'),
        ('when = "8 weeks before start, 09:00"', "", "timeline[1].when: missing; expected a moment such as"),
        (
            "8 weeks before",
            "8 months before",
            'timeline[1].when: "8 months before start, 09:00": expected days',
        ),
        (
            '["everyone"]',
            "[]",
            "timeline[1].to: expected a list of at least 1, without doubles, each one of everyone",
        ),
        ('["everyone"]', '["members"]', "timeline[1].to: expected a list of at least 1"),
        ('"automatic"', '"by itself"', "timeline[2].start: expected one of coordinator, automatic, found"),
        (f"not_after = {LATE}", "", "timeline[2].not_after: missing; expected until when latecomers"),
        (LATE, '"4 working days before deadline, 09:00"', "timeline[2].not_after: expected a moment after"),
        (LATE, '"3 working days before deadline, 09:00"', "timeline[2].not_after: expected a moment after"),
        (LATE, "3", "timeline[2].not_after: expected a moment such as"),
        (
            "latecomers = true",
            "latecomer = true",
            'timeline[2].latecomer: unknown; did you mean "latecomers"?',
        ),
    ],
)
def test_a_mistake_names_its_key_and_what_was_expected(
    write: Write, old: str, new: str, mistake: str
) -> None:
    assert old in SOUND
    found = mistakes(write(SOUND.replace(old, new)))
    assert any(one.startswith(mistake) for one in found), found


def test_moments_that_depend_on_the_meeting_are_left_to_the_meeting(write: Write) -> None:
    other_anchor = SOUND.replace(LATE, '"4 weeks before start, 09:00"')
    other_unit = SOUND.replace(LATE, '"3 days before deadline, 09:00"')
    assert read(write(other_anchor)).step("last-call").not_after is not None
    assert read(write(other_unit)).step("last-call").not_after is not None


def test_all_mistakes_come_at_once(write: Write) -> None:
    wrong = (
        SOUND.replace("Info@Kring.example", "nobody")
        .replace("8 weeks", "x weeks")
        .replace('"nl", "en"]', '"nl", "fy"]')
    )
    assert [one.partition(":")[0] for one in mistakes(write(wrong))] == [
        "mailbox",
        "timeline[1].when",
        "name",
    ]


def test_keys_that_are_missing_are_not_doubles(write: Write) -> None:
    text = SOUND.replace('key = "invitation"', "").replace('key = "last-call"', "")
    assert [one.partition(";")[0] for one in mistakes(write(text))] == [
        "timeline[1].key: missing",
        "timeline[2].key: missing",
    ]


def test_a_step_needs_its_letter_in_each_language(write: Write, tmp_path: Path) -> None:
    for name in ("invitation.nl.md", "invitation.en.md", "reminder.nl.md"):
        (tmp_path / name).touch()
    assert mistakes(write(SOUND), tmp_path) == [
        f"timeline[2].letter: expected the letter reminder.en.md in {tmp_path}"
    ]
    (tmp_path / "reminder.en.md").touch()
    assert read(write(SOUND), tmp_path).key == "circle"


def test_mistakes_in_several_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SOUND)
    (tmp_path / "two.toml").write_text(SOUND.replace("Europe/Amsterdam", "Europe/Zwolle"))
    with pytest.raises(SettingsError) as refused:
        read_all(tmp_path)
    assert [str(one).partition(": expected")[0] for one in refused.value.mistakes] == [
        f"{tmp_path}/two.toml: zone",
        f'{tmp_path}/two.toml: key: "circle" is taken by another file',
    ]


def test_a_folder_without_a_series_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expected a folder with at least one series"):
        read_all(tmp_path / "nowhere")


class TestKennisplatform:
    series = read(KENNISPLATFORM)

    def test_has_the_steps_of_a_meeting_and_a_letter_for_each(self) -> None:
        assert [step.key for step in read(KENNISPLATFORM, LETTERS).timeline] == [
            "save-the-date",
            "invitation",
            "reminder",
            "last-call",
            "practical-information",
            "day-before",
            "thank-you",
            "recap",
        ]

    def test_comes_in_the_order_of_its_timeline(self) -> None:
        found = standing(
            self.series.timeline,
            meeting(),
            {},
            datetime(2026, 1, 1, tzinfo=UTC),
            working_days_of(self.series),
        )
        instants = [one.instant for one in found]
        assert instants == sorted(instants)

    def test_has_a_window_for_every_step_of_any_meeting(self) -> None:
        """Whatever the weekday, and whatever holidays lie around it."""
        works = working_days_of(self.series)
        for day in (date(2026, 1, 5) + timedelta(days=n) for n in range(365)):
            at = meeting(f"{day} 12:00", deadline=f"{day - timedelta(days=13)}")
            for step in self.series.timeline:
                span = window(step, at, works)
                assert span.closes - span.opens >= timedelta(hours=10), (step.key, day)

    def test_lets_nothing_go_to_the_whole_list_by_itself(self) -> None:
        for step in self.series.timeline:
            assert (step.start is Start.COORDINATOR) is (Audience.EVERYONE in step.to), step.key

    def test_sends_again_after_a_move_only_what_is_about_the_date(self) -> None:
        again = [step.key for step in self.series.timeline if step.again_after_move]
        assert again == ["practical-information", "day-before"]
