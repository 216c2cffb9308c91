"""Softmax regression: what is asked of softmax.py, and how it is looked at."""

import itertools

import numpy as np

import reference.softmax
from graders.checks import (
    Failure,
    StudentError,
    at_least,
    close,
    curve,
    either,
    gradient,
    parts,
    remark,
    shaped,
    unchanged,
)
from graders.data import digits
from graders.lab import Lab

lab = Lab("softmax", title="Softmax regression", files=["softmax.py"], reference=reference.softmax)

# N, D, C: all different, all equal, one sample, more features than samples; never ten classes.
SIZES = [(7, 5, 3), (4, 4, 4), (1, 3, 11), (5, 13, 2)]

# An ε inside the logarithm is accepted: up to 1e-7 it moves these losses by less than 1 part in 10,000.
LOGARITHM = 1e-4

# Over 240 seeds the reference reaches at least 0.932 of the test digits (median 0.948) and 0.940 of the validation
# digits (median 0.947). Without momentum it stays at 0.893 of the test digits, with a gradient N times too small at
# 0.880. On the validation digits both come near 0.90 or above: training_steps is what tells them from right work.
ACCURACY = 0.90
TRAINING = {"epochs": 15, "batch_size": 32, "learning_rate": 0.05, "momentum": 0.9}


MOST_LOSSES = 10_000


def problem(rng, N, D, C):
    """Weights, biases, inputs and labels whose scores are of ordinary size: no probability comes near 0."""
    W, b = 0.3 * rng.normal(size=(D, C)), 0.3 * rng.normal(size=C)
    return W, b, rng.normal(size=(N, D)), rng.integers(C, size=N)


def gradients(student, *arguments):
    """The student's loss, dW and db."""
    return parts(student.loss_and_gradients(*arguments), "loss", "dW", "db")


def points_downhill(claimed, expected, what):
    """Refuse a gradient that has nothing to do with the textbook's, whatever its size: that of a made-up loss."""
    claimed, expected = np.ravel(np.asarray(claimed, dtype=float)), np.ravel(expected)
    if not claimed @ expected > 0.5 * np.linalg.norm(claimed) * np.linalg.norm(expected):
        raise Failure(f"{what} does not point where a cross-entropy falls.", hint="Is the loss that of X and y?")


def flat(b, what):
    """A bias, or the gradient of one, with a row of shape (1, C) taken for (C,)."""
    if (isinstance(b, np.ndarray) and b.ndim == 2 and len(b) == 1) or (isinstance(b, list) and len(b) == 1):
        remark(f"{what} is a row of shape (1, C); that is accepted for (C,).")
        return b[0]
    return b


def stream(rng):
    """A function that gives, whenever it is called, a generator at the start of one and the same stream."""
    seed = int(rng.integers(2**63))
    return lambda: np.random.default_rng(seed)


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No function changes the arrays that it is given."""
    W, b, X, y = problem(rng, 7, 5, 3)
    z, p = rng.normal(size=(7, 3)), rng.dirichlet(np.full(3, 5.0), size=7)
    right, wrong = 0, None
    # What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over.
    for name, arguments in [
        ("softmax", [z]),
        ("hardmax", [z]),
        ("cross_entropy", [p, y]),
        ("loss_and_gradients", [W, b, X, y]),
        ("predict", [W, b, X]),
    ]:
        expected = getattr(reference, name)(*arguments)
        try:
            function = getattr(student, name)
            function(*arguments)
        except StudentError as error:
            wrong = wrong or error
            continue
        value = unchanged(function, *arguments)
        try:
            close(value, expected, what=name, rtol=LOGARITHM)
            right += 1
        except Failure as failure:
            wrong = wrong or failure
    if not right:
        raise wrong


@lab.check(points=2, proves=["softmax"])
def softmax_values(student, reference, rng):
    """softmax turns each row of scores into probabilities."""
    for N, _, C in [*SIZES, SIZES[0]]:  # the first size twice: an answer may not be kept by its shape
        z = rng.normal(size=(N, C))
        close(student.softmax(z), reference.softmax(z))
    z = rng.integers(-3, 4, size=(3, 5))
    close(student.softmax(z), reference.softmax(z), what="softmax of whole numbers")


@lab.check(points=1, after=softmax_values)
def softmax_stable(student, reference, rng):
    """softmax survives scores of ±1000."""
    z = rng.normal(size=(5, 4))
    far = np.array([[1000.0, 0.0, -1000.0, 999.0], [-1000.0, -1001.0, -1002.0, -1003.0], [1000.0, 1000.0, 1000.0, 0.0]])
    for scores, what in [
        (z + 1000, "softmax of scores near 1000"),
        (z - 1000, "softmax of scores near -1000"),
        (far, "softmax of rows that are 2000 apart"),
    ]:
        close(student.softmax(scores), reference.softmax(scores), what=what)


@lab.check(points=1)
def hardmax_values(student, reference, rng):
    """hardmax puts a 1 where each row is largest and 0 elsewhere."""
    for N, _, C in SIZES:
        z = rng.normal(size=(N, C))
        close(student.hardmax(z), reference.hardmax(z))
    z = rng.permutation(20).reshape(4, 5) - 30
    close(student.hardmax(z), reference.hardmax(z), what="hardmax of whole numbers below zero")


@lab.check(points=1, proves=["cross_entropy"])
def cross_entropy_values(student, reference, rng):
    """cross_entropy is the mean of -ln of the probability of each sample's own class."""
    for N, _, C in SIZES:
        p, y = rng.dirichlet(np.full(C, 5.0), size=N), rng.integers(C, size=N)
        close(student.cross_entropy(p, y), reference.cross_entropy(p, y), rtol=LOGARITHM)


