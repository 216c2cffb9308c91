"""Leaves a link where the grader looks, to have it read or change what that leads to.

The grader reads nothing that a worker wrote; it deletes a worker's folder, and follows no link in it. Links can't be
made but at tier 1. Links in what is handed in are not followed either: ``tests/intake`` holds that.
"""
# row: 67
# defence: P, I, X
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 nothing

# --- in its folder

import os


def attempt():
    os.symlink(os.path.dirname(CANARY), "folder")
    os.symlink(CLOSED, "results.json")
    return False


# --- in place of its folder
# meets: tier 3 EROFS; tier 2 EACCES or EROFS; tier 1 nothing

# The folder for temporary files is everybody's, and lets each move what is theirs.
import os


def attempt():
    own = os.getcwd()
    os.rename(own, own + "-moved")
    os.symlink(os.path.dirname(CANARY), own)
    os.rmdir(own + "-moved")
    return False
