"""The zygote: a process with NumPy (or torch) warm, no secrets and one thread, that forks the workers.

Started by ``graders.sandbox.launch`` as a script of its own, with a clean environment; it imports nothing of the
engine but what a worker needs. It talks to the grader over a socket of whole messages::

    grader -> zygote   setup {packages, sites, forbid, worker_id}
    zygote -> grader   ready {namespaces, landlock, seccomp, abi, notices, …}  or  {"refused": sentence}
    grader -> zygote   start {seconds, memory, work} with the descriptors of four pipes
    zygote -> grader   {"started": pid}, and some day {"ended": pid, "status": …, "seconds": …, "overfull": …}

It never sees a byte of a submission: those go through the pipes, to the worker alone. When it says that a worker has
ended, nothing that the worker started is left.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any

MESSAGE = 1 << 16


def main() -> None:
    """Serve one grader until it closes the socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    setup = json.loads(control.recv(MESSAGE))
    # With -I and -S the interpreter knows its standard library only.
    here = os.path.dirname(os.path.abspath(__file__))
    root = os.path.dirname(os.path.dirname(here))
    sys.path[:] = [root, *(path for path in sys.path if path != here)]  # Python 3.10 puts a script's folder there
    sys.path += setup["sites"]
    try:
        for package in setup["packages"]:
            importlib.import_module(package)
        from graders.sandbox import preparation, worker  # noqa: F401 - loaded before the fork

        sys.path.remove(root)
        sys.path_importer_cache.clear()
        preparation.warm()
        preparation.leave_out()
        os.chdir("/")
        policy, report = _prepare(setup)
    except ImportError as error:
        needs = f"a lab needs {' and '.join(setup['packages'])}, which can't be loaded here ({error}); install it"
        control.send(json.dumps({"refused": needs}).encode())
        return
    except OSError as error:
        control.send(json.dumps({"refused": str(error)}).encode())
        return
    gc.collect()
    gc.freeze()
    control.send(json.dumps(report).encode())
    Maternity(control, policy).serve()


