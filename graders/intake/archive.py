"""A zip, read in memory. Nothing is unpacked to disk, and nothing is believed of what a header says."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from graders.errors import CannotGrade
from graders.intake.tree import CODE, DEPTH_LIMIT, ENTRIES_LIMIT, Tree, Unreadable, limit_of, passed_over, too_large

ARCHIVE_LIMIT = 256 << 20
DIRECTORY_LIMIT = 4 << 20
TOTAL_LIMIT = 64 << 20
RATIO_LIMIT = 200
BLOCK = 1 << 16

END = b"PK\x05\x06"
END_SIZE = 22
COMMENT_LIMIT = 1 << 16


def tree(path: Path) -> Tree:
    """All files of code in a zip. Raises CannotGrade with one sentence where it is no zip that can be read."""
    if (size := path.stat().st_size) > ARCHIVE_LIMIT:
        raise CannotGrade(f"{path} has {size:,} bytes; a zip may have {ARCHIVE_LIMIT:,}")
    try:
        with path.open("rb") as opened:
            _look_at_directory(opened, size, path)
            with zipfile.ZipFile(opened) as archive:
                return _tree(path.resolve().name, archive, size)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise CannotGrade(f"{path} is no zip that can be read ({error}); hand it in again") from None


def _look_at_directory(opened: io.BufferedReader, size: int, path: Path) -> None:
    """Refuse a list of contents that would fill the memory before anything is read."""
    opened.seek(max(0, size - END_SIZE - COMMENT_LIMIT))
    tail = opened.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise zipfile.BadZipFile("its end is missing")
    directory = struct.unpack_from("<L", tail, at + 12)[0]
    if directory > DIRECTORY_LIMIT or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        raise CannotGrade(f"{path} lists more files than a submission has; hand in the code alone")


def _tree(name: str, archive: zipfile.ZipFile, size: int) -> Tree:
    files: dict[str, bytes | Unreadable] = {}
    problems: list[str] = []
    seen: set[str] = set()
    others = []
    members = archive.infolist()
    if len(members) > ENTRIES_LIMIT:
        problems.append(f"{name} holds {len(members):,} files; only the first {ENTRIES_LIMIT:,} are looked at.")
    if sum(member.compress_size for member in members) > size:
        raise CannotGrade(f"{name} says that it holds more than it has; its files overlap, so none of them is read")
    left = TOTAL_LIMIT
    for member in members[:ENTRIES_LIMIT]:
        path = member.filename.replace("\\", "/")  # as some Windows programs write it
        parts = PurePosixPath(path).parts
        if path.endswith("/") or any(passed_over(part) for part in parts[:-1] if part != ".."):
            continue
        if not path.endswith(CODE):
            others.append(path)
            continue
        wrong = _unsafe(path, member)
        folded = unicodedata.normalize("NFC", path).casefold()
        if wrong is None and folded in seen:
            wrong = "is in the zip twice"
        if wrong is None and len(parts) > DEPTH_LIMIT:
            continue
        if wrong is not None:
            problems.append(f"{path} {wrong}; it is left out.")
            continue
        seen.add(folded)
        try:
            files[path] = content = _content(archive, member, min(left, limit_of(path)))
            left -= len(content)
        except Unreadable as error:
            files[path] = error
    return Tree(
        name,
        dict.fromkeys(files, _nothing_to_read),
        others=tuple(sorted(others)[:5]),
        problems=tuple(problems),
        _contents=files,
    )


def _nothing_to_read() -> bytes:
    raise AssertionError("the files of a zip are read at once")


def _unsafe(path: str, member: zipfile.ZipInfo) -> str | None:
    """What is wrong with a member's name or kind, or None."""
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":" or "\0" in member.orig_filename:
        return "has a name that leads out of the zip"
    kind = member.external_attr >> 28  # the file type of a Unix mode; 0 where another system made the zip
    if kind not in (0, 0o10):
        return "is a link or a device"
    return None


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """A member's bytes, at most ``limit``; raises Unreadable with one sentence why not."""
    path = member.filename
    if member.flag_bits & 1:
        raise Unreadable(f"{path} is locked with a password; hand it in without one.")
    if member.file_size > limit:
        raise too_large(path, member.file_size)
    if member.file_size > RATIO_LIMIT * max(member.compress_size, BLOCK // 8):
        raise Unreadable(f"{path} is compressed {member.file_size // max(1, member.compress_size)} times; no code is.")
    content = bytearray()
    try:
        with archive.open(member) as opened:
            while len(content) <= limit and (block := opened.read(BLOCK)):
                content += block
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable(f"{path} is damaged in the zip ({error}); hand it in again.") from None
    if len(content) > limit:
        raise too_large(path, len(content))
    return bytes(content)
