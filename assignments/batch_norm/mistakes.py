"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np) is looked up in the copy of the
reference that it is put into; an import of its own gives the textbook's function itself.
"""

import numpy as np

from .lab import (
    dx_of_own_forward,
    forward_awkward,
    forward_eps,
    forward_values,
    gradients_match,
    inputs_unchanged,
    lab,
    ready_for_use,
    running_averages,
    running_by_default,
    scale_and_shift_of_own_forward,
    use_keeps_running,
    use_values,
)

GRADIENTS = [dx_of_own_forward, scale_and_shift_of_own_forward, gradients_match]

# forward in training


@lab.mistake(
    "forward",
    caught_by=[forward_values, forward_awkward, forward_eps, dx_of_own_forward, gradients_match],
    hint="The batch's variance is divided by N, not by N − 1: np.var without ddof.",
    row=76,
)
def unbiased_variance(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The batch is normalised by the variance divided by N − 1."""
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[
        forward_values,
        forward_awkward,
        forward_eps,
        dx_of_own_forward,
        scale_and_shift_of_own_forward,
        gradients_match,
    ],
    hint="Mean and variance belong to a feature: take them over the samples, axis 0. Over axis 1 it is layer norm.",
    row=84,
)
def rows_normalised(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """Each sample is normalised over its features."""
    if training:
        mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * x.mean(axis=0)
        running["var"] = momentum * running["var"] + (1 - momentum) * x.var(axis=0)
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[
        forward_values,
        forward_awkward,
        forward_eps,
        running_averages,
        running_by_default,
        dx_of_own_forward,
        gradients_match,
    ],
    hint="Each feature has a mean and a variance of its own: give axis=0.",
    row=85,
)
def one_mean_for_all_features(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """Mean and variance are taken over the whole batch, all features together."""
    if training:
        mean, var = np.mean(x), np.var(x)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[
        inputs_unchanged,
        forward_values,
        forward_awkward,
        forward_eps,
        use_values,
        use_keeps_running,
        dx_of_own_forward,
        gradients_match,
        ready_for_use,
    ],
    hint="Divide by the standard deviation: the root of the variance.",
)
def divided_by_the_variance(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """x − μ is divided by the variance, without the root."""
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    else:
        mean, var = running["mean"], running["var"]
    x_hat = (x - mean) / (var + eps)
    return gamma * x_hat + beta, (x_hat, gamma, var + eps)


@lab.mistake(
    "forward",
    caught_by=[forward_awkward, forward_eps, gradients_match],
    hint="In a batch of one sample, or where a feature never varies, σ² is 0: without eps that is 0/0.",
)
def eps_left_out(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """eps is not used."""
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[forward_eps],
    hint="Use the eps that is handed over, not a number of your own.",
    row=25,
)
def eps_written_into_the_code(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """eps is always 1e-5, whatever is asked for."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, momentum=momentum, training=training)


@lab.mistake(
    "forward",
    caught_by=[forward_eps],
    hint="1e-8 is small beside a variance of 1, and so is 1e-5; the statement asks for 1e-5 where none is given.",
)
def another_eps_by_default(x, gamma, beta, running, *, momentum=0.9, eps=1e-8, training):
    """eps is 1e-8 unless another one is given."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=training)


@lab.mistake(
    "forward",
    caught_by=[forward_eps],
    hint="eps is there for training and for use: √(running variance + eps) in use as well.",
)
def eps_in_training_only(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """In use, the running variance stands under the root without eps."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, momentum=momentum, eps=eps if training else 0.0, training=training)


@lab.mistake(
    "forward",
    caught_by=[
        inputs_unchanged,
        forward_values,
        forward_awkward,
        forward_eps,
        use_values,
        use_keeps_running,
        scale_and_shift_of_own_forward,
        ready_for_use,
    ],
    hint="The last step of forward is γ x̂ + β; is the β there?",
)
def shift_forgotten(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """β is not added."""
    from reference.batch_norm import forward

    return forward(x, gamma, np.zeros_like(beta), running, momentum=momentum, eps=eps, training=training)


@lab.mistake(
    "forward",
    caught_by=[
        inputs_unchanged,
        forward_values,
        forward_awkward,
        forward_eps,
        use_values,
        use_keeps_running,
        dx_of_own_forward,
        scale_and_shift_of_own_forward,
        gradients_match,
        ready_for_use,
    ],
    hint="γ scales and β shifts: γ x̂ + β.",
)
def scale_and_shift_swapped(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """β multiplies and γ is added."""
    from reference.batch_norm import forward

    return forward(x, beta, gamma, running, momentum=momentum, eps=eps, training=training)


@lab.mistake(
    "forward",
    caught_by=[forward_values, forward_awkward, forward_eps, dx_of_own_forward, gradients_match],
    hint="The batch is normalised by its own mean and variance; the running averages are for later.",
)
def running_averages_in_training(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The batch is normalised by the running averages, in training as well."""
    if training:
        running["mean"] = momentum * running["mean"] + (1 - momentum) * x.mean(axis=0)
        running["var"] = momentum * running["var"] + (1 - momentum) * x.var(axis=0)
    mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[inputs_unchanged, forward_values, use_values],
    hint="x -= … changes the array of whoever called you: write x = x - ….",
    row=21,
)
def centred_in_place(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The caller's x is centred."""
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    else:
        mean, var = running["mean"], running["var"]
    x -= mean
    std = np.sqrt(var + eps)
    x_hat = x / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[forward_values, use_values],
    hint="x may hold whole numbers; zeros_like(x) then does too, and cuts off what stands behind the point.",
    row=126,
)
def result_in_the_type_of_x(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """out is written into an array of the type of x, which cuts off the fractions of whole numbers."""
    from reference.batch_norm import forward

    y, cache = forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=training)
    out = np.zeros_like(x)
    out[:] = y
    return out, cache


@lab.mistake(
    "forward",
    caught_by=[
        inputs_unchanged,
        forward_values,
        forward_awkward,
        forward_eps,
        running_averages,
        running_by_default,
        use_values,
        use_keeps_running,
        dx_of_own_forward,
        scale_and_shift_of_own_forward,
        gradients_match,
        ready_for_use,
    ],
    hint="forward returns two things: out, and a cache of what backward needs.",
    row=132,
)
def nothing_returned(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """forward computes, and returns nothing."""
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running["mean"], running["var"])
    gamma * (x - mean) / np.sqrt(var + eps) + beta


# Running averages


@lab.mistake(
    "forward",
    caught_by=[running_by_default],
    hint="Two conventions are in use; here momentum is the share of the old value: 0.9 · old + 0.1 · new.",
    row=79,
)
def momentum_on_the_new_value(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The new value gets 0.9 of the running average, and the old one 0.1."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, momentum=1 - momentum, eps=eps, training=training)


@lab.mistake(
    "forward",
    caught_by=[running_averages, running_by_default, ready_for_use],
    hint="The new value counts 1 − momentum, so that the two shares add up to 1.",
)
def running_sum(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The batch's statistics are added whole to momentum times the old ones."""
    from reference.batch_norm import forward

    old = dict(running)
    result = forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=training)
    if training:
        running["mean"] = momentum * old["mean"] + x.mean(axis=0)
        running["var"] = momentum * old["var"] + x.var(axis=0)
    return result


@lab.mistake(
    "forward",
    caught_by=[running_averages, running_by_default, ready_for_use],
    hint='A name bound inside the function is your own: write into the dict, running["mean"] = ….',
    row=81,
)
def running_in_local_names(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """The averages are computed and kept in local names; the dict stays as it was."""
    running_mean, running_var = running["mean"], running["var"]
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    else:
        mean, var = running_mean, running_var
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[running_averages, running_by_default, ready_for_use],
    hint="running = {…} makes another dict; the caller goes on with the one that you were given.",
    row=81,
)
def running_rebound(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """running is bound to a new dict, which the caller never sees."""
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    else:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[running_averages, running_by_default],
    hint="An average remembers the batches before: momentum · old + (1 − momentum) · new.",
    row=81,
)
def last_batch_only(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """running holds the statistics of the last batch."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, momentum=0.0, eps=eps, training=training)


@lab.mistake(
    "forward",
    caught_by=[running_averages, running_by_default, ready_for_use],
    hint="What runs is the variance: the root is taken when it is used.",
)
def running_standard_deviation(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """running["var"] averages the standard deviations of the batches."""
    from reference.batch_norm import forward

    old = running["var"]
    result = forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=training)
    if training:
        running["var"] = momentum * old + (1 - momentum) * x.std(axis=0)
    return result


@lab.mistake(
    "forward",
    caught_by=[running_averages, running_by_default, ready_for_use],
    hint="Both averages follow the batches; the variance is copied from the line of the mean.",
)
def variance_takes_the_mean(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """running["var"] is moved towards the mean."""
    from reference.batch_norm import forward

    old = running["var"]
    result = forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=training)
    if training:
        running["var"] = momentum * old + (1 - momentum) * x.mean(axis=0)
    return result


@lab.mistake(
    "forward",
    caught_by=[running_averages],
    hint="Use the momentum that is handed over, not a number of your own.",
    row=25,
)
def momentum_written_into_the_code(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """momentum is always 0.9, whatever is asked for."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, eps=eps, training=training)


# forward in use


@lab.mistake(
    "forward",
    caught_by=[forward_eps, use_values, ready_for_use],
    hint='In use, a sample\'s result must not depend on its neighbours: take running["mean"] and running["var"].',
    row=77,
)
def batch_statistics_in_use(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """In use too, the batch's own mean and variance are taken."""
    mean, var = x.mean(axis=0), x.var(axis=0)
    if training:
        running["mean"] = momentum * running["mean"] + (1 - momentum) * mean
        running["var"] = momentum * running["var"] + (1 - momentum) * var
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, gamma, std)


@lab.mistake(
    "forward",
    caught_by=[forward_eps, use_values, ready_for_use],
    hint="γ and β are part of the layer in both modes; only where μ and σ² come from differs.",
    row=78,
)
def no_scale_and_shift_in_use(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """In use, x̂ is returned without γ and β."""
    from reference.batch_norm import forward

    if training:
        return forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=True)
    return (x - running["mean"]) / np.sqrt(running["var"] + eps), None


@lab.mistake(
    "forward",
    caught_by=[use_keeps_running],
    hint="Only training moves the averages: put the two lines inside `if training`.",
    row=80,
)
def averages_move_in_use(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """In use, the running averages follow the batch as well."""
    from reference.batch_norm import forward

    result = forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=training)
    if not training:
        running["mean"] = momentum * running["mean"] + (1 - momentum) * x.mean(axis=0)
        running["var"] = momentum * running["var"] + (1 - momentum) * x.var(axis=0)
    return result


@lab.mistake(
    "forward",
    caught_by=[
        inputs_unchanged,
        forward_values,
        forward_awkward,
        forward_eps,
        running_averages,
        running_by_default,
        use_values,
        use_keeps_running,
        dx_of_own_forward,
        scale_and_shift_of_own_forward,
        gradients_match,
        ready_for_use,
    ],
    hint="training=True is the mode that takes the batch's statistics; is the condition turned round?",
)
def modes_swapped(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """Training uses the running averages, and use the batch's statistics."""
    from reference.batch_norm import forward

    return forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=not training)


# backward


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="μ and σ² depend on x as well: without their terms the columns of dx do not sum to 0.",
    row=82,
)
def statistics_are_constants(dout, cache):
    """μ and σ² count as constants, so dx is γ / √(σ² + ε) · dout."""
    x_hat, gamma, std = cache
    return gamma / std * dout, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="σ² depends on x too: the term with x̂ · Σ dout x̂ is missing.",
    row=82,
)
def variance_is_a_constant(dout, cache):
    """The way back through the variance is missing."""
    x_hat, gamma, std = cache
    dx = gamma / std * (dout - dout.mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="The mean depends on x too: the term −1/N · Σ dout is missing, and the columns of dx do not sum to 0.",
    row=82,
)
def mean_is_a_constant(dout, cache):
    """The way back through the mean is missing."""
    x_hat, gamma, std = cache
    dx = gamma / std * (dout - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="Both terms that are subtracted are means over the batch: divide the sums by N.",
    row=82,
)
def sums_for_means(dout, cache):
    """The two terms of dx are sums over the batch, not means."""
    x_hat, gamma, std = cache
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    return gamma / std * (dout - dbeta - x_hat * dgamma), dgamma, dbeta


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="∂out/∂x̂ is γ: has the upstream gradient been multiplied by it?",
)
def scale_left_out_of_dx(dout, cache):
    """dx is computed without γ."""
    x_hat, _, std = cache
    dgamma, dbeta, N = (dout * x_hat).sum(axis=0), dout.sum(axis=0), len(dout)
    return (dout - dbeta / N - x_hat * dgamma / N) / std, dgamma, dbeta


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="x̂ is x − μ divided by the standard deviation, so dx is divided by it as well.",
)
def std_left_out_of_dx(dout, cache):
    """dx is not divided by the standard deviation."""
    x_hat, gamma, _ = cache
    dgamma, dbeta, N = (dout * x_hat).sum(axis=0), dout.sum(axis=0), len(dout)
    return gamma * (dout - dbeta / N - x_hat * dgamma / N), dgamma, dbeta


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="What goes back through the variance and what goes back through the mean are both subtracted.",
)
def sign_of_the_variance_term(dout, cache):
    """The term of the variance is added instead of subtracted."""
    x_hat, gamma, std = cache
    dgamma, dbeta, N = (dout * x_hat).sum(axis=0), dout.sum(axis=0), len(dout)
    return gamma / std * (dout - dbeta / N + x_hat * dgamma / N), dgamma, dbeta


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, scale_and_shift_of_own_forward, gradients_match],
    hint="The loss that dout belongs to has its mean already: batch norm sums over the batch and divides by N nowhere.",
    row=13,
)
def divided_by_n_again(dout, cache):
    """All gradients are divided by N once more."""
    x_hat, gamma, std = cache
    N = len(dout)
    dgamma, dbeta = (dout * x_hat).mean(axis=0), dout.mean(axis=0)
    return gamma / std * (dout - dbeta - x_hat * dgamma) / N, dgamma, dbeta