@lab.check(points=1, follows=[softmax_values, cross_entropy_values])
def loss_values(student, reference, rng):
    """The loss is the mean cross-entropy of the batch."""
    for N, D, C in SIZES:
        arguments = problem(rng, N, D, C)
        loss, _, _ = gradients(student, *arguments)
        close(loss, reference.loss_and_gradients(*arguments)[0], what="the loss", rtol=LOGARITHM)
    W, b, _, y = problem(rng, 7, 5, 3)
    X = rng.integers(0, 4, size=(7, 5))
    loss, _, _ = gradients(student, W, b, X, y)
    close(loss, reference.loss_and_gradients(W, b, X, y)[0], what="the loss of whole-number inputs", rtol=LOGARITHM)


@lab.check(points=2, follows=[softmax_values, cross_entropy_values])
def gradients_of_own_loss(student, reference, rng):
    """dW and db are the slopes of the loss that comes with them."""
    W, b, X, y = problem(rng, 5, 4, 3)
    _, dW, db = gradients(student, W, b, X, y)

    def loss_of_weights(W):
        return student.loss_and_gradients(W, b, X, y)[0]

    def loss_of_biases(b):
        return student.loss_and_gradients(W, b, X, y)[0]

    # An ε in the logarithm bends the loss, and p − y takes no notice of it: hence no tighter.
    gradient(loss_of_weights, at=W, claimed=dW, rng=rng, what="dW", rtol=2e-3)
    gradient(loss_of_biases, at=b, claimed=flat(db, "db"), rng=rng, what="db", rtol=2e-3)
    _, expected_dW, _ = reference.loss_and_gradients(W, b, X, y)
    points_downhill(dW, expected_dW, "dW")


@lab.check(points=2, follows=[softmax_values, cross_entropy_values])
def gradients_match(student, reference, rng):
    """dW and db are those of the mean cross-entropy."""
    for N, D, C in SIZES:
        arguments = problem(rng, N, D, C)
        _, dW, db = gradients(student, *arguments)
        _, expected_dW, expected_db = reference.loss_and_gradients(*arguments)
        close(dW, expected_dW, what="dW", rtol=1e-4, atol=1e-6)  # float32 on the way is accepted
        close(flat(db, "db"), expected_db, what="db", rtol=1e-4, atol=1e-6)


