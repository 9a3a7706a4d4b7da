"""All the benches, one after another: `python bench/all.py [--quick] [NAME...]`, which is `make bench`.

They take about an hour on a quiet machine, and need Postfix and PostgreSQL (.ci/packages). `--quick` shows in
a minute that each of them works; its figures mean nothing.
"""

import argparse
import subprocess
import sys
from pathlib import Path

SMALL = ("--mails", "40", "--rounds", "1")
QUICK = {
    "wire": SMALL,
    "letters": ("--mails", "100", "--rounds", "1"),
    "sending": (*SMALL, "--octets", "2048"),
    "beside": SMALL,
    "senders": (*SMALL, "--senders", "2"),
    "scale": ("--people", "200", "--few", "100"),
    "console": ("--people", "200", "--mails", "300", "--rounds", "1"),
    "intake": ("--mails", "40", "--runs", "1"),
    "dkim": ("--seconds", "0.1", "--rounds", "1"),
    "understanding": ("--runs", "1"),
}
"""Every bench, with what makes it quick."""

IN_FULL = {"scale": ("--people", "1000000", "--few", "10000")}
"""What a bench is told for the figures that count, where that is not its custom."""


def main() -> int:
    """Run them; 1 if one of them failed."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(QUICK)}")
    read.add_argument("--quick", action="store_true")
    given = read.parse_args()
    failed = 0
    for name in given.names or QUICK:
        options = QUICK[name] if given.quick else IN_FULL.get(name, ())
        program = Path(__file__).with_name(f"{name}.py")
        failed |= subprocess.run([sys.executable, program, *options], check=False).returncode
    return int(failed != 0)


if __name__ == "__main__":
    sys.exit(main())
