"""Where a name stands in a student's text that nothing at the top level defines. Read line by line; nothing is parsed.

A definition inside another function, inside a class or under ``if __name__ == "__main__":`` is not there for others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graders.model import Frame
from graders.sandbox.magics import is_skipped
from graders.signature import LINE_SHOWN

Lines = Mapping[str, Sequence[str]]

OUTER = re.compile(r"(?:async\s+)?(def|class)\s+(\w+)|if\b.*__name__")


@dataclass(frozen=True)
class Whereabouts:
    """The line that a definition stands in, and what of it: "inside `main`", with one next step."""

    frame: Frame
    said: str
    hint: str


def whereabouts(name: str, lines: Lines) -> Whereabouts | None:
    """Where ``name`` is defined, but not so that it is there; None where no line looks like it."""
    own = re.compile(rf"(\s*)(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b")
    for part, text in lines.items():
        skipped = ", cell " in part and is_skipped("\n".join(text[:50]))
        for number, line in enumerate(text, start=1):
            if (match := own.match(line)) is None:
                continue
            frame = Frame(part, number, name, line.strip()[:LINE_SHOWN])
            if skipped:
                hint = f"Move `{name}` into a cell of its own, or take the mark away."
                return Whereabouts(frame, "stands in a cell marked `# skip`", hint)
            if match[1] and (found := _inside(text[: number - 1], match[1], name, frame)) is not None:
                return found
    return None


def given(name: str, lines: Lines) -> Frame | None:
    """The last line of a top level that gives ``name`` a value."""
    own = re.compile(rf"{re.escape(name)}\s*(?::[^=]*)?=(?!=)")
    found = [
        Frame(part, n, name, line[:LINE_SHOWN])
        for part, text in lines.items()
        for n, line in enumerate(text, start=1)
        if own.match(line)
    ]
    return found[-1] if found else None


def enclosing(before: Sequence[str], line: str) -> str:
    """The function that ``line`` belongs to, by the lines before it; ``<module>`` for none."""
    width = _width(line)
    for above in reversed(before):
        match = OUTER.match(above.strip())
        if match is not None and match[1] == "def" and _width(above) < width:
            return match[2]
    return "<module>"


def _width(line: str) -> int:
    """How far a line is set in."""
    text = line.expandtabs()
    return len(text) - len(text.lstrip())


def _inside(before: Sequence[str], indentation: str, name: str, frame: Frame) -> Whereabouts | None:
    """What a line that is set in belongs to: the nearest line above it that is set in less."""
    width = _width(f"{indentation}.")
    for line in reversed(before):
        text = line.strip()
        if not text or text.startswith("#") or _width(line) >= width:
            continue
        match = OUTER.match(text)
        if match is None:
            return None
        if match[1] is None:
            hint = f"Move `def {name}` above that line, to the left edge: what stands under it is not run here."
            return Whereabouts(frame, 'stands under `if __name__ == "__main__":`', hint)
        kind = "class " if match[1] == "class" else ""
        hint = f"Move `def {name}` out of it, to the left edge."
        return Whereabouts(
            frame, f"stands inside the {kind}`{match[2]}`" if kind else f"stands inside `{match[2]}`", hint
        )
    return None
