"""One axis, a row of axes, a column of them: indexed, unpacked, counted."""
# alone: it draws
from matplotlib import pyplot as plt
import numpy as np


def softmax(z):
    fig, ax = plt.subplots()
    ax.plot(z)
    fig, axs = plt.subplots(1, len(z))
    assert len(axs) == len(z)
    out = []
    for i in range(len(axs)):
        axs[i].set(title=i, xlabel="class", ylabel="score")
        e = np.exp(z[i] - z[i].max())
        out.append(e / e.sum())
    fig, (top, bottom) = plt.subplots(nrows=2, sharex=True)
    fig, ((a, b), (c, d)) = plt.subplots(2, 2)
    panels = plt.figure().subplots(3, 2)
    for j, (panel, letter) in enumerate(zip(panels.ravel(), "abcdef")):
        panel.text(0, 0, letter)
    assert j == 5
    mosaic, named = plt.subplot_mosaic("AB;CC")
    named["A"].plot([1, 2])
    return np.array(out)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
