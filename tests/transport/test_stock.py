"""The claims of one carrying, without a relay: taken, given back, settled once."""

from mailer.domain.delivery import Envelope
from mailer.transport.replies import Reply, settle
from mailer.transport.stock import Stock
from tests.transport.carrying import Pile
from tests.transport.cast import ANNA, BOUNCES, to_anna


class Nobody:
    def sealed(self) -> None:
        raise AssertionError("nothing is sealed here")

    def failed(self, error: BaseException) -> None:
        raise error


SENT = settle(Reply(250))


def stock_of(*envelopes: Envelope) -> tuple[Stock, Pile]:
    pile = Pile(envelopes)
    return Stock(pile, None, 1, Nobody()), pile


def test_nothing_is_taken_before_it_is_asked_for() -> None:
    stock, pile = stock_of(to_anna(), to_anna())
    assert (stock.under_way, pile.taken) == (0, [])
    assert stock.next()
    assert (stock.under_way, pile.taken) == (1, [0])


def test_a_claim_is_tried_three_times_and_then_it_is_the_callers() -> None:
    stock, _ = stock_of(to_anna())
    claim = stock.next()
    assert claim
    assert stock.give_back(claim)
    assert stock.next() is claim
    assert stock.give_back(claim)
    assert stock.next() is claim
    assert not stock.give_back(claim)
    assert stock.next() is None, "it is not given out again as well"
    stock.settle(claim, SENT)
    assert stock.next() is None
    assert stock.over


def test_what_was_given_back_goes_before_what_is_new() -> None:
    stock, pile = stock_of(to_anna(), to_anna())
    first = stock.next()
    assert first
    stock.give_back(first)
    assert stock.next() is first
    assert pile.taken == [0]


def test_to_hold_a_claim_is_not_to_give_it() -> None:
    stock, pile = stock_of(to_anna())
    assert stock.hold()
    assert stock.hold()
    assert pile.taken == [0]
    assert stock.next()
    assert not stock.hold()


def test_a_mail_that_may_not_go_is_settled_on_the_way() -> None:
    stock, pile = stock_of(Envelope(BOUNCES, ANNA, b"A: b\n"), to_anna())
    claim = stock.next()
    assert claim
    assert claim.delivery.person == 1
    assert set(pile.settled) == {0}
