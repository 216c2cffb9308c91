"""Writes formulas, which a spreadsheet program computes where a table is opened.

Before what could be taken for one stands an apostrophe, at each place where a program may begin a cell; the only
numbers in a table are the grader's.
"""
# row: 96
# defence: O
# keeps: yes
# naive: fooled

# --- in the student's name

(folder / "work.py").write_text(work)
name = "=HYPERLINK(\"http://127.0.0.1/?\"&A1,\"click\")"

# --- that starts a program

(folder / "work.py").write_text(work)
name = "=cmd|' /C calc'!A0"

# --- that begins with another sign

(folder / "work.py").write_text(work)
name = "@SUM(1+1)*cmd|' /C calc'!A0"

# --- that looks like a number

(folder / "work.py").write_text(work)
name = "-2+3+cmd|' /C calc'!A0"

# --- behind a plus

(folder / "work.py").write_text(work)
name = "+1-1+IMPORTXML(\"http://127.0.0.1\",\"//a\")"

# --- behind a tab, and behind the end of a line

(folder / "work.py").write_text(work)
name = "\t=1+1\r=1+1\n=1+1\r\n=1+1\n\n\t =1+1"

# --- behind spaces that nobody sees

(folder / "work.py").write_text(work)
name = " \u00a0\u3000=1+1"

# --- in signs of double width

(folder / "work.py").write_text(work)
name = "\uff1d1+1"

# --- behind an apostrophe
# naive: not fooled, because what follows an apostrophe is shown

(folder / "work.py").write_text(work)
name = "'=1+1"

# --- behind what separates cells elsewhere

(folder / "work.py").write_text(work)
name = "eve;=1+1;@x\t-1"

# --- behind a quote that ends the cell

(folder / "work.py").write_text(work)
name = "eve\",\"=1+1\",\"\n=1+1,6,6,6"

# --- in a reason
# keeps: no
# says: =1\+1 is none of what a submission can be

(folder / "=1+1").write_text(work)
name = "=1+1"

# --- in the names of check and file
# keeps: no
# says: raised =1\+1

(folder / "work.py").write_text(work + """
def softmax(z):
    raise type("=1+1", (Exception,), {})("\\n=1+1\\n@x")
""")
(folder / "work.py").rename(folder / "=1+1.py")
name = "=1+1"
