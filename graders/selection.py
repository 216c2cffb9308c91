"""Some of a lab's checks, and those without which they mean nothing."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import replace

from graders.lab import Lab


def narrowed(lab: Lab, names: Collection[str]) -> Lab:
    """``lab`` with the checks ``names``, those that they come after and those that they follow, in the lab's order.

    Each of them draws the same numbers, and has the same limits, as among all the others.
    """
    wanted = set(names)
    for check in reversed(lab.checks.values()):  # a check depends on earlier ones only
        if check.name in wanted:
            wanted |= {*check.after, *check.follows}
    most = max((check.memory for check in lab.checks.values()), default=0)  # the memory of a worker that all may share
    narrow = copy.copy(lab)
    narrow.checks = {check.name: replace(check, memory=most) for check in lab.checks.values() if check.name in wanted}
    return narrow
