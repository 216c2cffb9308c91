"""Ends the script in which a page holds it as data.

No page holds anybody's text in a script. That of the class's page is the same for every class, and the page's policy
names it by its digest.
"""
# row: 93
# defence: O
# naive: fooled

# --- in an exception's text
# says: softmax raised ValueError: </script><script>alert\(1\)</script>

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("</script><script>alert(1)</script>")
""")

# --- by a comment that makes the end no end
# keeps: yes

(folder / "work.py").write_text(work + """
print("<!--<script>")
""")

# --- in the student's name
# keeps: yes

(folder / "work.py").write_text(work)
name = "</script ><script>alert(1)</script>"

# --- by line ends that JSON lets stand
# keeps: yes
# naive: not fooled, because JavaScript takes them in texts since 2019

(folder / "work.py").write_text(work + """
print("\\u2028alert(1)\\u2029 \\\\u003c/script> \\\\x3cscript>")
""")
name = "a\u2028alert(1)\u2029b"

# --- in the name of a file
# keeps: yes
# says: <!--<script>\.py was looked at instead

(folder / "notes.txt").write_text("see there")
(folder / "<!--<script>.py").write_text(work)
