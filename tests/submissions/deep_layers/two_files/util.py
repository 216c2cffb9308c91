import numpy as np


def minibatches(n, size):
    order = np.random.permutation(n)
    return [order[i:i + size] for i in range(0, n, size)]
