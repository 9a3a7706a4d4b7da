"""A series as a TOML file: read with every mistake at once; all series of a folder likewise."""

from datetime import UTC, datetime
from pathlib import Path

from mailer.domain.meeting import Host, Meeting
from mailer.domain.moments import Moment, Unit
from mailer.domain.series import Series
from mailer.domain.timeline import Audience, Start, Step
from mailer.settings.kinds import (
    ADDRESS,
    FLAG,
    HTTPS,
    LANGUAGE,
    MOMENT,
    SLUG,
    TEXT,
    WEB_ADDRESS,
    WORDING,
    ZONE,
    Kind,
    listed,
    one_of,
    whole,
)
from mailer.settings.mistakes import Mistake, refuse
from mailer.settings.table import Table, open_toml
from mailer.settings.working_days import supported


def _list_id(value: object) -> str:
    text = TEXT.read(value)
    labels = text.split(".")
    if len(labels) < 2 or not all(_label(label) for label in labels) or len(text) > 255:
        raise ValueError
    return text


def _label(text: str) -> bool:
    return text.replace("-", "a").isalnum() and text.isascii()


def _country(value: object) -> str:
    code = TEXT.read(value)
    if not supported(code):
        raise ValueError
    return code


LIST_ID = Kind('a List-Id such as "circle.kring.example" (RFC 2919)', _list_id, "")
COUNTRY = Kind('a country such as "NL" (ISO 3166-1, two letters)', _country, "NL")
AUDIENCES = listed(one_of(Audience), least=1)
LANGUAGES = listed(LANGUAGE, least=1)


def read(path: Path, letters: Path | None = None) -> Series:
    """Read a series; with the folder of the `letters` each step must have its letter in each language.

    Raises `SettingsError` with every mistake.
    """
    mistakes: list[Mistake] = []
    series = note(path, letters, mistakes)
    refuse(mistakes)
    return series


def read_all(folder: Path, letters: Path | None = None) -> dict[str, Series]:
    """Read every series of a folder, by key; raises `SettingsError` with every mistake in any of them."""
    mistakes: list[Mistake] = []
    found = note_all(folder, letters, mistakes)
    refuse(mistakes)
    return found


def note_all(folder: Path, letters: Path | None, mistakes: list[Mistake]) -> dict[str, Series]:
    """Read as `read_all` does, but add what is wrong to `mistakes`."""
    found: dict[str, Series] = {}
    for path in sorted(folder.glob("*.toml")):
        series = note(path, letters, mistakes)
        if series.key in found and series.key:
            mistakes.append(Mistake(str(path), "key", f'"{series.key}" is taken by another file'))
        found[series.key] = series
    if not found:
        mistakes.append(Mistake(str(folder), "", "expected a folder with at least one series, NAME.toml"))
    return found


def note(path: Path, letters: Path | None, mistakes: list[Mistake]) -> Series:
    """Read as `read` does, but add what is wrong to `mistakes` and let something harmless stand for it."""
    table = open_toml(path, mistakes)
    languages = table.required("languages", LANGUAGES)
    series = Series(
        key=table.required("key", SLUG),
        name=table.required("name", WORDING),
        sender_name=table.required("sender_name", TEXT),
        mailbox=table.required("mailbox", ADDRESS),
        subaddressing=table.optional("subaddressing", FLAG, default=False),
        languages=languages,
        zone=table.required("zone", ZONE).key,
        postal_address=table.required("postal_address", TEXT),
        list_id=table.required("list_id", LIST_ID),
        website=table.optional("website", WEB_ADDRESS, ""),
        unsubscribe_url=table.optional("unsubscribe_url", HTTPS, ""),
        country=table.optional("country", COUNTRY, "NL"),
        bridge_days_off=table.optional("bridge_days_off", FLAG, default=True),
        offer_hours=table.optional("offer_hours", whole(1, 1000), 48),
        timeline=_timeline(table, languages, letters),
    )
    if table.sound("name", "languages") and not set(languages) <= set(series.name):
        table.mistake("name", f"expected words in each of the languages {', '.join(languages)}")
    table.refuse_unknown()
    return series


def _timeline(table: Table, languages: tuple[str, ...], letters: Path | None) -> tuple[Step, ...]:
    steps: list[Step] = []
    for one in table.tables("timeline"):
        step = _step(one)
        if one.sound("key") and any(step.key == other.key for other in steps):
            one.mistake("key", f'"{step.key}" is taken; expected another key for each step')
        if letters and one.sound("key", "letter"):
            _refuse_missing_letters(one, letters, step.letter, languages)
        steps.append(step)
    if table.sound("timeline") and not steps:
        table.mistake("timeline", "missing; expected at least one step, [[timeline]]")
    return tuple(steps)


def _step(table: Table) -> Step:
    key = table.required("key", SLUG)
    step = Step(
        key=key,
        letter=table.optional("letter", SLUG, key),
        when=table.required("when", MOMENT),
        to=table.required("to", AUDIENCES),
        start=table.optional("start", one_of(Start), Start.COORDINATOR),
        not_after=table.optional("not_after", MOMENT, None),
        latecomers=table.optional("latecomers", FLAG, default=False),
        again_after_move=table.optional("again_after_move", FLAG, default=False),
    )
    if step.latecomers and not table.has("not_after"):
        table.mistake("not_after", "missing; expected until when latecomers still get the letter")
    if step.not_after and table.sound("when", "not_after") and _never_open(step.when, step.not_after):
        table.mistake("not_after", f'expected a moment after "{step.when}", found "{step.not_after}"')
    return step


def _never_open(when: Moment, not_after: Moment) -> bool:
    """Say whether a step has no time in which it may be taken, where that is so for every meeting."""
    mixed = (when.unit is Unit.WORKING_DAY) is not (not_after.unit is Unit.WORKING_DAY)
    if when.anchor is not not_after.anchor or (mixed and when.count and not_after.count):
        return False
    return _on_probe(not_after) <= _on_probe(when)


def _on_probe(moment: Moment) -> datetime:
    """Give the instant for a meeting at noon, where every day is a working day."""
    noon = datetime(2000, 6, 15, 12, tzinfo=UTC)
    probe = Meeting("", "", {}, Host("", "", ""), "UTC", noon, noon, noon.date(), 1, ())
    return moment.instant(probe, lambda _day: True)


def _refuse_missing_letters(table: Table, letters: Path, letter: str, languages: tuple[str, ...]) -> None:
    missing = [name for name in (f"{letter}.{tag}.md" for tag in languages) if not (letters / name).is_file()]
    if missing:
        key = "letter" if table.has("letter") else "key"
        table.mistake(key, f"expected the letter {' and '.join(missing)} in {letters}")
