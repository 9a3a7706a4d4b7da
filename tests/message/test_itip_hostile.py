"""Calendar objects that somebody made to do harm, or that were damaged on the way."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer.message.itip import calendar_reply
from mailer.message.parse import parse

REPLIES = Path(__file__).parent / "calendar_replies"


@pytest.mark.parametrize(
    "octets",
    [
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000,
        b"BEGIN:VCALENDAR\n" + b"END:X\n" * 100_000,
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n" + b"ATTENDEE:mailto:a@b\n" * 100_000,
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE" + b";a=b" * 100_000,
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;a=" + b'"' * 200_001,
        (b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n" + (b"X" + b";a" * 8_000 + b"\n") * 20),
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nCOMMENT:" + b"\\" * 200_000 + b"\n",
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n" + b" \n" * 120_000,
    ],
    ids=lambda octets: repr(octets[40:60]),
)
def test_a_hostile_object_takes_little_time(octets: bytes) -> None:
    mail = parse(b"Content-Type: text/calendar; method=REPLY\n\n" + octets)
    began = time.process_time()
    calendar_reply(mail)
    assert time.process_time() - began < 0.5


def test_a_reply_takes_less_than_three_milliseconds() -> None:
    mail = parse((REPLIES / "outlook-accepted.eml").read_bytes())
    began = time.process_time()
    for _ in range(20):
        calendar_reply(mail)
    assert (time.process_time() - began) / 20 < 0.003


FRAGMENTS = st.sampled_from(
    [
        b"BEGIN:VCALENDAR\n", b"BEGIN:VEVENT\n", b"END:VEVENT\r\n", b"END:VCALENDAR\n", b"METHOD:REPLY\r\n",
        b"ATTENDEE;", b"PARTSTAT=", b"ACCEPTED", b":mailto:", b"a@b.example", b"\n", b"\n ", b'"', b";", b":",
        b",", b"^", b"\\", b"UID:1\n", b"DTSTAMP:", b"DTSTART;TZID=", b"20170914T120000", b"Z", b"SEQUENCE:",
        b"\xff", b"\0", b"METHOD:COUNTER\n", b"EMAIL=", b"CN=", b"COMMENT:", b"&#x110000;", b"%ff", b"=",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRAGMENTS | st.binary(max_size=6), max_size=50).map(b"".join))
def test_no_octets_crash_it(octets: bytes) -> None:
    mail = parse(b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + octets)
    reply = calendar_reply(mail)
    assert reply is None or reply.readable or reply.partstat is None


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(REPLIES.glob("*.eml"))),
    st.integers(0, 3000),
    st.binary(max_size=4),
    st.integers(0, 9),
)
def test_a_damaged_reply_never_raises(path: Path, at: int, dirt: bytes, lost: int) -> None:
    octets = path.read_bytes()
    calendar_reply(parse(octets[:at] + dirt + octets[at + lost :]))
