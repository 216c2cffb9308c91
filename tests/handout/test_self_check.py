"""What students get for a small lab: it runs where there is NumPy alone, and says what the course's grading says."""

import ast
import io
import json
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import threading
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.handout import small

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "graders" / "selfcheck" / "__main__.py"
PATIENCE = 60
"""Seconds after which what was waited for is not coming any more."""

WRONG = small.BOOK.replace("return factor * np.asarray", "return np.asarray").replace(
    "dtype=float)", "dtype=float) / factor"
)

Run = Callable[..., subprocess.CompletedProcess[str]]


def command(*words: object) -> subprocess.CompletedProcess[str]:
    """``grade.py`` with these words."""
    called = [sys.executable, "grade.py", *map(str, words)]
    return subprocess.run(called, cwd=ROOT, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def labs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.write(tmp_path_factory.mktemp("course") / "labs")


@pytest.fixture(scope="module")
def made(labs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handout, as a teacher makes it. A test that writes into it takes a copy."""
    out = tmp_path_factory.mktemp("handouts")
    done = command("handout", "small", "--labs", labs, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    return out / "small"


@pytest.fixture
def handout(made: Path, tmp_path: Path) -> Path:
    """A student's copy of the handout, in a folder whose name is none of ASCII alone."""
    return Path(shutil.copytree(made, tmp_path / "深度 学习 lab 1"))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an interpreter that finds NumPy, and nothing else, beside its standard library."""
    folder = tmp_path_factory.mktemp("numpy")
    installed = Path(np.__file__).parents[1]
    for name in ("numpy", "numpy.libs"):
        if (installed / name).exists():
            (folder / name).symlink_to(installed / name)
    return {**{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}, "PYTHONPATH": str(folder)}


@pytest.fixture
def run(handout: Path, bare: dict[str, str]) -> Run:
    """``run(*words)`` runs ``python check.pyz`` as a student does who has NumPy alone."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        called = [sys.executable, "-S", "check.pyz", *words]
        return subprocess.run(called, cwd=handout, env=bare, capture_output=True, encoding="utf-8")

    return run


def test_a_handout_is_a_folder_with_all_that_a_student_needs(made: Path, labs: Path) -> None:
    names = {path.name for path in made.iterdir()}
    assert {"README.md", "small.py", "small.ipynb", "check.pyz"} <= names
    assert (made / "README.md").read_text(encoding="utf-8") == small.STATEMENT


def test_an_untouched_starter_gets_nothing_and_says_what_is_to_be_done(run: Run, handout: Path) -> None:
    done = run("--json", "-")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert found["score"]["points"] == 0
    failed = [check for check in found["checks"] if check["verdict"] == "failed"]
    assert failed
    assert all("not implemented yet" in check["reason"] for check in failed)
    assert found["withheld"] == 2
    assert "2 more checks" in done.stderr
    assert (handout / "report.html").stat().st_size > 10_000


def test_nothing_is_needed_but_numpy(bare: dict[str, str], run: Run, handout: Path) -> None:
    for package in ("rich", "click", "nbformat", "jinja2"):
        found = subprocess.run([sys.executable, "-S", "-c", f"import {package}"], env=bare, capture_output=True)
        assert b"ModuleNotFoundError" in found.stderr, "this interpreter is to be a bare one"
    (handout / "small.py").write_text(small.BOOK, encoding="utf-8")
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 of 5 points" in done.stdout


def test_a_notebook_is_checked_without_the_packages_for_notebooks(run: Run, handout: Path) -> None:
    (handout / "small.py").unlink()
    notebook = json.loads((handout / "small.ipynb").read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": small.BOOK}
    notebook["cells"].append(cell)
    (handout / "small.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    done = run()
    assert (done.returncode, done.stderr) == (0, "")


# ------------------------------------------------------------------------- the same as in the course's grading

FIELDS = ("name", "title", "verdict", "points", "max_points", "reason", "hint", "evidence", "frames", "remarks")


@pytest.fixture
def open_labs(tmp_path: Path) -> Path:
    """The same lab, had it no check that students are not given."""
    folder = small.write(tmp_path / "open")
    source = small.LAB[: small.LAB.index("@lab.check(public=False)")]
    (folder / "small" / "lab.py").write_text(source, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "source",
    [
        small.BOOK,
        WRONG,
        small.BOOK.replace("factor * np.asarray", "np.log(-abs(factor)) * np.asarray"),
        small.BOOK.replace("keepdims=True", "keepdims=False").replace("axis=0, ", "axis=1, "),
        small.BOOK.replace("return factor * np", "return factor * np)"),
    ],
    ids=["right", "wrong", "nan", "an exception", "no Python"],
)
def test_a_student_reads_what_a_teacher_reads(run: Run, handout: Path, open_labs: Path, source: str) -> None:
    (handout / "small.py").write_text(source, encoding="utf-8")
    (handout / "small.ipynb").unlink()
    ours = run("--json", "mine.json")
    place = handout / "graded.html"
    graded = command(
        "grade", handout, "--lab", "small", "--labs", open_labs, "--seed", "public", "--out", place,
        "--json", handout / "theirs.json",
    )  # fmt: skip
    assert ours.returncode == graded.returncode
    mine, theirs = (json.loads((handout / f"{name}.json").read_text(encoding="utf-8")) for name in ("mine", "theirs"))
    for own, their in zip(mine["checks"], theirs["checks"], strict=True):
        assert {key: own[key] for key in FIELDS} == {key: their[key] for key in FIELDS}
        assert [each.get("mistake") for each in own["diagnoses"]] == [
            each.get("mistake") for each in their["diagnoses"]
        ]
    assert mine["score"]["points"] == theirs["score"]["points"]
    withheld = '  <p class="aside withheld">2 more checks of this lab are run by the course only.</p>\n'
    assert of_the_checks(handout / "report.html").replace(withheld, "") == of_the_checks(place)


def of_the_checks(page: Path) -> str:
    """The part of a report that speaks of the checks, without how long each took and in which process."""
    text = page.read_text(encoding="utf-8")
    (body,) = re.findall(r"<main.*</main>", text, re.DOTALL)
    return re.sub(r"took [^<]*", "", body)


def test_a_known_mistake_is_named_on_a_students_machine(run: Run, handout: Path) -> None:
    (handout / "small.py").write_text(WRONG, encoding="utf-8")
    (check, *_) = json.loads(run("--json", "-").stdout)["checks"]
    assert [each["mistake"] for each in check["diagnoses"]] == ["scale_divides"]
    assert "Multiply: by 0.5 halves." in (handout / "report.html").read_text(encoding="utf-8")


# --------------------------------------------------------------------------------------- what no student gets


def members(pyz: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(pyz) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield name, zlib.decompress(content) if name == "cassette" else content


def test_neither_the_solution_nor_a_hidden_check_nor_a_comment_is_in_it(made: Path) -> None:
    contents = dict(members(made / "check.pyz"))
    everything = b"\n".join([path.read_bytes() for path in made.iterdir()] + [*contents.values()])
    tokens = tokenize.generate_tokens(io.StringIO(small.LAB + small.BOOK).readline)
    secrets = [token.string for token in tokens if token.type == tokenize.COMMENT]
    secrets += ["_centred_secretly", "centred_values", "factor * np.asarray", "Nobody is told of this helper"]
    secrets += ["far_from_zero_in_secret", "What nobody is told of", "only_for_the_hidden_one", "1e6 + inputs"]
    secrets += ["twice_over", "x / factor", "scale_divides(x", "LIMIT = 0.25"]
    assert len(secrets) > 14
    assert [secret for secret in secrets if secret.encode() in everything] == []
    assert b"Multiply: by 0.5 halves." in contents["cassette"], "what a known mistake is called is told"


def test_nothing_of_this_machine_is_in_it(made: Path, labs: Path) -> None:
    for name, content in members(made / "check.pyz"):
        if not name.startswith(("jinja2/", "markupsafe/")):
            assert str(ROOT).encode() not in content, name
            assert str(labs).encode() not in content, name


def test_the_same_lab_gives_the_same_bytes(made: Path, labs: Path, tmp_path: Path) -> None:
    done = command("handout", "small", "--labs", labs, "--out", tmp_path)
    assert done.returncode == 0
    for path in made.iterdir():
        assert path.read_bytes() == (tmp_path / "small" / path.name).read_bytes(), path.name


def test_another_seed_gives_other_numbers(made: Path, labs: Path, tmp_path: Path) -> None:
    assert command("handout", "small", "--labs", labs, "--out", tmp_path, "--seed", "mine").returncode == 0
    assert (made / "check.pyz").read_bytes() != (tmp_path / "small" / "check.pyz").read_bytes()


# ------------------------------------------------------------------------------ the machines that students have


def test_an_older_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "version", "3.9.2 (default, …)")
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(MAIN))
    assert ended.value.code == "check.pyz needs Python 3.10 or newer; this is Python 3.9.2. Run a newer one."


def test_the_words_for_an_older_python_are_read_by_it() -> None:
    ast.parse(MAIN.read_text(encoding="utf-8"), feature_version=(3, 4))


def test_a_python_without_numpy_is_told_how_to_get_it(handout: Path, bare: dict[str, str]) -> None:
    environment = {name: value for name, value in bare.items() if name != "PYTHONPATH"}
    called = [sys.executable, "-S", "check.pyz"]
    done = subprocess.run(called, cwd=handout, env=environment, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("check.pyz needs NumPy, which is not installed here; run: python -m pip install numpy\n")


def test_modules_are_compiled_once_and_say_the_same(run: Run, handout: Path) -> None:
    run()
    (kept,) = (handout / "__pycache__").iterdir()
    when = kept.stat().st_mtime_ns
    second = run()
    assert kept.stat().st_mtime_ns == when
    shutil.rmtree(handout / "__pycache__")
    (handout / "__pycache__").write_text("where nothing can be kept, all comes from the sources", encoding="utf-8")
    third = run()
    assert (second.returncode, second.stdout, second.stderr) == (third.returncode, third.stdout, third.stderr)


def test_a_file_that_is_saved_is_checked_again_until_ctrl_c(handout: Path, bare: dict[str, str]) -> None:
    file = handout / "small.py"
    called = [sys.executable, "-S", "-u", "check.pyz", "--watch", "small.py"]
    with subprocess.Popen(called, cwd=handout, env=bare, stdout=subprocess.PIPE, encoding="utf-8") as watching:
        end = threading.Timer(PATIENCE, watching.kill)
        end.start()
        try:
            assert watching.stdout is not None
            read_on(watching.stdout, "0 of 5 points")
            file.write_text(small.BOOK, encoding="utf-8")
            read_on(watching.stdout, "5 of 5 points")
            file.write_text(WRONG, encoding="utf-8")
            read_on(watching.stdout, "0 of 5 points")
            watching.send_signal(signal.SIGINT)
            assert watching.wait() in (0, 1)  # Ctrl-C may come before the last look has ended
        finally:
            end.cancel()
            watching.kill()


def read_on(output: Iterable[str], words: str) -> None:
    """Read until the words come."""
    assert any(words in line for line in output), f"it ended before it said {words}"


# ------------------------------------------------------------------------------------------- grade.py handout


def test_what_a_student_has_filled_in_is_not_overwritten(handout: Path, labs: Path) -> None:
    named = handout.rename(handout.with_name("small"))
    (named / "README.md").write_text("an older statement", encoding="utf-8")
    again = command("handout", "small", "--labs", labs, "--out", named.parent)
    assert again.returncode == 0, "the statement and the checks may become newer"
    assert (named / "README.md").read_text(encoding="utf-8") == small.STATEMENT
    (named / "small.py").write_text(small.BOOK, encoding="utf-8")
    refused = command("handout", "small", "--labs", labs, "--out", named.parent)
    assert refused.returncode == 2
    assert f"{named / 'small.py'} is there already and is another" in refused.stderr
    assert (named / "small.py").read_text(encoding="utf-8") == small.BOOK


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["large"], "there is no lab large in"),
        ([], "handout wants the names of labs, or --all"),
        (["small", "--all"], "handout wants the names of labs, or --all"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_sentence(
    labs: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    done = command("handout", *words, "--labs", labs, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_lab_without_a_statement_says_what_is_missing(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "labs")
    (folder / "small" / "handout.md").unlink()
    done = command("handout", "small", "--labs", folder, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "handout.md, which is what its students read; write one" in done.stderr


def test_a_check_that_can_not_be_recorded_is_named_with_a_way_out(tmp_path: Path) -> None:
    folder = small.write(tmp_path / "labs")
    lab = folder / "small" / "lab.py"
    lab.write_text(small.LAB.replace("@lab.check(live=True)", "@lab.check()"), encoding="utf-8")
    done = command("handout", "small", "--labs", folder, "--out", tmp_path / "out")
    assert done.returncode == 3
    assert "check twice_over of lab small" in done.stderr
    assert "live=True" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_public_check_that_only_the_course_runs_is_told_to_the_teacher(labs: Path, tmp_path: Path) -> None:
    done = command("handout", "small", "--labs", labs, "--out", tmp_path)
    assert "in the course's grading only" in done.stdout
    assert "standard of scale is judged by what the student's own gives." in done.stdout
    assert "What nobody is told of" not in done.stdout
