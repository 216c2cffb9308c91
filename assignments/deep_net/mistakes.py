"""Known mistakes: each stands in for one name of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, DeepNet) is looked up in the copy
of the reference that it is put into; an import of its own gives the textbook itself.
"""

import numpy as np

from .lab import (
    batch_norm_gradients,
    batch_norm_in_use,
    dropout_gradients,
    dropout_masks,
    generalises,
    gradients_match,
    gradients_of_own_loss,
    inputs_unchanged,
    l2_term,
    lab,
    learns,
    loss_values,
    new_network,
    normalised_inputs,
    predictions,
    training_average,
    training_epochs,
    training_normalises,
    training_steps,
)

GRADIENTS = [gradients_of_own_loss, gradients_match]

# Normalised inputs


@lab.mistake(
    "normalise",
    caught_by=[normalised_inputs, training_normalises, learns, generalises],
    hint="Divide by the standard deviation, the root of the variance.",
)
def divided_by_the_variance(X, mean, variance):
    """X − mean is divided by the variance, without the root."""
    return (X - mean) / np.where(variance > 0, variance, 1)


@lab.mistake(
    "normalise",
    caught_by=[normalised_inputs, training_normalises],
    hint="Of a feature that never varied, √(0 + 1e-8) makes 10,000 times what an unseen image has there: divide by 1.",
)
def epsilon_for_constant_features(X, mean, variance):
    """A feature with variance 0 is divided by √1e-8."""
    return (X - mean) / np.sqrt(variance + 1e-8)


@lab.mistake(
    "normalise",
    caught_by=[
        normalised_inputs,
        dropout_masks,
        training_steps,
        training_epochs,
        training_normalises,
        learns,
        generalises,
    ],
    hint="A pixel that is always black has the variance 0, and 0/0 is not a number: divide by 1 there.",
)
def constant_features_divided_by_zero(X, mean, variance):
    """A feature with variance 0 is divided by 0."""
    with np.errstate(all="ignore"):
        return (X - mean) / np.sqrt(variance)


@lab.mistake(
    "normalise",
    caught_by=[normalised_inputs, inputs_unchanged, loss_values, predictions],
    hint="X -= … changes the array of whoever called you (and fails on whole numbers): write X = X - ….",
    row=21,
)
def normalised_in_place(X, mean, variance):
    """The caller's X is normalised."""
    X -= mean
    X /= np.sqrt(np.where(variance > 0, variance, 1))
    return X


@lab.mistake(
    "feature_statistics",
    caught_by=[normalised_inputs, training_steps, training_epochs, training_normalises],
    hint="Each feature has a mean and a variance of its own: give axis=0.",
)
def one_mean_for_all_features(X):
    """Mean and variance are single numbers, of all features together."""
    return np.mean(X), np.var(X)


@lab.mistake(
    "feature_statistics",
    caught_by=[
        normalised_inputs,
        dropout_masks,
        training_steps,
        training_average,
        training_epochs,
        training_normalises,
        learns,
        generalises,
    ],
    hint="Samples are the rows: the mean of a feature goes over axis 0.",
    row=4,
)
def statistics_of_the_samples(X):
    """Mean and variance are taken over the features of each sample."""
    return X.mean(axis=1), X.var(axis=1)


@lab.mistake(
    "feature_statistics",
    caught_by=[normalised_inputs, training_normalises],
    hint="What is asked for is the variance; its root is taken in normalise.",
)
def standard_deviation_for_variance(X):
    """feature_statistics gives the standard deviation."""
    return X.mean(axis=0), X.std(axis=0)


@lab.mistake(
    "feature_statistics",
    caught_by=[normalised_inputs, training_steps, training_average, training_epochs, training_normalises],
    hint="The variance of the training set is divided by N here: np.var without ddof.",
    row=76,
)
def unbiased_variance(X):
    """The variance is divided by N − 1."""
    return X.mean(axis=0), X.var(axis=0, ddof=1)


# A new network


@lab.mistake(
    "he_normal",
    caught_by=[new_network, learns, generalises],
    hint="With weights of zero all hidden units compute the same for ever: draw them at random.",
    row=43,
)
def weights_of_zero(fan_in, fan_out, rng):
    """All weights begin at 0."""
    return np.zeros((fan_in, fan_out))


@lab.mistake(
    "he_normal",
    caught_by=[new_network],
    hint="2/n_in is the variance; a normal number is multiplied by its root, √(2/n_in).",
    row=44,
)
def variance_for_standard_deviation(fan_in, fan_out, rng):
    """The weights have a standard deviation of 2/n_in."""
    return rng.normal(size=(fan_in, fan_out)) * 2 / fan_in


@lab.mistake(
    "he_normal",
    caught_by=[new_network],
    hint="He's variance counts the inputs of a unit: n_in = W.shape[0].",
    row=46,
)
def outputs_for_inputs(fan_in, fan_out, rng):
    """He's variance takes the number of outputs."""
    return rng.normal(size=(fan_in, fan_out)) * np.sqrt(2 / fan_out)


@lab.mistake(
    "he_normal",
    caught_by=[new_network],
    hint="0.01 suits one width only; the variance has to go with the number of inputs.",
)
def small_weights_of_fixed_size(fan_in, fan_out, rng):
    """The weights are 0.01 times normal numbers, whatever the layer's width."""
    return 0.01 * rng.normal(size=(fan_in, fan_out))


