"""Places and the waiting list: first come, first served, and never more places than there are."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from mailer.domain.address import Mailbox
from mailer.domain.commands import CancelMeeting, ImportMeeting, RecordAnswer
from mailer.domain.registration import Registration, RegistrationState, place_in_line, places_taken
from mailer.service.work import Cause, Done
from tests.service.kring import ANNA, AWAY, BART, CARLA, DIRK, HATTEM, Kring

ON_BOTH = True
"""The databases: SQLite and PostgreSQL."""

S = RegistrationState
ALL = ("thu-afternoon", "thu-evening", "fri-morning")
AFTERNOON = ("thu-afternoon",)
MANY = 40
PLACES = 15
AT_ONCE = 8


def crowd(kring: Kring, capacity: int, *people: Mailbox) -> None:
    """People who were invited to a meeting with so many places."""
    kring.hattem(capacity=capacity)
    kring.enlist(*people)
    kring.invite()


def strangers() -> list[Mailbox]:
    return [Mailbox(f"gast{number}@waterrijk.example", f"Gast {number}") for number in range(MANY)]


def registrations(kring: Kring) -> list[Registration]:
    with kring.look() as store:
        return list(store.registrations.of_meeting(HATTEM))


def answer(kring: Kring, person: int, words: str) -> Done:
    dayparts = ALL if words == "yes" else ()
    return kring.do(RecordAnswer(HATTEM, person, words, dayparts), Cause(f"person {person}"))


def all_at_once(kring: Kring, people: list[int], words: str) -> None:
    """Everybody answers in the same second, each in a thread; an exception in any of them comes out here."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = list(pool.map(lambda person: answer(kring, person, words), people))
    assert len(done) == len(people)


def in_state(kring: Kring, state: RegistrationState) -> list[int]:
    return [one.person for one in registrations(kring) if one.state is state]


def in_the_order_of_the_journal(kring: Kring) -> list[int]:
    with kring.look() as store:
        lines = store.journal.lines(meeting=HATTEM)
    return [line.person for line in lines if line.command == "RecordAnswer"]


def waiting_in_line(kring: Kring) -> list[int]:
    everyone = registrations(kring)
    places = {place_in_line(one.person, everyone): one.person for one in everyone}
    return [places[place] for place in sorted(places) if place]


@pytest.fixture
def full(kring: Kring) -> Kring:
    """A meeting with fifteen places, and forty people who said yes at once."""
    kring.hattem()
    people = strangers()
    kring.enlist(*people)
    all_at_once(kring, [kring.person(one) for one in people], "yes")
    return kring


def test_forty_say_yes_at_once_for_fifteen_places(full: Kring) -> None:
    order = in_the_order_of_the_journal(full)
    assert len(set(order)) == MANY
    assert sorted(in_state(full, S.ACCEPTED)) == sorted(order[:PLACES])
    assert waiting_in_line(full) == order[PLACES:]


def test_everyone_of_the_forty_hears_how_it_stands(full: Kring) -> None:
    full.settle()
    letters = [full.letters_to(one) for one in strangers()]
    assert letters.count(["understood-yes"]) == PLACES
    assert letters.count(["understood-waiting"]) == MANY - PLACES


def test_five_withdraw_at_once_and_the_first_five_in_line_are_offered_the_places(full: Kring) -> None:
    line = waiting_in_line(full)
    all_at_once(full, in_state(full, S.ACCEPTED)[:5], "no")
    assert sorted(in_state(full, S.OFFERED)) == sorted(line[:5])
    assert waiting_in_line(full) == line[5:]
    assert set(places_taken(registrations(full)).values()) == {PLACES}


def test_yes_and_no_at_once_never_promise_more_places_than_there_are(full: Kring) -> None:
    leaving = in_state(full, S.ACCEPTED)[:8]
    waiting = waiting_in_line(full)[-8:]
    turns = [(person, words) for pair in zip(leaving, waiting, strict=True) for person, words in
             zip(pair, ("no", "yes"), strict=True)]  # fmt: skip
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda turn: answer(full, *turn), turns))
    assert set(places_taken(registrations(full)).values()) == {PLACES}
    assert len(in_state(full, S.OFFERED)) == 8


