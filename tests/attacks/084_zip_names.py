"""Hands in a zip whose names lead out of it, or stand for two files at once.

Nothing is unpacked to disk: members are read in memory by their names, and a name that leads out, comes twice or is
none is left out with a sentence.
"""
# row: 84
# defence: I
# keeps: yes
# naive: fooled

import zipfile


def zipped(*names):
    with zipfile.ZipFile(folder / "homework.zip", "w") as made:
        made.writestr("work.py", work)
        for name in names:
            made.writestr(name, "raise SystemExit")


def respelled(before, after, times=-1):
    content = (folder / "homework.zip").read_bytes()
    (folder / "homework.zip").write_bytes(content.replace(before, after, times))


# --- the folder above
# says: \.\./.*evil\.py has a name that leads out of the zip; it is left out

zipped("../" * 20 + FOLDER.lstrip("/") + "/evil.py")

# --- the folder above, in the way of Windows
# says: leads out of the zip

zipped("..\\" * 20 + FOLDER.lstrip("/").replace("/", "\\") + "\\evil.py")

# --- in the midst of a path
# says: tools/\.\./\.\./.* has a name that leads out of the zip

zipped("tools/" + "../" * 20 + FOLDER.lstrip("/") + "/evil.py")

# --- from the root

zipped(FOLDER + "/evil.py")

# --- from a drive
# naive: not fooled, because only Windows has drives

zipped("C:\\Users\\Public\\evil.py", "D:evil.py")

# --- from another machine

zipped("\\" + FOLDER.replace("/", "\\") + "\\evil.py")

# --- a folder of the grader's own

zipped(FOLDER + "/sitecustomize.py", "graders/__init__.py", "usercustomize.py")

# --- a name that ends in its midst
# says: work\.py has a name that leads out of the zip

zipped("work.py#.txt")
respelled(b"work.py#.txt", b"work.py\0.txt")

# --- twice
# says: work\.py is in the zip twice; the first one counts

import warnings

with warnings.catch_warnings(), zipfile.ZipFile(folder / "homework.zip", "w") as made:
    warnings.simplefilter("ignore")
    made.writestr("work.py", work)
    made.writestr("work.py", "raise SystemExit")

# --- twice, in small and in large letters
# says: WORK\.PY is in the zip twice; the first one counts
# naive: not fooled, because this file system tells them apart

zipped("WORK.PY", "Work.py")

# --- twice, with an accent written in two ways
# says: is in the zip twice; the first one counts
# naive: not fooled, because this file system tells them apart

zipped("caf\u00e9.py", "cafe\u0301.py")

# --- one by way of this very folder

zipped("./work.py", ".//work.py")

# --- one name in the list of contents, and another before the bytes
# says: other\.py is damaged in the zip

zipped("other.py")
respelled(b"other.py", b"../ev.py", 1)

# --- another name beside the first one
# naive: not fooled, because zipfile passes it over before Python 3.14

import struct
import zlib

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    member = zipfile.ZipInfo("other.py")
    other = b"../../evil.py"
    field = struct.pack("<BL", 1, zlib.crc32(b"other.py")) + other  # APPNOTE.TXT 4.6.9: what Info-ZIP takes for it
    member.extra = struct.pack("<HH", 0x7075, len(field)) + field
    made.writestr(member, "")

# --- a file where a folder is

zipped("tools.py", "tools.py/inner.py", "work.py/")

# --- read from right to left
# says: \\u202eyp\.krow

zipped("../\u202eyp.krow\u202c.py")

# --- as options of a command and words of a shell

zipped("-rf.py", "--help.py", "$(id).py", "`id`.py", "a;id.py", "a|id.py", "a\nb.py", "a\rb.py", "%s%n.py", "~.py")

# --- as devices of Windows
# naive: not fooled, because only Windows has such names

zipped("CON.py", "nul.py", "AUX", "COM1.py", "LPT9.py", "work.py:hidden.py", "work.py.", "work.py ")

# --- of 60,000 characters
# says: has a name of 60,003 characters

zipped("a" * 60_000 + ".py")

# --- of a thousand folders
# says: a/evil\.py lies too deep in folders[^$]*has a name of 6,007 characters

zipped("a/" * 30 + "evil.py", "a/" * 3000 + "evil.py")

# --- in no encoding
# naive: not fooled, because zipfile reads each byte as a letter of the first PCs

zipped("XXXX.py")
respelled(b"XXXX", b"\xff\xfe\x80\xc0")

# --- in an encoding that they are not in
# keeps: no
# says: is no zip that can be read

zipped("\u00e4\u00e4.py")
respelled("\u00e4\u00e4".encode(), b"\xff\xfe\x80\xc0")

# --- for the work itself
# keeps: no
# says: leads out of the zip; it is left out

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("../" * 20 + FOLDER.lstrip("/") + "/work.py", work)
