"""Regularisation: what is asked of regularizers.py, and how it is looked at.

What is random is looked at by its distribution. The bounds are such that right work is refused less than once in 10⁸
times: they follow from the binomial distribution, and for a whole distribution from the Dvoretzky–Kiefer–Wolfowitz
inequality.
"""

import math

import numpy as np

import reference.regularizers
from graders.checks import Failure, StudentError, close, parts, shaped, unchanged
from graders.lab import Lab

from .pictures import H, W, brightened, fitted, held_images, offsets_of, refuse, scene

lab = Lab(
    "regularization",
    title="Regularisation",
    files=["regularizers.py"],
    provided=["training_loop.py"],
    reference=reference.regularizers,
)

# Rows and columns, as many of both, one row, one column, a vector, a single value, a convolution's kernel.
SHAPES = [(5, 3), (4, 4), (1, 6), (6, 1), (7,), (1,), (2, 3, 1, 2)]

# float32 on the way is accepted, and a tiny number beside a norm in a denominator.
NEAR = {"rtol": 1e-5, "atol": 1e-6}

# A share of n values is off by more than 6.5 standard deviations once in 10¹⁰ times.
DEVIATIONS = 6.5


def answer(value, what):
    """A truth value, as bool or as 0 or 1."""
    if value is None:
        raise Failure(f"{what} returned None; True or False is expected.", hint="Is a `return` missing?")
    if not isinstance(value, bool | int | np.bool_ | np.integer) or value not in (0, 1):
        raise Failure(f"{what} returned something else than True or False.")
    return bool(value)


def uniform(values, low, high, what, hint=None):
    """Hold values to a uniform distribution between low and high: by how far their distribution function is off."""
    n = len(values)
    u = (np.sort(values) - low) / (high - low)
    distance = max(np.max(np.arange(1, n + 1) / n - u), np.max(u - np.arange(n) / n))
    if distance > math.sqrt(math.log(2 / 1e-9) / 2 / n):
        reason = f"{what} is not uniform between {low:g} and {high:g}; its median is {np.median(values):.3g}."
        refuse(reason, what, values, hint)


def stream(rng):
    """A function that gives, whenever it is called, a generator at the start of one and the same stream."""
    seed = int(rng.integers(2**63))
    return lambda: np.random.default_rng(seed)


# ------------------------------------------------------------------------------------------------ purity


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No function changes its arguments."""
    W, g, x = (3 * rng.normal(size=shape) for shape in [(5, 3), (3,), (6, 4)])
    images = rng.uniform(size=(2, 5, 4))
    right, wrong = 0, None
    # What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over.
    for name, arguments, known in [
        ("l1", [W, 0.5], True),
        ("l2", [W, 0.5], True),
        ("elastic_net", [W, 0.5, 0.25], True),
        ("sparsify", [W, 1.0], True),
        ("dropout_forward", [x, 0.7, rng, True], False),
        ("dropout_forward", [x, 0.7, rng, False], False),
        ("max_norm", [W, 1.0, 0], True),
        ("clip_by_value", [W, -1.0, 0.5], True),
        ("clip_by_norm", [W, 1.0], True),
        ("clip_by_global_norm", [[W, g, x], 1.0], True),
        ("settled", [[0.5, 0.75, 0.76, 0.75], 0.02, 2], True),
        ("augment", [images, rng, 1, 10.0, 0.2, 0.1], False),
    ]:
        expected = as_tuples(getattr(reference, name)(*arguments)) if known else None
        try:
            value = unchanged(getattr(student, name), *arguments)
            if known:
                close(value, expected, what=name, **NEAR)
                right += 1
            elif name == "dropout_forward":
                _, mask = parts(value, "out", "mask")
                unchanged(student.dropout_backward, x[::-1].copy(), mask)
        except StudentError as error:
            wrong = wrong or error
        except Failure as failure:
            if " changed its " in failure.reason:
                raise
            wrong = wrong or failure
    try:
        stopping = student.EarlyStopping(2)
        for loss in (1.0, 2.0):
            unchanged(stopping.update, loss, {"W": W, "b": g})
    except StudentError as error:
        wrong = wrong or error
    if not right:
        raise wrong


def as_tuples(value):
    """Lists as tuples, which ``close`` compares item by item."""
    return tuple(map(as_tuples, value)) if isinstance(value, list | tuple) else value


# ------------------------------------------------------------------------------------------------ penalties


def penalty(student, reference, rng, name, factors):
    """Hold a penalty and its gradient to the textbook's."""
    for shape in [*SHAPES, SHAPES[0]]:  # the first shape twice: an answer may not be kept by its shape
        weights = 2 * rng.normal(size=shape)
        lam = [float(factor) for factor in rng.uniform(0.3, 3.0, size=factors)]
        hold_penalty(student, reference, name, weights, lam, "")
    weights = rng.integers(-4, 5, size=(3, 5))
    weights[1] = [0, 3, 0, -2, 0]
    hold_penalty(student, reference, name, weights, [0.25, 0.75][:factors], " of whole numbers")
    weights = np.array([0.0, 1000.0, -1000.0, 0.0])
    hold_penalty(student, reference, name, weights, [0.5, 1.5][:factors], " of large weights")
    # Without its factor nothing is left.
    hold_penalty(student, reference, name, weights, [0.0] * factors, " with no penalty at all")


