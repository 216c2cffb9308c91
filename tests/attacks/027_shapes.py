"""Returns arrays of other shapes, which NumPy stretches until they fit.

The exact shape is asked for before any value is looked at; nothing is stretched.
"""
# row: 27
# defence: C
# options: allclose
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- nothing
# naive: fooled


def softmax(*_):
    return np.zeros((0, 1, 1))


loss = slopes = classes = softmax

# --- nothing, in a list
# naive: fooled


def softmax(*_):
    return [[[]], [[]]][:0] or np.zeros((0, 1, 1)).tolist() or np.zeros((1, 0, 1, 1))


loss = slopes = classes = softmax

# --- one number
# naive: not fooled, because the expected values differ from each other


def softmax(*_):
    return 1 / 3


loss = slopes = classes = softmax

# --- one column
# naive: not fooled, because the expected values differ from each other


def softmax(z):
    return np.full((len(z), 1), 1 / z.shape[1])


def slopes(W, X, y):
    return np.zeros((len(W), 1))


# --- a row too few, an axis too many
# naive: not fooled, because the values are wrong in any shape


def softmax(z):
    return np.full((1, *z.shape), 1 / z.shape[1])


def slopes(W, X, y):
    return np.zeros((len(W) - 1, W.shape[1]))


def classes(X, y, X_new):
    return np.zeros((len(X_new), 1), dtype=int)
