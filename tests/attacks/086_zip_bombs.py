"""Hands in a few bytes that become gigabytes when they are unpacked.

A member is unpacked block by block, no further than its limit and than its header says; what has been unpacked counts
for all members together; nothing packed in a member is unpacked again.
"""
# row: 86
# defence: I
# naive: fooled

# --- as the work
# says: work\.py has 10,485,760 bytes; a file of code may have 1,048,576

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", b"#" * (10 << 20))

# --- beside the work
# keeps: yes
# says: bomb\.py has 10,485,760 bytes

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", work)
    made.writestr("bomb.py", b"#" * (10 << 20))

# --- in files that are each as large as one may be
# keeps: yes
# says: bomb[0-9]+\.py is left out: the files of a submission may have 8,388,608 bytes together

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", work)
    for number in range(12):
        made.writestr(f"bomb{number}.py", b"#" * (1 << 20))

# --- in a notebook
# says: work\.ipynb is compressed [0-9]{3,} times; no code is

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.ipynb", b"[" * (30 << 20))

# --- in data and pictures
# keeps: yes

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", work)
    made.writestr("weights.npy", b"\0" * (10 << 20))
    made.writestr("report.md", "![a](a.png)\n![b](b.png)\n")
    made.writestr("a.png", b"\0" * (10 << 20))

# --- behind a size that is not true
# keeps: yes
# says: bomb\.py is damaged in the zip

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", work)
    made.writestr("bomb.py", b"#" * (10 << 20))
content = (folder / "homework.zip").read_bytes()
(folder / "homework.zip").write_bytes(content.replace(struct.pack("<L", 10 << 20), struct.pack("<L", 100)))

# --- behind a size that is not true, in bzip2
# keeps: yes
# says: bomb\.py is damaged in the zip

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_BZIP2) as made:
    made.writestr("work.py", work)
    made.writestr("bomb.py", b"#" * (10 << 20))
content = (folder / "homework.zip").read_bytes()
(folder / "homework.zip").write_bytes(content.replace(struct.pack("<L", 10 << 20), struct.pack("<L", 100)))

# --- behind a size that is not true, in LZMA
# keeps: yes
# says: bomb\.py is damaged in the zip

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_LZMA) as made:
    made.writestr("work.py", work)
    made.writestr("bomb.py", b"#" * (10 << 20))
content = (folder / "homework.zip").read_bytes()
(folder / "homework.zip").write_bytes(content.replace(struct.pack("<L", 10 << 20), struct.pack("<L", 100)))

# --- behind the largest sizes that there are
# keeps: yes
# says: bomb\.py has 9,223,372,036,854,775,807 bytes
# naive: not fooled, because zipfile finds less than is told

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", work)
    made.writestr("bomb.py", b"#" * 1000)
content = bytearray((folder / "homework.zip").read_bytes())
at = content.rfind(b"PK\x01\x02")
end = content.rfind(b"PK\x05\x06")
name = at + 46 + len("bomb.py")
extra = struct.pack("<HHQ", 1, 8, (1 << 63) - 1)
struct.pack_into("<L", content, at + 24, 0xFFFFFFFF)
struct.pack_into("<H", content, at + 30, len(extra))
struct.pack_into("<L", content, end + 12, struct.unpack_from("<L", content, end + 12)[0] + len(extra))
content[name:name] = extra
(folder / "homework.zip").write_bytes(content)

# --- in files that lie upon each other
# says: its files overlap, so none of them is read
# naive: not fooled, because zipfile refuses it since CVE-2024-0450

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", work)
    made.writestr("a.py", b"#" * (1 << 20))
content = (folder / "homework.zip").read_bytes()
start, end = content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
listed = content[start:end] * 100
tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 100, 100, len(listed), start, 0)
(folder / "homework.zip").write_bytes(content[:start] + listed + tail)

# --- in files that lie upon each other, and say that they have no bytes
# keeps: yes
# says: a\.py is in the zip twice; the first one counts
# naive: not fooled, because zipfile finds less than is told

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED) as made:
    made.writestr("work.py", work)
    made.writestr("a.py", b"#" * (1 << 20))
content = (folder / "homework.zip").read_bytes()
first, last, end = content.find(b"PK\x01\x02"), content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
entry = bytearray(content[last:end])
struct.pack_into("<L", entry, 20, 0)
listed = content[first:last] + bytes(entry) * 100
tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 101, 101, len(listed), first, 0)
(folder / "homework.zip").write_bytes(content[:first] + listed + tail)

# --- in zips in zips
# keeps: yes

import io
import zipfile

inner = b"#" * (1 << 20)
for level in range(4):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(8):
            made.writestr(f"work{number}.{'zip' if level else 'py'}", inner)
    inner = packed.getvalue()
with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("more.zip", inner)

# --- in zips in a folder
# keeps: yes
# says: Of 9 zips only the first 3 were read

import zipfile

(folder / "work.py").write_text(work)
for number in range(9):
    with zipfile.ZipFile(folder / f"more{number}.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb.py", b"#" * (2 << 20))

# --- in a list of a hundred thousand names
# slow: yes
# says: lists more files than a submission has

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
content = (folder / "homework.zip").read_bytes()
start, end = content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
listed = b"".join(content[start:end].replace(b"work.py", b"%07d" % n) for n in range(100_000))
tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(listed), start, 0)
(folder / "homework.zip").write_bytes(content[:start] + listed + tail)

# --- in a list of as many names as are read
# slow: yes
# says: its files overlap, so none of them is read

import struct
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
content = (folder / "homework.zip").read_bytes()
start, end = content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
listed = b"".join(content[start:end].replace(b"work.py", b"%07d" % n) for n in range(75_000))
tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(listed), start, 0)
(folder / "homework.zip").write_bytes(content[:start] + listed + tail)

# --- in a notebook that is packed no closer than code is
# slow: yes
# keeps: yes

import json
import random
import zipfile

block = random.Random(0).randbytes(40_000).hex()  # longer than deflate looks back
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "source": work, "outputs": [
        {"output_type": "stream", "name": "stdout", "text": block * 750}]}]}
with zipfile.ZipFile(folder / "homework.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
    made.writestr("work.ipynb", json.dumps(book))

# --- without any packing
# says: work\.py has 10,485,760 bytes

(folder / "work.py").write_bytes(b"#" * (10 << 20))
