"""Attacks on a mark: each beats a naive grader where it can, and none changes a mark here.

The files 001 to 041 hold the attacks; ``rows.py`` says how they are read. Each is graded at every tier that this
machine has and held against the same work without the attack.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graders.model import Verdict
from tests.attacks.conftest import Naive, Observed
from tests.attacks.places import LAYERS_FORBIDDEN, Mark, Places, hand_in
from tests.attacks.rows import HERE, LABS, Attack, attacks_of, rows

pytestmark = [
    pytest.mark.attack,
    pytest.mark.xdist_group("attacks"),  # one after the other: at tier 1 they leave notes that others would find
    pytest.mark.skipif(sys.platform != "linux", reason="the naive grader's limits are those of Linux"),
]

ROOT = HERE.parents[1]
ROWS = rows(1, 41)
BEST = "tier 3"
LAST = ("tier 2 without Landlock", "tier 1, a plain process")
"""Where a kernel like ours is rare, and where each worker starts cold: there the first way of each row is tried, and
the others by the slow tests."""

BEYOND = {
    "24 changes them where nobody looks": "whether an argument was changed is seen in the student's process alone",
    "29 single precision, which has a wider tolerance": "its rounding is allowed for, and smaller errors with it",
    "40 a copy of the reference": "right work is right, whoever wrote it",
}
"""What no comparison of values can see, at any tier; docs/security.md says so."""


def attacks(place: str, *, torch: bool = False) -> Iterator[object]:
    """The attacks as parameters; what takes long is marked slow."""
    for row in ROWS:
        for number, attack in enumerate(each for each in row.attacks if each.has("needs") == torch):
            slow = attack.has("slow") or (place != BEST and number > 0)
            yield pytest.param(place, attack, id=f"{place}: {attack.id}", marks=[pytest.mark.slow] if slow else [])


# --------------------------------------------------------------------------------------------- here


def held(attack: Attack, mark: Mark, control: Mark, observed: Observed) -> None:
    """Nothing was gained beside the same work without the attack, nothing found, and nothing of ours broken."""
    gained = mark.passed - control.passed
    found = re.findall("FOUND.*", mark.text)
    end = "reached" if gained or found else "nothing"
    observed.setdefault(attack.id, {}).setdefault(f"tier {mark.tier}", []).append(end)
    assert Verdict.BROKEN not in mark.verdicts.values()
    if attack.has("probe"):
        assert re.search("LOOKED AT [1-9]", mark.text), "it did not even look"
    if attack.holds(mark.tier):  # else it depends on the machine whether it succeeds; the table says that it may
        assert not gained
        assert not found


@pytest.mark.parametrize(("place", "attack"), [each for place in LAYERS_FORBIDDEN for each in attacks(place)])
def test_no_attack_changes_a_mark(place: str, attack: Attack, places: Places, observed: Observed) -> None:
    held(attack, places.mark(place, attack.files), places.control(place, attack), observed)


def test_no_tensor_changes_a_mark(places: Places, observed: Observed) -> None:
    pytest.importorskip("torch")
    packages = ("numpy", "torch")
    (row,) = (row for row in ROWS if row.number == "11")
    for attack in row.attacks:
        held(attack, places.mark(BEST, attack.files, packages=packages), places.control(BEST, attack), observed)
    right = (HERE / "work" / "slow.py").read_text(encoding="utf-8")
    tensors = f"{right}\nimport torch\ndef softmax(z): return torch.from_numpy(exact(z))\n"
    assert "softmax_values" in places.mark(BEST, {"work.py": tensors.encode()}, packages=packages).passed


@pytest.mark.parametrize("place", LAYERS_FORBIDDEN)
def test_right_work_passes_and_the_work_without_an_attack_does_not(place: str, places: Places) -> None:
    right = (LABS / "small" / "textbook.py").read_bytes()
    assert places.mark(place, {"work.py": right}).passed == set(places.lab.checks)
    (row,) = (row for row in ROWS if row.number == "1")
    assert not places.control(place, row.attacks[0]).passed


def test_a_table_of_a_seed_that_was_told_is_worth_nothing_under_another(places: Places) -> None:
    _, table = attacks_of("20")
    assert places.mark(BEST, table.files, seed="a seed that was told").passed == {"softmax_values", "learns"}
    for seed in ("another seed", "a seed that was told ", "A seed that was told"):
        assert not places.mark(BEST, table.files, seed=seed).passed


def test_no_two_checks_and_no_two_runs_share_random_numbers(places: Places) -> None:
    probe = """
