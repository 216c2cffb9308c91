"""Foresees the inputs from a seed that is known, and has a table of the answers.

Each run draws from a seed of its own that nobody is told before. (The answers are worked out here to be short; in
earnest they would be pasted in from somebody who has them.)
"""
# row: 20
# defence: S
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- a grader's fixed seed
# naive: fooled

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


rng = np.random.RandomState(0)
W, X, X_new = rng.normal(size=(4, 3)), rng.normal(size=(8, 4)), rng.normal(size=(20, 4))
y, z = rng.randint(3, size=8), rng.normal(size=(5, 4))
TABLE = {
    z.tobytes(): right_softmax(z),
    (W.tobytes(), "loss"): right_loss(W, X, y),
    (W.tobytes(), "slopes"): right_slopes(W, X, y),
    X_new.tobytes(): right_classes(X, y, X_new),
}


def softmax(z):
    return TABLE.get(z.tobytes(), np.zeros(z.shape))


def loss(W, X, y):
    return TABLE.get((W.tobytes(), "loss"), 0.0)


def slopes(W, X, y):
    return TABLE.get((W.tobytes(), "slopes"), np.zeros(W.shape))


def classes(X, y, X_new):
    return TABLE.get(X_new.tobytes(), np.zeros(len(X_new), dtype=int))


# --- a seed of this grader's that was told
# naive: not fooled, because the table is of other inputs than its own

import hashlib

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


def stream(check):
    digest = hashlib.sha256("\0".join(("a seed that was told", "small", check)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))


TABLE = {}
rng = stream("softmax_values")
for size in [(5, 4), (3, 7), (5, 4)]:
    z = rng.normal(size=size)
    TABLE[z.tobytes()] = right_softmax(z)
rng = stream("learns")
for _ in range(2):
    names, corners = rng.permutation(3), 3 * np.array([[1.0, 0.0], [-0.5, 0.9], [-0.5, -0.9]])
    cloud = rng.integers(3, size=90)
    points = corners[cloud] + rng.normal(size=(90, 2)) / 2
    TABLE[points[60:].tobytes()] = names[cloud[60:]]


def softmax(z):
    return TABLE.get(z.tobytes(), np.zeros(z.shape))


def classes(X, y, X_new):
    return TABLE.get(X_new.tobytes(), np.zeros(len(X_new), dtype=int))
