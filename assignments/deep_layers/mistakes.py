"""Known mistakes: each stands in for a part of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. The course's own text has several of these: it takes the mean twice
on the way back from the quadratic loss (a learning rate of 1000 hides it), and np.nan_to_num hides the logarithm of 0.
What a mistake calls by name (np, full, onehot) is looked up in the copy of the reference that it is put into.
"""

import numpy as np

from reference.deep_layers import FullyConnect

from .lab import (
    accuracy_values,
    cross_entropy_loss,
    cross_entropy_step,
    data_epochs,
    data_order,
    fully_connect_gradients,
    fully_connect_values,
    inputs_unchanged,
    lab,
    learns_letters,
    parameters_at_the_start,
    quadratic_loss,
    quadratic_step,
    saturated_outputs,
    saved_network,
    sigmoid_layer,
    steps_in_a_row,
)

STEPS = [quadratic_step, cross_entropy_step]


def _step(layer, dw, db, dx):
    """Keep gradients and take the step, as FullyConnect.backward ends."""
    layer.dw, layer.db = dw, db
    layer.weights = layer.weights - layer.lr * dw
    layer.bias = layer.bias - layer.lr * db
    return dx


# FullyConnect: how it begins


@lab.mistake(
    "FullyConnect.__init__",
    caught_by=[parameters_at_the_start, learns_letters],
    hint="Units that begin alike stay alike: draw the weights at random.",
    row=43,
)
def weights_of_zero(self, l_x, l_y):
    """All weights begin at 0."""
    self.weights, self.bias, self.lr = np.zeros((l_y, l_x)), np.zeros((l_y, 1)), 0


@lab.mistake(
    "FullyConnect.__init__",
    caught_by=[parameters_at_the_start],
    hint="np.random.randn has the standard deviation 1; multiply it by 1/√l_x, the square root of the variance 1/l_x.",
    row=44,
)
def variance_for_deviation(self, l_x, l_y):
    """The weights have a standard deviation of 1/l_x."""
    self.weights, self.bias, self.lr = np.random.randn(l_y, l_x) / l_x, np.zeros((l_y, 1)), 0


@lab.mistake(
    "FullyConnect.__init__",
    caught_by=[parameters_at_the_start],
    hint="200 inputs with weights of size 1 add up to sums near 14, where the sigmoid is flat: divide by √l_x.",
)
def weights_of_size_one(self, l_x, l_y):
    """The weights have a standard deviation of 1."""
    self.weights, self.bias, self.lr = np.random.randn(l_y, l_x), np.zeros((l_y, 1)), 0


@lab.mistake(
    "FullyConnect.__init__",
    caught_by=[parameters_at_the_start],
    hint="np.random.rand lies between 0 and 1, so all sums are large and positive; np.random.randn lies around 0.",
)
def weights_all_positive(self, l_x, l_y):
    """The weights are uniform between 0 and 1."""
    self.weights, self.bias, self.lr = np.random.rand(l_y, l_x), np.zeros((l_y, 1)), 0


@lab.mistake(
    "FullyConnect.__init__",
    caught_by=[parameters_at_the_start],
    hint="Seed the random numbers once, at the start of your script; here every layer begins with the same numbers.",
    row=127,
)
def seeded_in_the_layer(self, l_x, l_y):
    """Each new layer seeds the random numbers, so all are alike."""
    np.random.seed(0)
    self.weights, self.bias, self.lr = np.random.randn(l_y, l_x) / np.sqrt(l_x), np.zeros((l_y, 1)), 0


@lab.mistake(
    "FullyConnect.__init__",
    caught_by=[parameters_at_the_start],
    hint="lr = 0 until whoever trains the network sets it.",
)
def learning_rate_of_its_own(self, l_x, l_y):
    """A new layer already has a learning rate."""
    self.weights, self.bias, self.lr = np.random.randn(l_y, l_x) / np.sqrt(l_x), np.zeros((l_y, 1)), 0.01


@lab.mistake(
    "FullyConnect.__init__",
    caught_by=[parameters_at_the_start],
    hint="There is one bias for each output: (l_y, 1).",
)
def bias_for_each_input(self, l_x, l_y):
    """The bias has the length of the input."""
    self.weights, self.bias, self.lr = np.random.randn(l_y, l_x) / np.sqrt(l_x), np.zeros((l_x, 1)), 0


@lab.mistake(
    "FullyConnect",
    caught_by=[parameters_at_the_start],
    hint="A row for each output: weights are (l_y, l_x).",
)
class WeightsTheOtherWayRound(FullyConnect):
    """Everything is right but that the weights are kept as (l_x, l_y)."""

    def __init__(self, l_x, l_y):
        super().__init__(l_x, l_y)
        self.weights = self.weights.T

    def forward(self, x):
        self.x = x
        return self.weights.T @ x + self.bias

    def backward(self, d):
        from assignments.deep_layers.mistakes import _step

        return _step(self, self.x[:, :, 0].T @ d[:, :, 0], d.sum(axis=0), self.weights @ d)


