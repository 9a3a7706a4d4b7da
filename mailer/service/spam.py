"""What SpamAssassin makes of a letter, where it is installed: a score, and what it does not like."""

import re
import shutil
import subprocess
from dataclasses import dataclass

_PATIENCE = 20
"""Seconds; SpamAssassin without its daemon takes two or three."""
_SCORE = re.compile(rb"^(-?\d{1,4}(?:\.\d+)?)/(\d{1,4}(?:\.\d+)?)\s*$", re.MULTILINE)
_STATUS = re.compile(rb"\bscore=(-?\d{1,4}(?:\.\d+)?) required=(\d{1,4}(?:\.\d+)?)")
_MOST_WORDS = 3000


@dataclass(frozen=True, slots=True)
class Spam:
    """A score, and from which one on a mail counts as spam; `words` is the report."""

    score: float
    limit: float
    words: str


def spam_score(octets: bytes) -> Spam | None:
    """Ask SpamAssassin's daemon or, without one, the program; None where neither answers.

    Only local rules are asked: a letter nobody has got yet is not shown to anybody on the net.
    """
    for program, pattern in ((("spamc", "-R"), _SCORE), (("spamassassin", "-t", "-L"), _STATUS)):
        if (found := shutil.which(program[0])) is not None:
            said = _said((found, *program[1:]), octets)
            match = pattern.search(said)
            # without its daemon spamc says 0/0
            if match is not None and float(match[2]) > 0:
                words = said[match.end() :].decode("utf-8", "replace").strip()[:_MOST_WORDS]
                return Spam(float(match[1]), float(match[2]), words if program[0] == "spamc" else "")
    return None


def _said(program: tuple[str, ...], octets: bytes) -> bytes:
    try:
        done = subprocess.run(program, input=octets, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout
