"""docs/operations.md can be followed: unit, container, commands, settings and figures are what there is."""

import re
import shlex
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from mailer import metrics
from mailer.cli.commands import COMMANDS
from mailer.console.operations import measured
from mailer.settings import settings
from mailer.store.figures import MOST, Figures
from tests.real import needs
from tests.test_documentation import commands

KEYS = set(settings.keys())
HOUSE = Path(__file__).parent.parent
PAGE = (HOUSE / "docs" / "operations.md").read_text("utf-8")
(UNIT,) = re.findall(r"```ini\n(.*?)```", PAGE, re.DOTALL)
(CONTAINER,) = re.findall(r"```dockerfile\n(.*?)```", PAGE, re.DOTALL)


def unit(folder: Path) -> Path:
    """The unit as a file, with a program in it that is there on this machine."""
    file = folder / "kring.service"
    words = "/opt/kring/.venv/bin/python /opt/kring/run_service.py serve"
    assert f"ExecStart={words}\n" in UNIT
    file.write_text(UNIT.replace(words, "/bin/true serve").replace("file:/opt/kring", f"file:{HOUSE}"))
    return file


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    command = [needs("systemd-analyze"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    done = analyze("verify", "--man=no", str(unit(tmp_path)))
    complaints = [line for line in done.stderr.splitlines() if "kring.service" in line]
    assert complaints == []


def test_the_unit_leaves_the_service_little_to_do_harm_with(tmp_path: Path) -> None:
    done = analyze("security", "--offline=yes", "--threshold=20", str(unit(tmp_path)))
    assert done.returncode == 0, done.stdout[-2000:]


def test_the_containers_files_are_there() -> None:
    copied = re.findall(r"^COPY (\S+) ", CONTAINER, re.MULTILINE)
    assert set(copied) >= {"mailer", "templates", "config", "run_service.py", "requirements.lock"}
    assert [name for name in copied if not (HOUSE / name).exists()] == []


def test_the_containers_variables_are_settings() -> None:
    known = {"KRING_" + key.replace(".", "_").upper() for key in KEYS}
    named = set(re.findall(r"\b(KRING_[A-Z_]+)", PAGE)) - {"KRING_CONFIG"}
    assert named
    assert named <= known


def test_every_command_named_is_one() -> None:
    names = {name for name, _ in commands()}
    typed = [shlex.split(line) for line in re.findall(r"run_service\.py ([a-z][^`\n]*)", PAGE)]
    assert len(typed) > 8
    unknown = [words for words in typed if words[0] not in names and " ".join(words[:2]) not in names]
    assert unknown == []


def test_commands_named_in_passing_are_commands() -> None:
    groups = "|".join(COMMANDS)
    named = set(re.findall(rf"`((?:{groups}) [a-z]+)", PAGE))
    assert named
    assert named <= {name for name, _ in commands()}


def test_the_settings_shown_are_settings() -> None:
    (block,) = re.findall(r"\n\n((?:    \w+ = \"/[^\n]+\n)+)", PAGE)
    assert set(tomllib.loads(block)) <= KEYS


def figures() -> set[str]:
    moment = measured(Figures({}, None, {}, paused=False), datetime.now(UTC))
    found = {family.name for family in metrics.REGISTRY.collect() if family.name.startswith("kring_")}
    return found | {family.name for family in moment}


def test_every_figure_is_explained_and_no_other() -> None:
    named = {re.sub("_(total|bucket)$", "", name) for name in re.findall(r"\b(kring_[a-z_]+)", PAGE)}
    assert named == figures()
    assert f"counted up to {MOST:,}" in PAGE
