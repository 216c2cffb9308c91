"""What torch computes, forward and backward, as a hash of the bytes of each result."""

import hashlib

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)


def digest(*tensors):
    return hashlib.sha256(b"".join(each.detach().contiguous().numpy().tobytes() for each in tensors)).hexdigest()


def trained(model, *inputs):
    """The state of a model after three steps of Adam, and its gradients."""
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(3):
        out = model(*inputs)
        loss = (out[0] if isinstance(out, tuple) else out).pow(2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return [*model.state_dict().values(), *(each.grad for each in model.parameters()), loss]


def digests():
    torch.manual_seed(3)
    A, B, x = torch.randn(130, 257), torch.randn(257, 65), torch.randn(5000)
    D, images = A[:60, :60].double(), torch.randn(8, 3, 16, 16)
    words = torch.randn(6, 11, 12)
    functions = (torch.exp, torch.tanh, torch.sigmoid, torch.sin, torch.erf, torch.log1p, F.gelu, F.softplus)
    convolution = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2))
    return {
        "matmul": digest(A @ B, A.T @ A, A @ B[:, 0], A.double() @ B.double(), torch.bmm(words, words.mT)),
        "functions": digest(*[function(x.abs()) for function in functions], x.softmax(0), x.logsumexp(0)),
        "sums": digest(x.sum(), x.mean(), x.std(), x.cumsum(0), A.sum(0), A.norm()),
        "linear algebra": digest(torch.linalg.inv(D), *torch.linalg.svd(D), torch.linalg.solve(D, D.T), *torch.linalg.qr(D)),
        "convolution": digest(F.conv2d(images, torch.randn(5, 3, 3, 3)), F.conv_transpose2d(images, torch.randn(3, 2, 3, 3))),
        "convolution trained": digest(*trained(convolution, images)),
        "lstm": digest(*trained(nn.LSTM(12, 7, num_layers=2, batch_first=True), words)),
        "gru": digest(*trained(nn.GRU(12, 7, batch_first=True), words)),
        "attention": digest(*trained(nn.TransformerEncoderLayer(12, 3, 20, dropout=0.1, batch_first=True), words)),
        "random": digest(torch.randn(99), torch.randperm(99).double(), torch.rand(9), F.dropout(x, 0.5)),
        "fft": digest(torch.view_as_real(torch.fft.fft(x)), torch.fft.irfft(torch.fft.rfft(x))),
    }
