"""Gradescope: whose submission is whose stands in a page of its own."""

import contextlib
import datetime
from pathlib import Path

import pytest

from graders.collection.collected import collect
from graders.errors import UsageError
from tests.collection import downloads
from tests.fuzz import within

CODE = {"softmax.py": b"x = 1"}
ABOUT = "assignment_77_export/submission_metadata.yml"


def test_a_student_is_known_by_number_and_address(tmp_path: Path) -> None:
    evening = datetime.datetime(2025, 10, 2, 21, 30, tzinfo=datetime.timezone.utc)
    path = downloads.gradescope(
        tmp_path / "g.zip", {"王 小明": CODE}, sids={"王 小明": "2021001"}, times={"王 小明": evening}
    )
    with collect(path) as collection:
        (hand_in,) = collection.hand_ins
    assert (hand_in.student.key, hand_in.student.name) == ("2021001", "王 小明")
    assert set(hand_in.student.ids) == {"sid", "email"}
    assert (hand_in.place, hand_in.submitted, hand_in.superseded) == ("submission_300001", evening, 0)


def test_earlier_attempts_are_counted(tmp_path: Path) -> None:
    path = downloads.gradescope(tmp_path / "g.zip", {"Jane Doe": CODE}, earlier={"Jane Doe": 4})
    with collect(path) as collection:
        assert collection.hand_ins[0].superseded == 4


def test_a_group_is_one_hand_in_under_the_same_key_whoever_hands_in(tmp_path: Path) -> None:
    numbers = {"Jane Doe": "3", "Rik Roe": "1", "ليلى حداد": "2"}
    names = list(numbers)
    keys = set()
    for place, first in enumerate(names):
        others = [name for name in names if name != first]
        path = downloads.gradescope(tmp_path / f"{place}.zip", {first: CODE}, groups={first: others}, sids=numbers)
        with collect(path) as collection:
            (hand_in,) = collection.hand_ins
        assert set(hand_in.student.members) == set(names)
        keys.add(hand_in.student.key)
    assert keys == {"1"}


def test_of_two_submissions_of_a_student_the_later_counts(tmp_path: Path) -> None:
    about = b"""
submission_1:
  :submitters: [{":name": Jane Doe, ":sid": 7, ":email": j@example.org}]
  :created_at: 2025-10-04 10:00:00.000000000 Z
submission_2:
  :submitters: [{":name": Jane Doe, ":sid": 7, ":email": j@example.org}]
  :created_at: 2025-10-03 10:00:00.000000000 Z
"""
    path = downloads.write(
        tmp_path / "g.zip", [(ABOUT, about), *((f"assignment_77_export/submission_{n}/a.py", b"x") for n in (1, 2))]
    )
    with collect(path) as collection:
        (hand_in,) = collection.hand_ins
        assert hand_in.place == "submission_1"
        assert collection.problems == ("Jane Doe has two submissions; the later one counts.",)


def test_a_number_that_two_students_have_takes_nobodys_work_away(tmp_path: Path) -> None:
    about = b"""
submission_1:
  :submitters: [{":name": Jane Doe, ":sid": 7, ":email": j@example.org}]
  :created_at: 2025-10-03 10:00:00.000000000 Z
submission_2:
  :submitters: [{":name": Eve, ":sid": 7, ":email": e@example.org}]
  :created_at: 2025-10-04 10:00:00.000000000 Z
"""
    path = downloads.write(
        tmp_path / "g.zip", [(ABOUT, about), *((f"assignment_77_export/submission_{n}/a.py", b"x") for n in (1, 2))]
    )
    with collect(path) as collection:
        assert {each.student.name for each in collection.hand_ins} == {"Jane Doe", "Eve"}
        assert len({each.student.key for each in collection.hand_ins}) == 2


def test_two_students_of_whom_only_one_name_is_known_are_two(tmp_path: Path) -> None:
    about = (
        b"submission_1: {':submitters': [{':name': Jane Doe}]}\nsubmission_2: {':submitters': [{':name': Jane Doe}]}"
    )
    path = downloads.write(
        tmp_path / "g.zip", [(ABOUT, about), *((f"assignment_77_export/submission_{n}/a.py", b"x") for n in (1, 2))]
    )
    with collect(path) as collection:
        assert [each.student.key for each in collection.hand_ins] == ["Jane Doe", "Jane Doe submission_2"]


