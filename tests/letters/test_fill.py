"""A skeleton becomes one person's mail: the values spliced in, and nothing else changed."""

from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import getaddresses
from quopri import decodestring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.domain.errors import BadInput
from mailer.letters.fill import fill
from mailer.letters.greeting import greeting
from mailer.letters.quoted import fragment
from mailer.letters.skeleton import Skeleton
from mailer.message.parse import parse
from tests.letters.linter import lint
from tests.letters.scene import ANNA, CALENDAR_OBJECT, every_skeleton, heading, mail, opened, skeleton, values

INVITATION = skeleton("invitation")
NAMES = [
    "Anna de Wit",
    "Wit, Anna de",
    'Anna "de" Wit',
    "Anna (Zwolle) <de Wit>",
    "Ünal Öztürk-Şahin",
    "אנה דה ויט",
    "安娜",
    "=?utf-8?q?Anna?=",
    "=3D=20=",
    "Anna " * 40,
    "é" * 300,
    "A" * 500,
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_comes_through_in_the_header_and_in_both_parts(name: str) -> None:
    octets = fill(skeleton("invitation"), heading(Mailbox(ANNA.address, name)), given_name(name))
    found = opened(octets)
    assert lint(octets) == []
    # the older of the standard library's readers: the newer puts spaces between encoded-words of a name
    [(written, address)] = getaddresses([str(message_from_bytes(octets)["To"])])
    assert (str(make_header(decode_header(written))), address) == (" ".join(name.split()), ANNA.address)
    assert parse(octets).to == (Mailbox(ANNA.address, " ".join(name.split())),)
    assert f"Beste {name}," in found.text
    assert f"Beste {name.replace('<', '&lt;').replace('>', '&gt;').replace(chr(34), '&quot;')}," in found.html


def given_name(name: str) -> dict[str, str | bytes]:
    return values() | {"person.name": name, "person.greeting": f"Beste {name},"}


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_no_value_can_make_a_mail_that_is_wrong(text: str) -> None:
    octets = fill(INVITATION, heading(), dict.fromkeys(values(), text) | {"calendar": text.encode()})
    assert lint(octets) == []
    assert opened(octets).message["Subject"] == "Uitnodiging 11 en 12 september, Zandwijk"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=40))
def test_no_name_breaks_out_of_the_header(name: str, message_id: str) -> None:
    try:
        octets = fill(
            INVITATION,
            replace(heading(Mailbox(ANNA.address, name)), message_id=f"{message_id}@kring.example"),
            values(),
        )
    except BadInput:
        return
    found = opened(octets).message
    assert [name for name in found if name not in EXPECTED_FIELDS] == []
    assert len(found["To"].addresses) == 1


