"""Predicting a series: what is asked of sequence.py, and how it is looked at.

The model is compared with the textbook's under the same weights. All that is done with a model is held to what the
student's own one predicts, and to its own gradients, so that a mistake in the model counts where the model is looked
at. Training is watched through a hook that sees every batch.
"""

import itertools

import numpy as np
import torch

import reference.sequence
from graders.checks import Adam, Failure, StudentError, at_least, close, own_draws, parts, shaped, unchanged
from graders.checks.training import training
from graders.data import sine
from graders.lab import Lab
from graders.modules import module, share

lab = Lab(
    "sequence",
    title="Predicting a series",
    files=["sequence.py"],
    reference=reference.sequence,
    packages=["torch", "numpy"],
)

# Values n and window length: several windows, one window only, windows of one value, as many windows as steps.
SERIES = [(9, 3), (5, 4), (6, 1), (8, 4)]
TARGETS = [(9, 3), (6, 1), (8, 4)]

# N, T, H: all different, all equal, one window, windows of one step, one unit.
SIZES = [(4, 6, 3), (3, 3, 3), (1, 5, 2), (5, 1, 4), (2, 7, 1)]

# float32 on both sides: the same products, summed in another order.
VALUES = {"rtol": 1e-3, "atol": 1e-4}

# The same model on both sides, perhaps with other windows beside it.
SAME = {"rtol": 1e-4, "atol": 2e-5}

# Adam divides a gradient by its size: what rounding does to a small one is as large as what it does to others.
STEPS = {"rtol": 1e-4, "atol": 3e-4}

# 1,000 values to train on and 300 after them, in windows of 10, with 16 units. Over 45 seeds the reference's error is
# at most 0.0011 where 0.002 is allowed. Of the mistakes that must fail here, the best has 0.048: windows and steps
# mixed up, over 3 seeds. A wrong rate, windows in the order of time, a read-out of the mean learn it all the same:
# other checks tell them from right work.
PAST, FUTURE, LENGTH, HIDDEN = 1000, 300, 10, 16
TRAINING = {"epochs": 30, "batch_size": 32, "learning_rate": 0.005}
ERROR, BETTER = 0.002, 10


# ------------------------------------------------------------------------------------------------- models


def draw(rng, *shape):
    """Random normal numbers as a tensor."""
    return torch.from_numpy(rng.normal(size=shape).astype(np.float32))


def made(source, hidden):
    """A new model, the student's or the textbook's."""
    return module(source.SineLSTM(hidden), f"SineLSTM({hidden})")


def weights(rng, model):
    """Weights for a model, under its own names, so large that it tells windows apart."""
    parameters, private = model.anatomy.parameters, own_draws(rng)
    if not parameters:
        raise Failure("SineLSTM has no parameters.", hint="Make the layers in __init__, after super().__init__().")
    return {each.name: 1.5 * draw(private, *each.shape) / np.sqrt(each.shape[-1]) for each in parameters}


def own(student, values, hidden):
    """A new model of the student's with these weights: nothing can be left in it of an earlier call."""
    model = made(student, hidden)
    model.assign(values)
    model.eval()  # what is random in training mode counts where that is looked at
    return model


def state(model, names):
    """The weights of a model as they are now, in float64."""
    found = model.state_dict()
    return {name: np.asarray(found[name], dtype=float) for name in names}


def column(predictions, N):
    """Predictions as (N, 1), whatever their shape: a wrong one counts where the model is looked at."""
    if np.size(predictions) != N:
        raise Failure(f"The model gives {np.size(predictions)} numbers for {N} windows; one for each is expected.")
    rows = np.reshape(np.asarray(predictions, dtype=float), (N, 1))
    shaped(rows, N, 1, what="what the model predicts")
    return rows


def told_apart(predictions, N):
    """The same, where several different windows must not all have one prediction."""
    found = column(predictions, N)
    if not np.ptp(found) > 1e-4:
        raise Failure("The model predicts the same for all windows.", hint="Does the read-out see the hidden state?")
    return found


