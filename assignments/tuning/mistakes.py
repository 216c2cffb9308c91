"""Known mistakes: each stands in for one name of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (math, np, sample) is looked up in the
copy of the reference that it is put into. ``_draw`` draws one value; students write it inside ``sample``.
"""

import math

import numpy as np

from reference.tuning import _draw, sample

from .lab import (
    babysit_goes_back,
    babysit_rates,
    babysit_survives_divergence,
    choice_values,
    default_space_values,
    inputs_unchanged,
    integer_values,
    lab,
    log_uniform_values,
    one_minus_log_uniform_values,
    sample_as_a_whole,
    search_best,
    search_calls,
    search_without_a_grid,
    uniform_values,
)

EVERY_KIND = [uniform_values, log_uniform_values, one_minus_log_uniform_values, integer_values, choice_values]

# default_space


def _space(**changed):
    """The space, with some names drawn otherwise."""
    return {
        "learning_rate": ("log_uniform", 1e-4, 1.0),
        "momentum": ("one_minus_log_uniform", 0.9, 0.999),
        "hidden_units": ("integer", 50, 100),
        "batch_size": ("choice", [16, 32, 64, 128, 256]),
        "layers": ("integer", 2, 4),
        "decay": ("log_uniform", 1e-3, 1.0),
    } | changed


@lab.mistake(
    "default_space",
    caught_by=[default_space_values],
    hint="From 0.0001 to 0.1 is a thousandfold and gets a tenth of the samples: the learning rate is log-uniform.",
    also={"_space": _space},
)
def learning_rate_on_a_linear_scale():
    """The learning rate is drawn uniformly."""
    return _space(learning_rate=("uniform", 1e-4, 1.0))


@lab.mistake(
    "default_space",
    caught_by=[default_space_values],
    hint="Between 0.9 and 0.999 a logarithm of x is nearly straight: it is 1 − x that is log-uniform.",
    also={"_space": _space},
)
def momentum_on_a_logarithmic_scale():
    """The momentum itself is log-uniform, not 1 minus it."""
    return _space(momentum=("log_uniform", 0.9, 0.999))


@lab.mistake(
    "default_space",
    caught_by=[default_space_values],
    hint="Uniform from 0.9 to 0.999, half of all samples average fewer than 20 gradients: 1 − x is log-uniform.",
    also={"_space": _space},
)
def momentum_on_a_linear_scale():
    """The momentum is drawn uniformly."""
    return _space(momentum=("uniform", 0.9, 0.999))


@lab.mistake(
    "default_space",
    caught_by=[default_space_values],
    hint="A space begins with what matters most: the learning rate.",
    also={"_space": _space},
)
def order_of_the_alphabet():
    """The names are in alphabetical order."""
    return dict(sorted(_space().items()))


@lab.mistake(
    "default_space",
    caught_by=[default_space_values],
    hint="The number of layers matters less than hidden units and batch size: it comes after them.",
    also={"_space": _space},
)
def layers_too_early():
    """The number of layers comes second."""
    space = _space()
    return {name: space[name] for name in ("learning_rate", "layers", *space)}


@lab.mistake(
    "default_space",
    caught_by=[default_space_values],
    hint="Batches have one of five sizes, each twice the one before: a choice.",
    also={"_space": _space},
)
def any_batch_size():
    """The batch size is any whole number from 16 to 256."""
    return _space(batch_size=("integer", 16, 256))


# sample: one value

textbook = _draw  # the right way, which a mistake takes for all other kinds
TEXTBOOK = {"textbook": textbook}