EXPECTED_FIELDS = {
    "Date",
    "Message-ID",
    "To",
    "Reply-To",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "From",
    "Subject",
    "Auto-Submitted",
    "List-Id",
    "List-Help",
    "List-Post",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\0", "\u2028"])
def test_a_line_break_in_a_header_value_is_refused(ending: str) -> None:
    evil = f"x{ending}Bcc: dirk@kring.example"
    for bad in (
        replace(heading(), to=Mailbox(ANNA.address, evil)),
        replace(heading(), to=Mailbox(f"anna{ending}@zwolle.example")),
        replace(heading(), message_id=evil),
        replace(heading(), in_reply_to=evil),
        replace(heading(), references=(evil,)),
        replace(heading(), list_unsubscribe=(evil,)),
        replace(heading(), reply_to=Mailbox("info@kring.example", evil)),
    ):
        with pytest.raises(BadInput):
            fill(skeleton("subscribed"), bad, values())


def test_a_line_break_or_an_override_in_a_body_value_becomes_a_space() -> None:
    found = opened(mail("subscribed", **{"person.greeting": "Beste\r\n\r\nAnna\u202egro.livekwaad,"}))
    assert found.text.startswith("Beste    Anna gro.livekwaad,\n")


def test_what_is_empty_in_the_heading_is_not_written() -> None:
    bare = replace(heading(), reply_to=None, list_unsubscribe=())
    found = opened(fill(skeleton("subscribed"), bare, values())).message
    for name in ("Reply-To", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post"):
        assert found[name] is None
    answer = replace(
        bare, in_reply_to="a@zwolle.example", references=("b@zwolle.example", "a@zwolle.example")
    )
    found = opened(fill(skeleton("subscribed"), answer, values())).message
    assert found["In-Reply-To"] == "<a@zwolle.example>"
    assert found["References"] == "<b@zwolle.example> <a@zwolle.example>"


def test_one_click_is_offered_only_where_there_is_an_address_for_it() -> None:
    found = opened(mail("invitation")).message
    assert found["List-Unsubscribe"].startswith("<https://")
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    by_mail = replace(heading(), list_unsubscribe=("mailto:info@kring.example?subject=unsubscribe",))
    found = opened(fill(skeleton("invitation"), by_mail, values())).message
    assert found["List-Unsubscribe-Post"] is None


def test_the_calendar_comes_last_with_its_method_and_only_if_there_is_one() -> None:
    octets = mail("understood-yes")
    *_, calendar = opened(octets).message.iter_parts()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar["Content-Disposition"] is None
    assert calendar.get_payload(decode=True) == CALENDAR_OBJECT
    without = opened(mail("understood-yes", calendar=b"")).message
    assert [part.get_content_type() for part in without.iter_parts()] == ["text/plain", "text/html"]
    assert opened(mail("cancelled")).message.get_payload(2).get_param("method") == "CANCEL"  # type: ignore[union-attr]


def test_a_value_that_was_forgotten_is_an_error_and_not_a_hole() -> None:
    missing = values()
    del missing["person.greeting"]
    with pytest.raises(KeyError, match=r"person\.greeting"):
        fill(skeleton("subscribed"), heading(), missing)


def test_a_skeleton_comes_back_from_the_store_as_it_was() -> None:
    for _, _, written in every_skeleton():
        again = Skeleton.from_bytes(written.to_bytes())
        assert again == written
        assert again.digest == written.digest
        assert again.slots <= values().keys()


def test_the_same_letter_and_facts_have_the_same_digest_and_others_another() -> None:
    assert skeleton("invitation").digest == skeleton("invitation").digest
    digests = {written.digest for _, _, written in every_skeleton()}
    # letters that use no fact that differs between the samples are written alike
    assert len(digests) > len(list(every_skeleton())) * 0.9


@pytest.mark.parametrize(
    "stored", [b"", b"x", b"{}\nabc", b"[]\nabc", b'{"subject": "", "gaps": [[1]]}\nabc', b"\xff\n"]
)
def test_what_is_no_skeleton_is_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Skeleton.from_bytes(stored)


@given(st.binary(max_size=400))
def test_quoted_printable_comes_back_whole_in_lines_that_leave_room(octets: bytes) -> None:
    encoded = fragment(octets)
    assert decodestring(encoded) == octets
    lines = encoded.split(b"\r\n")
    assert all(len(line) <= 76 and line.endswith(b"=") for line in lines[:-1])
    assert len(lines[-1]) <= 75
    assert not encoded.endswith(b" ")
    assert not any(line.startswith(b".") for line in lines)


@pytest.mark.parametrize(
    ("name", "dutch"),
    [
        ("Anna de Wit", "Beste Anna de Wit,"),
        ("Wit, Anna de", "Beste Anna de Wit,"),
        ("Smit, Bart (gemeente Deventer)", "Beste Bart Smit,"),
        ("", "Beste collega,"),
        ("carla@kampen.example", "Beste collega,"),
        ("WIN NOW https://prijs.example", "Beste collega,"),
        ("Jansen, C., drs.", "Beste collega,"),
        ("x" * 61, "Beste collega,"),
        ("Anna\r\nde Wit", "Beste Anna de Wit,"),
        ("...", "Beste collega,"),
        ("Øyvind O'Neill-Żak", "Beste Øyvind O'Neill-Żak,"),
    ],
)
def test_people_are_greeted_by_a_name_that_is_one(name: str, dutch: str) -> None:
    assert greeting(name, "nl") == dutch
    assert greeting("", "en") == greeting("", "fr") == "Dear colleague,"