@lab.check(points=1, follows=[softmax_values, cross_entropy_values])
def l2_term(student, reference, rng):
    """The penalty adds l2/2 times the sum of W² to the loss, and its slope to dW."""
    W, b, X, y = problem(rng, 7, 5, 3)
    l2 = float(rng.uniform(1, 2))
    (loss, dW, db), (plain, plain_dW, plain_db) = (gradients(student, W, b, X, y, factor) for factor in (l2, 0.0))
    for result in (loss, plain):
        shaped(result, what="the loss")
    for result in (dW, plain_dW):
        shaped(result, *W.shape, what="dW")
    # Only what the penalty adds is compared, so that a mistake elsewhere does not count again.
    expected = (reference.loss_and_gradients(W, b, X, y, factor) for factor in (l2, 0.0))
    (want, want_dW, _), (want_plain, want_plain_dW, _) = expected
    added = np.subtract(loss, plain).reshape(())
    close(added, want - want_plain, what="what l2 adds to the loss", rtol=LOGARITHM)
    added = np.subtract(dW, plain_dW)
    close(added, want_dW - want_plain_dW, what="what l2 adds to dW", rtol=LOGARITHM, atol=1e-6)
    if np.size(plain_db) > 1000:
        raise Failure(f"db holds {np.size(plain_db):,} values; one per class is expected.")
    close(db, np.asarray(plain_db), what="db with a penalty", hint="The penalty counts the weights, not the biases.")


@lab.check(points=1, after=loss_values, follows=[softmax_values, cross_entropy_values])
def loss_stable(student, reference, rng):
    """The loss and dW survive scores that are far from zero and far apart."""
    W, b, X, y = problem(rng, 7, 5, 3)
    _, plain_dW, _ = gradients(student, W, b, X, y)
    for shift in (1000.0, -1000.0):
        loss, dW, _ = gradients(student, W, b + shift, X, y)
        expected = reference.loss_and_gradients(W, b + shift, X, y)[0]
        close(loss, expected, what=f"the loss of scores near {shift:.0f}", rtol=1e-3)
        # The same number added to all scores changes nothing: held to the student's own dW, right or wrong.
        close(dW, np.asarray(plain_dW), what=f"dW at scores near {shift:.0f}", rtol=1e-3, atol=1e-4)

    # 0 · ln 0 of a class that is not the sample's own counts nothing.
    p, own = np.array([[1.0, 0.0, 0.0], [0.25, 0.75, 0.0]]), np.array([0, 1])
    what = "cross_entropy beside probabilities of 0"
    close(student.cross_entropy(p, own), reference.cross_entropy(p, own), what=what, rtol=LOGARITHM)

    # With X the unit matrix, W holds the scores. The first sample's own class is 800 below another one, where its
    # probability is too small for a float; the second sample's own class is 800 above the others.
    W, b, X = rng.normal(size=(5, 4)), np.zeros(4), np.eye(5)
    W[0, 2] += 800.0
    W[1, 1] += 800.0
    y = np.array([1, 1, *rng.integers(4, size=3)])
    loss, dW, _ = gradients(student, W, b, X, y)
    exact = reference.loss_and_gradients(W, b, X, y)[0]
    others = reference.loss_and_gradients(W, b, X[1:], y[1:])[0]
    what = "the loss of scores that are 800 apart"
    either(
        {
            "the loss is exact": lambda: close(loss, exact, what=what, rtol=LOGARITHM),
            "the logarithm is clipped": lambda: clipped(loss, (4 * others + 15.9) / 5, exact, what),
        }
    )
    shaped(dW, 5, 4, what="dW at scores that are 800 apart")


def clipped(loss, least, most, what):
    """Hold a loss to what a logarithm that is cut off gives: −ln ε is 15.9 at float32's ε, more for a smaller one."""
    shaped(loss, what=what)
    if not least <= np.reshape(loss, ()) <= most:
        raise Failure(f"{what} is {np.reshape(loss, ()):g}; between {least:g} and {most:g} is expected.")


@lab.check(points=1)
def predict_values(student, reference, rng):
    """predict names the class with the largest score."""
    for N, D, C in SIZES:
        W, b, X, _ = problem(rng, N, D, C)
        close(student.predict(W, b, X), reference.predict(W, b, X))
    W, _, X, _ = problem(rng, 7, 5, 3)
    b = np.array([0.0, 50.0, 0.0])
    close(student.predict(W, b, X), reference.predict(W, b, X), what="predict with a large bias")


