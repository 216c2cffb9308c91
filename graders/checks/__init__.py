"""What a check can ask for: plain functions that raise one ``Failure`` and say nothing when all is well.

``close`` compares values, ``gradient`` a gradient with the slope of its loss, ``at_least`` a figure with a bar.
``unchanged`` watches a call's arguments, ``raises`` its exception, ``without`` its syntax tree; ``either`` accepts
several conventions. ``placed`` gives files to read, ``own_draws`` random numbers that may depend on a student's work.
``training`` looks at the course of a loss, ``Adam`` follows its steps; ``curve`` and ``remark`` note something for the
report.
"""

from graders.checks.adam import Adam
from graders.checks.close import close
from graders.checks.draws import own_draws
from graders.checks.either import either
from graders.checks.failure import Failure, StudentError
from graders.checks.form import parts, shaped
from graders.checks.gradient import gradient
from graders.checks.notes import curve, remark
from graders.checks.placed import placed
from graders.checks.raises import raises
from graders.checks.threshold import at_least
from graders.checks.training import training
from graders.checks.unchanged import unchanged
from graders.checks.without import without
from graders.checks.worked import worked

__all__ = [
    "Adam",
    "Failure",
    "StudentError",
    "at_least",
    "close",
    "curve",
    "either",
    "gradient",
    "own_draws",
    "parts",
    "placed",
    "raises",
    "remark",
    "shaped",
    "training",
    "unchanged",
    "without",
    "worked",
]