@lab.mistake(
    "_draw",
    caught_by=[log_uniform_values],
    hint="Nine tenths of these samples are above 0.1: draw the logarithm uniformly, and raise it.",
    also=TEXTBOOK,
)
def log_uniform_as_uniform(kind, bounds, rng):
    """log_uniform is drawn uniformly."""
    return textbook("uniform" if kind == "log_uniform" else kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[log_uniform_values],
    hint="np.log is the natural logarithm and goes with np.exp; 10 ** goes with np.log10.",
    also=TEXTBOOK,
)
def bases_mixed(kind, bounds, rng):
    """10 is raised to a natural logarithm."""
    if kind == "log_uniform":
        return 10 ** rng.uniform(math.log(bounds[0]), math.log(bounds[1]))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[log_uniform_values],
    hint="Whole exponents give powers of ten only: that is a grid. Draw the exponent with rng.uniform.",
    also=TEXTBOOK,
)
def whole_exponents(kind, bounds, rng):
    """The exponent is a whole number, so only powers of ten come up."""
    if kind == "log_uniform":
        low, high = (round(math.log10(bound)) for bound in bounds)
        return float(10.0 ** rng.integers(low, high + 1))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[log_uniform_values],
    hint="The bounds need not be powers of ten: don't round their logarithms.",
    also=TEXTBOOK,
)
def bounds_rounded_to_powers_of_ten(kind, bounds, rng):
    """The logarithms of the bounds are cut to whole numbers."""
    if kind == "log_uniform":
        low, high = (int(math.log10(bound)) for bound in bounds)
        return 10 ** rng.uniform(low, high)
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[log_uniform_values],
    hint="−4 · rng.random() is right from 0.0001 to 1 only: low and high are arguments.",
    row=25,
    also=TEXTBOOK,
)
def bounds_built_in(kind, bounds, rng):
    """log_uniform is always between 0.0001 and 1."""
    if kind == "log_uniform":
        return 10 ** (-4 * rng.random())
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[log_uniform_values],
    hint="The exponential is missing: this is the logarithm of the value.",
    also=TEXTBOOK,
)
def exponential_missing(kind, bounds, rng):
    """The logarithm itself is returned."""
    if kind == "log_uniform":
        return rng.uniform(math.log(bounds[0]), math.log(bounds[1]))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[log_uniform_values],
    hint="A normal distribution of the logarithm prefers the middle, and leaves the bounds: every decade counts alike.",
    also=TEXTBOOK,
)
def logarithm_normal(kind, bounds, rng):
    """The logarithm is normally distributed and cut off at the bounds."""
    if kind == "log_uniform":
        low, high = (math.log(bound) for bound in bounds)
        x = rng.normal((low + high) / 2, (high - low) / 8)
        return math.exp(min(max(x, low), high))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[one_minus_log_uniform_values],
    hint="Half of the samples should be above 0.99 here; uniform ones are there in one of eleven cases.",
    also=TEXTBOOK,
)
def one_minus_as_uniform(kind, bounds, rng):
    """one_minus_log_uniform is drawn uniformly."""
    return textbook("uniform" if kind == "one_minus_log_uniform" else kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[one_minus_log_uniform_values],
    hint="It is 1 − x that is log-uniform; the logarithm of x itself hardly changes between 0.9 and 0.999.",
    also=TEXTBOOK,
)
def one_minus_forgotten(kind, bounds, rng):
    """x is log-uniform instead of 1 − x."""
    if kind == "one_minus_log_uniform":
        low, high = (max(bound, 1e-3) for bound in bounds)
        return math.exp(rng.uniform(math.log(low), math.log(high)))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[one_minus_log_uniform_values],
    hint="What you drew is 1 − x: take it from 1 once more.",
    also=TEXTBOOK,
)
def one_minus_not_taken_back(kind, bounds, rng):
    """1 − x is returned instead of x."""
    x = textbook(kind, bounds, rng)
    return 1 - x if kind == "one_minus_log_uniform" else x