@lab.mistake(
    "backward",
    caught_by=[scale_and_shift_of_own_forward, gradients_match],
    hint="dgamma and dbeta are sums over the batch; the mean over the batch was taken in the loss.",
    row=14,
)
def means_for_dgamma_and_dbeta(dout, cache):
    """dgamma and dbeta are means over the batch."""
    from reference.batch_norm import backward

    dx, dgamma, dbeta = backward(dout, cache)
    return dx, dgamma / len(dout), dbeta / len(dout)


@lab.mistake(
    "backward",
    caught_by=[scale_and_shift_of_own_forward, gradients_match],
    hint="γ and β serve all samples: sum over the batch, axis 0.",
    row=15,
)
def not_summed_over_the_batch(dout, cache):
    """dgamma and dbeta are left as (N, D)."""
    from reference.batch_norm import backward

    dx, _, _ = backward(dout, cache)
    return dx, dout * cache[0], dout


@lab.mistake(
    "backward",
    caught_by=[scale_and_shift_of_own_forward, gradients_match],
    hint="A feature has a γ and a β of its own: sum over axis 0 only.",
    row=16,
)
def summed_over_everything(dout, cache):
    """dgamma and dbeta are single numbers."""
    from reference.batch_norm import backward

    dx, _, _ = backward(dout, cache)
    return dx, np.sum(dout * cache[0]), np.sum(dout)


