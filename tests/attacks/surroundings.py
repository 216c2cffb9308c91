"""What stands around a submission for it to harm, and a look at it afterwards, from this side.

An attack that runs has these names: CANARY (a file that everybody may read), CLOSED (one of the grader's own), FOLDER
(where everybody may write), VICTIM (a process of the worker's user), GRADER (this one), TCP and UDP (ports on this
machine), UNIX (the path of a socket), ABSTRACT (the name of one without a path), TERMINAL (the path of one of the
worker's user), KEY (for shared memory), NOTE (how files begin that it may leave in the folders of LEFT_BEHIND), CALLS
(the numbers of the system calls that are let through), QUESTIONS (what may be asked by those that ask of a descriptor).
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import secrets
import select
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graders.sandbox import seccomp
from graders.sandbox.launch import WORKER_ID

LEFT_BEHIND = ("/tmp", "/var/tmp", "/dev/shm", os.path.expanduser("~"))
ATTACKS = "labproof-attack-"
NOTE = f"{ATTACKS}{os.getpid()}-"
KEY = 0x1AB00000 + os.getpid() % 0x100000
"""Two runs of these tests at a time each look at what is their own."""

WATCHED = {"files": "a file", "another": "another process", "shared": "shared memory"}
SHARED = {"shm": "shmctl", "sem": "semctl", "msg": "msgctl"}
MOST_MEMORY = 512
"""MiB that the grader may need for one submission: eight times what an answer may have."""

FILTERED = ("clone", "clone3", "tgkill", "prlimit64", "fcntl", "ioctl", "renameat2")
"""The system calls that are answered by their arguments, beside those that are let through."""

IPC_RMID = 0
PATIENCE = 10_000  # milliseconds until a process that was killed must be gone


def clear() -> None:
    """Remove what attacks leave where nobody keeps them from it, of this run or of one that was stopped."""
    for folder in LEFT_BEHIND:
        for note in Path(folder).glob(f"{ATTACKS}*"):
            owner = note.name.removeprefix(ATTACKS).partition("-")[0]
            if owner == str(os.getpid()) or not Path(f"/proc/{owner}").exists():
                shutil.rmtree(note) if note.is_dir() else note.unlink()
    libc = ctypes.CDLL(None)
    for kind, control in SHARED.items():
        for number in _shared(kind):
            remove = (number, 0, IPC_RMID) if kind == "sem" else (number, IPC_RMID, None)
            getattr(libc, control)(*remove)


def _shared(kind: str) -> list[int]:
    """The identifiers of this machine's shared memory, semaphores or queues that have the key; see proc_sysvipc(5)."""
    table = Path(f"/proc/sysvipc/{kind}")
    rows = [row.split() for row in table.read_text().splitlines()] if table.exists() else []
    return [int(row[1]) for row in rows if row[0] == str(KEY)]


