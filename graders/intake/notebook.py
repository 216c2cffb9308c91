"""The code cells of a notebook. Outputs, metadata and attachments are dropped before anything looks at them."""

from __future__ import annotations

import json
import warnings
from typing import Any

from graders.intake.tree import FILE_LIMIT, Unreadable

CELLS_LIMIT = 2000


def cells(path: str, content: bytes) -> tuple[bytes, ...]:
    """The source of each code cell, in order. Raises Unreadable with one sentence where it is no notebook."""
    try:
        raw = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not UTF-8 text; open it in Jupyter and save it again.") from None
    except RecursionError:
        raise Unreadable(f"{path} is nested too deep for a notebook; open it in Jupyter and save it again.") from None
    except ValueError as error:
        reason = f"{path} is no notebook: {error}; open it in Jupyter and save it again."
        raise Unreadable(reason if content.strip() else f"{path} is empty.") from None
    try:
        sources = _sources(raw)
    except Exception as error:  # nbformat has many words for a notebook that is none
        said = f"{type(error).__name__}: {str(error)[:200]}".replace("\n", " ")
        raise Unreadable(f"{path} is no notebook ({said}); open it in Jupyter and save it again.") from None
    if len(sources) > CELLS_LIMIT or sum(map(len, sources)) > FILE_LIMIT:
        raise Unreadable(f"{path} has more code than the {FILE_LIMIT:,} bytes that a file of code may have.")
    return tuple(sources)


def _sources(raw: Any) -> list[bytes]:
    import nbformat  # takes a quarter of a second: only where there is a notebook

    for cell in _cells_of(raw):
        cell.pop("attachments", None)
        cell["metadata"] = {}
        if cell.get("cell_type") == "code":
            cell["outputs"] = []
    raw["metadata"] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells without an id, as every older Jupyter wrote them
        notebook = nbformat.convert(nbformat.from_dict(raw), 4)  # type: ignore[no-untyped-call]
    return [_text(cell["source"]).encode() for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _cells_of(raw: Any) -> list[Any]:
    """The cells, in the form of today's notebooks or of those of before 2015."""
    found = [*raw.get("cells", ()), *(cell for sheet in raw.get("worksheets", ()) for cell in sheet["cells"])]
    return [cell for cell in found if isinstance(cell, dict)]


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
