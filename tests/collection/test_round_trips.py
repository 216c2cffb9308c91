"""What a platform gives out is read back: the same students, the same files, from the zip and from the folder."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.collection.collected import Collection, collect
from graders.collection.download import of_the_system
from graders.errors import UsageError
from tests.collection import downloads
from tests.collection.downloads import Class

CLASS: Class = {
    "Doe, Jane": {"softmax.py": b"jane"},
    "王 小明": {"softmax.py": b"xiaoming"},
    "حداد ليلى": {"softmax.py": b"layla", "notes.pdf": b"%PDF"},
    "O’Brien, Seán": {"work.zip": downloads.zipped({"softmax.py": b"sean"})},
    "de la Cruz-Núñez, Ana": {"softmax.py": b"ana", "tools.py": b"tools"},
}

CODE = {name: {"softmax.py": files.get("softmax.py", b"sean")} for name, files in CLASS.items()}
CODE["de la Cruz-Núñez, Ana"]["tools.py"] = b"tools"

MAKERS: dict[str, Callable[[Path, Class], Path]] = {
    "Canvas download": downloads.canvas,
    "Moodle download (folders)": downloads.moodle,
    "Moodle download (files side by side)": lambda path, students: downloads.moodle(path, students, flat=True),
    "Gradescope export": downloads.gradescope,
    "nbgrader submitted/": downloads.nbgrader,
    "a folder for each student": downloads.folders,
    "a zip for each student": lambda path, students: downloads.zips(path, students),
}

OTHER_NAMES = {
    "Canvas download": lambda name: downloads.squashed(downloads.sortable(name)),
    "Moodle download (folders)": downloads.clean,
    "Moodle download (files side by side)": downloads.clean,
}

ZIPPED_ONCE = {name: {"softmax.py": f"{place}".encode()} for place, name in enumerate(CLASS)}


def code(collection: Collection) -> dict[str, dict[str, bytes]]:
    """Each student's files of code, as they are read."""
    trees = [collection.tree(hand_in) for hand_in in collection.hand_ins]
    return {tree.name: {path: tree.content(path) for path in tree.files} for tree in trees}


@pytest.mark.parametrize("ending", ["", ".zip"], ids=["folder", "zip"])
@pytest.mark.parametrize("said", MAKERS)
def test_a_class_is_read_back_from_what_a_platform_gives_out(tmp_path: Path, said: str, ending: str) -> None:
    students, expected = (CLASS, CODE) if "zip for" not in said else (ZIPPED_ONCE, ZIPPED_ONCE)
    path = MAKERS[said](tmp_path / f"class{ending}", students)
    with collect(path) as collection:
        shown = OTHER_NAMES.get(said, str)
        assert collection.layout == said
        assert code(collection) == {shown(name): files for name, files in expected.items()}
        assert collection.problems == ()
        assert collection.absent == ()
        assert [hand_in.refused for hand_in in collection.hand_ins] == [None] * len(students)


@pytest.mark.parametrize("ending", ["", ".zip"], ids=["folder", "zip"])
@pytest.mark.parametrize("said", MAKERS)
def test_keys_and_order_are_the_same_however_often_it_is_read(tmp_path: Path, said: str, ending: str) -> None:
    path = MAKERS[said](tmp_path / f"class{ending}", CLASS)
    with collect(path) as first, collect(path) as second:
        assert first.hand_ins == second.hand_ins
        assert len({hand_in.student.key for hand_in in first.hand_ins}) == len(CLASS)


@pytest.mark.parametrize("said", [said for said in MAKERS if said != "a zip for each student"])
def test_a_folder_around_everything_and_what_systems_add_do_not_matter(tmp_path: Path, said: str) -> None:
    inner = MAKERS[said](tmp_path / "submissions" / "submissions", CLASS)
    (inner / ".DS_Store").write_bytes(b"x")
    (inner / "Thumbs.db").write_bytes(b"x")
    (inner.parent / "__MACOSX").mkdir()
    (inner.parent / "__MACOSX" / "._softmax.py").write_bytes(b"x")
    with collect(inner.parent) as around, collect(inner) as itself:
        assert around.layout == said
        assert code(around) == code(itself)
        assert around.problems == ()


@pytest.mark.parametrize("said", ["Canvas download", "Moodle download (folders)", "Gradescope export"])
def test_a_platforms_zip_may_lie_in_the_folder_that_is_given(tmp_path: Path, said: str) -> None:
    MAKERS[said](tmp_path / "submissions.zip", CLASS)
    (tmp_path / "roster.csv").write_text("name\n", encoding="utf-8")
    with collect(tmp_path) as collection:
        assert collection.layout == said
        assert len(collection.hand_ins) == len(CLASS)


@pytest.mark.parametrize("ending", ["", ".zip"], ids=["folders", "zips"])
def test_several_downloads_are_not_taken_for_students(tmp_path: Path, ending: str) -> None:
    downloads.canvas(tmp_path / f"softmax{ending}", CLASS)
    downloads.moodle(tmp_path / f"xor{ending}", CLASS)
    with pytest.raises(UsageError, match=r"holds 2 downloads .*give one of them at a time"):
        collect(tmp_path)


def test_a_students_zip_that_looks_like_a_download_stops_nobody(tmp_path: Path) -> None:
    downloads.zips(tmp_path, {"ada": {"softmax.py": b""}, "bob": {"softmax.py": b""}})
    downloads.canvas(tmp_path / "eve.zip", {"Doe, Jane": {"softmax.py": b""}})
    with collect(tmp_path) as collection:
        assert [hand_in.student.key for hand_in in collection.hand_ins] == ["ada", "bob", "eve"]


@pytest.mark.parametrize("said", MAKERS)
def test_a_file_that_somebody_put_beside_it_is_told_and_left_out(tmp_path: Path, said: str) -> None:
    path = MAKERS[said](tmp_path / "class", CLASS if "zip for" not in said else ZIPPED_ONCE)
    inside = {"Gradescope export": path / "assignment_77_export", "nbgrader submitted/": path / "submitted"}
    (inside.get(said, path) / "remember.txt").write_text("grade by Monday", encoding="utf-8")
    with collect(path) as collection:
        assert collection.problems == ("remember.txt belongs to no student and was left out.",)
        assert len(collection.hand_ins) == len(CLASS)


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    path = downloads.canvas(tmp_path / "class.zip", CLASS)
    with collect(path) as collection:
        first, *_ = collection.hand_ins
        tree = collection.tree(first)
    with pytest.raises(Exception, match="closed"):
        tree.content("softmax.py")


ANY_NAME = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp"), blacklist_characters='/\\:*?"<>|'),
    min_size=1,
    max_size=30,
).filter(lambda name: name.strip(" ._~$") == name and not of_the_system(name))


@settings(deadline=None, max_examples=60)
@given(names=st.lists(ANY_NAME, min_size=1, max_size=6, unique_by=lambda name: downloads.clean(name).casefold()))
@pytest.mark.parametrize("said", MAKERS)
def test_students_may_be_called_anything(said: str, names: list[str]) -> None:
    students = {name: {"softmax.py": str(place).encode()} for place, name in enumerate(names)}
    with TemporaryDirectory() as folder:
        path = MAKERS[said](Path(folder) / "class.zip", students)
        with collect(path) as collection:
            assert collection.layout == said
            held = [collection.tree(hand_in).content("softmax.py") for hand_in in collection.hand_ins]
    assert sorted(held) == sorted(files["softmax.py"] for files in students.values())
