"""With mail programs nobody here wrote: swaks hands mail in, Postfix's smtp-sink takes it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mailer.domain.delivery import DeliveryState
from mailer.transport.hop import Hop
from mailer.transport.smtp import SmtpCourier
from tests.real import needs
from tests.transport.carrying import Hand
from tests.transport.cast import ANNA, KRING, to_anna
from tests.transport.peer import listening


def swaks(program: str, port: int, *words: str) -> subprocess.CompletedProcess[str]:
    where = ["--server", f"127.0.0.1:{port}", "--from", ANNA, "--helo", "zwolle.example", "--timeout", "10"]
    return subprocess.run([program, *where, *words], capture_output=True, text=True, timeout=20, check=False)


def test_swaks_subscribes_anna() -> None:
    program = needs("swaks")
    with listening() as house:
        told = swaks(program, house.listener.port, "--to", KRING, "--body", "Zet mij op de lijst.\n.\nAnna")
    assert told.returncode == 0, told.stdout + told.stderr
    arrival = house.arrivals[0]
    assert (arrival.reverse_path, arrival.forward_paths) == (ANNA, (KRING,))
    assert b"Zet mij op de lijst.\r\n.\r\nAnna" in arrival.octets


def test_swaks_in_pipelining_and_in_lmtp() -> None:
    program = needs("swaks")
    with listening() as house, listening(lmtp=True) as by_lmtp:
        assert swaks(program, house.listener.port, "--to", KRING, "--pipeline").returncode == 0
        two = f"{KRING},marieke@kring.example"
        assert swaks(program, by_lmtp.listener.port, "--to", two, "--protocol", "LMTP").returncode == 0
    assert len(house.arrivals) == 1
    assert [arrival.forward_paths for arrival in by_lmtp.arrivals] == [(KRING,), ("marieke@kring.example",)]


def test_swaks_is_not_relayed_for() -> None:
    program = needs("swaks")
    with listening() as house:
        told = swaks(program, house.listener.port, "--to", "jan@elders.example")
    assert "550 5.1.1" in told.stdout
    assert told.returncode != 0
    assert house.arrivals == []


def test_smtp_sink_takes_what_we_send(tmp_path: Path) -> None:
    with smtp_sink(needs("smtp-sink"), tmp_path) as port:
        courier = SmtpCourier([Hop("127.0.0.1", port, "none", timeout=10)], ehlo_name="mail.kring.example")
        with Hand(courier) as hand:
            assert {outcome.state for outcome in hand.carry(*[to_anna()] * 20)} == {DeliveryState.SENT}
    mails = [path.read_bytes() for path in (tmp_path / "kept").iterdir()]
    assert len(mails) == 20
    assert all(b"\nKomt u ook?\n.\n..en wat eet u?\n" in mail for mail in mails)


@contextmanager
def smtp_sink(program: str, folder: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = int(door.getsockname()[1])
    kept = folder / "kept"
    kept.mkdir(mode=0o777)
    # It insists on a user to become when root starts it; a folder of pytest's is root's alone.
    who = ["-u", "root"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *who, "-d", f"{kept}/%M.", f"127.0.0.1:{port}", "100"])
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on port {port}")