@lab.mistake(
    "he_normal",
    caught_by=[new_network],
    hint="Draw from the rng that you are given, or nobody can repeat your run.",
    row=127,
)
def weights_from_np_random(fan_in, fan_out, rng):
    """The weights come from np.random instead of rng."""
    return np.random.randn(fan_in, fan_out) * np.sqrt(2 / fan_in)


@lab.mistake(
    "he_normal",
    caught_by=[new_network],
    hint="A seed inside the function gives every network the same weights; draw from rng.",
    row=127,
)
def weights_from_a_seed_of_their_own(fan_in, fan_out, rng):
    """The weights are drawn with a seed that is written into the code."""
    return np.random.default_rng(0).normal(size=(fan_in, fan_out)) * np.sqrt(2 / fan_in)


@lab.mistake(
    "xavier_normal",
    caught_by=[new_network],
    hint="2/n_in is for ReLU, which cuts half of its inputs off; tanh and sigmoid take 2/(n_in + n_out).",
)
def he_for_every_activation(fan_in, fan_out, rng):
    """He's variance is used with tanh and sigmoid too."""
    return rng.normal(size=(fan_in, fan_out)) * np.sqrt(2 / fan_in)


# Loss


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[loss_values, gradients_of_own_loss, dropout_gradients],
    hint="The loss of a new network should be near ln C. Where is the logarithm?",
    row=5,
)
def loss_without_logarithm(self, X, y, rng=None):
    """The loss is the mean of −p instead of −ln p."""
    from reference.network import DeepNet, softmax

    before = {name: value.copy() for name, value in self.running.items()}
    z, _ = self._forward(X, rng, training=True)
    self.running = before
    _, gradients = DeepNet.loss_and_gradients(self, X, y, rng)
    penalty = sum(np.sum(value**2) for name, value in self.parameters.items() if name[0] == "W")
    return -softmax(z)[np.arange(len(y)), y].mean() + self.l2 / 2 * penalty, gradients


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[loss_values, gradients_of_own_loss],
    hint="The loss is the mean over the batch; yours is N times as large.",
    row=11,
)
def loss_summed(self, X, y, rng=None):
    """The cross-entropy is summed over the batch."""
    from reference.network import DeepNet

    loss, gradients = DeepNet.loss_and_gradients(self, X, y, rng)
    penalty = self.l2 / 2 * sum(np.sum(value**2) for name, value in self.parameters.items() if name[0] == "W")
    return (loss - penalty) * len(X) + penalty, gradients


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[loss_values],
    hint="Softmax does not change when all scores of a row move together: take the row's largest score off first.",
    row=1,
)
def scores_overflow(self, X, y, rng=None):
    """exp is taken of the scores as they are."""
    N = len(X)
    z, caches = self._forward(X, rng, training=True)
    with np.errstate(all="ignore"):
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(N), y]).mean()
    for name, value in self.parameters.items():
        if name[0] == "W":
            loss += self.l2 / 2 * np.sum(value**2)
    p[np.arange(N), y] -= 1
    return loss, self._backward(p / N, caches)


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[loss_values],
    hint="One row's largest score tells nothing of another row: take the maximum of each row, with keepdims=True.",
    row=2,
)
def maximum_of_all_rows(self, X, y, rng=None):
    """The largest score of the whole batch is subtracted from every row."""
    N = len(X)
    z, caches = self._forward(X, rng, training=True)
    with np.errstate(all="ignore"):
        e = np.exp(z - z.max())
        p = e / e.sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(N), y] + 1e-12).mean()
    for name, value in self.parameters.items():
        if name[0] == "W":
            loss += self.l2 / 2 * np.sum(value**2)
    p[np.arange(N), y] -= 1
    return loss, self._backward(p / N, caches)


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[loss_values],
    hint="Where the own class's probability is too small for a float, the logarithm is infinite: add 1e-12, or take "
    "ln p = z − ln Σ exp z.",
    row=7,
)
def logarithm_of_zero(self, X, y, rng=None):
    """The logarithm is taken of probabilities that may be 0."""
    from reference.network import softmax

    N = len(X)
    z, caches = self._forward(X, rng, training=True)
    p = softmax(z)
    with np.errstate(all="ignore"):
        loss = -np.log(p[np.arange(N), y]).mean()
    for name, value in self.parameters.items():
        if name[0] == "W":
            loss += self.l2 / 2 * np.sum(value**2)
    p[np.arange(N), y] -= 1
    return loss, self._backward(p / N, caches)


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[
        loss_values,
        gradients_of_own_loss,
        gradients_match,
        l2_term,
        batch_norm_gradients,
        batch_norm_in_use,
        dropout_masks,
        dropout_gradients,
        training_steps,
        training_average,
        training_epochs,
        training_normalises,
    ],
    hint="Take the number of classes from sizes: np.eye(C)[y].",
    row=25,
)
def ten_classes_written_into_the_code(self, X, y, rng=None):
    """Labels become rows of a unit matrix of ten classes."""
    from reference.network import softmax

    N = len(X)
    z, caches = self._forward(X, rng, training=True)
    p, Y = softmax(z), np.eye(10)[y]
    loss = -np.mean(np.sum(Y * np.log(p + 1e-12), axis=1))
    return loss, self._backward((p - Y) / N, caches)