def test_carla_waits_and_is_told_her_place(kring: Kring) -> None:
    crowd(kring, 2, ANNA, BART, CARLA)
    for one in (ANNA, BART, CARLA):
        kring.reply(one, "Ja, ik kom.")
    assert state(kring, CARLA) is S.WAITLISTED
    assert kring.letters_to(CARLA)[-1] == "understood-waiting"
    said = " ".join(kring.mails_to(CARLA)[-1].text.replace("*", "").split())
    assert "U staat nu op de wachtlijst, op plaats 1, voor:" in said


def state(kring: Kring, who: Mailbox) -> RegistrationState:
    registration = kring.registration(who)
    assert registration is not None
    return registration.state


@pytest.fixture
def offered(kring: Kring) -> Kring:
    """Anna had the only place and gave it up; Bart is offered it, Carla waits behind him."""
    crowd(kring, 1, ANNA, BART, CARLA, DIRK)
    for one in (ANNA, BART, CARLA):
        kring.reply(one, "Ja, ik kom.")
        kring.later(minutes=1)
    kring.reply(ANNA, "Nee, ik kom toch niet.")
    return kring


def test_the_place_that_came_free_is_offered_to_the_first_in_line(offered: Kring) -> None:
    assert state(offered, BART) is S.OFFERED
    assert offered.letters_to(BART)[-1] == "offer"
    assert state(offered, CARLA) is S.WAITLISTED
    assert offered.letters_to(CARLA)[-1] == "understood-waiting"


def test_a_yes_to_the_offer_is_a_place(offered: Kring) -> None:
    offered.reply(BART, "Ja, ik kom.")
    assert state(offered, BART) is S.ACCEPTED
    assert offered.letters_to(BART)[-1] == "understood-yes"
    assert state(offered, CARLA) is S.WAITLISTED


def test_a_place_held_for_bart_is_not_given_to_a_newcomer(offered: Kring) -> None:
    offered.reply(DIRK, "Ja, ik kom.")
    assert state(offered, DIRK) is S.WAITLISTED


def test_a_refused_offer_goes_to_the_next(offered: Kring) -> None:
    offered.reply(BART, "Nee, toch niet, ik kan niet.")
    assert state(offered, BART) is S.WITHDRAWN
    assert state(offered, CARLA) is S.OFFERED
    assert offered.letters_to(CARLA)[-1] == "offer"


def test_an_offer_that_is_not_answered_lapses_and_goes_to_the_next(offered: Kring) -> None:
    offered.later(hours=47)
    offered.tick()
    assert state(offered, BART) is S.OFFERED
    offered.later(hours=1)
    offered.tick()
    assert state(offered, BART) is S.LAPSED
    assert offered.letters_to(BART)[-1] == "offer-lapsed"
    assert state(offered, CARLA) is S.OFFERED


def test_an_offer_answered_late_is_a_place_in_line_again(offered: Kring) -> None:
    offered.later(hours=48)
    offered.tick()
    offered.reply(BART, "Ja, ik kom.")
    assert state(offered, BART) is S.WAITLISTED
    assert offered.letters_to(BART)[-1] == "understood-waiting"
    assert state(offered, CARLA) is S.OFFERED


def test_an_offer_answered_late_while_the_place_is_free_is_a_place(offered: Kring) -> None:
    offered.reply(CARLA, "Nee, toch niet, ik kan niet.")
    offered.later(hours=48)
    offered.tick()
    offered.reply(BART, "Ja, ik kom.")
    assert state(offered, BART) is S.ACCEPTED


def test_a_maybe_to_an_offer_is_for_the_coordinator(offered: Kring) -> None:
    offered.reply(BART, "Ik weet het nog niet.")
    assert state(offered, BART) is S.OFFERED
    assert BART.address in offered.parked()


