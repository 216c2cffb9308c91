"""Confinement of one worker, by itself, before the first byte of a student's code: the order is what matters."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from graders.sandbox import landlock, linux, quota, seccomp, view

MIB = 1 << 20
NAMESPACES = linux.CLONE_NEWNS | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC | linux.CLONE_NEWPID
"""Each worker's own. The network that leads nowhere they share with the zygote: to make one takes a millisecond."""

OPEN_FILES = 64
STACK = 16 * MIB
TASKS = 256


@dataclass(frozen=True)
class Policy:
    """What confines the workers of one zygote, found out once when it starts.

    ``filter`` is what seccomp lets through, ``grants`` what Landlock does, None where there is none of them; ``used``
    is the address space of an empty worker, in bytes; ``worker_id`` the user that a worker becomes when the grader is
    root.
    """

    namespaces: bool
    grants: tuple[landlock.Grant, ...] | None
    filter: bytes | None
    used: int
    worker_id: int


@dataclass(frozen=True)
class Limits:
    """What one worker may use: seconds of computing, MiB beyond an empty worker, a folder to write in."""

    seconds: int
    memory: int
    work: str | None


def before_limits(policy: Policy, limits: Limits) -> landlock.Ruleset | None:
    """What still needs rights or descriptors: the work folder, the rules of Landlock, another user's id."""
    work = view.WORK if policy.namespaces else limits.work
    if policy.namespaces:
        owner = policy.worker_id if os.getuid() == 0 else os.getuid()
        flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
        linux.mount("none", view.WORK, "tmpfs", flags, f"{quota.FILE_SYSTEM},uid={owner},gid={owner}")
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(*[policy.worker_id] * 3)
        os.setresuid(*[policy.worker_id] * 3)
    if os.getuid() == 0 or os.geteuid() == 0:
        raise PermissionError("a worker may not be root")
    # Only now: a change of the user's id undoes it.
    linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    linux.prctl(linux.PR_SET_DUMPABLE, 0)
    os.chdir(work or "/")
    if policy.grants is None:
        return None
    rules = landlock.Ruleset()
    own = landlock.grant(work, landlock.READ | landlock.WRITE) if work is not None else None
    for each in (*policy.grants, *([own] if own is not None else [])):
        rules.allow(each)
    return rules


def grants(paths: Iterable[str]) -> tuple[landlock.Grant, ...]:
    """That paths may be read; the descriptors are made once, for all workers."""
    access = {"/dev/null": landlock.READ | landlock.WRITE_FILE}
    found = [landlock.grant(path, access.get(path, landlock.READ)) for path in paths]
    return tuple(each for each in found if each is not None)


def limit_resources(policy: Policy, limits: Limits) -> None:
    """Hard limits; memory counts from what an empty worker has, which differs from machine to machine."""
    for kind, value in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, policy.used + limits.memory * MIB),
        (resource.RLIMIT_FSIZE, quota.BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_STACK, STACK),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    if policy.namespaces or os.getuid() == policy.worker_id:
        # It counts a user's processes and threads: not where that user is a person with processes of their own.
        resource.setrlimit(resource.RLIMIT_NPROC, (TASKS, TASKS))


def lock(policy: Policy, rules: landlock.Ruleset | None) -> None:
    """The doors that never open again: capabilities, Landlock, seccomp, in this order."""
    linux.drop_capabilities()  # an ordinary user has some too, in a namespace that did not become a view
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    if rules is not None:
        rules.enforce()
    if policy.filter is not None:
        seccomp.restrict(policy.filter)
