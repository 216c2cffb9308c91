"""What a TA downloaded, a folder or a zip, by the paths in it. Nothing is unpacked; files are read when asked for."""

from __future__ import annotations

import io
import itertools
import os
import struct
import unicodedata
import zipfile
from collections import deque
from pathlib import Path
from typing import IO, Protocol

from graders.errors import UsageError
from graders.intake import archive, folder
from graders.intake.tree import DEPTH_LIMIT, Unreadable, limit_of, too_large

DIRECTORY_LIMIT = 64 << 20
PATHS_LIMIT = 500_000
FOLDER_LIMIT = 100_000
ENCLOSED_LIMIT = 128 << 20
"""So many bytes may a zip have that lies in a zip: it is read into memory."""

FOLDERS_ABOVE = 4
"""How deep a student's own folder may lie in a download."""

SYSTEM = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "dist-packages"}
SYSTEM_FILES = {"thumbs.db", "desktop.ini"}


class Download(Protocol):
    """What was downloaded. ``files`` are the paths of all files, with slashes; ``empty`` those of empty folders."""

    name: str
    files: tuple[str, ...]
    empty: tuple[str, ...]
    problems: tuple[str, ...]

    def read(self, path: str, called: str, limit: int) -> bytes:
        """The bytes of a file, at most ``limit``; raises Unreadable with a sentence about ``called``."""

    def opened(self, path: str, called: str) -> IO[bytes]:
        """A zip among the files; raises Unreadable with a sentence about ``called``."""

    def close(self) -> None:
        """Let go of what is open."""


def opened(path: Path) -> Download:
    """The download at ``path``; raises UsageError where there is none."""
    try:
        if path.is_dir():
            return Folder(path)
        if path.is_file() and zipfile.is_zipfile(path):
            return Zip(path)
    except OSError as error:
        raise UsageError(f"{path} can't be read ({error.strerror}); grade as a user who may") from None
    if path.exists() and path.suffix.lower() == ".zip":
        raise UsageError(f"{path} is no zip that can be read (its end is missing); download it again")
    what = "is neither a folder nor a zip" if path.exists() else "does not exist"
    raise UsageError(f"{path} {what}; give the folder of a class, or the zip as it was downloaded")


class Folder:
    """A download that was unpacked. No link in it is followed."""

    def __init__(self, path: Path) -> None:
        self.name = path.resolve().name
        self._places: dict[str, Path] = {}
        self._empty: list[str] = []
        self._problems: list[str] = []
        self._walk(path)
        self.files = tuple(self._places)
        self.empty = tuple(self._empty)
        self.problems = tuple(self._problems)

    def _walk(self, top: Path) -> None:
        """Gather the paths level by level, so that one student's heap of files hides nobody else's."""
        waiting = deque([("", top)])
        while waiting:
            place, folder = waiting.popleft()
            try:
                with os.scandir(folder) as found:
                    entries = sorted(itertools.islice(found, FOLDER_LIMIT), key=lambda entry: entry.name)
            except OSError as error:
                if not place:
                    raise
                self._problems.append(f"The folder {place[:-1]} can't be read ({error.strerror}).")
                continue
            entries = [entry for entry in entries if not of_the_system(entry.name)]
            if place and _are_results({entry.name for entry in entries}):
                self._problems.append(f"{place[:-1]} holds results that Labproof wrote; it was left out.")
                continue
            if place and not entries:
                self._empty.append(place[:-1])
            for entry in entries:
                path = place + shown(entry.name)
                if len(self._places) == PATHS_LIMIT:
                    self._problems.append(f"There are more than {PATHS_LIMIT:,} files; the others were not looked at.")
                    return
                if entry.is_dir(follow_symlinks=False):
                    if place.count("/") < DEPTH_LIMIT + FOLDERS_ABOVE:
                        waiting.append((f"{path}/", Path(entry.path)))
                elif os.path.isdir(entry.path):  # unlike the entry's own word, it raises nothing for a link to itself
                    self._problems.append(f"{path} is a link; give the folder itself.")
                elif path in self._places:
                    self._problems.append(f"{path} is there twice, its accents written in two ways; the first counts.")
                else:
                    self._places[path] = Path(entry.path)

    def read(self, path: str, called: str, limit: int) -> bytes:
        """The bytes of a file, at most ``limit``; raises Unreadable with a sentence about ``called``."""
        with self.opened(path, called) as content:
            size = os.fstat(content.fileno()).st_size
            if size > limit:
                raise _beyond(called, size, limit)
            return content.read(size)  # so much is set aside before anything is read

    def opened(self, path: str, called: str) -> IO[bytes]:
        """A file, opened; raises Unreadable with a sentence about ``called``."""
        try:
            return folder.regular(self._places[path], called)
        except UsageError as error:
            raise Unreadable(str(error)) from None

    def close(self) -> None:
        """Nothing is open."""


