"""Returns objects that are equal to everything.

The exact type is looked at before anything is read; what is no plain number, array, list or dict does not cross.
"""
# row: 10
# defence: W
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- equal to all
# options: equal


class Duck:
    __array_ufunc__ = None

    def __eq__(self, other):
        return True


def softmax(*_):
    return Duck()


loss = slopes = classes = softmax

# --- no difference from anything
# options: difference


class Duck:
    __array_ufunc__ = None

    def __sub__(self, other):
        return self

    def __abs__(self):
        return self

    def __lt__(self, other):
        return True


def softmax(*_):
    return Duck()


loss = slopes = classes = softmax

# --- a kind of float
# options: difference


class Near(float):
    __array_ufunc__ = None

    def __sub__(self, other):
        return 0.0


def softmax(*_):
    return Near()


loss = slopes = classes = softmax

# --- a kind of NumPy float
# options: equal


class Near(np.float64):
    __array_ufunc__ = None

    def __eq__(self, other):
        return True


def softmax(*_):
    return Near()


loss = slopes = classes = softmax

# --- a list that is equal to all
# options: equal


class Equal(list):
    __array_ufunc__ = None

    def __eq__(self, other):
        return True


def softmax(*_):
    return Equal()


loss = slopes = classes = softmax

# --- said to be an array
# options: equal


class Posing:
    __array_ufunc__ = None
    __class__ = property(lambda self: np.ndarray)
    shape, dtype, ndim, size = (5, 4), np.dtype(float), 2, 20

    def __eq__(self, other):
        return True


Posing.__name__ = Posing.__qualname__ = "ndarray"
Posing.__module__ = "numpy"


def softmax(*_):
    return Posing()


loss = slopes = classes = softmax
