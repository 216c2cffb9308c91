import numpy as np

EPSILON = 1e-5


def feature_statistics(X):
    number_of_samples = X.shape[0]
    mean = np.sum(X, axis=0) / number_of_samples
    variance = np.sum((X - mean) ** 2, axis=0) / number_of_samples
    return mean, variance


def normalise(X, mean, variance):
    result = np.zeros(X.shape)
    for j in range(X.shape[1]):
        if variance[j] > 0:
            result[:, j] = (X[:, j] - mean[j]) / np.sqrt(variance[j])
        else:
            result[:, j] = 0.0  # constant pixel, carries no information
    return result


class Activation:
    def __init__(self, name):
        self.name = name

    def forward(self, z):
        self.z = z
        if self.name == "relu":
            return z * (z > 0)
        if self.name == "tanh":
            return np.tanh(z)
        return 1 / (1 + np.exp(-np.clip(z, -500, 500)))

    def backward(self, d):
        if self.name == "relu":
            return d * (self.z > 0)
        value = self.forward(self.z)
        if self.name == "tanh":
            return d * (1 - value * value)
        return d * value * (1 - value)


class BatchNorm:
    def forward(self, u, gamma, beta, mu, var):
        self.gamma = gamma
        self.std = np.sqrt(var + EPSILON)
        self.x_hat = (u - mu) / self.std
        return gamma * self.x_hat + beta

    def backward(self, d):
        N = d.shape[0]
        dgamma = np.sum(d * self.x_hat, axis=0)
        dbeta = np.sum(d, axis=0)
        du = self.gamma / (N * self.std) * (N * d - dbeta - self.x_hat * dgamma)
        return du, dgamma, dbeta


class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, a, rng):
        self.mask = np.ones(a.shape)
        if self.keep < 1.0:
            self.mask = (rng.uniform(size=a.shape) < self.keep).astype(float)
        return a * self.mask / self.keep

    def backward(self, d):
        return d * self.mask / self.keep


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


class DeepNet:
    def __init__(self, sizes, activation, l2, keep, batch_norm, rng):
        self.number_of_layers = len(sizes) - 1
        self.l2 = l2
        self.keep = keep
        self.batch_norm = batch_norm
        self.activation_name = activation
        self.statistics = None
        self.parameters = {}
        self.running = {}
        for layer in range(1, len(sizes)):
            fan_in, fan_out = sizes[layer - 1], sizes[layer]
            if activation == "relu":
                limit = np.sqrt(6 / fan_in)
            else:
                limit = np.sqrt(6 / (fan_in + fan_out))
            self.parameters["W%d" % layer] = rng.uniform(-limit, limit, size=(fan_in, fan_out))
            if batch_norm and layer < self.number_of_layers:
                self.parameters["gamma%d" % layer] = np.ones(fan_out)
                self.parameters["beta%d" % layer] = np.zeros(fan_out)
                self.running["mean%d" % layer] = np.zeros(fan_out)
                self.running["var%d" % layer] = np.ones(fan_out)
            else:
                self.parameters["b%d" % layer] = np.zeros(fan_out)

    def prepare(self, X):
        if self.statistics is None:
            return X
        return normalise(X, self.statistics[0], self.statistics[1])

    def loss_and_gradients(self, X, y, rng=None):
        L = self.number_of_layers
        p = self.parameters
        N = X.shape[0]
        inputs = [self.prepare(X)]
        activations, norms, dropouts = [None], [None], [None]
        for layer in range(1, L):
            u = np.dot(inputs[-1], p["W%d" % layer])
            if self.batch_norm:
                mu, var = np.mean(u, axis=0), np.var(u, axis=0)
                old_mean, old_var = self.running["mean%d" % layer], self.running["var%d" % layer]
                self.running["mean%d" % layer] = 0.9 * old_mean + 0.1 * mu
                self.running["var%d" % layer] = 0.9 * old_var + 0.1 * var
                norm = BatchNorm()
                z = norm.forward(u, p["gamma%d" % layer], p["beta%d" % layer], mu, var)
                norms.append(norm)
            else:
                z = u + p["b%d" % layer]
            activation = Activation(self.activation_name)
            dropout = Dropout(self.keep)
            inputs.append(dropout.forward(activation.forward(z), rng))
            activations.append(activation)
            dropouts.append(dropout)
        scores = np.dot(inputs[-1], p["W%d" % L]) + p["b%d" % L]
        probabilities = softmax(scores)
        loss = 0.0
        for i in range(N):
            loss -= np.log(probabilities[i, y[i]] + 1e-12) / N
        for layer in range(1, L + 1):
            loss += self.l2 / 2 * np.sum(p["W%d" % layer] ** 2)

        gradients = {}
        one_hot = np.zeros_like(probabilities)
        one_hot[np.arange(N), y] = 1
        d = (probabilities - one_hot) / N
        gradients["W%d" % L] = np.dot(inputs[-1].T, d) + self.l2 * p["W%d" % L]
        gradients["b%d" % L] = np.sum(d, axis=0)
        d = np.dot(d, p["W%d" % L].T)
        for layer in range(L - 1, 0, -1):
            d = dropouts[layer].backward(d)
            d = activations[layer].backward(d)
            if self.batch_norm:
                d, dgamma, dbeta = norms[layer].backward(d)
                gradients["gamma%d" % layer] = dgamma
                gradients["beta%d" % layer] = dbeta
            else:
                gradients["b%d" % layer] = np.sum(d, axis=0)
            gradients["W%d" % layer] = np.dot(inputs[layer - 1].T, d) + self.l2 * p["W%d" % layer]
            d = np.dot(d, p["W%d" % layer].T)
        return loss, gradients

    def train(self, X, y, *, epochs, batch_size, schedule, average, rng):
        self.statistics = feature_statistics(X)
        moving = {name: np.array(value) for name, value in self.parameters.items()}
        step = 0
        history = []
        for epoch in range(epochs):
            order = np.arange(len(X))
            rng.shuffle(order)
            start = 0
            while start < len(X):
                batch = order[start:start + batch_size]
                loss, gradients = self.loss_and_gradients(X[batch], y[batch], rng)
                learning_rate = schedule(step)
                new = {}
                for name in self.parameters:
                    new[name] = self.parameters[name] - learning_rate * gradients[name]
                self.parameters = new
                step += 1
                decay = min(average, (1 + step) / (10 + step))
                for name in moving:
                    moving[name] = decay * moving[name] + (1 - decay) * new[name]
                history.append(float(loss))
                start += batch_size
        self.parameters = moving
        return history

    def probabilities(self, X):
        a = self.prepare(X)
        for layer in range(1, self.number_of_layers):
            u = np.dot(a, self.parameters["W%d" % layer])
            if self.batch_norm:
                z = BatchNorm().forward(
                    u,
                    self.parameters["gamma%d" % layer],
                    self.parameters["beta%d" % layer],
                    self.running["mean%d" % layer],
                    self.running["var%d" % layer],
                )
            else:
                z = u + self.parameters["b%d" % layer]
            a = Activation(self.activation_name).forward(z)
        L = self.number_of_layers
        return softmax(np.dot(a, self.parameters["W%d" % L]) + self.parameters["b%d" % L])

    def predict(self, X):
        return np.argmax(self.probabilities(X), axis=1)
