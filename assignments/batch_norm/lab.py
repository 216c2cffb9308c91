"""Batch normalisation: what is asked of batch_norm.py, and how it is looked at."""

import contextlib

import numpy as np

import reference.batch_norm
from graders.checks import Failure, StudentError, close, either, gradient, parts, remark
from graders.lab import Lab

lab = Lab("batch_norm", title="Batch normalisation", files=["batch_norm.py"], reference=reference.batch_norm)

# N, D: more samples than features, as many, fewer, a single feature.
SIZES = [(7, 5), (4, 4), (3, 8), (11, 1)]

# An eps that is added to the standard deviation is accepted. Where standard deviations are 0.5 and more, as in
# ``problem``, it moves results by 2e-5 of their size; in dx, where two of three terms may cancel, by some times that.
EPS = {"rtol": 1e-4, "atol": 1e-4}
EPS_IN_DX = {"rtol": 1e-3, "atol": 3e-4}

# Where rounding of float32 is multiplied: values near 1000 with a spread of 1.
FAR = {"rtol": 1e-3, "atol": 3e-3}

# Running averages: float32 is accepted, and nothing cancels.
RUNNING = {"rtol": 1e-5, "atol": 1e-5}

# Running averages over the last 20 batches or so of 128 are not the truth: over 300 seeds normalised samples are off by
# 0.13 at most. With running values that stayed 0 and 1, or with the batch's own statistics, they are off by 1 and more.
LIKE_THE_BATCHES = 0.4


def spread(rng, N, D):
    """Inputs whose features have standard deviations from 0.5 to 2, whatever N, and means away from 0."""
    z = rng.normal(size=(N, D))
    return rng.uniform(1, 4, size=D) + rng.uniform(0.5, 2, size=D) * (z - z.mean(axis=0)) / z.std(axis=0)


def problem(rng, N, D):
    """Inputs, gamma of either sign, beta, and running averages that are neither 0 nor 1."""
    gamma = rng.choice([-1.0, 1.0], size=D) * rng.uniform(0.5, 1.5, size=D)
    return spread(rng, N, D), gamma, rng.normal(size=D), averages(rng, D)


def averages(rng, D):
    """Running averages as some batches may have left them."""
    return {"mean": rng.normal(size=D), "var": rng.uniform(0.5, 3, size=D)}


def forward(student, *arguments, **how):
    """The student's out and cache."""
    return parts(student.forward(*arguments, **how), "out", "cache", what="forward")


def backward(student, dout, cache):
    """The student's dx, dgamma and dbeta."""
    dx, dgamma, dbeta = parts(student.backward(dout, cache), "dx", "dgamma", "dbeta", what="backward")
    return dx, flat(dgamma, "dgamma"), flat(dbeta, "dbeta")


def flat(value, what):
    """One number per feature, with a row of shape (1, D) taken for (D,)."""
    if np.ndim(value) == 2 and len(value) == 1:
        remark(f"{what} is a row of shape (1, D); that is accepted for (D,).")
        return value[0]
    return value


def after_batch(student, x, gamma, beta, running, **how):
    """What a batch in training leaves in ``running``."""
    after = student.forward.with_arguments(x, gamma, beta, running, training=True, **how).arguments[3]
    if not isinstance(after, dict) or not {"mean", "var"} <= set(after):
        raise Failure('running does not hold "mean" and "var" any more after forward.')
    after = {name: flat(after[name], f'running["{name}"]') for name in ("mean", "var")}
    if all(np.array_equal(after[name], running[name]) for name in after):
        raise Failure(
            "forward with training=True leaves running as it was.",
            hint='Write to the dict that you are given: running["mean"] = …; another dict of that name is your own.',
        )
    return after


def right_somewhere(student, reference, *arguments):
    """Refuse a forward that gives right results neither in training nor in use."""
    expected = {training: reference.forward(*arguments, training=training)[0] for training in (True, False)}
    failures = []
    for training, want in expected.items():
        try:
            close(forward(student, *arguments, training=training)[0], want, what="forward", **EPS)
        except Failure as failure:
            failures.append(failure)
    if len(failures) == len(expected):
        raise failures[0]


