# 迁移学习 作业
from __future__ import print_function
import fnmatch, copy, math
from collections import OrderedDict
import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from torch.autograd import Variable
try:
    import matplotlib.pyplot as plt
    from tqdm.notebook import tqdm
except Exception:
    plt, tqdm = None, (lambda x: x)

DEVICE = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
def matching(names, patterns):
    names = list(names)
    flags = [False] * len(names)
    for p in patterns:
        ok = False
        for i in range(len(names)):
            if fnmatch.fnmatchcase(names[i], p):
                flags[i] = True
                ok = True
        if not ok:
            raise ValueError("pattern %s fits no name" % p)
    out = []
    for i in range(len(names)):
        if flags[i] and names[i] not in out:
            out.append(names[i])
    return out


def layer_name(name):
    # "hidden1.linear.weight" -> "hidden1"
    return name[:name.index(".")] if "." in name else name


def reuse(model, state, patterns):
    chosen = matching([k for k, v in model.named_children()], patterns)
    new_state = OrderedDict(model.state_dict())
    copied = []
    for k in new_state.keys():
        if layer_name(k) in chosen:
            if k not in state.keys():
                raise KeyError("missing: " + k)
            if state[k].size() != new_state[k].size():
                raise RuntimeError("size mismatch: " + k)
            new_state[k] = state[k]
            copied.append(k)
    model.load_state_dict(new_state)     # load_state_dict 会复制数据
    return copied
def from_arrays(arrays):
    table = [("gamma", "weight"), ("beta", "bias"), ("moving_mean", "running_mean"),
             ("moving_variance", "running_var"), ("kernel", "weight"), ("bias", "bias")]
    state = {}
    for key, value in arrays.items():
        parts = key.split("/")
        for old, new in table:
            if parts[-1] == old:
                parts[-1] = new
                break
        v = np.array(value, dtype=np.float32)
        if key.split("/")[-1] == "kernel":
            if len(v.shape) == 2:
                v = v.transpose()
            else:
                v = v.transpose((3, 2, 0, 1))   # (kh, kw, in, out) -> (out, in, kh, kw)
        state[".".join(parts)] = torch.FloatTensor(v.copy())
        if parts[-1] == "running_mean":
            state[".".join(parts[:-1] + ["num_batches_tracked"])] = torch.LongTensor([0])[0]
    return state


def set_grad(model, patterns, flag):
    chosen = matching([k for k, v in model.named_children()], patterns)
    for k, layer in model.named_children():
        if k in chosen:
            for param in layer.parameters():
                param.requires_grad = flag


def freeze(model, patterns):
    set_grad(model, patterns, False)


def unfreeze(model, patterns):
    set_grad(model, patterns, True)


def is_frozen(m):
    n = 0
    for p in m.parameters():
        if p.requires_grad:
            return False
        n += 1
    return n > 0


def training_mode(model):
    model.train()
    for name, m in model.named_modules():
        if is_frozen(m):
            m.eval()
def split(model, n):
    items = list(model._modules.items())
    upper = []
    for i in range(n):
        upper.insert(0, items.pop())
    return nn.Sequential(OrderedDict(items)), nn.Sequential(OrderedDict(upper))


def cache(lower, X, batch_size):
    training_mode(lower)                 # 冻结的层 -> eval
    N = X.size(0)
    out = None
    with torch.no_grad():
        for i in range(int(math.ceil(N / batch_size))):
            f = lower(X[i * batch_size:min((i + 1) * batch_size, N)])
            if out is None:
                out = torch.zeros((N,) + tuple(f.shape[1:]))
            out[i * batch_size:i * batch_size + f.size(0)] = f
    return out
def train(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    torch.manual_seed(seed)
    model = model.to(DEVICE)
    training_mode(model)
    groups = [{"params": [p for p in model.parameters() if p.requires_grad], "weight_decay": weight_decay}]
    optimizer = optim.SGD(groups, lr=learning_rate, momentum=momentum)
    classification = y.dtype in (torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8)
    criterion = nn.CrossEntropyLoss() if classification else nn.MSELoss(reduction="mean")
    losses = []
    N = X.size(0)
    for epoch in tqdm(range(epochs)):
        perm = torch.randperm(N)
        X_shuffled, y_shuffled = X[perm], y[perm]
        running = []
        for i in range(0, N, batch_size):
            xb = Variable(X_shuffled[i:i + batch_size]).to(DEVICE)
            yb = Variable(y_shuffled[i:i + batch_size]).to(DEVICE)
            if classification:
                yb = yb.long()
            loss = criterion(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running.append(loss.item())
        losses.append(sum(running) / len(running))
        print("epoch %d loss %.4f" % (epoch, losses[-1]))
    return losses


def unfreeze_gradually(model, X, y, *, stages, learning_rate, decay, **options):
    layers = list(model.children())
    history = []
    for p in model.parameters():
        p.requires_grad = False
    for s in range(stages):
        for i, layer in enumerate(layers):
            for p in layer.parameters():
                p.requires_grad = i >= len(layers) - s - 1
        history += train(model, X, y, learning_rate=learning_rate * decay ** s, **options)
    return history


class Autoencoder(nn.Module):
    def __init__(self, encoder, decoder):
        super(Autoencoder, self).__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, X):
        z = self.encoder(X)
        X_hat = self.decoder(z)
        return X_hat


def pretrain(encoder, decoder, X, **options):
    ae = Autoencoder(encoder, decoder)
    return train(ae, X, X, **options)
