"""Correct work, written otherwise than in the reference: it must keep full marks."""

import torch
from torch import nn
from torch.nn import functional as F

from reference.transfer import Autoencoder, matching, train, training_mode

from .lab import lab

# Names and weights


@lab.variant("matching")
def by_regular_expressions(names, patterns):
    """Patterns become regular expressions, and the result is a tuple."""
    import fnmatch
    import re

    names, found = list(names), set()
    for pattern in patterns:
        fits = [name for name in names if re.fullmatch(fnmatch.translate(pattern), name)]
        if len(fits) == 0:
            raise ValueError("unknown layer: " + pattern)
        found.update(fits)
    return tuple(name for name in names if name in found)


@lab.variant("reuse")
def by_load_state_dict(model, state, patterns):
    """The saved tensors are merged with the model's own, and loaded strictly."""
    chosen = {name for name, _ in model.named_children()} & set(
        matching((name for name, _ in model.named_children()), patterns)
    )
    own = dict(model.state_dict())
    names = tuple(name for name in own if name.partition(".")[0] in chosen)
    model.load_state_dict({**own, **{name: state[name] for name in names}})
    return names


@lab.variant("reuse")
def layer_by_layer(model, state, patterns):
    """Each layer loads its own part of the state; new tensors take the places of the old ones."""
    taken = []
    for name in matching(dict(model.named_children()), patterns):
        layer = model.get_submodule(name)
        part = {key[len(name) + 1 :]: value.clone() for key, value in state.items() if key.startswith(name + ".")}
        layer.load_state_dict(part, strict=True, assign=False)
        taken.extend(f"{name}.{key}" for key in layer.state_dict())
    return taken