# Gradients


@lab.mistake(
    "DeepNet._backward",
    caught_by=[gradients_of_own_loss, gradients_match, learns, generalises],
    hint="The gradients are N times those of your loss: differentiate the mean that you return.",
    row=12,
)
def gradients_summed(self, dz, caches):
    """The gradients are summed over the batch, the loss is its mean."""
    from reference.network import DeepNet

    gradients = DeepNet._backward(self, dz * len(dz), caches)
    for name, W in self.parameters.items():
        gradients[name] = gradients[name] + 0 * W
    return gradients


@lab.mistake(
    "DeepNet._backward",
    caught_by=[gradients_of_own_loss, gradients_match, batch_norm_gradients, learns, generalises],
    hint="N is divided by once: where the loss is differentiated, or in the layers, not in both.",
    row=13,
)
def divided_by_n_twice(self, dz, caches):
    """Every layer divides by N once more."""
    N, gradients = len(dz), {}
    for layer in range(self.depth, 0, -1):
        cache = caches[layer - 1]
        if layer < self.depth:
            da = dz @ self.parameters[f"W{layer + 1}"].T
            if "mask" in cache:
                da = da * cache["mask"]
            dz = da * self.derivative(cache["z"])
        if "norm" in cache:
            dz, gradients[f"gamma{layer}"], gradients[f"beta{layer}"] = batch_norm_backward(dz, cache["norm"])  # noqa: F821
        else:
            gradients[f"b{layer}"] = dz.sum(axis=0) / N
        W = self.parameters[f"W{layer}"]
        gradients[f"W{layer}"] = cache["a"].T @ dz / N + self.l2 * W
    return gradients


@lab.mistake(
    "DeepNet._backward",
    caught_by=[gradients_of_own_loss, gradients_match, learns, generalises],
    hint="The gradient of the loss is p − onehot; the minus sign belongs to the step.",
    row=17,
)
def sign_flipped(self, dz, caches):
    """The gradients have the wrong sign."""
    from reference.network import DeepNet

    return DeepNet._backward(self, -dz, caches)


@lab.mistake(
    "DeepNet._backward",
    caught_by=[gradients_of_own_loss, gradients_match, batch_norm_gradients, dropout_gradients],
    hint="The chain rule has a factor for each step: on the way back through g comes g′(z).",
)
def slope_of_the_activation_forgotten(self, dz, caches):
    """The way back through the hidden layers leaves g′ out."""
    from reference.network import DeepNet

    derivative, self.derivative = self.derivative, np.ones_like
    try:
        return DeepNet._backward(self, dz, caches)
    finally:
        self.derivative = derivative


@lab.mistake(
    "DeepNet._backward",
    caught_by=[gradients_of_own_loss, gradients_match, batch_norm_gradients, dropout_gradients],
    hint="σ′ is σ(z) (1 − σ(z)): with the output of the sigmoid, not with its input.",
    row=36,
)
def slope_by_the_input(self, dz, caches):
    """The slope of sigmoid and tanh is taken as z (1 − z) and 1 − z², with the input for the output."""
    from reference.network import DERIVATIVES, DeepNet

    slopes = {"sigmoid": lambda z: z * (1 - z), "tanh": lambda z: 1 - z**2, "relu": DERIVATIVES["relu"]}
    name = next(name for name, derivative in DERIVATIVES.items() if derivative is self.derivative)
    derivative, self.derivative = self.derivative, slopes[name]
    try:
        return DeepNet._backward(self, dz, caches)
    finally:
        self.derivative = derivative


@lab.mistake(
    "DeepNet._backward",
    caught_by=[
        loss_values,
        gradients_of_own_loss,
        gradients_match,
        l2_term,
        batch_norm_gradients,
        batch_norm_in_use,
        dropout_masks,
        dropout_gradients,
        training_steps,
        training_average,
        training_normalises,
        learns,
        generalises,
    ],
    hint="z = a W, so ∂L/∂a = ∂L/∂z Wᵀ. Where all layers are equally wide, a missing transpose does not even stop.",
    row=33,
)
def weights_not_transposed(self, dz, caches):
    """The way back multiplies by W instead of Wᵀ."""
    from reference.network import DeepNet

    parameters = self.parameters
    turned = {name: value.T if name[0] == "W" and name != "W1" else value for name, value in parameters.items()}
    self.parameters = turned
    try:
        gradients = DeepNet._backward(self, dz, caches)
    finally:
        self.parameters = parameters
    for name, W in parameters.items():
        if name[0] == "W" and name != "W1":
            gradients[name] = gradients[name] + self.l2 * (W - W.T)
    return gradients


@lab.mistake(
    "DeepNet._backward",
    caught_by=[
        gradients_of_own_loss,
        gradients_match,
        batch_norm_gradients,
        dropout_gradients,
        training_steps,
        training_average,
        training_epochs,
        training_normalises,
        learns,
        generalises,
    ],
    hint="The bias has the shape (n,): sum its gradient over the batch.",
    row=15,
)
def biases_not_summed(self, dz, caches):
    """The gradients of the biases are left as (N, n)."""
    N, gradients = len(dz), {}
    for layer in range(self.depth, 0, -1):
        cache = caches[layer - 1]
        if layer < self.depth:
            dz = dz @ self.parameters[f"W{layer + 1}"].T * cache.get("mask", 1) * self.derivative(cache["z"])
        if "norm" in cache:
            dz, gradients[f"gamma{layer}"], gradients[f"beta{layer}"] = batch_norm_backward(dz, cache["norm"])  # noqa: F821
        else:
            gradients[f"b{layer}"] = dz.reshape(N, -1)
        gradients[f"W{layer}"] = cache["a"].T @ dz + self.l2 * self.parameters[f"W{layer}"]
    return gradients


