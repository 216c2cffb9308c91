"""Choosing hyper-parameters: what is asked of tuning.py, and how it is looked at.

``train`` is a function of this file's, called back from the student's code. Samples are held to their distribution by a
Kolmogorov–Smirnov test with the bound of the Dvoretzky–Kiefer–Wolfowitz inequality: right work exceeds it less than
once in 10¹⁰ times, whatever the number of samples.
"""

import itertools
import math

import numpy as np

import reference.tuning
from graders.checks import Failure, StudentError, close, parts, raises, remark, unchanged
from graders.checks.failure import Seen
from graders.checks.notes import compared, last_call
from graders.checks.pending import gather
from graders.checks.wording import class_name, kind
from graders.lab import Lab

lab = Lab("tuning", title="Choosing hyper-parameters", files=["tuning.py"], reference=reference.tuning)

SAMPLES = 130

# Rounding in a logarithm and its exponential.
ROUNDING = 1e-9

GROUPS = [["learning_rate"], ["momentum", "hidden_units", "batch_size"], ["layers", "decay"]]


# ------------------------------------------------------------------------------------------------ samples


def stream(rng):
    """A function that gives, whenever it is called, a generator at the start of one and the same stream."""
    seed = int(rng.integers(2**63))
    return lambda: np.random.default_rng(seed)


def plain(value):
    """A text of NumPy's, which does not cross by itself, as a text."""
    if class_name(value) == "str_":
        remark("A text of NumPy's was accepted for a text.")
        return value.item()
    return value


def drawn(student, space, rng):
    """One sample of the space: a dict with its names."""
    return settings_of(student.sample(space, rng), space, "what sample returned")


def settings_of(value, space, what):
    """A dict with the names of a space, as it is asked for."""
    if not isinstance(value, dict):
        hint = "Is it ever set, and returned?" if value is None else "A dict from each name to its value."
        raise Failure(f"{what} is {kind(value)}; a dict is expected.", hint=hint)
    if set(value) != set(space):
        names = [", ".join(map(str, names)) or "none" for names in (value, space)]
        raise Failure(f"{what} has the names {names[0]}; expected are {names[1]}.")
    return {name: plain(each) for name, each in value.items()}


def floats(values, what):
    """Numbers as an array; texts, truth values, arrays and what is not finite are refused."""
    for value in values:
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
            raise Failure(f"{what} is {kind(value)}; a number is expected.")
        if not math.isfinite(value):
            raise Failure(f"{what} is {value}; a finite number is expected.")
    return np.array(values, dtype=float)


def columns(student, laws, rng, count=SAMPLES):
    """That many values drawn from each of the laws, which stand in one space."""
    space = {f"x{number}": law for number, law in enumerate(laws, 1)}
    answers = gather(lambda _: student.sample(space, rng), range(count))  # in one message, not in hundreds
    samples = [settings_of(answer, space, "what sample returned") for answer in answers]
    return [[each[name] for each in samples] for name in space]


def refuse(reason, what, values, hint=None):
    """Fail with a sentence, and with the numbers by which a known mistake can be told."""
    compared(Failure(reason, hint=hint), Seen(what, np.asarray(values), None, last_call()))


def within(values, low, high, what, hint=None):
    """Refuse values out of bounds."""
    room = ROUNDING * max(abs(low), abs(high))
    for value in (values.min(), values.max()):
        if not low - room <= value <= high + room:
            return refuse(f"{what} is {value:.6g}, which is not between {low:g} and {high:g}.", what, values, hint)


def uniform(values, scale, what, hint):
    """Hold values to being uniform on a scale from 0 to 1: by how far their distribution function is off."""
    u, n = np.sort(scale(values)), len(values)
    distance = max(np.max(np.arange(1, n + 1) / n - u), np.max(u - np.arange(n) / n))
    if distance > math.sqrt(math.log(2 / 1e-10) / (2 * n)):
        reason = f"{what} is not distributed as it should be: its distribution function is {distance:.2f} off"
        refuse(f"{reason}, and of {n} values half are below {np.median(values):.3g}.", what, values, hint)


