"""Gradient checking: what is asked of gradient_check.py, and how it is looked at.

Each call of f is a message to the grader and back, so arrays hold 12 entries at most.
"""

import numpy as np

import reference.gradient_check
from graders.checks import Failure, StudentError, close, parts, raises, shaped, unchanged
from graders.lab import Lab

lab = Lab("gradient_check", title="Gradient checking", files=["gradient_check.py"], reference=reference.gradient_check)

# At h = 1e-5 the one-sided difference is about 1e-5 off here: it passes where slopes are asked, and counts where the
# central difference is. Right work is 1e-10 off.
SLOPES = {"rtol": 0.0, "atol": 2e-4}

# By so much may the difference that check returns be off, relatively and, for rounding, absolutely.
PROPORTION, ROUNDING = 1e-2, 2e-8
BAR = 1e-7


class Wave:
    """f(x) = sin(Σ aᵢ xᵢ) + ½ Σ cᵢ xᵢ² for arrays of one shape, with its gradient, and both with mistakes.

    The sine makes every slope depend on all entries, so that an entry that is not put back shows.
    """

    def __init__(self, rng, *shape):
        self.a = rng.uniform(0.3, 0.9, size=shape) * rng.choice([-1.0, 1.0], size=shape)
        self.c = rng.uniform(1.0, 2.0, size=shape)
        # Where the cosine is not small, and neither are its derivatives.
        x = rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1.0, 1.0], size=shape)
        self.x = x + self.a * (0.8 - np.sum(self.a * x)) / np.sum(self.a**2)

    def value(self, x):
        """f(x)."""
        x = self.refused(x, "f")
        return float(np.sin(np.sum(self.a * x)) + 0.5 * np.sum(self.c * x**2))

    def gradient(self, x):
        """The gradient of f at x."""
        x = self.refused(x, "grad")
        return np.cos(np.sum(self.a * x)) * self.a + self.c * x

    def refused(self, x, name):
        """x as an array of the right shape; another one raises ValueError, which the student's code sees."""
        if not isinstance(x, np.ndarray | list | tuple) or np.shape(x) != self.a.shape:
            raise ValueError(f"{name} takes an array of shape {self.a.shape} and was called with {described(x)}")
        return np.asarray(x, dtype=float)


def described(x):
    """What a function was called with."""
    return f"one of shape {np.shape(x)}" if isinstance(x, np.ndarray | list | tuple) else f"a {type(x).__name__}"


def sized(got, slope, what):
    """How many times too large measured slopes are: a factor counts where slopes are asked for, and is taken out here.

    Refuses numbers that have nothing to do with the slopes.
    """
    shaped(got, *slope.shape, what=what)
    got, slope = np.ravel(np.asarray(got, dtype=float)), np.ravel(slope)
    if not abs(got @ slope) > 0.5 * np.linalg.norm(got) * np.linalg.norm(slope):
        raise Failure(f"{what} has nothing to do with the slopes of f.", hint="Move one entry of x at a time.")
    return got @ slope / (slope @ slope)


@lab.check(points=2, proves=["numerical_gradient"])
def slopes_of_a_vector(student, reference, rng):
    """numerical_gradient measures the slope along each entry."""
    for n in (5, 5, 2, 1):
        wave = Wave(rng, n)
        close(student.numerical_gradient(wave.value, wave.x), wave.gradient(wave.x), **SLOPES)


@lab.check(points=2, proves=["numerical_gradient"])
def slopes_of_any_shape(student, reference, rng):
    """numerical_gradient works for arrays of any shape and gives one of the same shape."""
    waves = [Wave(rng, *shape) for shape in [(2, 3), (3, 3), (1, 4), (4, 1), (2, 3, 2)]]
    for wave in waves:
        got = student.numerical_gradient(wave.value, wave.x)
        # Held to what the same numbers give in a row, so that a mistake in the slopes does not count again.
        row = student.numerical_gradient(lambda x, wave=wave: wave.value(np.reshape(x, wave.x.shape)), wave.x.ravel())
        what = f"numerical_gradient for x of shape {wave.x.shape}"
        sized(row, wave.gradient(wave.x).ravel(), "numerical_gradient of a vector")
        close(got, np.reshape(np.asarray(row, dtype=float), wave.x.shape), what=what, rtol=1e-5, atol=1e-7)


