"""Correct work, written otherwise than in the reference: it must keep full marks.

A class that stands in for the reference's is looked up by that name in the copy; the names that it uses itself are
those of this file.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .lab import lab

# The network


class _Sequential(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, (5, 5), padding="same"), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU()
        )
        self.classifier = nn.Sequential(
            nn.MaxPool2d(kernel_size=2, stride=2),
            nn.Flatten(),
            nn.Linear(400, 120),
            nn.ReLU(inplace=True),
            nn.Linear(120, 84),
            nn.ReLU(inplace=True),
            nn.Linear(84, 10),
        )

    def forward(self, x):
        return self.classifier(self.features(x))


@lab.variant("LeNet5")
def two_sequentials():
    """Two nn.Sequential, with layers for ReLU, pooling and flattening."""
    from assignments.lenet.variants import _Sequential

    return _Sequential()


@lab.variant("LeNet5")
def one_sequential():
    """LeNet5 is a function that gives an nn.Sequential."""
    relu, pool = nn.ReLU(), nn.MaxPool2d(2)
    convolutions = [nn.ZeroPad2d(2), nn.Conv2d(1, 6, 5), relu, pool, nn.Conv2d(6, 16, 5), relu, pool, nn.Flatten()]
    return nn.Sequential(*convolutions, nn.Linear(400, 120), relu, nn.Linear(120, 84), relu, nn.Linear(84, 10))


class _Functional(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for shape in [(6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (84, 120), (10, 84)]:
            fan_in = math.prod(shape[1:])
            self.weights.append(nn.Parameter(torch.randn(shape) / math.sqrt(3 * fan_in)))
            self.biases.append(nn.Parameter(torch.zeros(shape[0])))

    def forward(self, x):
        (k1, k2, *W), (b1, b2, *b) = self.weights, self.biases
        x = F.conv2d(x, k1, b1, padding=2)
        x = x.unfold(2, 2, 2).unfold(3, 2, 2).amax(dim=(-2, -1)).clamp(min=0)
        x = F.relu(F.max_pool2d(F.conv2d(x, k2, b2), 2)).reshape(-1, 16 * 5 * 5)
        for i in range(3):
            x = x @ W[i].T + b[i]
            x = torch.where(x > 0, x, torch.zeros_like(x)) if i < 2 else x
        return x


@lab.variant("LeNet5")
def parameters_by_hand():
    """Plain parameters with biases of 0, weights before biases, matrix products, the maximum before ReLU."""
    from assignments.lenet.variants import _Functional

    return _Functional()


class _Glorot(nn.Module):
    def __init__(self):
        super().__init__()
        # written from the end, as nothing says in which order they have to stand
        self.fc3 = nn.Linear(84, 10)
        self.fc2 = nn.Linear(120, 84)
        self.fc1 = nn.Linear(400, 120)
        self.c3 = nn.Conv2d(6, 16, kernel_size=(5, 5), stride=1)
        self.c1 = nn.Conv2d(1, 6, kernel_size=(5, 5), stride=1, padding=(2, 2))
        self.apply(self.init)

    @staticmethod
    def init(layer):
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.constant_(layer.bias, 0.0)

    def forward(self, x):
        n = x.size(0)
        x = F.max_pool2d(F.relu(self.c1(x)), (2, 2))
        x = F.max_pool2d(F.relu(self.c3(x)), 2, 2)
        x = x.view(n, -1)
        for fc in (self.fc1, self.fc2):
            x = fc(x).relu_()
        return self.fc3(x)


@lab.variant("LeNet5")
def glorot_and_layers_from_the_end():
    """Glorot's initial weights; the layers are registered from the last to the first."""
    from assignments.lenet.variants import _Glorot

    return _Glorot()


# Training


@lab.variant("train")
def data_loader(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """A DataLoader with a generator, a criterion, and the loss of each step."""
    from torch.utils.data import DataLoader, TensorDataset

    generator = torch.Generator()
    generator.manual_seed(seed)
    loader = DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=True, generator=generator)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    losses = []
    for _ in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            outputs = model(images)
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


