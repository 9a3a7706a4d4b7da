"""Real programs for tests: found, or the test is skipped with the reason; in CI none may be skipped."""

import os
import shutil
from typing import NoReturn

import pytest


def needs(program: str) -> str:
    """Give the path of a program; without it the test can't be done."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    return found or cannot(f"{program} is not installed (.ci/packages lists what Debian calls it)")


def cannot(reason: str) -> NoReturn:
    """Skip the test, with the reason; fail it in CI, where everything must be at hand."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
