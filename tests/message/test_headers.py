"""Header fields that we write: seven bits, folded at white space only, and read back as they were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.domain.address import Mailbox
from mailer.domain.errors import BadInput
from mailer.message import headers
from mailer.message.parse import parse

ANNA = Mailbox("anna.dewit@zwolle.example", "Anna de Wit")
BREAKS = "".join(map(chr, [*range(32), *range(127, 160), 0x2028, 0x2029]))
NAMES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), max_size=120
)
TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=300)


def lines(field: bytes) -> list[str]:
    assert field.endswith(b"\r\n")
    return field[:-2].decode("ascii").split("\r\n")


def test_a_plain_subject_stays_readable() -> None:
    assert headers.text("Subject", "Uitnodiging: 14 september in Hattem") == (
        b"Subject: Uitnodiging: 14 september in Hattem\r\n"
    )


def test_a_subject_with_accents_becomes_encoded_words() -> None:
    field = headers.text("Subject", "Bijeenkomst in café Één – privacy en ethiek, donderdag en vrijdag")
    assert all(line.split()[-1].startswith("=?utf-8?q?") for line in lines(field))
    assert parse(field).subject == "Bijeenkomst in café Één – privacy en ethiek, donderdag en vrijdag"


@given(NAMES)
def test_every_subject_is_read_back(words: str) -> None:
    field = headers.text("Subject", words)
    assert all(len(line) <= headers.WANTED for line in lines(field))
    assert parse(field).subject == words.strip()


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_every_name_is_read_back(names: list[str]) -> None:
    boxes = [Mailbox(f"persoon{n}@zwolle.example", name) for n, name in enumerate(names)]
    field = headers.mailboxes("To", boxes)
    assert all(len(line) <= headers.WANTED for line in lines(field))
    meant = [Mailbox(box.address, " ".join(box.name.split())) for box in boxes]
    assert list(parse(field).to) == meant


@given(st.lists(TOKENS, max_size=30))
def test_folding_never_touches_a_token(tokens: list[str]) -> None:
    field = headers.verbatim("References", " ".join(tokens))
    assert lines(field) == [line for line in lines(field) if line.strip()]
    assert "".join(lines(field)).split()[1:] == tokens


@given(st.text("ab \t<>é\x7f", max_size=90))
def test_a_field_of_one_line_is_written_as_one_that_is_folded(value: str) -> None:
    try:
        field = headers.verbatim("References", value)
    except BadInput:
        assert not value.isascii() or "\x7f" in value
    else:
        assert lines(field) == list(headers._folded("References", value.strip()))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Anna de Wit", "Anna de Wit <anna@zwolle.example>"),
        ("", "<anna@zwolle.example>"),
        ("Wit, Anna de", '"Wit, Anna de" <anna@zwolle.example>'),
        ('Anna "An" \\ Wit', '"Anna \\"An\\" \\\\ Wit" <anna@zwolle.example>'),
        ("=?utf-8?q?nep?=", "=?utf-8?q?=3D=3Futf-8=3Fq=3Fnep=3F=3D?= <anna@zwolle.example>"),
        ("Zoë", "=?utf-8?q?Zo=C3=AB?= <anna@zwolle.example>"),
        ("אנה", "=?utf-8?b?15DXoNeU?= <anna@zwolle.example>"),
    ],
)
def test_names_are_quoted_or_encoded_as_they_need(name: str, written: str) -> None:
    assert headers.mailboxes("To", [Mailbox("anna@zwolle.example", name)]).decode() == f"To: {written}\r\n"


def test_a_domain_is_written_in_a_labels() -> None:
    assert headers.mailboxes("To", [Mailbox("info@café.example")]) == b"To: <info@xn--caf-dma.example>\r\n"


def test_a_local_part_that_needs_smtputf8_is_refused() -> None:
    with pytest.raises(BadInput, match="SMTPUTF8"):
        headers.mailboxes("To", [Mailbox("zoë@kampen.example")])


@pytest.mark.parametrize(
    "address", ["", "anna", "anna@zwolle.example>, <x@y.example", "a@b\r\nBcc: x@y.example"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="not a mail address"):
        headers.mailboxes("To", [Mailbox(address)])


@pytest.mark.parametrize("mark", BREAKS, ids=ascii)
def test_no_value_breaks_out_of_its_field(mark: str) -> None:
    with pytest.raises(BadInput):
        headers.text("Subject", f"Hattem{mark}Bcc: x@y.example")
    with pytest.raises(BadInput):
        headers.mailboxes("To", [Mailbox(ANNA.address, f"Anna{mark}Wit")])
    if mark != "\t":
        with pytest.raises(BadInput):
            headers.verbatim("References", f"<a@b>{mark}Bcc: x@y.example")


@pytest.mark.parametrize("name", ["", "Sub ject", "Subject:", "Sübject", "X" * 71, "A\r\nB"])
def test_what_is_no_field_name_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="not the name"):
        headers.verbatim(name, "x")


def test_eight_bit_text_is_no_token() -> None:
    with pytest.raises(BadInput, match="can't stand"):
        headers.verbatim("Message-ID", "<zoë@kampen.example>")


def test_an_address_field_names_somebody() -> None:
    with pytest.raises(BadInput, match="no mailbox"):
        headers.mailboxes("To", [])


def test_a_long_url_stays_whole_up_to_what_a_line_may_be() -> None:
    url = f"<https://kring.example/off/{'t' * 900}>"
    assert lines(headers.verbatim("List-Unsubscribe", f"{url}, <mailto:info@kring.example>")) == [
        f"List-Unsubscribe: {url},",
        " <mailto:info@kring.example>",
    ]
    with pytest.raises(BadInput, match="longer than a line"):
        headers.verbatim("List-Unsubscribe", f"<https://kring.example/{'t' * 1000}>")


def test_a_list_has_a_name_and_a_lasting_id() -> None:
    field = headers.list_id("List-Id", "Kennisplatform", "kennisplatform.kring.example")
    assert field == b"List-Id: Kennisplatform <kennisplatform.kring.example>\r\n"
