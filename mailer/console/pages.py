"""Templates made into pages, in the language of whoever looks."""

from collections.abc import Mapping
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mailer.console import words
from mailer.console.static import StaticFiles
from mailer.speech import catalogue


class Pages:
    """The templates, once for each language."""

    def __init__(self, folder: Path = catalogue.FOLDER) -> None:
        self.static = StaticFiles(folder / "static")
        found = catalogue.translations(folder)
        self._said = found
        self._in = {tag: _environment(folder, tag, one, self.static) for tag, one in found.items()}

    @property
    def languages(self) -> list[str]:
        """The languages the console speaks."""
        return sorted(self._in)

    def say(self, message: str, language: str) -> str:
        """Give a message that was marked for the catalogues, such as for a file that is no page."""
        return self._said.get(language, self._said[catalogue.ENGLISH]).gettext(message)

    def write(self, template: str, language: str, facts: Mapping[str, Any]) -> str:
        """Give a page; a language that is not spoken here is English."""
        environment = self._in.get(language) or self._in[catalogue.ENGLISH]
        return environment.get_template(template).render(facts)


def _environment(
    folder: Path, language: str, translations: NullTranslations, static: StaticFiles
) -> Environment:
    found = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    found.globals.update(language=language, static=static.path)
    found.filters.update(words.filters(language, translations))
    return found
