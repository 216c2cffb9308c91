"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, forward) is looked up in the copy
of the reference that it is put into; an import of its own gives the textbook's function itself.
"""

import numpy as np

from reference.mlp import activation, forward, init, loss, slope

from .lab import (
    a_line_cannot,
    backward_match,
    cross_entropy_values,
    diverges,
    forward_far,
    forward_values,
    init_values,
    inputs_unchanged,
    lab,
    mse_values,
    saturated,
    solves,
    training_batches,
    training_steps,
    training_without_bias,
    whole_network,
)

GRADIENTS = [whole_network, backward_match]

# ----------------------------------------------------------------------------------------------------- init


@lab.mistake(
    "init",
    caught_by=[init_values, solves],
    hint="With zeros, all hidden units compute the same and stay the same for ever: draw the weights.",
    row=43,
)
def weights_of_zero(sizes, rng, scale=1.0):
    """All weights begin at 0."""
    from itertools import pairwise

    return [(np.zeros((D, H)), np.zeros(H)) for D, H in pairwise(sizes)]


@lab.mistake(
    "init",
    caught_by=[init_values],
    hint="Units that begin equal get equal gradients, and stay one single unit: draw each weight on its own.",
    row=43,
)
def weights_all_equal(sizes, rng, scale=1.0):
    """All weights begin at the same number."""
    from itertools import pairwise

    return [(np.full((D, H), scale * rng.normal()), np.zeros(H)) for D, H in pairwise(sizes)]


@lab.mistake(
    "init",
    caught_by=[init_values],
    hint="scale is the standard deviation: multiply by scale itself, not by its root.",
    row=44,
)
def scale_as_variance(sizes, rng, scale=1.0):
    """scale is taken for the variance of the weights."""
    from itertools import pairwise

    return [(np.sqrt(scale) * rng.normal(size=(D, H)), np.zeros(H)) for D, H in pairwise(sizes)]


@lab.mistake(
    "init",
    caught_by=[init_values],
    hint="rng.normal is asked for. Uniform between −scale and scale has a standard deviation of 0.58 · scale.",
    row=45,
)
def uniform_weights(sizes, rng, scale=1.0):
    """The weights are uniform between −scale and scale."""
    from itertools import pairwise

    return [(rng.uniform(-scale, scale, size=(D, H)), np.zeros(H)) for D, H in pairwise(sizes)]


@lab.mistake(
    "init",
    caught_by=[init_values],
    hint="rng.random is never negative: the weights need a mean of 0, as rng.normal gives it.",
)
def positive_weights(sizes, rng, scale=1.0):
    """The weights are between 0 and scale."""
    from itertools import pairwise

    return [(scale * rng.random(size=(D, H)), np.zeros(H)) for D, H in pairwise(sizes)]


@lab.mistake(
    "init",
    caught_by=[init_values],
    hint="Draw from the rng that is handed over; a seed of your own makes every network begin alike.",
    row=127,
)
def seed_of_its_own(sizes, rng, scale=1.0):
    """The weights come from a generator with a fixed seed."""
    from itertools import pairwise

    rng = np.random.default_rng(0)
    return [(scale * rng.normal(size=(D, H)), np.zeros(H)) for D, H in pairwise(sizes)]


@lab.mistake(
    "init",
    caught_by=[init_values],
    hint="Do not seed again for each layer: layers of equal shape would begin with equal weights.",
    row=127,
)
def every_layer_the_same(sizes, rng, scale=1.0):
    """Each layer's weights are drawn from the same point of the same stream."""
    from itertools import pairwise

    seed = int(rng.integers(2**32))
    return [(scale * np.random.default_rng(seed).normal(size=(D, H)), np.zeros(H)) for D, H in pairwise(sizes)]


@lab.mistake("init", caught_by=[init_values], hint="Biases begin at 0; only the weights have a symmetry to break.")
def random_biases(sizes, rng, scale=1.0):
    """The biases are drawn as well."""
    from itertools import pairwise

    return [(scale * rng.normal(size=(D, H)), scale * rng.normal(size=H)) for D, H in pairwise(sizes)]


@lab.mistake(
    "init",
    caught_by=[init_values, training_steps],
    hint="W is (inputs, outputs), so that a row of X can be multiplied by it: a @ W + b.",
    row=32,
)
def transposed_weights(sizes, rng, scale=1.0):
    """The weights have shape (outputs, inputs)."""
    from itertools import pairwise

    return [(scale * rng.normal(size=(H, D)), np.zeros(H)) for D, H in pairwise(sizes)]


# -------------------------------------------------------------------------------------------------- forward


