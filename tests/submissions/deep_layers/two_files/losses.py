import numpy as np

EPS = 1e-12


def one_hot(label, like):
    t = np.zeros(like.shape)
    np.put_along_axis(t, label.reshape(-1, 1, 1), 1.0, axis=1)
    return t


class QuadraticLoss:
    """Mean of all squared differences, over the samples and the outputs."""

    def forward(self, x, label):
        self.e = x - one_hot(label, x)
        return np.mean(self.e ** 2)

    def backward(self):
        return 2 * self.e / self.e.size


class CrossEntropyLoss:

    def forward(self, x, label):
        self.t = one_hot(label, x)
        self.x = np.clip(x, EPS, 1 - EPS)
        return np.sum(-self.t * np.log(self.x) - (1 - self.t) * np.log(1 - self.x)) / len(x)

    def backward(self):
        return (self.x - self.t) / (self.x * (1 - self.x) * len(self.x))
