"""A meeting file: read whole, every mistake at once, and written so that it reads back the same."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.meeting import Costs, DayPart, Host, Hotel, Meeting, MeetingState
from mailer.settings.meeting_file import parse, read, sample_meeting, write
from mailer.settings.mistakes import SettingsError

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MEETINGS = Path("config/meetings")

SOUND = """
key = "zwolle-2026"
series = "circle"
theme = { nl = "Samen", en = "Together" }
zone = "Europe/Amsterdam"
starts = 2026-06-18T12:00:00
ends = 2026-06-19T13:30:00
deadline = 2026-06-05
capacity = 15
[host]
municipality = "Zwolle"
venue = "Stadhuis"
address = "Grote Kerkplein 15, Zwolle"
[[dayparts]]
key = "thu-afternoon"
name = { nl = "Donderdagmiddag" }
starts = 2026-06-18T12:00:00
ends = 2026-06-18T17:00:00
[[dayparts]]
key = "fri-morning"
name = { nl = "Vrijdagochtend" }
starts = 2026-06-19T09:00:00
ends = 2026-06-19T13:30:00
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        parse(text, "zwolle.toml")
    return [str(one) for one in refused.value.mistakes]


def test_hattem_is_as_it_was() -> None:
    hattem = read(MEETINGS / "hattem-2017.toml")
    assert hattem.host.municipality == "Hattem"
    assert hattem.starts == datetime(2017, 9, 14, 12, tzinfo=AMSTERDAM)
    assert f"{hattem.starts:%A}" == "Thursday"
    assert hattem.ends == datetime(2017, 9, 15, 13, 30, tzinfo=AMSTERDAM)
    assert hattem.deadline == date(2017, 9, 1)
    assert hattem.daypart_keys == ("thu-afternoon", "thu-evening", "fri-morning")
    assert hattem.capacity == 15
    assert hattem.costs == Costs(300, 450, "EUR")
    assert hattem.hotel is not None
    assert hattem.state is MeetingState.DRAFT
    assert hattem.revision == 0
    assert "open and big data in municipalities, and privacy and ethics" in hattem.theme["en"]


