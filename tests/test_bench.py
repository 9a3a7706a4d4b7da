"""Every bench starts, measures something and prints it; how fast it was is no matter here."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import programs
from tests.real import needs

BENCH = Path(__file__).parent.parent / "bench"
REAL = {"wire", "sending", "beside", "senders", "scale", "intake"}
"""Those that send to Postfix's programs, or get their mails from one."""
KEPT_IN_POSTGRESQL = {"beside", "senders"}
SHARED = {"all", "ground", "report"}
NAMES = sorted(one.stem for one in BENCH.glob("*.py") if one.stem not in SHARED)
SLOW = {"beside", "senders", "scale"}
"""Those that start a dozen processes however little they measure."""
EACH = [pytest.param(name, marks=pytest.mark.long if name in SLOW else ()) for name in NAMES]


@pytest.mark.parametrize("name", EACH)
def test_it_prints_its_table(name: str) -> None:
    if name in REAL:
        needs("smtp-sink")
    if name in KEPT_IN_POSTGRESQL:
        programs()
    command = [sys.executable, str(BENCH / "all.py"), "--quick", name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    lines = done.stdout.splitlines()
    figures = [line for line in lines if line.startswith("| ") and any(map(str.isdigit, line))]
    assert figures, done.stdout + done.stderr
    assert any(" cores (" in line for line in lines), "the machine is not named"
