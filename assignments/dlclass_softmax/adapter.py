"""The student's objects as the checks use them: built, set, asked and trained, in each of the forms accepted."""

import numpy as np

from graders.checks import Failure, StudentError, parts, remark, shaped
from graders.checks.pending import resolve


def problem(rng, B, D, C):
    """Weights, biases, inputs and labels whose scores are of ordinary size: no probability comes near 0."""
    W, b = 0.3 * rng.normal(size=(D, C)), 0.3 * rng.normal(size=C)
    return W, b, rng.normal(size=(B, D)), rng.integers(C, size=B)


class OlderForm:
    """A model on top of ``softmax_classifier``. The biases ride along as weights of an input that is always 1."""

    def __init__(self, student, W, b):
        self.student, self.W, self.b = student, W, b

    def forward(self, Input, labels):
        """The loss."""
        W, X = np.vstack([self.W, self.b]), np.hstack([Input, np.ones((len(Input), 1))])
        value = resolve(self.student.softmax_classifier(W, X, np.eye(self.b.size)[labels], 0.0))
        loss, self.gradient, prediction = parts(value, "loss", "gradient", "prediction", what="softmax_classifier")
        self.prediction, self.labels = column(prediction), labels
        return loss

    @property
    def acc(self):
        """The accuracy; a wrong prediction is found where the accuracy is looked at."""
        shaped(self.prediction, len(self.labels), what="the prediction")
        return float(np.mean(np.asarray(self.prediction) == self.labels))

    def gradient_computing(self):
        """Take the gradient apart."""
        shaped(self.gradient, len(self.W) + 1, self.b.size, what="the gradient")
        both = np.asarray(self.gradient)
        self.grad_W, self.grad_b = both[:-1], both[-1]


class OlderLoop:
    """The optimiser of the older form: the loop that its course gave to the students, W −= learning_rate · gradient."""

    def __init__(self, model, learning_rate, momentum=0.0):
        self.model, self.learning_rate, self.momentum = model, learning_rate, momentum
        self.ways = {"W": 0.0, "b": 0.0}

    def step(self):
        """Move W and b."""
        for name, before in self.ways.items():
            self.ways[name] = self.momentum * before - self.learning_rate * getattr(self.model, f"grad_{name}")
            setattr(self.model, name, getattr(self.model, name) + self.ways[name])


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
    model = new_model(work, D, C) if trainable else new_model(work, D, C, False)
    shaped(model.W, D, C, what="W")
    model.W = W
    put_biases(model, b)
    return model


def new_model(work, *settings):
    """A layer with parameters; one that does not call ``XavierInit`` by itself loses the points of the interface."""
    model = work.SoftmaxCrossEntropyLoss(*settings)
    try:
        model.W  # noqa: B018
    except AttributeError:
        model.XavierInit()
        remark("A new layer has no W; the checks called XavierInit for it, and it counts at the interface.")
    return model


def put_biases(model, b):
    """Give a model biases (C,), in the shape that its own have."""
    own = model.b
    flat(own, b.size)
    model.b = b.reshape(np.shape(own))


def optimizer_of(work, model, learning_rate, momentum=0.0):
    """An optimiser for a model."""
    return (OlderLoop if is_older(work) else work.SGD)(model, learning_rate, momentum)


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


def answers_of(work, W, b, X, y):
    """The loss and grad_W at W and b."""
    model = model_at(work, W, b)
    loss = loss_of(model, X, y)
    return loss, slopes(work, W, b, X, y)[0]