def _prepare(setup: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Find out what this machine gives, take it, and say so."""
    from graders.sandbox import confine, landlock, linux, seccomp, view

    forbid, granted, notices = setup["forbid"], _installed(setup["sites"]), []
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # when memory runs out it is the workers, not the grader, that go
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * os.sysconf("SC_PAGESIZE")
    root = os.getuid() == 0
    abi = landlock.abi() if "landlock" not in forbid else 0
    filters = seccomp.library() is not None and linux.SUPPORTED and "seccomp" not in forbid
    if not filters:
        notices.append("seccomp is not available: install libseccomp2 (Debian, Ubuntu) or libseccomp (Fedora, Arch)")
    if root:
        _refuse_to_stay_root(setup["worker_id"])
    paths, namespaces = view.readable(granted), False
    if linux.SUPPORTED and "namespaces" not in forbid:
        try:
            _new_namespaces(root)
            paths, namespaces = view.enter(granted), True
        except OSError as error:
            why = "none are allowed" if error.errno == errno.ENOSPC else error.strerror  # of user.max_user_namespaces
            notices.append(f"namespaces are not available ({why}): file names can be seen, not contents")
    if root and not namespaces:
        _refuse_unreadable(setup["worker_id"], [view.standard_library(), *granted])
    linux.drop_bounding_set()
    policy = confine.Policy(
        namespaces=namespaces,
        grants=confine.grants(paths) if abi > 0 else None,
        filter=seccomp.numerical() if filters else None,
        used=used,
        worker_id=setup["worker_id"],
    )
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    if not namespaces:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    if namespaces or filters:
        # Else a submission may have started processes, and these have to be ended first.
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    layers = {"namespaces": namespaces, "landlock": abi > 0, "seccomp": filters, "user id": root}
    return policy, {"layers": layers, "abi": abi, "notices": notices, "python": sys.version.split()[0]}


def _installed(sites: list[str]) -> list[str]:
    """The packages to show to a student: what the lab's packages brought in, and the libraries beside them."""
    tops = {name.split(".")[0] for name in sys.modules}
    found = [
        os.path.join(site, top + ending) for site in sites for top in sorted(tops) for ending in ("", ".py", ".libs")
    ]
    return [path for path in found if os.path.exists(path)]


def _new_namespaces(root: bool) -> None:
    from graders.sandbox import linux

    if root:
        linux.unshare(linux.CLONE_NEWNS | linux.CLONE_NEWNET)
        return
    user, group = os.getuid(), os.getgid()
    linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _refuse_to_stay_root(user: int) -> None:
    """Where root is the only user there is, as in some containers, or has not the right to become another."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        raise OSError(
            f"the grader is root, but can't become the unprivileged user {user} that runs the students' code; "
            "run the grader as an ordinary user, or in a container that has such users"
        )


def _refuse_unreadable(user: int, paths: list[str]) -> None:
    """As root without namespaces: what root can read, the worker's id may not reach."""
    for path in paths:
        folder = path
        while folder != "/":
            mode = os.stat(folder).st_mode
            if not mode & 0o005 == 0o005:
                raise OSError(
                    f"{folder} can't be read by the unprivileged user {user} that runs the students' code; "
                    "run the grader as an ordinary user, or install Python outside of root's own folders"
                )
            folder = os.path.dirname(folder)


class Maternity:
    """The loop: start workers, tell how they ended."""

    def __init__(self, control: socket.socket, policy: Any) -> None:
        self.control = control
        self.policy = policy
        self.children: dict[int, int] = {}  # the descriptor that tells of its end -> pid
        self.folders: dict[int, str] = {}  # pid -> a folder on the machine's disk
        self.overfull: set[int] = set()

    def serve(self) -> None:
        """Until the grader closes the socket, whose end ends the workers as well."""
        from graders.sandbox import quota

        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        while True:
            for fd, _ in poll.poll(1000 * quota.PAUSE if self.folders else None):
                if fd != self.control.fileno():
                    poll.unregister(fd)
                    self.ended(fd)
                    continue
                message, pipes, _, _ = socket.recv_fds(self.control, MESSAGE, 4)
                if not message:
                    return self.close()
                poll.register(self.start(json.loads(message), pipes), select.POLLIN)
            for pid, folder in self.folders.items():
                if quota.exceeded(folder):
                    self.overfull.add(pid)
                    os.kill(pid, signal.SIGKILL)

    def start(self, request: dict[str, Any], pipes: list[int]) -> int:
        """Fork a worker on four pipes: requests, replies, stdout, stderr. Gives the descriptor of its process."""
        from graders.sandbox import confine, linux

        limits = confine.Limits(**request)
        pid = linux.clone(confine.NAMESPACES) if self.policy.namespaces else os.fork()
        if pid == 0:
            self.children.clear()  # how many there were is nobody's business
            _become_worker(self.policy, limits, pipes)
        for pipe in pipes:
            os.close(pipe)
        fd = os.pidfd_open(pid)
        self.children[fd] = pid
        if limits.work is not None:
            self.folders[pid] = limits.work
        socket.send_fds(self.control, [json.dumps({"started": pid}).encode()], [fd])
        return fd

    def ended(self, fd: int) -> None:
        """Collect a worker that ended, and tell how."""
        pid, status, usage = os.wait4(self.children.pop(fd), 0)
        os.close(fd)
        self.folders.pop(pid, None)
        self.end_orphans()
        report = {
            "ended": pid,
            "status": os.waitstatus_to_exitcode(status),
            "seconds": usage.ru_utime + usage.ru_stime,
            "overfull": pid in self.overfull,
        }
        self.overfull.discard(pid)
        self.control.send(json.dumps(report).encode())

    def end_orphans(self) -> None:
        """Kill what workers left behind: with a worker's namespace its processes end, and else they come to us."""
        if self.policy.namespaces:
            return
        while orphans := _children() - set(self.children.values()):  # those of a process come when it has ended
            for pid in orphans:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def close(self) -> None:
        """End all workers, and what they started."""
        for pid in self.children.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.children.clear()
        self.end_orphans()


def _children() -> set[int]:
    """The children of this process, which has one thread; see proc_pid_task(5). Very old kernels don't tell."""
    told = Path(f"/proc/self/task/{os.getpid()}/children")
    return {int(pid) for pid in told.read_text().split()} if told.exists() else set()


def _become_worker(policy: Any, limits: Any, pipes: list[int]) -> None:
    """Never returns: confine this process, then serve."""
    from graders.sandbox import confine, linux, preparation, worker

    complaints = pipes[3]
    try:
        os.setsid()
        rules = confine.before_limits(policy, limits)
        nothing = os.open("/dev/null", os.O_RDONLY)
        # Upwards first: a descriptor may stand where another one has to go.
        wanted = [nothing, pipes[2], pipes[3], pipes[0], pipes[1]]
        if rules is not None:
            wanted.append(rules.fd)
        high = [_above(fd, 64) for fd in wanted]
        for place, fd in enumerate(high):
            os.dup2(fd, place)
        complaints = 2
        linux.close_from(len(high))
        if rules is not None:
            rules.fd = len(high) - 1
        for each in (signal.SIGINT, signal.SIGQUIT):  # a shell lets what runs in the background ignore them
            signal.signal(each, signal.SIG_DFL)
        preparation.settle(limits.work if limits.work else os.getcwd())
        confine.limit_resources(policy, limits)
        confine.lock(policy, rules)
        worker.serve(3, 4)
    except BaseException as error:
        os.write(complaints, f"the worker could not start: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(70)


def _above(fd: int, least: int) -> int:
    import fcntl

    return fcntl.fcntl(fd, fcntl.F_DUPFD, least)


if __name__ == "__main__":
    main()
