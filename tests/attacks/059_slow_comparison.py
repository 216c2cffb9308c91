"""Returns what takes long to compare: enormous arrays, deep lists, the smallest numbers.

Shapes come first, so the size of what is compared is the lab's own choice.
"""
# row: 59
# defence: C, W
# meets: tier 3 wrong; tier 2 wrong; tier 1 wrong

# --- an enormous array


def softmax(z):
    return np.zeros(1 << 20)


# --- one with the right first axes


def softmax(z):
    return np.zeros((*z.shape, 1 << 17))


# --- the smallest numbers


def softmax(z):
    return np.full(z.shape, 5e-324)


# --- a list of a million numbers
# slow: yes
# meets: tier 3 wrong; tier 2 wrong; tier 1 wrong or computing


def softmax(z):
    return [0.5] * 10**6


# --- a list of lists that are all of different lengths


def softmax(z):
    return [[0.5] * (i % 7) for i in range(3000)]


# --- a list of 30,000 arrays
# slow: yes


def softmax(z):
    return [np.zeros(0)] * 30_000


# --- a list that begins as it should


def softmax(z):
    return [[0.25] * z.shape[1]] * (z.shape[0] - 1) + [[0.25] * 10**6]


# --- lists in lists, in lists


def softmax(z):
    inner = 0.5
    for _ in range(25):
        inner = [inner]
    return inner


# --- a dict
# slow: yes


def softmax(z):
    return {number: number for number in range(50_000)}


# --- integers of 64 bits
# slow: yes


def softmax(z):
    return [[2**64 - 1] * z.shape[1]] * z.shape[0]


# --- dates


def softmax(z):
    return np.zeros(z.shape, dtype="datetime64[s]")


# --- the scores that it was given, as a hundred thousand others
# slow: yes
# Whether they were changed is asked of the two together, shapes first.


def softmax(z):
    import os
    import sys

    os.write(4, sys.modules["graders.sandbox.wire"].encode([["echo", probabilities(z), [np.zeros(10**5)], {}]]))
    while True:
        pass
