"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

import reference.convolution as textbook
from reference.convolution import conv2d_backward, conv2d_forward, max_pool_forward

from .lab import lab


@lab.variant("conv2d_forward")
def seven_loops(x, W, b, stride=1, padding=0):
    """The convolution in plain Python, one product at a time."""
    N, C, h, w = x.shape
    F, _, kh, kw = W.shape
    oh, ow = (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1
    out = np.zeros((N, F, oh, ow))
    for n in range(N):
        for f in range(F):
            for i in range(oh):
                for j in range(ow):
                    total = b[f]
                    for c in range(C):
                        for u in range(kh):
                            for v in range(kw):
                                row, column = i * stride + u - padding, j * stride + v - padding
                                if 0 <= row < h and 0 <= column < w:
                                    total += W[f, c, u, v] * x[n, c, row, column]
                    out[n, f, i, j] = total
    return out


@lab.variant("conv2d_forward")
def im2col(x, W, b, stride=1, padding=0):
    """The windows are the rows of a matrix, and the convolution is a product of matrices."""
    N, C, h, w = x.shape
    F, _, kh, kw = W.shape
    x = np.pad(x, ((0,), (0,), (padding,), (padding,)), mode="constant")
    oh, ow = 1 + (h + 2 * padding - kh) // stride, 1 + (w + 2 * padding - kw) // stride
    columns = np.zeros((N * oh * ow, C * kh * kw))
    row = 0
    for n in range(N):
        for i in range(oh):
            for j in range(ow):
                window = x[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                columns[row] = window.reshape(-1)
                row += 1
    out = columns.dot(W.reshape(F, -1).T) + b
    return out.reshape(N, oh, ow, F).transpose(0, 3, 1, 2)


@lab.variant("conv2d_forward")
def one_kernel_pixel_at_a_time(x, W, b, stride=1, padding=0):
    """The convolution as a sum of shifted images, in float32."""
    x, W = x.astype(np.float32), W.astype(np.float32)
    N, C, h, w = x.shape
    padded = np.zeros((N, C, h + 2 * padding, w + 2 * padding), dtype=np.float32)
    padded[:, :, padding : padding + h, padding : padding + w] = x
    F, _, kh, kw = W.shape
    oh, ow = (padded.shape[2] - kh) // stride + 1, (padded.shape[3] - kw) // stride + 1
    out = np.zeros((N, F, oh, ow), dtype=np.float32) + b.astype(np.float32).reshape(1, -1, 1, 1)
    for u in range(kh):
        for v in range(kw):
            shifted = padded[:, :, u : u + stride * oh : stride, v : v + stride * ow : stride]
            out += np.tensordot(shifted, W[:, :, u, v], axes=([1], [1])).transpose(0, 3, 1, 2)
    return out


@lab.variant("conv2d_backward")
def backward_in_loops(dout, x, W, b, stride=1, padding=0):
    """Every entry of dout goes back by itself; db is a column, and the three results come as a list."""
    N, _, _, _ = x.shape
    F, _, kh, kw = W.shape
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx, dW, db = np.zeros(padded.shape), np.zeros(W.shape), np.zeros((F, 1))
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    d = dout[n, f, i, j]
                    rows, columns = slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw)
                    db[f] += d
                    dW[f] += d * padded[n, :, rows, columns]
                    dx[n, :, rows, columns] += d * W[f]
    if padding > 0:
        dx = dx[:, :, padding:-padding, padding:-padding]
    return [dx, dW, db]


@lab.variant("conv2d_backward")
def dx_as_a_full_convolution(dout, x, W, b, stride=1, padding=0):
    """dx is the convolution of dout, spread out by the stride, with the kernels turned round; dW one of x with dout."""
    N, C, h, w = x.shape
    F, _, kh, kw = W.shape
    oh, ow = dout.shape[2:]
    H, B = h + 2 * padding, w + 2 * padding
    spread = np.zeros((N, F, H + kh - 1, B + kw - 1))
    spread[:, :, kh - 1 : kh - 1 + stride * oh : stride, kw - 1 : kw - 1 + stride * ow : stride] = dout
    turned = W[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    dx = conv2d_forward(spread, turned, np.zeros(C))[:, :, padding : padding + h, padding : padding + w]
    inner = spread[:, :, kh - 1 : H, kw - 1 : B]
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dW = conv2d_forward(padded.transpose(1, 0, 2, 3), inner.transpose(1, 0, 2, 3), np.zeros(F)).transpose(1, 0, 2, 3)
    return dx, dW, np.sum(np.sum(dout, axis=(2, 3)), axis=0, keepdims=True)


def _in_float32(name):
    """The textbook's function of this name, with arrays that come and go in float32."""
    function = getattr(textbook, name)

    def single(*arguments):
        value = function(*(np.asarray(each, np.float32) if np.ndim(each) else each for each in arguments))
        return (
            tuple(each.astype(np.float32) for each in value) if isinstance(value, tuple) else value.astype(np.float32)
        )

    return single


OTHERS = ["conv2d_backward", "max_pool_forward", "max_pool_backward", "avg_pool_forward", "avg_pool_backward"]


@lab.variant("conv2d_forward", also={name: _in_float32(name) for name in OTHERS})
def everything_in_float32(x, W, b, stride=1, padding=0):
    """All arrays are in float32."""
    from reference.convolution import conv2d_forward

    x, W, b = (np.asarray(each, np.float32) for each in (x, W, b))
    return conv2d_forward(x, W, b, stride, padding).astype(np.float32)


@lab.variant("max_pool_forward")
def max_pool_in_lists(x, size, stride):
    """max_pool_forward gives nested lists."""
    N, C, h, w = x.shape
    return [
        [
            [
                [
                    max(float(x[n, c, i + u, j + v]) for u in range(size) for v in range(size))
                    for j in range(0, w - size + 1, stride)
                ]
                for i in range(0, h - size + 1, stride)
            ]
            for c in range(C)
        ]
        for n in range(N)
    ]


@lab.variant("max_pool_forward")
def shifted_images(x, size, stride):
    """max_pool_forward compares shifted images, beginning at minus infinity."""
    oh, ow = (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1
    out = np.full((*x.shape[:2], oh, ow), -np.inf)
    for u in range(size):
        for v in range(size):
            out = np.maximum(out, x[:, :, u : u + stride * oh : stride, v : v + stride * ow : stride])
    return out


@lab.variant("max_pool_backward")
def all_equal_pixels(dout, x, size, stride):
    """Every pixel that equals the maximum of its window gets the whole derivative."""
    dx = np.zeros_like(x, dtype=float)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, columns = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
            window = x[:, :, rows, columns]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            dx[:, :, rows, columns] += mask * dout[:, :, i : i + 1, j : j + 1]
    return dx


@lab.variant("max_pool_backward")
def shared_by_equal_pixels(dout, x, size, stride):
    """Pixels that equal the maximum of their window share the derivative out."""
    dx = np.zeros(x.shape)
    pooled = max_pool_forward(x, size, stride)
    for n, c, i, j in np.ndindex(dout.shape):
        place = (n, c, slice(i * stride, i * stride + size), slice(j * stride, j * stride + size))
        mask = x[place] == pooled[n, c, i, j]
        dx[place] += dout[n, c, i, j] * mask / mask.sum()
    return dx


@lab.variant("max_pool_backward")
def last_equal_pixel(dout, x, size, stride):
    """The last pixel that equals the maximum of its window gets the derivative, in plain Python."""
    dx = np.zeros(x.shape)
    for n in range(dout.shape[0]):
        for c in range(dout.shape[1]):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    best, place = None, None
                    for row in range(i * stride, i * stride + size):
                        for column in range(j * stride, j * stride + size):
                            if best is None or x[n, c, row, column] >= best:
                                best, place = x[n, c, row, column], (row, column)
                    dx[(n, c, *place)] += dout[n, c, i, j]
    return dx


@lab.variant("max_pool_backward")
def add_at(dout, x, size, stride):
    """All windows at once, by np.add.at."""
    N, C, oh, ow = dout.shape
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    largest = windows.reshape(N, C, oh, ow, -1).argmax(axis=-1)
    n, c, i, j = np.indices(dout.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (n, c, i * stride + largest // size, j * stride + largest % size), dout)
    return dx


@lab.variant("avg_pool_forward")
def average_by_convolution(x, size, stride):
    """avg_pool_forward is a convolution with a kernel of 1/size², channel by channel."""
    kernel = np.full((1, 1, size, size), 1 / size**2)
    channels = [conv2d_forward(x[:, c : c + 1], kernel, np.zeros(1), stride) for c in range(x.shape[1])]
    return np.concatenate(channels, axis=1)


@lab.variant("avg_pool_backward")
def average_backwards_by_convolution(dout, x, size, stride):
    """avg_pool_backward is that convolution's way back."""
    kernel = np.full((1, 1, size, size), 1 / size**2)
    channels = []
    for c in range(x.shape[1]):
        dx, _, _ = conv2d_backward(dout[:, c : c + 1], x[:, c : c + 1], kernel, np.zeros(1), stride)
        channels.append(dx)
    return np.concatenate(channels, axis=1)


@lab.variant("avg_pool_backward")
def average_backwards_in_lists(dout, x, size, stride):
    """avg_pool_backward goes through all pixels of all windows and gives a list."""
    dx = np.zeros(x.shape, dtype=np.float64)
    for n, c, i, j in np.ndindex(*dout.shape):
        for u in range(size):
            for v in range(size):
                dx[n, c, i * stride + u, j * stride + v] += dout[n, c, i, j] / (size * size)
    return dx.tolist()
