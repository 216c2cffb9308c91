"""Machines that give less than this one, for real: a command is run where the kernel refuses what they lack.

``prefix(MACHINES["no Landlock"])`` is what to put before a command; ``python tests/sandbox/lesser.py LACK… -- COMMAND``
is the same on the command line. Who is root can be any of them, who is not only some (``possible``).

What a machine may lack::

    landlock, landlock-off   the three system calls are not there, or are switched off at boot
    namespaces               there is no right to make any
    libseccomp               the library is an empty file
    disk                     all file systems are read-only but the folder that TMPDIR names
    container                what Docker takes from a container: most of root's rights, and namespaces
    pivot                    the root folder can't be changed, as where a system runs from its initial memory disk
    root                     an ordinary user runs it
    users                    root in a namespace that has no other user
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from graders.sandbox import linux, seccomp  # noqa: E402 - this is a script as well

USER = 62001
"""An ordinary user's number, which no account here has."""

CAP_SYS_ADMIN = 21
OF_A_CONTAINER = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
"""The capabilities that Docker leaves to root; see "Runtime privilege and Linux capabilities" in its documentation."""

NEW_NAMESPACES = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
EVERYBODY = 2**32 - 1


@dataclass(frozen=True)
class Machine:
    """What a machine lacks, and what ``doctor`` has to say of it: the tier, and the layers that are missing."""

    lacks: tuple[str, ...]
    tier: int
    missing: tuple[str, ...] = ()


MACHINES = {
    "root": Machine((), 3),
    "no Landlock": Machine(("landlock",), 2, ("landlock",)),
    "Landlock switched off": Machine(("landlock-off",), 2, ("landlock",)),
    "no namespaces": Machine(("namespaces",), 2, ("namespaces",)),
    "neither namespaces nor Landlock": Machine(("namespaces", "landlock"), 1, ("namespaces", "landlock")),
    "no libseccomp": Machine(("libseccomp",), 1, ("seccomp",)),
    "a read-only system": Machine(("disk",), 3),
    "a container": Machine(("container",), 2, ("namespaces",)),
    "a container of an old Docker": Machine(("container", "landlock"), 1, ("namespaces", "landlock")),
    "a memory disk as root": Machine(("pivot",), 2, ("namespaces",)),
    "an ordinary user": Machine(("root",), 3),
    "an ordinary user, no Landlock": Machine(("landlock", "root"), 2, ("landlock",)),
    "an ordinary user, no namespaces": Machine(("namespaces", "root"), 2, ("namespaces",)),
    "an ordinary user, neither": Machine(("namespaces", "landlock", "root"), 1, ("namespaces", "landlock")),
    "an ordinary user, no libseccomp": Machine(("libseccomp", "root"), 1, ("seccomp",)),
    "an ordinary user, a memory disk as root": Machine(("pivot", "root"), 2, ("namespaces",)),
}


ROOT_ALONE = Machine(("users",), 0)
"""Grading is refused there: a submission would be root."""


def prefix(machine: Machine) -> list[str]:
    """What to put before a command to run it in ``machine``."""
    return [sys.executable, str(Path(__file__).resolve()), *machine.lacks, "--"]


@functools.cache
def possible(machine: Machine) -> bool:
    """Whether this machine can give ``machine``."""
    if sys.platform != "linux" or not linux.SUPPORTED:
        return False
    environment = {**os.environ, "TMPDIR": tempfile.gettempdir()}
    done = subprocess.run([*prefix(machine), "true"], stderr=subprocess.DEVNULL, cwd="/", env=environment)
    return done.returncode == 0


def interpreter(folder: Path) -> str | None:
    """A Python with this one's packages that every user can run: this one, or the system's with a file in ``folder``.

    None where there is no such Python. ``folder`` stays as long as it is used.
    """
    if _everybody_runs(sys.executable):
        return sys.executable
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    system = shutil.which(version, path="/usr/bin:/usr/local/bin")
    packages = [path for path in sys.path if path.endswith("-packages")]
    if system is None or not packages:
        return None
    library = folder / "lib" / version / "site-packages"
    library.mkdir(parents=True, exist_ok=True)
    (folder / "bin").mkdir(exist_ok=True)
    (library / "here.pth").write_text("\n".join(packages), encoding="utf-8")
    (folder / "pyvenv.cfg").write_text(f"home = {Path(system).parent}\n", encoding="utf-8")
    python = folder / "bin" / "python"
    if not python.is_symlink():
        python.symlink_to(system)
    return str(python) if _everybody_runs(str(python)) else None


def checkout(folder: Path) -> Path | None:
    """The engine where every user can read it: this checkout, or a copy in ``folder``."""
    if _everybody("test", "-r", str(ROOT / "graders" / "model.py")):
        return ROOT
    for name in ("graders", "reference", "assignments", "templates", "examples"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "grade.py", folder)
    return folder if _everybody("test", "-r", str(folder / "grade.py")) else None


