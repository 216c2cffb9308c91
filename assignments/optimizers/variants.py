"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from .lab import lab


@lab.variant("SGD.step")
def sgd_in_place(self, params, grads):
    """The arrays of params are changed in place, and nothing is returned."""
    for name, theta in params.items():
        theta -= self.learning_rate * grads[name]


@lab.variant("SGD.step")
def sgd_entry_by_entry(self, params, grads):
    """A loop over the entries of flat arrays, and the same dict is returned."""
    for name in grads:
        flat, slopes = params[name].reshape(-1), np.asarray(grads[name]).reshape(-1)
        for i in range(flat.size):
            flat[i] = flat[i] - self.learning_rate * float(slopes[i])
    return params


@lab.variant("Momentum")
class VelocityWithTheOtherSign:
    """v ← μ v + η g and θ ← θ − v, in place, with velocities made in the first step."""

    def __init__(self, learning_rate, momentum=0.9, damped=False, weight_decay=0.0):
        self.lr, self.mu, self.damped = learning_rate, momentum, damped
        self.velocity = None

    def step(self, params, grads):
        if self.velocity is None:
            self.velocity = {name: np.zeros_like(theta) for name, theta in params.items()}
        for name in params:
            g = (1 - self.mu) * grads[name] if self.damped else grads[name]
            self.velocity[name] = self.mu * self.velocity[name] + self.lr * g
            params[name] -= self.velocity[name]


@lab.variant("Momentum")
class VelocityWithoutTheRate:
    """v ← μ v + g and θ ← θ − η v; the velocities are a list, in the order of params."""

    def __init__(self, learning_rate, momentum=0.9, damped=False):
        self.learning_rate, self.momentum = learning_rate, momentum
        self.dampening = momentum if damped else 0.0
        self.buffers = []

    def step(self, params, grads):
        if not self.buffers:
            self.buffers = [np.zeros(theta.shape) for theta in params.values()]
        new = {}
        for buffer, (name, theta) in zip(self.buffers, params.items(), strict=True):
            buffer *= self.momentum
            buffer += (1 - self.dampening) * grads[name]
            new[name] = theta - self.learning_rate * buffer
        return new


@lab.variant("Nesterov.step")
def nesterov_by_both_velocities(self, params, grads):
    """θ ← θ − μ v_old + (1 + μ) v."""
    for name in params:
        old = self.v[name]
        self.v[name] = self.momentum * old - self.learning_rate * grads[name]
        params[name] += -self.momentum * old + (1 + self.momentum) * self.v[name]


@lab.variant("Nesterov.step")
def nesterov_with_a_velocity_of_gradients(self, params, grads):
    """v ← μ v + g and θ ← θ − η (g + μ v)."""
    for name, g in grads.items():
        self.v[name] = self.momentum * self.v[name] + g
        params[name] = params[name] - self.learning_rate * (g + self.momentum * self.v[name])


@lab.variant("AdaGrad")
class AdaGradFromATenth:
    """r begins at 0.1, as in TensorFlow."""

    def __init__(self, learning_rate, eps=1e-7, initial_accumulator_value=0.1):
        self.lr, self.eps, self.initial, self.r = learning_rate, eps, initial_accumulator_value, {}

    def step(self, params, grads):
        for name in params:
            self.r[name] = self.r.get(name, self.initial) + np.square(grads[name])
            params[name] = params[name] - self.lr * grads[name] / (np.sqrt(self.r[name]) + self.eps)
        return params


@lab.variant("AdaGrad.step")
def adagrad_with_epsilon_under_the_root(self, params, grads):
    """ε stands under the root."""
    for name, theta in params.items():
        self.r[name] = self.r[name] + grads[name] * grads[name]
        theta -= self.learning_rate / np.sqrt(self.r[name] + self.eps) * grads[name]


@lab.variant("RMSProp.step")
def rmsprop_with_epsilon_under_the_root(self, params, grads):
    """ε stands under the root; r moves towards g² by 1 − ρ of the difference."""
    for name in params:
        self.r[name] = self.r[name] + (1 - self.rho) * (np.square(grads[name]) - self.r[name])
        params[name] = params[name] - self.learning_rate * grads[name] * (self.r[name] + self.eps) ** -0.5


