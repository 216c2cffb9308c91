import numpy as np


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


F = {
    "identity": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(0, z),
}
# slopes, by the value a = f(z)
SLOPE = {
    "identity": lambda a: np.ones_like(a),
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a ** 2,
    "relu": lambda a: (a > 0) * 1.0,
}


def init(sizes, rng, scale=1.0):
    return [(rng.normal(0, np.sqrt(scale), size=(m, n)), np.zeros(n)) for m, n in zip(sizes[:-1], sizes[1:])]


def forward(params, X, hidden, output):
    activations = [X]
    for l, (W, b) in enumerate(params):
        name = output if l == len(params) - 1 else hidden
        activations.append(F[name](activations[-1] @ W + b))
    return activations


def loss(p, y, kind):
    y = y.reshape(-1, 1)
    if kind == "mse":
        return float(np.mean((p - y) ** 2))
    q = np.clip(p, 1e-12, 1 - 1e-12)
    return float(-np.mean(y * np.log(q) + (1 - y) * np.log(1 - q)))


def backward(params, activations, y, hidden, output, kind):
    p = activations[-1]
    y = y.reshape(-1, 1)
    N = len(y)
    if kind == "cross_entropy":
        delta = (p - y) / N
    else:
        delta = 2 * (p - y) / N * SLOPE[output](p)
    grads = []
    for l in range(len(params) - 1, -1, -1):
        W, b = params[l]
        grads.insert(0, (activations[l].T @ delta, delta.sum(axis=0)))
        if l > 0:
            delta = (delta @ W.T) * SLOPE[hidden](activations[l])
    return grads


def train(X, y, sizes, *, hidden, output, kind, epochs, learning_rate, rng, batch_size=None, bias=True, scale=1.0):
    params = init(sizes, rng, scale)
    N = len(X)
    if batch_size is None:
        batch_size = N
    history = []
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, batch_size):
            batch = order[start:start + batch_size]
            acts = forward(params, X[batch], hidden, output)
            history.append(loss(acts[-1], y[batch], kind))
            grads = backward(params, acts, y[batch], hidden, output, kind)
            params = [
                (W - learning_rate * dW, b - learning_rate * db)
                for (W, b), (dW, db) in zip(params, grads)
            ]
    return params, history
