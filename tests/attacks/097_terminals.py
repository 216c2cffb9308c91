"""Writes characters that move the cursor, give a terminal commands, or turn the reading around.

Whatever is shown goes through ``legible``: control characters, directions and what nobody sees become visible.
"""
# row: 97
# defence: O
# naive: fooled

# --- in what it prints
# keeps: yes
# says: \\x1b\]0;

(folder / "work.py").write_text(work + r"""
for text in ["\x1b[2J\x1b[H", "\x1b]0;a title\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1b]8;;http://127.0.0.1\x1b\\click\x1b]8;;\x1b\\", "\x1b[1;1H\x1b[K6 of 6 points",
             "\x9b2J\x9d0;x\x9c", "\x07\x08\x08\x08\x7f", "\x1bP$q\"p\x1b\\", "\x1b[6n\x1b[c", "\x1b[?1049h", "\x0e\x0f", "\x1b#8", "\x1bc", "\x1b[8m", "\x1b[3J",
             "a\rb", "\x0b\x0c\x85", "\x1b[38;5;1mred\x1b[0m", "\x1b_Gf=100;AAAA\x1b\\", "\x1b^x\x1b\\", "\x1b[200~ls\n\x1b[201~"]:
    print(text)
""")

# --- in an exception's text
# says: \\x1b\[2J.*\\u202e

(folder / "work.py").write_text(work + r"""
def softmax(z):
    raise ValueError("\x1b[2J\x9b\x07\b\x7f\r6 of 6 points\u202eevil\u2066\u200b\ufeff\u00ad\U000e0041")
""")

# --- in names
# says: \\x1b\[2J

(folder / "work.py").write_text(work + r"""
def innermost():
    raise type("\x1b[2J\u202e", (Exception,), {})("x")
innermost.__code__ = innermost.__code__.replace(co_name="\x1b]0;x\x07\u202e")
def softmax(z):
    innermost()
""")

# --- in the source
# says: \\u202e

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("x") #\u202e \u2066 } evil { \u2069 \u200b\x1b[2J\x08
""")

# --- in the names of files
# keeps: yes
# says: \\x1b\[2J\\u202e\.py was looked at instead

(folder / "notes.txt").write_text("see there")
(folder / "\x1b[2J\u202e.py").write_text(work)

# --- in the names of folders
# keeps: yes
# says: The folder \\x1b\]0;x\\x07\n holds such files too

(folder / "work.py").write_text(work)
(folder / "\x1b]0;x\x07\n").mkdir()
(folder / "\x1b]0;x\x07\n" / "work.py").write_text(work)

# --- in the name of what can't be graded
# says: \\x1b\]0;x\\x07

(folder / "\x1b]0;x\x07\u202e\n.tar").write_text(work)

# --- in the student's name
# keeps: yes

(folder / "work.py").write_text(work)
name = "eve\x1b]0;x\x07\x1b[2J\u202e\u2066\u200b\x9b\r\n\ud800"

# --- half of a character
# keeps: yes
# naive: fooled

(folder / "work.py").write_text(work + r"""
print("\ud800 \udcff \ufffe")
""")
name = "eve\udcff\ud83d"

# --- towers of accents
# keeps: yes
# naive: not fooled, because they are neither controls nor directions

(folder / "work.py").write_text(work + """
print("e" + "\\u0300\\u0301\\u0302\\u0316\\u0317" * 400)
""")
name = "e" + "\u0300\u0301\u0302\u0316\u0317" * 5
