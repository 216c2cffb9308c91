"""What a worker may keep in its work folder.

In namespaces of its own the folder is a file system in memory, whose size is the limit. Where there are none it lies
on the disk of the machine, and the zygote looks at it from time to time.
"""

from __future__ import annotations

import contextlib
import errno
import os

MIB = 1 << 20
BYTES = 16 * MIB
FILES = 256
FILE_SYSTEM = f"size={BYTES},nr_inodes={FILES},mode=0700"
"""As options of tmpfs; see its manual page, tmpfs(5)."""

PAUSE = 0.1
"""Seconds from one look at a folder to the next: long beside what a look takes, and short beside what a disk takes."""


def exceeded(folder: str) -> bool:
    """Whether more lies in ``folder``, and in those in it, than a worker may keep there.

    A folder that can't be looked into, for its path has become too long or it was made so, counts as too much.
    """
    number = total = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    number += 1
                    with contextlib.suppress(FileNotFoundError):  # it was deleted meanwhile
                        total += entry.stat(follow_symlinks=False).st_size
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
                    if number > FILES or total > BYTES:
                        return True
        except OSError as error:
            if error.errno in (errno.ENAMETOOLONG, errno.EACCES):
                return True
    return False
