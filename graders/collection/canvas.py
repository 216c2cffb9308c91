"""What Canvas gives out with "Download submissions": one folder without folders, whose names tell whose each file is.

``doejane_LATE_1001_500001_softmax.py`` is the name in small letters, whether it was late, the user's number (the column
ID of the gradebook), the attachment's number and the file's own name; with anonymous grading
``LATE_anon_x7Qpa_500001_softmax.py``; typed text ``doejane_1001_text.html``, an address ``doejane_1001_link.html``
(instructure/canvas-lms, lib/content_zipper.rb). A file that is handed in again gets ``-1``, ``-2`` … before its ending.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from graders.collection.layout import Layout, Work, gradable, refusal, strays
from graders.collection.listing import Listing
from graders.intake.tree import kind, stem
from graders.register import HandIn, Student

NUMBERS = re.compile(r"(?=_([0-9]+)_([0-9]+)_(?=.))", re.DOTALL)
LATE = "_LATE"
TYPED = re.compile(r"(?P<name>.*?)(?P<late>_LATE)?_(?P<id>[0-9]+)_(?P<file>(?:text|link)\.html)", re.DOTALL)
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<id>[^\W_]+)_(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<typed>(?:text|link)\.html))",
    re.DOTALL,
)
AGAIN = re.compile(r"-([0-9]{1,3})(?=(\.\w+)+$|$)")

INSTEAD = {
    "text.html": "Text was typed into Canvas and no file handed in; ask for the file.",
    "link.html": "The address of a page was handed in and no file; it is not followed, so ask for the file.",
}


@dataclass(frozen=True)
class Name:
    """One way to read the name of a file. ``attachment`` is "" where something was typed in."""

    student: str
    late: bool
    number: str
    attachment: str
    file: str


def layout(listing: Listing) -> Layout | None:
    """The class in a download of Canvas; None where it is none, which is so when most names are of another form."""
    entries = [*listing.loose, *listing.folders]  # a student's zip may have been unpacked where it lay
    readings = {entry: found for entry in entries if (found := _readings(entry))}
    if not readings or 2 * len(readings) < len(entries):
        return None
    names, doubtful = _chosen(readings)
    by_number: dict[str, list[tuple[str, Name]]] = {}
    for entry, name in names.items():
        by_number.setdefault(name.number, []).append((entry, name))
    common = Counter(file for found in by_number.values() for file in {name.file.casefold() for _, name in found})
    works = tuple(_work(listing, number, found, common) for number, found in by_number.items())
    unread = strays(entry for entry in entries if entry not in readings)
    return Layout("Canvas download", works, problems=(*unread, *(f"{_unsure(entry)}." for entry in doubtful)))


def _unsure(entry: str) -> str:
    return f"Whose file {entry} is can't be told for sure; it was left out, so look at it by hand"


def _readings(entry: str) -> list[Name]:
    """The ways to read a name, the one with the shortest student's name first."""
    if found := ANONYMOUS.fullmatch(entry):
        number = f"anon_{found['id']}"
        return [Name("", bool(found["late"]), number, found["attachment"] or "", found["file"] or found["typed"])]
    read = []
    for numbers in NUMBERS.finditer(entry):
        name = entry[: numbers.start()]
        late, file = name.endswith(LATE), entry[numbers.end(2) + 1 :]
        read.append(Name(name.removesuffix(LATE), late, numbers[1], numbers[2], file))
    if found := TYPED.fullmatch(entry):
        read.append(Name(found["name"], bool(found["late"]), found["id"], "", found["file"]))
    return read


def _chosen(readings: dict[str, list[Name]]) -> tuple[dict[str, Name], list[str]]:
    """The reading of each name, and the names that can't be read for sure.

    A file's own name may look like numbers, and a group may be called team_3. So what is beyond doubt is read first;
    then the first reading counts whose attachment has as many digits as others', and whose user has no other name.
    """
    chosen = {entry: found[0] for entry, found in readings.items() if len(found) == 1}
    longest = [max(len(name.attachment) for name in found) for found in readings.values()]
    usual = statistics.median([len(name.attachment) for name in chosen.values() if name.attachment] or longest)
    owners: dict[str, str] = {}
    doubtful = []
    for entry in sorted(readings, key=lambda entry: len(readings[entry]) > 1):
        likely = [name for name in readings[entry] if not name.attachment or abs(len(name.attachment) - usual) <= 1]
        for name in likely or readings[entry]:
            if owners.setdefault(name.number, name.student) == name.student:
                chosen[entry] = name
                break
        else:
            chosen.pop(entry, None)
            doubtful.append(entry)
    return chosen, doubtful


def _work(listing: Listing, number: str, found: list[tuple[str, Name]], common: Counter[str]) -> Work:
    found = sorted(found, key=lambda pair: (len(pair[1].attachment), pair[1].attachment))
    sent, attempts = _first_names([name.file for _, name in found if name.attachment], common)
    files: dict[str, str] = {}
    problems = []
    for entry, name in found:
        own = sent.get(name.file, name.file)
        if not name.attachment:
            continue
        if own in files:
            problems.append(f"{own} was handed in twice; the last one counts.")
        if entry in listing.loose:
            files[own] = listing.loose[entry]
        else:
            files |= {f"{own}/{path}": place for path, place in listing.folders[entry].items()}
    typed = [name.file for _, name in found if not name.attachment]
    main = next((pair for pair in found if gradable(pair[1].file)), found[0])
    student = Student(number, f"Student {number[5:]}" if number.startswith("anon_") else main[1].student)
    if not number.startswith("anon_"):
        student = replace(student, ids={"canvas": number})
    hand_in = HandIn(
        student,
        place=main[0].removesuffix(main[1].file),
        late=any(name.late for _, name in found),
        superseded=attempts,
        problems=tuple(problems),
        refused=INSTEAD[typed[0]] if typed and not files else refusal(files),
    )
    return Work(hand_in, files)


def _first_names(files: Iterable[str], common: Counter[str]) -> tuple[dict[str, str], int]:
    """The names that files had before Canvas told attempts apart, and how many attempts came before these.

    A number at the end is Canvas's where others handed in a file of the name without it; a Python file loses it in any
    case, since a module's name has no hyphen. Files of which there are several keep theirs.
    """
    files = list(files)
    first = {file: AGAIN.sub(r"", file) for file in files}
    alone = Counter(first.values())
    names, attempts = {}, 0
    for file, name in first.items():
        usual = common[name.casefold()] > 0
        if name == file or alone[name] > 1 or not (usual or (kind(name) == ".py" and stem(name).isidentifier())):
            continue
        names[file] = name
        if usual and (number := AGAIN.search(file)):
            attempts = max(attempts, int(number[1]))
    return names, attempts
