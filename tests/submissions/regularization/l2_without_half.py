import numpy as np


def l1(W, lam):
    return lam * np.sum(np.abs(W)), lam * np.sign(W)


def l2(W, lam):
    return lam * np.sum(W ** 2), 2 * lam * W


def elastic_net(W, lam1, lam2):
    p1, g1 = l1(W, lam1)
    p2, g2 = lam2 / 2 * np.sum(W ** 2), lam2 * W
    return p1 + p2, g1 + g2


def sparsify(W, threshold):
    return np.where(np.abs(W) < threshold, 0, W)


def dropout_forward(x, keep, rng, training):
    if not training:
        return x, np.ones(x.shape)
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


def dropout_backward(dout, mask):
    return dout * mask


def max_norm(W, limit, axis):
    norm = np.sqrt(np.sum(W ** 2, axis=axis, keepdims=True))
    return W * np.minimum(1, limit / np.maximum(norm, 1e-12))


def clip_by_value(grad, low, high):
    return np.clip(grad, low, high)


def clip_by_norm(grad, limit):
    norm = np.sqrt(np.sum(grad ** 2))
    if norm > limit:
        return grad * (limit / norm)
    return grad


def clip_by_global_norm(grads, limit):
    norm = np.sqrt(sum(np.sum(g ** 2) for g in grads))
    factor = min(1.0, limit / (norm + 1e-12))
    return [g * factor for g in grads], float(norm)


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = np.inf
        self.best_params = None
        self.wait = 0

    def update(self, loss, params):
        if loss < self.best_loss - self.min_delta:
            self.best_loss = loss
            self.best_params = {k: v.copy() for k, v in params.items()}
            self.wait = 0
        else:
            self.wait += 1
        return self.wait >= self.patience


def settled(accuracies, tolerance=0.02, epochs=2):
    if len(accuracies) < epochs + 1:
        return False
    changes = np.diff(accuracies)[-epochs:]
    return bool(np.all(changes < tolerance))


def augment(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    N, H, W = images.shape
    out = np.zeros((N, H, W))
    cy, cx = (H - 1) / 2, (W - 1) / 2
    rows, cols = np.mgrid[0:H, 0:W]
    for n in range(N):
        angle = np.deg2rad(rng.uniform(-rotate, rotate))
        factor = rng.uniform(1 - scale, 1 + scale)
        dy, dx = rng.integers(-shift, shift + 1, size=2)
        light = rng.uniform(-brightness, brightness)
        y, x = rows - dy - cy, cols - dx - cx
        sy = (np.cos(angle) * y - np.sin(angle) * x) / factor + cy
        sx = (np.sin(angle) * y + np.cos(angle) * x) / factor + cx
        y0, x0 = np.floor(sy + 1e-9).astype(int), np.floor(sx + 1e-9).astype(int)
        fy, fx = sy - y0, sx - x0
        padded = np.zeros((H + 2, W + 2))
        padded[1:-1, 1:-1] = images[n]

        def at(r, c):
            return padded[np.clip(r + 1, 0, H + 1), np.clip(c + 1, 0, W + 1)]

        moved = (at(y0, x0) * (1 - fy) * (1 - fx) + at(y0, x0 + 1) * (1 - fy) * fx
                 + at(y0 + 1, x0) * fy * (1 - fx) + at(y0 + 1, x0 + 1) * fy * fx)
        # pixels of the result that were moved in from outside stay 0
        inside = (rows - dy >= 0) & (rows - dy < H) & (cols - dx >= 0) & (cols - dx < W)
        out[n] = np.clip(np.where(inside, moved, 0) + light, 0, 1)
    return out
