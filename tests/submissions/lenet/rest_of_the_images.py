import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet5(nn.Module):

    def __init__(self):
        super(LeNet5, self).__init__()
        self.c1 = nn.Conv2d(in_channels=1, out_channels=6, kernel_size=5, padding=2)
        self.c3 = nn.Conv2d(in_channels=6, out_channels=16, kernel_size=5)
        self.c5 = nn.Linear(in_features=400, out_features=120)
        self.f6 = nn.Linear(in_features=120, out_features=84)
        self.output = nn.Linear(in_features=84, out_features=10)

    def forward(self, X):
        s2 = F.max_pool2d(torch.relu(self.c1(X)), kernel_size=2, stride=2)      # S2 层
        s4 = F.max_pool2d(torch.relu(self.c3(s2)), kernel_size=2, stride=2)     # S4 层
        flat = s4.reshape(s4.shape[0], -1)
        c5 = torch.relu(self.c5(flat))
        f6 = torch.relu(self.f6(c5))
        return self.output(f6)


def train(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    torch.manual_seed(seed)
    number_of_images = X.shape[0]
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    model.train()
    history = []
    for epoch in range(epochs):
        order = torch.randperm(number_of_images)          # 打乱顺序
        epoch_loss, number_of_batches = 0.0, 0
        for first in range(0, number_of_images, batch_size):
            chosen = order[first:first + batch_size]
            logits = model(X[chosen])
            loss = F.nll_loss(F.log_softmax(logits, dim=1), y[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
            number_of_batches += 1
        history.append(epoch_loss / number_of_batches)
    return history


def predict(model, X, batch_size=256):
    model.eval()
    number_of_images = X.shape[0]
    labels = torch.zeros(number_of_images, dtype=torch.int64)
    with torch.no_grad():
        batch_size = min(batch_size, number_of_images)
        for first in range(0, number_of_images - batch_size + 1, batch_size):
            last = first + batch_size
            labels[first:last] = model(X[first:last]).argmax(dim=1)
    return labels
