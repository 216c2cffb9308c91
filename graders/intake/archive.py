"""A zip, read in memory. Nothing is unpacked to disk, and nothing is believed of what a header says."""

from __future__ import annotations

import functools
import io
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from graders.errors import CannotGrade
from graders.intake.packing import BLOCK, unpacked
from graders.intake.tree import (
    CODE_LIMIT,
    DEPTH_LIMIT,
    Reader,
    Tree,
    Unreadable,
    is_picture,
    is_report,
    kind,
    limit_of,
    passed_over,
    too_large,
)
from graders.intake.writing import name_of, pictures_named

ARCHIVE_LIMIT = 256 << 20
DIRECTORY_LIMIT = 4 << 20
TOTAL_LIMIT = 64 << 20
RATIO_LIMIT = 200
PATH_LIMIT = 1024
"""Characters of a path, which no system goes far beyond: to compare two spellings of one takes their square."""

END = b"PK\x05\x06"
END_SIZE = 22
COMMENT_LIMIT = 1 << 16
LOCATOR = b"PK\x06\x07"
LOCATOR_SIZE = 20
LARGER = b"PK\x06\x06"
LARGER_SIZE = 56

ROOT = re.compile(r"^(?:[A-Za-z]:)?/+")
"""Where a path began on somebody's machine. Nothing is written anywhere, so it is merely cut off."""

HANZI = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")
"""A common Chinese character in GBK; of accented letters in the code page of a PC, only two side by side look so."""

OTHERS = {
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"ustar": "a tar archive",
    b"<!DOCTYPE": "a page of the web",
    b"<html": "a page of the web",
    b"%PDF": "a PDF",
}


def tree(name: str, opened: IO[bytes]) -> Tree:
    """All files of code in a zip. Raises CannotGrade with one sentence where it is no zip that can be read."""
    size = opened.seek(0, io.SEEK_END)
    if size > ARCHIVE_LIMIT:
        raise CannotGrade(f"{name} has {size:,} bytes; a zip may have {ARCHIVE_LIMIT:,}")
    opened.seek(0)
    start = opened.read(512)
    for first, what in OTHERS.items():
        if start.startswith(first) or start[257:].startswith(first):
            raise CannotGrade(f"{name} is {what} and no zip; hand it in again as a .zip or as a folder")
    try:
        if directory_size(opened, size) > DIRECTORY_LIMIT:
            raise CannotGrade(f"{name} lists more files than a submission has; hand in the code alone")
        with zipfile.ZipFile(opened) as archive:
            return _tree(name, archive, size)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise CannotGrade(f"{name} is no zip that can be read ({error}); hand it in again") from None


def directory_size(opened: IO[bytes], size: int) -> int:
    """The bytes of a zip's list of contents: one that would fill the memory is refused before anything of it is read.

    Raises BadZipFile where the end of the zip is missing.
    """
    opened.seek(max(0, size - END_SIZE - COMMENT_LIMIT))
    start = opened.tell()
    tail = opened.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise zipfile.BadZipFile("its end is missing")
    length: int = struct.unpack_from("<L", tail, at + 12)[0]
    if at >= LOCATOR_SIZE and tail[at - LOCATOR_SIZE :].startswith(LOCATOR):  # the larger form has numbers of 8 bytes
        # Some versions of zipfile look for it right before the locator, and others where the locator says.
        locator = start + at - LOCATOR_SIZE
        places = {locator - LARGER_SIZE, struct.unpack_from("<Q", tail, at - LOCATOR_SIZE + 8)[0]}
        length = max(_larger_lengths(opened, [place for place in places if 0 <= place < locator]), default=length)
    return length


def _larger_lengths(opened: IO[bytes], places: Iterable[int]) -> Iterator[int]:
    for place in places:
        opened.seek(place)
        record = opened.read(LARGER_SIZE)
        if record.startswith(LARGER) and len(record) == LARGER_SIZE:
            yield struct.unpack_from("<Q", record, 40)[0]


