"""Calls itself without end, in Python and in C.

Where Python doesn't stop it, the stack ends: its size is limited, and a crash is told as one.
"""
# row: 52
# defence: K, R
# meets: tier 3 RecursionError; tier 2 RecursionError; tier 1 RecursionError

import sys

# --- in Python


def attempt():
    return attempt()


# --- in Python, with a limit of its own
# slow: yes
# unbounded: yes
# meets: tier 3 computing or MemoryError or crashed; tier 2 computing or MemoryError or crashed; tier 1 computing or MemoryError or crashed
# Python 3.11 takes no stack for it, and is long at it.


def attempt():
    sys.setrecursionlimit(1 << 30)

    def deeper():
        return deeper()

    return deeper()


# --- in the hash of a tuple
# meets: tier 3 crashed; tier 2 crashed; tier 1 crashed or computing
# No limit of Python's counts how deep it goes.


def attempt():
    inner = ()
    for _ in range(300_000):
        inner = (inner,)
    return hash(inner) != 0


# --- in iterators of iterators
# meets: tier 3 crashed; tier 2 crashed; tier 1 crashed or computing


def attempt():
    inner = iter(())
    for _ in range(300_000):
        inner = map(abs, inner)
    return list(inner) != []


# --- in a thread with the smallest of stacks
# meets: tier 3 crashed; tier 2 crashed; tier 1 crashed


def attempt():
    import threading

    failed = []

    def begin():
        inner = []
        for _ in range(900):
            inner = [inner]
        try:
            repr(inner)
        except RecursionError as error:
            failed.append(error)

    threading.stack_size(32768)
    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    raise failed[0]


# --- in special methods
# slow: yes


def attempt():
    class Own:
        def __getattr__(self, name):
            return getattr(self, name)

    return Own().name


# --- in what it returns
# meets: tier 3 refused; tier 2 refused; tier 1 refused


def softmax(z):
    inner = z
    for _ in range(10**5):
        inner = [inner]
    return inner


# --- in a list that holds itself
# slow: yes
# meets: tier 3 refused; tier 2 refused; tier 1 refused


def softmax(z):
    circle = []
    circle.append(circle)
    return circle


# --- in parentheses
# meets: tier 3 SyntaxError; tier 2 SyntaxError; tier 1 SyntaxError


def attempt():
    return eval("(" * 100_000 + ")" * 100_000)
