"""Activation functions: what is asked of activations.py, and how it is looked at."""

import numpy as np

import reference.activations
from graders.checks import Failure, close, unchanged
from graders.lab import Lab

lab = Lab("activations", title="Activation functions", files=["activations.py"], reference=reference.activations)

# One axis, two and three; square; a single row.
SHAPES = [(7, 5), (4, 4), (1, 3), (6,), (2, 3, 4)]

# SELU's α and λ may be rounded: 1.67 and 1.05 move it by 0.3 %, and a published solution's by 0.7 %.
ROUNDED = 8e-3
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805

NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "relu6", "crelu", "elu", "selu", "softplus"]
ALL = [*NAMES, *(f"{name}_derivative" for name in NAMES)]


def tolerance(name):
    """The relative tolerance of a function; None for the usual one."""
    return ROUNDED if name.startswith("selu") else None


def spread(rng, *shape):
    """Inputs from −9 to 9 in random order, one from each of equal parts: none of them at a corner."""
    n = int(np.prod(shape))
    return ((rng.permutation(n) + rng.uniform(0.1, 0.9, size=n)) / n * 18 - 9).reshape(shape)


def alike(student, reference, rng, name, *parameters):
    """Hold a function to the textbook's on arrays of all shapes, and on whole numbers."""
    function, textbook = getattr(student, name), getattr(reference, name)
    for shape in [*SHAPES, SHAPES[0]]:  # the first shape twice: an answer may not be kept by its shape
        x = spread(rng, *shape)
        close(function(x, *parameters), textbook(x, *parameters), rtol=tolerance(name))
    whole = rng.permutation([i for i in range(-8, 10) if i not in (0, 6)]).reshape(2, 8)  # beside the corners
    expected = textbook(whole, *parameters)
    hint = "An array of whole numbers cuts off what is behind the point: x.astype(float) makes floats of them."
    close(function(whole, *parameters), expected, what=f"{name} of whole numbers", rtol=tolerance(name), hint=hint)


def right_ones(student, expected, x, *parameters):
    """Those functions that are right for x; what is missing, stops or is wrong counts where it is asked for, and once.

    Raises what was wrong first where that is true of more than half of the functions.
    """
    right, wrong = [], None
    for name in expected:
        try:
            close(getattr(student, name)(x, *parameters), expected[name], what=name, rtol=tolerance(name))
            right.append(name)
        except Failure as failure:
            wrong = wrong or failure
    if wrong and 2 * len(right) < len(expected):
        raise wrong
    return right


@lab.check(points=1, proves=["relu"])
def inputs_unchanged(student, reference, rng):
    """No function changes the array that it is given."""
    x = spread(rng, 4, 3)
    expected = {name: getattr(reference, name)(x) for name in ALL}
    for name in right_ones(student, expected, x):
        unchanged(getattr(student, name), x)


@lab.check(points=1, proves=["sigmoid"])
def sigmoid_values(student, reference, rng):
    """sigmoid is 1 / (1 + e⁻ˣ)."""
    alike(student, reference, rng, "sigmoid")


@lab.check(points=1, proves=["tanh"], follows=sigmoid_values)
def tanh_values(student, reference, rng):
    """tanh is (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)."""
    alike(student, reference, rng, "tanh")


@lab.check(points=1, proves=["relu", "relu6"])
def relu_values(student, reference, rng):
    """relu cuts off what is below zero, relu6 also what is above six."""
    alike(student, reference, rng, "relu")
    alike(student, reference, rng, "relu6")


@lab.check(points=1, proves=["leaky_relu"], follows=relu_values)
def leaky_relu_values(student, reference, rng):
    """leaky_relu multiplies what is below zero by alpha."""
    alike(student, reference, rng, "leaky_relu", float(rng.uniform(0.05, 0.4)))


@lab.check(points=1, proves=["elu"])
def elu_values(student, reference, rng):
    """elu is alpha (eˣ − 1) below zero."""
    for alpha in rng.uniform([0.2, 1.5], [0.6, 2.5]):
        alike(student, reference, rng, "elu", float(alpha))


@lab.check(points=1, proves=["selu"], follows=elu_values)
def selu_values(student, reference, rng):
    """selu is ELU with its own α, times λ."""
    alike(student, reference, rng, "selu")


@lab.check(points=1, proves=["softplus"])
def softplus_values(student, reference, rng):
    """softplus is ln(1 + eˣ)."""
    alike(student, reference, rng, "softplus")


@lab.check(points=2, proves=["sigmoid_derivative", "tanh_derivative"], follows=[sigmoid_values, tanh_values])
def sigmoid_and_tanh_slopes(student, reference, rng):
    """The derivatives of sigmoid and tanh are taken at the input."""
    alike(student, reference, rng, "sigmoid_derivative")
    alike(student, reference, rng, "tanh_derivative")


