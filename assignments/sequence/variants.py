"""Correct work, written otherwise than in the reference: it must keep full marks.

What a function uses by name is looked up in the copy of the reference that it is put into; the classes are found here.
"""

import torch
import torch.nn.functional as F
from torch import nn

from reference.sequence import SineLSTM

from .lab import lab

# Windows


@lab.variant("windows")
def windows_in_a_loop(series, length):
    """The windows are collected in lists, and become tensors at the end."""
    X, y = [], []
    for i in range(length, len(series)):
        X.append([[value] for value in series[i - length : i].tolist()])
        y.append([series[i].item()])
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


@lab.variant("windows")
def windows_by_indices(series, length):
    """A matrix of indices picks the windows out of a NumPy array; arrays are returned."""
    import numpy as np

    values = series.numpy()
    index = np.arange(len(values) - length)[:, None] + np.arange(length)[None, :]
    return [values[index][..., np.newaxis], values[length:].reshape(-1, 1)]


@lab.variant("windows")
def windows_of_length_and_one(series, length):
    """Windows one longer are cut in two: inputs and target."""
    rows = torch.as_strided(series.contiguous(), (series.numel() - length, length + 1), (1, 1))
    X, y = rows.clone().split([length, 1], dim=1)
    return X[:, :, None], y


# Models


class _Cells(nn.Module):
    """nn.LSTMCell step by step; the read-out is registered first, and all names are others."""

    def __init__(self, hidden):
        super().__init__()
        self.head = nn.Linear(in_features=hidden, out_features=1)
        self.cell = nn.LSTMCell(input_size=1, hidden_size=hidden)

    def forward(self, X):
        h = c = X.new_zeros(X.size(0), self.cell.hidden_size)
        for x in X.unbind(dim=1):
            h, c = self.cell(x, (h, c))
        return self.head(h)


@lab.variant("SineLSTM")
def cells(hidden):
    """The model steps through an LSTMCell, with the read-out registered before it."""
    from assignments.sequence.variants import _Cells

    return _Cells(hidden)


class _TimeFirst(nn.Module):
    """Without batch_first, with initial states and h_n, normal initial weights."""

    def __init__(self, hidden=16):
        super(_TimeFirst, self).__init__()  # noqa: UP008 - as students write it
        self.hidden = hidden
        self.rnn = nn.LSTM(1, hidden, 1)
        self.fc = nn.Linear(hidden, 1)
        for name, weight in self.rnn.named_parameters():
            if "weight" in name:
                nn.init.xavier_normal_(weight)
            else:
                nn.init.zeros_(weight)

    def forward(self, X):
        states = (torch.zeros(1, X.shape[0], self.hidden), torch.zeros(1, X.shape[0], self.hidden))
        _, (h_n, _) = self.rnn(X.permute(1, 0, 2), states)
        return self.fc(h_n.squeeze(0))


@lab.variant("SineLSTM")
def time_first(hidden):
    """The axes are swapped for an LSTM with time first; zero states are given, and h_n is read out."""
    from assignments.sequence.variants import _TimeFirst

    return _TimeFirst(hidden)


class _ByHand(nn.Module):
    """The formulas themselves, with parameters of PyTorch's shapes."""

    def __init__(self, H):
        super().__init__()
        bound = H**-0.5
        self.W = nn.Parameter(torch.empty(4 * H, 1).uniform_(-bound, bound))
        self.U = nn.Parameter(torch.empty(4 * H, H).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.zeros(4 * H))
        self.bias = nn.Parameter(torch.zeros(4 * H))
        self.w = nn.Parameter(torch.randn(1, H) * 0.1)
        self.w0 = nn.Parameter(torch.zeros(1))

    def forward(self, X):
        N, T, _ = X.shape
        H = self.w.shape[1]
        h, c = torch.zeros(N, H), torch.zeros(N, H)
        for t in range(T):
            i, f, g, o = torch.split(F.linear(X[:, t], self.W, self.b) + F.linear(h, self.U, self.bias), H, dim=-1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        return h @ self.w.T + self.w0


@lab.variant("SineLSTM")
def by_hand(hidden):
    """The gates are computed by hand, in PyTorch's order."""
    from assignments.sequence.variants import _ByHand

    return _ByHand(hidden)


class _Steps(SineLSTM):
    """Every step is read out, and the last one taken."""

    def forward(self, X):
        output, _ = self.lstm(X)
        N, T, H = output.shape
        return self.readout(output.contiguous().view(N * T, H)).view(N, T, 1)[:, T - 1, :]


@lab.variant("SineLSTM")
def read_out_at_every_step(hidden):
    """The read-out is made at every step, and the last one is taken."""
    from assignments.sequence.variants import _Steps

    return _Steps(hidden)


# Training


@lab.variant("train")
def with_a_loader(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """A DataLoader shuffles; history has one mean for each epoch."""
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(seed)
    loader = DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=True)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.999), eps=1e-8)
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(loader.dataset))
    model.eval()
    return history


