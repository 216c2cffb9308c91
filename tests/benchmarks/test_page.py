"""The tables of a run come into the pages, and nothing else of a page changes."""

from __future__ import annotations

import pytest

from benchmarks import page
from benchmarks.figure import Figure
from benchmarks.floor import Spent
from benchmarks.peers.comparison import Standing

STANDING = Standing(
    "a|b", "1.0", 2, 19, Spent(2.0, 2.0), Spent(3.0, 2.6), 12.0, 1.5, 80.0, {"wrong_exit": ("relu",)}, {}, ()
)
FOUND = {
    "machine": {"cores": 2},
    "figures": [
        Figure("a call", 0.08, "ms", 0.1, ("many times",)).row(),
        STANDING.figure().row(),
        {"name": "torch", "skipped": "torch is missing; install it"},
    ],
}


def test_a_grader_has_a_row_under_the_headings() -> None:
    row = STANDING.figure().standing
    assert len(row) == len(page.COMPARED)
    assert row[:8] == ("a|b 1.0", "two at a time", "3.0", "1.3", "0.16 s", "10.5 s", "80 MiB", "wrong_exit: relu")
    assert r"| a\|b 1.0 | two at a time |" in page.compared(FOUND)


def test_the_whole_page_has_each_figure_its_details_and_what_was_skipped() -> None:
    text = page.whole(FOUND)
    assert "| a call | ≤ 0.10 ms | 0.080 ms | reached |" in text
    assert "- **a call**\n  - many times" in text
    assert "- Not measured: torch: torch is missing; install it" in text


def test_only_what_stands_between_the_comments_is_replaced() -> None:
    before = f"above\n{page.BEGIN}\nold \\1\n{page.END}\nbelow"
    assert page.with_tables(before, r"new \1") == f"above\n{page.BEGIN}\n\nnew \\1\n\n{page.END}\nbelow"
    with pytest.raises(ValueError, match="no place"):
        page.with_tables("a page", "new")


@pytest.mark.parametrize("path", page.PAGES, ids=lambda path: path.name)
def test_the_pages_have_a_place_for_the_tables(path) -> None:
    page.with_tables(path.read_text(encoding="utf-8"), "new")