@lab.check(points=2, fresh=True, follows=softmax_values)
def training_steps(student, reference, rng):
    """train moves W and b against their gradients, with momentum."""
    N, D, C = 13, 5, 3
    anywhere = problem(rng, N, D, C)
    _, _, X, y = anywhere
    _, dW, _ = gradients(student, *anywhere)
    shaped(dW, D, C, what="dW")
    points_downhill(dW, reference.loss_and_gradients(*anywhere)[1], "dW")
    at_start = stream(rng)
    rate, momentum = rng.uniform([0.1, 0.5], [0.3, 0.9])

    def after_three_steps(learning_rate, batch_size=N, friction=momentum):
        """W and b after three epochs; a batch holds the whole set, so its order does not matter."""
        how = {"epochs": 3, "batch_size": batch_size, "learning_rate": learning_rate, "momentum": friction}
        return weights(student.train(X, y, C, **how, rng=at_start()), D, C)

    # Where a student starts is free, so the start is asked for: a learning rate of 0 stays there. The path from there
    # follows from the student's own gradients; a mistake in those counts where they are checked.
    W, b = after_three_steps(learning_rate=0.0)
    for name, got, start in zip("Wb", (W, b), after_three_steps(learning_rate=0.0, friction=0.0), strict=True):
        hint = "The velocities begin at 0: vW = np.zeros_like(W), and one for b."
        close(got, start, what=f"{name} after 3 steps with momentum and no learning rate", atol=1e-6, hint=hint)
    began, vW, vb = W, np.zeros_like(W), np.zeros_like(b)
    for _ in range(3):
        _, dW, db = gradients(student, W, b, X, y)
        shaped(dW, D, C, what="dW")
        shaped(flat(db, "db"), C, what="db")
        vW, vb = momentum * vW - rate * np.asarray(dW), momentum * vb - rate * np.asarray(flat(db, "db"))
        W, b = W + vW, b + vb
    if not np.linalg.norm(W - began) > 1e-3:
        raise Failure("Three steps along dW do not move W, so nothing can be said of train.")
    for batch_size, what in [(N, "full batch"), (N + 5, "batch that holds more than the set")]:
        got_W, got_b = after_three_steps(rate, batch_size)
        close(got_b, b, what=f"b after 3 steps with a {what}", rtol=1e-3, atol=1e-4)
        close(got_W, W, what=f"W after 3 steps with a {what}", rtol=1e-3, atol=1e-4)

    # Inputs of zero say nothing, so all that can be learnt is how frequent each class is, and only b can learn it.
    y = rng.permutation(np.repeat([0, 1, 2], [11, 6, 3]))
    trained = student.train(
        np.zeros((20, D)), y, C, epochs=300, batch_size=20, learning_rate=0.15, momentum=momentum, rng=at_start()
    )
    _, b = weights(trained, D, C)
    p = np.exp(b - b.max())
    close(p / p.sum(), [0.55, 0.30, 0.15], what="softmax(b) after training without inputs", atol=0.02)


def weights(trained, D, C):
    """W and b as train returned them, as arrays of shapes (D, C) and (C,)."""
    W, b, _ = parts(trained, "W", "b", "history", what="train")
    b = flat(b, "b")
    shaped(W, D, C, what="W of train")
    shaped(b, C, what="b of train")
    return np.asarray(W), np.asarray(b)


