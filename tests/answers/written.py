"""Questions, and submissions that answer them."""

from __future__ import annotations

import base64
import functools
import json
import struct
import zlib
from typing import Any

from graders.answers import taken
from graders.intake.tree import Reader, Tree, is_picture, is_report
from graders.lab import Question
from graders.model import Answer

CURVES = Question("curves", "Curves", "Plot the loss of each epoch.\n\nWhat does its shape tell you?", 2, figures=1)
MOMENTUM = Question("momentum", "Momentum on or off", "Train with momentum 0.9 and with 0. What differs?", 2)
OTHERS = Question("hyper_parameters", "The other hyper-parameters", "Which learning rate is best, and why?", 2)
QUESTIONS = (CURVES, MOMENTUM, OTHERS)


def png(size: int = 0, side: int = 4) -> bytes:
    """A picture of ``side`` by ``side`` pixels; of at least ``size`` bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(side) for _ in range(side)) if side < 1000 else b"")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"tEXt", b"k\0" + bytes(size))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


JPEG = b"\xff\xd8\xff\xe0" + bytes(20)


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def tree(files: dict[str, bytes | str], only: str | None = None, others: tuple[str, ...] = ()) -> Tree:
    """A submission of these files."""
    readers: dict[str, Reader] = {
        path: functools.partial(bytes, content if isinstance(content, bytes) else content.encode())
        for path, content in files.items()
    }
    writing = {path: reader for path, reader in readers.items() if is_report(path) or is_picture(path)}
    code = {path: reader for path, reader in readers.items() if path not in writing}
    return Tree("ada", code, others, only=only, writing=writing)


def markdown(*source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": list(source), **more}


def code(source: str = "plot()", *pictures: bytes, kind: str = "image/png") -> dict[str, Any]:
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": {kind: in_base64(each), "text/plain": "<Figure>"}}
        for each in pictures
    ]
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs, "execution_count": None}


def notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False)


def answers(files: dict[str, bytes | str], **more: Any) -> dict[str, Answer]:
    """What is found in ``files`` for each of the three questions."""
    return {answer.question: answer for answer in taken(QUESTIONS, tree(files, **more))}