# FullyConnect.forward


@lab.mistake(
    "FullyConnect.forward",
    caught_by=[fully_connect_values, *STEPS],
    hint="y = W x + b: the bias is missing.",
)
def bias_forgotten(self, x):
    """forward gives W x."""
    self.x = x
    return (x[:, :, 0] @ self.weights.T)[:, :, None]


@lab.mistake(
    "FullyConnect.forward",
    caught_by=[fully_connect_values, *STEPS, learns_letters],
    hint="W is (l_y, l_x): a row of samples takes W transposed. With l_x = l_y nothing tells you.",
    row=32,
)
def weights_not_transposed(self, x):
    """forward multiplies rows by W instead of Wᵀ."""
    self.x = x
    return (x[:, :, 0] @ self.weights)[:, :, None] + self.bias


@lab.mistake(
    "FullyConnect.forward",
    caught_by=[fully_connect_values, *STEPS],
    hint="The sigmoid is a layer of its own; FullyConnect gives the sums as they are.",
    row=34,
)
def activation_inside(self, x):
    """FullyConnect applies the sigmoid, and the Sigmoid layer does so again."""
    self.x = x
    return 1 / (1 + np.exp(-(x[:, :, 0] @ self.weights.T)[:, :, None] - self.bias))


@lab.mistake(
    "FullyConnect.forward",
    caught_by=[steps_in_a_row],
    hint="forward keeps the inputs of the latest batch, each time.",
)
def first_batch_kept(self, x):
    """backward always uses the inputs of the first batch of a size."""
    if not hasattr(self, "x") or self.x.shape != x.shape:
        self.x = x
    return (x[:, :, 0] @ self.weights.T)[:, :, None] + self.bias


# FullyConnect.backward: where the mean is taken


@lab.mistake(
    "FullyConnect.backward",
    also={"CrossEntropyLoss.backward": lambda self: (self.x - self.t) / self.x / (1 - self.x)},
    caught_by=[quadratic_step],
    hint="QuadraticLoss.backward divides by N and so does FullyConnect.backward; once is enough. A learning rate of "
    "1000 is a sign of this, not of a vanishing gradient.",
    row=13,
)
def mean_taken_twice_after_the_quadratic_loss(self, d):
    """The course's own layers: N is divided by in QuadraticLoss and in FullyConnect."""
    N = self.x.shape[0]
    dw, db = d[:, :, 0].T @ self.x[:, :, 0] / N, d.sum(axis=0) / N
    self.dw, self.db = dw, db
    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    self.weights = self.weights - self.lr * dw
    self.bias = self.bias - self.lr * db
    return dx


@lab.mistake(
    "FullyConnect.backward",
    caught_by=STEPS,
    hint="The loss's backward divides by N and so does FullyConnect.backward; once is enough.",
    row=13,
)
def mean_taken_twice(self, d):
    """N is divided by in both losses and in FullyConnect."""
    from assignments.deep_layers.mistakes import _step

    N = len(d)
    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    return _step(self, d[:, :, 0].T @ self.x[:, :, 0] / N, d.mean(axis=0), dx)


@lab.mistake(
    "CrossEntropyLoss.backward",
    caught_by=[cross_entropy_step],
    hint="The loss is a mean, so its slope is divided by N: here, or in dw and db of FullyConnect.",
    row=12,
)
def cross_entropy_never_divided(self):
    """The slope of the cross-entropy is that of the sum."""
    return (self.x - self.t) / (self.x * (1 - self.x))


@lab.mistake(
    "QuadraticLoss.backward",
    caught_by=[quadratic_step],
    hint="The loss is a mean, so its slope is divided by N: here, or in dw and db of FullyConnect.",
    row=12,
)
def quadratic_never_divided(self):
    """The slope of the quadratic loss is that of the sum."""
    return self.x - self.t


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS],
    hint="dw and db are sums over the batch of the same d: either both are divided by N, or neither is.",
    row=14,
)
def only_db_averaged(self, d):
    """dw is a sum over the batch, db a mean."""
    from assignments.deep_layers.mistakes import _step

    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    return _step(self, d[:, :, 0].T @ self.x[:, :, 0], d.mean(axis=0), dx)


