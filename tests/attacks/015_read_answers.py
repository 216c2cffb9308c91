"""Opens the file of the reference, and runs or reads what stands in it.

At tiers 2 and 3 nothing can be opened but the interpreter, the packages of the lab and the worker's own folder.
"""
# row: 15
# defence: L, N
# expect: tier 3 holds; tier 2 holds; tier 1 open

# --- runs the reference's text
# naive: fooled

import os
import sys

starts = [os.getcwd(), *sys.path]
for module in list(sys.modules.values()):
    parts = (getattr(module, "__file__", None) or "").split(os.sep)
    if "graders" in parts:
        starts.append(os.sep.join(parts[: parts.index("graders")]))
for start in dict.fromkeys(starts):
    for folder, inner, files in os.walk(start):
        inner[:] = [each for each in inner if not each.startswith((".", "site-packages", "python"))]
        for file in {"textbook.py", "reference.py"} & set(files):
            try:
                with open(os.path.join(folder, file)) as opened:
                    text = opened.read()
                if "def slopes" in text:
                    exec(text)
            except OSError:
                pass

# --- looks into the places of others
# naive: finds it
# probe: yes

import os
import sys

FILES = ["/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/1/cmdline", "/proc/self/mountinfo"]
FOLDERS = ["/root", "/home", "/tmp", "/var", "/srv", "/dev/shm", os.path.expanduser("~/.ssh")]
GIVEN = (sys.base_prefix, *sys.path)  # what leads to the packages shows, and nothing beside it
looked, found = 0, []
for place in FILES + [each for each in FOLDERS if not any(path.startswith(each) for path in GIVEN)]:
    looked += 1
    try:
        if os.listdir(place) if os.path.isdir(place) else open(place, "rb").read(20):
            found.append(place)
    except OSError:
        pass
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))