@lab.mistake(
    "DeepNet._backward",
    caught_by=[gradients_of_own_loss, gradients_match, batch_norm_gradients, dropout_gradients],
    hint="Compare the gradients with the slopes of your loss one parameter at a time: which one is off?",
    row=14,
)
def biases_averaged(self, dz, caches):
    """The gradients of the biases are means where those of the weights are sums."""
    from reference.network import DeepNet

    gradients = DeepNet._backward(self, dz, caches)
    return {name: value / len(dz) if name[0] == "b" else value for name, value in gradients.items()}


@lab.mistake(
    "DeepNet._backward",
    caught_by=[gradients_of_own_loss, gradients_match, batch_norm_gradients, dropout_masks, dropout_gradients],
    hint="The weights of a layer see what the layer before gives: keep the a of every layer on the way forwards.",
)
def activations_of_the_wrong_layer(self, dz, caches):
    """dW of a hidden layer takes the scores z where the activations a belong."""
    from reference.network import DeepNet

    shifted = [dict(cache) for cache in caches]
    for cache, before in zip(shifted[1:], caches, strict=False):
        cache["a"] = before["z"]
    return DeepNet._backward(self, dz, shifted)


@lab.mistake(
    "DeepNet._forward",
    caught_by=[
        loss_values,
        gradients_of_own_loss,
        gradients_match,
        batch_norm_gradients,
        batch_norm_in_use,
        dropout_gradients,
        predictions,
        training_normalises,
    ],
    hint="The last layer's scores go to softmax as they are; g belongs to the hidden layers.",
    row=34,
)
def activation_on_the_scores(self, X, rng, *, training):
    """The activation is applied to the last layer as well."""
    from reference.network import DeepNet

    z, caches = DeepNet._forward(self, X, rng, training=training)
    return self.activation(z), caches


# The penalty


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[l2_term],
    hint="d/dW of l2/2 · W² is l2 · W. Without the ½ in the loss it would be 2 l2 · W.",
    row=28,
)
def penalty_without_the_half(self, X, y, rng=None):
    """The loss has l2 · Σ W², the gradients have l2 · W."""
    from reference.network import DeepNet

    loss, gradients = DeepNet.loss_and_gradients(self, X, y, rng)
    penalty = sum(np.sum(value**2) for name, value in self.parameters.items() if name[0] == "W")
    return loss + self.l2 / 2 * penalty, gradients


@lab.mistake(
    "DeepNet._backward",
    caught_by=[l2_term],
    hint="The penalty is part of the loss, so its slope l2 · W is part of the gradients.",
    row=28,
)
def penalty_without_a_gradient(self, dz, caches):
    """The penalty is in the loss and not in the gradients."""
    from reference.network import DeepNet

    gradients = DeepNet._backward(self, dz, caches)
    return {
        name: value - self.l2 * self.parameters[name] if name[0] == "W" else value for name, value in gradients.items()
    }


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[l2_term],
    hint="The penalty counts the weights of every layer.",
)
def penalty_of_the_last_layer_only(self, X, y, rng=None):
    """Only the last layer's weights are penalised in the loss."""
    from reference.network import DeepNet

    loss, gradients = DeepNet.loss_and_gradients(self, X, y, rng)
    others = sum(np.sum(self.parameters[f"W{layer}"] ** 2) for layer in range(1, self.depth))
    return loss - self.l2 / 2 * others, gradients


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[l2_term],
    hint="Decay weights only: a bias does no harm, and is not penalised.",
    row=30,
)
def biases_penalised(self, X, y, rng=None):
    """The penalty counts the biases too."""
    from reference.network import DeepNet

    loss, gradients = DeepNet.loss_and_gradients(self, X, y, rng)
    for name, value in self.parameters.items():
        if name[0] == "b":
            loss += self.l2 / 2 * np.sum(value**2)
            gradients[name] = gradients[name] + self.l2 * value
    return loss, gradients


@lab.mistake(
    "DeepNet._backward",
    caught_by=[l2_term],
    hint="The penalty is added after the mean over the batch: its slope is l2 · W, whatever N.",
    row=29,
)
def penalty_divided_by_n(self, dz, caches):
    """The gradients have l2 · W / N, the loss has l2/2 · Σ W²."""
    from reference.network import DeepNet

    gradients = DeepNet._backward(self, dz, caches)
    share = self.l2 * (1 - 1 / len(dz))
    return {
        name: value - share * self.parameters[name] if name[0] == "W" else value for name, value in gradients.items()
    }


# Batch norm


