"""What is done about unknown deliveries in the settings, and where they are looked for."""

from pathlib import Path

import pytest

from mailer.couriers import policy, sent_folder_for
from mailer.domain.unknown import Policy
from mailer.settings.mistakes import SettingsError
from mailer.settings.sent_folder import SentFolderSettings
from mailer.settings.settings import Settings, read

HEAD = 'hostname = "kring.example"\n[relay]\nhost = "smtp.kring.example"\n'
USER = 'user = "info@kring.example"\n'
PASSWORD = {"KRING_RELAY_PASSWORD": "geheim"}
FOLDER = '[sent_folder]\nhost = "imap.kring.example"\n'


def settings(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "kring.toml").write_text(HEAD + text, "utf-8")
    return read(folder / "kring.toml", environ)


def mistakes(folder: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        settings(folder, text, **environ)
    return [f"{one.key}: {one.words}" for one in refused.value.mistakes]


def test_without_a_word_about_it_a_person_decides(tmp_path: Path) -> None:
    found = settings(tmp_path, "")
    assert policy(found) is policy(Settings()) is Policy.HOLD
    assert sent_folder_for(found) is sent_folder_for(Settings()) is None


def test_again_needs_nothing_more(tmp_path: Path) -> None:
    assert policy(settings(tmp_path, 'unknown = "again"\n')) is Policy.AGAIN


def test_look_needs_a_folder_and_logs_in_as_at_the_relay(tmp_path: Path) -> None:
    assert mistakes(tmp_path, USER + 'unknown = "look"\n', **PASSWORD) == [
        'sent_folder: missing; relay.unknown = "look" needs it'
    ]
    found = settings(tmp_path, USER + 'unknown = "look"\n' + FOLDER, **PASSWORD)
    assert (policy(found), found.sent_folder) == (Policy.LOOK, SentFolderSettings("imap.kring.example"))
    assert sent_folder_for(found) is not None


def test_a_log_in_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("heel geheim\n")
    words = (
        f'user = "archief@kring.example"\npassword_file = "{tmp_path / "password"}"\nfolder = "Verzonden"\n'
    )
    found = settings(tmp_path, 'unknown = "look"\n' + FOLDER + words).sent_folder
    assert found
    assert (found.user, found.password, found.folder) == ("archief@kring.example", "heel geheim", "Verzonden")
    assert "geheim" not in repr(found)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('unknown = "perhaps"\n', "relay.unknown: expected one of hold, again, look"),
        ('unknown = "look"\n' + FOLDER, "sent_folder.user: missing; expected here, or in [relay] for both"),
        (FOLDER + 'security = "none"\n', "sent_folder.security: expected starttls or implicit"),
        (FOLDER + USER, "sent_folder.user: expected a user together with a password"),
        (FOLDER + 'password = "geheim"\n', "sent_folder.password: expected in KRING_SENT_FOLDER_PASSWORD"),
        ("[sent_folder]\nport = 143\n", "sent_folder.host: missing"),
        (
            '[[relay.fallback]]\nhost = "smtp.zwolle.example"\nunknown = "again"\n',
            "relay.fallback[1].unknown: expected in [relay] only",
        ),
    ],
)
def test_what_does_not_go_together_is_told(tmp_path: Path, text: str, mistake: str) -> None:
    assert any(one.startswith(mistake) for one in mistakes(tmp_path, text))
