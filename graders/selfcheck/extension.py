"""``labproof``, the module that ``check.pyz`` is entered by: as a program, as ``%load_ext labproof``, and by pytest.

Python keeps no compiled modules of an archive: at each start it would compile them all again. So ``enter`` keeps a
second archive that holds them compiled, in ``__pycache__`` beside the first one, as Python does for a folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import marshal
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

ENTRANCES = ("__main__.py", "labproof.py")
"""What stays with the first archive alone: who comes again, as ``%reload_ext`` does, comes in by it again."""

UNCHECKED = (1).to_bytes(4, "little") + bytes(8)
"""Says in a compiled module that its source is not asked: the whole archive is compared, once."""


def load_ipython_extension(shell: Any) -> None:
    """Called by ``%load_ext labproof``, once ``check.pyz`` is on the path."""
    enter()
    from graders.selfcheck import magic

    magic.load_ipython_extension(shell)


def enter() -> None:
    """Have the modules imported from here on come compiled, if they are kept; else from their sources, as they would.

    Where nothing can be kept, as in a folder that is for reading only, all works as well, and starts more slowly.
    """
    with contextlib.suppress(OSError, NotImplementedError):  # the latter where Python keeps no compiled modules at all
        sys.path.insert(0, str(compiled(Path(__file__).resolve().parent)))


def compiled(archive: Path) -> Path:
    """The archive with all modules compiled for the Python that runs; made if there is none yet, or of another one.

    Raises OSError where it is not there and can't be.
    """
    kept = Path(importlib.util.cache_from_source(str(archive))).with_suffix(".zip")
    content = archive.read_bytes()
    mark = hashlib.sha256(importlib.util.MAGIC_NUMBER + content).hexdigest().encode()
    if not _is_kept(kept, mark, archive):
        if sys.dont_write_bytecode:
            raise PermissionError("this Python is told to keep nothing")
        kept.parent.mkdir(parents=True, exist_ok=True)
        _write(kept, _translated(content, mark, archive))
    return kept


def _is_kept(kept: Path, mark: bytes, archive: Path) -> bool:
    """Whether it is there, whole and of this archive, and made by whoever runs it or owns the archive."""
    if not kept.exists():
        return False
    owners = {archive.stat().st_uid, os.getuid() if sys.platform != "win32" else 0}
    return kept.stat().st_uid in owners and kept.read_bytes().endswith(mark)


def _translated(content: bytes, mark: bytes, archive: Path) -> bytes:
    """An archive's content with compiled modules in place of their sources; it ends with the ``mark``."""
    translated = io.BytesIO()
    deflated = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(translated, "w", deflated) as written:
        for name in [each for each in read.namelist() if each not in ENTRANCES]:
            part = read.read(name)
            if name.endswith(".py"):
                code = compile(part, f"{archive}/{name}", "exec", dont_inherit=True)
                written.writestr(f"{name}c", importlib.util.MAGIC_NUMBER + UNCHECKED + marshal.dumps(code))
            else:
                written.writestr(name, part)
        written.comment = mark
    return translated.getvalue()


def _write(place: Path, content: bytes) -> None:
    """All at once: another process may be reading it, or writing the same."""
    unfinished = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
