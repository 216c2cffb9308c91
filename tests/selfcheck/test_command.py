"""``python check.pyz``, from the words of the command line to the exit code."""

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graders.cassette import Cassette
from graders.lab import Lab
from graders.reports import html
from graders.sandbox.nursery import Nursery
from graders.selfcheck import command, contents
from graders.selfcheck.contents import Contents
from tests.selfcheck.test_session import EVERY, WORK

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a student works."""
    folder = tmp_path / "我的 lab"
    folder.mkdir()
    (folder / "toy.py").write_text(WORK, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(
    lab: Lab,
    cassette: Cassette,
    nursery: Nursery,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    work: Path,
) -> Run:
    """``run(*words)`` gives the exit code and what was said on standard output and standard error."""
    monkeypatch.setattr(contents, "read", lambda: Contents(lab, cassette))
    monkeypatch.setattr(command, "Workers", lambda packages: contextlib.nullcontext(nursery))
    monkeypatch.setattr(sys, "argv", [str(work.parent / "check.pyz")])

    def run(*words: str) -> tuple[int, str, str]:
        code = command.main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_right_work_is_checked_where_it_lies(run: Run, work: Path) -> None:
    code, said, complaint = run()
    assert (code, complaint) == (0, "")
    assert "report: report.html" in said
    assert "A toy" in (work / "report.html").read_text(encoding="utf-8")


def test_the_table_is_there_to_read_before_the_page_is_made(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(html, "render", lambda result: shown.append(capsys.readouterr().out) or "a page")
    _, said, _ = run()
    assert "All 4 checks passed" in shown[0]
    assert said == "report: report.html\n"


def test_wrong_work_gives_1_and_says_what_is_wrong(run: Run, work: Path) -> None:
    (work / "toy.py").write_text(WORK.replace("TWO = 2", "TWO = 3"), encoding="utf-8")
    code, said, _ = run()
    assert code == 1
    assert "Every value of double is 1.5 times the expected one." in said


def test_where_the_work_is_not_in_the_current_folder_it_is_looked_for_beside_the_file(
    run: Run, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.chdir(other)
    monkeypatch.setattr(sys, "argv", [str(work / "check.pyz")])
    code, said, _ = run()
    assert code == 0
    assert f"report: {work / 'report.html'}" in said
    assert list(other.iterdir()) == []


@pytest.mark.parametrize("path", ["toy.py", ".", "./"])
def test_a_path_says_what_is_checked(run: Run, work: Path, path: str) -> None:
    code, _, _ = run(path)
    assert code == 0
    assert (work / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ([], EVERY),
        (["noise"], ["noises"]),
        (["noise", "doubles"], ["doubles", "noises"]),
        (["toy.extremes"], ["extremes"]),
        (["toy.py", "double"], ["doubles"]),
        (["toy"], EVERY),
    ],
)
def test_words_that_are_no_path_name_parts(run: Run, words: list[str], names: list[str]) -> None:
    code, said, told = run(*words, "--json", "-")
    assert code == 0
    assert [check["name"] for check in json.loads(said)["checks"]] == names
    assert "report: " in told, "standard output is JSON and nothing else"


def test_json_and_report_go_where_they_are_sent(run: Run, work: Path) -> None:
    code, said, _ = run("--json", "out/result.json", "--report", "out/page.html")
    assert code == 0
    assert json.loads((work / "out" / "result.json").read_text(encoding="utf-8"))["lab"] == "toy"
    assert (work / "out" / "page.html").exists()
    assert not (work / "report.html").exists()
    assert str(Path("out") / "page.html") in said


def test_the_checks_are_listed_with_what_they_look_at(run: Run, work: Path) -> None:
    code, said, _ = run("--list")
    assert code == 0
    for line in (
        "doubles: double doubles.",
        "    looks at double",
        "extremes: extremes are the least and the greatest.",
    ):
        assert line in said.splitlines()
    assert not (work / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["triple"], 2, "there is no check or function triple in the lab toy; there are the functions double, "),
        (["softmax.double"], 2, "this file checks the lab toy, not softmax"),
        (["a.py", "b.py"], 2, "a.py and b.py are two places; name one file, or the folder that holds all"),
        (["nowhere.py"], 2, "there is no file or folder nowhere.py"),
        (["nowhere/"], 2, "there is no file or folder nowhere"),
        (["broken.zip"], 3, "broken.zip is no zip"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_sentence(
    run: Run, work: Path, words: list[str], code: int, sentence: str
) -> None:
    (work / "broken.zip").write_bytes(b"nothing of the kind")
    found, said, complaint = run(*words)
    assert (found, said) == (code, "")
    assert complaint.startswith("error: ")
    assert sentence in complaint
    assert complaint.count("\n") == 1


def test_a_page_that_was_asked_for_and_can_not_be_written_is_an_error_below_what_was_found(run: Run) -> None:
    code, said, complaint = run("--report", "toy.py/page.html")
    assert code == 2
    assert said.endswith("All 4 checks passed.\n")
    assert "can't be written" in complaint


def test_an_empty_folder_says_what_is_missing(run: Run, work: Path) -> None:
    (work / "toy.py").unlink()
    code, said, complaint = run(".")
    assert "toy.py" in said + complaint
    assert code == 1


def test_a_word_that_begins_with_a_dash_is_answered_with_the_usage(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--wach")
    assert ended.value.code == 2
    assert "--watch" in capsys.readouterr().err


def test_a_check_that_is_broken_gives_3(
    run: Run, lab: Lab, cassette: Cassette, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = Cassette.from_bytes(cassette.to_bytes())
    mixed.takes[0].tracks["noises"].draws.clear()
    monkeypatch.setattr(contents, "read", lambda: Contents(lab, mixed))
    code, said, _ = run()
    assert code == 3
    assert "rng.integers is not drawn as it was recorded" in said


def test_definitions_alone_are_looked_at_where_that_is_asked_for(run: Run, work: Path) -> None:
    (work / "toy.py").write_text(WORK + "\nprint('computed')\n", encoding="utf-8")
    assert "computed" in json.loads(run("--json", "-")[1])["output"]
    assert "computed" not in json.loads(run("--json", "-", "--definitions-only")[1])["output"]


def test_the_engine_alone_holds_no_lab(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 2
    assert capsys.readouterr().err == (
        "error: there is no lab beside the engine; a self-check is made by grade.py handout LAB\n"
    )
