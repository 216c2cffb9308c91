"""What somebody gave who was asked for a CSV file and gave something packed."""

from __future__ import annotations

START = (b"PK\x03\x04", b"PK\x05\x06")

WORKBOOKS = (b"xl/workbook.", b"application/vnd.oasis.opendocument.spreadsheet")
"""What stands unpacked in a workbook of Excel (ECMA-376) or LibreOffice, which are zips."""


def said(content: bytes) -> str | None:
    """What it is and what to do about it, for the end of a sentence; None where it is not packed."""
    if not content.startswith(START):
        return None
    if any(mark in content for mark in WORKBOOKS):
        return "is a workbook of a spreadsheet program such as Excel; save it as CSV"
    return "is a zip and no CSV file; give the CSV file as it was downloaded"
