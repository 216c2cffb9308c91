"""Eight ways to take a step of gradient descent.

An optimiser is made once and asked for many steps. ``step(params, grads)`` takes the parameters θ and the gradients
g = ∂L/∂θ, both as dicts of arrays under the same names, and gives the new parameters as a dict of new arrays. What it
remembers from step to step (a velocity, a mean of squares …) it keeps for each name, entry by entry, beginning at 0::

    SGD       θ ← θ − η g
    Momentum  a velocity adds up the gradients                     Polyak 1964
    Nesterov  the gradient is taken ahead of the velocity          Nesterov 1983; Sutskever et al., ICML 2013
    AdaGrad   divides by the root of the sum of squares            Duchi, Hazan, Singer, JMLR 2011
    RMSProp   divides by the root of the mean square               Tieleman, Hinton, Coursera lecture 6.5, 2012
    AdaDelta  sets its own rate by its own earlier steps           Zeiler, arXiv:1212.5701, 2012
    Adam      momentum and RMSProp, both corrected at the start    Kingma, Ba, ICLR 2015
    FTRL      gives exact zeros by an L1 penalty                   McMahan et al., KDD 2013

η is the learning rate, ε a small number that keeps a division from 0 / 0. All products, roots and quotients of arrays
go entry by entry. I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, sections 8.3 and 8.5, has all
of them but AdaDelta and FTRL.
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

Arrays: TypeAlias = Mapping[str, np.ndarray]


class Memory(dict[str, np.ndarray]):
    """What an optimiser remembers of each parameter, by name: ``initial`` for a name that it has not met yet."""

    def __init__(self, initial: float = 0.0) -> None:
        self.initial = np.array(initial)

    def __missing__(self, name: str) -> np.ndarray:
        return self.initial


class SGD:
    """Gradient descent; stochastic where the gradients are those of a mini-batch.

    θ ← θ − η g
    """

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        return {name: theta - self.learning_rate * grads[name] for name, theta in params.items()}


class Momentum:
    """Gradient descent with a velocity v, of which μ is left after each step.

        v ← μ v − η g              undamped
        v ← μ v − (1 − μ) η g      damped: v is a moving average of −η g
        θ ← θ + v

    After many steps with the same gradient the undamped velocity is −η g / (1 − μ), the damped one −η g.
    """

    def __init__(self, learning_rate: float, momentum: float = 0.9, damped: bool = False) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.damped = damped
        self.v = Memory()

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        weight = 1 - self.momentum if self.damped else 1.0
        for name in params:
            self.v[name] = self.momentum * self.v[name] - weight * self.learning_rate * grads[name]
        return {name: theta + self.v[name] for name, theta in params.items()}


class Nesterov:
    """Momentum with the gradient taken where the velocity is about to lead.

        v ← μ v − η g
        θ ← θ + μ v − η g          with the new v

    Here θ is the point at which g was computed. In the other notation, g = ∂L/∂θ at θ' + μ v and θ' ← θ' + v, that is
    the point ahead: θ = θ' + μ v, and the second line follows.
    """

    def __init__(self, learning_rate: float, momentum: float = 0.9) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.v = Memory()

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        new = {}
        for name, theta in params.items():
            self.v[name] = self.momentum * self.v[name] - self.learning_rate * grads[name]
            new[name] = theta + self.momentum * self.v[name] - self.learning_rate * grads[name]
        return new


class AdaGrad:
    """Each entry has a rate of its own, which falls with the squares of all its gradients.

        r ← r + g²
        θ ← θ − η g / (√r + ε)

    ``initial`` is what r begins with: 0 in the paper, 0.1 in TensorFlow.
    """

    def __init__(self, learning_rate: float, eps: float = 1e-8, initial: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self.eps = eps
        self.r = Memory(initial)

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        new = {}
        for name, theta in params.items():
            self.r[name] = self.r[name] + grads[name] ** 2
            new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
        return new


class RMSProp:
    """AdaGrad with a moving average of the squares in place of their sum: the past is forgotten.

    r ← ρ r + (1 − ρ) g²
    θ ← θ − η g / (√r + ε)
    """

    def __init__(self, learning_rate: float, rho: float = 0.9, eps: float = 1e-8) -> None:
        self.learning_rate = learning_rate
        self.rho = rho
        self.eps = eps
        self.r = Memory()

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        new = {}
        for name, theta in params.items():
            self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
            new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
        return new


class AdaDelta:
    """RMSProp whose rate is the root mean square of its own earlier steps; there is no η.

        r ← ρ r + (1 − ρ) g²
        Δ = −√(s + ε) / √(r + ε) · g
        s ← ρ s + (1 − ρ) Δ²
        θ ← θ + Δ

    Δ is made with the old s: the first step is −√ε / √((1 − ρ) g² + ε) · g.
    """

    def __init__(self, rho: float = 0.95, eps: float = 1e-6) -> None:
        self.rho = rho
        self.eps = eps
        self.r = Memory()
        self.s = Memory()

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        new = {}
        for name, theta in params.items():
            self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
            delta = -np.sqrt(self.s[name] + self.eps) / np.sqrt(self.r[name] + self.eps) * grads[name]
            self.s[name] = self.rho * self.s[name] + (1 - self.rho) * delta**2
            new[name] = theta + delta
        return new


class Adam:
    """Moving averages of g and of g², corrected for their beginning at 0.

        t ← t + 1                              once a step, from t = 0
        m ← β₁ m + (1 − β₁) g
        v ← β₂ v + (1 − β₂) g²
        m̂ = m / (1 − β₁ᵗ)        v̂ = v / (1 − β₂ᵗ)
        θ ← θ − η m̂ / (√v̂ + ε)

    m and v themselves stay uncorrected from step to step.
    """

    def __init__(
        self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps
        self.t = 0
        self.m = Memory()
        self.v = Memory()

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        self.t += 1
        new = {}
        for name, theta in params.items():
            self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
            self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
            m_hat = self.m[name] / (1 - self.beta1**self.t)
            v_hat = self.v[name] / (1 - self.beta2**self.t)
            new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
        return new


class FTRL:
    """Follow the regularised leader, the proximal form: θ minimises all linearised losses so far, with L1 and L2.

        σ = (√(n + g²) − √n) / η
        z ← z + g − σ θ
        n ← n + g²
        θ ← 0                                                           where |z| ≤ λ₁
        θ ← −(z − sign(z) λ₁) / ((β + √n) / η + λ₂)                     elsewhere

    z = 0 stands for θ = 0, so training begins there. Without λ₁, λ₂ and β this is AdaGrad.
    """

    def __init__(self, learning_rate: float, beta: float = 1.0, l1: float = 0.0, l2: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self.beta = beta
        self.l1 = l1
        self.l2 = l2
        self.z = Memory()
        self.n = Memory()

    def step(self, params: Arrays, grads: Arrays) -> dict[str, np.ndarray]:
        """Give the parameters after one step."""
        new = {}
        for name, theta in params.items():
            g, n = grads[name], self.n[name]
            sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
            self.z[name] = z = self.z[name] + g - sigma * theta
            self.n[name] = n = n + g**2
            leader = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
            new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
        return new