def held(student, rng, laws, scale, hint):
    """Hold samples of laws with bounds to being uniform on a scale: each of them, and all together."""
    together = []
    for law, column in zip(laws, columns(student, laws, rng), strict=True):
        word, low, high = law
        what = f"a sample of {law}"
        values = floats(column, what)
        within(values, low, high, what, hint)
        if len(np.unique(values)) < 0.9 * len(values):
            reason = f"{len(values)} samples of {law} have only {len(np.unique(values))} different values."
            refuse(reason, what, values, "Draw a new number for each sample, from rng; a grid has few values.")

        def share(values, low=low, high=high):
            return (scale(values.clip(low, high)) - scale(low)) / (scale(high) - scale(low))

        uniform(values, share, what, hint)
        together.append(share(values))
    what = f"a sample of {word!r}, on a scale from 0 to 1 where it should be uniform,"
    uniform(np.concatenate(together), lambda u: u, what, hint)


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """The space is left as it was."""
    options = [16, "all", None, (3, 4)]
    space = {"rate": ("log_uniform", 1e-3, 1.0), "batch": ("choice", options), "units": ("integer", 1, 9)}
    losses = itertools.cycle([3.0, 1.0, 2.0])
    wrong = None
    for name, arguments in [
        ("sample", [space, rng]),
        ("random_search", [lambda settings: next(losses), space, 3, rng]),
    ]:
        # What is missing or stops counts where it is asked for: here it is passed over.
        try:
            value = unchanged(getattr(student, name), *arguments)
            settings_of(value if name == "sample" else parts(value, "best", "trials")[0], space, name)
            return_to = None
        except StudentError as error:
            return_to = error
        wrong = wrong or return_to
    if wrong:
        raise wrong


@lab.check(points=1, proves=["sample"])
def uniform_values(student, reference, rng):
    """sample draws ("uniform", low, high) uniformly."""
    hint = "rng.uniform(low, high)"
    laws = [("uniform", low, high) for low, high in [(0.5, 1.0), (-3.0, 2.0), (2, 10)]]
    held(student, rng, laws, lambda x: np.asarray(x, dtype=float), hint)


@lab.check(points=3, proves=["sample"])
def log_uniform_values(student, reference, rng):
    """sample draws ("log_uniform", low, high) so that the logarithm is uniform."""
    hint = "Draw the logarithm uniformly, then raise it: as many values between 0.001 and 0.01 as between 0.1 and 1."
    laws = [("log_uniform", low, high) for low, high in [(1e-4, 1.0), (3e-6, 0.2), (2.0, 700.0), (1, 8)]]
    held(student, rng, laws, np.log, hint)


@lab.check(points=2, proves=["sample"])
def one_minus_log_uniform_values(student, reference, rng):
    """sample draws ("one_minus_log_uniform", low, high) so that the logarithm of 1 − x is uniform."""
    hint = (
        "Draw 1 − x log-uniformly between 1 − high and 1 − low: as many values from 0.99 to 0.999 as from 0.9 to 0.99."
    )
    bounds = [(0.9, 0.999), (0.5, 0.9998), (0, 0.99), (-3.0, 0.75)]
    laws = [("one_minus_log_uniform", low, high) for low, high in bounds]
    held(student, rng, laws, lambda x: -np.log(1 - np.asarray(x)), hint)


def equally_often(places, names, hint):
    """Hold indices 0, 1 … of things with these names to being equally frequent."""
    n, share = len(places), 1 / len(names)
    room = 6.5 * math.sqrt(n * share * (1 - share))  # right work exceeds it less than once in 10⁹ times
    for name, often in zip(names, np.bincount(places, minlength=len(names)), strict=True):
        if not often or abs(often - n * share) > room:
            raise Failure(f"{name} comes up {often} times in {n}; {n * share:.0f} are expected.", hint=hint)


