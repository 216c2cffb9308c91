"""Is called, or calls its files, so that what is written about it lands elsewhere.

The files of reports are named by the grader: what is plain of a name is kept, and a digest tells two of them apart.
"""
# row: 88
# defence: I, O
# keeps: yes
# naive: fooled

# --- the folder above

(folder / "...work").mkdir()
(folder / "...work" / "work.py").write_text(work)
name = "../" * 20 + FOLDER.lstrip("/") + "/evil"

# --- a path from the root

(folder / "eve").mkdir()
(folder / "eve" / "work.py").write_text(work)
name = FOLDER + "/evil"

# --- a path of Windows

(folder / "..\\..\\eve").mkdir()
(folder / "..\\..\\eve" / "work.py").write_text(work)
name = "..\\..\\eve"

# --- dots alone

(folder / "...").mkdir()
(folder / "..." / "work.py").write_text(work)
name = ".."

# --- nothing at all

(folder / " ").mkdir()
(folder / " " / "work.py").write_text(work)
name = ""

# --- an end in its midst

(folder / "eve").mkdir()
(folder / "eve" / "work.py").write_text(work)
name = "eve\0.html"

# --- options of a command

(folder / "-rf").mkdir()
(folder / "-rf" / "work.py").write_text(work)
name = "--out=evil"

# --- words of a shell

(folder / "$(id);`id`|id&'\"*?~").mkdir()
(folder / "$(id);`id`|id&'\"*?~" / "work.py").write_text(work)
name = "$(id);`id`|id > /etc/passwd"

# --- two lines

(folder / "eve\nadam\r\t").mkdir()
(folder / "eve\nadam\r\t" / "work.py").write_text(work)
name = "eve\nadam\r\t"

# --- control characters and directions

(folder / "eve\x1b[2J\x07\u202elmth.\u2066").mkdir()
(folder / "eve\x1b[2J\x07\u202elmth.\u2066" / "work.py").write_text(work)
name = "eve\x1b[2J\x07\u202elmth.\u2066"

# --- a device of Windows

(folder / "CON").mkdir()
(folder / "CON" / "work.py").write_text(work)
name = "CON"

# --- an end that Windows cuts off

(folder / "eve. . .").mkdir()
(folder / "eve. . ." / "work.py").write_text(work)
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

(folder / "report.html").mkdir()
(folder / "report.html" / "work.py").write_text(work)
name = "index.html"

# --- a zip of that name

import zipfile

with zipfile.ZipFile(folder / "..;$(id)\n\u202e.zip", "w") as made:
    made.writestr("work.py", work)
name = "..;$(id)\n\u202e"
