"""``grade.py`` on a torch lab, beside what Python alone takes to import torch."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Iterator

from benchmarks import program
from benchmarks.figure import Figure, Skipped, spread
from graders.handout.starter import bodiless

LAB = "lenet"
RUNS = 5


def torch_lab() -> Iterator[Figure]:
    """An untouched starter, which computes nothing: what is left is the start of the grader and of its workers."""
    if importlib.util.find_spec("torch") is None:
        raise Skipped("torch is not installed; python -m pip install '.[torch]'")
    source = (program.ROOT / "reference" / f"{LAB}.py").read_text(encoding="utf-8")
    with program.surroundings() as (folder, environment):
        starter = folder / f"{LAB}.py"
        starter.write_text(bodiless(source), encoding="utf-8")
        words = [program.GRADE, str(starter), "--lab", LAB, "--out", str(folder / "reports")]
        first = program.ended(words, environment)
        bare, whole, codes = [], [], {first.code}
        for _ in range(RUNS):
            bare.append(program.ended(["-c", "import torch"], environment).wall)
            run = program.ended(words, environment)
            whole.append(run.wall)
            codes.add(run.code)
    ratio = statistics.median(total / alone for total, alone in zip(whole, bare, strict=True))
    details = (
        f"from the command to the verdict, {spread(whole, 's')}; the first time {first.wall:.2f} s",
        f'python -c "import torch", in turns with it, {spread(bare, "s")}',
        f"exit codes: {', '.join(map(str, sorted(codes)))} (1: graded, and not all passed)",
    )
    yield Figure(f"grade.py on an untouched starter of {LAB} ÷ a bare import of torch", ratio, "", None, details)
