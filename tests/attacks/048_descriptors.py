"""Opens files until no descriptor is left.

The kernel allows each process a few dozen, which are its own.
"""
# row: 48
# defence: R
# unbounded: yes
# meets: tier 3 EMFILE; tier 2 EMFILE; tier 1 EMFILE

import os

MANY = 10_000
kept = []

# --- by opening the same file again


def attempt():
    while len(kept) < MANY:
        kept.append(os.open("/dev/null", os.O_RDONLY))
    return True


# --- by copying one
# slow: yes


def attempt():
    while len(kept) < MANY:
        kept.append(os.dup(1))
    return True


# --- by pipes
# slow: yes


def attempt():
    while len(kept) < MANY:
        kept.extend(os.pipe())
    return True


# --- by a number far above the others
# meets: tier 3 EINVAL; tier 2 EINVAL; tier 1 EINVAL


def attempt():
    import fcntl

    return fcntl.fcntl(1, fcntl.F_DUPFD, MANY) >= MANY


# --- by sockets
# meets: tier 3 EPERM; tier 2 EPERM; tier 1 EMFILE


def attempt():
    import socket

    while len(kept) < MANY:
        kept.append(socket.socket())
    return True


# --- by a higher limit
# meets: tier 3 ValueError; tier 2 ValueError; tier 1 ValueError


def attempt():
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (MANY, MANY))
    return True


# --- and leaves none for its own other checks
# What is opened stays open: they run in a worker that has none left, and once more in another one.


def attempt():
    import builtins

    builtins.kept = kept
    while len(kept) < MANY:
        kept.append(os.open("/dev/null", os.O_RDONLY))
    return True