class Zip:
    """A download as it came. Only its list of contents is read at once."""

    def __init__(self, path: Path) -> None:
        self.name = path.resolve().stem
        self._file = path.open("rb")
        try:
            size = self._file.seek(0, io.SEEK_END)
            if archive.directory_size(self._file, size) > DIRECTORY_LIMIT:
                raise UsageError(f"{path} lists more files than a class hands in; unpack it and give the folder")
            self._zip = zipfile.ZipFile(self._file)
            if sum(member.compress_size for member in self._zip.infolist()) > size:
                raise UsageError(f"{path} says that it holds more than it has; download it again")
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            self._file.close()
            raise UsageError(f"{path} is no zip that can be read ({error}); download it again") from None
        except UsageError:
            self._file.close()
            raise
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._problems: list[str] = []
        folders = {each for member in self._zip.infolist() if (each := self._listed(member))}
        held = {file[:at] for file in self._members for at, letter in enumerate(file) if letter == "/"}
        self.files = tuple(self._members)
        self.empty = tuple(sorted(folders - held))
        self.problems = tuple(self._problems)

    def _listed(self, member: zipfile.ZipInfo) -> str | None:
        """Take note of a member; gives the path of a folder."""
        written = archive.path_of(member)
        if len(written) > archive.PATH_LIMIT:
            self._problems.append(f"{written[: archive.PATH_LIMIT]} {archive.unsafe(written, member)}.")
            return None
        parts = [unicodedata.normalize("NFC", part) for part in written.split("/") if part not in ("", ".")]
        path = "/".join(parts)
        if not path or any(map(of_the_system, parts)):
            return None
        if wrong := archive.unsafe(path, member):
            self._problems.append(f"{path} {wrong}.")
        elif written.endswith("/"):
            return path
        elif path in self._members:
            self._problems.append(f"{path} is in the zip twice; the first one counts.")
        elif len(parts) <= DEPTH_LIMIT + FOLDERS_ABOVE:
            self._members[path] = member
        return None

    def read(self, path: str, called: str, limit: int) -> bytes:
        """The bytes of a file, at most ``limit``; raises Unreadable with a sentence about ``called``."""
        member = self._members[path]
        if member.file_size > limit:
            raise _beyond(called, member.file_size, limit)
        return archive.content_of(self._zip, member, called, limit)

    def opened(self, path: str, called: str) -> IO[bytes]:
        """A file, in memory; raises Unreadable with a sentence about ``called``."""
        return io.BytesIO(self.read(path, called, ENCLOSED_LIMIT))

    def close(self) -> None:
        """Close the zip."""
        self._zip.close()
        self._file.close()


def of_the_system(name: str) -> bool:
    """Whether a file or folder is what a system adds by itself, and nobody's work."""
    hidden = name.startswith((".", "~$")) and name != ".."
    return hidden or name in SYSTEM or name.lower() in SYSTEM_FILES


def _are_results(names: set[str]) -> bool:
    """Whether a folder of these names is where the grades of a class were written, which may be beside the class."""
    return "policy.toml" in names and not names.isdisjoint({"gradebook.db", "report"})


def shown(name: str) -> str:
    """The name of a file on disk as text; one that is no UTF-8 is read as what it most likely is."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = archive.decoded(os.fsencode(name))
    return unicodedata.normalize("NFC", name)


def _beyond(called: str, size: int, limit: int) -> Unreadable:
    if limit == limit_of(called):
        return too_large(called, size)
    return Unreadable(f"{called} has {size:,} bytes; it may have {limit:,}.")
