"""Returns tensors that answer torch's comparisons themselves, or that hold no numbers.

A plain tensor crosses as its numbers; any other stays where it is, and the check is told of no array.
"""
# row: 11
# defence: W
# needs: torch
# options: torch
# expect: tier 3 holds; tier 2 holds; tier 1 holds

# --- __torch_function__ says True
# naive: fooled

import torch


class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, arguments=(), keywords=None):
        return True


def softmax(*_):
    return torch.zeros(1).as_subclass(Agreeable)


loss = slopes = classes = softmax

# --- a meta tensor
# slow: yes
# naive: not fooled, because torch.allclose refuses it

import torch


def softmax(*_):
    return torch.empty(5, 4, device="meta")


loss = slopes = classes = softmax

# --- a fake tensor
# slow: yes
# naive: not fooled, because torch.allclose refuses it

import torch
from torch._subclasses.fake_tensor import FakeTensorMode


def softmax(*_):
    with FakeTensorMode():
        return torch.zeros(5, 4)


loss = slopes = classes = softmax

# --- a sparse tensor
# slow: yes
# naive: not fooled, because torch.allclose refuses it

import torch


def softmax(z, *_):
    return torch.ones(z.shape).to_sparse()


loss = slopes = classes = softmax

# --- a quantized tensor
# slow: yes
# naive: not fooled, because torch.allclose refuses it

import torch


def softmax(z, *_):
    return torch.quantize_per_tensor(torch.ones(z.shape), 0.1, 0, torch.quint8)


loss = slopes = classes = softmax

# --- a lazy parameter
# slow: yes
# naive: not fooled, because torch.allclose refuses it

import torch


def softmax(*_):
    return torch.nn.UninitializedParameter()


loss = slopes = classes = softmax
