"""Writes Markdown that loads pictures, links to programs or calls people.

No text of a student is handed on as Markdown: comments are HTML in which everything is escaped, what goes to a platform
says that it is plain text, and in the summary of a run on GitHub each line is set in, as code.
"""
# row: 95
# defence: O
# naive: fooled

# --- pictures and links in an exception's text
# says: !\[x\]\(http://127\.0\.0\.1/x\.png\)

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("![x](http://127.0.0.1/x.png) [y](javascript:alert(1)) <http://127.0.0.1> @everybody #1")
""")

# --- the end of a fence in what it prints
# says: softmax raised ValueError: ```

(folder / "work.py").write_text(work + """
def softmax(z):
    for mark in ("```", "~~~~", "``````````", "    ```"):
        print(mark + "\\n\\n![x](http://127.0.0.1/x.png)\\n\\n# 6 of 6 points\\n\\n<img src=http://127.0.0.1/x.png>\\n" + mark)
    raise ValueError("```\\n\\n![x](http://127.0.0.1/x.png)\\n\\n```")
""")

# --- in the student's name
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("`x`")
""")
name = "![x](http://127.0.0.1/x.png) @everybody `</p>`\n\n# a title"

# --- in the name of a file
# keeps: yes
# says: !\[x\]\(x\.png\) <b>\.py was looked at instead

(folder / "notes.txt").write_text("see there")
(folder / "![x](x.png) <b>.py").write_text(work)
name = "[x](javascript:alert(1))"

# --- references and pieces of HTML
# says: \[x\]: javascript

(folder / "work.py").write_text(work + '''
def softmax(z):
    raise ValueError("""
[x]: javascript:alert(1)

[x] <details open><summary>6 of 6</summary>

| a |
|---|
<!-- """)
''')

# --- mathematics and what else platforms draw
# says: softmax raised ValueError: \$\$

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError(r"$$\\\\href{javascript:alert(1)}{x}$$ \\\\(x\\\\) [[file:x]] {{x}} :smile: <p>![x](http://127.0.0.1/x.png)")
""")
