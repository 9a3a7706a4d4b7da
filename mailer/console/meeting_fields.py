"""The fields of a form for a meeting's facts: names, labels, kinds, and what stands in them (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from mailer.domain.meeting import Meeting
from mailer.letters import dates
from mailer.speech.catalogue import mark as _

Filled = Mapping[str, str]
"""What stands in each field, as it was typed."""
MOST_PARTS = 22


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `kind` is line, text, day, moment or number.

    `language` is that of the words in it, `part` the number of the day-part it is about, 0 for none.
    """

    name: str
    label: str
    kind: str = "line"
    group: str = ""
    language: str = ""
    part: int = 0
    required: bool = False


ABOUT, PLACE, ANSWERS, COSTS, HOTEL = (
    _("What it is about"),
    _("Where it is"),
    _("Answers and places"),
    _("Costs for each participant"),
    _("Hotel"),
)
PART = _("Part")


def fields_of(languages: Sequence[str], parts: int) -> Iterator[Field]:
    """Give every field for so many day-parts, in the order of the form."""
    for number, language in enumerate(languages):
        yield Field(f"theme-{language}", _("Theme"), "line", ABOUT, language, required=not number)
    for language in languages:
        yield Field(f"programme-{language}", _("Programme"), "text", ABOUT, language)
    yield Field("municipality", _("Host municipality"), "line", PLACE, required=True)
    yield Field("venue", _("House or hall"), "line", PLACE, required=True)
    yield Field("address", _("Address"), "line", PLACE, required=True)
    yield Field("deadline", _("Last day to answer"), "day", ANSWERS, required=True)
    yield Field("capacity", _("Places in each part"), "number", ANSWERS, required=True)
    yield Field("least", _("Costs at least"), "number", COSTS)
    yield Field("most", _("Costs at most"), "number", COSTS)
    yield Field("hotel", _("Name of the hotel"), "line", HOTEL)
    yield Field("hotel-address", _("Address of the hotel"), "line", HOTEL)
    yield Field("hotel-price", _("Price of a night"), "number", HOTEL)
    for part in range(1, parts + 1):
        yield from _fields_of_part(languages, part)


def _fields_of_part(languages: Sequence[str], part: int) -> Iterator[Field]:
    for language in languages:
        yield Field(f"part-{part}-name-{language}", _("Name"), "line", PART, language, part)
    yield Field(f"part-{part}-starts", _("Begins"), "moment", PART, "", part)
    yield Field(f"part-{part}-ends", _("Ends"), "moment", PART, "", part)


def grouped(languages: Sequence[str], parts: int) -> list[tuple[str, int, list[Field]]]:
    """Give the fields with those together that belong together: group, day-part, fields."""
    by = groupby(fields_of(languages, parts), key=lambda one: (one.group, one.part))
    return [(group, part, list(found)) for (group, part), found in by]


def filled(meeting: Meeting, languages: Sequence[str]) -> Filled:
    """Give the fields as they are filled in with a meeting's facts; what it does not have is not there."""
    fields = {
        "municipality": meeting.host.municipality,
        "venue": meeting.host.venue,
        "address": meeting.host.address,
        "deadline": meeting.deadline.isoformat(),
        "capacity": str(meeting.capacity),
    }
    if meeting.costs:
        fields |= {"least": str(meeting.costs.least), "most": str(meeting.costs.most)}
    if meeting.hotel:
        fields |= {"hotel": meeting.hotel.name, "hotel-address": meeting.hotel.address}
        fields["hotel-price"] = "" if meeting.hotel.price is None else str(meeting.hotel.price)
    for language in languages:
        fields[f"theme-{language}"] = meeting.theme.get(language, "")
        fields[f"programme-{language}"] = meeting.programme.get(language, "")
    for number, part in enumerate(meeting.dayparts, 1):
        fields[f"part-{number}-starts"] = f"{part.starts:%Y-%m-%dT%H:%M}"
        fields[f"part-{number}-ends"] = f"{part.ends:%Y-%m-%dT%H:%M}"
        for language in languages:
            fields[f"part-{number}-name-{language}"] = part.name.get(language, "")
    return fields


def changed(
    old: Meeting, new: Meeting, languages: Sequence[str], language: str
) -> list[tuple[Field, str, str]]:
    """Give each field whose fact changes, with what it was and becomes, as a coordinator says it."""
    before, after = filled(old, languages), filled(new, languages)
    found = []
    for field in fields_of(languages, len(new.dayparts)):
        was, becomes = before.get(field.name, ""), after.get(field.name, "")
        if was != becomes:
            found.append((field, _in_words(field, was, language), _in_words(field, becomes, language)))
    return found


def facts_in_words(meeting: Meeting, languages: Sequence[str], language: str) -> list[tuple[Field, str]]:
    """Give each field in which something stands, as a coordinator says it."""
    words = filled(meeting, languages)
    fields = fields_of(languages, len(meeting.dayparts))
    return [
        (field, _in_words(field, found, language)) for field in fields if (found := words.get(field.name, ""))
    ]


def _in_words(field: Field, text: str, language: str) -> str:
    if field.kind == "day" and text:
        return dates.day(date.fromisoformat(text), language)
    if field.kind == "moment" and text:
        return dates.moment(datetime.fromisoformat(text), language)
    return text
