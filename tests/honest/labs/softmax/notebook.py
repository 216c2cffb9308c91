# %%
%matplotlib inline
import numpy as np
import matplotlib.pyplot as plt
np.random.seed(231)
# %%
# skip
X = np.loadtxt("train.csv", delimiter=",")
# %%
def softmax(z):
    z = z - z.max(1, keepdims=True)
    return np.exp(z) / np.exp(z).sum(1, keepdims=True)

softmax(np.array([[1, 2, 3]]))
# %%
def hardmax(z):
    out = np.zeros_like(z, dtype=float)
    out[range(len(z)), np.argmax(z, axis=1)] = 1
    return out

def cross_entropy(p, y):
    return -sum(np.log(p[i, c]) for i, c in enumerate(y)) / len(y)
# %%
assert np.allclose(softmax(np.zeros((2, 4))), 0.25)
print("softmax ok")
plt.plot(softmax(np.random.randn(3, 5)).T); plt.show()
# %%
def loss_and_gradients(W, b, X, y, l2=0.0):
    z = X @ W + b
    p = softmax(z)
    shifted = z - z.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.mean(logp[np.arange(len(y)), y]) + l2 / 2 * np.linalg.norm(W) ** 2
    onehot = np.zeros_like(p); onehot[np.arange(len(y)), y] = 1
    dz = (p - onehot) / X.shape[0]
    return loss, X.T @ dz + l2 * W, np.sum(dz, axis=0)
# %%
def train(X, y, classes, *, epochs, batch_size, learning_rate, momentum, rng):
    theta = [np.zeros((X.shape[1], classes)), np.zeros(classes)]
    v = [np.zeros_like(t) for t in theta]
    history = []
    for epoch in range(epochs):
        order = rng.permutation(X.shape[0])
        total = 0
        for k in range(0, X.shape[0], batch_size):
            rows = order[k:k + batch_size]
            loss, *grads = loss_and_gradients(*theta, X[rows], y[rows])
            for i, g in enumerate(grads):
                v[i] = momentum * v[i] - learning_rate * g
                theta[i] = theta[i] + v[i]
            total += loss * len(rows)
        history.append(total / X.shape[0])
    return theta[0], theta[1], history

predict = lambda W, b, X: np.argmax(X.dot(W) + b, axis=-1)
# %%
%%time
rng = np.random.default_rng(0)
X = rng.normal(size=(200, 4)); y = (X[:, 0] > 0).astype(int)
W, b, history = train(X, y, 2, epochs=20, batch_size=16, learning_rate=0.1, momentum=0.9, rng=rng)
print("accuracy", (predict(W, b, X) == y).mean())
plt.figure(); plt.plot(history, label="train"); plt.legend()
