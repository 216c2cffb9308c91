"""Correct work, written otherwise than in the reference: it must keep full marks."""

import numpy as np

from reference.tuning import sample

from .lab import lab


@lab.variant("default_space")
def space_in_lists():
    """The second and third group in another order, the laws as lists, the layers as a choice."""
    return {
        "learning_rate": ["log_uniform", 0.0001, 1],
        "batch_size": ["choice", (256, 128, 64, 32, 16)],
        "hidden_units": ["integer", 50, 100],
        "momentum": ["one_minus_log_uniform", 0.9, 0.999],
        "decay": ["log_uniform", 0.001, 1.0],
        "layers": ["choice", [2, 3, 4]],
    }


@lab.variant("sample")
def powers_of_ten(space, rng):
    """10 ** and np.log10, r from [0, 1), random whole numbers with endpoint=True; NumPy's own numbers."""
    result = {}
    for name in space:
        law = space[name]
        if law[0] == "uniform":
            result[name] = rng.uniform(law[1], law[2])
        elif law[0] == "log_uniform":
            a, b = np.log10(law[1]), np.log10(law[2])
            result[name] = np.power(10.0, a + (b - a) * rng.random())
        elif law[0] == "one_minus_log_uniform":
            a, b = np.log10([1 - law[2], 1 - law[1]])
            result[name] = 1 - 10 ** ((b - a) * rng.random() + a)
        elif law[0] == "integer":
            result[name] = rng.integers(law[1], law[2], endpoint=True)
        elif law[0] == "choice":
            result[name] = law[1][int(rng.random() * len(law[1]))]
        else:
            raise ValueError("unknown kind: " + str(law[0]))
    return result


@lab.variant("sample")
def ratio_to_a_power(space, rng):
    """low · (high/low) ** u, floor for whole numbers, a table of functions, texts by rng.choice."""

    def pick(options):
        if all(isinstance(option, str) for option in options):
            return rng.choice(options)
        return options[rng.permutation(len(options))[0]]

    kinds = {
        "uniform": lambda low, high: low + (high - low) * rng.random(),
        "log_uniform": lambda low, high: low * (high / low) ** rng.random(),
        "one_minus_log_uniform": lambda low, high: 1 - (1 - high) * ((1 - low) / (1 - high)) ** rng.random(),
        "integer": lambda low, high: int(np.floor(rng.uniform(low, high + 1))),
        "choice": pick,
    }
    for law in space.values():
        if law[0] not in kinds:
            raise ValueError(law[0])
    return {name: kinds[law[0]](*law[1:]) for name, law in space.items()}


@lab.variant("sample")
def single_precision(space, rng):
    """Logarithms by np.log1p, values as float32."""
    values = {}
    for name, (kind, *bounds) in space.items():
        if kind == "uniform":
            value = np.float32(rng.uniform(*bounds))
        elif kind == "log_uniform":
            value = np.exp(rng.uniform(*np.log(bounds)))
        elif kind == "one_minus_log_uniform":
            value = -np.expm1(-rng.uniform(*-np.log1p(-np.array(bounds))))
        elif kind == "integer":
            value = rng.choice(np.arange(bounds[0], bounds[1] + 1))
        elif kind == "choice":
            value = bounds[0][rng.choice(len(bounds[0]))]
        else:
            raise ValueError(kind)
        values[name] = value
    return values


@lab.variant("random_search")
def best_so_far(train, space, budget, rng):
    """The best one so far is kept; the pairs are lists, in a tuple."""
    best, best_loss, trials = None, np.inf, ()
    while len(trials) < budget:
        settings = sample(space, rng)
        loss = train(settings)
        trials += ([settings, loss],)
        if not np.isnan(loss) and (best is None or loss < best_loss):
            best, best_loss = settings.copy(), loss
    return [best, trials]


@lab.variant("random_search")
def all_samples_first(train, space, budget, rng):
    """All samples are drawn before the first training; np.nanargmin finds the best."""
    samples = [sample(space, rng) for _ in range(budget)]
    losses = np.array([float(train(settings)) for settings in samples])
    return samples[np.nanargmin(losses)], list(zip(samples, losses, strict=True))


@lab.variant("babysit")
def babysit_with_continue(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """Good and bad days told apart the other way round; the rates in one array, the losses in another."""
    rates, losses, held = [], [], None
    for _ in range(budget):
        rates.append(learning_rate)
        after, loss = train(state, learning_rate)
        losses.append(loss)
        if not np.isfinite(loss) or (held is not None and loss >= held):
            learning_rate = learning_rate * down
            continue
        state, held = after, loss
        learning_rate = up * learning_rate
    return state, list(zip(rates, losses, strict=True))


@lab.variant("babysit")
def babysit_by_best_state(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    """The best state so far, the rates as NumPy's numbers, the history as lists."""
    rate, best_loss, best_state = np.float64(learning_rate), float("inf"), state
    history = []
    for day in range(1, budget + 1):
        candidate = train(best_state, rate)
        history += [[rate, candidate[1]]]
        better = candidate[1] < best_loss
        best_state = candidate[0] if better else best_state
        best_loss = min(best_loss, candidate[1]) if better else best_loss
        rate = rate * (up if better else down)
        assert len(history) == day
    return best_state, history
