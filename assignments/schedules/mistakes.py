"""Known mistakes: each stands in for a part of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (np) is looked up in the copy of the
reference that it is put into.
"""

import numpy as np

from .lab import (
    ewma_corrected,
    ewma_plain,
    exponential_in_stairs,
    exponential_smooth,
    inverse_sqrt_values,
    inverse_time_values,
    lab,
    moving_average_bounded,
    moving_average_when_young,
    moving_averages_apart,
    nothing_remembered,
    piecewise_values,
    power_values,
)

# piecewise


@lab.mistake(
    "piecewise",
    caught_by=[piecewise_values],
    hint="The new rate holds from its boundary on: step == boundary belongs to the new one (TensorFlow has it later).",
)
def boundary_belongs_to_the_old_rate(step, boundaries, rates):
    """At a boundary itself the old rate still holds."""
    return float(rates[sum(boundary < step for boundary in boundaries)])


@lab.mistake(
    "piecewise",
    caught_by=[piecewise_values],
    hint="After the last boundary the last rate holds: rates has one entry more than boundaries.",
)
def nothing_after_the_last_boundary(step, boundaries, rates):
    """After the last boundary nothing is returned."""
    for boundary, rate in zip(boundaries, rates, strict=False):
        if step < boundary:
            return rate


@lab.mistake(
    "piecewise",
    caught_by=[piecewise_values],
    hint="rates[0] holds before the first boundary, rates[1] from there on.",
)
def one_rate_too_early(step, boundaries, rates):
    """From the first boundary on, the rate is the one before the boundary."""
    return float(rates[max(sum(boundary <= step for boundary in boundaries) - 1, 0)])


@lab.mistake(
    "piecewise",
    caught_by=[piecewise_values],
    hint="The rates are what is asked for, not factors of the rate before.",
    row=73,
)
def rates_multiplied(step, boundaries, rates):
    """The rates are multiplied with one another."""
    rate = rates[0]
    for boundary, factor in zip(boundaries, rates[1:], strict=True):
        if step >= boundary:
            rate = rate * factor
    return rate


@lab.mistake(
    "piecewise",
    caught_by=[piecewise_values],
    hint="Stop at the first boundary that is still ahead.",
)
def always_the_last_rate(step, boundaries, rates):
    """Whichever boundary is passed, the last rate holds."""
    return float(rates[-1] if boundaries and step >= boundaries[0] else rates[0])


# exponential


