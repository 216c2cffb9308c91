"""Correct work, written otherwise than in the reference: it must keep full marks.

A class that stands in for the reference's is looked up by that name in the copy; the names that it uses itself are
those of this file.
"""

import itertools

import numpy as np

from reference.network import DeepNet, feature_statistics, normalise, softmax

from .lab import lab

# Parts


def _statistics_by_sums(X):
    mean = np.sum(X, axis=0, keepdims=True) / len(X)
    return [mean, np.sum((X - mean) ** 2, axis=0, keepdims=True) / len(X)]


@lab.variant("normalise", also={"feature_statistics": _statistics_by_sums})
def normalised_feature_by_feature(X, mean, variance):
    """Statistics by sums, in rows (1, D); one feature after the other, a tiny ε under the root of those that vary."""
    columns = []
    for j, (mu, var) in enumerate(zip(np.ravel(mean), np.ravel(variance), strict=True)):
        scale = (var + 1e-10) ** 0.5 if var != 0 else 1.0
        columns.append([(value - mu) / scale for value in X[:, j]])
    return np.array(columns).T


def _xavier_uniform(fan_in, fan_out, rng):
    return np.sqrt(6 / (fan_in + fan_out)) * (2 * rng.random((fan_in, fan_out)) - 1)


@lab.variant("he_normal", also={"xavier_normal": _xavier_uniform})
def uniform_weights(fan_in, fan_out, rng):
    """The initial weights are uniform, with the same variances."""
    bound = np.sqrt(6 / fan_in)
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


# Loss and gradients


@lab.variant("DeepNet.loss_and_gradients")
def penalty_per_sample(self, X, y, rng=None):
    """The penalty is λ/(2m) · Σ W², with the m samples of the batch."""
    from reference.network import DeepNet

    full, self.l2 = self.l2, self.l2 / len(X)
    try:
        return DeepNet.loss_and_gradients(self, X, y, rng)
    finally:
        self.l2 = full


@lab.variant("DeepNet.loss_and_gradients")
def onehot_labels_and_epsilon(self, X, y, rng=None):
    """Labels as rows of a unit matrix, 1e-12 in the logarithm, a loss of shape (1, 1), a gradient more than asked."""
    z, caches = self._forward(np.asarray(X, dtype=float), rng, training=True)
    P, Y = softmax(z), np.eye(z.shape[1])[y]
    loss = np.mean(-np.sum(Y * np.log(P + 1e-12), axis=1, keepdims=True), axis=0, keepdims=True)
    loss = loss + 0.5 * self.l2 * sum((W * W).sum() for name, W in self.parameters.items() if name.startswith("W"))
    return [loss, {**self._backward((P - Y) / X.shape[0], caches), "scores": P - Y}]


# A network of layers that are objects


class _Dense:
    def __init__(self, n_in, n_out, std, rng, biased=True):
        self.W, self.b, self.biased = std * rng.standard_normal((n_in, n_out)), np.zeros((1, n_out)), biased

    def forward(self, x, training, rng):
        self.x = x
        return x @ self.W + self.b

    def backward(self, d):
        """The mean over the batch is taken here."""
        self.dW, self.db = self.x.T @ d / len(d), np.mean(d, axis=0, keepdims=True)
        return d @ self.W.T


class _Norm:
    def __init__(self, n):
        self.gamma, self.beta, self.mean, self.var = np.ones((1, n)), np.zeros((1, n)), np.zeros(n), np.ones(n)

    def forward(self, x, training, rng):
        mean, std = self.mean, np.sqrt(self.var)
        if training:
            mean, std = x.mean(axis=0), x.std(axis=0)
            self.mean = 0.9 * self.mean + 0.1 * mean
            self.var = 0.9 * self.var + 0.1 * (x.var(axis=0, ddof=1) if len(x) > 1 else x.var(axis=0))
        self.std, self.x_hat = std, (x - mean) / (std + 1e-5)
        return self.gamma * self.x_hat + self.beta

    def backward(self, d):
        N = len(d)
        self.dgamma, self.dbeta = (d * self.x_hat).mean(axis=0, keepdims=True), d.mean(axis=0, keepdims=True)
        d_hat = d * self.gamma
        through_std = (
            self.x_hat * (d_hat * self.x_hat).sum(axis=0) / N * (self.std + 1e-5) / np.maximum(self.std, 1e-12)
        )
        return (d_hat - d_hat.mean(axis=0) - through_std) / (self.std + 1e-5)


