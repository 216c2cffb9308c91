"""What Moodle gives out with "Download all submissions": folders, or one folder of files, named after the participants.

``Jane Doe_2001_assignsubmission_file/softmax.py`` is the full name, the participant's number in this assignment (the
Identifier of the grading worksheet), the kind of submission, and the files; before Moodle 4.1 the folder's name had an
underscore at its end, and without "Download submissions in folders" the file's name follows it directly. Without names
the participants are all called Participant; a team is the group's name and number (moodle/moodle,
mod/assign/classes/downloader.php).
"""

from __future__ import annotations

import re

from graders.collection.layout import Layout, Work, refusal, strays
from graders.collection.listing import Listing
from graders.register import HandIn, Student

OWNER = r"(?P<prefix>(?P<name>[^_]+)(?:_(?P<id>[0-9]+))?_assignsubmission_(?P<type>[a-z0-9]+)"
FOLDER = re.compile(OWNER + "_?)")
FLAT = re.compile(OWNER + "_)(?P<file>.+)", re.DOTALL)

TYPED = "onlinetext"
INSTEAD = "Text was typed into Moodle and no file handed in; ask for the file."
BESIDE = "Text was typed into Moodle as well; it was not looked at."


def layout(listing: Listing) -> Layout | None:
    """The class in a download of Moodle; None where it is none."""
    sent: dict[tuple[str, str], list[tuple[re.Match[str], dict[str, str]]]] = {}
    unread = []
    for entry, files in listing.folders.items():
        if found := FOLDER.fullmatch(entry):
            sent.setdefault((found["name"], found["id"] or ""), []).append((found, files))
        else:
            unread.append(entry)
    for entry, path in listing.loose.items():
        if found := FLAT.fullmatch(entry):
            sent.setdefault((found["name"], found["id"] or ""), []).append((found, {found["file"]: path}))
        else:
            unread.append(entry)
    if not sent:
        return None
    flat = not any(FOLDER.fullmatch(entry) for entry in listing.folders)
    nameless = len(sent) > 1 and len({name for name, _ in sent}) == 1
    works = tuple(_work(name, number, found, nameless) for (name, number), found in sent.items())
    said = "Moodle download (files side by side)" if flat else "Moodle download (folders)"
    bare = [found for entry in listing.bare if (found := FOLDER.fullmatch(entry))]
    without = tuple(
        _student(found["name"], found["id"] or "", nameless)
        for found in bare
        if (found["name"], found["id"] or "") not in sent
    )
    return Layout(said, works, without, strays(unread))


def _student(name: str, number: str, nameless: bool) -> Student:
    shown = f"{name} {number}" if number and (nameless or name == "Participant") else name
    return Student(number or name, shown, {"moodle": number} if number else {})


def _work(name: str, number: str, sent: list[tuple[re.Match[str], dict[str, str]]], nameless: bool) -> Work:
    files: dict[str, str] = {}
    typed = False
    place = sent[0][0]["prefix"]
    for found, paths in sent:
        if found["type"] == TYPED:
            typed = True
        else:
            files |= paths
            place = found["prefix"]
    hand_in = HandIn(
        _student(name, number, nameless),
        place=place,
        problems=(BESIDE,) if typed and files else (),
        refused=INSTEAD if typed and not files else refusal(files),
    )
    return Work(hand_in, files)