@lab.mistake(
    "forward",
    caught_by=[forward_values, whole_network],
    hint="The last layer has an activation function of its own: output.",
)
def hidden_function_in_the_last_layer(params, X, hidden, output):
    """The last layer uses the hidden layers' activation function."""
    activations = [X]
    for W, b in params:
        activations.append(activation(activations[-1] @ W + b, hidden))
    return activations


@lab.mistake(
    "forward",
    caught_by=[forward_values, whole_network, solves],
    hint="The hidden layers need their activation function, too: without it the network is a single linear layer.",
)
def linear_hidden_layers(params, X, hidden, output):
    """Only the last layer has an activation function."""
    activations = [X]
    for W, b in params:
        activations.append(activations[-1] @ W + b)
    activations[-1] = activation(activations[-1], output)
    return activations


@lab.mistake(
    "forward",
    caught_by=[forward_values, whole_network],
    hint="Apply hidden to the hidden layers, also where it is not the function you tried first.",
)
def always_sigmoid(params, X, hidden, output):
    """Every layer uses the sigmoid, whatever is asked for."""
    activations = [X]
    for W, b in params:
        activations.append(activation(activations[-1] @ W + b, "sigmoid"))
    return activations


@lab.mistake("forward", caught_by=[forward_values, whole_network], hint="A layer is f(a W + b): where is b?")
def bias_left_out(params, X, hidden, output):
    """The biases are not added."""
    activations = [X]
    for layer, (W, _) in enumerate(params, start=1):
        activations.append(activation(activations[-1] @ W, output if layer == len(params) else hidden))
    return activations


@lab.mistake(
    "forward",
    caught_by=[forward_values, whole_network],
    hint="Each layer takes what the layer before it gave, not X again.",
)
def every_layer_sees_x(params, X, hidden, output):
    """All layers but the last are computed from X."""
    activations = [X]
    for layer, (W, b) in enumerate(params, start=1):
        a = activations[-1] if layer == len(params) else X
        activations.append(activation(a @ W + b, output if layer == len(params) else hidden))
    return activations


@lab.mistake(
    "forward",
    caught_by=[forward_values, whole_network],
    hint="The list begins with X: the gradient of the first layer's weights needs it.",
)
def x_left_out(params, X, hidden, output):
    """The list of activations does not hold X."""
    from reference.mlp import forward

    return forward(params, X, hidden, output)[1:]


@lab.mistake(
    "forward",
    caught_by=[forward_values, whole_network],
    hint="backward needs the values of all layers: return the list, not its last entry.",
)
def output_only(params, X, hidden, output):
    """Only p is returned."""
    from reference.mlp import forward

    return forward(params, X, hidden, output)[-1]


@lab.mistake("forward", caught_by=[forward_values], hint="p is (N, 1), a column: leave out the ravel (or squeeze).")
def flat_output(params, X, hidden, output):
    """p has the shape (N,)."""
    from reference.mlp import forward

    *rest, p = forward(params, X, hidden, output)
    return [*rest, p.ravel()]


@lab.mistake(
    "forward",
    caught_by=[forward_values],
    hint="The list holds what the layers give, f(z), not their inputs z.",
)
def keeps_z(params, X, hidden, output):
    """The list holds the hidden layers' z instead of their values."""
    activations, a = [X], X
    for layer, (W, b) in enumerate(params, start=1):
        z = a @ W + b
        a = activation(z, output if layer == len(params) else hidden)
        activations.append(a if layer == len(params) else z)
    return activations


@lab.mistake(
    "forward",
    caught_by=[inputs_unchanged, forward_values],
    hint="X is the caller's: X -= … changes it for everybody. Nothing asks for it here, either.",
    row=21,
)
def inputs_centred_in_place(params, X, hidden, output):
    """The mean of X is taken off, in the caller's array."""
    from reference.mlp import forward

    X -= X.mean(axis=0)
    return forward(params, X, hidden, output)


@lab.mistake(
    "activation",
    caught_by=[forward_values, whole_network],
    hint="The exponent of the sigmoid is −z: at large z it gives 1.",
    row=35,
)
def sigmoid_of_minus_z(z, name):
    """The sigmoid is 1 / (1 + exp(z))."""
    from reference.mlp import activation

    return 1 / (1 + np.exp(z)) if name == "sigmoid" else activation(z, name)


@lab.mistake(
    "activation",
    caught_by=[forward_far],
    hint="exp(1000) / (1 + exp(1000)) is infinity by infinity: write 1 / (1 + exp(−z)).",
    row=37,
)
def sigmoid_as_a_quotient(z, name):
    """The sigmoid is exp(z) / (1 + exp(z)), which is NaN at 1000."""
    from reference.mlp import activation

    return np.exp(z) / (1 + np.exp(z)) if name == "sigmoid" else activation(z, name)


