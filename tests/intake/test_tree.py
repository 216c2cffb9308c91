"""The files of a submission by their paths: what is said of those that are there."""

import pytest

from graders.intake.tree import Tree


@pytest.mark.parametrize(
    ("files", "others", "shown"),
    [
        ([], (), "nothing"),
        (["a.py", "作业.ipynb"], ("notes.txt",), "a.py, 作业.ipynb, notes.txt"),
        ([], ("work.rar",), "work.rar"),
        ([f"part{i}.py" for i in range(999)], ("notes.txt",), "part0.py, part1.py, part2.py, part3.py, part4.py"),
    ],
)
def test_what_is_there_is_told_in_a_few_names(files: list[str], others: tuple[str, ...], shown: str) -> None:
    assert Tree("ada", {name: lambda: b"" for name in files}, others).shown == shown
