"""Is called, or calls its files, so that what is written about it lands elsewhere.

The files of reports are named by the grader: what is plain of a name is kept, and a digest tells two of them apart.
"""
# row: 88
# defence: I, O
# keeps: yes
# naive: fooled


def hand_in(called):
    (folder / called).mkdir()
    (folder / called / "work.py").write_text(work)


# --- the folder above

hand_in("...work")
name = "../" * 20 + FOLDER.lstrip("/") + "/evil"

# --- a path from the root

hand_in("eve")
name = FOLDER + "/evil"

# --- a path of Windows

hand_in("..\\..\\eve")
name = "..\\..\\eve"

# --- dots alone

hand_in("...")
name = ".."

# --- nothing at all

hand_in(" ")
name = ""

# --- an end in its midst

hand_in("eve")
name = "eve\0.html"

# --- options of a command

hand_in("-rf")
name = "--out=evil"

# --- words of a shell

hand_in("$(id);`id`|id&'\"*?~")
name = "$(id);`id`|id > /etc/passwd"

# --- two lines

hand_in("eve\nadam\r\t")
name = "eve\nadam\r\t"

# --- control characters and directions

hand_in("eve\x1b[2J\x07\u202elmth.\u2066")
name = "eve\x1b[2J\x07\u202elmth.\u2066"

# --- a device of Windows

hand_in("CON")
name = "CON"

# --- an end that Windows cuts off

hand_in("eve. . .")
name = "eve. . ."

# --- no letters of any encoding

import os

os.mkdir(os.fsencode(folder) + b"/eve\xff\xfe\x80")
with open(os.fsencode(folder) + b"/eve\xff\xfe\x80/work.py", "w") as file:
    file.write(work)
name = os.fsdecode(b"eve\xff\xfe\x80")

# --- 4,000 letters

(folder / ("e" * 255)).mkdir()
(folder / ("e" * 255) / "work.py").write_text(work)
name = "e" * 4000

# --- 85 letters of three bytes, and a file of as many

(folder / ("\u5b66" * 85)).mkdir()
(folder / ("\u5b66" * 85) / ("\u751f" * 84 + ".py")).write_text(work)
name = "\u5b66" * 4000
folder = folder / ("\u5b66" * 85)

# --- letters of four bytes

(folder / ("\U00020000" * 63)).mkdir()
(folder / ("\U00020000" * 63) / "work.py").write_text(work)
name = "\U00020000" * 200

# --- names of reports

hand_in("report.html")
name = "index.html"

# --- a zip of that name

import zipfile

with zipfile.ZipFile(folder / "..;$(id)\n\u202e.zip", "w") as made:
    made.writestr("work.py", work)
name = "..;$(id)\n\u202e"
