"""Known mistakes: each stands in for one name of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, l1, dropout_forward) is looked up
in the copy of the reference that it is put into.
"""

import numpy as np

from reference.regularizers import EarlyStopping, _pixels, _warped, clip_by_norm, l1, l2

from .lab import (
    augment_rotate_and_scale,
    augment_shift_and_brightness,
    best_parameters,
    clip_by_global_norm_values,
    clip_by_norm_values,
    clip_by_value_values,
    dropout_at_test,
    dropout_gradient,
    dropout_in_training,
    early_stopping_rule,
    elastic_net_values,
    inputs_unchanged,
    l1_values,
    l2_values,
    lab,
    max_norm_values,
    settled_values,
    sparsify_values,
)

# Penalties


@lab.mistake("l1", caught_by=[l1_values], hint="The slope of |w| is −1 or 1, whatever the size of w: np.sign.", row=28)
def l1_gradient_of_absolute_values(W, lam):
    """The gradient of L1 is λ · |w|."""
    return lam * np.sum(np.abs(W)), lam * np.abs(W)


@lab.mistake("l1", caught_by=[l1_values], hint="|Σ w| is not Σ |w|: take the absolute value of each weight.")
def l1_absolute_value_of_the_sum(W, lam):
    """The absolute value is taken of the sum."""
    return lam * np.abs(np.sum(W)), lam * np.sign(W)


@lab.mistake("l1", caught_by=[l1_values], hint="At w = 0 the gradient is 0 here: np.sign gives that, W > 0 does not.")
def l1_sign_of_zero(W, lam):
    """A weight of 0 counts as negative."""
    return lam * np.sum(np.abs(W)), lam * np.where(W > 0, 1.0, -1.0)


@lab.mistake("l1", caught_by=[l1_values], hint="np.linalg.norm(W, 1) of a matrix is its largest column sum.")
def l1_by_matrix_norm(W, lam):
    """np.linalg.norm(W, 1) is taken for the sum of the absolute values."""
    return lam * np.linalg.norm(W if W.ndim < 3 else W.reshape(len(W), -1), 1), lam * np.sign(W)


@lab.mistake(
    "l2",
    caught_by=[l2_values],
    hint="This is λ · Σ w²; the statement asks for λ/2 · Σ w², whose slope is λ · w.",
    row=27,
)
def l2_without_half(W, lam):
    """The penalty is λ · Σ w², with its own slope 2 λ w."""
    return lam * np.sum(W**2), 2 * lam * W


@lab.mistake("l2", caught_by=[l2_values], hint="The slope of λ/2 · w² is λ · w: the 2 cancels the ½.", row=28)
def l2_gradient_doubled(W, lam):
    """The gradient has a factor 2 too many."""
    return lam / 2 * np.sum(W**2), 2 * lam * W


@lab.mistake("l2", caught_by=[l2_values], hint="L2's penalty is the square of the norm: no root.")
def l2_root_of_the_sum(W, lam):
    """The penalty is the norm instead of its square."""
    return lam / 2 * np.sqrt(np.sum(W**2)), lam * W


@lab.mistake("l2", caught_by=[l2_values], hint="A penalty sums over all weights; np.mean divides by their number.")
def l2_mean(W, lam):
    """The squares are averaged instead of summed."""
    return lam / 2 * np.mean(W**2), lam * W


@lab.mistake("l2", caught_by=[l2_values], hint="Nothing is divided by a number of samples: len(W) isn't one.", row=29)
def l2_over_rows(W, lam):
    """The penalty is divided by the number of rows, as by a number of samples."""
    m = len(W)
    return lam / (2 * m) * np.sum(W**2), lam / m * W


@lab.mistake("l2", caught_by=[l2_values], hint="A penalty is one number: np.sum without an axis.")
def l2_of_each_column(W, lam):
    """The squares are summed over the rows only."""
    return lam / 2 * np.sum(W**2, axis=0), lam * W


@lab.mistake(
    "elastic_net",
    caught_by=[elastic_net_values],
    hint="Both factors stand for themselves here: λ₁ for |w|, λ₂/2 for w².",
)
def elastic_net_by_ratio(W, lam1, lam2):
    """The second factor is taken for the share of L1 in a common penalty."""
    penalty1, gradient1 = l1(W, lam1 * lam2)
    penalty2, gradient2 = l2(W, lam1 * (1 - lam2))
    return penalty1 + penalty2, gradient1 + gradient2


