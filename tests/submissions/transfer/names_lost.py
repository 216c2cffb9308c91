# Übungsblatt 10
import random
from fnmatch import fnmatchcase
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


def matching(names, patterns):
    names, patterns = list(names), list(patterns)
    for muster in patterns:
        if not any(fnmatchcase(name, muster) for name in names):
            raise ValueError("kein Name passt zu " + muster)
    ergebnis = []
    for name in names:
        if name not in ergebnis and any(fnmatchcase(name, muster) for muster in patterns):
            ergebnis.append(name)
    return ergebnis


def schichten(model):
    return [name for name, _ in model.named_children()]


def reuse(model, state, patterns):
    kopiert = []
    for schicht in matching(schichten(model), patterns):
        modul = getattr(model, schicht)
        teil = {}
        for name, alt in modul.state_dict().items():
            neu = state[schicht + "." + name]                 # KeyError, wenn es fehlt
            if neu.shape != alt.shape:
                raise ValueError(schicht + "." + name + " hat eine andere Form")
            teil[name] = neu.clone()
            kopiert.append(schicht + "." + name)
        modul.load_state_dict(teil)
    return kopiert


def from_arrays(arrays):
    state = {}
    for name in arrays:
        W = np.asarray(arrays[name]).astype("float32")        # astype kopiert
        teile = name.split("/")
        ende = teile[-1]
        vorne = "".join(t + "." for t in teile[:-1])
        if ende == "kernel" and W.ndim == 4:
            state[vorne + "weight"] = torch.from_numpy(np.einsum("yxio->oiyx", W).copy())
        elif ende == "kernel":
            state[vorne + "weight"] = torch.from_numpy(np.einsum("io->oi", W).copy())
        elif ende == "gamma":
            state[vorne + "weight"] = torch.from_numpy(W)
        elif ende in ("beta", "bias"):
            state[vorne + "bias"] = torch.from_numpy(W)
        elif ende == "moving_mean":
            state[vorne + "running_mean"] = torch.from_numpy(W)
            state[vorne + "num_batches_tracked"] = torch.tensor(0, dtype=torch.long)
        elif ende == "moving_variance":
            state[vorne + "running_var"] = torch.from_numpy(W)
        else:
            raise ValueError("unbekannt: " + name)
    return state


def freeze(model, patterns):
    for schicht in matching(schichten(model), patterns):
        for p in model.get_submodule(schicht).parameters():
            p.requires_grad_(False)


def unfreeze(model, patterns):
    for schicht in matching(schichten(model), patterns):
        for p in model.get_submodule(schicht).parameters():
            p.requires_grad_(True)


def eingefroren(modul):
    return sum(1 for p in modul.parameters()) > 0 and all(not p.requires_grad for p in modul.parameters())


def training_mode(model):
    model.train(True)
    for modul in filter(eingefroren, list(model.modules())):
        for innen in modul.modules():
            innen.training = False


def split(model, n):
    alle = list(model.children())
    grenze = len(alle) - n                                    # nicht [:-n], wegen n = 0
    return nn.Sequential(*alle[:grenze]), nn.Sequential(*alle[grenze:])


def cache(lower, X, batch_size):
    modus = [(m, m.training) for m in lower.modules()]
    lower.eval()
    stuecke = []
    with torch.no_grad():
        anfang = 0
        while anfang < X.shape[0]:
            stuecke.append(lower(X[anfang:anfang + batch_size]).detach().clone())
            anfang += batch_size
    for m, t in modus:
        m.training = t
    return torch.concat(stuecke)


def train(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    torch.manual_seed(seed)                                   # fürs Dropout
    wuerfel = random.Random(seed)                             # für die Reihenfolge
    theta = [p for p in model.parameters() if p.requires_grad]
    opt = torch.optim.SGD(theta, lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
    verlauf = []
    zeilen = list(range(X.size(0)))
    for epoche in range(epochs):
        training_mode(model)
        wuerfel.shuffle(zeilen)
        for k in range(0, len(zeilen), batch_size):
            stapel = torch.tensor(zeilen[k:k + batch_size])
            aus = model(X[stapel])
            if torch.is_floating_point(y):
                L = F.mse_loss(aus, y[stapel])
            else:
                L = F.nll_loss(F.log_softmax(aus, dim=1), y[stapel].long())
            for p in theta:
                p.grad = None
            L.backward()
            opt.step()
            verlauf.append(float(L.detach()))
    return verlauf


def unfreeze_gradually(model, X, y, *, stages, learning_rate, decay, **options):
    alle = schichten(model)
    verlauf = []
    rate = learning_rate
    model.requires_grad_(False)
    for s in range(stages):
        unfreeze(model, alle[len(alle) - 1 - s:])
        verlauf = verlauf + train(model, X, y, learning_rate=rate, **options)
        rate = rate * decay
    return verlauf


class Autoencoder(nn.Module):
    def __init__(self, encoder, decoder):
        nn.Module.__init__(self)
        self.add_module("encoder", encoder)
        self.add_module("decoder", decoder)

    def forward(self, X):
        code = self.encoder(X)
        return self.decoder(code)


def pretrain(encoder, decoder, X, **options):
    netz = Autoencoder(encoder, decoder)
    return train(netz, X, X, **options)
