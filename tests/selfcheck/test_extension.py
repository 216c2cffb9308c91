"""Compiled modules beside an archive: those of this very archive, for this very Python, or none."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graders.selfcheck import extension
from graders.selfcheck.extension import compiled

SAYS = "def says():\n    return {said!r}\n"
LICENCE = "take it, and keep this line"


@pytest.fixture(autouse=True)
def _keeps_what_it_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return written(tmp_path / "课 lab" / "check.pyz", "first")


def written(place: Path, said: str) -> Path:
    """An archive with a package, and with what is no module."""
    place.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(place, "w") as file:
        file.writestr("labproof.py", Path(extension.__file__).read_bytes())
        file.writestr("words/__init__.py", "")
        file.writestr("words/spoken.py", SAYS.format(said=said))
        file.writestr("words/LICENSE.txt", LICENCE)
    return place


def entered(archive: Path) -> list[str]:
    """What a Python says that enters the archive: the words of the module, and where they come from."""
    code = (
        f"import sys; sys.path.insert(0, {str(archive)!r})\n"
        "import importlib, labproof; labproof.enter(); importlib.reload(labproof).enter()\n"
        "from words import spoken\n"
        "print(spoken.says(), spoken.__file__, sep='\\n')"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_modules_come_compiled_from_the_first_time_on(archive: Path) -> None:
    kept = archive.parent / "__pycache__" / f"check.{sys.implementation.cache_tag}.zip"
    for _ in range(2):
        assert entered(archive) == ["first", str(kept / "words" / "spoken.pyc")]
        assert list(kept.parent.iterdir()) == [kept], "who enters twice enters by the same door"


def test_all_else_stands_beside_them(archive: Path) -> None:
    with zipfile.ZipFile(compiled(archive)) as kept:
        assert kept.read("words/LICENSE.txt").decode() == LICENCE
        assert {name for name in kept.namelist() if name.startswith("words/")} == {
            *("words/__init__.pyc", "words/spoken.pyc", "words/LICENSE.txt")
        }


def test_they_are_compiled_once(archive: Path) -> None:
    when = compiled(archive).stat().st_mtime_ns
    assert compiled(archive).stat().st_mtime_ns == when
    assert len(list((archive.parent / "__pycache__").iterdir())) == 1


def test_a_newer_archive_is_not_hidden_by_what_was_kept_of_an_older_one(archive: Path) -> None:
    entered(archive)
    before = archive.stat()
    written(archive, "later")
    os.utime(archive, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert entered(archive)[0] == "later"


def test_what_another_python_has_kept_is_not_used(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as another:
        another.setattr(importlib.util, "MAGIC_NUMBER", b"\x01\x02\r\n")
        theirs = compiled(archive).read_bytes()
    assert compiled(archive).read_bytes() != theirs
    assert entered(archive)[0] == "first"


def test_what_was_cut_short_is_made_again(archive: Path) -> None:
    kept = compiled(archive)
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert entered(archive)[0] == "first"
    assert kept.read_bytes() == whole


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give a file away")
def test_what_somebody_else_has_put_there_is_not_used(archive: Path) -> None:
    kept = compiled(archive)
    os.chown(kept, 12345, 12345)
    assert compiled(archive).stat().st_uid == os.getuid()


def test_where_nothing_can_be_kept_the_sources_are_run(archive: Path) -> None:
    (archive.parent / "__pycache__").write_text("no folder", encoding="utf-8")
    assert entered(archive) == ["first", str(archive / "words" / "spoken.py")]


def test_a_python_that_is_told_to_keep_nothing_keeps_nothing(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with pytest.raises(OSError, match="keep nothing"):
        compiled(archive)
    assert not (archive.parent / "__pycache__").exists()