def hold_penalty(student, reference, name, weights, lam, where):
    got, slope = parts(getattr(student, name)(weights, *lam), "penalty", "gradient")
    want, want_slope = getattr(reference, name)(weights, *lam)
    what = f"{name}'s penalty{where}"
    if np.size(weights) > 1 and np.size(got) == np.size(weights):
        raise Failure(f"{what} is an array; a single number is expected.", hint="Sum over all weights.")
    hint = "Compare with the formula: its factor, the sum over all weights, and what is taken of each weight."
    close(got, want, what=what, hint=hint, **NEAR)
    hint = "The gradient belongs to the penalty: differentiate it for one weight."
    close(slope, want_slope, what=f"{name}'s gradient{where}", hint=hint, **NEAR)


@lab.check(points=1, proves=["l1"])
def l1_values(student, reference, rng):
    """l1 is λ times the sum of |w|, and its gradient λ times the sign."""
    penalty(student, reference, rng, "l1", 1)


@lab.check(points=1, proves=["l2"])
def l2_values(student, reference, rng):
    """l2 is λ/2 times the sum of w², and its gradient λ times w."""
    penalty(student, reference, rng, "l2", 1)


@lab.check(points=1, follows=[l1_values, l2_values])
def elastic_net_values(student, reference, rng):
    """elastic_net adds both penalties, each with a factor of its own, and both gradients."""
    penalty(student, reference, rng, "elastic_net", 2)
    weights = rng.normal(size=(4, 3))
    for lam, where in [([0.75, 0.0], " without its second part"), ([0.0, 0.75], " without its first part")]:
        hold_penalty(student, reference, "elastic_net", weights, lam, where)


@lab.check(points=1)
def sparsify_values(student, reference, rng):
    """sparsify sets the small weights to 0 and leaves the others alone."""
    for shape in SHAPES:
        weights = rng.normal(size=shape)
        close(student.sparsify(weights, 0.6), reference.sparsify(weights, 0.6), **NEAR)
    weights = np.array([[0.5, -0.5, 0.25], [-0.25, 0.0, -2.0], [0.125, -0.375, 7.0]])
    for threshold in (0.25, 0.5, 1.0):
        what = f"sparsify at a threshold of {threshold:g}, which is the size of some weights,"
        close(student.sparsify(weights, threshold), reference.sparsify(weights, threshold), what=what, **NEAR)
    close(student.sparsify(weights, 0.0), weights, what="sparsify with a threshold of 0", **NEAR)
    weights = rng.permutation(12).reshape(3, 4) - 6
    close(student.sparsify(weights, 2.5), reference.sparsify(weights, 2.5), what="sparsify of whole numbers")


# ------------------------------------------------------------------------------------------------ dropout


def dropped(student, x, keep, rng, training=True):
    """The student's out and mask, out as an array of the shape of x."""
    out, mask = parts(student.dropout_forward(x, keep, rng, training), "out", "mask")
    shaped(out, *x.shape, what="out")
    return np.asarray(out), mask


