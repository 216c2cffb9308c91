import numpy as np


def conv2d_forward(x, W, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, h, w = x.shape
    F, _, kh, kw = W.shape
    oh, ow = (h - kh) // stride + 1, (w - kw) // stride + 1
    out = np.zeros((N, F, oh, ow))
    for i in range(oh):
        for j in range(ow):
            window = x[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = np.tensordot(window, W, axes=([1, 2, 3], [1, 2, 3])) + b
    return out


def conv2d_backward(dout, x, W, b, stride=1, padding=0):
    _, _, h, w = x.shape
    _, _, kh, kw = W.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx, dW = np.zeros_like(x), np.zeros(W.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, cols = slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw)
            d = dout[:, :, i, j]
            dW += np.tensordot(d, x[:, :, rows, cols], axes=(0, 0))
            dx[:, :, rows, cols] = dx[:, :, rows, cols] + np.tensordot(d, W, axes=(1, 0))
    return dx[:, :, padding : padding + h, padding : padding + w], dW, dout.sum(axis=(0, 2, 3))


def pool_shape(x, size, stride):
    return x.shape[0], x.shape[1], (x.shape[2] - size) // stride + 1, (x.shape[3] - size) // stride + 1


def max_pool_forward(x, size, stride):
    out = np.zeros(pool_shape(x, size, stride))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            out[:, :, i, j] = window.max(axis=(2, 3))
    return out


def max_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, cols = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
            window = x[:, :, rows, cols]
            mask = window == window.max(axis=(2, 3), keepdims=True)
            dx[:, :, rows, cols] += mask * dout[:, :, i : i + 1, j : j + 1]
    return dx


def avg_pool_forward(x, size, stride):
    out = np.zeros(pool_shape(x, size, stride))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
            out[:, :, i, j] = window.mean(axis=(2, 3))
    return out


def avg_pool_backward(dout, x, size, stride):
    dx = np.zeros(x.shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows, cols = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
            dx[:, :, rows, cols] += dout[:, :, i : i + 1, j : j + 1] / size**2
    return dx
