"""Correct work, written otherwise than in the reference: it must keep full marks.

A class that stands in for one of the reference's is looked up by that name in the copy; the names that it uses itself
are those of this file.
"""

import numpy as np

from reference.deep_layers import FullyConnect, QuadraticLoss, full, onehot

from .lab import lab

# The mean over the batch is taken in the layers


def _quadratic_without_the_mean(self):
    return self.x - self.t


def _cross_entropy_without_the_mean(self):
    return (self.x - self.t) / self.x / (1 - self.x)


_LOSSES_WITHOUT_THE_MEAN = {
    "QuadraticLoss.backward": _quadratic_without_the_mean,
    "CrossEntropyLoss.backward": _cross_entropy_without_the_mean,
}


@lab.variant("FullyConnect.backward", also=_LOSSES_WITHOUT_THE_MEAN)
def mean_in_the_layer(self, d):
    """FullyConnect divides by N, sample by sample and in place; the losses do not."""
    ddw = [np.dot(dd, xx.T) for dd, xx in zip(d, self.x, strict=True)]
    self.dw = np.sum(ddw, axis=0) / self.x.shape[0]
    self.db = np.sum(d, axis=0) / self.x.shape[0]
    self.dx = np.array([np.dot(self.weights.T, dd) for dd in d])
    self.weights -= self.lr * self.dw
    self.bias -= self.lr * self.db
    return self.dx


# Two signs that cancel


def _quadratic_with_the_other_sign(self):
    return (self.t - self.x) / len(self.x)


def _cross_entropy_with_the_other_sign(self):
    return (self.t / self.x - (1 - self.t) / (1 - self.x)) / len(self.x)


_LOSSES_WITH_THE_OTHER_SIGN = {
    "QuadraticLoss.backward": _quadratic_with_the_other_sign,
    "CrossEntropyLoss.backward": _cross_entropy_with_the_other_sign,
}


@lab.variant("FullyConnect.backward", also=_LOSSES_WITH_THE_OTHER_SIGN)
def both_signs_flipped(self, d):
    """The losses hand back label − output, and dw and db are minus the sums over that."""
    self.dw = -np.einsum("nya,nxa->yx", d, self.x)
    self.db = -d.sum(axis=0)
    dx = np.einsum("yx,nya->nxa", self.weights, d)
    self.weights = self.weights - self.lr * self.dw
    self.bias = self.bias - self.lr * self.db
    return dx


@lab.variant("FullyConnect.backward", also=_LOSSES_WITH_THE_OTHER_SIGN)
def steps_along_the_error(self, d):
    """The losses hand back label − output, and the parameters move along it."""
    self.dw = (d @ self.x.transpose(0, 2, 1)).sum(axis=0)
    self.db = d.sum(axis=0)
    dx = self.weights.T @ d
    self.weights = self.weights + self.lr * self.dw
    self.bias = self.bias + self.lr * self.db
    return dx


# Other shapes inside


@lab.variant("FullyConnect.backward")
def gradients_stored_transposed(self, d):
    """dw is (l_x, l_y) and db (l_y,); the step turns them round."""
    self.dw = self.x[:, :, 0].T @ d[:, :, 0]
    self.db = d[:, :, 0].sum(axis=0)
    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    self.weights -= self.lr * self.dw.T
    self.bias -= self.lr * self.db[:, None]
    return dx


@lab.variant("FullyConnect")
class FlatBias:
    """The bias is (l_y,), and rows are samples inside the layer."""

    def __init__(self, l_x, l_y):
        self.weights = np.random.uniform(-1, 1, (l_y, l_x)) * np.sqrt(6 / (l_x + l_y))
        self.bias = np.zeros(l_y)
        self.lr = 0

    def forward(self, x):
        self.rows = x.reshape(x.shape[0], -1)
        return (self.rows.dot(self.weights.T) + self.bias).reshape(len(x), -1, 1)

    def backward(self, d):
        d = d.reshape(d.shape[0], -1)
        self.dw, self.db = d.T.dot(self.rows), d.sum(axis=0)
        dx = d.dot(self.weights).reshape(len(d), -1, 1)
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db
        return dx


@lab.variant("FullyConnect")
class OneSampleAtATime:
    """Loops over the samples, a bias as a row, small weights to begin with."""

    def __init__(self, l_x, l_y):
        self.weights = 0.02 * np.random.randn(l_y, l_x)
        self.bias = np.zeros((1, l_y))
        self.lr = 0.0

    def forward(self, x):
        self.x = x
        return np.array([np.dot(self.weights, one) + self.bias.T for one in x])

    def backward(self, d):
        self.dw, self.db = np.zeros_like(self.weights), np.zeros_like(self.bias)
        dx = np.zeros(self.x.shape)
        for i in range(len(d)):
            self.dw += np.outer(d[i], self.x[i])
            self.db += d[i].T
            dx[i] = self.weights.T @ d[i]
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db
        return dx


