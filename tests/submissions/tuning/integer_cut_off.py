import numpy as np


def default_space():
    return {
        "learning_rate": ("log_uniform", 1e-4, 1),
        "momentum": ("one_minus_log_uniform", 0.9, 0.999),
        "hidden_units": ("integer", 50, 100),
        "batch_size": ("choice", [16, 32, 64, 128, 256]),
        "layers": ("integer", 2, 4),
        "decay": ("log_uniform", 0.001, 1),
    }


def draw(rule, rng):
    kind = rule[0]
    if kind == "choice":
        options = rule[1]
        return options[int(rng.integers(len(options)))]
    if kind not in ("uniform", "log_uniform", "one_minus_log_uniform", "integer"):
        raise ValueError(f"unknown kind {kind}")
    low, high = rule[1], rule[2]
    if kind == "uniform":
        return float(rng.uniform(low, high))
    if kind == "log_uniform":
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))
    if kind == "one_minus_log_uniform":
        return float(1 - np.exp(rng.uniform(np.log(1 - high), np.log(1 - low))))
    return int(rng.uniform(low, high + 1))  # cuts off the decimals


def sample(space, rng):
    return {name: draw(rule, rng) for name, rule in space.items()}


def random_search(train, space, budget, rng):
    trials = []
    best, best_loss = None, np.inf
    for _ in range(budget):
        settings = sample(space, rng)
        loss = train(settings)
        trials.append((settings, loss))
        if np.isfinite(loss) and loss < best_loss:
            best, best_loss = settings, loss
    return best, trials


def babysit(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    best_loss = np.inf
    history = []
    for _ in range(budget):
        new_state, loss = train(state, learning_rate)
        history.append((learning_rate, loss))
        if np.isfinite(loss) and loss < best_loss:
            state = new_state
            best_loss = loss
            learning_rate = learning_rate * up
        else:
            learning_rate = learning_rate * down
    return state, history
