"""The checks as pytest's tests. Copied into its course as ``test_network.py``."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest
from checks import CHECKS


@pytest.fixture
def student() -> ModuleType:
    """The submission; where it can't be imported, each test that asks for it fails."""
    return importlib.import_module("network")


@pytest.mark.parametrize("name", CHECKS)
def test_network(name: str, student: ModuleType) -> None:
    """One check."""
    CHECKS[name](student)
