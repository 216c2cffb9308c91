"""A submission's script as the notebook that its author could have handed in: one cell for each thing it defines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

SCRIPT, NOTEBOOK = "network.py", "network.ipynb"

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def notebook(folder: Path) -> NotebookNode:
    """The script of a submission as a notebook: a title, its imports, then its definitions as they follow each other.

    A docstring becomes text below the title. A script that is no Python is one cell, since nobody can tell where
    another would begin.
    """
    source = (folder / SCRIPT).read_text(encoding="utf-8")
    try:
        tree = ast.parse(source)
    except SyntaxError:
        text, cells = None, [source]
    else:
        text, cells = ast.get_docstring(tree), list(_cells(source, tree))
    title = f"# {folder.name}"
    written = [nbformat.v4.new_markdown_cell(title if text is None else f"{title}\n\n{text}")]
    written += [nbformat.v4.new_code_cell(cell.strip("\n")) for cell in cells]
    for number, cell in enumerate(written):
        cell["id"] = f"cell-{number}"  # random ones would make two notebooks of one script differ
    return nbformat.v4.new_notebook(cells=written, metadata=KERNEL)


def submit(folder: Path, place: Path) -> None:
    """Write a submission to the folder ``place`` as a notebook; the files beside its script lie beside it."""
    place.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(folder), place / NOTEBOOK)
    for path in folder.glob("*.py"):
        if path.name != SCRIPT:
            (place / path.name).write_bytes(path.read_bytes())


def _cells(source: str, tree: ast.Module) -> Iterator[str]:
    """The text of each group of statements, with the comments above it."""
    lines, begun, cell, last = source.splitlines(keepends=True), 0, "", ""
    for node in tree.body:
        text, begun = "".join(lines[begun : node.end_lineno]), node.end_lineno or 0
        if node is tree.body[0] and ast.get_docstring(tree) is not None:
            continue  # the text below the title
        group = _group(node)
        if cell and (group != last or group == "definition"):
            yield cell
            cell = ""
        cell, last = cell + text, group
    yield cell + "".join(lines[begun:])


def _group(node: ast.stmt) -> str:
    """Statements of one group share a cell, but for definitions, which have one each."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "import"
    return "definition" if isinstance(node, ast.FunctionDef | ast.ClassDef) else "statement"