@lab.check(points=1, fresh=True, follows=softmax_values)
def training_epochs(student, reference, rng):
    """Each epoch of train goes through all samples, in an order that rng draws."""
    _, _, X, y = problem(rng, 11, 5, 3)
    one, other = stream(rng), stream(rng)
    how = {"epochs": 3, "batch_size": 4, "learning_rate": 0.5, "momentum": 0.5}

    trained = unchanged(student.train, X, y, 3, **how, rng=one())
    _, _, history = parts(trained, "W", "b", "history", what="train")
    if (found := losses(history, 3).size) not in (3, 9):
        reason = f"history holds {found} losses; 3 epochs of 11 samples in batches of 4 are 9 steps."
        raise Failure(reason, hint="The last batch of an epoch may be smaller than the others; it counts as well.")

    W, b = weights(trained, 5, 3)
    again_W, again_b = weights(student.train(X, y, 3, **how, rng=one()), 5, 3)
    hint = "Draw whatever is random from rng; np.random does not know of it."
    close(again_W, W, what="W of a second run from an equal rng", hint=hint)
    close(again_b, b, what="b of a second run from an equal rng", hint=hint)
    other_W, _ = weights(student.train(X, y, 3, **how, rng=other()), 5, 3)
    if np.allclose(other_W, W, rtol=1e-6, atol=1e-9):
        raise Failure("train gives the same W whatever rng it is given.", hint="Draw a new order for each epoch.")

    # With a small learning rate W hardly moves within an epoch. What three batches of five add up to is then three
    # times the gradient of all fifteen samples, whichever batch each of them is in, if each is in one.
    _, _, X, y = problem(rng, 15, 5, 3)
    how = {"epochs": 1, "batch_size": 5, "momentum": 0.0}
    at_start, rate = stream(rng), 1e-3
    (W, b), (moved_W, _) = (
        weights(student.train(X, y, 3, **how, learning_rate=step, rng=at_start()), 5, 3) for step in (0.0, rate)
    )
    _, dW, _ = gradients(student, W, b, X, y)
    shaped(dW, 5, 3, what="dW")
    expected = -3 * np.asarray(dW)
    hint = "Each sample belongs to one batch of the epoch, and each batch to its own gradient."
    what = "the way of W in an epoch of three batches, divided by the learning rate"
    close((moved_W - W) / rate, expected, what=what, rtol=0.02, atol=0.02 * np.abs(expected).max(), hint=hint)

    # With X the unit matrix, sample i moves row i of W, and no other: after one epoch each row has moved by its own
    # gradient, divided by the size of its batch, which is 4, 4 or 3.
    fours = {"epochs": 1, "batch_size": 4, "momentum": 0.0}
    X_rows, y_rows = np.eye(11), rng.integers(3, size=11)
    smaller = set()
    for start in [stream(rng) for _ in range(5)]:
        (before, b), (moved, _) = (
            weights(student.train(X_rows, y_rows, 3, **fours, learning_rate=step, rng=start()), 11, 3)
            for step in (0.0, rate)
        )
        _, dW, _ = gradients(student, before, b, X_rows, y_rows)
        shaped(dW, 11, 3, what="dW")
        far = np.linalg.norm(moved - before, axis=1) / np.maximum(np.linalg.norm(dW, axis=1), 1e-300)
        if not far.min() > 0.5 * far.max():
            found = int((far > 0.5 * far.max()).sum())
            hint = "Each epoch goes through all samples once; the last batch may be smaller."
            raise Failure(
                f"One epoch of 11 samples in batches of 4 moved W for {found} of them as it should.", hint=hint
            )
        smaller.add(tuple(far > 7 / 8 * far.max()))
    # Shuffled, the three samples of the smaller batch are the same ones in all five runs 1 in 10^8 times.
    if len(smaller) == 1 and not all(next(iter(smaller))):
        hint = "Shuffle the samples, not the batches: rng.permutation(N)."
        raise Failure("The same samples share a batch, whatever rng train is given.", hint=hint)

    # Where all samples are the same and nothing moves, every loss of the history is that of one sample.
    X, y = np.repeat(X[:1], 15, axis=0), np.repeat(y[:1], 15)
    trained = student.train(X, y, 3, **how, learning_rate=0.0, rng=at_start())
    W, b = weights(trained, 5, 3)
    history = losses(trained[2], 1).ravel()
    loss, _, _ = gradients(student, W, b, X, y)
    shaped(loss, what="the loss")
    expected = np.full(len(history), float(np.reshape(loss, ())))
    close(history, expected, what="history", rtol=1e-3, hint="It holds mean losses: of a step, or of an epoch.")


