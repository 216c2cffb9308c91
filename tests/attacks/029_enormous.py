"""Returns numbers so large that the error is lost in them, or so coarse that it is rounded away.

The tolerance comes from the expected side alone, and a coarser type than float32 is refused. float32 itself is taken
for what it is, with the tolerance that its rounding needs: an error below that can hide in it.
"""
# row: 29
# defence: C
# options: relative
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- the square is infinite
# naive: fooled


def softmax(z):
    return np.full(z.shape, 1e200)


def loss(W, X, y):
    return np.full(2, 1e200)


def slopes(W, X, y):
    return np.full(W.shape, 1e200)


def classes(X, y, X_new):
    return np.full(len(X_new), 1e200)


# --- a tolerance by its own size
# options: allclose
# naive: not fooled, because a part of its own size is still smaller than itself


def softmax(z):
    return np.full(z.shape, 1e300)


def slopes(W, X, y):
    return np.full(W.shape, 1e300)


# --- half precision
# naive: not fooled, because it computes on in the finer type


def softmax(z):
    return np.full(z.shape, 1 / z.shape[1], dtype=np.float16)


def slopes(W, X, y):
    return np.zeros(W.shape, dtype=np.float16)


# --- single precision, which has a wider tolerance
# work: coarse
# naive: not fooled, because its tolerance is the same for every type
# expect: tier 3 open; tier 2 open; tier 1 open

coarse = softmax


def softmax(z):
    return coarse(z).astype(np.float32)


# --- complex numbers
# naive: not fooled, because the imaginary part counts


def softmax(z):
    return np.full(z.shape, 1 / z.shape[1] + 1j)
