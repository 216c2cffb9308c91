"""Computes without end, in Python and where Python can't be interrupted.

The grader reads the kernel's account of what the worker has computed, and kills it; and the kernel itself does, where
the grader couldn't.
"""
# row: 53
# defence: K, R
# slow: yes
# meets: tier 3 computing; tier 2 computing; tier 1 computing

# --- a loop
# slow: no


def attempt():
    while True:
        pass


# --- a power


def attempt():
    return 9**9**9 > 0


# --- a sum in C


def attempt():
    return sum(range(10**12)) > 0


# --- a regular expression


def attempt():
    import re

    return re.match("(a+)+$", "a" * 60 + "b")


# --- linear algebra


def attempt():
    while True:
        np.linalg.svd(np.ones((1500, 1500)))


# --- a number that is written out


def attempt():
    import sys

    sys.set_int_max_str_digits(0)
    return str(1 << 10**8) != ""


# --- a finalizer


def attempt():
    class Last:
        def __del__(self):
            while True:
                pass

    Last()


# --- a comparison


def attempt():
    class Own(str):
        def __lt__(self, other):
            while True:
                pass

    return sorted([Own("b"), Own("a")])


# --- a loop in a handler, again and again


def attempt():
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
