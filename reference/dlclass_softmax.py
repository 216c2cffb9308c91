"""Softmax regression as a layer with state, and the optimiser that trains it.

For a batch of B samples with D features and C classes, with the samples in the rows of ``Input``::

    z = Input W + b                                 scores          (B, C)
    p = softmax(z)                                  probabilities   (B, C)
    L = −1/B · Σᵢ ln p[i, labelsᵢ]                  loss            a number

W is (D, C), b (1, C); labels (B,) holds integers 0 … C−1. The loss is the mean over the batch, in nats. The interface
is that of a university course's lab series, with its names; initialisation draws from ``np.random``, because the
interface hands over no generator.

I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, sections 6.2.2.3 (softmax) and 8.3.2 (momentum);
X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010.
"""

import numpy as np


class SoftmaxCrossEntropyLoss:
    """A linear layer, softmax and mean cross-entropy in one.

    ``num_input`` is D, ``num_output`` is C. An optimiser leaves a layer alone that is not ``trainable``. ``W`` (D, C)
    and ``b`` (1, C) are the parameters; ``gradient_computing`` sets ``grad_W`` and ``grad_b``, of the same shapes.
    """

    def __init__(self, num_input: int, num_output: int, trainable: bool = True) -> None:
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self) -> None:
        """Draw W and b anew from a normal distribution around 0, both with the standard deviation

        σ = √2 · √(2 / (num_input + num_output))
        """
        std = np.sqrt(2) * np.sqrt(2 / (self.num_input + self.num_output))
        self.W = np.random.normal(0, std, size=(self.num_input, self.num_output))
        self.b = np.random.normal(0, std, size=(1, self.num_output))

    def forward(self, Input: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
        """Give the mean loss and the accuracy of a batch, and keep what the gradients need.

            L = −1/B · Σᵢ ln softmax(Input W + b)[i, labelsᵢ]
            accuracy = the share of rows whose largest score is that of their own label

        Input is (B, D), labels (B,). The loss is right however far the scores of a row are apart, also where the
        probability of the own class is too small for a float. IndexError where a label is no class.
        """
        own = np.arange(len(Input)), labels  # the place of each sample's own class
        z = Input @ self.W + self.b

        # ln softmax(z)ⱼ = zⱼ − ln Σₖ exp(zₖ): shifted by the row's maximum nothing overflows, and the logarithm is
        # taken before anything can vanish.
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        loss = -log_p[own].mean()

        accuracy = (z.argmax(axis=1) == labels).mean()
        self.Input, self.labels, self.p = Input, labels, np.exp(log_p)
        return float(loss), float(accuracy)

    def gradient_computing(self) -> None:
        """Set ``grad_W`` and ``grad_b``, the gradients of the loss that ``forward`` gave last.

        May be called more than once after a ``forward``.

        Derivation::

            ∂L/∂z = (softmax(z) − onehot(labels)) / B
            grad_W = ∂L/∂W = Inputᵀ ∂L/∂z        grad_b = ∂L/∂b = Σᵢ ∂L/∂z[i]
        """
        dz = self.p.copy()
        dz[np.arange(len(dz)), self.labels] -= 1
        dz /= len(dz)
        self.grad_W = self.Input.T @ dz
        self.grad_b = dz.sum(axis=0, keepdims=True)


class SGD:
    """Gradient descent with momentum for one layer.

    v ← momentum · v − learning_rate · ∂L/∂θ        θ ← θ + v        for θ = W and θ = b

    The velocities v begin at 0, one for each parameter. The momentum is undamped: v collects the whole gradient, not
    1 − momentum of it.
    """

    def __init__(self, model: SoftmaxCrossEntropyLoss, learning_rate: float, momentum: float = 0.0) -> None:
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v_W = np.zeros_like(model.W)
        self.v_b = np.zeros_like(model.b)

    def step(self) -> None:
        """Move the layer's parameters by one step, in place, along the gradients that it holds; a frozen one stays."""
        if not self.model.trainable:
            return
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
        self.model.W += self.v_W
        self.model.b += self.v_b


def softmax_classifier(
    W: np.ndarray, input: np.ndarray, label: np.ndarray, lamda: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """The interface's older form, in one function: loss, gradient, prediction.

        L = −1/N · Σᵢ label[i] · ln softmax(input W)[i] + lamda/2 · Σ W²
        gradient = ∂L/∂W = inputᵀ (softmax(input W) − label) / N + lamda · W

    W is (D, C), input (N, D), label (N, C) with rows of a unit matrix; gradient is (D, C), prediction (N,) the class
    with the largest score. There is no bias.
    """
    z = input @ W
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -np.sum(label * log_p) / len(input) + lamda / 2 * np.sum(W**2)
    gradient = input.T @ (np.exp(log_p) - label) / len(input) + lamda * W
    return float(loss), gradient, z.argmax(axis=1)
