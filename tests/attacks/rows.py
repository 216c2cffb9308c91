"""The attacks of this folder, read as data: each file is one row of the table that stands in docs/security.md.

A file has a docstring that says what is tried and what stands against it, then what is known of it as comments, then
code that all ways begin with, if any, then the ways to try it, each under a line ``# --- name`` that may be followed
by comments of its own. Any row may say::

    # row: 1
    # defence: P                      letters that LEGEND explains
    # work: wrong                     the work in work/ that the attack is added to; wrong.py or right.py if not told
    # needs: torch
    # slow: yes

Rows 1 to 41 want a mark. They are held against naive.py and against the same work without them::

    # options: allclose last          how naive.py is run
    # naive: fooled                   what becomes of naive.py; NAIVE lists what may stand here
    # expect: tier 3 holds; tier 2 holds; tier 1 open
    # probe: yes                      its exception says LOOKED AT, and FOUND if it found anything
    # file: numpy.py                  it is a file beside the work, instead of being added to it

Rows 42 to 83 want to do harm. Each way defines ``attempt()``, which runs where right work has its softmax, and is true
where it got what it wanted. What it may reach is there by name (CANARY, VICTIM, ...: surroundings.py has the list).
Where the way defines ``found()`` too, another submission calls that one afterwards, and its end is the one that
counts. A way without ``attempt()`` defines ``softmax`` itself, and harms by what it returns::

    # meets: tier 3 EPERM; tier 2 EPERM or EACCES; tier 1 reached        ENDS has the words, errno.h the others

Rows 84 and up come as odd files, or want to be shown. Each way is code that this side runs to write what is handed in
to the folder ``folder``; ``work`` is the text of right work, and the names of rows 42 to 83 are there as well. A way
may give ``name``, what the student is called::

    # says: leads out of the folder   what the report, or the refusal to grade, must say: a regular expression
    # keeps: yes                      the work is graded in spite of it, and has all its points
    # naive: fooled                   or why not: a naive way to do the same, which stands in the test for each row
"""

from __future__ import annotations

import importlib.util
import marshal
import re
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LABS = HERE / "labs"

LEGEND = {
    "P": "the comparison is in another process, and only values cross",
    "W": "the form of what crosses",
    "C": "the rules of the comparison",
    "S": "secret inputs, drawn anew",
    "K": "the grader's own clock and limits",
    "R": "the kernel's limits for a process",
    "L": "Landlock",
    "X": "seccomp",
    "N": "namespaces",
    "U": "another user's id, where the grader is root",
    "I": "how files are taken in",
    "O": "how text is shown",
}

EVERYWHERE = set("PWCSIO")
"""Defences that hold at every tier."""

NAIVE = {
    "fooled": "all points, for wrong work",
    "fooled by its exit status": "it ends with 0, whatever it printed",
    "fooled by what is printed": "the last result on its output has all points",
    "fooled in": "the points of the functions named",
    "finds it": "the attack finds what it looks for",
    "not fooled, because": "a reason",
    "blind, it": "a reason why the work passes there without any attack",
}

REACHED = "reached"

ENDS = {
    REACHED: "it got what it wanted",
    "nothing": "it was let do it, and it had no effect",
    "computing": "killed when its seconds of computing were over",
    "waiting": "killed when it had waited for too long",
    "memory": "ended at the limit of its memory",
    "output": "killed for what it printed or returned",
    "exited": "its process ended itself",
    "crashed": "its process crashed",
    "protocol": "killed for what it wrote to the grader's channel",
    "refused": "its answer was refused without a look at the values",
    "wrong": "its answer was compared, and is wrong",
}
"""The words for what an attack met. Others are errors: EPERM that of seccomp, EACCES that of Landlock."""

TIERS = (3, 2, 1)