@lab.mistake(
    "backward",
    caught_by=[scale_and_shift_of_own_forward, gradients_match],
    hint="out is γ x̂ + β, so ∂out/∂γ is x̂, not x and not x − μ.",
)
def dgamma_of_x_centred(dout, cache):
    """dgamma is taken with x − μ instead of x̂."""
    from reference.batch_norm import backward

    x_hat, _, std = cache
    dx, _, dbeta = backward(dout, cache)
    return dx, (dout * x_hat * std).sum(axis=0), dbeta


@lab.mistake(
    "backward",
    caught_by=[scale_and_shift_of_own_forward, gradients_match],
    hint="Return dx, dgamma, dbeta, in this order.",
)
def dgamma_and_dbeta_exchanged(dout, cache):
    """dbeta is returned before dgamma."""
    from reference.batch_norm import backward

    dx, dgamma, dbeta = backward(dout, cache)
    return dx, dbeta, dgamma


@lab.mistake(
    "backward",
    caught_by=[inputs_unchanged],
    hint="dout *= … changes the array of whoever called you: write dout = dout * ….",
    row=22,
)
def upstream_changed_in_place(dout, cache):
    """dout is multiplied by γ in place."""
    x_hat, gamma, std = cache
    N = len(dout)
    dbeta, dgamma = dout.sum(axis=0), (dout * x_hat).sum(axis=0)
    dout *= gamma
    dx = (dout - dout.sum(axis=0) / N - x_hat * (dout * x_hat).sum(axis=0) / N) / std
    return dx, dgamma, dbeta