# ----------------------------------------------------------------------------------------------------- loss


@lab.mistake(
    "loss",
    caught_by=[cross_entropy_values, whole_network],
    hint="Where is (1 − y) ln(1 − p)? Without it a network that always says 1 has a loss of 0.",
    row=6,
)
def only_the_ones_count(p, y, kind):
    """The cross-entropy lacks the term of the zeros."""
    t = y.reshape(p.shape)
    if kind == "mse":
        return np.mean((p - t) ** 2)
    return -np.mean(t * np.log(np.clip(p, 1e-12, 1)))


@lab.mistake(
    "loss",
    caught_by=[mse_values, cross_entropy_values, whole_network],
    hint="p is (N, 1) and y is (N,), so p − y is (N, N): reshape y to (N, 1) first.",
    row=125,
)
def square_of_differences(p, y, kind):
    """p (N, 1) and y (N,) are combined to an (N, N) array."""
    if kind == "mse":
        return np.mean((p - y) ** 2)
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@lab.mistake(
    "loss",
    caught_by=[mse_values, cross_entropy_values, whole_network],
    hint="The statement asks for the mean over the batch; this is the sum.",
    row=11,
)
def sum_of_the_batch(p, y, kind):
    """The losses of the samples are added up."""
    from reference.mlp import loss

    return len(y) * loss(p, y, kind)


@lab.mistake(
    "loss",
    caught_by=[cross_entropy_values, saturated, whole_network],
    hint="Logarithms of probabilities are negative, a loss is not: where is the minus sign?",
)
def missing_minus(p, y, kind):
    """The cross-entropy has the wrong sign."""
    from reference.mlp import loss

    return -loss(p, y, kind) if kind == "cross_entropy" else loss(p, y, kind)


@lab.mistake(
    "loss",
    caught_by=[cross_entropy_values, whole_network],
    hint="ln is the natural logarithm, np.log.",
    row=114,
)
def logarithm_to_base_two(p, y, kind):
    """The cross-entropy is in bits."""
    from reference.mlp import loss

    return loss(p, y, kind) / np.log(2) if kind == "cross_entropy" else loss(p, y, kind)


@lab.mistake(
    "loss",
    caught_by=[cross_entropy_values, whole_network],
    hint="Where are the logarithms? At p = 0.5 the cross-entropy is ln 2 = 0.693.",
    row=5,
)
def missing_logarithm(p, y, kind):
    """The probabilities themselves are averaged."""
    from reference.mlp import loss

    t = y.reshape(p.shape)
    return -np.mean(t * p + (1 - t) * (1 - p)) if kind == "cross_entropy" else loss(p, y, kind)


@lab.mistake(
    "loss",
    caught_by=[cross_entropy_values, whole_network],
    hint="Label 1 goes with ln p, label 0 with ln(1 − p).",
)
def labels_exchanged(p, y, kind):
    """The cross-entropy takes p for the probability of label 0."""
    from reference.mlp import loss

    return loss(p, 1 - y, kind) if kind == "cross_entropy" else loss(p, y, kind)


@lab.mistake(
    "loss",
    caught_by=[saturated],
    hint="p can be exactly 0 or 1: keep it between 1e-12 and 1 − 1e-12 in the logarithms.",
    row=7,
)
def logarithm_of_zero(p, y, kind):
    """Where p is exactly 0 or 1, the loss is infinite or NaN."""
    t = y.reshape(p.shape)
    if kind == "mse":
        return np.mean((p - t) ** 2)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


@lab.mistake(
    "loss",
    caught_by=[saturated],
    hint="nan_to_num makes 1.8e308 of an infinite logarithm, which is no loss either: clip p instead.",
    row=9,
)
def infinity_made_a_number(p, y, kind):
    """np.nan_to_num hides the logarithm of 0."""
    t = y.reshape(p.shape)
    if kind == "mse":
        return np.mean((p - t) ** 2)
    return -np.mean(t * np.nan_to_num(np.log(p)) + (1 - t) * np.nan_to_num(np.log(1 - p)))


@lab.mistake(
    "loss",
    caught_by=[saturated],
    hint="1 − p needs its tiny number as well: at p = 1 it is ln(1 − p) that is infinite.",
    row=7,
)
def clipped_on_one_side(p, y, kind):
    """p is kept away from 0, but not from 1."""
    t = y.reshape(p.shape)
    if kind == "mse":
        return np.mean((p - t) ** 2)
    p = np.maximum(p, 1e-12)
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))