@lab.check(points=2)
def central_difference(student, reference, rng):
    """The difference is central: what it gives for a large h follows from the formula."""
    for n in (4, 3):
        wave, h = Wave(rng, n), float(rng.uniform(0.3, 0.7))
        factor = sized(student.numerical_gradient(wave.value, wave.x), wave.gradient(wave.x), "numerical_gradient")
        # (sin(s + a h) − sin(s − a h)) / 2h = cos(s) sin(a h) / h, and of the quadratic part it is the slope.
        s = np.sum(wave.a * wave.x)
        expected = factor * (np.cos(s) * np.sin(wave.a * h) / h + wave.c * wave.x)
        got = student.numerical_gradient(wave.value, wave.x, h)
        hint = "(f(x + h) − f(x − h)) / 2h, with x as it was in all other entries."
        close(got, expected, what=f"numerical_gradient with h = {h:.3g}", rtol=1e-4, atol=1e-4, hint=hint)


@lab.check(points=1)
def default_step(student, reference, rng):
    """Where no h is given, it is 1e-5."""
    scale = float(rng.uniform(1.0, 3.0))

    def cubic(x):
        return scale * 1e10 * float(np.sum(np.asarray(x, dtype=float) ** 3))

    # At 0, x³ has slope 0 and the central difference h²: 10¹⁰ x³ then shows h itself.
    expected, x = np.full(3, scale), np.zeros(3)
    plain, given, larger = (student.numerical_gradient(cubic, x, *h) for h in ([], [1e-5], [2e-5]))
    for got in (plain, given, larger):
        shaped(got, 3, what="numerical_gradient")
    # What is wrong with every h counts elsewhere: then no h has to give what 1e-5 gives, and not what 2e-5 gives.
    if np.allclose(plain, given, rtol=1e-6) and not np.allclose(plain, larger, rtol=1e-2):
        return
    hint = "f is a constant times 10¹⁰ x³ and x is 0: there the central difference is the constant times 10¹⁰ h²."
    close(plain, expected, what="numerical_gradient of a steep cubic without h", rtol=1e-3, hint=hint)


@lab.check(points=1)
def whole_numbers(student, reference, rng):
    """Where x holds whole numbers, too, the slopes are right."""
    for shape in [(4,), (5,)]:
        wave = Wave(rng, *shape)
        x = rng.integers(1, 4, size=shape) * rng.choice([-1, 1], size=shape)
        floats = student.numerical_gradient(wave.value, x.astype(float))
        sized(floats, wave.gradient(x), "numerical_gradient")
        hint = "An array of whole numbers rounds 3 + 1e-5 to 3: begin with a copy as floats."
        got = student.numerical_gradient(wave.value, x)
        close(got, np.asarray(floats, dtype=float), what="numerical_gradient for whole numbers", **SLOPES, hint=hint)


@lab.check(points=1)
def x_restored(student, reference, rng):
    """x holds exactly what it held before, after numerical_gradient and after check."""
    wave = Wave(rng, 6)
    x = rng.uniform(0.01, 0.1, size=6)  # so small that adding h and taking it off again loses digits
    hint = "Adding h and taking it off again rounds: save the value and put it back, or work on a copy."
    got = unchanged(student.numerical_gradient, wave.value, x, hint=hint)
    sized(got, wave.gradient(x), "numerical_gradient")  # whoever measures nothing changes nothing
    try:
        student.check(wave.value, wave.gradient, x)
    except StudentError:
        return  # that counts where check is asked for
    unchanged(student.check, wave.value, wave.gradient, x, hint=hint)


@lab.check(points=2, proves=["relative_difference"])
def relative_differences(student, reference, rng):
    """relative_difference is ‖a − b‖ / (‖a‖ + ‖b‖) over all entries."""
    for shape in [(5,), (1,), (3, 4), (2, 3, 2), (5,)]:
        a, b = rng.normal(size=shape), rng.normal(size=shape)
        close(student.relative_difference(a, b), reference.relative_difference(a, b), rtol=1e-3)
        b = a + 1e-3 * b
        close(student.relative_difference(a, b), reference.relative_difference(a, b), rtol=1e-3)
    a, b = rng.integers(-5, 6, size=(2, 4)), rng.integers(6, 9, size=(2, 4))
    what = "relative_difference of whole numbers"
    close(student.relative_difference(a, b), reference.relative_difference(a, b), what=what, rtol=1e-3)


@lab.check(points=1)
def zero_gradients(student, reference, rng):
    """relative_difference is 0 for two arrays of zeros, and not where only one of them is zero."""
    a, nothing = rng.normal(size=(3, 2)), np.zeros((3, 2))
    hint = "0/0 is nan: where both norms are 0 the difference is 0."
    close(student.relative_difference(nothing, nothing), 0.0, what="relative_difference of zeros", hint=hint)
    for pair in [(a, nothing), (nothing, a)]:
        got = student.relative_difference(*pair)
        shaped(got, what="relative_difference of an array and zeros")
        if not np.reshape(got, ()) > 0.1:
            raise Failure(
                f"relative_difference of an array and zeros is {float(np.reshape(got, ())):g}; 1 is expected."
            )


