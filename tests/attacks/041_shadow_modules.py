"""Hands in files that take the names of modules, or that tools load unasked.

The files are read as bytes and run in the worker; no folder of a submission is ever the grader's own folder or on its
path. Files that would hide a module are left out, and so is whatever is no source.
"""
# row: 41
# defence: I
# naive: fooled by its exit status
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- numpy.py
# file: numpy.py

import os

os._exit(0)

# --- typing.py
# file: typing.py

import os

os._exit(0)

# --- json.py
# file: json.py

import os

os._exit(0)

# --- reference.py
# file: reference.py
# naive: fooled

from work import classes, loss, slopes, softmax

# --- compiled code beside the source
# file: __pycache__/work.pyc

import os

os._exit(0)

# --- sitecustomize.py
# file: sitecustomize.py
# naive: not fooled, because Python looks for it before the submission's folder is on its path

import os

os._exit(0)

# --- conftest.py
# file: conftest.py
# naive: not fooled, because it does not run pytest

import os

os._exit(0)

# --- pytest.ini
# file: pytest.ini
# naive: not fooled, because it does not run pytest

[pytest]
addopts = "--collect-only"

# --- a .pth file
# file: work.pth
# naive: not fooled, because Python reads such files in its own folders only

import os; os._exit(0)

# --- a package named like the grader's
# file: graders/checks/__init__.py
# naive: not fooled, because it has another name

close = gradient = at_least = unchanged = lambda *_, **__: None

# --- all of them together
# file: all