def _everybody_runs(python: str) -> bool:
    return _everybody(python, "-c", "import click, jinja2, numpy, rich")


def _everybody(*command: str) -> bool:
    user = {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, **user)  # type: ignore[call-overload]
    except PermissionError:
        return False
    return bool(done.returncode == 0)


# ------------------------------------------------------------------------------ becoming such a machine


def become(lacks: set[str]) -> None:
    """Take from this process what it is to lack, for good."""
    ready = seccomp.library()  # before it is hidden
    if lacks & {"libseccomp", "disk"}:
        _own_mounts()
    if "libseccomp" in lacks:
        _hide_libseccomp()
    if "disk" in lacks:
        _close_the_disk(os.environ["TMPDIR"])
    if "namespaces" in lacks:
        if os.geteuid() == 0 and "root" not in lacks:
            linux.prctl(linux.PR_CAPBSET_DROP, CAP_SYS_ADMIN)
        else:
            with _helper(0 if os.geteuid() == 0 else os.geteuid(), everybody=os.geteuid() == 0):
                linux.unshare(linux.CLONE_NEWUSER)
            Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    if "users" in lacks:
        with _helper(0, everybody=False):
            linux.unshare(linux.CLONE_NEWUSER)
    if "container" in lacks:
        for capability in set(range(41)) - set(OF_A_CONTAINER):
            linux.prctl(linux.PR_CAPBSET_DROP, capability)
    if "root" in lacks and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)
    if lacks & {"landlock", "landlock-off", "container", "pivot"}:
        assert ready is not None, "libseccomp is needed to take something away"
        _refuse(lacks)


class _Refusals(seccomp.Filter):
    """A filter that lets everything pass but what it names."""

    def __init__(self) -> None:
        self.library = seccomp.library()
        self.context = self.library.seccomp_init(seccomp.ALLOW)


def _refuse(lacks: set[str]) -> None:
    rules = _Refusals()

    def refuse(number: int, name: str, *comparisons: tuple[int, int, int, int]) -> None:
        rules.rule(0x00050000 | number, name, *comparisons)

    for name in LANDLOCK:
        if "landlock" in lacks:
            refuse(errno.EPERM if "container" in lacks else errno.ENOSYS, name)
        elif "landlock-off" in lacks:
            refuse(errno.EOPNOTSUPP, name)
    if "container" in lacks:
        for name in ("unshare", "setns", "mount", "umount2"):
            refuse(errno.EPERM, name)
        for flag in NEW_NAMESPACES:
            refuse(errno.EPERM, "clone", (0, seccomp.MASKED_EQUAL, flag, flag))
        refuse(errno.ENOSYS, "clone3")
    if lacks & {"container", "pivot"}:
        refuse(errno.EPERM if "container" in lacks else errno.EINVAL, "pivot_root")
    rules.load()


@contextmanager
def _helper(inside: int, everybody: bool) -> Iterator[None]:
    """Another process, which tells the kernel who is who in the user namespace that this one makes meanwhile."""
    outside = os.geteuid()
    read, write = os.pipe()
    me, child = os.getpid(), os.fork()
    if child == 0:
        os.close(write)
        os.read(read, 1)
        groups = "allow" if everybody else "deny"
        line = f"0 0 {EVERYBODY}" if everybody else f"{inside} {outside} 1"
        for name, text in (("setgroups", groups), ("uid_map", line), ("gid_map", line)):
            Path(f"/proc/{me}/{name}").write_text(text, encoding="ascii")
        os._exit(0)
    os.close(read)
    yield
    os.write(write, b"x")
    os.close(write)
    _, status = os.waitpid(child, 0)
    if status:
        raise PermissionError("the users of a namespace could not be told")


def _own_mounts() -> None:
    if os.geteuid() == 0:
        linux.unshare(linux.CLONE_NEWNS)
    else:
        with _helper(os.geteuid(), everybody=False):
            linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS)
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)


def _hide_libseccomp() -> None:
    for folder in ("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"):
        for library in Path(folder).glob("**/libseccomp.so*"):
            if not library.is_symlink() and library.stat().st_size:
                linux.mount("/dev/null", str(library), None, linux.MS_BIND)


def _close_the_disk(kept: str) -> None:
    linux.mount(kept, kept, None, linux.MS_BIND)
    linux.mount("none", "/", None, linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY)


def main(words: list[str]) -> None:
    """Become the machine, then the command."""
    end = words.index("--")
    become(set(words[:end]))
    ctypes.set_errno(0)
    os.execvp(words[end + 1], words[end + 1 :])


if __name__ == "__main__":
    main(sys.argv[1:])
