"""The settings and every series together, so that a start shows all mistakes at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mailer.domain.series import Series
from mailer.settings import series_file, settings
from mailer.settings.mistakes import Mistake, refuse


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that the service is told before it starts."""

    settings: settings.Settings
    series: Mapping[str, Series]


def read(path: Path | None, environ: Mapping[str, str]) -> Configuration:
    """Read the settings and the series they point at; raises `SettingsError` with every mistake in either."""
    mistakes: list[Mistake] = []
    found = settings.note(path, environ, mistakes)
    series = series_file.note_all(found.series, found.templates / "letters", mistakes)
    refuse(mistakes)
    return Configuration(found, series)