@lab.mistake(
    "FullyConnect.backward",
    also={
        "QuadraticLoss.backward": lambda self: self.x - self.t,
        "CrossEntropyLoss.backward": lambda self: (self.x - self.t) / (self.x * (1 - self.x)),
    },
    caught_by=[fully_connect_gradients, *STEPS],
    hint="Take N from the input's shape; the last batch of an epoch may be smaller.",
    row=25,
)
def batches_of_1024(self, d):
    """The batch size is written into the code."""
    from assignments.deep_layers.mistakes import _step

    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    return _step(self, d[:, :, 0].T @ self.x[:, :, 0] / 1024, d.sum(axis=0) / 1024, dx)


# FullyConnect.backward: the gradients


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS],
    hint="b is added to every sample, so db is the sum over the samples: it has the shape of b.",
    row=15,
)
def db_not_summed(self, d):
    """db keeps a row for each sample, and the bias takes that shape."""
    from assignments.deep_layers.mistakes import _step

    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    return _step(self, d[:, :, 0].T @ self.x[:, :, 0], d, dx)


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS],
    hint="Sum over the samples only, axis=0: each output has a bias of its own.",
    row=16,
)
def db_a_single_number(self, d):
    """db is summed over the outputs as well."""
    from assignments.deep_layers.mistakes import _step

    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    return _step(self, d[:, :, 0].T @ self.x[:, :, 0], np.sum(d), dx)


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS],
    hint="The gradient is a sum over all samples of the batch; the loop keeps only the last one.",
)
def last_sample_only(self, d):
    """dw and db are those of the last sample."""
    from assignments.deep_layers.mistakes import _step

    for one, x in zip(d, self.x, strict=True):
        dw, db = one @ x.T, one
    return _step(self, dw, db, (d[:, :, 0] @ self.weights)[:, :, None])


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS],
    hint="backward takes the input that forward kept, not the output.",
)
def gradient_without_the_input(self, d):
    """dw is made of d alone."""
    from assignments.deep_layers.mistakes import _step

    dw = np.repeat(d.sum(axis=0), self.weights.shape[1], axis=1)
    return _step(self, dw, d.sum(axis=0), (d[:, :, 0] @ self.weights)[:, :, None])


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS, learns_letters],
    hint="The layer below needs ∂L/∂x: return dx, from the first layer as well.",
    row=33,
)
def nothing_handed_on(self, d):
    """backward returns None."""
    self.dw, self.db = d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0)
    self.weights = self.weights - self.lr * self.dw
    self.bias = self.bias - self.lr * self.db


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS, learns_letters],
    hint="dx = Wᵀ d: it has the length of the input.",
    row=33,
)
def dx_with_the_wrong_side(self, d):
    """dx is W d instead of Wᵀ d."""
    from assignments.deep_layers.mistakes import _step

    return _step(self, d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0), self.weights @ d)


@lab.mistake(
    "FullyConnect.backward",
    caught_by=STEPS,
    hint="The output was computed with the old weights, so dx needs those: compute dx before you update.",
)
def dx_after_the_update(self, d):
    """dx is computed with weights that have already moved."""
    self.dw, self.db = d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0)
    self.weights = self.weights - self.lr * self.dw
    self.bias = self.bias - self.lr * self.db
    return (d[:, :, 0] @ self.weights)[:, :, None]


# FullyConnect.backward: the step


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[*STEPS, learns_letters],
    hint="Down the slope is against the gradient: W ← W − lr · dw.",
    row=17,
)
def uphill(self, d):
    """The step adds the gradient."""
    self.dw, self.db = d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0)
    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    self.weights = self.weights + self.lr * self.dw
    self.bias = self.bias + self.lr * self.db
    return dx


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[*STEPS, steps_in_a_row],
    hint="The bias has a gradient, and a step of its own.",
)
def bias_never_moves(self, d):
    """Only the weights are updated."""
    self.dw, self.db = d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0)
    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    self.weights = self.weights - self.lr * self.dw
    return dx


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[*STEPS, learns_letters],
    hint="The gradients are computed and never used: the step is missing.",
)
def nothing_moves(self, d):
    """Neither weights nor bias are updated."""
    self.dw, self.db = d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0)
    return (d[:, :, 0] @ self.weights)[:, :, None]


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[fully_connect_gradients, *STEPS],
    hint="Use self.lr, which may be changed at any time; a number in the code can't be.",
)
def learning_rate_in_the_code(self, d):
    """The step has a learning rate of its own."""
    self.dw, self.db = d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0)
    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    self.weights = self.weights - 0.1 * self.dw
    self.bias = self.bias - 0.1 * self.db
    return dx


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[steps_in_a_row],
    hint="The gradient belongs to one batch: set it anew in each backward instead of adding to it.",
)
def gradients_add_up(self, d):
    """dw and db go on from those of the batch before."""
    self.dw = getattr(self, "dw", 0) + d[:, :, 0].T @ self.x[:, :, 0]
    self.db = getattr(self, "db", 0) + d.sum(axis=0)
    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    self.weights = self.weights - self.lr * self.dw
    self.bias = self.bias - self.lr * self.db
    return dx


