"""``python check.pyz`` as a student runs it, beyond what the checks compute."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import floor, program
from benchmarks.figure import Figure, Skipped, spread
from graders import labs
from graders.cassette import Cassette
from graders.rehearsal import rehearsed
from graders.replay import Replay

LAB, FILE = "softmax", "softmax.py"
RUNS = 5


def selfcheck() -> Iterator[Figure]:
    """A handout's self-check on the textbook, and on the starter as it is handed out."""
    with program.surroundings() as (scratch, environment):
        made = program.ended([program.GRADE, "handout", LAB, "--out", str(scratch)], environment)
        folder = scratch / LAB
        if made.code != 0:
            raise Skipped(f"grade.py handout {LAB} ended with the exit code {made.code}; run it by itself to see why")
        yield _measured("an untouched starter", folder, environment)
        shutil.copyfile(program.ROOT / "reference" / FILE, folder / FILE)
        yield _measured("the textbook's solution", folder, environment, f"the handout took {made.wall:.1f} s to make")


def _measured(what: str, folder: Path, environment: Mapping[str, str], *more: str) -> Figure:
    own, whole, codes = [], [], set()
    first = program.ended(["check.pyz"], environment, folder).wall
    for _ in range(RUNS):
        own.append(_own(folder))
        run = program.ended(["check.pyz"], environment, folder)
        whole.append(run.wall)
        codes.add(run.code)
    beyond = statistics.median(total - part for total, part in zip(whole, own, strict=True))
    details = (
        f"the whole command, {spread(whole, 's')}; the first time {first:.2f} s",
        f"the same checks by the same recording in one warm process, {spread(own, 's')}",
        f"exit codes: {', '.join(map(str, sorted(codes)))} (0: all passed; 1: not)",
        *more,
    )
    return Figure(f"check.pyz of {LAB} on {what}, beyond its own computation", beyond, "s", None, details)


def _own(folder: Path) -> float:
    words = [sys.executable, "-m", "benchmarks.selfcheck", str(folder)]
    environment = {**os.environ, **floor.ONE_THREAD}
    done = subprocess.run(words, env=environment, cwd=program.ROOT, stdout=subprocess.PIPE, check=True)
    return float(json.loads(done.stdout))


def main() -> None:
    """Run the checks of the handout in the folder named, in this process, once it is warm; print the seconds."""
    folder = Path(sys.argv[1])
    with zipfile.ZipFile(folder / "check.pyz") as single_file:
        cassette = Cassette.from_bytes(single_file.read("cassette"))
    for _ in range(2):
        seconds = _rehearsed(cassette, folder / FILE)
    print(json.dumps(seconds))


def _rehearsed(cassette: Cassette, file: Path) -> float:
    """The seconds of loading the student's file and running each recorded check on it."""
    lab = labs.load(LAB)
    replay = Replay(lab, cassette)
    with contextlib.redirect_stdout(None), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        began = time.perf_counter()
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name in cassette.takes[0].tracks:
            rehearsed(lab.checks[name], module, replay)
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