# ----------------------------------------------------------------------------------------- nothing changes


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No function changes the tensors that it is given, and none but train changes the model."""
    series, start, X, y = draw(rng, 7), draw(rng, 3), draw(rng, 5, 3, 1), draw(rng, 5, 1)
    expected, how = reference.windows(series, 3), {"epochs": 1, "batch_size": 2, "learning_rate": 0.01, "seed": 1}
    right, wrong = False, None
    # What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over.
    try:
        found = unchanged(student.windows, series, 3)
        right = any(
            np.shape(got) == want.shape and np.allclose(got, want) for got, want in zip(found, expected, strict=True)
        )
    except StudentError as error:
        wrong = error
    try:
        model = made(student, 2)
        values = weights(rng, model)
        model.assign(values)
    except StudentError as error:
        if right:
            return
        raise wrong or error from None
    for name, arguments, keywords in [
        ("predict", (X,), {}),
        ("forecast", (start, 4), {}),
        ("train", (X, y), how),
    ]:
        before = state(model, values)
        try:
            unchanged(getattr(student, name), model, *arguments, **keywords)
        except StudentError as error:
            wrong = wrong or error
            continue
        changed = [each for each, value in state(model, values).items() if not np.array_equal(value, before[each])]
        if changed and name != "train":
            raise Failure(f"{name} changes the model: {changed[0]} is another one after it.", hint="Only train does.")
        right = right or bool(changed)
    if not right:
        raise wrong or Failure("No function gives anything that is right.")


# ----------------------------------------------------------------------------------------------- windows


@lab.check(points=2)
def window_values(student, reference, rng):
    """windows cuts a series into all windows of that length which have a value after them."""
    for n, length in SERIES:
        series = draw(rng, n)
        X, _ = parts(student.windows(series, length), "X", "y", what="windows")
        expected, _ = reference.windows(series, length)
        close(X, expected, what=f"X of {n} values in windows of {length}", rtol=1e-6)


@lab.check(points=2)
def window_targets(student, reference, rng):
    """The target of a window is the value that follows it."""
    for n, length in TARGETS:
        series = draw(rng, n)
        X, y = parts(student.windows(series, length), "X", "y", what="windows")
        _, expected = reference.windows(series, length)
        # Whoever leaves the last window out has lost the points of X: its own targets may be right.
        if np.shape(X)[:1] == np.shape(y)[:1] == (n - length - 1,):
            expected = expected[:-1]
        hint = "Print X[0] and y[0] of torch.arange(6.): the target is the next number."
        close(y, expected, what=f"y of {n} values in windows of {length}", hint=hint, rtol=1e-6)


# ----------------------------------------------------------------------------------------------- the model


@lab.check(points=1)
def parameters(student, reference, rng):
    """SineLSTM has the six parameters of an LSTM and a linear read-out, which begin at random."""
    model, other, textbook = made(student, 16), made(student, 16), made(reference, 16)
    pairs = share(textbook, made(student, 16))
    for each in model.anatomy.parameters:
        if each.dtype != "float32" or not each.requires_grad:
            what = each.dtype if each.dtype != "float32" else "not trained: its requires_grad is False"
            raise Failure(f"The parameter {each.name} is {what}.", hint="All are float32, and all are trained.")
    first, second = (state(each, pairs.values()) for each in (model, other))
    for name, value in first.items():
        # A matrix of 16 or more numbers; a bias may begin at 0.
        if value.ndim == 2 and len(np.unique(value)) < value.size / 2:
            raise Failure(f"{name} of a new model holds equal numbers.", hint="Equal units stay equal for ever.")
        if value.ndim == 2 and np.array_equal(value, second[name]):
            raise Failure(f"{name} is the same in two new models.", hint="Is a seed set in SineLSTM?")
    share(made(reference, 1), made(student, 1))


@lab.check(points=3)
def predictions(student, reference, rng):
    """With the same weights, the model predicts what the textbook's does."""
    for N, T, H in SIZES:
        textbook, model, X = made(reference, H), made(student, H), draw(rng, N, T, 1)
        textbook.assign(weights(rng, textbook))
        share(textbook, model)
        model.eval()
        close(model(X), textbook(X), what=f"model(X) for {N} windows of {T} steps with {H} units", **VALUES)


