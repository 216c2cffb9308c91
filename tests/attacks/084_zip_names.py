"""Hands in a zip whose names lead out of it, or stand for two files at once.

Nothing is unpacked to disk: members are read in memory by their names, and a name that leads out, comes twice or is
none is left out with a sentence.
"""
# row: 84
# defence: I
# keeps: yes
# naive: fooled

# --- the folder above
# says: \.\./.*evil\.py has a name that leads out of the zip; it is left out

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("../" * 20 + FOLDER.lstrip("/") + "/evil.py", "raise SystemExit")

# --- the folder above, in the way of Windows
# says: leads out of the zip

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("..\\" * 20 + FOLDER.lstrip("/").replace("/", "\\") + "\\evil.py", "raise SystemExit")

# --- in the midst of a path
# says: tools/\.\./\.\./.* has a name that leads out of the zip

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("tools/" + "../" * 20 + FOLDER.lstrip("/") + "/evil.py", "raise SystemExit")

# --- from the root

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr(FOLDER + "/evil.py", "raise SystemExit")

# --- from a drive
# naive: not fooled, because only Windows has drives

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("C:\\Users\\Public\\evil.py", "raise SystemExit")
    made.writestr("D:evil.py", "raise SystemExit")

# --- from another machine

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("\\" + FOLDER.replace("/", "\\") + "\\evil.py", "raise SystemExit")

# --- a folder of the grader's own

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr(FOLDER + "/sitecustomize.py", "raise SystemExit")
    made.writestr("graders/__init__.py", "raise SystemExit")
    made.writestr("usercustomize.py", "raise SystemExit")

# --- a name that ends in its midst
# says: work\.py has a name that leads out of the zip

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("work.py#.txt", "raise SystemExit")
content = (folder / "homework.zip").read_bytes()
(folder / "homework.zip").write_bytes(content.replace(b"work.py#.txt", b"work.py\0.txt"))

# --- twice
# says: work\.py is in the zip twice; the first one counts

import warnings
import zipfile

with warnings.catch_warnings(), zipfile.ZipFile(folder / "homework.zip", "w") as made:
    warnings.simplefilter("ignore")
    made.writestr("work.py", work)
    made.writestr("work.py", "raise SystemExit")

# --- twice, in small and in large letters
# says: WORK\.PY is in the zip twice; the first one counts
# naive: not fooled, because this file system tells them apart

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("WORK.PY", "raise SystemExit")
    made.writestr("Work.py", "raise SystemExit")

# --- twice, with an accent written in two ways
# says: is in the zip twice; the first one counts
# naive: not fooled, because this file system tells them apart

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("caf\u00e9.py", "")
    made.writestr("cafe\u0301.py", "raise SystemExit")

# --- one by way of this very folder

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("./work.py", "raise SystemExit")
    made.writestr(".//work.py", "raise SystemExit")

# --- one name in the list of contents, and another before the bytes
# says: other\.py is damaged in the zip

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("other.py", "raise SystemExit")
content = (folder / "homework.zip").read_bytes()
(folder / "homework.zip").write_bytes(content.replace(b"other.py", b"../ev.py", 1))

# --- another name beside the first one
# naive: not fooled, because zipfile passes it over before Python 3.14

import struct
import zipfile
import zlib

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    member = zipfile.ZipInfo("other.py")
    other = b"../../evil.py"
    field = struct.pack("<BL", 1, zlib.crc32(b"other.py")) + other  # APPNOTE.TXT 4.6.9: what Info-ZIP takes for it
    member.extra = struct.pack("<HH", 0x7075, len(field)) + field
    made.writestr(member, "")

# --- a file where a folder is

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("tools.py", "")
    made.writestr("tools.py/inner.py", "")
    made.writestr("work.py/", "")

# --- read from right to left
# says: \\u202eyp\.krow

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("../\u202eyp.krow\u202c.py", "raise SystemExit")

# --- as options of a command and words of a shell

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    for odd in ("-rf.py", "--help.py", "$(id).py", "`id`.py", "a;id.py", "a|id.py", "a\nb.py", "a\rb.py", "%s%n.py", "~.py"):
        made.writestr(odd, "raise SystemExit")

# --- as devices of Windows
# naive: not fooled, because only Windows has such names

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    for odd in ("CON.py", "nul.py", "AUX", "COM1.py", "LPT9.py", "work.py:hidden.py", "work.py.", "work.py "):
        made.writestr(odd, "raise SystemExit")

# --- of 60,000 characters
# says: has a name of 60,003 characters

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("a" * 60_000 + ".py", "raise SystemExit")

# --- of a thousand folders
# says: a/evil\.py lies too deep in folders[^$]*has a name of 6,007 characters

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("a/" * 30 + "evil.py", "raise SystemExit")
    made.writestr("a/" * 3000 + "evil.py", "raise SystemExit")

# --- in no encoding
# naive: not fooled, because zipfile reads each byte as a letter of the first PCs

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("XXXX.py", "raise SystemExit")
content = (folder / "homework.zip").read_bytes()
(folder / "homework.zip").write_bytes(content.replace(b"XXXX", b"\xff\xfe\x80\xc0"))

# --- in an encoding that they are not in
# keeps: no
# says: is no zip that can be read

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("\u00e4\u00e4.py", "raise SystemExit")
content = (folder / "homework.zip").read_bytes()
(folder / "homework.zip").write_bytes(content.replace("\u00e4\u00e4".encode(), b"\xff\xfe\x80\xc0"))

# --- for the work itself
# keeps: no
# says: leads out of the zip; it is left out

import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("../" * 20 + FOLDER.lstrip("/") + "/work.py", work)
