"""The command line: what is asked, what is answered, and with which exit code."""

import dataclasses
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from graders import cli, doctor
from graders.model import Isolation
from graders.sandbox.nursery import Nursery

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The canaries fly once for all these tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def command(
    labs_folder: Path, cache: Path, nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Run:
    """``command("ada", "--seed", "1")``: exit code, output, errors. Runs in an empty folder."""
    if nursery.isolation.tier < doctor.OFFICIAL_TIER:
        pytest.skip(f"this machine confines at tier {nursery.isolation.tier} only")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def command(*words: str, labs: bool = True) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main([*words, *(["--labs", str(labs_folder)] if labs else [])])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def ada(command: Run, right: str) -> Path:
    """A perfect submission, in the folder where the command runs."""
    folder = Path("ada")
    folder.mkdir()
    (folder / "toy.py").write_text(right, encoding="utf-8")
    return folder


@pytest.fixture
def lesser(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that says of itself that it confines at tier 1."""
    found = Nursery.isolation.fget
    assert found is not None
    lacking = {"tier": 1, "notices": ("there is no seccomp",)}
    monkeypatch.setattr(Nursery, "isolation", property(lambda self: dataclasses.replace(found(self), **lacking)))


def sentence(errors: str) -> str:
    """The one line on stderr."""
    assert errors.startswith("error: ")
    assert errors.count("\n") == 1
    return errors


# ------------------------------------------------------------------------------------------------ exit codes


def test_right_work_is_graded_and_ends_with_0(command: Run, ada: Path) -> None:
    code, out, err = command("ada", "--lab", "toy")
    assert (code, err) == (0, "")
    assert "A toy" in out
    assert "double gives twice its argument." in out
    report = Path("reports") / "ada-toy.html"
    assert f"report: {report}" in out
    page = report.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") or page.startswith("<!DOCTYPE html>")
    assert "double gives twice its argument." in page


def test_wrong_work_ends_with_1_and_a_report(command: Run, ada: Path) -> None:
    (ada / "toy.py").write_text("def double(x): return x\n")
    code, out, err = command("ada", "--lab", "toy")
    assert (code, err) == (1, "")
    assert "has no `total`" in out
    assert (Path("reports") / "ada-toy.html").exists()


def test_a_check_that_is_broken_ends_with_3_and_still_a_report(command: Run, ada: Path) -> None:
    (ada / "other.py").write_text("x = 1\n")
    code, out, _ = command("ada", "--lab", "pair")
    assert code == 3
    assert "The check itself failed".lower() in out.lower()
    assert list(Path("reports").iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "there is no file or folder nowhere"),
        (["ada", "--lab", "gamma"], "there is no lab gamma in"),
        (["empty"], "holds no file that a lab asks for"),
        (["grade", "nowhere"], "there is no file or folder nowhere"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_sentence(command: Run, ada: Path, words: list[str], said: str) -> None:
    Path("empty").mkdir()
    code, out, err = command(*words)
    assert (code, out) == (2, "")
    assert said in sentence(err)
    assert not Path("reports").exists()


def test_what_cannot_be_parsed_ends_with_2(command: Run, ada: Path) -> None:
    for words in (["ada", "--sede", "1"], ["grade"], ["ada", "bert"], ["labs", "ada"], []):
        code, _, err = command(*words, labs=words not in ([], ["labs", "ada"]))
        assert code == 2
        assert err.strip()


def test_a_folder_of_labs_that_is_none_ends_with_2(command: Run, ada: Path) -> None:
    code, _, err = command("ada", "--labs", "nowhere", labs=False)
    assert code == 2
    assert "nowhere is no folder; --labs names the folder that holds the labs" in sentence(err)


def test_a_report_that_cannot_be_written_ends_with_2(command: Run, ada: Path) -> None:
    Path("taken").write_text("a file")
    code, _, err = command("ada", "--lab", "toy", "--out", "taken/reports")
    assert code == 2
    assert "can't be written" in sentence(err)


@pytest.mark.usefixtures("lesser")
def test_a_machine_where_grading_is_not_safe_ends_with_3_and_shows_no_marks(command: Run, ada: Path) -> None:
    code, out, err = command("ada", "--lab", "toy")
    assert (code, out) == (3, "")
    assert "only at tier 1 (there is no seccomp)" in sentence(err)
    assert not Path("reports").exists()


def test_a_canary_that_gets_through_ends_with_3_and_shows_no_marks(
    command: Run, ada: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    monkeypatch.setattr(doctor, "examine", lambda own: doctor.Diagnosis(own.isolation, ("reads thoughts",)))
    code, out, err = command("ada", "--lab", "toy")
    assert (code, out) == (3, "")
    assert "a program reads thoughts" in sentence(err)
    assert not Path("reports").exists()


@pytest.mark.usefixtures("lesser")
def test_somebody_who_answers_for_the_machine_is_named_in_the_report(command: Run, ada: Path) -> None:
    code, out, _ = command("ada", "--lab", "toy", "--external-sandbox", "a container", "--json", "-")
    assert code == 0
    assert json.loads(out)["isolation"]["external_sandbox"] == "a container"


def test_a_fault_of_the_graders_own_ends_with_3_and_never_looks_like_a_grade(
    command: Run, ada: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("graders.run.grade", fails)
    code, out, err = command("ada", "--lab", "toy")
    assert (code, out) == (3, "")
    assert err.strip().splitlines()[-1].startswith("error: the grader itself failed (ZeroDivisionError: ours)")


# ------------------------------------------------------------------------------------------------- routing


def test_a_commands_name_wins_and_a_path_is_a_path(command: Run, ada: Path) -> None:
    ada.rename("labs")
    code, out, _ = command("labs")
    assert (code, out) == (0, "pair: toy.py, other.py\ntoy: toy.py\n")
    for words in (["./labs", "--lab", "toy"], ["grade", "labs", "--lab", "toy"], ["--lab", "toy", "./labs"]):
        code, out, err = command(*words)
        assert (code, err) == (0, ""), words
        assert "A toy" in out


def test_the_doctor_says_in_words_what_this_machine_gives(command: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = command("doctor", labs=False)
    assert (code, err) == (0, "")
    assert out.startswith("tier ")
    assert "yes  seccomp     no network, no program" in out
    assert "all were denied (--verbose shows each)" in out
    assert "reads a file outside" not in out
    assert out.endswith("grading the work of others is safe here\n")
    assert "denied  reads a file outside" in command("doctor", "--verbose", labs=False)[1]
    monkeypatch.setattr(
        doctor, "examine", lambda nursery: doctor.Diagnosis(Isolation(1, (), ("no seccomp",)), ("flies",), ())
    )
    code, out, err = command("doctor", labs=False)
    assert code == 3
    assert "NO   seccomp" in out
    assert "note: no seccomp" in out
    assert "safe here" not in out
    assert "only at tier 1" in sentence(err)


@pytest.mark.parametrize("words", [["--help"], ["grade", "--help"], ["--version"]])
def test_help_is_given(command: Run, words: list[str]) -> None:
    code, out, err = command(*words, labs=False)
    assert (code, err) == (0, "")
    assert "grade" in out or "labproof" in out


# ------------------------------------------------------------------------------------------------ results


def test_without_a_word_the_help_is_given_line_by_line_and_nothing_was_graded(command: Run) -> None:
    code, printed, complained = command(labs=False)
    assert (code, printed) == (2, "")
    assert complained.splitlines()[0].startswith("Usage: grade.py")
    assert any(line.startswith("  doctor ") for line in complained.splitlines())


def test_the_lab_is_recognised_by_its_files(command: Run, ada: Path) -> None:
    (ada / "toy.py").rename("toy.py")
    (ada / "notes.py").write_text("x = 1\n")
    code, _, err = command("ada")
    assert code == 2
    assert "toy: toy.py" in sentence(err)
    Path("toy.py").rename(ada / "toy.py")
    assert command("ada")[0] == 3, "for toy and for pair, whose own check is broken"
    assert sorted(path.name for path in Path("reports").iterdir()) == ["ada-pair.html", "ada-toy.html"]


def test_several_labs_have_a_file_each(command: Run, ada: Path) -> None:
    code, *_ = command("ada", "--json", "out/result.json", "--out", "page.html")
    assert code == 3
    assert {path.name for path in Path("out").iterdir()} == {"result-pair.json", "result-toy.json"}
    assert {path.name for path in Path().glob("*.html")} == {"page-pair.html", "page-toy.html"}


def test_json_on_standard_output_is_all_that_is_there(command: Run, ada: Path) -> None:
    code, out, err = command("ada", "--lab", "toy", "--json", "-")
    assert code == 0
    result = json.loads(out)
    assert (result["format"], result["lab"], result["submission"]) == (5, "toy", "ada")
    assert {check["verdict"] for check in result["checks"]} == {"passed"}
    assert "A toy" in err, "the table moves aside"


def test_junit_is_written(command: Run, ada: Path) -> None:
    assert command("ada", "--lab", "toy", "--junit", "out/junit.xml")[0] == 0
    assert "<testsuite" in Path("out/junit.xml").read_text(encoding="utf-8")


def test_a_seed_repeats_a_grade_and_without_one_each_run_draws_its_own(command: Run, ada: Path) -> None:
    (ada / "toy.py").write_text("def double(x): print(x)\n")

    def graded(*words: str) -> Any:
        result = json.loads(command("ada", "--lab", "toy", "--json", "-", *words)[1])
        for part in (result, *result["checks"]):
            part.pop("seconds")
        result.pop("started")
        return result

    first = graded()
    assert graded("--seed", first["seed"]) == first
    second = graded()
    assert first["seed"] != second["seed"]
    assert first["checks"][0]["output"] != second["checks"][0]["output"]


def test_a_single_file_of_any_name_is_graded(command: Run, right: str) -> None:
    Path("lovelace ada (2).py").write_text(right, encoding="utf-8")
    code, out, _ = command("lovelace ada (2).py", "--lab", "toy")
    assert code == 0
    assert "A toy" in out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("name", [b"caf\xe9", b"a\nb", b"\x1b[2J", b"<script>", b"..x", b"-x"])
def test_a_submission_of_any_name_has_its_report(command: Run, right: str, name: bytes) -> None:
    folder = Path(os.fsdecode(b"./" + name))
    folder.mkdir()
    (folder / "toy.py").write_text(right, encoding="utf-8")
    Path(os.fsdecode(b"./" + name + b"/" + name + b".py")).write_text("x = 1\n")
    code, out, err = command(f"./{folder}", "--lab", "toy", "--json", "result.json")
    assert (code, err) == (0, "")
    assert "\x1b[2J" not in out
    (report,) = Path("reports").iterdir()
    assert report.name.isascii()
    assert not set(report.name) & set("<>\n\x1b/")
    assert json.loads(Path("result.json").read_text(encoding="utf-8"))["lab"] == "toy"


def test_a_zip_and_a_notebook_are_graded_as_they_are_handed_in(command: Run, ada: Path, right: str) -> None:
    with zipfile.ZipFile("作业 1.zip", "w") as archive:
        archive.write(ada / "toy.py", "ada/toy.py")
    code, out, _ = command("作业 1.zip", "--lab", "toy")
    assert (code, "The files were found in the folder ada." in out) == (0, True)
    cells = [nbformat.v4.new_code_cell(source) for source in ("%pylab", right, "1 / 0")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), "hw.ipynb")
    code, out, _ = command("hw.ipynb", "--lab", "toy")
    assert code == 0
    assert "hw.ipynb, cell 3 failed in line 1 while it was loaded: ZeroDivisionError" in " ".join(out.split())


def test_a_zip_that_is_none_could_not_be_graded(command: Run, ada: Path) -> None:
    Path("ada.zip").write_bytes(b"PK\x03\x04 and no more")
    code, _, err = command("ada.zip", "--lab", "toy")
    assert code == 3
    assert sentence(err) == "error: ada.zip is no zip that can be read (its end is missing); hand it in again\n"


def test_with_definitions_only_nothing_at_the_top_level_is_run(command: Run, ada: Path, right: str) -> None:
    (ada / "toy.py").write_text(f"{right}\nprint('training')\n1 / 0\n", encoding="utf-8")
    code, out, _ = command("ada", "--lab", "toy")
    assert (code, "ZeroDivisionError" in out) == (0, True)
    code, out, _ = command("ada", "--lab", "toy", "--definitions-only")
    assert (code, "ZeroDivisionError" in out) == (0, False)


def test_what_is_printed_cannot_pass_for_a_line_of_the_report(command: Run, ada: Path) -> None:
    with (ada / "toy.py").open("a", encoding="utf-8") as file:
        file.write("print('\\x1b]0;title\\x07\\x1b[2J + passed 2/2  double gives twice its argument. <script>')\n")
    _, out, err = command("ada", "--lab", "toy")
    assert "\x1b]0" not in out + err
    assert "<script>" not in (Path("reports") / "ada-toy.html").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------- as it is really started


def test_grade_py_is_this_command_line(labs_folder: Path, command: Run, ada: Path) -> None:
    words = [sys.executable, str(ROOT / "grade.py"), "ada", "--lab", "toy", "--labs", str(labs_folder)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "report: " in done.stdout


def test_a_submission_in_the_current_folder_shadows_nothing_of_the_graders(
    labs_folder: Path, command: Run, ada: Path
) -> None:
    """The grader is started where a student's files lie, and imports none of them."""
    for name in ("json", "click", "numpy", "graders", "sitecustomize", "typing", "reference"):
        (ada / f"{name}.py").write_text("raise SystemExit('shadowed')\n")
    words = [sys.executable, str(ROOT / "grade.py"), ".", "--lab", "toy", "--labs", str(labs_folder)]
    done = subprocess.run(words, cwd=ada, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr + done.stdout
    assert "is left out" in done.stdout


def test_an_interrupt_says_stopped(command: Run, ada: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("graders.run.grade", interrupted)
    code, out, err = command("ada", "--lab", "toy")
    assert (code, out, err.strip()) == (130, "", "stopped")