@lab.mistake(
    "loss",
    caught_by=[inputs_unchanged],
    hint="p += … changes the array of whoever called you, and backward then works with it: write p = p + ….",
    row=21,
)
def epsilon_added_in_place(p, y, kind):
    """The caller's outputs are changed."""
    t = y.reshape(p.shape)
    if kind == "mse":
        return np.mean((p - t) ** 2)
    p += 1e-12
    return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p + 1e-12))


@lab.mistake(
    "loss",
    caught_by=[mse_values, whole_network],
    hint="The loss is that of the outputs themselves. A label that is rounded from them has no slope.",
    row=23,
)
def error_of_the_labels(p, y, kind):
    """The squared error is that of the outputs rounded to 0 and 1."""
    from reference.mlp import loss

    return np.mean((p.ravel() > 0.5) != y) if kind == "mse" else loss(p, y, kind)


@lab.mistake(
    "loss", caught_by=[mse_values, whole_network], hint="The squared error has a square, not an absolute value."
)
def absolute_error(p, y, kind):
    """The squared error is the mean of |p − y|."""
    from reference.mlp import loss

    return np.mean(np.abs(p.ravel() - y)) if kind == "mse" else loss(p, y, kind)


@lab.mistake(
    "loss",
    caught_by=[whole_network],
    hint="Your squared error has a factor of ½ and its gradient has not: differentiate the loss that you return.",
    row=24,
)
def half_in_the_loss_only(p, y, kind):
    """The squared error is halved, its gradient is not."""
    from reference.mlp import loss

    return loss(p, y, kind) / 2 if kind == "mse" else loss(p, y, kind)


# ------------------------------------------------------------------------------------------------- backward


def _output_delta(p, y, output, kind):
    error = (p - y.reshape(p.shape)) / len(y)
    return 2 * error * slope(p, output) if kind == "mse" else error


def _backwards(params, activations, delta, hidden, slopes=slope):
    gradients = []
    for layer in reversed(range(len(params))):
        a = activations[layer]
        gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
        if layer > 0:
            delta = delta @ params[layer][0].T * slopes(a, hidden)
    return gradients


STEPS_BACK = {"_backwards": _backwards, "_output_delta": _output_delta}


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[whole_network],
    hint="Your loss is a mean over the batch, so its gradients are divided by N as well.",
    row=12,
)
def gradients_summed(params, activations, y, hidden, output, kind):
    """The gradients are not divided by N."""
    delta = len(y) * _output_delta(activations[-1], y, output, kind)
    return _backwards(params, activations, delta, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[whole_network],
    hint="The mean is taken twice: divide by N once, where the loss is differentiated.",
    row=13,
)
def divided_by_n_twice(params, activations, y, hidden, output, kind):
    """The gradients are divided by N in the loss and once more in the layers."""
    delta = _output_delta(activations[-1], y, output, kind) / len(y)
    return _backwards(params, activations, delta, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="Take the size of the batch from the arrays.",
    row=25,
)
def batch_of_a_hundred(params, activations, y, hidden, output, kind):
    """The gradients are divided by 100, whatever the size of the batch."""
    delta = _output_delta(activations[-1], y, output, kind) * len(y) / 100
    return _backwards(params, activations, delta, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[whole_network],
    hint="The slope of a square has a factor of 2; the loss that you return has no ½ to cancel it.",
    row=24,
)
def two_left_out(params, activations, y, hidden, output, kind):
    """The gradients of the squared error lack the 2, and the loss has no ½."""
    delta = _output_delta(activations[-1], y, output, kind) / (2 if kind == "mse" else 1)
    return _backwards(params, activations, delta, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="The gradient has p − y, and the step goes against it.",
    row=17,
)
def y_minus_p(params, activations, y, hidden, output, kind):
    """The gradients have the wrong sign."""
    return _backwards(params, activations, -_output_delta(activations[-1], y, output, kind), hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="With cross-entropy the sigmoid's slope cancels: δ is p − y, without p (1 − p).",
)
def sigmoid_slope_with_cross_entropy(params, activations, y, hidden, output, kind):
    """δ of the cross-entropy is multiplied by p (1 − p) once too often."""
    p = activations[-1]
    error = (p - y.reshape(p.shape)) / len(y) * (2 if kind == "mse" else 1)
    return _backwards(params, activations, error * slope(p, output), hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="With the squared error nothing cancels: multiply by the slope of the output's activation function.",
)
def no_output_slope(params, activations, y, hidden, output, kind):
    """δ of the squared error lacks the slope of the output's activation function."""
    p = activations[-1]
    error = (p - y.reshape(p.shape)) / len(y) * (2 if kind == "mse" else 1)
    return _backwards(params, activations, error, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[*GRADIENTS, solves],
    hint="Samples with label 0 have a gradient, too: of both terms together, p − y is left.",
    row=6,
)
def gradient_of_the_ones(params, activations, y, hidden, output, kind):
    """Only samples with label 1 have a gradient."""
    delta = _output_delta(activations[-1], y, output, kind)
    return _backwards(params, activations, delta * y.reshape(delta.shape), hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="On the way back through a hidden layer δ is multiplied by the slope of its activation function.",
)
def no_hidden_slope(params, activations, y, hidden, output, kind):
    """δ goes through the hidden layers without their slopes."""
    delta = _output_delta(activations[-1], y, output, kind)
    return _backwards(params, activations, delta, hidden, lambda a, name: np.ones_like(a))


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="activations holds f(z) already: the sigmoid's slope is a (1 − a), tanh's 1 − a², without applying f again.",
    row=36,
)
def slope_of_the_value(params, activations, y, hidden, output, kind):
    """The slopes are those at a instead of those at z."""
    delta = _output_delta(activations[-1], y, output, kind)
    return _backwards(params, activations, delta, hidden, lambda a, name: slope(activation(a, name), name))


