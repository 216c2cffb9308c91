"""The lines of a notebook that are for the notebook and not for Python: magics, shell commands, questions.

``%matplotlib inline``, ``!pip install …``, ``np.dot?`` and ``files = !ls`` are left out; of a cell that begins with
``%%time`` or the like the rest is kept, and one that begins with ``%%bash`` or another language is left out whole.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

PYTHON_CELLS = ("time", "timeit", "capture", "prun", "python", "python3", "memit", "mprun", "lprun", "snakeviz")
MAGIC = re.compile(r"\s*(%|!|\?)|.*\?\s*$|\s*[\w.,\s\[\]]+=\s*(%|!)")
LINES_LIMIT = 200


def dropped(cell: str, name: str) -> tuple[str, list[tuple[int, str]]]:
    """A cell as Python, with as many lines as it had, and what was left out: ``(line, text)``.

    A line is taken for a magic where Python itself says that the cell is no Python because of that line: a ``%`` that
    continues a product stays what it is. Raises SyntaxError never: a cell that is wrong in other ways comes back.
    """
    left_out: list[tuple[int, str]] = []
    lines = cell.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].lstrip().startswith("%%"):
        left_out.append((first + 1, lines[first].strip()))
        language = lines[first].lstrip()[2:].split()[:1]
        if language and language[0] in PYTHON_CELLS:
            lines[first] = ""
        else:
            return "\n" * (len(lines) - 1), left_out
    for _ in range(LINES_LIMIT):
        wrong = _wrong_line("\n".join(lines), name)
        if wrong is None or not 1 <= wrong <= len(lines) or not MAGIC.match(lines[wrong - 1]):
            break
        line = lines[wrong - 1]
        left_out.append((wrong, line.strip()))
        indent = line[: len(line) - len(line.lstrip())]
        lines[wrong - 1] = f"{indent}pass"  # a body of nothing but a magic needs something in its place
    return "\n".join(lines), left_out


def _wrong_line(text: str, name: str) -> int | None:
    try:
        compile(text, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        return error.lineno
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


class Shell:
    """What ``get_ipython()`` gives: whatever is asked of it, nothing happens."""

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **keywords: None


def bring_shell(builtins: ModuleType) -> None:
    """Give the code of a notebook the names that a notebook brings."""
    vars(builtins).setdefault("display", lambda *arguments, **keywords: None)
    vars(builtins).setdefault("get_ipython", Shell)
