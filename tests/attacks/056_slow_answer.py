"""Answers by a byte from time to time, so that something always comes.

The deadline is one for the whole call: what comes in between moves it by nothing.
"""
# row: 56
# defence: K
# slow: yes
# meets: tier 3 waiting; tier 2 waiting; tier 1 waiting or computing

import os
import struct
import time

FRAME = struct.pack("<4sIQ", b"LPF1", 1 << 20, 1 << 26)

# --- without a pause
# meets: tier 3 computing; tier 2 computing; tier 1 computing


def attempt():
    os.write(4, FRAME)
    while True:
        os.write(4, b" ")


# --- ten times a second


def attempt():
    os.write(4, FRAME)
    while True:
        os.write(4, b" ")
        time.sleep(0.1)


# --- with half a head


def attempt():
    os.write(4, FRAME[:7])
    time.sleep(1000)


# --- by printing from time to time, and no answer


def attempt():
    while True:
        os.write(1, b".")
        time.sleep(0.1)
