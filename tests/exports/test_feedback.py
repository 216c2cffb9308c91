"""The zips of reports: Moodle and Canvas find each student by the names in them."""

import io
import re
import zipfile

import pytest

from graders.errors import UsageError
from graders.exports import feedback
from graders.register import Record, Status
from tests.exports.records import class_, perfect, record


def page(each: Record) -> str:
    return f"<p>{each.student.name}"


def unzipped(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("Jane Doe_12345_assignsubmission_file", "Jane Doe_12345_assignsubmission_file/report.html"),
        ("hw1/Jane Doe_12345_assignsubmission_file_/", "Jane Doe_12345_assignsubmission_file/report.html"),
        ("李雷_7_assignsubmission_onlinetext", "李雷_7_assignsubmission_file/report.html"),
        ("أحمد علي_8_assignsubmission_file_softmax.py", "أحمد علي_8_assignsubmission_file/report.html"),
        ("Participant_9_assignsubmission_file_/hw/deep", "Participant_9_assignsubmission_file/report.html"),
        ("", "Doe, Jane_5000_assignsubmission_file/report.html"),  # known by number alone
        ("../../Jane Doe", "Doe, Jane_5000_assignsubmission_file/report.html"),
    ],
)
def test_moodle_gets_back_the_folders_of_its_download(place, name):
    done = feedback.for_moodle([record(0, "Doe, Jane", perfect(), place=place)], page)
    assert unzipped(done.content) == {name: "<p>Doe, Jane"}
    # How Moodle takes the name of a file apart: name, number, type and name of the plugin.
    assert len(name.split("/")[0].split("_")) == 4


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("doejane_100_777_softmax.py", "doejane_100_777_report.html"),
        ("submissions/doejane_LATE_100_777_", "doejane_LATE_100_777_report.html"),
        ("李雷_100_777", "李雷_100_777_report.html"),
    ],
)
def test_canvas_finds_the_student_and_a_file_of_theirs(place, name):
    done = feedback.for_canvas([record(0, "Doe, Jane", perfect(), place=place)], page)
    assert unzipped(done.content) == {name: "<p>Doe, Jane"}
    # Canvas takes the first two numbers between underscores: the student's, and that of a file.
    assert [part for part in name.split("_") if re.fullmatch(r"\d+", part)][:2] == ["100", "777"]


def test_who_has_no_place_there_is_told():
    records = [
        record(0, "Doe, Jane", perfect(), place="doejane_100_777_softmax.py"),
        record(1, "Text, Tim", perfect(), place="texttim_101_text.html"),
        record(2, "Missing, Max", None, status=Status.MISSING),
    ]
    told = "\n".join(feedback.for_canvas(records, page).told)
    assert "The zip holds 1 report." in told
    assert "nothing was handed in (1): Missing, Max." in told
    assert "Canvas gives no place for a report to these (1): Text, Tim." in told


def test_a_class_from_elsewhere_is_refused_with_what_to_do():
    with pytest.raises(UsageError, match="came from a download of Canvas"):
        feedback.for_canvas([record(0, "Doe, Jane", perfect(), place="jane")], page)


def test_equal_reports_give_equal_bytes():
    assert feedback.for_moodle(class_(), page).content == feedback.for_moodle(reversed(class_()), page).content


def test_names_of_any_script_are_marked_as_utf8():
    content = feedback.for_moodle(class_(), page).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        marked = {member.filename: bool(member.flag_bits & 0x800) for member in archive.infolist()}
    assert marked["李雷_5001_assignsubmission_file/report.html"]
    assert marked["أحمد علي_5002_assignsubmission_file/report.html"]


def test_files_of_a_class_lie_in_folders_that_any_system_can_make():
    places = ["submission_1", "submission_1", "a:b\\c", "..", "x/../../y", "  "]
    records = [record(i, "n", perfect(), place=place) for i, place in enumerate(places)]
    names = unzipped(feedback.files(records, "results.json", lambda each, result: each.student.key).content)
    assert len(names) == len(places)
    assert all(re.fullmatch(r"[\w .@+-]+/results\.json", name) and ".." not in name for name in names)
    assert names["submission_1/results.json"] == "key0"
