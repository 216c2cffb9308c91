"""A session says what a fresh look at the work says, and runs no more than what a change touches."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from graders.errors import UsageError
from graders.model import CheckResult
from tests.selfcheck.conftest import Desk

WORK = """import numpy as np

TWO = 2


def double(x):
    return TWO * x


def total(x):
    # half of the doubled
    return float(np.sum(double(x))) / 2


def extremes(x):
    return x.min(), x.max()


def noise(rng, n):
    return rng.normal(size=n)
"""
EVERY = ["doubles", "totals", "extremes", "noises"]


def edited(*pairs: tuple[str, str], work: str = WORK) -> str:
    for old, new in pairs:
        assert work.count(old) == 1, old
        work = work.replace(old, new)
    return work


@pytest.mark.parametrize(
    ("edit", "ran"),
    [
        (("return rng.normal", "return 1 + rng.normal"), ["noises"]),
        (("TWO = 2", "TWO = 3"), ["doubles", "totals"]),
        (("x.min(), x.max()", "x.max(), x.min()"), ["extremes"]),
        (("# half of", "# one half of"), []),
        (("import numpy as np\n", "import numpy as np\nimport math\n"), []),
        (("TWO = 2", "TWO = 2\nnp.seterr(all='raise')"), EVERY),
    ],
)
def test_after_a_change_what_it_touches_is_run(desk: Callable[[], Desk], edit: tuple[str, str], ran: list[str]) -> None:
    here = desk()
    here.check(WORK)
    assert here.ran == EVERY
    here.check(edited(edit))
    assert here.ran == ran


def told(result: CheckResult) -> CheckResult:
    """A result without what differs from run to run."""
    return replace(result, seconds=0.0, worker="", output="")


PATHS = {
    "down and up": [
        [("return TWO * x", "return x * x")],
        [("return TWO * x", "return x * x"), ("(rng, n)", "(rng, n=1)"), ("normal(size=n)", "random(n)")],
        [("TWO * x", "TWO * x"), ("normal(size=n)", "random(n)")],
        [],
    ],
    "what waits": [
        [("/ 2", "/ 3")],
        [("/ 2", "/ 3"), ("x.min(), x.max()", "x.max(), x.min()")],
        [("x.min(), x.max()", "x.max(), x.min()")],
        [("/ 2", "/ 3")],
        [],
    ],
    "what follows": [
        [("TWO = 2", "TWO = 3")],
        [("TWO = 2", "TWO = 3"), ("np.sum(double(x))", "3 * np.sum(x)")],
        [("np.sum(double(x))", "3 * np.sum(x)")],
    ],
    "what is told of the loading": [
        [("TWO = 2", "TWO = 2\nprint('loaded')")],
        [("TWO = 2", "TWO = 2\nprint('loaded')"), ("# half", "# a half")],
        [("TWO = 2", "TWO = 2\nimport nonesuch")],
        [("TWO = 2", "TWO = 2\nimport nonesuch"), ("# half", "# a half")],
        [("TWO = 2", "TWO = 2\nTHREE = TWO / 0")],
        [("TWO = 2", "TWO = 2\nTHREE = TWO / 0"), ("# half", "# a half")],
        [("TWO = 2", "TWO = 2\nTHREE = (")],
        [("TWO = 2", "TWO = 2\nraise SystemExit")],
        [],
    ],
    "lines that move": [
        [("return x.min(), x.max()", "for each in x: pass\n    return x.min(), x.max()")],
        [("return x.min(), x.max()", "# a loop\n    for each in x: pass\n    return x.min(), x.max()")],
        [("return TWO * x", "raise ValueError('no')")],
        [("return TWO * x", "raise ValueError('no')"), ("TWO = 2", "TWO = 2\n\n\n# the rest")],
        [("return TWO * x", "\n\n    raise ValueError('no')"), ("TWO = 2", "TWO = 2\n\n\n# the rest")],
        [("return TWO * x", "raise NotImplementedError"), ("TWO = 2", "# the rest")],
    ],
}


@pytest.mark.parametrize("path", PATHS)
def test_what_is_kept_is_what_a_fresh_look_finds(desk: Callable[[], Desk], path: str) -> None:
    here = desk()
    here.result(WORK)
    for edits in PATHS[path]:
        work = edited(*edits)
        kept, fresh = here.result(work), desk().result(work)
        assert [told(check) for check in kept.checks] == [told(check) for check in fresh.checks], edits
        assert (kept.problems, kept.output, kept.files) == (fresh.problems, fresh.output, fresh.files), edits


def test_a_failure_keeps_its_explanation_while_another_check_fails(desk: Callable[[], Desk]) -> None:
    here = desk()
    squares = ("return TWO * x", "return x * x")
    here.check(edited(squares))
    found = here.check(edited(squares, ("normal(size=n)", "random(n)")))
    assert here.ran == ["noises"]
    assert [each.mistake for each in found["doubles"].diagnoses] == ["squares"]


def test_a_failure_whose_line_has_moved_is_looked_at_again(desk: Callable[[], Desk]) -> None:
    here = desk()
    raising = ("return TWO * x", "raise ValueError('no')")
    here.check(edited(raising))
    found = here.check(edited(raising, ("TWO = 2", "# two\nTWO = 2")))
    assert "doubles" in here.ran
    assert "noises" not in here.ran
    assert [frame.line for frame in found["doubles"].frames] == [8]


def test_a_check_that_was_skipped_is_run_when_what_it_waits_for_passes(desk: Callable[[], Desk]) -> None:
    here = desk()
    found = here.check(edited(("/ 2", "/ 3")))
    assert found["extremes"].verdict.value == "skipped"
    assert "extremes" not in here.ran
    assert here.check(WORK)["extremes"].verdict.value == "passed"
    assert here.ran == ["totals", "extremes"]


def test_a_check_that_passed_is_skipped_when_what_it_waits_for_fails(desk: Callable[[], Desk]) -> None:
    here = desk()
    here.check(WORK)
    assert here.check(edited(("/ 2", "/ 3")))["extremes"].verdict.value == "skipped"


def test_a_cell_to_be_skipped_is_a_change_and_a_magic_is_none(desk: Callable[[], Desk]) -> None:
    def notebook(*cells: str) -> str:
        sources = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
        return json.dumps({"cells": sources, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})

    here = desk()
    magic, wrong = "%matplotlib inline\nimport numpy", "def double(x):\n    return 3 * x\n"
    here.check(notebook(magic, WORK, "# skip\n" + wrong), file="toy.ipynb")
    assert here.ran == EVERY
    here.check(notebook(magic, WORK + "# done", "# skip\n" + wrong), file="toy.ipynb")
    assert here.ran == []
    found = here.check(notebook(magic, WORK + "# done", wrong), file="toy.ipynb")
    assert found["doubles"].verdict.value == "failed"
    assert here.ran == ["doubles", "totals"]


def test_part_of_the_checks_is_what_was_asked_for_and_what_it_waits_for(desk: Callable[[], Desk]) -> None:
    here = desk()
    assert list(here.check(WORK, ["extremes"])) == ["extremes"]
    assert here.ran == ["doubles", "totals", "extremes"]
    here.check(WORK)
    assert here.ran == ["noises"], "what was found before holds for all"


def test_parts_go_by_the_names_of_checks_and_of_functions(desk: Callable[[], Desk]) -> None:
    session = desk().session
    assert session.checks_of("doubles") == session.checks_of("double") == session.checks_of("toy.double") == ["doubles"]
    assert session.checks_of("toy") == EVERY
    with pytest.raises(UsageError, match=r"checks the lab toy, not softmax; there is a check\.pyz for each lab"):
        session.checks_of("softmax.double")
    with pytest.raises(
        UsageError, match="no check or function triple in the lab toy; there are the functions double, "
    ):
        session.checks_of("triple")