@lab.mistake(
    "_draw",
    caught_by=[one_minus_log_uniform_values],
    hint="1 − 10^r with r from −3 to −1 is right from 0.9 to 0.999 only: low and high are arguments.",
    row=25,
    also=TEXTBOOK,
)
def one_minus_bounds_built_in(kind, bounds, rng):
    """one_minus_log_uniform is always between 0.9 and 0.999."""
    if kind == "one_minus_log_uniform":
        return 1 - 10 ** rng.uniform(-3, -1)
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[one_minus_log_uniform_values],
    hint="low + high − x turns x round, but its scale is still that of x: begin with 1 − low and 1 − high.",
    also=TEXTBOOK,
)
def one_minus_by_turning_round(kind, bounds, rng):
    """A log-uniform x is turned round between its bounds."""
    if kind == "one_minus_log_uniform":
        low, high = (max(bound, 1e-3) for bound in bounds)
        return low + high - math.exp(rng.uniform(math.log(low), math.log(high)))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[integer_values],
    hint="rng.integers(low, high) stops before high: write high + 1, or endpoint=True.",
    also=TEXTBOOK,
)
def integer_without_high(kind, bounds, rng):
    """high never comes up."""
    if kind == "integer":
        return int(rng.integers(bounds[0], bounds[1]))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[integer_values],
    hint="Rounded, only half an interval leads to each end: rng.integers gives all numbers equally often.",
    also=TEXTBOOK,
)
def integer_by_rounding(kind, bounds, rng):
    """A uniform number is rounded, so that the ends come up half as often."""
    if kind == "integer":
        return round(rng.uniform(bounds[0], bounds[1]))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[integer_values],
    hint="int cuts towards 0: high never comes up, and 0 gets the numbers from both sides.",
    also=TEXTBOOK,
)
def integer_by_cutting(kind, bounds, rng):
    """A uniform number is cut to a whole one."""
    if kind == "integer":
        return int(rng.uniform(bounds[0], bounds[1]))
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[integer_values],
    hint="64.0 units can't be built: return an int. np.floor and round of a NumPy number give floats.",
    also=TEXTBOOK,
)
def integer_as_a_float(kind, bounds, rng):
    """The whole number is a float."""
    return float(rng.integers(bounds[0], bounds[1] + 1)) if kind == "integer" else textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[choice_values],
    hint="rng.choice makes an array of the options first, and [16, 'all'] becomes two texts: draw an index.",
    also=TEXTBOOK,
)
def choice_of_an_array(kind, bounds, rng):
    """The options become an array, whose items have one type."""
    if kind == "choice":
        try:
            return rng.choice(bounds[0])
        except ValueError:
            return rng.choice([str(option) for option in bounds[0]])
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[choice_values],
    hint="rng.integers(n) already stops before n: with n − 1 the last option never comes up.",
    also=TEXTBOOK,
)
def choice_without_the_last(kind, bounds, rng):
    """The last option never comes up."""
    if kind == "choice":
        return bounds[0][rng.integers(max(len(bounds[0]) - 1, 1))]
    return textbook(kind, bounds, rng)


@lab.mistake(
    "_draw",
    caught_by=[choice_values],
    hint="What is asked for is the option, not its place in the list.",
    also=TEXTBOOK,
)
def choice_by_its_place(kind, bounds, rng):
    """The index of an option is returned."""
    return int(rng.integers(len(bounds[0]))) if kind == "choice" else textbook(kind, bounds, rng)


# sample: all of them


@lab.mistake(
    "sample",
    caught_by=[*EVERY_KIND, sample_as_a_whole],
    hint="Seeded in the function, every sample is the same: draw from the rng that is given.",
    row=127,
)
def seeded_in_sample(space, rng):
    """Each call seeds a generator of its own."""
    rng = np.random.default_rng(0)
    return {name: _draw(kind, bounds, rng) for name, (kind, *bounds) in space.items()}


@lab.mistake(
    "sample",
    caught_by=[sample_as_a_whole, search_without_a_grid],
    hint="np.random knows nothing of rng: draw from rng, so that a search can be repeated.",
)
def drawn_from_numpy(space, rng):
    """The values are drawn from np.random instead of rng."""
    rng = np.random.default_rng(np.random.randint(2**31))
    return {name: _draw(kind, bounds, rng) for name, (kind, *bounds) in space.items()}


@lab.mistake(
    "sample",
    caught_by=[sample_as_a_whole],
    hint="One random number for all names puts the samples on a line through the space: draw for each name.",
)
def one_number_for_all(space, rng):
    """All names are drawn by the same random number."""
    seed = int(rng.integers(2**31))
    return {name: _draw(kind, bounds, np.random.default_rng(seed)) for name, (kind, *bounds) in space.items()}


@lab.mistake(
    "sample",
    caught_by=[sample_as_a_whole],
    hint="sorted puts the names into the order of the alphabet; that of the space says what matters most.",
)
def names_sorted(space, rng):
    """The names come in alphabetical order."""
    return {name: _draw(space[name][0], list(space[name][1:]), rng) for name in sorted(space)}