@lab.mistake(
    "FullyConnect.backward",
    caught_by=[steps_in_a_row],
    hint="Whoever trains the network sets lr; a layer that changes it takes that away.",
)
def learning_rate_shrinks(self, d):
    """Each step makes the learning rate a little smaller."""
    from assignments.deep_layers.mistakes import _step

    dx = (d[:, :, 0] @ self.weights)[:, :, None]
    dx = _step(self, d[:, :, 0].T @ self.x[:, :, 0], d.sum(axis=0), dx)
    self.lr *= 0.99
    return dx


# Sigmoid


@lab.mistake(
    "Sigmoid.forward",
    caught_by=[sigmoid_layer, *STEPS],
    hint="The exponent is −x: the sigmoid grows with its input.",
    row=35,
)
def sign_of_the_exponent(self, x):
    """forward gives 1 / (1 + exp(x))."""
    self.y = 1 / (1 + np.exp(x))
    return self.y


@lab.mistake(
    "Sigmoid.backward",
    also={"Sigmoid.forward": lambda self, x: (setattr(self, "x", x), 1 / (1 + np.exp(-x)))[1]},
    caught_by=[sigmoid_layer, *STEPS],
    hint="The slope is y (1 − y) of the output y, not of the input.",
    row=36,
)
def slope_of_the_input(self, d):
    """x (1 − x) is taken of the input."""
    return d * self.x * (1 - self.x)


@lab.mistake(
    "Sigmoid.backward",
    caught_by=[sigmoid_layer, *STEPS],
    hint="The chain rule multiplies the slope by what comes from the layer above: d.",
)
def upstream_forgotten(self, d):
    """backward gives the slope alone."""
    return self.y * (1 - self.y)


@lab.mistake(
    "Sigmoid.backward",
    caught_by=[sigmoid_layer, *STEPS],
    hint="y has to be kept by forward; σ of d is something else.",
)
def sigmoid_of_the_upstream(self, d):
    """The slope is taken at d instead of x."""
    y = 1 / (1 + np.exp(-d))
    return d * y * (1 - y)


@lab.mistake(
    "Sigmoid.backward",
    caught_by=[inputs_unchanged],
    hint="d *= … changes the array of whoever called you: write d = d * ….",
    row=22,
)
def slope_taken_in_place(self, d):
    """The caller's d is changed."""
    d *= self.y * (1 - self.y)
    return d


@lab.mistake(
    "Sigmoid.forward",
    caught_by=[inputs_unchanged],
    hint="np.exp(x, out=x) and x *= … change the array of whoever called you: work on a new one.",
    row=21,
)
def sigmoid_in_place(self, x):
    """The caller's x becomes the output."""
    np.exp(-x, out=x)
    x += 1
    self.y = 1 / x
    return self.y


# Losses


@lab.mistake(
    "QuadraticLoss.backward",
    caught_by=[quadratic_loss, quadratic_step],
    hint="Differentiate the loss that you return: with the ½, the 2 goes away.",
    row=24,
)
def slope_of_another_quadratic(self):
    """forward has the ½, backward has the 2 as well."""
    return 2 * (self.x - self.t) / len(self.x)


@lab.mistake(
    "QuadraticLoss.forward",
    caught_by=[quadratic_loss],
    hint="A loss acts on the outputs; which of them is largest has no slope.",
    row=23,
)
def classes_subtracted(self, x, label):
    """The loss is the squared difference between class numbers."""
    self.x, self.t = x, onehot(label, x)  # noqa: F821
    return float(np.mean((x[:, :, 0].argmax(axis=1) - label) ** 2) / 2 + 1)


@lab.mistake(
    "QuadraticLoss.forward",
    caught_by=[quadratic_loss],
    hint="Take the mean over the batch: this is the sum.",
    row=11,
)
def quadratic_summed(self, x, label):
    """The loss is a sum over the batch."""
    self.x, self.t = x, onehot(label, x)  # noqa: F821
    return float(np.sum((self.x - self.t) ** 2) / 2)


@lab.mistake(
    "QuadraticLoss.forward",
    caught_by=[quadratic_loss, quadratic_step],
    hint="The labels are class numbers: turn them into columns with a 1 in the label's place first.",
    row=125,
)
def labels_not_onehot(self, x, label):
    """The label is subtracted from each output as a number."""
    self.x, self.t = x, np.zeros(x.shape) + np.reshape(label, (-1, 1, 1))
    return float(np.sum((self.x - self.t) ** 2) / 2 / len(x))


