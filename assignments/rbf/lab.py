"""Radial basis functions: what is asked of rbf.py, and how it is looked at.

Each part is looked at on its own: the functions of distance, each way to place the centres, the read-out, the
gradients. What ``train`` does is held to the student's own gradients, and a part that was wrong already is replaced by
the textbook's where a later check calls it.
"""

import numpy as np

import reference.rbf
from graders.checks import Failure, StudentError, at_least, close, curve, gradient, parts, remark, shaped, unchanged
from graders.data import xor
from graders.lab import Lab

lab = Lab("rbf", title="Radial basis functions", files=["rbf.py"], reference=reference.rbf)

KINDS = ("gaussian", "reflected_sigmoid", "inverse_multiquadric")
NAMES = ("centres", "widths", "weights", "bias")

# N, D, K: all different, all equal, one point, one coordinate, more units than points, one unit.
SIZES = [(7, 3, 4), (4, 4, 4), (1, 2, 3), (6, 1, 2), (3, 2, 5), (5, 2, 1)]

# |x|² + |c|² − 2 x·c loses half of the digits where a point is a centre: 1e-8 for coordinates of size 1.
ROUNDING = 1e-6

# Twelve units of width 1, read out by least squares: over 150 seeds the reference comes within 0.067 of the function.
# A bias that is left out is made up for by twelve weights, which is why read_out_values asks for it; a straight line
# stays 0.7 away.
UNITS, NEAR = 12, 0.15

# Of the 200 other points of XOR, over 150 seeds, the textbook's twelve units name 0.905 right at least (median 0.98); a
# linear model stays below 0.70.
# Random centres may leave a corner empty, so the best of three draws counts.
ACCURACY, ATTEMPTS = 0.80, 3


def stream(rng):
    """A function that gives, whenever it is called, a generator at the start of one and the same stream."""
    seed = int(rng.integers(2**63))
    return lambda: np.random.default_rng(seed)


def network(rng, N, D, K):
    """Parameters, points and targets of ordinary size; the first centre is the first point."""
    X = rng.normal(size=(N, D))
    centres = rng.normal(size=(K, D))
    centres[0] = X[0]
    params = {
        "centres": centres,
        "widths": rng.uniform(0.7, 1.6, size=K),
        "weights": rng.choice([-1.0, 1.0], size=K) * rng.uniform(0.5, 1.5, size=K),
        "bias": float(rng.normal()),
    }
    return params, X, rng.normal(size=N)


def fields(value, like, what):
    """A dict with the four keys and the shapes of ``like``, as arrays; anything else is refused."""
    if not isinstance(value, dict):
        got = "None" if value is None else f"a {type(value).__name__}"
        raise Failure(f"{what} is {got}; a dict with the keys {', '.join(NAMES)} is expected.")
    if missing := [name for name in NAMES if name not in value]:
        raise Failure(f"{what} lacks the key {missing[0]!r}; it needs {', '.join(NAMES)}.")
    for name in NAMES:
        shaped(value[name], *np.shape(like[name]), what=f"{what}, {name!r},")
    return {name: np.asarray(value[name], dtype=float).reshape(np.shape(like[name])) for name in NAMES}


def number(value, what):
    """A single number as a float; anything else is refused."""
    shaped(value, what=what)
    return float(np.reshape(np.asarray(value, dtype=float), ()))


def loss_and_gradients(student, params, X, t, kind):
    """The student's loss and gradients, as a float and arrays."""
    loss, slopes = parts(student.loss_and_gradients(params, X, t, kind), "loss", "gradients")
    return number(loss, "the loss"), fields(slopes, params, "gradients")


# ------------------------------------------------------------------------------------------- hidden layer


