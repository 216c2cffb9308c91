"""The attacks of this folder, read as data, and the table of them that stands in docs/security.md.

Each file is one row: a docstring that says what is tried and what stands against it, then what is known of it as
comments, then the ways to try it, each under a line ``# --- name`` that may be followed by comments of its own::

    # row: 1
    # defence: P                      letters that LEGEND explains
    # work: wrong                     the work in work/ that the attack is added to: wrong.py, unless it says another
    # options: allclose last          how naive.py is run
    # naive: fooled                   what becomes of naive.py; NAIVE lists what may stand here
    # expect: tier 3 holds; tier 2 holds; tier 1 open
    # probe: yes                      its exception says LOOKED AT, and FOUND if it found anything
    # file: numpy.py                  it is a file beside the work, instead of being added to it
    # needs: torch
    # slow: yes

``python -m tests.attacks.table`` renews the table.
"""

from __future__ import annotations

import importlib.util
import marshal
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "security.md"
BEGIN, END = "<!-- the attacks: python -m tests.attacks.table -->", "<!-- end of the attacks -->"

LEGEND = {
    "P": "the comparison is in another process, and only values cross",
    "W": "the form of what crosses",
    "C": "the rules of the comparison",
    "S": "secret inputs, drawn anew",
    "K": "the grader's own clock and limits",
    "L": "Landlock",
    "X": "seccomp",
    "N": "namespaces",
    "U": "another user's id, where the grader is root",
    "I": "how files are taken in",
    "O": "how text is shown",
}

EVERYWHERE = set("PWCS")
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

TIERS = (3, 2, 1)


@dataclass(frozen=True)
class Attack:
    """One way to try a row."""

    row: int
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
        return (HERE / "work" / f"{self.about.get('work', 'wrong')}.py").read_text(encoding="utf-8")

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
    def options(self) -> list[str]:
        """How the naive grader is run."""
        return self.about.get("options", "").split()

    def holds(self, tier: int) -> bool:
        """Whether it is expected to achieve nothing at a tier."""
        return f"tier {tier} holds" in self.about["expect"]

    def has(self, what: str) -> bool:
        """Whether a comment says so."""
        return self.about.get(what, "no") != "no"


@dataclass(frozen=True)
class Row:
    """One file: what is tried, and the ways to try it."""

    number: int
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


def _about(lines: list[str]) -> tuple[dict[str, str], str]:
    """The comments ``# key: value`` at the beginning, and what comes after them."""
    about = {}
    for number, line in enumerate(lines):
        match = re.fullmatch(r"# (row|defence|work|options|naive|expect|probe|file|needs|slow): (.+)", line)
        if match is None:
            return about, "\n".join(lines[number:]).strip("\n") + "\n"
        about[match[1]] = match[2]
    return about, ""


def read(path: Path) -> Row:
    """The row that a file holds."""
    head, *parts = re.split(r"^# --- (?=.)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    _, docstring, rest = head.split('"""', 2)
    about, _ = _about(rest.strip().splitlines())
    attacks = []
    for part in parts:
        name, *lines = part.splitlines()
        own, code = _about(lines)
        attacks.append(Attack(int(about["row"]), name, code.strip() and code, {**about, **own}))
    defence = tuple(letter.strip() for letter in about["defence"].split(","))
    return Row(int(about["row"]), docstring.split("\n\n")[0].replace("\n", " "), defence, tuple(attacks))


def rows() -> list[Row]:
    """All rows, in their order."""
    return [read(path) for path in sorted(HERE.glob("[0-9]*.py"))]


def attacks_of(number: int) -> tuple[Attack, ...]:
    """The ways to try one row."""
    (path,) = HERE.glob(f"{number:03}_*.py")
    return read(path).attacks


def _tier(row: Row, tier: int) -> str:
    held = [attack for attack in row.attacks if attack.holds(tier)]
    gone = [attack.name for attack in row.attacks if not attack.holds(tier)]
    if not gone:
        return "holds"
    return f"**open**: {'; '.join(gone)}" if held else "**open**"


def _naive(row: Row) -> str:
    kinds = {attack.naive for attack in row.attacks}
    won = [attack for attack in row.attacks if attack.naive.startswith(("fooled", "finds"))]
    words = "; ".join(dict.fromkeys(attack.about["naive"] for attack in won)) or "not fooled"
    if len(won) == len(row.attacks) or not won:
        return words if kinds != {"not fooled, because"} or won else row.attacks[0].about["naive"]
    return f"{words} ({len(won)} of {len(row.attacks)} ways)"


def lines() -> Iterator[str]:
    """The table, in Markdown."""
    yield "| | what it tries | stands against it | a naive grader | tier 3 | tier 2 | tier 1 |"
    yield "|--|--|--|--|--|--|--|"
    for row in rows():
        cells = [str(row.number), row.title.rstrip(".").replace("``", "`"), " ".join(row.defence), _naive(row)]
        yield f"| {' | '.join([*cells, *(_tier(row, tier) for tier in TIERS)])} |"
    yield ""
    yield "; ".join(f"{letter}: {meaning}" for letter, meaning in LEGEND.items()) + "."


def in_page(text: str) -> str:
    """The page with the table as the files have it. Raises ValueError where the page has no place for it."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} needs the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n" + "\n".join(lines()) + f"\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(in_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
