"""Five minutes of octets nobody would send: the way from octets to verdict does not crash, nor hang."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.real import cannot

HOUSE = Path(__file__).parent.parent.parent
MINUTES = 5


@pytest.mark.long
def test_octets_become_a_verdict_whatever_they_are(tmp_path: Path) -> None:
    if find_spec("atheris") is None:
        cannot("atheris is not installed; pip install --require-hashes -r requirements-fuzz.lock")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for path in sorted((HOUSE / "tests/corpus").rglob("*.eml"))[::5]:
        shutil.copy(path, seeds / f"{path.parent.name}-{path.name}")
    command = [sys.executable, "-m", "tests.fuzz.target", f"-max_total_time={MINUTES * 60}"]
    limits = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=40000", f"-artifact_prefix={tmp_path}/"]
    found = subprocess.run(
        [*command, *limits, str(seeds)],
        cwd=HOUSE,
        capture_output=True,
        timeout=MINUTES * 60 + 240,
        check=False,
    )
    assert found.returncode == 0, found.stderr[-4000:].decode("utf-8", "replace")
