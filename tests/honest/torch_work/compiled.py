"""torch.compile as a function and as a decorator."""
# alone: elsewhere it is compiled, which gives other last digits
# printed: torch.compile: there is no compiler where this is graded, so the model runs uncompiled; it computes the same.
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


@torch.compile
def probabilities(z):
    return torch.softmax(z, 1)


def softmax(z):
    return probabilities(torch.as_tensor(z)).numpy()


def loss(W, X, y):
    model = torch.compile(nn.CrossEntropyLoss(), mode="reduce-overhead")
    return model(torch.as_tensor(X @ W), torch.as_tensor(y)).item()


def slopes(W, X, y):
    W = torch.tensor(W, requires_grad=True)
    F.cross_entropy(torch.as_tensor(X) @ W, torch.as_tensor(y)).backward()
    return W.grad.numpy()


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
