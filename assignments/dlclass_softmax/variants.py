"""Correct work, written otherwise than in the reference: it must keep full marks.

The global names of a function are looked up in the copy of the reference that it is put into, a class keeps its own.
"""

import numpy as np

from reference.dlclass_softmax import SGD, SoftmaxCrossEntropyLoss

from .lab import lab
from .provided.dataloader import Dataloader, Dataset, build_dataloader, find_file, read_idx


class _Layer:
    """What the variants of the layer share: D, C and the initialisation."""

    def __init__(self, num_input, num_output, trainable=True):
        self.num_input, self.num_output, self.trainable = num_input, num_output, trainable
        self.XavierInit()

    def XavierInit(self):
        """Draw W and b."""
        std = (2 / (self.num_input + self.num_output)) ** 0.5 * 2**0.5
        self.W = np.random.normal(0, std, (self.num_input, self.num_output))
        self.b = np.random.normal(0, std, (1, self.num_output))

    def _probabilities(self, Input):
        z = np.dot(Input, self.W) + self.b
        e = np.exp(z - np.max(z, axis=1, keepdims=True))
        return e / np.sum(e, axis=1, keepdims=True)


class _Optimiser:
    """What the variants of the optimiser share."""

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
        self.v_W, self.v_b = np.zeros_like(model.W), np.zeros_like(model.b)


# Who divides by the batch size, who has the sign


class _DividesByBatch(_Optimiser):
    def step(self):
        """Divide the sums by the batch size, which the layer knows."""
        if self.model.trainable:
            size = len(self.model.Input)
            self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W / size
            self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b / size
            self.model.W += self.v_W
            self.model.b += self.v_b


@lab.variant("SoftmaxCrossEntropyLoss.gradient_computing", also={"SGD": _DividesByBatch})
def the_optimiser_divides(self):
    """The gradients are sums over the batch, and SGD divides by its size."""
    dz = self.p - np.eye(self.p.shape[1])[self.labels]
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


class _Adds(_Optimiser):
    def step(self):
        """Move along what the layer calls its gradients."""
        if self.model.trainable:
            self.v_W = self.momentum * self.v_W + self.learning_rate * self.model.grad_W
            self.v_b = self.momentum * self.v_b + self.learning_rate * self.model.grad_b
            self.model.W += self.v_W
            self.model.b += self.v_b


@lab.variant("SoftmaxCrossEntropyLoss.gradient_computing", also={"SGD": _Adds})
def two_signs_that_cancel(self):
    """The gradients are those of minus the loss, and SGD adds them."""
    dz = (np.eye(self.p.shape[1])[self.labels] - self.p) / len(self.p)
    self.grad_W, self.grad_b = self.Input.T @ dz, dz.sum(axis=0, keepdims=True)


class _TurnsBack(_Optimiser):
    def step(self):
        """Take the transpose of the gradient."""
        if self.model.trainable:
            self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W.T
            self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b.T
            self.model.W = self.model.W + self.v_W
            self.model.b = self.model.b + self.v_b


@lab.variant("SoftmaxCrossEntropyLoss.gradient_computing", also={"SGD": _TurnsBack})
def gradients_in_rows_of_classes(self):
    """grad_W is (C, D), grad_b (C, 1), and SGD turns both back."""
    dz = (self.p - np.eye(self.p.shape[1])[self.labels]).T / len(self.p)
    self.grad_W, self.grad_b = dz @ self.Input, dz.sum(axis=1, keepdims=True)


@lab.variant("SoftmaxCrossEntropyLoss")
class GradientsUnderOtherNames(_Layer):
    """The gradients are called dW and db, and SGD knows."""

    def forward(self, Input, labels):
        """The loss and the accuracy."""
        p = self._probabilities(Input)
        self.X, self.P, self.T = Input, p, np.eye(self.num_output)[labels]
        return -np.sum(self.T * np.log(p + 1e-11)) / len(p), (p.argmax(1) == labels).sum() / len(p)

    def gradient_computing(self):
        """Set dW and db."""
        self.dW = self.X.T @ (self.P - self.T) / len(self.X)
        self.db = np.mean(self.P - self.T, axis=0, keepdims=True)


class _KnowsOtherNames(_Optimiser):
    def step(self):
        """Move along dW and db."""
        if self.model.trainable is False:
            return
        self.v_W = self.momentum * self.v_W + self.model.dW
        self.v_b = self.momentum * self.v_b + self.model.db
        self.model.W -= self.learning_rate * self.v_W
        self.model.b -= self.learning_rate * self.v_b


lab.variants["GradientsUnderOtherNames"].replaces["SGD"] = _KnowsOtherNames


# The layer, written otherwise


