"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, normal) is looked up in the copy
of the reference that it is put into.
"""

import numpy as np

from .lab import (
    activation_applied,
    draws_from_rng,
    he_normal_values,
    he_uniform_values,
    input_variance,
    lab,
    large_matrices,
    normal_values,
    shapes,
    signal_kept,
    symmetry,
    vanishing_and_exploding,
    weights_of_each_layer,
    xavier_normal_values,
    xavier_uniform_values,
    zeros_values,
)

# zeros and normal


@lab.mistake(
    "zeros",
    caught_by=[zeros_values],
    hint="The weights are to be exactly 0, not small.",
)
def small_for_zero(fan_in, fan_out, rng):
    """The weights are small random numbers."""
    return 0.001 * rng.standard_normal((fan_in, fan_out))


@lab.mistake("zeros", caught_by=[zeros_values], hint="Equal weights, but they are 1: np.zeros.")
def ones_for_zeros(fan_in, fan_out, rng):
    """The weights are all 1."""
    return np.ones((fan_in, fan_out))


@lab.mistake("zeros", caught_by=[shapes], hint="W has a row for each input: (fan_in, fan_out).")
def zeros_transposed(fan_in, fan_out, rng):
    """The zeros have the shape (fan_out, fan_in)."""
    return np.zeros((fan_out, fan_in))


@lab.mistake(
    "zeros", caught_by=[zeros_values], hint="np.empty reserves memory and leaves in it what was there: np.zeros."
)
def memory_not_cleared(fan_in, fan_out, rng):
    """The array is never filled."""
    W = np.empty((fan_in, fan_out))
    W[:] = 1e-310  # what such memory may well hold
    return W


@lab.mistake(
    "normal",
    caught_by=[normal_values],
    hint="rng.standard_normal has the standard deviation 1: multiply by std.",
)
def standard_normal(fan_in, fan_out, rng, std=0.01):
    """std is not used."""
    return rng.standard_normal((fan_in, fan_out))


@lab.mistake(
    "normal",
    caught_by=[normal_values],
    hint="Use the std that is handed over: 0.01 is only its default.",
    row=25,
)
def std_written_into_the_code(fan_in, fan_out, rng, std=0.01):
    """std is always 0.01."""
    return rng.normal(0, 0.01, (fan_in, fan_out))


@lab.mistake(
    "normal",
    caught_by=[normal_values],
    hint="std is the standard deviation, which is what rng.normal takes; the root of it is too large.",
    row=44,
)
def std_for_a_variance(fan_in, fan_out, rng, std=0.01):
    """std is taken for a variance."""
    return rng.normal(0, np.sqrt(std), (fan_in, fan_out))


@lab.mistake("normal", caught_by=[normal_values], hint="Where no std is given it is 0.01, says the statement.")
def default_of_one(fan_in, fan_out, rng, std=1.0):
    """The default of std is 1."""
    return rng.normal(0, std, (fan_in, fan_out))


@lab.mistake(
    "normal",
    caught_by=[normal_values],
    hint="rng.normal(std, …) makes std the mean: the order is mean, standard deviation, size.",
)
def std_for_the_mean(fan_in, fan_out, rng, std=0.01):
    """std is handed over as the mean."""
    return rng.normal(std, size=(fan_in, fan_out))


@lab.mistake(
    "normal",
    caught_by=[draws_from_rng],
    hint="np.random.randn draws from a generator of its own: use the rng that is handed over.",
)
def global_randomness(fan_in, fan_out, rng, std=0.01):
    """The weights are drawn from np.random."""
    return std * np.random.randn(fan_in, fan_out)


@lab.mistake(
    "xavier_normal",
    caught_by=[draws_from_rng],
    hint="With a seed of its own, the function draws the same weights for every layer of a size.",
    row=127,
)
def seeded_inside(fan_in, fan_out, rng):
    """np.random.seed makes all weights the same."""
    np.random.seed(0)
    return np.random.randn(fan_in, fan_out) * np.sqrt(2 / (fan_in + fan_out))


@lab.mistake("normal", caught_by=[shapes], hint="W has a row for each input: (fan_in, fan_out).")
def normal_transposed(fan_in, fan_out, rng, std=0.01):
    """The weights have the shape (fan_out, fan_in)."""
    return rng.normal(0, std, (fan_out, fan_in))


@lab.mistake(
    "normal",
    caught_by=[normal_values, symmetry],
    hint="One random number for all weights is as symmetric as 0: give rng.normal a size.",
    row=43,
)
def one_number_for_all(fan_in, fan_out, rng, std=0.01):
    """One random number fills the matrix."""
    return np.full((fan_in, fan_out), rng.normal(0, std))


@lab.mistake(
    "he_normal",
    caught_by=[he_normal_values],
    hint="Every unit, which is a column of W, gets the same weights here: draw a matrix, not a column.",
    row=43,
)
def one_column_for_all(fan_in, fan_out, rng):
    """All units have the same weights."""
    return np.tile(rng.normal(0, np.sqrt(2 / fan_in), (fan_in, 1)), (1, fan_out))


# Xavier


@lab.mistake(
    "xavier_normal",
    caught_by=[xavier_normal_values],
    hint="2 / (fan_in + fan_out) is the variance; rng.normal takes the standard deviation, its root.",
    row=44,
)
def xavier_variance_as_std(fan_in, fan_out, rng):
    """The variance is taken for the standard deviation."""
    return rng.normal(0, 2 / (fan_in + fan_out), (fan_in, fan_out))


@lab.mistake(
    "xavier_normal",
    caught_by=[xavier_normal_values],
    hint="This is the bound of the uniform distribution; the normal one has √(2 / (fan_in + fan_out)).",
    row=45,
)
def bound_as_std(fan_in, fan_out, rng):
    """The standard deviation is √(6 / (fan_in + fan_out))."""
    return rng.normal(0, np.sqrt(6 / (fan_in + fan_out)), (fan_in, fan_out))


@lab.mistake(
    "xavier_normal",
    caught_by=[xavier_normal_values],
    hint="√(1 / fan_in) goes by the same name, but the statement asks for both fans: √(2 / (fan_in + fan_out)).",
)
def xavier_of_one_fan(fan_in, fan_out, rng):
    """The standard deviation is √(1 / fan_in)."""
    return rng.normal(0, np.sqrt(1 / fan_in), (fan_in, fan_out))


@lab.mistake(
    "xavier_normal",
    caught_by=[xavier_normal_values],
    hint="The fans are added, not multiplied.",
)
def product_of_the_fans(fan_in, fan_out, rng):
    """The standard deviation is √(2 / (fan_in · fan_out))."""
    return rng.normal(0, np.sqrt(2 / (fan_in * fan_out)), (fan_in, fan_out))


@lab.mistake(
    "xavier_normal",
    caught_by=[xavier_normal_values],
    hint="Python divides before it adds: fan_in + fan_out needs brackets.",
)
def fans_without_brackets(fan_in, fan_out, rng):
    """Only fan_in is under the fraction bar."""
    return rng.normal(0, np.sqrt(2 / fan_in + fan_out), (fan_in, fan_out))


@lab.mistake(
    "xavier_normal",
    caught_by=[xavier_normal_values],
    hint="Which gain? √(2 / (in + out)) is the square root of 1 over the *mean* of the fans: the 2 belongs there.",
)
def xavier_without_two(fan_in, fan_out, rng):
    """The standard deviation is √(1 / (fan_in + fan_out))."""
    return rng.normal(0, np.sqrt(1 / (fan_in + fan_out)), (fan_in, fan_out))


@lab.mistake(
    "xavier_normal",
    caught_by=[xavier_normal_values],
    hint="rng.uniform draws from a uniform distribution; here a normal one is asked.",
)
def uniform_for_normal(fan_in, fan_out, rng):
    """The distribution is uniform."""
    a = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-a, a, (fan_in, fan_out))


@lab.mistake(
    "xavier_normal",
    caught_by=[large_matrices],
    hint="Drawing again what is beyond 2σ makes the standard deviation 12 % smaller than the one you began with.",
)
def cut_off_at_two_sigma(fan_in, fan_out, rng):
    """The normal distribution is cut off at two standard deviations."""
    W = rng.standard_normal((fan_in, fan_out))
    while (np.abs(W) > 2).any():
        W = np.where(np.abs(W) > 2, rng.standard_normal(W.shape), W)
    return W * np.sqrt(2 / (fan_in + fan_out))


@lab.mistake(
    "xavier_uniform",
    caught_by=[xavier_uniform_values],
    hint="The standard deviation of U(−a, a) is a/√3, so a is √3 times what you have: √(6 / (fan_in + fan_out)).",
    row=45,
)
def std_as_bound(fan_in, fan_out, rng):
    """The bound is the standard deviation, without √3."""
    a = np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-a, a, (fan_in, fan_out))


@lab.mistake(
    "xavier_uniform",
    caught_by=[xavier_uniform_values],
    hint="rng.random and rng.uniform(0, a) give positive numbers only: the mean has to be 0.",
)
def positive_only(fan_in, fan_out, rng):
    """The weights lie between 0 and a."""
    return np.sqrt(6 / (fan_in + fan_out)) * rng.random((fan_in, fan_out))


@lab.mistake(
    "xavier_uniform",
    caught_by=[xavier_uniform_values],
    hint="The root is missing: a = √(6 / (fan_in + fan_out)).",
    row=44,
)
def bound_without_root(fan_in, fan_out, rng):
    """The bound is 6 / (fan_in + fan_out)."""
    a = 6 / (fan_in + fan_out)
    return rng.uniform(-a, a, (fan_in, fan_out))


@lab.mistake(
    "xavier_uniform",
    caught_by=[xavier_uniform_values],
    hint="rng.normal takes a standard deviation; a bound is what rng.uniform takes.",
    row=45,
)
def normal_for_uniform(fan_in, fan_out, rng):
    """The bound is used as the standard deviation of a normal distribution."""
    return rng.normal(0, np.sqrt(6 / (fan_in + fan_out)), (fan_in, fan_out))


@lab.mistake("xavier_uniform", caught_by=[shapes], hint="W has a row for each input: (fan_in, fan_out).")
def uniform_transposed(fan_in, fan_out, rng):
    """The weights have the shape (fan_out, fan_in)."""
    a = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-a, a, (fan_out, fan_in))


# He


@lab.mistake(
    "he_normal",
    caught_by=[he_normal_values, signal_kept],
    hint="2 / fan_in is the variance; the standard deviation is its root.",
    row=44,
)
def he_variance_as_std(fan_in, fan_out, rng):
    """The variance is taken for the standard deviation."""
    return rng.standard_normal((fan_in, fan_out)) * 2 / fan_in


@lab.mistake(
    "he_normal",
    caught_by=[he_normal_values],
    hint="What counts are the inputs that are added up in a unit: fan_in, which is the number of rows.",
    row=46,
)
def he_of_the_outputs(fan_in, fan_out, rng):
    """The standard deviation is √(2 / fan_out)."""
    return rng.normal(0, np.sqrt(2 / fan_out), (fan_in, fan_out))


@lab.mistake(
    "he_normal",
    caught_by=[he_normal_values, signal_kept],
    hint="√(1 / fan_in) keeps a linear signal. ReLU takes half of it away, hence the 2.",
)
def he_without_two(fan_in, fan_out, rng):
    """The standard deviation is √(1 / fan_in)."""
    return rng.normal(0, np.sqrt(1 / fan_in), (fan_in, fan_out))


@lab.mistake("he_normal", caught_by=[he_normal_values], hint="This is Xavier's: He's counts fan_in alone.")
def xavier_for_he(fan_in, fan_out, rng):
    """The standard deviation is √(2 / (fan_in + fan_out))."""
    return rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), (fan_in, fan_out))


@lab.mistake(
    "he_normal",
    caught_by=[he_normal_values],
    hint="The 2 belongs under the root: √(2 / fan_in).",
)
def two_outside_the_root(fan_in, fan_out, rng):
    """The standard deviation is 2 / √fan_in."""
    return rng.normal(0, 2 / np.sqrt(fan_in), (fan_in, fan_out))


@lab.mistake(
    "he_uniform",
    caught_by=[he_uniform_values],
    hint="The standard deviation of U(−a, a) is a/√3, so a is √(6 / fan_in).",
    row=45,
)
def he_std_as_bound(fan_in, fan_out, rng):
    """The bound is √(2 / fan_in)."""
    a = np.sqrt(2 / fan_in)
    return rng.uniform(-a, a, (fan_in, fan_out))


@lab.mistake(
    "he_uniform",
    caught_by=[he_uniform_values],
    hint="What counts are the inputs that are added up in a unit: fan_in, not fan_out.",
    row=46,
)
def he_bound_of_the_outputs(fan_in, fan_out, rng):
    """The bound is √(6 / fan_out)."""
    a = np.sqrt(6 / fan_out)
    return rng.uniform(-a, a, (fan_in, fan_out))


@lab.mistake(
    "he_uniform",
    caught_by=[he_uniform_values],
    hint="√(3 / fan_in) belongs to the variance 1 / fan_in; He's is 2 / fan_in.",
)
def he_bound_of_three(fan_in, fan_out, rng):
    """The bound is √(3 / fan_in)."""
    a = np.sqrt(3 / fan_in)
    return rng.uniform(-a, a, (fan_in, fan_out))


# signal_variances


@lab.mistake(
    "signal_variances",
    caught_by=[activation_applied],
    hint="The variance of layer l is that of activation(x W), not of x W.",
)
def before_the_activation(init, depth, width, activation, rng):
    """The variances are those before the activation."""
    x = rng.standard_normal((1000, width))
    variances = [x.var()]
    for _ in range(depth):
        z = x @ init(width, width, rng)
        variances.append(z.var())
        x = activation(z)
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[activation_applied],
    hint="activation is never called: x = activation(x @ W).",
)
def activation_forgotten(init, depth, width, activation, rng):
    """There is no activation."""
    x = rng.standard_normal((1000, width))
    variances = [x.var()]
    for _ in range(depth):
        x = x @ init(width, width, rng)
        variances.append(x.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[vanishing_and_exploding],
    hint="np.std is the root of the variance: np.var.",
)
def standard_deviations(init, depth, width, activation, rng):
    """Standard deviations are returned."""
    x = rng.standard_normal((1000, width))
    deviations = [x.std()]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        deviations.append(x.std())
    return deviations


@lab.mistake(
    "signal_variances",
    caught_by=[activation_applied],
    hint="The mean of the squares is the variance only where the mean is 0, which behind an activation it is not.",
)
def mean_squares(init, depth, width, activation, rng):
    """Mean squares are returned."""
    x = rng.standard_normal((1000, width))
    squares = [x.var()]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        squares.append(np.mean(x**2))
    return squares


@lab.mistake(
    "signal_variances",
    caught_by=[input_variance],
    hint="The first of the depth + 1 numbers is the variance of the input.",
)
def without_the_input(init, depth, width, activation, rng):
    """The variance of the input is left out."""
    x = rng.standard_normal((1000, width))
    variances = []
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        variances.append(x.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[vanishing_and_exploding, activation_applied, weights_of_each_layer, input_variance],
    hint="range(1, depth) leaves out one layer: depth layers are range(depth).",
)
def one_layer_short(init, depth, width, activation, rng):
    """The last layer is missing."""
    x = rng.standard_normal((1000, width))
    variances = [x.var()]
    for _ in range(1, depth):
        x = activation(x @ init(width, width, rng))
        variances.append(x.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[weights_of_each_layer],
    hint="init stands before the loop: call it for each layer, so that each has its own weights.",
)
def same_weights_in_all_layers(init, depth, width, activation, rng):
    """All layers share their weights."""
    x = rng.standard_normal((1000, width))
    W = init(width, width, rng)
    variances = [x.var()]
    for _ in range(depth):
        x = activation(x @ W)
        variances.append(x.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[vanishing_and_exploding, activation_applied, weights_of_each_layer],
    hint="Each layer takes what the one before it gave: x = activation(x @ W), under the same name.",
)
def every_layer_from_the_input(init, depth, width, activation, rng):
    """Every layer starts from the input."""
    x = rng.standard_normal((1000, width))
    variances = [x.var()]
    for _ in range(depth):
        y = activation(x @ init(width, width, rng))
        variances.append(y.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[input_variance],
    hint="rng.random is uniform between 0 and 1, with variance 1/12: rng.standard_normal.",
)
def uniform_input(init, depth, width, activation, rng):
    """The input is uniform between 0 and 1."""
    x = rng.random((1000, width))
    variances = [x.var()]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        variances.append(x.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[input_variance],
    hint="np.random.randn draws from a generator of its own: use the rng that is handed over.",
)
def input_from_elsewhere(init, depth, width, activation, rng):
    """The input is drawn from np.random."""
    x = np.random.randn(1000, width)
    variances = [x.var()]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        variances.append(x.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[vanishing_and_exploding, activation_applied, weights_of_each_layer],
    hint="x * W multiplies entry by entry; the product of matrices is x @ W.",
)
def entry_by_entry(init, depth, width, activation, rng):
    """x and W are multiplied entry by entry."""
    x = rng.standard_normal((width, width))
    variances = [x.var()]
    for _ in range(depth):
        x = activation(x * init(width, width, rng))
        variances.append(x.var())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[vanishing_and_exploding, activation_applied, weights_of_each_layer, input_variance],
    hint="var(axis=0) gives a number for each unit; one over all entries is asked.",
)
def a_variance_for_each_unit(init, depth, width, activation, rng):
    """A variance of each unit is returned."""
    x = rng.standard_normal((1000, width))
    variances = [x.var(axis=0)]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        variances.append(x.var(axis=0))
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[activation_applied],
    hint="One variance over all entries, np.var(x), counts how far the samples' means are apart as well.",
)
def mean_of_the_samples_variances(init, depth, width, activation, rng):
    """The variance of each sample is taken, and the mean of those returned."""
    x = rng.standard_normal((1000, width))
    variances = [x.var(axis=1).mean()]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        variances.append(x.var(axis=1).mean())
    return variances


@lab.mistake(
    "signal_variances",
    caught_by=[vanishing_and_exploding, activation_applied, weights_of_each_layer, input_variance],
    hint="Only the last variance is left: collect them in a list.",
)
def the_last_one_only(init, depth, width, activation, rng):
    """Only the last layer's variance is returned."""
    x = rng.standard_normal((1000, width))
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
    return x.var()


@lab.mistake(
    "signal_variances",
    caught_by=[vanishing_and_exploding, activation_applied, weights_of_each_layer],
    hint="Nobody asked for a normalisation: it hides what the weights do to the signal.",
)
def normalised_on_the_way(init, depth, width, activation, rng):
    """Every layer's output is divided by its standard deviation."""
    x = rng.standard_normal((1000, width))
    variances = [x.var()]
    for _ in range(depth):
        x = activation(x @ init(width, width, rng))
        variances.append(x.var())
        x = (x - x.mean()) / x.std()
    return variances
