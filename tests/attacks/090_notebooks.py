"""Hands in a notebook that runs programs, writes files or fills the memory where it is opened, run or shown.

It is read as the JSON that it is: only the sources of its code cells are taken. What gives commands to a shell is left
out of them with a note; outputs, metadata and attachments are never looked at.
"""
# row: 90
# defence: I
# keeps: yes
# naive: fooled

# --- commands for a shell
# says: 3 lines that are for the notebook and no Python were left out, such as `!touch

import json

cells = [work, f"!touch {FOLDER}/{NOTE}1", f"x = !touch {FOLDER}/{NOTE}2", f"!!touch {FOLDER}/{NOTE}3"]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- cells for a shell, and for other programs
# says: 6 lines that are for the notebook and no Python were left out, such as `%%bash`

import json

cells = [work, *(f"%%{magic}\ntouch {FOLDER}/{NOTE}" for magic in ("bash", "sh", "script sh", "!", "sx", "system"))]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- other magics
# naive: not fooled, because it knows no magics but those of the shell

import json

cells = [
    work, "%load_ext evil", "%run evil.py", f"%system touch {FOLDER}/{NOTE}", f"%alias_magic t touch", "%pip install evil",
    f"%sx touch {FOLDER}/{NOTE}", f"%cd {FOLDER}", "%autoreload 2", "%config Application.log_level=0", f"%logstart {FOLDER}/{NOTE}",
    f"%save {FOLDER}/{NOTE} 1", f"%notebook {FOLDER}/{NOTE}.ipynb", "%conda install evil", "%store x > " + FOLDER + "/" + NOTE,
]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- the shell by way of IPython's own functions
# naive: not fooled, because it is not IPython

import json

cells = [work, f"get_ipython().system('touch {FOLDER}/{NOTE}')", f"get_ipython().run_cell_magic('bash', '', 'touch {FOLDER}/{NOTE}')",
         f"get_ipython().run_line_magic('sx', 'touch {FOLDER}/{NOTE}')"]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- the shell by way of Python

import json

cells = [work, f"import os\ntry:\n    os.system('touch {FOLDER}/{NOTE}')\nexcept OSError:\n    pass"]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- a cell that writes a file

import json

cells = [work, *(f"%%writefile {place}\nraise SystemExit\n" for place in (
    f"{FOLDER}/evil.py", "../" * 20 + FOLDER.lstrip("/") + "/evil.py", "numpy.py", "graders/__init__.py", "work.py/x.py", "~/evil.py"))]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- outputs whose files lie elsewhere

import base64
import json

there = "../" * 20 + FOLDER.lstrip("/")
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "source": work, "outputs": [
        {"output_type": "display_data", "data": {"image/png": base64.b64encode(b"evil").decode()},
         "metadata": {"filenames": {"image/png": f"{there}/evil.png"}, "filename": f"{there}/evil.png"}}]},
    {"cell_type": "markdown", "metadata": {}, "source": "![a](attachment:../../evil.png)",
     "attachments": {"../../evil.png": {"image/png": base64.b64encode(b"evil").decode()}}}]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- outputs that are pages and programs of their own

import json

data = {"text/html": "<script>alert(1)</script><img src=x onerror=alert(1)>", "application/javascript": "alert(1)",
        "image/svg+xml": "<svg onload=alert(1)><script>alert(1)</script></svg>", "text/markdown": "[a](javascript:alert(1))",
        "application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/latex": "\\input{/etc/passwd}"}
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"widgets": {"x": "<script>"}}, "cells": [
    {"cell_type": "code", "metadata": {}, "source": work, "outputs": [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data},
        {"output_type": "error", "ename": "<script>alert(1)</script>", "evalue": "<img src=x onerror=alert(1)>",
         "traceback": ["\x1b]0;evil\x07", "<script>alert(1)</script>"]}]}]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- a kernel that is a program
# naive: not fooled, because it starts no kernel

import json

kernel = {"name": "../../evil", "display_name": "<script>alert(1)</script>", "argv": ["touch", f"{FOLDER}/{NOTE}"], "language": "bash"}
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel, "language_info": {"name": "bash", "nbconvert_exporter": "os.system"}},
        "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": work}]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- outputs of 30 megabytes

book = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "outputs": [{"output_type": "stream", "name": "stdout", "text": "%s"}], "source": %s}]}'
import json

(folder / "work.ipynb").write_text(book % ("x" * (30 << 20), json.dumps(work)))

# --- outputs of 500 megabytes
# keeps: no
# says: work\.ipynb has 524,288,[0-9]{3} bytes; a notebook may have 67,108,864; clear its outputs and save it again

with (folder / "work.ipynb").open("wb") as file:
    file.write(b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [], "x": "')
    file.truncate(500 << 20)
    file.seek(0, 2)
    file.write(b'"}')

# --- millions of values
# keeps: no
# says: work\.ipynb holds more values than can be read; clear its outputs and save it again

(folder / "work.ipynb").write_text('{"cells": [], "x": [' + "[]," * 1_600_000 + "[]]}")

# --- as many values as are read
# slow: yes
# naive: not fooled, because there are not so many that they fill the memory

import json

cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": work}
(folder / "work.ipynb").write_text('{"nbformat": 4, "cells": [' + json.dumps(cell) + '], "x": [' + "{}," * 480_000 + "{}]}")

# --- as many different words as are read
# slow: yes

import json

cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": work}
words = ",".join(f'"{n:07}\U0001f600"' for n in range(950_000))
text = '{"nbformat": 4, "cells": [' + json.dumps(cell) + '], "x": [' + words + '], "y": "'
(folder / "work.ipynb").write_text(text + "y" * ((64 << 20) - len(text.encode()) - 10) + '"}')

# --- lists in lists in lists
# keeps: no
# says: work\.ipynb is (nested too deep for a notebook|no notebook)

(folder / "work.ipynb").write_text('{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}")

# --- a number of a million digits
# keeps: no
# says: work\.ipynb is no notebook: Exceeds the limit

(folder / "work.ipynb").write_text('{"nbformat": ' + "9" * 1_000_000 + ', "cells": []}')

# --- thousands of cells
# keeps: no
# says: work\.ipynb has 3,000 code cells; a notebook may have 2,000
# naive: not fooled, because they are only many

import json

cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = 1"}
(folder / "work.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell] * 3000}))

# --- two lists of cells
# naive: not fooled, because the last one counts for it as well

import json

cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": work}
evil = {**cell, "source": f"!touch {FOLDER}/{NOTE}"}
(folder / "work.ipynb").write_text('{"nbformat": 4, "cells": [%s], "cells": [%s]}' % (json.dumps(evil), json.dumps(cell)))

# --- halves of characters and characters that end a text
# naive: not fooled, because they are letters to it

import json

cells = [work, "x = '\ud800\udfff \ufffe'", "# \x00 \u2028 raise SystemExit \x85 raise SystemExit", "y = '\u202e'"]
book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in cells]}
(folder / "work.ipynb").write_text(json.dumps(book))

# --- values where others belong

import json

odd = [None, True, 1e400, [], {}, "x", [[["x"]]], {"cell_type": "code", "source": {"a": 1}}, {"cell_type": "code", "source": [1, None, []]},
       {"cell_type": ["code"], "source": 7}, {"cell_type": "code"}, {"cell_type": "code", "source": None, "metadata": 7}]
cell = {"cell_type": "code", "metadata": {"tags": [1, None, {"skip": 1}]}, "outputs": None, "source": work}
(folder / "work.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": "x", "metadata": None, "cells": [cell]}))
(folder / "odd.ipynb").write_text(json.dumps({"nbformat": 4, "cells": odd}))

# --- of an older format, with programs in the place of values
# slow: yes

import json

cell = {"cell_type": "code", "metadata": {"collapsed": "<script>"}, "language": "python", "input": work, "outputs": [
    {"output_type": "pyout", "prompt_number": "x", "svg": "<svg onload=alert(1)>", "html": ["<script>"], "metadata": 7}], "prompt_number": []}
(folder / "work.ipynb").write_text(json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "../../evil"}, "worksheets": [{"cells": [cell], "metadata": 7}]}))
