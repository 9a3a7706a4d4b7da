"""Meetings, registrations and runs in SQL."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, text, update

from mailer.domain.errors import NotFound
from mailer.domain.meeting import ON_THE_CLOCK, Costs, DayPart, Host, Hotel, Meeting, MeetingState
from mailer.domain.registration import REGISTRATION_MOVES, Registration, RegistrationState
from mailer.domain.run import RUN_MOVES, Run, RunState
from mailer.domain.states import move
from mailer.store.schema import OFFERED, meeting_revisions, meetings, registrations, run_letters, runs

_ON_THE_CLOCK = meetings.c.state.in_(sorted(ON_THE_CLOCK))


def look_at_once(sql: Connection, which: ColumnElement[bool]) -> None:
    """Have the clock look at these meetings: something changed that a step of theirs may hang on."""
    sql.execute(update(meetings).where(which, meetings.c.look_at.is_not(None)).values(look_at=None))


class Meetings:
    """The meetings of every series."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, key: str) -> Meeting:
        """Give one meeting; raises `NotFound` with the keys there are."""
        row = self._sql.execute(select(meetings).where(meetings.c.key == key)).first()
        if row is None:
            known = ", ".join(self._sql.scalars(select(meetings.c.key).order_by(meetings.c.key)))
            raise NotFound(
                "there is no meeting {meeting!r}; there is: {known}", meeting=key, known=known or "none yet"
            )
        return _meeting(row)

    def known(self, key: str) -> bool:
        """Whether there is a meeting of that key."""
        return self._sql.scalar(select(meetings.c.key).where(meetings.c.key == key)) is not None

    def all(self) -> Sequence[Meeting]:
        """Give every meeting, the earliest first."""
        return [_meeting(row) for row in self._sql.execute(select(meetings).order_by(meetings.c.starts))]

    def on_the_clock(self) -> Sequence[Meeting]:
        """Give the meetings mail may still go out for, the earliest first."""
        query = select(meetings).where(_ON_THE_CLOCK).order_by(meetings.c.starts)
        return [_meeting(row) for row in self._sql.execute(query)]

    def to_look_at(self, now: datetime) -> Sequence[Meeting]:
        """Give the meetings on the clock for which something may be due now, the earliest first."""
        due = or_(meetings.c.look_at.is_(None), meetings.c.look_at <= now)
        query = select(meetings).where(_ON_THE_CLOCK, due).order_by(meetings.c.starts)
        return [_meeting(row) for row in self._sql.execute(query)]

    def look_again(self, key: str, at: datetime) -> None:
        """Note when something may be due next for a meeting; any change to it makes that at once."""
        self._sql.execute(update(meetings).where(meetings.c.key == key).values(look_at=at))

    def look_at_all(self) -> None:
        """Have every meeting looked at: the timelines may have been written anew."""
        look_at_once(self._sql, _ON_THE_CLOCK)

    def put(self, meeting: Meeting, now: datetime) -> None:
        """Write a meeting, new or changed."""
        columns = {**_meeting_columns(meeting), "look_at": None}
        if self.known(meeting.key):
            self._sql.execute(update(meetings).where(meetings.c.key == meeting.key).values(**columns))
        else:
            self._sql.execute(insert(meetings).values(created_at=now, **columns))
        self._keep_revision(meeting, now)

    def at_revision(self, meeting: Meeting, revision: int) -> Meeting:
        """Give the meeting as people were told it was at an earlier revision of its facts."""
        one = and_(meeting_revisions.c.meeting == meeting.key, meeting_revisions.c.revision == revision)
        row = self._sql.execute(select(meeting_revisions).where(one)).one()
        return replace(meeting, revision=revision, **_told_facts(row))

    def _keep_revision(self, meeting: Meeting, now: datetime) -> None:
        one = and_(
            meeting_revisions.c.meeting == meeting.key, meeting_revisions.c.revision == meeting.revision
        )
        columns = _meeting_columns(meeting)
        told = {name: columns[name] for name in ("starts", "ends", "zone", "deadline", "facts")}
        told["made_at"] = now
        if self._sql.execute(update(meeting_revisions).where(one).values(**told)).rowcount == 0:
            key = {"meeting": meeting.key, "revision": meeting.revision}
            self._sql.execute(insert(meeting_revisions).values(**key, **told))