@lab.check(points=2, proves=["sample"])
def integer_values(student, reference, rng):
    """sample draws ("integer", low, high) from all whole numbers from low to high, both included."""
    hint = "rng.integers(low, high) never gives high; rounding gives the ends half as often."
    # The first law seven times over: rounding shows in the ends of a short range, if there are enough samples of it.
    bounds = [*[(1, 3)] * 7, (-2, 2), (0, 1), (50, 1049)]
    laws = [("integer", low, high) for low, high in bounds]
    found = columns(student, laws, rng)
    for law, values in zip(laws, found, strict=True):
        for value in values:
            if isinstance(value, bool) or not isinstance(value, int | np.integer):
                raise Failure(
                    f"a sample of {law} is {shown(value)}; a whole number of type int is expected.", hint="int(…)"
                )
        within(np.array(values), *law[1:], f"a sample of {law}")
    together = [list(itertools.chain(*found[:7])), *found[7:]]
    for law, values in zip(laws[6:-1], together[:-1], strict=True):
        _, low, high = law
        names = [f"{value} of {law}" for value in range(low, high + 1)]
        equally_often(np.array(values, dtype=int) - low, names, hint)
    law, values = laws[-1], together[-1]
    _, low, high = law
    hint_of_all = "All whole numbers are equally likely."
    uniform(np.array(values), lambda x: (x - low + 0.5) / (high - low + 1), f"a sample of {law}", hint_of_all)
    law = ("integer", 5, 5)
    close(np.array(columns(student, [law], rng, 3)[0]), np.array([5, 5, 5]), what=f"samples of {law}", hint=hint)


@lab.check(points=2, proves=["sample"])
def choice_values(student, reference, rng):
    """sample draws ("choice", options) from the options as they are, equally often."""
    hint = "options[rng.integers(len(options))]; rng.choice makes one array of all options, with one type."
    choices = [
        [16, 32, 64],
        ["relu", "tanh"],
        [16, "all", None, (50,), (100, 50), 0.5],
        [(50, 20), (20, 50)],
        ["only"],
    ]
    laws = [("choice", options) for options in choices]
    for (_, options), values in zip(laws, columns(student, laws, rng), strict=True):
        places = []
        for value in values:
            known = [place for place, option in enumerate(options) if same(value, option)]
            if not known:
                raise Failure(f"a sample of ('choice', {options}) is {shown(value)}, which is none of them.", hint=hint)
            places += known
        names = [f"{option!r} of ('choice', {options})" for option in options]
        equally_often(np.array(places), names, "All options are equally likely.")


def same(value, option):
    """Whether a value is this option: of the same kind, and equal."""
    if isinstance(option, tuple):
        return isinstance(value, tuple) and value == option
    if isinstance(option, int):
        return isinstance(value, int | np.integer) and not isinstance(value, bool) and value == option
    if isinstance(option, float):
        return isinstance(value, float | np.floating) and value == option
    return type(value) is type(option) and value == option


def shown(value):
    """A value in a sentence."""
    return repr(value)[:60] if isinstance(value, str | int | float | tuple | list) else kind(value)


@lab.check(points=2, follows=[uniform_values, log_uniform_values, integer_values])
def sample_as_a_whole(student, reference, rng):
    """sample draws all names in the order of the space, independently, from rng; other kinds are a ValueError."""
    space = {
        "zeta": ("uniform", 0.0, 1.0),
        "alpha": ("uniform", 0.0, 1.0),
        "rate": ("log_uniform", 1e-3, 1.0),
        "units": ("integer", 1, 100_000),
    }
    samples = [drawn(student, space, rng) for _ in range(60)]
    if any(list(each) != list(space) for each in samples):
        found = ", ".join(next(list(each) for each in samples if list(each) != list(space)))
        raise Failure(f"sample gives the names {found}; the space has {', '.join(space)}.", hint="In this order.")
    if drawn(student, {}, rng):
        raise Failure("sample of an empty space is not empty.")
    # One number for two names shows as a rank correlation of 1; by chance 60 pairs exceed 0.75 once in 10⁹ times.
    scaled = {name: np.argsort(np.argsort(floats([each[name] for each in samples], name))) for name in space}
    for one, other in itertools.combinations(space, 2):
        if abs(np.corrcoef(scaled[one], scaled[other])[0, 1]) > 0.75:
            hint = "Each name has a random number of its own."
            raise Failure(f"sample draws {one} and {other} by the same random number.", hint=hint)

    start, other = stream(rng), stream(rng)
    first, again, another = (drawn(student, space, each()) for each in (start, start, other))
    hint = "Draw from rng, and seed nothing."
    close(
        floats(list(again.values()), "a sample"),
        floats(list(first.values()), "a sample"),
        what="a second sample from an equal rng",
        hint=hint,
    )
    if first == another:
        raise Failure("sample gives the same values whatever rng it is given.", hint=hint)

    hint = "raise ValueError(…) where the first item is none of the five words."
    for word, *more in [("gaussian", 0.5, 1.0), ("log", 0.5, 1.0), ("Uniform", 0.5, 1.0), ("any", [0.5, 1.0])]:
        raises("ValueError", student.sample, {"x": (word, *more)}, rng, hint=hint)