@lab.check(points=1)
def nothing_is_kept(student, reference, rng):
    """The model begins anew in every window: it predicts the same again, whatever came before."""
    X, others = draw(rng, 4, 1, 1), [draw(rng, 4, 3, 1), draw(rng, 2, 5, 1)]
    model = made(student, 3)
    model.assign(weights(rng, model))
    first = told_apart(model(X), 4)
    for mode in (model.train, model.eval):
        mode()
        for other in others:
            model(other)
            again = told_apart(model(X), 4)
            hint = "h and c begin at 0 in every call; nothing random takes part."
            close(again, first, what="model(X), asked once more,", hint=hint, **SAME)


@lab.check(points=1)
def gradients(student, reference, rng):
    """What comes back to each parameter is the slope of the prediction, through all steps."""
    for N, T, H in [(4, 6, 3), (3, 3, 2)]:
        values, X = weights(rng, made(student, H)), draw(rng, N, T, 1)
        upstream = draw(rng, N, 1)
        private = own_draws(rng)
        ways = {name: draw(private, *value.shape) for name, value in values.items()}
        model = own(student, values, H)
        out = model(X)
        told_apart(out, N)
        claimed = model.gradients(X, upstream=upstream.reshape(np.shape(out))).parameters
        for name, way in ways.items():
            if claimed[name] is None:
                raise Failure(f"No gradient comes back to {name}.", hint="Is something detached, or turned into data?")
            slope = along(model, X, upstream, name, values[name], way / way.norm())
            claim = float(np.sum(claimed[name] * (way / way.norm()).numpy()))
            what = f"the gradient of {name}, along a random direction,"
            close(claim, slope, what=what, hint="Nothing is detached between the steps.", rtol=0.01, atol=2e-3)


def along(model, X, upstream, name, value, way):
    """The slope of Σ upstream · model(X) when a parameter moves, without the error that grows with the step squared."""

    def slope(h):
        sums = []
        for side in (h, -h):
            model.assign({name: value + side * way})
            sums.append(float(np.sum(column(model(X), len(X)) * upstream.numpy())))
        return (sums[0] - sums[1]) / (2 * h)

    found = (4 * slope(0.05) - slope(0.1)) / 3
    model.assign({name: value})
    return found


# ------------------------------------------------------------------------------------------------ training


def watched(student, model, X, y, *, epochs, batch_size, **how):
    """What train returns, and the batches (B, T, 1) that it shows the model, in order.

    Calls with all of X that come beside the batches are left out: they are for a loss to report.
    """
    with model.watched() as seen:
        history = student.train(model, X, y, epochs=epochs, batch_size=batch_size, **how)
    inputs = [each.inputs[0] for each in seen if each.inputs]
    batches = [np.asarray(batch, dtype=np.float32) for batch in inputs if np.ndim(batch) == 3]
    if not batches:
        raise Failure("train never calls the model with a batch (B, T, 1).", hint="Call it as model(batch).")
    if batch_size >= len(X):
        return history, batches[::2] if len(batches) == 2 * epochs else batches
    return history, [batch for batch in batches if len(batch) != len(X)] or batches


def rows(batch, X):
    """Which windows of X a batch holds."""
    if batch.shape[1:] != X.shape[1:]:
        raise Failure(f"train shows the model a batch of shape {batch.shape}; a window is {tuple(X.shape[1:])}.")
    apart = np.abs(batch[:, None] - X.numpy()).max(axis=(2, 3), initial=0)
    if not (apart.min(axis=1) < 1e-5).all():
        raise Failure("train shows the model a window that is not in X.", hint="X is taken as it is.")
    return apart.argmin(axis=1).tolist()


def followed(model, values, batches, rate):
    """The weights of a model after a step of Adam for each batch, along its own gradients of the mean squared error."""
    adam = Adam({name: value.numpy() for name, value in values.items()}, rate)
    for X, y in batches:
        model.assign(adam.single())
        out = model(X)
        residual = column(out, len(X)) - y.numpy()
        upstream = torch.from_numpy((2 / len(X) * residual).astype(np.float32).reshape(np.shape(out)))
        adam.step(model.gradients(X, upstream=upstream).parameters)
    return adam.weights


