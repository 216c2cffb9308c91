"""Whoever watches sees every change of a file of code, and nothing else."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from graders.errors import UsageError
from graders.selfcheck import watch
from graders.selfcheck.watch import Stale, fresh, stamps


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "toy.py").write_text("a = 1\n")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "ops.py").write_text("b = 1\n")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "seen"),
    [
        ("toy.py", True),
        ("tools/ops.py", True),
        ("toy.ipynb", True),
        ("new.py", True),
        ("notes.txt", False),
        ("report.html", False),
        (".venv/lib.py", False),
        ("__pycache__/toy.py", False),
    ],
)
def test_what_is_written_is_seen_if_it_is_a_students_code(folder: Path, file: str, seen: bool) -> None:
    before = stamps(folder)
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text("a = 1 + 1\n")
    assert (stamps(folder) != before) is seen


def test_beside_a_single_file_its_neighbours_are_watched_and_no_folders(folder: Path) -> None:
    assert list(stamps(folder / "toy.py")) == [folder / "toy.py"]
    (folder / "ops.py").write_text("")
    assert set(stamps(folder / "toy.py")) == {folder / "toy.py", folder / "ops.py"}


def test_a_folder_that_is_gone_has_nothing_in_it(tmp_path: Path) -> None:
    assert stamps(tmp_path / "gone") == {}


def test_a_link_that_leads_around_is_not_followed(folder: Path) -> None:
    (folder / "tools" / "again").symlink_to(folder)
    assert len(stamps(folder)) == 2


def test_what_is_stale_is_ended_before_it_begins_again() -> None:
    ended = []

    def grading() -> Generator[int, None, None]:
        try:
            yield from range(5)
        finally:
            ended.append("in order")

    saved: list[int] = []
    events = fresh(grading(), lambda: bool(saved))
    assert [next(events), next(events)] == [0, 1]
    saved.append(1)
    with pytest.raises(Stale) as caught:
        next(events)
    assert ended == ["in order"], caught.value
    assert list(fresh(grading(), lambda: False)) == [0, 1, 2, 3, 4]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``looks(*steps)`` runs a step before each look that comes after a rest; then Ctrl-C is pressed."""

    def looks(*steps: Callable[[], object]) -> None:
        waiting: Iterator[Callable[[], object]] = iter(steps)

        def sleep(seconds: float) -> None:
            if seconds == watch.INTERVAL:
                step = next(waiting, None)
                if step is None:
                    raise KeyboardInterrupt
                step()

        monkeypatch.setattr("graders.selfcheck.watch.time.sleep", sleep)

    return looks


def test_each_change_is_acted_on_once(folder: Path, looks: Callable[..., None]) -> None:
    file = folder / "toy.py"
    acted: list[str] = []

    def rewrite() -> None:
        file.unlink()
        file.write_text("a = 333\n")

    def act(_: object) -> int:
        acted.append(file.read_text())
        return len(acted) - 1

    looks(
        lambda: None,
        lambda: file.write_text("a = 22\n"),
        lambda: None,
        lambda: (folder / "notes.txt").write_text("no code"),
        rewrite,
    )
    assert watch.watch(folder, act) == 2
    assert acted == ["a = 1\n", "a = 22\n", "a = 333\n"]


def test_what_can_not_be_checked_is_told_and_waited_for(
    folder: Path, looks: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    looks(lambda: (folder / "toy.py").write_text("a = 22\n"))
    outcomes: Iterator[UsageError | None] = iter([UsageError("two files may be meant"), None])

    def act(_: object) -> int:
        if (error := next(outcomes)) is not None:
            raise error
        return 0

    assert watch.watch(folder, act) == 0
    assert capsys.readouterr().err == "error: two files may be meant\n"
