"""The tables of a gradebook.

::

    labproof_settings    the format of these tables, the class's seed, where the class lies, the policy,
                         the marks for written answers
    labproof_students    who is in the class
    labproof_hand_ins    what the platform tells of their work, one row for each student and lab; ``told`` is NULL for
                         those who handed in nothing
    labproof_grades      what the grader found, one row for each student and lab
    labproof_proposals   the same, of a regrade that nobody has taken yet

Results are the JSON of ``docs/result.md``, compressed with zlib. Format history. 1: the first.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

FORMAT = 1

_UNWRITABLE = re.compile("[\\\\\0\ud800-\udfff]")
_WRITTEN = re.compile(r"\\u([0-9a-f]{4})")


class AnyText(TypeDecorator[str]):
    """Text of any kind. Names of files may hold what databases refuse: NUL and halves of surrogate pairs."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """As it is written to the database."""
        return value if value is None else _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)

    def process_result_value(self, value: Any | None, dialect: Any) -> str | None:
        """As it was."""
        return value if value is None else _WRITTEN.sub(lambda found: chr(int(found[1], 16)), value)


metadata = MetaData()

settings = Table(
    "labproof_settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", AnyText, nullable=False),
)

students = Table(
    "labproof_students",
    metadata,
    Column("key", AnyText, primary_key=True),
    Column("told", AnyText, nullable=False),
)

hand_ins = Table(
    "labproof_hand_ins",
    metadata,
    Column("student", AnyText, primary_key=True),
    Column("lab", AnyText, primary_key=True),
    Column("told", AnyText),
)


def _grades(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("student", AnyText, primary_key=True),
        Column("lab", AnyText, primary_key=True),
        Column("status", Text, nullable=False),
        Column("reason", AnyText),
        Column("fingerprint", AnyText, nullable=False),
        Column("result", LargeBinary),
    )


grades = _grades("labproof_grades")
proposals = _grades("labproof_proposals")
