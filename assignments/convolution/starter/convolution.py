"""Convolution and pooling: fill in the functions below. The statement says what each of them is asked to do.

Images x are (N, C, h, w); window (i, j) begins at row i·stride and column j·stride, everything counted from 0, and
what it gives stands at out[n, c, i, j]. dout is ∂L/∂out.
"""

import numpy as np


def conv2d_forward(x: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0) -> np.ndarray:
    """Convolve x (N, C, h, w), padded by zeros, with the kernels W (F, C, kh, kw), b (F,): out (N, F, oh, ow).

    out[n, f, i, j] = b[f] + Σ_c Σ_u Σ_v W[f, c, u, v] · x[n, c, i·stride + u, j·stride + v]
    """
    raise NotImplementedError


def conv2d_backward(
    dout: np.ndarray, x: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give ∂L/∂x, ∂L/∂W and ∂L/∂b from dout (N, F, oh, ow): dx (N, C, h, w), dW (F, C, kh, kw), db (F,)."""
    raise NotImplementedError


def max_pool_forward(x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give the largest value of every window of size × size pixels: out (N, C, oh, ow).

    out[n, c, i, j] = max_{u, v} x[n, c, i·stride + u, j·stride + v]
    """
    raise NotImplementedError


def max_pool_backward(dout: np.ndarray, x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give dx (N, C, h, w): every window hands its dout to the pixel that was its largest."""
    raise NotImplementedError


def avg_pool_forward(x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give the mean of every window of size × size pixels: out (N, C, oh, ow).

    out[n, c, i, j] = 1/size² · Σ_u Σ_v x[n, c, i·stride + u, j·stride + v]
    """
    raise NotImplementedError


def avg_pool_backward(dout: np.ndarray, x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give dx (N, C, h, w): every window shares its dout out equally among its pixels."""
    raise NotImplementedError
