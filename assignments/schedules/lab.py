"""Learning-rate schedules and moving averages: what is asked of schedules.py, and how it is looked at."""

import numpy as np

import reference.schedules
from graders.checks import Failure, StudentError, close, unchanged
from graders.lab import Lab

lab = Lab("schedules", title="Learning-rate schedules", files=["schedules.py"], reference=reference.schedules)

# Room for float32; whatever is wrong is off by far more.
RTOL = 1e-5

SCHEDULES = ("piecewise", "exponential", "power", "inverse_time", "inverse_sqrt")


def rate_between(rng, low, high):
    """A learning rate, drawn so that its size is even on a logarithmic scale."""
    return float(10 ** rng.uniform(np.log10(low), np.log10(high)))


def same_rates(student, reference, name, steps, arguments, hint, **keywords):
    """Hold a schedule to the reference at each of these steps. ``arguments`` gives the positional ones of a step."""
    wanted = [getattr(reference, name)(*arguments(step), **keywords) for step in steps]
    schedule = getattr(student, name)
    for step, want in zip(steps, wanted, strict=True):
        close(schedule(*arguments(step), **keywords), want, what=f"{name} at step {step}", rtol=RTOL, hint=hint)


# ------------------------------------------------------------------------------------------------ schedules


@lab.check(points=2)
def piecewise_values(student, reference, rng):
    """piecewise changes the rate at each boundary, from that step on."""
    hint = "rates[i] holds where boundaries[i − 1] ≤ step < boundaries[i]."
    for count in (3, 1, 0, 2):
        boundaries = [int(b) for b in np.cumsum(rng.integers(2, 30, size=count))]
        rates = [float(r) for r in rng.uniform(0.001, 1.0, size=count + 1)]  # they need not fall
        around = {step for b in boundaries for step in (b - 1, b, b + 1)}
        steps = sorted({0, 1, 1000} | around)
        same_rates(student, reference, "piecewise", steps, lambda t, b=boundaries, r=rates: (t, b, r), hint)


@lab.check(points=2)
def exponential_smooth(student, reference, rng):
    """exponential decays smoothly, by decay_rate in every decay_steps steps."""
    hint = "η₀ · d^(t / T): the exponent is a fraction between two multiples of T."
    for T in (7, 1, 50):
        rate, d = rate_between(rng, 0.01, 1.0), rng.uniform(0.3, 0.95)
        steps = [0, 1, 2, T - 1, T, T + 1, 3 * T + 2, 10 * T]
        same_rates(student, reference, "exponential", steps, lambda t, r=rate, T=T, d=d: (r, t, T, d), hint)
    same_rates(student, reference, "exponential", [0, 1, 4], lambda t: (1, t, 4, 0.5), hint, staircase=False)


