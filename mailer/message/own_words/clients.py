"""What the elements of each mail program's HTML mean: quotation, signature, or where a quotation begins.

Facts about Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, Proton, Zimbra, Samsung, K-9, FairEmail,
Roundcube, Zoho, GMX and Spark, as their mails show them.
"""

import re
from enum import Enum, auto

from selectolax.lexbor import LexborNode

from mailer.message.own_words.header_block import is_separator


class Role(Enum):
    """What an element is for."""

    HIDDEN = auto()
    QUOTE = auto()
    """All inside it is quoted."""
    QUOTE_BOX = auto()
    """Around the attribution and the quotation: what stands between its parts is the writer's."""
    INDENT = auto()
    """Set in: a quotation when an attribution says so."""
    HEADER = auto()
    """The attribution, and nothing else."""
    ATTRIBUTION = auto()
    """Around the attribution, where some clients let the writer type too."""
    CUT = auto()
    """All from here on is quoted."""
    SIGNATURE = auto()
    PLAIN = auto()

    __hash__ = object.__hash__  # members are unique; Enum's own hash is written in Python, and slow


_UNSEEN = frozenset(
    {"head", "style", "script", "title", "meta", "link", "template", "noscript", "object", "svg"}
)
_CUT_IDS = ("divrplyfwdmsg", "stopspelling", "zwchr", "x_divrplyfwdmsg")
_QUOTE_IDS = ("yahoo_quoted", "olk_src_body_section", "mail-editor-reference-message-container")
_QUOTE_CLASSES = (
    "yahoo_quoted",
    "moz-forward-container",
    "hmmessage_quoted",
    "freshdesk_quote",
    "ms-outlook-quote",
)
_BOX_CLASSES = ("gmail_quote", "protonmail_quote", "fairemail_quote", "tutanota_quote", "zmail_extra")
_ATTRIBUTIONS = ("moz-cite-prefix", "reply-intro", "aolreplyheader")
_SIGNATURES = ("signature", "_rc_sig", "v1signature", "bloop_sign")
_TELLING = re.compile(
    "quot|sign|rplyfwd|stopspell|zwchr|body_section|reference-message|forward|prefix|intro|header|extra|_attr"
)
_NO_SIGNATURE = ("beginningofsignature", "signature_prefix_none")


def role(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> Role:
    """Tell what an element is for."""
    if tag in _UNSEEN:
        return Role.HIDDEN
    if not attributes:
        return Role.INDENT if tag == "blockquote" else Role.PLAIN
    style = (attributes.get("style") or "").lower().replace(" ", "") if "style" in attributes else ""
    if _is_hidden(style, attributes):
        return Role.HIDDEN
    names = _names(attributes)
    if tag == "blockquote":
        return _blockquote(style, names, attributes)
    return _named(node, tag, names) or _styled(node, tag, style) or Role.PLAIN


def _is_hidden(style: str, attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    return bool(style) and (
        "display:none" in style
        or "visibility:hidden" in style
        or "mso-hide:all" in style
        or "max-height:0" in style
    )


def _names(attributes: dict[str, str | None]) -> str:
    """Give classes, id and name in one lower-case string with spaces around each."""
    get = attributes.get
    return f" {get('class') or ''} {get('id') or ''} {get('name') or ''} {get('data-marker') or ''} ".lower()


def _blockquote(style: str, names: str, attributes: dict[str, str | None]) -> Role:
    cited = attributes.get("type") == "cite" or "cite" in attributes
    if cited or "quote" in names or "cite" in names or "border-left" in style:
        return Role.QUOTE
    return Role.INDENT


def _named(node: LexborNode, tag: str, names: str) -> Role | None:
    if not _TELLING.search(names):
        return None
    if any(f"{name} " in names for name in _CUT_IDS):
        return Role.CUT
    if " gmail_attr " in names:
        return Role.HEADER
    if any(f"{name} " in names or f" {name}_" in names for name in (*_QUOTE_IDS, *_QUOTE_CLASSES)):
        return Role.QUOTE
    if (" quote " in names and tag == "div") or " __headers__ " in names or " __quoted_text__ " in names:
        return Role.QUOTE
    if any(f" {name} " in names for name in _BOX_CLASSES):
        return _box(node)
    if any(name in names for name in _ATTRIBUTIONS):
        return Role.ATTRIBUTION
    if any(name in names for name in _SIGNATURES) and not any(name in names for name in _NO_SIGNATURE):
        return Role.SIGNATURE
    return None


def _box(node: LexborNode) -> Role:
    """A box without a quotation in it, or around a forwarded mail, is quoted as a whole."""
    if node.css_first("blockquote") is None:
        return Role.QUOTE
    return Role.QUOTE if is_separator(_opening(node)) else Role.QUOTE_BOX


def _opening(node: LexborNode) -> str:
    """The first words in an element."""
    texts = (inner.text_content for inner in node.traverse(include_text=True) if inner.is_text_node)
    return next((text.strip() for text in texts if text and not text.isspace()), "")


def _styled(node: LexborNode, tag: str, style: str) -> Role | None:
    """Outlook draws a line above the header fields, or one at the left of the whole quotation."""
    if tag != "div" or "border" not in style:
        return None
    if "border-top:solid" in style or "border-top:1pt" in style or "border-top-style:solid" in style:
        labels = [bold for bold in node.css("b,strong")[:8] if bold.text(strip=True).endswith((":", "："))]
        return Role.CUT if len(labels) >= 2 else None
    return Role.INDENT if "border-left:" in style and "border-left:none" not in style else None