@lab.check(points=2)
def training_steps(student, reference, rng):
    """Each batch is one step of Adam on the mean squared error, with the gradients of this batch alone."""
    rate = 0.1
    for N, batch_size, epochs in [(6, 3, 3), (4, 7, 4)]:
        X, y = draw(rng, N, 4, 1), draw(rng, N, 1) + 3
        values, seed = weights(rng, made(student, 2)), int(rng.integers(1000))
        told_apart(own(student, values, 2)(X), N)
        model = own(student, values, 2)
        how = {"epochs": epochs, "batch_size": batch_size, "learning_rate": rate, "seed": seed}
        _, batches = watched(student, model, X, y, **how)
        found = state(model, values)
        steps = [(torch.from_numpy(batch), y[rows(batch, X)]) for batch in batches]
        expected = followed(own(student, values, 2), values, steps, rate)
        for name, want in expected.items():
            what = f"{name} after {len(steps)} steps with batches of {min(N, batch_size)}"
            close(found[name], want, what=what, **STEPS)


@lab.check(points=1)
def epochs_and_batches(student, reference, rng):
    """Each epoch goes through all windows once, in batches of batch_size; the last one may be smaller."""
    for N, batch_size, sizes in [(7, 3, [3, 3, 1]), (6, 3, [3, 3]), (3, 1, [1, 1, 1]), (2, 5, [2])]:
        X, y, model = draw(rng, N, 4, 1), draw(rng, N, 1), made(student, 2)
        how = {"epochs": 3, "batch_size": batch_size, "learning_rate": 0.01, "seed": int(rng.integers(1000))}
        _, batches = watched(student, model, X, y, **how)
        found = [len(batch) for batch in batches]
        if found != sizes * 3:
            told = f"{found[:12]}{' …' if len(found) > 12 else ''}"
            raise Failure(
                f"3 epochs of {N} windows in batches of {batch_size} are batches of {told}; {sizes * 3} are expected.",
                hint="The last batch holds what is left.",
            )
        for epoch in range(3):
            shown = [row for batch in batches[epoch * len(sizes) :][: len(sizes)] for row in rows(batch, X)]
            if missing := sorted(set(range(N)) - set(shown)):
                raise Failure(
                    f"Epoch {epoch} leaves out the windows {missing} and takes others twice.",
                    hint="An order of all windows is a permutation: torch.randperm(N).",
                )