@lab.mistake("slope", caught_by=GRADIENTS, hint="tanh′ is 1 − a², with the square.")
def tanh_without_the_square(a, name):
    """The slope of tanh is 1 − a."""
    from reference.mlp import slope

    return 1 - a if name == "tanh" else slope(a, name)


@lab.mistake("slope", caught_by=GRADIENTS, hint="tanh is no sigmoid: its slope is 1 − a².")
def sigmoid_slope_for_tanh(a, name):
    """The slope of tanh is a (1 − a)."""
    from reference.mlp import slope

    return a * (1 - a) if name == "tanh" else slope(a, name)


@lab.mistake("slope", caught_by=GRADIENTS, hint="Where ReLU gives 0, nothing comes through: its slope is 0 there.")
def relu_without_a_mask(a, name):
    """The slope of ReLU is 1 everywhere."""
    from reference.mlp import slope

    return np.ones_like(a) if name == "relu" else slope(a, name)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="ReLU's mask is where its own value is above 0, not where the gradient is.",
    row=38,
)
def mask_of_the_gradient(params, activations, y, hidden, output, kind):
    """ReLU's mask is taken from δ."""
    delta = _output_delta(activations[-1], y, output, kind)
    gradients = []
    for layer in reversed(range(len(params))):
        a = activations[layer]
        gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
        delta = delta @ params[layer][0].T
        delta = delta * (delta > 0) if hidden == "relu" else delta * slope(a, hidden)
    return gradients


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="δ goes back through W transposed; with a square W the other way fits as well, and is wrong.",
    row=33,
)
def weights_not_transposed(params, activations, y, hidden, output, kind):
    """δ is multiplied by W instead of its transpose, where the shapes allow it."""
    delta = _output_delta(activations[-1], y, output, kind)
    gradients = []
    for layer in reversed(range(len(params))):
        a, (W, _) = activations[layer], params[layer]
        gradients.insert(0, (a.T @ delta, delta.sum(axis=0)))
        delta = (delta @ W if W.shape[0] == W.shape[1] else delta @ W.T) * slope(a, hidden)
    return gradients


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[*GRADIENTS, training_steps],
    hint="The first pair belongs to the first layer: reverse the list before you return it.",
)
def last_layer_first(params, activations, y, hidden, output, kind):
    """The gradients come in the order in which they are computed."""
    delta = _output_delta(activations[-1], y, output, kind)
    return _backwards(params, activations, delta, hidden)[::-1]


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="δ carries 1/N already: db is its sum over the batch, as dW is.",
    row=14,
)
def bias_gradient_averaged(params, activations, y, hidden, output, kind):
    """db is divided by N once more than dW."""
    delta = _output_delta(activations[-1], y, output, kind)
    return [(dW, db / len(y)) for dW, db in _backwards(params, activations, delta, hidden)]


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="Every layer's db is the sum over the samples alone: axis=0.",
    row=16,
)
def bias_gradient_summed_up(params, activations, y, hidden, output, kind):
    """db is one number for the whole layer."""
    delta = _output_delta(activations[-1], y, output, kind)
    gradients = _backwards(params, activations, delta, hidden)
    return [(dW, np.sum(db)) for dW, db in gradients]


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="db has the shape of b: sum δ over the samples.",
    row=15,
)
def bias_gradient_not_summed(params, activations, y, hidden, output, kind):
    """db has a row for each sample."""
    delta = _output_delta(activations[-1], y, output, kind)
    gradients = []
    for layer in reversed(range(len(params))):
        a = activations[layer]
        gradients.insert(0, (a.T @ delta, delta))
        delta = delta @ params[layer][0].T * slope(a, hidden)
    return gradients


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="The hidden layers learn as well: carry δ back through every one of them.",
)
def last_layer_only(params, activations, y, hidden, output, kind):
    """Only the last layer has a gradient."""
    delta = _output_delta(activations[-1], y, output, kind)
    *rest, last = _backwards(params, activations, delta, hidden)
    return [*[(0 * dW, 0 * db) for dW, db in rest], last]


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=GRADIENTS,
    hint="p is (N, 1) and y is (N,), so p − y is (N, N): reshape y to (N, 1) first.",
    row=125,
)
def square_of_errors(params, activations, y, hidden, output, kind):
    """p − y is an (N, N) array, of which the mean is taken."""
    p = activations[-1]
    error = (p - y).mean(axis=1, keepdims=True) / len(y)
    delta = 2 * error * slope(p, output) if kind == "mse" else error
    return _backwards(params, activations, delta, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[saturated],
    hint="The division by p (1 − p) cancels on paper: with it, outputs of exactly 0 or 1 give 0 / 0.",
    row=7,
)
def divided_by_p(params, activations, y, hidden, output, kind):
    """δ of the cross-entropy is divided and multiplied by p (1 − p)."""
    p = activations[-1]
    delta = _output_delta(p, y, output, kind)
    if kind == "cross_entropy":
        delta = delta / (p * (1 - p)) * slope(p, output)
    return _backwards(params, activations, delta, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[inputs_unchanged],
    hint="activations[-1] -= … changes what the caller holds: write error = activations[-1] - ….",
    row=20,
)
def error_taken_in_place(params, activations, y, hidden, output, kind):
    """p − y is written into the caller's p."""
    p = activations[-1]
    delta = _output_delta(p, y, output, kind)
    p -= y.reshape(p.shape)
    return _backwards(params, activations, delta, hidden)