@lab.mistake(
    "QuadraticLoss.forward",
    caught_by=[quadratic_loss],
    hint="A buffer that is kept still holds the ones of the batch before: begin with zeros each time.",
)
def buffer_never_cleared(self, x, label):
    """The columns of the labels are kept, and the ones of the batch before stay in them."""
    if not hasattr(self, "t") or self.t.shape != x.shape:
        self.t = np.zeros(x.shape)
    self.x = x
    self.t[np.arange(len(label)), label] = 1
    return float(np.sum((self.x - self.t) ** 2) / 2 / len(x))


@lab.mistake(
    "QuadraticLoss.forward",
    caught_by=[quadratic_loss],
    hint="The slope goes with the ½, so the loss has to have it too.",
    row=24,
)
def half_forgotten_in_the_value(self, x, label):
    """backward is right, forward lacks the ½."""
    self.x, self.t = x, onehot(label, x)  # noqa: F821
    return float(np.sum((self.x - self.t) ** 2) / len(x))


@lab.mistake(
    "onehot",
    caught_by=[quadratic_loss, cross_entropy_loss, *STEPS],
    hint="Take the number of classes from the shape of x; not every task has 26.",
    row=25,
)
def classes_26(label, x):
    """The number of classes is written into the code."""
    t = np.zeros((len(label), 26, 1))
    t[np.arange(len(label)), label] = 1
    return t


@lab.mistake(
    "CrossEntropyLoss.forward",
    caught_by=[cross_entropy_loss],
    hint="Each output is a yes or no of its own: −(1 − t) ln(1 − x) of the others belongs to the loss.",
    row=6,
)
def positive_term_only(self, x, label):
    """Only the output of the own class counts in the loss."""
    self.x, self.t = np.clip(x, EPSILON, 1 - EPSILON), onehot(label, x)  # noqa: F821
    return float(-np.sum(self.t * np.log(self.x)) / len(x))


@lab.mistake(
    "CrossEntropyLoss.forward",
    also={"CrossEntropyLoss.backward": lambda self: -self.t / self.x / len(self.x)},
    caught_by=[cross_entropy_loss, cross_entropy_step],
    hint="Nothing pulls the other outputs down: the term −(1 − t) ln(1 − x) is missing, and its slope.",
    row=6,
)
def positive_term_and_its_slope_only(self, x, label):
    """Only the output of the own class counts, in the loss and in its slope."""
    self.x, self.t = np.clip(x, EPSILON, 1 - EPSILON), onehot(label, x)  # noqa: F821
    return float(-np.sum(self.t * np.log(self.x)) / len(x))


@lab.mistake(
    "CrossEntropyLoss.forward",
    caught_by=[cross_entropy_loss],
    hint="Where is the logarithm?",
    row=5,
)
def logarithm_forgotten(self, x, label):
    """The probabilities themselves are summed."""
    self.x, self.t = np.clip(x, EPSILON, 1 - EPSILON), onehot(label, x)  # noqa: F821
    return float(-np.sum(self.t * self.x + (1 - self.t) * (1 - self.x)) / len(x))


@lab.mistake(
    "CrossEntropyLoss.forward",
    also={"CrossEntropyLoss.backward": lambda self: (self.x - self.t) / self.x / (1 - self.x) / len(self.x)},
    caught_by=[saturated_outputs],
    hint="nan_to_num makes 1.8e308 of ln 0 in the loss and leaves 0/0 in its slope: clip x to [ε, 1 − ε] in both.",
    row=9,
)
def infinity_made_a_number(self, x, label):
    """The course's own layer: np.nan_to_num hides the logarithm of 0."""
    self.x, self.t = x, onehot(label, x)  # noqa: F821
    loss = np.nan_to_num(-self.t * np.log(x) - (1 - self.t) * np.log(1 - x))
    return np.sum(loss) / x.shape[0]


@lab.mistake(
    "CrossEntropyLoss.forward",
    also={"CrossEntropyLoss.backward": lambda self: (self.x - self.t) / self.x / (1 - self.x) / len(self.x)},
    caught_by=[saturated_outputs],
    hint="An output of exactly 0 or 1 has no logarithm: clip x to [ε, 1 − ε] first.",
    row=7,
)
def logarithm_of_zero(self, x, label):
    """The loss is nan or infinite where an output is 0 or 1."""
    self.x, self.t = x, onehot(label, x)  # noqa: F821
    return -np.sum(self.t * np.log(x) + (1 - self.t) * np.log(1 - x)) / len(x)


@lab.mistake(
    "CrossEntropyLoss.forward",
    also={"CrossEntropyLoss.backward": lambda self: (self.x - self.t) / self.x / (1 - self.x) / len(self.x)},
    caught_by=[saturated_outputs],
    hint="The loss is safe, its slope is not: x (1 − x) is 0 there. Clip x once, and use that in both.",
    row=9,
)
def only_the_loss_clipped(self, x, label):
    """ε keeps the logarithm finite; the slope divides by 0."""
    self.x, self.t = x, onehot(label, x)  # noqa: F821
    return -np.sum(self.t * np.log(x + 1e-12) + (1 - self.t) * np.log(1 - x + 1e-12)) / len(x)