@lab.mistake(
    "batch_norm_forward",
    caught_by=[batch_norm_in_use],
    hint="In use, a sample's probabilities must not depend on its neighbours: take the running averages.",
    row=77,
)
def batch_statistics_in_use(x, gamma, beta, running, *, training):
    """In use too, batch norm takes the batch's own mean and variance."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running if training else dict(running), training=True)


@lab.mistake(
    "batch_norm_forward",
    caught_by=[batch_norm_in_use, generalises],
    hint="The running averages are written back after each batch in training: they stay at 0 and 1.",
    row=81,
)
def running_averages_never_move(x, gamma, beta, running, *, training):
    """The running averages stay at their beginning."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, dict(running), training=training)


@lab.mistake(
    "batch_norm_forward",
    caught_by=[batch_norm_in_use],
    hint="The old value keeps 0.9 of the running average, the new one gets 0.1.",
    row=79,
)
def momentum_on_the_new_value(x, gamma, beta, running, *, training):
    """The running averages take 0.9 of the new value."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, momentum=0.1, training=training)


@lab.mistake(
    "batch_norm_forward",
    caught_by=[batch_norm_in_use],
    hint="Only training moves the averages: whoever tests on zeros must not spoil what was learnt.",
    row=80,
)
def averages_move_in_use(x, gamma, beta, running, *, training):
    """In use, the running averages follow the batch as well."""
    from reference.batch_norm import forward

    result = forward(x, gamma, beta, running, training=training)
    if not training:
        forward(x, gamma, beta, running, training=True)
    return result


@lab.mistake(
    "batch_norm_forward",
    caught_by=[batch_norm_in_use],
    hint="γ and β are part of the layer in both modes; only where μ and σ² come from differs.",
    row=78,
)
def no_scale_and_shift_in_use(x, gamma, beta, running, *, training):
    """In use, batch norm leaves γ and β out."""
    from reference.batch_norm import forward

    if training:
        return forward(x, gamma, beta, running, training=True)
    return forward(x, np.ones_like(gamma), np.zeros_like(beta), running, training=False)


@lab.mistake(
    "batch_norm_forward",
    caught_by=[batch_norm_gradients, batch_norm_in_use],
    hint="The batch's variance is divided by N, not by N − 1.",
    row=76,
)
def unbiased_variance_in_batch_norm(x, gamma, beta, running, *, training):
    """Batch norm divides the variance by N − 1."""
    from reference.batch_norm import forward

    if not training:
        return forward(x, gamma, beta, running, training=False)
    more = np.sqrt(len(x) / (len(x) - 1))
    y, (x_hat, gamma, std) = forward(x, gamma, beta, running, training=True)
    return (y - beta) / more + beta, (x_hat / more, gamma, std * more)


@lab.mistake(
    "batch_norm_backward",
    caught_by=[batch_norm_gradients],
    hint="μ and σ² depend on the inputs as well: their two terms are missing on the way back.",
    row=82,
)
def statistics_are_constants(dout, cache):
    """On the way back through batch norm, μ and σ² count as constants."""
    x_hat, gamma, std = cache
    return gamma / std * dout, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@lab.mistake(
    "batch_norm_backward",
    caught_by=[batch_norm_gradients],
    hint="γ and β are parameters as W is: their gradients are Σ dout · x̂ and Σ dout.",
)
def scale_and_shift_have_no_gradient(dout, cache):
    """γ and β are given gradients of 0."""
    from reference.batch_norm import backward

    dx, dgamma, dbeta = backward(dout, cache)
    return dx, 0 * dgamma, 0 * dbeta


# Dropout


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_masks],
    hint="Inverted dropout divides what it keeps by keep, so that nothing has to be scaled in use.",
    row=86,
)
def kept_units_not_scaled(x, keep, rng, training):
    """What is kept is not divided by keep."""
    mask = (rng.random(x.shape) < keep) * 1.0 if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_masks, training_steps, training_average, training_normalises, generalises],
    hint="keep is the probability of being kept; yours is that of being dropped. At 0.5 nobody can tell.",
    row=87,
)
def keep_and_drop_mixed_up(x, keep, rng, training):
    """Units are dropped with probability keep."""
    mask = (rng.random(x.shape) > keep) / (1 - keep) if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_masks, training_steps, training_average, training_normalises, learns, generalises],
    hint="The mask keeps with probability keep, so keep is what it is divided by, not 1 − keep.",
    row=87,
)
def divided_by_the_wrong_probability(x, keep, rng, training):
    """What is kept is divided by 1 − keep."""
    mask = (rng.random(x.shape) < keep) / (1 - keep) if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_masks, training_steps, training_average, training_normalises],
    hint="rng.random is uniform between 0 and 1, and so below keep with probability keep; rng.normal is not.",
    row=89,
)
def normal_for_uniform_numbers(x, keep, rng, training):
    """The mask compares normal numbers with keep."""
    mask = (rng.normal(size=x.shape) < keep) / keep if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_masks],
    hint="Each sample has a mask of its own: draw as many numbers as there are values.",
    row=90,
)
def one_mask_for_the_batch(x, keep, rng, training):
    """All samples of a batch share a mask."""
    mask = np.broadcast_to((rng.random(x.shape[1]) < keep) / keep, x.shape) if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_masks],
    hint="A generator with a seed of your own drops the same units in every step; draw from rng.",
    row=127,
)
def masks_from_a_seed_of_their_own(x, keep, rng, training):
    """The masks are drawn with a seed that is written into the code."""
    mask = (np.random.default_rng(0).random(x.shape) < keep) / keep if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_backward",
    caught_by=[dropout_gradients],
    hint="What was dropped has no part in the loss: the way back goes through the same mask.",
    row=90,
)
def mask_forgotten_on_the_way_back(dout, mask):
    """The way back leaves the mask out."""
    return dout


@lab.mistake(
    "dropout_backward",
    caught_by=[dropout_gradients],
    hint="Keep the mask of the way forwards; another one belongs to another loss.",
    row=90,
)
def new_mask_on_the_way_back(dout, mask):
    """The way back draws a mask of its own."""
    keep = 1 / mask.max()
    return dout * (np.random.random(dout.shape) < keep) / keep


@lab.mistake(
    "DeepNet.probabilities",
    caught_by=[predictions],
    hint="Inverted dropout has done its scaling in training; in use nothing is multiplied by keep.",
    row=88,
)
def scaled_in_use(self, X):
    """In use, hidden units are multiplied by keep."""
    from reference.network import softmax

    activation = self.activation
    self.activation = lambda z: activation(z) * self.keep
    try:
        z, _ = self._forward(X, None, training=False)
    finally:
        self.activation = activation
    return softmax(z)


@lab.mistake(
    "DeepNet.probabilities",
    caught_by=[predictions],
    hint="In use the whole network is used: no unit is dropped.",
    row=88,
)
def dropped_in_use(self, X):
    """In use, units are dropped as in training."""
    from reference.network import softmax

    activation = self.activation
    self.activation = lambda z: activation(z) * (np.random.random(z.shape) < self.keep) / self.keep
    try:
        z, _ = self._forward(X, None, training=False)
    finally:
        self.activation = activation
    return softmax(z)


@lab.mistake(
    "DeepNet.probabilities",
    caught_by=[batch_norm_in_use, predictions, training_normalises],
    hint="predict and probabilities end with softmax: every row is between 0 and 1 and sums to 1.",
)
def scores_for_probabilities(self, X):
    """probabilities gives the scores, without softmax."""
    return self._forward(X, None, training=False)[0]


@lab.mistake(
    "DeepNet.predict",
    caught_by=[predictions, training_normalises, learns, generalises],
    hint="Which axis holds the classes? One label for each sample.",
    row=4,
)
def labels_of_the_columns(self, X):
    """predict looks for the largest probability of each class, not of each sample."""
    return self.probabilities(X).argmax(axis=0)


# Training


def _train(self, X, y, epochs, batch_size, schedule, average, rng, *, batches=None, rates=None, rest=True):
    """Textbook training in which some parts can be replaced."""
    from reference.network import MovingAverage, feature_statistics

    self.mean, self.variance = feature_statistics(X)
    moving, history = MovingAverage(average), []
    moving.update(self.parameters)
    for epoch in range(epochs):
        order = rng.permutation(len(X)) if batches is None else batches(len(X))
        stop = len(X) if rest else len(X) - batch_size + 1
        for start in range(0, stop, batch_size):
            batch = order[start : start + batch_size]
            loss, gradients = self.loss_and_gradients(X[batch], y[batch], rng)
            rate = schedule(len(history)) if rates is None else rates(epoch, len(history))
            self.parameters = {name: theta - rate * gradients[name] for name, theta in self.parameters.items()}
            moving.update(self.parameters)
            history.append(loss)
    self.parameters = moving.average
    return history


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps],
    hint="t counts steps, not epochs: it goes on by one with every batch.",
    row=72,
)
def schedule_by_epochs(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The schedule is asked for the number of the epoch."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, rates=lambda epoch, t: schedule(epoch))


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps],
    hint="The first step has the number 0.",
)
def steps_counted_from_one(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The schedule is asked for step 1 first."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, rates=lambda epoch, t: schedule(t + 1))


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps, training_average, training_epochs, learns, generalises],
    hint="schedule(t) is the rate itself; multiplied from step to step it vanishes.",
    row=73,
)
def rates_multiplied(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The rate of each step is the product of the schedule's values so far."""
    from assignments.deep_net.mistakes import _train

    rate = 1.0

    def rates(epoch, t):
        nonlocal rate
        rate *= schedule(t)
        return rate

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, rates=rates)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps],
    hint="Ask the schedule in every step: the rate falls as training goes on.",
)
def schedule_asked_once(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The learning rate stays that of the first step."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, rates=lambda epoch, t: schedule(0))


@lab.mistake(
    "DeepNet.train",
    caught_by=[
        dropout_masks,
        training_steps,
        training_average,
        training_epochs,
        training_normalises,
        learns,
        generalises,
    ],
    hint="The step goes against the gradient: θ − rate · ∂L/∂θ.",
    row=54,
)
def uphill(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The gradients are added instead of subtracted."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, rates=lambda epoch, t: -schedule(t))


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps, training_average, training_epochs, training_normalises],
    hint="Every parameter takes its step: biases, and with batch norm γ and β, as well as the weights.",
)
def biases_never_updated(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """Only the weights take steps."""
    from assignments.deep_net.mistakes import _train

    full = self.loss_and_gradients

    def weights_only(X, y, rng):
        loss, gradients = full(X, y, rng)
        return loss, {name: value if name[0] == "W" else 0 * value for name, value in gradients.items()}

    self.loss_and_gradients = weights_only
    try:
        return _train(self, X, y, epochs, batch_size, schedule, average, rng)
    finally:
        del self.loss_and_gradients


@lab.mistake(
    "DeepNet.train",
    caught_by=[dropout_masks],
    hint="Dropout belongs to training: hand rng on to loss_and_gradients.",
)
def nothing_dropped_in_train(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """train calls loss_and_gradients without rng, and no unit is dropped."""
    from assignments.deep_net.mistakes import _train

    full = self.loss_and_gradients
    self.loss_and_gradients = lambda X, y, rng: full(X, y)
    try:
        return _train(self, X, y, epochs, batch_size, schedule, average, rng)
    finally:
        del self.loss_and_gradients


# The moving average


class _Average:
    """What the averages below share."""

    def __init__(self, decay):
        self.decay, self.t, self.average = decay, 0, {}

    def share(self, t):
        return min(self.decay, (1 + t) / (10 + t))

    def update(self, params):
        if not self.average:
            self.average = {name: theta.copy() for name, theta in params.items()}
            return
        self.t += 1
        d = self.share(self.t)
        self.average = {name: d * self.average[name] + (1 - d) * theta for name, theta in params.items()}


class _Unbounded(_Average):
    def share(self, t):
        return self.decay


class _LargerBound(_Average):
    def share(self, t):
        return max(self.decay, (1 + t) / (10 + t))


class _Swapped(_Average):
    def share(self, t):
        return 1 - min(self.decay, (1 + t) / (10 + t))


class _FromZero(_Average):
    def update(self, params):
        if not self.average:
            self.average = {name: np.zeros_like(theta) for name, theta in params.items()}
            return
        super().update(params)


class _Same(_Average):
    def update(self, params):
        self.average = params


@lab.mistake(
    "MovingAverage",
    caught_by=[training_average],
    hint="A fixed decay of 0.99 remembers the initial weights for hundreds of steps: take the smaller of it and "
    "(1 + t) / (10 + t).",
    row=75,
)
def average_without_the_bound(decay):
    """The average keeps the same share of its value from the first step on."""
    from assignments.deep_net.mistakes import _Unbounded

    return _Unbounded(decay)


@lab.mistake(
    "MovingAverage",
    caught_by=[dropout_masks, training_steps, training_average, training_epochs, training_normalises],
    hint="The bound makes d smaller while the average is young: min, not max.",
    row=75,
)
def larger_of_the_two_decays(decay):
    """d is the larger of average and (1 + t) / (10 + t)."""
    from assignments.deep_net.mistakes import _LargerBound

    return _LargerBound(decay)


@lab.mistake(
    "MovingAverage",
    caught_by=[dropout_masks, training_steps, training_average, training_epochs, training_normalises],
    hint="d is the share that the average keeps, and 1 − d what comes in; with average=0 only the last θ counts.",
)
def shares_swapped(decay):
    """The new parameters get the share d, and the average 1 − d."""
    from assignments.deep_net.mistakes import _Swapped

    return _Swapped(decay)


@lab.mistake(
    "MovingAverage",
    caught_by=[training_average],
    hint="The average begins at the parameters; from 0 it would have to be corrected.",
    row=74,
)
def average_from_zero(decay):
    """The average begins at 0."""
    from assignments.deep_net.mistakes import _FromZero

    return _FromZero(decay)


@lab.mistake(
    "MovingAverage",
    caught_by=[training_average],
    hint="A dict of the same arrays is no copy: the average is made of arrays of its own.",
    row=95,
)
def average_is_the_parameters(decay):
    """The average holds the parameters themselves, and so it is always the last of them."""
    from assignments.deep_net.mistakes import _Same

    return _Same(decay)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_average],
    hint="The averages are computed and then left lying: at the end of train they become the parameters.",
)
def average_never_used(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """After training, the parameters are the last ones, not the averages."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, 0.0, rng)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_average],
    hint="Steps go on from θ; the average only watches, until training ends.",
)
def steps_from_the_average(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """Each step begins at the average instead of at the parameters."""
    self.mean, self.variance = feature_statistics(X)  # noqa: F821
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            loss, gradients = self.loss_and_gradients(X[batch], y[batch], rng)
            rate, t = schedule(len(history)), len(history) + 1
            d = min(average, (1 + t) / (10 + t))
            for name, theta in self.parameters.items():
                self.parameters[name] = d * theta + (1 - d) * (theta - rate * gradients[name])
            history.append(loss)
    return history


# Epochs


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_epochs],
    hint="Draw a new order of the samples for each epoch: rng.permutation(N).",
)
def order_never_drawn(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """Every epoch goes through the samples in the order they come in."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, batches=np.arange)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_epochs],
    hint="Draw the order inside the loop of epochs.",
)
def shuffled_once(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The order of the samples is drawn once, before the first epoch."""
    from assignments.deep_net.mistakes import _train

    order = rng.permutation(len(X))
    return _train(self, X, y, epochs, batch_size, schedule, average, rng, batches=lambda N: order)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_epochs],
    hint="Draw from the rng that you are given, or nobody can repeat your run.",
    row=127,
)
def order_from_np_random(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The order comes from np.random instead of rng."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, batches=np.random.permutation)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_epochs],
    hint="rng.permutation(N) gives every order the same chance.",
)
def cut_like_cards(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The samples are only shifted round, so that neighbours stay neighbours."""
    from assignments.deep_net.mistakes import _train

    def rolled(N):
        return np.roll(np.arange(N), rng.integers(N))

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, batches=rolled)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps, training_epochs],
    hint="Every epoch goes through all samples: the last batch may be smaller, and there may be fewer than batch_size.",
)
def rest_dropped(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """Samples that do not fill a batch are left out."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, rest=False)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps, training_average, training_epochs, training_normalises, learns, generalises],
    hint="Put X and y into the same order: draw it once, and index both with it.",
    row=121,
)
def inputs_shuffled_without_labels(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """X is put into another order, y is not."""
    from assignments.deep_net.mistakes import _train

    return _train(self, X[rng.permutation(len(X))], y, epochs, batch_size, schedule, average, rng, batches=np.arange)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_epochs],
    hint="Each batch needs its own part of the order.",
)
def first_batch_again_and_again(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """Every step of an epoch uses the same batch."""
    from assignments.deep_net.mistakes import _train

    def batches(N):
        return np.resize(rng.permutation(N)[:batch_size], N)

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, batches=batches)


@lab.mistake(
    "DeepNet.train",
    caught_by=[dropout_masks, training_steps, training_average, training_epochs, training_normalises],
    hint="An epoch takes each sample once: a permutation. rng.integers takes some twice and others never.",
)
def drawn_with_replacement(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """The samples of each epoch are drawn with replacement."""
    from assignments.deep_net.mistakes import _train

    def batches(N):
        return rng.integers(N, size=N)

    return _train(self, X, y, epochs, batch_size, schedule, average, rng, batches=batches)


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_epochs],
    hint="The history holds mean losses: divide the sum by the number of samples, or keep one loss per step.",
    row=11,
)
def history_of_sums(self, X, y, *, epochs, batch_size, **how):
    """The losses of an epoch's steps are added up."""
    from reference.network import DeepNet

    history = DeepNet.train(self, X, y, epochs=epochs, batch_size=batch_size, **how)
    return list(np.reshape(history, (epochs, -1)).sum(axis=1))


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_epochs, learns, generalises],
    hint="train returns the list of losses.",
    row=132,
)
def no_history(self, X, y, **how):
    """train returns nothing."""
    from reference.network import DeepNet

    DeepNet.train(self, X, y, **how)