def test_what_may_be_left_out_may_be_left_out() -> None:
    found = parse(SOUND)
    assert (found.costs, found.hotel, found.programme) == (None, None, {})


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert parse("\ufeff" + SOUND.replace("\n", "\r\n")) == parse(SOUND)


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ('key = "zwolle-2026"', "", "key: missing; expected a key of lower-case letters, digits and hyphens"),
        ('"zwolle-2026"', '"Zwolle 2026"', "key: expected a key of lower-case letters"),
        ('"zwolle-2026"', '""', "key: expected a key of lower-case letters"),
        (
            'theme = { nl = "Samen", en = "Together" }',
            'theme = "Samen"',
            "theme: expected a text of one line per",
        ),
        ('"Together"', '"Together\\nBcc: all"', "theme: expected a text of one line per language"),
        ('"Samen"', '"  "', "theme: expected a text of one line per language"),
        ('nl = "Samen"', 'Dutch = "Samen"', "theme: expected a text of one line per language"),
        (
            '"Europe/Amsterdam"',
            '"Europe/Zwolle"',
            'zone: expected a time zone such as "Europe/Amsterdam", found',
        ),
        ('"Europe/Amsterdam"', '"../etc"', "zone: expected a time zone"),
        (
            "starts = 2026-06-18T12:00:00\nends = 2026-06-19",
            'starts = "18 juni"\nends = 2026-06-19',
            "starts: exp",
        ),
        (
            "ends = 2026-06-19T13:30:00\ndead",
            "ends = 2026-06-19T13:30:00+02:00\ndead",
            "ends: expected a local",
        ),
        (
            "ends = 2026-06-19T13:30:00\ndead",
            "ends = 2026-06-18T11:00:00\ndead",
            "ends: expected a time after the",
        ),
        (
            "deadline = 2026-06-05",
            "deadline = 2026-06-05T12:00:00",
            "deadline: expected a date without quotes",
        ),
        (
            "deadline = 2026-06-05",
            "deadline = 2026-06-19",
            "deadline: expected a date no later than the start",
        ),
        (
            "deadline = 2026-06-05",
            "deadline = 0026-06-05",
            "deadline: expected a date without quotes such as",
        ),
        ("capacity = 15", "capacity = 0", "capacity: expected a whole number from 1 to 100000, found 0"),
        (
            "capacity = 15",
            "capacity = true",
            "capacity: expected a whole number from 1 to 100000, found True",
        ),
        ("capacity = 15", "capacity = 15\nhotell = 1", 'hotell: unknown; did you mean "hotel"?'),
        ("[host]", "[hosts]", "host.venue: missing; expected a text of one line that is not empty"),
        ('[host]\nmunicipality = "Zwolle"', "[host]", "host.municipality: missing"),
        ('"fri-morning"', '"thu-afternoon"', 'dayparts[2].key: "thu-afternoon" is taken'),
        ("2026-06-18T17:00:00", "2026-06-18T11:00:00", "dayparts[1].ends: expected a time after the start"),
        (
            "2026-06-18T17:00:00",
            "2026-06-20T17:00:00",
            "dayparts[1].ends: expected a time within the meeting",
        ),
        (
            "2026-06-19T09:00:00",
            "2026-06-17T09:00:00",
            "dayparts[2].starts: expected a time within the meeting",
        ),
        ("[[dayparts]]", "[[parts]]", "dayparts: missing; expected at least one day-part, [[dayparts]]"),
        (
            "[host]",
            "[costs]\nleast = 450\nmost = 300\n[host]",
            "costs.most: expected at least 450, the least",
        ),
        (
            "[host]",
            '[costs]\nleast = 1\nmost = 2\ncurrency = "euro"\n[host]',
            "costs.currency: expected a currency",
        ),
        ("[host]", "costs = 300\n[host]", "costs: expected a table [costs]"),
        ("[host]", "[hotel]\nprice = 9.5\n[host]", "hotel.name: missing"),
        ("[host]", "[hotel]\nprice = 9.5\n[host]", "hotel.price: expected a whole number"),
    ],
)
def test_a_mistake_names_file_and_key_and_what_was_expected(old: str, new: str, mistake: str) -> None:
    assert old in SOUND
    found = mistakes(SOUND.replace(old, new))
    assert any(one.startswith(f"zwolle.toml: {mistake}") for one in found), found


def test_one_mistake_is_one_mistake() -> None:
    """A wrong zone, start or end draws no complaints about what depends on it."""
    assert len(mistakes(SOUND.replace("ends = 2026-06-19T13:30:00\ndead", "ends = 13\ndead"))) == 1
    assert len(mistakes(SOUND.replace('"Europe/Amsterdam"', '"Europe/Zwolle"'))) == 1
    assert (
        len(mistakes(SOUND.replace("starts = 2026-06-18T12:00:00\nends = 2026-06-19", "ends = 2026-06-19")))
        == 1
    )
    assert len(mistakes("dayparts = 3\n" + SOUND.partition("[[dayparts]]")[0])) == 1


def test_all_mistakes_come_at_once() -> None:
    wrong = (
        SOUND.replace("Europe/Amsterdam", "Europe/Zwolle")
        .replace("ends = 2026-06-19T13:30:00\ndead", "ends = 2026-06-17T13:30:00\ndead")
        .replace("capacity = 15", "capacity = -1")
        .replace('venue = "Stadhuis"', "venue = 3\nfloor = 2")
        .replace('"fri-morning"', '"thu-afternoon"')
    )
    assert [one.partition(": expected")[0] for one in mistakes(wrong)] == [
        "zwolle.toml: zone",
        "zwolle.toml: ends",
        "zwolle.toml: host.venue",
        "zwolle.toml: capacity",
        'zwolle.toml: dayparts[2].key: "thu-afternoon" is taken; expected another key for each day-part',
        "zwolle.toml: host.floor: unknown; expected one of municipality, venue, address",
    ]


def test_a_time_that_clocks_skip_is_refused() -> None:
    text = SOUND.replace("2026-06-18T12", "2026-03-29T02").replace("2026-06-05", "2026-03-05")
    assert (
        "zwolle.toml: starts: expected a time that exists: clocks in Europe/Amsterdam skip 02:00 on that day"
        in (mistakes(text))
    )


