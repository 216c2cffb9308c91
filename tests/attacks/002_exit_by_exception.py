"""Leaves with an exception that an ordinary ``except`` lets through.

The worker turns every exception into an answer of the call, and an error is no value.
"""
# row: 2
# defence: P
# naive: fooled by its exit status
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- sys.exit(0) at import

import sys

sys.exit(0)

# --- sys.exit(0) in a call

import sys


def softmax(z):
    sys.exit(0)


# --- SystemExit at import

raise SystemExit

# --- SystemExit in a call


def softmax(z):
    raise SystemExit(0)


# --- KeyboardInterrupt at import
# naive: not fooled, because Python ends with another status after an interrupt

raise KeyboardInterrupt

# --- KeyboardInterrupt in a call
# naive: not fooled, because Python ends with another status after an interrupt


def softmax(z):
    raise KeyboardInterrupt


# --- GeneratorExit in a call
# naive: not fooled, because Python ends with status 1 after it


def softmax(z):
    raise GeneratorExit
