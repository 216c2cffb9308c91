"""Names that NumPy once had, with what to write in NumPy 2; and names that it never had.

https://numpy.org/doc/stable/numpy_2_0_migration_guide.html and the release notes of 1.24, 1.25, 2.0 and 2.4.
"""

from __future__ import annotations

import difflib
import re

import numpy as np

REMOVED = {
    **{name: name for name in ("float", "int", "object", "complex", "str")},
    "bool": "bool",
    "bool8": "np.bool_",
    "float_": "np.float64",
    "complex_": "np.complex128",
    "int0": "np.intp",
    "uint0": "np.uintp",
    "long": "int",
    "unicode": "str",
    "unicode_": "np.str_",
    "string_": "np.bytes_",
    "NaN": "np.nan",
    "NAN": "np.nan",
    "Inf": "np.inf",
    "Infinity": "np.inf",
    "infty": "np.inf",
    "PINF": "np.inf",
    "NINF": "-np.inf",
    "PZERO": "0.0",
    "NZERO": "-0.0",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "sometrue": "np.any",
    "alltrue": "np.all",
    "in1d": "np.isin",
    "row_stack": "np.vstack",
    "trapz": "np.trapezoid",
    "round_": "np.round",
    "asscalar": "x.item()",
    "asfarray": "np.asarray(x, dtype=float)",
    "cast": "np.asarray(x, dtype=…)",
    "mat": "np.array",
    "msort": "np.sort(x, axis=0)",
    "rank": "np.ndim",
    "find_common_type": "np.promote_types",
    "issubclass_": "issubclass",
    "issctype": "issubclass(…, np.generic)",
    "obj2sctype": "np.dtype(…).type",
    "disp": "print",
    "safe_eval": "ast.literal_eval",
    "recfromcsv": "np.genfromtxt(…, delimiter=',')",
    "recfromtxt": "np.genfromtxt",
}
"""By the name without ``np.``: what does the same."""

METHODS = {"ptp": "np.ptp(x)", "itemset": "x[index] = value", "newbyteorder": "x.view(x.dtype.newbyteorder())"}
"""What arrays could do themselves."""

ATTRIBUTE = re.compile(
    r"module 'numpy' has no attribute '(\w+)'|`np\.(\w+)` was removed|cannot import name '(\w+)' from 'numpy'"
)
METHOD = re.compile(r"'numpy\.ndarray' object has no attribute '(\w+)'|`(\w+)` was removed from the ndarray class")


def instead(message: str) -> tuple[str, str] | None:
    """What an error's message says that NumPy does not have, and the next step.

    The first is as in "`np.product`, which NumPy no longer has".

    None where the message is of something else, or nothing comes near.
    """
    if match := ATTRIBUTE.search(message):
        name = next(filter(None, match.groups()))
        if name in REMOVED:
            return f"`np.{name}`, which NumPy no longer has", f"Write `{REMOVED[name]}`."
        near = difflib.get_close_matches(name, [each for each in dir(np) if each[:1] != "_"], n=1, cutoff=0.7)
        return (f"`np.{name}`, which NumPy does not have", f"Is `np.{near[0]}` meant?") if near else None
    if match := METHOD.search(message):
        name = next(filter(None, match.groups()))
        if name in METHODS:
            return f"`.{name}`, which arrays no longer have", f"Write `{METHODS[name]}`."
        if callable(getattr(np, name, None)):
            return f"`.{name}`, which arrays do not have", f"Write `np.{name}(…)`: it is a function of NumPy's."
    return None
