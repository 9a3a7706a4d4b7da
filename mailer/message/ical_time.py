"""Reading DATE-TIME values of calendar objects (RFC 5545 section 3.3.5) in the zones that programs name."""

from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from mailer.message.content_lines import Property


def read_moment(found: Property | None) -> datetime | None:
    """Give the aware moment; None for a date without time, a local time in an unknown zone, or nonsense."""
    if found is None:
        return None
    value = found.value.strip().upper()
    zone = UTC if value.endswith("Z") else _zone(found.parameters.get("TZID", ""))
    try:
        moment = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if zone else None


def _zone(name: str) -> tzinfo | None:
    """Give the zone: an IANA name, one behind a vendor's path (/mozilla.org/...), or a name of Windows."""
    name = name.strip()[:80]
    return _iana(name) or _iana("/".join(name.split("/")[-2:])) or _iana(_windows_zones().get(name, ""))


def _iana(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # unknown; a path out of the tree; the name of a folder
        return None


@cache
def _windows_zones() -> dict[str, str]:
    # Imported here: the package takes a tenth of a second to load, and only a counter-proposal needs it.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON
