"""What the documentation says of commands, options, exit codes, settings and letters is what there is."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer.main

from mailer.cli.commands import COMMANDS, tree
from mailer.cli.exits import Exit
from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.intake.explain import as_json
from mailer.intake.verdict import Action, Kind, Standing, Verdict

PAGE = (Path(__file__).parent.parent / "docs" / "commands.md").read_text("utf-8")
SECTION = re.compile(r"^### `([^`]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
SECTIONS: Mapping[str, str] = dict(SECTION.findall(PAGE))


def commands() -> Iterator[tuple[str, Any]]:
    for name in COMMANDS:
        command = getattr(typer.main.get_command(tree([name])), "commands", {})[name]
        within = getattr(command, "commands", None)
        yield from (
            ((f"{name} {one}", found) for one, found in within.items()) if within else [(name, command)]
        )


def heading(name: str, command: Any) -> str:
    """The command as one types it, options aside."""
    words = [name]
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            many = "..." if parameter.nargs == -1 else ""
            word = f"{parameter.metavar}{many}"
            words.append(word if parameter.required else f"[{word}]")
    return " ".join(words)


def options(command: Any) -> set[str]:
    found = [one for one in command.params if one.param_type_name == "option"]
    return {spelling for one in found for spelling in (*one.opts, *one.secondary_opts)}


BY_HEADING = {heading(name, command): command for name, command in commands()}


def test_every_command_has_its_section_and_no_other_has() -> None:
    assert set(SECTIONS) == set(BY_HEADING)


@pytest.mark.parametrize("command", sorted(BY_HEADING))
def test_its_options_are_listed_and_no_others(command: str) -> None:
    listed = [line for line in SECTIONS[command].splitlines() if line.startswith("- ")]
    assert set(re.findall(r"`(--[a-z-]+)", " ".join(listed))) == options(BY_HEADING[command])


@pytest.mark.parametrize("command", sorted(BY_HEADING))
def test_it_explains_itself(command: str) -> None:
    found = BY_HEADING[command]
    assert found.help
    assert all(one.help for one in found.params)


def test_what_the_top_says_of_a_command_fits_what_it_says_itself() -> None:
    for name, (_, words) in COMMANDS.items():
        command = getattr(typer.main.get_command(tree([name])), "commands", {})[name]
        listed = words.partition(": ")[2].rstrip(".").split(", ")
        if within := getattr(command, "commands", None):
            assert listed == list(within), name


def test_every_exit_code_is_explained() -> None:
    rows = re.findall(r"^\| (\d+) \| ([A-Z_]+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert {int(code): name for code, name, _ in rows} == {code.value: code.name for code in Exit}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("inbox list", InboxState),
        ("outbox list", DeliveryState),
        ("explain [MAIL...]", Standing),
        ("explain [MAIL...]", Kind),
        ("explain [MAIL...]", Action),
        ("explain [MAIL...]", list(as_json(Verdict(Kind.OTHER, Action.IGNORE), ""))),
    ],
)
def test_every_word_it_knows_stands_there(command: str, words: list[str]) -> None:
    assert [word for word in words if f"`{word}`" not in SECTIONS[command]] == []


def test_the_examples_are_commands() -> None:
    typed = re.findall(r"^    (?:\S+/python )?run_service\.py ([a-z]+(?: [a-z]+)?)", PAGE, re.MULTILINE)
    names = {name for name, _ in commands()}
    assert typed
    assert all(line in names or line.partition(" ")[0] in names for line in typed)
