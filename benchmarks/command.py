"""``grade.py`` on one submission, as a person starts it: its time, its memory, and where its start goes."""

from __future__ import annotations

import contextlib
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks import floor, processes, program
from benchmarks.figure import Figure, spread
from benchmarks.program import ROOT

RUNS = 7
SUBMISSION = ROOT / "reference" / "softmax.py"
"""The textbook, handed in as a student's own."""

TOP = 15
IMPORT_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| ( *)(\S+)")
PAUSE = 0.002


@contextlib.contextmanager
def _surroundings() -> Iterator[tuple[list[str], dict[str, str]]]:
    """The command and its environment: with a folder for reports that is thrown away."""
    with program.surroundings() as (folder, environment):
        yield [program.GRADE, str(SUBMISSION), "--out", str(folder)], environment


def command() -> Iterator[Figure]:
    """The whole command, beyond what its checks compute in a process that is warm."""
    own, whole, codes = [], [], set()
    with _surroundings() as (words, environment):
        first = program.ended(words, environment).wall
        for _ in range(RUNS):
            own.append(floor.of_textbook().wall)
            run = program.ended(words, environment)
            whole.append(run.wall)
            codes.add(run.code)
    beyond = [total - part for total, part in zip(whole, own, strict=True)]
    details = (
        f"the whole command, {spread(whole, 's')}",
        f"the same checks on the same functions in one warm process, {spread(own, 's')}",
        f"the first run after a start of the machine, which tries the sandbox: {first:.2f} s",
        f"exit codes: {', '.join(map(str, sorted(codes)))} (0: full marks; 3: a check of the lab is broken)",
    )
    yield Figure(
        "grade.py on one softmax submission, beyond its own computation", statistics.median(beyond), "s", 0.3, details
    )


def memory() -> Iterator[Figure]:
    """The most that the command, its zygote and its workers hold at one time."""
    most, parts, resident, workers = 0.0, "", 0.0, 0
    with _surroundings() as (words, environment):
        program.ended(words, environment)
        with subprocess.Popen([sys.executable, *words], env=environment, stdout=subprocess.DEVNULL, cwd=ROOT) as grader:
            while grader.poll() is None:
                below = list(processes.descendants(grader.pid))
                each = [processes.memory(pid) for pid in (grader.pid, *below)]
                total = sum(one.share for one in each)
                if total > most:
                    most, resident, workers = total, sum(one.resident for one in each), max(len(below) - 1, 0)
                    parts = " + ".join(f"{one.share:.1f}" for one in each)
                time.sleep(PAUSE)
    details = (
        f"at its peak: {parts} MiB (grader, zygote, {workers} workers; shared pages count in parts)",
        f"counting shared pages in each process: {resident:.0f} MiB",
    )
    yield Figure("memory of the command, its zygote and workers", most, "MiB", 150, details)


def imports() -> list[str]:
    """The modules that the command spends the most time on when it imports them, the slowest first."""
    with _surroundings() as (words, environment):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *words], env=environment, capture_output=True, text=True, cwd=ROOT
        )
    rows = [(int(own), int(whole), name) for own, whole, _, name in IMPORT_LINE.findall(done.stderr)]
    lines = [f"{len(rows)} modules, {sum(own for own, _, _ in rows) / 1000:.0f} ms", "", "with what they import:"]
    for title, place in (("", 1), ("by themselves:", 0)):
        lines += ["", title] if title else []
        for row in sorted(rows, key=lambda row: -row[place])[:TOP]:
            lines.append(f"{row[place] / 1000:8.1f} ms  {row[2]}")
    return lines
