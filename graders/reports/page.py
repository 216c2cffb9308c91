"""What all pages are made with: templates that escape whatever they are given, and a page's own style and script.

Whatever a submission printed or is called reaches a page through two doors that no expression of a template can go
around: ``legible`` (Jinja's ``finalize``) and HTML escaping (``autoescape``). The page's own policy then forbids every
address, every style and every script but those that it was written with.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import jinja2
from markupsafe import Markup

from graders.model import Verdict
from graders.register import Status
from graders.reports import drawing, facts, wording
from graders.reports.legible import legible

PIECES = 1_000
"""What a template gives at a time is a few characters; so many of them are put together."""


def template(name: str, styles: Sequence[str] = ("report.css",), script: str | None = None) -> jinja2.Template:
    """The template of that name, for pages with these style sheets and this script, all of them in ``templates/``."""
    style = "".join(map(_source, styles))
    own = {"style": _shipped(style), "style_hash": _digest(style)}
    if script is not None:
        source = _source(script)
        own |= {"script": _shipped(source), "script_hash": _digest(source)}
    return _environment().get_template(name, globals=own)


def streamed(template: jinja2.Template, **given: Any) -> Iterator[str]:
    """The page of a template, piece by piece: one that has a line for each student of a class is long."""
    pieces = template.stream(given)
    pieces.enable_buffering(PIECES)
    return pieces


@functools.cache
def _environment() -> jinja2.Environment:
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
    environment.globals.update(
        Status=Status, Verdict=Verdict, drawing=drawing, facts=facts, wording=wording, script=None
    )
    environment.filters["spans"] = _spans
    return environment


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


@functools.cache
def _source(name: str) -> str:
    """A file of ``templates/``, which lies beside this package: in a folder, or in the archive that is being run."""
    package = cast(Path, importlib.resources.files("graders"))
    return (package.parent / "templates" / name).read_text(encoding="utf-8")


def _shipped(text: str) -> Markup:
    """A style or a script, put into the page as it is: it ships with the program."""
    return Markup(text)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _finalize(value: Any) -> Any:
    return legible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _spans(text: str) -> list[tuple[bool, str]]:
    """The pieces of a sentence, each with whether it stands between backticks and is code."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # a backtick without its partner
        return [(False, text)]
    return [(bool(i % 2), piece) for i, piece in enumerate(pieces) if piece]