@lab.mistake(
    "exponential",
    caught_by=[exponential_smooth],
    hint="step // decay_steps is a whole number: the smooth decay needs step / decay_steps.",
    row=72,
)
def always_in_stairs(rate, step, decay_steps, decay_rate, staircase=False):
    """The decay is always in stairs."""
    return rate * decay_rate ** (step // decay_steps)


@lab.mistake(
    "exponential",
    caught_by=[exponential_in_stairs],
    hint="With staircase=True the exponent is rounded down: step // decay_steps.",
    row=72,
)
def never_in_stairs(rate, step, decay_steps, decay_rate, staircase=False):
    """staircase=True changes nothing."""
    return rate * decay_rate ** (step / decay_steps)


@lab.mistake(
    "exponential",
    caught_by=[exponential_in_stairs],
    hint="⌊ ⌋ rounds down; round goes to the nearest whole number.",
    row=72,
)
def stairs_by_rounding(rate, step, decay_steps, decay_rate, staircase=False):
    """The stairs are rounded to the nearest whole number instead of down."""
    exponent = step / decay_steps
    return rate * decay_rate ** (round(exponent) if staircase else exponent)


@lab.mistake(
    "exponential",
    caught_by=[exponential_in_stairs],
    hint="⌊ ⌋ rounds down, np.ceil up: the first stair is the initial rate.",
    row=72,
)
def stairs_rounded_up(rate, step, decay_steps, decay_rate, staircase=False):
    """The stairs are rounded up."""
    exponent = step / decay_steps
    return float(rate * decay_rate ** (np.ceil(exponent) if staircase else exponent))


@lab.mistake(
    "exponential",
    caught_by=[exponential_smooth, exponential_in_stairs],
    hint="decay_rate is what is left after decay_steps steps, not after one.",
    row=72,
)
def decay_in_every_step(rate, step, decay_steps, decay_rate, staircase=False):
    """decay_steps is not used: the rate decays fully in every step."""
    return rate * decay_rate**step


@lab.mistake(
    "exponential",
    caught_by=[exponential_smooth, exponential_in_stairs],
    hint="The base is decay_rate, not e: d^(t / T).",
    row=72,
)
def base_e(rate, step, decay_steps, decay_rate, staircase=False):
    """η₀ · exp(−d t / T): decay_rate stands in the exponent."""
    exponent = step // decay_steps if staircase else step / decay_steps
    return float(rate * np.exp(-decay_rate * exponent))


@lab.mistake(
    "exponential",
    caught_by=[exponential_smooth, exponential_in_stairs],
    hint="d^(t / T) multiplies the initial rate; η₀ d / T · t is a line.",
)
def product_for_power(rate, step, decay_steps, decay_rate, staircase=False):
    """The exponent is multiplied instead of being one."""
    exponent = step // decay_steps if staircase else step / decay_steps
    return rate * decay_rate * exponent


@lab.mistake(
    "exponential",
    caught_by=[nothing_remembered],
    hint="decay_rate ** (step / decay_steps) needs no step before this one: Python stops a recursion of 1000 calls.",
)
def exponential_by_recursion(rate, step, decay_steps, decay_rate, staircase=False):
    """Each step is computed from the one before by recursion, which ends after 1000 steps."""
    if step == 0:
        return rate
    factor = decay_rate ** (1 / decay_steps)
    if staircase:
        factor = decay_rate if step % decay_steps == 0 else 1
    return exponential(rate, step - 1, decay_steps, decay_rate, staircase) * factor  # noqa: F821


@lab.mistake(
    "exponential",
    caught_by=[exponential_smooth, exponential_in_stairs, nothing_remembered],
    hint="Compute from the initial rate each time; what is kept between two calls is multiplied again and again.",
    row=73,
)
def exponential_compounded(rate, step, decay_steps, decay_rate, staircase=False, kept={}):  # noqa: B006
    """The rate of the call before is multiplied instead of the initial one."""
    exponent = step // decay_steps if staircase else step / decay_steps
    kept["rate"] = kept.get("rate", rate) * decay_rate**exponent
    return kept["rate"]


# power


@lab.mistake(
    "power",
    caught_by=[power_values],
    hint="The exponent belongs to the whole divisor: (1 + t / T)^c.",
)
def power_of_the_fraction_only(rate, step, decay_steps, exponent=1.0):
    """η₀ / (1 + (t / T)^c): the power is that of t / T only."""
    return rate / (1 + (step / decay_steps) ** exponent)


@lab.mistake(
    "power",
    caught_by=[power_values],
    hint="(1 + t / T)^c divides: the rate falls.",
)
def power_grows(rate, step, decay_steps, exponent=1.0):
    """The rate is multiplied by (1 + t / T)^c."""
    return rate * (1 + step / decay_steps) ** exponent


@lab.mistake(
    "power",
    caught_by=[power_values],
    hint="Without the 1 the divisor is 0 at step 0.",
    row=73,
)
def power_without_one(rate, step, decay_steps, exponent=1.0):
    """η₀ / (t / T)^c, which is infinite at step 0."""
    return float(rate / np.float64(step / decay_steps) ** exponent)


@lab.mistake(
    "power",
    caught_by=[power_values],
    hint="t / T is a fraction: / and not //.",
    row=72,
)
def power_in_stairs(rate, step, decay_steps, exponent=1.0):
    """t // T: the rate falls at multiples of T only."""
    return rate / (1 + step // decay_steps) ** exponent


@lab.mistake(
    "power",
    caught_by=[power_values],
    hint="c is an argument; 1 is its default only.",
    row=25,
)
def power_of_one_only(rate, step, decay_steps, exponent=1.0):
    """The exponent is not used."""
    return rate / (1 + step / decay_steps)


@lab.mistake(
    "power",
    caught_by=[power_values],
    hint="The default of the exponent is 1.",
)
def power_of_one_half_by_default(rate, step, decay_steps, exponent=0.5):
    """Without an argument the exponent is ½."""
    return rate / (1 + step / decay_steps) ** exponent


# inverse_time


@lab.mistake(
    "inverse_time",
    caught_by=[inverse_time_values],
    hint="Start from the initial rate in each epoch; multiplied from epoch to epoch it falls far too fast.",
    row=73,
)
def inverse_time_compounded(rate, epoch, decay):
    """The rate of the epoch before is divided again: a product of all 1 / (1 + d · epoch)."""
    for k in range(1, min(epoch, 500) + 1):
        rate = rate / (1 + decay * k)
    return rate


@lab.mistake(
    "inverse_time",
    caught_by=[inverse_time_values],
    hint="η₀ / (1 + d · epoch): a sum stands in the divisor, not a power.",
)
def inverse_time_as_a_power(rate, epoch, decay):
    """η₀ / (1 + d)^epoch, which falls exponentially."""
    return float(rate / np.float64(1 + decay) ** epoch)


@lab.mistake(
    "inverse_time",
    caught_by=[inverse_time_values],
    hint="1 + d · epoch is the divisor: brackets around it.",
)
def inverse_time_without_brackets(rate, epoch, decay):
    """η₀ / 1 + d · epoch, without the brackets."""
    return rate / 1 + decay * epoch


@lab.mistake(
    "inverse_time",
    caught_by=[inverse_time_values],
    hint="Epochs are counted from 0, where the rate is the initial one.",
)
def inverse_time_from_one(rate, epoch, decay):
    """Epochs are counted from 1, so the first one already has a smaller rate."""
    return rate / (1 + decay * (epoch + 1))


@lab.mistake(
    "inverse_time",
    caught_by=[inverse_time_values],
    hint="Without the 1 the divisor is 0 at epoch 0.",
    row=73,
)
def inverse_time_without_one(rate, epoch, decay):
    """η₀ / (d · epoch), which stops at epoch 0."""
    return rate / (decay * epoch)


# inverse_sqrt


@lab.mistake(
    "inverse_sqrt",
    caught_by=[inverse_sqrt_values],
    hint="Steps are counted from 0, where √t is 0: divide by √(1 + t).",
    row=73,
)
def inverse_sqrt_infinite_at_zero(rate, step):
    """η₀ / √t, which is infinite at step 0."""
    return float(rate / np.sqrt(np.float64(step)))


@lab.mistake(
    "inverse_sqrt",
    caught_by=[inverse_sqrt_values],
    hint="The 1 stands under the root: at t = 3 the rate is half of η₀.",
)
def inverse_sqrt_with_one_outside(rate, step):
    """η₀ / (1 + √t)."""
    return float(rate / (1 + np.sqrt(step)))


@lab.mistake(
    "inverse_sqrt",
    caught_by=[inverse_sqrt_values],
    hint="Steps 0 and 1 differ: max(t, 1) is 1 for both, 1 + t is not.",
)
def inverse_sqrt_guarded(rate, step):
    """η₀ / √max(t, 1): the first two steps have the same rate, and all others count from 1."""
    return float(rate / np.sqrt(max(step, 1)))


@lab.mistake(
    "inverse_sqrt",
    caught_by=[inverse_sqrt_values],
    hint="The root is missing; that is inverse_time with a decay of 1.",
)
def inverse_sqrt_without_the_root(rate, step):
    """η₀ / (1 + t)."""
    return rate / (1 + step)


# ewma


@lab.mistake(
    "ewma",
    caught_by=[ewma_plain],
    hint="β is what v keeps; the new value has the weight 1 − β.",
    row=74,
)
def ewma_with_its_weights_swapped(values, beta, corrected=False):
    """v keeps 1 − β and takes β of the new value."""
    v, averages = 0.0, []
    for t, theta in enumerate(values, start=1):
        v = (1 - beta) * v + beta * theta
        averages.append(v / (1 - beta**t) if corrected else v)
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_plain],
    hint="v begins at 0, so v₁ = (1 − β) θ₁.",
    row=74,
)
def ewma_from_the_first_value(values, beta, corrected=False):
    """v begins at the first value instead of at 0."""
    v, averages = values[0], []
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        averages.append(v / (1 - beta**t) if corrected else v)
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_plain],
    hint="vₜ holds θₜ already: update v before you keep it.",
)
def ewma_one_value_late(values, beta, corrected=False):
    """Each average is that from before its own value."""
    v, averages = 0.0, []
    for t, theta in enumerate(values, start=1):
        averages.append(v / (1 - beta**t) if corrected else v)
        v = beta * v + (1 - beta) * theta
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_plain],
    hint="The new value has the weight 1 − β.",
)
def ewma_takes_the_whole_value(values, beta, corrected=False):
    """v ← β v + θ."""
    v, averages = 0.0, []
    for t, theta in enumerate(values, start=1):
        v = beta * v + theta
        averages.append(v / (1 - beta**t) if corrected else v)
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_plain],
    hint="np.zeros_like of whole numbers holds whole numbers: collect in an array of floats.",
    row=126,
)
def ewma_of_whole_numbers(values, beta, corrected=False):
    """The averages take over the type of the values, and lose their fractions where those are whole numbers."""
    averages, v = np.zeros_like(values), 0.0
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        averages[t - 1] = v / (1 - beta**t) if corrected else v
    return averages


