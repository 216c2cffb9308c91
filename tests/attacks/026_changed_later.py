"""Changes an array that it has returned already.

An answer is a copy of the bytes, made when it is given.
"""
# row: 26
# defence: W
# naive: not fooled, because it has compared before the other thread has an answer
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- a thread that flips the answer

import threading

returned = []


def flip():
    while True:
        for each in returned:
            each[...] = 1 - each


def softmax(z):
    if not returned:
        threading.Thread(target=flip, daemon=True).start()
    returned.append(np.zeros(z.shape))
    return returned[-1]


# --- a thread that corrects the answer when it was seen

import threading


def correct(answer, z):
    threading.Event().wait(0.1)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    answer[...] = e / e.sum(axis=1, keepdims=True)


def softmax(z):
    answer = np.zeros(z.shape)
    threading.Thread(target=correct, args=(answer, z.copy()), daemon=True).start()
    return answer
