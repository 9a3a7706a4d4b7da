"""The versions of letters in SQL: added and never changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, and_, func, insert, select

from mailer.domain.errors import NotFound
from mailer.domain.letter import LetterVersion
from mailer.store.schema import letter_versions


class LetterVersions:
    """What letters said and say, where that is not what their files say."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def newest(self, letter: str, language: str) -> LetterVersion | None:
        """Give the version that goes out; None where none was ever kept."""
        return next(iter(self._found(_of(letter, language).limit(1))), None)

    def of(self, letter: str, language: str, limit: int = 50) -> Sequence[LetterVersion]:
        """Give a letter's versions, the newest first."""
        return self._found(_of(letter, language).limit(limit))

    def get(self, version: int) -> LetterVersion:
        """Give one; raises `NotFound`."""
        found = self._found(select(letter_versions).where(letter_versions.c.id == version))
        if not found:
            raise NotFound("there is no version {version} of a letter", version=version)
        return found[0]

    def all_newest(self) -> Mapping[tuple[str, str], LetterVersion]:
        """Give for each letter that was ever edited the version that goes out."""
        newest = select(func.max(letter_versions.c.id)).group_by(
            letter_versions.c.letter, letter_versions.c.language
        )
        found = self._found(select(letter_versions).where(letter_versions.c.id.in_(newest)))
        return {(one.letter, one.language): one for one in found}

    def add(self, letter: str, language: str, source: str | None, now: datetime, who: str, why: str) -> None:
        """Keep a version; it is the newest."""
        values = {"letter": letter, "language": language, "source": source, "who": who, "why": why}
        self._sql.execute(insert(letter_versions).values(made_at=now, **values))

    def _found(self, query: Select[tuple[object, ...]]) -> Sequence[LetterVersion]:
        return [LetterVersion(**row) for row in self._sql.execute(query).mappings()]


def _of(letter: str, language: str) -> Select[tuple[object, ...]]:
    where = and_(letter_versions.c.letter == letter, letter_versions.c.language == language)
    return select(letter_versions).where(where).order_by(letter_versions.c.id.desc())
