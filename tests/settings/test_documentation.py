"""The manual is true: every key stands in the commented samples and in docs/configuration.md."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from mailer.domain.meeting import Costs, DayPart, Host, Hotel, Meeting
from mailer.domain.series import Series
from mailer.domain.timeline import Audience, Start, Status, Step
from mailer.settings import meeting_file, series_file, settings
from mailer.settings.kinds import MOMENT
from mailer.settings.relay import Relay

DOCS = Path("docs/configuration.md").read_text("utf-8")
SAMPLE = Path("config/kring.toml")
ROW = re.compile(r"^\| `([a-z_.]+)` \| `(KRING_[A-Z_]+)` \| (\S+) \| ", re.MULTILINE)
WITHOUT_DEFAULT = {
    "dkim.domain",
    "dkim.selector",
    "dkim.key_file",
    "listener.certificate",
    "listener.key",
    "relay.google_key",
    "relay.host",
    "relay.password",
    "relay.password_file",
    "sent_folder.host",
    "sent_folder.password",
    "sent_folder.password_file",
}
NOT_IN_FILES = {"state", "revision"}


def uncommented(text: str) -> str:
    """The sample with its [relay] in force."""
    return re.sub(r"^# (\[\w+\]|\w+ = )", r"\1", text, flags=re.MULTILINE)


def dotted(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from dotted(value, f"{path}{key}.")
        else:
            yield path + key, value


def names(*classes: type[Any]) -> set[str]:
    return {field.name for one in classes for field in fields(one)} - NOT_IN_FILES


def test_the_sample_has_every_setting() -> None:
    found = dict(dotted(tomllib.loads(uncommented(SAMPLE.read_text("utf-8")))))
    assert set(found) == set(settings.keys()) - {"relay.password", "sent_folder.password"}


def test_the_sample_says_the_defaults(tmp_path: Path) -> None:
    assert settings.read(SAMPLE, {}) == settings.Settings()
    lines = uncommented(SAMPLE.read_text("utf-8")).splitlines()
    whole = tmp_path / "kring.toml"
    whole.write_text(
        "\n".join(line for line in lines if not line.startswith(("password_file", "google_key")))
    )
    relay = settings.read(whole, {"KRING_HOSTNAME": "kring.example"}).relay
    assert relay == Relay(host="smtp.kring.example")


def test_the_page_has_every_setting_its_variable_and_its_default() -> None:
    rows = {key: (variable, default.strip("`")) for key, variable, default in ROW.findall(DOCS)}
    sample = dict(dotted(tomllib.loads(uncommented(SAMPLE.read_text("utf-8")))))
    assert set(rows) == set(settings.keys())
    for key, (variable, default) in rows.items():
        assert variable == "KRING_" + key.replace(".", "_").upper()
        if key in WITHOUT_DEFAULT:
            assert default == "none"
        else:
            assert tomllib.loads(f"x = {default}")["x"] == sample[key], key


@pytest.mark.parametrize("key", sorted(names(Series, Step, Meeting, Host, Costs, Hotel, DayPart)))
def test_the_page_has_every_key_of_series_and_meeting(key: str) -> None:
    assert f"`{key}`" in DOCS


@pytest.mark.parametrize("word", [*Audience, *Start])
def test_the_page_has_every_word_a_step_may_hold(word: str) -> None:
    assert f"`{word}`" in DOCS


@pytest.mark.parametrize("status", Status)
def test_the_page_has_every_standing_of_a_step(status: Status) -> None:
    assert f"- **{status}**:" in DOCS


def test_the_moments_on_the_page_are_moments() -> None:
    found = re.findall(r"^    ([\w ]+ (?:start|end|deadline)(?:, [\d:]+)?)$", DOCS, re.MULTILINE)
    assert len(found) == 5
    assert [str(MOMENT.read(moment)) for moment in found] == found


def test_the_sample_series_has_every_key() -> None:
    series = tomllib.loads(uncommented(Path("config/series/kennisplatform.toml").read_text("utf-8")))
    assert set(series) == names(Series)
    used = {key for step in series["timeline"] for key in step}
    assert names(Step) - used == {"letter"}
    assert 'letter = "..."' in Path("config/series/kennisplatform.toml").read_text("utf-8")


def test_the_sample_meeting_has_every_key() -> None:
    sample = tomllib.loads(Path("config/meetings/sample.toml").read_text("utf-8"))
    assert set(sample) == names(Meeting)
    for key, kind in (("host", Host), ("costs", Costs), ("hotel", Hotel)):
        assert set(sample[key]) == names(kind)
    assert all(set(part) == names(DayPart) for part in sample["dayparts"])


def test_the_meetings_belong_to_a_series_that_is_there() -> None:
    series = series_file.read_all(Path("config/series"))
    for path in Path("config/meetings").glob("*.toml"):
        assert meeting_file.read(path).series in series
