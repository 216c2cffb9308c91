"""Ignores, blocks or answers every signal, and goes on.

What ends it is SIGKILL, which can't be ignored, by the grader or at the kernel's own limit.
"""
# row: 55
# defence: K, R
# slow: yes
# meets: tier 3 computing; tier 2 computing; tier 1 computing

import signal

# --- ignores


def attempt():
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass


# --- blocks


def attempt():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        pass


# --- answers


def attempt():
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, lambda *_: attempt())
        except (OSError, ValueError):
            pass
    while True:
        pass


# --- ignores, and sleeps
# meets: tier 3 waiting; tier 2 waiting; tier 1 waiting or computing


def attempt():
    import time

    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        time.sleep(1)
