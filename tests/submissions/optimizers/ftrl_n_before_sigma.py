# Optimierer mit gemeinsamer Basisklasse; step gibt ein neues dict zurück
import numpy as np

class Basis:
    def __init__(self):
        self.speicher = {}

    def merke(self, art, name, vorlage):
        # legt beim ersten Mal Nullen an, je Parameter und Größe
        schluessel = (art, name)
        if schluessel not in self.speicher:
            self.speicher[schluessel] = np.zeros(vorlage.shape)
        return self.speicher[schluessel]

    def vorbereiten(self):
        pass

    def step(self, params, grads):
        self.vorbereiten()
        neu = {}
        for name, theta in params.items():
            neu[name] = theta + self.schritt(name, theta, np.asarray(grads[name], dtype=float))
        return neu

class SGD(Basis):
    def __init__(self, learning_rate):
        super().__init__()
        self.eta = learning_rate

    def schritt(self, name, theta, g):
        return -self.eta * g

class Momentum(Basis):
    def __init__(self, learning_rate, momentum=0.9, damped=False):
        super().__init__()
        self.eta, self.mu, self.damped = learning_rate, momentum, damped

    def schritt(self, name, theta, g):
        v = self.merke("v", name, theta)
        faktor = 1 - self.mu if self.damped else 1.0
        v[...] = self.mu * v - faktor * self.eta * g
        return v

class Nesterov(Basis):
    def __init__(self, learning_rate, momentum=0.9):
        super().__init__()
        self.eta, self.mu = learning_rate, momentum

    def schritt(self, name, theta, g):
        v = self.merke("v", name, theta)
        v *= self.mu
        v -= self.eta * g
        return self.mu * v - self.eta * g

class AdaGrad(Basis):
    def __init__(self, learning_rate, eps=1e-8):
        super().__init__()
        self.eta, self.eps = learning_rate, eps

    def schritt(self, name, theta, g):
        r = self.merke("r", name, theta)
        r += g * g
        return -self.eta * g / (np.sqrt(r) + self.eps)

class RMSProp(Basis):
    def __init__(self, learning_rate, rho=0.9, eps=1e-8):
        super().__init__()
        self.eta, self.rho, self.eps = learning_rate, rho, eps

    def schritt(self, name, theta, g):
        r = self.merke("r", name, theta)
        r *= self.rho
        r += (1 - self.rho) * g * g
        return -self.eta * g / (np.sqrt(r) + self.eps)

class AdaDelta(Basis):
    def __init__(self, rho=0.95, eps=1e-6):
        super().__init__()
        self.rho, self.eps = rho, eps

    def schritt(self, name, theta, g):
        r, s = self.merke("r", name, theta), self.merke("s", name, theta)
        r[...] = self.rho * r + (1 - self.rho) * g ** 2
        delta = -np.sqrt((s + self.eps) / (r + self.eps)) * g
        s[...] = self.rho * s + (1 - self.rho) * delta ** 2
        return delta

class Adam(Basis):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__()
        self.eta, self.beta1, self.beta2, self.eps, self.t = learning_rate, beta1, beta2, eps, 0

    def vorbereiten(self):
        self.t += 1

    def schritt(self, name, theta, g):
        m, v = self.merke("m", name, theta), self.merke("v", name, theta)
        m[...] = self.beta1 * m + (1 - self.beta1) * g
        v[...] = self.beta2 * v + (1 - self.beta2) * g ** 2
        m_dach = m / (1 - self.beta1 ** self.t)
        v_dach = v / (1 - self.beta2 ** self.t)
        return -self.eta * m_dach / (np.sqrt(v_dach) + self.eps)

class FTRL(Basis):
    def __init__(self, learning_rate, beta=1.0, l1=0.0, l2=0.0):
        super().__init__()
        self.eta, self.beta, self.l1, self.l2 = learning_rate, beta, l1, l2

    def step(self, params, grads):
        neu = {}
        for name, theta in params.items():
            g = np.asarray(grads[name], dtype=float)
            z, n = self.merke("z", name, theta), self.merke("n", name, theta)
            n += g ** 2
            sigma = (np.sqrt(n + g ** 2) - np.sqrt(n)) / self.eta
            z += g - sigma * theta
            aktiv = np.abs(z) > self.l1
            neu[name] = np.zeros(theta.shape)
            zaehler = z - np.sign(z) * self.l1
            nenner = (self.beta + np.sqrt(n)) / self.eta + self.l2
            neu[name][aktiv] = -(zaehler / nenner)[aktiv]
        return neu
