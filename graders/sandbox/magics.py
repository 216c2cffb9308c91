"""The lines of a notebook that are for the notebook and not for Python: magics, shell commands, questions.

``%matplotlib inline``, ``!pip install …``, ``np.dot?`` are left out, and ``files = !ls`` gives an empty list; of a cell
that begins with ``%%time`` or the like the rest is kept, and one that begins with ``%%bash`` or another language is
left out whole. So is a cell whose first line is the comment ``# skip``.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

PYTHON_CELLS = ("time", "timeit", "capture", "prun", "python", "python3", "memit", "mprun", "lprun", "snakeviz")
MAGIC = re.compile(r"\s*[%!?]|\s*[\w.]+\?{1,2}\s*$|\s*(?:pip|conda|cd|ls|pwd|mkdir|cp|mv|rm|cat|git|wget)\s+\S")
ASSIGNED = re.compile(r"(\s*[\w.,\s\[\]]+=\s*)[%!]")
AFTER_COLON = re.compile(r"(\s*(?:if|for|while|with|else|try)\b.*:\s*)[%!]")
LINES_LIMIT = 1000

SKIPPED = re.compile(r"\s*#\s*skip\s*(?:\n|$)", re.IGNORECASE)


def is_skipped(cell: str) -> bool:
    """Whether the first line of a cell that is not empty is the comment ``# skip``."""
    return SKIPPED.match(cell) is not None


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
        python = _python(lines[wrong - 1]) if wrong is not None and 1 <= wrong <= len(lines) else None
        if wrong is None or python is None:
            break
        left_out.append((wrong, lines[wrong - 1].strip()))
        while lines[wrong - 1].rstrip().endswith("\\") and wrong < len(lines):  # the command goes on in the next line
            lines[wrong - 1], python, wrong = python, "", wrong + 1
        lines[wrong - 1] = python
    return "\n".join(lines), left_out


def _python(line: str) -> str | None:
    """What to put in the place of a line that is for the notebook; None where it is not."""
    if match := ASSIGNED.match(line):
        return f"{match[1]}[]"
    if match := AFTER_COLON.match(line):
        return f"{match[1]}pass"
    if MAGIC.match(line):
        return f"{line[: len(line) - len(line.lstrip())]}pass"  # a body of nothing but a magic needs something
    return None


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
