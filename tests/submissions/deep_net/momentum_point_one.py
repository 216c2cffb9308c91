import numpy as np


def feature_statistics(X):
    return X.mean(axis=0), X.var(axis=0)


def normalise(X, mean, variance):
    root = np.sqrt(variance)
    root = np.where(variance == 0, 1.0, root)
    return (X - mean) / root


G = {
    "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(float)),
    "tanh": (np.tanh, lambda a: 1 - a ** 2),
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda a: a * (1 - a)),
}


class DeepNet:
    def __init__(self, sizes, activation, l2, keep, batch_norm, rng):
        self.L = len(sizes) - 1
        self.g, self.slope = G[activation]
        self.l2, self.keep, self.batch_norm = l2, keep, batch_norm
        self.parameters, self.running = {}, {}
        self.mean = self.variance = None
        for l in range(1, self.L + 1):
            n_in, n_out = sizes[l - 1], sizes[l]
            variance = 2 / n_in if activation == "relu" else 2 / (n_in + n_out)
            self.parameters[f"W{l}"] = rng.normal(0, np.sqrt(variance), (n_in, n_out))
            if batch_norm and l < self.L:
                self.parameters[f"gamma{l}"] = np.ones(n_out)
                self.parameters[f"beta{l}"] = np.zeros(n_out)
                self.running[f"mean{l}"] = np.zeros(n_out)
                self.running[f"var{l}"] = np.ones(n_out)
            else:
                self.parameters[f"b{l}"] = np.zeros(n_out)

    def inputs(self, X):
        if self.mean is None:
            return X
        return normalise(X, self.mean, self.variance)

    def forward(self, X, training, rng=None):
        P = self.parameters
        a = self.inputs(X)
        caches = []
        for l in range(1, self.L):
            cache = {"x": a}
            u = a @ P[f"W{l}"]
            if self.batch_norm:
                if training:
                    mu, var = u.mean(axis=0), u.var(axis=0)
                    self.running[f"mean{l}"] = 0.1 * self.running[f"mean{l}"] + 0.9 * mu
                    self.running[f"var{l}"] = 0.1 * self.running[f"var{l}"] + 0.9 * var
                else:
                    mu, var = self.running[f"mean{l}"], self.running[f"var{l}"]
                cache["root"] = np.sqrt(var + 1e-5)
                cache["hat"] = (u - mu) / cache["root"]
                z = P[f"gamma{l}"] * cache["hat"] + P[f"beta{l}"]
            else:
                z = u + P[f"b{l}"]
            a = self.g(z)
            cache["a"] = a
            if training and self.keep < 1:
                cache["mask"] = (rng.random(a.shape) < self.keep) / self.keep
                a = a * cache["mask"]
            caches.append(cache)
        caches.append({"x": a})
        z = a @ P[f"W{self.L}"] + P[f"b{self.L}"]
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return log_p, caches

    def loss_and_gradients(self, X, y, rng=None):
        P = self.parameters
        N = len(X)
        log_p, caches = self.forward(X, True, rng)
        loss = -log_p[np.arange(N), y].mean()
        d = np.exp(log_p)
        d[np.arange(N), y] -= 1
        d /= N
        grads = {}
        for l in range(self.L, 0, -1):
            c = caches[l - 1]
            if l < self.L:
                if "mask" in c:
                    d = d * c["mask"]
                d = d * self.slope(c["a"])
                if self.batch_norm:
                    grads[f"gamma{l}"] = (d * c["hat"]).sum(axis=0)
                    grads[f"beta{l}"] = d.sum(axis=0)
                    dh = d * P[f"gamma{l}"]
                    d = (dh - dh.mean(axis=0) - c["hat"] * (dh * c["hat"]).mean(axis=0)) / c["root"]
            if f"b{l}" in P:
                grads[f"b{l}"] = d.sum(axis=0)
            W = P[f"W{l}"]
            loss += self.l2 / 2 * (W ** 2).sum()
            grads[f"W{l}"] = c["x"].T @ d + self.l2 * W
            d = d @ W.T
        return float(loss), grads

    def train(self, X, y, *, epochs, batch_size, schedule, average, rng):
        self.mean, self.variance = feature_statistics(X)
        N = len(X)
        averages = {k: v.copy() for k, v in self.parameters.items()}
        t = 0
        history = []
        for _ in range(epochs):
            order = rng.permutation(N)
            for i in range(0, N, batch_size):
                rows = order[i:i + batch_size]
                loss, grads = self.loss_and_gradients(X[rows], y[rows], rng)
                lr = schedule(t)
                self.parameters = {k: v - lr * grads[k] for k, v in self.parameters.items()}
                t += 1
                d = min(average, (1 + t) / (10 + t))
                averages = {k: d * averages[k] + (1 - d) * v for k, v in self.parameters.items()}
                history.append(loss)
        self.parameters = averages
        return history

    def probabilities(self, X):
        log_p, _ = self.forward(X, False)
        return np.exp(log_p)

    def predict(self, X):
        return self.probabilities(X).argmax(axis=1)
