"""Returns an object that runs code where it is unpickled.

Nothing is pickled here: such an object stays where it is.
"""
# row: 31
# defence: W
# naive: not fooled, because both sides are in one process, and nothing is pickled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- __reduce__

import os


class Payload:
    def __reduce__(self):
        return os._exit, (0,)

    __reduce_ex__ = lambda self, protocol: self.__reduce__()


def softmax(*_):
    return Payload()


loss = slopes = classes = softmax

# --- the bytes of a pickle

import os
import pickle


class Payload:
    def __reduce__(self):
        return os.system, ("exit 0",)


def softmax(*_):
    return pickle.dumps(Payload())


loss = slopes = classes = softmax
