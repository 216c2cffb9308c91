"""LeNet-5: fill in the methods and functions below. The statement says what each of them is asked to do.

X is (N, 1, 28, 28), float32; y (N,) holds labels 0 … 9, int64.
"""

import torch
from torch import nn


class LeNet5(nn.Module):
    """A convolutional network for images of 28 × 28 pixels in ten classes, with 61,706 parameters."""

    def __init__(self) -> None:
        raise NotImplementedError

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Give the logits (N, 10) of images X (N, 1, 28, 28)."""
        raise NotImplementedError


def train(
    model: nn.Module,
    X: torch.Tensor,
    y: torch.Tensor,
    *,
    epochs: int,
    seed: int,
    batch_size: int = 64,
    learning_rate: float = 1e-3,
) -> list[float]:
    """Fit the model by Adam in mini-batches, and give the mean loss of each epoch.

    L = −1/B · Σᵢ ln softmax(zᵢ)[yᵢ] of a batch of B images
    """
    raise NotImplementedError


def predict(model: nn.Module, X: torch.Tensor, batch_size: int = 256) -> torch.Tensor:
    """Name the most probable class of each image, as integers (N,): argmaxⱼ zᵢⱼ."""
    raise NotImplementedError
