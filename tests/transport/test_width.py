"""How many connections are worth having, with invented relays and an invented clock."""

from collections.abc import Callable

from mailer.transport.width import Width

Relay = Callable[[int], float]
"""How many mails a second a relay takes over so many connections."""


def far_away(connections: int) -> float:
    """Slow to answer, with room for all: each connection adds its share."""
    return 10.0 * connections


def narrow(connections: int) -> float:
    """Takes a hundred a second, over one connection or over many."""
    return 100.0


class Clock:
    now = 1000.0


def run(width: Width, relay: Relay, clock: Clock, seconds: float, opens: bool = True) -> list[int]:
    """Send mails for so long; give what was wanted, each time that changed."""
    wanted = [width.wanted]
    until = clock.now + seconds
    while clock.now < until:
        clock.now += 1 / relay(width.wanted)
        if width.sent(1, clock.now):
            wanted.append(width.wanted)
            if opens:
                clock.now += 0.2
                width.begin(clock.now)
    return wanted


def begun(most: int = 8) -> tuple[Width, Clock]:
    width, clock = Width(most), Clock()
    width.begin(clock.now)
    return width, clock


def test_a_relay_far_away_gets_all_of_them_one_by_one() -> None:
    width, clock = begun()
    assert run(width, far_away, clock, 10) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_never_more_than_the_most() -> None:
    width, clock = begun(most=3)
    assert run(width, far_away, clock, 10) == [1, 2, 3]
    assert not width.widen(clock.now)


def test_a_relay_at_its_limit_gets_the_one_that_showed_it_and_another_try_half_a_minute_later() -> None:
    width, clock = begun()
    assert run(width, narrow, clock, 29) == [1, 2]
    assert run(width, narrow, clock, 3) == [2, 3]
    assert run(width, narrow, clock, 20) == [3]


def test_nothing_is_concluded_while_a_connection_is_being_made() -> None:
    width, clock = begun()
    assert run(width, far_away, clock, 20, opens=False) == [1, 2]
    width.begin(clock.now)
    assert run(width, far_away, clock, 2)[:2] == [2, 3]


def test_a_pause_says_nothing_of_the_relay() -> None:
    width, clock = begun()
    run(width, far_away, clock, 1)
    before = width.wanted
    for _ in range(30):
        clock.now += 5
        width.pause(clock.now)
        run(width, far_away, clock, 0.1)
    assert 1 < width.wanted == before < 8


def test_a_relay_that_refuses_one_more_is_asked_again_after_a_minute() -> None:
    width, clock = begun()
    run(width, far_away, clock, 10)
    width.narrow(3, clock.now)
    assert run(width, far_away, clock, 59) == [3]
    assert run(width, far_away, clock, 40)[:2] == [3, 4]
    assert run(width, far_away, clock, 200)[-1] == 7, "one a minute"


def test_at_least_one_is_left() -> None:
    width, clock = begun()
    width.narrow(0, clock.now)
    assert width.wanted == 1
