"""Optimisers: what is asked of optimizers.py, and how it is looked at.

Each method is followed along ten steps, with gradients that do not depend on where it is. What belongs to all methods
(defaults, ε, independence) is asked by comparing a student's optimisers with one another, so that a wrong formula is
charged once.
"""

import numpy as np

import reference.optimizers
from graders.checks import Failure, at_least, close, curve, either, remark, shaped
from graders.lab import Lab

lab = Lab(
    "optimizers",
    title="Optimisers",
    files=["optimizers.py"],
    reference=reference.optimizers,
    asked={"optimizers.py": ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "AdaDelta", "Adam", "FTRL"]},
)

STEPS = 10

# Of the way that was gone. Places and kinds of ε that are accepted move it by 1 part in 10⁶, float32 by 1 in 10⁴.
RTOL, ATOL = 1e-4, 2e-4

NAMES = ("SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "AdaDelta", "Adam", "FTRL")

DEFAULTS = {
    "Momentum": {"momentum": 0.9, "damped": False},
    "Nesterov": {"momentum": 0.9},
    "RMSProp": {"rho": 0.9},
    "AdaDelta": {"rho": 0.95, "eps": 1e-6},
    "Adam": {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999},
    "FTRL": {"beta": 1.0, "l1": 0.0, "l2": 0.0},
}

# With these an optimiser goes elsewhere than with its defaults, or it does not use its arguments at all.
OTHERS = {
    "Momentum": {"momentum": 0.4},
    "Nesterov": {"momentum": 0.4},
    "RMSProp": {"rho": 0.4},
    "AdaDelta": {"rho": 0.4},
    "Adam": {"beta1": 0.4},
    "FTRL": {"beta": 0.4},
}

# How each method goes down a parabola, and by how many powers of ten the loss has to fall in 60 steps. The reference
# has, over 300 seeds, at least 3.15, 6.17, 5.32, 2.36, 1.81, 1.65, 2.88 and 2.41; the way of the first three depends on
# no seed. Standing still after 20 steps, these three have at most 1.81, 1.77 and 2.94; the others may be lucky.
PARABOLA = {
    "SGD": ({"learning_rate": 0.019}, 3.0),
    "Momentum": ({"learning_rate": 0.02, "momentum": 0.8}, 5.5),
    "Nesterov": ({"learning_rate": 0.01, "momentum": 0.8}, 4.8),
    "AdaGrad": ({"learning_rate": 1.0}, 1.8),
    "RMSProp": ({"learning_rate": 0.04}, 1.4),
    "AdaDelta": ({"rho": 0.8, "eps": 3e-4}, 1.2),
    "Adam": ({"learning_rate": 0.5}, 2.0),
    "FTRL": ({"learning_rate": 1.0}, 1.9),
}
STEPS_DOWN = 60

# The same along Rosenbrock's valley in 100 steps, from near (0, 0), where the function is about 1. The reference has,
# over 300 seeds, at least 1.52, 0.92, 0.57 and 1.29; standing still after 20 steps, at most 0.34, 0.14, 0.23 and 0.52.
# The other methods take far longer.
ROSENBROCK = {
    "Momentum": ({"learning_rate": 0.002}, 1.2),
    "Nesterov": ({"learning_rate": 0.001}, 0.7),
    "RMSProp": ({"learning_rate": 0.02}, 0.4),
    "Adam": ({"learning_rate": 0.1}, 1.0),
}
STEPS_ALONG = 100


# ------------------------------------------------------------------------------------------------- one step


class Run:
    """An optimiser at work: its parameters, and the step that changes them."""

    def __init__(self, module, name, start, *, learning_rate=None, **how):
        rate = () if learning_rate is None else (learning_rate,)
        self.name = name
        self.params = start
        self.take = getattr(module, name)(*rate, **how).step

    def step(self, grads):
        """The parameters after one more step, however they are handed back, and the gradients as they are then."""
        called = self.take.with_arguments(self.params, grads)
        new, after = (called.arguments[0] if called.value is None else called.value), called.arguments[1]
        if not isinstance(new, dict):
            kind = type(new).__name__ if isinstance(new, list | tuple | float | int | np.ndarray) else "object"
            raise Failure(
                f"{self.name}.step returned something of type {kind}; a dict of arrays, or nothing, is expected.",
                hint="Change params in place and return nothing, or return a dict with the names of params.",
            )
        for name, theta in self.params.items():
            if name not in new:
                raise Failure(f"{self.name}.step lost the parameter {name!r}.", hint="Every name of params comes back.")
            usual = isinstance(new[name], np.ndarray) and new[name].dtype == np.float64
            if not (usual and new[name].shape == theta.shape and np.isfinite(new[name]).all()):  # quicker than shaped
                shaped(new[name], *theta.shape, what=f"{name!r} after a step of {self.name}")
        self.params = {name: np.asarray(new[name], dtype=float) for name in self.params}
        return self.params, after


def gradients(rng, shapes, steps=STEPS):
    """For each step a dict of gradients of a size between ½ and 2, where every ε is small."""
    drawn = []
    for _ in range(steps):
        sizes = {name: rng.integers(32, 128, size=shape) for name, shape in shapes.items()}
        # In 64ths, which take little room in a recording.
        drawn.append({name: rng.choice([-1, 1], size=size.shape) * size / 64 for name, size in sizes.items()})
    return drawn


def anywhere(rng, shapes):
    """Parameters to begin with."""
    return {name: rng.integers(-128, 128, size=shape) / 64 for name, shape in shapes.items()}


def path(run, grads):
    """The way from the start after each step: a list of dicts."""
    start = run.params
    places = [run.step(each)[0] for each in grads]
    return [{name: place[name] - start[name] for name in start} for place in places]


def same_way(ways, expected, first=None, of=""):
    """Hold a way to the expected one, step by step and parameter by parameter."""
    for k, (way, want) in enumerate(zip(ways, expected, strict=True), 1):
        for name in want:
            hint = first
            if not np.any(way[name]):
                hint = "It does not move: write params[name] = …, or change the array in place."
            elif k > 1:
                hint = "The first step is right: look at what is remembered from step to step, and how."
            what = f"the way of {name!r} in {k} step{'s' if k > 1 else ''}{of}"
            close(way[name], want[name], what=what, rtol=RTOL, atol=ATOL * float(np.abs(want[name]).max()), hint=hint)


def ten_steps(student, reference, rng, name, shapes, hint, *, start=anywhere, **how):
    """Follow an optimiser for ten steps."""
    begin, grads = start(rng, shapes), gradients(rng, shapes)
    expected = path(Run(reference, name, begin, **how), grads)
    same_way(path(Run(student, name, begin, **how), grads), expected, hint)


def at_zero(rng, shapes):
    """Parameters that begin at 0."""
    return {name: np.zeros(shape) for name, shape in shapes.items()}


def usable(student, names=NAMES):
    """Those of a student's optimisers that move something in two steps, if they are at least half.

    What is missing, stops or stands still counts where that optimiser is followed.
    """
    found, wrong = [], None
    for name in names:
        try:
            run = Run(student, name, {"theta": np.zeros(2)}, **plain(name))
            moving(path(run, [{"theta": np.array([0.5, -1.0])}] * 2)[-1], name)
            found.append(name)
        except Failure as failure:
            wrong = wrong or failure
    if 2 * len(found) < len(names):
        raise wrong
    return found


def moving(way, name):
    """Refuse an optimiser of which some parameter stands still, so that nothing can be compared."""
    if not all(np.all(np.abs(each) > 1e-9) for each in way.values()):
        hint = "Change the arrays of params in place, or return a dict."
        raise Failure(f"The steps of {name} do not move all of the parameters.", hint=hint)


def plain(name):
    """What an optimiser is made with, the defaults spelt out: whether they are right is asked in one place."""
    return {"learning_rate": 0.1} | DEFAULTS.get(name, {}) if name != "AdaDelta" else DEFAULTS[name]


def right_so_far(student, reference, rng, methods):
    """Those methods whose first steps are right, if they are at least half: the others are charged already."""
    # Under new names: what one optimiser may have left behind must not spoil the first steps of another one.
    tag = int(rng.integers(1_000_000))
    shapes = {f"x{tag}": (2,), f"y{tag}": (3,)}
    start, grads = at_zero(rng, shapes), gradients(rng, shapes, 3)
    right, wrong = [], None
    for name, how in methods.items():
        begins = ({}, {"initial": 0.1}) if name == "AdaGrad" else ({},)
        expected = [path(Run(reference, name, start, **how, **begin), grads) for begin in begins]
        try:
            ways = path(Run(student, name, start, **how), grads)
            if len(expected) > 1 and not np.allclose(ways[0][f"x{tag}"], expected[0][0][f"x{tag}"], rtol=1e-2):
                expected.reverse()
            same_way(ways, expected[0], of=f" of {name}")
            right.append(name)
        except Failure as failure:
            wrong = wrong or failure
    if 2 * len(right) < len(methods):
        raise wrong
    if left_out := [name for name in methods if name not in right]:
        remark(f"Passed over, because their first steps are wrong: {', '.join(left_out)}.")
    return right


# ----------------------------------------------------------------------------------------------- the methods


@lab.check(points=1)
def sgd(student, reference, rng):
    """SGD takes each parameter against its gradient, times the learning rate."""
    shapes = {"W1": (4, 1), "b1": (1,), "W2": (3, 3)}
    ten_steps(
        student, reference, rng, "SGD", shapes, "θ ← θ − η g, and nothing else.", learning_rate=rng.uniform(0.05, 0.2)
    )


@lab.check(points=2)
def momentum(student, reference, rng):
    """Momentum takes ten steps with an undamped velocity of each parameter."""
    how = {"learning_rate": rng.uniform(0.05, 0.2), "momentum": rng.uniform(0.5, 0.8)}
    hint = "The first step is −η g: the velocity begins at 0, and takes all of the gradient."
    ten_steps(student, reference, rng, "Momentum", {"W": (2, 3), "b": (3,)}, hint, **how)


@lab.check(points=1)
def momentum_damped(student, reference, rng):
    """With damped=True, Momentum takes 1 − μ of each gradient."""
    shapes, mu = {"b": (2,), "W": (2, 2)}, rng.uniform(0.5, 0.8)
    start, grads, rate = anywhere(rng, shapes), gradients(rng, shapes, 4), rng.uniform(0.05, 0.2)
    # The velocity is linear in the gradients: held to the student's own undamped way, right or wrong.
    undamped, damped = (
        path(Run(student, "Momentum", start, learning_rate=rate, momentum=mu, **damping), grads)
        for damping in ({}, {"damped": True})
    )
    moving(undamped[-1], "Momentum")
    hint = f"v ← μ v − (1 − μ) η g; with μ = {mu:.3f} the way is {1 - mu:.3f} times the undamped one."
    for k, (way, plain_way) in enumerate(zip(damped, undamped, strict=True), 1):
        for name in shapes:
            want = (1 - mu) * plain_way[name]
            what = f"the damped way of {name!r} in {k} step{'s' if k > 1 else ''}"
            close(way[name], want, what=what, rtol=2 * RTOL, atol=ATOL * float(np.abs(want).max()), hint=hint)


@lab.check(points=2)
def nesterov(student, reference, rng):
    """Nesterov takes ten steps, each with the gradient of the point ahead."""
    how = {"learning_rate": rng.uniform(0.05, 0.2), "momentum": rng.uniform(0.5, 0.8)}
    hint = "The first step is −(1 + μ) η g: the velocity −η g, and μ of it once more, ahead."
    ten_steps(student, reference, rng, "Nesterov", {"gamma": (3,), "W": (3, 2)}, hint, **how)


@lab.check(points=1)
def adagrad(student, reference, rng):
    """AdaGrad divides by the root of the sum of all squares."""
    shapes, rate = {"W": (2, 3), "b": (3,)}, rng.uniform(0.05, 0.2)
    start, grads = anywhere(rng, shapes), gradients(rng, shapes)
    from_zero, from_a_tenth = (
        path(Run(reference, "AdaGrad", start, learning_rate=rate, **begin), grads) for begin in ({}, {"initial": 0.1})
    )
    ways = path(Run(student, "AdaGrad", start, learning_rate=rate), grads)
    hint = "The first step is −η in every entry, or +η: the gradient divided by the root of its own square."
    either(
        {
            "r begins at 0": lambda: same_way(ways, from_zero, hint),
            "r begins at 0.1, as in TensorFlow": lambda: same_way(ways, from_a_tenth, hint),
        }
    )


@lab.check(points=1)
def rmsprop(student, reference, rng):
    """RMSProp divides by the root of the moving average of the squares."""
    how = {"learning_rate": rng.uniform(0.05, 0.2), "rho": rng.uniform(0.6, 0.85)}
    hint = f"With ρ = {how['rho']:.3f} the first step is η / √(1 − ρ) = {(1 - how['rho']) ** -0.5:.3f} η everywhere."
    ten_steps(student, reference, rng, "RMSProp", {"kernel": (1, 2, 3), "offset": (2,)}, hint, **how)


@lab.check(points=2)
def adadelta(student, reference, rng):
    """AdaDelta takes ten steps, whose size follows from those before."""
    how = {"rho": rng.uniform(0.6, 0.9), "eps": 10 ** rng.uniform(-5, -4)}
    hint = "The first step is √ε / √((1 − ρ) g² + ε) times g: s begins at 0, and ε stands under both roots."
    ten_steps(student, reference, rng, "AdaDelta", {"W": (3, 2), "b": (2,)}, hint, **how)


@lab.check(points=2)
def adam(student, reference, rng):
    """Adam takes ten steps with both moving averages corrected."""
    how = {"beta1": rng.uniform(0.5, 0.85), "beta2": rng.uniform(0.9, 0.99)}
    hint = "The first step is −η in every entry, or +η, whatever β₁ and β₂ are: t is 1 there."
    ten_steps(
        student,
        reference,
        rng,
        "Adam",
        {"W": (2, 3), "b": (3,), "c": (1,)},
        hint,
        learning_rate=rng.uniform(0.05, 0.2),
        **how,
    )


@lab.check(points=2)
def ftrl(student, reference, rng):
    """FTRL takes ten steps with an L1 and an L2 penalty."""
    how = {"learning_rate": rng.uniform(0.4, 0.9), "beta": rng.uniform(0.3, 0.7)}
    how |= {"l1": rng.uniform(0.1, 0.4), "l2": rng.uniform(0.8, 1.6)}
    hint = "In the first step z = g and n = g², so θ = −(g − sign(g) λ₁) / ((β + |g|) / η + λ₂)."
    ten_steps(student, reference, rng, "FTRL", {"W": (3, 2), "b": (2,)}, hint, start=at_zero, **how)


@lab.check(points=1)
def ftrl_zeros(student, reference, rng):
    """FTRL gives exact zeros where |z| stays within λ₁, and nowhere else."""
    # One row for each step: noise; a weak slope that adds up; a strong one; one that is taken back. |z| stays away from
    # λ₁, also where θ itself is wrong, which is charged elsewhere.
    slopes = np.array([[0.2, 0.7, 2.5, 2.0], [-0.3, 0.7, 2.5, -1.8], [0.2, 0.7, 2.5, -0.2], [-0.2, 0.7, 2.5, 0.2]])
    zero = np.array([[1, 1, 0, 0], [1, 0, 0, 1], [1, 0, 0, 1], [1, 0, 0, 1]], dtype=bool)
    signs, size = rng.choice([-1, 1], size=4), rng.uniform(0.9, 1.1)
    order = rng.permutation(4)
    run = Run(student, "FTRL", {"w": np.zeros(4)}, learning_rate=0.5, beta=1.0, l1=size, l2=0.0)
    for k, (slope, want) in enumerate(zip(slopes, zero, strict=True), 1):
        place, _ = run.step({"w": (size * signs * slope)[order]})
        got, told = place["w"] == 0, f"after {k} step{'s' if k > 1 else ''} of FTRL with l1 = {size:.3f}"
        if (lost := np.flatnonzero(~got & want[order])).size:
            raise Failure(
                f"Entry {lost[0]} is {place['w'][lost[0]]:g} {told}; 0, exactly, is expected.",
                hint="θ is 0 where |z| ≤ λ₁; elsewhere sign(z) λ₁ is taken off z.",
            )
        if (kept := np.flatnonzero(got & ~want[order])).size:
            raise Failure(
                f"Entry {kept[0]} is 0 {told}; its |z| is above that, so another value is expected.",
                hint="z adds up the gradients of all steps; compare |z| with λ₁, not |g|.",
            )


# ------------------------------------------------------------------------------------- what belongs to all


def single_way(student, name, parameter, slopes, **how):
    """The way of one parameter from 0; a name of its own keeps it from what another optimiser may have left behind."""
    run = Run(student, name, {parameter: np.zeros(len(slopes[0]))}, **how)
    return [way[parameter] for way in path(run, [{parameter: slope} for slope in slopes])]


@lab.check(points=1)
def defaults(student, reference, rng):
    """The arguments have the defaults of the statement."""
    slopes = [each["w"] for each in gradients(rng, {"w": (3,)}, 3)]
    asked = 0
    for name in usable(student, tuple(DEFAULTS)):
        told = single_way(student, name, "told", slopes, **plain(name))
        otherwise = single_way(student, name, "otherwise", slopes, **(plain(name) | OTHERS[name]))
        if np.allclose(told[-1], otherwise[-1], rtol=1e-3):
            continue  # whoever does not use an argument is charged where the optimiser is followed
        asked += 1
        given = {} if "learning_rate" in DEFAULTS[name] or name == "AdaDelta" else {"learning_rate": 0.1}
        left_out = single_way(student, name, "left out", slopes, **given)
        wanted = ", ".join(f"{key}={value}" for key, value in DEFAULTS[name].items())
        for way, want in zip(left_out, told, strict=True):
            close(
                way,
                want,
                what=f"the way of {name} without these arguments",
                rtol=RTOL,
                atol=ATOL * float(np.abs(want).max()),
                hint=f"The defaults of {name} are {wanted}.",
            )
    if 2 * asked < len(DEFAULTS):
        raise Failure(
            f"Only {asked} of {len(DEFAULTS)} optimisers go elsewhere when their arguments are others.",
            hint="Keep what __init__ is given in self, and use it in step.",
        )


@lab.check(points=1)
def epsilon(student, reference, rng):
    """ε keeps entries without a gradient where they are; by default it is small, and a large one makes small steps."""
    sparse = np.array([1.5, 0.0, -0.75, 0.0]) * rng.uniform(0.8, 1.2)
    flat = sparse == 0
    for name in usable(student, ("AdaGrad", "RMSProp", "AdaDelta", "Adam")):
        way = single_way(student, name, "sparse", [sparse] * 2, **plain(name))[-1]
        if np.any(way[flat]):
            raise Failure(f"{name} moves an entry whose gradients are all 0.", hint="θ moves by something times g.")
        if name == "AdaDelta":
            continue  # there a large ε makes large steps
        # Gradients of 0.02 tell 1e-4 from 1e-8 by 0.5 %, and 1e-7 under the root by 0.1 %.
        weak = [np.full(2, 0.02)]
        by_default = single_way(student, name, "by default", weak, **plain(name))[0]
        told = single_way(student, name, "told", weak, **plain(name), eps=1e-8)[0]
        hint = "The default of ε is 1e-8; one that is a little larger or smaller is accepted."
        close(by_default, told, what=f"a step of {name} with its own ε", rtol=4e-3, hint=hint)
        ratio = single_way(student, name, "large", [sparse] * 2, **plain(name), eps=1e4)[-1][~flat] / way[~flat]
        if not np.all((ratio > 0) & (ratio < 0.1)):
            raise Failure(
                f"With eps=1e4 {name} goes {ratio[0]:.3g} times as far as with its default; a small part is expected.",
                hint="ε is added to the root, or under it, in the divisor.",
            )


@lab.check(points=1)
def apart(student, reference, rng):
    """Each parameter and each optimiser keeps to itself, and grads stays as it is."""
    shapes = {"a": (3,), "b": (3,)}
    grads = gradients(rng, shapes, 3)
    grads[1] = {name: np.sign(g).astype(np.int64) * 2 for name, g in grads[1].items()}  # whole numbers, and still right
    grads[2]["b"] = np.zeros(3)  # only what is remembered moves it
    for name in right_so_far(student, reference, rng, {name: plain(name) for name in NAMES}):
        both = Run(student, name, at_zero(rng, shapes), **plain(name))
        alone = {each: Run(student, name, {each: np.zeros(3)}, **plain(name)) for each in shapes}
        for k, each in enumerate(grads, 1):
            if k == 2 and name != "FTRL":  # its θ follows from what it remembers
                both.params = {key: theta + 1 for key, theta in both.params.items()}
            before = both.params, {key: run.params[key] for key, run in alone.items()}
            # The names of the gradients in another order: they are looked up, not counted.
            given = {key: each[key] for key in reversed(each)}
            place, after = both.step(given)
            for key, run in alone.items():
                changed(after, given, key, name)
                want = run.step({key: each[key].astype(float)})[0][key] - before[1][key]
                what = f"what step {k} of {name} adds to {key!r}, beside another parameter,"
                hint = "Keep what you remember under the parameter's name, and count t once a step, in self."
                close(
                    place[key] - before[0][key],
                    want,
                    what=what,
                    rtol=RTOL,
                    atol=ATOL * float(np.abs(want).max()) + 1e-6,
                    hint=hint,
                )


def changed(after, given, key, name):
    """Refuse gradients that a step has changed."""
    if not isinstance(after, dict) or key not in after or not np.array_equal(after[key], given[key]):
        raise Failure(
            f"{name}.step changed grads[{key!r}].",
            hint="Write g = 0.1 * g where g *= 0.1 changes the caller's array.",
        )


# ------------------------------------------------------------------------------------------------ in valleys


@lab.check(points=1, fresh=True, seconds=20)
def parabola(student, reference, rng):
    """Every method goes down a parabola that is 100 times steeper one way than another."""
    turn, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    H = turn @ np.diag([1.0, 3.0, 10.0, 30.0, 100.0]) @ turn.T
    far = turn @ rng.choice([-1.0, 1.0], size=5)
    for name in right_so_far(student, reference, rng, {name: how for name, (how, _) in PARABOLA.items()}):
        how, bound = PARABOLA[name]
        run, losses = Run(student, name, {"x": np.zeros(5)}, **how), []
        for _ in range(STEPS_DOWN):
            off = run.params["x"] - far
            losses.append(float(off @ H @ off) / 2)
            run.step({"x": H @ off})
        off = run.params["x"] - far
        curve(losses, name)
        fall = float(np.log10(losses[0]) - np.log10(off @ H @ off / 2 + 1e-30))
        at_least(fall, bound, what=f"the powers of ten by which {name} brings the loss down in {STEPS_DOWN} steps")


@lab.check(points=1, public=False, fresh=True, seconds=20)
def rosenbrock(student, reference, rng):
    """The methods follow Rosenbrock's curved valley."""
    # Eight ways at once, since every entry goes its own: a column each.
    starts = rng.uniform([[-0.4], [-0.1]], [[0.0], [0.3]], size=(2, 8))
    for name in right_so_far(student, reference, rng, {name: how for name, (how, _) in ROSENBROCK.items()}):
        how, bound = ROSENBROCK[name]
        run = Run(student, name, {"xy": starts}, **how)
        for _ in range(STEPS_ALONG):
            x, y = run.params["xy"]
            run.step({"xy": np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])})
        x, y = run.params["xy"]
        height = float(np.mean((1 - x) ** 2 + 100 * (y - x**2) ** 2))
        what = f"the powers of ten by which {name} is below 1 after {STEPS_ALONG} steps in Rosenbrock's valley"
        at_least(float(-np.log10(height + 1e-30)), bound, what=what)