@lab.check(points=1)
def small_gradients(student, reference, rng):
    """relative_difference does not depend on the size of the arrays."""
    a, b = rng.normal(size=6), rng.normal(size=6)
    ordinary = student.relative_difference(a, b)
    shaped(ordinary, what="relative_difference")
    ordinary = float(np.reshape(ordinary, ()))
    if not abs(ordinary) > 1e-3:
        raise Failure(f"relative_difference of two random arrays is {ordinary:g}.")
    near = student.relative_difference(a, 1.05 * a)
    shaped(near, what="relative_difference")
    if not float(np.reshape(near, ())) < 0.9 * ordinary:
        raise Failure("relative_difference is no smaller for arrays that are 5 % apart than for two random ones.")
    for size in (1e-5, 1e5):
        hint = "What stands in the denominator beside the two norms? It may be 1e-8 at most."
        got = student.relative_difference(size * a, size * b)
        close(got, ordinary, what=f"relative_difference of numbers near {size:g}", rtol=1e-2, hint=hint)


@lab.check(points=1)
def different_shapes(student, reference, rng):
    """relative_difference refuses arrays of different shapes."""
    a = rng.normal(size=3)
    shaped(student.relative_difference(a, a + 1), what="relative_difference of arrays of one shape")
    for other in [(3, 1), (1, 3), (1,), (2, 3)]:
        hint = "Compare a.shape and b.shape, and raise ValueError where they differ."
        raises("ValueError", student.relative_difference, a, rng.normal(size=other), hint=hint)


def apart(a, b):
    """‖a − b‖ / (‖a‖ + ‖b‖)."""
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(a) + np.linalg.norm(b), 1e-300))


def judged(student, wave, x, claims):
    """Hold check to its difference and its ok for several claimed gradients.

    ``claims`` gives them, each with a description, for the right gradient. A mistake of numerical_gradient or
    relative_difference counts where those are asked for: check is then held to what the student's own ones give.
    """
    g, measured = measurements(student, wave, x)
    nothing = {} if measured.any() else {"a gradient of zeros, which is what numerical_gradient gives": measured}
    for what, claim in (nothing | claims(g) | {"half the gradient, with the wrong sign": -g / 2}).items():
        expected = apart(claim, measured)
        own = student.relative_difference(claim, measured)
        shaped(own, what="relative_difference")
        own = float(np.reshape(own, ()))
        if abs(own - expected) > PROPORTION * expected + ROUNDING:
            expected = own
        difference, ok = parts(student.check(wave.value, lambda x, claim=claim: claim, x), "difference", "ok")
        about = f"the difference that check finds for {what}"
        close(difference, expected, what=about, rtol=PROPORTION, atol=ROUNDING)
        verdict = np.asarray(ok)
        if verdict.size != 1 or verdict.dtype.kind not in "biu" or verdict.item() not in (0, 1):
            hint = "difference < 1e-7 is True or False."
            raise Failure("The second value of check is neither True nor False.", hint=hint)
        if bool(verdict.item()) != (expected < BAR):
            said = "is ok" if verdict.item() else "is not ok"
            raise Failure(
                f"check says of {what} that it {said}; the difference is {expected:.2g}.",
                hint="ok is True where the difference is below 1e-7.",
            )
    if not expected > 0.1:
        raise Failure(f"relative_difference finds {expected:.2g} between g and −g/2; 1 is expected.")


def measurements(student, wave, x):
    """The gradient to begin with, and what check measures: the right one, or what a wrong numerical_gradient gives."""
    g = wave.gradient(x)
    measured = student.numerical_gradient(wave.value, x)
    shaped(measured, *g.shape, what="numerical_gradient")
    measured = np.asarray(measured, dtype=float)
    if np.allclose(measured, g, rtol=1e-7, atol=1e-8):
        return g, g
    return (measured if np.linalg.norm(measured) > 1e-6 else g), measured


@lab.check(points=1, follows=[slopes_of_a_vector, relative_differences])
def right_and_wrong(student, reference, rng):
    """check says of a right gradient that it is ok, and of grossly wrong ones that they are not."""
    noise = rng.normal(size=6)

    def claims(g):
        return {"the right gradient": g, "twice the gradient": 2 * g, "a random gradient": noise}

    wave = Wave(rng, 6)
    judged(student, wave, wave.x, claims)


