"""gradcheck, a function of its own, hooks, double backward, a Hessian, forward mode."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd import Function, forward_ad, gradcheck, gradgradcheck


class Exp(Function):
    @staticmethod
    def forward(ctx, x):
        e = torch.exp(x)
        ctx.save_for_backward(e)
        return e

    @staticmethod
    def backward(ctx, upstream):
        (e,) = ctx.saved_tensors
        return upstream * e


def softmax(z):
    z = torch.tensor(z, requires_grad=True)
    assert gradcheck(Exp.apply, z[:1, :2].detach().requires_grad_()) and gradgradcheck(Exp.apply, z[:1, :1])
    e = Exp.apply(z - z.max(1, keepdim=True).values)
    return (e / e.sum(1, keepdim=True)).detach().numpy()


def slopes(W, X, y):
    W, seen = torch.tensor(W, requires_grad=True), []
    W.register_hook(seen.append)
    layer = nn.Identity()
    layer.register_forward_hook(lambda module, args, out: seen.append(out))
    layer.register_full_backward_hook(lambda module, gin, gout: None)
    value = F.cross_entropy(layer(torch.as_tensor(X) @ W), torch.as_tensor(y))
    (first,) = torch.autograd.grad(value, W, create_graph=True)
    first.pow(2).sum().backward()
    torch.autograd.functional.hessian(lambda w: F.cross_entropy(torch.as_tensor(X) @ w, torch.as_tensor(y)), W)
    with forward_ad.dual_level():
        forward_ad.unpack_dual(torch.sin(forward_ad.make_dual(torch.ones(1), torch.ones(1))))
    assert len(seen) == 3
    return first.detach().numpy()


def loss(W, X, y):
    W, X, y = torch.as_tensor(W), torch.as_tensor(X), torch.as_tensor(y)
    return F.cross_entropy(X @ W, y).item()


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
