"""The bytes of a zip's member, unpacked piece by piece.

``zipfile`` unpacks bzip2 and LZMA without a bound: 64 KB of the one hold gigabytes, and the size that a header tells is
looked at afterwards. Here no more than that is ever unpacked. The ways of packing, and what stands before LZMA, are
those of PKWARE's APPNOTE.TXT, 4.4.5 and 5.8.8.
"""

from __future__ import annotations

import bz2
import copy
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

BLOCK = 1 << 16

LZMA_START = struct.Struct("<HHBL")
"""A version, the length of what follows; then lc, lp and pb in one byte, and the size of the dictionary."""

SMALLEST_DICTIONARY = 4096


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member in blocks, as many as its header tells.

    Raises BadZipFile, and what zlib, bz2 and lzma raise, where it is damaged.
    """
    left = member.file_size
    checked = 0
    with archive.open(_as_it_lies(member)) as raw:
        unpacker = _unpacker(raw, member)
        packed = b""
        while left:
            packed = packed or (raw.read(BLOCK) if getattr(unpacker, "needs_input", True) else b"")
            block = unpacker.decompress(packed, min(BLOCK, left)) if unpacker else packed[:left]
            if not block and not packed:
                raise zipfile.BadZipFile("it is cut short")
            packed = getattr(unpacker, "unconsumed_tail", b"")  # zlib gives back what it did not need; others keep it
            left -= len(block)
            checked = zlib.crc32(block, checked)
            yield block
    if checked != member.CRC:
        raise zipfile.BadZipFile("Bad CRC-32")


def _as_it_lies(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """The same member as one that is not packed: what ``zipfile`` then gives are the packed bytes."""
    raw = copy.copy(member)
    raw.compress_type = zipfile.ZIP_STORED
    raw.file_size = member.compress_size
    del raw.CRC  # it is that of the unpacked bytes
    return raw


def _unpacker(raw: IO[bytes], member: zipfile.ZipInfo) -> Any:
    """What unpacks a member, whose packed bytes ``raw`` gives from where they begin; None where it is not packed."""
    if member.compress_type == zipfile.ZIP_STORED:
        return None
    if member.compress_type == zipfile.ZIP_DEFLATED:
        return zlib.decompressobj(-zlib.MAX_WBITS)
    if member.compress_type == zipfile.ZIP_BZIP2:
        return bz2.BZ2Decompressor()
    if member.compress_type == zipfile.ZIP_LZMA:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[_lzma(raw.read(LZMA_START.size), member.file_size)])
    raise NotImplementedError("it is packed in a way that is not read here")


def _lzma(start: bytes, size: int) -> dict[str, int]:
    """The filter of LZMA that the bytes before a member of ``size`` bytes describe."""
    if len(start) < LZMA_START.size:
        raise zipfile.BadZipFile("it is cut short")
    _, length, properties, dictionary = LZMA_START.unpack(start)
    if length != LZMA_START.size - 4 or properties >= 9 * 5 * 5:
        raise zipfile.BadZipFile("it is not packed as it says")
    return {
        "id": lzma.FILTER_LZMA1,
        "lc": properties % 9,
        "lp": properties // 9 % 5,
        "pb": properties // 45,
        "dict_size": max(SMALLEST_DICTIONARY, min(dictionary, size)),  # 4 GB can be asked for; this is all it can need
    }
