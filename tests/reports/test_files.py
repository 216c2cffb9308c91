"""Reports are written whole or not at all."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graders.errors import UsageError
from graders.reports import files

ROOT = Path(__file__).parent.parent.parent


def test_a_file_and_its_folders_are_written_and_written_again(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "report.html"
    for text in ("first", "李雷 \u05d0"):
        assert files.write(place, text) == place
        assert place.read_text(encoding="utf-8") == text
    assert os.listdir(place.parent) == ["report.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_where_there_is_no_room_for_all_of_it_what_was_there_stays(tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    place.write_text("the last one")
    program = f"""
import resource, signal
from pathlib import Path
from graders.errors import UsageError
from graders.reports import files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
try:
    files.write(Path({str(place)!r}), "x" * 100_000)
except UsageError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "report.html can't be written (File too large); name another place" in done.stdout
    assert os.listdir(tmp_path) == ["report.html"]
    assert place.read_text() == "the last one"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_followed_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "there.html")
    files.write(tmp_path / "link.html", "text")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "there.html").read_text() == "text"
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        files.write(pipe, "through it")
        assert reader.communicate()[0] == b"through it"


def test_a_file_that_is_mounted_by_itself_is_written_over(tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    place.write_text("the last one, which was longer")
    mounted = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" "$0" && exec "$@"', str(place)]
    if not shutil.which("unshare") or subprocess.run([*mounted, "true"], capture_output=True).returncode:
        pytest.skip("nothing may be mounted here")
    program = f"from pathlib import Path\nfrom graders.reports import files\nfiles.write(Path({str(place)!r}), 'new')"
    subprocess.run([*mounted, sys.executable, "-c", program], cwd=ROOT, check=True)
    assert place.read_text() == "new"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_place_that_can_not_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="can't be written"):
        files.write(tmp_path / "file" / "report.html", "text")
