"""What a self-check brings along is what it imports, and what that imports."""

import ast

import pytest

from graders.handout.belongings import absolute, imported, needed

MODULES = {
    "course": "",
    "course.lab": "from . import book\nfrom .tools.shapes import row\nimport numpy as np\n",
    "course.book": "import course.data\n",
    "course.data": "",
    "course.unused": "",
    "course.tools": "from course.tools import sizes\n",
    "course.tools.sizes": "",
    "course.tools.shapes": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from course.types import Row

def row():
    from course.late import again
    return again
""",
    "course.types": "",
    "course.late": "from course import lab\n",
}


def brought(*beginnings: str) -> set[str]:
    return set(needed(list(beginnings), MODULES.get))


def test_all_comes_along_that_is_imported_at_some_time_and_its_packages() -> None:
    assert brought("course.lab") == {
        "course",
        "course.lab",
        "course.book",
        "course.data",
        "course.tools",
        "course.tools.sizes",
        "course.tools.shapes",
        "course.late",
    }


def test_what_is_imported_for_types_alone_stays_behind() -> None:
    assert "course.types" not in brought("course.tools.shapes")


def test_modules_that_import_each_other_come_once() -> None:
    assert list(needed(["course.late", "course.lab"], MODULES.get)).count("course.lab") == 1


def test_each_comes_with_its_source() -> None:
    assert needed(["course.book"], MODULES.get) == {
        name: MODULES[name] for name in ("course.book", "course.data", "course")
    }


def test_what_is_not_the_projects_is_passed_over() -> None:
    assert brought("numpy", "os.path") == set()


@pytest.mark.parametrize(
    ("statement", "name", "module"),
    [
        ("from . import a", "course.lab", "course"),
        ("from .a import b", "course.lab", "course.a"),
        ("from .. import a", "course.tools.shapes", "course"),
        ("from ..a import b", "course.tools.shapes", "course.a"),
        ("from course.a import b", "elsewhere.c", "course.a"),
    ],
)
def test_a_relative_import_is_read_from_where_it_stands(statement: str, name: str, module: str) -> None:
    (node,) = ast.parse(statement).body
    assert isinstance(node, ast.ImportFrom)
    assert absolute(node, name) == module
    assert module in imported(statement, name, MODULES.get)
