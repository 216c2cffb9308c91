"""The benchmark's submissions as notebooks hold what the scripts hold, and are read as such."""

import ast
from pathlib import Path

import nbformat
import pytest

from benchmarks import classroom, notebooks
from graders import choice

SUBMISSIONS = classroom.LABS / classroom.NAME / "submissions"
RIGHT = [f"right_{name}" for name in classroom.RIGHT]


def code_cells(name: str) -> list[str]:
    cells = notebooks.notebook(SUBMISSIONS / name).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def statements(source: str) -> list[str]:
    tree = ast.parse(source)
    return [ast.dump(node) for node in tree.body[ast.get_docstring(tree) is not None :]]


@pytest.mark.parametrize("name", RIGHT)
def test_the_cells_hold_the_statements_of_the_script(name: str) -> None:
    script = (SUBMISSIONS / name / notebooks.SCRIPT).read_text(encoding="utf-8")
    assert statements("\n".join(code_cells(name))) == statements(script)


@pytest.mark.parametrize("name", RIGHT)
def test_each_cell_is_python_and_defines_at_most_one_thing(name: str) -> None:
    for cell in code_cells(name):
        defined = [node for node in ast.parse(cell).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        assert len(defined) <= 1


def test_no_comment_is_lost(tmp_path: Path) -> None:
    script = "import math\n# a helper\ndef f():\n    return 1  # one\n\n# the end\n"
    (tmp_path / notebooks.SCRIPT).write_text(script, encoding="utf-8")
    cells = [cell.source for cell in notebooks.notebook(tmp_path).cells[1:]]
    assert cells == ["import math", "# a helper\ndef f():\n    return 1  # one\n\n# the end"]


def test_a_docstring_is_text() -> None:
    title, first, *_ = notebooks.notebook(SUBMISSIONS / "right_classes").cells
    assert title.cell_type == "markdown"
    assert "Layers as classes" in title.source
    assert first.source == "import numpy as np"


def test_what_is_no_python_is_one_cell() -> None:
    script = (SUBMISSIONS / "wrong_syntax" / notebooks.SCRIPT).read_text(encoding="utf-8")
    assert code_cells("wrong_syntax") == [script.strip("\n")]


@pytest.mark.parametrize("name", classroom.names())
def test_the_notebook_is_read_in_place_of_the_script(name: str, tmp_path: Path) -> None:
    notebooks.submit(SUBMISSIONS / name, tmp_path / name)
    nbformat.validate(nbformat.read(tmp_path / name / notebooks.NOTEBOOK, as_version=4))
    work = choice.read(tmp_path / name, classroom.lab())
    assert [cell.decode() for cell in work.notebooks[notebooks.NOTEBOOK]] == code_cells(name)
    assert set(work.files) == {path.name for path in (SUBMISSIONS / name).glob("*.py")} - {notebooks.SCRIPT}