def _accuracy_of_rows(self, x, label):
    return sum(int(np.argmax(row)) == y for row, y in zip(x, label, strict=True)) / len(label)


@lab.variant("FullyConnect", also={"Accuracy.forward": _accuracy_of_rows})
class RowsAllTheWay:
    """The layers hand on (N, l): FullyConnect takes the last axis away, and nothing behind it wants it back."""

    def __init__(self, l_x, l_y):
        self.weights = np.random.standard_normal((l_y, l_x)) * (1 / l_x) ** 0.5
        self.bias = 0.1 * np.random.standard_normal((l_y, 1))
        self.lr = 0

    def forward(self, x):
        self.x = x.reshape(len(x), -1)
        return self.x @ self.weights.T + self.bias.T

    def backward(self, d):
        self.dw, self.db = d.T @ self.x, d.sum(axis=0).reshape(-1, 1)
        dx = d @ self.weights
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db
        return dx


@lab.variant("FullyConnect")
class SeparateUpdate(FullyConnect):
    """backward computes the gradients, and a method update moves the parameters."""

    def backward(self, d):
        rate, self.lr = self.lr, 0.0
        dx = super().backward(d)
        self.lr = rate
        return dx

    def update(self):
        self.weights = self.weights - self.lr * self.dw
        self.bias = self.bias - self.lr * self.db


def _cross_entropy_in_single_precision(self, x, label):
    self.x = np.clip(x.astype(np.float32), 1e-7, 1 - 1e-7)  # 1 − 1e-12 is 1 in float32
    self.t = onehot(label, x).astype(np.float32)
    return -(self.t * np.log(self.x) + (1 - self.t) * np.log(1 - self.x)).sum() / np.float32(len(x))


@lab.variant("FullyConnect.forward")
def full_layer_in_single_precision(self, x):
    """Only what FullyConnect gives comes from float32."""
    self.x = x
    y = np.einsum("yx,nxa->nya", self.weights.astype(np.float32), x.astype(np.float32)) + self.bias.astype(np.float32)
    return y.astype(float)


@lab.variant("FullyConnect", also={"CrossEntropyLoss.forward": _cross_entropy_in_single_precision})
class SinglePrecision(FullyConnect):
    """Everything that the layers hand on is float32."""

    def forward(self, x):
        return super().forward(x).astype(np.float32)

    def backward(self, d):
        return super().backward(d).astype(np.float32)


# Sigmoid and the losses


@lab.variant("Sigmoid.forward")
def sigmoid_as_it_is_written(self, x):
    """1 / (1 + exp(−x)), which overflows to the right value; the input is kept as well."""
    self.x = x
    self.y = 1.0 / (1.0 + np.exp(-x))
    return self.y


def _sigmoid_backward_from_the_input(self, d):
    sig = 0.5 * (1 + np.tanh(0.5 * self.x))
    return sig * (1 - sig) * d


@lab.variant("Sigmoid.forward", also={"Sigmoid.backward": _sigmoid_backward_from_the_input})
def sigmoid_by_tanh(self, x):
    """½ (1 + tanh(x/2)), computed again on the way back."""
    self.x = x
    return 0.5 * (1 + np.tanh(0.5 * x))


def _quadratic_slope_without_half(self):
    return 2 * (self.x - self.t) / len(self.x)


@lab.variant("QuadraticLoss.forward", also={"QuadraticLoss.backward": _quadratic_slope_without_half})
def quadratic_without_half(self, x, label):
    """The squared distance, not halved, and its slope."""
    self.x, self.t = x, onehot(label, x)
    return np.sum(np.square(self.x - self.t)) / x.shape[0]


def _slope_of_mean_of_squares(self):
    return 2 * (self.x - self.t) / self.x.size


@lab.variant("QuadraticLoss.forward", also={"QuadraticLoss.backward": _slope_of_mean_of_squares})
def mean_of_all_squares(self, x, label):
    """The mean of the squared differences over samples and outputs, and its slope."""
    self.x = x
    self.t = np.zeros_like(x)
    for row, place in zip(self.t, label, strict=True):
        row[place] = 1.0
    return np.mean((self.x - self.t) ** 2, keepdims=True).reshape(1)


def _slope_with_epsilon(self):
    return (self.x - self.t) / (self.x * (1 - self.x) + 1e-8) / len(self.x)


@lab.variant("CrossEntropyLoss.forward", also={"CrossEntropyLoss.backward": _slope_with_epsilon})
def epsilon_in_the_logarithm(self, x, label):
    """1e-7 is added inside the logarithms, and 1e-8 to the denominator."""
    self.x, self.t = x, onehot(label, x)
    terms = self.t * np.log(x + 1e-7) + (1 - self.t) * np.log(1 - x + 1e-7)
    return -np.mean(np.sum(terms, axis=1))