# Normalised inputs in the network


@lab.mistake(
    "DeepNet._forward",
    caught_by=[training_normalises],
    hint="Unseen inputs are normalised by mean and variance of the training set; of one sample the own mean is itself.",
    row=129,
)
def unseen_normalised_by_their_own(self, X, rng, *, training):
    """In use, the inputs are normalised by their own mean and variance."""
    from reference.network import DeepNet

    kept = self.mean, self.variance
    if not training and np.any(self.mean != 0):
        self.mean, self.variance = X.mean(axis=0), X.var(axis=0)
    try:
        return DeepNet._forward(self, X, rng, training=training)
    finally:
        self.mean, self.variance = kept


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_steps, training_average, training_epochs, training_normalises],
    hint="Take mean and variance of X at the beginning of train, and normalise by them.",
)
def inputs_not_normalised(self, X, y, *, epochs, batch_size, schedule, average, rng):
    """train leaves the inputs as they are."""
    from assignments.deep_net.mistakes import _train

    result = _train(self, np.zeros_like(X), y, 0, batch_size, schedule, average, rng)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            loss, gradients = self.loss_and_gradients(X[batch], y[batch], rng)
            rate = schedule(len(result))
            self.parameters = {name: theta - rate * gradients[name] for name, theta in self.parameters.items()}
            result.append(loss)
    return result


