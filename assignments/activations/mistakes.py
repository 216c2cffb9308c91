"""Known mistakes: each stands in for one function of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, sigmoid) is looked up in the copy
of the reference that it is put into.
"""

import numpy as np

from reference.activations import SELU_ALPHA, SELU_SCALE, crelu, elu, relu, sigmoid, softplus, tanh

from .lab import (
    corners,
    crelu_halves,
    default_alpha,
    elu_slopes,
    elu_values,
    inputs_unchanged,
    lab,
    large_inputs,
    leaky_relu_values,
    relu_slopes,
    relu_values,
    selu_slopes,
    selu_values,
    sigmoid_and_tanh_slopes,
    sigmoid_values,
    softplus_slopes,
    softplus_values,
    tanh_values,
)

# sigmoid and tanh


@lab.mistake(
    "sigmoid",
    caught_by=[sigmoid_values],
    hint="The exponent has the wrong sign: this is 1 − σ(x). For large x the sigmoid goes to 1.",
    row=35,
)
def sign_of_the_exponent(x):
    """The sigmoid falls where it should rise."""
    return 1 / (1 + np.exp(x))


@lab.mistake(
    "sigmoid",
    caught_by=[sigmoid_values],
    hint="1/(1 + e⁻¹) is one number, 0.73: the exponent is −x, not −1.",
)
def exponent_of_one(x):
    """Every entry is 1/(1 + e⁻¹)."""
    return np.full(x.shape, 1 / (1 + np.exp(-1)))


@lab.mistake(
    "sigmoid",
    caught_by=[large_inputs],
    hint="e¹⁰⁰⁰ is infinite, and infinity by infinity is nan. 1 / (1 + e⁻ˣ) has no such quotient.",
    row=37,
)
def infinity_by_infinity(x):
    """eˣ / (1 + eˣ) is nan for large x."""
    return np.exp(x) / (1 + np.exp(x))


