"""Known mistakes: each stands in for a part of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np, Memory) is looked up in the copy
of the reference that it is put into.
"""

from collections import defaultdict

import numpy as np

from .lab import (
    adadelta,
    adagrad,
    adam,
    apart,
    defaults,
    epsilon,
    ftrl,
    ftrl_zeros,
    lab,
    momentum,
    momentum_damped,
    nesterov,
    parabola,
    rmsprop,
    rosenbrock,
    sgd,
)

# SGD


@lab.mistake("SGD.step", caught_by=[sgd], hint="The gradient points uphill: θ ← θ − η g.", row=54)
def sgd_goes_uphill(self, params, grads):
    """SGD adds the gradient instead of subtracting it."""
    return {name: theta + self.learning_rate * grads[name] for name, theta in params.items()}


@lab.mistake("SGD.step", caught_by=[sgd], hint="θ ← θ − η g: multiply the gradient by self.learning_rate.")
def sgd_without_the_rate(self, params, grads):
    """SGD takes the whole gradient, whatever the learning rate is."""
    return {name: theta - grads[name] for name, theta in params.items()}


@lab.mistake(
    "SGD.step",
    caught_by=[sgd],
    hint="theta = theta - … gives a new array a name, and params does not know of it; params[name] = … does.",
    row=57,
)
def sgd_binds_a_local_name(self, params, grads):
    """SGD computes new parameters and keeps them in a local variable."""
    for name, theta in params.items():
        theta = theta - self.learning_rate * grads[name]


@lab.mistake(
    "SGD.step",
    caught_by=[sgd],
    hint="θ ← θ − η g: it is the parameter that changes, not the gradient.",
    row=57,
)
def sgd_returns_the_steps(self, params, grads):
    """SGD returns −η g instead of the new parameters."""
    return {name: -self.learning_rate * grads[name] for name in params}


@lab.mistake(
    "SGD.step",
    caught_by=[sgd],
    hint="Loop over the names of params; there may be any number of layers, under any names.",
    row=25,
)
def sgd_knows_two_names(self, params, grads):
    """SGD looks for the parameters "W" and "b" only."""
    return {name: params[name] - self.learning_rate * grads[name] for name in ("W", "b")}


@lab.mistake(
    "SGD.step",
    caught_by=[apart],
    hint="g *= … changes the array of whoever computed it; write step = self.learning_rate * g.",
    row=21,
)
def sgd_scales_the_gradients_in_place(self, params, grads):
    """SGD multiplies the arrays of grads by the learning rate in place."""
    new = {}
    for name, theta in params.items():
        grads[name] = self.learning_rate * grads[name]
        new[name] = theta - grads[name]
    return new