@lab.check(points=2, proves=["dropout_forward"])
def dropout_in_training(student, reference, rng):
    """In training each value is kept with probability keep, independently, and divided by keep."""
    for shape, keep in [((25, 20), 0.8), ((20, 25), 0.3), ((6, 5, 4, 3), 0.6), ((400,), 0.9)]:
        # Few different values: what comes back is then small enough to be recorded.
        x = rng.choice([-2.0, 3.0], size=shape)
        out, _ = dropped(student, x, keep, rng)
        kept = out != 0
        told = f"at keep = {keep:g}"
        share, room = kept.mean(), DEVIATIONS * math.sqrt(keep * (1 - keep) / x.size)
        if abs(share - keep) > room:
            hint = (
                "keep is the probability of being kept; 1 − keep is that of being dropped."
                if abs(share - (1 - keep)) <= room / 2
                else "rng.random() is uniform between 0 and 1: it is below keep with probability keep."
            )
            reason = f"dropout_forward kept {share:.3f} of {x.size:,} values {told}."
            raise Failure(reason, hint="Nothing is dropped." if share == 1 else hint)
        hint = f"Kept values are divided by keep: {x.flat[0]:g} becomes {x.flat[0]:g} / {keep:g}."
        close(out, np.where(kept, x / keep, 0.0), what=f"out {told}", hint=hint, **NEAR)
        independent(kept)

    # How many values are dropped varies, or they are not independent. Eight times the same number comes by chance once
    # in 10⁹ times.
    x, starts = np.ones((10, 20)), [stream(rng) for _ in range(8)]
    first, *others = (dropped(student, x, 0.7, start())[0] for start in starts)
    if all(np.array_equal(other, first) for other in others):
        hint = "Draw from the rng that is given, and seed nothing."
        raise Failure("dropout_forward drops the same values whatever rng it is given.", hint=hint)
    if all((other == 0).sum() == (first == 0).sum() for other in others):
        raise Failure("dropout_forward always drops the same number of values.", hint="Each is dropped independently.")
    again, _ = dropped(student, x, 0.7, starts[0]())
    hint = "Draw from rng; np.random does not know of it."
    close(again, first, what="out of a second call with an equal rng", hint=hint)

    x = rng.normal(size=(3, 4))
    close(dropped(student, x, 1.0, rng)[0], x, what="out at keep = 1", **NEAR)
    x = rng.integers(1, 9, size=(8, 9))
    out, _ = dropped(student, x, 0.8, rng)
    close(out, np.where(out != 0, x / 0.8, 0.0), what="out of whole numbers", **NEAR)
    if not out.any():  # once in 10⁵⁰ times
        raise Failure("dropout_forward drops every one of 72 whole numbers at keep = 0.8.")
    out, _ = dropped(student, np.ones((1, 60)), 0.5, rng)
    if not 0 < (out != 0).sum() < 60:  # once in 10¹⁷ times
        raise Failure("dropout_forward keeps or drops all values of a single sample together.")


def independent(kept):
    """Refuse values that are kept or dropped together: rows, columns, or the planes of an image."""
    if kept.ndim == 1:
        return
    rows = kept.reshape(len(kept), -1)
    views = [(rows, "the same columns in several samples"), (rows.T, "the same samples in several columns")]
    if kept.ndim == 4:
        planes = kept.reshape(kept.shape[0] * kept.shape[1], -1)
        views = [views[0], (planes.T, "the whole plane of an image together")]
    view, together = min(views, key=lambda each: len(np.unique(each[0], axis=0)) / len(each[0]))
    # Now and then two are equal by chance; a third of them are once in 10⁹ times.
    if len(np.unique(view, axis=0)) < 0.67 * len(view):
        hint = "Draw one random number for each value: an array of the shape of x."
        raise Failure(f"dropout_forward drops {together}.", hint=hint)