@lab.mistake(
    "sigmoid",
    caught_by=[sigmoid_values],
    hint="np.zeros_like(x) of whole numbers holds whole numbers: give it dtype=float, or use np.where.",
    row=126,
)
def result_in_whole_numbers(x):
    """The result has the type of x and is cut off to whole numbers."""
    y = np.zeros_like(x)
    y[x >= 0] = 1 / (1 + np.exp(-x[x >= 0]))
    y[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
    return y


@lab.mistake(
    "sigmoid",
    caught_by=[inputs_unchanged],
    hint="x *= −1 changes the array of whoever called you: write −x.",
    row=21,
)
def sign_changed_in_place(x):
    """The caller's array changes its sign."""
    x *= -1
    return 1 / (1 + np.exp(x))


@lab.mistake(
    "sigmoid_derivative",
    caught_by=[sigmoid_and_tanh_slopes],
    hint="x (1 − x) is right only where x is already σ(x). Here x is the input: take its sigmoid first.",
    row=36,
)
def derivative_at_the_output(x):
    """The derivative is x (1 − x), of the input."""
    return x * (1 - x)


@lab.mistake(
    "sigmoid_derivative",
    caught_by=[sigmoid_and_tanh_slopes],
    hint="Only one of the two factors is the sigmoid: it is σ(x) (1 − σ(x)).",
)
def half_taken_at_the_input(x):
    """The derivative is σ(x) (1 − x)."""
    return sigmoid(x) * (1 - x)


@lab.mistake(
    "sigmoid_derivative",
    caught_by=[large_inputs],
    hint="(1 + e⁻ˣ)² is infinite for x = −1000, and so is what it divides: σ(x) (1 − σ(x)) stays finite.",
)
def quotient_of_infinities(x):
    """e⁻ˣ / (1 + e⁻ˣ)² is nan for large inputs below zero."""
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


@lab.mistake(
    "tanh",
    caught_by=[large_inputs],
    hint="Infinity by infinity is nan: np.tanh does this with care, or use 2 σ(2x) − 1.",
)
def tanh_by_exponentials(x):
    """tanh is nan for large inputs."""
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@lab.mistake(
    "tanh",
    caught_by=[tanh_values],
    hint="A quotient of two sums needs both in brackets: only e⁻ˣ/eˣ is divided here.",
)
def missing_brackets(x):
    """The division takes only the inner two of four terms."""
    return np.exp(x) - np.exp(-x) / np.exp(x) + np.exp(-x)


@lab.mistake(
    "tanh",
    caught_by=[tanh_values],
    hint="tanh(x) = 2 σ(2x) − 1: the 2 belongs inside as well. This is tanh(x/2).",
)
def tanh_of_half_the_input(x):
    """tanh is 2 σ(x) − 1."""
    return 2 * sigmoid(x) - 1


@lab.mistake(
    "tanh_derivative",
    caught_by=[sigmoid_and_tanh_slopes],
    hint="1 − x² is right only where x is already tanh(x). Here x is the input: take its tanh first.",
    row=36,
)
def tanh_derivative_at_the_output(x):
    """The derivative is 1 − x², of the input."""
    return 1 - x**2


@lab.mistake(
    "tanh_derivative",
    caught_by=[sigmoid_and_tanh_slopes],
    hint="The square is missing: tanh′ = 1 − tanh².",
)
def tanh_without_square(x):
    """The derivative is 1 − tanh(x)."""
    return 1 - tanh(x)


# relu, relu6 and leaky_relu


@lab.mistake(
    "relu",
    caught_by=[inputs_unchanged],
    hint="y = x gives the array a second name, not a copy: x[x < 0] = 0 writes into the caller's array.",
    row=21,
)
def relu_in_place(x):
    """The caller's array is cut off at zero."""
    x[x < 0] = 0
    return x


@lab.mistake(
    "relu",
    caught_by=[relu_values],
    hint="np.max(x, 0) takes the largest entry along axis 0; np.maximum(x, 0) compares entry by entry.",
)
def max_for_maximum(x):
    """np.max stands for np.maximum."""
    return np.max(x, 0)


@lab.mistake("relu", caught_by=[relu_values], hint="That is |x|: below zero ReLU is 0.")
def absolute_value(x):
    """What is below zero comes out above it."""
    return np.abs(x)


@lab.mistake(
    "relu",
    caught_by=[relu_values],
    hint="np.where(x > 0, …) is asked which values to take: x where it is above zero, not 1.",
)
def relu_as_a_step(x):
    """relu is the step function, which is its derivative."""
    return np.where(x > 0, 1.0, 0.0)


@lab.mistake(
    "relu_derivative",
    caught_by=[relu_slopes],
    hint="Where x is above zero the slope is 1, whatever x is: you return x itself, which is relu.",
)
def relu_for_its_derivative(x):
    """relu_derivative is relu."""
    return np.where(x > 0, x, 0.0)


@lab.mistake(
    "relu_derivative",
    caught_by=[relu_slopes],
    hint="The mask is the wrong way round: the slope is 1 where x is above zero.",
    row=38,
)
def mask_upside_down(x):
    """The slope is 1 where x is below zero."""
    return np.where(x < 0, 1.0, 0.0)


@lab.mistake(
    "relu_derivative",
    caught_by=[relu_slopes],
    hint="x > 0 holds truth values; (x > 0).astype(float) makes 1 and 0 of them.",
)
def truth_values(x):
    """The derivative is an array of True and False."""
    return x > 0


@lab.mistake(
    "relu_derivative",
    caught_by=[inputs_unchanged],
    hint="x[x > 0] = 1 writes into the caller's array: np.where(x > 0, 1, 0) makes a new one.",
    row=22,
)
def derivative_in_place(x):
    """The caller's array becomes the mask."""
    x[x > 0] = 1
    x[x <= 0] = 0
    return x


@lab.mistake(
    "relu_derivative",
    caught_by=[corners],
    hint="At x = 0 this is 0/0. Ask for the sign of x instead of dividing by it.",
)
def divided_by_the_input(x):
    """relu(x) / x is nan at 0."""
    return relu(x) / x


@lab.mistake("relu6", caught_by=[relu_values], hint="What is below zero is cut off as well: min(max(0, x), 6).")
def relu6_without_zero(x):
    """relu6 cuts off above six only."""
    return np.minimum(x, 6)


@lab.mistake("relu6", caught_by=[relu_values], hint="Minimum and maximum are exchanged: this is never below 6.")
def relu6_at_least_six(x):
    """relu6 is max(max(0, x), 6)."""
    return np.maximum(relu(x), 6)


@lab.mistake(
    "relu6",
    caught_by=[relu_values],
    hint="In ReLU6 the 6 is where it is cut off, not a factor: from 0 to 6 it is x itself.",
)
def scaled_to_one(x):
    """relu6 is divided by 6, as in the hard sigmoid."""
    return np.clip(x, 0, 6) / 6


@lab.mistake(
    "relu6_derivative",
    caught_by=[relu_slopes],
    hint="Above 6 the output no longer moves, so the slope there is 0.",
)
def relu6_slope_above_six(x):
    """The slope above six is 1."""
    return np.where(x > 0, 1.0, 0.0)


@lab.mistake(
    "leaky_relu",
    caught_by=[leaky_relu_values],
    hint="Use the alpha that is handed over, not a number of your own.",
    row=25,
)
def alpha_written_into_the_code(x, alpha=0.01):
    """The slope below zero is always 0.01."""
    return np.where(x > 0, x, 0.01 * x)


@lab.mistake(
    "leaky_relu",
    caught_by=[leaky_relu_values],
    hint="Below zero it is α times x, not α.",
)
def alpha_alone(x, alpha=0.01):
    """Below zero it is α."""
    return np.where(x > 0, x, alpha)


@lab.mistake(
    "leaky_relu",
    caught_by=[leaky_relu_values],
    hint="x is negative there already: α x leads on downwards, −α x turns up again.",
)
def leak_turned_up(x, alpha=0.01):
    """Below zero it is −α x."""
    return np.where(x > 0, x, -alpha * x)


@lab.mistake(
    "leaky_relu",
    caught_by=[leaky_relu_values],
    hint="A copy of whole numbers takes whole numbers only: begin with x.astype(float).",
    row=126,
)
def leak_cut_off(x, alpha=0.01):
    """Of whole numbers, the leak is cut off to whole numbers."""
    y = x.copy()
    y[y < 0] = alpha * y[y < 0]
    return y


@lab.mistake(
    "leaky_relu",
    caught_by=[default_alpha],
    hint="0.2 is TensorFlow's default; the statement asks for 0.01.",
)
def default_of_tensorflow(x, alpha=0.2):
    """The default of alpha is 0.2."""
    return np.where(x > 0, x, alpha * x)


@lab.mistake(
    "leaky_relu_derivative",
    caught_by=[relu_slopes],
    hint="Below zero the slope is α, not α x: you return the value there.",
)
def value_below_zero(x, alpha=0.01):
    """The derivative below zero is α x."""
    return np.where(x > 0, 1.0, alpha * x)


@lab.mistake(
    "leaky_relu_derivative",
    caught_by=[relu_slopes],
    hint="Below zero leaky ReLU has the slope α: 0 is ReLU's.",
)
def slope_without_leak(x, alpha=0.01):
    """The derivative below zero is 0."""
    return np.where(x > 0, 1.0, 0.0)


@lab.mistake(
    "leaky_relu_derivative",
    caught_by=[corners],
    hint="Neither of your two cases holds at x = 0, so what is left there is the 0 of np.zeros.",
)
def nothing_at_zero(x, alpha=0.01):
    """At 0 neither case holds and the slope is 0."""
    slope = np.zeros(x.shape)
    slope[x > 0] = 1
    slope[x < 0] = alpha
    return slope


# crelu


@lab.mistake(
    "crelu",
    caught_by=[crelu_halves],
    hint="np.concatenate joins along axis 0 unless told otherwise: axis=-1 is the last one.",
)
def joined_along_the_first_axis(x):
    """The two halves stand below each other."""
    return np.concatenate([relu(x), relu(-x)])


@lab.mistake(
    "crelu",
    caught_by=[crelu_halves],
    hint="np.hstack joins along axis 1, which is the last one of two; of three it is not.",
)
def joined_along_axis_one(x):
    """With three axes, the second one doubles."""
    return np.hstack([relu(x), relu(-x)])


@lab.mistake(
    "crelu",
    caught_by=[crelu_halves],
    hint="The second half is max(0, −x), which is never negative: you have min(0, x).",
)
def negative_part_with_its_sign(x):
    """The second half is min(0, x)."""
    return np.concatenate([np.maximum(x, 0), np.minimum(x, 0)], axis=-1)


@lab.mistake(
    "crelu",
    caught_by=[crelu_halves],
    hint="All positive parts come first, then all negative ones: you have them in turns.",
)
def halves_in_turns(x):
    """Positive and negative parts take turns."""
    return np.stack([relu(x), relu(-x)], axis=-1).reshape(*x.shape[:-1], -1)


@lab.mistake(
    "crelu_derivative",
    caught_by=[crelu_halves],
    hint="The second half is max(0, −x): as x grows it falls, so its slope is −1.",
)
def inner_derivative_forgotten(x):
    """The second half of the slopes is 1 where x is below zero."""
    return np.concatenate([np.where(x > 0, 1.0, 0.0), np.where(x < 0, 1.0, 0.0)], axis=-1)


@lab.mistake(
    "crelu_derivative",
    caught_by=[crelu_halves],
    hint="crelu(x) is never below zero, so its sign tells nothing of the second half: look at x.",
)
def slopes_of_the_output(x):
    """The slopes are 1 wherever crelu is above zero."""
    return np.where(crelu(x) > 0, 1.0, 0.0)


# elu and selu


@lab.mistake("elu", caught_by=[elu_values], hint="The −1 is missing: without it ELU jumps from α to 0 at x = 0.")
def elu_without_minus_one(x, alpha=1.0):
    """Below zero it is α eˣ."""
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)))


