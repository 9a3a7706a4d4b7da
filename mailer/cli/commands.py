"""The tree of commands; only the one that is asked for is imported, so that `explain` starts at once."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer

COMMANDS = {
    "meeting": (
        "mailer.cli.meeting",
        "The meetings: list, show, make, import, move, cancel, close, attendance.",
    ),
    "rehearse": ("mailer.cli.rehearsing", "See who gets a step, who does not, and every mail."),
    "send": ("mailer.cli.sending", "Send a step of a meeting."),
    "run": ("mailer.cli.run", "The send runs: list, show, start, pause, resume, cancel."),
    "people": ("mailer.cli.people", "The people: list, show, dossier, import, export, suppress, erase."),
    "inbox": ("mailer.cli.inbox", "What came in: list, show, handle, discard, examples."),
    "outbox": ("mailer.cli.outbox", "What goes out: list, show, retry, resolve, pause, release."),
    "coordinator": ("mailer.cli.coordinator", "Who may enter the console: invite, list, remove."),
    "explain": ("mailer.cli.explain", "Say what Kring would do with a mail, and why."),
    "doctor": ("mailer.cli.doctor", "See whether all is well."),
    "migrate": ("mailer.cli.upkeep", "Bring the database to this program's version."),
    "backup": ("mailer.cli.upkeep", "Copy the database while it is in use."),
    "serve": ("mailer.cli.running", "Run the service."),
    "sandbox": ("mailer.cli.sandbox", "Try Kring where no mail can leave the machine."),
}
"""Each with the module that has it, as a function or, where there are more under it, as `app`."""


def tree(words: Iterable[str]) -> typer.Typer:
    """Give the commands for a command line: the one it names with its options, of the others what they do."""
    found = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Kring runs a recurring meeting by e-mail alone.",
        epilog="Each command explains itself with --help; docs/commands.md has them all.",
    )
    named = next((word for word in words if not word.startswith("-")), "")
    for name, (module, short_help) in COMMANDS.items():
        if name != named:
            found.command(name, short_help=short_help)(_elsewhere)
        elif isinstance(command := _of_module(module, name), typer.Typer):
            found.add_typer(command, name=name, short_help=short_help)
        else:
            found.command(name, short_help=short_help)(command)
    return found


def _of_module(module: str, name: str) -> Any:
    there = import_module(module)
    return getattr(there, "app", None) or getattr(there, name)


def _elsewhere() -> None:
    """Stand for a command that is not asked for."""
