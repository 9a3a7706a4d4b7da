"""Paths and octets, in the small: read strictly, stuffed and unstuffed without a loss."""

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.domain.delivery import Stage
from mailer.message.line_ends import has_bare_line_end
from mailer.transport.arrival import Refusal
from mailer.transport.path import NULL_PATH, read_path
from mailer.transport.replies import Garbled, Reply, ReplyReader, judge, read_line, settle
from mailer.transport.wire import stuffed, unsendable
from tests.transport.cast import to_anna
from tests.transport.peer import House, Peer, listening

pieces = st.sampled_from(
    [b".", b"..", b"\r\n", b"\r\n.", b"\r\n.\r\n.", b"x", b"hallo ", b"\0", b"\xff", b"x" * 70_000]
)
mails = st.lists(pieces, max_size=12).map(b"".join)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with listening() as running:
        yield running


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(octets=mails)
def test_every_mail_survives_the_stuffing_and_the_reading(house: House, octets: bytes) -> None:
    with Peer(house.listener.port) as peer:
        peer.data()
        assert peer.say(stuffed(to_anna(octets)) + b".\r\n").startswith("250")
    assert house.arrivals.pop().octets == (octets if octets.endswith(b"\r\n") else octets + b"\r\n")


@given(octets=st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"x"])).map(b"".join))
def test_a_bare_line_end_is_what_it_is(octets: bytes) -> None:
    assert has_bare_line_end(octets) is bool(re.search(rb"\r(?!\n)|(?<!\r)\n", octets))


@given(lengths=st.lists(st.integers(0, 1100) | st.integers(996, 1001), max_size=6), ended=st.booleans())
def test_a_line_is_too_long_wherever_it_stands(lengths: list[int], ended: bool) -> None:
    octets = b"\r\n".join(b"x" * length for length in [1, *lengths]) + (b"\r\n" if ended else b"")
    fault = unsendable(to_anna(octets))
    assert (fault is not None) is (max([1, *lengths]) > 998)


def test_a_mail_without_dots_to_stuff_is_not_copied() -> None:
    octets = b"Subject: x\r\n\r\nKomt u ook? Graag. Groet.\r\n" * 100
    assert stuffed(to_anna(octets)) is octets


def test_a_mail_that_is_sound_is_not_read_through_again() -> None:
    octets = b"Subject: x\r\n\r\n.hallo\r\n"
    assert stuffed(to_anna(octets)) == b"Subject: x\r\n\r\n..hallo\r\n"
    assert stuffed(to_anna(octets)._replace(sound=True)) is octets


@given(cuts=st.lists(st.integers(1, 30)))
def test_a_reply_is_the_same_in_whatever_pieces_it_comes(cuts: list[int]) -> None:
    octets = b"250-een\r\n250 2.0.0 twee\r\n354 ga door\n421\r\n550-5.1.1 a\r\n550-\r\n550 5.1.1 b\r\n25"
    reader = ReplyReader()
    replies: list[Reply] = []
    for length in [*cuts, len(octets)]:
        replies += reader.read(octets[:length])
        octets = octets[length:]
    assert [(reply.code, reply.words) for reply in replies] == [
        (250, "een 2.0.0 twee"), (354, "ga door"), (421, ""), (550, "5.1.1 a 5.1.1 b")
    ]  # fmt: skip
    assert (reader.pending, reader.rest) == (True, "25")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("<anna.dewit@zwolle.example>", ("anna.dewit@zwolle.example", "")),
        (" <anna@zwolle.example>  SIZE=12 BODY=7BIT", ("anna@zwolle.example", "SIZE=12 BODY=7BIT")),
        ("<>", (NULL_PATH, "")),
        ("<Postmaster>", ("Postmaster", "")),
        ("<@a.example,@b.example:anna@zwolle.example>", ("anna@zwolle.example", "")),
        ('<"anna de wit"@zwolle.example>', ('"anna de wit"@zwolle.example', "")),
        ('<"a>b"@zwolle.example>', ('"a>b"@zwolle.example', "")),
        ("<anna@[127.0.0.1]>", ("anna@[127.0.0.1]", "")),
        ("<joséphine@zwolle.example>", ("joséphine@zwolle.example", "")),
        ("<=?utf-8?q?a=40b?=@x.example>", ("=?utf-8?q?a=40b?=@x.example", "")),
        ("", None),
        ("anna@zwolle.example", None),
        ("<anna@zwolle.example", None),
        ("<anna@zwolle.example>SIZE=12", None),
        ("<anna@zwolle.example@elders.example>", None),
        ("<anna (thuis)@zwolle.example>", None),
        ("<anna de wit@zwolle.example>", None),
        ("<anna\r\n@zwolle.example>", None),
        ("<anna\0@zwolle.example>", None),
        ("<anna\udcff@zwolle.example>", None),
        ("<<anna@zwolle.example>>", None),
        ("<@zwolle.example>", None),
    ],
)  # fmt: skip
def test_a_path_is_read_strictly(text: str, path: tuple[str, str] | None) -> None:
    assert read_path(text) == path


@given(text=st.text(st.sampled_from('<>@:",\\. a\r\0é')))
def test_no_path_is_too_odd_to_read(text: str) -> None:
    read_path(text)


@pytest.mark.parametrize(
    "hostile", ['<"' + "\\" * 100_000, "<" + "@" * 100_000, "<@" + "a," * 50_000, "<" + "a" * 100_000]
)
def test_a_long_path_takes_no_long_time(hostile: str) -> None:
    started = time.process_time()
    assert read_path(hostile) is None
    assert time.process_time() - started < 0.5


@given(line=st.binary(max_size=40))
def test_no_reply_is_too_odd_to_judge(line: bytes) -> None:
    try:
        code, _, text = read_line(line)
    except Garbled:
        return
    reply = Reply(code, (text,))
    assert reply.words.isprintable()
    for stage in Stage:
        judge(stage, reply)
    settle(reply)


def test_a_refusal_says_no() -> None:
    with pytest.raises(ValueError, match="refuses nothing"):
        Refusal(250, "2.0.0 fine")
