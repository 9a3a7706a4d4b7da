"""The service's settings: file and environment, every mistake at once, no secret in any message."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mailer.settings import configuration
from mailer.settings.mistakes import SettingsError
from mailer.settings.relay import Relay
from mailer.settings.settings import Settings, read

RELAY = '[relay]\nhost = "smtp.kring.example"\n'
HOSTNAME = 'hostname = "kring.example"\n'

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(text: str) -> Path:
        path = tmp_path / "kring.toml"
        path.write_text(text, "utf-8")
        return path

    return file


def mistakes(path: Path | None, environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read(path, environ)
    assert "geheim" not in str(refused.value)
    return [f"{Path(one.file).name} {one.key}: {one.words}" for one in refused.value.mistakes]


def test_without_anything_nothing_can_leave_the_machine() -> None:
    settings = read(None, {})
    assert settings == Settings()
    assert settings.relay is None
    assert settings.listener.host == settings.web.host == "127.0.0.1"


def test_a_file_is_read(write: Write) -> None:
    text = 'authserv_id = "mx.zwolle.example"\ntick_seconds = 5\n[listener]\nport = 0\n'
    settings = read(write(text), {})
    assert settings.authserv_id == "mx.zwolle.example"
    assert settings.tick_seconds == 5
    assert (settings.listener.host, settings.listener.port) == ("127.0.0.1", 0)


def test_the_environment_goes_before_the_file(write: Write) -> None:
    path = write('tick_seconds = 10\nauthserv_id = "mx.zwolle.example"\n[web]\nport = 80\n')
    environ = {
        "KRING_TICK_SECONDS": "30",
        "KRING_WEB_PORT": "8081",
        "KRING_AUTHSERV_ID": "mx.kampen.example",
        "KRING_DATABASE": "/srv/kring.db",
        "PATH": "/usr/bin",
    }
    settings = read(path, environ)
    assert settings.tick_seconds == 30
    assert settings.web.port == 8081
    assert settings.authserv_id == "mx.kampen.example"
    assert settings.database == "sqlite:////srv/kring.db"


def test_the_environment_alone_can_name_a_relay() -> None:
    environ = {"KRING_RELAY_HOST": "smtp.kring.example", "KRING_HOSTNAME": "kring.example"}
    assert read(None, environ).relay == Relay("smtp.kring.example")


def test_the_password_comes_from_the_environment(write: Write) -> None:
    path = write(HOSTNAME + RELAY + 'user = "kring"\n')
    relay = read(path, {"KRING_RELAY_PASSWORD": "geheim"}).relay
    assert relay is not None
    assert relay.password == "geheim"
    assert "geheim" not in repr(relay)


def test_or_the_password_comes_from_a_file_of_its_own(write: Write, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("geheim\n")
    path = write(HOSTNAME + RELAY + f'user = "kring"\npassword_file = "{tmp_path / "password"}"\n')
    relay = read(path, {}).relay
    assert relay is not None
    assert relay.password == "geheim"


def test_the_variable_goes_before_the_password_file(write: Write, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("old")
    path = write(HOSTNAME + RELAY + f'user = "kring"\npassword_file = "{tmp_path / "password"}"\n')
    relay = read(path, {"KRING_RELAY_PASSWORD": "geheim"}).relay
    assert relay is not None
    assert relay.password == "geheim"


def test_a_password_alone_opens_no_way_out() -> None:
    assert read(None, {"KRING_RELAY_PASSWORD": "geheim"}).relay is None


@pytest.mark.parametrize(
    "url", ["sqlite:///var/kring.db", "postgresql://kring@/kring", "postgresql+psycopg://kring@/kring"]
)
def test_a_database_may_be_a_url(url: str) -> None:
    assert read(None, {"KRING_DATABASE": url}).database == url


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("tick_second = 5", 'tick_second: unknown; did you mean "tick_seconds"?'),
        ("colour = 5", "colour: unknown; expected one of database, engine, series"),
        ("tick_seconds = 0", "tick_seconds: expected a whole number from 1 to 3600, found 0"),
        ('tick_seconds = "5"', 'tick_seconds: expected a whole number from 1 to 3600, found "5"'),
        (
            'database = "mysql://geheim@db/kring"',
            "database: expected a path, or a URL of SQLite or PostgreSQL",
        ),
        ('series = ""', 'series: expected a path, found ""'),
        ('authserv_id = ["mx.zwolle.example"]', "authserv_id: expected a text of one line"),
        ("listener = 8025", "listener: expected a table [listener]"),
        ("[listener]\nport = 65536", "listener.port: expected a whole number from 0 to 65535, found 65536"),
        ("[listener]\nports = 1", 'listener.ports: unknown; did you mean "port"?'),
        ("[relay]\nport = 25", "relay.host: missing; expected a text of one line"),
        (RELAY, "hostname: expected the full domain name of this machine"),
        (
            HOSTNAME + RELAY + 'security = "tls"',
            'relay.security: expected one of starttls, implicit, none, found "tls"',
        ),
        (
            HOSTNAME + RELAY + 'user = "kring"',
            "relay.user: expected a user together with a password, or neither",
        ),
        (
            HOSTNAME + RELAY + 'password = "geheim"',
            "relay.password: expected in KRING_RELAY_PASSWORD or in a",
        ),
        (HOSTNAME + RELAY + "password = 12345", "relay.password: expected a text of one line"),
        (HOSTNAME + RELAY + 'password_file = "nowhere"', "relay.password_file: can't be read"),
        ("tick_seconds = ", "expected TOML: "),
    ],
)
def test_a_mistake_names_file_and_key_and_what_was_expected(write: Write, text: str, mistake: str) -> None:
    found = mistakes(write(text), {})
    assert any(one.removeprefix("kring.toml ").removeprefix(": ").startswith(mistake) for one in found), found


def test_a_password_never_goes_over_an_open_line(write: Write) -> None:
    path = write(HOSTNAME + RELAY + 'user = "kring"\nsecurity = "none"\n')
    [mistake] = mistakes(path, {"KRING_RELAY_PASSWORD": "geheim"})
    assert mistake.startswith("kring.toml relay.security: expected starttls or implicit")


def test_mistakes_in_the_environment_are_named_by_variable() -> None:
    environ = {
        "KRING_RELAY_PORT": "smtp",
        "KRING_TICK_SECONDS": "-1",
        "KRING_RELAY_PASWORD": "geheim",
        "KRING_RELAY_PASSWORD": "geheim\nregel",
        "KRING_LISTENER_PORT": "9" * 5000,
        "KRING_CONFIG": "elsewhere.toml",
        "KRING_TEST_POSTGRES": "yes",
    }
    found = [one.partition(", found")[0] for one in mistakes(None, environ)]
    assert found == [
        "environment KRING_TICK_SECONDS: expected a whole number from 1 to 3600",
        "environment KRING_LISTENER_PORT: expected a whole number from 0 to 65535",
        "environment KRING_RELAY_PORT: expected a whole number from 1 to 65535",
        "environment KRING_RELAY_PASSWORD: expected a text of one line",
        "environment KRING_RELAY_PASWORD: unknown; docs/configuration.md has all variables",
    ]


def test_what_was_found_is_shown_but_not_at_length() -> None:
    [mistake] = mistakes(None, {"KRING_HOSTNAME": "x" * 5000})
    assert len(mistake) < 200


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    [mistake] = mistakes(tmp_path / "kring.toml", {})
    assert mistake == "kring.toml : can't be read: No such file or directory"


class TestConfiguration:
    """Settings and series are read together at a start."""

    def test_the_one_that_comes_with_kring_is_sound(self) -> None:
        found = configuration.read(Path("config/kring.toml"), {})
        assert list(found.series) == ["kennisplatform"]

    def test_shows_the_mistakes_of_all_files_at_once(self, write: Write, tmp_path: Path) -> None:
        series = tmp_path / "series"
        series.mkdir()
        (series / "circle.toml").write_text('key = "Circle"')
        path = write(f'tick_seconds = 0\nseries = "{series}"\n')
        with pytest.raises(SettingsError) as refused:
            configuration.read(path, {"KRING_COLOUR": "red"})
        lines = str(refused.value).splitlines()
        assert f"{path}: tick_seconds: expected a whole number from 1 to 3600, found 0" in lines
        assert "environment: KRING_COLOUR: unknown; docs/configuration.md has all variables" in lines
        assert any(line.startswith(f"{series / 'circle.toml'}: mailbox: missing") for line in lines)


def test_a_cluster_needs_a_database_that_processes_can_share(write: Write) -> None:
    with pytest.raises(SettingsError, match="engine: expected a database on PostgreSQL"):
        read(write('engine = "cluster"\n'), {})
    shared = read(write('engine = "cluster"\ndatabase = "postgresql+psycopg://kring@db/kring"\n'), {})
    assert shared.engine == "cluster"
