"""What our own mail server found out about a sender: Authentication-Results (RFC 8601), if trusted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailer.message.mail import Mail


@dataclass(frozen=True, slots=True)
class Result:
    """One result of the field: `dkim=pass header.d=zwolle.example`; everything in lower case."""

    method: str
    value: str
    properties: Mapping[str, str]


def is_forged(mail: Mail, authserv_id: str) -> bool:
    """Say whether the server called `authserv_id` found that the domain in From denies the mail (DMARC).

    Only the topmost field of that name is believed: it is the one our server put there itself, provided it
    takes away those that came with the mail (RFC 8601 section 5). Without a name nobody is believed.
    """
    return any(one.method == "dmarc" and one.value == "fail" for one in _results(mail, authserv_id))


def is_authentic(mail: Mail, authserv_id: str) -> bool:
    """Say whether that server found that the mail really comes from the domain in its one From.

    That is DMARC's pass; where the domain has no DMARC, a DKIM signature of the very same domain.
    """
    if mail.originator is None or sum(1 for _ in mail.all("From")) != 1:
        return False
    domain = mail.originator.address.rpartition("@")[2].lower()
    results = list(_results(mail, authserv_id))
    dmarc = {one.value: one for one in results if one.method == "dmarc"}
    if set(dmarc) - {"none"}:
        return set(dmarc) == {"pass"} and dmarc["pass"].properties.get("header.from", domain) == domain
    signed = (one for one in results if one.method == "dkim" and one.value == "pass")
    return any(one.properties.get("header.d") == domain for one in signed)


def _results(mail: Mail, authserv_id: str) -> Iterator[Result]:
    server, *results = _in_clear(mail.get("Authentication-Results")).split(";")
    if authserv_id and server.strip().split(" ")[0].lower() == authserv_id.lower():
        yield from filter(None, map(_result, results))


def _in_clear(field: str) -> str:
    """Take comments and quoted strings out: what a stranger may have put there says nothing."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for mark in field:
        if escaped:
            escaped = False
        elif mark == "\\":
            escaped = True
        elif quoted or (mark == '"' and not depth):
            quoted = mark != '"' if quoted else True
        elif mark in "()":
            depth = max(0, depth + (1 if mark == "(" else -1))
        elif not depth:
            kept.append(mark)
    return "".join(kept)


def _result(text: str) -> Result | None:
    words = " ".join(text.lower().split()).replace(" =", "=").replace("= ", "=").split()
    if not words:
        return None
    method, _, value = words[0].partition("=")
    properties = dict(word.split("=", 1) for word in words[1:] if "=" in word)
    return Result(method.partition("/")[0], value, properties)
