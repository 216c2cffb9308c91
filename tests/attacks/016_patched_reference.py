"""Changes the reference, so that it agrees with what is wrong.

The reference is in the grader's process; there is none to change in the worker.
"""
# row: 16
# defence: P
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- other functions in its place

import sys

for name in ("reference", "textbook"):
    module = sys.modules.get(name)
    if module:
        module.softmax, module.loss, module.slopes, module.classes = softmax, loss, slopes, classes

# --- other code in its functions

import sys

for name in ("reference", "textbook"):
    module = sys.modules.get(name)
    if module:
        for own in (softmax, loss, slopes, classes):
            getattr(module, own.__name__).__code__ = own.__code__

# --- before it is imported
# naive: not fooled, because it imports the reference first

import sys

sys.modules.setdefault("reference", sys.modules[__name__])
sys.modules.setdefault("textbook", sys.modules[__name__])