class Registrations:
    """Who comes to which meeting."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, meeting: str, person: int) -> Registration | None:
        """Give one person's registration for one meeting, or None."""
        where = and_(registrations.c.meeting == meeting, registrations.c.person == person)
        row = self._sql.execute(select(registrations).where(where)).first()
        return _registration(row) if row else None

    def by_uid(self, uid: str) -> Registration | None:
        """Give the registration a calendar object is of, or None."""
        row = self._sql.execute(select(registrations).where(registrations.c.uid == uid)).first()
        return _registration(row) if row else None

    def of_meeting(self, meeting: str) -> Sequence[Registration]:
        """Give every registration for a meeting, in the order they came."""
        query = select(registrations).where(registrations.c.meeting == meeting).order_by(registrations.c.id)
        return [_registration(row) for row in self._sql.execute(query)]

    def add(self, registration: Registration, now: datetime) -> None:
        """Write a new registration."""
        self._sql.execute(insert(registrations).values(**_registration_columns(registration, now)))
        look_at_once(self._sql, meetings.c.key == registration.meeting)

    def change(self, before: Registration, after: Registration, now: datetime) -> None:
        """Write a change of state; raises `Refused` when the table of moves has none such."""
        if before.state is not after.state:
            move(REGISTRATION_MOVES, before.state, after.state)
        where = and_(registrations.c.meeting == before.meeting, registrations.c.person == before.person)
        self._sql.execute(update(registrations).where(where).values(**_registration_columns(after, now)))
        look_at_once(self._sql, meetings.c.key == before.meeting)

    def offers_out(self, now: datetime) -> Sequence[Registration]:
        """Give the offered places whose time is over."""
        query = select(registrations).where(text(OFFERED), registrations.c.offered_until <= now)
        return [_registration(row) for row in self._sql.execute(query)]


class Runs:
    """Send runs."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, run: int) -> Run:
        """Give one run; raises `NotFound`."""
        row = self._sql.execute(select(runs).where(runs.c.id == run)).first()
        if row is None:
            raise NotFound("there is no run {run}; run_service.py run list shows them", run=run)
        return _run(row)

    def add(self, run: Run) -> Run:
        """Write a new run and give it back with its number."""
        columns = {**asdict(run), "state": run.state.value}
        del columns["id"]
        made = self._sql.execute(insert(runs).values(**columns))
        look_at_once(self._sql, meetings.c.key == run.meeting)
        assert made.inserted_primary_key is not None  # noqa: S101 - an INSERT of one row always has a key
        return replace(run, id=int(made.inserted_primary_key[0]))

    def move(self, run: Run, to: RunState, why: str = "") -> None:
        """Move a run to a state; raises `Refused` when that is illegal."""
        move(RUN_MOVES, run.state, to)
        values = {"state": to.value, "why": why} if why else {"state": to.value}
        self._sql.execute(update(runs).where(runs.c.id == run.id).values(**values))
        look_at_once(self._sql, meetings.c.key == run.meeting)

    def written(self, run: Run, to: int | None) -> None:
        """Note up to which person the audience is written down; None: all of it is."""
        self._sql.execute(update(runs).where(runs.c.id == run.id).values(written_to=to))

    def letters(self, run: Run) -> dict[tuple[str, int], str]:
        """Give the digests of a run's skeletons, by a reader's language and the facts told before."""
        query = select(run_letters).where(run_letters.c.run == run.id)
        return {(row.language, row.told): row.skeleton for row in self._sql.execute(query)}

    def keep_letter(self, run: Run, language: str, told: int, skeleton: str) -> None:
        """Keep what a run says to readers of a language who were told the facts at a revision."""
        values = {"run": run.id, "language": language, "told": told, "skeleton": skeleton}
        self._sql.execute(insert(run_letters).values(**values))

    def being_written(self) -> Run | None:
        """Give the oldest run that goes out while its audience is still being written down, or None."""
        where = and_(runs.c.state == RunState.RUNNING.value, runs.c.written_to.is_not(None))
        row = self._sql.execute(select(runs).where(where).order_by(runs.c.id)).first()
        return _run(row) if row else None

    def of_meeting(self, meeting: str) -> Sequence[Run]:
        """Give a meeting's runs in the order they were made."""
        query = select(runs).where(runs.c.meeting == meeting).order_by(runs.c.id)
        return [_run(row) for row in self._sql.execute(query)]

    def of_step(self, meeting: str, step: str, revision: int) -> Run | None:
        """Give the run of a step at a revision, or None."""
        where = and_(runs.c.meeting == meeting, runs.c.step == step, runs.c.revision == revision)
        row = self._sql.execute(select(runs).where(where)).first()
        return _run(row) if row else None

    def get_newest(self, meeting: str, step: str) -> Run:
        """Give the newest run of a step; raises `NotFound`."""
        where = and_(runs.c.meeting == meeting, runs.c.step == step)
        row = self._sql.execute(select(runs).where(where).order_by(runs.c.id.desc())).first()
        if row is None:
            raise NotFound("{step} of {meeting} has no run yet", step=step, meeting=meeting)
        return _run(row)

    def in_state(self, *states: RunState) -> Sequence[Run]:
        """Give every run in one of these states."""
        query = select(runs).where(runs.c.state.in_([state.value for state in states])).order_by(runs.c.id)
        return [_run(row) for row in self._sql.execute(query)]