@lab.mistake(
    "DeepNet.train",
    caught_by=[training_normalises, learns, generalises],
    hint="What training saw normalised has to be normalised in use as well: keep mean and variance.",
)
def normalised_in_training_only(self, X, y, **how):
    """train normalises its inputs, probabilities and predict do not."""
    from reference.network import DeepNet

    history = DeepNet.train(self, X, y, **how)
    self.mean, self.variance = np.zeros_like(self.mean), np.ones_like(self.variance)
    return history


# Nothing at all


@lab.mistake(
    "DeepNet.predict",
    caught_by=[predictions, training_normalises, learns, generalises],
    hint="predict returns one label for each sample: argmax over the classes.",
    row=132,
)
def nothing_predicted(self, X):
    """predict computes, and returns nothing."""
    self.probabilities(X).argmax(axis=1)


@lab.mistake(
    "DeepNet.loss_and_gradients",
    caught_by=[
        inputs_unchanged,
        loss_values,
        batch_norm_in_use,
        dropout_masks,
        training_steps,
        training_average,
        training_epochs,
        training_normalises,
    ],
    hint="loss_and_gradients only looks; train takes the step.",
)
def step_in_loss_and_gradients(self, X, y, rng=None):
    """loss_and_gradients moves the parameters a little."""
    from reference.network import DeepNet

    loss, gradients = DeepNet.loss_and_gradients(self, X, y, rng)
    for name in self.parameters:
        self.parameters[name] = self.parameters[name] - 0.01 * gradients[name]
    return loss, gradients