@lab.check(points=1)
def default_space_values(student, reference, rng):
    """default_space has the six names in the order of their importance, each on its scale."""
    space, expected = student.default_space(), reference.default_space()
    space = settings_of(space, expected, "default_space")
    names = iter(space)
    for group in GROUPS:
        found = [next(names) for _ in group]
        if set(found) != set(group):
            place = "first" if group == GROUPS[0] else "then" if group == GROUPS[1] else "last"
            hint = f"The order of default_space: {place} {', '.join(group)}."
            raise Failure(f"default_space has {', '.join(found)} where {', '.join(group)} should be.", hint=hint)
    for name, want in expected.items():
        law = space[name]
        if not isinstance(law, tuple | list) or not law:
            reason = f"default_space[{name!r}] is {shown(law)}; a tuple such as ('uniform', low, high) is expected."
            raise Failure(reason)
        hold_law(name, tuple(law), want)


def hold_law(name, law, want):
    """Hold what a name is drawn from to what it should be."""
    if name == "layers" and law[0] == "choice":
        want = ("choice", [2, 3, 4])
    if law[0] != want[0]:
        hint = {
            "log_uniform": "What matters is the factor between two values, not their difference.",
            "one_minus_log_uniform": "1/(1 − momentum) gradients are averaged: it is 1 − x whose factors matter.",
        }.get(want[0], "Whole numbers between two bounds, or one of a few values?")
        raise Failure(f"default_space[{name!r}] is drawn by {shown(law[0])}.", hint=hint)
    what = f"what default_space draws {name} from"
    numbers = law[1] if law[0] == "choice" and len(law) == 2 else law[1:]
    if not isinstance(numbers, tuple | list):
        raise Failure(f"{what} is {shown(numbers)}; a list of options is expected.")
    expected = want[1] if want[0] == "choice" else want[1:]
    found = floats(list(numbers), what)
    close(np.sort(found) if want[0] == "choice" else found, np.array(expected, dtype=float), what=what)


# ------------------------------------------------------------------------------------------------ random search

SEARCHED = {"rate": ("uniform", -1.0, 1.0), "keep": ("uniform", 0.5, 1.0), "units": ("integer", 1, 100_000)}


def searched(student, space, losses, rng):
    """One search whose trainings come to these losses, in turn: what train was called with, best and trials."""
    asked = []

    def train(settings, *more):
        if more or not isinstance(settings, dict):
            raise TypeError("train takes one argument, the dict of settings")
        asked.append(dict(settings))
        if len(asked) > len(losses) + 20:
            raise ValueError(f"train is called more than {len(losses) + 20} times where the budget is {len(losses)}")
        return losses[min(len(asked), len(losses)) - 1]

    best, trials = parts(student.random_search(train, space, len(losses), rng), "best", "trials")
    return asked, best, trials


@lab.check(points=1, follows=[uniform_values, integer_values])
def search_calls(student, reference, rng):
    """random_search trains budget times, and tells the trials in order."""
    for budget in (7, 1, 12):
        losses = [float(loss) for loss in rng.normal(size=budget)]
        asked, _, trials = searched(student, SEARCHED, losses, rng)
        if len(asked) != budget:
            raise Failure(f"random_search called train {len(asked)} times with a budget of {budget}.")
        if not isinstance(trials, list | tuple) or len(trials) != budget:
            found = f"{len(trials)} items" if isinstance(trials, list | tuple) else kind(trials)
            raise Failure(f"trials has {found} after {budget} trainings; a list of {budget} pairs is expected.")
        asked = [settings_of(settings, SEARCHED, "what train is called with") for settings in asked]
        places = []
        for number, (trial, loss) in enumerate(zip(trials, losses, strict=True)):
            found, told = parts(trial, "settings", "loss", what=f"trials[{number}]")
            found = settings_of(found, SEARCHED, f"trials[{number}]")
            places.append(asked.index(found) if found in asked else -1)
            close(told, loss, what=f"the loss in trials[{number}]")
        wrong = [number for number, place in enumerate(places) if place != number]
        if wrong:
            what = f"trials[{wrong[0]}]"
            refuse(f"{what} has other settings than train was called with.", what, places)


