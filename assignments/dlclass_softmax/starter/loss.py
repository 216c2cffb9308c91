"""Softmax regression as a layer: fill in the methods below. The statement says what each of them is asked to do.

Input is (B, D), W (D, C), b (1, C); labels (B,) holds integers 0 … C−1.
"""

import numpy as np


class SoftmaxCrossEntropyLoss:
    """A linear layer, softmax and mean cross-entropy in one.

    num_input is D, num_output is C. An optimiser leaves a layer alone that is not trainable.
    """

    def __init__(self, num_input: int, num_output: int, trainable: bool = True) -> None:
        self.num_input = num_input
        self.num_output = num_output
        self.trainable = trainable
        self.XavierInit()

    def XavierInit(self) -> None:
        """Draw self.W (D, C) and self.b (1, C) from a normal distribution around 0, with the standard deviation

        σ = √2 · √(2 / (num_input + num_output))
        """
        raise NotImplementedError

    def forward(self, Input: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
        """Give the mean loss and the accuracy of a batch, and keep in self what the gradients need.

        L = −1/B · Σᵢ ln softmax(Input W + b)[i, labelsᵢ]
        """
        raise NotImplementedError

    def gradient_computing(self) -> None:
        """Set self.grad_W (D, C) and self.grad_b (1, C): the slopes of the loss that forward gave last."""
        raise NotImplementedError
