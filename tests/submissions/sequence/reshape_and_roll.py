import torch
from torch import nn


def windows(series, length):
    n = len(series)
    # one shifted copy of the series for each step
    cols = torch.stack([series[t:n - length + t] for t in range(length)])
    return cols.reshape(n - length, length, 1), series[length:].reshape(-1, 1).clone()


class SineLSTM(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 1)

    def forward(self, X):
        h, _ = self.lstm(X)
        return self.out(h[:, -1])


def train(model, X, y, *, epochs, batch_size, learning_rate, seed):
    torch.manual_seed(seed)
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for idx in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[idx]) - y[idx]) ** 2).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
    return losses


def predict(model, X):
    with torch.no_grad():
        return model(X)


def forecast(model, start, steps):
    w, out = start, []
    for _ in range(steps):
        p = predict(model, w[None, :, None])[0]
        out.append(p)
        w = torch.roll(w, 1)
        w[-1] = p
    return torch.cat(out)
