"""Whatever a download holds, it is read or refused in a sentence; no key occurs twice, and no file is two students'."""

import contextlib
import warnings
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from graders.collection.collected import collect
from graders.errors import LabproofError
from graders.intake.tree import Unreadable
from tests.collection.downloads import zipped

PIECES = [
    *("ada", "Jane Doe", "王小明", "ليلى", "é", "submitted", "results", "__MACOSX", "..", ".", "", " ", "\\", "C:"),
    *("_1_500001_", "_LATE_2_500002_", "_LATE", "anon_x7_9_", "_2_text.html", "_assignsubmission_file", "_77"),
    *("_assignsubmission_onlinetext", "_file_", "submission_metadata.yml", "submission_1", "timestamp.txt", "-1"),
    *("softmax", ".py", ".ipynb", ".zip", ".rar", ".pdf", "(1)", "\x00", "\n", "policy.toml", "report", "softmax.py"),
]
PATH = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), min_size=1, max_size=4)
CONTENT = st.sampled_from(
    [b"", b"x = 1", b"{}", zipped({"softmax.py": b"y"}), b"PK\x03\x04", b"submission_1: {':submitters': [{':sid': 1}]}"]
)
ROSTER = st.sampled_from([None, "name,id\nJane Doe,1\nada,2\n", "name,group\nJane Doe,ada\nليلى,ada\n", "login\nada\n"])


@settings(deadline=None, max_examples=150)
@given(members=st.lists(st.tuples(PATH.map("/".join), CONTENT), max_size=8), unpacked=st.booleans(), roster=ROSTER)
def test_a_download_of_anything_is_read_or_refused(
    members: list[tuple[str, bytes]], unpacked: bool, roster: str | None
) -> None:
    with TemporaryDirectory() as folder, contextlib.suppress(LabproofError):
        path, students = Path(folder) / "class.zip", Path(folder) / "roster.csv"
        with zipfile.ZipFile(path, "w") as made, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that are there twice
            for name, content in members:
                with contextlib.suppress(IndexError):  # a name that zipfile can't write
                    made.writestr(name, content)
        if unpacked:
            (Path(folder) / "class").mkdir()
            with contextlib.suppress(OSError), zipfile.ZipFile(path) as made:
                made.extractall(Path(folder) / "class")
            path = Path(folder) / "class"
        if roster is not None:
            students.write_text(roster, encoding="utf-8")
        with collect(path, students if roster is not None else None) as collection:
            assert collection.layout
            assert collection.hand_ins
            keys = [each.student.key for each in collection.hand_ins] + [each.key for each in collection.absent]
            assert len(set(keys)) == len(keys)
            assert all(problem.endswith(".") for problem in collection.problems)
            owned = [path for work in collection._works.values() for path in work.files.values()]
            assert len(set(owned)) == len(owned)
            for hand_in in collection.hand_ins:
                with contextlib.suppress(LabproofError, Unreadable):
                    tree = collection.tree(hand_in)
                    assert tree.name == hand_in.student.name
                    for file in tree.files:
                        with contextlib.suppress(Unreadable):
                            tree.content(file)