@lab.check(points=1)
def dropout_at_test(student, reference, rng):
    """At test time dropout_forward gives x itself."""
    hint = "What is kept in training was divided by keep already: nothing is scaled at test time."
    for shape, keep in [((6, 4), 0.8), ((1, 5), 0.3), ((7,), 0.5), ((2, 3, 2, 2), 0.9)]:
        x = 3 * rng.normal(size=shape)
        out, _ = parts(student.dropout_forward(x, keep, rng, False), "out", "mask")
        close(out, x, what=f"out at test time with keep = {keep:g}", hint=hint, **NEAR)
    x = rng.integers(-3, 4, size=(3, 4))
    out, _ = parts(student.dropout_forward(x, 0.8, rng, False), "out", "mask")
    close(out, x, what="out of whole numbers at test time", hint=hint, **NEAR)
    something_dropped(dropped(student, np.ones((20, 20)), 0.5, rng)[0])


def something_dropped(out):
    """Refuse a dropout that does nothing in training either, or drops everything."""
    if np.all(out != 0) or not np.any(out):
        raise Failure(f"dropout_forward drops {'nothing' if out.any() else 'everything'}, so this says nothing.")


@lab.check(points=2, follows=dropout_in_training)
def dropout_gradient(student, reference, rng):
    """dropout_backward gives the gradient of what dropout_forward did, by its mask."""
    for shape, keep in [((10, 8), 0.7), ((50,), 0.4), ((5, 3, 4, 2), 0.8), ((1, 40), 0.5)]:
        x, dout = rng.choice([-1.0, 2.0], size=shape), rng.choice([-1.5, 0.5, 3.0], size=shape)
        out, mask = dropped(student, x, keep, rng)
        something_dropped(out)
        hint = "out = x · mask, so ∂L/∂x = ∂L/∂out · mask, by the mask that the forward pass drew."
        for turn in ("", " when it is called again"):
            got, what = student.dropout_backward(dout, mask), f"dropout_backward{turn} at keep = {keep:g}"
            close(got, dout * out / x, what=what, hint=hint, **NEAR)
        out, mask = dropped(student, x, keep, rng, training=False)
        hint = "Where the forward pass changed nothing, the gradient passes as it is: the mask is 1."
        what = "dropout_backward at test time"
        close(student.dropout_backward(dout, mask), dout * out / x, what=what, hint=hint, **NEAR)


# ------------------------------------------------------------------------------- limits on weights and gradients


@lab.check(points=1)
def max_norm_values(student, reference, rng):
    """max_norm shortens the vectors that are too long, along the axis, and no others."""
    for shape, axis in [((5, 3), 0), ((5, 3), 1), ((4, 4), 0), ((4, 4), 1), ((1, 6), 0), ((3, 2, 4), 1), ((7,), 0)]:
        weights = rng.normal(size=shape)
        # Of all lengths, so that some vectors are too long and others are not.
        limit = float(np.median(np.sqrt(np.sum(weights**2, axis=axis)))) * (0.7 if weights.ndim == 1 else 1.01)
        expected = reference.max_norm(weights, limit, axis)
        what, hint = f"max_norm of {shape} along axis {axis}", "‖w‖ is the root of the sum of the squares along axis."
        close(student.max_norm(weights, limit, axis), expected, what=what, hint=hint, **NEAR)
    weights = rng.normal(size=(5, 3))
    close(student.max_norm(weights, 1.0, -1), reference.max_norm(weights, 1.0, -1), what="max_norm, axis -1", **NEAR)
    hint = "The factor is min(1, limit / ‖w‖): a short vector stays as it is."
    close(student.max_norm(weights, 100.0, 0), weights, what="max_norm of short vectors", hint=hint, **NEAR)
    weights = np.array([[3, 0, 0, 30], [4, 0, -1, 40]])
    what = "max_norm of whole numbers, one column of zeros and one of just the limit"
    close(student.max_norm(weights, 5.0, 0), reference.max_norm(weights, 5.0, 0), what=what, **NEAR)
    weights = 1000 * rng.normal(size=(3, 4))
    what = "max_norm of large weights"
    close(student.max_norm(weights, 0.5, 1), reference.max_norm(weights, 0.5, 1), what=what, **NEAR)