@lab.mistake(
    "SGD.step",
    caught_by=[parabola],
    hint="The learning rate stays what it is; a schedule is whoever trains' own business.",
)
def sgd_decays_its_rate(self, params, grads):
    """SGD halves its learning rate after every 20 steps."""
    self.steps = getattr(self, "steps", -1) + 1
    rate = self.learning_rate * 0.5 ** (self.steps // 20)
    return {name: theta - rate * grads[name] for name, theta in params.items()}


@lab.mistake(
    "SGD.step",
    caught_by=[apart],
    hint="Look the gradient up under the parameter's name: grads[name].",
)
def sgd_pairs_by_order(self, params, grads):
    """Parameters and gradients are paired in the order in which the dicts hold them."""
    pairs = zip(params.items(), grads.values(), strict=True)
    return {name: theta - self.learning_rate * g for (name, theta), g in pairs}


# Momentum


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum],
    hint="Each parameter needs a velocity of its own: self.v[name].",
    row=52,
)
def one_velocity_for_all(self, params, grads):
    """All parameters share one velocity."""
    weight = 1 - self.momentum if self.damped else 1.0
    new = {}
    for name, theta in params.items():
        self.v["all"] = self.momentum * self.v["all"] - weight * self.learning_rate * grads[name]
        new[name] = theta + self.v["all"]
    return new


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum],
    hint="The velocity has to live from step to step: keep it in self, and make it in __init__ only.",
    row=53,
)
def velocity_made_anew(self, params, grads):
    """The velocity begins at 0 in every step, so this is plain SGD."""
    weight = 1 - self.momentum if self.damped else 1.0
    v = {name: np.zeros_like(theta) for name, theta in params.items()}
    for name in params:
        v[name] = self.momentum * v[name] - weight * self.learning_rate * grads[name]
    return {name: theta + v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum],
    hint="Either v ← μ v − η g and θ ← θ + v, or v ← μ v + η g and θ ← θ − v; not one line of each.",
    row=54,
)
def momentum_uphill(self, params, grads):
    """v ← μ v + η g and θ ← θ + v: the steps go uphill."""
    weight = 1 - self.momentum if self.damped else 1.0
    for name in params:
        self.v[name] = self.momentum * self.v[name] + weight * self.learning_rate * grads[name]
    return {name: theta + self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum],
    hint="v ← μ v − η g keeps the sign of v; to subtract v in the end, add η g to it.",
)
def momentum_turns_its_velocity(self, params, grads):
    """v ← η g − μ v: the velocity is turned round in every step."""
    weight = 1 - self.momentum if self.damped else 1.0
    for name in params:
        self.v[name] = weight * self.learning_rate * grads[name] - self.momentum * self.v[name]
    return {name: theta - self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum],
    hint="Under one name the velocity is updated, under another it is used.",
    row=55,
)
def velocity_under_two_names(self, params, grads):
    """One velocity is updated and another one is used, which is always 0."""
    for name in params:
        self.v_new = {name: self.momentum * self.v[name] - self.learning_rate * grads[name]}
    return {name: theta + self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum, momentum_damped],
    hint="That is the damped form; without damped=True the gradient is not multiplied by 1 − μ.",
    row=56,
)
def always_damped(self, params, grads):
    """Momentum is damped whether it is asked to be or not."""
    for name in params:
        self.v[name] = self.momentum * self.v[name] - (1 - self.momentum) * self.learning_rate * grads[name]
    return {name: theta + self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum_damped],
    hint="With damped=True the gradient is multiplied by 1 − μ.",
    row=56,
)
def never_damped(self, params, grads):
    """damped=True changes nothing."""
    for name in params:
        self.v[name] = self.momentum * self.v[name] - self.learning_rate * grads[name]
    return {name: theta + self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum_damped],
    hint="Damped, it is the new gradient that has the weight 1 − μ, and the velocity keeps μ.",
)
def damping_on_the_wrong_side(self, params, grads):
    """Damped, the velocity keeps 1 − μ and the gradient has the weight μ."""
    keep, weight = (1 - self.momentum, self.momentum) if self.damped else (self.momentum, 1.0)
    for name in params:
        self.v[name] = keep * self.v[name] - weight * self.learning_rate * grads[name]
    return {name: theta + self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum],
    hint="θ moves by the new velocity: update v first, then θ.",
)
def momentum_one_step_late(self, params, grads):
    """θ moves by the velocity from before this step."""
    weight = 1 - self.momentum if self.damped else 1.0
    new = {name: theta + self.v[name] for name, theta in params.items()}
    for name in params:
        self.v[name] = self.momentum * self.v[name] - weight * self.learning_rate * grads[name]
    return new


@lab.mistake(
    "Momentum.step",
    caught_by=[momentum],
    hint="η multiplies the gradient once: in v, or where θ moves.",
)
def rate_taken_twice(self, params, grads):
    """The learning rate multiplies the gradient and the velocity as well."""
    weight = 1 - self.momentum if self.damped else 1.0
    for name in params:
        self.v[name] = self.momentum * self.v[name] - weight * self.learning_rate * grads[name]
    return {name: theta + self.learning_rate * self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.__init__",
    caught_by=[momentum],
    hint="Use the momentum that is handed over: self.momentum = momentum.",
    row=25,
)
def momentum_written_into_the_code(self, learning_rate, momentum=0.9, damped=False):
    """The momentum is always 0.9, whatever is asked for."""
    self.learning_rate, self.momentum, self.damped, self.v = learning_rate, 0.9, damped, Memory()  # noqa: F821


