"""Returns memory that somebody else may have left an answer in.

The reference's answers are never in the worker's memory.
"""
# row: 25
# defence: P
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- what the reference left behind
# naive: fooled in softmax


def softmax(z):
    e = np.empty(z.shape)
    return e / e.sum(axis=1, keepdims=True)


# --- memory as it comes
# naive: not fooled, because the memory of the expected values is still in use


def softmax(z):
    return np.empty(z.shape)


def slopes(W, X, y):
    return np.empty(W.shape)


# --- its own input
# naive: not fooled, because it compares with the expected values


def softmax(z):
    return z


def slopes(W, X, y):
    return W


def classes(X, y, X_new):
    return X_new.argmax(axis=1)


# --- one array for all answers
# naive: not fooled, because it compares each answer before it asks for the next

buffer = np.ones(1000)


def softmax(z):
    return buffer[: z.size].reshape(z.shape)


def slopes(W, X, y):
    return buffer[: W.size].reshape(W.shape)
