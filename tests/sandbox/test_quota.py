"""What a worker may keep in a folder on the disk."""

import errno
import os
from pathlib import Path

import pytest

from graders.sandbox import quota


def test_files_and_their_sizes_count_together_however_deep_they_lie(tmp_path: Path) -> None:
    assert not quota.exceeded(str(tmp_path))
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    for folder in (tmp_path, deep):
        with (folder / "half").open("wb") as file:
            file.truncate(quota.BYTES // 2 - 10_000)
    assert not quota.exceeded(str(tmp_path))
    with (deep / "rest").open("wb") as file:
        file.truncate(30_000)
    assert quota.exceeded(str(tmp_path))


def test_files_are_counted(tmp_path: Path) -> None:
    for number in range(quota.FILES):
        (tmp_path / str(number)).touch()
    assert not quota.exceeded(str(tmp_path))
    (tmp_path / "one more").mkdir()
    assert quota.exceeded(str(tmp_path))


@pytest.mark.parametrize(
    ("number", "exceeded"), [(errno.ENAMETOOLONG, True), (errno.EACCES, True), (errno.ENOENT, False)]
)
def test_what_can_not_be_looked_into_counts_as_too_much_unless_it_is_gone(
    number: int, exceeded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scandir(path: str) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert quota.exceeded("/anywhere") is exceeded
