"""A newcomer in a real browser: led from a first mail to a registration, with and without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from mailer.domain.registration import RegistrationState
from tests.console.test_in_a_browser import NARROW, Desk, desk, faults
from tests.console.test_trying import SANNE, sandbox
from tests.service.kring import Kring

__all__ = ["sandbox"]


@contextmanager
def at_work(kring: Kring) -> Iterator[None]:
    """Read and send as it is done in a running sandbox, in a thread where no browser is."""
    done = Event()

    def work() -> None:
        while not done.wait(0.02):
            while kring.app.receive_one() or kring.app.deliver():
                pass

    worker = Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        done.set()
        worker.join()


def go_on(her: Desk, heading: str, *, scripts: bool) -> None:
    """Press what Today says is next, once the mails have come that far; nobody is shut out of either page."""
    for _ in range(200):
        her.open("/console/")
        if her.page.inner_text(".next h2") == heading:
            break
        her.page.wait_for_timeout(100)
    assert her.page.inner_text(".next h2") == heading
    check(her, scripts=scripts)
    her.page.click(".next a.main")
    check(her, scripts=scripts)


def answer(her: Desk, words: str) -> None:
    """Answer the mail that is open, in words that are typed."""
    her.page.click(".next a.main")
    her.page.focus("#text")
    her.page.keyboard.type(words)
    her.page.click("main form button.main")


def check(her: Desk, *, scripts: bool) -> None:
    if scripts:
        assert faults(her.page) == []
        assert her.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_first_mail_becomes_a_registration(sandbox: Kring, *, scripts: bool) -> None:
    language = "en" if scripts else "nl"
    words = WORDS[language]
    with at_work(sandbox), desk(sandbox, java_script_enabled=scripts, viewport=NARROW) as her:
        her.log_in(sandbox, language)
        go_on(her, words[0], scripts=scripts)
        her.page.click("main form button.main")
        check(her, scripts=scripts)
        go_on(her, words[1], scripts=scripts)
        answer(her, words[4].split()[0].rstrip(","))
        go_on(her, words[2], scripts=scripts)
        her.page.click("#start button")
        her.page.wait_for_url("**started*")
        go_on(her, words[3], scripts=scripts)
        answer(her, words[4])
        check(her, scripts=scripts)
        her.open("/console/try/sent")
        check(her, scripts=scripts)
        assert her.complaints == []
    found = sandbox.registration(SANNE)
    assert found is not None
    assert found.state is RegistrationState.ACCEPTED


WORDS = {
    "en": (
        "Try it: be a guest",
        "Next: say yes as the guest",
        "Next: let the invitation go",
        "Next: answer as the guest",
        "Yes, I will be there.",
    ),
    "nl": (
        "Probeer het: wees een gast",
        "Nu: ja zeggen als de gast",
        "Nu: de uitnodiging laten gaan",
        "Nu: antwoorden als de gast",
        "Ja, ik kom.",
    ),
}
"""What Today says at each step, and what the guest answers."""
