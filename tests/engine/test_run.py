"""Verdicts: what a submission earns, what it costs, and that nothing but its own work decides."""

import dataclasses
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import graders.workplace
from graders import run
from graders.checks import Failure, close, gradient, without
from graders.errors import Infrastructure
from graders.lab import Lab
from graders.model import CheckResult, Outcome, Result
from graders.oracle import Live
from graders.sandbox.nursery import Nursery
from graders.submission import Submission

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

Grade = Callable[..., dict[str, CheckResult]]
Verdicts = Callable[..., dict[str, str]]

ALL = ["double_values", "total_values", "extremes_values", "noise_values", "counters", "counts_far"]


def replaced(source: str, function: str, body: str, before: str = "") -> str:
    """``source`` with the body of a function replaced."""
    changed, count = re.subn(rf"(def {function}\(.*\):)\n(?:    .*\n)+", rf"\1\n    {body}\n", source)
    assert count == 1
    return before + changed


# ------------------------------------------------------------------------------------------------ verdicts


@pytest.fixture(autouse=True)
def toy_as_it_was(toy: Lab) -> Any:
    """The toy lab is a module's own: what a test changes in it is put back."""
    checks = dict(toy.checks)
    yield
    toy.checks.clear()
    toy.checks.update(checks)


@pytest.fixture
def started(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every worker that the nursery starts; those numbered in ``failing`` it fails to start."""
    found: list[Any] = []
    worker = nursery.worker

    def start(*limits: Any) -> Any:
        found.append(None)
        if len(found) in failing:
            raise Infrastructure("there are no more processes")
        found[-1] = worker(*limits)
        return found[-1]

    failing: set[int] = set()
    monkeypatch.setattr(nursery, "worker", start)
    monkeypatch.setattr(nursery, "failing", failing, raising=False)
    return found


def test_right_work_has_full_marks_on_any_seed(toy: Lab, right: str, result: Callable[..., Result]) -> None:
    for seed in ("one", "two", "three"):
        found = result(toy, right, seed=seed)
        assert {check.name: check.verdict.value for check in found.checks} == dict.fromkeys(ALL, "passed")
        assert [check.points for check in found.checks] == [2, 1, 1, 1, 1, 1]
        assert (found.seed, found.lab, found.title, found.submission) == (seed, "toy", "A toy", "ada")
        assert (found.problems, found.output) == ((), "")
        assert [(file.name, file.lines) for file in found.files] == [("toy.py", len(right.splitlines()))]


def test_wrong_work_costs_its_own_checks_and_skips_what_builds_on_them(toy: Lab, right: str, grade: Grade) -> None:
    found = grade(toy, replaced(right, "total", "return 0.0"))
    assert {name: check.verdict.value for name, check in found.items()} == {
        **dict.fromkeys(ALL, "passed"),
        "total_values": "failed",
        "extremes_values": "skipped",
    }
    assert found["total_values"].evidence is not None
    assert found["total_values"].points == 0
    assert "total adds up." in str(found["extremes_values"].reason)
    assert found["extremes_values"].max_points == 1


def test_what_is_skipped_skips_what_comes_after_it(lab: Lab, verdicts: Verdicts) -> None:
    @lab.check()
    def first(student, reference, rng):
        """First."""
        student.missing()

    @lab.check(after=first)
    def second(student, reference, rng):
        """Second."""

    @lab.check(after=[second])
    def third(student, reference, rng):
        """Third."""

    assert verdicts(lab, "x = 1") == {"first": "failed", "second": "skipped", "third": "skipped"}


def test_events_tell_of_each_check_as_it_comes(toy: Lab, right: str, nursery: Nursery) -> None:
    work = Submission("ada", {"toy.py": right.encode()})
    events = list(run.grade(toy, work, nursery, Live(toy, "a seed")))
    kinds = [type(event) for event in events]
    assert kinds == [run.Started, *[run.Checking, run.Checked] * 6, run.Graded]
    assert [event.check.name for event in events if isinstance(event, run.Checking)] == ALL


# ----------------------------------------------------------------------------- what ends, and what it costs

ENDS = {
    "an endless loop": ("while True: pass", Outcome.CPU, "still computing after 0.3 s"),
    "a sleep": ("__import__('time').sleep(1000)", Outcome.WALL, "waiting rather than computing"),
    "an exit": ("__import__('os')._exit(0)", Outcome.EXITED, "ended the program (exit code 0)"),
    "a polite exit": ("exit()", Outcome.EXITED, "ended the program"),
    "a crash": ("__import__('ctypes').string_at(0)", Outcome.CRASH, "crashed the interpreter (SIGSEGV)"),
    "a flood": ("while True: print('x' * 65536)", Outcome.OUTPUT, "printed more than the grader can keep"),
    "a hunger": ("return len(bytearray(9 << 30))", Outcome.MEMORY, "MemoryError"),
    "a forgery": ("__import__('os').write(4, b'PASSED' * 9)", Outcome.PROTOCOL, "tampered"),
    "a closed channel": ("__import__('os').closerange(3, 5)", Outcome.EXITED, "ended the program"),
}


@pytest.mark.parametrize(("body", "outcome", "words"), ENDS.values(), ids=list(ENDS))
def test_a_function_that_ends_the_worker_costs_the_checks_that_call_it_and_no_other(
    toy: Lab, right: str, grade: Grade, body: str, outcome: Outcome, words: str
) -> None:
    for name, check in toy.checks.items():
        toy.checks[name] = dataclasses.replace(check, seconds=0.3)
    found = grade(toy, replaced(right, "double", body))
    assert {name: check.verdict.value for name, check in found.items()} == {
        **dict.fromkeys(ALL, "passed"),
        "double_values": "failed",
    }
    assert found["double_values"].outcome is outcome
    assert words in str(found["double_values"].reason)


LOADS = {
    "a forgery": ("import os\nos.write(4, b'PASSED' * 9)", Outcome.PROTOCOL, "tampered"),
}


@pytest.mark.parametrize(("source", "outcome", "words"), LOADS.values(), ids=list(LOADS))
def test_a_file_that_ends_the_worker_while_it_is_loaded_is_told_once_and_each_check_says_so(
    toy: Lab, right: str, grade: Grade, started: list[Any], source: str, outcome: Outcome, words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(toy, "load_seconds", 0.3)
    found = grade(toy, f"{right}\n{source}\n")
    verdicts = {name: check.verdict.value for name, check in found.items()}
    assert verdicts == {**dict.fromkeys(ALL, "failed"), "extremes_values": "skipped", "counts_far": "skipped"}
    failed = [check for check in found.values() if check.verdict.value == "failed"]
    assert {check.outcome for check in failed} == {outcome}
    assert all(words in str(check.reason) for check in failed)
    assert len(started) == 1, "it is not loaded again only to end again"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("while True: pass", "loading toy.py was still computing after 0.3 s, the limit for loading."),
        ("while True: print('x' * 65536)", "loading toy.py printed more"),
        ("import os\nos._exit(0)", "loading toy.py ended the program (exit code 0)"),
        ("import ctypes\nctypes.string_at(0)", "loading toy.py crashed the interpreter"),
    ],
    ids=["an endless loop", "a flood", "an exit", "a crash"],
)
def test_a_file_that_never_comes_to_its_end_is_told_and_its_functions_are_graded(
    toy: Lab, right: str, result: Any, started: list[Any], source: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy, "load_seconds", 0.3)
    found = result(toy, f"{right}\n{source}\n")
    assert {check.verdict.value for check in found.checks} == {"passed"}
    assert [words in problem for problem in found.problems] == [True]
    assert "only its definitions were loaded" in found.problems[0]


def test_a_definition_that_never_ends_is_told_as_the_loading_that_it_is(
    toy: Lab, right: str, grade: Grade, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy, "load_seconds", 0.3)
    found = grade(toy, f"{right}\nclass Endless:\n    while True: pass\n")
    assert {check.outcome for check in found.values() if check.verdict.value == "failed"} == {Outcome.CPU}
    assert len(started) == 2, "once as it is, once its definitions"


FORGED = [
    "7",
    "[]",
    "None",
    "[['value', 3]]",
    "[['value', [{}, [], []]]]",
    "[['value', [3, [], [], {}, []]]]",
    "[['value', [{}, 3, [], {}, []]]]",
    "[['value', [{}, [], [], 3, []]]]",
    "[['value', [{}, [], [], {}, 3]]]",
    "[['error', 1]]",
    "[['error', 'E', [], 'm', 7]]",
    "[['value', [{'toy.py': 3}, [], [], {}, []]]]",
    "[['value', [{}, [], [], {'toy.py': 3}, []]]]",
    "[['value', [{}, [], [], {'toy.py': [['f', 'toy.py', 99, []]]}, []]]]",
    "[['value', [{}, [], [], {'toy.py': [['f', 'toy.py', 1, [7]]]}, []]]]",
    "[['value', [{}, [], [], {'toy.py': [['f', '/etc/passwd', 1, []]]}, []]]]",
    "[['value', [{}, [], [], {}, [['replaced', 'f', 'toy.py', 'other.py']]]]]",
    "[['value', [{}, [], [], {}, [['passed', 'f', 'toy.py', 'toy.py']]]]]",
    "[['callback', 0, [], {}]]",
    "[['value', [{}, [['toy.py', 1]], [], {}, []]]]",
    "[['value', [{}, [], [1], {}, []]]]",
    "[['value', [{}, [], [['toy.py', 1, 'cell', 'x']], {}, []]]]",
]


@pytest.mark.parametrize("reply", FORGED)
def test_a_forged_reply_to_loading_is_the_students_doing(lab: Lab, grade: Grade, reply: str) -> None:
    """Else a forger would be "could not be graded", which costs no points."""

    @lab.check()
    def one(student, reference, rng):
        """One."""
        student.double(1)

    forge = f"""
import os, sys
os.write(4, sys.modules["graders.sandbox.wire"].encode({reply}))
os._exit(0)
"""
    found = grade(lab, forge)["one"]
    assert (found.verdict.value, found.outcome) == ("failed", Outcome.PROTOCOL), found.reason


def test_a_statement_that_fails_while_a_file_is_loaded_costs_itself(toy: Lab, right: str, result: Any) -> None:
    source = right.replace("def noise", "print('so far')\nW = open('nowhere')\nW.read()\n\ndef noise")
    found = result(toy, source)
    assert {check.verdict.value for check in found.checks} == {"passed"}
    line = source.splitlines().index("W = open('nowhere')") + 1
    sentence = f"toy.py failed in line {line} while it was loaded: FileNotFoundError: "
    assert [problem.startswith(sentence) for problem in found.problems] == [True]
    assert found.problems[0].endswith(" 1 more of its statements failed after it.")
    assert found.output == "so far\n"


def test_a_name_that_a_failed_statement_should_have_made_is_told_so(toy: Lab, right: str, grade: Grade) -> None:
    found = grade(toy, right.replace("def double(x)", "double = open('nowhere')\ndef twice(x)"))
    assert found["double_values"].verdict.value == "failed"
    assert "toy.py failed in line" in found["double_values"].reason


@pytest.mark.parametrize(("source", "line"), [("def f(:\n  pass", 1), ("x = 1\n\nif x:\nprint(x)", 4), ("x = '", 1)])
def test_a_syntax_error_is_told_with_its_line(toy: Lab, result: Any, source: str, line: int) -> None:
    found = result(toy, source)
    assert f"toy.py is not valid Python {PYTHON} in line {line}" in found.problems[0]
    failed = [check for check in found.checks if check.verdict.value == "failed"]
    assert failed
    assert all(f"not valid Python {PYTHON} in line {line}" in check.reason for check in failed)
    assert failed[0].frames[-1].text == source.splitlines()[line - 1].strip()


def test_a_file_that_could_not_be_taken_says_why_wherever_it_is_asked_for(toy: Lab, nursery: Nursery) -> None:
    work = Submission("ada", {}, refused={"toy.py": "toy.py is a link to somewhere else; hand in the file itself."})
    *_, graded = run.grade(toy, work, nursery, Live(toy, "a seed"))
    failed = [check for check in graded.result.checks if check.verdict.value == "failed"]
    assert {check.reason for check in failed} == set(work.refused.values())
    assert {check.outcome for check in failed} == {Outcome.MISSING}


def test_the_cells_of_a_notebook_are_named_where_they_are_to_blame(toy: Lab, right: str, nursery: Nursery) -> None:
    helper = "def factor() -> int\n    return 2"
    cells = (helper, right.replace("2 * x", "factor() * x"), "plot = open('nowhere')", "%matplotlib inline")
    assert "factor() * x" in cells[1]
    work = Submission(
        "ada", {}, notebooks={"hw.ipynb": tuple(map(str.encode, cells))}, in_place={"hw.ipynb": ("toy.py",)}
    )
    *_, graded = run.grade(toy, work, nursery, Live(toy, "a seed"))
    checks = {check.name: check for check in graded.result.checks}
    first = f"hw.ipynb, cell 1 is not valid Python {PYTHON} in line 1: expected ':'."
    assert checks["double_values"].verdict.value == "failed"
    assert str(checks["double_values"].hint).startswith(f"{first} ")
    assert [frame.file for frame in checks["double_values"].frames] == ["hw.ipynb, cell 2"]
    assert checks["counters"].verdict.value == "passed"
    begins = "(Code cells are counted from 1; this one begins with `def factor() -> int`.)"
    assert graded.result.problems[0] == f"{first} {begins}"
    assert graded.result.problems[1].startswith("hw.ipynb, cell 3 failed in line 1 while it was loaded: FileNotFound")
    assert graded.result.problems[2] == "`%matplotlib inline` is for the notebook and no Python; it was left out."


def test_a_notebook_of_thousands_of_cells_that_crash_and_talk_is_graded(toy: Lab, right: str, nursery: Nursery) -> None:
    loud = ["raise ValueError('x' * 5000)", f"!echo {'y' * 5000}", "def f(: pass"] * 600
    work = Submission("ada", {}, notebooks={"hw.ipynb": tuple(map(str.encode, [*loud, right]))})
    work = dataclasses.replace(work, in_place={"hw.ipynb": ("toy.py",)})
    *_, graded = run.grade(toy, work, nursery, Live(toy, "a seed"))
    assert {check.verdict.value for check in graded.result.checks} == {"passed"}
    told = [problem for problem in graded.result.problems if "s to load" not in problem]  # on a slow machine
    assert len(told) == 10
    assert all(len(problem) < 500 for problem in told)


def test_an_import_that_was_left_out_is_told_where_it_is_missed(toy: Lab, right: str, result: Any) -> None:
    found = result(toy, "import torch as t\n" + right.replace("return 2 * x", "return t.tensor(2) * x"))
    sentence = "An import in line 1 of toy.py was left out: No module named 'torch'."
    assert found.problems == (sentence,)
    check = next(check for check in found.checks if check.name == "double_values")
    assert check.reason == "double raised NameError: name 't' is not defined."
    assert check.hint == f"{sentence} Write that part with the lab's own packages."


def test_a_file_for_python_2_is_told_so_with_its_line(toy: Lab, right: str, result: Any) -> None:
    found = result(toy, f"{right}\nprint 'old'\n")
    line = len(right.splitlines()) + 2
    sentence = f"toy.py is written for Python 2: line {line} has a print statement, and Python 3 is run here."
    assert found.problems == (sentence,)
    assert {check.reason for check in found.checks if check.verdict.value == "failed"} == {sentence}


def test_a_name_of_python_2_is_told_where_it_is_used(toy: Lab, right: str, result: Any) -> None:
    found = result(toy, right.replace("return 2 * x", "return [2 * x for _ in xrange(1)][0]"))
    reason = next(check.reason for check in found.checks if check.name == "double_values")
    assert re.fullmatch(r"toy\.py is written for Python 2: line \d+ has `xrange`, and Python 3 is run here\.", reason)


def test_a_file_that_is_not_there_fails_what_needs_it(toy: Lab, grade: Grade) -> None:
    found = grade(toy, helper="def double(x): return 2 * x")
    assert found["double_values"].verdict.value == "failed"
    assert found["double_values"].outcome is Outcome.MISSING
    assert "has no `double`" in str(found["double_values"].reason)


def test_a_neighbour_is_imported_and_its_errors_are_placed(toy: Lab, right: str, grade: Grade) -> None:
    source = replaced(right, "double", "return helper.two(x)", before="import helper\n")
    assert grade(toy, source, helper="def two(x): return 2 * x")["double_values"].verdict.value == "passed"
    found = grade(toy, source, helper="def two(x):\n    return {}[x.size]")["double_values"]
    line = source[: source.index("two")].count("\n") + 1
    assert [(frame.file, frame.line) for frame in found.frames] == [("toy.py", line), ("helper.py", 2)]


def test_printing_is_kept_with_the_check_that_it_belongs_to(toy: Lab, right: str, result: Any) -> None:
    found = result(toy, replaced(right, "double", "print('twice', len(x)); return 2 * x", before="print('hello')\n"))
    assert found.output == "hello\n"
    assert {check.name: check.output for check in found.checks if check.output} == {"double_values": "twice 3\n"}
    assert all(check.verdict.value == "passed" for check in found.checks)


def test_a_flood_of_printing_that_ends_costs_nothing(toy: Lab, right: str, grade: Grade) -> None:
    found = grade(toy, replaced(right, "double", "print('x' * 1_000_000); return 2 * x"))["double_values"]
    assert found.verdict.value == "passed"
    assert len(found.output) < 70_000
    assert "more bytes were printed" in found.output


# ------------------------------------------------------------------------------------- one check and the others

POISONS = {
    "a name that is gone": "global total\n    total = None\n    return 2 * x",
    "a worker that dies at the next seed": "np.random.seed = lambda *_: __import__('os')._exit(0)\n    return 2 * x",
    "a worker that hangs at the next seed": "np.random.seed = lambda *_: [0 for _ in iter(int, 1)]\n    return 2 * x",
    "a NumPy that is broken": "np.sum = np.mean\n    return 2 * x",
    "a channel that closes later": "__import__('os').close(3)\n    return 2 * x",
    "a thread that exits later": (
        "import os, threading\n    write = os.write\n"
        "    os.write = lambda fd, data: (write(fd, data), os._exit(0))\n    return 2 * x"
    ),
    "a flood in the background": (
        "import threading\n    def flood():\n        while True: print('x' * 65536)\n"
        "    threading.Thread(target=flood, daemon=True).start()\n    return 2 * x"
    ),
}


@pytest.mark.parametrize("body", POISONS.values(), ids=list(POISONS))
def test_what_one_check_leaves_behind_costs_no_other_check_its_points(
    toy: Lab, right: str, verdicts: Verdicts, body: str
) -> None:
    for name, check in toy.checks.items():
        toy.checks[name] = dataclasses.replace(check, seconds=1.0)
    found = verdicts(toy, replaced(right, "double", body))
    assert {name: verdict for name, verdict in found.items() if verdict != "passed"} in (
        {},
        {"double_values": "failed"},
    )
    assert found["total_values"] == "passed"


def test_a_check_that_asks_for_it_has_a_worker_of_its_own(lab: Lab, grade: Grade) -> None:
    def counted(student, reference, rng):
        """Counted."""
        close(student.count(), 1)

    for name, fresh in (("one", False), ("two", True), ("three", True)):
        lab.check(fresh=fresh)(_copy(counted, name))
    found = grade(lab, "calls = 0\ndef count():\n    global calls\n    calls += 1\n    return calls")
    assert {name: (check.verdict.value, check.worker) for name, check in found.items()} == {
        "one": ("passed", "fresh"),
        "two": ("passed", "fresh"),
        "three": ("passed", "fresh"),
    }


@pytest.mark.parametrize("wrong", ["def double(:", "", "import numpyy"], ids=["syntax", "nothing", "import"])
def test_checks_that_find_nothing_to_ask_for_start_no_worker_each(
    toy: Lab, result: Any, started: list[Any], wrong: str
) -> None:
    found = result(toy, wrong)
    assert {check.verdict.value for check in found.checks} <= {"failed", "skipped"}
    assert len(started) == 1


def test_functions_that_are_not_begun_are_not_tried_again_in_workers_of_their_own(
    toy: Lab, right: str, result: Any
) -> None:
    stub = "raise NotImplementedError"
    starter = replaced(replaced(right, "double", f'"""Twice."""\n    {stub}'), "total", stub)
    found = {check.name: check for check in result(toy, starter).checks}
    assert found["double_values"].reason == "double is not implemented yet."
    assert found["total_values"].reason == "total is not implemented yet."
    assert found["total_values"].worker == "shared"
    assert found["noise_values"].verdict.value == "passed"


def test_what_raises_only_once_something_was_computed_before_is_tried_again(toy: Lab, right: str, result: Any) -> None:
    """The shared worker alone is to blame."""
    spoilt = replaced(right, "double", "SEEN.append(x)\n    return 2.0 * x", "SEEN = []\n")
    spoilt = replaced(spoilt, "total", "if SEEN:\n        raise NotImplementedError\n    return sum(x)")
    found = {check.name: check for check in result(toy, spoilt).checks}
    assert found["total_values"].verdict.value == "passed"
    assert found["total_values"].worker == "fresh"


def test_what_a_first_try_used_up_is_taken_off_the_second(
    toy: Lab, right: str, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a loop without end costs its limit, and not more."""
    allowed: list[float] = []
    real = graders.workplace.Remote

    def noted(process: Any, clock: Any) -> Any:
        allowed.append(clock.computing)
        return real(process, clock)

    monkeypatch.setattr(graders.workplace, "Remote", noted)
    monkeypatch.setattr(graders.workplace, "SHARED_LEAST", 0.0)
    toy.checks = {
        name: dataclasses.replace(toy.checks[name], seconds=2.0) for name in ("double_values", "total_values")
    }
    found = verdicts(toy, replaced(right, "total", "while True: pass"))
    assert found == {"double_values": "passed", "total_values": "failed"}
    _, first, second = allowed
    assert first == pytest.approx(graders.workplace.SHARED_PART * 2.0)
    assert first + second == pytest.approx(2.0)


def _copy(function: Any, name: str) -> Any:
    def check(student, reference, rng):
        function(student, reference, rng)

    check.__name__, check.__doc__ = name, function.__doc__
    return check


def test_a_submission_that_is_slow_to_load_is_loaded_once_and_says_so(
    toy: Lab, right: str, result: Any, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = replaced(right, "total", "return 0.0")
    quick = {source: result(toy, source) for source in (right, wrong)}
    monkeypatch.setattr(graders.workplace, "SLOW_LOAD", 0.0)
    for source, before in quick.items():
        started.clear()
        found = result(toy, source)
        assert [check.verdict for check in found.checks] == [check.verdict for check in before.checks]
        said = [problem for problem in found.problems if "to load" in problem]
        assert len(said) == 1
        assert len(started) <= 2, "one worker, and one that reads outlines and runs nothing"


def late(seconds: Callable[[], float]) -> Any:
    """A clock that is as many seconds late."""
    return SimpleNamespace(monotonic=lambda: time.monotonic() + seconds())


def test_workers_that_start_slowly_are_shared_and_the_submission_is_not_to_blame(
    toy: Lab, right: str, result: Any, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a self-check of a torch lab, where each start is an import of torch."""
    wrong = replaced(right, "total", "return 0.0")
    before = result(toy, wrong)
    started.clear()
    clock = late(lambda: 2 * sum(worker is not None and worker.heard for worker in started))
    monkeypatch.setattr(graders.workplace, "time", clock)
    found = result(toy, wrong)
    assert [check.verdict for check in found.checks] == [check.verdict for check in before.checks]
    assert found.problems == ()
    assert len(started) <= 2, "one worker, and one that reads outlines and runs nothing"


def test_a_zygote_that_takes_long_to_get_warm_is_no_reason_to_share_workers(
    toy: Lab, right: str, result: Any, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = result(toy, right)
    needed = len(started)
    started.clear()
    monkeypatch.setattr(graders.workplace, "time", late(lambda: 2 * len(started)))
    found = result(toy, right)
    assert [check.worker for check in found.checks] == [check.worker for check in before.checks]
    assert len(started) == needed > 2


# ------------------------------------------------------------------------------------------- whose fault it is


def test_a_check_that_stumbles_over_what_it_got_fails_the_student(lab: Lab, grade: Grade) -> None:
    @lab.check()
    def unpacks(student, reference, rng):
        """Both come back."""
        low, high = student.extremes(np.arange(3.0))
        close([low, high], [0.0, 2.0])

    @lab.check()
    def reads(student, reference, rng):
        """It has no loop, and both come back."""
        without(student, "extremes", loops=True)
        student.extremes(np.arange(3.0))[1]

    for source in (
        "def extremes(x): return x.min()",
        "def extremes(x): return None",
        "def extremes(x): return (1, 2, 3)",
    ):
        found = grade(lab, source)["unpacks"]
        assert found.verdict.value == "failed"
        assert "what extremes returned can't be used" in str(found.reason).lower()
        assert found.hint
    assert grade(lab, "def extremes(x): return 1.0")["reads"].verdict.value == "failed"


def test_a_check_that_is_wrong_itself_is_broken_and_costs_nothing(lab: Lab, grade: Grade) -> None:
    @lab.check()
    def wrong(student, reference, rng):
        """Wrong."""
        student.extremes(np.arange(3.0))
        raise ZeroDivisionError("mine")

    @lab.check(after=wrong)
    def later(student, reference, rng):
        """Later."""
        close(student.double(2), 4)

    @lab.check()
    def no_reference(student, reference, rng):
        """It asks for what there is not."""
        reference.triple(2)

    found = grade(lab, "def extremes(x): return x.min(), x.max()\ndef double(x): return 2 * x")
    assert {name: check.verdict.value for name, check in found.items()} == {
        "wrong": "broken",
        "later": "passed",
        "no_reference": "broken",
    }
    assert "ZeroDivisionError: mine" in str(found["wrong"].reason)
    assert "has no `triple`" in str(found["no_reference"].reason)


@pytest.mark.parametrize("failing", [{1}, {2}, {3}])
def test_a_process_of_the_graders_own_that_fails_is_tried_once_more(
    toy: Lab, right: str, grade: Grade, nursery: Any, started: list[Any], failing: set[int]
) -> None:
    nursery.failing.update(failing)
    assert {name: check.verdict.value for name, check in grade(toy, right).items()} == dict.fromkeys(ALL, "passed")
    assert len(started) > len(failing)


def test_a_grader_whose_own_processes_fail_breaks_the_check_and_blames_nobody(
    toy: Lab, right: str, result: Callable[..., Result], nursery: Any, started: list[Any]
) -> None:
    nursery.failing.update(range(100))
    found = result(toy, right)
    assert {check.verdict.value for check in found.checks} == {"broken"}
    assert "there are no more processes" in str(found.checks[0].reason)


def test_a_zygote_that_is_killed_in_the_middle_costs_nobody_anything(
    lab: Lab, verdicts: Verdicts, nursery: Nursery
) -> None:
    if nursery._zygote is None:
        pytest.skip("there is no zygote here")
    asked = []

    def check(student, reference, rng):
        """It goes on."""
        close(student.double(1), 2)
        asked.append(1)
        if len(asked) == 2:
            os.kill(nursery._zygote.process.pid, 9)
            nursery._zygote.process.wait()
        close(student.double(2), 4)

    for name in ("one", "two", "three"):
        lab.check()(_copy(check, name))
    assert set(verdicts(lab, "def double(x): return 2 * x").values()) == {"passed"}
    assert len(asked) == 4


def test_a_check_may_catch_a_failure_and_go_on_asking(lab: Lab, grade: Grade) -> None:
    @lab.check()
    def insists(student, reference, rng):
        """Insists."""
        for _ in range(3):
            try:
                student.leave()
            except Failure as failure:
                last = failure
        raise last

    found = grade(lab, "import os\ndef leave(): os._exit(4)")["insists"]
    assert (found.verdict.value, found.outcome) == ("failed", Outcome.EXITED)
    assert "exit code 4" in str(found.reason)


# ---------------------------------------------------------------------------------------------- the same again


def facts(result: Result) -> dict[str, Any]:
    """A result without its times."""
    plain = dataclasses.asdict(result)
    for timed in (plain, *plain["checks"]):
        timed.pop("seconds")
    plain.pop("started")
    return plain


def test_the_same_seed_gives_the_same_result_but_for_times(toy: Lab, right: str, result: Callable[..., Result]) -> None:
    wrong = replaced(right, "noise", "return np.random.normal(size=n)")
    for source in (right, wrong):
        assert facts(result(toy, source, seed="x")) == facts(result(toy, source, seed="x"))
    first, other = (facts(result(toy, wrong, seed=seed)) for seed in "xy")
    assert first["checks"][3]["evidence"] != other["checks"][3]["evidence"]


def test_another_seed_draws_other_inputs(lab: Lab, grade: Grade) -> None:
    @lab.check()
    def look(student, reference, rng):
        """Look."""
        student.look(rng.normal(size=2))

    @lab.check()
    def look_again(student, reference, rng):
        """Look again."""
        student.look(rng.normal(size=2))

    def inputs(seed: str) -> list[str]:
        return [check.output for check in grade(lab, "def look(x): print(x)", seed=seed).values()]

    assert inputs("a") == inputs("a")
    assert len({*inputs("a"), *inputs("b")}) == 4, "every check of every seed has draws of its own"


# ------------------------------------------------------------------------------------------------ cheating

CHEATS = {
    "exits as if all were well": "import os\nos._exit(0)",
    "exits at the end": "import atexit, os\natexit.register(os._exit, 0)",
    "exits later": "import os, sys\nsys.exit(0)",
    "prints results": "print('double_values PASSED 2/2')\nprint('{\"verdict\": \"passed\"}')",
    "prints frames": "import os\nfor fd in (1, 2): os.write(fd, bytes.fromhex('4c50463101000000000000000000000037'))",
    "patches comparisons": """
import numpy as np
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
AssertionError = BaseException
import builtins
builtins.abs = lambda x: 0
""",
    "patches the grader's modules": """
import sys
for name, module in list(sys.modules.items()):
    if name.startswith("graders"):
        for key, value in list(vars(module).items()):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                setattr(module, key, 0 if key != "MESSAGE_LIMIT" else value)
""",
    "looks for the reference": """
import gc, sys
def hunt():
    for name in list(sys.modules):
        if "textbook" in name or "reference" in name: return sys.modules[name]
    frame = sys._getframe()
    while frame:
        for key, value in frame.f_locals.items():
            if key in ("want", "expected", "reference"): return value
        frame = frame.f_back
    return None
found = hunt()
if found is not None:
    double, total, extremes, noise = found.double, found.total, found.extremes, found.noise
""",
    "forges replies": """
import os, sys
wire = sys.modules["graders.sandbox.wire"]
real = os.write
def write(fd, data):
    return real(fd, wire.encode([["value", True]])) and len(data)
os.write = write
""",
    "forges on the side": """
import os, sys, threading
frame = sys.modules["graders.sandbox.wire"].encode([["value", 1.0]])
def flood():
    while True: os.write(4, frame)
threading.Thread(target=flood, daemon=True).start()
""",
    "answers as the grader": """
import gc
for each in gc.get_objects():
    if type(each).__name__ == "Servant":
        each.call = lambda *a: ["value", "passed"]
""",
    "returns what equals everything": """
import numpy as np
class Same(np.ndarray):
    def __array_function__(self, *a, **k): return True
    def __array_ufunc__(self, *a, **k): return np.zeros(2, bool)
    def __eq__(self, other): return True
def double(x): return np.zeros((3, 4)).view(Same)
def total(x): return type("F", (float,), {"__eq__": lambda a, b: True, "__sub__": lambda a, b: 0.0})(0)
""",
    "returns nothing": "def double(x): return []\ndef total(x): return float('nan')\ndef extremes(x): return [], []",
}

WRONG = """
import numpy as np
def double(x): return 0 * x
def total(x): return 0.0
def extremes(x): return 0.0, 0.0
def noise(rng, n): return np.zeros(n)
def twice(f, x): return x
class Counter:
    count = -1
    def __init__(self, count=0): pass
    def step(self, by=1): return -1
"""


@pytest.mark.attack
@pytest.mark.parametrize("cheat", CHEATS.values(), ids=list(CHEATS))
def test_cheating_earns_nothing(toy: Lab, result: Callable[..., Result], cheat: str) -> None:
    for source in (WRONG + cheat, cheat + WRONG):
        found = result(toy, source)
        assert {check.verdict.value for check in found.checks} <= {"failed", "skipped"}
        assert sum(check.points for check in found.checks) == 0


@pytest.mark.attack
@pytest.mark.parametrize("name", ["exits at the end", "prints results", "prints frames", "patches comparisons"])
def test_cheating_costs_nothing_either_where_the_work_is_right(
    toy: Lab, right: str, result: Callable[..., Result], name: str
) -> None:
    with_it, without_it = result(toy, right + CHEATS[name]), result(toy, right)
    if name == "patches comparisons":
        assert sum(check.points for check in with_it.checks) > 0
        return
    assert [check.verdict for check in with_it.checks] == [check.verdict for check in without_it.checks]


def test_a_rule_of_style_is_read_off_the_students_file(lab: Lab, grade: Grade) -> None:
    @lab.check()
    def no_loops(student, reference, rng):
        """double has no loop."""
        without(student, "double", loops=True, names=["np.linalg"])

    assert grade(lab, "def double(x): return 2 * x")["no_loops"].verdict.value == "passed"
    for body, words in (
        ("return [2 * e for e in x]", "uses a loop in line 2"),
        ("from numpy import linalg as la\n    return la.norm(x)", "uses numpy.linalg.norm in line 3"),
    ):
        assert words in str(grade(lab, f"def double(x):\n    {body}")["no_loops"].reason)
    found = grade(lab, "def triple(x): return 3 * x")["no_loops"]
    assert (found.verdict.value, found.outcome) == ("failed", Outcome.MISSING)


def test_a_submission_leaves_no_descriptor_and_no_file_behind(
    toy: Lab, right: str, result: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    tmp_path.chmod(0o755)
    wrong = replaced(right, "double", "__import__('os')._exit(1)")
    result(toy, wrong)

    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0

    before = descriptors()
    for source in (right, wrong, "import os\nos._exit(1)"):
        result(toy, source)
    assert (descriptors(), list(tmp_path.iterdir())) == (before, [])


@pytest.mark.attack
def test_what_is_learnt_in_one_check_is_of_no_use_in_another(lab: Lab, verdicts: Verdicts) -> None:
    """A table of the answers seen so far: the inputs are never the same twice."""

    def slope(student, reference, rng):
        """The gradient is that of the loss."""
        at = rng.normal(size=3)
        gradient(lambda w: student.loss(w), at=at, claimed=student.slope(at), rng=rng)

    for name in ("one", "two", "three"):
        lab.check()(_copy(slope, name))
    source = """
import numpy as np
seen = []
def loss(w): return float((w ** 2).sum())
def slope(w):
    seen.append(w)
    return 2 * seen[0]
"""
    assert verdicts(lab, source)["two"] == "passed", "a fresh worker has seen nothing, and it is right there"
    assert set(verdicts(lab, source.replace("2 * seen[0]", "3 * w")).values()) == {"failed"}
