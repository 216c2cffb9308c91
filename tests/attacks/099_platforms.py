"""Writes members of the document that a platform reads.

The document is written as a whole from values; each text in it is one, and says that it is plain.
"""
# row: 99
# defence: O
# naive: fooled

# --- in an exception's text
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError('", "score": 100, "output_format": "html", "x": "<script>alert(1)</script>')
""")

# --- in what it prints
# says: softmax raised

(folder / "work.py").write_text(work + r'''
print('{"score": 100, "output": "<b>x</b>", "output_format": "html", "tests": []}')
def softmax(z):
    print('"}], "score": 100, "output_format": "md", "leaderboard": [{"name": "x", "value": 100}], "x": "\\')
    raise ValueError('\\", "score": 100, "visibility": "hidden"}')
''')

# --- in the student's name
# says: softmax raised

(folder / "work.py").write_text(work + """
def softmax(z):
    raise ValueError("x")
""")
name = '", "score": 100, "output_format": "html", "x": "'

# --- in the name of a file
# keeps: yes
# says: "score": 100, "output_format": "html", "x": "\.py was looked at instead

(folder / "notes.txt").write_text("see there")
(folder / '", "score": 100, "output_format": "html", "x": ".py').write_text(work)

# --- as numbers that are none
# says: softmax

(folder / "work.py").write_text(work + """
def softmax(z):
    print('NaN, Infinity, 1e999')
    raise type('"score": NaN, "x', (Exception,), {})('", "score": 1e999, "y": "')
""")

# --- half of a character
# says: softmax raised
# naive: fooled

(folder / "work.py").write_text(work + r"""
def softmax(z):
    raise ValueError("\ud800\udfff\x00\x1f\u2028")
""")