@lab.mistake(
    "backward",
    also=STEPS_BACK,
    caught_by=[inputs_unchanged],
    hint="pop takes the values out of the caller's list: index it, or copy it first.",
    row=21,
)
def activations_popped(params, activations, y, hidden, output, kind):
    """The caller's list of activations is emptied."""
    copy = list(activations)
    activations.pop()
    return _backwards(params, copy, _output_delta(copy[-1], y, output, kind), hidden)


# ---------------------------------------------------------------------------------------------------- train


def _step(params, X, y, hidden, output, kind, rate, bias):
    """One textbook step: the new parameters, and the loss before it."""
    from reference.mlp import backward

    activations = forward(params, X, hidden, output)
    gradients = backward(params, activations, y, hidden, output, kind)
    moved = [(W - rate * dW, b - rate * db if bias else b) for (W, b), (dW, db) in zip(params, gradients, strict=True)]
    return moved, loss(activations[-1], y, kind)


def _descend(X, y, sizes, batches, hidden, output, kind, epochs, learning_rate, rng, bias=True, scale=1.0):
    """Textbook training on the batches of row numbers that ``batches(epoch)`` gives."""
    params, history = init(sizes, rng, scale), []
    for epoch in range(epochs):
        for batch in batches(epoch):
            params, before = _step(params, X[batch], y[batch], hidden, output, kind, learning_rate, bias)
            history.append(before)
    return params, history


OWN_LOOP = {"_step": _step, "_descend": _descend}


@lab.mistake(
    "train",
    caught_by=[training_steps, training_without_bias],
    hint="The step goes against the gradient: W − learning_rate · dW.",
    row=54,
)
def uphill(X, y, sizes, *, learning_rate, **rest):
    """The gradients are added."""
    from reference.mlp import train

    return train(X, y, sizes, learning_rate=-learning_rate, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps, diverges],
    hint="Use the learning rate that is handed over, not a number of your own.",
    row=25,
)
def learning_rate_of_its_own(X, y, sizes, *, learning_rate, **rest):
    """The learning rate is 0.1, whatever is asked for."""
    from reference.mlp import train

    return train(X, y, sizes, learning_rate=0.1, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps, diverges],
    hint="The gradients are means already: do not divide the step by N again.",
    row=13,
)
def rate_divided_by_n(X, y, sizes, *, learning_rate, **rest):
    """The step is divided by the number of samples."""
    from reference.mlp import train

    return train(X, y, sizes, learning_rate=learning_rate / len(X), **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="With bias=True the biases are trained as well: b − learning_rate · db.",
)
def biases_never_trained(X, y, sizes, *, bias=True, **rest):
    """The biases stay 0 with bias=True, too."""
    from reference.mlp import train

    return train(X, y, sizes, bias=False, **rest)


