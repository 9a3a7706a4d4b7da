"""The fuzz target: octets in, a verdict out, never a crash (atheris; run by test_fuzz.py or by hand).

.venv/bin/python -m tests.fuzz.target -max_total_time=300 FOLDER_OF_SEEDS
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mailer"]):
    from mailer.intake.explain import as_json
    from mailer.intake.interpret import interpret
    from mailer.intake.verdict import Setting, Standing
    from mailer.message.parse import parse
    from mailer.settings import meeting_file

HATTEM = meeting_file.read(Path(__file__).parent.parent.parent / "config/meetings/hattem-2017.toml")
AT = datetime(2017, 8, 20, 10, tzinfo=UTC)
STANDINGS = tuple(Standing)


def one_mail(octets: bytes) -> None:
    """Read octets once as a mail to info@ and once as an answer."""
    mail = parse(octets)
    standing = STANDINGS[len(octets) % len(STANDINGS)]
    for setting in (Setting(at=AT), Setting(meeting=HATTEM, standing=standing, at=AT)):
        as_json(interpret(mail, setting), "fuzz")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_mail)
    atheris.Fuzz()
