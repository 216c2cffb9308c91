"""Transfer learning: layers of a trained network are taken over, frozen, cached, and unfrozen step by step.

A network is an ``nn.Sequential`` of named layers, the lowest first; a layer is a module with parameters, such as a
block of linear map, batch norm, ReLU and dropout. A parameter's name begins with that of its layer:
"hidden1.linear.weight". Layers are chosen by patterns as a shell has them, which have to fit the whole name.

A **frozen** module has parameters, and none of them is to be trained. It computes as it will in use: its batch norm
takes the running statistics and leaves them alone, its dropout drops nothing. So what the lower layers make of an
input, once they are frozen, is always the same, and can be computed once.

J. Yosinski, J. Clune, Y. Bengio, H. Lipson, How transferable are features in deep neural networks?, NIPS 2014;
J. Howard, S. Ruder, Universal language model fine-tuning, ACL 2018 (gradual unfreezing); G. E. Hinton, R. R.
Salakhutdinov, Reducing the dimensionality of data with neural networks, Science 313, 2006 (autoencoders);
A. Géron, Hands-On Machine Learning, chapter 11.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F


def matching(names: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Give the names that fit at least one of the patterns, in the order of ``names``.

    ``*`` stands for any text, ``?`` for one character, ``[12]`` for one of these; a pattern fits a whole name.
    ValueError where a pattern fits no name.

    >>> matching(["hidden1", "hidden2", "hidden10", "output"], ["output", "hidden?"])
    ['hidden1', 'hidden2', 'output']
    """
    names, patterns = list(names), list(patterns)
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            raise ValueError(f"no layer fits {pattern!r}: there are {', '.join(names)}")
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]


def _layers(model: nn.Module, patterns: Iterable[str]) -> dict[str, nn.Module]:
    layers = dict(model.named_children())
    return {name: layers[name] for name in matching(list(layers), patterns)}


def reuse(model: nn.Module, state: Mapping[str, Tensor], patterns: Iterable[str]) -> list[str]:
    """Copy the layers that fit the patterns from a saved state into the model, and give the names that were copied.

        θ ← state[name]        for every parameter and every buffer of those layers

    The names are those of ``model.state_dict()``, in its order; the other layers stay as they are. ValueError where
    the state lacks one of the names or has it in another shape. The model keeps a copy, ``state`` is not its memory.
    """
    chosen = _layers(model, patterns)
    own = {name: value for name, value in model.state_dict().items() if name.split(".")[0] in chosen}
    for name, value in own.items():
        if name not in state:
            raise ValueError(f"the saved state has no {name}")
        if state[name].shape != value.shape:
            raise ValueError(f"{name} is {tuple(value.shape)} here and {tuple(state[name].shape)} in the saved state")
        value.copy_(state[name])  # state_dict() shares the model's memory
    return list(own)


TENSORFLOW = {
    "kernel": "weight",
    "bias": "bias",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}
"""What TensorFlow calls the weights of linear maps, convolutions and batch norm, and what PyTorch does."""


