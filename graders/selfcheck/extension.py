"""``%load_ext labproof`` in a notebook, once ``check.pyz`` is on the path."""

from graders.selfcheck.magic import load_ipython_extension

__all__ = ["load_ipython_extension"]