@lab.variant("SoftmaxCrossEntropyLoss")
class FlatBiasesAndLoops(_Layer):
    """b is (C,), and loops go over the samples and classes."""

    def XavierInit(self):
        """Draw W; b is flat and starts at 0."""
        super().XavierInit()
        self.b = np.zeros(self.num_output)

    def forward(self, Input, labels):
        """The loss and the accuracy."""
        self.Input, self.labels = Input, labels
        loss, right = 0.0, 0
        self.probabilities = []
        for x, label in zip(Input, labels, strict=True):
            z = [float(x @ self.W[:, j]) + self.b[j] for j in range(self.num_output)]
            e = [np.exp(value - max(z)) for value in z]
            self.probabilities.append(np.array(e) / sum(e))
            loss -= z[label] - max(z) - np.log(sum(e))
            right += int(np.argmax(z)) == label
        return loss / len(Input), right / len(Input)

    def gradient_computing(self):
        """Set grad_W and grad_b, one sample after the other."""
        self.grad_W, self.grad_b = np.zeros_like(self.W), np.zeros_like(self.b)
        for x, label, p in zip(self.Input, self.labels, self.probabilities, strict=True):
            delta = p.copy()
            delta[label] -= 1
            self.grad_W += np.outer(x, delta) / len(self.Input)
            self.grad_b += delta / len(self.Input)


@lab.variant("SoftmaxCrossEntropyLoss")
class AccuracyKept(_Layer):
    """forward returns the loss alone, of shape (1,), and keeps the accuracy as acc; gradients work once a forward."""

    def forward(self, Input, labels):
        """The loss."""
        self.Input, self.labels, self.p = Input, labels, self._probabilities(Input)
        self.acc = np.mean(np.argmax(self.p, axis=1) == labels)
        loss = np.zeros(1)
        loss[0] = -np.mean(np.log(np.clip(self.p[np.arange(len(labels)), labels], 1e-10, 1.0)))
        return loss

    def gradient_computing(self):
        """Set grad_W and grad_b, and forget the probabilities."""
        self.p[np.arange(len(self.p)), self.labels] -= 1
        self.p /= len(self.p)
        self.grad_W, self.grad_b = self.Input.T @ self.p, np.sum(self.p, axis=0)
        del self.p


@lab.variant("SoftmaxCrossEntropyLoss")
class InFloat32(_Layer):
    """Everything is computed in float32, with the biases as a last row of the weights on the way."""

    def forward(self, Input, labels):
        """The loss and the accuracy."""
        self.X = np.hstack([Input, np.ones((len(Input), 1))]).astype(np.float32)
        z = self.X @ np.vstack([self.W, self.b]).astype(np.float32)
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.error = np.exp(log_p) - np.eye(self.num_output, dtype=np.float32)[labels]
        return -log_p[np.arange(len(labels)), labels].mean(), np.float32(np.mean(z.argmax(axis=1) == labels))

    def gradient_computing(self):
        """Set grad_W and grad_b."""
        both = self.X.T @ self.error / np.float32(len(self.X))
        self.grad_W, self.grad_b = both[:-1], both[-1:]


@lab.variant("SoftmaxCrossEntropyLoss.forward")
def epsilon_in_the_logarithm(self, Input, labels):
    """1e-11 inside the logarithm, as the course's own file suggests; labels as rows of a unit matrix."""
    z = np.matmul(Input, self.W) + self.b
    z -= np.max(z, axis=1).reshape(-1, 1)
    self.Input, self.labels = Input, labels
    self.p = np.exp(z) / np.exp(z).sum(axis=1).reshape(-1, 1)
    onehot = (np.asarray(labels)[:, None] == np.arange(self.num_output)).astype(float)
    loss = np.mean(np.sum(-onehot * np.log(self.p + 1e-11), axis=1))
    return loss, np.count_nonzero(np.argmax(self.p, 1) == labels) / Input.shape[0]


# The optimiser, written otherwise


@lab.variant("SGD")
class VelocityOfGradients(_Optimiser):
    """v ← μ v + g and θ ← θ − η v, with velocities that start as the number 0 and belong to the layer's names."""

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.lr, self.momentum = model, learning_rate, momentum
        self.v = {"W": 0, "b": 0}

    def step(self):
        """Move W and b."""
        if not self.model.trainable:
            return
        for name in self.v:
            self.v[name] = self.momentum * self.v[name] + getattr(self.model, f"grad_{name}")
            setattr(self.model, name, getattr(self.model, name) - self.lr * self.v[name])


