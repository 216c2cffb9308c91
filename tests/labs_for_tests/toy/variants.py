"""Correct work, written otherwise."""

from .lab import lab  # noqa: TID252


@lab.variant("double")
def double_adds(x):
    """double adds its argument to itself."""
    return x + x
