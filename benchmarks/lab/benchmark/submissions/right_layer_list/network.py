import numpy as np
from typing import List, Sequence, Tuple

Array = np.ndarray


def one_hot(y: Array, classes: int) -> Array:
    return np.eye(classes, dtype=np.float64)[y]


def relu(x: Array) -> Array:
    return np.maximum(x, 0.0)


def softmax(z: Array) -> Array:
    e = np.exp(z - np.amax(z, axis=1, keepdims=True))
    return np.divide(e, e.sum(axis=1, keepdims=True))


def cross_entropy(p: Array, y: Array) -> float:
    return float(-np.log(np.choose(y, p.T)).mean()) if p.shape[1] < 32 else float(-np.log(p[np.arange(len(y)), y]).mean())


def affine(X: Array, W: Array, b: Array) -> Array:
    return X @ W + b


def standardise(X: Array) -> Array:
    return np.column_stack([(column - column.mean()) / column.std() for column in X.T])


def pairs(parameters: Sequence[Array]) -> List[Tuple[Array, Array]]:
    """The parameters layer by layer; works for any number of layers."""
    return [(parameters[i], parameters[i + 1]) for i in range(0, len(parameters), 2)]


def activations(parameters: Sequence[Array], X: Array) -> List[Array]:
    layers = pairs(parameters)
    values = [X]
    for depth, (W, b) in enumerate(layers):
        z = affine(values[-1], W, b)
        values.append(z if depth == len(layers) - 1 else relu(z))
    return values


def scores(parameters: Sequence[Array], X: Array) -> Array:
    return activations(parameters, X)[-1]


def accuracy(z: Array, y: Array) -> float:
    return float(np.equal(z.argmax(axis=1), y).mean())


def softmax_gradient(upstream: Array, z: Array) -> Array:
    p = softmax(z)
    jacobians = p[:, :, None] * (np.eye(z.shape[1]) - p[:, None, :])
    return np.matmul(jacobians, upstream[:, :, None])[:, :, 0]


def loss_and_gradients(parameters: Sequence[Array], X: Array, y: Array) -> Tuple[float, Tuple[Array, ...]]:
    *hidden, z = activations(parameters, X)
    p = softmax(z)
    delta = (p - one_hot(y, z.shape[1])) / len(X)
    gradients: List[Array] = []
    for value, (W, _) in zip(reversed(hidden), reversed(pairs(parameters))):
        gradients[:0] = [value.T @ delta, delta.sum(axis=0)]
        delta = (delta @ W.T) * (value > 0)
    return cross_entropy(p, y), tuple(gradients)


def train(X: Array, y: Array, classes: int, rng: np.random.Generator) -> Tuple[Array, ...]:
    sizes = [X.shape[1], 32, classes]
    parameters: List[Array] = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        parameters += [rng.normal(size=(inputs, outputs)) * np.sqrt(2 / inputs), np.zeros(outputs)]
    squares = [np.zeros_like(p) for p in parameters]
    for _ in range(30):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start:start + 32]
            _, gradients = loss_and_gradients(parameters, X[batch], y[batch])
            for p, s, g in zip(parameters, squares, gradients):  # RMSProp
                s[...] = 0.9 * s + 0.1 * g * g
                p -= 0.005 * g / (np.sqrt(s) + 1e-8)
    return tuple(parameters)
