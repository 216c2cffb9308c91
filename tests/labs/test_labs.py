"""Every lab held against itself: right work passes on any seed, the starter gets nothing, wrong work is caught."""

import sys

import pytest

from graders import choice, labs, oracle, run, verify
from graders.lab import Lab
from graders.model import Verdict
from graders.sandbox.nursery import Nursery

NAMES = list(labs.available())
SEEDS = [f"proof {n}" for n in range(20)]


def loaded(name: str) -> Lab:
    return labs.load_rewrites(labs.load(name))


MISTAKES = [(name, mistake) for name in NAMES for mistake in loaded(name).mistakes]
VARIANTS = [(name, variant) for name in NAMES for variant in loaded(name).variants]


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_has_full_marks_and_this_much_room(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    margins = verify.margins(loaded(name), SEEDS)
    assert margins, f"the checks of {name} measure nothing"
    table = [f"\n{name}: smallest margin of each check over {len(SEEDS)} seeds, as a share of its bound"]
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
        starter = choice.read(labs.ASSIGNMENTS / name / "starter", lab)
        assert not starter.problems
        events = run.grade(lab, starter, nursery, oracle.Live(lab, "starter"))
        results = [event.result for event in events if isinstance(event, run.Checked)]
    assert [r.verdict for r in results if r.verdict not in (Verdict.FAILED, Verdict.SKIPPED)] == []
    failed = [r for r in results if r.verdict is Verdict.FAILED]
    assert failed
    assert all("is not implemented yet" in (r.reason or "") for r in failed)


@pytest.mark.parametrize(("name", "mistake"), MISTAKES)
def test_a_known_mistake_is_caught(name: str, mistake: str) -> None:
    lab = loaded(name)
    for seed in SEEDS[:3]:
        assert verify.uncaught(lab, lab.mistakes[mistake], seed) == [], f"seed {seed}"


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_correct_work_written_otherwise_keeps_full_marks(name: str, variant: str) -> None:
    lab = loaded(name)
    for seed in SEEDS[:3]:
        results = verify.rewritten(lab, lab.variants[variant], seed)
        assert [(r.name, r.reason) for r in results if r.verdict is not Verdict.PASSED] == [], f"seed {seed}"
