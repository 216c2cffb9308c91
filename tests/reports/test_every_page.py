"""Every page of a report and of a class's: the same elements whatever anybody is called, prints, raises or writes."""

import functools
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given, settings

from graders.reports import html
from graders.reports.legible import MARKS
from graders.selfcheck.magic import FRAME
from tests.reports import hostile
from tests.reports.test_html import PAYLOADS
from tests.reports.texts import ANY, STEERING, highest_stack, steering

ADDRESSES = re.compile(
    r"#[\w=&%.-]*|(?:\.\./)?(?:(?:checks|students)/)?[\w-]+\.html(?:#discrimination)?|data:[\w/;+=,]*"
)
"""What a link or a picture of a report may lead to: a place of the page, a page of the report, its own bytes."""

OURS = ("class", "id", "role", "scope", "dir", "translate", "type", "name", "content", "rel", "charset", "http-equiv")
"""Attributes that hold nothing of anybody's."""


def shape(element: Element, depth: int = 0) -> Iterator[str]:
    """A line for each element and its attributes, in their order; code in a sentence is none, and no text is."""
    ours = {name: element.get(name) if name in OURS else "…" for name in sorted(element.attrib)}
    yield f"{depth} {element.tag} {ours}"
    for each in element:
        if each.tag != "code" or each.get("class"):
            yield from shape(each, depth + 1)


def changed(harmless: list[list[str]], trees: list[Element]) -> list[tuple[str, str]]:
    """The first lines of pages that are others than they were."""
    pairs = [zip_longest(before, shape(tree)) for before, tree in zip(harmless, trees, strict=True)]
    found = (next((pair for pair in pages if pair[0] != pair[1]), None) for pages in pairs)
    return [pair for pair in found if pair is not None]


def read(pages: list[Path]) -> list[Element]:
    """The trees of pages, without their style sheets and scripts, which are not looked at and take long to read."""
    texts = (
        re.sub(r"(<(style|script)>).*?(</\2>)", r"\1\3", page.read_text("utf-8"), flags=re.DOTALL) for page in pages
    )
    return [html5lib.parse(text, namespaceHTMLElements=False) for text in texts]


def written(said: str) -> list[Element]:
    with TemporaryDirectory() as folder:
        return read(hostile.write(Path(folder), said))


@functools.cache
def harmless() -> list[list[str]]:
    return [list(shape(each)) for each in written("harmless")]


def seen(tree: Element) -> str:
    """All that a reader may be shown: text, and what stands in attributes."""
    return "".join(tree.itertext()) + "\n".join(value for each in tree.iter() for value in each.attrib.values())


def demand_unchanged(said: str) -> None:
    trees = written(said)
    assert changed(harmless(), trees) == []
    for tree in trees:
        assert steering(seen(tree)) == []
        assert highest_stack(seen(tree)) <= MARKS
        addresses = [
            each.get(name) for each in tree.iter() for name in ("href", "src", "action") if name in each.attrib
        ]
        assert [address for address in addresses if not ADDRESSES.fullmatch(address)] == []


@pytest.mark.parametrize(
    "texts",
    [PAYLOADS, STEERING, pytest.param(["a\n" * 5_000, "x" * 10_000], marks=pytest.mark.slow)],
    ids=["markup", "steering", "long"],
)
def test_no_text_of_bad_intentions_changes_the_elements_of_any_page_or_steers_its_reader(texts):
    demand_unchanged("".join(texts))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(ANY)
def test_no_text_at_all_changes_the_elements_of_any_page_or_steers_its_reader(said):
    demand_unchanged(said)


@settings(max_examples=12, deadline=None)
@given(ANY)
@example('"></iframe><script>alert(1)</script>{page}{0}%s')
def test_below_a_cell_of_a_notebook_the_page_stays_in_its_frame(said):
    from html import escape

    page = html.render(hostile.result(said))
    tree = html5lib.parseFragment(FRAME.format(page=escape(page, quote=True)), namespaceHTMLElements=False)
    (frame,) = tree.iter("iframe")
    assert [each.tag for each in tree.iter()] == ["DOCUMENT_FRAGMENT", "iframe"]
    assert frame.get("srcdoc") == page
