"""Notebooks: the code cells, and nothing else of them."""

import contextlib
import json
import sys
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders.intake.notebook import cells
from graders.intake.tree import FILE_LIMIT, Unreadable

FOUR = nbformat.v4


def written(*made: Any, **more: Any) -> bytes:
    return nbformat.writes(FOUR.new_notebook(cells=list(made), **more)).encode()


def reason(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        cells("x.ipynb", content)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_code_cells_are_read_in_order_and_the_rest_is_not() -> None:
    picture = FOUR.new_output("display_data", data={"image/png": "A" * 100_000, "text/html": "<script>"})
    content = written(
        FOUR.new_markdown_cell("# Homework\n```\nx = 0\n```"),
        FOUR.new_code_cell("x = 1\ny = '汉字'", outputs=[picture]),
        FOUR.new_raw_cell("raw"),
        FOUR.new_code_cell(""),
        FOUR.new_code_cell("z = 2"),
    )
    assert cells("x.ipynb", content) == ("x = 1\ny = '汉字'".encode(), b"", b"z = 2")


def test_sources_as_lists_of_lines_and_a_byte_order_mark_are_read() -> None:
    raw = {"cells": [{"cell_type": "code", "source": ["x = 1\n", "y = 2"]}], "nbformat": 4, "nbformat_minor": 5}
    assert cells("x.ipynb", b"\xef\xbb\xbf" + json.dumps(raw).encode()) == (b"x = 1\ny = 2",)


def test_notebooks_of_before_2015_are_read() -> None:
    code = {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": [], "language": "python", "metadata": {}}
    text = {"cell_type": "markdown", "source": ["hello"], "metadata": {}}
    heading = {"cell_type": "heading", "level": 1, "source": ["Homework"], "metadata": {}}
    sheet = {"cells": [heading, text, code]}
    raw = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]}
    assert cells("x.ipynb", json.dumps(raw).encode()) == (b"x = 1\ny = 2",)


def test_what_is_odd_outside_the_code_is_nobodys_business() -> None:
    cell = '{"cell_type": "code", "outputs": [{"data": NaN}, Infinity], "source": "x = \'\\ud83d\'"}'
    content = f'{{"cells": [{cell}, {{"cell_type": "code"}}], "metadata": 3, "nbformat": 4, "nbformat_minor": 0}}'
    assert cells("x.ipynb", content.encode()) == (b"x = '?'", b"")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "x.ipynb is empty."),
        (b"{", "is no notebook"),
        (b"[]", "is no notebook"),
        (b"7", "is no notebook"),
        (b'"cells"', "is no notebook"),
        (b'{"cells": 3, "nbformat": 4}', "is no notebook"),
        (b'{"cells": [3], "nbformat": 4, "nbformat_minor": 0}', "has no code cells"),
        (b'{"cells": [{"cell_type": "markdown", "source": "x"}], "nbformat": 4}', "has no code cells"),
        (b'{"cells": [], "nbformat": 99}', "is no notebook"),
        (b'{"worksheets": [3]}', "is no notebook"),
        (b'{"cells": NaN}', "is no notebook"),
        (b"[" + b"1," * 4_000_000, "holds more values than can be read"),
        (b"9" * 5000, "is no notebook"),
        (b"[" * 200_000, "nested too deep"),
        (b"\xff\xfe{}", "is not UTF-8 text"),
        (b"<html>404</html>", "is no notebook"),
    ],
)
def test_what_is_no_notebook_is_told_in_a_sentence(content: bytes, words: str) -> None:
    assert words in reason(content)


def test_more_code_than_a_file_may_have_is_refused() -> None:
    assert "has more code than" in reason(written(FOUR.new_code_cell("#" * (FILE_LIMIT + 1))))
    assert "has 2,001 code cells" in reason(written(*(FOUR.new_code_cell("x") for _ in range(2001))))


# What is read as JSON is what nbformat reads

text = st.text(max_size=30)
sources = text | st.lists(text, max_size=4)
code_cells = st.fixed_dictionaries(
    {"cell_type": st.just("code"), "source": sources},
    optional={
        "metadata": st.dictionaries(text, text, max_size=2),
        "outputs": st.lists(st.fixed_dictionaries({"output_type": st.just("stream"), "text": text}), max_size=2),
        "execution_count": st.none() | st.integers(0, 99),
        "id": text,
    },
)
other_cells = st.fixed_dictionaries({"cell_type": st.sampled_from(["markdown", "raw"]), "source": sources})
notebooks = st.fixed_dictionaries(
    {
        "cells": st.lists(code_cells | other_cells, max_size=6),
        "nbformat": st.just(4),
        "nbformat_minor": st.integers(0, 5),
    },
    optional={"metadata": st.dictionaries(text, text, max_size=2)},
)


@settings(deadline=None)  # the first one imports nbformat
@given(notebooks)
def test_a_notebook_is_read_as_nbformat_reads_it(made: dict[str, Any]) -> None:
    content = json.dumps(made).encode()
    theirs = nbformat.convert(nbformat.from_dict(json.loads(content)), 4)["cells"]
    code = [cell["source"] for cell in theirs if cell["cell_type"] == "code"]
    expected = tuple("".join(source).encode("utf-8", "replace") for source in code)
    if expected:
        assert cells("x.ipynb", content) == expected
    else:
        assert reason(content) == "x.ipynb has no code cells."


@pytest.fixture
def _without_nbformat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbformat", None)


@pytest.mark.usefixtures("_without_nbformat")
def test_a_notebook_of_today_needs_no_package_to_be_read() -> None:
    raw = {"cells": [{"cell_type": "code", "source": ["x = 1\n", "y = 2"]}], "nbformat": 4, "nbformat_minor": 5}
    assert cells("x.ipynb", json.dumps(raw).encode()) == (b"x = 1\ny = 2",)
    assert "is no notebook" in reason(b'{"cells": [], "nbformat": "four"}'.replace(b"[]", b"7"))


@pytest.mark.usefixtures("_without_nbformat")
def test_an_older_notebook_says_what_to_do_where_the_package_is_missing() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1"]}]}
    old = json.dumps({"nbformat": 3, "worksheets": [sheet]}).encode()
    assert reason(old) == "x.ipynb has an older format than Jupyter writes; open it there and save it again."


def test_the_tag_skip_becomes_the_mark_that_the_loader_knows() -> None:
    tags = [["hide", " SKIP "], "skip", [["skip"]], 3, [], ["skipped"]]
    made = [{"cell_type": "code", "source": "x = 1", "metadata": {"tags": each}} for each in tags]
    content = json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5}).encode()
    assert cells("x.ipynb", content) == (b"# skip\nx = 1", *[b"x = 1"] * 5)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "worksheets", "nbformat", "nbformat_minor", "cell_type", "source", "metadata"]),
            inner | st.sampled_from([3, 4, "code"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)  # the first one imports nbformat
@given(json_values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    with contextlib.suppress(Unreadable):  # anything else would be the grader's own failure
        assert all(type(cell) is bytes for cell in cells("x.ipynb", json.dumps(value).encode()))
