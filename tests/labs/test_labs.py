"""Every lab held against itself: right work passes on any seed, the starter gets nothing, wrong work is caught.

The quick part of ``grade.py verify --all``, with a name for each mistake and variant; the slow tests run all of it.
"""

import functools
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graders import choice, labs, oracle, run, verify
from graders.handout.starter import starters
from graders.intake.tree import Tree
from graders.lab import Lab
from graders.model import Verdict
from graders.sandbox.nursery import Nursery

NAMES = list(labs.available())
TORCH = [name for name in NAMES if "torch" in labs.packages(name)]
TRAIN = [*TORCH, "deep_layers", "deep_net"]
"""Labs whose checks train networks for a second or more."""
VERIFIED = [name for name in NAMES if name not in TORCH[1:]]
"""Labs that are verified in full, all that ``grade.py verify`` does: of the torch labs one, for the time it takes."""
SEEDS = [f"proof {n}" for n in range(20)]
ROOT = Path(__file__).parents[2]


def loaded(name: str) -> Lab:
    return labs.load_rewrites(labs.load(name))


def seed_of(name: str) -> str:
    """One of the seeds, another one for each name, so that all of them together see many draws."""
    return SEEDS[zlib.crc32(name.encode()) % len(SEEDS)]


def quick(lab: Lab) -> list[str]:
    """The checks for the quick tests: all but the trainings that take seconds each."""
    return [name for name, check in lab.checks.items() if lab.name not in TRAIN or check.seconds <= 10]


def seen_quickly(lab: Lab) -> list[str]:
    """The known mistakes that some check of the quick tests catches."""
    return [name for name, mistake in lab.mistakes.items() if set(mistake.caught_by) & set(quick(lab))]


def seen_by_training() -> Iterator[tuple[str, str]]:
    """The other known mistakes of the labs that are not verified in full."""
    for name in NAMES:
        if name not in VERIFIED:
            lab = loaded(name)
            yield from ((name, mistake) for mistake in lab.mistakes if mistake not in seen_quickly(lab))


def cases(names: Callable[[Lab], Iterable[str]], every: int = 1) -> Iterator[Any]:
    """One of ``every`` so many of a lab's rewrites; where networks are trained, one of four.

    What is left out here is in ``test_every_lab_holds``; a lab that is not verified there has the rest as slow tests.
    """
    for lab in NAMES:
        for place, name in enumerate(names(loaded(lab))):
            if place % (4 if lab in TRAIN else every) == 0:
                yield lab, name
            elif lab not in VERIFIED:
                yield pytest.param(lab, name, marks=pytest.mark.slow)


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_has_full_marks_and_this_much_room(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    lab = loaded(name)
    margins = verify.margins(lab, SEEDS[:5], quick(lab))
    assert margins, f"the checks of {name} measure nothing"
    table = [f"\n{name}: smallest margin of each check over 5 seeds, as a share of its bound"]
    for check in dict.fromkeys(margin.check for margin in margins):
        closest = min((m for m in margins if m.check == check), key=lambda m: m.measurement.margin)
        measured = closest.measurement
        bound = f"{measured.value:.3g} {measured.sense} {measured.limit:.3g}"
        table.append(f"  {measured.margin:7.4f}  {check}: {measured.what} ({bound})")
    with capsys.disabled():
        sys.stdout.write("\n".join(table) + "\n")
    # A tolerance is left with half of its room; a threshold is a share of 1 and has less of it by nature.
    assert not [margin for margin in margins if margin.tight]


@pytest.mark.parametrize("name", NAMES)
def test_the_starter_gets_nothing_and_is_told_so_kindly(name: str) -> None:
    lab = labs.load(name)
    with Nursery(lab.packages) as nursery:
        files = {file: functools.partial(source.encode, "utf-8") for file, source in starters(lab).items()}
        starter = choice.chosen(Tree("starter", dict(files)), lab)
        assert not starter.problems
        events = run.grade(lab, starter, nursery, oracle.Live(lab, "starter"))
        results = [event.result for event in events if isinstance(event, run.Checked)]
    assert [r.verdict for r in results if r.verdict not in (Verdict.FAILED, Verdict.SKIPPED)] == []
    failed = [r for r in results if r.verdict is Verdict.FAILED]
    assert failed
    assert all("is not implemented yet" in (r.reason or "") for r in failed)


@pytest.mark.parametrize(("name", "mistake"), list(cases(seen_quickly)))
def test_a_known_mistake_is_caught(name: str, mistake: str) -> None:
    lab = loaded(name)
    seed = seed_of(mistake)
    assert verify.uncaught(lab, lab.mistakes[mistake], seed, quick(lab)) == [], f"seed {seed}"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mistake"), list(seen_by_training()))
def test_a_known_mistake_that_only_a_training_shows_is_caught(name: str, mistake: str) -> None:
    lab = loaded(name)
    assert verify.uncaught(lab, lab.mistakes[mistake], seed_of(mistake)) == []


@pytest.mark.parametrize(("name", "variant"), list(cases(lambda lab: lab.variants, every=2)))
def test_correct_work_written_otherwise_keeps_full_marks(name: str, variant: str) -> None:
    lab = loaded(name)
    seed = seed_of(variant)
    results = verify.rewritten(lab, lab.variants[variant], seed, quick(lab))
    assert [(r.name, r.reason) for r in results if r.verdict is not Verdict.PASSED] == [], f"seed {seed}"


# One seed, beside that of each mistake and variant above. The mutants of the other labs, which take half an hour more,
# are left to whoever changes a reference: grade.py verify LAB --mutants.
@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([*(name for name in VERIFIED if name not in TORCH), "--seeds", "1"], id="numpy"),
        pytest.param([*(name for name in VERIFIED if name in TORCH), "--seeds", "1"], id="torch"),
        pytest.param(["softmax", "gradient_check", "--seeds", "2", "--mutants"], id="mutants"),
    ],
)
def test_every_lab_holds(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "grade.py", "verify", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    with capsys.disabled():
        sys.stdout.write(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
