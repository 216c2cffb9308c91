import torch
from torch import nn

from my_cell import MyCell


def windows(series, length):
    i = torch.arange(len(series) - length)[:, None] + torch.arange(length)
    return series[i][..., None], series[length:, None].clone()


class SineLSTM(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.H = hidden
        self.cell = MyCell(1, hidden)
        self.out = nn.Linear(hidden, 1)

    def forward(self, X):
        h = c = torch.zeros(len(X), self.H)
        for t in range(X.shape[1]):          # 逐步展开
            h, c = self.cell(X[:, t], h, c)
        return self.out(h)


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
        w = torch.cat([w[1:], p])
    return torch.cat(out)