def test_a_submission_without_files_says_so(tmp_path: Path) -> None:
    about = b'submission_1:\n  :submitters:\n  - :name: Jane Doe\n    :sid: "7"\n'
    with collect(downloads.write(tmp_path / "g.zip", [(ABOUT, about)])) as collection:
        assert collection.hand_ins[0].student.key == "7"
        assert "Nothing is there" in str(collection.hand_ins[0].refused)


def test_objects_of_ruby_are_read_as_what_they_hold(tmp_path: Path) -> None:
    about = b"""---
submission_1: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
  :submitters:
  - :name: Jane Doe
    :sid: ''
    :email: j@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2025-10-03 10:00:00.000000000 Z
    time: 2025-10-03 12:00:00.000000000 Z
"""
    with collect(downloads.write(tmp_path / "g.zip", [(ABOUT, about)])) as collection:
        (hand_in,) = collection.hand_ins
    assert hand_in.student.key == "j@example.org"
    assert hand_in.submitted == datetime.datetime(2025, 10, 3, 10, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(
    "about", [b"{", b"- a", b"", b"\xff\xfe\x00", b"a: &a [*a", b"!!python/object/apply:os.getcwd []"]
)
def test_a_page_that_is_broken_or_means_harm_is_refused_in_a_sentence(tmp_path: Path, about: bytes) -> None:
    path = downloads.write(tmp_path / "g.zip", [(ABOUT, about), ("assignment_77_export/submission_1/a.py", b"x")])
    with pytest.raises(UsageError, match="submission_metadata"):
        collect(path)


@pytest.mark.parametrize("about", ["text", "3", "[1, 2]", "{':submitters': [null, 3], ':history': 5}"])
def test_a_page_that_tells_nothing_of_a_student_leaves_the_folders_name(tmp_path: Path, about: str) -> None:
    path = downloads.write(
        tmp_path / "g.zip",
        [(ABOUT, f"submission_1: {about}".encode()), ("assignment_77_export/submission_1/a.py", b"x")],
    )
    with collect(path) as collection:
        assert collection.hand_ins[0].student.name == "submission_1"
        assert list(collection.tree(collection.hand_ins[0]).files) == ["a.py"]


@pytest.mark.parametrize(
    "about",
    [
        b"submission_1: {':submitters': [{':name': Jane Doe, ':sid': 0x" + b"f" * 5000 + b"}]}",
        b"0x" + b"f" * 400 + b": 1",
        b"submission_1: {':created_at': 2025-99-99, ':submitters': [{':sid': 1" + b":59" * 20_000 + b"}]}",
        b"submission_1: {':created_at': 0001-01-01 00:00:00 +14:00}",
        b"a: &a [x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(20)),
        b"a: &a {x: 1}\n"
        + b"".join(b"%c: &%c {<<: [%s]}\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(20)),
        b"a: &a [*a]\nsubmission_1: {':submitters': [{':name': *a, ':sid': *nobody}]}",
        b"? [a, b]\n: 1\n? !!binary xx\n: !!set {a}",
        *(each * 100_000 for each in (b"[", b"- ", b"{a: ", b"? ")),
    ],
    ids=[
        "number",
        "key",
        "sexagesimal",
        "year",
        "laughs",
        "merged",
        "itself",
        "odd",
        "lists",
        "dashes",
        "dicts",
        "keys",
    ],
)
def test_a_page_that_is_made_to_grow_is_read_or_refused(tmp_path: Path, about: bytes) -> None:
    path = downloads.write(tmp_path / "g.zip", [(ABOUT, about), ("assignment_77_export/submission_1/a.py", b"x")])
    with within(32 << 20), contextlib.suppress(UsageError), collect(path) as collection:
        assert collection.hand_ins


def test_a_number_is_what_was_written(tmp_path: Path) -> None:
    about = b"submission_1: {':submitters': [{':name': No, ':sid': 0017, ':email': ~}]}"
    with collect(downloads.write(tmp_path / "g.zip", [(ABOUT, about)])) as collection:
        (hand_in,) = collection.hand_ins
    assert (hand_in.student.key, hand_in.student.name, hand_in.student.ids) == ("0017", "No", {"sid": "0017"})


@pytest.mark.parametrize("about", [b"{", b"[" * 100_000, b"submission_1: 3"])
def test_a_page_among_a_students_own_files_stops_nobody(tmp_path: Path, about: bytes) -> None:
    eve = {**CODE, "submission_metadata.yml": about}
    with collect(downloads.folders(tmp_path / "class", {"ada": CODE, "eve": eve})) as collection:
        assert {each.student.key for each in collection.hand_ins} == {"ada", "eve"}
