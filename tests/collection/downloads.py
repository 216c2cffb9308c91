"""Downloads of learning platforms, made after what each platform writes.

A class is a dict of names to files, ``{"Doe, Jane": {"softmax.py": b"…"}}``. Every function writes what the platform
would give out for it at ``path``, a zip where ``path`` ends in ``.zip`` and a folder otherwise, and returns ``path``.
Numbers that are not given count up in the order of the class, so they are the same however often it is made.
"""

import datetime
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import yaml

Files: TypeAlias = Mapping[str, bytes]
Class: TypeAlias = Mapping[str, Files]
Members: TypeAlias = Iterable[tuple[str, bytes]]

NOON = datetime.datetime(2025, 10, 3, 12, 0, tzinfo=datetime.timezone.utc)


def write(path: Path, members: Members) -> Path:
    """Members as a zip or as a folder; a name with a slash at its end is an empty folder."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in members:
                made.writestr(name, content)
        return path
    path.mkdir(parents=True, exist_ok=True)
    for name, content in members:
        if name.endswith("/"):
            (path / name).mkdir(parents=True, exist_ok=True)
            continue
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def zipped(files: Files) -> bytes:
    """Files as the zip that a student hands in."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def numbers(names: Iterable[str], given: Mapping[str, int], first: int) -> dict[str, int]:
    """A number for each name: the one that is given, else counted up from ``first``."""
    return {name: given.get(name, first + place) for place, name in enumerate(names)}


# ------------------------------------------------------------------------------------------------------------- Canvas


def sortable(name: str) -> str:
    """ "Jane Doe" as Canvas sorts it: "Doe, Jane"."""
    first, _, last = name.rpartition(" ")
    return name if "," in name or not first else f"{last}, {first}"


def squashed(name: str) -> str:
    """A sorted name as Canvas writes it into the name of a file: of "Doe, Jane" there is left "doejane"."""
    without_numbers = re.sub(r"_(\d+)_", r"\1", name).lower()
    return "".join(letter for letter in without_numbers if letter == "_" or unicodedata.category(letter)[0] in "LMN")


def canvas(
    path: Path,
    students: Class,
    *,
    ids: Mapping[str, int] = {},
    late: Collection[str] = (),
    attempts: Mapping[str, int] = {},
    texts: Collection[str] = (),
    links: Collection[str] = (),
    groups: bool = False,
    anonymous: bool = False,
) -> Path:
    """Canvas, "Download submissions". ``attempts`` counts from 1; a file of the third one is called softmax-2.py.

    ``texts`` and ``links`` are the names of those who typed text, or gave an address, in place of files. With
    ``groups`` the names are groups'.
    """
    own = numbers(dict.fromkeys([*students, *texts, *links]), ids, 1001)
    members = []
    attachment = 500_001
    for name in own:
        flag = ["LATE"] if name in late else []
        who = (
            [*flag, f"anon_x{own[name]}"]
            if anonymous
            else [squashed(name if groups else sortable(name)), *flag, str(own[name])]
        )
        for file, content in students.get(name, {}).items():
            stem, dot, ending = file.rpartition(".")
            again = attempts.get(name, 1) - 1
            sent = f"{stem}-{again}{dot}{ending}" if again else file
            safe = re.sub(r'[\x00/\\:*?"<>|]+', "_", sent)
            members.append(("_".join([*who, str(attachment), safe]), content))
            attachment += 1
        if name in texts:
            members.append(("_".join([*who, "text.html"]), b"<html><body>my answer</body></html>"))
        if name in links:
            members.append(("_".join([*who, "link.html"]), b"<html><body>https://example.org</body></html>"))
    return write(path, members)


# ------------------------------------------------------------------------------------------------------------- Moodle


def clean(name: str) -> str:
    """A name as Moodle lets it into the name of a file."""
    return re.sub(r'[\x00-\x1f\x7f<>&|:"/\\?*`\']', "", name.replace("_", " ")).strip(" .") or "x"


