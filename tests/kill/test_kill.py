"""kill -9 at any moment: what was answered 250 is there, nobody has a step twice, nobody is forgotten."""

import random
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from mailer.domain.commands import StartRun
from mailer.domain.delivery import DeliveryState
from mailer.domain.inbox import InboxState
from mailer.domain.run import RunState
from mailer.store.schema import deliveries, inbox
from mailer.store.unit_of_work import unit_of_work
from tests.kill.service import COORDINATOR, Receiver, Service, Writers, invite

SETTLES_WITHIN = 120.0


def play(folder: Path, kills: int, people: int, per_minute: int, seed: int) -> None:
    chance = random.Random(seed)
    receiver = Receiver()
    service = Service(folder, receiver.listener.port, per_minute)
    writers = Writers(service.port)
    try:
        app = service.application()
        invite(app, people)
        app.tick()
        with unit_of_work(app.database) as store:
            (run,) = store.runs.in_state(RunState.WAITING)
        app.bus.do(StartRun(run.id), COORDINATOR)
        service.start()
        with writers.writing():
            for _ in range(kills):
                _wait_for_some(receiver, chance)
                service.kill()
                service.start()
        _wait_until_settled(service)
        service.stop()
        _judge(service, receiver, writers, people)
    finally:
        service.close()
        receiver.listener.stop()


def _wait_for_some(receiver: Receiver, chance: random.Random) -> None:
    """Let some mails more arrive, so that the kill falls into the middle of the sending; or a moment pass."""
    enough = receiver.seen.total() + chance.randint(1, 8)
    deadline = time.monotonic() + 5
    while receiver.seen.total() < enough and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.02))


def _wait_until_settled(service: Service) -> None:
    app = service.application()
    deadline = time.monotonic() + SETTLES_WITHIN
    while time.monotonic() < deadline:
        with unit_of_work(app.database) as store:
            unread = store.inbox.in_state(InboxState.RECEIVED)
            unsent = store.outbox.in_state(DeliveryState.DUE, DeliveryState.SENDING)
        if not unread and not unsent:
            app.close()
            return
        time.sleep(0.2)
    raise AssertionError(f"it does not settle: {len(unread)} unread, {len(unsent)} unsent")


def _judge(service: Service, receiver: Receiver, writers: Writers, people: int) -> None:
    app = service.application()
    with unit_of_work(app.database) as store:
        kept = set(store.connection.scalars(select(inbox.c.digest)))
        rows = store.connection.execute(select(deliveries)).fetchall()
    app.close()
    assert writers.accepted, "nobody wrote"
    assert writers.accepted <= kept, "a mail that was answered 250 is missing"

    twice = {key: count for key, count in receiver.seen.items() if count > 1}
    assert not twice, f"received twice: {twice}"
    invited = [row for row in rows if row.step == "invitation"]
    assert len(invited) == people
    assert len({row.person for row in invited}) == people

    unknown = [row.address for row in rows if row.state == DeliveryState.UNKNOWN.value]
    print(f"accepted {len(writers.accepted)}, lost 0, twice 0, unknown {len(unknown)}: {', '.join(unknown)}")

    received = {(address, message_id.strip("<>")) for address, message_id in receiver.seen}
    for row in rows:
        arrived = (row.address, row.message_id) in received
        if row.state == DeliveryState.SENT.value:
            assert arrived, f"{row.address} counts as sent and never arrived"
        else:
            assert row.state == DeliveryState.UNKNOWN.value, f"{row.address} is left {row.state}"


def test_five_kills_in_the_middle_of_an_invitation(tmp_path: Path) -> None:
    play(tmp_path, kills=5, people=40, per_minute=3000, seed=5)


@pytest.mark.long
def test_sixty_kills_in_the_middle_of_an_invitation(tmp_path: Path) -> None:
    play(tmp_path, kills=60, people=400, per_minute=3000, seed=60)
