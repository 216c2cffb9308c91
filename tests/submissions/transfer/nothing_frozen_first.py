# Transfer learning (fine-tuning part at the end)
import fnmatch
import time
from collections import OrderedDict

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

try:
    from tqdm import trange
except ImportError:
    trange = range

device = "cuda" if torch.cuda.is_available() else "cpu"
print(f"torch {torch.__version__} on {device}")


def matching(names, patterns):
    names = list(names)
    keep = set()
    for p in patterns:
        hits = [n for n in names if fnmatch.fnmatchcase(n, p)]
        if not hits:
            raise ValueError(f"no layer fits {p!r}, there are {names}")
        keep.update(hits)
    return [n for n in dict.fromkeys(names) if n in keep]


def layers_of(model, patterns):
    children = dict(model.named_children())
    return {name: children[name] for name in matching(children, patterns)}


def reuse(model, state, patterns):
    layers = layers_of(model, patterns)
    own = model.state_dict()
    names = [name for name in own if name.split(".")[0] in layers]
    for name in names:
        if name not in state:
            raise KeyError(name)
        if state[name].shape != own[name].shape:
            raise ValueError(f"{name}: {tuple(state[name].shape)} does not fit {tuple(own[name].shape)}")
    model.load_state_dict({name: state[name] for name in names}, strict=False)
    return names


def from_arrays(arrays):
    new = {"kernel": "weight", "bias": "bias", "gamma": "weight", "beta": "bias",
           "moving_mean": "running_mean", "moving_variance": "running_var"}
    state = OrderedDict()
    for name, array in arrays.items():
        *prefix, last = name.split("/")
        tensor = torch.tensor(np.asarray(array), dtype=torch.float32)
        if last == "kernel":
            tensor = tensor.permute(3, 2, 0, 1) if tensor.dim() == 4 else tensor.t()
        state[".".join([*prefix, new[last]])] = tensor.contiguous()
        if last == "moving_mean":
            state[".".join([*prefix, "num_batches_tracked"])] = torch.tensor(0)
    return state


def freeze(model, patterns):
    for layer in layers_of(model, patterns).values():
        layer.requires_grad_(False)


def unfreeze(model, patterns):
    for layer in layers_of(model, patterns).values():
        layer.requires_grad_(True)


def training_mode(model):
    model.train()
    for module in model.modules():
        params = list(module.parameters())
        if params and not any(p.requires_grad for p in params):
            module.eval()


def split(model, n):
    cut = len(model) - n
    return model[:cut], model[cut:]


@torch.no_grad()
def cache(lower, X, batch_size):
    lower.eval()
    return torch.cat([lower(xb.to(device)) for xb, in DataLoader(TensorDataset(X), batch_size=batch_size)])


def train(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    torch.manual_seed(seed)
    model.to(device)
    training_mode(model)
    loader = DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=True, num_workers=0)
    optimizer = torch.optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=learning_rate,
                                momentum=momentum, weight_decay=weight_decay)
    criterion = nn.MSELoss() if y.is_floating_point() else nn.CrossEntropyLoss()
    history = []
    start = time.time()
    for epoch in trange(epochs):
        summed = 0.0
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            summed += loss.item() * len(xb)
        history.append(summed / len(X))
    print("%d epochs in %.2f s" % (epochs, time.time() - start))
    return history


def unfreeze_gradually(model, X, y, *, stages, learning_rate, decay, **options):
    names = [name for name, _ in model.named_children()]
    history = []
    for s in range(stages):
        unfreeze(model, names[-(s + 1):])
        history += train(model, X, y, learning_rate=learning_rate * decay ** s, **options)
    return history


class Autoencoder(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, X):
        return self.decoder(self.encoder(X))


def pretrain(encoder, decoder, X, **options):
    return train(Autoencoder(encoder, decoder), X, X, **options)