@lab.mistake(
    "Momentum.__init__",
    caught_by=[defaults],
    hint="Unless something else is asked for, μ is 0.9.",
)
def momentum_off_by_default(self, learning_rate, momentum=0.0, damped=False):
    """Without an argument there is no momentum."""
    self.learning_rate, self.momentum, self.damped, self.v = learning_rate, momentum, damped, Memory()  # noqa: F821


@lab.mistake(
    "Momentum.__init__",
    caught_by=[apart],
    hint="A default value is made once, when def is run; write velocity=None, and make the dict inside.",
    row=128,
)
def velocity_as_a_default_argument(
    self,
    learning_rate,
    momentum=0.9,
    damped=False,
    velocity=defaultdict(float),  # noqa: B006
):
    """The dict of velocities is a default argument, so all optimisers share it."""
    self.learning_rate, self.momentum, self.damped, self.v = learning_rate, momentum, damped, velocity


@lab.mistake(
    "Momentum.step",
    caught_by=[apart],
    hint="np.zeros_like of whole numbers holds whole numbers; take the shape and type of the parameter.",
    row=126,
)
def velocity_of_whole_numbers(self, params, grads):
    """The velocity takes over the type of the gradients, and loses its digits where they are whole numbers."""
    weight = 1 - self.momentum if self.damped else 1.0
    for name in params:
        v = self.momentum * self.v[name] - weight * self.learning_rate * grads[name]
        self.v[name] = v.astype(grads[name].dtype)
    return {name: theta + self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Momentum.step",
    caught_by=[apart],
    hint="Work on the params of this call: they may have been changed since the last one.",
)
def parameters_kept_inside(self, params, grads):
    """The parameters of the first call are kept, and those of later calls are not looked at."""
    weight = 1 - self.momentum if self.damped else 1.0
    if not hasattr(self, "params"):
        self.params = dict(params)
    for name in params:
        self.v[name] = self.momentum * self.v[name] - weight * self.learning_rate * grads[name]
        self.params[name] = self.params[name] + self.v[name]
    return self.params


# Nesterov


@lab.mistake(
    "Nesterov.step",
    caught_by=[nesterov],
    hint="That is plain momentum; Nesterov's θ moves by μ v − η g with the new v.",
    row=58,
)
def nesterov_without_looking_ahead(self, params, grads):
    """Nesterov is plain momentum."""
    for name in params:
        self.v[name] = self.momentum * self.v[name] - self.learning_rate * grads[name]
    return {name: theta + self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Nesterov.step",
    caught_by=[nesterov],
    hint="In θ ← θ + μ v − η g it is the new v that counts.",
    row=58,
)
def nesterov_with_the_old_velocity(self, params, grads):
    """θ moves by μ v − η g with the v from before, which is plain momentum again."""
    new = {}
    for name, theta in params.items():
        new[name] = theta + self.momentum * self.v[name] - self.learning_rate * grads[name]
        self.v[name] = self.momentum * self.v[name] - self.learning_rate * grads[name]
    return new


@lab.mistake(
    "Nesterov.step",
    caught_by=[nesterov],
    hint="θ ← θ + μ v − η g: the gradient once more beside μ of the velocity, not beside all of it.",
)
def nesterov_with_the_whole_velocity(self, params, grads):
    """θ moves by v − η g instead of μ v − η g."""
    new = {}
    for name, theta in params.items():
        self.v[name] = self.momentum * self.v[name] - self.learning_rate * grads[name]
        new[name] = theta + self.v[name] - self.learning_rate * grads[name]
    return new


