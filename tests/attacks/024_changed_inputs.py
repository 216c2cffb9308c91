"""Changes its inputs, so that the reference computes from the same wrong ones.

The reference computes from the grader's own copy. Whether a function changes its arguments is seen in the worker
alone, where code can find out that it is watched.
"""
# row: 24
# defence: P
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- zeros in place of the inputs
# naive: fooled
# options: assert_allclose last


def wiped(function):
    def answer(*arguments):
        for each in arguments:
            each[...] = 0
        return function(*arguments)

    return answer


softmax, loss, slopes, classes = map(wiped, (softmax, loss, slopes, classes))

# --- changes them where nobody looks
# work: changing
# naive: blind, it never looks at the arguments afterwards
# expect: tier 3 open; tier 2 open; tier 1 open

import sys

changing = softmax


def softmax(z):
    frame, watched = sys._getframe(1), False
    while frame is not None:
        watched |= frame.f_locals.get("echo") is True
        frame = frame.f_back
    return changing(z.copy() if watched else z)