@lab.mistake("elastic_net", caught_by=[elastic_net_values], hint="λ₁ belongs to |w|, λ₂ to w²: they are exchanged.")
def elastic_net_exchanged(W, lam1, lam2):
    """λ₁ and λ₂ are exchanged."""
    penalty1, gradient1 = l1(W, lam2)
    penalty2, gradient2 = l2(W, lam1)
    return penalty1 + penalty2, gradient1 + gradient2


@lab.mistake(
    "elastic_net",
    caught_by=[elastic_net_values],
    hint="This L2 part has no ½: λ₂/2 · Σ w² is asked for, as in l2.",
    row=27,
)
def elastic_net_without_half(W, lam1, lam2):
    """The L2 part is λ₂ · Σ w²."""
    return lam1 * np.sum(np.abs(W)) + lam2 * np.sum(W**2), lam1 * np.sign(W) + 2 * lam2 * W


@lab.mistake("sparsify", caught_by=[sparsify_values], hint="Small is meant by size: −5 is a large weight. np.abs.")
def sparsify_without_absolute_values(W, threshold):
    """All negative weights count as small."""
    return np.where(threshold > W, 0.0, W)


@lab.mistake("sparsify", caught_by=[sparsify_values], hint="A weight of just the threshold stays: <, not <=.")
def sparsify_at_the_threshold(W, threshold):
    """Weights of just the threshold become 0 too."""
    return np.where(np.abs(W) <= threshold, 0.0, W)


@lab.mistake(
    "sparsify",
    caught_by=[sparsify_values],
    hint="This is soft thresholding: the large weights shrink too. Here they stay as they are.",
)
def sparsify_softly(W, threshold):
    """The large weights shrink by the threshold."""
    return np.sign(W) * np.maximum(np.abs(W) - threshold, 0)


@lab.mistake(
    "sparsify", caught_by=[inputs_unchanged], hint="W[…] = 0 changes the caller's weights: work on W.copy().", row=21
)
def sparsify_in_place(W, threshold):
    """The caller's weights are set to 0."""
    W[np.abs(W) < threshold] = 0
    return W


# Dropout


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="Inverted dropout divides what is kept by keep, so that the expected value stays what it was.",
    row=86,
)
def dropout_unscaled(x, keep, rng, training):
    """What is kept is not divided by keep."""
    mask = (rng.random(x.shape) < keep) * 1.0 if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="keep is the probability of being kept. You keep with probability 1 − keep; at keep = 0.5 nobody sees it.",
    row=87,
)
def dropout_keep_for_drop(x, keep, rng, training):
    """keep is taken for the probability of being dropped, in the scale as well."""
    mask = (rng.random(x.shape) > keep) / (1 - keep) if training and keep < 1 else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="rng.random() is above keep with probability 1 − keep: that drops what should be kept. Probe keep = 0.8.",
    row=87,
)
def dropout_mask_turned_round(x, keep, rng, training):
    """What should be dropped is kept, and divided by keep."""
    mask = (rng.random(x.shape) > keep) / keep if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="Divide by the probability of being kept, not by that of being dropped: the mean should stay what it was.",
    row=87,
)
def dropout_scaled_by_drop(x, keep, rng, training):
    """What is kept is divided by 1 − keep."""
    mask = (rng.random(x.shape) < keep) / (1 - keep) if training and keep < 1 else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_at_test],
    hint="Inverted dropout has scaled in training already; at test time it does nothing.",
    row=88,
)
def dropout_scaled_at_test(x, keep, rng, training):
    """At test time x is multiplied by keep."""
    mask = (rng.random(x.shape) < keep) / keep if training else np.full(x.shape, keep)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_at_test],
    hint="At test time nothing is dropped: look at training.",
    row=88,
)
def dropout_always(x, keep, rng, training):
    """Values are dropped at test time too."""
    mask = (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training, dropout_at_test],
    hint="training is True in training: your two branches are exchanged.",
    row=88,
)
def dropout_at_test_only(x, keep, rng, training):
    """Values are dropped at test time, and not in training."""
    mask = np.ones(x.shape) if training else (rng.random(x.shape) < keep) / keep
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="This is classic dropout, scaled at test time; inverted dropout divides by keep in training instead.",
    row=86,
)
def dropout_classic(x, keep, rng, training):
    """Nothing is scaled in training; at test time x is multiplied by keep."""
    mask = (rng.random(x.shape) < keep) * 1.0 if training else np.full(x.shape, keep)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="A normal number is below 0.8 with probability 0.79, and below 0.3 with 0.62: take uniform ones, rng.random.",
    row=89,
)
def dropout_by_normal_numbers(x, keep, rng, training):
    """The random numbers are normal instead of uniform."""
    mask = (rng.standard_normal(x.shape) < keep) / keep if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="One random number for each value: rng.random(x.shape), not one for each column.",
    row=90,
)
def dropout_of_columns(x, keep, rng, training):
    """The whole batch shares one mask."""
    mask = np.ones(x.shape) * ((rng.random(x.shape[1:]) < keep) / keep if training else 1)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="One random number for each value: this drops whole samples.",
    row=90,
)
def dropout_of_samples(x, keep, rng, training):
    """Whole samples are dropped."""
    drawn = rng.random(x.shape[:1] + (1,) * (x.ndim - 1))
    mask = np.ones(x.shape) * ((drawn < keep) / keep if training else 1)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="Seeded in the function, the mask is the same each time: the same units are dropped for ever. Draw from rng.",
    row=127,
)
def dropout_seeded(x, keep, rng, training):
    """The function seeds a generator of its own."""
    mask = (np.random.default_rng(0).random(x.shape) < keep) / keep if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_in_training],
    hint="np.random knows nothing of rng: draw with rng.random, so that a run can be repeated.",
)
def dropout_by_global_numbers(x, keep, rng, training):
    """The mask is drawn from np.random instead of rng."""
    mask = (np.random.rand(*x.shape) < keep) / keep if training else np.ones(x.shape)
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[inputs_unchanged],
    hint="x *= mask changes the array of whoever called you: write out = x * mask.",
    row=21,
)
def dropout_in_place(x, keep, rng, training):
    """The caller's x is multiplied."""
    if not training:
        return x, np.ones(x.shape)
    mask = (rng.random(x.shape) < keep) / keep
    if x.dtype == float:
        x *= mask
        return x, mask
    return x * mask, mask