def moodle(
    path: Path,
    students: Class,
    *,
    ids: Mapping[str, int] = {},
    flat: bool = False,
    older: bool = False,
    blind: bool = False,
    texts: Collection[str] = (),
) -> Path:
    """Moodle, "Download all submissions". ``older`` is the naming before 4.1, with an underscore at the end; ``flat``
    the one without folders; ``texts`` are those who typed an online text, with or without files."""
    own = numbers(dict.fromkeys([*students, *texts]), ids, 2001)
    members = []
    for name, number in own.items():
        who = f"{'Participant' if blind else clean(name)}_{number}_assignsubmission"
        between = "_" if flat else "_/" if older else "/"
        for file, content in students.get(name, {}).items():
            members.append((f"{who}_file{between}{file.replace('/', '_') if flat else file}", content))
        if name in texts:
            members.append((f"{who}_onlinetext{between}onlinetext.html", b"<p>my answer</p>"))
    return write(path, members)


# --------------------------------------------------------------------------------------------------------- Gradescope


def gradescope(
    path: Path,
    students: Class,
    *,
    groups: Mapping[str, Sequence[str]] = {},
    earlier: Mapping[str, int] = {},
    times: Mapping[str, datetime.datetime] = {},
    sids: Mapping[str, str] = {},
) -> Path:
    """Gradescope, "Export submissions". ``groups`` has the names of those who handed in a student's work together with
    them; ``earlier`` counts attempts before the last one."""
    told = {}
    members = []
    for place, (name, files) in enumerate(students.items()):
        folder = f"submission_{300_001 + place}"
        everyone = [name, *groups.get(name, ())]
        told[folder] = {
            ":submitters": [
                {":name": each, ":sid": sids.get(each, ""), ":email": f"{mail_of(each)}@example.org"}
                for each in everyone
            ],
            ":created_at": times.get(name, NOON),
            ":score": 0.0,
            ":history": [{":created_at": NOON, ":score": 0.0} for _ in range(earlier.get(name, 0))],
        }
        members += [(f"assignment_77_export/{folder}/{file}", content) for file, content in files.items()]
    about = yaml.safe_dump(told, allow_unicode=True).encode()
    return write(path, [("assignment_77_export/submission_metadata.yml", about), *members])


def mail_of(name: str) -> str:
    """The part of a made address before the @: plain letters, and different for different names."""
    if re.fullmatch(r"[A-Za-z]+(,? [A-Za-z]+)*", name):
        return re.sub(r"\W+", ".", name.lower())
    return f"u{zlib.crc32(name.encode()):08x}"


# ----------------------------------------------------------------------------------------------- nbgrader, and others


def nbgrader(
    path: Path,
    students: Class,
    *,
    assignment: str = "softmax",
    times: Mapping[str, str] = {},
    course: bool = True,
) -> Path:
    """A course folder of nbgrader with its ``submitted``, or with ``course=False`` that folder's content alone."""
    first = "submitted/" if course else ""
    members = [(f"source/{assignment}/{assignment}.ipynb", b"{}")] if course else []
    for name, files in students.items():
        members += [(f"{first}{name}/{assignment}/{file}", content) for file, content in files.items()]
        if name in times:
            members.append((f"{first}{name}/{assignment}/timestamp.txt", times[name].encode()))
    return write(path, members)


def folders(path: Path, students: Class) -> Path:
    """A folder for each student."""
    members = [(f"{name}/{file}", content) for name, files in students.items() for file, content in files.items()]
    return write(path, members)


def zips(path: Path, students: Class) -> Path:
    """A zip for each student."""
    return write(path, [(f"{name}.zip", zipped(files)) for name, files in students.items()])


def single_files(path: Path, students: Class) -> Path:
    """Files that are named after the student and the work: ``ada_softmax.py``."""
    members = [(f"{name}_{file}", content) for name, files in students.items() for file, content in files.items()]
    return write(path, members)
