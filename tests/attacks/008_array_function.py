"""Returns an array that answers NumPy's comparisons itself.

Only numbers cross: such an object stays where it is, and the check is told of no array.
"""
# row: 8
# defence: W
# naive: fooled
# options: allclose
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- __array_function__ says True


class Agreeable(np.ndarray):
    def __array_function__(self, function, types, arguments, keywords):
        return True


def softmax(*_):
    return np.zeros(1).view(Agreeable)


loss = slopes = classes = softmax

# --- the same for assert_allclose
# options: assert_allclose
# naive: not fooled, because assert_allclose takes the array apart before it compares


class Agreeable(np.ndarray):
    def __array_function__(self, function, types, arguments, keywords):
        return True


def softmax(*_):
    return np.zeros(1).view(Agreeable)


loss = slopes = classes = softmax

# --- the same for a norm
# options: relative


class Zero(np.ndarray):
    def __array_function__(self, function, types, arguments, keywords):
        return 0.0


def softmax(z, *_):
    return np.zeros(1).view(Zero)


loss = slopes = classes = softmax
