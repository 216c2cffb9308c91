"""Long short-term memory: fill in the functions below. The statement says what each of them is asked to do.

x is (N, D) at one step and (N, T, D) in a sequence; h and c are (N, H) and (N, T, H). Wx (D, 4H), Wh (H, 4H) and
b (4H,) hold the gates in the order i, f, o, g.
"""

import numpy as np


def step_forward(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Take one step from x (N, D), h and c (N, H): the new h and c, both (N, H).

    i, f, o, g = σ, σ, σ and tanh of the four parts of x Wx + h Wh + b
    c′ = f ⊙ c + i ⊙ g        h′ = o ⊙ tanh(c′)
    """
    raise NotImplementedError


def step_backward(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    Wx: np.ndarray,
    Wh: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give dx, dh_prev, dc_prev, dWx, dWh, db from dh = ∂L/∂h′ and dc = ∂L/∂c′, both (N, H).

    dh_prev = ∂L/∂h and dc_prev = ∂L/∂c belong to the states before the step, as dx = ∂L/∂x does to x.
    """
    raise NotImplementedError


def forward(
    x: np.ndarray, h0: np.ndarray, c0: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Take T steps through x (N, T, D), from h0 and c0 (N, H): h and c after each step, both (N, T, H)."""
    raise NotImplementedError


def backward(
    dh: np.ndarray, x: np.ndarray, h0: np.ndarray, c0: np.ndarray, Wx: np.ndarray, Wh: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give ∂L/∂x, ∂L/∂h0, ∂L/∂c0, ∂L/∂Wx, ∂L/∂Wh and ∂L/∂b from dh (N, T, H), where L is a function of the h alone."""
    raise NotImplementedError