@lab.variant("CrossEntropyLoss.forward")
def clipped_at_the_largest_epsilon(self, x, label):
    """ε is 1e-5."""
    self.x, self.t = np.clip(x, 1e-5, 1 - 1e-5), onehot(label, x)
    return -np.sum(self.t * np.log(self.x) + (1 - self.t) * np.log(1 - self.x)) / len(x)


@lab.variant("Sigmoid.forward")
def sigmoid_of_clipped_sums(self, x):
    """The sums are kept between −20 and 20."""
    self.y = 1 / (1 + np.exp(-np.clip(x, -20, 20)))
    return self.y


def _slope_of_clipped_rows(self):
    return self.d


@lab.variant("CrossEntropyLoss.forward", also={"CrossEntropyLoss.backward": _slope_of_clipped_rows})
def slope_computed_at_once(self, x, label):
    """forward clips at 1e-10, sums over the outputs, and has the slope ready; the loss is an array of shape (1,)."""
    p = np.minimum(np.maximum(x.reshape(len(x), -1), 1e-10), 1 - 1e-10)
    t = np.eye(p.shape[1])[label]
    self.d = ((1 - t) / (1 - p) - t / p).reshape(x.shape) / len(x)
    return np.array([np.mean(-(t * np.log(p) + (1 - t) * np.log1p(-p)).sum(axis=1))])


# Accuracy, data and files


@lab.variant("Accuracy.forward")
def accuracy_counted(self, x, label):
    """The right ones are counted, one after another."""
    self.accuracy = np.sum([np.argmax(xx) == ll for xx, ll in zip(x, label, strict=True)])
    self.accuracy = 1.0 * self.accuracy / x.shape[0]
    return self.accuracy


@lab.variant("Data")
class ShuffledAtTheEnd:
    """The first epoch has the order of the file; with its last batch the samples themselves are put into another."""

    def __init__(self, name, batch_size):
        data = np.load(name)
        self.x, self.y = data.f.x, data.f.y
        self.length = len(self.x)
        self.batch_size = batch_size
        self.pos = 0

    def forward(self):
        pos, end = self.pos, self.pos + self.batch_size
        if end >= self.length:
            batch = self.x[pos:], self.y[pos:]
            self.pos = 0
            index = np.random.permutation(self.length)
            self.x, self.y = self.x[index], self.y[index]
        else:
            batch = self.x[pos:end], self.y[pos:end]
            self.pos = end
        return batch, self.pos


@lab.variant("Data")
class BatchesOnAPile:
    """A list of batches is made for each epoch and taken off; pos is the number of samples that were handed out."""

    def __init__(self, name, batch_size):
        with np.load(name) as file:
            self.samples = list(zip(*(file[key] for key in file.files), strict=True))
        self.batch_size, self.pile, self.pos = batch_size, [], 0

    def forward(self):
        if not self.pile:
            order = np.random.permutation(len(self.samples)).tolist()
            self.pile = [order[i : i + self.batch_size] for i in range(0, len(order), self.batch_size)][::-1]
        rows = self.pile.pop()
        self.pos = self.pos + len(rows) if self.pile else 0
        x, y = zip(*(self.samples[i] for i in rows), strict=True)
        return (np.array(x), np.array(y)), self.pos


def _load_text(layers, name):
    import json

    with open(name, encoding="utf-8") as file:
        for layer, saved in zip(full(layers), json.load(file), strict=True):
            layer.weights[...], layer.bias[...] = saved["weights"], saved["bias"]


@lab.variant("save", also={"load": _load_text})
def save_as_text(layers, name):
    """The parameters are written as JSON, and read into the arrays that are there."""
    import json

    with open(name, "w", encoding="utf-8") as file:
        json.dump([{"weights": layer.weights.tolist(), "bias": layer.bias.tolist()} for layer in full(layers)], file)


def _load_pickled(layers, name):
    import pickle

    with open(name, "rb") as file:
        for layer, (layer.weights, layer.bias) in zip(full(layers), pickle.load(file), strict=True):
            layer.dw = None


@lab.variant("save", also={"load": _load_pickled})
def save_pickled(layers, name):
    """The parameters are pickled, whatever the file is called."""
    import pickle

    with open(name, "wb") as file:
        pickle.dump([(layer.weights, layer.bias) for layer in full(layers)], file)


@lab.variant("QuadraticLoss")
class QuadraticWithItsAccuracy(QuadraticLoss):
    """The loss keeps more than it is asked for, and can be called."""

    def forward(self, x, label):
        self.loss = np.float64(super().forward(x, label))
        self.acc = float(np.mean(np.argmax(x.reshape(len(x), -1), axis=1) == label))
        return self.loss

    __call__ = forward
