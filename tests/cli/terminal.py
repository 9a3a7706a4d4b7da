"""A coordinator at the command line: words typed, what is printed, and the exit code."""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import pytest

from mailer.cli import main


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    octets: bytes
    err: str

    @property
    def out(self) -> str:
        return self.octets.decode("utf-8")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What --json printed: standard output holds nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]


class Screen(io.TextIOWrapper):
    """Something to print on that a test can read."""

    def __init__(self) -> None:
        self.octets = io.BytesIO()
        super().__init__(self.octets, encoding="utf-8", write_through=True)


class Keyboard(io.StringIO):
    """A terminal on which somebody has typed an answer."""

    def isatty(self) -> bool:
        return True


@dataclass
class Terminal:
    """Runs Kring's commands in this process, as `run_service.py` does."""

    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *words: object, typed: str | None = None, piped: bytes = b"") -> Said:
        """Run a command: with an answer `typed` on a terminal, or without one, with octets `piped` in."""
        keyboard = io.TextIOWrapper(io.BytesIO(piped)) if typed is None else Keyboard(typed)
        self.monkeypatch.setattr(sys, "stdin", keyboard)
        out, err = Screen(), Screen()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main(list(map(str, words)))
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, out.octets.getvalue(), err.octets.getvalue().decode("utf-8"))
