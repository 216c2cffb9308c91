"""Correct work, written otherwise than in the reference: it must keep full marks."""

import copy

import numpy as np

from reference.regularizers import EarlyStopping, _pixels, l1, l2

from .lab import lab


@lab.variant("l1")
def l1_by_subgradients(W, lam):
    """The sign written with comparisons; the penalty as an array that holds one number."""
    return np.array([lam * (W[W > 0].sum() - W[W < 0].sum())]), lam * (1.0 * (W > 0) - (W < 0))


@lab.variant("l2")
def l2_by_norm(W, lam):
    """λ/2 · ‖w‖² by np.linalg.norm of the flat weights, in float32."""
    W = np.asarray(W, dtype=np.float32)
    return 0.5 * lam * np.linalg.norm(W.ravel()) ** 2, np.float32(lam) * W


@lab.variant("elastic_net")
def elastic_net_of_its_parts(W, lam1, lam2):
    """The sum of l1 and l2, as a list of two results."""
    return [l1(W, lam1)[0] + l2(W, lam2)[0], np.add(l1(W, lam1)[1], l2(W, lam2)[1])]


@lab.variant("elastic_net")
def elastic_net_in_loops(W, lam1, lam2):
    """A loop over the weights."""
    penalty, gradient = 0.0, np.zeros(W.shape)
    for place, w in np.ndenumerate(W):
        penalty += lam1 * abs(w) + lam2 * w * w / 2
        gradient[place] = lam1 * ((w > 0) - int(w < 0)) + lam2 * w
    return penalty, gradient


@lab.variant("sparsify")
def sparsify_a_copy(W, threshold):
    """A copy, changed in place."""
    W = W.copy()
    W[np.abs(W) < threshold] = 0
    return W


@lab.variant("dropout_forward")
def dropout_by_bernoulli(x, keep, rng, training):
    """The mask by rng.binomial; out from kept values; at test time x itself."""
    if not training:
        return x, np.ones_like(x)
    mask = rng.binomial(1, keep, size=x.shape) / keep
    return x * mask, mask


def _dropout_backward_of_a_pair(dout, mask):
    if mask is None:
        return dout
    kept, keep = mask
    return np.where(kept, dout / keep, 0)


@lab.variant("dropout_forward", also={"dropout_backward": _dropout_backward_of_a_pair})
def dropout_with_a_mask_of_its_own(x, keep, rng, training):
    """The mask is a pair of truth values and keep, and None at test time."""
    if not training:
        return x.copy(), None
    kept = rng.uniform(0, 1, x.shape) >= 1 - keep
    return np.where(kept, x / keep, 0), (kept, keep)


@lab.variant("dropout_forward")
def dropout_in_single_precision(x, keep, rng, training):
    """Everything in float32."""
    x = np.asarray(x, dtype=np.float32)
    mask = np.ones(x.shape, dtype=np.float32)
    if training:
        mask = (rng.random(x.shape, dtype=np.float32) < keep).astype(np.float32) / np.float32(keep)
    return x * mask, mask


@lab.variant("dropout_backward")
def dropout_backward_as_lists(dout, mask):
    """The gradient as nested lists."""
    return np.multiply(mask, dout).tolist()


@lab.variant("max_norm")
def max_norm_with_epsilon(W, limit, axis):
    """The desired norms divided by the norms and 1e-7."""
    norms = np.linalg.norm(W, axis=axis, keepdims=True)
    return W * np.clip(norms, 0, limit) / (1e-7 + norms)


@lab.variant("max_norm")
def max_norm_of_those_too_long(W, limit, axis):
    """A loop over the vectors."""
    result = np.array(np.moveaxis(W, axis, -1), dtype=float)
    for place in np.ndindex(result.shape[:-1]):
        norm = np.sqrt((result[place] ** 2).sum())
        if norm > limit:
            result[place] = result[place] * limit / norm
    return np.moveaxis(result, -1, axis)


@lab.variant("clip_by_value")
def clip_by_np_clip(grad, low, high):
    """np.clip."""
    return np.clip(grad, low, high)


@lab.variant("clip_by_norm")
def clip_by_norm_if_too_long(grad, limit):
    """The gradient itself where it is short enough; 1e-6 beside the norm, where it is divided by."""
    norm = np.linalg.norm(grad.ravel())
    return grad if norm <= limit else grad * (limit / (norm + 1e-6))


@lab.variant("clip_by_global_norm")
def clip_all_together(grads, limit):
    """All gradients in one vector; a tuple comes back, and the norm as an array."""
    flat = np.concatenate([np.ravel(grad) for grad in grads])
    norm = np.linalg.norm(flat, keepdims=True)
    if norm[0] > limit:
        grads = [grad * limit / norm[0] for grad in grads]
    return tuple(grads), norm


@lab.variant("EarlyStopping")
class PatienceThatRunsOut:
    """Patience is counted down; the parameters are copied by copy.deepcopy."""

    def __init__(self, patience, min_delta=0.0):
        self.patience, self.left, self.min_delta = patience, patience, min_delta
        self.best_loss, self.best_params = float("inf"), None

    def update(self, loss, params):
        """Take an epoch's loss."""
        if self.best_loss - loss > self.min_delta:
            self.best_params = copy.deepcopy(params)
            self.best_loss = loss
            self.left = self.patience
            return False
        self.left -= 1
        return np.bool_(self.left <= 0)


