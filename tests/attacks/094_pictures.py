"""Hands in pictures that are programs.

A picture of an answer is shown where its bytes begin as those of a PNG or a JPEG, by an address that holds them whole;
plots are drawn by the grader from numbers; what a notebook has shown is not looked at.
"""
# row: 94
# defence: I, O
# keeps: yes
# naive: fooled

# --- an SVG

(folder / "work.py").write_text(work)
(folder / "report.md").write_text("# Why\nBecause. ![a](a.svg) ![b](b.png)\n")
for ending in ("svg", "png"):
    (folder / f"{'ab'[ending == 'png']}.{ending}").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>")

# --- a page that is called a picture

(folder / "work.py").write_text(work)
(folder / "report.md").write_text("# Why\nBecause. ![a](a.png) ![b](b.jpg)\n")
(folder / "a.png").write_text("<script>alert(1)</script>")
(folder / "b.jpg").write_text("<html><body onload=alert(1)>")

# --- a picture elsewhere
# naive: fooled

(folder / "work.py").write_text(work)
(folder / "report.md").write_text("""# Why
![a](http://127.0.0.1/a.png) ![b](//127.0.0.1/a.png) ![c](data:image/svg+xml,<svg%20onload=alert(1)>) ![d](javascript:alert(1).png)
<img src="http://127.0.0.1/b.png"> ![e](file:///etc/passwd.png) ![f](../../../../../etc/hostname.png) ![g](work.py)
""")

# --- a link that is called a picture

(folder / "work.py").write_text(work)
(folder / "report.md").write_text("# Why\nBecause. ![a](a.png) ![b](b.png)\n")
(folder / "a.png").symlink_to(CLOSED)
(folder / "b.png").symlink_to("/dev/zero")

# --- outputs of a notebook

import json

data = {"image/svg+xml": "<svg onload=alert(1)><script>alert(1)</script></svg>", "text/html": "<script>alert(1)</script>",
        "image/png": "\"><script>alert(1)</script>", "image/jpeg": ["PHNjcmlwdD5h", "bGVydCgxKTwvc2NyaXB0Pg=="]}
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "source": work, "outputs": []},
    {"cell_type": "markdown", "metadata": {}, "source": "# Why\nBecause. ![a](attachment:a.png)", "attachments": {"a.png": data}},
    *({"cell_type": "code", "metadata": {}, "source": "", "outputs": [
        {"output_type": "display_data", "metadata": {}, "data": {kind: content}}]} for kind, content in data.items())]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- a picture with a program behind it
# naive: not fooled, because the address says what it is

(folder / "work.py").write_text(work)
(folder / "report.md").write_text("# Why\nBecause. ![\"><script>alert(1)</script>](a.png)\n")
(folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0" + b"<script>alert(1)</script>")

# --- a picture as large as a town
# naive: not fooled, because only a browser would draw it

import struct

(folder / "work.py").write_text(work)
(folder / "report.md").write_text("# Why\nBecause. ![a](a.png)\n")
(folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">LL", 1 << 30, 1 << 30) + b"\x08\0\0\0\0")

# --- objects that show themselves in a notebook

(folder / "work.py").write_text(work + """
class Picture:
    def _repr_html_(self): return "<script>alert(1)</script>"
    _repr_svg_ = _repr_markdown_ = _repr_javascript_ = __repr__ = __str__ = _repr_html_
print(Picture())
right = softmax
def softmax(z):
    print(Picture())
    return right(z)
""")
