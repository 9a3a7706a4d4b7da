"""The questions a coordinator asks, answered in one look: rows as plain dictionaries, nothing is changed."""

from mailer.store.views.inbox import InboxViews
from mailer.store.views.journal import JournalViews
from mailer.store.views.meetings import MeetingViews
from mailer.store.views.outbox import OutboxViews
from mailer.store.views.people import PeopleViews
from mailer.store.views.question import Rows as Rows
from mailer.store.views.runs import RunViews
from mailer.store.views.today import TodayViews
from mailer.store.views.trying import TryingViews


class Views(
    PeopleViews, MeetingViews, OutboxViews, InboxViews, RunViews, JournalViews, TodayViews, TryingViews
):
    """What there is to see."""
