"""MNIST from the four files that a user has: 70,000 grey images of handwritten digits, 28 × 28 pixels.

Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits, 1998. The project does not ship it;
where it is not given, ``graders.data.digits`` stands in.

The files are in the IDX format: two zero bytes, 8 for unsigned bytes, the number of dimensions, then the length of each
in four bytes, the largest first, then the values. They may be compressed with gzip, and are found as
``train-images-idx3-ubyte`` and as ``train-images.idx3-ubyte``, with and without ``.gz``. Nothing of them is trusted:
what the headers promise is held to a limit and to each other before anything of that size is allocated.
"""

from __future__ import annotations

import contextlib
import gzip
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from graders.errors import UsageError

CLASSES = 10
LIMIT = 1 << 28
"""Bytes that an unpacked file may have; MNIST's largest has 47 million."""

KINDS = {"images": 3, "labels": 1}
ZIPPED = b"\x1f\x8b"


class Split(NamedTuple):
    """Images (N, rows, columns), uint8 from 0 (paper) to 255 (ink), and their labels y (N,), int64 from 0 to 9."""

    images: np.ndarray
    y: np.ndarray

    @property
    def X(self) -> np.ndarray:
        """The images as rows of float64 between 0 and 1: (N, rows · columns)."""
        return self.images.reshape(len(self.images), -1) / 255.0


class Mnist(NamedTuple):
    """The three parts, each in the order of its file."""

    train: Split
    validation: Split
    test: Split


def load(folder: Path) -> Mnist:
    """Read the four files in ``folder``.

    Of the training file the first 11 in 12 images are for training, the others for validation: 55,000 and 5,000 of
    MNIST's 60,000. Raises UsageError, in one sentence, where a file is missing, damaged, or does not fit the others.
    """
    known, test = _part(folder, "train"), _part(folder, "t10k")
    if known.images.shape[1:] != test.images.shape[1:]:
        here, there = (" × ".join(map(str, part.images.shape[1:])) for part in (known, test))
        raise UsageError(
            f"{folder} holds training images of {here} pixels and test images of {there}; use one data set"
        )
    middle = len(known.y) * 11 // 12
    if not middle:
        raise UsageError(f"{folder} holds {len(known.y)} training image; at least 2 are needed, MNIST has 60,000")
    first, last = slice(None, middle), slice(middle, None)
    return Mnist(Split(known.images[first], known.y[first]), Split(known.images[last], known.y[last]), test)


def _part(folder: Path, name: str) -> Split:
    with contextlib.ExitStack() as stack:
        images, labels = (
            stack.enter_context(_opened(_found(folder, name, kind), dimensions)) for kind, dimensions in KINDS.items()
        )
        if images.shape[0] != labels.shape[0]:
            raise UsageError(
                f"{images.path} holds {images.shape[0]:,} images and {labels.path.name} {labels.shape[0]:,} labels; "
                "take both from one download"
            )
        split = Split(images.values(), labels.values().astype(np.int64))
        if split.y.max() >= CLASSES:
            raise UsageError(f"{labels.path} holds the label {split.y.max()}; the digits of MNIST go from 0 to 9")
        return split


def _found(folder: Path, name: str, kind: str) -> Path:
    spellings = [f"{name}-{kind}{sign}idx{KINDS[kind]}-ubyte{end}" for end in ("", ".gz") for sign in ("-", ".")]
    for spelling in spellings:
        if (folder / spelling).is_file():
            return folder / spelling
    raise UsageError(f"{folder} holds no {spellings[0]}, with or without .gz; it should hold the four files of MNIST")


@dataclass(frozen=True)
class _Idx:
    """An open IDX file after its header."""

    path: Path
    stream: IO[bytes]
    shape: tuple[int, ...]

    def values(self) -> np.ndarray:
        """The bytes that the header promises, no more and no fewer."""
        promised = math.prod(self.shape)
        content = _read(self.path, self.stream, promised + 1)
        if len(content) != promised:
            held = f"{len(content):,}" if len(content) < promised else "more"
            raise UsageError(f"{self.path} promises {promised:,} values and holds {held}; download it again")
        return np.frombuffer(content, dtype=np.uint8).reshape(self.shape)


@contextlib.contextmanager
def _opened(path: Path, dimensions: int) -> Iterator[_Idx]:
    """The file with its header read; closed afterwards."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path} can't be read ({error.strerror}); give it to the user who runs this") from None
    with file:
        zipped = file.read(2) == ZIPPED
        file.seek(0)
        stream: IO[bytes] = gzip.GzipFile(fileobj=file) if zipped else file  # type: ignore[assignment]
        header = _read(path, stream, 4 + 4 * dimensions)
        magic = bytes([0, 0, 8, dimensions])
        if header[:4] != magic:
            raise UsageError(
                f"{path} begins with {header[:4].hex(' ') or 'nothing'}, an IDX file of this kind with "
                f"{magic.hex(' ')}; is it another file under this name?"
            )
        if len(header) < 4 + 4 * dimensions:
            raise UsageError(f"{path} ends within its header; download it again")
        shape = tuple(int(length) for length in np.frombuffer(header, dtype=">u4", offset=4))
        promised = math.prod(shape)
        if not 0 < promised <= LIMIT:
            raise UsageError(f"{path} promises {promised:,} values, where 1 to {LIMIT:,} are read; download it again")
        held = path.stat().st_size - len(header)
        if not zipped and held != promised:
            raise UsageError(f"{path} promises {promised:,} values and holds {held:,}; download it again")
        yield _Idx(path, stream, shape)


def _read(path: Path, stream: IO[bytes], size: int) -> bytes:
    """Up to ``size`` bytes, however many there are to unpack."""
    try:
        return stream.read(size)
    except EOFError:
        raise UsageError(f"{path} ends in the middle of its compressed data; download it again") from None
    except (OSError, zlib.error) as error:
        raise UsageError(f"{path} is damaged ({error}); download it again") from None