@lab.check(points=1, fresh=True, after=training_epochs)
def training_order(student, reference, rng):
    """Each epoch of train draws a new order of the samples."""
    _, _, X, y = problem(rng, 3, 5, 3)

    starts = iter([stream(rng) for _ in range(20 + 24)])  # all drawn now: how many are used is the student's doing
    ends_from = {}

    def orders(samples, epochs):
        """The possible orders of the samples, epoch by epoch, and which of them a run took."""
        at_start = next(starts)
        ways = list(itertools.product(itertools.permutations(range(samples)), repeat=epochs))

        def run(learning_rate):
            how = {"epochs": epochs, "batch_size": 1, "learning_rate": learning_rate, "momentum": 0.0}
            return weights(student.train(X[:samples], y[:samples], 3, **how, rng=at_start()), 5, 3)

        (start_W, start_b), (W, _) = run(0.0), run(0.5)
        key = samples, epochs, start_W.tobytes(), start_b.tobytes()
        if key not in ends_from:  # from zeros, the ways end where they ended before
            ends_from[key] = [path(start_W, start_b, itertools.chain.from_iterable(way)) for way in ways]
        ends = ends_from[key]
        errors = [np.abs(W - end).max() for end in ends]
        if min(errors) > 1e-3 * np.abs(W).max():
            raise Failure(
                "W after training on single samples fits no order of the samples.",
                hint="An epoch takes each sample once, with the gradient at the weights of that moment.",
            )
        return ways[int(np.argmin(errors))]

    def path(W, b, samples):
        """W after one step for each of the samples, by the student's own gradients."""
        for i in samples:
            _, dW, db = gradients(student, W, b, X[i : i + 1], y[i : i + 1])
            W, b = W - 0.5 * np.asarray(dW), b - 0.5 * np.asarray(flat(db, "db"))
        return W

    # Where the order is drawn once, or always the same, no run has two different ones: by chance 1 in 10^6.
    if all(first == second for first, second in (orders(2, 2) for _ in range(20))):
        raise Failure(
            "train takes the samples in the same order in each epoch.", hint="Draw the order inside the loop of epochs."
        )
    # Turned round or cut somewhere, three samples have two or three orders; shuffled they have six, and by chance
    # fewer than four of them turn up in 24 runs 1 in 10^6 times.
    if len({orders(3, 1) for _ in range(24)}) < 4:
        raise Failure("train does not shuffle: some orders of the samples never come up.", hint="rng.permutation(N)")


def losses(history, epochs):
    """A history as an array with a row for each epoch; one that is empty, ragged or not finite is refused."""
    if not isinstance(history, list | tuple | np.ndarray):
        kind = "None" if history is None else "no list"
        raise Failure(f"history is {kind}; a list of numbers is expected.", hint="Append the loss to a list.")
    if (getattr(history, "size", None) or (len(history) if isinstance(history, list | tuple) else 1)) > MOST_LOSSES:
        raise Failure(f"history holds more than {MOST_LOSSES:,} losses; one per epoch or one per step is expected.")
    series = np.ravel(np.asarray(history, dtype=float))
    if len(series) > 1 and len(series) % epochs == 1:
        series = series[1:]  # the loss before the first step stands in front
    if not len(series) or len(series) % epochs:
        raise Failure(
            f"history holds {len(series)} losses of {epochs} epochs; one per epoch or one per step is expected."
        )
    shaped(series, len(series), what="history")
    return series.reshape(epochs, -1)


def run_on_digits(student, rng, name):
    """Train on digits with secret labels and pixels; gives the history and the share of right labels in a split."""
    known, unseen = digits.relabelled(rng, "train", name)
    trained = student.train(known.X, known.y, digits.CLASSES, **TRAINING, rng=stream(rng)())
    W, b = weights(trained, digits.PIXELS, digits.CLASSES)
    history = losses(trained[2], TRAINING["epochs"])
    curve(history.ravel())
    # The unseen digits never go to the worker: a submission that knows them from elsewhere could name them.
    return history, float(np.mean((unseen.X @ W + b).argmax(axis=1) == unseen.y))


@lab.check(points=1, fresh=True, seconds=10)
def learns(student, reference, rng):
    """Training on digits makes the loss fall and reaches 90 % on a validation set."""
    history, accuracy = run_on_digits(student, rng, "validation")
    # A history may hold one small batch of each epoch: it rises and falls, so some epochs are taken together.
    first, last = history.mean(axis=1)[:3].max(), history.mean(axis=1)[-5:].mean()
    if not first > 0:
        raise Failure(f"The training loss starts at {first:g}; a mean of −ln p is above 0.")
    at_least(1 - last / first, 0.3, what="the share of the first epochs' loss that training takes away")
    at_least(accuracy, ACCURACY, what="the accuracy on 300 validation digits")


@lab.check(points=1, after=learns, public=False, fresh=True, seconds=10)
def generalises(student, reference, rng):
    """Training reaches 90 % on digits that nobody has seen."""
    _, accuracy = run_on_digits(student, rng, "test")
    at_least(accuracy, ACCURACY, what="the accuracy on 400 unseen digits")
