"""Between what the reference's training curves lie, over many seeds: recorded beside a lab, drawn in every report.

``grade.py verify LAB --bands`` writes ``bands.json`` into the lab's folder; ``verify`` tells when it is out of date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from graders.errors import UsageError
from graders.model import Curve

FILE = "bands.json"
DIGITS = 4
"""What a drawing needs; more would only make the file longer."""

ROOM = 0.05
"""How far the middle one of the curves may lie outside, as a share of the band's whole height: machines differ."""


def read(path: Path) -> dict[str, list[Curve]]:
    """The bands in a file, by check; none where there is no file. Raises UsageError for anything else."""
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return {
            check: [
                Curve(what, (), tuple(map(float, low)), tuple(map(float, high))) for what, (low, high) in named.items()
            ]
            for check, named in document.items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} holds no bands ({error}); write it anew with grade.py verify LAB --bands") from None


def write(path: Path, bands: Mapping[str, Sequence[Curve]]) -> None:
    """Record bands; a lab without any has no file."""
    if not bands:
        path.unlink(missing_ok=True)
        return
    document = {check: {each.what: [each.low, each.high] for each in named} for check, named in bands.items()}
    lines = [f" {json.dumps(check)}: {json.dumps(named, ensure_ascii=False)}" for check, named in document.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def bands_of(curves: Mapping[str, Sequence[Curve]]) -> dict[str, list[Curve]]:
    """The bands of each check's curves; a name that comes for several seeds is one curve."""
    found: dict[str, list[Curve]] = {}
    for check, there in curves.items():
        for name in dict.fromkeys(each.what for each in there):
            stack = _stacked([each for each in there if each.what == name])
            if stack.size:
                band = Curve(name, (), _rounded(stack.min(axis=0)), _rounded(stack.max(axis=0)))
                found.setdefault(check, []).append(band)
    return found


def strays(curves: Sequence[Curve], band: Curve) -> bool:
    """Whether the middle one of the curves lies outside of ``band`` somewhere."""
    stack = _stacked(curves)
    if not stack.size:
        return False
    low, high = (_stretched(side, stack.shape[1]) for side in (band.low, band.high))
    room = ROOM * (high.max() - low.min())
    middle = np.median(stack, axis=0)
    return bool(np.any((middle < low - room) | (middle > high + room)))


def _rounded(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(f"{value:.{DIGITS}g}") for value in values)


def _stacked(curves: Sequence[Curve]) -> np.ndarray:
    """The curves that are finite all along, as rows of one length: that of the longest."""
    finite = [each.values for each in curves if each.values and None not in each.values]
    length = max(map(len, finite), default=0)
    rows = [_stretched(values, length) for values in finite]
    return np.array(rows).reshape(len(rows), length)


def _stretched(values: Sequence[float | None], length: int) -> np.ndarray:
    places = np.linspace(0, len(values) - 1, length) if length > 1 else np.zeros(length)
    stretched: np.ndarray = np.interp(places, np.arange(len(values)), np.array(values, dtype=float))
    return stretched