@lab.mistake(
    "ewma",
    caught_by=[ewma_plain],
    hint="Keep the average after each value, not the last one only.",
)
def ewma_returns_the_last(values, beta, corrected=False):
    """Only the last average is returned."""
    v = 0.0
    for theta in values:
        v = beta * v + (1 - beta) * theta
    return v / (1 - beta ** len(values)) if corrected else v


@lab.mistake(
    "ewma",
    caught_by=[ewma_plain],
    hint="The correction is made only where corrected is true.",
)
def ewma_always_corrected(values, beta, corrected=False):
    """The averages are always corrected."""
    v, averages = 0.0, []
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        averages.append(v / (1 - beta**t))
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_corrected],
    hint="With corrected=True each vₜ is divided by 1 − βᵗ.",
    row=74,
)
def ewma_never_corrected(values, beta, corrected=False):
    """corrected=True changes nothing."""
    v, averages = 0.0, []
    for theta in values:
        v = beta * v + (1 - beta) * theta
        averages.append(v)
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_corrected],
    hint="t is 1 for the first value: with t = 0, 1 − βᵗ is 0.",
    row=74,
)
def correction_from_zero(values, beta, corrected=False):
    """The correction counts from t = 0 and divides by 0 at the first value."""
    v, averages = 0.0, []
    for t, theta in enumerate(values):
        v = beta * v + (1 - beta) * theta
        averages.append(v / (1 - np.float64(beta) ** t) if corrected else v)
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_corrected],
    hint="βᵗ: the exponent is the number of the value, so the divisor changes from value to value.",
    row=65,
)
def correction_without_the_power(values, beta, corrected=False):
    """Every average is divided by 1 − β."""
    v, averages = 0.0, []
    for theta in values:
        v = beta * v + (1 - beta) * theta
        averages.append(v / (1 - beta) if corrected else v)
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_corrected],
    hint="The next average is made of vₜ; v̂ₜ is for showing only.",
    row=74,
)
def correction_fed_back(values, beta, corrected=False):
    """The corrected average goes on into the next one."""
    v, averages = 0.0, []
    for t, theta in enumerate(values, start=1):
        v = beta * v + (1 - beta) * theta
        if corrected:
            v = v / (1 - beta**t)
        averages.append(v)
    return np.array(averages)


