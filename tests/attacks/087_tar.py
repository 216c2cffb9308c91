"""Hands in a tar, whose members may be links and have names that lead out.

No tar is read, whatever it is called.
"""
# row: 87
# defence: I
# naive: fooled

# --- a tar
# says: homework\.tar is none of what a submission can be: a folder, a \.py file, a notebook or a \.zip

import io
import tarfile

with tarfile.open(folder / "homework.tar", "w") as made:
    for name in ("work.py", "../" * 20 + FOLDER.lstrip("/") + "/evil.py"):
        member = tarfile.TarInfo(name)
        member.size = len(work.encode())
        made.addfile(member, io.BytesIO(work.encode()))

# --- a packed tar
# says: homework\.tar\.gz is none of what a submission can be

import io
import tarfile

with tarfile.open(folder / "homework.tar.gz", "w:gz") as made:
    for name in ("work.py", FOLDER + "/evil.py"):
        member = tarfile.TarInfo(name)
        member.size = len(work.encode())
        made.addfile(member, io.BytesIO(work.encode()))

# --- a tar that is called a zip
# says: homework\.zip is a tar archive and no zip; hand it in again as a \.zip or as a folder

import io
import tarfile

with tarfile.open(folder / "homework.zip", "w") as made:
    for name in ("work.py", "../" * 20 + FOLDER.lstrip("/") + "/evil.py"):
        member = tarfile.TarInfo(name)
        member.size = len(work.encode())
        made.addfile(member, io.BytesIO(work.encode()))

# --- a packed tar that is called a zip
# says: homework\.zip is a (gzip|bzip2) archive and no zip

import io
import tarfile

with tarfile.open(folder / "homework.zip", "w:bz2") as made:
    member = tarfile.TarInfo(FOLDER + "/evil.py")
    member.size = len(work.encode())
    made.addfile(member, io.BytesIO(work.encode()))

# --- a tar that is called Python
# says: work\.py is not valid Python [0-9.]+: .*null bytes

import io
import tarfile

with tarfile.open(folder / "work.py", "w") as made:
    member = tarfile.TarInfo(FOLDER + "/evil.py")
    member.size = len(work.encode())
    made.addfile(member, io.BytesIO(work.encode()))

# --- a link out of it, and a file behind the link
# says: is a tar archive and no zip

import io
import tarfile

with tarfile.open(folder / "homework.zip", "w") as made:
    link = tarfile.TarInfo("tools")
    link.type, link.linkname = tarfile.SYMTYPE, FOLDER
    made.addfile(link)
    member = tarfile.TarInfo("tools/evil.py")
    member.size = len(work.encode())
    made.addfile(member, io.BytesIO(work.encode()))

# --- a tar beside the work
# keeps: yes

import io
import tarfile

(folder / "work.py").write_text(work)
with tarfile.open(folder / "more.tar", "w") as made:
    member = tarfile.TarInfo(FOLDER + "/evil.py")
    member.size = len(work.encode())
    made.addfile(member, io.BytesIO(work.encode()))

# --- a tar in a zip
# keeps: yes

import io
import tarfile
import zipfile

packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w") as made:
    member = tarfile.TarInfo(FOLDER + "/evil.py")
    member.size = len(work.encode())
    made.addfile(member, io.BytesIO(work.encode()))
with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    made.writestr("more.tar", packed.getvalue())

# --- a zip and a tar at once
# says: homework\.zip is a tar archive and no zip

import io
import tarfile
import zipfile

inner = io.BytesIO()
with zipfile.ZipFile(inner, "w") as made:
    made.writestr("work.py", work)
with tarfile.open(folder / "homework.zip", "w") as made:
    link = tarfile.TarInfo("tools")
    link.type, link.linkname = tarfile.SYMTYPE, FOLDER
    made.addfile(link)
    for name, content in {"tools/evil.py": b"", "last.bin": inner.getvalue()}.items():
        member = tarfile.TarInfo(name)
        member.size = len(content)
        made.addfile(member, io.BytesIO(content))
