"""Addresses in running text, and the role the words before them give them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LOCAL = r"[\w!#$%&'*+/=?^`{|}~.-]"
_ADDRESS = re.compile(
    rf"""(?<!{_LOCAL})("[^"\s@]{{1,64}}"|{_LOCAL}{{1,128}})@((?:[\w-]{{1,63}}\.){{0,9}}[\w-]{{1,63}})"""
)
_LABEL = re.compile(r"(?:to|t|f|from|rcpt|for|smtp|addr|orcpt|ctladdr|envelope-from)=", re.IGNORECASE)
_HEADER = re.compile(r"^\W*to:\s", re.IGNORECASE)
_SENDER = re.compile(
    r"""(?: \b(?<!generated\ )(?<!expanded\ )(?:from|van|sender|afzender|mail\ from|expediteur|expéditeur
            |absender|envelope-from|reply-to|return-path|message-id|contact|contacteer|help|support|by|via|cc|bcc
            |administrator|as|ctladdr|write\ to|e-?mail\ us\ at)
        | \b(?:send|forward|report|contact|direct)\b[^.@]{0,40}\b(?:to|aan)
        | (?<!\w)f=
        )\W{0,4}$""",
    re.IGNORECASE | re.VERBOSE,
)
_RECIPIENT = re.compile(
    r"""\b(?:to|recipients?|rcpt|user|userid|users|address(?:es|e)?|mailbox|account|for|local|mobile|delivered
        |addressed|reach|smtp|list|aan|voor|gebruiker|ontvangers?|geadresseerden?|adres|bij|für|an|empfänger|adresse|à
        |pour|destinataires?|para
        |destinatarios?|per|кому|для|получател\w{1,4})\W{0,6}$""",
    re.IGNORECASE | re.VERBOSE,
)
_FIRST = re.compile(r"^\W*$")
_AFTER_FIRST = re.compile(
    r"""^[\s"'>)\]]*(?:<[^<>]{0,200}>\s*|\([^()]{0,200}\)\s*)*(?:$|[:;,=(\[]|\.\.\.|-|\bon\b|—)"""
)
_NOBODY = frozenset(
    {"postmaster", "abuse", "mailer-daemon", "mailerdaemon", "hostmaster", "noc", "noreply", "no-reply"}
)
_LIST_ROLES = ("-ctl", "-admin", "-request", "-owner", "-help", "-subscribe", "-unsubscribe")
_VERSION = re.compile(r"[\d.]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """An address in a text: where its line starts, and how likely the text says that it failed.

    `rank` 0: it heads its line, as in a list; 1: the words before it make it a recipient; 2: it stands there;
    3: the words before it make it a sender or somebody to ask.
    """

    address: str
    line: int
    rank: int


def mentions(lines: list[str]) -> Iterator[Mention]:
    """Give every address in the order of the lines."""
    for number, line in enumerate(lines):
        if "@" not in line:
            continue
        for found in _ADDRESS.finditer(line[:2_000]):
            elided = "." not in found[2] and line.startswith("..", found.end())
            if address := "" if elided else _trimmed(found[1], found[2]):
                yield Mention(address, number, _rank(line, found.start(), found.end()))


def first_address(text: str) -> str:
    """Give the first address in the text, "" when there is none."""
    return next((m.address for m in mentions(text.splitlines())), "")


def is_role(address: str) -> bool:
    """Say whether mail systems name this address to be asked, not to be delivered to."""
    local = address.partition("@")[0].lower()
    return local in _NOBODY or local.endswith(_LIST_ROLES)


def _trimmed(local: str, domain: str) -> str:
    """Give the address without what stuck to it; "" for a version (pkg@1.2.3) and for a cut one (jan...@)."""
    local = local if local.startswith('"') else _LABEL.sub("", local, count=1)
    local = local if local.startswith("=?") else local.lstrip("'`*=.-/")
    cut = not local or local.endswith(".") or ".." in local
    return "" if cut or _VERSION.fullmatch(domain) else f"{local}@{domain}"


def _rank(line: str, start: int, end: int) -> int:
    before = line[max(0, start - 60) : start]
    if label := _LABEL.match(line, start):
        before += label[0]
    if start < 60 and _FIRST.match(before) and _AFTER_FIRST.match(line[end : end + 300]):
        return 0
    if _SENDER.search(before):
        return 3
    return 1 if _RECIPIENT.search(before) and not _HEADER.match(line) else 2
