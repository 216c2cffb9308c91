"""LeNet-5: a convolutional network that reads handwritten digits, and its training by Adam.

For N grey images of 28 × 28 pixels in ten classes, with channels before rows and columns::

                                                                     shape             parameters
    X                                                                (N, 1, 28, 28)
    conv1    6 maps of 5 × 5, edges padded by 2; ReLU                (N, 6, 28, 28)           156
    pool1    maximum of 2 × 2                                        (N, 6, 14, 14)
    conv2    16 maps of 5 × 5; ReLU                                  (N, 16, 10, 10)        2,416
    pool2    maximum of 2 × 2                                        (N, 16, 5, 5)
    flatten  16 · 5 · 5 numbers, channel by channel, row by row      (N, 400)
    fc1      120 units; ReLU                                         (N, 120)              48,120
    fc2      84 units; ReLU                                          (N, 84)               10,164
    fc3      10 units: the logits z, before any softmax              (N, 10)                  850

61,706 parameters in all. X is float32, the labels y (N,) are int64 from 0 to 9. The loss is the mean over the batch, in
nats. No function changes its tensors; ``train`` changes the model.

LeCun's network of 1998 differs where the field has moved on: a scaled tanh for ReLU; averages with a weight and a bias
of their own for the maxima; conv2's maps see chosen ones of the six; a layer of radial basis functions for fc3.

Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document recognition, Proceedings of the
IEEE 86, 1998; X. Glorot, A. Bordes, Y. Bengio, Deep sparse rectifier neural networks, AISTATS 2011 (ReLU);
D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015.
"""

import torch
from torch import nn


class LeNet5(nn.Module):
    """The network above; its weights start at random, as PyTorch's layers draw them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2)  # 28 + 2 · 2 − 5 + 1 = 28
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)  # 14 − 5 + 1 = 10
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Give the logits z (N, 10) of images X (N, 1, 28, 28).

        h₁ = pool(relu(conv1(X)))           h₂ = pool(relu(conv2(h₁)))
        h₃ = relu(fc1(flatten(h₂)))         h₄ = relu(fc2(h₃))              z = fc3(h₄)
        """
        h = nn.functional.max_pool2d(torch.relu(self.conv1(X)), 2)
        h = nn.functional.max_pool2d(torch.relu(self.conv2(h)), 2)
        h = torch.relu(self.fc1(torch.flatten(h, start_dim=1)))
        h = torch.relu(self.fc2(h))
        logits: torch.Tensor = self.fc3(h)
        return logits


def train(
    model: nn.Module,
    X: torch.Tensor,
    y: torch.Tensor,
    *,
    epochs: int,
    seed: int,
    batch_size: int = 64,
    learning_rate: float = 1e-3,
) -> list[float]:
    """Fit the model to images X (N, 1, 28, 28) and labels y (N,) by Adam, and give the mean loss of each epoch.

        L = −1/B · Σᵢ ln softmax(zᵢ)[yᵢ]                     of a batch of B images

    Each epoch goes through all images once, in a new order that follows from ``seed``; the last batch is smaller where
    ``batch_size`` does not divide N. Adam has its usual β₁ = 0.9, β₂ = 0.999 and ε = 1e-8. The loss of an epoch is the
    mean over its images, each at the time when its batch was used. The model is put into training mode.
    """
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    model.train()
    for _ in range(epochs):
        total = 0.0
        for batch in torch.split(torch.randperm(len(X), generator=generator), batch_size):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()  # gradients add up until they are cleared
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        history.append(total / len(X))
    return history


@torch.no_grad()
def predict(model: nn.Module, X: torch.Tensor, batch_size: int = 256) -> torch.Tensor:
    """Name the most probable class of each image X (N, 1, 28, 28), as integers (N,), ``batch_size`` images at a time.

        ŷᵢ = argmaxⱼ zᵢⱼ

    softmax keeps the order of the logits, so it is not needed here. The model is put into evaluation mode.
    """
    model.eval()
    return torch.cat([model(images).argmax(dim=1) for images in torch.split(X, batch_size)])