@lab.mistake("elu", caught_by=[elu_values], hint="Brackets: it is α (eˣ − 1), not α eˣ − 1.")
def minus_one_outside(x, alpha=1.0):
    """Below zero it is α eˣ − 1."""
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)) - 1)


@lab.mistake(
    "elu",
    caught_by=[elu_values],
    hint="Use the alpha that is handed over: α = 1 is only the default.",
    row=25,
)
def elu_without_alpha(x, alpha=1.0):
    """Below zero it is eˣ − 1, whatever alpha is."""
    return np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)


@lab.mistake(
    "elu",
    caught_by=[large_inputs],
    hint="0 · e¹⁰⁰⁰ is 0 · ∞, which is nan. np.where picks without multiplying; so does np.minimum(x, 0) inside.",
)
def zero_times_infinity(x, alpha=1.0):
    """The branch that is not wanted is multiplied by 0, and may be infinite."""
    return (x > 0) * x + (x <= 0) * alpha * (np.exp(x) - 1)


@lab.mistake(
    "elu",
    caught_by=[default_alpha],
    hint="The statement's default of alpha is 1.0; 0.01 is leaky ReLU's.",
)
def default_of_leaky_relu(x, alpha=0.01):
    """The default of alpha is 0.01."""
    return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1))


@lab.mistake(
    "elu_derivative",
    caught_by=[elu_slopes],
    hint="The constant −1 has no slope: below zero the derivative is α eˣ.",
    row=39,
)
def minus_one_kept(x, alpha=1.0):
    """The derivative below zero is α (eˣ − 1), which is the value."""
    return np.where(x > 0, 1.0, alpha * (np.exp(np.minimum(x, 0)) - 1))


