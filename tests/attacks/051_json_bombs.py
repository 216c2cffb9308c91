"""Sends an answer whose head is a bomb: too deep, too long, with numbers and texts that are none.

The head is JSON of at most a mebibyte, made of lists only and read by strict rules: no objects, no fractions, nothing
deeper than 32 levels, no integer of more than 64 bits, no half characters.
"""
# row: 51
# defence: W
# meets: tier 3 protocol; tier 2 protocol; tier 1 protocol

import itertools
import json
import os
import struct
import time


def answer(head, body=b""):
    rest = memoryview(struct.pack("<4sIQ", b"LPF1", len(head), len(body)) + head + body)
    while rest:
        rest = rest[os.write(4, rest) :]
    time.sleep(30)


def value(text, body=b""):
    answer(b'["l",["l","value",%s]]' % text.encode(), body)


# --- 200,000 levels deep


def attempt():
    answer(b"[" * 200_000 + b"]" * 200_000)


# --- 33 levels deep
# slow: yes


def attempt():
    value('["l",' * 33 + "1" + "]" * 33)


# --- an integer of 5,000 digits


def attempt():
    value("9" * 5000)


# --- an integer of 65 bits
# slow: yes


def attempt():
    value(str(2**64))


# --- a key that comes twice


def attempt():
    answer(b'{"value": 1, "value": 2}')


# --- a key that comes twice, in the form of the wire


def attempt():
    value('["d",[1,2],[1,3]]')


# --- what is not a number


def attempt():
    value("NaN")


# --- what has no end
# slow: yes


def attempt():
    value("-Infinity")


# --- a fraction
# slow: yes


def attempt():
    value("1e999999")


# --- half a character


def attempt():
    value(r'"\ud800"')


# --- bytes that are no text
# slow: yes


def attempt():
    answer(b'["l","\xff\xfe"]')


# --- a float of a million digits


def attempt():
    value('["f","0x%sp0"]' % ("9" * 1_000_000))


# --- as many lists as there is room for
# slow: yes
# They cross, as an answer of no known form.


def attempt():
    value('["l"' + ',["l"]' * 170_000 + "]")


# --- as many random generators as there is room for
# slow: yes


def attempt():
    value('["l"' + ',["g","0","0",0,0]' * 54_000 + "]")


# --- a dict whose keys all have one hash, and differ at their end only


def attempt():
    # hash(-1) == hash(-2), so 2,000 tuples of them have one hash; each is compared with all the others.
    ends = itertools.islice(itertools.product((-1, -2), repeat=11), 1990)
    pairs = [[["t", ["b", 33_000], *end], 0] for end in ends]
    value(json.dumps(["d", *pairs]), bytes(33_000 * 1990))