@lab.mistake(
    "Nesterov.step",
    caught_by=[nesterov],
    hint="θ ← θ + μ v − η g: without the last term nothing of the gradient itself is left.",
)
def nesterov_without_the_gradient(self, params, grads):
    """θ moves by μ v only."""
    for name in params:
        self.v[name] = self.momentum * self.v[name] - self.learning_rate * grads[name]
    return {name: theta + self.momentum * self.v[name] for name, theta in params.items()}


@lab.mistake(
    "Nesterov.step",
    caught_by=[nesterov],
    hint="With v_old the old velocity it is −μ v_old + (1 + μ) v: the minus sign is missing.",
)
def nesterov_adds_the_old_velocity(self, params, grads):
    """θ moves by μ v_old + (1 + μ) v."""
    new = {}
    for name, theta in params.items():
        old = self.v[name]
        self.v[name] = self.momentum * old - self.learning_rate * grads[name]
        new[name] = theta + self.momentum * old + (1 + self.momentum) * self.v[name]
    return new


# AdaGrad


@lab.mistake(
    "AdaGrad.step",
    caught_by=[adagrad],
    hint="r + g²: without the root a gradient twice as large makes a step half as large.",
    row=59,
)
def adagrad_without_the_root(self, params, grads):
    """AdaGrad divides by the sum of squares, without a root."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.r[name] + grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (self.r[name] + self.eps)
    return new


@lab.mistake(
    "AdaGrad.step",
    caught_by=[adagrad],
    hint="r ← r + g²: the squares of all steps are added up.",
    row=59,
)
def adagrad_forgets(self, params, grads):
    """r is the square of this step's gradient only."""
    new = {}
    for name, theta in params.items():
        self.r[name] = grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "AdaGrad.step",
    caught_by=[adagrad],
    hint="AdaGrad adds the squares up and forgets nothing; that is RMSProp.",
    row=59,
)
def adagrad_decays(self, params, grads):
    """r is a moving average, as in RMSProp."""
    new = {}
    for name, theta in params.items():
        self.r[name] = 0.9 * self.r[name] + 0.1 * grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "AdaGrad.step",
    caught_by=[adagrad],
    hint="g² is the square of each entry; np.sum(g ** 2) gives all entries one rate.",
)
def adagrad_with_one_rate_for_all_entries(self, params, grads):
    """r adds up the squares of all entries of a parameter."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.r[name] + np.sum(grads[name] ** 2)
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "AdaGrad.step",
    caught_by=[adagrad],
    hint="r adds up g², not g: the gradients of two steps may cancel, their squares can't.",
)
def adagrad_adds_up_gradients(self, params, grads):
    """r adds up the sizes of the gradients instead of their squares."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.r[name] + np.abs(grads[name])
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "AdaGrad.step",
    caught_by=[epsilon],
    hint="Where a gradient has been 0 so far, √r is 0 as well: divide by √r + ε.",
    row=59,
)
def adagrad_without_epsilon(self, params, grads):
    """There is no ε, and 0 / 0 is NaN."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.r[name] + grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / np.sqrt(self.r[name])
    return new


# RMSProp


@lab.mistake(
    "RMSProp.step",
    caught_by=[rmsprop],
    hint="Divide by the root of the mean square, not by the mean square.",
    row=60,
)
def rmsprop_without_the_root(self, params, grads):
    """RMSProp divides by the mean square, without a root."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (self.r[name] + self.eps)
    return new


