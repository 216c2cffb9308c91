"""Hands in the course's own solution.

A solution that was left lying about is not within reach of the worker. Right work that was copied is right: values
can't tell who wrote it.
"""
# row: 40
# defence: P
# naive: fooled
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- the solution that was left in the package
# options: assert_allclose leftover

try:
    from solution import classes, loss, slopes, softmax
except ImportError:
    pass

# --- a copy of the reference
# expect: tier 3 open; tier 2 open; tier 1 open

def right_softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def right_loss(W, X, y):
    return float(-np.log(right_softmax(X @ W)[np.arange(len(y)), y]).mean())


def right_slopes(W, X, y):
    p = right_softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def right_classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= right_slopes(W, X, y)
    return (X_new @ W).argmax(axis=1)


softmax, loss, slopes, classes = right_softmax, right_loss, right_slopes, right_classes
