"""Imports the reference and asks it.

The reference is in the grader's process. Neither the worker nor the process that it is forked from ever loads it, and
at tiers 2 and 3 its file can't be opened.
"""
# row: 13
# defence: P, L, N
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- from the modules that are loaded

import sys

for name, module in list(sys.modules.items()):
    if name != __name__ and name != "__main__" and hasattr(module, "slopes") and hasattr(module, "classes"):
        softmax, loss, slopes, classes = module.softmax, module.loss, module.slopes, module.classes

# --- by its name

import importlib

for name in ("reference", "textbook", "solution", "answers", "small.textbook", "tests.attacks.labs.small.textbook"):
    try:
        module = importlib.import_module(name)
        softmax, loss, slopes, classes = module.softmax, module.loss, module.slopes, module.classes
    except (ImportError, AttributeError):
        pass

# --- by a walk along the path

import importlib
import pkgutil

for found in list(pkgutil.iter_modules()):
    if any(word in found.name for word in ("reference", "textbook", "solution")):
        try:
            module = importlib.import_module(found.name)
            softmax, loss, slopes, classes = module.softmax, module.loss, module.slopes, module.classes
        except Exception:
            pass

# --- by its file
# expect: tier 3 holds; tier 2 holds; tier 1 open

import importlib.util
import os
import sys


def starts():
    for module in list(sys.modules.values()):
        parts = (getattr(module, "__file__", None) or "").split(os.sep)
        if "graders" in parts:
            yield os.sep.join(parts[: parts.index("graders")])
    for link in ("/proc/self/cwd", f"/proc/{os.getppid()}/cwd"):
        try:
            yield os.readlink(link)
        except OSError:
            pass


for start in dict.fromkeys(starts()):
    for folder, inner, files in os.walk(start):
        inner[:] = [each for each in inner if not each.startswith(".")]
        for file in {"textbook.py", "reference.py"} & set(files):
            try:
                spec = importlib.util.spec_from_file_location("stolen", os.path.join(folder, file))
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                softmax, loss, slopes, classes = module.softmax, module.loss, module.slopes, module.classes
            except Exception:
                pass
