"""Octets in, a `Mail` out, whatever the octets are; what was wrong with them is said in words."""

from collections.abc import Iterator

from mailer.domain.address import Mailbox
from mailer.message.charset import decode
from mailer.message.encoded_words import decode_words
from mailer.message.fields import read_date, read_mailboxes, read_message_ids
from mailer.message.flowed import unflow
from mailer.message.mail import Mail
from mailer.message.mime import Header, Leaf, Tree, content_type, read_header, read_tree


def parse(octets: bytes, reverse_path: str | None = None) -> Mail:
    """Read a mail. `reverse_path` is the envelope's, None where it isn't known.

    Line ends become LF, an mbox "From " line on top is dropped, and the limits of `mime` hold; each departure
    from the standards is one of the `defects`.
    """
    octets, defects = _with_lf(octets)
    header = read_header(octets, 0, len(octets))
    tree = read_tree(octets, header, len(octets))
    kind, parameters = content_type(header)
    boxes = {name: read_mailboxes(_joined(header, name)) for name in ("from", "reply-to", "to", "cc")}
    return Mail(
        fields=tuple((name, decode_words(decode(value, ""))) for name, value in header.fields),
        subject=decode_words(header.get("subject")),
        originator=next(iter(boxes["from"]), None),
        reply_to=boxes["reply-to"],
        to=boxes["to"],
        cc=boxes["cc"],
        message_id=next(iter(read_message_ids(header.get("message-id"))), ""),
        in_reply_to=read_message_ids(header.get("in-reply-to")),
        references=read_message_ids(header.get("references")),
        date=read_date(header.get("date")),
        text=_body(tree, "text/plain"),
        html=_body(tree, "text/html"),
        parts=tuple(leaf.part for leaf in tree.leaves),
        content_type=kind,
        content_parameters=parameters,
        defects=(*defects, *_field_defects(header, boxes["from"]), *tree.defects),
        reverse_path=reverse_path,
    )


def _with_lf(octets: bytes) -> tuple[bytes, list[str]]:
    """Bring every line end to LF; CR CR LF, which some gateways write, is one line end."""
    defects = []
    octets = octets.replace(b"\r\n", b"\n")
    if b"\r" in octets:
        defects.append("bare carriage returns")
        octets = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if octets.startswith((b"From ", b">From ")):
        defects.append('an mbox "From " line on top')
        octets = octets.partition(b"\n")[2]
    if b"\0" in octets:
        defects.append("NUL octets")
    return octets, defects


def _field_defects(header: Header, originators: tuple[Mailbox, ...]) -> Iterator[str]:
    names = [name.lower() for name, _ in header.fields]
    if not names:
        yield "no header"
    if not originators:
        yield "no originator (From)"
    if len(originators) > 1 or names.count("from") > 1:
        yield "more than one originator (From)"
    if any(not value.isascii() for _, value in header.fields):
        yield "eight-bit octets in the header"


def _joined(header: Header, name: str) -> str:
    return ", ".join(decode(value, "") for found, value in header.fields if found.lower() == name)


def _body(tree: Tree, kind: str) -> str:
    """Give the first leaf of that type that is no attachment, with its like in the same multipart/mixed.

    Apple Mail cuts one text into several around a picture.
    """
    inline = [leaf for leaf in _inline(tree) if leaf.part.content_type == kind]
    if not inline:
        return ""
    first = inline[0]
    mixed = first.container_type == "multipart/mixed"
    chosen = [leaf for leaf in inline if leaf.container == first.container] if mixed else [first]
    return "\n".join(_text(leaf) for leaf in chosen)


def _inline(tree: Tree) -> Iterator[Leaf]:
    """Yield the mail's own leaves that are no attachments; one with a name is one, unless it comes first."""
    for number, leaf in enumerate(tree.leaves):
        part = leaf.part
        if part.depth == 0 and part.disposition != "attachment" and not (number and part.filename):
            yield leaf


def _text(leaf: Leaf) -> str:
    part = leaf.part
    text = part.text.replace("\r\n", "\n").replace("\r", "\n")
    if part.content_type == "text/plain" and part.parameters.get("format", "").lower() == "flowed":
        return unflow(text, part.parameters.get("delsp", "").lower() == "yes")
    return text
