"""The tables: what may stand in them is said here as well as in the domain."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from mailer.domain.coordinator import Role
from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.meeting import MeetingState
from mailer.domain.registration import RegistrationState
from mailer.domain.run import RunState
from mailer.domain.subscription import ConfirmationKind, SubscriptionState, SuppressionReason
from mailer.domain.unknown import Held


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused before it can do harm."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps it without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """Write it for SQLite as SQLAlchemy does, in a third of the time: every mail has its own moments."""
        if dialect.name != "sqlite":
            return super().bind_processor(dialect)

        def written(value: datetime | None) -> str | None:
            moment = self.process_bind_param(value, dialect)
            return moment.isoformat(" ", "microseconds") if moment else None

        return written

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy calls it by this name
    ) -> datetime | None:
        """Give UTC back, aware."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


OPEN = "deliveries.state IN ('due', 'deferred')"
"""What may still be sent. As SQL, word for word the condition of an index, so that the index is used."""


def _any_of(column: str, states: Iterable[StrEnum]) -> str:
    """Say IN as SQLite likes it for every row it writes: for more than two words it would sort them anew."""
    return " OR ".join(f"{column} = '{state.value}'" for state in states)


_UNSETTLED = (
    DeliveryState.SENDING,
    DeliveryState.UNKNOWN,
    DeliveryState.FAILED,
    DeliveryState.DEFERRED,
)
UNSETTLED = f"({_any_of('deliveries.state', _UNSETTLED)})"
"""What an operator looks for: claimed, or not arrived at the first try. As SQL, likewise."""


OFFERED = "registrations.state = 'offered'"
"""A place that waits for its answer. As SQL, likewise."""


WAITS = "registrations.state = 'waitlisted'"
"""A place in line. As SQL, likewise."""


OF_NOBODY_KNOWN = text("coalesce(inbox.person, 0) = 0")
"""A mail of somebody who was not known then. Said so that SQLite asks the index of originators, not that of
persons, where a hundred thousand such mails may stand under the same nothing."""


