"""By which names the console may be called, and whether a POST comes from one of its own pages."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_OWN = "same-origin"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of this machine for itself, and the public address (`url`) if there is one.

    Another name in Host is refused: else a stranger's page could have its own name lead to this machine, and
    read the console as if it were its own (DNS rebinding).
    """

    url: str = ""

    def known(self, host: str) -> bool:
        """Say whether a Host field is one of ours."""
        return bool(host) and (host.lower() == self._public.netloc.lower() or _is_here(host))

    def secure(self, host: str) -> bool:
        """Say whether who came by this Host speaks TLS, if only with the proxy before us."""
        return host.lower() == self._public.netloc.lower() and self._public.scheme == "https"

    def own(self, head: Mapping[str, str]) -> bool:
        """Say whether a POST was sent from a page of ours, by what the browser itself says of it.

        Every browser of the last years says it with one of these fields; who says nothing is refused.
        """
        fetched, origin = head.get("sec-fetch-site"), head.get("origin")
        if fetched is None and origin is None:
            return False
        host = head.get("host", "")
        ours = f"{'https' if self.secure(host) else 'http'}://{host}".lower()
        return fetched in {None, _OWN} and origin in {None, ours}

    @property
    def _public(self) -> SplitResult:
        return urlsplit(self.url)


def _is_here(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_local_path(path: str) -> bool:
    """Say whether it is the path of a page of the console, and nothing that leads elsewhere."""
    plain = path.isascii() and path.isprintable() and not set(path) & set("\\ <>\"'")
    return plain and path.startswith("/console/") and "//" not in path
