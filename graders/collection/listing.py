"""What lies in one folder of a download: the names there, and the files below each."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

NESTING_LIMIT = 4


@dataclass(frozen=True)
class Listing:
    """A folder of a download.

    ``files`` gives for each path from here the path in the download, ``empty`` are the folders with nothing in them,
    by their paths from here. ``read`` gives the bytes of a file by its path in the download, at most so many; it
    raises Unreadable.
    """

    name: str
    files: dict[str, str]
    empty: tuple[str, ...]
    read: Callable[[str, int], bytes]

    @functools.cached_property
    def loose(self) -> dict[str, str]:
        """The files that lie right here."""
        return {name: path for name, path in self.files.items() if "/" not in name}

    @functools.cached_property
    def folders(self) -> dict[str, dict[str, str]]:
        """The folders that lie right here and are not empty; of each the files in it, by their paths from there."""
        found: dict[str, dict[str, str]] = {}
        for name, path in self.files.items():
            first, slash, rest = name.partition("/")
            if slash:
                found.setdefault(first, {})[rest] = path
        return found

    @functools.cached_property
    def bare(self) -> tuple[str, ...]:
        """The folders that lie right here and hold no file."""
        return tuple(dict.fromkeys(first for path in self.empty if (first := path.split("/")[0]) not in self.folders))

    def inside(self, folder: str) -> Listing:
        """What lies in a folder that lies here."""
        below = tuple(path.removeprefix(f"{folder}/") for path in self.empty if path.startswith(f"{folder}/"))
        return Listing(folder, self.folders[folder], below, self.read)

    def nested(self) -> Iterator[Listing]:
        """This folder, then the only folder in it, then the only one in that: what was packed into one another."""
        listing = self
        yield listing
        for _ in range(NESTING_LIMIT):
            if len(listing.folders) != 1:
                return
            listing = listing.inside(*listing.folders)
            yield listing
