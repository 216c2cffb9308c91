"""From a platform's download through the gradebook's records back to the platform: nobody is lost or mixed up."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from graders.collection.collected import collect
from graders.exports import feedback
from graders.register import Mark, Record, Status
from tests.collection import downloads
from tests.reports.results import perfect

PEOPLE = {
    "Jane Doe": {"softmax.py": b"x = 1\n"},
    "李雷": {"softmax.py": b"x = 2\n"},
    "أحمد علي": {"softmax.py": b"x = 3\n"},
    "Zoë O'Neil-Smith": {"my_123_456_work.py": b"x = 4\n"},
}


def records(path: Path) -> list[Record]:
    with collect(path) as collection:
        mark = Mark(14.5, 14.5, 14.5)
        return [Record(each, "softmax", Status.GRADED, mark, None, perfect()) for each in collection.hand_ins]


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.namelist()


@pytest.mark.parametrize("late", [(), ("李雷", "Jane Doe")])
def test_canvas_gets_the_numbers_that_it_gave_out(tmp_path: Path, late: tuple[str, ...]) -> None:
    sent = names(downloads.canvas(tmp_path / "submissions.zip", PEOPLE, late=late).read_bytes())
    back = names(feedback.for_canvas(records(tmp_path / "submissions.zip"), lambda each: "").content)
    assert sorted(name.removesuffix("report.html") for name in back) == sorted(
        name.removesuffix("softmax.py").removesuffix("my_123_456_work.py") for name in sent
    )


@pytest.mark.parametrize("naming", [{}, {"older": True}, {"flat": True}, {"blind": True}])
def test_moodle_gets_back_every_participant(tmp_path: Path, naming: dict[str, Any]) -> None:
    sent = names(downloads.moodle(tmp_path / "submissions.zip", PEOPLE, **naming).read_bytes())
    back = names(feedback.for_moodle(records(tmp_path / "submissions.zip"), lambda each: "").content)
    folders = sorted(name.split("_assignsubmission_")[0] for name in sent)
    assert back == sorted(f"{folder}_assignsubmission_file/report.html" for folder in folders)
