"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

import reference.lstm as textbook
from reference.lstm import _gates, forward, step_backward, step_forward

from .lab import lab


@lab.variant("step_forward")
def four_slices(x, h, c, Wx, Wh, b):
    """The gates are cut out by slices, and σ is 1 / (1 + exp(−z)), which warns of an overflow."""
    H = h.shape[1]
    a = np.dot(x, Wx) + np.dot(h, Wh) + b
    with np.errstate(over="ignore"):
        i = 1 / (1 + np.exp(-a[:, 0:H]))
        f = 1 / (1 + np.exp(-a[:, H : 2 * H]))
        o = 1 / (1 + np.exp(-a[:, 2 * H : 3 * H]))
    g = np.tanh(a[:, 3 * H :])
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next


@lab.variant("step_forward")
def one_product(x, h, c, Wx, Wh, b):
    """x and h side by side are multiplied with Wx above Wh."""
    a = np.hstack([x, h]) @ np.vstack([Wx, Wh]) + b.reshape(1, -1)
    i, f, o, g = a.reshape(len(x), 4, -1).transpose(1, 0, 2)
    i, f, o = (np.where(z > 0, 1 / (1 + np.exp(-np.abs(z))), 1 - 1 / (1 + np.exp(-np.abs(z)))) for z in (i, f, o))
    g = np.tanh(g)
    c_next = f * c + i * g
    h_next = o * np.tanh(c_next)
    return h_next, c_next


@lab.variant("step_forward")
def unit_by_unit(x, h, c, Wx, Wh, b):
    """The step in plain Python, one number at a time."""
    import math

    def sigmoid(z):
        return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))

    N, H = h.shape
    new_h, new_c = [[0.0] * H for _ in range(N)], [[0.0] * H for _ in range(N)]
    for n in range(N):
        for k in range(H):
            sums = []
            for gate in range(4):
                column = gate * H + k
                total = float(b[column])
                total += sum(float(x[n, d]) * float(Wx[d, column]) for d in range(x.shape[1]))
                total += sum(float(h[n, d]) * float(Wh[d, column]) for d in range(H))
                sums.append(total)
            new_c[n][k] = sigmoid(sums[1]) * float(c[n, k]) + sigmoid(sums[0]) * math.tanh(sums[3])
            new_h[n][k] = sigmoid(sums[2]) * math.tanh(new_c[n][k])
    return np.array(new_h), np.array(new_c)


@lab.variant("step_forward")
def matrices_taken_apart(x, h, c, Wx, Wh, b):
    """Each gate has weights of its own, cut out of the fused ones."""
    H = h.shape[1]
    gates = []
    for k in range(4):
        columns = slice(k * H, (k + 1) * H)
        gates.append(x @ Wx[:, columns] + h @ Wh[:, columns] + b[columns])
    i, f, o = (0.5 * np.tanh(0.5 * gate) + 0.5 for gate in gates[:3])
    c = np.add(np.multiply(f, c), np.multiply(i, np.tanh(gates[3])))
    return [np.multiply(o, np.tanh(c)), c]


@lab.variant("step_backward")
def backward_into_one_array(dh, dc, x, h, c, Wx, Wh, b):
    """∂L/∂a is filled in block by block, and db comes as a row."""
    N, H = h.shape
    a = x @ Wx + h @ Wh + b
    with np.errstate(over="ignore"):
        i, f, o = (1 / (1 + np.exp(-a[:, k * H : (k + 1) * H])) for k in range(3))
    g = np.tanh(a[:, 3 * H :])
    squashed = np.tanh(f * c + i * g)
    total = dc.copy()
    total += dh * o * (1 - squashed * squashed)
    da = np.empty((N, 4 * H))
    da[:, :H] = total * g * i * (1 - i)
    da[:, H : 2 * H] = total * c * f * (1 - f)
    da[:, 2 * H : 3 * H] = dh * squashed * o * (1 - o)
    da[:, 3 * H :] = total * i * (1 - g * g)
    return [da.dot(Wx.T), da.dot(Wh.T), total * f, x.T.dot(da), h.T.dot(da), np.sum(da, axis=0, keepdims=True)]


@lab.variant("step_backward")
def backward_sequence_by_sequence(dh, dc, x, h, c, Wx, Wh, b):
    """A loop over the batch adds outer products up."""
    dx, dh_before, dc_before = np.zeros(x.shape), np.zeros(h.shape), np.zeros(c.shape)
    dWx, dWh, db = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    for n in range(len(x)):
        i, f, o, g = (gate[0] for gate in _gates(x[n : n + 1], h[n : n + 1], Wx, Wh, b))
        t = np.tanh(f * c[n] + i * g)
        total = dc[n] + dh[n] * o / np.cosh(f * c[n] + i * g) ** 2
        da = np.hstack(
            [total * g * (i - i**2), total * c[n] * (f - f**2), dh[n] * t * (o - o**2), total * i * (1 - g**2)]
        )
        dx[n], dh_before[n], dc_before[n] = Wx @ da, Wh @ da, total * f
        dWx += np.outer(x[n], da)
        dWh += np.outer(h[n], da)
        db += da
    return dx, dh_before, dc_before, dWx, dWh, db


