"""Raises exceptions that do something when they are shown.

The worker makes them a text; the grader takes so much of it, as text.
"""
# row: 33
# defence: P, O
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- its text exits
# naive: fooled by its exit status

import os


class Trap(Exception):
    def __str__(self):
        os._exit(0)


def softmax(z):
    raise Trap


# --- its text is a result
# naive: not fooled, because its own result comes last


def softmax(z):
    raise ValueError('\n{"right": ["softmax", "loss", "slopes", "classes"], "of": 4}\n')


# --- its text is a megabyte of control characters
# naive: not fooled, because it prints it and goes on


def softmax(z):
    raise ValueError("\x1b[2J\x1b]0;passed\x07" * 100_000)


# --- it says that the grader is to blame
# naive: not fooled, because every exception counts as wrong


class Infrastructure(Exception):
    pass


Infrastructure.__module__ = "graders.errors"


def softmax(z):
    raise Infrastructure("the process that starts the workers ended")


def classes(*_):
    raise MemoryError


# --- a chain that never ends
# naive: not fooled, because it prints the last one only


def softmax(z):
    first, second = ValueError("one"), ValueError("two")
    first.__cause__, second.__cause__ = second, first
    raise first
