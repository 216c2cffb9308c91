"""Leaves a file behind that the next submission reads.

Where a worker may write, it writes into a folder of its own, which goes with it; all the variables that name a place
for temporary files and caches lead there.
"""
# row: 78
# defence: N, L, K
# meets: tier 3 ENOENT; tier 2 EACCES or ENOENT; tier 1 reached

import os
import tempfile


def leave(path):
    with open(path, "w") as file:
        return file.write("here") > 0


def look(path):
    with open(path) as file:
        return file.read() == "here"


# --- in /tmp


def attempt():
    return leave(f"/tmp/{NOTE}left")


def found():
    return look(f"/tmp/{NOTE}left")


# --- in /var/tmp
# slow: yes


def attempt():
    return leave(f"/var/tmp/{NOTE}left")


def found():
    return look(f"/var/tmp/{NOTE}left")


# --- in memory


def attempt():
    return leave(f"/dev/shm/{NOTE}left")


def found():
    return look(f"/dev/shm/{NOTE}left")


# --- where everybody may write


def attempt():
    return leave(f"{FOLDER}/left")


def found():
    return look(f"{FOLDER}/left")


# --- in the folder that it is in
# meets: tier 3 ENOENT; tier 2 ENOENT; tier 1 ENOENT
# Each worker has another one, at tier 1 too; in a grader that has one folder for all, the note would be found.


def attempt():
    return leave("left")


def found():
    return look("left")


# --- where temporary files and caches belong
# meets: tier 3 ENOENT; tier 2 ENOENT; tier 1 ENOENT

PLACES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR", "TORCH_HOME", "TORCHINDUCTOR_CACHE_DIR")


def attempt():
    for folder in {tempfile.gettempdir(), *(os.environ[name] for name in PLACES)}:
        os.makedirs(f"{folder}/hub", exist_ok=True)
        leave(f"{folder}/hub/left")
    return True


def found():
    return [look(f"{folder}/hub/left") for folder in (tempfile.gettempdir(), *(os.environ[name] for name in PLACES))]


# --- beside a module of the standard library
# meets: tier 3 ENOENT; tier 2 ENOENT; tier 1 ENOENT or reached
# Only who owns it may write there: at tier 1 that is an ordinary user who grades with a Python of their own.


def attempt():
    return leave(f"{os.path.dirname(os.__file__)}/{NOTE}left.py")


def found():
    path = f"{os.path.dirname(os.__file__)}/{NOTE}left.py"
    seen = look(path)
    os.remove(path)
    return seen


# --- as bytecode, in the place of that of a package
# slow: yes
# meets: tier 3 ENOENT; tier 2 ENOENT; tier 1 ENOENT or reached


def attempt():
    folder = f"{os.path.dirname(np.__file__)}/__pycache__"
    os.makedirs(folder, exist_ok=True)
    return leave(f"{folder}/{NOTE}left.pyc")


def found():
    path = f"{os.path.dirname(np.__file__)}/__pycache__/{NOTE}left.pyc"
    seen = look(path)
    os.remove(path)
    return seen
