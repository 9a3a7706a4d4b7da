"""A question before what can't be taken back; on standard error, so that standard output stays clean."""

import sys

from mailer.domain.errors import Refused


def sure(question: str, *, yes: bool) -> None:
    """Go on only if a person says so, or said so before with --yes; raises `Refused`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused(f"{question} There is no terminal to ask on; add --yes if you are sure.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in {"y", "yes", "j", "ja"}:
        raise Refused("Nothing was done.")