@pytest.mark.parametrize(
    ("octets", "mistake"),
    [
        (b'key = "half', "expected TOML: "),
        (b"key = 1\nkey = 2\n", "expected TOML: "),
        (b'key = "caf\xe9"', "expected UTF-8; octet 11 is not"),
        (b"x = " + b"[" * 5000, "expected TOML: "),
    ],
)
def test_what_is_no_toml_is_one_mistake(tmp_path: Path, octets: bytes, mistake: str) -> None:
    path = tmp_path / "meeting.toml"
    path.write_bytes(octets)
    with pytest.raises(SettingsError) as refused:
        read(path)
    [found] = refused.value.mistakes
    assert found.file == str(path)
    assert found.words.startswith(mistake)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml: can't be read: No such file"):
        read(tmp_path / "nowhere.toml")
    with pytest.raises(SettingsError, match="can't be read"):
        read(tmp_path)


@given(st.binary(max_size=200))
def test_no_octets_crash_the_reader(octets: bytes) -> None:
    with pytest.raises(SettingsError):
        parse(octets.decode("utf-8", "surrogateescape"))


class TestSample:
    @pytest.mark.parametrize("today", [date(2026, 11, 23) + timedelta(days=n) for n in range(14)])
    def test_starts_on_a_thursday_nine_weeks_ahead(self, today: date) -> None:
        sample = sample_meeting(today)
        assert f"{sample.starts:%A %H:%M}" == "Thursday 12:00"
        assert 56 <= (sample.starts.date() - today).days < 63
        assert today < sample.deadline < sample.starts.date()
        assert (sample.state, sample.revision) == (MeetingState.DRAFT, 0)

    def test_can_lie_further_ahead(self) -> None:
        assert sample_meeting(date(2026, 11, 23), weeks=17).starts.date() == date(2027, 3, 18)

    def test_keeps_its_times_of_day_over_a_change_of_clocks(self) -> None:
        summer = sample_meeting(date(2026, 4, 20))
        assert [f"{part.starts:%H:%M}" for part in summer.dayparts] == ["12:00", "18:00", "09:00"]
        assert summer.starts.utcoffset() == timedelta(hours=2)


words = st.text(st.characters(exclude_categories=["C", "Z"], include_characters='"\\ '), min_size=1).filter(
    str.strip
)
wordings = st.dictionaries(st.sampled_from(["nl", "en", "fr-BE"]), words.map(str.strip), min_size=1)
paragraphs = st.lists(words.map(str.strip), min_size=1).map("\n".join)
slugs = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
starts = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda wall: wall.replace(hour=12 + wall.hour // 3, microsecond=0, tzinfo=AMSTERDAM)
)


@st.composite
def meetings(draw: st.DrawFn) -> Meeting:
    begins = draw(starts)
    ends = begins + timedelta(days=1)
    keys = draw(st.lists(slugs, min_size=1, max_size=3, unique=True))
    least = draw(st.integers(0, 500))
    line = words.map(str.strip)
    return Meeting(
        key=draw(slugs),
        series=draw(slugs),
        theme=draw(wordings),
        host=Host(draw(line), draw(line), draw(line)),
        zone="Europe/Amsterdam",
        starts=begins,
        ends=ends,
        deadline=begins.date() - timedelta(days=draw(st.integers(0, 60))),
        capacity=draw(st.integers(1, 500)),
        dayparts=tuple(DayPart(key, draw(wordings), begins, ends) for key in keys),
        costs=draw(st.none() | st.just(Costs(least, least + 50))),
        hotel=draw(st.none() | st.builds(Hotel, line, line | st.just(""), st.none() | st.integers(0, 300))),
        programme=draw(st.just({}) | st.dictionaries(st.just("nl"), paragraphs, min_size=1)),
    )


@given(meetings())
def test_a_meeting_reads_back_as_it_was_written(meeting: Meeting) -> None:
    assert parse(write(meeting)) == meeting


def test_the_files_that_come_with_kring_read_back_too() -> None:
    for path in MEETINGS.glob("*.toml"):
        assert parse(write(read(path))) == read(path)
