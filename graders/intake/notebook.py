"""The code cells of a notebook. Outputs, metadata and attachments are dropped before anything looks at them.

Format 4 (since 2015) is read as the JSON that it is, https://nbformat.readthedocs.io/en/latest/format_description.html;
an older one is brought to it by nbformat, where that is installed.
"""

from __future__ import annotations

import json
import warnings
from typing import Any

from graders.intake.tree import FILE_LIMIT, Unreadable

CELLS_LIMIT = 2000
VALUES_LIMIT = 1_000_000
"""Commas and brackets: what a notebook becomes in memory grows with them, whatever its bytes are."""
FORMAT = 4

SKIP = "# skip"
"""The first line of a cell that is not to be run; ``graders.sandbox.magics`` knows it."""


def cells(path: str, content: bytes) -> tuple[bytes, ...]:
    """The source of each code cell, in order; that of one with the tag ``skip`` begins with the mark that says so.

    Raises Unreadable with one sentence where it is no notebook.
    """
    if sum(map(content.count, (b"[", b"{", b","))) > VALUES_LIMIT:
        raise Unreadable(f"{path} holds more values than can be read; clear its outputs and save it again.")
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not UTF-8 text; open it in Jupyter and save it again.") from None
    except RecursionError:
        raise Unreadable(f"{path} is nested too deep for a notebook; open it in Jupyter and save it again.") from None
    except ValueError as error:
        reason = f"{path} is no notebook: {error}; open it in Jupyter and save it again."
        raise Unreadable(reason if content.strip() else f"{path} is empty.") from None
    try:
        sources = _sources(path, raw)
    except Unreadable:
        raise
    except Exception:  # nbformat has many words for a notebook that is none
        raise Unreadable(f"{path} is no notebook that can be read; open it in Jupyter and save it again.") from None
    if not sources:
        raise Unreadable(f"{path} has no code cells.")
    if len(sources) > CELLS_LIMIT:
        raise Unreadable(f"{path} has {len(sources):,} code cells; a notebook may have {CELLS_LIMIT:,}.")
    if sum(map(len, sources)) > FILE_LIMIT:
        raise Unreadable(f"{path} has more code than the {FILE_LIMIT:,} bytes that a file of code may have.")
    return tuple(sources)


def _sources(path: str, raw: Any) -> list[bytes]:
    # The code cells alone, without what they gave: the rest may be large, or broken, and is never looked at.
    sheets = raw.get("worksheets", [raw])
    for sheet in sheets:
        sheet["cells"] = [cell for cell in sheet["cells"] if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    cells = raw["cells"] if raw.get("nbformat") == FORMAT else _brought_up_to_date(path, raw, sheets)
    return [_marked(cell).encode("utf-8", "replace") for cell in cells]


def _brought_up_to_date(path: str, raw: dict[str, Any], sheets: list[Any]) -> list[Any]:
    """The code cells of a notebook of an older format."""
    try:
        import nbformat  # takes a tenth of a second: only where there is such a notebook
    except ImportError:
        raise Unreadable(f"{path} has an older format than Jupyter writes; open it there and save it again.") from None
    for sheet in sheets:
        sheet["cells"] = [{**cell, "outputs": [], "metadata": {}, "attachments": {}} for cell in sheet["cells"]]
    raw["metadata"] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells without an id, as every older Jupyter wrote them
        cells: list[Any] = nbformat.convert(nbformat.from_dict(raw), FORMAT)["cells"]
    return cells


def _marked(cell: Any) -> str:
    """The source of a cell, with the mark in front where a tag says the same."""
    source = cell.get("source", "")
    text = "".join(source) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    tagged = isinstance(tags, list) and any(isinstance(tag, str) and tag.strip().lower() == "skip" for tag in tags)
    return f"{SKIP}\n{text}" if tagged else text
