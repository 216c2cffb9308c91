"""Reads what another submission has in its folder.

A worker reaches its own folder and no other, and what is handed in is never in a folder: it is sent to the worker. The
folder of one that is done is gone. Two that are there at once are tried in ``test_neighbours.py``.
"""
# row: 83
# defence: N, L, K
# meets: tier 3 ENOENT or EACCES; tier 2 EACCES or ENOENT; tier 1 nothing

import os


def leave():
    with open(f"{NOTE}answers", "w") as file:
        return file.write("here") > 0


def look(base):
    """Whether there is a folder below one that has the answers."""
    for name in os.listdir(base):
        try:
            if f"{NOTE}answers" in os.listdir(os.path.join(base, name)):
                return True
        except OSError:
            continue


# --- where such folders are made
# meets: tier 3 ENOENT or EACCES; tier 2 EACCES or ENOENT or nothing; tier 1 nothing

# Python itself may lie in a folder below: then that one shows, and nothing beside it.


def attempt():
    return leave()


def found():
    return look("/tmp")


# --- beside its own
# meets: tier 3 EACCES; tier 2 EACCES or nothing; tier 1 nothing


def attempt():
    return leave()


def found():
    return look("..")


# --- where a process is
# meets: tier 3 ENOENT or EACCES; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    return os.listdir(f"/proc/{VICTIM}/cwd") != []


# --- what a process has open
# meets: tier 3 ENOENT or EACCES; tier 2 EACCES or ENOENT; tier 1 reached


def attempt():
    return os.listdir(f"/proc/{VICTIM}/fd") != []


# --- what was handed in before
# meets: tier 3 nothing; tier 2 nothing; tier 1 nothing
# It would have to be in the memory of the zygote, which has never seen it.


def attempt():
    return True


def found():
    import gc
    import linecache

    texts = [text for each in gc.get_objects() if type(each) is list for text in each if type(text) is str]
    texts += [line for entry in linecache.cache.values() if len(entry) > 2 for line in entry[2]]
    return any("THE ANSWERS OF " "ANOTHER" in text for text in texts)


THE_ANSWERS = "THE ANSWERS OF " "ANOTHER"
