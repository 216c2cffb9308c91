"""One next step for an exception that beginners meet: told by its class, its message and the line that it came from."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import numpy as np

IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "math": "import math",
    "random": "import random",
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "defaultdict": "from collections import defaultdict",
    "Counter": "from collections import Counter",
}
"""How a name that everybody uses is brought in."""

WHOLE = "`/` gives a float even for whole numbers; write `//` where a whole number is needed."
SHAPES = "Print the `.shape` of both sides of this line, and compare them with the handout."
NOTHING = "Something in this line is None: does the function that should give it end with a `return`?"
DISK = "Files may take 16 MiB here, and there may be 255 of them: write less, and delete what is no longer needed."
NOT_HERE = 'Files of your computer are not here: use the arguments, and load files under `if __name__ == "__main__":`.'

PATTERNS: list[tuple[str, str, str]] = [
    ("UnboundLocalError", r"local variable '(\w+)'", "Give `{0}` a value before the loop or the branch that uses it."),
    ("IndexError", r"out of bounds for axis|index out of range", "Indices begin at 0: the last one is the length - 1."),
    (
        "IndexError",
        r"arrays used as indices must be of integer",
        "Are the arguments in the right order, and the indices integers?",
    ),
    ("IndexError", r"only integers, slices", WHOLE),
    ("IndexError", r"too many indices for array", SHAPES),
    (
        "TypeError",
        r"'float' object cannot be interpreted as an integer|not float$|slice indices must be integers",
        WHOLE,
    ),
    (
        "TypeError",
        r"list indices must be integers or slices, not",
        "A list takes one whole number at a time: make an array of it, `np.array(…)`.",
    ),
    (
        "TypeError",
        r"arrays can be converted to Python scalars",
        "The functions of `math` take one number; those of NumPy, such as `np.exp`, a whole array.",
    ),
    (
        "TypeError",
        r"'numpy\.ndarray' object is not callable",
        "Round brackets call a function; an index stands in square ones: `x[0]`.",
    ),
    (
        "TypeError",
        r"'(\w+)' object is not callable",
        "Round brackets call a function, and this is a value: was its name given to something else?",
    ),
    ("TypeError", r"NoneType", NOTHING),
    (
        "TypeError",
        r"([\w.]+)\(\) (?:missing|takes|got)",
        "Compare the call with the `def` of `{0}`: what does it take?",
    ),
    (
        "TypeError",
        r"can't multiply sequence|unsupported operand type\(s\).*'list'|'list' and '",
        "A list does not compute: make an array of it, `np.array(…)`.",
    ),
    ("AttributeError", r"'NoneType' object", NOTHING),
    (
        "AttributeError",
        r"'(?:list|tuple)' object has no attribute '(\w+)'",
        "A list has no `.{0}`: make an array of it, `np.array(…)`.",
    ),
    (
        "TypeError",
        r"Cannot cast ufunc .* to dtype\('u?int",
        "An array of integers keeps its type under `/=`, `+=` and the like: write x = x / n.",
    ),
    (
        "ValueError",
        r"operands could not be broadcast together with shapes \((\d+),(\d+)\) \(\1,\)",
        "Keep the axis, `keepdims=True`: shape ({0}, 1) goes with ({0}, {1}).",
    ),
    (
        "ValueError",
        r"could not be broadcast|broadcast input array|mismatch in its core dimension|not aligned|could not broadcast",
        SHAPES,
    ),
    (
        "ValueError",
        r"cannot reshape array of size (\d+)",
        "The lengths of the new shape have to give {0} when multiplied; -1 stands for one of them.",
    ),
    (
        "ValueError",
        r"truth value of an array",
        "`if` and `max` take one value; for each value of an array there are `np.where` and `np.maximum`.",
    ),
    (
        "ValueError",
        r"setting an array element with a sequence|inhomogeneous",
        "Every row of an array needs the same length: print `len` of each.",
    ),
    (
        "ValueError",
        r"(?:not enough|too many) values to unpack",
        "Print the `.shape`, or `len`, of what is unpacked in this line.",
    ),
    ("ValueError", r"assignment destination is read-only", "Work on a copy: x = x.copy()."),
    ("KeyError", r"", "Print the keys of this dict: the one that is asked for is not among them."),
    ("ZeroDivisionError", r"", "Print what stands below the fraction line: it is 0."),
    ("OverflowError", r"math range error|too large", "Subtract the largest value before you take the exponential."),
    ("EOFError", r"reading a line", "Nobody can type anything in here: leave `input()` out, and use the arguments."),
    ("FileNotFoundError", r"", NOT_HERE),
    ("PermissionError", r"^(?!.* does not work here: )", NOT_HERE),
    ("OSError", r"No space left on device|File too large|requested and \d+ written", DISK),
    ("OSError", r"Too many open files", "Close a file as soon as it is read or written: `with open(…) as file:`."),
    ("RecursionError", r"", "Does the function call itself without an end?"),
    ("TabError", r"", "Let the editor turn every tab into spaces."),
    ("IndentationError", r"expected an indented block", "Set the lines of the body in by four spaces."),
    ("IndentationError", r"unexpected indent", "Begin this line where the lines above it begin."),
    ("IndentationError", r"unindent does not match", "Begin this line where a line above it begins: count the spaces."),
    ("SyntaxError", r"expected ':'", "A line with `def`, `if`, `for` or `while` ends with a colon."),
    (
        "SyntaxError",
        r"was never closed|unmatched|does not match",
        "Count the brackets in this line and in the one before it.",
    ),
    ("SyntaxError", r"unterminated string", "A text ends with the quote that it begins with."),
    ("SyntaxError", r"Maybe you meant '=='", "A comparison is written with two equals signs: `==`."),
    ("SyntaxError", r"'return' outside function", "Set this line in, so that it belongs to the function above it."),
]
"""Class, what its message says, and the advice; {0} is what the first group matched. The first that fits counts."""


def advice(family: Sequence[str], message: str, line: str, known: Sequence[str] = ()) -> str | None:
    """The next step for an exception of these classes; None where nothing is sure.

    ``line`` is the student's own line that it came from, ``known`` the names that their files define.
    """
    if "UnboundLocalError" not in family and "NameError" in family:
        return _of_a_name(message, line, known)
    if "AttributeError" in family and (shadowed := _shadowed(message, line)) is not None:
        return shadowed
    for exception, pattern, said in PATTERNS:
        if exception in family and (match := re.search(pattern, message)) is not None:
            return re.sub(r"\{(\d)\}", lambda place: match[int(place[1]) + 1], said)
    return None


def _of_a_name(message: str, line: str, known: Sequence[str]) -> str | None:
    match = re.search(r"name '(\w+)' is not defined", message)
    if match is None:
        return None
    name = match[1]
    if name in IMPORTS:
        return f"Write `{IMPORTS[name]}` at the top of the file."
    near = difflib.get_close_matches(name.lower(), [each.lower() for each in known], n=1, cutoff=0.6)
    if near:
        return f"Is `{next(each for each in known if each.lower() == near[0])}` meant?"
    return f"Is `{name}` misspelt, or defined only inside another function?"


def _shadowed(message: str, line: str) -> str | None:
    """For ``np.exp`` where ``np`` has become something else."""
    match = re.search(r"'(\w+)' object has no attribute '(\w+)'", message)
    if match and match[1] != "ndarray" and re.search(rf"\bnp\.{match[2]}\b", line) and hasattr(np, match[2]):
        return "Give that variable another name: `np` is no longer NumPy once it is given a value."
    return None
