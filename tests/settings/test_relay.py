"""The relays in the settings: in order of preference, and the ways to log in that exclude each other."""

from pathlib import Path

import pytest

from mailer.settings.mistakes import SettingsError
from mailer.settings.relay import Relay
from mailer.settings.settings import read

HEAD = 'hostname = "kring.example"\n[relay]\nhost = "smtp.kring.example"\n'
SECOND = '[[relay.fallback]]\nhost = "smtp.zwolle.example"\nport = 25\n'
MICROSOFT = 'microsoft_tenant = "kring.example"\nmicrosoft_client = "6731de76"\n'


def relay(folder: Path, text: str, **environ: str) -> Relay:
    (folder / "kring.toml").write_text(HEAD + text, "utf-8")
    found = read(folder / "kring.toml", environ).relay
    assert found
    return found


def mistakes(folder: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        relay(folder, text, **environ)
    return [f"{one.key}: {one.words}" for one in refused.value.mistakes]


def test_relays_to_fall_back_on_are_read_in_their_order(tmp_path: Path) -> None:
    found = relay(tmp_path, SECOND + SECOND.replace("25", "26"))
    assert found.host == "smtp.kring.example"
    assert [(one.host, one.port) for one in found.fallback] == [
        ("smtp.zwolle.example", 25),
        ("smtp.zwolle.example", 26),
    ]


def test_each_has_its_own_password_in_the_environment_or_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("geheim2\n")
    text = (
        SECOND + 'user = "kring"\n' + SECOND + f'user = "kring"\npassword_file = "{tmp_path / "password"}"\n'
    )
    found = relay(
        tmp_path, 'user = "kring"\n' + text, KRING_RELAY_PASSWORD="0", KRING_RELAY_FALLBACK_1_PASSWORD="1"
    )
    assert (found.password, *(one.password for one in found.fallback)) == ("0", "1", "geheim2")


def test_mistakes_in_one_of_them_say_which(tmp_path: Path) -> None:
    assert mistakes(tmp_path, SECOND + "[[relay.fallback]]\nport = 0\npasword_file = 'x'\n") == [
        "relay.fallback[2].port: expected a whole number from 1 to 65535, found 0",
        "relay.fallback[2].host: missing; expected a text of one line that is not empty",
        'relay.fallback[2].pasword_file: unknown; did you mean "password_file"?',
    ]
    assert mistakes(tmp_path, SECOND + 'password = "geheim"\n')[0].startswith(
        "relay.fallback[1].password: expected in KRING_RELAY_FALLBACK_1_PASSWORD or in a password_file"
    )


def test_a_command_is_one_that_can_be_taken_apart(tmp_path: Path) -> None:
    found = relay(tmp_path, "user = 'kring'\ntoken_command = 'get-token --for \"de kring\"'\n")
    assert found.token_command == 'get-token --for "de kring"'


def test_microsoft_needs_the_secret_as_well(tmp_path: Path) -> None:
    found = relay(tmp_path, 'user = "info@kring.example"\n' + MICROSOFT, KRING_RELAY_PASSWORD="geheim")
    assert (found.microsoft_tenant, found.microsoft_client) == ("kring.example", "6731de76")
    assert "geheim" not in repr(found)


@pytest.mark.parametrize(
    ("text", "password", "mistake"),
    [
        (
            "token_command = 'get \"token'\n",
            "",
            "token_command: expected a command with its arguments, in one line",
        ),
        ('token_command = "get"\n', "", "user: missing; expected the mailbox that the token is for"),
        ('google_key = "key.json"\n', "", "user: missing; expected the mailbox that the token is for"),
        (
            'user = "kring"\ntoken_command = "get"\n',
            "geheim",
            "user: expected a token or a password, not both",
        ),
        ('user = "kring"\ngoogle_key = "k"\n', "geheim", "user: expected a token or a password, not both"),
        ('user = "kring"\n' + MICROSOFT, "", "microsoft_tenant: expected together with microsoft_client and"),
        ('user = "kring"\nmicrosoft_client = "6"\n', "geheim", "microsoft_tenant: expected together with"),
        (MICROSOFT, "geheim", "user: missing; expected the mailbox that the token is for"),
        ('user = "kring"\ngoogle_key = "k"\n' + MICROSOFT, "geheim", "user: expected one way to a token"),
        ('user = "kring"\nsecurity = "none"\ntoken_command = "get"\n', "", "security: expected starttls or"),
        ("connections = 0\n", "", "connections: expected a whole number from 1 to 100, found 0"),
        ('fallback = "smtp.zwolle.example"\n', "", "fallback: expected tables [[fallback]]"),
    ],
)
def test_what_can_t_be_together_is_told(tmp_path: Path, text: str, password: str, mistake: str) -> None:
    environ = {"KRING_RELAY_PASSWORD": password} if password else {}
    [found] = mistakes(tmp_path, text, **environ)
    assert found.startswith(f"relay.{mistake}")