@lab.check(points=1, follows=[uniform_values, integer_values])
def search_without_a_grid(student, reference, rng):
    """random_search draws new values for all names in each trial, from rng."""
    start, other = stream(rng), stream(rng)
    losses = [1.0] * 36
    runs = [searched(student, SEARCHED, losses, each())[0] for each in (start, start, other)]
    for name in SEARCHED:
        values = floats([settings_of(each, SEARCHED, "a trial")[name] for each in runs[0]], name)
        if len(np.unique(values)) < 30:  # of the whole numbers two may be equal by chance
            hint = "No grid and no sample drawn once: a fresh sample of the space for each trial."
            refuse(f"36 trials have {len(np.unique(values))} different values of {name}.", name, values, hint)
        _, low, high = SEARCHED[name]
        within(values, low, high, name)
        hint = "Each trial is a sample of the space."
        uniform(values, lambda x, low=low, high=high: (x - low) / (high - low), name, hint)
    hint = "Draw from the rng that is given, and seed nothing."
    if runs[1] != runs[0]:
        raise Failure("random_search makes other trials when it is given an equal rng.", hint=hint)
    if runs[2] == runs[0]:
        raise Failure("random_search makes the same trials whatever rng it is given.", hint=hint)


@lab.check(points=1, follows=[uniform_values, integer_values])
def search_best(student, reference, rng):
    """random_search finds the settings with the smallest loss, also beside trainings that diverged."""
    nan, inf = math.nan, math.inf
    for losses in [
        [3.0, 1.0, 2.0, 5.0],
        [5.0, 4.0, 3.0],
        [1.0, 2.0, 3.0],
        [-1.0, -3.0, -2.0],
        [5e6, 4e6, 6e6],
        [2.0, 1.0, 1.0, 3.0],  # the first of equal ones
        [nan, 2.0, 1.0, 3.0],
        [2.0, nan, 1.0, nan],
        [2.0, 1.0, nan, 3.0],
        [inf, 4.0, inf, nan],
        [nan, inf, 7.0],
    ]:
        asked, best, _ = searched(student, SEARCHED, losses, rng)
        wanted = int(np.nanargmin(losses))
        best = settings_of(best, SEARCHED, "best")
        if len(asked) != len(losses):
            raise Failure(f"random_search called train {len(asked)} times with a budget of {len(losses)}.")
        found = asked.index(best) if best in asked else None
        if found != wanted:
            hint = "Smaller is better." if np.isfinite(losses).all() else "A comparison with nan is never true."
            of = "none of the trials" if found is None else f"that of trials[{found}]"
            told = ", ".join(f"{loss:g}" for loss in losses)
            reason = f"After the losses {told}, best is {of}; it should be that of trials[{wanted}]."
            refuse(reason, f"best after the losses {told}", -1 if found is None else found, hint)


# ------------------------------------------------------------------------------------------------ one model


def cared_for(module, losses, *arguments, **keywords):
    """One model that comes to these losses, in turn: the calls of train, the state in the end and the history.

    A state tells the days that it was trained on, so that the last one tells which days were kept.
    """
    calls = []

    def train(state, learning_rate):
        calls.append((list(state["days"]), learning_rate))
        if len(calls) > len(losses) + 20:
            raise ValueError(f"train is called more than {len(losses) + 20} times where the budget is {len(losses)}")
        day = min(len(calls), len(losses))
        return {"W": np.full((2, 3), float(day)), "days": [*state["days"], day]}, losses[day - 1]

    state = {"W": np.zeros((2, 3)), "days": []}
    value = module.babysit(train, state, *arguments, **keywords)
    return calls, *parts(value, "state", "history", what="babysit")