@lab.variant("reuse")
def new_tensors(model, state, patterns):
    """parameter.data becomes a clone of the saved tensor."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    tensors = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    names = [name for name in model.state_dict() if name.startswith(tuple(f"{layer}." for layer in layers))]
    for name in names:
        if tensors[name].size() != state[name].size():
            raise ValueError(f"{name}: {tensors[name].size()} is no {state[name].size()}")
    for name in names:
        tensors[name].data = state[name].detach().clone()
    return names


@lab.variant("from_arrays")
def by_numpy(arrays):
    """Axes are moved in NumPy, and names are put together by replacing their ends."""
    import numpy as np

    ends = {"kernel": "weight", "gamma": "weight", "beta": "bias", "moving_mean": "running_mean"}
    state = {}
    for name, array in arrays.items():
        front, _, end = name.rpartition("/")
        if end == "kernel":
            array = np.moveaxis(array, (-1, -2), (0, 1))
        key = front.replace("/", ".") + "." + ends.get(end, "running_var" if end == "moving_variance" else end)
        state[key] = torch.from_numpy(np.array(array, dtype=np.float32))
        if end == "moving_variance":
            state[front.replace("/", ".") + ".num_batches_tracked"] = torch.zeros((), dtype=torch.long)
    return state


# Freezing and cutting


@lab.variant("freeze")
def parameter_by_parameter(model, patterns):
    """requires_grad is set parameter by parameter, by the names up to the dot."""
    chosen = matching([name for name, _ in model.named_children()], patterns)
    for name, parameter in model.named_parameters():
        if any(name.startswith(layer + ".") for layer in chosen):
            parameter.requires_grad = False


def _mode(module):
    own = list(module.parameters())
    if own and all(not parameter.requires_grad for parameter in own):
        module.train(False)
        return
    module.training = True
    for child in module.children():
        _mode(child)


@lab.variant("training_mode")
def from_the_top_down(model):
    """The modes are set from the top down, without model.train(); the model is returned."""
    from assignments.transfer.variants import _mode

    _mode(model)
    return model


@lab.variant("split")
def by_slices(model, n):
    """The parts are slices of the model, in a list."""
    return [model[: len(model) - n], model[len(model) - n :]]


@lab.variant("cache")
def row_block_by_row_block(lower, X, batch_size):
    """Features are detached, put into a tensor that is there already; the mode is put back."""
    was = lower.training
    lower.eval()
    features = None
    for start in range(0, len(X), batch_size):
        part = lower(X[start : start + batch_size]).detach()
        if features is None:
            features = torch.empty(len(X), *part.shape[1:])
        features[start : start + len(part)] = part
    lower.train(was)
    return features


# Training


@lab.variant("train")
def with_a_data_loader(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    """A DataLoader makes the batches, and the history is one mean per epoch."""
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(seed)
    loader = DataLoader(
        TensorDataset(X, y),
        batch_size=batch_size,
        shuffle=True,
        num_workers=0,
        generator=torch.Generator().manual_seed(seed),
    )
    optimizer = torch.optim.SGD(
        filter(lambda parameter: parameter.requires_grad, model.parameters()),
        lr=learning_rate,
        momentum=momentum,
        weight_decay=weight_decay,
    )
    criterion = nn.MSELoss() if y.dtype == torch.float32 else nn.CrossEntropyLoss()
    history = []
    for _ in range(epochs):
        training_mode(model)
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history.append(total / len(X))
    model.eval()
    return history


@lab.variant("train")
def steps_by_hand(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    """Momentum and weight decay are written out; log-softmax and squares too."""
    generator = torch.manual_seed(seed)
    training_mode(model)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    velocity = [torch.zeros_like(parameter) for parameter in trained]
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=generator).tolist()
        while order:
            batch, order = order[:batch_size], order[batch_size:]
            out = model(X[batch])
            if y.dtype == torch.int64:
                loss = -torch.log_softmax(out, dim=1)[torch.arange(len(batch)), y[batch]].mean()
            else:
                loss = ((out - y[batch]) ** 2).mean()
            gradients = torch.autograd.grad(loss, trained)
            with torch.no_grad():
                for parameter, v, gradient in zip(trained, velocity, gradients, strict=True):
                    v.mul_(momentum).add_(gradient + weight_decay * parameter)
                    parameter -= learning_rate * v
            history.append(float(loss))
    return torch.tensor(history)


@lab.variant("train")
def all_parameters_in_the_optimiser(
    model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed
):
    """The optimiser has all parameters, and passes over those that have no gradient."""
    torch.manual_seed(seed)
    training_mode(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
    losses = []
    for _ in range(epochs):
        order = torch.randperm(X.shape[0])
        inputs, targets = X[order], y[order]
        for i in range(0, len(order), batch_size):
            optimizer.zero_grad()
            out = model(inputs[i : i + batch_size])
            target = targets[i : i + batch_size]
            loss = F.cross_entropy(out, target) if target.dtype == torch.long else F.mse_loss(out, target)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
    return losses


@lab.variant("train")
def seed_put_back(model, X, y, *, seed, **how):
    """Random numbers go on afterwards as if nothing had been drawn, and the trained model is asked for all of X."""
    from reference.transfer import train

    with torch.random.fork_rng():
        history = train(model, X, y, seed=seed, **how)
    model.eval()
    with torch.no_grad():
        model(X)
    return history


@lab.variant("unfreeze_gradually")
def layers_by_number(
    model, X, y, *, stages, epochs, batch_size, learning_rate, decay, momentum=0.9, weight_decay=0.0, seed
):
    """In each stage requires_grad of every layer is set anew, and the rate is multiplied by decay after it."""
    layers, history = list(model.children()), []
    for stage in range(1, stages + 1):
        for i, layer in enumerate(layers):
            for parameter in layer.parameters():
                parameter.requires_grad = i >= len(layers) - stage
        history.extend(
            train(
                model,
                X,
                y,
                epochs=epochs,
                batch_size=batch_size,
                learning_rate=learning_rate,
                momentum=momentum,
                weight_decay=weight_decay,
                seed=seed,
            )
        )
        learning_rate *= decay
    return history


class _Row(nn.Sequential):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.add_module("encoder", encoder)
        self.add_module("decoder", decoder)


@lab.variant("Autoencoder")
def autoencoder_as_sequential(encoder, decoder):
    """The autoencoder is an nn.Sequential of two named parts."""
    from assignments.transfer.variants import _Row

    return _Row(encoder, decoder)


@lab.variant("pretrain")
def keywords_written_out(
    encoder, decoder, X, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed
):
    """The keywords are written out, and the target is a copy of X."""
    return train(
        Autoencoder(encoder, decoder),
        X,
        X.clone(),
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        momentum=momentum,
        weight_decay=weight_decay,
        seed=seed,
    )
