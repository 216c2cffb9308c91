"""Registers an exit with status 0 for the moment when the process ends.

The grader ends the worker itself, and nobody reads how it ended once the last answer is there.
"""
# row: 3
# defence: P
# naive: fooled by its exit status
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- atexit

import atexit
import os

atexit.register(os._exit, 0)

# --- a finalizer
# naive: not fooled, because a finalizer that raises SystemExit changes no status

import sys


class Last:
    def __del__(self):
        sys.exit(0)


last = Last()

# --- an audit hook and an exit hook
# naive: fooled by its exit status

import os
import sys

exit = sys.exit
sys.exit = lambda *_: os._exit(0)