@lab.mistake(
    "dropout_forward",
    caught_by=[dropout_gradient],
    hint="mask is what x is multiplied by, 1/keep or 0; without the 1/keep your backward pass can't know of it.",
    row=90,
)
def dropout_mask_without_scale(x, keep, rng, training):
    """out is scaled, the mask that is returned is not."""
    mask = (rng.random(x.shape) < keep) * 1.0 if training else np.ones(x.shape)
    return x * mask / (keep if training else 1), mask


@lab.mistake(
    "dropout_backward",
    caught_by=[dropout_gradient],
    hint="The gradient goes the way that the values went: through the same mask. A value that was dropped has none.",
    row=90,
)
def dropout_gradient_unmasked(dout, mask):
    """The gradient passes as if nothing had been dropped."""
    return dout.copy()


@lab.mistake(
    "dropout_backward",
    caught_by=[dropout_gradient],
    hint="The 1/keep belongs to the slope too: out = x · mask, so ∂L/∂x = ∂L/∂out · mask.",
    row=90,
)
def dropout_gradient_unscaled(dout, mask):
    """The gradient of what was kept is not divided by keep."""
    return dout * (mask > 0)


@lab.mistake(
    "dropout_backward",
    caught_by=[dropout_gradient],
    hint="A new mask drops other values than the forward pass did: use the mask that it returned.",
    row=90,
)
def dropout_gradient_by_new_mask(dout, mask):
    """The backward pass draws a mask of its own."""
    keep = np.mean(mask > 0)
    return dout * (np.random.rand(*dout.shape) < keep) / keep


@lab.mistake(
    "dropout_backward",
    caught_by=[inputs_unchanged],
    hint="dout *= mask changes the gradient that others still need: write dout * mask.",
    row=22,
)
def dropout_gradient_in_place(dout, mask):
    """The caller's dout is multiplied."""
    dout *= mask
    return dout


# Limits


@lab.mistake(
    "max_norm",
    caught_by=[max_norm_values],
    hint="A vector that is short enough stays as it is: the factor is min(1, limit / ‖w‖).",
    row=91,
)
def max_norm_of_all_vectors(W, limit, axis):
    """Short vectors are stretched to the limit."""
    norm = np.sqrt(np.sum(W**2, axis=axis, keepdims=True))
    return W * limit / (norm + 1e-7)


