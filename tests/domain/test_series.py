"""A series gives its steps by name."""

import pytest

from mailer.domain.errors import NotFound
from mailer.domain.series import Series
from tests.domain.scene import step

CIRCLE = Series(
    key="circle",
    name={"nl": "Kring"},
    sender_name="Kring",
    mailbox="info@kring.example",
    languages=("nl", "en"),
    zone="Europe/Amsterdam",
    postal_address="Postbus 12, Zwolle",
    list_id="circle.kring.example",
    timeline=(step("invitation"), step("reminder")),
)


def test_a_step_is_found_by_its_key() -> None:
    assert CIRCLE.step("reminder") is CIRCLE.timeline[1]


def test_a_step_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="circle has no step 'remind'; its steps are invitation, reminder"):
        CIRCLE.step("remind")


def test_the_first_language_is_for_people_of_whom_no_other_is_known() -> None:
    assert CIRCLE.default_language == "nl"