class _Activation:
    def __init__(self, name):
        self.name = name

    def forward(self, x, training, rng):
        with np.errstate(over="ignore"):
            kinds = {"relu": lambda: x * (x > 0), "tanh": lambda: np.tanh(x), "sigmoid": lambda: 1 / (1 + np.exp(-x))}
            self.y = kinds[self.name]()
        return self.y

    def backward(self, d):
        return d * {"relu": (self.y > 0) * 1, "tanh": 1 - self.y**2, "sigmoid": self.y * (1 - self.y)}[self.name]


class _Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, x, training, rng):
        self.mask = rng.binomial(1, self.keep, size=x.shape) / self.keep if training and self.keep < 1 else 1
        return x * self.mask

    def backward(self, d):
        return d * self.mask


class _LayeredNet:
    """Layers are objects: biases are rows, N is divided by in the layers, b is kept beside batch norm."""

    def __init__(self, sizes, activation, l2, keep, batch_norm, rng):
        self.l2, self.layers, self.dense, self.norms = l2, [], [], []
        for i, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
            std = np.sqrt(2 / n_in) if activation == "relu" else np.sqrt(2 / (n_in + n_out))
            self.dense.append(_Dense(n_in, n_out, std, rng))
            self.layers.append(self.dense[-1])
            if i < len(sizes) - 2:
                if batch_norm:
                    self.norms.append(_Norm(n_out))
                    self.layers.append(self.norms[-1])
                self.layers += [_Activation(activation), _Dropout(keep)]
        self.statistics = None

    @property
    def parameters(self):
        found = {}
        for i, layer in enumerate(self.dense, start=1):
            found[f"W{i}"], found[f"b{i}"] = layer.W, layer.b
        for i, layer in enumerate(self.norms, start=1):
            found[f"gamma{i}"], found[f"beta{i}"] = layer.gamma, layer.beta
        return found

    @parameters.setter
    def parameters(self, values):
        for i, layer in enumerate(self.dense, start=1):
            layer.W, layer.b = np.array(values[f"W{i}"]), np.array(values[f"b{i}"])
        for i, layer in enumerate(self.norms, start=1):
            layer.gamma, layer.beta = np.array(values[f"gamma{i}"]), np.array(values[f"beta{i}"])

    @property
    def running(self):
        return {f"{name}{i}": getattr(layer, name) for i, layer in enumerate(self.norms, 1) for name in ("mean", "var")}

    @running.setter
    def running(self, values):
        for i, layer in enumerate(self.norms, start=1):
            layer.mean, layer.var = values[f"mean{i}"], values[f"var{i}"]

    def _forward(self, X, training, rng):
        if self.statistics is not None:
            X = normalise(X, *self.statistics)
        for layer in self.layers:
            X = layer.forward(X, training, rng)
        return X

    def loss_and_gradients(self, X, y, rng=None):
        P = self._forward(X, True, rng)
        P = softmax(P)
        loss = -np.log(P[range(len(y)), y] + 1e-12).sum() / len(y)
        d = P - (np.arange(P.shape[1]) == np.asarray(y)[:, None])
        for layer in reversed(self.layers):
            d = layer.backward(d)
        gradients = {}
        for i, layer in enumerate(self.dense, start=1):
            loss += self.l2 / 2 * np.linalg.norm(layer.W) ** 2
            gradients[f"W{i}"], gradients[f"b{i}"] = layer.dW + self.l2 * layer.W, layer.db
        for i, layer in enumerate(self.norms, start=1):
            gradients[f"gamma{i}"], gradients[f"beta{i}"] = layer.dgamma, layer.dbeta
        return loss, gradients

    def train(self, X, y, epochs, batch_size, schedule, average, rng):
        self.statistics = feature_statistics(X)
        shadow, history, t = {name: value.copy() for name, value in self.parameters.items()}, np.zeros(epochs), 0
        for epoch in range(epochs):
            order = np.arange(len(X))
            rng.shuffle(order)
            for batch in np.array_split(order, -(-len(X) // batch_size)):
                loss, gradients = self.loss_and_gradients(X[batch], y[batch], rng)
                values = self.parameters
                for name in values:
                    values[name] -= schedule(t) * gradients[name]
                t += 1
                d = min(average, (1 + t) / (10 + t))
                for name in shadow:
                    shadow[name] += (1 - d) * (values[name] - shadow[name])
                history[epoch] += loss * len(batch) / len(X)
        self.parameters = shadow
        return history

    def probabilities(self, X):
        return softmax(self._forward(X, False, None))

    def predict(self, X):
        return [int(np.argmax(row)) for row in self.probabilities(X)]


@lab.variant("DeepNet")
def layers_as_objects(sizes, activation, l2, keep, batch_norm, rng):
    """Layers are objects with ε beside the standard deviation, b beside batch norm, and N divided by in each layer."""
    from assignments.deep_net.variants import _LayeredNet

    return _LayeredNet(sizes, activation, l2, keep, batch_norm, rng)


# Training


def _train(self, X, y, epochs, batch_size, schedule, rng, update):
    self.mean, self.variance = feature_statistics(X)
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        X, y = X[order], y[order]
        for i in range(0, len(X), batch_size):
            loss, gradients = self.loss_and_gradients(X[i : i + batch_size], y[i : i + batch_size], rng)
            self.parameters = {
                name: theta - schedule(len(history)) * gradients[name] for name, theta in self.parameters.items()
            }
            history.append(loss)
            update(self.parameters, len(history))
    return history


@lab.variant("DeepNet.train")
def average_from_step_zero(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The bound of the average counts steps from 0; X and y are put into a new order themselves."""
    from assignments.deep_net.variants import _train

    shadow = {name: value.copy() for name, value in self.parameters.items()}

    def update(theta, steps):
        d = min(average, steps / (9 + steps))
        for name, value in theta.items():
            shadow[name] = d * shadow[name] + (1 - d) * value

    history = _train(self, X, y, epochs, batch_size, schedule, rng, update)
    self.parameters = shadow
    return tuple(history)


@lab.variant("DeepNet.train")
def average_of_the_moving_average_lab(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The class of the lab on schedules is updated after each step, and so begins at the first of them."""
    from assignments.deep_net.variants import _train

    moving = MovingAverage(average)  # noqa: F821
    history = _train(self, X, y, epochs, batch_size, schedule, rng, lambda theta, steps: moving.update(theta))
    self.parameters = moving.average
    return history


# float32


class _SingleNet(DeepNet):
    """Everything is computed and returned in float32."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.parameters = _single(self.parameters)

    def _forward(self, X, rng, *, training):
        self.parameters, self.running = _single(self.parameters), _single(self.running)
        z, caches = super()._forward(np.asarray(X, dtype=np.float32), rng, training=training)
        self.running = _single(self.running)
        return z.astype(np.float32), caches

    def _backward(self, dz, caches):
        return _single(super()._backward(dz.astype(np.float32), caches))


def _single(values):
    return {name: np.asarray(value, dtype=np.float32) for name, value in values.items()}


@lab.variant("DeepNet")
def everything_in_float32(*arguments):
    """Parameters, activations and gradients are in float32."""
    from assignments.deep_net.variants import _SingleNet

    return _SingleNet(*arguments)
