"""Saves a model's state and loads it: in memory, in its folder, in a temporary one; whole objects as well."""
import io
import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 3, bias=False, dtype=torch.float64)

    def forward(self, x):
        return self.linear(x)


def classes(X, y, X_new):
    net = Net()
    optimiser = torch.optim.SGD(net.parameters(), lr=1.0, momentum=0.5)
    for step in range(30):
        optimiser.zero_grad()
        F.cross_entropy(net(torch.as_tensor(X)), torch.as_tensor(y)).backward()
        optimiser.step()
        if step % 10 == 0:
            torch.save({"model": net.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, "checkpoint.pt")
    checkpoint = torch.load("checkpoint.pt")
    optimiser.load_state_dict(checkpoint["optimiser"])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "best.pth")
        torch.save(net.state_dict(), path)
        best = Net()
        best.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    buffer = io.BytesIO()
    torch.save(best, buffer)
    buffer.seek(0)
    again = torch.load(buffer, weights_only=False)
    again.eval()
    with torch.no_grad():
        return again(torch.from_numpy(X_new)).argmax(1).numpy()


def softmax(z):
    return torch.softmax(torch.as_tensor(z), dim=1).numpy()


def loss(W, X, y):
    W, X, y = torch.as_tensor(W), torch.as_tensor(X), torch.as_tensor(y)
    return F.cross_entropy(X @ W, y).item()


def slopes(W, X, y):
    W = torch.tensor(W, requires_grad=True)
    F.cross_entropy(torch.as_tensor(X) @ W, torch.as_tensor(y)).backward()
    return W.grad.numpy()
