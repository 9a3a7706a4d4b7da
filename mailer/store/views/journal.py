"""What there is to see of the journal: who did what, when and why, page after page."""

from sqlalchemy import ColumnElement

from mailer.store.schema import journal, people
from mailer.store.views.question import Questions, Rows, pick


class JournalViews(Questions):
    """The journal."""

    def deeds(
        self, *, person: int = 0, meeting: str = "", command: str = "", before: int = 0, limit: int = 50
    ) -> Rows:
        """Give the journal's lines with the person's name, the newest first.

        Of one person, meeting or command, or of all; `before` is the number of the last line that
        was seen. One more than `limit` is given, so that one sees that there are more.
        """
        names = ("id", "at", "who", "command", "what", "why", "person", "meeting", "inbox")
        query = pick(journal, names).add_columns(people.c.name, people.c.address)
        joined = query.outerjoin(people, people.c.id == journal.c.person)
        wanted: list[ColumnElement[bool]] = []
        if person:
            wanted.append(journal.c.person == person)
        if meeting:
            wanted.append(journal.c.meeting == meeting)
        if command:
            wanted.append(journal.c.command == command)
        if before:
            wanted.append(journal.c.id < before)
        return self.rows(joined.where(*wanted).order_by(journal.c.id.desc()).limit(limit + 1))