def _tree(name: str, archive: zipfile.ZipFile, size: int) -> Tree:
    files: dict[str, bytes | Unreadable] = {}
    problems: list[str] = []
    seen: set[str] = set()
    others = []
    written: dict[str, zipfile.ZipInfo] = {}
    members = archive.infolist()
    if sum(member.compress_size for member in members) > size:
        raise CannotGrade(f"{name} says that it holds more than it has; its files overlap, so none of them is read")
    left = TOTAL_LIMIT
    for member in members:
        path = path_of(member)
        parts = path.split("/")
        if path.endswith("/") or any(passed_over(part) for part in parts[:-1] if part != ".."):
            continue
        if not kind(path):
            others.append(path)
            if (is_report(path) or is_picture(path)) and unsafe(path, member) is None and len(parts) <= DEPTH_LIMIT:
                written.setdefault(path, member)
            continue
        wrong = unsafe(path, member)
        folded = unicodedata.normalize("NFC", path).casefold() if wrong is None else ""
        if wrong is None and folded in seen:
            wrong = "is in the zip twice; the first one counts"
        if wrong is None and len(parts) > DEPTH_LIMIT:
            wrong = "lies too deep in folders; it was not looked at"
        if wrong is None and len(files) == CODE_LIMIT:
            problems.append(f"{name} holds more than {CODE_LIMIT:,} files of code; the others were not looked at.")
            break
        if wrong is not None:
            problems.append(f"{path[:PATH_LIMIT]} {wrong}.")
            continue
        seen.add(folded)
        try:
            files[path] = content = content_of(archive, member, path, min(left, limit_of(path)))
            left -= len(content)
        except Unreadable as error:
            files[path] = error
    writing = _writing(archive, written, files, left)
    return Tree(name, _readers(files), tuple(sorted(others)[:5]), tuple(problems), writing=_readers(writing))


def _writing(
    archive: zipfile.ZipFile,
    members: Mapping[str, zipfile.ZipInfo],
    files: Mapping[str, bytes | Unreadable],
    left: int,
) -> dict[str, bytes | Unreadable]:
    """The reports among ``members``, and the pictures that they or a notebook show: a data set is left packed."""
    read: dict[str, bytes | Unreadable] = {}
    texts = [content for path, content in files.items() if kind(path) == ".ipynb" and isinstance(content, bytes)]
    shown = set().union(*map(pictures_named, texts))
    for path, member in sorted(members.items(), key=lambda item: is_picture(item[0])):
        if is_picture(path) and name_of(path) not in shown:
            continue
        try:
            read[path] = content = content_of(archive, member, path, min(left, limit_of(path)))
        except Unreadable as error:
            read[path] = error
            continue
        left -= len(content)
        if is_report(path):
            shown |= pictures_named(content)
    return read


def _readers(files: Mapping[str, bytes | Unreadable]) -> dict[str, Reader]:
    return {path: functools.partial(_given, content) for path, content in files.items()}


def _given(content: bytes | Unreadable) -> bytes:
    if isinstance(content, Unreadable):
        raise content
    return content


def path_of(member: zipfile.ZipInfo) -> str:
    """A member's path with slashes, from the top of the zip; one that ends in a slash is a folder."""
    written = member.filename
    if not member.flag_bits & 0x800:  # it does not say that it is UTF-8
        written = decoded(written.encode("cp437", "replace"))
    return ROOT.sub("", written.replace("\\", "/"))  # as some Windows programs write it


def decoded(name: bytes) -> str:
    """A name whose encoding is not told: UTF-8 all the same, or Chinese Windows', or that of the first PCs."""
    for encoding in ("utf-8", "gbk") if HANZI.search(name) else ("utf-8",):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("cp437")


def unsafe(path: str, member: zipfile.ZipInfo) -> str | None:
    """What is wrong with a member's name or kind, or None."""
    if len(path) > PATH_LIMIT:
        return f"… has a name of {len(path):,} characters; it is left out"
    if ".." in path.split("/") or "\0" in member.orig_filename:
        return "has a name that leads out of the zip; it is left out"
    mode = member.external_attr >> 28  # the file type of a Unix mode; 0 where another system made the zip
    if mode not in (0, 0o4 if member.is_dir() else 0o10):
        return "is a link or a device; it is left out"
    return None


def content_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str, limit: int) -> bytes:
    """A member's bytes, at most ``limit``; raises Unreadable with one sentence about ``path`` why not."""
    if member.flag_bits & 1:
        raise Unreadable(f"{path} is locked with a password; hand it in without one.")
    if member.file_size > limit:
        raise too_large(path, member.file_size)
    if member.file_size > RATIO_LIMIT * max(member.compress_size, BLOCK // 8):
        raise Unreadable(f"{path} is compressed {member.file_size // max(1, member.compress_size)} times; no code is.")
    content = bytearray()
    try:
        for block in unpacked(archive, member):
            content += block
    except Exception as error:  # each way of packing has words of its own for what is damaged
        said = str(error) or type(error).__name__
        raise Unreadable(f"{path} is damaged in the zip ({said}); hand it in again.") from None
    return bytes(content)