@lab.check(points=2, follows=[slopes_of_a_vector, relative_differences])
def one_percent(student, reference, rng):
    """check finds an error of 1 % in a single entry."""

    def claims(g):
        share = np.abs(g) / np.linalg.norm(g)
        largest, smallest = np.argmax(share), np.argmin(np.where(share > 0.01, share, 1))
        return {"the right gradient": g} | {
            f"a gradient that is 1 % off in {which} of {len(g)} entries": g + 0.01 * g * (np.arange(len(g)) == i)
            for which, i in [("the largest", largest), ("the smallest", smallest)]
        }

    for wave in [Wave(rng, 6), Wave(rng, 11)]:
        judged(student, wave, wave.x, claims)


@lab.check(points=1, follows=[slopes_of_a_vector, relative_differences])
def where_the_bar_is(student, reference, rng):
    """check measures with h = 1e-5, and ok is True below a difference of 1e-7."""

    def claims(g):  # of g · (1 + 2ε) the difference is ε
        return {f"a gradient with the difference {e:g}": g * (1 + 2 * e) for e in (0, 4.5e-8, 1.5e-7, 3e-6)}

    wave = Wave(rng, 5)
    judged(student, wave, wave.x, claims)
    step_of_check(student, rng)


def step_of_check(student, rng):
    """Refuse a check that measures with another step than 1e-5, or than numerical_gradient takes by itself."""
    scale, x, steps = float(rng.uniform(1.0, 3.0)), np.zeros(4), []

    def cubic(x):
        x = np.asarray(x, dtype=float)
        steps.append(float(np.abs(x).max()))
        return scale * 1e10 * float(np.sum(x**3))

    # At 0 this has the central difference scale · 10¹⁰ h². Another default of h, or formula, counts elsewhere.
    own = student.numerical_gradient(cubic, x)
    shaped(own, 4, what="numerical_gradient")
    steps.clear()
    for claim in (np.full(4, scale), np.asarray(own, dtype=float)):
        difference, _ = parts(student.check(cubic, lambda x, claim=claim: claim, x), "difference", "ok")
        shaped(difference, what="the difference that check finds")
        if float(np.reshape(difference, ())) < 1e-4:
            return
    measured = f"with h = {max(steps):.3g}" if steps else "without calling f"
    raise Failure(
        f"check measures {measured}; h = 1e-5 is expected.",
        hint="The step of check is 1e-5, which numerical_gradient takes where no h is handed over; 1e-7 is the bar.",
    )


@lab.check(points=1, follows=[slopes_of_a_vector, slopes_of_any_shape, relative_differences])
def check_of_any_shape(student, reference, rng):
    """check works for arrays of any shape."""
    for wave in [Wave(rng, *shape) for shape in [(2, 3), (3, 1), (2, 1, 3)]]:
        judged(student, wave, wave.x, lambda g: {"the right gradient": g, "a wrong gradient": g * 1.5 + 0.1})


class SoftmaxRegression:
    """The loss of a softmax regression in its weights, which lie in a row, with its gradient."""

    def __init__(self, rng, N=5, D=3, C=2, l2=0.3):
        self.shape, self.l2 = (D, C), l2
        self.X, self.Y = rng.normal(size=(N, D)), np.eye(C)[rng.integers(C, size=N)]

    def probabilities(self, W):
        """softmax(X W)."""
        e = np.exp(self.X @ W - (self.X @ W).max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def value(self, x):
        """The mean cross-entropy, with a penalty."""
        W = np.reshape(np.asarray(x, dtype=float), self.shape)
        return float(-np.sum(self.Y * np.log(self.probabilities(W))) / len(self.X) + self.l2 / 2 * np.sum(W**2))

    def of_the_data(self, x):
        """The gradient without the penalty."""
        return (self.X.T @ (self.probabilities(x.reshape(self.shape)) - self.Y)).ravel() / len(self.X)

    def gradient(self, x):
        """The gradient."""
        return self.of_the_data(x) + self.l2 * x


@lab.check(points=1, public=False, follows=[slopes_of_a_vector, relative_differences])
def softmax_regression(student, reference, rng):
    """check tells the gradient of a softmax regression from the usual mistakes."""
    net, x = SoftmaxRegression(rng), rng.normal(size=6)
    N, penalty, data = len(net.X), net.l2 * x, net.of_the_data(x)

    def claims(g):
        return {
            "the gradient of a softmax regression": g,
            "a gradient that is not divided by N": N * data + penalty,
            "a gradient that is divided by N twice": data / N + penalty,
            "a gradient with the sign of y − p": penalty - data,
            "a gradient without the penalty": data,
            "a gradient with twice the penalty": data + 2 * penalty,
        }

    judged(student, net, x, claims)
