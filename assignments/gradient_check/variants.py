"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from reference.gradient_check import numerical_gradient, relative_difference

from .lab import lab


@lab.variant("numerical_gradient")
def steps_from_a_unit_matrix(f, x, h=1e-5):
    """Rows of h times a unit matrix are added to x, entry by entry, as lists."""
    x = np.asarray(x)
    steps = h * np.eye(x.size)
    slopes = [(f(x + step.reshape(x.shape)) - f(x - step.reshape(x.shape))) / h / 2 for step in steps]
    return np.reshape(slopes, x.shape).tolist()


@lab.variant("numerical_gradient")
def in_place_by_nditer(f, x, h=1e-5):
    """x itself is moved, and every value put back."""
    x = x if x.dtype == float else x.astype(float)
    gradient = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        old = x[i].copy()
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        below = f(x)
        x[i] = old
        gradient[i] = (above - below) / (2.0 * h)
        it.iternext()
    return gradient


@lab.variant("numerical_gradient")
def two_copies_for_each_entry(f, x, h=1e-5):
    """Two copies of a flat x for each entry, and f(x) once in the beginning."""
    f(x)
    flat = np.ravel(x).astype(float)
    gradient = np.empty(flat.size)
    for i in range(flat.size):
        plus, minus = flat.copy(), flat.copy()
        plus[i] += h
        minus[i] -= h
        gradient[i] = f(plus.reshape(x.shape)) / (2 * h) - f(minus.reshape(x.shape)) / (2 * h)
    return gradient.reshape(x.shape)


@lab.variant("numerical_gradient")
def from_the_measured_step(f, x, h=1e-5, verbose=False):
    """Divided by the step that was really taken, with a further argument."""
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    flat, slopes = x.reshape(-1), gradient.reshape(-1)
    for i, value in enumerate(flat.tolist()):
        flat[i] = value + h
        right, above = flat[i], f(x)
        flat[i] = value - h
        left, below = flat[i], f(x)
        flat[i] = value
        slopes[i] = (above - below) / (right - left)
    return gradient


@lab.variant("numerical_gradient")
def in_lists(f, x, h=1e-5):
    """f is given nested lists."""

    def moved(step, i):
        y = np.array(x, dtype=float)
        y[i] += step
        return y.tolist()

    gradient = np.zeros(x.shape)
    for i, _ in np.ndenumerate(x):
        gradient[i] = (f(moved(h, i)) - f(moved(-h, i))) / (2 * h)
    return gradient


@lab.variant("relative_difference")
def norms_written_out(a, b):
    """Roots of sums of squares, with 1e-12 as a guard, in an array of shape (1,)."""
    a, b = np.array(a, dtype=float), np.array(b, dtype=float)
    if np.shape(a) != np.shape(b):
        raise ValueError("a and b differ in shape")
    top, bottom = np.sqrt(np.sum((a - b) ** 2)), np.sqrt(np.sum(a**2)) + np.sqrt(np.sum(b**2))
    return np.array([top / max(bottom, 1e-12)])


@lab.variant("relative_difference")
def guard_added(a, b):
    """1e-8 is added to the denominator; the shapes are compared by an assertion that raises ValueError."""
    if a.ndim != b.ndim or any(n != m for n, m in zip(a.shape, b.shape, strict=True)):
        raise ValueError
    return np.linalg.norm(np.ravel(a - b)) / (np.linalg.norm(np.ravel(a)) + np.linalg.norm(np.ravel(b)) + 1e-8)


@lab.variant("relative_difference")
def zeros_first(a, b):
    """Equal arrays are 0 apart before anything is divided; sums in loops."""
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} is not {b.shape}")
    if not np.any(a) and not np.any(b):
        return 0

    def norm(values):
        return sum(float(value) ** 2 for value in values) ** 0.5

    return norm(a.flat - b.ravel()) / (norm(a.flat) + norm(b.flat))


@lab.variant("check")
def as_a_list(f, grad, x):
    """A list of the difference and 0 or 1, with b in front of a."""
    difference = relative_difference(numerical_gradient(f, x), grad(x))
    return [difference, int(difference < 1e-7)]


@lab.variant("check")
def all_written_out(f, grad, x):
    """check has its own numerical gradient and its own norms."""
    claimed = np.asarray(grad(x))
    slopes = np.zeros(x.shape)
    for i in np.ndindex(*x.shape):
        step = np.zeros(x.shape)
        step[i] = 1e-5
        slopes[i] = (f(x + step) - f(x - step)) / 2e-5
    difference = np.linalg.norm(claimed - slopes) / max(1e-12, np.linalg.norm(claimed) + np.linalg.norm(slopes))
    return difference, bool(difference <= 1e-7)


@lab.variant("check")
def if_and_else(f, grad, x):
    """ok by if and else, and a message for the reader."""
    difference = relative_difference(grad(x), numerical_gradient(f, x, h=1e-5))
    ok = difference < 1e-7
    if ok:
        print("The gradient is right:", difference)  # noqa: T201
        return difference, True
    print("The gradient is wrong:", difference)  # noqa: T201
    return difference, False
