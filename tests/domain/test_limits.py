"""How many mails may go out, and how long that takes: whatever the limits, no window ever holds more."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.domain.limits import DAY, HOUR, MINUTE, PRESETS, SECOND, WINDOWS, Limits

MOST = st.integers(0, 40)
LIMITS = st.builds(Limits, MOST, MOST, MOST)
USED = st.fixed_dictionaries({window: st.integers(0, 60) for window in WINDOWS})
MAILS = st.integers(0, 200)


@given(LIMITS, USED, MAILS)
def test_what_goes_out_never_exceeds_a_limit(limits: Limits, used: dict[int, int], mails: int) -> None:
    room = limits.room(used, mails)
    assert 0 <= room <= mails
    for window, most in ((MINUTE, limits.per_minute), (HOUR, limits.per_hour), (DAY, limits.per_day)):
        assert not most or room == 0 or used[window] + room <= most


@given(USED, MAILS)
def test_without_limits_all_may_go_at_once(used: dict[int, int], mails: int) -> None:
    assert Limits().room(used, mails) == mails
    assert Limits().takes(mails, used) == timedelta(0)


@given(LIMITS, USED, MAILS, MAILS)
def test_more_mails_never_take_less_time(limits: Limits, used: dict[int, int], one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    assert limits.takes(fewer, used) <= limits.takes(more, used)
    assert limits.room(used, fewer) <= limits.room(used, more)


@given(LIMITS, USED, st.integers(1, 200))
def test_no_room_means_a_wait(limits: Limits, used: dict[int, int], mails: int) -> None:
    if limits.room(used, mails) == mails:
        assert limits.takes(mails, used) == timedelta(0)
    else:
        assert limits.takes(mails, used) > timedelta(0)


@settings(max_examples=40)
@given(st.builds(Limits, st.integers(1, 90), st.integers(0, 60)), st.integers(1, 70))
def test_what_is_foretold_is_what_it_takes_within_a_window(limits: Limits, mails: int) -> None:
    took = seconds_to_send(limits, mails)
    foretold = limits.takes(mails, {}).total_seconds()
    assert foretold <= took <= foretold + (HOUR if limits.per_hour else MINUTE)


def seconds_to_send(limits: Limits, mails: int) -> int:
    """Send as soon as may be; from one moment at which something leaves a window to the next."""
    sent: list[int] = []
    now = 0
    while True:
        used = {window: sum(at > now - window for at in sent) for window in (SECOND, MINUTE, HOUR)}
        sent += [now] * limits.room(used, mails - len(sent))
        if len(sent) == mails:
            return now
        now = min(at + window for at in set(sent) for window in (SECOND, MINUTE, HOUR) if at + window > now)


def test_a_minute_s_mails_are_spread_over_it() -> None:
    assert Limits(per_minute=60).room({}, 100) == 1
    assert Limits(per_minute=600).room({}, 100) == 10
    assert seconds_to_send(Limits(per_minute=60), 60) == 59


def test_the_presets_are_what_the_providers_allow() -> None:
    assert PRESETS["microsoft365"].takes(31, {}) == timedelta(minutes=1)
    assert PRESETS["google"].takes(2001, {}) == timedelta(days=1)
    assert not PRESETS["own"].any
