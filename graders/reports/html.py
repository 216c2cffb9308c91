"""A result as one page that stands alone: no script, nothing loaded from anywhere, safe to open and to mail.

Whatever a submission printed or is called reaches the page through two doors that no expression of the template can
go around: ``legible`` (Jinja's ``finalize``) and HTML escaping (``autoescape``). The page's own policy then forbids
every script, every address and every style but the one it was written with.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
import os
import sys
from pathlib import Path
from typing import Any, cast

import jinja2
from markupsafe import Markup

from graders.model import Result, Verdict
from graders.reports import drawing, facts, wording
from graders.reports.legible import legible
from graders.score import score


def render(result: Result) -> str:
    """The page that shows ``result``."""
    return _template().render(result=result, score=score(result))


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(_source),
        auto_reload=False,
        bytecode_cache=_compiled(),
    )
    style = _source("report.css")
    environment.globals.update(
        Verdict=Verdict,
        drawing=drawing,
        facts=facts,
        wording=wording,
        style=Markup(style),  # it ships with the program
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )
    environment.filters["spans"] = _spans
    return environment.get_template("report.html.j2")


def _compiled() -> jinja2.BytecodeCache | None:
    """Templates compiled by earlier runs, kept where Python keeps its compiled modules; None where it may keep none.

    Compiling takes longer than all else that a report costs. What was compiled holds for this version of this module
    (it sets the options) and of Jinja2.
    """
    folder = Path(__file__).parent / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    maker = hashlib.sha256(Path(__file__).read_bytes() + jinja2.__version__.encode()).hexdigest()
    return jinja2.FileSystemBytecodeCache(str(folder), f"{maker[:16]}.%s.jinja")


def _source(name: str) -> str:
    """A file of ``templates/``, which lies beside this package: in a folder, or in the archive that is being run."""
    package = cast(Path, importlib.resources.files("graders"))
    return (package.parent / "templates" / name).read_text(encoding="utf-8")


def _finalize(value: Any) -> Any:
    return legible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _spans(text: str) -> list[tuple[bool, str]]:
    """The pieces of a sentence, each with whether it stands between backticks and is code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner
        return [(False, text)]
    return [(bool(i % 2), piece) for i, piece in enumerate(pieces) if piece]
