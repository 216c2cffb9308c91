"""A file for each student in one zip: the reports, named so that Moodle or Canvas gives each to its student.

Moodle (``mod/assign/feedback/file/importziplib.php``) takes folders that are called like those of its own download:
``Jane Doe_12345_assignsubmission_file``. Canvas takes back files that are called like those of its download, of which
it reads the first two numbers between underscores: the student's, and that of a file that was handed in. So what a
student typed into a text field can't be answered on Canvas in this way.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping

from graders.errors import UsageError
from graders.exports.filled import Filled, listed
from graders.model import Result
from graders.register import HandIn, Record, Status
from graders.reports import wording
from graders.reports.legible import legible_line

MOODLE = re.compile(r"(?P<name>[^_/]+)_(?P<id>\d+)_assignsubmission_[a-z]+(?:_|/|$)")
CANVAS = re.compile(r"(?P<start>[^/]*_\d+_\d+)_")  # a group's name may end in a number: the last two are the ids

THE_FIRST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a zip, so that equal reports give equal bytes. It is the earliest that a zip knows."""


def for_moodle(records: Iterable[Record], page: Callable[[Record], str]) -> Filled:
    """The zip for Moodle's "Upload multiple feedback files in a zip". ``page`` gives a record's report as HTML."""
    return _bundle(records, page, _moodle, "Moodle")


def for_canvas(records: Iterable[Record], page: Callable[[Record], str]) -> Filled:
    """The zip for Canvas's "Re-upload submissions". ``page`` gives a record's report as HTML."""
    return _bundle(records, page, _canvas, "Canvas")


def files(records: Iterable[Record], name: str, text: Callable[[Record, Result], str]) -> Filled:
    """A zip with a file ``name`` for each graded student, in a folder that is called after what was handed in."""
    files: dict[str, bytes] = {}
    without = []
    for record in records:
        if record.result is None:
            without.append(record.student.name)
            continue
        folder = _folder(next(iter(_parts(record.hand_in)), record.student.key))
        if f"{folder}/{name}" in files:
            folder = f"{folder}-{hashlib.sha256(record.student.key.encode('utf-8', 'replace')).hexdigest()[:8]}"
        files[f"{folder}/{name}"] = text(record, record.result).encode("utf-8", "backslashreplace")
    told = [f"The zip holds {wording.counted(len(files), 'result')}."]
    if without:
        told.append(f"There is no result of these, because nothing was graded ({len(without)}): {listed(without)}.")
    return Filled(zipped(files), tuple(told))


def _folder(name: str) -> str:
    """``name`` as the name of a folder on any system, with its letters kept as far as such a name may be long."""
    plain = re.sub(r"[^\w .@+-]+", "-", name.rstrip("_")).encode()[:200].decode(errors="ignore")
    return plain.strip(" .") or "submission"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of ``files`` by their paths; the same files give the same bytes.

    The paths are legible in it, and no part of one is a path to any system.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            member = zipfile.ZipInfo(legible_line(path).replace("\\", "-"), THE_FIRST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o100644 << 16
            member.create_system = 3
            archive.writestr(member, data)
    return content.getvalue()


def _bundle(
    records: Iterable[Record], page: Callable[[Record], str], path: Callable[[HandIn], str | None], platform: str
) -> Filled:
    files: dict[str, bytes] = {}
    without, placeless = [], []
    for record in records:
        if record.status is Status.MISSING:
            without.append(record.student.name)
            continue
        place = path(record.hand_in)
        if place is None or place in files:
            placeless.append(record.student.name)
            continue
        files[place] = page(record).encode("utf-8", "backslashreplace")
    if not files:
        raise UsageError(
            f"none of these submissions came from a download of {platform}, so no report can be sent back there; "
            f"grade the zip as {platform} hands it out, or open the reports in the results folder"
        )
    told = [f"The zip holds {wording.counted(len(files), 'report')}."]
    if without:
        told.append(f"There is no report of these, because nothing was handed in ({len(without)}): {listed(without)}.")
    if placeless:
        told.append(f"{platform} gives no place for a report to these ({len(placeless)}): {listed(placeless)}.")
    return Filled(zipped(files), tuple(told))


def _moodle(hand_in: HandIn) -> str | None:
    """The name of the student's folder in the download, whether it was one or the beginning of names."""
    found = next(filter(None, map(MOODLE.match, _parts(hand_in))), None)
    if found:
        return f"{found['name']}_{found['id']}_assignsubmission_file/report.html"
    number = hand_in.student.ids.get("moodle", "")
    name = re.sub(r"[_/\\]+", " ", hand_in.student.name).strip(" .~")
    return f"{name or 'Participant'}_{number}_assignsubmission_file/report.html" if number.isdecimal() else None


def _canvas(hand_in: HandIn) -> str | None:
    """The beginning of the names of the student's files, up to the numbers of the student and of a file."""
    found = next(filter(None, map(CANVAS.match, _parts(hand_in))), None)
    return f"{found['start']}_report.html" if found else None


def _parts(hand_in: HandIn) -> list[str]:
    """The folders and the name that a place is made of, the innermost first."""
    return [part for part in reversed(f"{hand_in.place.rstrip('/')}_".split("/")) if part not in ("", ".", "..")]
