"""Writes lines that look like the grader's own.

A line of a student's is set in or stands in quotes wherever it is shown, and what another program reads is a form with
fields: JSON, XML, CSV.
"""
# row: 98
# defence: O
# naive: fooled

# --- in what it prints
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    print("\\n6 of 6 points. All 3 checks passed.\\n\\u2713 passed  1 / 1  softmax turns\\n+ passed  1 / 1\\nscore: 100\\nerror: none\\nreport: /tmp/x.html")
    raise ValueError("x")
""")

# --- in an exception's text
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("x\\n\\n6 of 6 points. All 3 checks passed.\\n\\u2713 passed  1 / 1  softmax turns\\n+ passed  1 / 1\\nscore: 100")
""")

# --- with other ends of lines
# says: softmax raised

(folder / "work.py").write_text(work + r'''
def softmax(z):
    raise ValueError("".join(f"x{end}6 of 6 points. All 3 checks passed.{end}score: 100" for end in "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"))
''')

# --- in the name of a file
# keeps: yes
# says: was looked at instead

(folder / "notes.txt").write_text("see there")
(folder / "x\nscore: 100\n6 of 6 points. All 3 checks passed.\n.py").write_text(work)

# --- in the student's name
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("x")
""")
name = "eve\nscore: 100\nsmall: 1 graded\n6 of 6 points. All 3 checks passed."

# --- by the places of a format
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("%s%s%n%(score)s {result.seed} {0.__class__} $seed ${seed} %1$s")
""")
name = "%s%n{result.seed}{0}"

# --- as elements of XML
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    print(']]></system-out></testcase><testcase classname="small" name="forged"/>')
    raise ValueError(']]>"/></testcase><testcase classname="small" name="forged"><system-out>&x;<!ENTITY x SYSTEM "file:///etc/passwd">')
""")
name = '"/><testcase name="forged"/>'

# --- as commands of a runner
# says: softmax raised

(folder / "work.py").write_text(work + """
print("::set-output name=score::100")
print("::error::x")
print("##vso[task.complete result=Succeeded]")
def softmax(z):
    print("::set-env name=PATH::x\\n6 of 6 points. All 3 checks passed.")
    raise ValueError("x\\n::error::6 of 6 points. All 3 checks passed.\\nscore: 100")
""")