class Surroundings:
    """One set of things to harm. A context manager."""

    def __enter__(self) -> Surroundings:
        with contextlib.ExitStack() as stack:
            # Not in the folder that pytest makes: that one is closed to others, and a canary must be open to them.
            self.place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="labproof-tests-", dir="/tmp")))
            self.place.chmod(0o755)
            self.secret = secrets.token_hex(16)
            self.canary, self.closed, self.folder = (self.place / name for name in ("canary", "closed", "folder"))
            for file, mode in ((self.canary, 0o644), (self.closed, 0o600)):
                file.write_text(self.secret)
                file.chmod(mode)
            self.folder.mkdir()
            self.folder.chmod(0o777)
            self.listeners = dict(self._listening(stack))
            self.screen, self.terminal = _terminal(stack)
            self.victim = stack.enter_context(_sleeping())
            self.before = {what: getattr(self, what)() for what in WATCHED}
            self.standing, self.open = descendants(), descriptors()
            self.memory = _memory_from_now()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()
        clear()

    def _listening(self, stack: contextlib.ExitStack) -> Iterator[tuple[str, socket.socket]]:
        addresses: list[tuple[str, int, int, Any]] = [
            ("TCP", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            ("UDP", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            ("UNIX", socket.AF_UNIX, socket.SOCK_STREAM, str(self.place / "socket")),
            ("ABSTRACT", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{NOTE}{self.secret}"),
        ]
        for name, family, kind, address in addresses:
            listener = stack.enter_context(socket.socket(family, kind))
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
            listener.setblocking(False)
            yield name, listener
        (self.place / "socket").chmod(0o777)

    def names(self) -> dict[str, object]:
        """What an attack has by name."""
        ports = {name: self.listeners[name].getsockname()[1] for name in ("TCP", "UDP")}
        paths = {"CANARY": self.canary, "CLOSED": self.closed, "FOLDER": self.folder, "UNIX": self.place / "socket"}
        pids = {"VICTIM": self.victim.pid, "GRADER": os.getpid()}
        rest = {"ABSTRACT": f"{NOTE}{self.secret}", "KEY": KEY, "NOTE": NOTE, "TERMINAL": self.terminal}
        asked = {"fcntl": seccomp.DUPLICATE_OR_FLAGS, "ioctl": seccomp.QUESTIONS}
        texts = {name: str(path) for name, path in paths.items()}
        return {**texts, **ports, **pids, **rest, "CALLS": _calls(), "QUESTIONS": asked}

    # ------------------------------------------------------------------------------------ the look

    def harm(self, said: str) -> list[str]:
        """What an attack did, in words; ``said`` is all that its submission could say. Nothing where none was done."""
        done = [f"{words} changed" for what, words in WATCHED.items() if getattr(self, what)() != self.before[what]]
        done += [f"something reached {name}" for name, listener in self.listeners.items() if _reached(listener)]
        if select.select([self.screen], [], [], 0)[0]:
            done.append("something reached TERMINAL")
        done += [f"process {pid} was left" for pid in descendants() - self.standing if not _ends(pid)]
        if self.secret in said:
            done.append("a secret was read")
        if self.memory is not None and (taken := _memory("VmHWM") - self.memory) > MOST_MEMORY:
            done.append(f"the grader took {taken} MiB")
        if descriptors() != self.open:
            done.append("a descriptor was left open")
        return done

    def files(self) -> object:
        """The canaries, the folder, and what attacks leave elsewhere."""
        own = [(file.read_text(), file.stat().st_mode, file.stat().st_mtime_ns) for file in (self.canary, self.closed)]
        notes = [note for folder in LEFT_BEHIND for note in Path(folder).glob(f"{NOTE}*")]
        return own, sorted(self.folder.rglob("*")), self.folder.stat().st_mode, notes

    def another(self) -> object:
        """The process that is to be harmed: whether it lives, how it may, and what it has."""
        self.victim.poll()
        return condition(self.victim.pid)

    def shared(self) -> object:
        """Shared memory, semaphores and queues of this machine that have the key."""
        return [_shared(kind) for kind in SHARED]


def _terminal(stack: contextlib.ExitStack) -> tuple[int, str]:
    """The descriptor that tells what is written on a terminal or typed into it, and the path of that terminal.

    It belongs to the workers' user, as the terminal of a grader does who is not root.
    """
    screen, terminal = os.openpty()
    for fd in (screen, terminal):
        stack.callback(os.close, fd)
    if os.geteuid() == 0:
        os.fchown(terminal, WORKER_ID, WORKER_ID)
    return screen, os.ttyname(terminal)


@functools.cache
def _calls() -> tuple[int, ...]:
    """The numbers, on this machine, of the system calls that the filter lets through or answers by their arguments."""
    library = seccomp.library()
    if library is None:
        return ()
    numbers = (library.seccomp_syscall_resolve_name(name.encode()) for name in (*seccomp.CALLS, *FILTERED))
    return tuple(sorted(number for number in numbers if number >= 0))


def condition(pid: int) -> object:
    """Whether a process runs, how fast it may, what it may have, and whether it is spared when memory runs out."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        texts = [Path(f"/proc/{pid}/{name}").read_text() for name in ("limits", "oom_score_adj")]
        return state in "RSD", os.getpriority(os.PRIO_PROCESS, pid), os.sched_getaffinity(pid), *texts
    except (FileNotFoundError, ProcessLookupError):
        return "gone"


@contextlib.contextmanager
def _sleeping() -> Iterator[subprocess.Popen[bytes]]:
    """A process that does nothing and belongs to the user that the workers are."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": WORKER_ID, "group": WORKER_ID, "extra_groups": []}
    with subprocess.Popen(["sleep", "600"], cwd="/", stdin=subprocess.DEVNULL, **user) as process:
        try:
            yield process
        finally:
            process.kill()


def _reached(listener: socket.socket) -> bool:
    try:
        if listener.type == socket.SOCK_DGRAM:
            listener.recv(1)
        else:
            listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _memory_from_now() -> int | None:
    """What this process has (MiB), from where its peak is counted; None where it may not; proc_pid_clear_refs(5)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return None
    return _memory("VmRSS")


def _memory(name: str) -> int:
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) >> 10


def descriptors() -> int:
    """How many this process has open."""
    return len(os.listdir("/proc/self/fd"))


def descendants() -> set[int]:
    """The processes that this one started, and those that they did."""
    found, new = set[int](), [os.getpid()]
    while new:
        children = [pid for parent in new for pid in _children(parent)]
        new = [pid for pid in children if pid not in found]
        found.update(new)
    return found


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(each) for task in tasks for each in task.read_text().split()]
    return []


def _ends(pid: int) -> bool:
    """Whether a process that was told to is gone before long."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        return bool(poll.poll(PATIENCE))
    finally:
        os.close(fd)