@lab.mistake(
    "max_norm",
    caught_by=[max_norm_values],
    hint="axis is the one that is summed over: with axis=0 the columns are the vectors.",
    row=91,
)
def max_norm_other_axis(W, limit, axis):
    """The norm is taken along the other axis."""
    norm = np.sqrt(np.sum(W**2, axis=(axis + 1) % W.ndim, keepdims=True))
    return W * (limit / np.maximum(norm, limit))


@lab.mistake(
    "max_norm",
    caught_by=[max_norm_values],
    hint="Each vector has a norm of its own; you take one of the whole matrix. Use axis.",
    row=91,
)
def max_norm_of_the_matrix(W, limit, axis):
    """All vectors are shortened by the norm of the matrix."""
    return W * (limit / max(np.sqrt(np.sum(W**2)), limit))


@lab.mistake(
    "max_norm",
    caught_by=[max_norm_values],
    hint="Without keepdims=True the norms line up with the wrong axis, silently if there are as many rows as columns.",
    row=3,
)
def max_norm_without_keepdims(W, limit, axis):
    """The norms lose their axis before they are divided by."""
    norm = np.sqrt(np.sum(W**2, axis=axis))
    return W * (limit / np.maximum(norm, limit))


@lab.mistake(
    "max_norm",
    caught_by=[max_norm_values],
    hint="The norm is the root of the sum of squares: np.sqrt is missing.",
)
def max_norm_without_root(W, limit, axis):
    """The square of the norm is compared with the limit."""
    norm = np.sum(W**2, axis=axis, keepdims=True)
    return W * (limit / np.maximum(norm, limit))


@lab.mistake(
    "max_norm",
    caught_by=[max_norm_values],
    hint="A vector of zeros has the norm 0, and 0/0 is nan: take limit / max(‖w‖, limit), or add a tiny number.",
)
def max_norm_of_zeros(W, limit, axis):
    """A vector of zeros becomes nan."""
    norm = np.sqrt(np.sum(W**2, axis=axis, keepdims=True))
    return W / norm * np.minimum(norm, limit)


@lab.mistake(
    "clip_by_value", caught_by=[clip_by_value_values], hint="low and high need not be −c and c: use both of them."
)
def clip_by_value_symmetric(grad, low, high):
    """low is ignored: values are kept between −high and high."""
    return np.clip(grad, -abs(high), abs(high))


@lab.mistake(
    "clip_by_value",
    caught_by=[clip_by_value_values],
    hint="What is out of bounds becomes the bound, not 0.",
)
def clip_by_value_to_zero(grad, low, high):
    """Values out of bounds become 0."""
    return np.where((grad < low) | (grad > high), 0.0, grad)


@lab.mistake(
    "clip_by_norm",
    caught_by=[clip_by_norm_values],
    hint="A gradient that is short enough stays as it is: the factor is min(1, limit / ‖g‖).",
    row=92,
)
def clip_by_norm_scaled_up(grad, limit):
    """Short gradients are stretched to the limit."""
    return grad * limit / (np.sqrt(np.sum(grad**2)) + 1e-12)


@lab.mistake(
    "clip_by_norm",
    caught_by=[clip_by_norm_values],
    hint="One norm for the whole array, without an axis: rows of different factors change the direction.",
    row=92,
)
def clip_by_norm_of_rows(grad, limit):
    """Each row is shortened by itself."""
    norm = np.sqrt(np.sum(grad**2, axis=-1, keepdims=True))
    return grad * (limit / np.maximum(norm, limit))


@lab.mistake(
    "clip_by_norm",
    caught_by=[clip_by_norm_values],
    hint="The norm of zeros is 0, and 0/0 is nan: divide only where the norm is above the limit.",
)
def clip_by_norm_of_zeros(grad, limit):
    """A gradient of zeros becomes nan."""
    norm = np.sqrt(np.sum(grad**2))
    return grad / norm * min(norm, limit)


@lab.mistake(
    "clip_by_norm",
    caught_by=[clip_by_norm_values],
    hint="np.linalg.norm(g, 2) of a matrix is its largest singular value; np.linalg.norm(g) is what is asked for.",
)
def clip_by_norm_by_singular_value(grad, limit):
    """The norm of a matrix is its largest singular value."""
    norm = np.linalg.norm(grad, 2) if grad.ndim <= 2 else np.sqrt(np.sum(grad**2))
    return grad * (limit / max(norm, limit))