@lab.mistake("train", caught_by=[training_without_bias], hint="With bias=False every b stays 0: leave out its step.")
def bias_switch_ignored(X, y, sizes, *, bias=True, **rest):
    """The biases are trained with bias=False, too."""
    from reference.mlp import train

    return train(X, y, sizes, bias=True, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="batch_size=None stands for all samples in one batch.",
)
def none_means_eight(X, y, sizes, *, batch_size=None, **rest):
    """Without a batch_size the batches hold 8 samples, or a handful."""
    from reference.mlp import train

    return train(X, y, sizes, batch_size=batch_size or 4, **rest)


@lab.mistake(
    "train",
    caught_by=[training_batches],
    hint="batch_size is not used: each step is to see one batch, not all samples.",
)
def always_the_full_batch(X, y, sizes, *, batch_size=None, **rest):
    """Every step uses all samples."""
    from reference.mlp import train

    return train(X, y, sizes, batch_size=None, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="Hand scale on to init.",
)
def scale_not_handed_on(X, y, sizes, *, scale=1.0, **rest):
    """The weights begin with a standard deviation of 1, whatever scale says."""
    from reference.mlp import train

    return train(X, y, sizes, scale=1.0, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps, diverges],
    hint="range(1, epochs) is one epoch too few.",
)
def an_epoch_too_few(X, y, sizes, *, epochs, **rest):
    """The loop stops one epoch early."""
    from reference.mlp import train

    return train(X, y, sizes, epochs=epochs - 1, **rest)


@lab.mistake(
    "train",
    caught_by=[training_steps, a_line_cannot],
    hint="Hand hidden on to forward and backward, as it came.",
    row=25,
)
def always_tanh(X, y, sizes, *, hidden, **rest):
    """The hidden layers use tanh, whatever is asked for."""
    from reference.mlp import train

    return train(X, y, sizes, hidden="tanh", **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="The last batch may be smaller, but it counts.",
    row=130,
)
def last_batch_dropped(X, y, sizes, *, rng, batch_size=None, **rest):
    """Samples that do not fill a batch are left out."""
    N = len(X)
    size = min(batch_size or N, N)

    def batches(epoch):
        order = rng.permutation(N)
        return [order[start : start + size] for start in range(0, N - size + 1, size)]

    return _descend(X, y, sizes, batches, rng=rng, **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="np.split wants equal parts: np.array_split, or slices of the order, take what it refuses.",
    row=130,
)
def batch_size_has_to_divide(X, y, sizes, *, rng, batch_size=None, **rest):
    """The samples are split into equal parts, which fails unless batch_size divides N."""
    N = len(X)
    count = max(1, N // (batch_size or N))
    return _descend(X, y, sizes, lambda epoch: np.split(rng.permutation(N), count), rng=rng, **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="A slice from start to start + batch_size has batch_size samples already.",
)
def batches_overlap(X, y, sizes, *, rng, batch_size=None, **rest):
    """Each batch takes one sample of the next one as well."""
    N = len(X)
    size = batch_size or N

    def batches(epoch):
        order = rng.permutation(N)
        return [order[start : start + size + 1] for start in range(0, N, size)]

    return _descend(X, y, sizes, batches, rng=rng, **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="rng.integers (or choice) takes some samples twice and others never: draw one order and cut it into batches.",
)
def batches_with_replacement(X, y, sizes, *, rng, batch_size=None, **rest):
    """Each batch is drawn on its own, so that an epoch does not see all samples."""
    N = len(X)
    size = min(batch_size or N, N)

    def batches(epoch):
        return [rng.integers(N, size=size) for _ in range(0, N, size)]

    return _descend(X, y, sizes, batches, rng=rng, **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="Draw a new order of the samples for each epoch: rng.permutation(N).",
)
def order_never_drawn(X, y, sizes, *, rng, batch_size=None, **rest):
    """Every epoch goes through the samples in the order they come in."""
    N = len(X)
    size = batch_size or N
    batches = [np.arange(N)[start : start + size] for start in range(0, N, size)]
    return _descend(X, y, sizes, lambda epoch: batches, rng=rng, **rest)


@lab.mistake("train", also=OWN_LOOP, caught_by=[training_batches], hint="Draw the order inside the loop of epochs.")
def shuffled_once(X, y, sizes, *, rng, batch_size=None, **rest):
    """The order of the samples is drawn once, before the first epoch."""
    N = len(X)
    size = batch_size or N
    order = rng.permutation(N)
    batches = [order[start : start + size] for start in range(0, N, size)]
    return _descend(X, y, sizes, lambda epoch: batches, rng=rng, **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="rng.permutation(N) gives every order the same chance.",
)
def cut_like_cards(X, y, sizes, *, rng, batch_size=None, **rest):
    """The samples are only shifted round, so that neighbours stay neighbours."""
    N = len(X)
    size = batch_size or N

    def batches(epoch):
        order = np.roll(np.arange(N), rng.integers(N))
        return [order[start : start + size] for start in range(0, N, size)]

    return _descend(X, y, sizes, batches, rng=rng, **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="Draw from the rng that you are given, or nobody can repeat your run.",
    row=127,
)
def own_random_numbers(X, y, sizes, *, rng, batch_size=None, **rest):
    """The order comes from np.random instead of rng."""
    N = len(X)
    size = batch_size or N

    def batches(epoch):
        order = np.random.permutation(N)
        return [order[start : start + size] for start in range(0, N, size)]

    return _descend(X, y, sizes, batches, rng=rng, **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_steps, solves],
    hint="Put X and y into the same order: draw it once, and index both with it.",
    row=121,
)
def inputs_shuffled_without_labels(
    X, y, sizes, *, hidden, output, kind, epochs, learning_rate, rng, batch_size=None, bias=True, scale=1.0
):
    """X is put into another order, y is not."""
    params, history, N = init(sizes, rng, scale), [], len(X)
    size = batch_size or N
    for _ in range(epochs):
        mixed = X[rng.permutation(N)]
        for start in range(0, N, size):
            batch = slice(start, start + size)
            params, before = _step(params, mixed[batch], y[batch], hidden, output, kind, learning_rate, bias)
            history.append(before)
    return params, history


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_batches],
    hint="The last batch may be smaller: its gradient is the mean over its own samples.",
    row=25,
)
def last_batch_weighs_less(
    X, y, sizes, *, hidden, output, kind, epochs, learning_rate, rng, batch_size=None, bias=True, scale=1.0
):
    """The gradient of a smaller batch is divided by batch_size."""
    params, history, N = init(sizes, rng, scale), [], len(X)
    size = min(batch_size or N, N)
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, size):
            batch = order[start : start + size]
            rate = learning_rate * len(batch) / size
            params, before = _step(params, X[batch], y[batch], hidden, output, kind, rate, bias)
            history.append(before)
    return params, history


