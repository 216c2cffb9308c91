"""tqdm, in the ways that it is used."""
# alone: tqdm may not be there
from tqdm import tqdm
from tqdm.auto import trange
import tqdm as whole
import numpy as np

tqdm._instances.clear()
tqdm.pandas()


class Loud(tqdm):
    pass


def softmax(z):
    rows = []
    for row in tqdm(z, desc="rows", leave=False):
        e = np.exp(row - row.max())
        rows.append(e / e.sum())
    bar = tqdm(total=3)
    while bar.n < bar.total:
        bar.update(1)
    bar.close()
    assert len(tqdm(iter([1, 2]), total=2)) == 2 and len(list(Loud([1, 2, 3]))) == 3
    if tqdm(iter([1]), total=1):
        whole.tqdm.write("done")
    return np.array(rows)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    with trange(60) as steps:
        for step in steps:
            W -= slopes(W, X, y)
            steps.set_postfix(loss=float(loss(W, X, y)))
            steps.set_description(f"step {step}")
    return np.argmax(X_new @ W, axis=1)


def loss(W, X, y):
    p = softmax(X @ W)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)