@lab.check(points=1)
def clip_by_value_values(student, reference, rng):
    """clip_by_value keeps each value between low and high."""
    for shape in SHAPES:
        grad = 2 * rng.normal(size=shape)
        for low, high in [(-0.5, 1.25), (0.25, 0.75), (-2.0, -0.5)]:
            expected = reference.clip_by_value(grad, low, high)
            close(student.clip_by_value(grad, low, high), expected, what=f"clip_by_value({low:g}, {high:g})", **NEAR)
    grad = np.array([[-3, -1, 0], [1, 2, 1000]])
    what = "clip_by_value of whole numbers"
    close(student.clip_by_value(grad, -1.5, 1.5), reference.clip_by_value(grad, -1.5, 1.5), what=what, **NEAR)


@lab.check(points=1)
def clip_by_norm_values(student, reference, rng):
    """clip_by_norm shortens a gradient that is too long and keeps its direction."""
    for shape in SHAPES:
        grad = rng.normal(size=shape)
        norm = float(np.sqrt(np.sum(grad**2)))
        for limit, length in [(0.4 * norm, "long"), (1.7 * norm, "short")]:
            what = f"clip_by_norm of a {length} gradient"
            close(student.clip_by_norm(grad, limit), reference.clip_by_norm(grad, limit), what=what, **NEAR)
    close(student.clip_by_norm(np.zeros((2, 3)), 1.0), np.zeros((2, 3)), what="clip_by_norm of zeros")
    grad = np.array([[3, 0, 4], [0, 12, 0]])
    for limit in (1.3, 13.0, 26.0):
        what = f"clip_by_norm of whole numbers, norm 13, limit {limit:g}"
        close(student.clip_by_norm(grad, limit), reference.clip_by_norm(grad, limit), what=what, **NEAR)
    grad = 1000 * rng.normal(size=(4, 4))
    what = "clip_by_norm of large values"
    close(student.clip_by_norm(grad, 0.5), reference.clip_by_norm(grad, 0.5), what=what, **NEAR)


@lab.check(points=1)
def clip_by_global_norm_values(student, reference, rng):
    """clip_by_global_norm shortens all gradients by one factor, and gives the norm that they had."""
    shapes = [(4, 3), (3,), (2, 2, 3), (1,)]
    grads = [size * rng.normal(size=shape) for size, shape in zip((1.0, 0.2, 3.0, 0.5), shapes, strict=True)]
    norm = float(np.linalg.norm(np.concatenate([grad.ravel() for grad in grads])))
    whole = [np.array([[3, 0], [0, 4]]), np.array([12]), np.array([0, 0, 0])]
    zeros = [np.zeros(shape) for shape in shapes]
    for given, limit, where in [
        (grads, 0.3 * norm, "long gradients"),
        (grads, 0.9 * norm, "gradients that are a little too long"),
        (grads, 1.5 * norm, "short gradients"),
        (whole, 6.5, "whole numbers"),
        (whole, 13.0, "gradients whose norm is just the limit"),
        (zeros, 1.0, "zeros"),
        (grads[:1], 0.5, "a single gradient"),
        ([1000 * grad for grad in grads], 2.0, "large gradients"),
    ]:
        clipped, length = parts(student.clip_by_global_norm(given, limit), "clipped", "norm")
        want, want_length = reference.clip_by_global_norm(given, limit)
        close(clipped, tuple(want), what=f"clipped of {where}", **NEAR)
        close(length, want_length, what=f"norm of {where}", hint="It is the norm before anything is clipped.", **NEAR)


# ------------------------------------------------------------------------------------------------ early stopping

# Eighths, so that what is just min_delta better is so in floating point as well.
RUNS = [
    (2, None, [8, 7, 6, 5, 4, 3, 2, 1]),  # falls all the time
    (1, None, [8, 7, 9, 6, 5]),
    (2, None, [8, 9, 7, 8, 8, 1]),  # an improvement sets the count back
    (3, None, [8, 9, 9, 7, 9, 9, 6, 6, 6, 6, 1]),  # an equal loss is none
    (2, None, [8, 5, 7, 6, 4]),  # falls, but not below the best
    (2, None, [80_000, 40_000, 48_000, 40_000, 8]),
    (2, None, [-8, -9, -8, -9, -24]),
    (2, 2, [16, 15, 14, 13, 12]),  # just min_delta better is none; nor does creeping move the best
    (3, 2, [16, 13, 12, 11, 10, 9]),
    (3, 2, [16, 15, 13, 12, 14, 10, 9, 11, 8, 6]),
    (2, 8, [4, 2, 1, 0, -8, -9]),
    (2, None, [math.nan, 8, 7, math.nan, 8, 1]),
    (1, None, [math.nan, 8]),
]