import random
import numpy as np
def softmax(*_): raise LookupError(f"DRAWN {np.random.rand()} {random.random()}")
loss = classes = softmax
"""
    first, second = (
        set(re.findall("DRAWN [0-9.]+ [0-9.]+", places.mark(BEST, {"work.py": probe.encode()}, seed=seed).text))
        for seed in ("one", "another")
    )
    assert len(first) == len(second) == len(places.lab.checks)
    assert not first & second


def test_what_is_carried_out_is_of_no_use_in_the_next_run(places: Places) -> None:
    attack, _ = attacks_of("38")
    first, again, second = (
        set(re.findall(r"[0-9a-f]{64}", places.mark(BEST, attack.files, seed=seed).text))
        for seed in ("one", "one", "another")
    )
    assert first
    assert first == again
    assert not first & second


def test_two_runs_look_alike_from_inside(places: Places) -> None:
    attack, _ = attacks_of("37")
    one, other = (places.mark(BEST, attack.files, seed=seed).text for seed in ("one", "another"))
    assert re.findall("SEEN .*", one)
    assert re.findall("SEEN .*", one) == re.findall("SEEN.*", other)


@pytest.mark.parametrize("path", ["", ".", f":{ROOT}", "there:"])
def test_a_grader_that_is_started_in_the_submission_loads_nothing_of_it(
    path: str, places: Places, tmp_path: Path
) -> None:
    if places.nursery(BEST).isolation.tier < 2:
        pytest.skip("the command grades at tier 2 and 3 only")
    files = attacks_of("41")[-1].files
    if path:
        del files["sitecustomize.py"]  # Python itself runs it from there, before any program; docs/security.md says so
        files["__future__.py"] = files["numpy.py"]  # whoever looks after the path must not import it first
        files |= {f"there/{name}": files[name] for name in ("numpy.py", "__future__.py")}
    submission = hand_in(tmp_path / "submission", files)
    command = [sys.executable, str(ROOT / "grade.py"), ".", "--lab", "small", "--labs", str(LABS), "--json", "-"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "reports")],
        cwd=submission,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    verdicts = [check["verdict"] for check in json.loads(done.stdout)["checks"]]
    assert verdicts == ["failed"] * 3


# --------------------------------------------------------------------------------- the naive grader


def naive_attacks() -> Iterator[object]:
    for row in ROWS:
        for number, attack in enumerate(row.attacks):
            marks = [pytest.mark.slow] if attack.has("slow") or number > 0 else []
            yield pytest.param(attack, id=attack.id, marks=marks)


@pytest.mark.parametrize("attack", list(naive_attacks()))
def test_the_naive_grader_falls_for_what_is_said_to_fool_it(attack: Attack, naive: Callable[..., Naive]) -> None:
    if attack.has("needs"):
        pytest.importorskip(attack.about["needs"])
    got = naive(attack.files, attack.options)
    said, about = attack.naive, attack.about["naive"]
    if said == "blind, it":
        assert got.full
        return
    without = naive({"work.py": attack.work.encode()}, attack.options)
    assert without.status != 0, "it passes without the attack"
    assert not without.full
    if said == "fooled":
        assert got.full, got.text
        assert got.status == 0
    elif said == "fooled by its exit status":
        assert got.status == 0, got.text
    elif said == "fooled by what is printed":
        assert got.full, got.text
    elif said == "fooled in":
        functions = set(about.removeprefix(said).strip().split(", "))
        assert got.right == functions, got.text
        assert not functions & without.right
    elif said == "finds it":
        assert "FOUND" in got.text, got.text
    else:
        assert got.status != 0, got.text
        assert not got.full


def test_the_naive_grader_gives_full_points_for_right_work(naive: Callable[..., Naive]) -> None:
    got = naive({"work.py": (LABS / "small" / "textbook.py").read_bytes()}, [])
    assert (got.status, got.full) == (0, True)
