"""Softmax regression by a course's interface: what is asked of loss.py and optimizer.py, and how it is looked at.

What counts is that the parts work together. The checks of the composed step come first, and take any division of
labour: 1/B in the loss or in the optimiser, two signs that cancel, gradients that are stored transposed. A check of a
single part accepts whatever makes a right step too.
"""

import numpy as np

import reference.dlclass_softmax
from graders.checks import (
    Failure,
    StudentError,
    at_least,
    close,
    curve,
    either,
    gradient,
    own_draws,
    parts,
    placed,
    remark,
    shaped,
    unchanged,
)
from graders.data import digits
from graders.lab import Lab

from .adapter import (
    accuracy_of,
    answers_of,
    column,
    compute_gradients,
    flat,
    forwarded,
    is_older,
    loss_of,
    model_at,
    moved,
    new_model,
    only_in_classes,
    optimizer_of,
    problem,
    put_biases,
    slopes,
    train_on,
)
from .loader import (
    FORMS,
    LAST_BATCH,
    TRAINING,
    centred,
    enlarged,
    epoch_of,
    files_of,
    held_epoch,
    held_split,
    held_to_forward,
    pictures,
)

lab = Lab(
    "dlclass_softmax",
    title="Softmax regression as a layer",
    files=["loss.py", "optimizer.py"],
    provided=["dataloader.py", "solver.py"],
    reference=reference.dlclass_softmax,
    asked={"loss.py": ["SoftmaxCrossEntropyLoss"], "optimizer.py": ["SGD"]},
)

lab.question(
    "curves",
    title="Curves",
    points=2,
    figures=1,
    text="Train with `solver.py` as it is given, and plot the loss and the accuracy of each step. What do the two "
    "curves show, and what does the accuracy on the test images say beside them?",
)
lab.question(
    "momentum_on_off",
    title="Momentum on or off",
    points=2,
    figures=1,
    text="Train with momentum 0.9 and with momentum 0, everything else being equal, and plot both losses in one "
    "figure. What differs, and why does it?",
)
lab.question(
    "hyper_parameters",
    title="The other hyper-parameters",
    points=2,
    text="Train with several learning rates and several batch sizes. Give a table of what came out; which would you "
    "choose, and why?",
)

# B, D, C: all different, all equal, one sample, more features than samples; never ten classes, never 784 features.
SIZES = [(7, 5, 3), (4, 4, 4), (1, 3, 11), (5, 13, 2)]

# An ε inside the logarithm is accepted: up to 1e-7 it moves these losses by less than 1 part in 10,000.
LOGARITHM = 1e-4

# float32 on the way is accepted.
STEP = {"rtol": 1e-4, "atol": 1e-6}

# As the course trains, on 720 digits. Over 240 seeds and both splits the reference reaches at least 0.875 (median
# 0.91); without momentum at most 0.75, damped 0.73, with a gradient B times too small 0.41. Larger gradients, or
# biases that never move, learn as well as the reference: the checks of the step are what tells them from right work.
# The reference takes away at least 0.75 of the first losses.
TRAINED_ON = 720
ACCURACY = 0.82


# ------------------------------------------------------------------------------------------------ the composed step


def way(work, name, W, b, batches, rate):
    """How far the parameter ``name`` has come after each batch, while the other one is put back each time.

    So a mistake in one of them is not counted at the other.
    """
    model = model_at(work, W, b)
    optimizer = optimizer_of(work, model, rate)
    places = []
    for X, y in batches:
        train_on(model, optimizer, X, y)
        if name == "W":
            shaped(model.W, *W.shape, what="W after a step")
            places.append(np.asarray(model.W) - W)
            model.b = reshaped(model.b, b)
        else:
            places.append(flat(model.b, b.size, "b after a step") - b)
            model.W = W
    return places


def reshaped(own, b):
    """b in the shape of the student's, as long as that holds as many numbers."""
    return b.reshape(np.shape(own)) if np.size(own) == b.size else b