@lab.check(points=2)
def exponential_in_stairs(student, reference, rng):
    """With staircase=True, exponential decays at each multiple of decay_steps, and not between."""
    hint = "η₀ · d^⌊t / T⌋: the exponent is how many times T steps are over."
    for T in (7, 1, 50):
        rate, d = rate_between(rng, 0.01, 1.0), rng.uniform(0.3, 0.95)
        steps = [0, T - 1, T, T + T // 2, 2 * T - 1, 2 * T, 5 * T + T // 3]
        arguments = lambda t, r=rate, T=T, d=d: (r, t, T, d)  # noqa: E731
        same_rates(student, reference, "exponential", steps, arguments, hint, staircase=True)


@lab.check(points=2)
def power_values(student, reference, rng):
    """power divides the rate by a power of 1 + t / T."""
    hint = "η₀ / (1 + t / T)^c: the rate is η₀ at 0, and with c = 1 half of it at T."
    for T in (7, 1, 50):
        rate = rate_between(rng, 0.01, 1.0)
        steps = [0, 1, T - 1, T, 2 * T, 5 * T + 3]
        same_rates(student, reference, "power", steps, lambda t, r=rate, T=T: (r, t, T), hint)
        c = rng.uniform(1.5, 2.5)
        same_rates(student, reference, "power", steps, lambda t, r=rate, T=T: (r, t, T), hint, exponent=c)


@lab.check(points=2)
def inverse_time_values(student, reference, rng):
    """inverse_time divides the rate by 1 + decay · epoch."""
    hint = "η₀ / (1 + d · epoch), from the initial rate η₀ in every epoch."
    for d in (rng.uniform(0.1, 0.9), rng.uniform(1.5, 3.0), 1):
        rate = rate_between(rng, 0.01, 1.0)
        steps = [0, 1, 2, 3, 10, 100]
        same_rates(student, reference, "inverse_time", steps, lambda t, r=rate, d=d: (r, t, d), hint)


@lab.check(points=1)
def inverse_sqrt_values(student, reference, rng):
    """inverse_sqrt divides the rate by √(1 + t)."""
    hint = "Steps are counted from 0, so the divisor is √(1 + t), which is 1 at the start."
    for rate in (rate_between(rng, 0.01, 1.0), 2):
        same_rates(student, reference, "inverse_sqrt", [0, 1, 2, 3, 8, 99, 1000], lambda t, r=rate: (r, t), hint)


@lab.check(points=1)
def nothing_remembered(student, reference, rng):
    """The schedules remember nothing, and a step far away is no trouble."""
    rate = rate_between(rng, 0.01, 1.0)
    boundaries, rates = [3, 8, 500], [0.4, 0.3, 0.2, 0.1]
    asked = {
        "piecewise": lambda t: student.piecewise(t, boundaries, rates),
        "exponential": lambda t: student.exponential(rate, t, 100, 0.9),
        "power": lambda t: student.power(rate, t, 10),
        "inverse_time": lambda t: student.inverse_time(rate, t, 0.1),
        "inverse_sqrt": lambda t: student.inverse_sqrt(rate, t),
    }
    order = [int(t) for t in rng.permutation([1, 2, 5, 9, 40, 600, 1_000_000])]
    wrong, answered = None, 0
    for name, ask in asked.items():
        # A schedule that is missing or stops counts where its values are looked at.
        try:
            ask(3)
        except StudentError as error:
            wrong = wrong or error
            continue
        answered += 1
        first = {t: ask(t) for t in order}
        hint = "Compute every rate from the initial one; keep nothing between two calls, and loop over no steps."
        for t in reversed(order):
            close(ask(t), usable(first[t], name), what=f"{name} at step {t}, asked once more,", rtol=RTOL, hint=hint)
        if len({float(usable(value, name)) for value in first.values()}) < 3:
            raise Failure(f"{name} gives the same rate at every step.", hint="The rate depends on the step.")
    if 2 * answered < len(asked):
        raise wrong
    unchanged_lists(student, boundaries, rates)


def usable(value, name):
    """A rate as a number; refuses what is none."""
    close(value, np.zeros(()), what=f"what {name} returned", atol=np.inf)
    return np.asarray(value, dtype=float).reshape(())


def unchanged_lists(student, boundaries, rates):
    """Refuse a piecewise that changes its lists; one that stops is charged elsewhere."""
    try:
        unchanged(student.piecewise, 9, boundaries, rates)
    except StudentError:
        return


# ------------------------------------------------------------------------------------------ moving averages

SERIES_HINT = "v₀ = 0, vₜ = β vₜ₋₁ + (1 − β) θₜ; the first one is (1 − β) θ₁."


@lab.check(points=2)
def ewma_plain(student, reference, rng):
    """ewma keeps β of the average and takes 1 − β of each new value."""
    for T, beta in ((9, rng.uniform(0.6, 0.95)), (4, rng.uniform(0.1, 0.4)), (1, 0.9), (5, 0.0)):
        values = 5 + rng.normal(size=T)
        want = reference.ewma(values, beta)
        got = unchanged(student.ewma, values, beta)
        close(got, want, what=f"ewma of {T} values", rtol=RTOL, hint=SERIES_HINT)
    values = [int(value) for value in rng.integers(1, 100, size=6)]
    want = reference.ewma(values, 0.7, corrected=False)
    hint = "The averages of whole numbers are fractions: collect them in a list, or in an array of floats."
    close(student.ewma(values, 0.7, corrected=False), want, what="ewma of whole numbers", rtol=RTOL, hint=hint)
    close(student.ewma(np.array(values), 0.7), want, what="ewma of an array of whole numbers", rtol=RTOL, hint=hint)


@lab.check(points=2)
def ewma_corrected(student, reference, rng):
    """With corrected=True, ewma divides vₜ by 1 − βᵗ."""
    hint = "v̂ₜ = vₜ / (1 − βᵗ) with t = 1 for the first value; the recursion itself goes on with vₜ."
    for T, beta in ((9, rng.uniform(0.6, 0.95)), (4, rng.uniform(0.1, 0.4)), (1, 0.9), (5, 0.0)):
        values = 5 + rng.normal(size=T)
        plain, got = student.ewma(values, beta), unchanged(student.ewma, values, beta, corrected=True)
        close(plain, np.ones(T), what=f"ewma of {T} values", atol=np.inf)
        if not np.all(np.abs(plain) > 1e-9):
            raise Failure("The plain averages are 0, so nothing can be said of the corrected ones.")
        # Held to the student's own averages, so that a mistake in those does not count again.
        want = np.asarray(plain, dtype=float) / (1 - beta ** np.arange(1, T + 1))
        close(got, want, what=f"the corrected ewma of {T} values", rtol=RTOL, hint=hint)


def averages(module, decay, series):
    """What a moving average of a series of parameters is after each update."""
    moving = module.MovingAverage(decay)
    found = []
    for params in series:
        moving.update(params)
        found.append(moving.average)
    return found


def walk(rng, shapes, updates):
    """Parameters that change from update to update: a list of dicts."""
    return [{name: 2 + rng.normal(size=shape) for name, shape in shapes.items()} for _ in range(updates)]


def same_averages(student, reference, decay, series, hint, later=None):
    """Hold the averages to the reference's, update by update."""
    wanted, got = averages(reference, decay, series), averages(student, decay, series)
    for t, (average, want) in enumerate(zip(got, wanted, strict=True)):
        what = f"average after the update t = {t}"
        close(average, want, what=what, rtol=RTOL, hint=later if t and later else hint)


@lab.check(points=2)
def moving_average_when_young(student, reference, rng):
    """MovingAverage begins at the parameters, and follows them quickly while it is young."""
    hint = "At the first update, t = 0, the average is a copy of the parameters."
    later = "d = min(decay, (1 + t) / (10 + t)) with t = 1 in the second update; it is a that keeps d."
    same_averages(student, reference, 0.999, walk(rng, {"w": (2, 3)}, 12), hint, later)


@lab.check(points=1)
def moving_average_bounded(student, reference, rng):
    """MovingAverage never keeps more than decay of what it was."""
    hint = "d = min(decay, (1 + t) / (10 + t)): decay is the largest that d becomes."
    # Below 1/10, which is d at t = 0: then d is decay in every update, however the updates are counted.
    for decay in (rng.uniform(0.05, 0.09), 0.0):
        same_averages(student, reference, decay, walk(rng, {"w": (3,)}, 5), hint)


@lab.check(points=1)
def moving_averages_apart(student, reference, rng):
    """Several parameters and several averages do not disturb each other, and params stays as it is."""
    shapes = {"conv/kernel": (2, 1, 3), "b": (3,), "c": (3,)}
    series, decay = walk(rng, shapes, 5), 0.99
    hint = "Keep an average for each name, and count t once an update, in self."
    together, alone = student.MovingAverage(decay), {name: student.MovingAverage(decay) for name in shapes}
    before = None
    for t, params in enumerate(series):
        given = {name: params[name] for name in (shapes if t % 2 else reversed(shapes))}
        unchanged(together.update, given)
        average = together.average
        for name, moving in alone.items():
            moving.update({name: params[name]})
            # Held to the student's own average of this parameter alone.
            own = moving.average
            if not isinstance(own, dict) or name not in own:
                close(own, {name: params[name]}, what="average", atol=np.inf)
            close(own[name], np.zeros(shapes[name]), what=f"average[{name!r}]", atol=np.inf)
            want = {name: np.asarray(own[name], dtype=float)}
            close(average, want, what=f"average after {t + 1} updates of three parameters", rtol=RTOL, hint=hint)
        if before is not None and np.array_equal(before, average["b"]):
            raise Failure("average stays the same from update to update.", hint="a ← d a + (1 − d) θ, in self.average.")
        before = np.asarray(average["b"])