@lab.check(points=1, proves=["distances"])
def distances_values(student, reference, rng):
    """distances gives how far each point is from each centre."""
    for N, D, K in SIZES:
        X, centres = 3 * rng.normal(size=(N, D)), 3 * rng.normal(size=(K, D))
        close(
            student.distances(X, centres), reference.distances(X, centres), what=f"distances of {N} points, {K} centres"
        )
    X = rng.integers(-5, 6, size=(6, 3))
    close(student.distances(X, X[:2]), reference.distances(X, X[:2]), what="distances of whole numbers", atol=ROUNDING)
    # Points that are centres, away from 0: |x|² + |c|² − 2 x·c is as often below 0 as above it.
    X = 3 + rng.normal(size=(20, 3))
    hint = "A root of a tiny negative number is NaN: np.maximum(…, 0) before the root."
    what = "distances of points that are centres"
    close(student.distances(X, X), reference.distances(X, X), what=what, atol=ROUNDING, hint=hint)


def function_values(student, reference, rng, name):
    """Hold one of the three functions to the textbook's, with one width, one for each column, near and far."""
    mine, theirs = getattr(student, name), getattr(reference, name)
    r = rng.uniform(0.2, 3.0, size=(5, 3))
    for width, what in [
        (float(rng.uniform(0.5, 0.9)), "one width"),
        (float(rng.uniform(1.5, 2.5)), "one width"),
        (rng.uniform(0.5, 2.0, size=3), "a width for each column"),
    ]:
        close(mine(r, width), theirs(r, width), what=f"{name} with {what}")
    square, widths = rng.uniform(0.2, 3.0, size=(3, 3)), rng.uniform(0.5, 2.0, size=3)
    close(mine(square, widths), theirs(square, widths), what=f"{name} with a width for each column")
    r = np.array([[0, 1, 2], [3, 2, 1]])
    close(mine(r, 2), theirs(r, 2), what=f"{name} of whole numbers, and at distance 0")
    far = np.array([[0.0, 40.0, 1000.0]])
    close(mine(far, 1.0), theirs(far, 1.0), what=f"{name} far from the centre", atol=1e-15)


@lab.check(points=1, proves=["gaussian"])
def gaussian_values(student, reference, rng):
    """gaussian is exp(−r² / (2 σ²))."""
    function_values(student, reference, rng, "gaussian")


@lab.check(points=1, proves=["reflected_sigmoid"])
def reflected_sigmoid_values(student, reference, rng):
    """reflected_sigmoid is 1 / (1 + exp(r² / σ²))."""
    function_values(student, reference, rng, "reflected_sigmoid")


@lab.check(points=1, proves=["inverse_multiquadric"])
def inverse_multiquadric_values(student, reference, rng):
    """inverse_multiquadric is 1 / √(r² + σ²)."""
    function_values(student, reference, rng, "inverse_multiquadric")


PHI = [distances_values, gaussian_values, reflected_sigmoid_values, inverse_multiquadric_values]


@lab.check(points=1, follows=PHI, proves=["hidden"])
def hidden_values(student, reference, rng):
    """hidden applies the function that is named, with the width of each unit."""
    for kind in KINDS:
        for N, D, K in SIZES:
            params, X, _ = network(rng, N, D, K)
            arguments = X, params["centres"], params["widths"], kind
            what = f"hidden of {N} points, {K} units, {kind}"
            close(student.hidden(*arguments), reference.hidden(*arguments), what=what, atol=ROUNDING)


# ------------------------------------------------------------------------------------------------- centres


def rows_of(centres, X):
    """For each centre the number of the row of X that it is; a centre that is none is refused."""
    found = []
    for k, centre in enumerate(centres):
        same = np.flatnonzero(np.abs(X - centre).max(axis=1) <= 1e-6)
        if not len(same):
            raise Failure(f"Centre {k} is no row of X.", hint="X[rng.choice(len(X), count, replace=False)]")
        found.append(int(same[0]))
    return found


def drawn_centres(function, X, count, rng, what):
    """What a function that draws gives, as an array (count, D)."""
    centres = function(X, count, rng)
    shaped(centres, count, X.shape[1], what=what)
    return np.asarray(centres, dtype=float)


def repeatable(function, X, count, first, streams, what):
    """Refuse centres that do not follow from rng."""
    hint = "Draw from the rng that you are given, and never seed NumPy's own generator."
    again = drawn_centres(function, X, count, streams[0](), what)
    close(again, first, what=f"{what} from an equal rng", hint=hint)


