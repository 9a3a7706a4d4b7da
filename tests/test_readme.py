"""What the README tells a newcomer to type exists, and the files it points at are there."""

import re
from pathlib import Path

import pytest
import typer.main

from mailer.cli.commands import COMMANDS, tree

HOUSE = Path(__file__).parent.parent
README = (HOUSE / "README.md").read_text("utf-8")
MAKEFILE = (HOUSE / "Makefile").read_text("utf-8")


def typed(pattern: str) -> list[str]:
    return sorted(set(re.findall(pattern, README)))


@pytest.mark.parametrize("target", typed(r"\bmake (?:PYTHON=\S+ )?([a-z-]+)\b(?=[`\s)])"))
def test_the_makefile_has_what_the_readme_types(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_the_readme_begins_with_the_two_commands() -> None:
    assert {"run", "test"} <= set(typed(r"    make ([a-z-]+)"))


@pytest.mark.parametrize("line", typed(r"run_service\.py ([a-z]+(?: [a-z]+)?)"))
def test_the_command_line_knows_what_the_readme_types(line: str) -> None:
    first, _, second = line.partition(" ")
    assert first in COMMANDS, f"run_service.py {first}"
    command = getattr(typer.main.get_command(tree([first])), "commands", {})[first]
    within = getattr(command, "commands", None)
    assert within is None or second in within, f"run_service.py {line}"


@pytest.mark.parametrize("path", typed(r"\]\((?!http)([^)#]+)\)"))
def test_the_files_it_points_at_are_there(path: str) -> None:
    assert (HOUSE / path).is_file()


def test_the_sandboxs_post_takes_what_the_readme_types() -> None:
    options = set(typed(r"mailer\.sandbox\.post [^\n]*?(--[a-z]+)"))
    assert options == {"--reply"}
    assert '"--reply"' in (HOUSE / "mailer/sandbox/post.py").read_text("utf-8")