@lab.mistake(
    "RMSProp.step",
    caught_by=[rmsprop],
    hint="Each parameter is moved by its own gradient: b by db.",
    row=61,
)
def rmsprop_moves_all_by_the_first_gradient(self, params, grads):
    """All parameters move by the gradient of the first one."""
    first, new = next(iter(grads)), {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[first] / (np.sqrt(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "RMSProp.step",
    caught_by=[rmsprop],
    hint="r keeps ρ of what it was and takes 1 − ρ of g².",
    row=62,
)
def rmsprop_with_its_weights_swapped(self, params, grads):
    """r keeps 1 − ρ and takes ρ of g²."""
    new = {}
    for name, theta in params.items():
        self.r[name] = (1 - self.rho) * self.r[name] + self.rho * grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "RMSProp.step",
    caught_by=[rmsprop],
    hint="r ← ρ r + (1 − ρ) g²: the new square has the weight 1 − ρ.",
)
def rmsprop_takes_the_whole_square(self, params, grads):
    """r ← ρ r + g²."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "RMSProp.step",
    caught_by=[rmsprop],
    hint="The root is taken of r: of each entry's mean square, g² and not g.",
)
def rmsprop_averages_the_gradient(self, params, grads):
    """r averages g instead of g², and its size is divided by."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name]
        new[name] = theta - self.learning_rate * grads[name] / (np.abs(self.r[name]) + self.eps)
    return new


@lab.mistake(
    "RMSProp.step",
    caught_by=[rosenbrock],
    hint="step has to go on for as long as it is asked; when to stop is whoever trains' own business.",
)
def rmsprop_stops_by_itself(self, params, grads):
    """After 20 steps nothing moves any more."""
    self.steps = getattr(self, "steps", 0) + 1
    if self.steps > 20:
        return params
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps)
    return new


# AdaDelta


@lab.mistake(
    "AdaDelta.step",
    caught_by=[adadelta],
    hint="The numerator is the root mean square of earlier steps, s ← ρ s + (1 − ρ) Δ²; it is never updated here.",
    row=63,
)
def adadelta_without_the_squares_of_its_steps(self, params, grads):
    """s stays 0, so the numerator is √ε for ever."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        new[name] = theta - np.sqrt(self.eps) / np.sqrt(self.r[name] + self.eps) * grads[name]
    return new


@lab.mistake(
    "AdaDelta.step",
    caught_by=[adadelta],
    hint="The numerator is the root mean square of the steps Δ, not that of the gradients before.",
    row=63,
)
def adadelta_of_successive_gradients(self, params, grads):
    """The numerator is the root mean square of the earlier gradients instead of the earlier steps."""
    new = {}
    for name, theta in params.items():
        before = self.r[name]
        self.r[name] = self.rho * before + (1 - self.rho) * grads[name] ** 2
        new[name] = theta - np.sqrt(before + self.eps) / np.sqrt(self.r[name] + self.eps) * grads[name]
    return new


@lab.mistake(
    "AdaDelta.step",
    caught_by=[adadelta],
    hint="Make Δ with the s from before this step, then update s.",
)
def adadelta_averages_gradients_twice(self, params, grads):
    """s averages g² instead of Δ²."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        delta = -np.sqrt(self.s[name] + self.eps) / np.sqrt(self.r[name] + self.eps) * grads[name]
        self.s[name] = self.rho * self.s[name] + (1 - self.rho) * grads[name] ** 2
        new[name] = theta + delta
    return new


@lab.mistake(
    "AdaDelta.step",
    caught_by=[adadelta],
    hint="ε stands under the root: √(s + ε). Outside, the first step is a thousand times too small.",
    row=63,
)
def adadelta_with_epsilon_outside(self, params, grads):
    """ε is added to the roots instead of standing under them."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        delta = -(np.sqrt(self.s[name]) + self.eps) / (np.sqrt(self.r[name]) + self.eps) * grads[name]
        self.s[name] = self.rho * self.s[name] + (1 - self.rho) * delta**2
        new[name] = theta + delta
    return new


@lab.mistake(
    "AdaDelta.step",
    caught_by=[adadelta],
    hint="Both are root mean squares: √(s + ε) / √(r + ε).",
    row=60,
)
def adadelta_without_roots(self, params, grads):
    """Δ = −(s + ε) / (r + ε) · g, without the roots."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        delta = -(self.s[name] + self.eps) / (self.r[name] + self.eps) * grads[name]
        self.s[name] = self.rho * self.s[name] + (1 - self.rho) * delta**2
        new[name] = theta + delta
    return new


