"""A notebook is graded whatever became of its cells: moved, copied, renamed, marked as not to be run."""

import json
from collections.abc import Callable
from types import ModuleType

import pytest

from graders import run
from graders.checks import close
from graders.intake import notebook
from graders.lab import Lab
from graders.model import Result
from graders.oracle import Live
from graders.sandbox.nursery import Nursery
from graders.submission import Submission

IMPORT = "import numpy as np"
LESS = "def less(z: np.ndarray) -> np.ndarray:\n    return z - BOUND"
MORE = "class Base:\n    pass\n\nclass More(Base):\n    def __call__(self, z): return less(z) + 2 * BOUND"
BOUND = "BOUND = float(np.ones(1)[0])"
TODO = "def less(z):\n    raise NotImplementedError('your turn')"
CELLS = [IMPORT, BOUND, LESS, MORE]


def less(z: float) -> float:
    return z - 1


class More:
    def __call__(self, z: float) -> float:
        return z + 1


@pytest.fixture(scope="module")
def graded(nursery: Nursery) -> Callable[..., Result]:
    """Grades cells, given by their sources, or as Jupyter keeps them."""
    textbook = ModuleType("own")
    vars(textbook).update(less=less, More=More)
    lab = Lab("own", title="Of the test's own", files=["toy.py"], reference=textbook)

    @lab.check()
    def right(student, reference, rng):  # type: ignore[no-untyped-def]
        """less and More."""
        z = rng.normal(size=3)
        close(student.less(z), reference.less(z))
        close(student.More()(z), reference.More()(z))

    def graded(*cells: str | dict[str, object], definitions_only: bool = False) -> Result:
        made = [cell if isinstance(cell, dict) else {"cell_type": "code", "source": cell} for cell in cells]
        content = json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5}).encode()
        sources = notebook.cells("hw.ipynb", content)
        work = Submission(
            "ada",
            {},
            notebooks={"hw.ipynb": sources},
            in_place={"hw.ipynb": ("toy.py",)},
            definitions_only=definitions_only,
        )
        *_, last = run.grade(lab, work, nursery, Live(lab, "a seed"))
        assert isinstance(last, run.Graded)
        return last.result

    return graded


def verdict(result: Result) -> tuple[str, str | None]:
    return result.checks[0].verdict.value, result.checks[0].reason


# Order


@pytest.mark.parametrize("definitions_only", [False, True])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_cells_may_stand_in_any_order(
    graded: Callable[..., Result], order: tuple[int, ...], definitions_only: bool
) -> None:
    result = graded(*[CELLS[n] for n in order], definitions_only=definitions_only)
    assert verdict(result) == ("passed", None)
    assert result.problems == ()


def test_only_the_statement_that_lacked_a_name_is_run_again(graded: Callable[..., Result]) -> None:
    result = graded("count = []", "count.append(1)\nprint(late)\ncount.append(1)", "late = 7", *CELLS, "print(count)")
    assert result.problems == ()
    assert sorted(result.output.split("\n")) == ["", "7", "[1, 1]"]


def test_what_lacks_its_name_to_the_end_is_told_once(graded: Callable[..., Result]) -> None:
    result = graded("x = never\ny = x", *CELLS)
    assert verdict(result) == ("passed", None)
    (note,) = result.problems
    assert note.startswith("hw.ipynb, cell 1 failed in line 1 while it was loaded: NameError: name 'never'")
    assert "1 more of its statements failed after it." in note


def test_what_is_run_late_does_not_undo_what_comes_after_it(graded: Callable[..., Result]) -> None:
    stale = LESS.replace("- BOUND", "+ 7")
    assert verdict(graded(stale, LESS.replace(": np.ndarray", "").replace("-> np.ndarray", ""), *CELLS[:2], MORE)) == (
        "passed",
        None,
    )
    assert verdict(graded("BOUND = later + 8", "later = 1", IMPORT, *CELLS[1:])) == ("passed", None)


def test_a_class_that_waits_for_its_base_and_the_base_for_an_import_are_all_there(
    graded: Callable[..., Result],
) -> None:
    cells = [
        "class More(Base):\n    def __call__(self, z): return less(z) + 2 * BOUND",
        "class Base:\n    x = np.ones(1)",
    ]
    assert verdict(graded(*cells, LESS, BOUND, IMPORT)) == ("passed", None)


# Copies


def test_the_last_of_two_definitions_counts_and_that_is_said(graded: Callable[..., Result]) -> None:
    wrong = LESS.replace("- BOUND", "+ 7")
    result = graded(IMPORT, wrong, BOUND, LESS, MORE)
    assert verdict(result) == ("passed", None)
    assert result.problems == ("`less` is defined in cell 2 and again in cell 4; the last one counts.",)
    result = graded(IMPORT, LESS, BOUND, wrong, MORE)
    assert verdict(result)[0] == "failed"
    assert result.problems == ("`less` is defined in cell 2 and again in cell 4; the last one counts.",)
    assert [frame.file for frame in result.checks[0].frames] == ["hw.ipynb, cell 4"]


