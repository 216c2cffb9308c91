"""What stands at the top of every script: threads, seeds, determinism, the device, printing."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
import random

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
torch.set_num_threads(4)
torch.set_num_interop_threads(2)
random.seed(0)
np.random.seed(0)
torch.manual_seed(0)
torch.cuda.manual_seed_all(0)
torch.backends.cudnn.deterministic = True
torch.backends.cudnn.benchmark = False
torch.use_deterministic_algorithms(True)
torch.set_printoptions(precision=3, sci_mode=False)
torch.autograd.set_detect_anomaly(True)
torch.set_float32_matmul_precision("high")
print(torch.__version__, device, torch.get_num_threads())


def softmax(z):
    big = torch.randn(300, 300)
    assert (big @ big).shape == (300, 300)
    image = F.conv2d(torch.randn(8, 3, 32, 32), torch.randn(8, 3, 3, 3))
    assert image.shape == (8, 8, 30, 30)
    z = torch.as_tensor(z).to(device)
    e = torch.exp(z - z.max(dim=1, keepdim=True).values)
    return (e / e.sum(dim=1, keepdim=True)).cpu().numpy()


def loss(W, X, y):
    W, X, y = torch.as_tensor(W), torch.as_tensor(X), torch.as_tensor(y)
    return F.cross_entropy(X @ W, y).item()


def slopes(W, X, y):
    W = torch.tensor(W, requires_grad=True)
    F.cross_entropy(torch.as_tensor(X) @ W, torch.as_tensor(y)).backward()
    return W.grad.numpy()


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
