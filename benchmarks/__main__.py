"""``python -m benchmarks``: measure, print one table, assert nothing."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks import (
    batch,
    cluster,
    command,
    confinement,
    growth,
    rendering,
    selfcheck,
    start,
    torch_lab,
    workers,
)
from benchmarks.figure import Figure, Skipped, show
from benchmarks.peers import comparison
from graders.errors import LabproofError

Measurement = Callable[[], Iterable[Figure]]

MEASUREMENTS: dict[str, Measurement] = {
    "start": start.start,
    "fork": workers.fork,
    "call": workers.call,
    "command": command.command,
    "torch": torch_lab.torch_lab,
    "selfcheck": selfcheck.selfcheck,
    "class": batch.batch,
    "confinement": confinement.confinement,
    "memory": command.memory,
    "leaks": workers.leaks,
    "rendering": rendering.rendering,
    "cluster": cluster.cluster,
    "peers": comparison.peers,
    "growth": growth.growth,
}
"""By their names, in the order in which they are made; the longest one comes last."""


def main() -> int:
    """Measure what is asked for; everything by default."""
    options = _options()
    console = Console(width=None if sys.stdout.isatty() else 150)
    if options.imports:
        for line in command.imports():
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        return 0
    machine = _machine()
    began = time.monotonic()
    names = [name for name in options.only or MEASUREMENTS if name not in options.without]
    figures, skipped = measured({name: MEASUREMENTS[name] for name in names}, console)
    machine["load after"] = _load()
    console.print()
    show(figures, console)
    console.print(f"\n{', '.join(f'{key} {value}' for key, value in machine.items())}", highlight=False, soft_wrap=True)
    console.print(f"measured in {time.monotonic() - began:.0f} s; a machine that others use makes every time longer")
    for name, why in skipped.items():
        _say(f"not measured: {name}: {why}", console)
    if options.json is not None:
        options.json.write_text(as_json(machine, figures, skipped), encoding="utf-8")
    return 0


def measured(measurements: Mapping[str, Measurement], console: Console) -> tuple[list[Figure], dict[str, str]]:
    """The figures of the measurements, one after the other; by name, why some can't be made here."""
    figures: list[Figure] = []
    skipped: dict[str, str] = {}
    for name, measurement in measurements.items():
        _say(f"measuring {name} …", console, style="dim")
        try:
            figures.extend(measurement())
        except (Skipped, LabproofError) as why:
            skipped[name] = str(why)
            _say(f"skipped {name}: {why}", console)
    return figures, skipped


def as_json(machine: Mapping[str, Any], figures: Iterable[Figure], skipped: Mapping[str, str]) -> str:
    """All of it for a program: the figures, then the measurements that could not be made, each with its reason."""
    rows = [figure.row() for figure in figures]
    rows += [{"name": name, "skipped": why} for name, why in skipped.items()]
    return json.dumps({"machine": machine, "figures": rows}, indent=2, ensure_ascii=False) + "\n"


def _say(said: str, console: Console, style: str | None = None) -> None:
    console.print(said, style=style, markup=False, highlight=False, soft_wrap=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names: dict[str, Any] = {"nargs": "+", "choices": list(MEASUREMENTS), "metavar": "NAME", "default": []}
    parser.add_argument("--only", **names, help=f"some of it: {', '.join(MEASUREMENTS)}")
    parser.add_argument("--without", **names, help="all but these, such as growth, which takes the longest")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument("--imports", action="store_true", help="list what grade.py spends its imports on, instead")
    return parser.parse_args()


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "load before": _load(),
    }


def _load() -> float:
    return round(os.getloadavg()[0], 2)


if __name__ == "__main__":
    sys.exit(main())
