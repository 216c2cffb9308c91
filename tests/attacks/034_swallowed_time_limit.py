"""Takes its time, and swallows whatever is to stop it.

The clock is the grader's, and what is over time is killed from outside.
"""
# row: 34
# defence: K
# work: slow
# options: assert_allclose alarm
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- catches everything


def softmax(z):
    while True:
        try:
            dawdle()
            return exact(z)
        except BaseException:
            pass


# --- switches the alarm off

import signal

slow = softmax


def softmax(z):
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.alarm(0)
    return slow(z)


# --- ignores the signals

import signal

slow = softmax


def softmax(z):
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    return slow(z)


# --- works in a finalizer, where exceptions get lost
# naive: fooled


class Last:
    def __del__(self):
        dawdle()


def softmax(z):
    Last()
    return exact(z)


# --- never ends
# slow: yes
# naive: not fooled, because it never ends


def softmax(z):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
