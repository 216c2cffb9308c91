"""What the markers mean; ``pyproject.toml`` declares them."""

import os
import shutil

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``browser`` needs Chromium: it is left out where there is none, but never in CI."""
    if item.get_closest_marker("browser") and not shutil.which("chromium"):
        sentence = "there is no chromium on the path; on Debian: apt install chromium"
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