@lab.mistake(
    "ewma",
    caught_by=[ewma_corrected],
    hint="βv + (1 − β)θ is vₜ itself; the corrected one is vₜ / (1 − βᵗ).",
    row=74,
)
def correction_by_another_step(values, beta, corrected=False):
    """The corrected average is β v + (1 − β) θ once more, as if that were v / (1 − βᵗ)."""
    v, averages = 0.0, []
    for theta in values:
        v = beta * v + (1 - beta) * theta
        averages.append(beta * v + (1 - beta) * theta if corrected else v)
    return np.array(averages)


# MovingAverage


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_when_young],
    hint="d = min(decay, (1 + t) / (10 + t)): with decay alone the average stays near the first parameters for long.",
    row=75,
)
def bound_forgotten(self, params):
    """d is decay from the beginning."""
    if self.t == 0:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
    else:
        d = self.decay
        self.average = {name: d * self.average[name] + (1 - d) * theta for name, theta in params.items()}
    self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_when_young],
    hint="The smaller of the two: min, not max.",
    row=75,
)
def max_for_min(self, params):
    """d is the larger of decay and (1 + t) / (10 + t)."""
    if self.t == 0:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
    else:
        d = max(self.decay, (1 + self.t) / (10 + self.t))
        self.average = {name: d * self.average[name] + (1 - d) * theta for name, theta in params.items()}
    self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_bounded],
    hint="d never becomes larger than decay: min(decay, …).",
    row=75,
)
def decay_ignored(self, params):
    """d is (1 + t) / (10 + t), whatever decay is."""
    if self.t == 0:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
    else:
        d = (1 + self.t) / (10 + self.t)
        self.average = {name: d * self.average[name] + (1 - d) * theta for name, theta in params.items()}
    self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_when_young, moving_average_bounded],
    hint="The average keeps d of itself and takes 1 − d of the parameters.",
    row=79,
)
def average_takes_decay(self, params):
    """a ← (1 − d) a + d θ."""
    if self.t == 0:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
    else:
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        self.average = {name: (1 - d) * self.average[name] + d * theta for name, theta in params.items()}
    self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_when_young],
    hint="In the second update t is 1 and d = 2/11: count at the end of the update, or from −1.",
    row=67,
)
def counted_before_use(self, params):
    """t is one too large: d begins with 3/12 instead of 2/11."""
    self.t += 1
    if self.t == 1:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
    else:
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        self.average = {name: d * self.average[name] + (1 - d) * theta for name, theta in params.items()}


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_when_young],
    hint="In the second update t is 1 and d = 2/11; the first one only takes a copy, but counts.",
    row=67,
)
def first_update_not_counted(self, params):
    """t is one too small: d begins with 1/10 instead of 2/11."""
    if not self.average:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
        return
    d = min(self.decay, (1 + self.t) / (10 + self.t))
    self.average = {name: d * self.average[name] + (1 - d) * theta for name, theta in params.items()}
    self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_when_young, moving_average_bounded],
    hint="Begin at the parameters of the first update: from 0 the average is too small for long.",
    row=74,
)
def average_from_zero(self, params):
    """The average begins at 0."""
    d = min(self.decay, (1 + self.t) / (10 + self.t))
    self.average = {name: d * self.average.get(name, 0.0) + (1 - d) * theta for name, theta in params.items()}
    self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_averages_apart],
    hint="Count once an update, after the loop over the parameters.",
    row=68,
)
def counted_per_parameter(self, params):
    """t grows by 1 for each parameter."""
    for name, theta in params.items():
        if name not in self.average:
            self.average[name] = np.array(theta, dtype=float)
        else:
            d = min(self.decay, (1 + self.t) / (10 + self.t))
            self.average[name] = d * self.average[name] + (1 - d) * theta
        self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_averages_apart],
    hint="params belongs to the training: keep a copy of each array, and leave the dict as it is.",
    row=21,
)
def parameters_replaced_by_their_average(self, params):
    """The averages are written back into params."""
    if self.t == 0:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
    else:
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        for name, theta in params.items():
            params[name] = self.average[name] = d * self.average[name] + (1 - d) * theta
    self.t += 1


@lab.mistake(
    "MovingAverage",
    caught_by=[moving_averages_apart],
    hint="A default value is made once, when def is run; make the dict inside __init__.",
    row=128,
)
class AverageAsADefaultArgument:
    """The dict of averages is a default argument, so all objects share it."""

    def __init__(self, decay, average={}):  # noqa: B006
        self.decay, self.t, self.average = decay, 0, average

    def update(self, params):
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        for name, theta in params.items():
            self.average[name] = theta if self.t == 0 else d * self.average[name] + (1 - d) * theta
        self.t += 1


@lab.mistake(
    "MovingAverage.update",
    caught_by=[moving_average_when_young],
    hint="Keep what you compute: self.average[name] = …, not average = ….",
    row=81,
)
def average_never_written_back(self, params):
    """The new average is bound to a local name, and self.average stays at the first parameters."""
    if self.t == 0:
        self.average = {name: np.array(theta, dtype=float) for name, theta in params.items()}
    else:
        d = min(self.decay, (1 + self.t) / (10 + self.t))
        for name, average in self.average.items():
            average = d * average + (1 - d) * params[name]
    self.t += 1