@lab.check(points=1)
def order_and_seed(student, reference, rng):
    """Every epoch has a new order, which follows from seed."""
    N, epochs = 11, 3
    X, y = draw(rng, N, 4, 1), draw(rng, N, 1)
    values = weights(rng, made(student, 2))
    first, second = (int(seed) for seed in rng.choice(1000, size=2, replace=False))

    def orders(seed):
        how = {"epochs": epochs, "batch_size": 2, "learning_rate": 0.01, "seed": seed}
        _, batches = watched(student, own(student, values, 2), X, y, **how)
        flat = [row for batch in batches for row in rows(batch, X)]
        return [flat[i * len(flat) // epochs : (i + 1) * len(flat) // epochs] for i in range(epochs)]

    found, again, other = orders(first), orders(first), orders(second)
    if any(order == sorted(order) for order in found):
        raise Failure("The windows are taken in the order of time.", hint="Shuffle them in every epoch.")
    if any(one == two for one, two in itertools.combinations(found, 2)):
        raise Failure("Two epochs have the same order.", hint="Draw a new permutation in each epoch.")
    if found != again:
        raise Failure("The same seed gives another order.", hint="Shuffle with what seed has set.")
    if found == other:
        raise Failure("Another seed gives the same order.", hint="Is another seed than this one set?")


@lab.check(points=1)
def reported_loss(student, reference, rng):
    """history holds the mean squared error of the batches, once a step or once an epoch."""
    for N, batch_size, epochs in [(7, 3, 3), (4, 4, 2)]:
        # Targets so far away that each batch has the same loss, whichever windows it holds, and has it for long.
        X, y = draw(rng, N, 4, 1), 1000 + draw(rng, N, 1)
        model = own(student, weights(rng, made(student, 2)), 2)
        error = float(np.mean((column(model(X), N) - y.numpy()) ** 2))
        how = {"epochs": epochs, "batch_size": batch_size, "learning_rate": 1e-9, "seed": int(rng.integers(1000))}
        history, batches = watched(student, model, X, y, **how)
        series = numbers(history)
        if len(series) not in (epochs, len(batches)):
            raise Failure(
                f"history has {len(series)} numbers after {epochs} epochs and {len(batches)} steps.",
                hint="One for each step, or one for each epoch.",
            )
        hint = "A batch's loss is the mean of (prediction − target)², where both are (B, 1)."
        close(series, np.full(len(series), error), what="history", hint=hint, rtol=0.05)


def numbers(history):
    """A history as an array (K,)."""
    try:
        series = np.asarray(history, dtype=float)
    except (TypeError, ValueError):
        raise Failure("history is no list of numbers.", hint="Append loss.item().") from None
    if not series.ndim:  # None is a NaN to NumPy
        raise Failure("history is no list of numbers.", hint="Is a `return history` missing?")
    shaped(series.ravel(), series.size, what="history")
    return series.ravel()


# ---------------------------------------------------------------------------------------------- prediction


@lab.check(points=1, proves=["predict"])
def predicted(student, reference, rng):
    """predict gives what the model says of each window, one number in each row."""
    values = weights(rng, made(student, 3))
    for N in (5, 1):
        X = draw(rng, N, 2, 1)
        expected = np.asarray(own(student, values, 3)(X), dtype=float)
        rows = told_apart(expected, N) if N > 1 else column(expected, N)
        got = student.predict(own(student, values, 3), X)
        if expected.shape != rows.shape and np.size(got) == N:  # that is the model's mistake, and counted there
            got = np.reshape(got, (N, 1))
        close(got, rows, what=f"predict for {N} window{'s' if N > 1 else ''}", **SAME)


@lab.check(points=2, follows=predicted)
def free_running(student, reference, rng):
    """forecast goes on from its own predictions, in windows of the same length."""
    for T, steps in [(5, 1), (4, 3), (3, 9), (2, 5), (1, 4)]:
        values, start = weights(rng, made(student, 3)), draw(rng, T)
        model = own(student, values, 3)
        told_apart(model(draw(rng, 4, 5, 1)), 4)
        series = start.tolist()
        for _ in range(steps):
            window = torch.tensor(series[-T:], dtype=torch.float32).reshape(1, T, 1)
            series.append(float(column(model(window), 1)[0, 0]))
        got = student.forecast(own(student, values, 3), start, steps)
        hint = "Append the prediction, drop the oldest value, predict again."
        close(got, np.array(series[T:]), what=f"forecast of {steps} values from {T}", hint=hint, **SAME)


# ------------------------------------------------------------------------------------------------ behaviour


def cut(reference, values):
    """The textbook's windows and targets: whoever cuts them wrong is not charged twice."""
    return tuple(torch.tensor(part) for part in reference.windows(torch.from_numpy(values), LENGTH))


@lab.check(points=1, fresh=True, seconds=30)
def learns(student, reference, rng):
    """Trained on the past of a sine, the model predicts its future ten times better than repeating the last value."""
    rng = own_draws(rng)
    step, noise, seed = rng.uniform(0.28, 0.32), rng.uniform(0.018, 0.022), int(rng.integers(1000))
    past, future = sine.parts(rng, PAST, FUTURE, step=step, noise=noise)
    (X, y), (unseen, target) = cut(reference, past), cut(reference, future)
    order = torch.from_numpy(rng.permutation(len(unseen)))  # nothing can be learnt from the windows beside one
    unseen, target = unseen[order], target[order]
    model = made(student, HIDDEN)
    model.eval()
    if not error(model(unseen), target) > 10 * ERROR:
        raise Failure("The model predicts the series before it has been trained.", hint="What has it learnt?")
    history = student.train(model, X, y, seed=seed, **TRAINING)
    if history is not None:  # a missing return counts where the history is looked at
        training(history)
    model.eval()
    reached = max(error(model(unseen), target), 1e-12)
    hint = f"The mean squared error on the {FUTURE - LENGTH} unseen values is {reached:.2g}."
    at_least(ERROR / reached, 1, what=f"{ERROR} divided by the mean squared error", hint=hint)
    repeating = error(unseen[:, -1].numpy(), target)
    at_least(
        repeating / reached, BETTER, what="the error of repeating the last value divided by the model's", hint=hint
    )


def error(predictions, target):
    """The mean squared error of predictions of any shape."""
    return float(np.mean((column(predictions, len(target)) - target.numpy()) ** 2))