@lab.variant("EarlyStopping")
class AllEpochsKept(EarlyStopping):
    """The epochs are counted, and the one of the best is known; with more options and methods."""

    def __init__(self, patience, min_delta=0.0, verbose=False):
        super().__init__(patience, min_delta)
        self.epoch, self.best_epoch, self.verbose = 0, 0, verbose

    def update(self, loss, params):
        """Take an epoch's loss."""
        self.epoch += 1
        if loss + self.min_delta < self.best_loss:
            self.best_loss, self.best_epoch = float(loss), self.epoch
            self.best_params = {}
            for name in params:
                self.best_params[name] = np.array(params[name])
        if self.epoch - self.best_epoch >= self.patience:
            return 1
        return 0


@lab.variant("settled")
def settled_in_a_loop(accuracies, tolerance=0.02, epochs=2):
    """A loop over the last epochs."""
    if len(accuracies) < epochs + 1:
        return False
    small = 0
    for t in range(1, epochs + 1):
        small += abs(accuracies[-t] - accuracies[-t - 1]) < tolerance
    return small == epochs


@lab.variant("augment")
def augment_by_nearest_pixel(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """The nearest pixel; all amounts drawn at once for the batch; the angle turns the other way."""
    N, height, width = images.shape
    dy, dx = rng.integers(-shift, shift, size=(2, N), endpoint=True)
    angles = np.radians(rng.random(N) * 2 * rotate - rotate)
    factors = rng.uniform(1 - scale, 1 + scale, N)
    bright = rng.uniform(-brightness, brightness, (N, 1, 1))
    rows, columns = np.mgrid[:height, :width]
    result = np.zeros_like(images, dtype=float)
    for i in range(N):
        v = (rows - dy[i] - (height - 1) / 2) / factors[i]
        u = (columns - dx[i] - (width - 1) / 2) / factors[i]
        y = np.cos(angles[i]) * v - np.sin(angles[i]) * u + (height - 1) / 2
        x = np.sin(angles[i]) * v + np.cos(angles[i]) * u + (width - 1) / 2
        result[i] = _pixels(images[i], np.rint(y).astype(int), np.rint(x).astype(int))
    return np.clip(result + bright, 0.0, 1.0)


@lab.variant("augment")
def augment_pixel_by_pixel(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """Turned and scaled first, pixel by pixel with a border of zeros, then moved by slices; in float32."""
    result = []
    for image in images:
        H, W = image.shape
        angle, s = np.radians(rng.uniform(-rotate, rotate)), 1 + scale * rng.uniform(-1, 1)
        padded = np.pad(image, 1)
        turned = np.zeros((H, W), dtype=np.float32)
        for row in range(H if rotate or scale else 0):
            for column in range(W):
                v, u = row - (H - 1) / 2, column - (W - 1) / 2
                y = (np.cos(angle) * v + np.sin(angle) * u) / s + (H - 1) / 2 + 1
                x = (-np.sin(angle) * v + np.cos(angle) * u) / s + (W - 1) / 2 + 1
                if 0 <= y < H + 1 and 0 <= x < W + 1:
                    a, b = int(y), int(x)
                    p, q = y - a, x - b
                    upper = padded[a, b] * (1 - q) + padded[a, b + 1] * q
                    lower = padded[a + 1, b] * (1 - q) + padded[a + 1, b + 1] * q
                    turned[row, column] = upper * (1 - p) + lower * p
        if not (rotate or scale):
            turned = image
        dy, dx = (int(rng.integers(-shift, shift + 1)) for _ in "yx")
        moved = np.zeros((H, W), dtype=np.float32)
        to_y, from_y = slice(max(dy, 0), H + min(dy, 0)), slice(max(-dy, 0), H + min(-dy, 0))
        to_x, from_x = slice(max(dx, 0), W + min(dx, 0)), slice(max(-dx, 0), W + min(-dx, 0))
        moved[to_y, to_x] = turned[from_y, from_x]
        result.append(np.minimum(1, np.maximum(0, moved + np.float32(rng.uniform(-brightness, brightness)))))
    return np.stack(result)


def _between(image, moved, angle, size, least):
    """The weighted mean of four pixels, those outside as the nearest inside; 0 from ``least`` pixels outside on."""
    H, W = image.shape
    y, x = np.indices((H, W)) - moved[:, None, None] - np.array([(H - 1) / 2, (W - 1) / 2])[:, None, None]
    y, x = (
        (np.cos(angle) * y + np.sin(angle) * x) / size + (H - 1) / 2,
        (np.cos(angle) * x - np.sin(angle) * y) / size + (W - 1) / 2,
    )
    far = np.max([-y, y - (H - 1), -x, x - (W - 1)], axis=0)
    y, x = y.clip(0, H - 1), x.clip(0, W - 1)
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    bottom, right = np.minimum(top + 1, H - 1), np.minimum(left + 1, W - 1)
    p, q = y - top, x - left
    upper = (1 - q) * image[top, left] + q * image[top, right]
    lower = (1 - q) * image[bottom, left] + q * image[bottom, right]
    return np.where(far < least, (1 - p) * upper + p * lower, 0.0)


@lab.variant("_warped", also={"_between": _between})
def edge_half_outside(image, moved, angle, size):
    """A place that is outside by less than a pixel takes what is nearest inside."""
    return _between(image, moved, angle, size, 1)


@lab.variant("_warped", also={"_between": _between})
def black_half_outside(image, moved, angle, size):
    """A place that is outside by less than a pixel is 0 already."""
    return _between(image, moved, angle, size, 1e-9)
