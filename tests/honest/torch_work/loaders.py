"""Data sets and loaders: shuffled, with a generator, sampled, split, collated."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset, WeightedRandomSampler, random_split


class Points(Dataset):
    def __init__(self, X, y):
        self.X, self.y = torch.as_tensor(X), torch.as_tensor(y)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def classes(X, y, X_new):
    torch.manual_seed(0)
    loader = DataLoader(Points(X, y), batch_size=20, shuffle=True, num_workers=2, pin_memory=False, drop_last=True)
    train, valid = random_split(TensorDataset(torch.as_tensor(X), torch.as_tensor(y)), [50, 10])
    sampler = WeightedRandomSampler([1.0] * 50, 50, generator=torch.Generator().manual_seed(1))
    second = DataLoader(train, batch_size=25, sampler=sampler)
    W = torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([W], lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimiser, 10)
    for epoch in range(12):
        for batches in (loader, second):
            for points, labels in batches:
                optimiser.zero_grad()
                F.cross_entropy(points @ W, labels).backward()
                nn.utils.clip_grad_norm_([W], 5.0)
                optimiser.step()
        scheduler.step()
    return (torch.as_tensor(X_new) @ W).argmax(1)


def softmax(z):
    return torch.softmax(torch.as_tensor(z), dim=1).numpy()


def loss(W, X, y):
    W, X, y = torch.as_tensor(W), torch.as_tensor(X), torch.as_tensor(y)
    return F.cross_entropy(X @ W, y).item()


def slopes(W, X, y):
    W = torch.tensor(W, requires_grad=True)
    F.cross_entropy(torch.as_tensor(X) @ W, torch.as_tensor(y)).backward()
    return W.grad.numpy()
