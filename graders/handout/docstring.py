"""Docstrings of a reference as a starter has them: without derivations, and with a word to the student."""

from __future__ import annotations

import re
import textwrap
from typing import TypeAlias

import libcst as cst
from libcst import matchers as m

INVITATION = """\
Fill in the functions and methods below: write each in the place of its last line. The statement, which lies beside this
file, says what each of them is asked to do."""

DERIVATION = re.compile(r"[ \t]*Derivation(?:::?)?[ \t]*")
"""The line of a reference's docstring from which on it is for readers of the textbook alone."""

EXAMPLE = re.compile(r"[ \t]*>>>")
Statement: TypeAlias = "cst.SimpleStatementLine | cst.BaseCompoundStatement"


def invited(statement: Statement | None) -> cst.SimpleStatementLine:
    """The module's docstring, in which the second paragraph tells the student what to do."""
    quoted = (text_of(statement) if statement is not None else "") or '""""""'
    prefix, quote, text = _unquoted(quoted)
    first, *others = text.strip().split("\n\n", 1)
    told = "\n\n".join([*([first] if first else []), INVITATION, *others])
    return written(f"{prefix}{quote}{told}\n{quote}", "")


def written(quoted: str, indent: str) -> cst.SimpleStatementLine:
    """A docstring as it stands in a source, without its derivation, as a formatter would leave it."""
    prefix, quote, text = _unquoted(quoted)
    first, *others = text.split("\n")
    lines = [first, *textwrap.dedent("\n".join(others)).split("\n")]
    begin = next((i for i, line in enumerate(lines) if DERIVATION.fullmatch(line)), len(lines))
    end = next((i for i in range(begin, len(lines)) if EXAMPLE.match(lines[i])), len(lines))
    first, *others = [*lines[:begin], *lines[end:]]
    rest = textwrap.indent(textwrap.dedent("\n".join(others)), indent).rstrip()
    whole = f"{first}\n{rest}\n{indent}" if rest else first.rstrip()
    return cst.SimpleStatementLine([cst.Expr(cst.SimpleString(f"{prefix}{quote}{whole}{quote}"))])


def _unquoted(quoted: str) -> tuple[str, str, str]:
    """Of a text as it stands in a source: its prefix, its quotes, and what is between them."""
    found = re.fullmatch(r"([A-Za-z]*)(\"\"\"|'''|\"|')(.*)\2", quoted, re.DOTALL)
    assert found is not None
    return found[1], found[2], found[3]


def text_of(statement: Statement) -> str | None:
    """A statement that is nothing but a text, as it stands in the source; None for any other."""
    found = m.extract(statement, m.SimpleStatementLine(body=[m.Expr(m.SaveMatchedNode(m.SimpleString(), "text"))]))
    text = found["text"] if found is not None else None
    return text.value if isinstance(text, cst.SimpleString) else None
