"""Long short-term memory: one step, a sequence of steps, and back-propagation through time.

N sequences run side by side; x (N, D) is what they see at one step, h (N, H) their hidden state and c (N, H) their
cell state. Four sums of each unit come out of one matrix product, and squashed they are its gates::

    a = x Wx + h Wh + b                                              (N, 4H)
    i = σ(a[:, 0:H])      f = σ(a[:, H:2H])      o = σ(a[:, 2H:3H])      g = tanh(a[:, 3H:4H])
    c′ = f ⊙ c + i ⊙ g
    h′ = o ⊙ tanh(c′)

Wx is (D, 4H), Wh (H, 4H), b (4H,): in their columns the input gate i comes first, then the forget gate f, the output
gate o and the candidate g. ⊙ multiplies entry by entry. The forget gate has no bias but its share of b.

Every backward function is a function of its arguments alone: it computes the gates again, where a library would have
kept them. No function changes its arguments.

S. Hochreiter, J. Schmidhuber, Long short-term memory, Neural Computation 9, 1997; F. A. Gers, J. Schmidhuber,
F. Cummins, Learning to forget, Neural Computation 12, 2000 (the forget gate); P. J. Werbos, Backpropagation through
time, Proceedings of the IEEE 78, 1990; I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, section
10.10.1.
"""

import numpy as np

Derivatives = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def step_forward(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Take one step: the hidden state and the cell state after it, h′ and c′.

        c′ = f ⊙ c + i ⊙ g        h′ = o ⊙ tanh(c′)

    x is (N, D), h and c are (N, H), and so are the two results.
    """
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    c = f * c + i * g
    h = o * np.tanh(c)
    return h, c


def step_backward(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    Wx: np.ndarray,
    Wh: np.ndarray,
    b: np.ndarray,
) -> Derivatives:
    """Give the derivatives of L with respect to what went into a step: dx, dh_prev, dc_prev, dWx, dWh, db.

    Given are dh = ∂L/∂h′ and dc = ∂L/∂c′, both (N, H), of what came out of it; dc is without what goes through h′.
    dh_prev is ∂L/∂h and dc_prev is ∂L/∂c, of the states before the step. Each result has the shape of what it is the
    derivative of.

    Derivation::

        ∂L/∂o = dh ⊙ tanh(c′)
        δ     = dc + dh ⊙ o ⊙ (1 − tanh²(c′))           all of ∂L/∂c′
        ∂L/∂i = δ ⊙ g        ∂L/∂f = δ ⊙ c        ∂L/∂g = δ ⊙ i        ∂L/∂c = δ ⊙ f

        ∂L/∂a = [∂L/∂i ⊙ i (1 − i),  ∂L/∂f ⊙ f (1 − f),  ∂L/∂o ⊙ o (1 − o),  ∂L/∂g ⊙ (1 − g²)]

        ∂L/∂x = ∂L/∂a Wxᵀ        ∂L/∂h = ∂L/∂a Whᵀ
        ∂L/∂Wx = xᵀ ∂L/∂a        ∂L/∂Wh = hᵀ ∂L/∂a        ∂L/∂b = Σₙ ∂L/∂a[n]
    """
    i, f, o, g = _gates(x, h, Wx, Wh, b)
    t = np.tanh(f * c + i * g)

    do = dh * t
    dc = dc + dh * o * (1 - t**2)
    di, df, dg = dc * g, dc * c, dc * i
    da = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)], axis=1)

    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(axis=0)


def forward(
    x: np.ndarray, h0: np.ndarray, c0: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Take T steps, with the same weights: the states after each of them, h and c.

        h[:, t], c[:, t] = step_forward(x[:, t], h[:, t−1], c[:, t−1], Wx, Wh, b)        t = 0 … T−1

    with h0 and c0 (N, H) in the place of h[:, −1] and c[:, −1]. x is (N, T, D), h and c are (N, T, H).
    """
    N, T, _ = x.shape
    h, c = np.zeros((N, T, h0.shape[1])), np.zeros((N, T, c0.shape[1]))
    for t in range(T):
        h0, c0 = step_forward(x[:, t], h0, c0, Wx, Wh, b)
        h[:, t], c[:, t] = h0, c0
    return h, c


def backward(
    dh: np.ndarray, x: np.ndarray, h0: np.ndarray, c0: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> Derivatives:
    """Go back through T steps: dx, dh0, dc0, dWx, dWh, db.

    dh (N, T, H) holds, for each step, the derivative of L with respect to h[:, t] where L uses it itself. What reaches
    h[:, t] through step t + 1 is added here; L does not use c[:, t] itself. dx is (N, T, D); dh0, dc0, dWx, dWh and db
    have the shapes of what they are the derivatives of.

    Derivation::

        ∂L/∂h[:, t] = dh[:, t] + what step_backward gives for the h of step t + 1
        ∂L/∂c[:, t] =            what step_backward gives for the c of step t + 1

    No step comes after the last one, and nothing is added there. The weights are the same at every step, so their
    derivatives are sums over all steps.
    """
    h, c = forward(x, h0, c0, Wx, Wh, b)
    T = x.shape[1]
    dx, dWx, dWh, db = np.zeros(x.shape), np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(b.shape)
    dh_later, dc_later = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(T)):
        before = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h0, c0)
        dx[:, t], dh_later, dc_later, dWx_t, dWh_t, db_t = step_backward(
            dh[:, t] + dh_later, dc_later, x[:, t], *before, Wx, Wh, b
        )
        dWx, dWh, db = dWx + dWx_t, dWh + dWh_t, db + db_t
    return dx, dh_later, dc_later, dWx, dWh, db


def _gates(
    x: np.ndarray, h: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The gates i, f, o and g of one step, each (N, H)."""
    a = x @ Wx + h @ Wh + b
    i, f, o, g = np.split(a, 4, axis=1)
    return _sigmoid(i), _sigmoid(f), _sigmoid(o), np.tanh(g)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = 1 / (1 + exp(−z)), as (1 + tanh(z/2)) / 2, which overflows nowhere."""
    s: np.ndarray = (1 + np.tanh(z / 2)) / 2
    return s