@lab.variant("SGD")
class VelocitySubtracted(_Optimiser):
    """v ← μ v + η g and θ ← θ − v, in place; the velocities are made in the first step."""

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
        self.velocity = None

    def step(self):
        """Move W and b."""
        layer = self.model
        if layer.trainable:
            if self.velocity is None:
                self.velocity = [np.zeros(layer.W.shape), np.zeros(layer.b.shape)]
            pairs = ((layer.W, layer.grad_W), (layer.b, layer.grad_b))
            for v, (parameter, grad) in zip(self.velocity, pairs, strict=True):
                v *= self.momentum
                v += self.learning_rate * grad
                parameter -= v


# The data and the loop: of the student's own


@lab.variant("Dataloader.__iter__")
def batches_of_nearly_one_size(self):
    """np.array_split makes batches whose sizes differ by one at most."""
    order = np.random.permutation(len(self.dataset))
    for part in np.array_split(order, -(-len(order) // self.batch_size)):
        images, labels = zip(*[self.dataset[index] for index in part], strict=True)
        yield np.stack(images), np.stack(labels).astype(np.uint8)


@lab.variant("Dataset.__init__")
def own_split(self, data_root, mode="train"):
    """The first fifth of the training file is for validation; labels stay uint8."""
    name = "t10k" if mode == "test" else "train"
    images = read_idx(find_file(data_root, f"{name}-images", 3))
    labels = read_idx(find_file(data_root, f"{name}-labels", 1))
    fifth = len(images) // 5
    part = {"train": slice(fifth, None), "val": slice(fifth), "test": slice(None)}[mode]
    self.images, self.labels = images[part].reshape(len(images[part]), -1), labels[part]


@lab.variant("Dataset.__init__")
def split_at_55000(self, data_root, mode="train"):
    """The training images end at 55,000, so that a small file leaves none for validation."""
    name = "t10k" if mode == "test" else "train"
    images = read_idx(find_file(data_root, f"{name}-images", 3))
    labels = read_idx(find_file(data_root, f"{name}-labels", 1)).astype(np.int64)
    part = {"train": slice(55_000), "val": slice(55_000, None), "test": slice(None)}[mode]
    self.images, self.labels = images[part].reshape(len(images[part]), -1 if len(images[part]) else 784), labels[part]


def _train_with_new_loaders(self):
    losses, accuracies = [], []
    for _ in range(self.cfg["max_epoch"]):
        for images, labels in self.build_loader("train", shuffle=True):
            loss, accuracy = self.model.forward(images, labels)
            self.model.gradient_computing()
            self.optimizer.step()
            losses.append(loss)
            accuracies.append(accuracy)
    return losses, accuracies


@lab.variant("build_dataloader", also={"Solver.train": _train_with_new_loaders})
def a_loader_for_each_epoch(data_root, max_epoch, batch_size, shuffle=False, mode="train"):
    """The loader is a generator that ends with its epoch, and Solver makes a new one for each."""
    yield from Dataloader(Dataset(data_root, mode), batch_size, shuffle)


def _train_with_every_loss(self):
    losses, accuracies = [], []
    for _ in range(self.cfg["max_epoch"]):
        for images, labels in self.train_loader:
            loss, accuracy = self.model.forward(images, labels)
            self.model.gradient_computing()
            self.optimizer.step()
            losses.append(loss)
            accuracies.append(accuracy)
    return losses, accuracies


def _test_by_batches(self):
    loss, accuracy = np.mean([self.model.forward(*batch) for batch in self.test_loader], axis=0)
    return loss, accuracy


@lab.variant("Solver.__init__", also={"Solver.train": _train_with_every_loss, "Solver.test": _test_by_batches})
def solver_with_fixed_sizes(self, cfg):
    """Solver is written for 784 pixels and ten classes, keeps every step's loss, and averages over batches."""
    self.cfg = cfg
    self.train_loader = build_dataloader(cfg["data_root"], cfg["max_epoch"], cfg["batch_size"], shuffle=True)
    self.test_loader = build_dataloader(cfg["data_root"], 1, cfg["batch_size"], mode="test")
    self.model = SoftmaxCrossEntropyLoss(784, 10)
    self.optimizer = SGD(self.model, cfg["learning_rate"], cfg["momentum"])


@lab.variant("Solver.train")
def solver_that_tells_nothing(self):
    """Solver.train returns nothing, and the training loop is one for steps instead of epochs."""
    for step in range(self.cfg["max_epoch"] * len(self.train_loader)):
        if step % len(self.train_loader) == 0:
            epoch = iter(self.train_loader)
        self.model.forward(*next(epoch))
        self.model.gradient_computing()
        self.optimizer.step()


# The older form, for which the names of the newer one must not be there


lab.form("softmax_classifier alone", lacks=["SoftmaxCrossEntropyLoss", "SGD"])
