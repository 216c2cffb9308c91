"""Hands in links, devices and pipes in the place of files.

A member of a zip that says that it is anything but a file is left out; in a folder no link is followed, nothing is
waited for, and what is no regular file is not read.
"""
# row: 85
# defence: I
# naive: fooled

# --- a link in a zip, to a file of the grader's
# keeps: yes
# says: notes\.py is a link or a device; it is left out

import stat
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    link = zipfile.ZipInfo("notes.py")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    made.writestr(link, CANARY)

# --- a link in a zip, and a file that lies behind it
# keeps: yes
# says: tools\.py is a link or a device

import stat
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    link = zipfile.ZipInfo("tools.py")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    made.writestr(link, FOLDER)
    made.writestr("tools.py/evil.py", "raise SystemExit")

# --- a link in a zip, as the work
# says: work\.py is a link or a device

import stat
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    link = zipfile.ZipInfo("work.py")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    made.writestr(link, CANARY)

# --- pipes, sockets and devices in a zip
# keeps: yes
# says: notes1\.py is a link or a device
# naive: not fooled, because it makes links alone

import stat
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    for number, kind in enumerate((stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFCHR, stat.S_IFBLK)):
        odd = zipfile.ZipInfo(f"notes{number}.py")
        odd.create_system, odd.external_attr = 3, (kind | 0o777) << 16
        made.writestr(odd, b"\x01\x03")

# --- a program in a zip that would run as its owner
# keeps: yes
# naive: not fooled, because zipfile sets no modes

import stat
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    file = zipfile.ZipInfo("work.py")
    file.create_system, file.external_attr = 3, (stat.S_IFREG | 0o6777) << 16
    made.writestr(file, work)

# --- a folder that is a file
# says: work\.py is a link or a device|damaged|missing
# naive: not fooled, because it makes a folder

import stat
import zipfile

with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    odd = zipfile.ZipInfo("work.py")
    odd.create_system, odd.external_attr = 3, (stat.S_IFDIR | 0o777) << 16 | 0x10
    made.writestr(odd, work)

# --- links in a folder
# keeps: yes
# says: notes\.py is a link to somewhere else

(folder / "work.py").write_text(work)
(folder / "notes.py").symlink_to(CANARY)
(folder / "closed.py").symlink_to(CLOSED)

# --- a link in a folder, as the work
# says: work\.py is a link to somewhere else; hand in the file itself

(folder / "work.py").symlink_to(CLOSED)
(folder / "notes.txt").write_text("see work.py")

# --- a link in the place of the hand-in
# says: link to somewhere else|is none of what a submission can be

(folder / "work.py").symlink_to(CLOSED)

# --- a zip that is a link
# says: homework\.zip is a link to somewhere else

(folder / "homework.zip").symlink_to(CLOSED)

# --- links to folders, and in circles
# keeps: yes

(folder / "work.py").write_text(work)
(folder / "everything").symlink_to("/")
(folder / "mine").symlink_to(folder)
(folder / "loop.py").symlink_to("loop.py")
(folder / "fds").symlink_to("/proc/self/fd")
(folder / "notes.py").symlink_to(CLOSED)

# --- a link to what the grader has open
# keeps: yes
# says: environment\.py is a link to somewhere else

(folder / "work.py").write_text(work)
for odd in ("environ", "mem", "maps", "fd/0", "cmdline"):
    (folder / f"{odd[:2]}{len(odd)}.py").symlink_to(f"/proc/{GRADER}/{odd}")
(folder / "environment.py").symlink_to(CLOSED)

# --- a pipe that nobody writes to
# keeps: yes
# says: notes\.py is no regular file

import os

(folder / "work.py").write_text(work)
os.mkfifo(folder / "notes.py")

# --- a pipe, as the work
# says: work\.py is no regular file; hand in the file itself

import os

os.mkfifo(folder / "work.py")
(folder / "notes.txt").write_text("see work.py")

# --- a socket
# keeps: yes
# says: notes\.py can't be opened|notes\.py is no regular file

import os
import socket

(folder / "work.py").write_text(work)
here = os.getcwd()
with socket.socket(socket.AF_UNIX) as one:
    os.chdir(folder)  # a socket's whole path may have 107 letters
    one.bind("notes.py")
    os.chdir(here)

# --- a device that never ends
# keeps: yes
# says: notes\.py is no regular file|notes\.py is a link

import os

(folder / "work.py").write_text(work)
try:
    os.mknod(folder / "notes.py", 0o020666, os.makedev(1, 5))  # what /dev/zero is; only root may make one
except OSError:
    (folder / "notes.py").symlink_to("/dev/zero")

# --- a file of nothing, as large as a disk
# keeps: yes
# says: large\.py has 274,877,906,944 bytes; a file of code may have

(folder / "work.py").write_text(work)
with (folder / "large.py").open("wb") as file:
    file.truncate(1 << 38)
