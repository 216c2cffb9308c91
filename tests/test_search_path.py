"""Which entries of PYTHONPATH the command goes by."""

import os
import sys
from pathlib import Path

import pytest

from graders import search_path

CHECKOUT = Path(search_path.CHECKOUT)


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A PYTHONPATH with a relative, an empty and an absolute entry, as Python has taken it in by then."""
    absolute = str(tmp_path / "absolute")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["relative", "", absolute]))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(CHECKOUT), str(tmp_path / "relative"), str(tmp_path), absolute, "/library"])
    return absolute


def test_relative_entries_are_left_out_here_and_where_others_are_started(named: str) -> None:
    search_path.leave_out_relative()
    assert sys.path == [str(CHECKOUT), named, "/library"]
    assert os.environ["PYTHONPATH"] == named


def test_the_checkout_is_kept_by_whatever_name(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.path.relpath(CHECKOUT))
    search_path.leave_out_relative()
    assert str(CHECKOUT) in sys.path


def test_in_the_checkout_they_are_its_own(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    before = list(sys.path), os.environ["PYTHONPATH"]
    search_path.leave_out_relative()
    assert (sys.path, os.environ["PYTHONPATH"]) == before
