"""How a bench tells what it found: a table, with the date and the machine below it."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path


def machine() -> str:
    """Name the machine the figures are of."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores ({model}), Linux {platform.release()}, Python {platform.python_version()}"


def table(title: str, rows: Sequence[Mapping[str, str]]) -> None:
    """Print rows as a Markdown table."""
    print(f"\n### {title}\n")
    names = list(rows[0])
    print("| " + " | ".join(names) + " |")
    print("|" + "---|" * len(names))
    for row in rows:
        print("| " + " | ".join(row[name] for name in names) + " |")
    print(f"\n{date.today():%Y-%m-%d}; {machine()}", flush=True)  # noqa: DTZ011
