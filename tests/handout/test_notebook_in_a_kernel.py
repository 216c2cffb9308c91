"""A handout's notebook in a real kernel: ``%check`` looks at what the cells have defined so far."""

import html
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.handout.test_every_lab import lines_of_bodies

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture
def run(course: Path, tmp_path: Path) -> Callable[[list[str]], list[Any]]:
    """Runs cells in a kernel beside ``check.pyz``, as a student does; gives what each of them shows."""
    folder = Path(shutil.copytree(course, tmp_path / "softmax"))

    def shown(cells: list[str]) -> list[Any]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        client = NotebookClient(notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}})
        client.execute()
        return [cell.get("outputs", []) for cell in notebook.cells]

    return shown


def text(outputs: Any) -> str:
    (output,) = outputs
    return str(output["data"]["text/plain"])


LOAD = 'import sys; sys.path.insert(0, "check.pyz")\n%load_ext labproof'
IMPORT = "import numpy as np"
SOLUTION = {
    match[1]: match[0]
    for source in [(ROOT / "reference" / "softmax.py").read_text(encoding="utf-8")]
    for match in re.finditer(r"^def (\w+)\(.*?(?=^def |\Z)", source, re.MULTILINE | re.DOTALL)
}


def test_the_notebook_of_a_handout_is_checked_and_solved(course: Path, run: Callable[[list[str]], list[Any]]) -> None:
    starter = nbformat.read(course / "softmax.ipynb", as_version=4)
    cells = [cell["source"] for cell in starter.cells if cell["cell_type"] == "code"]
    untouched = run(cells)[-1]
    assert "0 of 19 points" in text(untouched)
    assert [line for line in lines_of_bodies() if line in html.unescape(str(untouched))] == []
    solved = [SOLUTION.get("".join(re.findall(r"^def (\w+)", cell, re.MULTILINE)[:1]), cell) for cell in cells]
    shown = run(solved)[-1]
    assert "19 of 19 points. All 15 checks passed." in text(shown)
    assert "<iframe" in shown[0]["data"]["text/html"]


def test_a_kernel_is_checked_as_it_goes_on(run: Callable[[list[str]], list[Any]]) -> None:
    wrong = SOLUTION["softmax"].replace("axis=1", "axis=0")
    assert wrong != SOLUTION["softmax"]
    cells = [LOAD, IMPORT, wrong, "%check softmax.softmax", SOLUTION["softmax"], "%check softmax.softmax"]
    cells += ["def hardmax(z) return z", "%check softmax.softmax", "softmax(np.zeros(3)", "%check", "%check sotfmax"]
    shown = run(cells)
    assert "0 of 4 points" in text(shown[3])
    assert "The columns sum to 1." in text(shown[3])
    assert "4 of 4 points" in text(shown[5])
    assert "4 of 4 points" in text(shown[7]), "a cell that is no Python is not part of the work"
    assert "4 of 5 points" in text(shown[9]), "functions that are not begun wait; hardmax is"
    assert "11 checks wait for functions that no cell defines yet." in text(shown[9])
    assert "notebook.ipynb, cell 7 is not valid Python" in text(shown[9])
    assert text(shown[10]).startswith("error: there is no check or function sotfmax in the lab softmax")


def test_what_takes_long_in_a_cell_is_left_out(run: Callable[[list[str]], list[Any]]) -> None:
    slow = "import time\nbegan = time.time()\nwhile time.time() - began < 14: pass"
    shown = text(run([LOAD, IMPORT, slow, SOLUTION["softmax"], "%check softmax.softmax"])[-1])
    assert "4 of 4 points" in shown
    assert "only its definitions were loaded" in shown
