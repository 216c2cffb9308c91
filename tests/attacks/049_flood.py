"""Prints without end, answers without end, or announces an answer that never ends.

The grader keeps the first bytes of what is printed, counts the others and kills the worker at a bound; what an answer
announces is held against another bound before any of it is kept.
"""
# row: 49
# defence: K, W
# meets: tier 3 output; tier 2 output; tier 1 output

import os
import struct

REPLIES = 4


def write(data):
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(REPLIES, rest) :]


# --- prints


def attempt():
    while True:
        print("x" * 65536)


# --- prints errors, from C


def attempt():
    import ctypes

    libc = ctypes.CDLL(None)
    while True:
        libc.write(2, b"x" * 65536, 65536)


# --- warns
# slow: yes


def attempt():
    import warnings

    warnings.simplefilter("always")
    while True:
        warnings.warn("x" * 65536)


# --- prints in a thread, and computes
# slow: yes
# meets: tier 3 output or computing; tier 2 output or computing; tier 1 output or computing
# Whichever bound it breaks first.


def attempt():
    import threading

    threading.Thread(target=lambda: [os.write(1, b"x" * 65536) for _ in range(10**6)], daemon=True).start()
    while True:
        pass


# --- what is no answer
# slow: yes
# meets: tier 3 protocol; tier 2 protocol; tier 1 protocol


def attempt():
    while True:
        os.write(REPLIES, b"x" * 65536)


# --- an answer whose head has four gigabytes
# meets: tier 3 protocol; tier 2 protocol; tier 1 protocol


def attempt():
    write(struct.pack("<4sIQ", b"LPF1", 2**32 - 1, 0))
    while True:
        os.write(REPLIES, b" " * 65536)


# --- an answer without end
# meets: tier 3 protocol; tier 2 protocol; tier 1 protocol


def attempt():
    write(struct.pack("<4sIQ", b"LPF1", 9, 2**63))
    while True:
        os.write(REPLIES, b" " * 65536)


# --- the largest answer there may be, as a list, which needs ten times its room
# meets: tier 3 protocol; tier 2 protocol; tier 1 protocol


def softmax(z):
    many = 8_000_000
    head = b'["l",["l","echo",["F",%d],["l",["a","<f8",[%d,%d]]],["d"]]]' % (many, *z.shape)
    write(struct.pack("<4sIQ", b"LPF1", len(head), 8 * many + z.nbytes) + head)
    for _ in range(80):
        write(bytes(many // 10))
    write(z.tobytes())
    while True:
        pass


# --- the same, returned in earnest
# meets: tier 3 refused; tier 2 refused; tier 1 refused


def softmax(z):
    return [0.5] * 3_000_000


# --- the largest array there may be
# slow: yes
# meets: tier 3 wrong; tier 2 wrong; tier 1 wrong


def softmax(z):
    head = b'["l",["l","echo",["a","<f8",[8000000]],["l",["a","<f8",[%d,%d]]],["d"]]]' % z.shape
    write(struct.pack("<4sIQ", b"LPF1", len(head), 64_000_000 + z.nbytes) + head)
    for _ in range(80):
        write(bytes(800_000))
    write(z.tobytes())
    while True:
        pass


# --- a text that is too long
# meets: tier 3 wrong; tier 2 wrong; tier 1 wrong


def softmax(z):
    return "x" * (1 << 20)


# --- an exception whose text has no end
# meets: tier 3 ValueError; tier 2 ValueError; tier 1 ValueError
# Four kibibytes of it are told; what its class says of itself is told as well.


def attempt():
    raise ValueError("x" * (1 << 26))