def hold_steps(student, reference, rng, name, hint):
    """Two steps of one model, the second with a smaller batch; for every size."""
    for B, D, C in SIZES:
        W, b, X, y = problem(rng, B, D, C)
        b = b if name == "b" else 0 * b  # biases that are left out, or counted twice, are no matter of W
        rate = float(rng.uniform(0.2, 0.5))
        batches = [(X, y), (X[: (B + 1) // 2], y[: (B + 1) // 2])]
        expected = way(reference, name, W, b, batches, rate)
        for got, want, what in zip(
            way(student, name, W, b, batches, rate),
            expected,
            [f"the way of {name} in one step", f"the way of {name} in two steps, the second with a smaller batch"],
            strict=True,
        ):
            close(got, want, what=what, hint=by_the_batch(got, want, B) or hint, **STEP)


def by_the_batch(got, want, B):
    """A hint for a step that is right up to the batch size or the sign; None for any other."""
    if got.shape != want.shape or B == 1:
        return None
    known = {
        B: f"It is B = {B} times too large: is there a division by the batch size, in loss.py or in optimizer.py?",
        1 / B: f"It is B = {B} times too small: divide by the batch size once, in loss.py or in optimizer.py.",
        -1: "It goes uphill: the step is minus the gradient.",
    }
    return next((text for factor, text in known.items() if np.allclose(got, factor * want, **STEP)), None)


@lab.check(points=3)
def step_of_weights(student, reference, rng):
    """One training step moves W as the textbook does, whoever divides by the batch size."""
    hint = "forward, gradient_computing and step together move W by −learning_rate · ∂L/∂W of the mean loss."
    hold_steps(student, reference, rng, "W", hint)


@lab.check(points=1)
def step_of_biases(student, reference, rng):
    """One training step moves b as the textbook does."""
    only_in_classes(student, "biases")
    hint = "b has a gradient of its own, the sum of ∂L/∂z over the samples, and a step of its own."
    hold_steps(student, reference, rng, "b", hint)


@lab.check(points=2)
def momentum(student, reference, rng):
    """Momentum carries each step on into the next ones, for each parameter of each model by itself."""
    only_in_classes(student, "momentum")
    # Two models that take turns, of different sizes; the second batch is a smaller one.
    problems = [problem(rng, 7, 5, 3), problem(rng, 6, 4, 2)]
    rate, friction = map(float, rng.uniform([0.1, 0.5], [0.3, 0.9]))
    models = [model_at(student, W, b) for W, b, _, _ in problems]
    optimizers = [optimizer_of(student, model, rate, friction) for model in models]
    # The path follows from the student's own plain steps; a mistake in those counts where they are checked. While the
    # learning rate stays, v ← μ v − η g, v ← μ v + η g with w ← w − v, and v ← μ v + g with w ← w − η v are the same.
    spots = [(W, b, np.zeros_like(W), np.zeros_like(b)) for W, b, _, _ in problems]
    for step, size in enumerate((7, 3, 7, 5), start=1):
        for i, (_, _, X, y) in enumerate(problems):
            W, b, v_W, v_b = spots[i]
            step_W, step_b = moved(student, W, b, X[:size], y[:size], rate)
            if not np.linalg.norm(step_W) > 1e-4:
                raise Failure("A step without momentum does not move W, so nothing can be said of momentum.")
            v_W, v_b = friction * v_W + step_W, friction * v_b + step_b
            spots[i] = W + v_W, b + v_b, v_W, v_b
            train_on(models[i], optimizers[i], X[:size], y[:size])
            for name, start, end in (("W", problems[i][0], W + v_W), ("b", problems[i][1], b + v_b)):
                got = getattr(models[i], name)
                what = f"{name} after {step} step{'s' if step > 1 else ''} with momentum"
                if name == "W":
                    shaped(got, *W.shape, what=what)
                else:
                    got = flat(got, b.size, what)
                hint = (
                    "v ← momentum · v − learning_rate · gradient, then θ ← θ + v; each parameter keeps a v of its own."
                )
                close(np.asarray(got) - start, end - start, what=what, rtol=1e-3, atol=1e-4, hint=hint)


@lab.check(points=1)
def frozen(student, reference, rng):
    """A layer that is not trainable stays as it is."""
    only_in_classes(student, "flag trainable")
    W, b, X, y = problem(rng, 7, 5, 3)
    free = model_at(student, W, b)
    train_on(free, student.SGD(free, 0.5, 0.9), X, y)
    shaped(free.W, 5, 3, what="W")
    if np.array_equal(free.W, W):
        raise Failure("SGD moves no W at all, so leaving a frozen layer alone shows nothing.")
    model = model_at(student, W, b, trainable=False)
    optimizer = student.SGD(model, 0.5, 0.9)
    for _ in range(2):
        train_on(model, optimizer, X, y)
    shaped(model.W, 5, 3, what="W")
    for name, got, was in (("W", np.asarray(model.W), W), ("b", flat(model.b, 3), b)):
        if not np.array_equal(got, was):
            raise Failure(
                f"{name} of a layer with trainable=False moved by up to {np.abs(got - was).max():.3g} in two steps; it "
                "has to stay exactly as it is.",
                hint="Let step return at once where model.trainable is False.",
            )


# --------------------------------------------------------------------------------------------------- the single parts


@lab.check(points=1)
def interface(student, reference, rng):
    """The parts take, give and keep what the statement says."""
    W, b, X, y = problem(rng, 7, 5, 3)
    factor = float(rng.uniform(1, 2))
    if is_older(student):
        loss, dW, prediction, plain, plain_dW = older_answers(student, W, X, y, factor)
        shaped(column(prediction), 7, what="the prediction")
        added, added_dW = np.subtract(loss, plain).reshape(()), dW - plain_dW
        either(
            {
                "lamda/2 times the sum of W²": lambda: penalised(added, added_dW, W, factor / 2),
                "lamda times the sum of W²": lambda: penalised(added, added_dW, W, factor),
            }
        )
        return
    model = student.SoftmaxCrossEntropyLoss(5, 3)
    try:
        shaped(model.W, 5, 3, what="W")
    except StudentError as error:
        error.hint = "Call self.XavierInit() in __init__: a new layer has W and b."
        raise
    flat(model.b, 3)
    shaped(loss_of(model, X, y), what="the loss")
    shaped(accuracy_of(model, X, y), what="the accuracy")
    try:
        model.gradient_computing()
    except StudentError as error:
        if error.exception == "TypeError" and "required positional argument" in error.message:
            error.hint = "Keep in forward what you need (self.Input = Input): solver.py calls gradient_computing()."
        raise
    hold_default_momentum(student, model, W, b, X, y)
    whole = rng.integers(-2, 3, size=X.shape)
    hold_types(student, W, b, (whole, y), (whole.astype(float), y), "whole-number inputs")
    hold_types(student, W, b, (X, y.astype(np.uint8)), (X, y), "labels of type uint8")
    refuse_empty_work(student, reference, rng)


def hold_default_momentum(student, model, W, b, X, y):
    """Without a third argument SGD has no momentum: held to the student's own steps with momentum 0."""
    hint = "SGD(model, learning_rate) is plain gradient descent: def __init__(self, model, learning_rate, momentum=0.0)"
    try:
        student.SGD(model, 0.1).step()
    except StudentError as error:
        if error.exception == "TypeError":
            error.hint = error.hint or hint
        raise
    try:
        usual = two_steps(student, W, b, X, y, 0.1, 0.0)
    except Failure as failure:
        if isinstance(failure, StudentError) and failure.exception is None:
            raise
        return  # a second step that can't be taken counts where the steps are checked
    got = two_steps(student, W, b, X, y, 0.1)
    close(got, usual, what="the way of W in two steps of SGD(model, 0.1)", hint=hint, **STEP)


def two_steps(student, W, b, X, y, *settings):
    """How far W comes in two steps of SGD(model, *settings)."""
    model = model_at(student, W, b)
    optimizer = student.SGD(model, *settings)
    for _ in range(2):
        train_on(model, optimizer, X, y)
    shaped(model.W, *W.shape, what="W after two steps")
    return np.asarray(model.W) - W


def hold_types(student, W, b, batch, usual, what):
    """Numbers of another type are the same numbers: held to the student's own loss of the usual types."""
    expected = loss_of(model_at(student, W, b), *usual)
    shaped(expected, what="the loss")
    hint = "Inputs and labels may be of any type of numbers; compute in floats."
    try:
        loss = loss_of(model_at(student, W, b), *batch)
    except StudentError as error:
        error.hint = error.hint or hint
        raise
    close(loss, np.asarray(expected), what=f"the loss of {what}", rtol=LOGARITHM, hint=hint)


def older_answers(student, W, X, y, factor):
    """The older form's answers with a penalty, then its loss and gradient without."""
    answers = []
    for lamda in (factor, 0.0):
        value = student.softmax_classifier(W, X, np.eye(W.shape[1])[y], lamda)
        loss, dW, prediction = parts(value, "loss", "gradient", "prediction")
        shaped(loss, what="the loss")
        shaped(dW, *W.shape, what="the gradient")
        answers.append((loss, np.asarray(dW), prediction))
    (loss, dW, prediction), (plain, plain_dW, _) = answers
    return loss, dW, prediction, plain, plain_dW


def penalised(added, added_dW, W, factor):
    """Hold what lamda adds to the penalty ``factor`` · Σ W²."""
    close(added, factor * np.sum(W**2), what="what lamda adds to the loss", rtol=LOGARITHM)
    close(added_dW, 2 * factor * W, what="what lamda adds to the gradient", rtol=LOGARITHM, atol=1e-6)


@lab.check(points=2)
def loss_values(student, reference, rng):
    """forward gives the mean cross-entropy of the batch."""
    for B, D, C in SIZES:
        W, b, X, y = problem(rng, B, D, C)
        expected = model_at(reference, W, b).forward(X, y)[0]
        loss = loss_of(model_at(student, W, b), X, y)
        close(loss, expected, what="the loss", rtol=LOGARITHM, hint="Untrained weights have a loss near ln C.")


@lab.check(points=1)
def accuracy_values(student, reference, rng):
    """forward gives the share of samples whose own class has the largest score."""
    for B, D, C in [*SIZES, (11, 3, 6)]:
        W, b, X, y = problem(rng, B, D, C)
        b = 3 * b if B < 11 else b / 3  # b decides as much as W does; no class of six is as probable as one half
        y = np.where(rng.random(B) < 0.6, (X @ W + b).argmax(axis=1), y)
        expected = model_at(reference, W, b).forward(X, y)[1]
        accuracy = accuracy_of(model_at(student, W, b), X, y)
        close(accuracy, expected, what="the accuracy", atol=1e-6)


@lab.check(points=2)
def gradients(student, reference, rng):
    """gradient_computing gives the slope of the loss that forward returns, up to a convention that step undoes."""
    W, b, X, y = problem(rng, 5, 4, 3)
    textbook = model_at(reference, W, b)
    textbook.forward(X, y)
    textbook.gradient_computing()
    expected = np.asarray(textbook.grad_W)
    seeds = [int(rng.integers(2**62)) for _ in range(2)]
    model = model_at(student, W, b)

    shape_of_b = np.shape(model.b)

    def loss_of_weights(weights):
        model.W = weights
        return loss_of(model, X, y)

    def loss_of_biases(biases):
        model.b = biases.reshape(shape_of_b)
        return loss_of(model, X, y)

    def hold(dW, db, dW_name, db_name):
        # An ε in the logarithm bends the loss, and p − y takes no notice of it: hence no tighter.
        how = {"rtol": 2e-3, "hint": "Compare one entry with (L(θ + h) − L(θ − h)) / 2h. How often is it divided by B?"}
        one, other = map(np.random.default_rng, seeds)
        put_biases(model, b)
        gradient(loss_of_weights, at=W, claimed=dW, rng=one, what=dW_name, **how)
        model.W = W
        gradient(loss_of_biases, at=b, claimed=flat(db, 3, db_name), rng=other, what=db_name, **how)
        points_downhill(dW, expected, dW_name)

    try:
        hold(*slopes(student, W, b, X, y), "grad_W", "grad_b")
    except StudentError:
        raise
    except Failure as failure:
        try:
            step_W, step_b = moved(student, W, b, X, y)
            hold(-step_W, -step_b, "the step of W", "the step of b")
        except Failure:
            raise failure from None
        remark("grad_W or grad_b is not the slope itself, but SGD makes a right step of it; that is accepted.")


def points_downhill(claimed, expected, what):
    """Refuse a gradient that has nothing to do with the textbook's, whatever its size: that of a made-up loss."""
    claimed, expected = np.ravel(np.asarray(claimed, dtype=float)), np.ravel(expected)
    if not claimed @ expected > 0.5 * np.linalg.norm(claimed) * np.linalg.norm(expected):
        raise Failure(f"{what} does not point where a cross-entropy falls.", hint="Is it the loss of this batch?")


@lab.check(points=1)
def initialisation(student, reference, rng):
    """W and b start from normal random numbers of the asked-for width."""
    only_in_classes(student, "parameters of its own")
    D, C, wide = 100, 15, 700
    model = new_model(student, D, C)
    shaped(model.W, D, C, what="W")
    W = np.asarray(model.W)
    hint = "σ = √2 · √(2 / (num_input + num_output)); np.random.normal takes σ itself, not its square."
    # 1,500 numbers know their width to 1.8 % and their mean to 0.005, 700 their width to 2.7 %: each bound is at least
    # nine times that. Without √2 W is 29 % too narrow, by num_input alone 24 %.
    close(np.std(W), np.sqrt(4 / (D + C)), what="the standard deviation of W", rtol=0.17, hint=hint)
    close(np.mean(W), 0.0, what="the mean of W", atol=0.05, hint="Draw around 0.")
    # Of 20,000 normal draws the largest number was never below 2.7 σ; of a uniform distribution it is 1.73 σ. A row of
    # 15 never spread over less than 0.22 σ, a column of 100 over less than 0.68 σ.
    farthest = "how many σ the largest number of W is away from 0"
    at_least(np.abs(W).max() / np.std(W), 2.2, what=farthest, hint="Draw from a normal distribution: np.random.normal.")
    if np.std(W, axis=1).min() < 0.1 * np.std(W) or np.std(W, axis=0).min() < 0.3 * np.std(W):
        reason = "W holds the same numbers again and again along a row or a column."
        raise Failure(reason, hint="Draw each number of W by itself: size=(num_input, num_output).")
    one, other = (np.asarray(new_model(student, 4, 3).W) for _ in range(2))
    if np.array_equal(one, other):
        raise Failure("Two models start from the same W.", hint="Leave out np.random.seed: it makes all draws equal.")
    b = flat(new_model(student, 2, wide).b, wide)
    width = np.sqrt(4 / (2 + wide))
    what = "the standard deviation of b"
    either(
        {
            "b as wide as W": lambda: close(np.std(b), width, what=what, rtol=0.25, hint=hint),
            "b at 0": lambda: close(b, np.zeros(wide), what="b"),
        }
    )
    close(np.mean(b), 0.0, what="the mean of b", atol=0.05, hint="Draw around 0.")  # 700 numbers know it to 0.003


@lab.check(points=1)
def stable_loss(student, reference, rng):
    """Loss and gradients survive scores of ±1000."""
    W, b, X, y = problem(rng, 7, 5, 3)
    # The last feature moves all scores of a row together: by 1000, by −1000 or not at all. It is the input that is
    # large, not W: a weight decay is no matter of this check.
    X[:, -1], W[-1] = 0.0, 1.0
    far = X.copy()
    far[:, -1] = [1000, -1000, 0, 1000, -1000, 0, 1000]
    cases = [
        (X, b + 1000, "of scores near 1000"),
        (X, b - 1000, "of scores near -1000"),
        (far, b, "of rows that are 2000 apart"),
    ]
    refuse_empty_work(student, reference, rng)
    plain_loss, plain_dW = answers_of(student, W, b, X, y)
    plain_dW = without_last(plain_dW, W.shape)
    hint = "Softmax stays the same when a row's largest score is taken off the row."
    for inputs, biases, where in cases:
        # The same number added to all scores of a row changes nothing: held to the student's own, right or wrong.
        loss, dW = answers_of(student, W, biases, inputs, y)
        close(loss, np.asarray(plain_loss), what=f"the loss {where}", rtol=1e-3, hint=hint)
        dW = without_last(dW, W.shape)
        close(dW, plain_dW, what=f"grad_W {where}", rtol=1e-3, atol=1e-4, hint=hint)


def without_last(dW, shape):
    """grad_W without the last feature's numbers; it may be stored transposed."""
    dW = np.asarray(dW)
    return dW[:-1] if dW.shape == shape else dW[..., :-1]


@lab.check(points=1)
def vanishing_probability(student, reference, rng):
    """The loss is finite where a sample's own class has no chance at all."""
    # With the unit matrix as weights, the inputs are the scores. The first sample's own class is 960 below another
    # one, where its probability is too small for a float; the second sample's own class is 960 above the others.
    # Taking the mean of a row off instead of its maximum leaves 720, too much for exp.
    W, b, X = np.eye(4), np.zeros(4), rng.normal(size=(5, 4))
    y = np.array([1, 1, *rng.integers(4, size=3)])
    near, near_loss = loss_of(model_at(student, W, b), X, y), model_at(reference, W, b).forward(X, y)[0]
    shaped(near, what="the loss")
    X[0, 2] += 960.0
    X[1, 1] += 960.0
    exact = model_at(reference, W, b).forward(X, y)[0]
    others = model_at(reference, W, b).forward(X[1:], y[1:])[0]
    loss = loss_of(model_at(student, W, b), X, y)
    what = "the loss of scores that are 960 apart"
    shaped(loss, what=what)
    loss = float(np.reshape(loss, ()))
    # What is wrong with the loss of ordinary scores, a sum for a mean for instance, counts there.
    scale = float(np.reshape(near, ())) / near_loss or 1.0
    hint = "The logarithm of 0 is infinite. A number added in the logarithm, or a bound on p, may be 1e-7 at most."
    either(
        {
            "the loss is exact": lambda: close(loss, scale * exact, what=what, rtol=LOGARITHM, hint=hint),
            "the logarithm is clipped": lambda: clipped(loss / scale, (4 * others + 15.9) / 5, exact, what),
        }
    )
    dW, db = slopes(student, W, b, X, y)
    for value, name in ((dW, "grad_W"), (db, "grad_b")):
        shaped(value, *np.shape(value), what=f"{name} at scores that are 960 apart")


def clipped(loss, least, most, what):
    """Hold a loss to what a logarithm that is cut off gives: −ln ε is 15.9 at float32's ε, more for a smaller one."""
    if not least * (1 - LOGARITHM) <= loss <= most * (1 + LOGARITHM):
        raise Failure(f"{what} is {loss:.4g}; anything from {least:.4g} to {most:.4g} could be a clipped logarithm.")


@lab.check(points=1)
def no_traces(student, reference, rng):
    """forward and gradient_computing change neither the batch nor the parameters, nor what they will say next."""
    W, b, X, y = problem(rng, 7, 5, 3)
    b = 0 * b  # biases that are left out count elsewhere
    if is_older(student):
        value = unchanged(student.softmax_classifier, W, X, np.eye(3)[y], 0.5)
        parts(value, "loss", "gradient", "prediction")
        refuse_empty_work(student, reference, rng)
        return
    model = model_at(student, W, b)
    parameters = [np.array(model.W), np.array(model.b)]
    unchanged(model.forward, X, y)
    loss = loss_of(model, X, y)
    shaped(loss, what="the loss")
    compute_gradients(model, X, y)
    first = gradients_there(model)
    for name, was in zip(("W", "b"), parameters, strict=True):
        if not np.array_equal(getattr(model, name), was):
            raise Failure(f"{name} is another one after forward and gradient_computing.", hint="Only step may move it.")
    # A second call need not work; one that works gives the same.
    try:
        compute_gradients(model, X, y)
    except StudentError as error:
        if error.exception is None:
            raise
        remark("gradient_computing can be called once after each forward only; that is accepted.")
    else:
        for name, was, now in zip(("grad_W", "grad_b"), first, gradients_there(model), strict=False):
            hint = "Does gradient_computing write into what forward keeps? Let it work on a copy."
            close(now, was, what=f"{name} of a second gradient_computing() after one forward", hint=hint)
    again = loss_of(model, X, y)
    close(again, np.asarray(loss), what="the loss of the same batch, after gradient_computing")
    _, accuracy = forwarded(model_at(student, W, b), X, y)
    if accuracy is not None:
        shaped(accuracy, what="the accuracy")
        model.forward(X[:1], y[:1])
        model.forward(X[1:3], y[1:3])
        hint = "forward gives the accuracy of its own batch; solver.py takes the mean over batches."
        now = forwarded(model, X, y)[1]
        close(now, np.asarray(accuracy), what="the accuracy of a batch after other batches", hint=hint, atol=1e-6)
    refuse_empty_work(student, reference, rng)


def refuse_empty_work(student, reference, rng):
    """Refuse work whose loss and gradients are both wrong: that it keeps to a form is no merit then."""
    W, b, X, y = problem(rng, 7, 5, 3)
    b = 0 * b  # biases that are left out count elsewhere
    (loss, dW), (expected_loss, expected_dW) = answers_of(student, W, b, X, y), answers_of(reference, W, b, X, y)
    try:
        close(loss, expected_loss, what="the loss", rtol=LOGARITHM)
    except Failure as failure:
        shaped(dW, *np.shape(dW), what="grad_W")
        dW = np.asarray(dW)
        for turned in (dW, dW.T):
            if turned.shape == expected_dW.shape:
                cosine = np.abs(np.sum(turned * expected_dW)) / np.linalg.norm(expected_dW)
                if cosine > 0.99 * np.linalg.norm(turned) > 0:
                    return
        if dW.size < 2 or np.ptp(dW) == 0:
            failure.hint = "Is something left to fill in? Neither the loss nor its gradients are right yet."
        else:
            failure.hint = "The gradients are not those of a cross-entropy either: begin with ∂L/∂z."
        raise


def gradients_there(model):
    """grad_W and grad_b as arrays, as far as the model keeps them under these names."""
    found = []
    for name in ("grad_W", "grad_b"):
        try:
            value = getattr(model, name)
        except AttributeError:
            return []
        shaped(value, *np.shape(value), what=name)
        found.append(np.asarray(value))
    return found


# ------------------------------------------------------------------------------------------------- data and training


@lab.check(points=1)
def batches(student, reference, rng):
    """The dataloader gives each sample once an epoch: centred images, integer labels, a smaller last batch."""
    rng = own_draws(rng)
    # The loader may be the one that was provided, and earns nothing where nothing else is there.
    refuse_empty_work(student, reference, rng)

    train_images, train_labels = pictures(rng, 98)  # no batch size divides what it is used on
    test_images, test_labels = pictures(rng, 13)
    readable, unread = [], None
    for form in FORMS:
        place = f"form{FORMS.index(form)}"
        files = files_of("t10k", form, test_images, test_labels)
        folder = f"{placed(student, {f'{place}/{name}': file for name, file in files.items()})}/{place}"
        try:
            student.build_dataloader(folder, 1, 5, False, "test")
            readable.append((form, place, folder))
        except StudentError as error:
            if error.exception in (None, "NotImplementedError"):
                raise
            unread = unread or error
            remark(f"The dataloader does not read t10k-images{form[0]}idx3-ubyte{form[1]}; one form is enough.")
    if not readable:
        raise unread
    form, place, folder = readable[0]
    files = files_of("train", form, train_images, train_labels)
    placed(student, {f"{place}/{name}": file for name, file in files.items()})
    tested = epoch_of(student.build_dataloader(folder, 1, 5, False, "test"), "test")
    seen = held_epoch(tested, test_images, test_labels, 5, "test")
    if len(seen) < 13:
        raise Failure(f"An epoch in mode 'test' goes through {len(seen)} of 13 images.", hint=LAST_BATCH)
    training = held_split(student, folder, train_images, train_labels)
    if not is_older(student):
        held_to_forward(student, rng, *training[0])


def run_on_digits(student, rng, name):
    """Train on digits with secret labels and pixels.

    Gives the losses, the share of right labels in a split of centred images and of plain ones, and what Solver reports.
    """
    known, unseen = digits.relabelled(rng, "train", name)
    start = rng.integers(2**62)
    images, labels = enlarged(known.X[:TRAINED_ON]), known.y[:TRAINED_ON]
    # The unseen digits of the hidden check never go to the worker: others stand in for them there.
    tested, answers = (unseen.X, unseen.y) if name == "validation" else (known.X[TRAINED_ON:], known.y[TRAINED_ON:])
    files = files_of("train", FORMS[0], images, labels) | files_of("t10k", FORMS[0], enlarged(tested), answers)
    folder = placed(student, files)
    losses, W, b, reported = trained(student, folder, centred(images), labels, np.random.default_rng(start))
    if losses is not None:
        curve(losses)
    seen = enlarged(unseen.X)
    plain = seen.reshape(len(seen), -1) / 255.0
    # A loader of the student's own may leave the mean in.
    shares = [float(np.mean((rows @ W + b).argmax(axis=1) == unseen.y)) for rows in (centred(seen), plain)]
    return losses, shares, reported


def trained(student, folder, X, y, rng):
    """The losses, W, b and the accuracy reported by ``test``, after training by Solver, or by a loop of our own.

    Solver is not what is asked for: one of the student's own that can't go through a small data set, or that does not
    know a convention that is accepted here, costs nothing.
    """
    shape = X.shape[1], digits.CLASSES
    if not is_older(student):
        try:
            solver = student.Solver({"data_root": folder, "display_freq": 1000, **TRAINING})
            told = solver.train()
            model = solver.model
        except StudentError as error:
            if error.exception in (None, "NotImplementedError"):
                raise
            stopped = error
        else:
            shaped(model.W, *shape, what="W after training")
            W, b = np.asarray(model.W), flat(model.b, shape[1], "b after training")
            return losses_of(told), W, b, accuracy_told(solver.test())
        remark(f"Solver could not be used ({stopped.reason}) The checks trained with a loop of their own instead.")
    W, b = 0.05 * rng.normal(size=shape), np.zeros(shape[1])
    model = model_at(student, W, b)
    optimizer = optimizer_of(student, model, TRAINING["learning_rate"], TRAINING["momentum"])
    losses = []
    for _ in range(TRAINING["max_epoch"]):
        order = rng.permutation(len(y))
        for start in range(0, len(X), TRAINING["batch_size"]):
            batch = order[start : start + TRAINING["batch_size"]]
            loss = train_on(model, optimizer, X[batch], y[batch])
            shaped(loss, what="the loss")
            losses.append(float(np.reshape(loss, ())))
    shaped(model.W, *shape, what="W after training")
    return losses, np.asarray(model.W), flat(model.b, shape[1], "b after training"), None


def losses_of(told):
    """The losses that Solver.train gave, if it gave any."""
    if isinstance(told, tuple | list) and len(told) == 2 and isinstance(told[0], list | np.ndarray):
        series = np.ravel(np.asarray(told[0], dtype=float))
        if 1 < len(series) <= 10_000:
            return list(series)
    remark("Solver.train gave no losses and accuracies; the losses could not be looked at.")
    return None


def accuracy_told(told):
    """The accuracy that Solver.test gave, if it gave one."""
    if isinstance(told, tuple | list | np.ndarray) and len(told) == 2 and np.size(told[1]) == 1:
        return told[1]
    remark("Solver.test gave no loss and accuracy; what it says could not be looked at.")
    return None


@lab.check(points=1, fresh=True, seconds=10)
def learns(student, reference, rng):
    """Training on digits makes the loss fall and reaches 82 % on a validation set."""
    rng = own_draws(rng)
    losses, shares, reported = run_on_digits(student, rng, "validation")
    if losses is not None:
        fifth = max(1, len(losses) // 5)
        first, last = np.mean(losses[:fifth]), np.mean(losses[-fifth:])
        what = "the share of the first losses that training takes away"
        try:
            at_least((first - last) / max(abs(first), 1e-9), 0.3, what=what)
        except Failure:
            reason = f"In three epochs the loss went from {first:.4g} to {last:.4g}; 30 % less is wanted."
            raise Failure(
                reason, hint="Where it stays no step is taken, or far too small a one; where it rises a sign is wrong."
            ) from None
    at_least(max(shares), ACCURACY, what="the accuracy on 300 validation digits")
    if reported is not None:
        shaped(reported, what="the accuracy that Solver.test gives")
        nearest = min(shares, key=lambda share: abs(share - np.mean(reported)))
        if abs(np.mean(reported) - nearest) > 0.05:
            remark(f"Solver.test gives an accuracy of {np.mean(reported):.4g}; W and b reach {nearest:.4g}.")


@lab.check(points=1, public=False, fresh=True, seconds=10)
def generalises(student, reference, rng):
    """Training reaches 82 % on digits that nobody has seen."""
    _, shares, _ = run_on_digits(student, rng, "test")
    at_least(max(shares), ACCURACY, what="the accuracy on 400 unseen digits")
