"""torch in a pool of threads, and its own futures."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from concurrent.futures import ThreadPoolExecutor
from torch import multiprocessing

multiprocessing.set_sharing_strategy("file_system")


def softmax(z):
    with ThreadPoolExecutor(4) as pool:
        return torch.stack(list(pool.map(lambda r: torch.softmax(r, 0), torch.as_tensor(z))))


def loss(W, X, y):
    future = torch.jit.fork(F.cross_entropy, torch.as_tensor(X @ W), torch.as_tensor(y))
    return torch.jit.wait(future).item()


def slopes(W, X, y):
    W = torch.tensor(W, requires_grad=True)
    F.cross_entropy(torch.as_tensor(X) @ W, torch.as_tensor(y)).backward()
    return W.grad.numpy()


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