# -------------------------------------------------------------------------------------------- in training


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No function changes an array that it is given, but for the running averages."""
    x, gamma, beta, running = problem(rng, 7, 5)
    dout = rng.normal(size=(7, 5))
    right_somewhere(student, reference, x, gamma, beta, running)
    for training in (True, False):
        kept(student.forward, {"x": x, "gamma": gamma, "beta": beta}, running, training=training)
    _, cache = forward(student, x, gamma, beta, running, training=True)
    with contextlib.suppress(StudentError):  # what is missing or stops counts where it is asked for
        kept(student.backward, {"dout": dout}, cache)


def kept(function, arrays, *rest, **how):
    """Call a function and refuse it if one of these arrays is another one afterwards."""
    called = function.with_arguments(*arrays.values(), *rest, **how)
    for name, after in zip(arrays, called.arguments, strict=False):
        if not np.array_equal(arrays[name], after):
            raise Failure(
                f"{function.name} changed {name}, which belongs to its caller.",
                hint="Write x = x - mean where x -= mean changes the caller's array.",
            )


@lab.check(points=3)
def forward_values(student, reference, rng):
    """In training, forward normalises each feature over the batch, then scales and shifts it."""
    for N, D in [*SIZES, SIZES[0]]:  # the first size twice: an answer may not be kept by its shape
        arguments = problem(rng, N, D)
        out, _ = forward(student, *arguments, training=True)
        close(out, reference.forward(*arguments, training=True)[0], what="out", **EPS)
    _, gamma, beta, running = problem(rng, 7, 3)
    x = 3 * rng.permutation(21).reshape(7, 3)
    out, _ = forward(student, x, gamma, beta, running, training=True)
    expected, _ = reference.forward(x, gamma, beta, running, training=True)
    close(out, expected, what="out of whole numbers", **EPS)


@lab.check(points=1)
def forward_awkward(student, reference, rng):
    """In training, forward survives single samples, features that never vary and values far from zero."""
    x, gamma, beta, running = problem(rng, 8, 4)
    constant = x.copy()
    constant[:, 1] = 3.0
    for inputs, what in [
        (x[:1], "out of a batch of one sample"),
        (constant, "out of a batch with a constant feature"),
        (x + 1000, "out of values near 1000"),
        (x - 1000, "out of values near -1000"),
        (1000 * x, "out of values that are thousands apart"),
    ]:
        out, _ = forward(student, inputs, gamma, beta, running, training=True)
        expected, _ = reference.forward(inputs, gamma, beta, running, training=True)
        close(out, expected, what=what, **FAR)


@lab.check(points=1)
def forward_eps(student, reference, rng):
    """eps stands under the root, beside the variance, and is 1e-5 unless another one is given."""
    x, gamma, beta, running = problem(rng, 8, 4)
    eps = float(rng.uniform(0.2, 0.4))
    small = {name: 1e-6 * value for name, value in averages(rng, 4).items()}
    for inputs, before, how, what in [
        (1e-3 * x, small, {}, "of features with a variance near 1e-6"),
        (x, running, {"eps": eps}, f"with eps={eps:.3g}"),
    ]:
        for training in (True, False):
            out, _ = forward(student, inputs, gamma, beta, before, **how, training=training)
            inside, _ = reference.forward(inputs, gamma, beta, before, **how, training=training)
            var, added = (inputs.var(axis=0) if training else before["var"]), how.get("eps", 1e-5)
            outside = beta + (inside - beta) * np.sqrt(var + added) / (np.sqrt(var) + added)
            about = f"out {what}, {'in training' if training else 'in use'}"
            either(
                {
                    "eps is added to the variance": lambda o=out, e=inside, w=about: close(o, e, what=w, **EPS),
                    "eps is added to the standard deviation": lambda o=out, e=outside, w=about: close(
                        o, e, what=w, **EPS
                    ),
                }
            )


# --------------------------------------------------------------------------------------- running averages


def moving(values, old, share):
    """The moving average of some values, of which the old one keeps a share."""
    for value in values:
        old = share * old + (1 - share) * value
    return old


def conventions(batches, running, momentum, both_sides):
    """What the running averages may be after these batches, by the convention that gives it."""
    result = {}
    for side, share in [("the old value's", momentum), ("the new value's", 1 - momentum)][: 2 if both_sides else 1]:
        for divisor, less in [("N", 0), ("N − 1", 1)]:
            result[f"momentum is {side} share, the running variance is divided by {divisor}"] = {
                "mean": moving([x.mean(axis=0) for x in batches], running["mean"], share),
                "var": moving([x.var(axis=0, ddof=less) for x in batches], running["var"], share),
            }
    return result


def held(after, expected, what):
    """Hold running averages to what one of several conventions gives."""
    hint = "momentum is the share that the old value keeps: momentum · old + (1 − momentum) · new."
    either({name: lambda e=each: close(after, e, what=what, hint=hint, **RUNNING) for name, each in expected.items()})


@lab.check(points=2)
def running_averages(student, reference, rng):
    """The running averages follow mean and variance of the batches, one batch after the other."""
    batches = [spread(rng, N, 5) for N in (7, 7, 4)]
    _, gamma, beta, running = problem(rng, 7, 5)
    momentum = float(rng.uniform(0.6, 0.8))
    after = running
    for x in batches:
        after = after_batch(student, x, gamma, beta, after, momentum=momentum)
    expected = conventions(batches, running, momentum, both_sides=True)
    held(after, expected, f"running after three batches with momentum={momentum:.3g}")


@lab.check(points=1)
def running_by_default(student, reference, rng):
    """Without a momentum given, the running averages keep 0.9 of what they were."""
    x, gamma, beta, running = problem(rng, 7, 5)
    after = after_batch(student, x, gamma, beta, running)
    held(after, conventions([x], running, 0.9, both_sides=False), "running after a batch with the default momentum")


# ------------------------------------------------------------------------------------------------- in use


@lab.check(points=2)
def use_values(student, reference, rng):
    """In use, forward normalises by the running averages, whatever the batch, and for a single sample too."""
    for N, D in [*SIZES, (1, 3)]:
        x, gamma, beta, running = problem(rng, max(N, 2), D)
        x = x[:N]
        out, _ = forward(student, x, gamma, beta, running, training=False)
        expected, _ = reference.forward(x, gamma, beta, running, training=False)
        close(out, expected, what="out in use", **EPS)
    _, gamma, beta, running = problem(rng, 7, 3)
    x = rng.integers(-3, 4, size=(7, 3))
    out, _ = forward(student, x, gamma, beta, running, training=False)
    expected, _ = reference.forward(x, gamma, beta, running, training=False)
    close(out, expected, what="out of whole numbers in use", **EPS)


@lab.check(points=1)
def use_keeps_running(student, reference, rng):
    """In use, forward leaves the running averages as they are."""
    x, gamma, beta, running = problem(rng, 7, 5)
    right_somewhere(student, reference, x, gamma, beta, running)
    for inputs in (x, np.zeros((4, 5)), x[:1]):
        after = student.forward.with_arguments(inputs, gamma, beta, running, training=False).arguments[3]
        for name in ("mean", "var"):
            became = flat(after.get(name) if isinstance(after, dict) else None, f'running["{name}"]')
            hint = "Only training moves the averages: whoever tests on zeros must not spoil what was learnt."
            close(became, running[name], what=f'running["{name}"] after forward in use', rtol=0, atol=0, hint=hint)


# --------------------------------------------------------------------------------------------- gradients


def textbook(reference, x, gamma, beta, running, dout):
    """The reference's dx, dgamma and dbeta."""
    _, cache = reference.forward(x, gamma, beta, running, training=True)
    return reference.backward(dout, cache)


