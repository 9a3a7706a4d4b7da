"""A letter with a mistake stops the run before its first mail, and says where the mistake is."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailer.domain.commands import StartRun
from mailer.domain.run import RunState
from mailer.letters.errors import LetterError
from mailer.letters.letter import LetterBook
from tests.service.kring import ANNA, Kring


def test_an_undefined_name_stops_the_run_before_the_first_mail(kring: Kring, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    shutil.copytree("templates/letters", folder)
    letter = folder / "invitation.nl.md"
    letter.write_text(letter.read_text("utf-8") + "\n{{ meeting.wheather }}\n", encoding="utf-8")
    kring.app.bus.house = replace(kring.app.house, letters=LetterBook(folder))
    kring.hattem()
    kring.enlist(ANNA)
    kring.now = datetime(2017, 7, 13, 8, tzinfo=UTC)
    kring.tick()
    with pytest.raises(LetterError, match=r"invitation\.nl\.md:\d+: .*wheather"):
        kring.do(StartRun(kring.run("invitation").id))
    kring.settle()
    assert kring.mails_to(ANNA) == []
    assert kring.run("invitation").state is RunState.WAITING
