"""Imports packages that the lab does without.

At tiers 2 and 3 only the lab's packages are there. What a lab forbids of those it reads off the syntax tree, as a rule
of style: no mark hangs on it that a value could earn.
"""
# row: 39
# defence: L, N
# probe: yes
# naive: finds it
# expect: tier 3 holds; tier 2 holds; tier 1 open

# --- whatever is installed

import importlib

PACKAGES = ["click", "rich", "jinja2", "pytest", "torch"]
looked, found = 0, []
for name in PACKAGES:
    looked += 1
    try:
        importlib.import_module(name)
        found.append(name)
        break
    except Exception:
        pass
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))
