"""Returns truth values, integers and objects that are not what they seem.

Truth values are bytes of 0 or 1, integers are of a size that is written down, and objects do not cross.
"""
# row: 30
# defence: W, C
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- objects in an array
# naive: fooled
# options: equal


class Any(int):
    def __eq__(self, other):
        return True


def softmax(z):
    answer = np.empty(z.shape, dtype=object)
    answer.fill(Any())
    return answer


def loss(W, X, y):
    return np.array([Any()], dtype=object)


def slopes(W, X, y):
    return softmax(W)


def classes(X, y, X_new):
    return softmax(X_new)[:, 0]


# --- truth values of 2
# naive: not fooled, because it compares with numbers


def softmax(z):
    return np.frombuffer(bytes([2] * z.size), dtype=bool).reshape(z.shape)


def slopes(W, X, y):
    return softmax(W)


def classes(X, y, X_new):
    return softmax(X_new)[:, 0]


# --- integers that wrap around
# options: difference
# naive: not fooled, because NumPy takes a larger type for the difference


def softmax(z):
    return np.full(z.shape, 2**64 - 1, dtype=np.uint64)


def classes(X, y, X_new):
    return np.full(len(X_new), 255, dtype=np.uint8)


# --- integers without end
# naive: not fooled, because NumPy has no type for them


def softmax(z):
    return [[10**400] * z.shape[1]] * len(z)


def loss(W, X, y):
    return 10**4000


def slopes(W, X, y):
    return -(2**63) - 1
