"""The benchmark's own words: figures as a table and as JSON, what can't be measured, and the classes that it makes."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import class_run, cohort, growth, program
from benchmarks.__main__ import MEASUREMENTS, as_json, measured
from benchmarks.class_run import Run
from benchmarks.figure import Figure, Skipped, quantile, show, spread
from graders.errors import CannotGrade

FAST = Figure("a call", 0.08, "ms", 0.1, ("many times: least 0.05 ms",))
SLOW = Figure("a class [of 20]", 2.5, "", 2.0)
FREE = Figure("a page", 1234.0, "KiB")


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=100)


def said(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("figure", "ratio", "verdict"), [(FAST, 0.8, "reached"), (SLOW, 1.25, "missed"), (FREE, None, "no target")]
)
def test_a_figure_is_compared_with_its_target(figure: Figure, ratio: float | None, verdict: str) -> None:
    assert figure.ratio == (None if ratio is None else pytest.approx(ratio))
    assert figure.verdict == verdict


def test_of_nothing_at_all_there_may_be_nothing() -> None:
    assert Figure("left behind", 0, "", 0).verdict == "reached"
    assert Figure("left behind", 1, "", 0).verdict == "missed"


def test_the_table_has_a_row_for_each_figure_and_the_details_below_it(console: Console) -> None:
    show([FAST, SLOW, FREE], console)
    table, _, details = said(console).partition("\n\n")
    rows = [line.split() for line in table.splitlines()]
    assert rows[0] == ["figure", "target", "measured", "ratio", "verdict"]
    assert rows[1][-7:] == ["≤", "0.10", "ms", "0.080", "ms", "0.80", "reached"]
    assert rows[2] == ["a", "class", "[of", "20]", "≤", "2", "2.50", "1.25", "missed"]
    assert rows[3] == ["a", "page", "1,234", "KiB", "no", "target"]
    assert details == "a call\n  many times: least 0.05 ms\n"


def test_what_several_runs_took_is_told_with_the_least_and_the_median() -> None:
    assert spread([3.0, 1.0, 2.0], "s") == "3 times: least 1 s, median 2 s, 95 % of them within 3 s"
    assert [quantile(range(101), share) for share in (0, 0.5, 0.95, 1)] == [0, 50, 95, 100]


def test_what_cannot_be_measured_stops_nothing_else(console: Console) -> None:
    def half() -> Iterator[Figure]:
        yield FAST
        raise Skipped("torch is not installed; python -m pip install '.[torch]'")

    def never() -> Iterator[Figure]:
        raise CannotGrade("nobody can be confined here")

    figures, skipped = measured({"half": half, "never": never, "last": lambda: [FREE]}, console)
    assert figures == [FAST, FREE]
    assert list(skipped) == ["half", "never"]
    assert "skipped half: torch is not installed; python -m pip install '.[torch]'\n" in said(console)


def test_the_json_has_every_figure_and_the_reason_for_every_gap() -> None:
    found = json.loads(as_json({"cores": 2}, [FAST, FREE], {"torch": "torch is not installed"}))
    assert found["machine"] == {"cores": 2}
    first, second, gap = found["figures"]
    assert first == {
        "name": "a call",
        "measured": 0.08,
        "unit": "ms",
        "target": 0.1,
        "details": ["many times: least 0.05 ms"],
        "ratio": pytest.approx(0.8),
        "verdict": "reached",
        "standing": [],
    }
    assert (second["target"], second["ratio"]) == (None, None)
    assert gap == {"name": "torch", "skipped": "torch is not installed"}


def test_the_readme_tells_of_every_measurement() -> None:
    readme = (program.ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert not [name for name in MEASUREMENTS if f"\n| `{name}` |" not in readme]


def test_a_larger_class_is_compared_in_memory() -> None:
    figure = class_run.memory_against(3_000, Run(90.0, 66.0, 210.0), 300, Run(9.0, 60.0, 200.0))
    assert figure.name == "memory of the command, 3,000 students against 300"
    assert figure.verdict == "reached"
    assert figure.details == ("66 MiB against 60; all its processes together 210 against 200",)


def test_growth_compares_the_largest_class_with_the_next_smaller_one(monkeypatch: pytest.MonkeyPatch) -> None:
    graded: list[int] = []

    def run(works: list[str], count: int) -> growth.Grown:
        graded.append(count)
        return growth.Grown(count, Run(0.2 * count + 2, 50 + count / 10, 100.0), 0.1)

    monkeypatch.setattr(growth, "_graded", run)
    monkeypatch.setattr(cohort, "works", lambda names, count: ["work"] * count)
    time, memory = growth.growth((2, 10, 100))
    assert graded == [2, 10, 100, 10]
    assert (time.measured, time.target) == (pytest.approx(22 / 4), pytest.approx(10.5))
    assert memory.measured == pytest.approx(60 / 51)
    assert time.details[0].startswith("2 students: 2.4 s, 1200 ms a submission; the command 50 MiB")


def test_a_class_is_laid_out_with_a_folder_for_each_student(tmp_path: Path) -> None:
    works = [cohort.Work("toy", str(number), {"toy.py": b"", "more/part.py": b"x = 1\n"}) for number in range(3)]
    folder = cohort.written(works, tmp_path / "class")
    assert {path.name for path in folder.iterdir()} == set(itertools.islice(cohort.names(), 3))
    assert [path.read_bytes() for path in folder.glob("*/more/part.py")] == [b"x = 1\n"] * 3


def test_no_two_students_of_a_class_have_one_name() -> None:
    assert len(set(itertools.islice(cohort.names(), 3_000))) == 3_000


def test_a_program_is_timed_to_its_end(tmp_path: Path) -> None:
    run = program.ended(["-c", "import os, sys; sys.exit(len(os.listdir()))"], folder=tmp_path)
    assert run.code == 0
    assert run.wall > 0
