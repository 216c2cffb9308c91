import random

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class SeriesDataset(Dataset):
    def __init__(self, X, y):
        assert len(X) == len(y)
        self.X, self.y = X, y

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def set_seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def windows(series: torch.Tensor, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    s = series.numpy().astype(np.float32)
    view = np.lib.stride_tricks.sliding_window_view(s, length)[:-1]
    return torch.tensor(view.copy()).unsqueeze(-1), torch.tensor(s[length:]).unsqueeze(-1)


class SineLSTM(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=hidden, num_layers=1, batch_first=True)
        self.head = nn.Linear(hidden, 1)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        _, (h_n, c_n) = self.lstm(X)
        return self.head(h_n.squeeze(0))


def train(model, X, y, *, epochs, batch_size, learning_rate, seed) -> list[float]:
    set_seed(seed)
    loader = make_loader(X, y, batch_size)
    optim = torch.optim.Adam(model.parameters(), lr=learning_rate)
    mse = nn.MSELoss()
    history = []
    for epoch in range(1, epochs + 1):
        total, seen = 0.0, 0
        for xb, yb in loader:
            loss = mse(model(xb), yb)
            optim.zero_grad()
            loss.backward()
            optim.step()
            total += loss.item() * len(xb)
            seen += len(xb)
        history.append(total / seen)
        print(f"[{epoch:3d}/{epochs}] loss = {history[-1]:.6f}")
    return history


def make_loader(X, y, batch_size):
    return DataLoader(SeriesDataset(X, y), batch_size=batch_size, shuffle=True)


@torch.no_grad()
def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    dummy = torch.zeros(len(X), 1)
    return torch.cat([model(xb) for xb, _ in make_loader(X, dummy, 128)])


@torch.no_grad()
def forecast(model: nn.Module, start: torch.Tensor, steps: int) -> torch.Tensor:
    values = start.tolist()
    T = len(values)
    for _ in range(steps):
        x = torch.tensor(values[-T:]).view(1, T, 1)
        values.append(float(model(x)))
    return torch.tensor(values[T:])
