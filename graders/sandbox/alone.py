"""What of the standard library needs a second process, a program or a network: done without, or told in a sentence.

A worker is alone. Where the result is the same without company, it is done without: a lock between processes is one
between threads, the loop of asyncio wakes itself through a pipe, a copied file keeps no mode. The rest raises an
OSError that names what was tried and what to do instead. Modules are changed when somebody imports them: most
submissions need none of them.

What the system refuses is still asked of the system, and only put into words, so that the sandbox can be tested from
inside. What processes share is refused everywhere: it would work in a self-check and not where it is graded.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import importlib.machinery
import os
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any, NoReturn

ONE_PROCESS = "your code runs in one process where it is graded"
NO_PROGRAMS = "no programs are started where this is graded"
NO_NETWORK = "there is no network where this is graded"

LOOP = "call the function in a plain loop, or use concurrent.futures.ThreadPoolExecutor"
DIRECTLY = "call the function itself, or use threading.Thread"
IN_PYTHON = "do it in Python itself, or leave it out"
AT_HAND = "use the arguments, and the files that the lab hands out"

PROGRAMS = {
    "os": "popen posix_spawn posix_spawnp execv execve",
    "subprocess": "run call check_call check_output getoutput getstatusoutput Popen.__init__",
}
NETWORK = {
    "socket": "create_connection getaddrinfo gethostbyname socket.__init__",
    "urllib.request": "urlopen urlretrieve OpenerDirector.open",
}
SHARED = {
    "Pool": LOOP,
    "Manager": "use a dict, a list or a queue.Queue",
    "Pipe": "use a queue.Queue",
}
NOT_RUN = (-1, 127 << 8)
"""What system(3) gives where it can't start a shell, or the shell the program."""

LOCKS = ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier")


class Unavailable(PermissionError):
    """What can't work in a worker: a PermissionError with a sentence."""

    def __str__(self) -> str:
        return str(self.strerror)


Unavailable.__name__ = "PermissionError"  # the name that a student reads, and knows


def refusal(name: str, why: str, instead: str, number: int | None = errno.EPERM) -> Unavailable:
    """The exception for something that was tried; ``number`` is the system's own for it."""
    return Unavailable(number or errno.EPERM, f"{name} does not work here: {why}; {instead}")


def refused(name: str, why: str, instead: str) -> Callable[..., NoReturn]:
    """A function that does nothing but raise the refusal."""

    def refuse(*arguments: Any, **keywords: Any) -> NoReturn:
        raise refusal(name, why, instead)

    return refuse


def worded(original: Callable[..., Any], name: str, why: str, instead: str) -> Callable[..., Any]:
    """The same function, whose failure by the system's refusal is told in a sentence."""

    @functools.wraps(original)
    def attempt(*arguments: Any, **keywords: Any) -> Any:
        try:
            return original(*arguments, **keywords)
        except OSError as error:
            cause = getattr(error, "reason", error)  # what a URLError came from
            if not _is_of_the_system(cause):
                raise
            number = cause.errno
        raise refusal(name, why, instead, number)

    return attempt


def _is_of_the_system(error: object) -> bool:
    """Whether the system refused; a socket.gaierror, of an address that can't be looked up, has a negative number."""
    return isinstance(error, OSError) and (error.errno in (errno.EPERM, errno.EACCES) or (error.errno or 0) < 0)


def _put(module: ModuleType, names: str, why: str, instead: str) -> None:
    for name in names.split():
        holder, _, attribute = name.rpartition(".")
        where = getattr(module, holder) if holder else module
        if hasattr(where, attribute):
            told = f"{module.__name__}.{holder or attribute}"
            setattr(where, attribute, worded(getattr(where, attribute), told, why, instead))


def _programs(module: ModuleType) -> None:
    _put(module, PROGRAMS[module.__name__], NO_PROGRAMS, IN_PYTHON)


def _os(module: Any) -> None:
    _programs(module)
    _put(module, "fork forkpty", ONE_PROCESS, DIRECTLY)
    module.system = _no_shell(module.system)


def _no_shell(original: Callable[[str], int]) -> Callable[[str], int]:
    """A shell command that did not run has its status: ``os.system("clear")`` is no reason to stop."""

    @functools.wraps(original)
    def system(command: str) -> int:
        status = original(command)
        if status in NOT_RUN:
            sys.stderr.write(f"os.system: {NO_PROGRAMS}; {IN_PYTHON}.\n")
        return status

    return system