@lab.check(points=1, proves=["random_centres"])
def random_rows(student, reference, rng):
    """random_centres picks different rows of X, all equally likely."""
    streams = [stream(rng) for _ in range(40)]
    X = rng.normal(size=(8, 3))
    what = "what random_centres returned"
    picks = []
    for at_start in streams:
        rows = rows_of(drawn_centres(student.random_centres, X, 5, at_start(), what), X)
        if len(set(rows)) < len(rows):
            raise Failure("Some row of X was picked twice.", hint="replace=False: each row is picked once at most.")
        picks.append(frozenset(rows))
    first = drawn_centres(student.random_centres, X, 5, streams[0](), what)
    repeatable(student.random_centres, X, 5, first, streams, what)
    # Of 8 rows each is among the 5 in 25 of 40 runs; in fewer than 9 or in all 40 it is 1 in 10^6 times.
    counts = [sum(row in pick for pick in picks) for row in range(8)]
    if min(counts) < 9 or max(counts) > 39:
        hint = "Every row has the same chance: rng.choice or rng.permutation over all of them."
        raise Failure(f"Of 40 runs, one row was picked in {min(counts)} and another in {max(counts)}.", hint=hint)
    # Rows that follow each other are eight sets of 56; 40 fair runs hold more than 15 different ones.
    if len(set(picks)) < 16:
        raise Failure(f"40 runs gave {len(set(picks))} different choices of rows only.", hint="Draw each row.")
    everything = rows_of(drawn_centres(student.random_centres, X, 8, streams[0](), what), X)
    if len(set(everything)) < 8:
        raise Failure("With count = N every row is a centre; some row was picked twice.")
    whole = rng.permutation(12).reshape(6, 2)
    rows_of(drawn_centres(student.random_centres, whole, 4, streams[1](), what), whole)


