"""`meeting make`: a meeting from a few facts, without writing a file first."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailer.app import Application
from mailer.cli import given
from mailer.cli.asking import sure
from mailer.cli.opened import do, opened, working
from mailer.cli.options import Yes
from mailer.cli.output import tell
from mailer.domain.commands import ImportMeeting
from mailer.domain.dayparts import usual_dayparts
from mailer.domain.errors import BadInput, Refused
from mailer.domain.meeting import Costs, DayPart, Host, Hotel, Meeting, Wording
from mailer.domain.series import Series
from mailer.service.next_meeting import ANSWERS_BEFORE, CAPACITY
from mailer.settings import meeting_file


def make(
    key: Annotated[str, typer.Argument(metavar="MEETING", help="Its key, such as hattem-2017.")],
    starts: Annotated[str, typer.Option(metavar="MOMENT", help="Local start, such as 2017-09-14T12:00.")],
    ends: Annotated[str, typer.Option(metavar="MOMENT", help="Local end, such as 2017-09-15T13:30.")],
    theme: Annotated[
        list[str],
        typer.Option(metavar="TEXT", help="The theme; in more languages: --theme nl=... --theme en=..."),
    ],
    municipality: Annotated[str, typer.Option(metavar="TEXT", help="The host municipality.")],
    venue: Annotated[str, typer.Option(metavar="TEXT", help="The house it is in.")],
    address: Annotated[str, typer.Option(metavar="TEXT", help="The address of the house.")],
    series: Annotated[
        str, typer.Option(metavar="SERIES", help="Which series; not needed when there is one.")
    ] = "",
    deadline: Annotated[
        str, typer.Option(metavar="DAY", help="Last day to answer; else two weeks before the start.")
    ] = "",
    daypart: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY|NAME|START|END",
            help="Each day-part; without any: mornings, afternoons and evenings in between.",
        ),
    ] = None,
    capacity: Annotated[int, typer.Option(metavar="NUMBER", help="How many can take part.")] = CAPACITY,
    costs: Annotated[
        str, typer.Option(metavar="LEAST-MOST", help="What one may expect to pay, such as 300-450.")
    ] = "",
    hotel: Annotated[str, typer.Option(metavar="TEXT", help="The hotel's name, when there is one.")] = "",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the meeting's file here too.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Make a meeting from a few facts.

    It is shown as a file; before it is announced you are asked. With --out the file is written in any case,
    to be completed by hand and imported.
    """
    with opened() as app:
        of = app.house.series_of(series or _only(app.house.series))
        zone = ZoneInfo(of.zone)
        since, until = given.moment(starts, zone), given.moment(ends, zone)
        languages = tuple(_wording(theme, of))
        meeting = Meeting(
            key=key,
            series=of.key,
            theme=_wording(theme, of),
            host=Host(municipality, venue, address),
            zone=of.zone,
            starts=since,
            ends=until,
            deadline=_deadline(deadline, since.date()),
            capacity=capacity,
            dayparts=_dayparts(daypart, of) if daypart else usual_dayparts(since, until, languages),
            costs=_costs(costs),
            hotel=Hotel(hotel) if hotel else None,
        )
        _announce(app, meeting, out, yes)


def _announce(app: Application, meeting: Meeting, out: Path | None, yes: bool) -> None:
    text = meeting_file.write(meeting)
    made = given.meeting_of(text)
    with working(app) as work:
        if work.store.meetings.known(made.key):
            raise Refused(f"there is a meeting {made.key} already; run_service.py meeting import changes it")
    tell(text)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    sure("Announce it?", yes=yes)
    tell(do(app, ImportMeeting(made)).what)


def _only(series: Mapping[str, Series]) -> str:
    if len(series) == 1:
        return next(iter(series))
    raise BadInput(f"--series is missing; there is: {', '.join(sorted(series))}")


def _wording(texts: Sequence[str], series: Series) -> Wording:
    """Read "nl=..." for each language, or one text in the language of the series."""
    found = {}
    for text in texts:
        tag, equals, words = text.partition("=")
        if equals and tag.strip() in series.languages:
            found[tag.strip()] = words.strip()
        else:
            found[series.default_language] = text.strip()
    return found


def _deadline(text: str, first_day: date) -> date:
    return given.day(text) if text else first_day - ANSWERS_BEFORE


def _dayparts(texts: Sequence[str], series: Series) -> tuple[DayPart, ...]:
    return tuple(_daypart(text, series) for text in texts)


def _daypart(text: str, series: Series) -> DayPart:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 4:
        raise BadInput(
            f"--daypart {text!r}: expected KEY|NAME|START|END, "
            "such as 'thu-evening|Donderdagavond|2017-09-14T18:00|2017-09-14T22:00'"
        )
    key, name, starts, ends = parts
    zone = ZoneInfo(series.zone)
    return DayPart(key, {series.default_language: name}, given.moment(starts, zone), given.moment(ends, zone))


def _costs(text: str) -> Costs | None:
    if not text:
        return None
    least, dash, most = (part.strip() for part in text.partition("-"))
    amounts = [least, most] if dash else [least, least]
    if not all(amount.isascii() and amount.isdigit() and len(amount) <= 6 for amount in amounts):
        raise BadInput(f"--costs {text!r}: expected whole amounts such as 300-450, or 300")
    return Costs(int(amounts[0]), int(amounts[1]))
