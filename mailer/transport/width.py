"""How many connections to keep to a relay: one more as long as that helps, fewer when it says so. Pure."""

_SHORTEST_LOOK = 0.05
_MAILS_A_CONNECTION = 3
_SHARE = 0.25
_REST = 30.0
_BEFORE_GROWING_AGAIN = 60.0


class Width:
    """Finds out how many connections are worth having, by trying; times are in seconds, of any clock.

    A window is as long as it takes to send a few mails over each connection, all of them busy. When the last
    connection raised the rate by a quarter of its share at least, the next one is worth a try; when not, the
    search rests for half a minute, because a relay that is at its limit gains nothing by more of us. A
    relay far away answers slowly and takes all it is given: there every connection adds its whole share.
    """

    def __init__(self, most: int) -> None:
        self.wanted = 1
        self._most = self._limit = most
        self._since = self._rests_until = self._thin_until = 0.0
        self._count = 0
        self._rate = 0.0
        self._asked = True
        """Whether a connection was asked for that is not there yet."""

    def begin(self, now: float) -> None:
        """The connection that was asked for is there: begin a new window."""
        self._asked = False
        self.pause(now)

    def pause(self, now: float) -> None:
        """There is less to send than could be sent, which says nothing of the relay: begin a new window."""
        self._since, self._count = now, 0

    def sent(self, count: int, now: float) -> bool:
        """Take note of mails that were answered; True when there is to be a connection more."""
        self._count += count
        passed = now - self._since
        if self._asked or self._count < _MAILS_A_CONNECTION * self.wanted or passed < _SHORTEST_LOOK:
            return False
        rate, before = self._count / passed, self._rate
        self._rate = rate
        self.pause(now)
        if self._rests_until:
            return now >= self._rests_until and self.widen(now)
        if self.wanted > 1 and rate < before * (1 + _SHARE / (self.wanted - 1)):
            self._rests_until = now + _REST
            return False
        return self.widen(now)

    def widen(self, now: float) -> bool:
        """Ask for one more, within the limit; True when that is possible."""
        if self._limit < self._most and now >= self._thin_until:
            self._limit += 1
            self._thin_until = now + _BEFORE_GROWING_AGAIN
        if self.wanted >= self._limit:
            return False
        self.wanted += 1
        self._asked, self._rests_until = True, 0.0
        return True

    def narrow(self, to: int, now: float) -> None:
        """The relay refused a connection beside the `to` that it has: no more than these for a minute."""
        self.wanted = self._limit = max(to, 1)
        self.begin(now)
        self._thin_until = now + _BEFORE_GROWING_AGAIN
