# 正则化作业
import math

import numpy as np

from bilder import turn, move


def l1(W, lam):
    penalty = 0.0
    for w in np.ravel(W):
        penalty += abs(float(w))
    return lam * penalty, lam * np.sign(W)


def l2(W, lam):
    penalty = 0.0
    for w in np.ravel(W):
        penalty += float(w) ** 2
    return 0.5 * lam * penalty, lam * np.array(W)


def elastic_net(W, lam1, lam2):
    penalty_l1, gradient_l1 = l1(W, lam1)
    penalty_l2, gradient_l2 = l2(W, lam2)
    return penalty_l1 + penalty_l2, gradient_l1 + gradient_l2


def sparsify(W, threshold):
    result = np.array(W)
    result[np.abs(result) < threshold] = 0  # 小于阈值的权重置零
    return result


def dropout_forward(x, keep, rng, training):
    x = np.array(x, dtype=float)
    mask = np.ones_like(x)
    if training:
        random_numbers = rng.uniform(0.0, 1.0, size=x.shape)
        mask[random_numbers >= keep] = 0.0
        mask = mask / keep
    return x * mask, mask


def dropout_backward(dout, mask):
    return np.multiply(dout, mask)


def max_norm(W, limit, axis):
    result = np.moveaxis(np.array(W, dtype=float), axis, 0)
    length = np.linalg.norm(result, axis=0)
    too_long = length > limit
    factor = np.ones(length.shape)
    factor[too_long] = limit / length[too_long]
    return np.moveaxis(result * factor, 0, axis)


def clip_by_value(grad, low, high):
    result = np.array(grad, dtype=float)
    result[result < low] = low
    result[result > high] = high
    return result


def clip_by_norm(grad, limit):
    # 所有元素的范数
    norm = np.linalg.norm(np.ravel(grad))
    if norm <= limit:
        return np.array(grad)
    return np.array(grad) * limit / norm


def clip_by_global_norm(grads, limit):
    total = 0.0
    for g in grads:
        total += float(np.sum(np.square(g, dtype=float)))
    norm = math.sqrt(total)
    clipped = []
    for g in grads:
        if norm > limit:
            clipped.append(g * (limit / norm))
        else:
            clipped.append(np.array(g))
    return clipped, norm


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best_loss = float("inf")
        self.best_params = None
        self.bad_epochs = 0

    def is_better(self, loss):
        return loss < self.best_loss - self.min_delta

    def update(self, loss, params):
        if self.is_better(loss):
            self.best_loss = loss
            self.best_params = {name: np.array(values) for name, values in params.items()}
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def settled(accuracies, tolerance=0.02, epochs=2):
    # 变化次数不够
    if len(accuracies) - 1 < epochs:
        return False
    for i in range(len(accuracies) - epochs, len(accuracies)):
        if abs(accuracies[i] - accuracies[i - 1]) >= tolerance:
            return False
    return True


def augment(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    result = np.array(images, dtype=float)
    for n in range(len(result)):
        angle = math.radians(rng.uniform(-rotate, rotate))
        factor = rng.uniform(1 - scale, 1 + scale)
        dy = int(rng.integers(-shift, shift + 1))
        dx = int(rng.integers(-shift, shift + 1))
        light = rng.uniform(-brightness, brightness)
        if rotate != 0 or scale != 0:
            result[n] = turn(result[n], angle, factor)
        result[n] = move(result[n], dy, dx)
        result[n] = np.minimum(1.0, np.maximum(0.0, result[n] + light))
    return result
