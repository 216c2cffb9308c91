"""Returns what compares as nothing else does: NaN, infinities, zeros with a sign, the smallest numbers.

A result must be finite where a finite one is expected, and pass by ``error <= allowed``, which NaN never does.
"""
# row: 28
# defence: C
# options: relative
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- NaN
# naive: fooled


def softmax(z):
    return np.full(z.shape, np.nan)


def loss(W, X, y):
    return float("nan")


def slopes(W, X, y):
    return np.full(W.shape, np.nan)


def classes(X, y, X_new):
    return np.full(len(X_new), np.nan)


# --- infinities
# naive: fooled


def softmax(z):
    return np.full(z.shape, np.inf)


def loss(W, X, y):
    return float("-inf")


def slopes(W, X, y):
    return np.full(W.shape, np.inf)


def classes(X, y, X_new):
    return np.full(len(X_new), np.inf)


# --- zeros with a sign
# naive: not fooled, because they are zeros


def softmax(z):
    return np.full(z.shape, -0.0)


# --- the smallest numbers there are
# naive: not fooled, because they are as good as zeros


def softmax(z):
    return np.full(z.shape, 5e-324)


def slopes(W, X, y):
    return np.full(W.shape, -5e-324)
