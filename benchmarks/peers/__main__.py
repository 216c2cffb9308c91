"""``python -m benchmarks.peers [NAME …]``: grade the benchmark's class with other graders and print one table."""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks.figure import Figure, Skipped, show
from benchmarks.peers.comparison import PEERS, peers


def main() -> int:
    """Measure the peers that are named; all by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PEERS))
    names = parser.parse_args().names
    if unknown := [name for name in names if name not in PEERS]:
        parser.error(f"there is no peer {unknown[0]!r}; there are {', '.join(PEERS)}")
    console = Console(width=None if sys.stdout.isatty() else 150)
    figures: list[Figure] = []
    for name in names or PEERS:
        console.print(f"measuring {name} …", style="dim")
        try:
            figures.extend(peers([name]))
        except Skipped as why:
            console.print(f"skipped {why}", markup=False, highlight=False, soft_wrap=True)
    console.print()
    show(figures, console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
