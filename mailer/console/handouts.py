"""What is handed out for a meeting: who comes, who sleeps there, who eats what, and the badges (pure)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mailer.domain.meals import Meal, MealKind, meals
from mailer.domain.meeting import Meeting, say
from mailer.letters import dates
from mailer.service.spreadsheet import Cell, Table
from mailer.speech.catalogue import mark as _

Words = Callable[[str], str]

TITLES: Mapping[str, str] = {
    "participants": _("Participants"),
    "hotel": _("Hotel"),
    "kitchen": _("Kitchen"),
    "badges": _("Name badges"),
}
"""The lists there are, each by its key."""

MEALS: Mapping[MealKind, str] = {MealKind.LUNCH: _("lunch"), MealKind.DINNER: _("dinner")}
_ADDRESS = re.compile(r"<([^<>]{0,320})>")


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who comes: with a registration of one's own, or as the guest `of` who has one."""

    name: str
    organisation: str
    address: str
    dayparts: tuple[str, ...]
    hotel: bool | None
    diet: str
    of: str = ""


def attendees(registered: Iterable[Mapping[str, Any]]) -> list[Attendee]:
    """Give everybody who comes by name, guests behind whoever brings them."""
    by_name = sorted(registered, key=lambda row: (_called(row).casefold(), row["address"]))
    return [one for row in by_name for one in _with_guests(row)]


def _with_guests(row: Mapping[str, Any]) -> Iterator[Attendee]:
    own = _called(row)
    parts = tuple(row["dayparts"])
    yield Attendee(own, row["organisation"], row["address"], parts, row["hotel"], row["diet"])
    for guest in row["guests"]:
        address = _ADDRESS.search(guest)
        name = _ADDRESS.sub("", guest).strip() or guest.strip("<> ")
        yield Attendee(name, row["organisation"], address[1] if address else "", parts, None, "", own)


def _called(row: Mapping[str, Any]) -> str:
    return str(row["name"] or row["address"])


def table(key: str, meeting: Meeting, comes: Sequence[Attendee], words: Words, language: str) -> Table:
    """Give a list by its key; raises `KeyError` for one that there is not."""
    title = f"{words(TITLES[key])}, {meeting.host.municipality}, {dates.day(meeting.starts, language)}"
    made = {"participants": _participants, "hotel": _hotel, "kitchen": _kitchen, "badges": _badges}[key]
    heads, rows = made(meeting, comes, words, language)
    return Table(title, heads, rows)


Made = tuple[list[str], list[list[Cell]]]


def _participants(meeting: Meeting, comes: Sequence[Attendee], words: Words, language: str) -> Made:
    parts = [(part.key, say(part.name, language)) for part in meeting.dayparts]
    heads = [words(_("Name")), words(_("Organisation")), words(_("Mail address"))]
    heads += [name for _key, name in parts]
    heads += [words(_("Hotel room")), words(_("Diet")), words(_("Comes with"))]
    rows: list[list[Cell]] = [
        [
            *(one.name, one.organisation, one.address),
            *("x" if key in one.dayparts else "" for key, _name in parts),
            *(_yes_or_no(one.hotel, words), one.diet, one.of),
        ]
        for one in comes
    ]
    return heads, rows


def _hotel(meeting: Meeting, comes: Sequence[Attendee], words: Words, language: str) -> Made:
    """Who wants a room; and who may, as nothing was said and the night lies between two parts."""
    days = {part.key: part.starts.date() for part in meeting.dayparts}
    heads = [words(_("Name")), words(_("Organisation")), words(_("Mail address")), words(_("Hotel room"))]
    heads += [words(_("Nights")), words(_("Brings"))]
    rows: list[list[Cell]] = []
    for one in comes:
        there = {days[part] for part in one.dayparts if part in days}
        stays = len(there) > 1
        if one.hotel or (one.hotel is None and not one.of and stays):
            room = words(_("yes")) if one.hotel else words(_("not said; ask"))
            brings = ", ".join(other.name for other in comes if other.of == one.name)
            rows.append([one.name, one.organisation, one.address, room, _nights(there, language), brings])
    return heads, rows


def _nights(there: Set[date], language: str) -> str:
    """Name the nights between the first day somebody is there and the last: the day each begins on.

    Who is there on one day only, and wants a room, has to say for which night.
    """
    first, last = min(there, default=date.min), max(there, default=date.min)
    return ", ".join(dates.day(first + timedelta(days=one), language) for one in range((last - first).days))


def _kitchen(meeting: Meeting, comes: Sequence[Attendee], words: Words, language: str) -> Made:
    """For each meal how many eat, and how many of them keep which diet, with their names."""
    heads = [words(_("Meal")), words(_("Diet")), words(_("Number")), words(_("For whom"))]
    rows: list[list[Cell]] = []
    for meal in meals(meeting):
        eating = [one for one in comes if set(one.dayparts) & set(meal.dayparts)]
        called = _meal(meal, words, language)
        rows.append([called, words(_("all together")), len(eating), ""])
        rows += [[called, diet, many, names] for diet, many, names in _diets(eating, words)]
    return heads, rows


def _diets(eating: Sequence[Attendee], words: Words) -> Iterator[tuple[str, int, str]]:
    """Count who keeps the same diet, however it was spelled; who said nothing comes last, without names."""
    spelled: dict[str, list[Attendee]] = {}
    for one in eating:
        spelled.setdefault(" ".join(one.diet.casefold().split()).rstrip("."), []).append(one)
    silent = spelled.pop("", [])
    for same in sorted(spelled.values(), key=lambda same: (-len(same), same[0].diet.casefold())):
        most_used = Counter(one.diet.strip() for one in same).most_common(1)[0][0]
        yield most_used, len(same), ", ".join(one.name for one in same)
    if silent:
        yield words(_("no wishes told")), len(silent), ""


def _meal(meal: Meal, words: Words, language: str) -> str:
    return f"{dates.day(meal.day, language)}, {words(MEALS[meal.kind])}"


def _badges(meeting: Meeting, comes: Sequence[Attendee], words: Words, language: str) -> Made:  # noqa: ARG001
    return [words(_("Name")), words(_("Organisation"))], [[one.name, one.organisation] for one in comes]


def _yes_or_no(hotel: bool | None, words: Words) -> str:
    return "" if hotel is None else words(_("yes")) if hotel else words(_("no"))
