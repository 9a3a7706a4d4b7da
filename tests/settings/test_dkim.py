"""The settings of signing: all three or none, each a name or a path that can be one."""

from pathlib import Path

import pytest

from mailer.settings.dkim import DkimSettings
from mailer.settings.mistakes import SettingsError
from mailer.settings.settings import read

WHOLE = {"domain": "kring.example", "selector": "kring2031", "key_file": "var/dkim.pem"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kring.toml"


def written(file: Path, **keys: str) -> Path:
    lines = [f'{key} = "{value}"' for key, value in keys.items()]
    file.write_text("\n".join(["[dkim]", *lines, ""]))
    return file


def mistakes(file: Path | None, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read(file, environ)
    return [f"{one.key}: {one.words}" for one in refused.value.mistakes]


def test_without_a_table_the_relay_signs() -> None:
    assert read(None, {}).dkim is None


def test_a_table_says_who_signs(file: Path) -> None:
    found = read(written(file, **WHOLE), {}).dkim
    assert found == DkimSettings("kring.example", "kring2031", Path("var/dkim.pem"))


def test_the_environment_alone_can_say_it() -> None:
    environ = {f"KRING_DKIM_{key.upper()}": value for key, value in WHOLE.items()}
    assert read(None, environ).dkim == DkimSettings("kring.example", "kring2031", Path("var/dkim.pem"))
    assert mistakes(None, KRING_DKIM_SELECTOR="kring2031") == [
        'dkim.domain: missing; expected a name as the DNS has them, such as "kring.example"',
        "dkim.key_file: missing; expected a path",
    ]


@pytest.mark.parametrize("key", WHOLE)
def test_half_a_table_is_a_mistake(file: Path, key: str) -> None:
    [mistake] = mistakes(written(file, **{one: value for one, value in WHOLE.items() if one != key}))
    assert mistake.startswith(f"dkim.{key}: missing; expected a ")


@pytest.mark.parametrize(
    "domain", ["kring", "", "kring..example", "-kring.example", "kring example.", "café.example"]
)
def test_what_is_no_domain_is_refused(file: Path, domain: str) -> None:
    [mistake] = mistakes(written(file, **WHOLE | {"domain": domain}))
    assert mistake.startswith("dkim.domain: expected a name as the DNS has them")


@pytest.mark.parametrize("selector", ["", "a b", "a;b", "_domainkey", "x" * 64])
def test_what_is_no_selector_is_refused(file: Path, selector: str) -> None:
    [mistake] = mistakes(written(file, **WHOLE | {"selector": selector}))
    assert mistake.startswith("dkim.selector: expected a name as the DNS has them")


def test_a_selector_may_have_dots_and_names_are_kept_in_lower_case(file: Path) -> None:
    found = read(written(file, **WHOLE | {"domain": "Kring.Example", "selector": "s1.june"}), {}).dkim
    assert found
    assert (found.domain, found.selector) == ("kring.example", "s1.june")
