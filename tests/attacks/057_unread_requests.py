"""Stops reading what it is asked, so that the grader sits on its question.

The grader never waits for a pipe alone: sending has the same deadline as the answer.
"""
# row: 57
# defence: K
# slow: yes
# meets: tier 3 waiting; tier 2 waiting; tier 1 waiting or computing

import fcntl
import os
import sys
import time

F_SETPIPE_SZ = 1031
wire = sys.modules["graders.sandbox.wire"]


def answer(z):
    """What the grader takes for the answer to its question, so that it asks the next one."""
    os.write(4, wire.encode([["echo", probabilities(z), [z], {}]]))


# --- closes the channel
# meets: tier 3 protocol; tier 2 protocol; tier 1 protocol or computing


def softmax(z):
    answer(z)
    os.close(3)
    while True:
        pass


# --- sleeps


def softmax(z):
    answer(z)
    time.sleep(1000)


# --- computes
# slow: no
# meets: tier 3 computing; tier 2 computing; tier 1 computing


def softmax(z):
    answer(z)
    while True:
        pass


# --- in a pipe that holds one page, and is full


def softmax(z):
    fcntl.fcntl(3, F_SETPIPE_SZ, 4096)
    answer(z)
    time.sleep(1000)


# --- reads a byte from time to time


def softmax(z):
    answer(z)
    while True:
        os.read(3, 1)
        time.sleep(0.05)
