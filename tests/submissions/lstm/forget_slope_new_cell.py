# LSTM, Tore in der Reihenfolge i, f, o, g
import numpy as np


class Zelle:
    """ein Schritt mit allen Zwischenwerten"""

    def __init__(self, x, h, c, Wx, Wh, b):
        self.x, self.h, self.c = x, h, c
        self.Wx, self.Wh = Wx, Wh
        summe = np.dot(x, Wx) + np.dot(h, Wh) + b
        ai, af, ao, ag = np.split(summe, 4, axis=1)
        self.i, self.f, self.o = self.sigma(ai), self.sigma(af), self.sigma(ao)
        self.g = np.tanh(ag)
        self.c_neu = self.f * c + self.i * self.g
        self.h_neu = self.o * np.tanh(self.c_neu)

    @staticmethod
    def sigma(z):
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

    def zurueck(self, dh, dc):
        th = np.tanh(self.c_neu)
        dao = dh * th * self.o * (1 - self.o)
        dc_gesamt = dc + dh * self.o * (1 - th * th)
        dai = dc_gesamt * self.g * self.i * (1 - self.i)
        daf = dc_gesamt * self.c_neu * self.f * (1 - self.f)
        dag = dc_gesamt * self.i * (1 - self.g * self.g)
        da = np.concatenate([dai, daf, dao, dag], axis=1)
        dx = np.dot(da, self.Wx.T)
        dh_alt = np.dot(da, self.Wh.T)
        dc_alt = dc_gesamt * self.f
        return dx, dh_alt, dc_alt, np.dot(self.x.T, da), np.dot(self.h.T, da), np.sum(da, axis=0)


def step_forward(x, h, c, Wx, Wh, b):
    zelle = Zelle(x, h, c, Wx, Wh, b)
    return zelle.h_neu, zelle.c_neu


def step_backward(dh, dc, x, h, c, Wx, Wh, b):
    return Zelle(x, h, c, Wx, Wh, b).zurueck(dh, dc)


def forward(x, h0, c0, Wx, Wh, b):
    h, c = h0, c0
    alle_h, alle_c = [], []
    for t in range(x.shape[1]):
        h, c = step_forward(x[:, t, :], h, c, Wx, Wh, b)
        alle_h.append(h)
        alle_c.append(c)
    return np.stack(alle_h, axis=1), np.stack(alle_c, axis=1)


def backward(dh, x, h0, c0, Wx, Wh, b):
    h, c = forward(x, h0, c0, Wx, Wh, b)
    # Zustände VOR jedem Schritt
    vor_h = np.concatenate([h0[:, None, :], h[:, :-1, :]], axis=1)
    vor_c = np.concatenate([c0[:, None, :], c[:, :-1, :]], axis=1)
    dx = [None] * x.shape[1]
    dWx, dWh, db = 0, 0, 0
    dh_spaeter, dc_spaeter = 0 * h0, 0 * c0
    for t in range(x.shape[1] - 1, -1, -1):
        teile = step_backward(dh[:, t, :] + dh_spaeter, dc_spaeter, x[:, t, :], vor_h[:, t, :], vor_c[:, t, :], Wx, Wh, b)
        dx[t], dh_spaeter, dc_spaeter = teile[:3]
        dWx, dWh, db = dWx + teile[3], dWh + teile[4], db + teile[5]
    return np.stack(dx, axis=1), dh_spaeter, dc_spaeter, dWx, dWh, db
