"""A check run on work of our own, in this process: the reference, a known mistake, a variant, a mutant."""

from __future__ import annotations

from types import ModuleType

from graders.connection import Local
from graders.judge import Judgement, judged
from graders.lab import Check
from graders.oracle import Oracle, derived
from graders.student import Student


def rehearsed(check: Check, module: ModuleType, oracle: Oracle) -> Judgement:
    """What ``check`` finds with ``module`` in the student's place."""
    return judged(check, actor(check, module, oracle), oracle)


def actor(check: Check, module: ModuleType, oracle: Oracle) -> Student:
    """``module`` in the student's place; global random numbers begin as in a worker."""
    local = Local(module)
    local.servant.seed(derived(oracle.seed, check.name, "worker") % 2**63)
    return Student(local, local.inventory, functions=oracle.functions, outliner=local.outline)
