"""How people name the day-parts of a meeting: weekdays, dates, times of day, the first day, dinner."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from mailer.domain.meeting import Meeting
from mailer.intake.answer.moments import (
    BEFORE_A_DATE,
    BEFORE_AN_HOUR,
    BEHIND_A_DAY,
    CLOCK,
    CUT_OFF,
    DATE,
    DAY_OF_MONTH,
    FARTHEST,
    HOURS,
    JOINTS,
    LONG_NAME,
    MITTAG,
    NOT_A_DAY,
    NUMBERED,
    NUMBERS,
    OF_THE_DAY,
    OF_TIME,
    SPELT_HOURS,
    TIMES,
    TO_THE_HOUR,
    WISHING,
    Mention,
    is_hour,
    is_pointed_at,
    names,
    near_names,
    on_that_day,
    period,
    spelt_hour,
)
from mailer.intake.answer.reading import Token
from mailer.intake.words import weightless


class Calendar:
    """The names of one meeting's day-parts in some languages."""

    def __init__(self, meeting: Meeting, languages: tuple[str, ...]) -> None:
        self.meeting = meeting
        self.light = weightless(languages)
        self.days = sorted({part.starts.date() for part in meeting.dayparts})
        self.weekdays, self.months, self.periods = names(languages)
        self.day_names = tuple(name for name in self.weekdays if len(name) >= LONG_NAME)
        self.near = near_names(languages)
        self._openings = frozenset(
            (
                *self.periods,
                *self.weekdays,
                *self.months,
                *self.near,
                *SPELT_HOURS,
                *NUMBERED,
                *TO_THE_HOUR,
                *CUT_OFF,
            )
        )
        self._readers: tuple[Callable[[Sequence[Token], int], Mention | None], ...] = (
            self._compound,
            self._weekday,
            self._date,
            self._clock,
            self._ordinal,
            self._time_of_day,
        )

    @property
    def dinner(self) -> frozenset[str]:
        """The keys of the parts with a dinner: those in the evening."""
        return self._at("dinner", frozenset(self.meeting.daypart_keys))

    def on(self, day: date) -> frozenset[str]:
        """Give the keys of the parts on a day."""
        return frozenset(part.key for part in self.meeting.dayparts if part.starts.date() == day)

    def mentions(self, tokens: Sequence[Token]) -> Iterator[Mention]:
        """Give what the tokens name, in order, without overlap."""
        place = 0
        last_day: frozenset[str] = frozenset()
        seen: frozenset[str] = frozenset()
        while place < len(tokens):
            wished = place > 0 and tokens[place - 1].word in WISHING
            found = self._read(tokens, place) if self._may_name(tokens[place]) and not wished else None
            found = found or (self._other_day(tokens, place) if seen else None)
            if found is None:
                place += 1
                continue
            if found.parts and last_day and self._is_bare_period(tokens[found.first : found.last + 1]):
                found = Mention(found.first, found.last, on_that_day(tokens, found, last_day, seen))
            yield found
            last_day = self._same_days(found.parts) or last_day
            seen |= last_day
            place = found.last + 1

    def _may_name(self, token: Token) -> bool:
        """Say whether a mention may begin with the token: most words are none, and need no closer look."""
        word = token.word
        if token.wall or token.mail:
            return False
        return word in self._openings or word[0].isdigit() or "-" in word or word.startswith(self.day_names)

    def _read(self, tokens: Sequence[Token], place: int) -> Mention | None:
        for reader in self._readers:
            if (found := reader(tokens, place)) is not None:
                return found
        return None

    def _same_days(self, keys: frozenset[str]) -> frozenset[str]:
        days = {part.starts.date() for part in self.meeting.dayparts if part.key in keys}
        return frozenset().union(*(self.on(day) for day in days)) if days else frozenset()

    def _is_bare_period(self, tokens: Sequence[Token]) -> bool:
        return tokens[-1].word in self.periods and len(tokens) == 1 + (tokens[0].word in OF_TIME)

    def _at(self, kind: str, keys: frozenset[str]) -> frozenset[str]:
        """Give the parts among the keys that are at that time of day; dinner is the evening."""
        if kind == "daytime":
            return frozenset(p.key for p in self.meeting.dayparts if p.key in keys and period(p) != "evening")
        wanted = "evening" if kind == "dinner" else kind
        return frozenset(p.key for p in self.meeting.dayparts if p.key in keys and period(p) == wanted)

    def _of_weekday(self, number: int) -> frozenset[str]:
        return frozenset().union(*(self.on(day) for day in self.days if day.weekday() == number))

    def _compound(self, tokens: Sequence[Token], place: int) -> Mention | None:
        """Read `donderdagmiddag`, `do-middag`, `Freitagmorgen`, `freedtemoarn`."""
        word = tokens[place].word
        if not word.startswith(self.day_names) and "-" not in word:
            return None
        for name, number in self.weekdays.items():
            rest = word.removeprefix(name)
            if rest == word or not rest or (len(name) < LONG_NAME and not rest.startswith("-")):
                continue
            rest = rest.lstrip("-")
            noon = rest in MITTAG and not self._at("afternoon", self._of_weekday(number))
            kind = "morning" if noon else self.periods.get(rest) or self.periods.get(rest.removeprefix("te"))
            if kind in TIMES:
                return Mention(place, place, self._at(str(kind), self._of_weekday(number)))
            if kind == "whole":
                return Mention(place, place, self._of_weekday(number))
        return None

    def _weekday(self, tokens: Sequence[Token], place: int) -> Mention | None:
        word = self.near.get(tokens[place].word, tokens[place].word)
        if (
            word in CUT_OFF
            and place > 1
            and tokens[place - 1].word in JOINTS
            and tokens[place - 2].word in self.weekdays
        ):
            word = CUT_OFF[word]
        closes = place + 1 < len(tokens) and tokens[place + 1].word.startswith("gr")
        if word not in self.weekdays or (len(word) <= 2 and closes):
            return None
        dated = self._day_number(tokens, place + 1) if place + 1 < len(tokens) else None
        if (
            len(word) <= 3
            and dated is None
            and (
                (word in self.light and not is_pointed_at(tokens, place))
                or not self._of_weekday(self.weekdays[word])
            )
        ):
            return None
        parts, last = self._of_weekday(self.weekdays[word]), place
        if dated:
            parts, last = dated.parts & parts if parts else dated.parts, dated.last
        return self._narrowed(tokens, place, last, parts)

    def _narrowed(self, tokens: Sequence[Token], first: int, last: int, parts: frozenset[str]) -> Mention:
        """Take a time of day behind the day with it: `donderdag middag`, `Thursday in the afternoon`."""
        ahead = last + 1
        joints = JOINTS - {"en", "and", "und", "et"}
        while ahead < min(len(tokens), last + 3) and tokens[ahead].word in joints:
            ahead += 1
        if last + 1 < len(tokens) and tokens[last + 1].word == "pm":
            return Mention(first, last + 1, self._at("afternoon", parts))
        kind = self.periods.get(tokens[ahead].word) if ahead < len(tokens) else None
        if kind in TIMES and parts:
            return Mention(first, ahead, self._at(str(kind), parts))
        return Mention(first, last, parts)

    def _date(self, tokens: Sequence[Token], place: int) -> Mention | None:
        word = tokens[place].word
        if (numbers := DATE.match(word)) and "." not in word:
            return self._slashed(tokens, place, int(numbers[1]), int(numbers[2]))
        if word in self.months and place + 1 < len(tokens) and word not in {"mei", "may", "mars", "mai"}:
            number = DAY_OF_MONTH.match(tokens[place + 1].word)
            if number and not is_hour(tokens, place + 1):
                return Mention(place, place + 1, self._of(int(number[1]), self.months[word]))
        return self._day_number(tokens, place)

    def _slashed(self, tokens: Sequence[Token], place: int, one: int, two: int) -> Mention:
        """Read `14/9` and `14/15 september`."""
        days = {day.day: day for day in self.days}
        if one in days and two in days:
            month = place + 1 < len(tokens) and tokens[place + 1].word in self.months
            return Mention(place, place + month, self.on(days[one]) | self.on(days[two]))
        return Mention(place, place, self._of(one, two))

    def _of(self, day: int, month: int) -> frozenset[str]:
        pairs = {(d.day, d.month): d for d in self.days}
        found = pairs.get((day, month)) or (pairs.get((month, day)) if month > 12 else None)
        return self.on(found) if found else frozenset()

    def _day_number(self, tokens: Sequence[Token], place: int) -> Mention | None:
        """Read `14 september`, `de 14e`, `14` beside the meeting's month; other bare numbers say nothing."""
        word = tokens[place].word
        if (numbers := DATE.match(word)) and "." not in word:
            return self._slashed(tokens, place, int(numbers[1]), int(numbers[2]))
        number = DAY_OF_MONTH.match(word)
        if not number or is_hour(tokens, place):
            return None
        behind = tokens[place + 1].word if place + 1 < len(tokens) else ""
        if behind in self.months:
            return Mention(place, place + 1, self._of(int(number[1]), self.months[behind]))
        day = next((d for d in self.days if d.day == int(number[1])), None)
        if day:
            return Mention(place, place, self.on(day))
        before = tokens[place - 1].word if place else ""
        ordinal = not word.isdigit() or before in BEFORE_A_DATE
        ordinal = ordinal and len(self.days) + 1 < int(number[1]) <= 31
        return Mention(place, place, frozenset()) if ordinal else None

    def _clock(self, tokens: Sequence[Token], place: int) -> Mention | None:
        word = tokens[place].word
        if spelt := spelt_hour([token.word for token in tokens[max(0, place - 1) : place + 5]], place):
            return spelt
        found = CLOCK.match(word)
        behind = tokens[place + 1].word if place + 1 < len(tokens) else ""
        before = tokens[place - 1].word if place else ""
        bare = before in BEFORE_AN_HOUR and behind not in self.months and behind not in NOT_A_DAY - HOURS
        if found and (found[2] or found[3] or behind in HOURS or bare):
            hour = int(found[1]) + (12 if "pm" in (found[3], behind) and int(found[1]) < 12 else 0)
            last = place + (behind in HOURS)
            return Mention(place, last + self._time_behind(tokens, last + 1), frozenset(), hour)
        return None

    def _time_behind(self, tokens: Sequence[Token], place: int) -> int:
        """Count the words of `'s ochtends` behind an hour: they name no part of their own."""
        behind = [token.word for token in tokens[place : place + 2]]
        of_time = len(behind) > 1 and behind[0] in OF_TIME and self.periods.get(behind[1]) in TIMES
        return 2 if of_time else 0

    def _ordinal(self, tokens: Sequence[Token], place: int) -> Mention | None:
        """Read `eerste dag`, `eerste middag` and `dag 1`."""
        if place + 1 >= len(tokens):
            return None
        one, two = tokens[place].word, tokens[place + 1].word
        keys = self.meeting.daypart_keys
        if one in NUMBERED and two.isdigit() and 0 < int(two) <= len(keys):
            return Mention(place, place + 1, frozenset({keys[int(two) - 1]}))
        kind = self.periods.get(two, "")
        if (kind == "day" or kind in TIMES) and (n := self._rank(one)) is not None:
            parts = self.on(self.days[n]) if n < len(self.days) else frozenset()
            return Mention(place, place + 1, parts if kind == "day" else self._at(kind, parts))
        number = int(two) if two.isdigit() else NUMBERS.get(two, 0)
        if self.periods.get(one) == "day" and 0 < number <= len(self.days):
            return Mention(place, place + 1, self.on(self.days[number - 1]))
        return None

    def _other_day(self, tokens: Sequence[Token], place: int) -> Mention | None:
        """Read `de tweede` behind a day that was named: nothing but a small word may follow."""
        n = self._rank(tokens[place].word)
        if n is None or not place or tokens[place - 1].word not in OF_THE_DAY or n >= len(self.days):
            return None
        ahead = tokens[place + 1] if place + 1 < len(tokens) else None
        alone = ahead is None or ahead.wall or ahead.word in BEHIND_A_DAY
        return Mention(place, place, self.on(self.days[n])) if alone else None

    def _rank(self, word: str) -> int | None:
        ranks = {"first": 0, "second": 1, "third": 2, "last": -1}
        return ranks.get(self.periods.get(word, ""))

    def _time_of_day(self, tokens: Sequence[Token], place: int) -> Mention | None:
        kind = self.periods.get(tokens[place].word)
        if kind not in TIMES or tokens[place].word in {"morgen", "morgens"}:
            return None
        parts = self._at(kind, frozenset(self.meeting.daypart_keys))
        ahead = place + 1
        while ahead < len(tokens) and ahead <= place + FARTHEST and tokens[ahead].word in OF_THE_DAY:
            ahead += 1
        if place + 1 < ahead < len(tokens):
            day = self._weekday(tokens, ahead) or self._ordinal(tokens, ahead) or self._date(tokens, ahead)
            if day and day.parts:
                return Mention(place, day.last, self._at(kind, day.parts))
        small = place > 0 and tokens[place - 1].word in OF_TIME
        return Mention(place - small, place, parts)
