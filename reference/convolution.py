"""Convolution, max pooling and average pooling of images, forwards and backwards.

A batch of N images of C channels is x (N, C, h, w). A window of kh × kw pixels slides over an image, ``stride`` pixels
at a time, down and to the right; as often as it fits, so that what is left over at the bottom and on the right is not
looked at::

    oh = ⌊(h − kh) / stride⌋ + 1        ow = ⌊(w − kw) / stride⌋ + 1

In window (i, j) the pixel (u, v) is x[n, c, i·stride + u, j·stride + v], with everything counted from 0. What a
window gives is written at (i, j) of an image of oh × ow pixels. With ``padding``, rows and columns of zeros are first
put on all four sides of the image, so that h and w grow by twice the padding.

Backwards, dout = ∂L/∂out is given, and what comes back are the derivatives of L with respect to what went in. Where
windows overlap, a pixel lies in several of them, and its derivative is the sum over all of those. Every backward
function is a function of its arguments alone. No function changes its arguments; derivatives are floats, also where
the images hold whole numbers.

What deep learning calls a convolution is a cross-correlation: the kernel is not turned round. I. Goodfellow,
Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, sections 9.1 (equation 9.6), 9.3 (pooling) and 9.5 (equations
9.7 to 9.13); Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document recognition,
Proceedings of the IEEE 86, 1998; A. Krizhevsky, I. Sutskever, G. E. Hinton, ImageNet classification with deep
convolutional neural networks, 2012, section 3.4 (overlapping pooling).
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d_forward(x: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0) -> np.ndarray:
    """Convolve a batch of images with F kernels.

        out[n, f, i, j] = b[f] + Σ_c Σ_u Σ_v W[f, c, u, v] · x[n, c, i·stride + u, j·stride + v]

    with x padded by zeros. x is (N, C, h, w), W (F, C, kh, kw), b (F,); the result is (N, F, oh, ow). ValueError where
    a kernel is larger than the padded image.

    >>> conv2d_forward(np.array([[[[1.0, 2.0, 5.0]]]]), np.array([[[[1.0, -1.0]]]]), np.array([10.0]))
    array([[[[9., 7.]]]])
    """
    windows = _windows(_padded(x, padding), W.shape[2], W.shape[3], stride)
    out: np.ndarray = np.einsum("ncijuv,fcuv->nfij", windows, W) + b[:, None, None]
    return out


def conv2d_backward(
    dout: np.ndarray, x: np.ndarray, W: np.ndarray, b: np.ndarray, stride: int = 1, padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the derivatives of L with respect to the images, the kernels and the biases: dx, dW, db.

    dout is (N, F, oh, ow); dx has the shape of x, without the padding, dW that of W and db that of b.

    Derivation::

        db[f] = Σ_n Σ_i Σ_j dout[n, f, i, j]
        dW[f, c, u, v] = Σ_n Σ_i Σ_j dout[n, f, i, j] · x[n, c, i·stride + u, j·stride + v]
        dx[n, c, i·stride + u, j·stride + v] = Σ of dout[n, f, i, j] · W[f, c, u, v] over all f and all windows (i, j)
            that hold this pixel
    """
    h, w = x.shape[2:]
    kh, kw = W.shape[2:]
    x = _padded(x, padding)

    db = dout.sum(axis=(0, 2, 3))
    dW = np.einsum("nfij,ncijuv->fcuv", dout, _windows(x, kh, kw, stride))

    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + kh, left : left + kw] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], W)
    # The padding is a constant: nobody asks for its derivative.
    dx = dx[:, :, padding : padding + h, padding : padding + w]
    return dx, dW, db


def max_pool_forward(x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give the largest value of every window of size × size pixels.

        out[n, c, i, j] = max_{u, v} x[n, c, i·stride + u, j·stride + v]

    x is (N, C, h, w), the result (N, C, oh, ow). Windows overlap where ``stride`` is less than ``size``. ValueError
    where a window is larger than the image.

    >>> max_pool_forward(np.array([[[[1.0, 3.0, 2.0], [0.0, -1.0, -2.0]]]]), size=2, stride=1)
    array([[[[3., 3.]]]])
    """
    out: np.ndarray = _windows(x, size, size, stride).max(axis=(4, 5))
    return out


def max_pool_backward(dout: np.ndarray, x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give dx: every window hands its derivative to the pixel that was its largest.

        dx[n, c, i·stride + u, j·stride + v] = Σ of dout[n, c, i, j] over all windows (i, j) whose maximum it is

    dout is (N, C, oh, ow), dx (N, C, h, w) as x. Of equal values the first of the window counts as the largest, row by
    row; there the maximum has a corner, and textbooks also hand the derivative to all of them, or share it out.
    """
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        u, v = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + u, left + v] += dout[n, c, i, j]
    return dx


def avg_pool_forward(x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give the mean of every window of size × size pixels.

        out[n, c, i, j] = 1/size² · Σ_u Σ_v x[n, c, i·stride + u, j·stride + v]

    x is (N, C, h, w), the result (N, C, oh, ow). ValueError where a window is larger than the image.

    >>> avg_pool_forward(np.array([[[[1.0, 3.0, 2.0], [0.0, -1.0, -2.0]]]]), size=2, stride=1)
    array([[[[0.75, 0.5 ]]]])
    """
    out: np.ndarray = _windows(x, size, size, stride).mean(axis=(4, 5))
    return out


def avg_pool_backward(dout: np.ndarray, x: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Give dx: every window shares its derivative out equally among its pixels.

    dout is (N, C, oh, ow), dx (N, C, h, w) as x. Of x only the shape matters.

    Derivation::

        dx[n, c, i·stride + u, j·stride + v] = 1/size² · Σ of dout[n, c, i, j] over all windows (i, j) that hold it
    """
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + size, left : left + size] += dout[:, :, i, j, None, None] / size**2
    return dx


def _padded(x: np.ndarray, padding: int) -> np.ndarray:
    """Put ``padding`` rows and columns of zeros on all four sides of each image."""
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def _windows(x: np.ndarray, kh: int, kw: int, stride: int) -> np.ndarray:
    """All windows of x, without copying them: windows[n, c, i, j, u, v] = x[n, c, i·stride + u, j·stride + v]."""
    return sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]
