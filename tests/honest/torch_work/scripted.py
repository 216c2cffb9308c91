"""TorchScript: scripted, traced, saved and loaded; torch.fx; torch.func."""
import io
import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
import torch.fx

warnings.filterwarnings("ignore", category=DeprecationWarning)


@torch.jit.script
def probabilities(z: torch.Tensor) -> torch.Tensor:
    e = torch.exp(z - z.max(dim=1, keepdim=True).values)
    if e.shape[0] > 0:
        return e / e.sum(dim=1, keepdim=True)
    return e


class Scores(nn.Module):
    def forward(self, x, w):
        return torch.mm(x, w)


def softmax(z):
    for _ in range(3):
        out = probabilities(torch.as_tensor(z))
    return out.numpy()


def loss(W, X, y):
    X, W, y = torch.as_tensor(X), torch.as_tensor(W), torch.as_tensor(y)
    traced = torch.jit.trace(Scores(), (X, W))
    buffer = io.BytesIO()
    torch.jit.save(traced, buffer)
    buffer.seek(0)
    scores = torch.fx.symbolic_trace(Scores())(X, W) * 0.5 + torch.jit.load(buffer)(X, W) * 0.5
    return F.cross_entropy(scores, y).item()


def slopes(W, X, y):
    from torch.func import grad, vmap

    def one(w, x, c):
        return F.cross_entropy(x @ w, c)

    each = vmap(grad(one), in_dims=(None, 0, 0))(torch.as_tensor(W), torch.as_tensor(X), torch.as_tensor(y))
    return each.mean(0).numpy()


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