def from_arrays(arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """Turn TensorFlow's weights, plain arrays under names such as "conv1/conv/kernel", into a PyTorch state.

        kernel (in, out)          →  weight (out, in)             W[o, i] = K[i, o]
        kernel (kh, kw, in, out)  →  weight (out, in, kh, kw)     W[o, i, y, x] = K[y, x, i, o]

    The rest keeps its values under PyTorch's name; ``num_batches_tracked``, which stands beside a ``running_mean``, is
    0. All other tensors are float32.
    """
    state = {}
    for name, array in arrays.items():
        *layer, kind = name.split("/")
        value = torch.tensor(array, dtype=torch.float32)
        if kind == "kernel":
            value = value.permute(3, 2, 0, 1) if value.ndim == 4 else value.T
        state[".".join([*layer, TENSORFLOW[kind]])] = value.contiguous()
        if kind == "moving_mean":
            state[".".join([*layer, "num_batches_tracked"])] = torch.tensor(0)
    return state


def freeze(model: nn.Module, patterns: Iterable[str]) -> None:
    """Let no parameter of the layers that fit the patterns be trained: requires_grad = False."""
    for layer in _layers(model, patterns).values():
        layer.requires_grad_(False)


def unfreeze(model: nn.Module, patterns: Iterable[str]) -> None:
    """Let the parameters of the layers that fit the patterns be trained again: requires_grad = True."""
    for layer in _layers(model, patterns).values():
        layer.requires_grad_(True)


def training_mode(model: nn.Module) -> None:
    """Put the model into training mode, and all that is frozen in it, at whatever depth, into evaluation mode."""
    model.train()
    for module in model.modules():
        parameters = list(module.parameters())
        if parameters and not any(parameter.requires_grad for parameter in parameters):
            module.eval()


def split(model: nn.Sequential, n: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Cut the model below its top ``n`` layers: lower, upper. Both share the model's layers and keep their names.

    upper(lower(X)) = model(X)
    """
    layers = list(model.named_children())
    cut = len(layers) - n
    return nn.Sequential(OrderedDict(layers[:cut])), nn.Sequential(OrderedDict(layers[cut:]))


def cache(lower: nn.Module, X: Tensor, batch_size: int) -> Tensor:
    """Give what the lower layers make of each row of X, in its order: (N, …).

    Computed in evaluation mode and without a graph, ``batch_size`` rows at a time.
    """
    lower.eval()
    with torch.no_grad():
        return torch.cat([lower(batch) for batch in torch.split(X, batch_size)])


def train(
    model: nn.Module,
    X: Tensor,
    y: Tensor,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    momentum: float = 0.9,
    weight_decay: float = 0.0,
    seed: int,
) -> list[float]:
    """Fit all that is not frozen by gradient descent with momentum, and give the loss of each step.

        v ← momentum · v + ∂L/∂θ + weight_decay · θ        θ ← θ − learning_rate · v        from v = 0

    L is the mean cross-entropy of the scores where ``y`` holds labels (int64), and the mean squared error where it
    holds numbers (float32). Each epoch goes through all rows once, in a new order; the last batch may be smaller. The
    order and what dropout draws follow from ``seed``. What is frozen keeps its parameters and buffers, to the bit.
    """
    torch.manual_seed(seed)
    training_mode(model)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
    loss_function = F.mse_loss if y.is_floating_point() else F.cross_entropy
    history = []
    for _ in range(epochs):
        for batch in torch.split(torch.randperm(len(X)), batch_size):
            loss: Tensor = loss_function(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


def unfreeze_gradually(
    model: nn.Module, X: Tensor, y: Tensor, *, stages: int, learning_rate: float, decay: float, **options: Any
) -> list[float]:
    """Train the top layer alone, then the top two, and so on for ``stages`` stages, and give all their losses.

        stage s = 0, 1, …:        the top s + 1 layers are trained, at the rate learning_rate · decayˢ

    Everything below is frozen. ``options`` go to ``train``, which every stage calls once.
    """
    names = [name for name, _ in model.named_children()]
    freeze(model, names)
    history: list[float] = []
    for stage in range(stages):
        unfreeze(model, [names[-1 - stage]])
        history += train(model, X, y, learning_rate=learning_rate * decay**stage, **options)
    return history


class Autoencoder(nn.Module):
    """A network that gives its input back, through the few numbers of a code: X̂ = decoder(encoder(X)).

    The parts are those that it is given, not copies: what they learn here stays with them.
    """

    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, X: Tensor) -> Tensor:
        """Give X̂, of the shape of X (N, D)."""
        reconstruction: Tensor = self.decoder(self.encoder(X))
        return reconstruction


def pretrain(encoder: nn.Module, decoder: nn.Module, X: Tensor, **options: Any) -> list[float]:
    """Train both as an autoencoder on X alone, without labels, and give the losses; ``options`` go to ``train``.

    L = 1/(N D) · Σ (decoder(encoder(X)) − X)²
    """
    return train(Autoencoder(encoder, decoder), X, X, **options)