def test_who_waits_and_says_yes_again_keeps_the_place_in_line(offered: Kring) -> None:
    offered.reply(DIRK, "Ja, ik kom.")
    offered.later(minutes=5)
    offered.reply(CARLA, "Ja, ik kom.")
    assert waiting_in_line(offered) == [offered.person(CARLA), offered.person(DIRK)]


def test_who_leaves_the_line_moves_the_others_up(offered: Kring) -> None:
    offered.reply(DIRK, "Ja, ik kom.")
    offered.reply(CARLA, "Nee, toch niet, ik kan niet.")
    assert state(offered, CARLA) is S.WITHDRAWN
    assert waiting_in_line(offered) == [offered.person(DIRK)]


def test_the_line_is_passed_by_who_fits_when_the_first_does_not(kring: Kring) -> None:
    crowd(kring, 1, ANNA, BART, CARLA, DIRK)
    for one, words in (
        (ANNA, "Ik kom alleen donderdagmiddag."),
        (BART, "Ik kom alleen vrijdagochtend."),
        (CARLA, "Ja, ik kom."),
        (DIRK, "Ik kom alleen donderdagmiddag."),
    ):
        kring.reply(one, words)
        kring.later(minutes=1)
    kring.reply(ANNA, "Nee, ik kom toch niet.")
    assert state(kring, CARLA) is S.WAITLISTED
    assert state(kring, DIRK) is S.OFFERED


def test_asking_for_more_than_there_is_leaves_what_was_promised(kring: Kring) -> None:
    crowd(kring, 1, ANNA, BART)
    kring.reply(ANNA, "Ik kom alleen donderdagmiddag.")
    kring.reply(BART, "Ik kom alleen vrijdagochtend.")
    kring.reply(ANNA, "Ja, ik kom, de hele bijeenkomst.")
    registration = kring.registration(ANNA)
    assert registration is not None
    assert (registration.state, registration.dayparts) == (S.ACCEPTED, AFTERNOON)
    assert "no room" in kring.parked()[ANNA.address]


def test_giving_up_one_day_part_offers_it(kring: Kring) -> None:
    crowd(kring, 1, ANNA, BART)
    kring.reply(ANNA, "Ja, ik kom.")
    kring.reply(BART, "Ik kom alleen vrijdagochtend.")
    assert state(kring, BART) is S.WAITLISTED
    kring.reply(ANNA, "Ik kom alleen donderdagmiddag.")
    assert state(kring, BART) is S.OFFERED


def test_a_bigger_room_is_offered_to_who_waits(offered: Kring) -> None:
    offered.do(ImportMeeting(replace(offered.meeting(), capacity=2)))
    offered.settle()
    assert state(offered, CARLA) is S.OFFERED
    assert offered.letters_to(CARLA)[-1] == "offer"


def test_no_place_is_offered_once_the_meeting_has_begun(offered: Kring) -> None:
    offered.now = offered.meeting().starts - timedelta(hours=47)
    offered.reply(BART, "Nee, toch niet, ik kan niet.")
    assert state(offered, CARLA) is S.OFFERED
    offered.reply(DIRK, "Ja, ik kom.")
    before = len(offered.post.sent)
    offered.now = offered.meeting().starts
    offered.tick()
    assert state(offered, CARLA) is S.LAPSED
    assert len(offered.post.sent) == before


def test_an_offer_for_a_cancelled_meeting_ends_without_a_word(offered: Kring) -> None:
    offered.do(CancelMeeting(HATTEM))
    before = len(offered.post.sent)
    offered.later(hours=48)
    offered.tick()
    assert state(offered, CARLA) is S.WAITLISTED
    assert len(offered.post.sent) == before


def test_an_offer_that_could_not_leave_in_time_does_not_leave_late(offered: Kring) -> None:
    offered.post.outcomes[CARLA.address] = AWAY
    offered.reply(BART, "Nee, toch niet, ik kan niet.")
    assert "offer" not in offered.letters_to(CARLA)
    offered.post.outcomes.clear()
    offered.later(hours=49)
    offered.settle()
    assert "offer" not in offered.letters_to(CARLA)
