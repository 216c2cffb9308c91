"""Answers at once and works later, where the clock does not run.

The grader's clock runs until the numbers are there; what is no number yet does not cross.
"""
# row: 35
# defence: K, W
# work: slow
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- an object that works when it is looked at
# options: allclose clock
# naive: fooled

slow = softmax


class Later:
    def __init__(self, z):
        self.z = z

    def __array__(self, dtype=None, copy=None):
        return slow(self.z)


def softmax(z):
    return Later(z)


# --- a thread that works on
# options: allclose clock
# naive: not fooled, because it compares before the thread is done

import threading

slow = softmax


def softmax(z):
    answer, own = np.zeros(z.shape), z.copy()

    def work():
        answer[...] = slow(own)

    threading.Thread(target=work, daemon=True).start()
    return answer
