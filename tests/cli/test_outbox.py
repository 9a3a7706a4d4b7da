"""What goes out: listed, shown with the relay's own words, and tried again."""

import pytest

from mailer.cli.exits import Exit
from mailer.domain.commands import StartRun
from mailer.domain.delivery import DeliveryState, Outcome, Stage
from mailer.message.parse import parse
from tests.cli.terminal import Terminal
from tests.service.kring import ANNA, BART, HATTEM, Kring

REFUSED = Outcome(DeliveryState.FAILED, Stage.RCPT, 554, "5.7.1", "554 5.7.1 we take no mail from you")
LOST = Outcome(DeliveryState.UNKNOWN, Stage.END_OF_DATA, words="the connection broke after the final dot")


@pytest.fixture
def invited(kring: Kring) -> Kring:
    """Two are invited: delivery 1 is Anna's, 2 is Bart's; nothing has left yet."""
    kring.enlist(ANNA, BART)
    kring.tick()
    kring.do(StartRun(kring.run("invitation").id))
    return kring


def send(kring: Kring, outcome: Outcome) -> None:
    kring.post.next_outcome = outcome
    kring.settle()


def test_what_is_not_settled_is_listed(terminal: Terminal, invited: Kring) -> None:
    send(invited, REFUSED)
    said = terminal("outbox", "list")
    assert "1   failed  invitation  anna.dewit@waterrijk.example" in said.out
    assert "554 5.7.1 we take no mail from you" in said.out
    assert BART.address not in said.out
    rows = terminal("outbox", "list", "--state", "sent", "--json").rows
    assert [row["address"] for row in rows] == [BART.address]
    assert terminal("outbox", "list", "--state", "bounced").out == "no mail is bounced\n"


def test_nothing_to_worry_about_is_said(terminal: Terminal, kring: Kring) -> None:
    assert terminal("outbox", "list").out == "nothing is waiting, and nothing has failed\n"


def test_a_mail_is_shown_as_its_reader_sees_it_with_every_attempt(terminal: Terminal, invited: Kring) -> None:
    send(invited, REFUSED)
    said = terminal("outbox", "show", 1)
    assert f"To:      {ANNA.address}\n" in said.out
    assert "State:   failed\n" in said.out
    assert "Beste Anna de Wit," in said.out
    assert "failed  rcpt   554   5.7.1   554 5.7.1 we take no mail from you" in said.out
    (row,) = terminal("outbox", "show", 1, "--json").rows
    assert [one["stage"] for one in row["tries"]] == ["rcpt"]
    assert row["state"] == "failed"


def test_the_mail_itself_is_the_one_that_was_sent(terminal: Terminal, invited: Kring) -> None:
    invited.settle()
    raw = parse(terminal("outbox", "show", 1, "--raw").octets)
    sent = invited.mails_to(ANNA)[-1]
    assert (raw.message_id, raw.subject) == (sent.message_id, sent.subject)
    assert raw.text.startswith("Beste Anna de Wit,")


def test_a_failed_mail_is_tried_again_unasked(terminal: Terminal, invited: Kring) -> None:
    send(invited, REFUSED)
    said = terminal("outbox", "retry", 1)
    assert said.code == Exit.DONE
    assert said.out == f"delivery 1 to {ANNA.address} is tried again\n"
    invited.later(minutes=1)
    invited.settle()
    assert invited.subjects_to(ANNA)[-1].startswith("Uitnodiging")


def test_a_mail_that_may_have_arrived_is_only_sent_again_by_who_wants_that(
    terminal: Terminal, invited: Kring
) -> None:
    send(invited, LOST)
    said = terminal("outbox", "retry", 1)
    assert said.code == Exit.REFUSED
    assert "delivery 1 is unknown; it is settled by run_service.py outbox resolve" in said.err
    said = terminal("outbox", "resolve", 1, "--as", "again", typed="n\n")
    assert said.code == Exit.REFUSED
    assert said.out == "Nobody knows whether 1 of these arrived; who got one gets it twice.\n"
    assert invited.deliveries(DeliveryState.UNKNOWN) != []
    said = terminal("outbox", "resolve", 1, "--as", "again", "--yes")
    assert f"delivery 1 to {ANNA.address} is sent again" in said.out
    invited.later(minutes=1)
    invited.settle()
    assert len(invited.mails_to(ANNA)) == 1


def test_what_nobody_knows_the_fate_of_is_listed_by_name(terminal: Terminal, invited: Kring) -> None:
    assert terminal("outbox", "resolve").out == "of every mail it is known what became of it\n"
    send(invited, LOST)
    said = terminal("outbox", "resolve").out
    assert "Anna de Wit" in said
    assert "the connection broke after the final dot" in said
    assert "Bart" not in said
    (row,) = terminal("outbox", "resolve", "--json").rows
    assert (row["id"], row["name"], row["run"]) == (1, "Anna de Wit", invited.run("invitation").id)


@pytest.mark.parametrize(("how", "state"), [("sent", "sent"), ("leave", "unknown")])
def test_what_is_settled_is_asked_about_no_more(
    terminal: Terminal, invited: Kring, how: str, state: str
) -> None:
    send(invited, LOST)
    number = invited.run("invitation").id
    assert terminal("outbox", "resolve", "--run", number, "--as", how).code == Exit.DONE
    assert terminal("outbox", "resolve", "--json").rows == []
    assert [row["id"] for row in terminal("outbox", "list", "--state", state, "--json").rows][:1] == [1]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([1], Exit.REFUSED, "Say what becomes of them: --as sent"),
        (["--as", "sent"], Exit.REFUSED, "Say which: their numbers, or --run"),
        (["--as", "sent", 2], Exit.REFUSED, "delivery 2 is not unknown"),
        (["--as", "sent", 9], Exit.NOT_FOUND, "there is no delivery 9"),
        (["--as", "sent", "--run", 9], Exit.NOT_FOUND, "there is no run 9"),
    ],
)
def test_a_wish_that_says_too_little_settles_nothing(
    terminal: Terminal, invited: Kring, words: list[object], code: Exit, said: str
) -> None:
    send(invited, LOST)
    told = terminal("outbox", "resolve", *words)
    assert (told.code, said in told.err) == (code, True)
    assert len(invited.deliveries(DeliveryState.UNKNOWN)) == 1


def test_what_was_sent_is_not_sent_again(terminal: Terminal, invited: Kring) -> None:
    invited.settle()
    said = terminal("outbox", "retry", 1)
    assert said.code == Exit.REFUSED
    assert "delivery 1 is sent; only failed ones are retried" in said.err


def test_a_number_that_is_not_there_is_told(terminal: Terminal) -> None:
    for words in (["show", 9], ["retry", 9]):
        said = terminal("outbox", *words)
        assert said.code == Exit.NOT_FOUND
        assert said.err == "there is no delivery 9; run_service.py outbox list shows what is not settled\n"


def test_the_runs_show_what_became_of_their_mails(terminal: Terminal, invited: Kring) -> None:
    send(invited, REFUSED)
    (row,) = [row for row in terminal("run", "list", HATTEM, "--json").rows if row["step"] == "invitation"]
    assert row["deliveries"] == {"failed": 1, "sent": 1}
