"""A process that is no more is known by its number; one that lives, or is elsewhere, is not taken for it."""

import os
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from mailer.engine.lease import Lease, ended_here
from mailer.service.leases import Leases
from mailer.store.database import Database


def test_a_process_that_ended_here_is_known_to_be_no_more() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert ended_here(f"{socket.gethostname()}:{gone.pid}:ab12")


def test_a_process_that_runs_is_not_taken_for_dead() -> None:
    assert not ended_here(f"{socket.gethostname()}:{os.getppid()}:ab12")
    assert not ended_here(lease().name), "our own"


def test_a_process_that_had_our_number_before_us_is_no_more() -> None:
    assert ended_here(f"{socket.gethostname()}:{os.getpid()}:ab12")


def test_of_a_process_on_another_machine_only_its_lease_tells() -> None:
    assert not ended_here("elsewhere:1:ab12")


def test_a_lease_that_was_never_renewed_does_not_hold() -> None:
    assert not lease().holds()


def test_a_database_that_is_away_keeps_nobody_from_stopping(tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path}/kring.db")
    Lease(Leases(nowhere, lambda: datetime.now(UTC), ended_here)).end()
    nowhere.close()


def lease() -> Lease:
    return Lease(Leases(Database("sqlite://"), lambda: 1 / 0, ended_here))  # type: ignore[arg-type, return-value]
