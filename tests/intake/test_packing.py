"""Zips that are made to fill the grader's memory: no more is unpacked than a file may have."""

import io
import random
import struct
import zipfile
import zlib

import pytest

from graders.errors import CannotGrade
from graders.intake import archive
from graders.intake.tree import Tree, Unreadable
from tests.fuzz import within

PACKINGS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
NAMES = ["stored", "deflated", "bzip2", "lzma"]


def zipped(content: bytes, packing: int, name: str = "toy.py") -> bytearray:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as opened:
        opened.writestr(name, content)
    return bytearray(made.getvalue())


def saying(content: bytearray, size: int) -> bytes:
    """A zip of one member that says in both of its headers that it has another size."""
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", content, content.find(signature) + place, size)
    return bytes(content)


def read(content: bytes) -> Tree:
    return archive.tree("homework.zip", io.BytesIO(content))


@pytest.mark.parametrize("packing", PACKINGS, ids=NAMES)
@pytest.mark.parametrize("size", [0, 1, 1000, archive.BLOCK - 1, archive.BLOCK, archive.BLOCK + 1, 1 << 20])
def test_whichever_way_it_is_packed_it_is_read(packing: int, size: int) -> None:
    numbers = b"".join(b"x%d = 1\n" % (n * 7919 % 1_000_003) for n in range(size // 8))[:size].ljust(size)
    for content in (random.Random(0).randbytes(size), numbers):
        assert read(bytes(zipped(content, packing))).content("toy.py") == content


@pytest.mark.parametrize("packing", PACKINGS[1:], ids=NAMES[1:])
def test_a_bomb_that_says_it_is_small_is_unpacked_as_far_as_it_says(packing: int) -> None:
    bomb = saying(zipped(bytes(40 << 20), packing), 100)
    with within(8 << 20):
        tree = read(bomb)
        with pytest.raises(Unreadable, match=r"toy\.py is damaged in the zip"):
            tree.content("toy.py")


def test_a_dictionary_of_four_gigabytes_is_not_set_aside() -> None:
    content = zipped(b"x = 1\n" * 100, zipfile.ZIP_LZMA)
    at = content.index(struct.pack("<H", 5), 30 + len("toy.py"))  # the length of LZMA's own header
    struct.pack_into("<L", content, at + 3, 0xFFFFFFFF)
    with within(8 << 20):
        assert read(bytes(content)).content("toy.py") == b"x = 1\n" * 100


def test_a_list_of_contents_is_measured_wherever_it_may_be_looked_for() -> None:
    """The larger form may be told in two places: some versions of Python believe the one, and some the other."""
    content = bytes(zipped(b"x = 1\n", zipfile.ZIP_DEFLATED))
    at = content.rfind(b"PK\x05\x06")
    length, start = struct.unpack_from("<LL", content, at + 12)

    def record(said: int) -> bytes:
        return struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, said, start)

    for first, second in ((length, 1 << 40), (1 << 40, length)):
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
        end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        with within(8 << 20), pytest.raises(CannotGrade, match="lists more files than a submission has"):
            read(content[:at] + record(first) + record(second) + locator + end)


def test_a_name_without_end_is_left_out_and_the_rest_is_read() -> None:
    """To bring accents by the thousand into order takes the square of their number."""
    made = io.BytesIO()
    accents = "\u0301\u0316" * 15_000
    with zipfile.ZipFile(made, "w") as opened:
        for number in range(40):
            opened.writestr(f"a{accents}{number}.py", b"")
        opened.writestr("toy.py", b"x = 1\n")
    tree = read(made.getvalue())
    assert list(tree.files) == ["toy.py"]
    assert tree.problems[0].endswith("has a name of 30,005 characters; it is left out.")


def test_a_file_whose_sum_is_wrong_is_damaged() -> None:
    content = zipped(b"x = 1\n", zipfile.ZIP_STORED)
    struct.pack_into("<L", content, content.rfind(b"PK\x01\x02") + 16, zlib.crc32(b"x = 2\n"))
    with pytest.raises(Unreadable, match=r"damaged in the zip \(Bad CRC-32\)"):
        read(bytes(content)).content("toy.py")
