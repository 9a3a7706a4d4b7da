"""One person's history: mails in, mails out and changes, in the order in which they happened."""

from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]

_SAID_BY_THE_MAIL = {"Ignored", "Parked"}
"""What the journal says of a mail that the mail's own line says too."""


def history(mails_in: Iterable[Row], mails_out: Iterable[Row], changes: Iterable[Row]) -> list[Row]:
    """Give a line for each, the oldest first; at one moment the mail comes before what it led to."""
    lines = [
        *((0, _in(row)) for row in mails_in),
        *((1, _change(row)) for row in changes if row["command"] not in _SAID_BY_THE_MAIL),
        *((2, _out(row)) for row in mails_out),
    ]
    return [line for _, line in sorted(lines, key=lambda one: (one[1]["at"], one[0]))]


def _in(row: Row) -> Row:
    became = f"{row['state']}: {row['reason']}" if row["reason"] else row["state"]
    what = row["subject"] or "(no subject)"
    return {"at": row["received_at"], "mail": f"in {row['id']}", "what": what, "became": became}


def _out(row: Row) -> Row:
    letter = f"{row['letter']} of {row['meeting']}" if row["meeting"] else row["letter"]
    trouble = row["state"] not in {"sent", "due"} and row["words"]
    became = f"{row['state']}: {row['words']}" if trouble else row["state"]
    at = row["sent_at"] or row["made_at"]
    return {"at": at, "mail": f"out {row['id']}", "what": letter, "became": became}


def _change(row: Row) -> Row:
    # what a mail led to stands below that mail
    became = "" if row["inbox"] else f"by {row['who']}"
    return {"at": row["at"], "mail": "", "what": row["what"], "became": became}