def hold_care(student, reference, losses, *arguments, **keywords):
    """Hold the care for one model to the textbook's: each day's learning rate and loss, and the state in the end."""
    calls, state, history = cared_for(student, losses, *arguments, **keywords)
    _, want, days = cared_for(reference, losses, *arguments, **keywords)
    told = f"with losses {', '.join(f'{loss:g}' for loss in losses)}"
    if len(calls) != len(losses):
        raise Failure(f"babysit called train {len(calls)} times with a budget of {len(losses)}, {told}.")
    rates = np.array([rate for rate, _ in days])
    asked = floats([rate for _, rate in calls], "a learning rate")
    close(asked, rates, what=f"the learning rates {told}", rtol=1e-6)
    # A day begins where the last day that was kept ended; which were kept, the textbook's last state tells.
    for day, (begun, _) in enumerate(calls, 1):
        kept = [each for each in want["days"] if each < day]
        if begun != kept:
            hint = "Keep the new state if the loss has fallen; else the next day begins from the old one."
            after = f"the state of day {begun[-1]}" if begun else "the state of the beginning"
            should = f"that of day {kept[-1]}" if kept else "that of the beginning"
            raise Failure(f"Day {day} begins from {after}, where {should} is expected, {told}.", hint=hint)
    if not isinstance(state, dict) or state.get("days") != want["days"]:
        hint = "Return the state that is held, not that of a day that was taken back."
        raise Failure(f"The state that babysit returns is not that of the last day that was kept, {told}.", hint=hint)
    close(state.get("W"), want["W"], what="state['W']")
    if not isinstance(history, list | tuple) or len(history) != len(losses):
        found = f"{len(history)} items" if isinstance(history, list | tuple) else kind(history)
        raise Failure(f"history has {found} after {len(losses)} days; a list of {len(losses)} pairs is expected.")
    for day, (pair, rate, loss) in enumerate(zip(history, rates, losses, strict=True)):
        found_rate, found_loss = parts(pair, "learning_rate", "loss", what=f"history[{day}]")
        hint = "The rate that the day was trained with, not the one for the next day."
        close(found_rate, rate, what=f"the learning rate in history[{day}] {told}", hint=hint, rtol=1e-6)
        if math.isfinite(loss):
            close(found_loss, loss, what=f"the loss in history[{day}] {told}")


@lab.check(points=1)
def babysit_rates(student, reference, rng):
    """babysit raises the learning rate while the loss falls, and lowers it when it does not."""
    hold_care(student, reference, [5.0, 4.0, 3.0, 2.0], 0.1, 4)
    hold_care(student, reference, [5.0, 4.0, 3.0, 2.0], 0.3, 4, up=1.5, down=0.25)
    hold_care(student, reference, [5.0], 0.1, 1)
    hold_care(student, reference, [9e6, -1.0, -2.0], 2.0, 3, up=1.25)


@lab.check(points=1)
def babysit_goes_back(student, reference, rng):
    """babysit takes a day back whose loss has not fallen."""
    hold_care(student, reference, [5.0, 6.0, 4.0], 0.1, 3)
    hold_care(student, reference, [5.0, 3.0, 7.0, 6.0, 4.0, 2.0, 2.5], 0.1, 7)  # 6 and 4 are below 7, not below 3
    hold_care(student, reference, [5.0, 5.0, 4.0], 0.2, 3, down=0.3)  # an equal loss has not fallen
    losses = [float(loss) for loss in rng.permutation(12)]
    hold_care(student, reference, losses, 0.05, 12, up=1.2, down=0.4)


@lab.check(points=1)
def babysit_survives_divergence(student, reference, rng):
    """babysit goes back from a loss that is nan or inf, and trains a model that would diverge."""
    nan, inf = math.nan, math.inf
    for losses in [[5.0, nan, 4.0, nan], [nan, nan, 5.0, 4.0], [inf, 5.0, inf, 4.0], [5.0, nan, inf, 6.0, 4.0]]:
        hold_care(student, reference, losses, 0.4, len(losses))

    # A parabola, 50 times as steep along one axis: at this learning rate it diverges, below 0.04 it does not.
    curvature, start = np.array([1.0, 50.0]), rng.uniform(1.0, 2.0, size=2)

    def train(state, learning_rate):
        w = np.asarray(state["w"], dtype=float)
        for _ in range(5):
            w = w - float(learning_rate) * curvature * w
        return {"w": w}, float(curvature @ w**2) / 2

    state, _ = parts(student.babysit(train, {"w": start}, 0.5, 60), "state", "history", what="babysit")
    if not isinstance(state, dict) or set(state) != {"w"}:
        raise Failure("The state that babysit returns is not one that train gave.")
    loss = float(curvature @ floats(np.ravel(np.asarray(state["w"])).tolist(), "w") ** 2) / 2
    if not loss < 1e-3:
        raise Failure(f"After 60 days on a parabola its height is {loss:g}; it should be below 0.001.")
