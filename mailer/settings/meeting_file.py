"""A meeting as a TOML file: read with every mistake at once, and written so that it reads back the same."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from mailer.domain.meeting import Costs, DayPart, Host, Hotel, Meeting
from mailer.settings.kinds import DAY, LINE, PARAGRAPHS, SLUG, TEXT, WORDING, ZONE, Kind, local_time, whole
from mailer.settings.mistakes import Mistake, refuse
from mailer.settings.table import Table, open_toml, parse_toml
from mailer.settings.toml_text import Value, assignment


def _currency(value: object) -> str:
    code = TEXT.read(value)
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError
    return code


MONEY = whole(0, 100_000)
CAPACITY = whole(1, 100_000)
CURRENCY = Kind('a currency of three letters such as "EUR" (ISO 4217)', _currency, "")

SAMPLE = Path("config/meetings/sample.toml")


def read(path: Path) -> Meeting:
    """Read a meeting, as a draft at revision 0; raises `SettingsError` with every mistake."""
    mistakes: list[Mistake] = []
    meeting = _meeting(open_toml(path, mistakes))
    refuse(mistakes)
    return meeting


def parse(text: str, file: str = "meeting") -> Meeting:
    """Read as `read` does, from text; the mistakes name `file`."""
    mistakes: list[Mistake] = []
    meeting = _meeting(parse_toml(text.encode("utf-8", "surrogateescape"), file, mistakes))
    refuse(mistakes)
    return meeting


def of(values: Mapping[str, object], file: str = "meeting") -> Meeting:
    """Read as `read` does, from what TOML would have made of a file, such as what a form holds."""
    mistakes: list[Mistake] = []
    meeting = _meeting(Table(values, file, mistakes))
    refuse(mistakes)
    return meeting


def write(meeting: Meeting) -> str:
    """Give the TOML text that reads back as this meeting, its state and revision aside."""
    return "\n".join(_lines(meeting)) + "\n"


def sample_meeting(today: date, weeks: int = 9, path: Path = SAMPLE) -> Meeting:
    """Give the sample as a draft on the last Thursday that is less than `weeks` ahead, at its time of day.

    So a step that falls that many weeks before the start came due in the seven days before `today`.
    """
    sample = read(path)
    latest = today + timedelta(weeks=weeks, days=-1)
    thursday = latest - timedelta(days=(latest.weekday() - 3) % 7)
    return replace(sample.moved(datetime.combine(thursday, sample.starts.timetz())), revision=0)


def _meeting(table: Table) -> Meeting:
    zone = table.required("zone", ZONE)
    starts, ends = _span(table, zone)
    meeting = Meeting(
        key=table.required("key", SLUG),
        series=table.required("series", SLUG),
        theme=table.required("theme", WORDING),
        programme=table.optional("programme", PARAGRAPHS, {}),
        host=_host(table.table("host")),
        zone=zone.key,
        starts=starts,
        ends=ends,
        deadline=table.required("deadline", DAY),
        capacity=table.required("capacity", CAPACITY),
        dayparts=_dayparts(table, zone, starts, ends),
        costs=_costs(table.maybe_table("costs")),
        hotel=_hotel(table.maybe_table("hotel")),
    )
    if table.sound("starts", "deadline") and meeting.deadline > starts.date():
        table.mistake("deadline", f"expected a date no later than the start, {starts.date()}")
    table.refuse_unknown()
    return meeting


def _span(table: Table, zone: ZoneInfo) -> tuple[datetime, datetime]:
    kind = local_time(zone)
    starts, ends = table.required("starts", kind), table.required("ends", kind)
    if table.sound("starts", "ends") and ends <= starts:
        table.mistake("ends", f"expected a time after the start, {_wall(starts)}")
    return starts, ends


def _dayparts(table: Table, zone: ZoneInfo, starts: datetime, ends: datetime) -> tuple[DayPart, ...]:
    dayparts: list[DayPart] = []
    for one in table.tables("dayparts"):
        part = _daypart(one, zone)
        if any(part.key == other.key for other in dayparts) and one.sound("key"):
            one.mistake("key", f'"{part.key}" is taken; expected another key for each day-part')
        if table.sound("starts") and one.sound("starts") and part.starts < starts:
            one.mistake("starts", f"expected a time within the meeting, which starts at {_wall(starts)}")
        if table.sound("ends") and one.sound("ends") and part.ends > ends:
            one.mistake("ends", f"expected a time within the meeting, which ends at {_wall(ends)}")
        dayparts.append(part)
    if table.sound("dayparts") and not dayparts:
        table.mistake("dayparts", "missing; expected at least one day-part, [[dayparts]]")
    return tuple(dayparts)


def _daypart(table: Table, zone: ZoneInfo) -> DayPart:
    key, name = table.required("key", SLUG), table.required("name", WORDING)
    starts, ends = _span(table, zone)
    return DayPart(key, name, starts, ends)


def _host(table: Table) -> Host:
    return Host(
        municipality=table.required("municipality", TEXT),
        venue=table.required("venue", TEXT),
        address=table.required("address", TEXT),
    )


def _costs(table: Table | None) -> Costs | None:
    if table is None:
        return None
    costs = Costs(
        least=table.required("least", MONEY),
        most=table.required("most", MONEY),
        currency=table.optional("currency", CURRENCY, "EUR"),
    )
    if table.sound("least", "most") and costs.most < costs.least:
        table.mistake("most", f"expected at least {costs.least}, the least")
    return costs


def _hotel(table: Table | None) -> Hotel | None:
    if table is None:
        return None
    return Hotel(
        name=table.required("name", TEXT),
        address=table.optional("address", LINE, ""),
        price=table.optional("price", MONEY, None),
    )


def _lines(meeting: Meeting) -> Iterator[str]:
    yield assignment("key", meeting.key)
    yield assignment("series", meeting.series)
    yield assignment("theme", meeting.theme)
    if meeting.programme:
        yield assignment("programme", meeting.programme)
    yield assignment("zone", meeting.zone)
    yield assignment("starts", meeting.starts)
    yield assignment("ends", meeting.ends)
    yield assignment("deadline", meeting.deadline)
    yield assignment("capacity", meeting.capacity)
    yield from _table_lines("[host]", asdict(meeting.host))
    if meeting.costs:
        yield from _table_lines("[costs]", asdict(meeting.costs))
    if meeting.hotel:
        yield from _table_lines("[hotel]", asdict(meeting.hotel))
    for part in meeting.dayparts:
        yield from _table_lines("[[dayparts]]", asdict(part))


def _table_lines(header: str, values: Mapping[str, Value | None]) -> Iterator[str]:
    yield ""
    yield header
    for key, value in values.items():
        if value is not None:
            yield assignment(key, value)


def _wall(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}"
