"""Regression on a sequence: fill in the functions and methods below. The statement says what each of them is asked.

X is (N, T, 1): N windows of T values; y is (N, 1), the value after each window. All tensors are float32.
"""

import torch
from torch import nn


def windows(series: torch.Tensor, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Cut a series (n,) into all of its windows: X (n − length, length, 1), and y (n − length, 1).

    X[i, t] = series[i + t]        y[i] = series[i + length]
    """
    raise NotImplementedError


class SineLSTM(nn.Module):
    """An LSTM with ``hidden`` units over the steps of a window, and a linear read-out of its last hidden state."""

    def __init__(self, hidden: int) -> None:
        raise NotImplementedError

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Predict the value after each window: X (N, T, 1) to ŷ (N, 1).

        ŷ = w h_T + b
        """
        raise NotImplementedError


def train(
    model: nn.Module,
    X: torch.Tensor,
    y: torch.Tensor,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    seed: int,
) -> list[float]:
    """Fit the model to windows X (N, T, 1) and targets y (N, 1) by Adam, and give the training losses.

    L = 1/B · Σᵢ (ŷᵢ − yᵢ)²        of a batch of B windows
    """
    raise NotImplementedError


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    """Give the model's prediction ŷ (N, 1) for each window of X (N, T, 1), without gradients."""
    raise NotImplementedError


def forecast(model: nn.Module, start: torch.Tensor, steps: int) -> torch.Tensor:
    """Run freely: give the ``steps`` values that follow ``start`` (T,), predicted from predictions, (steps,).

    s_{T+k} = the prediction for the window (s_k, …, s_{T+k−1})        k = 0 … steps − 1
    """
    raise NotImplementedError
