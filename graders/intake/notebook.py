"""The code cells of a notebook. Outputs, metadata and attachments are dropped before anything looks at them."""

from __future__ import annotations

import json
import warnings
from typing import Any

from graders.intake.tree import FILE_LIMIT, Unreadable

CELLS_LIMIT = 2000
VALUES_LIMIT = 3_000_000


def cells(path: str, content: bytes) -> tuple[bytes, ...]:
    """The source of each code cell, in order. Raises Unreadable with one sentence where it is no notebook."""
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
        sources = _sources(raw)
    except Exception:  # nbformat has many words for a notebook that is none
        raise Unreadable(f"{path} is no notebook that can be read; open it in Jupyter and save it again.") from None
    if not sources:
        raise Unreadable(f"{path} has no code cells.")
    if len(sources) > CELLS_LIMIT:
        raise Unreadable(f"{path} has {len(sources):,} code cells; a notebook may have {CELLS_LIMIT:,}.")
    if sum(map(len, sources)) > FILE_LIMIT:
        raise Unreadable(f"{path} has more code than the {FILE_LIMIT:,} bytes that a file of code may have.")
    return tuple(sources)


def _sources(raw: Any) -> list[bytes]:
    import nbformat  # takes a tenth of a second: only where there is a notebook

    # The code cells alone, without what they gave: the rest may be large, or broken, and is never looked at.
    sheets = raw.get("worksheets", [raw])
    for sheet in sheets:
        code = [cell for cell in sheet["cells"] if isinstance(cell, dict) and cell.get("cell_type") == "code"]
        sheet["cells"] = [{**cell, "outputs": [], "metadata": {}, "attachments": {}} for cell in code]
    raw["metadata"] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells without an id, as every older Jupyter wrote them
        notebook = nbformat.convert(nbformat.from_dict(raw), 4)  # type: ignore[no-untyped-call]
    return [_text(cell.get("source", "")).encode("utf-8", "replace") for cell in notebook["cells"]]


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)