@lab.mistake(
    "CrossEntropyLoss.forward",
    caught_by=[cross_entropy_loss],
    hint="np.mean over all entries divides by N · C: sum over the outputs first, then take the mean over the samples.",
    row=10,
)
def mean_of_all_entries(self, x, label):
    """The loss is divided by the number of outputs as well."""
    self.x, self.t = np.clip(x, EPSILON, 1 - EPSILON), onehot(label, x)  # noqa: F821
    return float(-np.mean(self.t * np.log(self.x) + (1 - self.t) * np.log(1 - self.x)))


@lab.mistake(
    "CrossEntropyLoss.backward",
    caught_by=[cross_entropy_loss, cross_entropy_step],
    hint="x − t is the slope before the sigmoid, and Sigmoid multiplies by y (1 − y) once more: divide by that.",
)
def slope_before_the_sigmoid(self):
    """The loss gives x − t, as if it were one with the sigmoid."""
    return (self.x - self.t) / len(self.x)


@lab.mistake(
    "CrossEntropyLoss.backward",
    caught_by=[*STEPS[1:], learns_letters],
    hint="The slope of the loss is (x − t) / (x (1 − x)); with t − x the step goes uphill.",
    row=17,
)
def sign_of_the_error(self):
    """The loss hands back t − x, and nothing makes up for the sign."""
    return (self.t - self.x) / (self.x * (1 - self.x)) / len(self.x)


@lab.mistake(
    "CrossEntropyLoss.forward",
    caught_by=[saturated_outputs],
    hint="ε moves the loss and the slope of all outputs beyond it: choose 1e-12, or 1e-7 in float32.",
)
def clipped_too_early(self, x, label):
    """ε is 1e-3."""
    self.x, self.t = np.clip(x, 1e-3, 1 - 1e-3), onehot(label, x)  # noqa: F821
    return float(-np.sum(self.t * np.log(self.x) + (1 - self.t) * np.log(1 - self.x)) / len(x))


@lab.mistake(
    "CrossEntropyLoss.forward",
    caught_by=[inputs_unchanged],
    hint="np.clip(x, …, out=x) changes the array of whoever called you: keep the clipped values in a new one.",
    row=21,
)
def clipped_in_place(self, x, label):
    """The caller's outputs are clipped."""
    self.x, self.t = np.clip(x, EPSILON, 1 - EPSILON, out=x), onehot(label, x)  # noqa: F821
    return float(-np.sum(self.t * np.log(self.x) + (1 - self.t) * np.log(1 - self.x)) / len(x))


# Accuracy


@lab.mistake(
    "Accuracy.forward",
    caught_by=[accuracy_values],
    hint="argmax gives (N, 1) and label is (N,): == makes an (N, N) table of them. Take the last axis away first.",
    row=125,
)
def every_label_with_every_sample(self, x, label):
    """Shapes (N, 1) and (N,) are compared by broadcasting."""
    return float(np.mean(np.argmax(x, axis=1) == label))


@lab.mistake(
    "Accuracy.forward",
    caught_by=[accuracy_values],
    hint="Which axis holds the outputs? One sample has one answer.",
    row=4,
)
def best_sample_of_each_output(self, x, label):
    """argmax is taken along the wrong axis."""
    best = x[:, :, 0].argmax(axis=0)
    return float(np.mean(best[: len(label)] == label[: len(best)]))


@lab.mistake(
    "Accuracy.forward",
    caught_by=[accuracy_values],
    hint="Accuracy is a share between 0 and 1: divide the count by N.",
)
def number_of_right_ones(self, x, label):
    """The right answers are counted, not divided."""
    return float(np.sum(x[:, :, 0].argmax(axis=1) == label))


# Data


def _place_shared(self, name, batch_size):
    with np.load(name) as arrays:
        self.x, self.y = arrays["x"], arrays["y"]
    self.batch_size, self.order = batch_size, np.random.permutation(len(self.y))
    type(self).pos = 0


@lab.mistake(
    "Data.forward",
    caught_by=[data_epochs],
    hint="The last batch may be smaller, and it counts: ⌈N / batch_size⌉ batches make an epoch.",
    row=130,
)
def rest_dropped(self):
    """Samples that do not fill a batch are left out."""
    if self.pos == 0:
        self.order = self.rng.permutation(len(self.y))
    batch = self.order[self.pos : self.pos + self.batch_size]
    self.pos += self.batch_size
    if self.pos + self.batch_size > len(self.y):
        self.pos = 0
    return (self.x[batch], self.y[batch]), self.pos