@lab.mistake(
    "elu_derivative",
    caught_by=[elu_slopes],
    hint="The factor α stays when you differentiate: α eˣ.",
)
def elu_slope_without_alpha(x, alpha=1.0):
    """The derivative below zero is eˣ."""
    return np.where(x > 0, 1.0, np.exp(np.minimum(x, 0)))


@lab.mistake(
    "elu_derivative",
    caught_by=[elu_slopes],
    hint="elu(x) + α is α eˣ below zero only: above it the slope is 1.",
)
def value_plus_alpha(x, alpha=1.0):
    """The derivative is elu(x) + α everywhere."""
    return elu(x, alpha) + alpha


@lab.mistake(
    "selu",
    caught_by=[selu_values],
    hint="λ multiplies both branches: λ x above zero and λ α (eˣ − 1) below.",
)
def scale_above_zero_only(x):
    """λ is missing below zero."""
    return np.where(x > 0, SELU_SCALE * x, SELU_ALPHA * (np.exp(np.minimum(x, 0)) - 1))


@lab.mistake(
    "selu",
    caught_by=[selu_values],
    hint="λ is missing: the slope of SELU above zero is 1.05, and that keeps the variance from shrinking.",
)
def selu_without_scale(x):
    """selu is elu(x, α)."""
    return elu(x, SELU_ALPHA)