def alike(claimed, expected, what):
    """Refuse a gradient that has nothing to do with the textbook's, whatever its size: that of another layer."""
    claimed, expected = np.ravel(np.asarray(claimed, dtype=float)), np.ravel(expected)
    if not claimed @ expected > 0.5 * np.linalg.norm(claimed) * np.linalg.norm(expected):
        raise Failure(f"{what} does not point where that of batch norm points.", hint="Is out right?")


@lab.check(points=3)
def dx_of_own_forward(student, reference, rng):
    """dx is the slope of the out that comes from forward."""
    for N, D in [(6, 4), (4, 4), (3, 5), (9, 1)]:
        x, gamma, beta, running = problem(rng, N, D)
        dout = rng.normal(size=(N, D))
        expected, _, _ = textbook(reference, x, gamma, beta, running, dout)
        _, cache = forward(student, x, gamma, beta, running, training=True)
        dx, _, _ = backward(student, dout, cache)

        def out(x, gamma=gamma, beta=beta, running=running):
            return student.forward(x, gamma, beta, running, training=True)[0]

        hint = "μ and σ² depend on x too: the way back through them adds two terms, and each column of dx sums to 0."
        gradient(out, at=x, claimed=dx, upstream=dout, rng=rng, what="dx", hint=hint)
        alike(dx, expected, "dx")
        total = np.asarray(dx, dtype=float).sum(axis=0)
        close(total, np.zeros(D), what="the sum of each column of dx", atol=1e-4, hint=hint)