@dataclass(frozen=True)
class Attack:
    """One way to try a row."""

    row: str
    name: str
    code: str
    about: dict[str, str]

    @property
    def id(self) -> str:
        """Its name in the tests."""
        return f"{self.row} {self.name}"

    @property
    def work(self) -> str:
        """The source of the work that the attack is added to."""
        name = self.about.get("work", "wrong" if "expect" in self.about else "right")
        return (HERE / "work" / f"{name}.py").read_text(encoding="utf-8")

    @property
    def files(self) -> dict[str, bytes]:
        """What is handed in."""
        file = self.about.get("file")
        if file is None:
            return {"work.py": f"{self.work}\n\n{self.code}".encode()}
        beside = attacks_of(self.row) if file == "all" else [self]
        return {"work.py": self.work.encode(), **{_name(each): _content(each) for each in beside if each.code}}

    @property
    def naive(self) -> str:
        """What becomes of the naive grader, without the reason."""
        return next(word for word in sorted(NAIVE, key=len, reverse=True) if self.about["naive"].startswith(word))

    @property
    def packages(self) -> tuple[str, ...]:
        """What must be loaded where it runs."""
        return ("numpy", *self.about.get("needs", "").split())

    @property
    def options(self) -> list[str]:
        """How the naive grader is run."""
        return self.about.get("options", "").split()

    def meets(self, tier: int) -> tuple[str, ...]:
        """The words for what it may meet at a tier, the first one the most likely."""
        found = re.search(rf"tier {tier} ([^;]+)", self.about.get("meets", ""))
        return tuple(found[1].strip().split(" or ")) if found else ()

    def lasts(self, tier: int) -> bool:
        """Whether it may go on at a tier until its seconds are over."""
        return not {"computing", "waiting"}.isdisjoint(self.meets(tier))

    def holds(self, tier: int) -> bool:
        """Whether it is expected to achieve nothing at a tier."""
        if "meets" in self.about:
            return REACHED not in self.meets(tier)
        return "expect" not in self.about or f"tier {tier} holds" in self.about["expect"]

    def has(self, what: str) -> bool:
        """Whether a comment says so."""
        return self.about.get(what, "no") != "no"


@dataclass(frozen=True)
class Row:
    """One file: what is tried, and the ways to try it."""

    number: str
    title: str
    defence: tuple[str, ...]
    attacks: tuple[Attack, ...]


def _name(attack: Attack) -> str:
    file = attack.about["file"]
    return file if not file.endswith(".pyc") else file.replace(".pyc", f".{sys.implementation.cache_tag}.pyc")


def _content(attack: Attack) -> bytes:
    if not attack.about["file"].endswith(".pyc"):
        return attack.code.encode()
    # Flags 1: such a file is believed without a look at the source beside it.
    head = importlib.util.MAGIC_NUMBER + struct.pack("<L8s", 1, bytes(8))
    return head + marshal.dumps(compile(attack.code, "work.py", "exec"))


KEYS = "row|unbounded|defence|work|options|naive|expect|meets|says|keeps|probe|file|needs|slow"


def _about(lines: list[str]) -> tuple[dict[str, str], str]:
    """The comments ``# key: value`` at the beginning, and what comes after them."""
    about = {}
    for number, line in enumerate(lines):
        match = re.fullmatch(rf"# ({KEYS}): (.+)", line)
        if match is None:
            return about, "\n".join(lines[number:]).strip("\n") + "\n"
        about[match[1]] = match[2]
    return about, ""


def read(path: Path) -> Row:
    """The row that a file holds."""
    head, *parts = re.split(r"^# --- (?=.)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    _, docstring, rest = head.split('"""', 2)
    about, common = _about(rest.strip().splitlines())
    attacks = []
    for part in parts:
        name, *lines = part.splitlines()
        own, code = _about(lines)
        code = f"{common}\n\n{code}" if common.strip() else code
        attacks.append(Attack(about["row"], name, code.strip() and code, {**about, **own}))
    defence = tuple(letter.strip() for letter in about["defence"].split(","))
    return Row(about["row"], docstring.split("\n\n")[0].replace("\n", " "), defence, tuple(attacks))


def rows(first: int = 1, last: int = 100) -> list[Row]:
    """The rows from one number to another, in their order."""
    return [read(path) for path in sorted(HERE.glob("[0-9]*.py")) if first <= int(path.name[:3]) <= last]


def attacks_of(number: str) -> tuple[Attack, ...]:
    """The ways to try one row."""
    (path,) = HERE.glob(f"{int(number.rstrip('ab')):03}{number.lstrip('0123456789')}_*.py")
    return read(path).attacks
