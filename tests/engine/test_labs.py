"""Labs: which there are, whose a submission is, and what a lab may not say."""

from pathlib import Path
from types import ModuleType

import pytest

from graders import labs
from graders.errors import UsageError
from graders.intake.tree import Tree
from graders.lab import Lab
from graders.overlay import overlay

LAB = """
from graders.lab import Lab
from . import book
lab = Lab("{name}", title="T", files={files!r}, reference=book)

@lab.check()
def one(student, reference, rng):
    "One."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, files in (("alpha", ["a.py", "b.py"]), ("beta", ["b.py"])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "book.py").write_text("def double(x): return x + two()\ndef two(): return 2\n")
        (tmp_path / name / "lab.py").write_text(LAB.format(name=name, files=files))
    (tmp_path / "notes").mkdir()
    return tmp_path


def test_labs_are_listed_without_being_run(folder: Path) -> None:
    (folder / "beta" / "lab.py").write_text("raise SystemExit\nlab = Lab('beta', files=['b.py'])")
    assert labs.available(folder) == {"alpha": ("a.py", "b.py"), "beta": ("b.py",)}


def handed_in(only: str | None = None, **files: str) -> Tree:
    named = {name.replace("_py", ".py").replace("_ipynb", ".ipynb"): text.encode() for name, text in files.items()}
    return Tree("ada", {name: lambda text=text: text for name, text in named.items()}, only=only)


def test_a_submission_belongs_to_the_labs_that_ask_for_its_files_the_best_first(folder: Path) -> None:
    assert labs.recognise(handed_in(a_py="", b_py="", c_py=""), folder) == ["alpha", "beta"]
    assert labs.recognise(handed_in(b_py=""), folder) == ["alpha", "beta"]
    assert labs.recognise(handed_in(c_py=""), folder) == []
    assert labs.recognise(handed_in(a_ipynb=""), folder) == ["alpha"]
    assert labs.recognise(handed_in("c.py", c_py="", b_py=""), folder) == [], "what lies beside it is not meant"


def test_a_file_that_two_labs_ask_for_belongs_to_the_one_whose_names_it_defines(folder: Path) -> None:
    for name, asked in (("alpha", "double"), ("beta", "halve")):
        lab = folder / name / "lab.py"
        lab.write_text(lab.read_text() + f"    student.{asked}(1)\n")
        (folder / name / "book.py").write_text(f"def {asked}(x): return x\n")
    assert labs.recognise(handed_in(b_py="def halve(x): return x / 2"), folder) == ["beta"]
    assert labs.recognise(handed_in(b_py="x = 1"), folder) == ["alpha", "beta"]
    assert labs.recognise(handed_in(homework_ipynb='{"source": ["def halve(x):\\n"]}'), folder) == ["beta"]
    assert labs.recognise(handed_in("mine.py", mine_py="class double: pass"), folder) == ["alpha"]


def test_what_a_starter_begins_tells_a_lab_though_no_check_names_it(folder: Path) -> None:
    (folder / "beta" / "book.py").write_text("def halve(x): return x / 2\ndef thirds(x): return x / 3\n")
    lab = folder / "alpha" / "lab.py"
    asked = 'reference=book, asked={"a.py": ["double"], "b.py": ["extremes"]})'
    lab.write_text(lab.read_text().replace("reference=book)", asked))
    (folder / "alpha" / "book.py").write_text(
        "def double(x): return x\ndef extremes(x): return x\ndef thirds(x): return x"
    )
    assert labs.recognise(handed_in(b_py="def thirds(x): pass"), folder) == ["beta"]
    assert labs.recognise(handed_in(b_py="def extremes(x): pass"), folder) == ["alpha"]
    lab.write_text(lab.read_text().replace('{"a.py"', "{a.py"))
    with pytest.raises(UsageError, match="a dict of lists of names is expected"):
        labs.available(folder)


def test_a_lab_is_loaded_by_its_name_and_brings_its_reference(folder: Path) -> None:
    alpha, beta = labs.load("alpha", folder), labs.load("beta", folder)
    assert (alpha.name, alpha.files, list(alpha.checks)) == ("alpha", ("a.py", "b.py"), ["one"])
    assert alpha.reference is not beta.reference
    with pytest.raises(UsageError, match=r"there is no lab gamma in .*; there are alpha, beta"):
        labs.load("gamma", folder)


def test_a_folder_of_no_labs_is_told_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        labs.available(folder / "nowhere")
    with pytest.raises(UsageError, match="there are none"):
        labs.load("alpha", folder / "notes")
    (folder / "beta" / "lab.py").write_text("x = 1\n")
    with pytest.raises(UsageError, match=r"beta.lab\.py declares no `Lab"):
        labs.available(folder)
    (folder / "beta" / "lab.py").write_text("def f():\n    Lab('x', files=['b.py'])\n")
    with pytest.raises(UsageError, match=r"beta.lab\.py defines no `lab = Lab"):
        labs.load("beta", folder)


def test_a_lab_that_is_no_python_is_told_in_a_sentence(folder: Path) -> None:
    (folder / "beta" / "lab.py").write_text("def f(:\n")
    with pytest.raises(UsageError, match=r"beta.lab\.py is not valid Python.*line 1"):
        labs.available(folder)


def test_a_function_put_in_place_of_the_references_finds_the_others_there(folder: Path) -> None:
    alpha = labs.load("alpha", folder)

    def double(x):
        return two() * x  # noqa: F821

    changed = overlay(alpha, {"double": double})
    assert (changed.double(5), alpha.reference.double(5)) == (10, 7)
    assert overlay(alpha, {"two": lambda: 9}).double(1) == 10


# ------------------------------------------------------------------------------------- what a lab may not say


@pytest.fixture
def lab() -> Lab:
    return Lab("own", title="Own", files=["a.py"], reference=ModuleType("book"))


def check(student, reference, rng):
    """A check."""


def test_a_check_has_the_three_arguments_and_a_title(lab: Lab) -> None:
    def other(student, rng):
        """Other."""

    def silent(student, reference, rng):
        pass

    with pytest.raises(
        UsageError, match=r"check other takes \(student, rng\); a check takes \(student, reference, rng\)"
    ):
        lab.check()(other)
    with pytest.raises(UsageError, match="silent has no docstring"):
        lab.check()(silent)


def test_a_check_comes_after_checks_of_its_own_lab_and_once(lab: Lab) -> None:
    def later(student, reference, rng):
        """Later."""

    with pytest.raises(UsageError, match="check later comes after check, which is no check of lab own"):
        lab.check(after=check)(later)
    lab.check()(check)
    lab.check(after=check, points=2)(later)
    assert (lab.checks["later"].after, lab.max_points) == (("check",), 3)
    with pytest.raises(UsageError, match="two checks named check"):
        lab.check()(check)


def test_a_mistake_names_what_catches_it_and_has_a_name_of_its_own(lab: Lab) -> None:
    lab.check()(check)

    def wrong(x):
        """Wrong."""

    with pytest.raises(UsageError, match="names no check that catches it"):
        lab.mistake("f", caught_by=[], hint="")(wrong)
    lab.mistake("f", caught_by=[check], hint="Right it.")(wrong)
    with pytest.raises(UsageError, match="two rewrites named wrong"):
        lab.variant("f")(wrong)
    assert (lab.mistakes["wrong"].title, lab.mistakes["wrong"].caught_by) == ("Wrong.", ("check",))