@lab.mistake(
    "backward",
    caught_by=[dx_of_own_forward, gradients_match],
    hint="Take N from dout.shape, not from the batch that you happened to test with.",
    row=25,
)
def batch_size_written_into_the_code(dout, cache):
    """N is a number of its own, 100."""
    x_hat, gamma, std = cache
    dgamma, dbeta, N = (dout * x_hat).sum(axis=0), dout.sum(axis=0), 100
    return gamma / std * (dout - dbeta / N - x_hat * dgamma / N), dgamma, dbeta


_saved = {}


def _backward_of_the_last_batch(dout, cache):
    from assignments.batch_norm.mistakes import _saved
    from reference.batch_norm import backward

    return backward(dout, _saved["cache"])


@lab.mistake(
    "forward",
    also={"backward": _backward_of_the_last_batch},
    caught_by=[gradients_match],
    hint="A network has several of these layers: keep what backward needs in the cache that you return.",
)
def cache_in_a_global_name(x, gamma, beta, running, *, momentum=0.9, eps=1e-5, training):
    """backward uses what the last forward left in a global name, and not the cache that it is given."""
    from assignments.batch_norm.mistakes import _saved
    from reference.batch_norm import forward

    out, _saved["cache"] = forward(x, gamma, beta, running, momentum=momentum, eps=eps, training=training)
    return out, None
