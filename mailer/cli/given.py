"""What is given on the command line: moments, days and meeting files, read with words for what is wrong."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mailer.domain.errors import BadInput
from mailer.domain.meeting import Meeting
from mailer.domain.moments import exists
from mailer.settings import meeting_file
from mailer.settings.kinds import YEARS
from mailer.settings.mistakes import SettingsError

_DAY = len("2017-09-14")


def moment(text: str, zone: ZoneInfo) -> datetime:
    """Read a local date and time, or one with its own offset; aware, in `zone`."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"{text!r} is no date and time; expected such as 2017-09-14T12:00") from error
    if found.year not in YEARS:
        raise BadInput(f"{text!r}: expected a year from {YEARS.start} to {YEARS.stop - 1}")
    if found.tzinfo is not None:
        return found.astimezone(zone)
    if not exists(found, zone):
        raise BadInput(f"{text!r} does not exist: clocks in {zone.key} skip that hour")
    return found.replace(tzinfo=zone)


def names_a_time(text: str) -> bool:
    """Say whether a moment has a time of day, or is a day only."""
    return len(text.strip()) > _DAY


def day(text: str) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"{text!r} is no date; expected such as 2017-09-01") from error


def meetings(files: Sequence[Path]) -> list[Meeting]:
    """Read meeting files; raises `BadInput` with the mistakes of all of them."""
    found, mistakes = [], []
    for file in files:
        try:
            found.append(meeting_file.read(file))
        except SettingsError as error:
            mistakes.append(str(error))
    if mistakes:
        raise BadInput("\n".join(mistakes))
    return found


def meeting_of(text: str) -> Meeting:
    """Read a meeting put together from options; raises `BadInput` with all that is wrong."""
    try:
        return meeting_file.parse(text, "command line")
    except SettingsError as error:
        raise BadInput(str(error)) from error
