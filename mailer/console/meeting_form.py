"""The form for a meeting's facts, read with the checks that a meeting's file gets (pure)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from mailer.console.meeting_fields import MOST_PARTS, Filled
from mailer.domain.dayparts import usual_keys
from mailer.domain.meeting import DayPart, Meeting, Wording
from mailer.letters.errors import LetterError
from mailer.letters.markdown import tree
from mailer.settings import meeting_file
from mailer.settings.mistakes import SettingsError
from mailer.speech.catalogue import mark as _

Problems = Mapping[str, str]
"""Field -> what is to be done about it, in English."""

ONE_LINE = _("Write it on one line, of at most 500 signs.")
_EXPECTED: Mapping[str, tuple[str, str]] = {
    "theme": ("theme-{language}", _("Write the theme on one line, in one language at least.")),
    "programme": (
        "programme-{language}",
        _("Write the programme as lines and lists; links begin with https: or mailto:."),
    ),
    "host.municipality": ("municipality", ONE_LINE),
    "host.venue": ("venue", ONE_LINE),
    "host.address": ("address", ONE_LINE),
    "deadline": ("deadline", _("Choose a day, no later than the day the meeting begins.")),
    "capacity": ("capacity", _("Write a whole number, 1 or more.")),
    "costs.least": ("least", _("Write a whole amount, or leave both amounts empty.")),
    "costs.most": ("most", _("Write a whole amount that is no lower than the other one.")),
    "hotel.name": ("hotel", _("Write the hotel's name, or leave its address and price empty too.")),
    "hotel.address": ("hotel-address", ONE_LINE),
    "hotel.price": ("hotel-price", _("Write a whole amount, or nothing.")),
    "dayparts": ("part-1-name-{language}", _("A meeting has at least one part.")),
    "dayparts.name": ("part-{number}-name-{language}", _("Write what this part is called, on one line.")),
    "dayparts.starts": ("part-{number}-starts", _("Choose a moment within the meeting.")),
    "dayparts.ends": ("part-{number}-ends", _("Choose a moment within the meeting, after the part begins.")),
}
"""The key of a mistake in a meeting's file -> its field, and what is expected there."""
_ELSEWHERE = _("This can't be kept as it is; look at every field once more.")
_PART = re.compile(r"dayparts\[(\d{1,3})\]")
_NO_PART = DayPart("", {}, datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC))
"""Stands where a form has room for a part that is not there yet."""


def rows_of(base: Meeting, *, new: bool) -> int:
    """Say for how many parts a form has room: a new meeting may have another one, or fewer."""
    return min(len(base.dayparts) + 1, MOST_PARTS) if new else len(base.dayparts)


def read(
    fields: Filled, base: Meeting, languages: Sequence[str], *, new: bool = False
) -> tuple[Meeting | None, Problems]:
    """Give the meeting that is meant, or what is wrong, field by field.

    From `base` come the series, the dates and whatever no field is about; a new meeting gets a key, and its
    parts may be others.
    """
    numbers = _numbers(fields, base, languages, new=new)
    try:
        found = meeting_file.of(_values(fields, base, languages, numbers, new=new))
    except SettingsError as error:
        keys = [mistake.key for mistake in error.mistakes]
        return None, dict(_problem(key, languages[0], numbers) for key in reversed(keys))
    if wrong := [language for language in languages if _unprintable(found.programme.get(language, ""))]:
        return None, {f"programme-{wrong[0]}": _EXPECTED["programme"][1]}
    return replace(found, state=base.state, revision=base.revision), {}


def key_for(municipality: str, year: int) -> str:
    """Give a new meeting its key, such as "hattem-2017"."""
    plain = unicodedata.normalize("NFKD", municipality).encode("ascii", "ignore").decode().lower()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return "-".join(["-".join(words)[:40].strip("-") or "meeting", str(year)])


def _numbers(fields: Filled, base: Meeting, languages: Sequence[str], *, new: bool) -> list[int]:
    """Give the numbers of the parts that count: of a new meeting those with a name."""
    rows = range(1, rows_of(base, new=new) + 1)
    return [one for one in rows if not new or any(fields.get(f"part-{one}-name-{tag}") for tag in languages)]


def _values(
    fields: Filled, base: Meeting, languages: Sequence[str], numbers: Sequence[int], *, new: bool
) -> dict[str, object]:
    """Give what TOML would have made of the facts in a file."""
    municipality = fields.get("municipality", "")
    values: dict[str, object] = {
        "key": key_for(municipality, base.starts.year) if new else base.key,
        "series": base.series,
        "zone": base.zone,
        "starts": base.starts.replace(tzinfo=None),
        "ends": base.ends.replace(tzinfo=None),
        "theme": _wording(fields, "theme", base.theme, languages),
        "deadline": _day(fields.get("deadline", "")),
        "capacity": _number(fields.get("capacity", "")),
        "host": {
            "municipality": municipality,
            "venue": fields.get("venue", ""),
            "address": fields.get("address", ""),
        },
        "dayparts": _parts(fields, base, languages, numbers, new=new),
    }
    if programme := _wording(fields, "programme", base.programme, languages):
        values["programme"] = programme
    return values | dict(_money(fields, base))


def _money(fields: Filled, base: Meeting) -> Iterator[tuple[str, object]]:
    least, most = fields.get("least", ""), fields.get("most", "")
    if least or most:
        currency = base.costs.currency if base.costs else "EUR"
        yield (
            "costs",
            {"least": _number(least or most), "most": _number(most or least), "currency": currency},
        )
    name, address, price = (fields.get(one, "") for one in ("hotel", "hotel-address", "hotel-price"))
    if name or address or price:
        yield (
            "hotel",
            {"name": name, "address": address, **({"price": _number(price)} if price else {})},
        )


def _parts(
    fields: Filled, base: Meeting, languages: Sequence[str], numbers: Sequence[int], *, new: bool
) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for number in numbers:
        before = base.dayparts[number - 1] if number <= len(base.dayparts) else _NO_PART
        found.append(
            {
                "key": before.key,
                "name": _wording(fields, f"part-{number}-name", before.name, languages),
                "starts": _moment(fields.get(f"part-{number}-starts", "")),
                "ends": _moment(fields.get(f"part-{number}-ends", "")),
            }
        )
    if new:
        moments = [one["starts"] if isinstance(one["starts"], datetime) else base.starts for one in found]
        for part, key in zip(found, usual_keys(moments), strict=True):
            part["key"] = key
    return found


def _wording(fields: Filled, name: str, before: Wording, languages: Sequence[str]) -> dict[str, str]:
    """Give the words of each language that has some; what no field is about stays."""
    kept = {tag: words for tag, words in before.items() if tag not in languages}
    return {tag: words for tag in languages if (words := fields.get(f"{name}-{tag}", ""))} | kept


def _number(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _day(text: str) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _moment(text: str) -> object:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _unprintable(programme: str) -> bool:
    """Say whether no letter could print it, which would stop them all."""
    try:
        tree(programme, Path("programme"))
    except LetterError:
        return True
    return False


def _problem(key: str, language: str, numbers: Sequence[int]) -> tuple[str, str]:
    found = _PART.match(key)
    number = numbers[int(found[1]) - 1] if found else 0
    field, words = _EXPECTED.get(_PART.sub("dayparts", key), ("", _ELSEWHERE))
    return field.format(language=language, number=number), words