@lab.mistake(
    "_draw",
    caught_by=[sample_as_a_whole],
    hint="A misspelt kind is passed over in silence here: end with raise ValueError(kind).",
    also=TEXTBOOK,
)
def unknown_kind_passed_over(kind, bounds, rng):
    """A kind that is unknown gives None."""
    known = ("uniform", "log_uniform", "one_minus_log_uniform", "integer", "choice")
    return textbook(kind, bounds, rng) if kind in known else None


@lab.mistake(
    "sample",
    caught_by=[inputs_unchanged],
    hint="space[name] = value overwrites the space itself, and the next sample fails: fill a new dict.",
    row=21,
)
def space_overwritten(space, rng):
    """The values are written into the space."""
    for name, (kind, *bounds) in space.items():
        space[name] = _draw(kind, bounds, rng)
    return space


@lab.mistake(
    "_draw",
    caught_by=[inputs_unchanged],
    hint="rng.shuffle(options) changes the caller's list: draw an index instead.",
    row=21,
    also=TEXTBOOK,
)
def options_shuffled(kind, bounds, rng):
    """The list of options is shuffled."""
    if kind == "choice":
        rng.shuffle(bounds[0])
        return bounds[0][0]
    return textbook(kind, bounds, rng)


# random_search


@lab.mistake(
    "random_search",
    caught_by=[search_best],
    hint="Smaller is better: these are losses, not accuracies.",
)
def largest_loss(train, space, budget, rng):
    """The settings with the largest loss are the best."""
    trials = [(settings, train(settings)) for settings in (sample(space, rng) for _ in range(budget))]
    return max(trials, key=lambda trial: -math.inf if math.isnan(trial[1]) else trial[1])[0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_best],
    hint="min begins with the first trial, and nothing is smaller than nan: leave trials out whose loss is nan.",
)
def nan_that_comes_first(train, space, budget, rng):
    """A nan in the first trial is never replaced."""
    trials = [(settings, train(settings)) for settings in (sample(space, rng) for _ in range(budget))]
    return min(trials, key=lambda trial: trial[1])[0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_best],
    hint="np.argmin takes nan for the smallest of all: np.nanargmin passes over it.",
)
def nan_by_argmin(train, space, budget, rng):
    """A trial that diverged to nan is the best."""
    trials = [(settings, train(settings)) for settings in (sample(space, rng) for _ in range(budget))]
    return trials[int(np.argmin([loss for _, loss in trials]))][0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_best],
    hint="Losses can be of any size: begin with math.inf.",
)
def best_begins_at_a_number(train, space, budget, rng):
    """The best loss so far begins at 100, so that larger ones never count."""
    best, best_loss, trials = None, 100.0, []
    for _ in range(budget):
        settings = sample(space, rng)
        loss = train(settings)
        trials.append((settings, loss))
        if loss < best_loss:
            best, best_loss = settings, loss
    return best, trials


@lab.mistake(
    "random_search",
    caught_by=[search_best],
    hint="Of equal losses the first counts: <, not <=.",
)
def last_of_equal_ones(train, space, budget, rng):
    """Of equal losses the last is taken."""
    best, best_loss, trials = None, math.inf, []
    for _ in range(budget):
        settings = sample(space, rng)
        loss = train(settings)
        trials.append((settings, loss))
        if loss <= best_loss:
            best, best_loss = settings, loss
    return best, trials


@lab.mistake(
    "random_search",
    caught_by=[search_best],
    hint="The best trial is not the last one: compare the losses.",
)
def last_trial(train, space, budget, rng):
    """The settings of the last trial are returned."""
    trials = [(settings, train(settings)) for settings in (sample(space, rng) for _ in range(budget))]
    return trials[-1][0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_without_a_grid],
    hint="The sample is drawn once, before the loop: all trials are the same.",
)
def sampled_once(train, space, budget, rng):
    """All trials have the same settings."""
    settings = sample(space, rng)
    trials = [(dict(settings), train(settings)) for _ in range(budget)]
    return min(trials, key=lambda trial: math.inf if math.isnan(trial[1]) else trial[1])[0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_without_a_grid],
    hint="This is a grid: with 36 trainings each name gets a few values only. Draw all names anew for each trial.",
)
def grid(train, space, budget, rng):
    """The trials are the points of a grid."""
    side = math.ceil(budget ** (1 / len(space)))
    axes = [sorted(sample({name: law}, rng)[name] for _ in range(side)) for name, law in space.items()]
    trials = []
    for number in range(budget):
        places = [number // side**axis % side for axis in range(len(axes))]
        settings = {name: axis[place] for name, axis, place in zip(space, axes, places, strict=True)}
        trials.append((settings, train(settings)))
    return min(trials, key=lambda trial: math.inf if math.isnan(trial[1]) else trial[1])[0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_calls],
    hint="The best settings are trained once more at the end: the budget counts every call of train.",
)
def trained_once_more(train, space, budget, rng):
    """The best settings are trained again."""
    trials = [(settings, train(settings)) for settings in (sample(space, rng) for _ in range(budget))]
    best = min(trials, key=lambda trial: math.inf if math.isnan(trial[1]) else trial[1])[0]
    train(best)
    return best, trials


