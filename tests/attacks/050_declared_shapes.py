"""Announces an array of 2^38 numbers, and sends none: whoever believes it has no memory left.

Every size is computed with Python's integers, and held against the bytes at hand, before anything is allocated.
numpy.load allocates first.
"""
# row: 50
# defence: W
# meets: tier 3 protocol; tier 2 protocol; tier 1 protocol

import os
import struct


def answer(value, body=b""):
    head = b'["l",["l","value",%s]]' % value
    os.write(4, struct.pack("<4sIQ", b"LPF1", len(head), len(body)) + head + body)
    while True:
        pass


# --- many numbers


def attempt():
    answer(b'["a","<f8",[274877906944]]')


# --- so many that their product is zero in 64 bits


def attempt():
    answer(b'["a","<f8",[4294967296,4294967296]]')


# --- so many that their product is the one that is sent, in 64 bits


def attempt():
    answer(b'["a","|u1",[3,12297829382473034411]]', b"x")


# --- none, along an axis that is too long for any array


def attempt():
    answer(b'["a","<f8",[0,4611686018427387904]]')


# --- fewer than none


def attempt():
    answer(b'["a","<f8",[-1]]', bytes(8))


# --- along 64 axes
# slow: yes


def attempt():
    answer(b'["a","<f8",[%s]]' % b",".join([b"1"] * 64), bytes(8))


# --- as many as a fraction says


def attempt():
    answer(b'["a","<f8",[1e9]]')


# --- as a list


def attempt():
    answer(b'["F",274877906944]')


# --- as bytes
# slow: yes


def attempt():
    answer(b'["b",9223372036854775807]')


# --- each of which is two gigabytes long


def attempt():
    answer(b'["a","|V2147483647",[1]]', b"x")


# --- each of which is an object


def attempt():
    answer(b'["a","|O",[1]]', bytes(8))


# --- more than are sent
# slow: yes


def attempt():
    answer(b'["a","<f8",[2]]', bytes(8))


# --- fewer than are sent
# slow: yes


def attempt():
    answer(b'["a","<f8",[1]]', bytes(1 << 20))


# --- that are one number, seen 2^40 times
# meets: tier 3 memory; tier 2 memory; tier 1 memory
# In its own process it takes no memory; the worker has none for what it would send.


def softmax(z):
    return np.broadcast_to(1.0, (1 << 40,))


# --- that it returns in earnest: an empty array whose other axis is 2^40 long
# meets: tier 3 wrong; tier 2 wrong; tier 1 wrong


def softmax(z):
    return np.empty((1 << 40, 0))
