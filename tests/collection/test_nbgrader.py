"""nbgrader: submitted/STUDENT/ASSIGNMENT, with the time in a file."""

import datetime
import zoneinfo
from pathlib import Path

import pytest

from graders.collection.collected import collect
from graders.collection.nbgrader import moment
from tests.collection import downloads

BOOK = {"softmax.ipynb": b"{}"}
UTC = datetime.timezone.utc


@pytest.mark.parametrize("course", [True, False], ids=["course", "submitted"])
@pytest.mark.parametrize("ending", ["", ".zip"], ids=["folder", "zip"])
def test_the_course_or_its_folder_may_be_given(tmp_path: Path, course: bool, ending: str) -> None:
    path = downloads.nbgrader(tmp_path / f"submitted{ending}", {"ada": BOOK, "bob": BOOK}, course=course)
    with collect(path) as collection:
        assert collection.layout == "nbgrader submitted/"
        assert [hand_in.student.key for hand_in in collection.hand_ins] == ["ada", "bob"]
        assert collection.hand_ins[0].place == "ada/softmax"
        assert list(collection.tree(collection.hand_ins[0]).files) == ["softmax.ipynb"]


def test_a_copy_under_another_name_is_known_by_its_time_stamps(tmp_path: Path) -> None:
    stamps = {"ada": "2025-10-03 12:00:00 UTC"}
    path = downloads.nbgrader(tmp_path / "week 3", {"ada": BOOK, "bob": BOOK}, times=stamps, course=False)
    with collect(path) as collection:
        assert collection.layout == "nbgrader submitted/"
        times = [hand_in.submitted for hand_in in collection.hand_ins]
        assert times == [datetime.datetime(2025, 10, 3, 12, tzinfo=UTC), None]
        assert list(collection.tree(collection.hand_ins[0]).files) == ["softmax.ipynb"]


def test_a_time_stamp_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    path = downloads.nbgrader(tmp_path / "course", {"ada": BOOK}, times={"ada": "last night"})
    with collect(path) as collection:
        assert collection.hand_ins[0].submitted is None
        assert collection.hand_ins[0].problems == ("The time stamp can't be read.",)


def test_several_assignments_are_one_hand_in_without_a_time_unless_it_is_the_same(tmp_path: Path) -> None:
    first = {"ada": "2025-10-03 12:00:00 UTC", "bob": "2025-10-03 13:00:00 UTC"}
    second = {"ada": "2025-10-10 12:00:00 UTC", "bob": "2025-10-03 13:00:00 UTC"}
    path = downloads.nbgrader(tmp_path / "course", {"ada": BOOK, "bob": BOOK}, times=first)
    downloads.nbgrader(path, {"ada": {"xor.ipynb": b"{}"}, "bob": {"xor.ipynb": b"{}"}}, assignment="xor", times=second)
    with collect(path) as collection:
        ada, bob = collection.hand_ins
        assert sorted(collection.tree(ada).files) == ["softmax/softmax.ipynb", "xor/xor.ipynb"]
        assert (ada.submitted, ada.place) == (None, "ada")
        assert bob.submitted == datetime.datetime(2025, 10, 3, 13, tzinfo=UTC)
        assert "several assignments (softmax, xor)" in collection.problems[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015-02-02 15:58:23.948203 America/Los_Angeles", (2015, 2, 2, 23, 58, 23, 948203)),
        ("2015-07-02 15:58:23.5 America/Los_Angeles\n", (2015, 7, 2, 22, 58, 23, 500000)),
        ("2025-10-03 12:00:00 UTC", (2025, 10, 3, 12, 0, 0, 0)),
        ("2025-10-03T12:00:00Z", (2025, 10, 3, 12, 0, 0, 0)),
        ("2025-10-03 12:00:00+02:00", (2025, 10, 3, 10, 0, 0, 0)),
        ("2025-10-03 12:00:00.000001 -0330", (2025, 10, 3, 15, 30, 0, 1)),
        ("2025-10-03 12:00:00", (2025, 10, 3, 12, 0, 0, 0)),
    ],
)
def test_time_stamps_tell_a_moment(text: str, expected: tuple[int, int, int, int, int, int, int]) -> None:
    if "America" in text and "America/Los_Angeles" not in zoneinfo.available_timezones():
        pytest.skip("this machine knows no time zones")
    told = moment(text)
    assert told is not None
    assert told.astimezone(UTC) == datetime.datetime(*expected, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2025-13-03 12:00:00", "2025-10-03 12:00:00 Nowhere/Land", "2025-10-03 12:00:00 ../etc"]
)
def test_what_tells_no_moment_is_not_guessed_at(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize("written", ["0001-01-01 00:00:00 +14:00", "9999-12-31 23:59:59 -14:00"])
def test_a_time_at_the_ends_of_the_calendar_is_none(written: str) -> None:
    """A student's own file can say it, and no such time can be brought to another zone."""
    assert moment(written) is None
