# Transfer learning, own optimiser
from __future__ import annotations

import contextlib
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import translate
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

RENAMED: Final[dict[str, str]] = {
    "kernel": "weight",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def matching(names: Iterable[str], patterns: Iterable[str]) -> list[str]:
    names = list(dict.fromkeys(names))
    keep = dict.fromkeys(names, False)
    for pattern in patterns:
        expression = re.compile(translate(pattern))
        fitting = list(filter(expression.match, names))
        if len(fitting) == 0:
            raise ValueError(f"{pattern!r} fits nothing")
        keep.update(dict.fromkeys(fitting, True))
    return [name for name, wanted in keep.items() if wanted]


def _tensors(model: nn.Module) -> dict[str, Tensor]:
    return dict(itertools.chain(model.named_parameters(), model.named_buffers()))


def reuse(model: nn.Module, state: Mapping[str, Tensor], patterns: Iterable[str]) -> list[str]:
    chosen = matching((name for name, _ in model.named_children()), patterns)
    tensors = _tensors(model)
    names = [name for name in model.state_dict() if any(name.startswith(layer + ".") for layer in chosen)]
    for name in names:
        if name not in state or state[name].shape != tensors[name].shape:
            raise ValueError(f"{name} is missing or has another shape")
    with torch.no_grad():
        for name in names:
            tensors[name].copy_(state[name])
    return names


def _kernel(array: np.ndarray) -> np.ndarray:
    if array.ndim == 2:
        return array.T
    return np.moveaxis(array, (3, 2), (0, 1))


def from_arrays(arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    state: dict[str, Tensor] = {}
    for path, array in arrays.items():
        name = path.replace("/", ".")
        front, dot, last = name.rpartition(".")
        if last == "kernel":
            array = _kernel(array)
        state[front + dot + RENAMED.get(last, last)] = torch.from_numpy(np.array(array, dtype=np.float32, order="C"))
        if last == "moving_mean":
            state[front + dot + "num_batches_tracked"] = torch.zeros((), dtype=torch.int64)
    return state


def _set(model: nn.Module, patterns: Iterable[str], value: bool) -> None:
    chosen = set(matching([name for name, _ in model.named_children()], patterns))
    for name, parameter in model.named_parameters():
        if name.partition(".")[0] in chosen:
            parameter.requires_grad = value


def freeze(model: nn.Module, patterns: Iterable[str]) -> None:
    _set(model, patterns, False)


def unfreeze(model: nn.Module, patterns: Iterable[str]) -> None:
    _set(model, patterns, True)


def _frozen(module: nn.Module) -> bool:
    needs = [parameter.requires_grad for parameter in module.parameters()]
    return len(needs) > 0 and not any(needs)


def training_mode(model: nn.Module) -> None:
    """Frozen things are switched off as a whole; otherwise, look into each part."""
    if _frozen(model):
        model.train(False)
        return
    model.training = True
    for child in model.children():
        training_mode(child)


def split(model: nn.Sequential, n: int) -> tuple[nn.Sequential, nn.Sequential]:
    lower, upper = nn.Sequential(), nn.Sequential()
    number = sum(1 for _ in model.named_children())
    for index, (name, layer) in enumerate(model.named_children()):
        (lower if index < number - n else upper).add_module(name, layer)
    return lower, upper


@contextlib.contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    before = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, mode in before.items():
            module.training = mode


def cache(lower: nn.Module, X: Tensor, batch_size: int) -> Tensor:
    with evaluating(lower), torch.no_grad():
        return torch.cat(list(map(lower, X.split(batch_size))), dim=0)


class MomentumDescent:
    def __init__(self, parameters: Iterable[Tensor], rate: float, momentum: float, decay: float) -> None:
        self.parameters = [p for p in parameters if p.requires_grad]
        self.velocity = [torch.zeros_like(p) for p in self.parameters]
        self.rate, self.momentum, self.decay = rate, momentum, decay

    @torch.no_grad()
    def step(self, gradients: Iterable[Tensor]) -> None:
        for p, v, g in zip(self.parameters, self.velocity, gradients):
            v.mul_(self.momentum).add_(g)
            p.sub_(self.rate * (v + self.decay * p))


def _criterion(y: Tensor) -> Callable[[Tensor, Tensor], Tensor]:
    if y.dtype.is_floating_point:
        return lambda output, target: (output - target).square().mean()
    return lambda output, target: -output.log_softmax(1)[torch.arange(len(target)), target.long()].mean()


def train(model: nn.Module, X: Tensor, y: Tensor, *, epochs: int, batch_size: int, learning_rate: float,
          momentum: float = 0.9, weight_decay: float = 0.0, seed: int) -> list[float]:
    torch.manual_seed(seed)
    training_mode(model)
    optimizer = MomentumDescent(model.parameters(), learning_rate, momentum, weight_decay)
    loss_of = _criterion(y)
    history: list[float] = []
    for _ in range(epochs):
        for rows in torch.randperm(X.shape[0]).split(batch_size):
            loss = loss_of(model(X[rows]), y[rows])
            optimizer.step(torch.autograd.grad(loss, optimizer.parameters))
            history.append(loss.item())
    return history


def unfreeze_gradually(model: nn.Module, X: Tensor, y: Tensor, *, stages: int, learning_rate: float, decay: float,
                       **options: Any) -> list[float]:
    top_down = [name for name, _ in model.named_children()][::-1]
    freeze(model, top_down)
    losses: list[float] = []
    for stage in range(stages):
        unfreeze(model, top_down[: stage + 1])
        losses.extend(train(model, X, y, learning_rate=learning_rate * math.pow(decay, stage), **options))
    return losses


class Autoencoder(nn.Module):
    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def forward(self, X: Tensor) -> Tensor:
        return self.decoder(self.encoder(X))


def pretrain(encoder: nn.Module, decoder: nn.Module, X: Tensor, **options: Any) -> list[float]:
    return train(Autoencoder(encoder, decoder), X, X.clone(), **options)
