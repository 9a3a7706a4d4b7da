"""Casting from a mould is only quicker: octet for octet it gives what writing the whole mail gives."""

import re
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.domain.errors import BadInput
from mailer.letters import greeting, values
from mailer.letters.fill import Mould, fill
from mailer.letters.heading import Heading, date_field, own_fields, shared_fields
from mailer.letters.skeleton import Gap, Place, Skeleton
from mailer.letters.values import Values
from mailer.message import headers
from mailer.message.line_ends import has_dotted_line, unsound
from tests.letters import scene
from tests.letters.linter import lint
from tests.letters.scene import ANNA, every_skeleton, heading, skeleton

NEVER = re.compile(r"(?!)")
"""Stands for a quick look that never finds anything plain."""

SKELETONS = [written for _, _, written in every_skeleton()]
NAMES = st.text("ABab '-.,_=&éß×÷", max_size=90) | st.text(max_size=90)
OWN = ("person.greeting", "person.name", "person.address", "calendar")


def info(local: str, token: str) -> str:
    return f"{local}+{token}@kring.example"


def shared(local: str, token: str) -> Values:
    return {
        "link.reply_to": info(local, f"r{token}"),
        "link.reference": "[zandwijk-2031]",
        "link.unsubscribe_mailto": f"mailto:{info(local, f'u{token}')}?subject=unsubscribe",
    }


def ways_out(local: str, token: str) -> tuple[str, ...]:
    return f"https://kring.example/off/u{token}", f"mailto:{info(local, f'u{token}')}?subject=unsubscribe"


def written_whole(letter: Skeleton, local: str, token: str, own: Values) -> bytes:
    whole = Heading(
        to=ANNA,
        message_id=heading().message_id,
        date=heading().date,
        reply_to=Mailbox(info(local, f"r{token}"), "Marieke Hofstra"),
        list_unsubscribe=ways_out(local, token),
    )
    return fill(letter, whole, {**own, **shared(local, token)})


def cast(letter: Skeleton, local: str, mark: str, token: str, own: Values) -> bytes:
    fields = shared_fields(Mailbox(info(local, f"r{mark}"), "Marieke Hofstra"), ways_out(local, mark))
    mould = Mould(letter, fields, shared(local, mark), (f"r{mark}", f"u{mark}"))
    date = date_field(int(heading().date.timestamp()), "Europe/Amsterdam")
    first = own_fields(date, ANNA.address, ANNA.name, heading().message_id)
    everything = own if mould.slots <= own.keys() else {**own, **shared(local, token)}
    return mould.cast(first, everything, (f"r{token}", f"u{token}"))


@pytest.mark.parametrize("letter", SKELETONS, ids=lambda letter: letter.subject[:30])
def test_every_letter_comes_out_of_the_mould_as_it_was_written(letter: Skeleton) -> None:
    own = {slot: scene.values()[slot] for slot in OWN}
    mark, token = "0123456789abcdef", "fedcba9876543210"
    assert cast(letter, "info", mark, token, own) == written_whole(letter, "info", token, own)


@settings(max_examples=150, deadline=None)
@given(name=NAMES, local=st.text("a=", min_size=1, max_size=40), length=st.integers(15, 22), data=st.data())
def test_whoever_gets_it_and_however_long_our_address(
    name: str, local: str, length: int, data: st.DataObject
) -> None:
    """An odd address is folded in the middle of its token, which no mould can hold."""
    mark, token = (data.draw(st.text("abcdef0123456789", min_size=length, max_size=length)) for _ in "mt")
    own: Values = {"person.greeting": name, "person.name": name, "person.address": name, "calendar": b""}
    letter = skeleton("invitation")
    if mark not in str(own):
        assert cast(letter, local, f"x{mark}", f"x{token}", own) == written_whole(
            letter, local, f"x{token}", own
        )


@given(NAMES, st.sampled_from([Place.TEXT, Place.HTML, Place.URL]))
def test_a_plain_value_is_encoded_as_any_other(value: str, place: Place) -> None:
    gap = Gap("person.name", place)
    quick = values.written(gap, value)
    with patch.object(values, "_ALIKE", NEVER):
        assert values.written(gap, value) == quick


@given(NAMES)
def test_a_plain_name_is_greeted_as_any_other(name: str) -> None:
    quick = greeting.greeting(name, "nl")
    with patch.object(greeting, "_PLAIN_NAME", NEVER):
        assert greeting.greeting(name, "nl") == quick


@given(NAMES)
def test_a_plain_name_stands_in_the_header_as_any_other(name: str) -> None:
    def to() -> bytes:
        try:
            return headers.mailbox("To", ANNA.address, name)
        except BadInput as error:
            return str(error).encode()

    quick = to()
    with patch.object(headers, "_PLAIN_NAME", NEVER):
        assert to() == quick


def test_a_link_that_breaks_its_token_is_written_for_each_mail() -> None:
    letter, token = skeleton("invitation"), "0123456789abcdef"
    mould = Mould(letter, b"", shared("=" * 20, token), (f"r{token}", f"u{token}"))
    assert mould.slots == {"person.greeting", "link.reply_to", "link.unsubscribe_mailto"}


@settings(max_examples=40, deadline=None)
@given(letter=st.sampled_from(SKELETONS), name=NAMES, local=st.sampled_from(["info", "=" * 20, "a" * 60]))
def test_every_mail_of_a_sound_mould_is_sound(letter: Skeleton, name: str, local: str) -> None:
    token = "0123456789abcdef"
    fields = shared_fields(Mailbox("info@kring.example"), ways_out(local, token))
    mould = Mould(letter, fields, shared(local, token), (f"r{token}", f"u{token}"))
    assert mould.sound
    own = {slot: b"x" * 300 if slot == "calendar" else f".{name}" for slot in mould.slots}
    octets = mould.cast(heading().octets(), own, (f"r{token}", f"u{token}"))
    assert octets.isascii()
    assert unsound(octets) == ""
    assert not has_dotted_line(octets)


@pytest.mark.parametrize("odd", [b"een\ntwee\r\n", b"\r\n.\r\n", "één\r\n".encode(), b"x" * 999, b"\0"])
def test_a_skeleton_with_lines_of_its_own_making_is_looked_at_mail_by_mail(odd: bytes) -> None:
    assert not Mould(Skeleton("Programma", (b"Subject: Programma\r\n\r\n" + odd,), ()), b"", {}).sound


def test_no_line_of_any_mail_begins_with_a_dot() -> None:
    for letter in SKELETONS:
        own = dict.fromkeys(scene.values(), ". ..Anna" + "x" * 66 + ".de Wit.") | {"calendar": b"." * 100}
        octets = fill(letter, heading(), own)
        assert b"\n." not in octets
        assert lint(octets) == []


def test_a_skeleton_that_was_kept_with_a_dot_in_front_is_read_without() -> None:
    old = Skeleton("Programma", (b"Subject: Programma\r\n\r\n. lunch\r\n..\r\n",), ())
    assert Skeleton.from_bytes(old.to_bytes()).pieces == (b"Subject: Programma\r\n\r\n=2E lunch\r\n=2E.\r\n",)