@lab.variant("forward")
def all_inputs_at_once(x, h0, c0, Wx, Wh, b):
    """x Wx is computed for all steps before the loop, which has the step written out."""
    N, T, _ = x.shape
    H = h0.shape[1]
    sums = (x.reshape(N * T, -1) @ Wx).reshape(N, T, 4 * H) + b
    h, c = np.empty((N, T, H)), np.empty((N, T, H))
    previous_h, previous_c = h0, c0
    for t in range(T):
        a = sums[:, t] + previous_h @ Wh
        i, f, o = (0.5 + 0.5 * np.tanh(a[:, k * H : (k + 1) * H] / 2) for k in range(3))
        c[:, t] = f * previous_c + i * np.tanh(a[:, 3 * H :])
        h[:, t] = o * np.tanh(c[:, t])
        previous_h, previous_c = h[:, t], c[:, t]
    return h, c


def _states_kept_from_the_start(dh, x, h0, c0, Wx, Wh, b):
    """The states before each step stand in lists that begin with h0 and c0; weights' gradients are added in place."""
    hs, cs = forward(x, h0, c0, Wx, Wh, b)[:2]
    h = np.concatenate([h0[:, None], np.asarray(hs)], axis=1)
    c = np.concatenate([c0[:, None], np.asarray(cs)], axis=1)
    dx = []
    weights = [np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)]
    from_later_h, from_later_c = 0.0, np.zeros(c0.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        here = dh[:, t] + from_later_h
        dx_t, from_later_h, from_later_c, *more = step_backward(
            here, from_later_c, x[:, t], h[:, t], c[:, t], Wx, Wh, b
        )
        dx.insert(0, dx_t)
        for total, each in zip(weights, more, strict=True):
            total += np.reshape(each, total.shape)
    return (np.stack(dx, axis=1), from_later_h, from_later_c, *weights)


@lab.variant("forward", also={"backward": _states_kept_from_the_start})
def lists_of_states(x, h0, c0, Wx, Wh, b):
    """The states of all steps are collected in lists, and caches are returned as well."""
    h, c = h0, c0
    hs, cs, caches = [], [], []
    for x_t in np.swapaxes(x, 0, 1):
        caches.append({"x": x_t, "h": h, "c": c})
        h, c = step_forward(x_t, h, c, Wx, Wh, b)
        hs.append(h)
        cs.append(c)
    return np.stack(hs, axis=1).tolist(), np.stack(cs, axis=1).tolist(), caches


@lab.variant("backward")
def backward_written_out(dh, x, h0, c0, Wx, Wh, b):
    """Forwards and backwards in one function, without the other three; the gates of all steps are kept."""
    N, T, _ = x.shape
    H = h0.shape[1]
    h, c, kept = h0, c0, []
    for t in range(T):
        a = x[:, t] @ Wx + h @ Wh + b
        i, f, o, g = *(0.5 + 0.5 * np.tanh(a[:, k * H : (k + 1) * H] / 2) for k in range(3)), np.tanh(a[:, 3 * H :])
        kept.append((h, c, i, f, o, g))
        c = f * c + i * g
        h = o * np.tanh(c)
        kept[-1] += (np.tanh(c),)
    da = np.zeros((N, T, 4 * H))
    dh_later, dc = np.zeros((N, H)), np.zeros((N, H))
    for t in reversed(range(T)):
        _, c, i, f, o, g, squashed = kept[t]
        total = dh[:, t] + dh_later
        dc = dc + total * o * (1 - squashed**2)
        da[:, t] = np.hstack(
            [dc * g * i * (1 - i), dc * c * f * (1 - f), total * squashed * o * (1 - o), dc * i * (1 - g**2)]
        )
        dh_later, dc = da[:, t] @ Wh.T, dc * f
    before = np.stack([step[0] for step in kept], axis=1)
    dWx, dWh = np.einsum("ntd,ntk->dk", x, da), np.einsum("nth,ntk->hk", before, da)
    return da @ Wx.T, dh_later, dc, dWx, dWh, da.sum(axis=(0, 1))


def _in_float32(name):
    """The textbook's function of this name, with arrays that come and go in float32."""
    function = getattr(textbook, name)

    def single(*arguments):
        return tuple(each.astype(np.float32) for each in function(*(np.asarray(a, np.float32) for a in arguments)))

    return single


@lab.variant("step_forward", also={name: _in_float32(name) for name in ("step_backward", "forward", "backward")})
def everything_in_float32(x, h, c, Wx, Wh, b):
    """All arrays are in float32."""
    from reference.lstm import step_forward

    h, c = step_forward(*(np.asarray(each, np.float32) for each in (x, h, c, Wx, Wh, b)))
    return h.astype(np.float32), c.astype(np.float32)
