"""What holds for every test: random examples are the same for everybody, and no example is timed."""

import os

from hypothesis import settings

# machines here are noisy: a time limit per example would fail by chance
settings.register_profile("kring", deadline=None, derandomize=os.environ.get("CI") == "true", database=None)
settings.load_profile("kring")