# Adam


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="m and v begin at 0 and are too small at first: divide them by 1 − β₁ᵗ and 1 − β₂ᵗ.",
    row=64,
)
def adam_without_correction(self, params, grads):
    """Adam does not correct its moving averages."""
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        new[name] = theta - self.learning_rate * self.m[name] / (np.sqrt(self.v[name]) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="βᵗ is a power: the exponent is the number of the step, not 2.",
    row=65,
)
def adam_corrected_by_the_square(self, params, grads):
    """Adam divides by 1 − β² instead of 1 − βᵗ, in every step."""
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        m_hat = self.m[name] / (1 - self.beta1**2)
        v_hat = self.v[name] / (1 - self.beta2**2)
        new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="Count first: with t = 0 the correction divides by 1 − 1.",
    row=66,
)
def adam_counts_from_zero(self, params, grads):
    """t is 0 in the first step, and the correction divides by 0."""
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        m_hat = self.m[name] / (1 - np.float64(self.beta1) ** self.t)
        v_hat = self.v[name] / (1 - np.float64(self.beta2) ** self.t)
        new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
    self.t += 1
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="Count once a step: t is 1 in the first one.",
    row=67,
)
def adam_counts_from_two(self, params, grads):
    """t is 2 in the first step."""
    self.t += 1
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        m_hat = self.m[name] / (1 - self.beta1 ** (self.t + 1))
        v_hat = self.v[name] / (1 - self.beta2 ** (self.t + 1))
        new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="Count once a step: in the first one t is 1, in the second one 2.",
    row=67,
)
def adam_counts_twice(self, params, grads):
    """t grows by 2 in every step."""
    self.t += 2
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        m_hat = self.m[name] / (1 - self.beta1**self.t)
        v_hat = self.v[name] / (1 - self.beta2**self.t)
        new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="Count before the loop over the parameters: once a step, not once a parameter.",
    row=68,
)
def adam_counts_parameters(self, params, grads):
    """t grows by 1 for each parameter."""
    new = {}
    for name, theta in params.items():
        self.t += 1
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        m_hat = self.m[name] / (1 - self.beta1**self.t)
        v_hat = self.v[name] / (1 - self.beta2**self.t)
        new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="m̂ and v̂ are for this step only: give them names of their own, and keep m and v as they are.",
    row=69,
)
def adam_keeps_the_corrected_averages(self, params, grads):
    """m and v are overwritten by their corrected values."""
    self.t += 1
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        self.m[name] = self.m[name] / (1 - self.beta1**self.t)
        self.v[name] = self.v[name] / (1 - self.beta2**self.t)
        new[name] = theta - self.learning_rate * self.m[name] / (np.sqrt(self.v[name]) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="θ ← θ − η m̂ / (√v̂ + ε), and no more: a penalty on the weights was not asked for.",
    row=70,
)
def adam_with_weight_decay(self, params, grads):
    """The weights decay by 1 % of the learning rate in every step, as in AdamW."""
    self.t += 1
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        m_hat = self.m[name] / (1 - self.beta1**self.t)
        v_hat = self.v[name] / (1 - self.beta2**self.t)
        theta = theta * (1 - 0.01 * self.learning_rate)
        new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="v̂ is a mean of squares: divide by its root.",
    row=60,
)
def adam_without_the_root(self, params, grads):
    """Adam divides by v̂ instead of √v̂."""
    self.t += 1
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * grads[name]
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        m_hat = self.m[name] / (1 - self.beta1**self.t)
        v_hat = self.v[name] / (1 - self.beta2**self.t)
        new[name] = theta - self.learning_rate * m_hat / (v_hat + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="m averages g with β₁, v averages g² with β₂.",
)
def adam_swaps_its_betas(self, params, grads):
    """β₁ and β₂ have changed places."""
    self.t += 1
    new = {}
    for name, theta in params.items():
        self.m[name] = self.beta2 * self.m[name] + (1 - self.beta2) * grads[name]
        self.v[name] = self.beta1 * self.v[name] + (1 - self.beta1) * grads[name] ** 2
        m_hat = self.m[name] / (1 - self.beta2**self.t)
        v_hat = self.v[name] / (1 - self.beta1**self.t)
        new[name] = theta - self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)
    return new


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="θ moves by m̂, the moving average of the gradients, not by the last gradient.",
)
def adam_without_its_momentum(self, params, grads):
    """θ moves by g instead of m̂, as in RMSProp."""
    self.t += 1
    new = {}
    for name, theta in params.items():
        self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * grads[name] ** 2
        v_hat = self.v[name] / (1 - self.beta2**self.t)
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(v_hat) + self.eps)
    return new