@lab.mistake(
    "clip_by_global_norm",
    caught_by=[clip_by_global_norm_values],
    hint="Each gradient is shortened by its own norm; one common factor keeps the direction of all together.",
    row=92,
)
def global_norm_of_each(grads, limit):
    """Each gradient is clipped by its own norm."""
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [clip_by_norm(grad, limit) for grad in grads], norm


@lab.mistake(
    "clip_by_global_norm",
    caught_by=[clip_by_global_norm_values],
    hint="Norms don't add up: the global norm is the root of the sum of their squares.",
)
def global_norm_as_sum(grads, limit):
    """The global norm is the sum of the norms."""
    norm = sum(np.sqrt(np.sum(grad**2)) for grad in grads)
    return [grad * (limit / max(norm, limit)) for grad in grads], norm


@lab.mistake(
    "clip_by_global_norm",
    caught_by=[clip_by_global_norm_values],
    hint="The root is missing: √(Σ ‖g‖²).",
)
def global_norm_without_root(grads, limit):
    """The global norm is the sum of the squares."""
    norm = sum(np.sum(grad**2) for grad in grads)
    return [grad * (limit / max(norm, limit)) for grad in grads], norm


@lab.mistake(
    "clip_by_global_norm",
    caught_by=[clip_by_global_norm_values],
    hint="Gradients that are short enough stay as they are: the factor is min(1, limit / norm).",
    row=92,
)
def global_norm_scaled_up(grads, limit):
    """Short gradients are stretched to the limit."""
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * (limit / (norm + 1e-12)) for grad in grads], norm


@lab.mistake(
    "clip_by_global_norm",
    caught_by=[clip_by_global_norm_values],
    hint="norm is that of the gradients as they came in, which tells whether they explode; not what is left of it.",
)
def global_norm_after_clipping(grads, limit):
    """The norm that is returned is the one after clipping."""
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * (limit / max(norm, limit)) for grad in grads], min(norm, limit)


@lab.mistake(
    "clip_by_global_norm",
    caught_by=[inputs_unchanged],
    hint="grad *= … changes the gradients of whoever called you: make new arrays.",
    row=21,
)
def global_norm_in_place(grads, limit):
    """The caller's gradients are shortened."""
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    if norm > limit:
        for i, grad in enumerate(grads):
            if grad.dtype == float:
                grad *= limit / norm
            else:
                grads[i] = grad * (limit / norm)
    return grads, norm


