"""Writes HTML and JavaScript wherever its text is shown.

Every template escapes whatever it is given, no text stands in a script, an attribute that is an address or a comment,
and the page's own policy forbids every script and every address but those that it was written with.
"""
# row: 92
# defence: O
# naive: fooled

# --- in what it prints
# keeps: yes

(folder / "work.py").write_text("""
for text in [
    "<script>alert(1)</script>", "</title></style></pre></table></svg></details><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "' onmouseover='alert(1)", '" style="position:fixed;inset:0',
    "<iframe srcdoc='<script>alert(1)</script>'>", "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example><base href=//evil.example>", "<!-- --!><b>x</b><![CDATA[<b>x</b>]]>",
    "{{ 7 * 7 }}{% raw %}{{ result.seed }}", "${7*7}#{7*7}<%= 7*7 %>", "<object data=//evil.example><embed src=//evil.example>",
    "<form action=//evil.example><input autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\\0<\\0script>\\ufeff<script>", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "<plaintext>", "<textarea>", "<template>", "<frameset onload=alert(1)>",
]:
    print(text)
""" + work)

# --- in an exception's text
# says: softmax raised ValueError: </pre><script>alert\(1\)</script>

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("</pre><script>alert(1)</script><img src=x onerror=alert(1)>" + "{{ result.seed }}")
""")

# --- in an exception's name
# says: softmax raised <script>alert\(1\)</script>

(folder / "work.py").write_text(work + """
def softmax(z):
    raise type("<script>alert(1)</script>", (Exception,), {"__module__": "<img src=x onerror=alert(1)>"})("'\\"><b>")
""")

# --- in a function's name, and in the line that raises
# says: <script>alert\(2\)</script>

(folder / "work.py").write_text(work + """
def innermost():
    raise ValueError("x")  # </code></pre><script>alert(2)</script><img src=x onerror=alert(1)>
innermost.__code__ = innermost.__code__.replace(co_name="<script>alert(1)</script>")
def softmax(z):
    innermost()
""")

# --- in the docstring and the name of what is returned
# says: softmax returned

(folder / "work.py").write_text(work + """
class Odd:
    "<script>alert(1)</script>"
Odd.__name__ = Odd.__qualname__ = "<script>alert(1)</script><img src=x onerror=alert(1)>"
def softmax(z):
    "<script>alert(1)</script>"
    return Odd()
""")

# --- in a text that is returned
# says: softmax returned a text; an array of shape
# naive: not fooled, because it is told by its kind

(folder / "work.py").write_text(work + """
def softmax(z):
    return "<script>alert(1)</script><img src=x onerror=alert(1)>"
""")

# --- in the fields of an array
# says: softmax returned

(folder / "work.py").write_text(work + """
def softmax(z):
    return np.zeros(5, dtype=[("<script>alert(1)</script>", float), ("<img src=x onerror=alert(1)>", float)])
""")

# --- in names that are near the one asked for
# says: work\.py has no `softmax`
# naive: not fooled, because what is no name is no name of a function

(folder / "work.py").write_text(work.replace("def softmax(z)", "def other(z)").replace("= softmax", "= other") + """
globals()["softmax<b onclick=x>"] = globals()["loss<img onerror=x>"] = other
""")

# --- in warnings
# keeps: yes

(folder / "work.py").write_text(work + """
import sys, warnings
warnings.warn("<script>alert(1)</script>")
print("<img src=x onerror=alert(1)>", file=sys.stderr)
""")

# --- in source that is no Python
# says: work\.py is not valid Python

(folder / "work.py").write_text("<!DOCTYPE x>\n".replace("<!DOCTYPE x>", "x = 1") + "def <script>alert(1)</script>:\n  <img src=x onerror=alert(1)>\n")

# --- in the names of files
# says: <img src=x onerror=alert\(1\)>\.py was looked at instead

(folder / "notes.txt").write_text("see there")
(folder / "<img src=x onerror=alert(1)>.py").write_text(work + "\ndef softmax(z): raise ValueError\n")
(folder / "<b onclick=alert(1)>work").mkdir()
(folder / "<b onclick=alert(1)>work" / "<script>alert(1)<").write_text(work)

# --- in the names of folders
# keeps: yes
# says: The folder <b onclick=alert\(1\)>work holds such files too

(folder / "work.py").write_text(work)
(folder / "<b onclick=alert(1)>work").mkdir()
(folder / "<b onclick=alert(1)>work" / "work.py").write_text(work)

# --- in the names of a zip and of what is in it
# keeps: yes

import zipfile

with zipfile.ZipFile(folder / "<img src=x onerror=alert(1)>.zip", "w") as made:
    made.writestr("<script>alert(1)</script>work.py/../evil.py", "x")
    made.writestr("<svg onload=alert(1)>/work.py", work)

# --- in the student's name
# keeps: yes

(folder / "work.py").write_text(work)
name = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"

# --- in a notebook
# says: raised ValueError: <script>alert\(1\)</script>

import json

cells = [work, "print('<script>alert(1)</script>')", "def softmax(z):\n    raise ValueError('<script>alert(1)</script><img src=x onerror=alert(1)>')",
         "%%<script>alert(1)</script>", "!<img src=x onerror=alert(1)>", "def <script>:"]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- in a written answer
# keeps: yes

(folder / "work.py").write_text(work)
(folder / "report.md").write_text("""# Why
</pre></article><script>alert(1)</script><img src=x onerror=alert(1)><a href=javascript:alert(1)>x</a>
<style>*{display:none}</style> <iframe src=//evil.example> ![<script>alert(1)</script>](<img src=x onerror=alert(1)>.png)
""")