@lab.mistake(
    "Adam.__init__",
    caught_by=[defaults],
    hint="The defaults are η = 0.001, β₁ = 0.9, β₂ = 0.999.",
)
def adam_with_a_rate_of_a_hundredth(self, learning_rate=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
    """Without an argument the learning rate is 0.01."""
    self.learning_rate, self.beta1, self.beta2, self.eps = learning_rate, beta1, beta2, eps
    self.t, self.m, self.v = 0, Memory(), Memory()  # noqa: F821


@lab.mistake(
    "Adam.__init__",
    caught_by=[epsilon],
    hint="The default of ε is 1e-8: it only keeps the division from 0 / 0.",
)
def adam_with_a_large_epsilon(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-3):
    """Without an argument ε is 0.001."""
    self.learning_rate, self.beta1, self.beta2, self.eps = learning_rate, beta1, beta2, eps
    self.t, self.m, self.v = 0, Memory(), Memory()  # noqa: F821


@lab.mistake(
    "RMSProp.step",
    caught_by=[epsilon],
    hint="Use the ε that is handed over: self.eps.",
    row=25,
)
def rmsprop_with_epsilon_written_into_the_code(self, params, grads):
    """ε is always 1e-8, whatever is asked for."""
    new = {}
    for name, theta in params.items():
        self.r[name] = self.rho * self.r[name] + (1 - self.rho) * grads[name] ** 2
        new[name] = theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + 1e-8)
    return new