@lab.variant("train")
def global_seed_and_mean_of_batches(model, X, y, epochs, seed, batch_size=64, learning_rate=0.001):
    """torch.manual_seed once, shuffled copies, gradients cleared behind the step, the mean over the batches."""
    import math

    import torch.nn.functional as F

    torch.manual_seed(seed)
    model.zero_grad()
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.999), foreach=False)
    history = torch.zeros(epochs)
    model.train(True)
    for epoch in range(epochs):
        perm = torch.randperm(X.shape[0])
        X, y = X[perm], y[perm]
        batches = math.ceil(len(X) / batch_size)
        for i in range(batches):
            part = slice(i * batch_size, min((i + 1) * batch_size, len(X)))
            loss = F.cross_entropy(model(X[part]), y[part])
            loss.backward()
            opt.step()
            opt.zero_grad()
            history[epoch] += loss.detach() / batches
    return history


@lab.variant("train")
def own_cross_entropy_and_numpy_order(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The loss is written out, the order comes from NumPy, and the history is an array."""
    import numpy as np

    order_of = np.random.default_rng(seed)
    optimizer = torch.optim.Adam(list(model.parameters()), lr=learning_rate)
    history = []
    model.train()
    for _ in range(epochs):
        order = order_of.permutation(len(X))
        losses = []
        for start in range(0, len(X), batch_size):
            index = torch.as_tensor(order[start : start + batch_size])
            z = model(X.index_select(0, index))
            loss = (z.logsumexp(dim=1) - z.gather(1, y[index][:, None])[:, 0]).mean()
            for parameter in model.parameters():
                parameter.grad = None
            loss.backward()
            optimizer.step()
            losses += [float(loss)] * len(index)
        history.append(np.mean(losses))
    return np.array(history)


@lab.variant("train")
def adam_by_hand(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """Adam is written out, with torch.autograd.grad and NLL of log_softmax."""
    import torch.nn.functional as F

    parameters = [p for p in model.parameters() if p.requires_grad]
    m, v, t = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters], 0
    generator, history = torch.Generator().manual_seed(seed), []
    model.train()
    for _ in range(epochs):
        total = 0.0
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = F.nll_loss(F.log_softmax(model(X[batch]), dim=-1), y[batch])
            t += 1
            with torch.no_grad():
                for i, (p, g) in enumerate(zip(parameters, torch.autograd.grad(loss, parameters), strict=True)):
                    m[i] = 0.9 * m[i] + 0.1 * g
                    v[i] = 0.999 * v[i] + 0.001 * g * g
                    p -= learning_rate * (m[i] / (1 - 0.9**t)) / ((v[i] / (1 - 0.999**t)).sqrt() + 1e-8)
            total += loss.item() * len(batch)
        history.append(total / len(X))
    return history


@lab.variant("train")
def accuracy_after_each_epoch(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The accuracy is looked at after each epoch, in evaluation mode; the history is a list of tensors."""
    g = torch.Generator().manual_seed(seed * 1000 + 1)
    sampler = torch.utils.data.RandomSampler(range(len(X)), generator=g)
    batches = torch.utils.data.BatchSampler(sampler, batch_size, drop_last=False)
    was, history = model.training, []
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        model.train()
        losses = []
        for batch in batches:
            optimizer.zero_grad(set_to_none=False)
            loss = nn.CrossEntropyLoss()(model(X[batch]), y[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.detach() * len(batch))
        history.append(torch.stack(losses).sum() / len(X))
        model.eval()
        with torch.no_grad():
            sum(int((model(X[i : i + 100]).argmax(1) == y[i : i + 100]).sum()) for i in range(0, len(X), 100))
    model.train(was)
    return history


# Prediction


@lab.variant("predict")
def one_after_the_other(model, X, batch_size=256):
    """Each image by itself, a list of numbers; the model is put back into the mode that it came in."""
    was = model.training
    model.eval()
    labels = []
    for image in X:
        with torch.no_grad():
            labels.append(int(torch.softmax(model(image[None]), dim=1)[0].max(dim=0)[1]))
    model.train(was)
    return labels


@lab.variant("predict")
def loader_in_inference_mode(model, X, batch_size=128):
    """A DataLoader in inference mode, labels from topk, joined as NumPy arrays."""
    import numpy as np
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(TensorDataset(X), batch_size=batch_size, shuffle=False, num_workers=0)
    model.eval()
    with torch.inference_mode():
        return np.concatenate([model(images).topk(1).indices.flatten().cpu().numpy() for (images,) in loader])


@lab.variant("predict")
def filled_in(model, X, batch_size=500):
    """The labels are filled into a tensor; gradients are kept and not used."""
    model.train(False)
    labels = torch.empty(len(X), dtype=torch.int32)
    for start in range(0, len(X), batch_size):
        labels[start : start + batch_size] = model(X[start : start + batch_size]).detach().argmax(-1)
    return labels