# Early stopping


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[best_parameters],
    hint="best_params are the very arrays that training goes on in, and end up with the last parameters: copy them.",
    row=95,
)
def parameters_shared(self, loss, params):
    """best_params is the dict itself, not a copy."""
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_params, self.waited = loss, params, 0
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[best_parameters],
    hint="dict(params) and params.copy() copy the dict; the arrays in it are still those of the training.",
    row=94,
)
def arrays_shared(self, loss, params):
    """The dict is copied, the arrays in it are not."""
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_params, self.waited = loss, params.copy(), 0
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[best_parameters],
    hint="best_params change with every epoch here: keep them only where the loss has improved.",
    row=94,
)
def last_parameters(self, loss, params):
    """The last parameters are kept, whatever their loss."""
    self.best_params = {name: value.copy() for name, value in params.items()}
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.waited = loss, 0
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="The epoch that is the patience-th without an improvement stops: >=, not >.",
    row=94,
)
def one_epoch_too_late(self, loss, params):
    """It stops an epoch too late."""
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.waited = loss, 0
        self.best_params = {name: value.copy() for name, value in params.items()}
    else:
        self.waited += 1
    return self.waited > self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="The epoch of the improvement is not one without: count from 0 after it.",
    row=94,
)
def one_epoch_too_early(self, loss, params):
    """It stops an epoch too early."""
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.waited = loss, 1
        self.best_params = {name: value.copy() for name, value in params.items()}
        return False
    self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="It is epochs in a row that count: an improvement sets the count back to 0.",
)
def count_never_set_back(self, loss, params):
    """All epochs without an improvement are counted together."""
    if loss < self.best_loss - self.min_delta:
        self.best_loss = loss
        self.best_params = {name: value.copy() for name, value in params.items()}
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="Compare with the best loss so far, not with that of the last epoch.",
)
def compared_with_the_last(self, loss, params):
    """The loss is compared with that of the epoch before."""
    if loss < getattr(self, "last", np.inf) - self.min_delta:
        self.best_loss, self.waited = loss, 0
        self.best_params = {name: value.copy() for name, value in params.items()}
    else:
        self.waited += 1
    self.last = loss
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="min_delta is not used: an improvement is one by more than min_delta.",
)
def min_delta_ignored(self, loss, params):
    """Any smaller loss is an improvement."""
    if loss < self.best_loss:
        self.best_loss, self.waited = loss, 0
        self.best_params = {name: value.copy() for name, value in params.items()}
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="With + min_delta even a larger loss is an improvement: it has to be smaller than best_loss − min_delta.",
)
def min_delta_added(self, loss, params):
    """min_delta is added where it should be subtracted."""
    if loss < self.best_loss + self.min_delta:
        self.best_loss, self.waited = loss, 0
        self.best_params = {name: value.copy() for name, value in params.items()}
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="best_loss creeps down in steps smaller than min_delta, so no step is ever seen as large enough: leave it.",
)
def best_loss_creeps(self, loss, params):
    """best_loss moves with improvements that are too small to count."""
    self.waited = 0 if loss < self.best_loss - self.min_delta else self.waited + 1
    if loss < self.best_loss:
        self.best_loss = loss
        self.best_params = {name: value.copy() for name, value in params.items()}
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="An equal loss, or one that is just min_delta smaller, is no improvement: <, not <=.",
)
def equal_is_better(self, loss, params):
    """A loss that is just min_delta smaller counts as an improvement."""
    if loss <= self.best_loss - self.min_delta:
        self.best_loss, self.waited = loss, 0
        self.best_params = {name: value.copy() for name, value in params.items()}
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule],
    hint="nan is not larger than anything either: ask whether the loss is smaller, and count everything else.",
)
def nan_is_better(self, loss, params):
    """nan counts as an improvement, because it is not larger."""
    if loss >= self.best_loss - self.min_delta:
        self.waited += 1
    else:
        self.best_loss, self.waited = loss, 0
        self.best_params = {name: value.copy() for name, value in params.items()}
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping.update",
    caught_by=[early_stopping_rule, best_parameters],
    hint="A loss gets better by falling; you keep the largest. That is right for an accuracy.",
)
def larger_is_better(self, loss, params):
    """The largest loss is taken for the best."""
    if self.best_params is None or loss > self.best_loss + self.min_delta:
        self.best_loss, self.waited = loss, 0
        self.best_params = {name: value.copy() for name, value in params.items()}
    else:
        self.waited += 1
    return self.waited >= self.patience


@lab.mistake(
    "EarlyStopping",
    caught_by=[early_stopping_rule],
    hint="A loss may begin at any size: best_loss is np.inf before the first epoch, not 1 or 100.",
)
class BestLossBeginsAtOne(EarlyStopping):
    """best_loss begins at 1, so that larger losses are no improvement."""

    def __init__(self, patience, min_delta=0.0):
        super().__init__(patience, min_delta)
        self.best_loss = 1.0


@lab.mistake(
    "settled",
    caught_by=[settled_values],
    hint="A fall is a change too: take the absolute value of the differences.",
)
def settled_when_falling(accuracies, tolerance=0.02, epochs=2):
    """An accuracy that falls counts as settled."""
    changes = np.diff(accuracies)[-epochs:]
    return len(changes) == epochs and bool(np.all(changes < tolerance))


@lab.mistake(
    "settled",
    caught_by=[settled_values],
    hint="Each of the last changes has to be small; you look at the last one only.",
)
def settled_by_the_last_change(accuracies, tolerance=0.02, epochs=2):
    """Only the last change is looked at."""
    return len(accuracies) > epochs and abs(accuracies[-1] - accuracies[-2]) < tolerance


@lab.mistake(
    "settled",
    caught_by=[settled_values],
    hint="Compare epochs that follow each other, not the first with the last: there and back again is a change.",
)
def settled_from_end_to_end(accuracies, tolerance=0.02, epochs=2):
    """The accuracy is compared with the one ``epochs`` epochs ago."""
    return len(accuracies) > epochs and abs(accuracies[-1] - accuracies[-1 - epochs]) < tolerance


