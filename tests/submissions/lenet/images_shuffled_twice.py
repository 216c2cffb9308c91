import torch
from torch import nn
import torch.nn.functional as F


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, X):
        h = F.max_pool2d(F.relu(self.conv1(X)), 2)
        h = F.max_pool2d(F.relu(self.conv2(h)), 2)
        h = torch.flatten(h, 1)
        h = F.relu(self.fc1(h))
        h = F.relu(self.fc2(h))
        return self.fc3(h)


def train(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    torch.manual_seed(seed)
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    model.train()
    history = []
    images = X
    for _ in range(epochs):
        total = 0.0
        perm = torch.randperm(len(X))
        images, labels = images[perm], y[perm]
        for idx in torch.arange(len(X)).split(batch_size):
            loss = F.cross_entropy(model(images[idx]), labels[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        history.append(total / len(X))
    return history


def predict(model, X, batch_size=256):
    model.eval()
    with torch.no_grad():
        return torch.cat([model(b).argmax(1) for b in X.split(batch_size)])