def _meeting_columns(meeting: Meeting) -> dict[str, Any]:
    columns = ("key", "series", "revision", "zone", "starts", "ends", "deadline", "capacity")
    return {
        **{name: getattr(meeting, name) for name in columns},
        "state": meeting.state.value,
        "facts": {
            "theme": dict(meeting.theme),
            "programme": dict(meeting.programme),
            "host": asdict(meeting.host),
            "hotel": asdict(meeting.hotel) if meeting.hotel else None,
            "costs": asdict(meeting.costs) if meeting.costs else None,
            "dayparts": [
                {
                    "key": part.key,
                    "name": dict(part.name),
                    "starts": part.starts.astimezone(UTC).isoformat(),
                    "ends": part.ends.astimezone(UTC).isoformat(),
                }
                for part in meeting.dayparts
            ],
        },
    }


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(
        key=row.key,
        series=row.series,
        capacity=row.capacity,
        state=MeetingState(row.state),
        revision=row.revision,
        **_told_facts(row),
    )


def _told_facts(row: Row[Any]) -> dict[str, Any]:
    """What people are told, from a row of a meeting or of one of its revisions."""
    zone = ZoneInfo(row.zone)
    facts = row.facts
    return {
        "theme": facts["theme"],
        "programme": facts["programme"],
        "host": Host(**facts["host"]),
        "hotel": Hotel(**facts["hotel"]) if facts["hotel"] else None,
        "costs": Costs(**facts["costs"]) if facts["costs"] else None,
        "dayparts": tuple(_daypart(part, zone) for part in facts["dayparts"]),
        "zone": row.zone,
        "starts": row.starts.astimezone(zone),
        "ends": row.ends.astimezone(zone),
        "deadline": row.deadline,
    }


def _daypart(kept: dict[str, Any], zone: ZoneInfo) -> DayPart:
    starts, ends = (datetime.fromisoformat(kept[name]).astimezone(zone) for name in ("starts", "ends"))
    return DayPart(kept["key"], kept["name"], starts, ends)


def _registration_columns(registration: Registration, now: datetime) -> dict[str, Any]:
    columns = asdict(registration)
    del columns["id"]
    hotel = None if registration.hotel is None else int(registration.hotel)
    lists = {"dayparts": list(registration.dayparts), "guests": list(registration.guests)}
    return {**columns, **lists, "state": registration.state.value, "hotel": hotel, "changed_at": now}


def _registration(row: Row[Any]) -> Registration:
    kept = dict(row._mapping)
    del kept["changed_at"]
    kept["state"] = RegistrationState(row.state)
    kept["hotel"] = None if row.hotel is None else bool(row.hotel)
    kept["dayparts"], kept["guests"] = tuple(row.dayparts), tuple(row.guests)
    return Registration(**kept)


def _run(row: Row[Any]) -> Run:
    return Run(**{**row._mapping, "state": RunState(row.state)})