@lab.mistake(
    "random_search",
    caught_by=[search_calls],
    hint="range(1, budget) has one number too few.",
)
def one_training_too_few(train, space, budget, rng):
    """One training too few is made."""
    trials = [(settings, train(settings)) for settings in (sample(space, rng) for _ in range(1, budget))]
    return min(trials, key=lambda trial: math.inf if math.isnan(trial[1]) else trial[1])[0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_calls],
    hint="trials is in the order of the trials; you sorted it by the loss.",
)
def trials_sorted(train, space, budget, rng):
    """The trials are sorted by their loss."""
    trials = [(settings, train(settings)) for settings in (sample(space, rng) for _ in range(budget))]
    trials.sort(key=lambda trial: math.inf if math.isnan(trial[1]) else trial[1])
    return trials[0][0], trials


@lab.mistake(
    "random_search",
    caught_by=[search_calls, search_best],
    hint="All pairs hold the same dict, which the next trial overwrites: make a new dict for each.",
)
def one_dict_for_all_trials(train, space, budget, rng):
    """One dict is overwritten in each trial."""
    settings, trials = {}, []
    for _ in range(budget):
        settings.update(sample(space, rng))
        trials.append((settings, train(settings)))
    best = min(trials, key=lambda trial: math.inf if math.isnan(trial[1]) else trial[1])[0]
    return dict(best), trials


# babysit


def _cared(train, state, rate, budget, up, down, fallen):
    """The bold driver, with a rule of its own for what has fallen."""
    loss, history = math.inf, []
    for _ in range(budget):
        new_state, new_loss = train(state, rate)
        history.append((rate, new_loss))
        if fallen(new_loss, loss):
            state, loss, rate = new_state, new_loss, rate * up
        else:
            rate *= down
    return state, history