@lab.mistake(
    "selu",
    caught_by=[selu_values],
    hint="α and λ are exchanged: λ = 1.05 is the scale, α = 1.67 belongs to eˣ − 1.",
)
def constants_exchanged(x):
    """α scales, and λ stands before eˣ − 1."""
    return SELU_ALPHA * elu(x, SELU_SCALE)


@lab.mistake(
    "selu_derivative",
    caught_by=[selu_slopes],
    hint="Above zero the value is λ x, so the slope is λ, not 1.",
    row=39,
)
def selu_slope_of_one(x):
    """The derivative above zero is 1."""
    return np.where(x > 0, 1.0, SELU_SCALE * SELU_ALPHA * np.exp(np.minimum(x, 0)))


@lab.mistake(
    "selu_derivative",
    caught_by=[selu_slopes],
    hint="Below zero the factor is λ α: α is missing.",
    row=39,
)
def selu_slope_without_alpha(x):
    """The derivative below zero is λ eˣ."""
    return SELU_SCALE * np.where(x > 0, 1.0, np.exp(np.minimum(x, 0)))


# softplus


@lab.mistake(
    "softplus",
    caught_by=[large_inputs],
    hint="e¹⁰⁰⁰ is infinite, its logarithm too. np.logaddexp(0, x) does this with care, or max(x, 0) + ln(1 + e⁻|ˣ|).",
)
def logarithm_of_infinity(x):
    """softplus is infinite for large x."""
    return np.log(1 + np.exp(x))


@lab.mistake(
    "softplus",
    caught_by=[softplus_values],
    hint="The sum inside the logarithm is 1 + eˣ: this raises something else to the power of x.",
)
def another_base(x):
    """softplus is ln(1 + xˣ)."""
    return np.log(1 + np.abs(x) ** x)


@lab.mistake(
    "softplus",
    caught_by=[softplus_values],
    hint="The sign of the exponent: for large x softplus grows like x, it does not go to 0.",
)
def softplus_mirrored(x):
    """softplus is ln(1 + e⁻ˣ)."""
    return np.logaddexp(0, -x)


@lab.mistake(
    "softplus",
    caught_by=[softplus_values],
    hint="The natural logarithm is np.log.",
)
def logarithm_of_base_two(x):
    """The logarithm has base 2."""
    return np.log2(1 + np.exp(np.minimum(x, 700)))


@lab.mistake(
    "softplus_derivative",
    caught_by=[softplus_slopes],
    hint="The inner derivative is missing: (ln u)′ = u′/u, and u′ = eˣ.",
)
def inner_derivative_missing(x):
    """The derivative is 1 / (1 + eˣ)."""
    return 1 / (1 + np.exp(x))


@lab.mistake(
    "softplus_derivative",
    caught_by=[large_inputs],
    hint="For large x this is infinity by infinity; divide by eˣ above and below, and you know it: the sigmoid.",
)
def quotient_not_simplified(x):
    """eˣ / (1 + eˣ) is nan for large x."""
    return np.exp(x) / (1 + np.exp(x))


@lab.mistake(
    "softplus_derivative",
    caught_by=[softplus_slopes],
    hint="σ(x) itself is the derivative of softplus; σ(x) (1 − σ(x)) is the derivative after that.",
)
def derivative_of_the_derivative(x):
    """The derivative is that of the sigmoid."""
    return sigmoid(x) * (1 - sigmoid(x))


@lab.mistake(
    "softplus_derivative",
    caught_by=[softplus_slopes],
    hint="The argument of the sigmoid is x, not softplus(x).",
)
def sigmoid_of_the_output(x):
    """The derivative is taken at the output, σ(softplus(x))."""
    return sigmoid(softplus(x))
