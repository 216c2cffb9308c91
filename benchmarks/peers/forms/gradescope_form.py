"""The checks as unittest's tests with points. Copied into Gradescope's course as ``test_network.py``."""

from __future__ import annotations

import importlib
import unittest
from collections.abc import Callable
from typing import Any

from checks import CHECKS
from gradescope_utils.autograder_utils.decorators import weight
from limit import limited


class TestNetwork(unittest.TestCase):
    """One method for each check; where the submission can't be imported, each fails."""

    def setUp(self) -> None:
        """Import the submission."""
        self.student = importlib.import_module("network")


def _method(check: Callable[[Any], None]) -> Callable[[TestNetwork], None]:
    def method(self: TestNetwork) -> None:
        with limited():
            check(self.student)

    method.__doc__ = check.__name__  # Gradescope shows it as the test's name
    return weight(1)(method)


for name, check in CHECKS.items():
    setattr(TestNetwork, f"test_{name}", _method(check))
