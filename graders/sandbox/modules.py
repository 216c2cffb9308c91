"""What the grader asks of an ``nn.Module`` beside calling it: what it is made of, its numbers, its gradients.

Runs in the student's process, where torch is loaded and the module lives; every answer is plain data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any


def anatomy(module: Any) -> list[Any]:
    """``[parameters, buffers, layers]``: ``[name, shape, dtype, requires_grad]`` of each tensor, in the order in which
    they were registered, and ``[name, class, training]`` of each layer, the module itself first.

    Raises TypeError for what is no ``nn.Module``.
    """
    _check(module)
    parameters = [_tensor(name, value) for name, value in module.named_parameters()]
    buffers = [_tensor(name, value) for name, value in module.named_buffers()]
    layers = [[name, type(layer).__name__[:200], bool(layer.training)] for name, layer in module.named_modules()]
    return [parameters, buffers, layers]


def assign(module: Any, values: dict[str, Any]) -> None:
    """Set parameters and buffers, in place: an optimiser that holds them, and a layer that shares them, goes on."""
    _check(module)
    torch = sys.modules["torch"]
    own = {**dict(module.named_parameters(remove_duplicate=False)), **dict(module.named_buffers())}
    with torch.no_grad():
        for name, value in values.items():
            tensor = torch.as_tensor(value)
            if tensor.shape != own[name].shape:  # copy_ would broadcast
                raise ValueError(f"{name} has the shape {tuple(own[name].shape)}, not {tuple(tensor.shape)}")
            own[name].copy_(tensor)


def gradients(function: Any, module: Any, arguments: list[Any], keywords: dict[str, Any], upstream: Any) -> list[Any]:
    """Call ``function`` and send ``upstream`` backwards through what it gave.

    Gives ``[outputs, {parameter: gradient}, [gradient of each argument]]``, None for a gradient that did not arrive.
    ``outputs`` are the tensors of the result in their order; ``upstream`` is one tensor for each of them, None for one
    that nothing comes back from, or altogether None for a single number.
    """
    _check(module)
    torch = sys.modules["torch"]
    inputs = [_leaf(value) for value in arguments]
    named = dict(module.named_parameters())
    module.zero_grad(set_to_none=True)
    try:
        with torch.enable_grad():
            outputs = list(_tensors(function(*inputs, **keywords)))
            if upstream is None:
                upstream = [torch.ones_like(outputs[0]) if outputs else None]
            sent = [(out, up) for out, up in zip(outputs, upstream, strict=False) if up is not None]
            differentiable = [(out, up.to(out.dtype)) for out, up in sent if out.requires_grad]
            if differentiable:
                torch.autograd.backward([out for out, _ in differentiable], [up for _, up in differentiable])
        return [
            outputs,
            {name: _copy(parameter.grad) for name, parameter in named.items()},
            [_copy(value.grad) if isinstance(value, torch.Tensor) and value.is_leaf else None for value in inputs],
        ]
    finally:
        module.zero_grad(set_to_none=True)


OURS: dict[str, Callable[..., Any]] = {"anatomy": anatomy, "assign": assign, "gradients": gradients}
"""What a request may name."""


def _check(module: Any) -> None:
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(module, torch.nn.Module):
        raise TypeError("it is no torch.nn.Module")


def _tensor(name: str, value: Any) -> list[Any]:
    return [name, list(value.shape), str(value.dtype).removeprefix("torch."), bool(value.requires_grad)]


def _leaf(value: Any) -> Any:
    """An argument whose gradient will be asked for, where it can have one."""
    torch = sys.modules["torch"]
    if not isinstance(value, torch.Tensor) or not value.is_floating_point():
        return value
    return value.detach().clone().requires_grad_()


def _tensors(value: Any) -> Iterator[Any]:
    if isinstance(value, sys.modules["torch"].Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _tensors(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _tensors(item)


def _copy(gradient: Any) -> Any:
    return None if gradient is None else gradient.detach().clone()
