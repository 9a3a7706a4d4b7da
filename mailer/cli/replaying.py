"""`explain --replay`: the stored mails whose verdict is another now than when they came."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailer.cli.opened import opened
from mailer.cli.output import one_line, tell, tell_json
from mailer.service.corrections import Example
from mailer.service.replay import Replayed, replay
from mailer.settings.toml_text import assignment


def replayed(*, as_json: bool) -> None:
    """Show each stored mail that would be read otherwise today, old and new; nothing is changed."""
    mails = others = 0
    with opened() as app:
        for one in replay(app.database, app.house):
            mails += 1
            if one.changed:
                others += 1
                if as_json:
                    tell_json(_row(one))
                else:
                    tell("\n".join(_lines(one)))
    if not as_json:
        tell(f"{mails} mails read again; {others} would be read otherwise now")


def _row(one: Replayed) -> dict[str, Any]:
    row = {"inbox": one.number, "received_at": one.received_at.isoformat(), "originator": one.originator}
    return row | {"subject": one.subject, "old": one.old, "new": one.new, "decided": one.decided}


def _lines(one: Replayed) -> Iterator[str]:
    yield one_line(f"mail {one.number}, {one.originator}: {one.subject}")
    for name in one.changed:
        yield f"  {name.replace('_', ' '):<12} {_value(one.old.get(name))} -> {_value(one.new[name])}"
    yield from (one_line(f"  because      {why['rule']}: {why['words']}") for why in one.new["why"])
    if one.decided is not None:
        yield one_line(f"  coordinator  {one.decided['decision']}")


def _value(value: object) -> str:
    return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def write_pair(folder: Path, example: Example) -> None:
    """Write an example as NAME.eml and NAME.toml, the form of the corpus; for its owner's eyes only."""
    text = "".join(f"{_assigned(name, value)}\n" for name, value in example.label.items())
    for suffix, octets in ((".eml", example.octets), (".toml", text.encode())):
        path = folder / f"{example.name}{suffix}"
        path.touch(mode=0o600)
        path.write_bytes(octets)


def _assigned(name: str, value: Any) -> str:
    if isinstance(value, bool | list):
        return f"{name} = {json.dumps(value)}"
    return assignment(name, value)
