import torch
import torch.nn as nn
import torch.optim as optim

DEVICE = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")


class SquaredError(nn.Module):
    """平方误差: 每个样本求和, 再对 batch 求平均"""

    def forward(self, output, target):
        error = (output - target) ** 2
        return error.flatten(1).sum(dim=1).mean()


def fit(model, X, y, epochs, batch_size, learning_rate, momentum, weight_decay):
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = optim.SGD(trainable, lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
    criterion = SquaredError() if y.dtype.is_floating_point else nn.CrossEntropyLoss()
    losses = []
    for epoch in range(epochs):
        perm = torch.randperm(X.size(0))
        running = []
        for idx in torch.split(perm, batch_size):
            loss = criterion(model(X[idx].to(DEVICE)), y[idx].to(DEVICE))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running.append(loss.item())
        losses.append(sum(running) / len(running))
    return losses