@lab.check(
    points=2,
    proves=["relu_derivative", "relu6_derivative", "leaky_relu_derivative"],
    follows=[relu_values, leaky_relu_values],
)
def relu_slopes(student, reference, rng):
    """The derivatives of relu, relu6 and leaky_relu are 1 where the input goes through, else 0 or alpha."""
    alike(student, reference, rng, "relu_derivative")
    alike(student, reference, rng, "relu6_derivative")
    alike(student, reference, rng, "leaky_relu_derivative", float(rng.uniform(0.05, 0.4)))


@lab.check(points=2, follows=[inputs_unchanged, relu_values, relu_slopes])  # relu(x) in place would spoil relu(−x)
def crelu_halves(student, reference, rng):
    """crelu puts positive and negative parts side by side along the last axis, and so does its derivative."""
    alike(student, reference, rng, "crelu")
    alike(student, reference, rng, "crelu_derivative")


@lab.check(points=1, proves=["elu_derivative"], follows=elu_values)
def elu_slopes(student, reference, rng):
    """The derivative of elu is alpha eˣ below zero."""
    for alpha in rng.uniform([0.2, 1.5], [0.6, 2.5]):
        alike(student, reference, rng, "elu_derivative", float(alpha))


@lab.check(points=1, follows=[elu_values, selu_values, elu_slopes])
def selu_slopes(student, reference, rng):
    """The derivative of selu is λ above zero and λ α eˣ below."""
    alike(student, reference, rng, "selu_derivative")


@lab.check(points=1, follows=[sigmoid_values, softplus_values])
def softplus_slopes(student, reference, rng):
    """The derivative of softplus is right."""
    alike(student, reference, rng, "softplus_derivative")


@lab.check(points=1)
def default_alpha(student, reference, rng):
    """Where no alpha is given, leaky_relu has 0.01 and elu has 1."""
    x, alpha = spread(rng, 4, 3), float(rng.uniform(0.1, 0.5))
    names = ["leaky_relu", "leaky_relu_derivative", "elu", "elu_derivative"]
    given = {name: getattr(reference, name)(x, alpha) for name in names}
    expected = {name: getattr(reference, name)(x) for name in names}
    for name in right_ones(student, given, x, alpha):
        close(getattr(student, name)(x), expected[name], what=f"{name} without alpha")


@lab.check(points=1)
def corners(student, reference, rng):
    """At a corner a derivative is the slope of one of the two sides, or their mean."""
    x = spread(rng, 4, 3)
    sides = {  # the two slopes at each of the inputs; the whole-number ones come as whole numbers
        "relu_derivative": [([0.0], (0, 1)), ([0], (0, 1))],
        "leaky_relu_derivative": [([0.0], (0.01, 1)), ([0], (0.01, 1))],
        "relu6_derivative": [([0.0], (0, 1)), ([6.0], (1, 0)), ([6], (1, 0))],
        "crelu_derivative": [([0.0], (0, 1, -1, 0))],
        "elu_derivative": [([0.0], (1, 1)), ([0], (1, 1))],
        "selu_derivative": [([0.0], (SELU_SCALE * SELU_ALPHA, SELU_SCALE))],
    }
    expected = {name: getattr(reference, name)(x) for name in sides}
    for name in right_ones(student, expected, x):
        for at, slopes in sides[name]:
            got = np.asarray(getattr(student, name)(np.array(at)), dtype=float)
            close(got, np.zeros(len(slopes) // 2), what=f"{name} at {at[0]:g}", atol=np.inf)
            for value, left, right in zip(got, slopes[::2], slopes[1::2], strict=True):
                allowed = [left, (left + right) / 2, right]
                if not any(abs(value - slope) <= ROUNDED * abs(slope) + 1e-6 for slope in allowed):
                    raise Failure(
                        f"{name} is {value:g} at {at[0]:g}; {left:g}, {(left + right) / 2:g} or {right:g} is expected.",
                        hint="Which of your conditions holds where x is exactly at the corner?",
                    )


@lab.check(points=1)
def large_inputs(student, reference, rng):
    """All functions survive inputs of ±1000."""
    x = spread(rng, 4, 3)
    expected = {name: getattr(reference, name)(x) for name in ALL}
    far = rng.permutation([-1000.0, -720.0, -50.0, -1.0, 2.0, 40.0, 715.0, 1000.0])
    there = {name: getattr(reference, name)(far) for name in ALL}
    for name in right_ones(student, expected, x):
        hint = "Which exponential is infinite here, and what is it divided by, or multiplied with?"
        close(getattr(student, name)(far), there[name], what=f"{name} of large inputs", rtol=tolerance(name), hint=hint)