def _one_of(column: str, states: Iterable[StrEnum], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{state.value}'" for state in states)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, default=""),
    Column("organisation", Text, nullable=False, default=""),
    Column("language", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("series", Text, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("proof_words", Text, nullable=False, default=""),
    Column("proof_message_id", Text, nullable=False, default=""),
    Column("proof_at", Instant),
    Column("proof_inbox", Integer),
    UniqueConstraint("series", "person"),
    Index(None, "series", "state", "since"),
    _one_of("state", SubscriptionState, "subscription_state"),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("series", Text, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("new_address", Text, nullable=False, default=""),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("confirmed", Integer),
    Column("answer", JSON),
    Column("inbox", ForeignKey("inbox.id")),
    _one_of("kind", ConfirmationKind, "confirmation_kind"),
    Index(
        "one_confirmation_open",
        "series",
        "person",
        "kind",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("evidence", Text, nullable=False),
    _one_of("reason", SuppressionReason, "suppression_reason"),
)

meetings = Table(
    "meetings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("series", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("deadline", Date, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("look_at", Instant),
    _one_of("state", MeetingState, "meeting_state"),
    CheckConstraint("capacity > 0", name="meeting_capacity"),
    CheckConstraint("starts < ends", name="meeting_order"),
)

meeting_revisions = Table(
    "meeting_revisions",
    metadata,
    Column("meeting", ForeignKey("meetings.key"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("zone", Text, nullable=False),
    Column("deadline", Date, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("made_at", Instant, nullable=False),
)

registrations = Table(
    "registrations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting", ForeignKey("meetings.key"), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("dayparts", JSON, nullable=False),
    Column("hotel", Integer),
    Column("diet", Text, nullable=False, default=""),
    Column("guests", JSON, nullable=False),
    Column("substitute", Text, nullable=False, default=""),
    Column("waiting_since", Instant),
    Column("offered_until", Instant),
    Column("uid", Text, nullable=False, unique=True),
    Column("sequence", Integer, nullable=False, default=0),
    Column("answered_revision", Integer, nullable=False, default=0),
    Column("reply_sequence", Integer),
    Column("reply_stamp", Instant),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("meeting", "person"),
    Index(None, "meeting", "state", "id"),
    Index(None, "person"),
    Index(
        "waiting_registrations",
        "meeting",
        "waiting_since",
        "id",
        sqlite_where=text(WAITS.replace("registrations.", "")),
        postgresql_where=text(WAITS.replace("registrations.", "")),
    ),
    Index(
        "offered_registrations",
        "offered_until",
        sqlite_where=text(OFFERED.replace("registrations.", "")),
        postgresql_where=text(OFFERED.replace("registrations.", "")),
    ),
    _one_of("state", RegistrationState, "registration_state"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting", ForeignKey("meetings.key"), nullable=False),
    Column("step", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("letter", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("not_after", Instant),
    Column("why", Text, nullable=False, default=""),
    Column("written_to", Integer),
    UniqueConstraint("meeting", "step", "revision"),
    Index(None, "state"),
    _one_of("state", RunState, "run_state"),
)

skeletons = Table(
    "skeletons",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("letter", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("octets", LargeBinary, nullable=False),
)

run_letters = Table(
    "run_letters",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("language", Text, primary_key=True),
    Column("told", Integer, primary_key=True),
    Column("skeleton", ForeignKey("skeletons.digest"), nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("reverse_path", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("originator", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    Column("message_id", Text, nullable=False, default=""),
    Column("kind", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("verdict", JSON),
    Column("setting", JSON),
    Column("decided", JSON),
    Column("person", ForeignKey("people.id")),
    Column("meeting", ForeignKey("meetings.key")),
    Column("dealt_at", Instant),
    Column("dealt_by", Text, nullable=False, default=""),
    UniqueConstraint("digest", "recipient"),
    Index(None, "state", "id"),
    Index(None, "person"),
    Index(None, "originator"),
    _one_of("state", InboxState, "inbox_state"),
)

_STEP_LETTER = "step IS NOT NULL AND state NOT IN ('cancelled', 'suppressed')"
"""Who left before a letter did, and comes back, may get it still: what never left does not count."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter", Text, nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("series", Text, nullable=False),
    Column("meeting", ForeignKey("meetings.key")),
    Column("step", Text),
    Column("revision", Integer, nullable=False, default=0),
    Column("run", ForeignKey("runs.id")),
    Column("answers", ForeignKey("inbox.id")),
    Column("confirmation", ForeignKey("confirmations.id")),
    Column("skeleton", ForeignKey("skeletons.digest"), nullable=False),
    Column("slots", JSON, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("made_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("not_after", Instant),
    Column("claimed_at", Instant),
    Column("claimed_by", Text, nullable=False, default=""),
    Column("sent_at", Instant),
    Column("words", Text, nullable=False, default=""),
    Column("held", Text),
    Index(
        "one_delivery_per_step",
        "meeting",
        "step",
        "revision",
        "person",
        unique=True,
        sqlite_where=text(_STEP_LETTER),
        postgresql_where=text(_STEP_LETTER),
    ),
    Index(
        "one_answer_per_mail",
        "answers",
        "letter",
        "address",
        unique=True,
        sqlite_where=text("answers IS NOT NULL"),
        postgresql_where=text("answers IS NOT NULL"),
    ),
    Index(
        "open_deliveries",
        "run",
        "next_at",
        "id",
        sqlite_where=text(OPEN.replace("deliveries.", "")),
        postgresql_where=text(OPEN.replace("deliveries.", "")),
    ),
    Index(
        "unsettled_deliveries",
        "state",
        "id",
        sqlite_where=text(UNSETTLED.replace("deliveries.", "")),
        postgresql_where=text(UNSETTLED.replace("deliveries.", "")),
    ),
    Index(None, "run", "state"),
    Index(None, "person", "meeting"),
    CheckConstraint("step IS NULL OR (meeting IS NOT NULL AND run IS NOT NULL)", name="delivery_step"),
    CheckConstraint(_any_of("state", DeliveryState), name="delivery_state"),
    _one_of("held", Held, "delivery_held"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery", ForeignKey("deliveries.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("code", Integer),
    Column("status", Text),
    Column("words", Text, nullable=False),
    Index(None, "delivery"),
)

senders = Table(
    "senders",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seen_at", Instant, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("until", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
)

traffic = Table(
    "traffic",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("second", Integer, primary_key=True),
    Column("grain", Integer, primary_key=True),
    Column("mails", Integer, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("why", Text, nullable=False, default=""),
    Column("details", JSON, nullable=False),
    Column("person", Integer),
    Column("meeting", Text),
    Column("inbox", Integer),
    Index(None, "person"),
    Index(None, "meeting", "id"),
    Index(None, "command", "id"),
    Index(None, "meeting", "command", "id"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("suppressed", Text, nullable=False, default=""),
)

letter_versions = Table(
    "letter_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("source", Text),
    Column("made_at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False, default=""),
    Index("ix_letter_versions_letter_language", "letter", "language", "id"),
)

pauses = Table(
    "pauses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("why", Text, nullable=False),
    Column("released_at", Instant),
    Column("released_by", Text, nullable=False, default=""),
)

coordinators = Table(
    "coordinators",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, default=""),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("password", Text, nullable=False, default=""),
    Column("second_factor", Text, nullable=False, default=""),
    Column("second_factor_used", Integer, nullable=False, default=0),
    Column("link", Text, unique=True),
    Column("link_until", Instant),
    Column("created_at", Instant, nullable=False),
    _one_of("role", Role, "coordinator_role"),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("coordinator", ForeignKey("coordinators.id", ondelete="CASCADE"), nullable=False),
    Column("occasion", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("message_id", Text, unique=True),
    Column("mails", JSON, nullable=False),
    Column("listed", JSON, nullable=False),
    Column("seen", Integer, nullable=False),
    UniqueConstraint("coordinator", "occasion"),
    Index(None, "coordinator", "made_at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("coordinator", ForeignKey("coordinators.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("agent", Text, nullable=False),
    Index(None, "coordinator"),
)

guesses = Table(
    "guesses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("address", Text, nullable=False),
    Column("peer", Text, nullable=False),
    Index(None, "address", "at"),
    Index(None, "peer", "at"),
    Index(None, "at"),
)