@pytest.mark.parametrize("cells", [[*CELLS, LESS], [IMPORT, TODO, *CELLS[1:]], [*CELLS, f"{LESS}\n\n# the same\n"]])
def test_a_plain_copy_and_a_starter_that_was_filled_in_below_are_nothing_to_tell(
    graded: Callable[..., Result], cells: list[str]
) -> None:
    result = graded(*cells)
    assert (verdict(result), result.problems) == (("passed", None), ())


@pytest.mark.parametrize("definitions_only", [False, True])
def test_a_starters_cell_that_is_copied_behind_the_solution_does_not_undo_it(
    graded: Callable[..., Result], definitions_only: bool
) -> None:
    result = graded(*CELLS, f"{TODO}\n\nprint('end')", definitions_only=definitions_only)
    assert verdict(result) == ("passed", None)
    assert result.problems == (
        "`less` is defined in cell 3 and not yet implemented in cell 5; the one in cell 3 counts.",
    )


def test_a_starters_cell_alone_is_not_implemented(graded: Callable[..., Result]) -> None:
    assert verdict(graded(IMPORT, BOUND, TODO, MORE)) == ("failed", "less is not implemented yet.")
    assert verdict(graded(IMPORT, BOUND, TODO, MORE, TODO)) == ("failed", "less is not implemented yet.")


def test_a_solution_that_is_wrong_stays_wrong_beside_a_starters_cell(graded: Callable[..., Result]) -> None:
    assert verdict(graded(IMPORT, BOUND, LESS.replace("BOUND", "2"), MORE, TODO))[0] == "failed"


# Cells that are not to be run


@pytest.mark.parametrize("mark", ["# skip\n", "#skip\n", "\n  #  SKIP  \n", "# skip\n%%time\n"])
def test_a_marked_cell_is_not_run_and_the_number_of_them_is_said(graded: Callable[..., Result], mark: str) -> None:
    result = graded(*CELLS, f"{mark}while True: pass", f"{mark}BOUND = 8\nthis is no Python")
    assert (verdict(result), result.problems) == (
        ("passed", None),
        ("2 cells are marked `# skip` and were not run.",),
    )


def test_a_tag_does_the_same(graded: Callable[..., Result]) -> None:
    cell = {"cell_type": "code", "source": ["while True:\n", "    pass"], "metadata": {"tags": ["slow", "Skip"]}}
    result = graded(*CELLS, cell)
    assert (verdict(result), result.problems) == (("passed", None), ("1 cell is marked `# skip` and was not run.",))


@pytest.mark.parametrize("cell", ["# skipping is fun\nx = 1", "x = 1\n# skip", "# skip this\nx = 1", "'# skip'\nx = 1"])
def test_what_only_looks_like_a_mark_is_run(graded: Callable[..., Result], cell: str) -> None:
    assert graded(*CELLS, cell).problems == ()


def test_a_function_in_a_marked_cell_is_told_where_it_is_missed(graded: Callable[..., Result]) -> None:
    check = graded(IMPORT, BOUND, f"# skip\n{LESS}", MORE).checks[0]
    assert check.reason == "`less` stands in a cell marked `# skip` in line 2 of hw.ipynb, cell 3."
    assert check.hint == "Move `less` into a cell of its own, or take the mark away."
    assert [frame.text for frame in check.frames] == ["def less(z: np.ndarray) -> np.ndarray:"]


def test_text_is_never_run(graded: Callable[..., Result]) -> None:
    result = graded(*CELLS, {"cell_type": "markdown", "source": "x ="}, {"cell_type": "raw", "source": "BOUND = 8"})
    assert (verdict(result), result.problems) == (("passed", None), ())


# Definitions only


@pytest.mark.parametrize(
    "bound",
    [
        "BOUND = sum([0.5, 0.5])",
        "BOUND = np.arange(3)[1]",
        "BOUND = [k / 2 for k in range(5)][2]",
        "TABLE = {c: n for n, c in enumerate('abc')}\nBOUND = TABLE['b']",
        "rng = np.random.default_rng(0)\nBOUND = np.ones((2, 2)).mean()",
        "scaled = lambda z: less(z)\nBOUND = 1",
        "if True:\n    BOUND = np.float64(1)",
    ],
)
def test_constants_that_a_function_needs_are_there_without_what_computes(
    graded: Callable[..., Result], bound: str
) -> None:
    heavy = "less(np.ones(3)).no_such_thing\nwhile True: pass"
    result = graded(IMPORT, heavy, bound, LESS, MORE, definitions_only=True)
    assert (verdict(result), result.problems) == (("passed", None), ())