@lab.check(points=2)
def scale_and_shift_of_own_forward(student, reference, rng):
    """dgamma and dbeta are the slopes of the out that comes from forward."""
    for N, D in [(6, 4), (4, 4), (3, 5), (9, 1)]:
        x, gamma, beta, running = problem(rng, N, D)
        dout = rng.normal(size=(N, D))
        _, expected_dgamma, expected_dbeta = textbook(reference, x, gamma, beta, running, dout)
        _, cache = forward(student, x, gamma, beta, running, training=True)
        _, dgamma, dbeta = backward(student, dout, cache)

        def out_of_gamma(gamma, x=x, beta=beta, running=running):
            return student.forward(x, gamma, beta, running, training=True)[0]

        def out_of_beta(beta, x=x, gamma=gamma, running=running):
            return student.forward(x, gamma, beta, running, training=True)[0]

        gradient(out_of_gamma, at=gamma, claimed=dgamma, upstream=dout, rng=rng, what="dgamma")
        gradient(out_of_beta, at=beta, claimed=dbeta, upstream=dout, rng=rng, what="dbeta")
        alike(dgamma, expected_dgamma, "dgamma")
        alike(dbeta, expected_dbeta, "dbeta")


@lab.check(points=2)
def gradients_match(student, reference, rng):
    """dx, dgamma and dbeta are those of batch normalisation."""
    for N, D in [*SIZES, (1, 3)]:
        x, gamma, beta, running = problem(rng, max(N, 2), D)
        dout = rng.normal(size=(N, D))
        expected = textbook(reference, x[:N], gamma, beta, running, dout)
        _, cache = forward(student, x[:N], gamma, beta, running, training=True)
        forward(student, 2 * dout, gamma, beta, running, training=True)  # another layer's, with a cache of its own
        claimed = backward(student, dout, cache)
        for name, got, want in zip(("dx", "dgamma", "dbeta"), claimed, expected, strict=True):
            what = f"{name} of a batch of one sample" if N == 1 else name
            close(got, want, what=what, **EPS_IN_DX)


# --------------------------------------------------------------------------------------------- behaviour


@lab.check(points=1, public=False)
def ready_for_use(student, reference, rng):
    """After many batches, forward in use normalises samples that it has not seen."""
    D = 3
    mean, std = rng.uniform(3, 6, size=D), rng.uniform(2, 4, size=D)
    gamma, beta, running = rng.uniform(1, 1.5, size=D), rng.normal(size=D), {"mean": np.zeros(D), "var": np.ones(D)}
    for _ in range(60):
        running = after_batch(student, mean + std * rng.normal(size=(128, D)), gamma, beta, running)
    # All of them lie above the mean: normalised by their own statistics, they would come out around beta.
    z = rng.uniform(0.5, 1.5, size=(20, D))
    out, _ = forward(student, mean + std * z, gamma, beta, running, training=False)
    close(out, beta + gamma * z, what="out of unseen samples", rtol=0, atol=LIKE_THE_BATCHES)