def settled(centres, X, what):
    """Refuse centres that are not the means of their points. Gives which centre each point belongs to."""
    r = ((X[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    nearest = r.argmin(axis=1)
    size = float(np.abs(X - X.mean(axis=0)).max())
    for k in range(len(centres)):
        own = X[nearest == k]
        if len(own) and np.abs(own.mean(axis=0) - centres[k]).max() > 1e-4 * size:
            hint = "Both steps in turn until no centre moves: nearest centre for each point, mean of the points."
            raise Failure(f"{what}: centre {k} is not the mean of the {len(own)} points nearest to it.", hint=hint)
    return nearest


@lab.check(points=2, follows=[distances_values, random_rows], proves=["k_means"])
def k_means_settles(student, reference, rng):
    """k_means ends where every centre is the mean of the points that are nearest to it."""
    streams = [stream(rng) for _ in range(12)]
    what = "what k_means returned"
    for N, D, K in [(40, 2, 5), (90, 1, 7), (30, 3, 1), (6, 2, 6)]:
        X = rng.normal(size=(N, D))
        centres = drawn_centres(student.k_means, X, K, streams[0](), what)
        nearest = settled(centres, X, f"k_means of {N} points in {K} groups")
        if len(set(nearest.tolist())) < K:
            found = len(set(nearest.tolist()))
            raise Failure(f"Of {K} centres, {found} are nearest to a point; from different rows all of them stay so.")
    X = rng.normal(size=(40, 2))
    first = drawn_centres(student.k_means, X, 5, streams[0](), what)
    repeatable(student.k_means, X, 5, first, streams, what)
    # Six groups of three, far apart in a row: where the centres end depends on where they begin.
    X = np.repeat(10.0 * np.arange(6), 3)[:, None] + rng.uniform(-1, 1, size=(18, 1))
    ends = {tuple(np.round(np.sort(drawn_centres(student.k_means, X, 4, at(), what)[:, 0]), 6)) for at in streams}
    if len(ends) < 2:
        hint = "Begin with rows that rng draws."
        raise Failure("k_means ends with the same centres whatever rng it is given.", hint=hint)
    # Of ten points eight are equal, so that most starts have equal centres: all points go to the first of them.
    X = np.array([[1.0, 2.0]] * 8 + [[5.0, 5.0], [7.0, 1.0]])
    for at_start in streams[:4]:
        centres = drawn_centres(student.k_means, X, 5, at_start(), f"{what}, with points that are equal,")
        settled(centres, X, "k_means of points that are equal")
        if np.abs(centres - X.mean(axis=0)).max() > 10:
            raise Failure("A centre that is nearest to no point has left the points.")


def clear_cut(reference, rng, N, D, count, width, kind):
    """Points and targets for which the choice does not hang on rounding, and the textbook's choice."""
    while True:
        X = rng.uniform(-2, 2, size=(N, D))
        t = 3 * rng.normal() + np.sin(2 * X[:, 0]) * 2 + rng.normal(size=N)
        shaken = rng.normal(size=(3, N)) * 0.01
        chosen = reference.orthogonal_least_squares(X, t, count, width, kind)
        others = [reference.orthogonal_least_squares(X, t + noise, count, width, kind) for noise in shaken]
        if all(np.array_equal(chosen, other) for other in others):
            return X, t, chosen


@lab.check(points=2, follows=[*PHI, hidden_values], proves=["orthogonal_least_squares"])
def orthogonal_choice(student, reference, rng):
    """orthogonal_least_squares chooses, one by one, the points that lower the squared error most."""
    cases = [(20, 2, 5), (12, 1, 4), (9, 3, 1), (6, 2, 4)]
    for kind, (N, D, count) in [*zip(KINDS, cases[:3], strict=True), ("gaussian", cases[3]), ("gaussian", cases[0])]:
        width = float(rng.uniform(0.5, 0.9))
        X, t, chosen = clear_cut(reference, rng, N, D, count, width, kind)
        value = student.orthogonal_least_squares(X, t, count, width, kind)
        hint = "A candidate counts by what is left of it: errₖ = (pₖᵀ t)² / (pₖᵀ pₖ), the means taken off before."
        shaped(value, count, what="what orthogonal_least_squares returned")
        close(value, chosen, what=f"the {count} of {N} points that orthogonal_least_squares chose ({kind})", hint=hint)
    # Points that occur twice: what is left of the second one is rounding, and is not chosen.
    X, t, chosen = clear_cut(reference, rng, 8, 1, 4, 0.6, "gaussian")
    value = student.orthogonal_least_squares(np.vstack([X, X]), np.concatenate([t, t]), 4, 0.6, "gaussian")
    shaped(value, 4, what="what orthogonal_least_squares returned for points that occur twice")
    rows = np.asarray(value) % 8
    close(rows, chosen, what="the points that orthogonal_least_squares chose where all occur twice, modulo 8")


@lab.check(points=1, follows=distances_values, proves=["spread"])
def spread_values(student, reference, rng):
    """spread is the largest distance between two centres, divided by √(2 K)."""
    for K, D in [(5, 3), (2, 1), (3, 3), (9, 2)]:
        centres = 2 + 3 * rng.normal(size=(K, D))
        close(student.spread(centres), reference.spread(centres), what=f"spread of {K} centres")
    centres = np.array([[0, 0], [3, 4], [1, 1]])
    close(student.spread(centres), reference.spread(centres), what="spread of whole numbers")


# ------------------------------------------------------------------------------------------------ read-out


@lab.check(points=1, proves=["read_out"])
def read_out_values(student, reference, rng):
    """read_out gives the weights and the bias of the least squared error, also where H has equal columns."""
    for N, K in [(12, 3), (9, 1), (5, 4)]:
        H, t = rng.uniform(0, 1, size=(N, K)), 5 + rng.normal(size=N)
        weights, bias = parts(student.read_out(H, t), "weights", "bias", what="read_out")
        want, want_bias = reference.read_out(H, t)
        hint = "The bias is the weight of a column of ones."
        close(bias, want_bias, what=f"the bias of {K} units and {N} points", rtol=1e-5, hint=hint)
        close(weights, want, what=f"the weights of {K} units and {N} points", rtol=1e-5, atol=1e-5, hint=hint)
    H, t = rng.integers(0, 5, size=(9, 2)), rng.integers(-3, 4, size=9)
    close(
        tuple(parts(student.read_out(H, t), "weights", "bias", what="read_out")),
        tuple(reference.read_out(H, t)),
        what="read_out of whole numbers",
        rtol=1e-5,
        atol=1e-5,
    )

    # Two equal columns, and fewer points than columns: many solutions, all of them with the same fitted values.
    half = rng.uniform(0, 1, size=(12, 2))
    for H, what in [
        (np.hstack([half, half]), "equal columns of H"),
        (rng.uniform(0, 1, size=(3, 6)), "6 units, 3 points"),
    ]:
        t = rng.normal(size=len(H))
        weights, bias = parts(student.read_out(H, t), "weights", "bias", what="read_out")
        shaped(weights, H.shape[1], what=f"the weights for {what}")
        fitted = H @ np.asarray(weights, dtype=float) + number(bias, f"the bias for {what}")
        want, want_bias = reference.read_out(H, t)
        hint = "AᵀA has no inverse then; np.linalg.lstsq does without one."
        expected = H @ want + want_bias
        close(fitted, expected, what=f"the fitted values for {what}", rtol=1e-5, atol=1e-5, hint=hint)


@lab.check(points=1, follows=[*PHI, hidden_values], proves=["predict"])
def predict_values(student, reference, rng):
    """predict adds up the weighted units and the bias."""
    for kind in KINDS:
        for N, D, K in SIZES:
            params, X, _ = network(rng, N, D, K)
            what = f"predict of {N} points, {K} units, {kind}"
            close(student.predict(params, X, kind), reference.predict(params, X, kind), what=what, atol=ROUNDING)


# --------------------------------------------------------------------------------------- supervised training


def points_downhill(claimed, expected):
    """Refuse gradients that have nothing to do with the textbook's, whatever their size: those of a made-up loss."""
    claimed, expected = (np.concatenate([np.ravel(each[name]) for name in NAMES]) for each in (claimed, expected))
    if not claimed @ expected > 0.3 * np.linalg.norm(claimed) * np.linalg.norm(expected):
        raise Failure("The gradients do not point where the squared error falls.", hint="Is it f − t, or t − f?")


@lab.check(points=2, follows=[*PHI, hidden_values, predict_values], proves=["loss_and_gradients"])
def gradients_of_own_loss(student, reference, rng):
    """The gradients are the slopes of the loss that comes with them."""
    for kind, (N, D, K) in zip(KINDS, [(5, 2, 2), (4, 1, 3), (3, 2, 2)], strict=True):
        params, X, t = network(rng, N, D, K)
        _, slopes = loss_and_gradients(student, params, X, t, kind)
        for name in NAMES:

            def loss_of(value, name=name, params=params, X=X, t=t, kind=kind):
                moved = {**params, name: float(value) if name == "bias" else value}
                return student.loss_and_gradients(moved, X, t, kind)[0]

            what = f"the gradient of {name} ({kind})"
            gradient(loss_of, at=params[name], claimed=slopes[name], rng=rng, what=what)
        points_downhill(slopes, reference.loss_and_gradients(params, X, t, kind)[1])


@lab.check(points=1, follows=[*PHI, hidden_values, predict_values], proves=["loss_and_gradients"])
def loss_and_gradients_match(student, reference, rng):
    """Loss and gradients are those of the mean squared error."""
    convention = None
    for kind in KINDS:
        for N, D, K in SIZES:
            params, X, t = network(rng, N, D, K)
            loss, slopes = loss_and_gradients(student, params, X, t, kind)
            want, want_slopes = reference.loss_and_gradients(params, X, t, kind)
            convention = convention or (0.5 if abs(loss - want / 2) < 1e-3 * want else 1.0)
            where = f"(N = {N}, K = {K}, {kind})"
            close(loss, convention * want, what=f"the loss {where}", rtol=1e-4)
            # Between loss and gradients a factor is asked for by gradients_of_own_loss, and counts once.
            got, expected = (np.concatenate([np.ravel(each[name]) for name in NAMES]) for each in (slopes, want_slopes))
            ratio = float(got @ expected / (expected @ expected))
            factor = next((f for f in (1, 0.5, 2, N, N / 2, 2 * N, 1 / N, 0.5 / N) if abs(ratio / f - 1) < 1e-4), 1)
            for name in NAMES:
                atol = 1e-6 * float(np.abs(expected).max()) * factor
                what = f"the gradient of {name} {where}"
                close(slopes[name], factor * want_slopes[name], what=what, rtol=1e-4, atol=atol)
    if convention != 1:
        remark("The squared error has a factor of ½; that is accepted.")


PARTS = [*PHI, hidden_values, predict_values, loss_and_gradients_match]


@lab.check(points=1, follows=PARTS)
def training(student, reference, rng):
    """train moves centres, widths, weights and bias against their gradients, all at once."""
    for kind in KINDS:
        params, X, t = network(rng, 9, 2, 3)
        rate, now = float(rng.uniform(0.02, 0.05)), params
        for _ in range(3):
            _, slopes = loss_and_gradients(student, now, X, t, kind)
            now = {name: now[name] - rate * slopes[name] for name in NAMES}
            now["bias"] = float(now["bias"])
        if max(np.abs(now[name] - params[name]).max() for name in NAMES) < 1e-4:
            raise Failure("Three steps along the gradients do not move anything, so nothing can be said of train.")
        value = unchanged(student.train, params, X, t, kind, epochs=3, learning_rate=rate)
        trained, history = parts(value, "params", "history", what="train")
        trained = fields(trained, params, "params of train")
        for name in NAMES:
            close(trained[name], now[name], what=f"{name} after 3 epochs ({kind})", rtol=1e-5, atol=1e-5)
        loss, _ = loss_and_gradients(student, params, X, t, kind)
        one, _ = loss_and_gradients(student, trained, X, t, kind)
        series = losses(history, 3)
        # The losses before the three steps, or those after them.
        if not (np.isclose(series[0], loss, rtol=1e-3) or np.isclose(series[-1], one, rtol=1e-3)):
            hint = "history holds the loss of each epoch, before or after its step."
            raise Failure(f"history begins with {series[0]:g}; the loss before the first step is {loss:g}.", hint=hint)


def losses(history, epochs):
    """A history as an array; one that is empty, not finite, or of another length than the epochs is refused."""
    if not isinstance(history, list | tuple | np.ndarray):
        kind = "None" if history is None else "no list"
        raise Failure(f"history is {kind}; a list of numbers is expected.", hint="Append the loss to a list.")
    series = np.ravel(np.asarray(history, dtype=float))
    if len(series) not in (epochs, epochs + 1):
        raise Failure(f"history holds {len(series)} losses of {epochs} epochs; one per epoch is expected.")
    shaped(series, len(series), what="history")
    return series


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No function changes what it is given."""
    params, X, t = network(rng, 6, 2, 3)
    centres, widths = params["centres"], params["widths"]
    r = rng.uniform(0.2, 2.0, size=(6, 3))
    # What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over.
    right, wrong = 0, None
    for name, arguments in [
        ("distances", [X, centres]),
        ("gaussian", [r, widths]),
        ("reflected_sigmoid", [r, widths]),
        ("inverse_multiquadric", [r, widths]),
        ("hidden", [X, centres, widths, "gaussian"]),
        ("spread", [centres]),
        ("read_out", [r, t]),
        ("predict", [params, X, "gaussian"]),
        ("loss_and_gradients", [params, X, t, "gaussian"]),
        ("orthogonal_least_squares", [X, t, 2, 0.8, "gaussian"]),
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
            close(value, tuple(expected) if isinstance(expected, list) else expected, what=name, rtol=1e-4, atol=1e-4)
            right += 1
        except Failure as failure:
            wrong = wrong or failure
    for name in ("random_centres", "k_means"):
        try:
            unchanged(getattr(student, name), X, 3, stream(rng)())
        except StudentError as error:
            wrong = wrong or error
    if not right:
        raise wrong


# ----------------------------------------------------------------------------------------------- behaviour


# Not the read-out, k-means and orthogonal least squares: something of the network has to be the student's own.
NETWORK = [*PHI, hidden_values, predict_values, random_rows, spread_values]
WAYS = ("random_centres", "k_means", "orthogonal_least_squares")


def fitted(student, X, t, way, kind, width, rng):
    """A network of the student's own parts, with centres by one of three ways; width None asks for spread."""
    if way == "orthogonal_least_squares":
        rows = student.orthogonal_least_squares(X, t, UNITS, width or 0.6, kind)
        shaped(rows, UNITS, what="what orthogonal_least_squares returned")
        rows = np.asarray(rows)
        if rows.dtype.kind not in "iu" or not ((rows >= 0) & (rows < len(X))).all():
            raise Failure("orthogonal_least_squares did not return row numbers of X.")
        centres = X[rows]
    else:
        centres = drawn_centres(getattr(student, way), X, UNITS, rng, f"what {way} returned")
    widths = np.full(UNITS, width or number(student.spread(centres), "what spread returned"))
    weights, bias = parts(student.read_out(student.hidden(X, centres, widths, kind), t), "weights", "bias")
    params = {"centres": centres, "widths": widths, "weights": weights, "bias": bias}
    return fields(params, {**params, "weights": np.zeros(UNITS), "bias": 0.0}, "the network")


def curved(x):
    """A sine with a bump, for numbers between −3 and 3."""
    return np.sin(2 * x) + np.exp(-4 * (x - 1) ** 2)


@lab.check(points=1, fresh=True, follows=[*NETWORK, gradients_of_own_loss, loss_and_gradients_match])
def approximates(student, reference, rng):
    """Twelve units come near a function of one variable, and gradient descent brings them nearer."""
    x = np.linspace(-3, 3, 60) + rng.uniform(-0.04, 0.04, size=60)
    turned = rng.choice([-1.0, 1.0])
    X, t = x[:, None], turned * curved(x) + 2 + 0.05 * rng.normal(size=60)
    between = np.linspace(-2.8, 2.8, 101)
    streams = [stream(rng) for _ in WAYS]
    for way, kind, at_start in zip(WAYS, KINDS, streams, strict=True):
        params = fitted(student, X, t, way, kind, 1.0, at_start())
        values = student.predict({**params, "bias": float(params["bias"])}, between[:, None], kind)
        shaped(values, 101, what="what predict returned")
        error = float(np.sqrt(np.mean((np.asarray(values) - turned * curved(between) - 2) ** 2)))
        at_least(1 - error, 1 - NEAR, what=f"1 − the root mean square error with {way} and {kind}")

    # From centres on a grid and weights of 0, the loss has to fall by training alone.
    params = {
        "centres": np.linspace(-3, 3, 8)[:, None],
        "widths": np.full(8, 0.6),
        "weights": np.zeros(8),
        "bias": 0.0,
    }
    _, history = parts(student.train(params, X, t, "gaussian", epochs=300, learning_rate=0.2), "params", "history")
    series = losses(history, 300)
    curve(series)
    at_least(1 - series[-1] / series[0], 0.9, what="the share of the loss that training takes away")


@lab.check(points=1, public=False, fresh=True, follows=NETWORK)
def separates(student, reference, rng):
    """Twelve units part the classes of XOR."""
    (X, y), (unseen, truth) = xor.points(rng), xor.points(rng, 200)
    if rng.random() < 0.5:  # which of the two classes is 1, only the training set tells
        y, truth = 1 - y, 1 - truth
    streams = [[stream(rng) for _ in range(ATTEMPTS)] for _ in WAYS]
    for way, kind, starts in zip(WAYS, (*KINDS[1:], KINDS[0]), streams, strict=True):
        right = 0.0
        for at_start in starts[: 1 if way == "orthogonal_least_squares" else ATTEMPTS]:
            params = fitted(student, X, y, way, kind, None, at_start())
            values = student.predict({**params, "bias": float(params["bias"])}, unseen, kind)
            shaped(values, 200, what="what predict returned")
            right = max(right, float(np.mean((np.asarray(values) > 0.5) == truth)))
        at_least(right, ACCURACY, what=f"the accuracy on 200 other points with {way} and {kind}")
