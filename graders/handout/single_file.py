"""``check.pyz``: a lab's public checks with their recording, and all that runs them, in one file.

It holds no body of the reference, no hidden check, and of the engine what these checks use. Jinja2 and MarkupSafe come
along from this installation, as pure Python and with their licences.
"""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType

import jinja2
import markupsafe

import graders
from graders.cassette import Cassette
from graders.data import digits
from graders.handout.belongings import absolute, needed
from graders.handout.public import public
from graders.handout.starter import bodiless
from graders.lab import Lab

ROOT = Path(graders.__file__).parents[1]
PACKAGE = "assignments"
"""What the folder of the labs is called in the file, whatever it is called here."""

CHECKS = "graders.checks"
BEGINNINGS = ["graders.selfcheck.command", "graders.selfcheck.magic", "graders.pytest_plugin"]
NEVER = ("graders.single",)
"""Modules that are imported only where the reference is."""

PAGE = "report.html.j2"
STYLE = "report.css"
VENDORED: tuple[ModuleType, ...] = (jinja2, markupsafe)
MOMENT = (1980, 1, 1, 0, 0, 0)
"""When each part of the file was made, as far as it tells: the same handout has the same bytes."""

TEMPLATE = re.compile(r'"([\w.]+\.j2)"')


def single_file(lab: Lab, folder: Path, cassette: Cassette) -> bytes:
    """The bytes of ``check.pyz`` for ``lab``, which lies in ``folder``."""
    content = dict(_parts(lab, folder, cassette))
    archive = io.BytesIO()
    archive.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name, text in sorted(content.items()):
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, text)
    return archive.getvalue()


def _parts(lab: Lab, folder: Path, cassette: Cassette) -> Iterator[tuple[str, bytes]]:
    """Every file in it, by its path."""
    modules = needed([f"{PACKAGE}.{lab.name}.lab", *BEGINNINGS], Sources(lab, folder, cassette).source)
    packages = {parent for name in modules for parent in _parents(name)}
    for name in packages - modules.keys():
        yield f"{name.replace('.', '/')}/__init__.py", b""
    for name, text in modules.items():
        ending = "/__init__.py" if name in packages else ".py"
        yield name.replace(".", "/") + ending, text.encode()
    for name in modules:
        data = ROOT / f"{name.replace('.', '/')}.npz"
        if data.exists():
            yield f"{name.replace('.', '/')}.npz", _data(name, data)
    selfcheck = ROOT / "graders" / "selfcheck"
    yield "__main__.py", (selfcheck / "__main__.py").read_bytes()
    yield "labproof.py", (selfcheck / "extension.py").read_bytes()
    yield "LICENSE", (ROOT / "LICENSE").read_bytes()
    yield "lab.json", json.dumps({"lab": lab.name, "version": graders.__version__}).encode()
    yield "cassette", cassette.to_bytes()
    yield "bands.json", _bands(folder / "bands.json", cassette)
    for file, path in lab.provided.items():
        yield f"provided/{file}", path.read_bytes()
    for name in (*_templates(PAGE), STYLE):
        yield f"templates/{name}", (ROOT / "templates" / name).read_bytes()
    for package in VENDORED:
        yield from _vendored(package)


class Sources:
    """Where the source of each module comes from: the engine as it is, the lab and its reference with less in them."""

    def __init__(self, lab: Lab, folder: Path, cassette: Cassette) -> None:
        self.folder = folder
        self.reference = lab.reference
        self.lab_module = f"{PACKAGE}.{lab.name}.lab"
        left_out = [name for name in lab.checks if name not in cassette.asked]
        self.lab_source = public((folder / "lab.py").read_text(encoding="utf-8"), left_out)
        self.names = _imported_names(self.lab_source, self.lab_module)

    def source(self, name: str) -> str | None:
        """The source of a module of the project's, as a student gets it; None where there is none of that name."""
        if name == self.lab_module:
            return self.lab_source
        if name in NEVER:
            return None
        top, _, rest = name.partition(".")
        textbook = Path(str(self.reference.__file__))
        if name == self.reference.__name__:
            path: Path | None = textbook
        elif name.startswith(self.lab_module.removesuffix("lab")):
            path = _file(self.folder / Path(*rest.split(".")[1:]))
        elif top in ("graders", self.reference.__name__.partition(".")[0]):
            path = _file(ROOT / Path(*name.split(".")))
        else:
            return None
        if path is None:
            return None
        text = path.read_text(encoding="utf-8")
        if path.resolve() == textbook.resolve() or top not in ("graders", PACKAGE):
            return bodiless(text)
        if name in self.names and (top == PACKAGE or name == CHECKS):
            return public(text, (), self.names[name])
        return text


def _imported_names(source: str, name: str) -> dict[str, set[str]]:
    """What a module imports from which other one, by their full names."""
    names: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names.setdefault(absolute(node, name), set()).update(alias.name for alias in node.names)
    return names


def _file(path: Path) -> Path | None:
    return next((each for each in (path / "__init__.py", path.with_suffix(".py")) if each.is_file()), None)


def _parents(name: str) -> Iterator[str]:
    """The packages that a module lies in."""
    while name := name.rpartition(".")[0]:
        yield name


def _data(name: str, path: Path) -> bytes:
    """A file of data; of the digits without those that only the course's grading uses."""
    return digits.public() if name == digits.__name__ else path.read_bytes()


def _bands(path: Path, cassette: Cassette) -> bytes:
    """The curves of the checks that are in the file."""
    bands = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return json.dumps({check: curves for check, curves in bands.items() if check in cassette.asked}).encode()


def _templates(name: str) -> list[str]:
    """A template and those that it uses."""
    names = [name]
    for each in names:
        text = (ROOT / "templates" / each).read_text(encoding="utf-8")
        names += [other for other in TEMPLATE.findall(text) if other not in names]
    return names


def _vendored(package: ModuleType) -> Iterator[tuple[str, bytes]]:
    """An installed package's modules of Python, and its licence."""
    folder = Path(str(package.__file__)).parent
    for path in sorted(folder.rglob("*.py")):
        yield f"{package.__name__}/{path.relative_to(folder).as_posix()}", path.read_bytes()
    for licence in metadata.files(package.__name__) or ():
        if "licenses" in licence.parts:
            yield f"{package.__name__}/{licence.name}", licence.read_binary()