@lab.check(points=2)
def early_stopping_rule(student, reference, rng):
    """EarlyStopping stops after patience epochs in a row without an improvement of more than min_delta."""
    drawn = [
        (patience, min_delta, [int(eighths) for eighths in rng.integers(-8, 9, size=12)])
        for patience, min_delta in [(1, None), (2, None), (4, None), (2, 2), (3, 5), (4, 3)]
    ]
    params = {"W": rng.normal(size=(2, 2)), "b": rng.normal(size=2)}
    fresh = student.EarlyStopping(3)
    if fresh.best_params is not None:
        raise Failure("best_params is not None before the first epoch.")
    close(fresh.best_loss, math.inf, what="best_loss before the first epoch")
    for patience, min_delta, eighths in RUNS + drawn:
        arguments = [patience] if min_delta is None else [patience, min_delta / 8]
        theirs, ours = student.EarlyStopping(*arguments), reference.EarlyStopping(*arguments)
        losses = []
        for loss in eighths:
            losses.append(loss / 8)
            said = f"EarlyStopping({', '.join(f'{a:g}' for a in arguments)}) after losses {listed(losses)}"
            expected = ours.update(loss / 8, params)
            if answer(theirs.update(loss / 8, params), f"update of {said}") != expected:
                hint = "Count the epochs since the last improvement; an improvement sets the count back to 0."
                reason = f"{said} does not stop; it should." if expected else f"{said} stops too early."
                raise Failure(reason, hint=hint)
            if expected:
                break
        close(theirs.best_loss, ours.best_loss, what=f"best_loss of {said}")


def listed(losses):
    """The last losses, for a sentence."""
    return "[" + ", ".join((["…"] if len(losses) > 8 else []) + [f"{loss:g}" for loss in losses[-8:]]) + "]"


@lab.check(points=1)
def best_parameters(student, reference, rng):
    """EarlyStopping keeps a copy of the parameters of the best epoch."""
    hint = "Training goes on in the same arrays: copy each of them, {k: v.copy() for k, v in params.items()}."
    for losses in ([3.0, 2.0, 1.0, 2.5, 1.5, 4.0], [1.0, 2.0, 3.0], [3.0, 5.0, 2.0]):
        params = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=3)}
        steps = [{name: rng.normal(size=value.shape) for name, value in params.items()} for _ in losses]
        best = int(np.argmin(losses))
        expected = {name: value + sum(step[name] for step in steps[: best + 1]) for name, value in params.items()}
        stopping = student.EarlyStopping(10)  # stops in none of these runs
        student.run_epochs(stopping, params, steps, losses)
        what = f"best_params after losses {listed(losses)}"
        close(stopping.best_params, expected, what=what, hint=hint, **NEAR)


@lab.check(points=1)
def settled_values(student, reference, rng):
    """settled says whether each of the last changes of the accuracy is smaller than the tolerance."""
    cases = [
        ([], []),
        ([0.5], []),
        ([0.5, 0.5], []),  # one change, where two are looked at
        ([0.5, 0.5, 0.5], []),
        ([0.1, 0.9, 0.91, 0.9], []),  # the first change is too long ago
        ([0.1, 0.9, 0.91], []),
        ([0.9, 0.91, 0.95], []),
        ([0.9, 0.95, 0.96], []),
        ([0.9, 0.96, 0.9], []),  # there and back again
        ([0.96, 0.95, 0.9], []),  # downwards
        ([0.9, 0.915, 0.93], []),  # each change is small, both together are not
        ([0.9, 0.915, 0.9], []),
        ([0.9, 0.923, 0.924], []),
        ([90.0, 90.5, 90.6], []),
        ([0.5, 0.625, 0.5], [0.125]),  # just the tolerance is not smaller
        ([0.5, 0.625, 0.5], [0.25]),
        ([0.25, 0.75, 0.8125], [0.125, 1]),
        ([0.25, 0.75, 0.8125, 0.875], [0.125, 3]),
        ([0.25, 0.3125, 0.375, 0.4375], [0.125, 3]),
        ([0.25, 0.3125, 0.375], [0.125, 3]),
        ([0.25], [0.125, 1]),
    ]
    walks = rng.integers(-3, 4, size=(12, 7)).cumsum(axis=1) / 16
    cases += [([float(a) for a in walk], [0.125 + 0.0625 * (i % 2), 1 + i % 3]) for i, walk in enumerate(walks)]
    for accuracies, more in cases:
        given = "".join(f", {each:g}" for each in more)
        said = f"settled({listed(accuracies)}{given})"
        expected = reference.settled(accuracies, *more)
        if answer(student.settled(accuracies, *more), said) != expected:
            raise Failure(f"{said} is {not expected} where {expected} is expected.")


