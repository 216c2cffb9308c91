"""Returns an array whose ``==`` and ``-`` give what it likes.

Only numbers cross: such an object stays where it is, and the check is told of no array.
"""
# row: 9
# defence: W
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- every comparison is all ones
# options: equal


class Equal(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        return np.ones(self.shape, dtype=bool)


def softmax(*_):
    return np.zeros(3).view(Equal)


loss = slopes = classes = softmax

# --- every difference is zero
# options: difference


class Equal(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        return np.zeros(3)


def softmax(*_):
    return np.zeros(3).view(Equal)


loss = slopes = classes = softmax
