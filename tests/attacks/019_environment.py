"""Looks for secrets in the environment, the command lines and the open files that it inherited.

The worker starts with an environment of its own, four channels and the null device; its command line says nothing.
"""
# row: 19
# defence: P, L, N
# probe: yes
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- the environment
# naive: finds it

import os

found = [name for name, value in os.environ.items() if "GRADER" in name]
raise LookupError(f"LOOKED AT {len(os.environ)}" + "".join(f", FOUND {each}" for each in found))

# --- the environment as it was at the start
# naive: finds it

import os

os.environ.clear()
try:
    found = b"GRADER" in open("/proc/self/environ", "rb").read()
except OSError:
    found = False
raise LookupError("LOOKED AT 1" + ", FOUND the grader's environment" * found)

# --- what the parent was told
# naive: finds it
# expect: tier 3 holds; tier 2 holds; tier 1 open

import os

looked, found = 0, []
for name in ("cmdline", "environ"):
    looked += 1
    try:
        if open(f"/proc/{os.getppid()}/{name}", "rb").read():
            found.append(name)
    except OSError:
        pass
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))

# --- descriptors that were left open
# naive: not fooled, because Python leaves none open to a program that it starts

import os
import stat

null = os.stat(os.devnull).st_rdev if os.path.exists(os.devnull) else None
looked, found = 0, []
for fd in range(256):
    try:
        status = os.fstat(fd)
    except OSError:
        continue
    looked += 1
    if fd > 4 and status.st_rdev != null or not (stat.S_ISFIFO(status.st_mode) or stat.S_ISCHR(status.st_mode)):
        found.append(fd)
raise LookupError(f"LOOKED AT {looked}" + "".join(f", FOUND {each}" for each in found[:3]))