# ------------------------------------------------------------------------------------------------ altered images


@lab.check(points=1)
def augment_shift_and_brightness(student, reference, rng):
    """augment moves each image by whole pixels and adds a brightness, both drawn for it alone."""
    images = rng.integers(1, 64, size=(2, 4, 3)) / 64
    close(student.augment(images, rng), images, what="augment with nothing to do", **NEAR)
    close(student.augment(images, rng, 0, 0.0, 0.0, 0.0), images, what="augment by amounts of 0", **NEAR)

    # The same picture many times: every place that it is moved to turns up, and no other one.
    picture = rng.permutation(20).reshape(4, 5) / 40 + 0.25
    for shift, count in [(1, 90), (2, 150)]:
        what = f"augment with shift = {shift}"
        moved = held_images(student.augment(np.repeat(picture[None], count, axis=0), rng, shift), count, 4, 5, what)
        found = offsets_of(moved, picture, shift)
        for axis, name in ((0, "dy"), (1, "dx")):
            steps = np.array([place[axis] for place in found])
            for step in range(-shift, shift + 1):  # each comes by chance in 1 of 2 · shift + 1 images
                share, room = np.mean(steps == step), DEVIATIONS * math.sqrt(shift / count) / (2 * shift + 1) * 1.5
                if not 0 < share < 1 / (2 * shift + 1) + room:
                    reason = f"With shift = {shift}, {name} = {step} comes up in {share:.0%} of {count} images."
                    hint = "rng.integers(a, b) stops before b; each image has a dy and a dx of its own."
                    raise Failure(reason, hint=hint)
        if len(set(found)) < 0.7 * (2 * shift + 1) ** 2:  # by chance once in 10¹⁰ times
            reason = f"With shift = {shift}, {len(set(found))} of {(2 * shift + 1) ** 2} places come up."
            raise Failure(reason, hint="Draw dy and dx independently of each other.")

    # Grey images stay within 0 and 1, so all pixels of one change by the same number.
    grey = 0.4 + rng.integers(0, 8, size=(80, 1, 2)) / 40
    what = "augment by brightness"
    change = held_images(student.augment(grey, rng, 0, 0.0, 0.0, 0.3), 80, 1, 2, what) - grey
    added = change[:, 0, 0]
    hint = "One number is added to all pixels of an image."
    what = "what brightness adds to the pixels of an image"
    close(change, np.repeat(added, 2).reshape(80, 1, 2), what=what, hint=hint, **NEAR)
    if len(np.unique(added.round(5))) < 70:  # two within 10⁻⁵ come up now and then, ten do not
        raise Failure("Several images become brighter by the same number.", hint="Draw one for each image.")
    uniform(added, -0.3, 0.3, "the brightness that is added", "rng.uniform(-brightness, brightness), for each image.")

    # Black and white pixels are cut off at 0 and 1.
    sharp = np.array([[0.0, 0.5, 1.0], [0.25, 0.75, 0.5]])
    what = "augment of black and white by brightness"
    brighter = held_images(student.augment(np.repeat(sharp[None], 12, axis=0), rng, 0, 0.0, 0.0, 0.45), 12, 2, 3, what)
    added = brighter[:, 0, 1] - 0.5
    close(brighter, np.clip(sharp + added[:, None, None], 0, 1), what=what, hint="Cut off at 0 and at 1.", **NEAR)

    picture = picture[:3, :3]
    both = student.augment(np.repeat(picture[None], 12, axis=0), rng, 1, 0.0, 0.0, 0.2)
    brightened(held_images(both, 12, 3, 3, "augment"), picture, 1, -0.2, 0.2)

    start, other = stream(rng), stream(rng)
    how = (2, 20.0, 0.2, 0.2)
    first = held_images(student.augment(images, start(), *how), 2, 4, 3, "augment")
    hint = "Draw from rng; np.random does not know of it."
    close(student.augment(images, start(), *how), first, what="augment with an equal rng", hint=hint, **NEAR)
    if np.allclose(held_images(student.augment(images, other(), *how), 2, 4, 3, "augment"), first):
        raise Failure("augment gives the same images whatever rng it is given.", hint=hint)
    if first.min() < 0 or first.max() > 1:
        raise Failure(f"augment gives values from {first.min():g} to {first.max():g}; they stay between 0 and 1.")