@lab.variant("AdaDelta")
class AdaDeltaWithARateOfOne:
    """There is a learning rate too, of 1; both averages lie in one dict."""

    def __init__(self, learning_rate=1.0, rho=0.95, eps=1e-6):
        self.learning_rate, self.rho, self.eps, self.state = learning_rate, rho, eps, {}

    def step(self, params, grads):
        for name, g in grads.items():
            state = self.state.setdefault(name, {"g2": np.zeros(g.shape), "dx2": np.zeros(g.shape)})
            state["g2"] = self.rho * state["g2"] + (1 - self.rho) * g * g
            dx = np.sqrt((state["dx2"] + self.eps) / (state["g2"] + self.eps)) * g
            state["dx2"] = self.rho * state["dx2"] + (1 - self.rho) * dx * dx
            params[name] -= self.learning_rate * dx


@lab.variant("Adam")
class AdamWithACorrectedRate:
    """The corrections are put into the learning rate: η √(1 − β₂ᵗ) / (1 − β₁ᵗ); t begins at 1 and grows at the end."""

    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps = learning_rate, beta1, beta2, eps
        self.m, self.v, self.t = {}, {}, 1

    def step(self, params, grads):
        rate = self.lr * np.sqrt(1 - self.b2**self.t) / (1 - self.b1**self.t)
        for name, g in grads.items():
            self.m[name] = self.m.get(name, 0) + (1 - self.b1) * (g - self.m.get(name, 0))
            self.v[name] = self.v.get(name, 0) + (1 - self.b2) * (g**2 - self.v.get(name, 0))
            params[name] = params[name] - rate * self.m[name] / (np.sqrt(self.v[name]) + self.eps)
        self.t += 1


@lab.variant("Adam.step")
def adam_in_float32(self, params, grads):
    """Everything is computed in float32, and ε stands under the root."""
    self.t += 1
    new = {}
    for name, theta in params.items():
        g = np.asarray(grads[name], dtype=np.float32)
        self.m[name] = np.float32(self.beta1) * self.m[name].astype(np.float32) + np.float32(1 - self.beta1) * g
        self.v[name] = np.float32(self.beta2) * self.v[name].astype(np.float32) + np.float32(1 - self.beta2) * g**2
        m_hat = self.m[name] / np.float32(1 - self.beta1**self.t)
        v_hat = self.v[name] / np.float32(1 - self.beta2**self.t)
        step = np.float32(self.learning_rate) * m_hat / np.sqrt(v_hat + np.float32(self.eps))
        new[name] = theta.astype(np.float32) - step
    return new


@lab.variant("FTRL")
class FTRLInLoops:
    """FTRL in plain Python, one entry at a time; θ is made anew from z and n."""

    def __init__(self, learning_rate, beta=1.0, l1=0.0, l2=0.0):
        self.alpha, self.beta, self.l1, self.l2 = learning_rate, beta, l1, l2
        self.z, self.n = {}, {}

    def step(self, params, grads):
        import math

        for name, w in params.items():
            for i, g in np.ndenumerate(grads[name]):
                z, n = self.z.get((name, i), 0.0), self.n.get((name, i), 0.0)
                sigma = (math.sqrt(n + g * g) - math.sqrt(n)) / self.alpha
                z, n = z + g - sigma * w[i], n + g * g
                self.z[name, i], self.n[name, i] = z, n
                if abs(z) <= self.l1:
                    w[i] = 0.0
                else:
                    w[i] = (math.copysign(self.l1, z) - z) / ((self.beta + math.sqrt(n)) / self.alpha + self.l2)


@lab.variant("FTRL.step")
def ftrl_by_soft_thresholding(self, params, grads):
    """The zeros come from max(|z| − λ₁, 0)."""
    for name in params:
        before = np.sqrt(self.n[name])
        self.n[name] = self.n[name] + np.square(grads[name])
        root = np.sqrt(self.n[name])
        self.z[name] = self.z[name] + grads[name] - (root - before) / self.learning_rate * params[name]
        shrunk = np.sign(self.z[name]) * np.maximum(np.abs(self.z[name]) - self.l1, 0)
        params[name] = -self.learning_rate * shrunk / (self.beta + root + self.learning_rate * self.l2)
    return params