def _network(module: Any) -> None:
    _put(module, NETWORK[module.__name__], NO_NETWORK, AT_HAND)
    if module.__name__ == "socket" and hasattr(module, "socketpair"):
        module.socketpair = _pair(module.socketpair)


def _pair(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def socketpair(*arguments: Any, **keywords: Any) -> Any:
        try:
            return original(*arguments, **keywords)
        except PermissionError:
            (here, to_there), (there, to_here) = os.pipe(), os.pipe()
            return End(here, to_here), End(there, to_there)

    return socketpair


class End:
    """One end of a pair of sockets, made of two pipes: as much of it as the loop of asyncio needs to wake itself."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing

    def fileno(self) -> int:
        """What can be waited for."""
        return self.reading

    def setblocking(self, blocking: bool) -> None:
        """Whether reading and writing wait."""
        for fd in (self.reading, self.writing):
            os.set_blocking(fd, blocking)

    def recv(self, size: int) -> bytes:
        """What came from the other end."""
        return os.read(self.reading, size)

    def send(self, data: bytes) -> int:
        """Send to the other end; gives how many bytes went."""
        return os.write(self.writing, data)

    def close(self) -> None:
        """Close both pipes."""
        for fd in (self.reading, self.writing):
            os.close(fd)
        self.reading = self.writing = -1


def _selectors(module: Any) -> None:
    if sys.platform == "linux":
        module.DefaultSelector = module.PollSelector  # epoll is refused


def _multiprocessing(module: Any) -> None:
    """The functions of multiprocessing, which are methods of its contexts as well."""
    holder = getattr(module, "BaseContext", module)
    for name, instead in SHARED.items():
        setattr(holder, name, refused(f"multiprocessing.{name}", ONE_PROCESS, instead))
    for name in LOCKS:
        setattr(holder, name, _of_threads(name) if holder is not module else getattr(threading, name))


def _of_threads(name: str) -> Callable[..., Any]:
    return lambda self, *arguments, **keywords: getattr(threading, name)(*arguments, **keywords)


def _process(module: Any) -> None:
    module.BaseProcess.start = refused("multiprocessing.Process", ONE_PROCESS, DIRECTLY)


def _executor(module: Any) -> None:
    refuse = refused("concurrent.futures.ProcessPoolExecutor", ONE_PROCESS, LOOP)
    module.ProcessPoolExecutor.__init__ = refuse


def _shutil(module: Any) -> None:
    for name in ("copymode", "copystat"):
        setattr(module, name, _if_possible(getattr(module, name)))


def _if_possible(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def attempt(*arguments: Any, **keywords: Any) -> None:
        with contextlib.suppress(PermissionError):
            original(*arguments, **keywords)

    return attempt


CHANGES: dict[str, Callable[[Any], None]] = {
    "os": _os,
    "subprocess": _programs,
    "socket": _network,
    "urllib.request": _network,
    "selectors": _selectors,
    "multiprocessing": _multiprocessing,
    "multiprocessing.context": _multiprocessing,
    "multiprocessing.process": _process,
    "torch.multiprocessing": _multiprocessing,
    "concurrent.futures.process": _executor,
    "shutil": _shutil,
}
"""By module: what is changed in it."""


class Packages(importlib.machinery.PathFinder):
    """Finds what is installed, as ever, but for two things.

    What this process may not read is not there: where Landlock alone hides a package its name still shows. And the
    modules of ``CHANGES`` are changed when they have run.
    """

    @classmethod
    def find_spec(cls, fullname: str, path: Any = None, target: Any = None) -> Any:
        """The spec of a module that can be loaded, or None."""
        spec = super().find_spec(fullname, path, target)
        if spec is None or (path is None and not _is_readable(spec)):
            return None
        if (change := CHANGES.get(fullname)) is not None and spec.loader is not None:
            run = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                run(module)
                change(module)

            vars(spec.loader)["exec_module"] = exec_module
        return spec


def _is_readable(spec: importlib.machinery.ModuleSpec) -> bool:
    if spec.has_location and spec.origin is not None:
        try:
            os.close(os.open(spec.origin, os.O_RDONLY))  # os.access does not know of Landlock
        except PermissionError:
            return False
    return True


def work_alone() -> None:
    """Change what has been imported, and what will be."""
    for name, change in CHANGES.items():
        if name in sys.modules:
            change(sys.modules[name])
    sys.meta_path[:] = [Packages if each is importlib.machinery.PathFinder else each for each in sys.meta_path]