@lab.check(points=1, public=False)
def augment_rotate_and_scale(student, reference, rng):
    """augment turns and scales each image about its centre, by amounts drawn for it alone."""
    picture = scene(0.0, 1.0)
    straight, one = np.zeros(1), np.ones(1)

    def altered(count, *how):
        images = np.repeat(picture[None], count, axis=0)
        return held_images(student.augment(images, rng, 0, *how), count, H, W, "augment")

    for most, step in ((40.0, 2.0), (10.0, 1.0)):
        angles = fitted(altered(60, most), np.arange(-most - 10, most + 10.5, step), one)[:, 0]
        # The fit is good to half a step and a little more.
        if np.abs(angles).max() > most + 2:
            raise Failure(f"With rotate = {most:g}, an image is turned by {np.abs(angles).max():.0f} degrees.")
        hint = "rng.uniform(-rotate, rotate), for each image."
        uniform(angles.clip(-most, most), -most, most, f"the angle with rotate = {most:g}", hint)

    sizes = fitted(altered(80, 0.0, 0.5), straight, np.arange(0.4, 2.21, 0.04))[:, 1]
    if not 0.5 - 0.04 < sizes.min() < sizes.max() < 1.5 + 0.06:
        reason = f"With scale = 0.5, images are {sizes.min():.2f} to {sizes.max():.2f} times their size."
        hint = "To magnify by s, look up the place that is s times nearer to the centre: divide by s."
        raise Failure(reason, hint=hint)
    hint = "1 + rng.uniform(-scale, scale), for each image."
    uniform(sizes.clip(0.5, 1.5), 0.5, 1.5, "the size with scale = 0.5", hint)

    both = fitted(altered(24, 30.0, 0.3), np.arange(-34.0, 35.0, 2), np.arange(0.64, 1.37, 0.04))
    if np.abs(both[:, 0]).max() < 6 or np.abs(both[:, 1] - 1).max() < 0.08:  # by chance once in 10¹³ times
        raise Failure("With rotate = 30 and scale = 0.3, images are not both turned and scaled.")

    # A mean of pixels is none brighter than the brightest of them.
    noise = rng.uniform(0.3, 0.7, size=(9, 12))
    turned = held_images(student.augment(np.repeat(noise[None], 6, axis=0), rng, 0, 45.0, 0.2), 6, 9, 12, "augment")
    if turned.max() > noise.max() + 1e-5:
        reason = f"augment turns an image whose brightest pixel is {noise.max():.3f} into one with {turned.max():.3f}."
        raise Failure(reason, hint="Of the four pixels around a place: each weight is from 0 to 1, their sum is 1.")

    # Turned by 14 to 45 degrees, a square has corners that come from more than a pixel outside; fewer than that are
    # all 20 angles once in 10¹⁰ times.
    grey = student.augment(np.full((20, 11, 11), 0.5), rng, 0, 45.0)
    corners = held_images(grey, 20, 11, 11, "augment")[:, ::10, ::10]
    if corners.max(axis=(1, 2)).min() > 1e-5:
        reason = "When augment turns a grey square, grey comes in at its corners from outside; it should be 0 there."
        raise Failure(
            reason, hint="What comes in from outside an image is 0: neither its edge again nor its other side."
        )
