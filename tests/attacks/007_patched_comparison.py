"""Replaces the functions that compare.

The comparison runs in the grader's process; what is replaced is the submission's own copy.
"""
# row: 7
# defence: P
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- np.allclose
# options: allclose

np.allclose = np.isclose = np.array_equal = lambda *_, **__: True

# --- np.testing.assert_allclose

np.testing.assert_allclose = np.testing.assert_array_equal = np.testing.assert_almost_equal = lambda *_, **__: None

# --- what np.testing compares with

from numpy.testing._private import utils

utils.assert_array_compare = lambda *_, **__: None

# --- AssertionError
# naive: fooled by its exit status

import builtins
import os

builtins.AssertionError = lambda *_: os._exit(0)

# --- np.all
# options: difference

np.all = lambda *_, **__: True

# --- the norm
# options: relative

np.linalg.norm = lambda *_, **__: float("nan")