@lab.mistake(
    "Data.forward",
    caught_by=[data_epochs],
    hint="Where batch_size divides N, pos reaches N with the last batch: compare with >=, not with >.",
)
def empty_batch_at_the_end(self):
    """An epoch that batch_size divides ends with an empty batch."""
    if self.pos == 0:
        self.order = self.rng.permutation(len(self.y))
    batch = self.order[self.pos : self.pos + self.batch_size]
    self.pos += self.batch_size
    if self.pos > len(self.y):
        self.pos = 0
    return (self.x[batch], self.y[batch]), self.pos


@lab.mistake(
    "Data.forward",
    caught_by=[data_epochs],
    hint="Draw one order, and index both x and y with it.",
    row=121,
)
def labels_left_behind(self):
    """x is shuffled, y is not."""
    if self.pos == 0:
        self.x = self.x[self.rng.permutation(len(self.x))]
    batch = slice(self.pos, self.pos + self.batch_size)
    self.pos += self.batch_size
    if self.pos >= len(self.y):
        self.pos = 0
    return (self.x[batch], self.y[batch]), self.pos


@lab.mistake(
    "Data.forward",
    caught_by=[data_epochs],
    hint="self.x[a:b] is a view: shuffling self.x in place also changes the batch that you are about to return.",
)
def last_batch_shuffled_away(self):
    """The samples are shuffled in place while the last batch still looks at them."""
    end = self.pos + self.batch_size
    batch = self.x[self.pos : end], self.y[self.pos : end]
    self.pos = end
    if end >= len(self.y):
        self.pos = 0
        seed = int(self.rng.integers(2**32))
        for array in (self.x, self.y):
            np.random.default_rng(seed).shuffle(array)
    return batch, self.pos


@lab.mistake(
    "Data.forward",
    caught_by=[data_epochs],
    hint="pos is where the next batch begins, and 0 after the last one.",
)
def place_of_this_batch(self):
    """pos tells where the batch began, so the first one seems to end the epoch."""
    if self.pos == 0:
        self.order = self.rng.permutation(len(self.y))
    batch, here = self.order[self.pos : self.pos + self.batch_size], self.pos
    self.pos += self.batch_size
    if self.pos >= len(self.y):
        self.pos = 0
    return (self.x[batch], self.y[batch]), here


@lab.mistake(
    "Data.forward",
    caught_by=[data_epochs],
    hint="The last sample has the number N − 1, and pos reaches N with it: compare with N.",
)
def ends_one_early(self):
    """A last batch of one sample is left out."""
    if self.pos == 0:
        self.order = self.rng.permutation(len(self.y))
    batch = self.order[self.pos : self.pos + self.batch_size]
    self.pos += self.batch_size
    if self.pos >= len(self.y) - 1:
        self.pos = 0
    return (self.x[batch], self.y[batch]), self.pos


@lab.mistake(
    "Data.forward",
    also={"Data.__init__": _place_shared},
    caught_by=[data_epochs],
    hint="Data.pos belongs to the class, and so to all its objects: self.pos to one.",
)
def place_in_the_class(self):
    """All Data share one place."""
    kind = type(self)
    if kind.pos == 0:
        self.order = np.random.permutation(len(self.y))
    batch = self.order[kind.pos : kind.pos + self.batch_size]
    kind.pos += self.batch_size
    if kind.pos >= len(self.y):
        kind.pos = 0
    return (self.x[batch], self.y[batch]), kind.pos


@lab.mistake(
    "Data.forward",
    caught_by=[data_epochs],
    hint="Every sample comes once in an epoch: shuffle them, instead of drawing each batch anew.",
)
def batches_drawn_at_random(self):
    """Each batch is drawn from all samples."""
    batch = self.rng.choice(len(self.y), min(self.batch_size, len(self.y) - self.pos), replace=False)
    self.pos += self.batch_size
    if self.pos >= len(self.y):
        self.pos = 0
    return (self.x[batch], self.y[batch]), self.pos


@lab.mistake(
    "Data.forward",
    caught_by=[data_order],
    hint="Draw a new order of the samples whenever an epoch begins.",
)
def never_shuffled(self):
    """Each epoch has the order of the file."""
    batch = slice(self.pos, self.pos + self.batch_size)
    self.pos += self.batch_size
    if self.pos >= len(self.y):
        self.pos = 0
    return (self.x[batch], self.y[batch]), self.pos


@lab.mistake(
    "Data.forward",
    caught_by=[data_order],
    hint="Inside forward the seed makes every epoch the same: seed the random numbers once, in your script.",
    row=127,
)
def seeded_in_each_epoch(self):
    """The random numbers are seeded before each order is drawn."""
    if self.pos == 0:
        self.order = np.random.default_rng(0).permutation(len(self.y))
    batch = self.order[self.pos : self.pos + self.batch_size]
    self.pos += self.batch_size
    if self.pos >= len(self.y):
        self.pos = 0
    return (self.x[batch], self.y[batch]), self.pos


