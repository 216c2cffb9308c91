"""The table of the attacks that stands in docs/security.md: ``python -m tests.attacks.table`` renews it.

What an attack must meet stands in its file, and the tests hold it to that: so the table is what a run of the tests
has seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.attacks.rows import ENDS, HERE, LEGEND, TIERS, Row, rows

PAGE = HERE.parents[1] / "docs" / "security.md"
BEGIN, END = "<!-- the attacks: python -m tests.attacks.table -->", "<!-- end of the attacks -->"

MANY = 3
"""So many open ways are counted and not named."""


def _tier(row: Row, tier: int) -> str:
    held = [attack for attack in row.attacks if attack.holds(tier)]
    gone = [attack.name for attack in row.attacks if not attack.holds(tier)]
    met = ", ".join(dict.fromkeys(attack.meets(tier)[0] for attack in held if "meets" in attack.about)) or "holds"
    if not gone:
        return met
    if not held:
        return "**open**"
    ways = "; ".join(gone) if len(gone) < MANY else f"{len(gone)} of {len(row.attacks)} ways"
    return f"**open**: {ways}" + (f"; else {met}" if met != "holds" else "")


def _naive(row: Row) -> str:
    kinds = {attack.naive for attack in row.attacks}
    won = [attack for attack in row.attacks if attack.naive.startswith(("fooled", "finds"))]
    words = "; ".join(dict.fromkeys(attack.about["naive"] for attack in won)) or "not fooled"
    if len(won) == len(row.attacks) or not won:
        return words if kinds != {"not fooled, because"} or won else row.attacks[0].about["naive"]
    return f"{words} ({len(won)} of {len(row.attacks)} ways)"


def _beginning(row: Row) -> list[str]:
    return [row.number, row.title.rstrip(".").replace("``", "`"), " ".join(row.defence)]


def marks() -> Iterator[str]:
    """The rows that want a mark, in Markdown."""
    yield "| | what it tries | stands against it | a naive grader | tier 3 | tier 2 | tier 1 |"
    yield "|--|--|--|--|--|--|--|"
    for row in rows(1, 41):
        yield f"| {' | '.join([*_beginning(row), _naive(row), *(_tier(row, tier) for tier in TIERS)])} |"


def harm() -> Iterator[str]:
    """The rows that want to do harm, with what they met."""
    yield "| | what it tries | stands against it | tier 3 | tier 2 | tier 1 |"
    yield "|--|--|--|--|--|--|"
    for row in rows(42, 83):
        yield f"| {' | '.join([*_beginning(row), *(_tier(row, tier) for tier in TIERS)])} |"


def files() -> Iterator[str]:
    """The rows that come as odd files or want to be shown: the tier is all the same to them."""
    yield "| | what it tries | stands against it | ways | the rest of the work |"
    yield "|--|--|--|--|--|"
    for row in rows(84):
        kept = sum(attack.has("keeps") for attack in row.attacks)
        rest = "keeps its points" if kept == len(row.attacks) else "told in a sentence"
        if 0 < kept < len(row.attacks):
            rest = f"keeps its points ({kept} ways); told in a sentence ({len(row.attacks) - kept})"
        yield f"| {' | '.join([*_beginning(row), str(len(row.attacks)), rest])} |"


def lines() -> Iterator[str]:
    """All of it, in Markdown."""
    yield from ("### For a mark", "", *marks(), "", "### For harm", "")
    yield "What each met, in a word: " + "; ".join(f"*{word}*: {meaning}" for word, meaning in ENDS.items()) + "."
    yield "The others are the system's own: EPERM is seccomp's, EACCES Landlock's, ENOENT says that nothing is there."
    yield from ("", *harm(), "", "### By odd files, and by what is shown", "", *files(), "")
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
