"""A submission by value: nothing is lost on the way, and what changed is noticed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.intake import parcel
from graders.intake.parcel import Parcel, packed
from graders.intake.path import opened
from graders.intake.tree import Tree, Unreadable


def unreadable() -> bytes:
    raise Unreadable("b.py is a link to somewhere else; hand in the file itself.")


TREE = Tree("ada", {"a.py": lambda: b"x = 1\n", "b.py": unreadable}, ("notes.txt",), ("Something was odd.",), only=None)


def test_a_tree_comes_out_as_it_went_in() -> None:
    tree = packed(TREE).tree()
    assert (tree.name, list(tree.files), tree.others, tree.problems) == (
        "ada",
        ["a.py", "b.py"],
        TREE.others,
        TREE.problems,
    )
    assert tree.content("a.py") == b"x = 1\n"
    with pytest.raises(Unreadable, match="link to somewhere else"):
        tree.content("b.py")


def test_a_name_is_no_part_of_the_work() -> None:
    work = {"a.py": b"x = 1\n"}
    assert Parcel("ada", dict(work)).digest == Parcel("grace", dict(work)).digest


@given(
    st.dictionaries(st.text(min_size=1), st.binary() | st.text(), max_size=3),
    st.dictionaries(st.text(min_size=1), st.binary() | st.text(), max_size=3),
)
def test_different_work_has_different_digests(one: dict[str, bytes | str], other: dict[str, bytes | str]) -> None:
    assert (Parcel("", one).digest == Parcel("", other).digest) == (one == other)


def test_the_order_of_the_files_is_no_difference() -> None:
    assert Parcel("", {"a.py": b"1", "b.py": b"2"}).digest == Parcel("", {"b.py": b"2", "a.py": b"1"}).digest


def test_what_is_too_much_is_left_out_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcel, "SIZE_LIMIT", 10)
    tree = packed(Tree("ada", {"a.py": lambda: b"123456", "b.py": lambda: b"123456", "c.py": lambda: b"1"})).tree()
    assert tree.content("a.py") == b"123456"
    assert tree.content("c.py") == b"1"
    with pytest.raises(Unreadable, match=r"b\.py is left out: a submission may have 10 bytes"):
        tree.content("b.py")


def test_a_real_submission_is_packed(tmp_path: Path) -> None:
    (tmp_path / "softmax.py").write_text("z = '中文'", encoding="utf-8")
    assert packed(opened(tmp_path)).files == {"softmax.py": "z = '中文'".encode()}
