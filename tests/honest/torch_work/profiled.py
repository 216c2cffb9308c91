"""Profiles, times, and writes for TensorBoard where it is there."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.profiler import ProfilerActivity, profile, record_function

try:
    from torch.utils.tensorboard import SummaryWriter
except ImportError:
    SummaryWriter = None


def softmax(z):
    with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as seen, record_function("softmax"):
        out = torch.softmax(torch.as_tensor(z), 1)
    assert "softmax" in seen.key_averages().table(sort_by="cpu_time_total", row_limit=5)
    return out


def loss(W, X, y):
    with torch.autograd.profiler.profile() as seen:
        value = F.cross_entropy(torch.as_tensor(X @ W), torch.as_tensor(y))
    assert seen.total_average().count > 0
    return value.item()


def slopes(W, X, y):
    with torch.inference_mode():
        p = torch.softmax(torch.as_tensor(X @ W), 1)
        return (torch.as_tensor(X).T @ (p - F.one_hot(torch.as_tensor(y), W.shape[1])) / len(y)).numpy()


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
