"""What the markers mean, which ``pyproject.toml`` declares, and what all tests run with."""

import os
import shutil
import signal

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``browser`` needs Chromium: it is left out where there is none, but never in CI."""
    if item.get_closest_marker("browser") and not shutil.which("chromium"):
        sentence = "there is no chromium on the path; on Debian: apt install chromium"
        if os.environ.get("CI"):
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)


def pytest_configure() -> None:
    """Let what the tests start be interrupted: in the background of a shell SIGINT is ignored, and is so inherited."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
