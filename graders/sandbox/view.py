"""What of the file system a student's process finds: the interpreter, the lab's packages, an empty work folder.

Two forms of one list. Where mount namespaces are allowed, the zygote moves into a root of its own that holds
nothing else, so that not even the existence of another file shows; where they are not, Landlock grants the same
paths and denies the rest. The paths stay what they are outside, so that nothing needs to be told about it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from graders.sandbox import linux

WORK = "/work-of-a-student"
"""The work folder inside a view; each worker mounts an empty one of its own there."""

LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
TIME_ZONES = "/usr/share/zoneinfo"
BESIDE = ("/etc/ld.so.cache", TIME_ZONES, *DEVICES)
"""What is shown beside the libraries and packages."""


def standard_library() -> str:
    """The folder of the running interpreter's standard library."""
    return os.path.dirname(os.path.realpath(os.__file__))


def _holds_packages(name: str) -> bool:
    return name in ("site-packages", "dist-packages") or name.startswith("python")


def folders() -> list[str]:
    """The folders that hold the interpreter and the system's libraries."""
    base = os.path.join(os.path.realpath(sys.base_prefix), "lib")
    found = [*LIBRARIES, base if not _below(base, LIBRARIES) else "", standard_library()]
    return [path for path in dict.fromkeys(found) if path and os.path.isdir(path)]


def package_folders(folders: Iterable[str]) -> Iterator[str]:
    """Folders inside ``folders`` where packages are installed that a lab may not have asked for."""
    library = standard_library()
    for folder in folders:
        if os.path.islink(folder):
            continue
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False) and _holds_packages(entry.name) and entry.path != library:
                yield entry.path


def readable(packages: Iterable[str]) -> list[str]:
    """Every path to grant by Landlock alone: the entries of ``folders`` without the packages beside them."""
    granted = [*BESIDE, *packages]
    for folder in folders():
        if not os.path.islink(folder):
            hidden = set(package_folders([folder])) | {standard_library()}
            granted += [entry.path for entry in os.scandir(folder) if entry.path not in hidden]
    library = standard_library()
    hidden = set(package_folders([library]))
    granted += [entry.path for entry in os.scandir(library) if entry.path not in hidden]
    return list(dict.fromkeys(granted))


def enter(packages: Iterable[str]) -> list[str]:
    """Move this process into a root that holds only what a student needs; gives the paths to grant in it.

    Needs CAP_SYS_ADMIN over a mount namespace of its own. Raises OSError where the system refuses.
    """
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    shown = [*folders(), *packages, *BESIDE]
    opened = [(path, os.open(path, os.O_PATH)) for path in shown if os.path.exists(path) and not os.path.islink(path)]
    links = [(path, os.readlink(path)) for path in shown if os.path.islink(path)]
    masked = list(package_folders([path for path, _ in opened if os.path.isdir(path)]))
    base = next(path for path in ("/tmp", "/mnt", "/run", "/var") if os.path.isdir(path))
    # An open descriptor still leads to what the new tmpfs hides, and /proc names it.
    proc = os.open("/proc/self/fd", os.O_PATH)
    linux.mount("none", base, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=64k,mode=0755")
    try:
        for path, target in links:
            _parent(base + path)
            os.symlink(target, base + path)
        for path, fd in sorted(opened):
            _show(f"/proc/self/fd/{fd}", base + path)
            os.close(fd)
        for path in masked:
            if not _below(path, packages) and os.path.isdir(base + path):
                _mask(base + path, [each for each in packages if _below(each, [path])])
        os.makedirs(base + WORK)
        os.mkdir(base + "/former")
        os.close(proc)
        linux.pivot_root(base, base + "/former")
    except OSError:
        linux.detach(base)  # everything is where it was
        raise
    os.chdir("/")
    linux.detach("/former")
    os.rmdir("/former")
    _remount_read_only("/")
    return [*(path for path in shown if os.path.exists(path)), WORK]


def _show(source: str, target: str) -> None:
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    elif not os.path.exists(target):
        _parent(target)
        Path(target).touch()
    linux.mount(source, target, None, linux.MS_BIND | linux.MS_REC)
    _remount_read_only(target)


def _mask(target: str, kept: list[str]) -> None:
    """Cover a folder of packages with an empty one, in which only the packages in ``kept`` show."""
    fds = [(path, os.open(path, os.O_PATH)) for path in kept]
    linux.mount("none", target, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=64k,mode=0755")
    for path, fd in fds:
        _show(f"/proc/self/fd/{fd}", os.path.join(target, os.path.basename(path)))
        os.close(fd)
    _remount_read_only(target)


def _remount_read_only(target: str) -> None:
    # A namespace of an ordinary user may add restrictions to a mount but drop none that it came with.
    inherited = os.statvfs(target).f_flag & (os.ST_NOSUID | os.ST_NODEV | os.ST_NOEXEC | os.ST_NOATIME)
    device = linux.MS_NODEV if not target.endswith(DEVICES) else 0
    flags = linux.MS_BIND | linux.MS_REMOUNT | linux.MS_RDONLY | linux.MS_NOSUID | device | inherited
    linux.mount("none", target, None, flags)


def _below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def _parent(path: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