@lab.mistake(
    "train",
    caught_by=[diverges],
    hint="Plain gradient descent: the gradients are taken as they are, however large the step.",
)
def clipped_gradients(X, y, sizes, *, hidden, output, kind, learning_rate, **rest):
    """Entries of the gradients beyond ±1, or a large learning rate, are cut off."""
    from reference.mlp import train

    return train(X, y, sizes, hidden=hidden, output=output, kind=kind, learning_rate=min(learning_rate, 1.0), **rest)


@lab.mistake(
    "train",
    also=OWN_LOOP,
    caught_by=[training_steps],
    hint="θ − learning_rate · gradient is all that is asked for: no momentum.",
)
def momentum_added(
    X, y, sizes, *, hidden, output, kind, epochs, learning_rate, rng, batch_size=None, bias=True, scale=1.0
):
    """The steps carry momentum."""
    params, history, N = init(sizes, rng, scale), [], len(X)
    velocity = [(0 * W, 0 * b) for W, b in params]
    for _ in range(epochs):
        order = rng.permutation(N)
        for start in range(0, N, batch_size or N):
            batch = order[start : start + (batch_size or N)]
            moved, before = _step(params, X[batch], y[batch], hidden, output, kind, learning_rate, bias)
            velocity = [
                (0.9 * vW + mW - W, 0.9 * vb + mb - b)
                for (vW, vb), (mW, mb), (W, b) in zip(velocity, moved, params, strict=True)
            ]
            params = [(W + vW, b + vb) for (W, b), (vW, vb) in zip(params, velocity, strict=True)]
            history.append(before)
    return params, history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="history grows with every step (or epoch): append to a list, and return the list.",
)
def last_loss_only(X, y, sizes, **how):
    """history is the last loss alone."""
    from reference.mlp import train

    params, history = train(X, y, sizes, **how)
    return params, history[-1]


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="The history holds mean losses: of a step, or of an epoch.",
    row=11,
)
def history_of_sums(X, y, sizes, *, epochs, **how):
    """The history holds losses that are summed over the batch."""
    from reference.mlp import train

    params, history = train(X, y, sizes, epochs=epochs, **how)
    return params, [len(X) * before for before in history]
