"""Changes what holds for the whole process: the type of numbers, gradients off."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)


class Linear(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(n, m))
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x):
        self.seen += 1
        return x @ self.weight


@torch.enable_grad()
def slopes(W, X, y):
    model = Linear(*W.shape)
    with torch.no_grad():
        model.weight.copy_(torch.as_tensor(W))
    F.cross_entropy(model(torch.as_tensor(X)), torch.as_tensor(y)).backward()
    return model.weight.grad.numpy()


def softmax(z):
    assert torch.ones(1).dtype == torch.float64
    return F.softmax(torch.as_tensor(z), dim=-1)


def loss(W, X, y):
    W, X, y = torch.as_tensor(W), torch.as_tensor(X), torch.as_tensor(y)
    return F.cross_entropy(X @ W, y).item()


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
