"""``python -m benchmarks``: measure, print one table, assert nothing."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks import batch, command, confinement, workers
from benchmarks.figure import Figure, show

MEASUREMENTS = {
    "fork": workers.fork,
    "call": workers.call,
    "command": command.command,
    "class": batch.batch,
    "confinement": confinement.confinement,
    "memory": command.memory,
    "leaks": workers.leaks,
}


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
    figures: list[Figure] = []
    for name in options.only or MEASUREMENTS:
        console.print(f"measuring {name} …", style="dim")
        figures += MEASUREMENTS[name]()
    machine["load after"] = _load()
    console.print()
    show(figures, console)
    console.print(f"\n{', '.join(f'{key} {value}' for key, value in machine.items())}", highlight=False, soft_wrap=True)
    console.print(f"measured in {time.monotonic() - began:.0f} s; a machine that others use makes every time longer")
    if options.json is not None:
        rows = [{**dataclasses.asdict(figure), "ratio": figure.ratio, "verdict": figure.verdict} for figure in figures]
        text = json.dumps({"machine": machine, "figures": rows}, indent=2, ensure_ascii=False)
        options.json.write_text(f"{text}\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(MEASUREMENTS), metavar="NAME", help=", ".join(MEASUREMENTS))
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
