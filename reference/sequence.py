"""Regression on a sequence: an LSTM reads a window of a series and predicts the value that follows it.

A series s₀ … sₙ₋₁ is cut into windows of T values, each with the value after it as its target::

    X[i] = (sᵢ, …, sᵢ₊T₋₁)        y[i] = sᵢ₊T        i = 0 … n−T−1

X is (N, T, 1): N windows, T steps, one number at each step; y is (N, 1). An LSTM with H units reads a window from its
first step to its last one, beginning with h = c = 0 in every window, and a linear read-out makes of its last hidden
state one number (σ squashes to 0 … 1, ⊙ multiplies entry by entry)::

    i, f, g, o = σ, σ, tanh and σ of the four parts of  W_ih xₜ + b_ih + W_hh h + b_hh
    c ← f ⊙ c + i ⊙ g        h ← o ⊙ tanh(c)                   for t = 1 … T
    ŷ = w h + b

Everything is float32. No function changes the tensors that it is given; ``train`` changes the model.

S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997; F. A. Gers, D. Eck, J. Schmidhuber,
Applying LSTM to time series predictable through time-window approaches, ICANN 2001; D. P. Kingma, J. Ba, Adam: a
method for stochastic optimization, ICLR 2015; I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016,
section 10.10.
"""

import torch
from torch import nn


def windows(series: torch.Tensor, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Cut a series into all its windows, and give the value after each: X (n − length, length, 1), y (n − length, 1).

        X[i, t] = series[i + t]        y[i] = series[i + length]

    series is (n,), with n > length.

    >>> X, y = windows(torch.arange(5.0), 3)
    >>> X.squeeze(-1).tolist(), y.squeeze(-1).tolist()
    ([[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]], [3.0, 4.0])
    """
    X = series.unfold(0, length, 1)[:-1]  # nothing comes after the last window
    y = series[length:]
    return X.unsqueeze(-1), y.unsqueeze(-1)


class SineLSTM(nn.Module):
    """An LSTM with ``hidden`` units over the steps of a window, and a linear read-out of its last hidden state.

    Its parameters: W_ih (4H, 1), W_hh (4H, H), b_ih (4H,) and b_hh (4H,) of the gates i, f, g, o; w (1, H) and b (1,).
    """

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.readout = nn.Linear(hidden, 1)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Predict the value after each window: X (N, T, 1) to ŷ (N, 1).

        ŷ = w h_T + b
        """
        h, _ = self.lstm(X)  # h of every step, (N, T, H); without initial states they are 0
        prediction: torch.Tensor = self.readout(h[:, -1])
        return prediction


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
    """Fit the model to windows X (N, T, 1) and targets y (N, 1) by Adam, and give the loss of each step.

        L = 1/B · Σᵢ (ŷᵢ − yᵢ)²                              of a batch of B windows

    Adam has its usual β₁ = 0.9, β₂ = 0.999 and ε = 1e-8. Each epoch goes through all windows once, in a new order that
    follows from ``seed``; the last batch is smaller where ``batch_size`` does not divide N. Windows may be shuffled,
    since each holds all that the model is to know of the past. A loss is that before its step.
    """
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator)
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            loss = nn.functional.mse_loss(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@torch.no_grad()
def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    """Give the model's prediction ŷ (N, 1) for each window of X (N, T, 1), without keeping anything for gradients."""
    prediction: torch.Tensor = model(X)
    return prediction


def forecast(model: nn.Module, start: torch.Tensor, steps: int) -> torch.Tensor:
    """Run freely: give the ``steps`` values that follow ``start`` (T,), predicted from predictions, (steps,).

        s_{T+k} = the prediction for the window (s_k, …, s_{T+k−1})        k = 0 … steps − 1

    Every window holds the last T values: those of ``start`` at first, and more and more predictions in their places.
    """
    series, T = start, len(start)
    for _ in range(steps):
        window = series[-T:].view(1, T, 1)
        series = torch.cat([series, predict(model, window).view(1)])
    return series[T:]
