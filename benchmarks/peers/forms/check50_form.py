"""The checks as check50's. Copied into its folder of checks as ``__init__.py``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import check50
import check50.py

sys.path.insert(0, str(Path(__file__).parent))

from checks import CHECKS

SECONDS = 10


def _check(check: Callable[[Any], None]) -> Callable[[], None]:
    def run() -> None:
        sys.path.insert(0, "")  # the submission may import the files beside it
        student = check50.py.import_("network.py")
        try:
            check(student)
        except AssertionError as error:
            raise check50.Failure(str(error)[:200]) from None

    run.__name__, run.__doc__ = check.__name__, check.__doc__
    return check50.check(timeout=SECONDS)(run)


globals().update({name: _check(check) for name, check in CHECKS.items()})
