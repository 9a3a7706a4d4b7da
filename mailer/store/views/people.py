"""What there is to see of people: the list, and one person's whole history."""

from collections.abc import Sequence
from string import ascii_lowercase, digits

from sqlalchemy import Text, and_, column, literal_column, or_, select, table, union

from mailer.domain.subscription import SubscriptionState
from mailer.store.schema import (
    OF_NOBODY_KNOWN,
    confirmations,
    deliveries,
    inbox,
    journal,
    people,
    registrations,
    subscriptions,
    suppressions,
)
from mailer.store.views.question import Questions, Rows, pick, with_flag

_NAMING = (people.c.address, people.c.name, people.c.organisation)

_FOUND = table("people_found", column("rowid"), column("people_found"))
"""SQLite's index of people by every three letters of address, name and organisation (FTS5, trigram)."""

_WHOLE = literal_column("(people.address || chr(10) || people.name || chr(10) || people.organisation)", Text)
"""The same for PostgreSQL's, word for word as its index has it (pg_trgm)."""


_SUBSCRIBED = SubscriptionState.SUBSCRIBED.value
_STANDING = select(subscriptions.c.person, subscriptions.c.state)
_BEFORE_A_WORD = (" ", "@", ".", "-", "'")
_FOLLOWING = f"{ascii_lowercase}{digits} .-_'@+áàâäãåéèêëíìîïóòôöøúùûüçñß"
"""Signs that stand behind the first two of a word: with one of them it is a piece that the index knows."""