# Saving and loading


def _load_weights_alone(layers, name):
    with np.load(name) as arrays:
        for layer, key in zip(full(layers), arrays.files, strict=True):  # noqa: F821
            layer.weights = arrays[key]


def _load_ends(layers, name):
    first, *_, last = full(layers)  # noqa: F821
    with np.load(name) as arrays:
        first.weights, first.bias, last.weights, last.bias = (arrays[key] for key in arrays.files)


def _load_in_alphabetical_order(layers, name):
    with np.load(name) as arrays:
        names, count = sorted(arrays.files), len(arrays.files) // 2
        for i, layer in enumerate(full(layers)):  # noqa: F821
            layer.bias, layer.weights = arrays[names[i]], arrays[names[count + i]]


def _load_every_other(layers, name):
    with np.load(name) as arrays:
        for i, layer in enumerate(layers[::2]):
            layer.weights, layer.bias = arrays[f"arr_{2 * i}"], arrays[f"arr_{2 * i + 1}"]


def _load_from_memory(layers, name):
    for layer, (weights, bias) in zip(full(layers), full.saved[name], strict=True):  # noqa: F821
        layer.weights, layer.bias = weights, bias


@lab.mistake(
    "save",
    also={"load": _load_weights_alone},
    caught_by=[saved_network],
    hint="A layer has weights and a bias: save both.",
)
def biases_not_saved(layers, name):
    """Only the weights are written, and read."""
    np.savez(name, *[layer.weights for layer in full(layers)])  # noqa: F821


@lab.mistake(
    "load",
    caught_by=[saved_network],
    hint="What load reads has to end up in the layers that it was given: layer.weights = ….",
)
def loaded_and_dropped(layers, name):
    """load reads the file and leaves the layers as they are."""
    with np.load(name) as arrays:
        for i, layer in enumerate(full(layers)):  # noqa: F821
            weights, bias = layer.weights, layer.bias
            weights, bias = arrays[f"weights{i}"], arrays[f"bias{i}"]
            layer.loaded = len(weights) == len(bias)


@lab.mistake(
    "save",
    caught_by=[saved_network],
    hint="Every layer has a name of its own in the file, else the last one is all that stays.",
)
def one_layer_saved(layers, name):
    """The layers overwrite each other's arrays."""
    for layer in full(layers):  # noqa: F821
        np.savez(name, weights0=layer.weights, bias0=layer.bias)


@lab.mistake(
    "save",
    also={"load": _load_ends},
    caught_by=[saved_network],
    hint="A list may hold any number of full layers: go through all of them.",
)
def first_and_last_saved(layers, name):
    """Only the first and the last full layer are written, and read."""
    first, *_, last = full(layers)  # noqa: F821
    np.savez(name, first.weights, first.bias, last.weights, last.bias)


@lab.mistake(
    "save",
    also={"load": _load_in_alphabetical_order},
    caught_by=[saved_network],
    hint="In the order of the alphabet, weights10 stands before weights2.",
)
def names_sorted_as_text(layers, name):
    """load sorts the names of the arrays."""
    arrays = {f"weights{i}": layer.weights for i, layer in enumerate(full(layers))}  # noqa: F821
    arrays |= {f"bias{i}": layer.bias for i, layer in enumerate(full(layers))}  # noqa: F821
    np.savez(name, **arrays)


@lab.mistake(
    "save",
    also={"load": _load_every_other},
    caught_by=[saved_network],
    hint="A list need not begin with a full layer: ask each layer what it is.",
)
def every_other_layer_saved(layers, name):
    """Every other layer is taken for a full one."""
    np.savez(name, *[array for layer in layers[::2] for array in (layer.weights, layer.bias)])


@lab.mistake(
    "save",
    also={"load": _load_from_memory},
    caught_by=[saved_network],
    hint="What is kept in memory is gone when the program ends: write it to the file.",
)
def kept_in_memory(layers, name):
    """save keeps the parameters in memory, and writes no file."""
    full.saved = {**getattr(full, "saved", {}), name: [(layer.weights, layer.bias) for layer in full(layers)]}  # noqa: F821


# Unfinished work


@lab.mistake(
    "FullyConnect",
    caught_by=[fully_connect_values, *STEPS, learns_letters],
    hint="forward computes its result and keeps it in self.y; the caller needs it too: return it.",
    row=132,
)
class NothingReturned(FullyConnect):
    """forward keeps its result and returns None."""

    def forward(self, x):
        self.y = super().forward(x)