@lab.variant("train")
def with_a_generator_of_numpy(model, X, y, epochs, batch_size, learning_rate, seed):
    """NumPy shuffles, the error is written out, the whole set is predicted after each epoch for history."""
    import numpy as np

    rng = np.random.default_rng(seed)
    optimizer = torch.optim.Adam(params=model.parameters(), lr=learning_rate)
    history = np.zeros(epochs)
    for epoch in range(epochs):
        order = rng.permutation(X.shape[0])
        for batch in np.array_split(order, range(batch_size, len(order), batch_size)):
            model.zero_grad(set_to_none=False)
            difference = model(X[batch]).view(-1) - y[batch].view(-1)
            torch.mean(difference * difference).backward()
            optimizer.step()
        with torch.no_grad():
            history[epoch] = nn.functional.mse_loss(model(X), y)
    return history


@lab.variant("train")
def with_the_loss_as_tensors(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """random shuffles a list, zero_grad stands after the step, history holds tensors of each step."""
    import random

    random.seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    optimizer.zero_grad()
    history, indices = [], list(range(len(X)))
    for _ in range(epochs):
        random.shuffle(indices)
        for k in range(0, len(X), batch_size):
            rows = indices[k : min(k + batch_size, len(X))]
            loss = (y[rows] - model(X[rows])).pow(2).sum() / len(rows)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            history.append(loss.detach())
    return history


@lab.variant("train")
def with_an_adam_of_ones_own(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """Adam is written out, and the mean of the batches of an epoch goes into history."""
    generator = torch.Generator()
    generator.manual_seed(seed)
    params = list(model.parameters())
    m, v = [torch.zeros_like(p) for p in params], [torch.zeros_like(p) for p in params]
    history, t = [], 0
    for _ in range(epochs):
        losses = []
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            t += 1
            loss = nn.functional.mse_loss(model(X[batch]), y[batch])
            for p, g, a, b in zip(params, torch.autograd.grad(loss, params), m, v, strict=True):
                a.mul_(0.9).add_(g, alpha=0.1)
                b.mul_(0.999).addcmul_(g, g, value=0.001)
                p.data -= learning_rate * (a / (1 - 0.9**t)) / ((b / (1 - 0.999**t)).sqrt() + 1e-8)
            losses.append(float(loss))
        history.append(sum(losses) / len(losses))
    return history


# Free running


@lab.variant("forecast")
def forecast_with_a_buffer(model, start, steps):
    """A buffer of three axes is rolled, and the values are collected in a list of floats."""
    buffer, values = start.clone().reshape(1, -1, 1), []
    with torch.no_grad():
        for _ in range(steps):
            values.append(model(buffer).item())
            buffer = torch.roll(buffer, -1, dims=1)
            buffer[0, -1, 0] = values[-1]
    return values


@lab.variant("forecast")
def forecast_into_zeros(model, start, steps):
    """All values have a place in one tensor from the beginning."""
    T = start.shape[0]
    series = torch.zeros(T + steps)
    series[:T] = start
    for k in range(T, T + steps):
        with torch.no_grad():
            series[k] = model(series[None, k - T : k, None])[0, 0]
    return series[T:].numpy()


# Prediction


@lab.variant("predict", also={"forecast": forecast_into_zeros})
def predict_one_by_one(model, X):
    """Each window is predicted by itself, in evaluation mode, and the result is a list."""
    was_training = model.training
    model.eval()
    result = [[model(window[None]).item()] for window in X]
    model.train(was_training)
    return result


@lab.variant("predict", also={"forecast": forecast_with_a_buffer})
def predict_with_a_graph(model, X):
    """The model is just called; the result is detached and becomes an array."""
    return model(X).detach().numpy()


@lab.variant("predict")
def predict_attached(model, X):
    """The model is just called, and the graph is kept."""
    return model(X)
