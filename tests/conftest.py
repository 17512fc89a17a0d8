"""What every test shares: how Hypothesis runs, and the browser."""

import os
import shutil

import pytest
from hypothesis import settings

# No deadline: a busy machine is not a bug. In CI the same cases every time: a failure there is
# about the change at hand, and new cases are searched for on the desk.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser. Without one the test fails: it is never skipped in silence."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("The browser test needs chromium; `make browser` installs it where it may.")