class PeopleViews(Questions):
    """The people."""

    def people(self, text: str = "") -> Rows:
        """Give everybody on a list or off it, with the state of the subscription and its source."""
        query = (
            select(
                people.c.id,
                people.c.address,
                people.c.name,
                people.c.organisation,
                people.c.language,
                subscriptions.c.series,
                subscriptions.c.state,
                subscriptions.c.since,
                subscriptions.c.source,
                suppressions.c.reason.label("suppressed"),
            )
            .outerjoin(subscriptions, subscriptions.c.person == people.c.id)
            .outerjoin(suppressions, suppressions.c.address == people.c.address)
            .where(or_(*(column.icontains(text, autoescape=True) for column in _NAMING)))
            .order_by(people.c.address, subscriptions.c.series)
        )
        return self.rows(query)

    def search(self, text: str, after: int = 0, limit: int = 50) -> Rows:
        """Give the people with a text in address, name or organisation, in the order they came.

        `text` has three signs at least: an index of such pieces is asked. `after` is the number of the last
        person seen; one more than `limit` is given, so that one sees that there are more.
        """
        names = ("id", "address", "name", "organisation")
        text = " ".join(text.split())
        if self.sql.dialect.name == "sqlite":
            phrase = '"' + text.replace('"', '""') + '"'
            found = pick(people, names).join(_FOUND, _FOUND.c.rowid == people.c.id)
            number, fits = _FOUND.c.rowid, _FOUND.c.people_found.op("MATCH")(phrase)
        else:
            # a backslash is what LIKE takes for an escape where nothing else is said
            escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            found, number, fits = pick(people, names), people.c.id, _WHOLE.ilike(f"%{escaped}%")
        return self.rows(found.where(fits, number > after).order_by(number).limit(limit + 1))

    def beginning_with(self, text: str, after: int = 0, limit: int = 50) -> Rows:
        """Give the people with a word that begins with a text of two letters, as `search` does.

        A name that is these two letters and nothing else is found by its address only.
        """
        names = ("id", "address", "name", "organisation")
        if not text.isalnum():
            return []
        if self.sql.dialect.name == "sqlite":
            first = [f'^"{text}{sign}"' for sign in _FOLLOWING]
            inside = [f'"{sign}{text}"' for sign in _BEFORE_A_WORD]
            phrases = " OR ".join((*first, *inside))
            found = pick(people, names).join(_FOUND, _FOUND.c.rowid == people.c.id)
            found, number = found.where(_FOUND.c.people_found.op("MATCH")(phrases)), _FOUND.c.rowid
        else:
            before = [f"%{sign}" for sign in (*_BEFORE_A_WORD, "\n")]
            beginning = or_(*(_WHOLE.ilike(f"{sign}{text}%") for sign in ("", *before)))
            found, number = pick(people, names).where(beginning), people.c.id
        return self.rows(found.where(number > after).order_by(number).limit(limit + 1))

    def known(self, beyond: str = "", limit: int = 50) -> Rows:
        """Give the people in the order of their addresses, from beyond an address; `limit` and one more."""
        names = ("id", "address", "name", "organisation")
        query = pick(people, names).where(people.c.address > beyond)
        return self.rows(query.order_by(people.c.address).limit(limit + 1))

    def on_the_list(self, series: str) -> int:
        """Count who is on a list, up to ten thousand and one."""
        return self.count(and_(subscriptions.c.series == series, subscriptions.c.state == _SUBSCRIBED))

    def standing_of(self, series: str, persons: Sequence[int]) -> dict[int, str]:
        """Give for each of these people how the subscription stands, where there is one."""
        where = and_(subscriptions.c.series == series, subscriptions.c.person.in_(list(persons)))
        return {row[0]: row[1] for row in self.sql.execute(_STANDING.where(where))}

    def subscriptions_of(self, person: int) -> Rows:
        """Give a person's subscriptions with what proves them."""
        names = ("series", "state", "since", "source", "proof_words", "proof_message_id", "proof_at")
        return self.rows(pick(subscriptions, names).where(subscriptions.c.person == person))

    def questions_of(self, person: int) -> Rows:
        """Give what a person was asked to confirm, and what came of it."""
        names = ("series", "kind", "address", "new_address", "opened_at", "closed_at", "confirmed", "answer")
        query = pick(confirmations, names).where(confirmations.c.person == person)
        return self.rows(query.order_by(confirmations.c.id))

    def mails_in(self, person: int) -> Rows:
        """Give every mail that came from a person or changed something about one, and what became of it.

        A first mail came before there was a person: it is known by its address, and by the journal.
        """
        names = ("id", "received_at", "subject", "kind", "state", "reason", "message_id", "originator")
        written_to = select(deliveries.c.address).where(deliveries.c.person == person)
        of_nobody_known = and_(OF_NOBODY_KNOWN, inbox.c.originator.in_(written_to))
        about = select(journal.c.inbox).where(journal.c.person == person, journal.c.inbox.is_not(None))
        # each part has an index of its own; of one condition with OR the whole inbox is read
        wrote, first = (select(inbox.c.id).where(one) for one in (inbox.c.person == person, of_nobody_known))
        numbers = union(wrote, first, about).subquery()
        where = inbox.c.id.in_(select(numbers))
        return self.rows(pick(inbox, names).where(where).order_by(inbox.c.id))

    def mails_out(self, person: int) -> Rows:
        """Give every mail we made for a person, and what became of it."""
        names = ("id", "made_at", "sent_at", "letter", "meeting", "state", "attempts", "words", "message_id")
        return self.rows(
            pick(deliveries, names).where(deliveries.c.person == person).order_by(deliveries.c.id)
        )

    def changes(self, person: int) -> Rows:
        """Give the journal's lines about a person."""
        names = ("at", "who", "command", "what", "why", "inbox")
        return self.rows(pick(journal, names).where(journal.c.person == person).order_by(journal.c.id))

    def registrations_of(self, person: int) -> Rows:
        """Give a person's registrations."""
        names = ("meeting", "state", "dayparts", "hotel", "diet", "guests", "substitute", "changed_at")
        query = pick(registrations, names).where(registrations.c.person == person)
        return with_flag(self.rows(query.order_by(registrations.c.id)))
