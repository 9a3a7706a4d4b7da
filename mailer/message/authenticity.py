"""What our own mail server found out about a sender: Authentication-Results (RFC 8601), if trusted."""

from mailer.message.mail import Mail

_FAILED = "fail"


def is_forged(mail: Mail, authserv_id: str) -> bool:
    """Say whether the server called `authserv_id` found that the domain in From denies the mail (DMARC).

    Only the topmost field of that name is believed: it is the one our server put there itself, provided it
    takes away those that came with the mail (RFC 8601 section 5). Without a name nobody is believed.
    """
    topmost = mail.get("Authentication-Results")
    server, _, results = topmost.partition(";")
    if not authserv_id or server.strip().split(" ")[0].lower() != authserv_id.lower():
        return False
    return any(_dmarc(result) == _FAILED for result in results.split(";"))


def _dmarc(result: str) -> str:
    """Give the value of a result such as "dmarc=fail (p=reject) header.from=town.example"."""
    method, _, value = result.strip().partition("=")
    if method.strip().lower() != "dmarc" or not value.strip():
        return ""
    return value.split()[0].lower()
