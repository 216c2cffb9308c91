"""Returns objects whose special methods exit, loop or lie as soon as somebody looks at them.

They are looked at in the worker: what they do there ends the worker, and no more.
"""
# row: 32
# defence: W, K
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- exits, whatever it is asked
# naive: fooled by its exit status

import os

NAMES = "array len iter getitem float int index bool repr str eq ne sub rsub hash"


def leave(*_, **__):
    os._exit(0)


def softmax(*_):
    return type("Trap", (), {f"__{name}__": leave for name in NAMES.split()})()


loss = slopes = classes = softmax

# --- exits when its class is asked for
# naive: not fooled, because NumPy looks at the type itself

import os


class Trap:
    __class__ = property(lambda self: os._exit(0))


def softmax(*_):
    return Trap()


loss = slopes = classes = softmax

# --- a class whose name exits
# naive: not fooled, because it asks nothing for its name

import os


class Kind(type):
    __name__ = property(lambda self: os._exit(0))


def softmax(*_):
    return Kind("Trap", (), {})()


loss = slopes = classes = softmax

# --- an array of a length that is not so
# naive: not fooled, because NumPy reads what is there


class Long(list):
    def __len__(self):
        return 20

    def __iter__(self):
        return iter([0.25] * 20)


def softmax(z):
    return Long([Long([1.0])])


# --- loops, whatever it is asked
# slow: yes
# naive: not fooled, because it never ends


def loop(*_, **__):
    while True:
        pass


def softmax(*_):
    names = "array len iter getitem float int index bool repr str eq ne sub rsub hash"
    return type("Trap", (), {f"__{name}__": loop for name in names.split()})()
