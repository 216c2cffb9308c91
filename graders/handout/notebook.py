"""A lab's starter as a notebook: the statement's sections as text, each function in a cell of its own.

The format is version 4.5 of https://nbformat.readthedocs.io/en/latest/format_description.html.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode, v4

from graders.answers import PLACEHOLDER
from graders.lab import Lab, Question

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

HEADING = re.compile(r"(#+) ")
NAMED = re.compile(r"`(?:\w+\.)?([^\W\d]\w*)(?:\(|`)")
"""A function in a heading of a statement: `softmax(z)`, `net.train(X)`, `softmax`."""

SETUP = "The checks come with the handout, in `check.pyz`; it has to lie beside this notebook. Run this cell first."
CHECK = "This checks what is defined so far, and shows the report. Run it as often as you like."
LOAD = 'import sys; sys.path.insert(0, "check.pyz")\n%load_ext labproof'


@dataclass(frozen=True)
class Section:
    """A heading of a statement with the text below it, up to the next heading. Level 0 stands above all headings."""

    level: int
    heading: str
    text: str


@dataclass(frozen=True)
class Part:
    """A function or class of a starter: its source, and the names of its methods."""

    name: str
    source: str
    methods: frozenset[str]


def notebook(lab: Lab, statement: str, starters: Mapping[str, str]) -> str:
    """The starters (file → source) as one notebook, with what the Markdown ``statement`` says of each function.

    A text in JSON, the same bytes for the same input.
    """
    given: dict[str, None] = {}
    parts: list[Part] = []
    for source in starters.values():
        given |= dict.fromkeys(_given(source))
        parts += _parts(source)
    introduction, about = _divided(_sections(statement), parts)
    cells = [v4.new_markdown_cell(introduction)] if introduction else []
    if given:
        cells.append(v4.new_code_cell("\n".join(given)))
    cells += [v4.new_markdown_cell(SETUP), v4.new_code_cell(LOAD)]
    for part in parts:
        if part.name in about:
            cells.append(v4.new_markdown_cell(about[part.name]))
        cells.append(v4.new_code_cell(part.source))
    cells += [v4.new_markdown_cell(CHECK), v4.new_code_cell(f"%check {lab.name}")]
    cells += [v4.new_markdown_cell(question(each)) for each in lab.questions.values()]
    return _written(cells)


def question(asked: Question) -> str:
    """A question that wants words, with the place for them, in Markdown."""
    return f"## {asked.title}\n\n{asked.text}\n\n{PLACEHOLDER}"


def _written(cells: list[NotebookNode]) -> str:
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"
    whole = v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(whole)
    return f"{nbformat.writes(whole)}\n"


# ---------------------------------------------------------------------------------------------- the starters


def _given(source: str) -> Iterator[str]:
    """The imports and the constants of a starter, statement by statement."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign):
            yield _lines(source, node.lineno, node.end_lineno)


def _parts(source: str) -> Iterator[Part]:
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            begin = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            inner = node.body if isinstance(node, ast.ClassDef) else []
            methods = frozenset(each.name for each in inner if isinstance(each, ast.FunctionDef))
            yield Part(node.name, _lines(source, begin, node.end_lineno), methods)


def _lines(source: str, first: int, last: int | None) -> str:
    return "\n".join(source.split("\n")[first - 1 : last])


# --------------------------------------------------------------------------------------------- the statement


def _sections(statement: str) -> list[Section]:
    found = [Section(0, "", "")]
    fenced = False
    for line in statement.splitlines():
        fenced ^= line.startswith(("```", "~~~"))
        heading = None if fenced else HEADING.match(line)
        if heading is not None:
            found.append(Section(len(heading[1]), line, line))
        else:
            found[-1] = Section(found[-1].level, found[-1].heading, f"{found[-1].text}\n{line}")
    return found


def _divided(sections: list[Section], parts: list[Part]) -> tuple[str, dict[str, str]]:
    """What the statement says before it comes to the first function, and what it says of each, by name.

    What stands between two functions, as the heading of a group, belongs to the second one. What comes after the last
    one is left to the statement. One that names no function in its headings is an introduction as a whole.
    """
    introduction: list[str] = []
    about: dict[str, list[str]] = {}
    between: list[str] = []
    name, level = "", 0
    for section in sections:
        named = _named(section, parts)
        if named:
            name, level = named, section.level
            about.setdefault(name, []).extend([*between, section.text])
            between = []
        elif not about:
            introduction.append(section.text)
        elif section.level >= level and not between:
            about[name].append(section.text)
        else:
            between.append(section.text)
    return _joined(introduction), {name: _joined(texts) for name, texts in about.items()}


def _named(section: Section, parts: list[Part]) -> str:
    """The function or class that a heading names, by itself or by a method that no other class has; "" for none."""
    for name in NAMED.findall(section.heading):
        for found in ([part for part in parts if part.name == name], [part for part in parts if name in part.methods]):
            if len(found) == 1:
                return found[0].name
    return ""


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())
