"""Networks on one machine, joined to it by cables that can be pulled (network namespaces of Linux)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.kill.siege import Site
from tests.real import cannot, needs

NETWORK = "10.83.0.0/16"
"""Of the private ones (RFC 1918); each cable has four addresses of it."""


@dataclass(frozen=True, slots=True)
class Cable:
    """A network of one site, and its cable to this machine."""

    name: str
    number: int

    @property
    def site(self) -> Site:
        """Where a program runs that is to see nothing but this network."""
        within = (needs("ip"), "netns", "exec", self.name)
        return Site(within, f"10.83.{self.number}.2", f"10.83.{self.number}.1")

    def pull(self) -> None:
        """Cut the site off: what is sent either way gets lost, and nobody is told."""
        _ip("link", "set", self.name, "down")

    def plug_in(self) -> None:
        """Join it again."""
        _ip("link", "set", self.name, "up")

    def lay(self) -> None:
        """Make the network and its cable."""
        _ip("netns", "add", self.name)
        far = ("-n", self.name)
        _ip("link", "add", self.name, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        _ip("addr", "add", f"{self.site.gateway}/30", "dev", self.name)
        _ip(*far, "addr", "add", f"{self.site.address}/30", "dev", "eth0")
        _ip(*far, "link", "set", "lo", "up")
        _ip(*far, "link", "set", "eth0", "up")
        self.plug_in()

    def remove(self) -> None:
        """Take it away; the cable goes with the network."""
        _ip("netns", "del", self.name)


@contextmanager
def cables(how_many: int) -> Iterator[list[Cable]]:
    """Give so many networks until the block ends; who may not make any skips the test."""
    if os.getuid() != 0:
        cannot("only root can make networks to cut")
    laid = [Cable(f"kring{os.getpid()}-{number}", number) for number in range(how_many)]
    with ExitStack() as stack:
        for cable in laid:
            try:
                cable.lay()
            except subprocess.CalledProcessError as error:
                cannot(f"this machine lets nobody make networks: {error.stderr.strip()}")
            stack.callback(cable.remove)
        yield laid


def _ip(*words: str) -> None:
    subprocess.run([needs("ip"), *words], check=True, capture_output=True, text=True)