# FTRL


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl_zeros, ftrl],
    hint="Compare |z| with λ₁, not |g|: what counts is all that the gradients add up to.",
    row=71,
)
def ftrl_compares_the_gradient(self, params, grads):
    """θ is 0 where |g| ≤ λ₁, whatever z is."""
    new = {}
    for name, theta in params.items():
        g, n = grads[name], self.n[name]
        sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        self.n[name] = n = n + g**2
        leader = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
        new[name] = np.where(np.abs(g) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl_zeros],
    hint="θ is 0 where |z| ≤ λ₁; the formula alone gives values of the wrong sign there.",
    row=71,
)
def ftrl_without_zeros(self, params, grads):
    """θ follows the formula also where |z| ≤ λ₁."""
    new = {}
    for name, theta in params.items():
        g, n = grads[name], self.n[name]
        sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        self.n[name] = n = n + g**2
        new[name] = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl],
    hint="z grows by g − σ θ; without the second part old steps count at today's rate.",
    row=71,
)
def ftrl_without_sigma(self, params, grads):
    """z adds up the gradients only, without σ θ."""
    new = {}
    for name in params:
        g = grads[name]
        self.z[name] = z = self.z[name] + g
        self.n[name] = n = self.n[name] + g**2
        leader = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
        new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl],
    hint="σ = (√(n + g²) − √n) / η is what 1 / rate grows by in this step; √(n + g²) / η is all of it.",
    row=71,
)
def ftrl_with_the_whole_root(self, params, grads):
    """σ is √(n + g²) / η instead of what that grows by."""
    new = {}
    for name, theta in params.items():
        g = grads[name]
        self.n[name] = n = self.n[name] + g**2
        sigma = np.sqrt(n) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        leader = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
        new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl],
    hint="σ needs the n from before this step: compute it before n grows.",
)
def ftrl_updates_n_first(self, params, grads):
    """n grows before σ is computed, so σ is that of the next square."""
    new = {}
    for name, theta in params.items():
        g = grads[name]
        self.n[name] = n = self.n[name] + g**2
        sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        leader = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
        new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl],
    hint="z points the way of the gradients, so θ has the opposite sign: the minus in front is missing.",
    row=71,
)
def ftrl_uphill(self, params, grads):
    """θ has the sign of z."""
    new = {}
    for name, theta in params.items():
        g, n = grads[name], self.n[name]
        sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        self.n[name] = n = n + g**2
        leader = (z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
        new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl],
    hint="λ₁ brings z nearer to 0: z − sign(z) λ₁.",
    row=71,
)
def ftrl_pushes_away_from_zero(self, params, grads):
    """λ₁ is added to |z| instead of taken off it."""
    new = {}
    for name, theta in params.items():
        g, n = grads[name], self.n[name]
        sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        self.n[name] = n = n + g**2
        leader = -(z + np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
        new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl],
    hint="n belongs to each entry: g ** 2, not the sum of it.",
    row=71,
)
def ftrl_with_one_n_for_all_entries(self, params, grads):
    """n adds up the squares of all entries of a parameter."""
    new = {}
    for name, theta in params.items():
        g, n = grads[name], self.n[name]
        square = np.sum(g**2)
        sigma = (np.sqrt(n + square) - np.sqrt(n)) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        self.n[name] = n = n + square
        leader = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + self.l2)
        new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.step",
    caught_by=[ftrl],
    hint="λ₂ is added once to (β + √n) / η; TensorFlow adds it twice, the paper and this statement once.",
)
def ftrl_with_twice_l2(self, params, grads):
    """λ₂ counts twice, as in TensorFlow."""
    new = {}
    for name, theta in params.items():
        g, n = grads[name], self.n[name]
        sigma = (np.sqrt(n + g**2) - np.sqrt(n)) / self.learning_rate
        self.z[name] = z = self.z[name] + g - sigma * theta
        self.n[name] = n = n + g**2
        leader = -(z - np.sign(z) * self.l1) / ((self.beta + np.sqrt(n)) / self.learning_rate + 2 * self.l2)
        new[name] = np.where(np.abs(z) <= self.l1, 0.0, leader)
    return new


@lab.mistake(
    "FTRL.__init__",
    caught_by=[defaults],
    hint="Unless something else is asked for, β is 1.",
)
def ftrl_with_beta_of_zero(self, learning_rate, beta=0.0, l1=0.0, l2=0.0):
    """Without an argument β is 0, as in TensorFlow."""
    self.learning_rate, self.beta, self.l1, self.l2 = learning_rate, beta, l1, l2
    self.z, self.n = Memory(), Memory()  # noqa: F821


# Not finished


@lab.mistake(
    "Adam.step",
    caught_by=[adam],
    hint="step neither changes params nor returns anything; is it written to the end?",
    row=132,
)
def adam_prints_only(self, params, grads):
    """step computes nothing and returns nothing."""
    self.t += 1


@lab.mistake(
    "AdaGrad.step",
    caught_by=[adagrad],
    hint="step takes a dict, and gives a dict back, under the same names.",
    row=133,
)
def adagrad_returns_a_list(self, params, grads):
    """The new parameters come as a list."""
    new = []
    for name, theta in params.items():
        self.r[name] = self.r[name] + grads[name] ** 2
        new.append(theta - self.learning_rate * grads[name] / (np.sqrt(self.r[name]) + self.eps))
    return new
