"""What each layer of the confinement is for, and how a machine that lacks one gets it."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

PURPOSES = {
    "seccomp": "no network, no program and no other process: system calls that a computation does without are refused",
    "landlock": "no file but the libraries and a folder of its own can be read or written",
    "namespaces": "nothing else is even visible: a file system, a network and process numbers of its own",
    "user id": "where the grader is root, a submission runs as a user whom nothing belongs to",
}
"""The layers as ``Isolation.layers`` has them, the most needed first."""

PROCESSORS = ("x86_64", "aarch64")
LANDLOCK_SINCE = (5, 13)

INSTALL = {
    "debian": "sudo apt install libseccomp2",
    "fedora": "sudo dnf install libseccomp",
    "arch": "sudo pacman -S libseccomp",
    "suse": "sudo zypper install libseccomp2",
    "alpine": "sudo apk add libseccomp",
}

SETTINGS = {
    "kernel.apparmor_restrict_unprivileged_userns": ("1", "0"),
    "kernel.unprivileged_userns_clone": ("0", "1"),
    "user.max_user_namespaces": ("0", "15000"),
}
"""What may keep an ordinary user from namespaces: the setting, the value that does, and one that does not."""

ELSEWHERE = {
    "darwin": "macOS can't confine a program. Students check their own work here; grade that of others on Linux, "
    "in a virtual machine or a container, and run `grade.py doctor` there.",
    "win32": "Windows can't confine a program. Students check their own work here; grade that of others in WSL 2 "
    "(`wsl --install` in PowerShell), and run `grade.py doctor` there.",
}


@dataclass(frozen=True)
class Machine:
    """What a remedy depends on. ``settings`` are those of ``SETTINGS`` that this kernel has."""

    system: str
    release: str
    processor: str
    families: tuple[str, ...] = ()
    name: str = ""
    container: bool = False
    root: bool = False
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def wsl(self) -> bool:
        """Whether it is Linux inside Windows."""
        return "microsoft" in self.release.lower()

    def __str__(self) -> str:
        place = " in a container" if self.container else ", WSL" if self.wsl else ""
        return f"{self.name or self.system}{place}, kernel {self.release}, {self.processor}"


def this_machine() -> Machine:
    """The machine that this runs on."""
    about: dict[str, str] = {}
    with contextlib.suppress(OSError, AttributeError):
        about = platform.freedesktop_os_release()
    marks = ("/.dockerenv", "/run/.containerenv")
    return Machine(
        system=sys.platform,
        release=platform.release(),
        processor=platform.machine(),
        families=(about.get("ID", ""), *about.get("ID_LIKE", "").split()),
        name=about.get("PRETTY_NAME", ""),
        container=any(map(os.path.exists, marks)) or "container" in os.environ,
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
        settings=tuple((name, value) for name in SETTINGS if (value := _setting(name)) is not None),
    )


def remedy(layer: str, machine: Machine) -> str:
    """How ``machine`` gets a ``layer`` that it lacks, in a sentence or two. Beside Linux, all are lacking at once."""
    if machine.system != "linux":
        return ELSEWHERE.get(machine.system, "This system can't confine a program; grade on Linux.")
    match layer:
        case "seccomp":
            return _seccomp(machine)
        case "landlock":
            return _landlock(machine)
        case "namespaces":
            return _namespaces(machine)
    return "Run the grader as an ordinary user."


def _seccomp(machine: Machine) -> str:
    if machine.processor not in PROCESSORS:
        return f"Labproof knows the system calls of {' and '.join(PROCESSORS)} only; grade on such a machine."
    command = next((INSTALL[family] for family in machine.families if family in INSTALL), None)
    if command is None:
        return "Install libseccomp with your system's package manager."
    return command.removeprefix("sudo ") if machine.root else command


def _landlock(machine: Machine) -> str:
    version = re.match(r"(\d+)\.(\d+)", machine.release)
    if version and tuple(map(int, version.groups())) < LANDLOCK_SINCE:
        if machine.wsl:
            return "It came with Linux 5.13: `wsl --update` in PowerShell brings a newer kernel."
        return (
            f"It came with Linux 5.13, and this is {version[0]}: Debian 12, Ubuntu 22.04, Fedora 35 "
            "and their successors have it."
        )
    if machine.container:
        return (
            "An old Docker or Podman keeps it from its containers: update it (Docker to 23.0 or newer), or start the "
            "container with --security-opt seccomp=unconfined, for Labproof brings a filter of its own. "
            "The kernel of the host has to have it too, switched on."
        )
    if machine.wsl:
        return "`wsl --update` in PowerShell brings a kernel that has it switched on."
    renew = "sudo grubby --update-kernel=ALL --args=lsm=…" if "fedora" in machine.families else "sudo update-grub"
    return (
        "The kernel has it switched off, or does without. To switch it on, put landlock in front of the names in "
        f"/sys/kernel/security/lsm, give them to the kernel as lsm=landlock,… ({renew}), and restart."
    )


def _namespaces(machine: Machine) -> str:
    for name, value in machine.settings:
        closed, opened = SETTINGS[name]
        if value == closed and not machine.root:
            return f"`sudo sysctl -w {name}={opened}` lets ordinary users have them."
    if machine.container or machine.root:
        return "Containers do not give them as they come."
    return "The administrator of this machine, or what it runs in, does not let you have them."


def _setting(name: str) -> str | None:
    with contextlib.suppress(OSError):
        return Path("/proc/sys", *name.split(".")).read_text(encoding="ascii").strip()
    return None
