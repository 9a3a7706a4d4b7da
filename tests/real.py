"""Real programs for tests: found, or the test is skipped with the reason; in CI none may be skipped."""

import os
import shutil

import pytest


def needs(program: str) -> str:
    """Give the path of a program; skip the test where it is absent, and fail it in CI."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found:
        return found
    reason = f"{program} is not installed (.ci/packages lists what Debian calls it)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