@lab.mistake(
    "settled",
    caught_by=[settled_values],
    hint="epochs changes need epochs + 1 accuracies: two values are one change.",
)
def settled_too_early(accuracies, tolerance=0.02, epochs=2):
    """One change too few is looked at."""
    last = accuracies[-epochs:]
    return len(last) == epochs and bool(np.all(np.abs(np.diff(last)) < tolerance))


# Altered images


@lab.mistake(
    "augment",
    caught_by=[augment_shift_and_brightness],
    hint="All images of the batch get the same amounts: draw them inside the loop over the images.",
)
def same_for_all_images(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """The amounts are drawn once for the whole batch."""
    moved = rng.integers(-shift, shift + 1, size=2)
    angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 + rng.uniform(-scale, scale)
    added = rng.uniform(-brightness, brightness)
    return np.array([np.clip(_warped(image, moved, angle, size) + added, 0, 1) for image in images])


@lab.mistake(
    "augment",
    caught_by=[augment_shift_and_brightness],
    hint="rng.integers(−s, s) never gives s: both ends are included, so the bound is s + 1.",
)
def shift_without_the_end(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """A shift by +shift never comes up."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift, size=2) if shift else np.zeros(2, dtype=int)
        angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 + rng.uniform(-scale, scale)
        altered[i] = np.clip(_warped(image, moved, angle, size) + rng.uniform(-brightness, brightness), 0, 1)
    return altered


@lab.mistake(
    "augment",
    caught_by=[augment_shift_and_brightness],
    hint="np.roll brings in on one side what left on the other: an image is not a ring. Fill with 0.",
)
def shift_by_rolling(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """What leaves on one side comes in on the other."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        dy, dx = rng.integers(-shift, shift + 1, size=2)
        angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 + rng.uniform(-scale, scale)
        image = np.roll(_warped(image, np.zeros(2), angle, size), (dy, dx), axis=(0, 1))
        altered[i] = np.clip(image + rng.uniform(-brightness, brightness), 0, 1)
    return altered


@lab.mistake(
    "augment",
    caught_by=[augment_shift_and_brightness],
    hint="dy and dx are two numbers: with one for both, images only move along the diagonal.",
)
def shift_along_the_diagonal(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """dy and dx are always equal."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = np.repeat(rng.integers(-shift, shift + 1), 2)
        angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 + rng.uniform(-scale, scale)
        altered[i] = np.clip(_warped(image, moved, angle, size) + rng.uniform(-brightness, brightness), 0, 1)
    return altered


@lab.mistake(
    "augment",
    caught_by=[augment_shift_and_brightness],
    hint="The brightness is added; you multiply by it.",
)
def brightness_as_a_factor(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """The pixels are multiplied by 1 + b."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift + 1, size=2)
        angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 + rng.uniform(-scale, scale)
        altered[i] = np.clip(_warped(image, moved, angle, size) * (1 + rng.uniform(-brightness, brightness)), 0, 1)
    return altered


@lab.mistake(
    "augment",
    caught_by=[augment_shift_and_brightness],
    hint="Black plus something negative is below 0: keep the result between 0 and 1 with np.clip.",
)
def brightness_not_cut_off(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """Pixels leave the range from 0 to 1."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift + 1, size=2)
        angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 + rng.uniform(-scale, scale)
        altered[i] = _warped(image, moved, angle, size) + rng.uniform(-brightness, brightness)
    return altered


@lab.mistake(
    "augment",
    caught_by=[inputs_unchanged],
    hint="images[i] = … changes the data set itself, a little more in every epoch: write into a new array.",
    row=21,
)
def images_altered_in_place(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """The caller's images are overwritten."""
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift + 1, size=2)
        angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 + rng.uniform(-scale, scale)
        images[i] = np.clip(_warped(image, moved, angle, size) + rng.uniform(-brightness, brightness), 0, 1)
    return images


@lab.mistake(
    "augment",
    caught_by=[augment_rotate_and_scale],
    hint="np.cos and np.sin take radians; rotate is in degrees: np.deg2rad.",
)
def angle_in_radians(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """Degrees are taken for radians."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift + 1, size=2)
        angle, size = rng.uniform(-rotate, rotate), 1 + rng.uniform(-scale, scale)
        altered[i] = np.clip(_warped(image, moved, angle, size) + rng.uniform(-brightness, brightness), 0, 1)
    return altered


@lab.mistake(
    "augment",
    caught_by=[augment_rotate_and_scale],
    hint="Images are turned one way only: draw the angle from −rotate to rotate.",
)
def turned_one_way(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """The angle is drawn from 0 to rotate."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift + 1, size=2)
        angle, size = np.deg2rad(rotate * rng.random()), 1 + rng.uniform(-scale, scale)
        altered[i] = np.clip(_warped(image, moved, angle, size) + rng.uniform(-brightness, brightness), 0, 1)
    return altered


@lab.mistake(
    "augment",
    caught_by=[augment_rotate_and_scale],
    hint="Looking up the place that is s times further out makes things smaller: divide by s to magnify by s.",
)
def scaled_the_other_way(images, rng, shift=0, rotate=0.0, scale=0.0, brightness=0.0):
    """Images are magnified by 1/s."""
    altered = np.empty(images.shape)
    for i, image in enumerate(images):
        moved = rng.integers(-shift, shift + 1, size=2)
        angle, size = np.deg2rad(rng.uniform(-rotate, rotate)), 1 / (1 + rng.uniform(-scale, scale))
        altered[i] = np.clip(_warped(image, moved, angle, size) + rng.uniform(-brightness, brightness), 0, 1)
    return altered


def _about(image, moved, angle, size, centre):
    """The nearest pixel, turned and scaled about a centre."""
    back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / size
    y, x = np.einsum("ij,jhw->ihw", back, np.indices(image.shape) - moved[:, None, None] - centre) + centre
    return _pixels(image, np.rint(y).astype(int), np.rint(x).astype(int))


@lab.mistake(
    "_warped",
    also={"_about": _about},
    caught_by=[augment_rotate_and_scale],
    hint="Index 0, 0 is a corner: take the centre away before you turn, and add it again afterwards.",
)
def turned_about_the_corner(image, moved, angle, size):
    """The image is turned and scaled about its corner."""
    return _about(image, moved, angle, size, np.zeros((2, 1, 1)))


@lab.mistake(
    "_warped",
    also={"_about": _about},
    caught_by=[augment_rotate_and_scale],
    hint="Of five pixels, 0 to 4, the middle one is 2, not 2.5: the centre is at (H − 1)/2, (W − 1)/2.",
)
def centre_half_a_pixel_off(image, moved, angle, size):
    """The centre is taken at H/2, W/2."""
    return _about(image, moved, angle, size, np.array(image.shape)[:, None, None] / 2)


@lab.mistake(
    "_warped",
    caught_by=[augment_rotate_and_scale],
    hint="Check the signs: [[cos, sin], [−sin, cos]]. With two equal signs the image is sheared.",
)
def sheared(image, moved, angle, size):
    """A sign of the rotation is wrong, and the image is sheared."""
    centre = (np.array(image.shape)[:, None, None] - 1) / 2
    back = np.array([[np.cos(angle), np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / size
    y, x = np.einsum("ij,jhw->ihw", back, np.indices(image.shape) - moved[:, None, None] - centre) + centre
    return _pixels(image, np.rint(y).astype(int), np.rint(x).astype(int))


@lab.mistake(
    "_pixels",
    caught_by=[augment_shift_and_brightness, augment_rotate_and_scale],
    hint="Clipping an index finds the edge again: put 0 where the place is outside the image.",
)
def edge_repeated_outside(image, y, x):
    """Outside the image its edge is repeated."""
    return image[y.clip(0, image.shape[0] - 1), x.clip(0, image.shape[1] - 1)]


@lab.mistake(
    "_warped",
    caught_by=[augment_rotate_and_scale],
    hint="Sent forwards, pixels leave holes between them: let each pixel of the result look up where it came from.",
)
def pixels_sent_forwards(image, moved, angle, size):
    """Pixels are sent to their new places, and leave holes."""
    height, width = image.shape
    centre = (np.array(image.shape)[:, None, None] - 1) / 2
    ahead = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * size
    y, x = np.einsum("ij,jhw->ihw", ahead, np.indices(image.shape) - centre) + centre + moved[:, None, None]
    y, x = np.rint(y).astype(int), np.rint(x).astype(int)
    inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    result = np.zeros(image.shape)
    result[y[inside], x[inside]] = image[inside]
    return result
