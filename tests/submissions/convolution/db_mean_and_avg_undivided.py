import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# 取出所有窗口: (N, C, oh, ow, kh, kw)
def windows(x, kh, kw, stride):
    return sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::stride, ::stride]

# 把每个窗口的梯度加回原图
def scatter(dwin, shape, stride):
    dx = np.zeros(shape)
    oh, ow, kh, kw = dwin.shape[2:]
    for u in range(kh):
        for v in range(kw):
            dx[:, :, u:u + (oh - 1) * stride + 1:stride, v:v + (ow - 1) * stride + 1:stride] += dwin[:, :, :, :, u, v]
    return dx

def pad(x, p):
    return np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])

# 卷积
def conv2d_forward(x, W, b, stride=1, padding=0):
    win = windows(pad(x, padding), W.shape[2], W.shape[3], stride)
    return np.einsum("ncijuv,fcuv->nfij", win, W) + b[None, :, None, None]

def conv2d_backward(dout, x, W, b, stride=1, padding=0):
    xp = pad(x, padding)
    win = windows(xp, W.shape[2], W.shape[3], stride)
    dW = np.einsum("nfij,ncijuv->fcuv", dout, win)
    dwin = np.einsum("nfij,fcuv->ncijuv", dout, W)
    dx = scatter(dwin, xp.shape, stride)
    h, w = x.shape[2:]
    dx = dx[:, :, padding:padding + h, padding:padding + w]
    db = dout.sum(axis=(2, 3)).mean(axis=0)
    return dx * 1.0, dW * 1.0, db

# 最大池化
def max_pool_forward(x, size, stride):
    return windows(x, size, size, stride).max(axis=(4, 5))

def max_pool_backward(dout, x, size, stride):
    win = windows(x, size, size, stride)
    hit = (win == win.max(axis=(4, 5), keepdims=True)).astype(float)
    hit /= hit.sum(axis=(4, 5), keepdims=True)   # 相等的平分
    return scatter(hit * dout[..., None, None], x.shape, stride)

# 平均池化
def avg_pool_forward(x, size, stride):
    return windows(x, size, size, stride).mean(axis=(4, 5))

def avg_pool_backward(dout, x, size, stride):
    share = np.ones((size, size))
    return scatter(dout[..., None, None] * share, x.shape, stride)
