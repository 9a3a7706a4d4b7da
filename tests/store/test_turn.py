"""Who waits for the database gets it in turn, however greedy another thread is."""

import threading
from pathlib import Path

from mailer.store.database import Database
from mailer.store.turn import Turn

ROUNDS = 20


def test_a_thread_that_comes_back_at_once_does_not_starve_the_others(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/kring.db")
    stop, begun, wrote = threading.Event(), threading.Event(), []

    def write_on() -> None:
        while not stop.is_set():
            with database.transaction():
                wrote.append(1)
                begun.set()
                stop.wait(0.01)

    greedy = threading.Thread(target=write_on)
    greedy.start()
    assert begun.wait(30)
    before = len(wrote)
    for _ in range(ROUNDS):
        with database.transaction():
            pass
    between = len(wrote) - before
    stop.set()
    greedy.join()
    database.close()
    assert between <= 2 * ROUNDS


def test_who_waits_in_vain_goes_on_and_the_next_is_let_in_all_the_same() -> None:
    turn = Turn(patience=0.05)
    with turn.taken(), turn.taken():
        pass  # the second had to wait for the first, which is this same thread
    with turn.taken():
        pass
    let_in = threading.Event()

    def come_in() -> None:
        with turn.taken():
            let_in.set()

    waiting = threading.Thread(target=come_in)
    waiting.start()
    assert let_in.wait(30)
    waiting.join()
