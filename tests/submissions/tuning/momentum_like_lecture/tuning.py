"""Zufallssuche und Babysitting."""
import math

from ziehung import Ziehung


ARTEN = ["uniform", "log_uniform", "one_minus_log_uniform", "integer", "choice"]


def default_space():
    raum = {}
    raum["learning_rate"] = ("log_uniform", 0.0001, 1)
    raum["batch_size"] = ("choice", [16, 32, 64, 128, 256])
    raum["momentum"] = ("one_minus_log_uniform", 0.9, 0.999)
    raum["hidden_units"] = ("integer", 50, 100)
    raum["decay"] = ("log_uniform", 0.001, 1)
    raum["layers"] = ("choice", [2, 3, 4])
    return raum


def sample(space, rng):
    ziehung = Ziehung(rng)
    werte = {}
    for name in space:
        art, *rest = space[name]
        if art not in ARTEN:
            raise ValueError("unbekannte Art: " + str(art))
        werte[name] = getattr(ziehung, art)(*rest)
    return werte


def random_search(train, space, budget, rng):
    trials = []
    for versuch in range(budget):
        settings = sample(space, rng)
        trials.append((settings, train(settings)))
    best = None
    bester_verlust = math.inf
    for settings, verlust in trials:
        if math.isnan(verlust) or math.isinf(verlust):
            continue
        if verlust < bester_verlust:
            bester_verlust = verlust
            best = settings
    return best, trials


def babysit(train, state, learning_rate, budget, *, up=1.05, down=0.5):
    eta = learning_rate
    verlust_jetzt = math.inf
    history = []
    for tag in range(budget):
        neuer_zustand, verlust = train(state, eta)
        history.append((eta, verlust))
        gefallen = math.isfinite(verlust) and verlust < verlust_jetzt
        if gefallen:
            state = neuer_zustand
            verlust_jetzt = verlust
            eta = up * eta
        else:
            eta = down * eta
    return state, history
