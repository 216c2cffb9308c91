"""Softmax regression by a course's interface: what is asked of loss.py and optimizer.py, and how it is looked at.

What counts is that the parts work together. The checks of the composed step come first, and take any division of
labour: 1/B in the loss or in the optimiser, two signs that cancel, gradients that are stored transposed. A check of a
single part accepts whatever makes a right step too.
"""

import gzip
import struct

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
    parts,
    placed,
    remark,
    shaped,
    unchanged,
)
from graders.checks.pending import resolve
from graders.data import digits
from graders.lab import Lab

lab = Lab(
    "dlclass_softmax",
    title="Softmax regression as a layer",
    files=["loss.py", "optimizer.py"],
    provided=["dataloader.py", "solver.py"],
    reference=reference.dlclass_softmax,
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
TRAINING = {"max_epoch": 3, "batch_size": 32, "learning_rate": 0.01, "momentum": 0.9}
TRAINED_ON = 720
ACCURACY = 0.82


# ------------------------------------------------------------------------------------------- the student's objects


def problem(rng, B, D, C):
    """Weights, biases, inputs and labels whose scores are of ordinary size: no probability comes near 0."""
    W, b = 0.3 * rng.normal(size=(D, C)), 0.3 * rng.normal(size=C)
    return W, b, rng.normal(size=(B, D)), rng.integers(C, size=B)


class OlderForm:
    """A model on top of ``softmax_classifier``. The biases ride along as weights of an input that is always 1."""

    def __init__(self, student, W, b):
        self.student, self.W, self.b = student, W, b

    def forward(self, Input, labels):
        """The loss and the accuracy."""
        W, X = np.vstack([self.W, self.b]), np.hstack([Input, np.ones((len(Input), 1))])
        value = resolve(self.student.softmax_classifier(W, X, np.eye(self.b.size)[labels], 0.0))
        loss, self.gradient, prediction = parts(value, "loss", "gradient", "prediction", what="softmax_classifier")
        prediction = column(prediction)
        shaped(prediction, len(Input), what="the prediction")
        return loss, float(np.mean(np.asarray(prediction) == labels))

    def gradient_computing(self):
        """Take the gradient apart."""
        shaped(self.gradient, len(self.W) + 1, self.b.size, what="the gradient")
        both = np.asarray(self.gradient)
        self.grad_W, self.grad_b = both[:-1], both[-1]


class OlderLoop:
    """The optimiser of the older form: the loop that its course gave to the students, W −= learning_rate · gradient."""

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
        self.v_W, self.v_b = 0.0, 0.0

    def step(self):
        """Move W and b."""
        self.v_W = self.momentum * self.v_W - self.learning_rate * self.model.grad_W
        self.v_b = self.momentum * self.v_b - self.learning_rate * self.model.grad_b
        self.model.W, self.model.b = self.model.W + self.v_W, self.model.b + self.v_b


def is_older(work):
    """Whether there is the older form and no class; where there is neither, it is the class that is missing."""
    try:
        work.SoftmaxCrossEntropyLoss  # noqa: B018
    except StudentError as missing:
        try:
            work.softmax_classifier  # noqa: B018
        except StudentError:
            raise missing from None
        return True
    return False


def only_in_classes(work, thing):
    """Refuse the older form where it can't show what is looked at."""
    if is_older(work):
        reason = f"softmax_classifier, the older form, has no {thing}; this is about SoftmaxCrossEntropyLoss and SGD."
        raise Failure(reason, hint="The statement says what the older form can show, and what it can't.")


def column(value):
    """A column (N, 1) as (N,); anything else as it is."""
    return value[:, 0] if isinstance(value, np.ndarray) and value.ndim == 2 and value.shape[1] == 1 else value


def flat(b, C, what="b"):
    """Biases, or their gradient, as (C,): (1, C) is asked for, (C,) and (C, 1) are accepted."""
    if isinstance(b, np.ndarray) and b.shape in ((C,), (1, C), (C, 1)):
        b = b.reshape(C)
        shaped(b, C, what=what)
        return b
    shaped(b, 1, C, what=what)
    return np.asarray(b).reshape(C)


def model_at(work, W, b, trainable=True):
    """A model of the student's with weights W (D, C) and biases b (C,)."""
    if is_older(work):
        return OlderForm(work, W, b)
    D, C = W.shape
    model = work.SoftmaxCrossEntropyLoss(D, C) if trainable else work.SoftmaxCrossEntropyLoss(D, C, False)
    shaped(model.W, D, C, what="W")
    model.W = W
    put_biases(model, b)
    return model


def put_biases(model, b):
    """Give a model biases (C,), in the shape that its own have."""
    own = model.b
    flat(own, b.size)
    model.b = b.reshape(np.shape(own))


def optimizer_of(work, model, *settings):
    """An optimiser for a model: learning rate, and momentum if there is any."""
    return OlderLoop(model, *settings) if is_older(work) else work.SGD(model, *settings)


def forwarded(model, X, y):
    """What ``forward`` returns: the loss and the accuracy, or the loss and None where the loss stands alone."""
    value = resolve(model.forward(X, y))
    alone = isinstance(value, int | float | np.number) or (isinstance(value, np.ndarray) and value.size == 1)
    return (value, None) if alone else parts(value, "loss", "acc", what="forward")


def loss_of(model, X, y):
    """The loss that ``forward`` returns."""
    return forwarded(model, X, y)[0]


def accuracy_of(model, X, y):
    """The accuracy that ``forward`` returns, or that the model keeps as ``acc`` or ``accu``."""
    _, accuracy = forwarded(model, X, y)
    if accuracy is not None:
        return accuracy
    for name in ("acc", "accu"):
        try:
            return getattr(model, name)
        except AttributeError:
            continue
    raise Failure("forward returned the loss and no accuracy; both are expected.", hint="return loss, acc")


def compute_gradients(model, X, y):
    """Let the model compute its gradients; one that wants the batch once more gets it."""
    try:
        model.gradient_computing()
    except StudentError as error:
        if error.exception != "TypeError" or "required positional argument" not in error.message:
            raise
        model.gradient_computing(X, y)
        remark("gradient_computing asks for the batch; it was handed over here, and counts at the interface.")


def train_on(model, optimizer, X, y):
    """The composed step: forward, gradient_computing, step."""
    loss = loss_of(model, X, y)
    compute_gradients(model, X, y)
    optimizer.step()
    return loss


def moved(work, W, b, X, y, rate=1.0):
    """How far one plain step takes W and b."""
    model = model_at(work, W, b)
    train_on(model, optimizer_of(work, model, rate), X, y)
    D, C = W.shape
    shaped(after := model.W, D, C, what="W after a step")
    return np.asarray(after) - W, flat(model.b, C, "b after a step") - b


def slopes(work, W, b, X, y):
    """grad_W and grad_b as they are; of a model that keeps them elsewhere, what a plain step makes of them."""
    model = model_at(work, W, b)
    model.forward(X, y)
    compute_gradients(model, X, y)
    try:
        return model.grad_W, model.grad_b
    except AttributeError:
        step_W, step_b = moved(work, W, b, X, y)
        return -step_W, -step_b


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
        rate = float(rng.uniform(0.2, 0.5))
        batches = [(X, y), (X[: (B + 1) // 2], y[: (B + 1) // 2])]
        expected = way(reference, name, W, b, batches, rate)
        for got, want, what in zip(
            way(student, name, W, b, batches, rate),
            expected,
            [f"the way of {name} in one step", f"the way of {name} in two steps, the second with a smaller batch"],
            strict=True,
        ):
            close(got, want, what=what, hint=hint, **STEP)


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
    textbook = answers_of(reference, W, b, X, y)
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
    shaped(model.W, 5, 3, what="W")
    flat(model.b, 3)
    shaped(loss_of(model, X, y), what="the loss")
    shaped(accuracy_of(model, X, y), what="the accuracy")
    try:
        model.gradient_computing()
    except StudentError as error:
        if error.exception == "TypeError" and "required positional argument" in error.message:
            error.hint = "Keep in forward what you need (self.Input = Input): solver.py calls gradient_computing()."
        raise
    student.SGD(model, 0.1).step()
    refuse_empty_work(answers_of(student, W, b, X, y), textbook)


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
    for whole, (B, D, C) in [(False, size) for size in SIZES] + [(True, SIZES[0])]:
        W, b, X, y = problem(rng, B, D, C)
        if whole:
            X = rng.integers(-2, 3, size=(B, D))
        expected = model_at(reference, W, b).forward(X, y)[0]
        loss = loss_of(model_at(student, W, b), X, y)
        what = "the loss of whole-number inputs" if whole else "the loss"
        close(loss, expected, what=what, rtol=LOGARITHM, hint="Untrained weights have a loss near ln C.")


@lab.check(points=1)
def accuracy_values(student, reference, rng):
    """forward gives the share of samples whose own class has the largest score."""
    for B, D, C in [*SIZES, (11, 3, 6)]:
        W, b, X, y = problem(rng, B, D, C)
        b = 3 * b if B < 11 else b / 3  # b decides as much as W does; no class of six is as probable as one half
        y = np.where(rng.random(B) < 0.6, (X @ W + b).argmax(axis=1), y)
        y = y.astype(np.uint8) if B == 11 else y  # as the original files of MNIST have them
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
    model = student.SoftmaxCrossEntropyLoss(D, C)
    shaped(model.W, D, C, what="W")
    W = np.asarray(model.W)
    hint = "σ = √2 · √(2 / (num_input + num_output)); np.random.normal takes σ itself, not its square."
    # 1,500 numbers know their width to 1.8 % and their mean to 0.005, 700 their width to 2.7 %: each bound is at least
    # nine times that. Without √2 W is 29 % too narrow, by num_input alone 24 %.
    close(np.std(W), np.sqrt(4 / (D + C)), what="the standard deviation of W", rtol=0.17, hint=hint)
    close(np.mean(W), 0.0, what="the mean of W", atol=0.05, hint="Draw around 0.")
    one, other = (np.asarray(student.SoftmaxCrossEntropyLoss(4, 3).W) for _ in range(2))
    if np.array_equal(one, other):
        raise Failure("Two models start from the same W.", hint="Leave out np.random.seed: it makes all draws equal.")
    b = flat(student.SoftmaxCrossEntropyLoss(2, wide).b, wide)
    width = np.sqrt(4 / (2 + wide))
    what = "the standard deviation of b"
    either(
        {
            "b as wide as W": lambda: close(np.std(b), width, what=what, rtol=0.25, hint=hint),
            "b at 0": lambda: close(b, np.zeros(wide), what="b"),
        }
    )


@lab.check(points=1)
def stable_loss(student, reference, rng):
    """Loss and gradients survive scores of ±1000."""
    W, b, X, y = problem(rng, 7, 5, 3)
    # The last feature moves all scores of a row together: by 1000, by −1000 or not at all.
    X[:, -1] = [1, -1, 0, 1, -1, 0, 1]
    W[-1] = 0.0
    far = W.copy()
    far[-1] = 1000.0
    cases = [
        (W, b + 1000, "of scores near 1000"),
        (W, b - 1000, "of scores near -1000"),
        (far, b, "of rows that are 2000 apart"),
    ]
    textbook = answers_of(reference, W, b, X, y)
    plain = answers_of(student, W, b, X, y)
    refuse_empty_work(plain, textbook)
    hint = "Softmax stays the same when a row's largest score is taken off the row."
    for weights, biases, where in cases:
        # The same number added to all scores of a row changes nothing: held to the student's own, right or wrong.
        loss, dW = answers_of(student, weights, biases, X, y)
        close(loss, np.asarray(plain[0]), what=f"the loss {where}", rtol=1e-3, hint=hint)
        close(dW, np.asarray(plain[1]), what=f"grad_W {where}", rtol=1e-3, atol=1e-4, hint=hint)


@lab.check(points=1, after=loss_values)
def vanishing_probability(student, reference, rng):
    """The loss is finite where a sample's own class has no chance at all."""
    # With the unit matrix as input, W holds the scores. The first sample's own class is 800 below another one, where
    # its probability is too small for a float; the second sample's own class is 800 above the others.
    W, b, X = rng.normal(size=(5, 4)), np.zeros(4), np.eye(5)
    W[0, 2] += 800.0
    W[1, 1] += 800.0
    y = np.array([1, 1, *rng.integers(4, size=3)])
    exact = model_at(reference, W, b).forward(X, y)[0]
    others = model_at(reference, W, b).forward(X[1:], y[1:])[0]
    loss = loss_of(model_at(student, W, b), X, y)
    what = "the loss of scores that are 800 apart"
    either(
        {
            "the loss is exact": lambda: close(loss, exact, what=what, rtol=LOGARITHM),
            "the logarithm is clipped": lambda: clipped(loss, (4 * others + 15.9) / 5, exact, what),
        }
    )
    dW, db = slopes(student, W, b, X, y)
    for value, name in ((dW, "grad_W"), (db, "grad_b")):
        shaped(value, *np.shape(value), what=f"{name} at scores that are 800 apart")


def clipped(loss, least, most, what):
    """Hold a loss to what a logarithm that is cut off gives: −ln ε is 15.9 at float32's ε, more for a smaller one."""
    shaped(loss, what=what)
    value = float(np.reshape(loss, ()))
    if not least * (1 - LOGARITHM) <= value <= most * (1 + LOGARITHM):
        raise Failure(f"{what} is {value:.4g}; anything from {least:.4g} to {most:.4g} could be a clipped logarithm.")


@lab.check(points=1)
def no_traces(student, reference, rng):
    """forward and gradient_computing change neither the batch nor the parameters, nor what they will say next."""
    W, b, X, y = problem(rng, 7, 5, 3)
    textbook = answers_of(reference, W, b, X, y)
    if is_older(student):
        value = unchanged(student.softmax_classifier, W, X, np.eye(3)[y], 0.5)
        parts(value, "loss", "gradient", "prediction")
        refuse_empty_work(answers_of(student, W, b, X, y), textbook)
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
    refuse_empty_work(answers_of(student, W, b, X, y), textbook)


def answers_of(work, W, b, X, y):
    """The loss and grad_W at W and b."""
    model = model_at(work, W, b)
    loss = loss_of(model, X, y)
    return loss, slopes(work, W, b, X, y)[0]


def refuse_empty_work(answers, textbook):
    """Refuse work whose loss and gradients are both wrong: that it keeps to a form is no merit then."""
    (loss, dW), (expected_loss, expected_dW) = answers, textbook
    try:
        hint = "Is something left to fill in? Neither the loss nor its gradients are right yet."
        close(loss, expected_loss, what="the loss", rtol=LOGARITHM, hint=hint)
    except Failure as failure:
        shaped(dW, *np.shape(dW), what="grad_W")
        size = min(np.size(dW), np.size(expected_dW))
        for turned in (np.asarray(dW), np.transpose(dW)):
            if size == np.size(dW) and turned.shape == np.shape(expected_dW):
                cosine = np.abs(np.sum(turned * expected_dW)) / np.linalg.norm(expected_dW)
                if cosine > 0.99 * np.linalg.norm(turned) > 0:
                    return
        raise failure from None


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


def idx(array):
    """An array of bytes as an IDX file."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def centred(images):
    """Images as the statement wants them: rows of pixels ÷ 255, less the mean of each image."""
    rows = images.reshape(len(images), -1) / 255.0
    return rows - rows.mean(axis=1, keepdims=True)


def files_of(part, form, images, labels):
    """The two files of a part in one of the forms that they are found in: with a dash or a dot, compressed or not."""
    sign, ending = form
    content = {f"images{sign}idx3-ubyte{ending}": idx(images), f"labels{sign}idx1-ubyte{ending}": idx(labels)}
    return {f"{part}-{name}": gzip.compress(file, 1) if ending else file for name, file in content.items()}


LAST_BATCH = "The last batch may be smaller: ⌈N / batch_size⌉ batches, and np.array_split instead of np.split."

FORMS = [("-", ""), (".", ""), ("-", ".gz"), (".", ".gz")]


def pictures(rng, N):
    """Random images of 28 × 28 bytes and their labels. Own loaders may count on that size, as MNIST has no other."""
    return rng.integers(256, size=(N, 28, 28)), rng.integers(10, size=N)


def batches_of(student, folder, batch_size, shuffle, mode):
    """One epoch's batches as arrays: rows of pixels, and labels."""
    loader = student.build_dataloader(folder, 1, batch_size, shuffle, mode)
    try:
        epoch = list(loader)
    except StudentError as error:
        error.hint = error.hint or LAST_BATCH
        raise
    found = []
    for batch in epoch:
        images, labels = parts(batch, "images", "labels", what=f"a batch in mode {mode!r}")
        images, labels = np.asarray(images), column(np.asarray(labels))
        if not images.ndim or images.size != len(images) * 784 or images.dtype.kind != "f":
            raise Failure(
                f"A batch of images has shape {images.shape} and type {images.dtype}; (B, 784) floats are wanted."
            )
        if labels.dtype.kind not in "iu" or labels.shape != (len(images),):
            found_labels = f"shape {labels.shape} and type {labels.dtype}"
            raise Failure(f"The labels of a batch of {len(images)} have {found_labels}; (B,) integers are wanted.")
        found.append((images.reshape(len(images), 784).astype(float), labels))
    return found


def held_epoch(batches, images, labels, count, batch_size, mode):
    """Which of the images an epoch of ``count`` samples went through: each once, centred, with its own label."""
    sizes = [len(rows) for rows, _ in batches]
    if sum(sizes) != count or not sizes or max(sizes) > batch_size:
        raise Failure(
            f"An epoch of {count} samples in batches of {batch_size} came as batches of {sizes[:20]} in mode {mode!r}.",
            hint=LAST_BATCH,
        )
    rows, given = (np.concatenate(each) for each in zip(*batches, strict=True))
    expected = centred(images)
    # Of the centred images each row has the largest scalar product with its own, whatever was done to its scale.
    order = (rows @ expected.T).argmax(axis=1)
    different = len(set(order.tolist()))
    if different != count:
        raise Failure(f"An epoch in mode {mode!r} goes through {different} of {count} images.", hint=LAST_BATCH)
    hint = "Pixels ÷ 255, less the mean of their own image."
    close(rows, expected[order], what=f"the images of mode {mode!r}", rtol=1e-4, atol=1e-5, hint=hint)
    hint = "Images and labels have to be indexed with the same numbers."
    close(given, labels[order], what=f"the labels of mode {mode!r}", hint=hint)
    return set(order.tolist())


@lab.check(points=1, live=True)  # a recording would be too large for a handout
def batches(student, reference, rng):
    """The dataloader gives each sample once an epoch: centred images, integer labels, a smaller last batch."""
    # The loader may be the one that was provided, and earns nothing where nothing else is there.
    start = problem(rng, 7, 5, 3)
    refuse_empty_work(answers_of(student, *start), answers_of(reference, *start))

    # 98 training images are divided 89 : 9; no batch size divides what it is used on.
    train_images, train_labels = pictures(rng, 98)
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
    held_epoch(batches_of(student, folder, 5, False, "test"), test_images, test_labels, 13, 5, "test")
    training = batches_of(student, folder, 16, True, "train")
    if sum(len(rows) for rows, _ in training) == 98:
        remark("The dataloader trains on the first 55,000 images, however small the file is; that is accepted.")
        held_epoch(training, train_images, train_labels, 98, 16, "train")
        return
    seen = held_epoch(training, train_images, train_labels, 89, 16, "train")
    kept = held_epoch(batches_of(student, folder, 5, False, "val"), train_images, train_labels, 9, 5, "val")
    if seen & kept:
        hint = "55,000 of 60,000 are for training, the others for validation; a smaller file is divided 11 : 1."
        raise Failure(f"{len(seen & kept)} of 9 validation images are trained on as well.", hint=hint)


def enlarged(X):
    """Digits of 8 × 8 pixels between 0 and 1 as images of 28 × 28 bytes: three times as large, with a margin of 2."""
    small = np.round(X * 255).astype(np.uint8).reshape(-1, 8, 8)
    return np.pad(small.repeat(3, axis=1).repeat(3, axis=2), [(0, 0), (2, 2), (2, 2)])


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
        order = rng.permutation(len(X))
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


@lab.check(points=1, live=True, fresh=True, seconds=10)  # too large as well
def learns(student, reference, rng):
    """Training on digits makes the loss fall and reaches 82 % on a validation set."""
    losses, shares, reported = run_on_digits(student, rng, "validation")
    if losses is not None:
        fifth = max(1, len(losses) // 5)
        first, last = np.mean(losses[:fifth]), np.mean(losses[-fifth:])
        what = "the share of the first losses that training takes away"
        at_least((first - last) / max(abs(first), 1e-9), 0.3, what=what)
    at_least(max(shares), ACCURACY, what="the accuracy on 300 validation digits")
    if reported is not None:
        shaped(reported, what="the accuracy that Solver.test gives")
        nearest = min(shares, key=lambda share: abs(share - np.mean(reported)))
        close(reported, nearest, what="the accuracy that Solver.test gives", atol=0.05)


@lab.check(points=1, after=learns, public=False, fresh=True, seconds=10)
def generalises(student, reference, rng):
    """Training reaches 82 % on digits that nobody has seen."""
    _, shares, _ = run_on_digits(student, rng, "test")
    at_least(max(shares), ACCURACY, what="the accuracy on 400 unseen digits")