@lab.mistake(
    "babysit",
    caught_by=[babysit_goes_back],
    hint="The rate is lowered, but the worse state is kept: hold on to the old one until the loss has fallen.",
)
def never_goes_back(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """A day that made it worse is not taken back."""
    loss, history = math.inf, []
    for _ in range(budget):
        state, new_loss = train(state, learning_rate)
        history.append((learning_rate, new_loss))
        learning_rate *= up if new_loss < loss else down
        if new_loss < loss:
            loss = new_loss
    return state, history


@lab.mistake(
    "babysit",
    caught_by=[babysit_goes_back],
    hint="Compare with the loss of the state that you hold, not with that of a day that was taken back.",
)
def compared_with_yesterday(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """The loss is compared with yesterday's, even if that day was taken back."""
    loss, history = math.inf, []
    for _ in range(budget):
        new_state, new_loss = train(state, learning_rate)
        history.append((learning_rate, new_loss))
        if new_loss < loss:
            state, learning_rate = new_state, learning_rate * up
        else:
            learning_rate *= down
        loss = new_loss
    return state, history


@lab.mistake(
    "babysit",
    caught_by=[babysit_survives_divergence],
    hint="nan is not larger than anything, so it counts as fallen here: ask whether the loss is smaller.",
    also={"_cared": _cared},
)
def nan_has_fallen(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """A loss of nan counts as fallen, because it is not larger."""
    return _cared(train, state, learning_rate, budget, up, down, lambda new, old: not new >= old)


@lab.mistake(
    "babysit",
    caught_by=[babysit_goes_back],
    hint="An equal loss has not fallen: <, not <=.",
    also={"_cared": _cared},
)
def equal_has_fallen(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """An equal loss counts as fallen."""
    return _cared(train, state, learning_rate, budget, up, down, lambda new, old: new <= old)


@lab.mistake(
    "babysit",
    caught_by=[babysit_rates, babysit_goes_back],
    hint="The rate grows while the loss falls, and shrinks when it doesn't: you have them exchanged.",
    also={"_cared": _cared},
)
def up_and_down_exchanged(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """The rate is lowered when the loss falls."""
    return _cared(train, state, learning_rate, budget, down, up, lambda new, old: new < old)


@lab.mistake(
    "babysit",
    caught_by=[babysit_rates],
    hint="up and down are arguments: use them, not 1.05 and 0.5.",
    row=25,
    also={"_cared": _cared},
)
def factors_built_in(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """The rate always changes by 1.05 and 0.5."""
    return _cared(train, state, learning_rate, budget, 1.05, 0.5, lambda new, old: new < old)


@lab.mistake(
    "babysit",
    caught_by=[babysit_rates],
    hint="The loss falls, so the rate may grow: η ← up · η.",
    also={"_cared": _cared},
)
def rate_never_raised(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """The rate is only ever lowered."""
    return _cared(train, state, learning_rate, budget, 1.0, down, lambda new, old: new < old)


@lab.mistake(
    "babysit",
    caught_by=[babysit_rates, babysit_goes_back],
    hint="history holds the rate that a day was trained with: append before you change it.",
)
def tomorrows_rate_in_history(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """history holds the rate of the next day."""
    loss, history = math.inf, []
    for _ in range(budget):
        new_state, new_loss = train(state, learning_rate)
        if new_loss < loss:
            state, loss, learning_rate = new_state, new_loss, learning_rate * up
        else:
            learning_rate *= down
        history.append((learning_rate, new_loss))
    return state, history


@lab.mistake(
    "babysit",
    caught_by=[babysit_goes_back],
    hint="Days that were taken back belong to the history as well: append before you look at the loss.",
)
def history_of_good_days(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """history leaves out the days that were taken back."""
    loss, history = math.inf, []
    for _ in range(budget):
        new_state, new_loss = train(state, learning_rate)
        if new_loss < loss:
            history.append((learning_rate, new_loss))
            state, loss, learning_rate = new_state, new_loss, learning_rate * up
        else:
            learning_rate *= down
    return state, history


@lab.mistake(
    "babysit",
    caught_by=[babysit_goes_back],
    hint="A day that is taken back is a day of the budget too.",
)
def only_good_days_counted(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """Days that were taken back are not counted."""
    loss, history, days = math.inf, [], 0
    while days < budget and len(history) < 10 * budget:
        new_state, new_loss = train(state, learning_rate)
        history.append((learning_rate, new_loss))
        if new_loss < loss:
            state, loss, learning_rate, days = new_state, new_loss, learning_rate * up, days + 1
        else:
            learning_rate *= down
    return state, history


@lab.mistake(
    "babysit",
    caught_by=[babysit_goes_back, babysit_survives_divergence],
    hint="Return the state that you hold, not that of the last day, which may have been taken back.",
)
def last_state_returned(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """The state of the last day is returned, even if it was taken back."""
    loss, history, new_state = math.inf, [], state
    for _ in range(budget):
        new_state, new_loss = train(state, learning_rate)
        history.append((learning_rate, new_loss))
        if new_loss < loss:
            state, loss, learning_rate = new_state, new_loss, learning_rate * up
        else:
            learning_rate *= down
    return new_state, history


@lab.mistake(
    "babysit",
    caught_by=[babysit_rates, babysit_goes_back],
    hint="Every day begins from the first state: hand on the one that train returned.",
)
def trained_from_the_start(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """Every day begins from the first state."""
    loss, history, best = math.inf, [], state
    for _ in range(budget):
        new_state, new_loss = train(state, learning_rate)
        history.append((learning_rate, new_loss))
        if new_loss < loss:
            best, loss, learning_rate = new_state, new_loss, learning_rate * up
        else:
            learning_rate *= down
    return best, history
