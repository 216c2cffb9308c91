import numpy as np


def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


def gates(x, h, Wx, Wh, b):
    H = h.shape[1]
    a = x @ Wx + h @ Wh + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H : 2 * H])
    o = sigmoid(a[:, 2 * H : 3 * H])
    g = np.tanh(a[:, 3 * H :])
    return i, f, o, g


def step_forward(x, h, c, Wx, Wh, b):
    i, f, o, g = gates(x, h, Wx, Wh, b)
    c_new = f * c + i * g
    h_new = o * np.tanh(c_new)
    return h_new, c_new


def step_backward(dh, dc, x, h, c, Wx, Wh, b):
    i, f, o, g = gates(x, h, Wx, Wh, b)
    c_new = f * c + i * g
    tc = np.tanh(c_new)
    do = dh * tc
    dc_new = dc + dh * o * (1 - tc**2)
    df = dc_new * c
    di = dc_new * g
    dg = dc_new * i
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)])
    return da @ Wx.T, da @ Wh.T, dc_new * f, x.T @ da, h.T @ da, da.sum(axis=0)


def forward(x, h0, c0, Wx, Wh, b):
    N, T, _ = x.shape
    hs = np.zeros((N, T, h0.shape[1]))
    cs = np.zeros((N, T, h0.shape[1]))
    h, c = np.zeros_like(h0), c0
    for t in range(T):
        h, c = step_forward(x[:, t], h, c, Wx, Wh, b)
        hs[:, t], cs[:, t] = h, c
    return hs, cs


def backward(dh, x, h0, c0, Wx, Wh, b):
    hs, cs = forward(x, h0, c0, Wx, Wh, b)
    dx = np.zeros(x.shape)
    dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_next, dc_next = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        h_prev = hs[:, t - 1] if t > 0 else h0
        c_prev = cs[:, t - 1] if t > 0 else c0
        dx[:, t], dh_next, dc_next, dWx_t, dWh_t, db_t = step_backward(
            dh[:, t] + dh_next, dc_next, x[:, t], h_prev, c_prev, Wx, Wh, b
        )
        dWx += dWx_t
        dWh += dWh_t
        db += db_t
    return dx, dh_next, dc_next, dWx, dWh, db
