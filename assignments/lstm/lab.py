"""Long short-term memory: what is asked of lstm.py, and how it is looked at.

A mistake is counted once, as far as it can be told apart. Gates in another order cost the points of the cell state:
from there on the weights are handed over in the order that the student's own step has. Where a step is wrong, its
gradients may be those of the wrong step; gradients of weights may follow from a wrong dx; T steps may be T wrong ones.
"""

import functools
import itertools

import numpy as np

import reference.lstm
from graders.checks import (
    Failure,
    StudentError,
    at_least,
    close,
    curve,
    either,
    parts,
    remark,
    shaped,
    unchanged,
    worked,
)
from graders.lab import Lab

lab = Lab("lstm", title="Long short-term memory", files=["lstm.py"], reference=reference.lstm)

# N, D, H: all different, all equal, one sequence, all 1.
STEPS = [(3, 4, 2), (2, 2, 2), (1, 2, 3), (1, 1, 1)]

# N, T, D, H: all different, all equal, one step, one sequence of many steps.
SEQUENCES = [(3, 6, 1, 2), (2, 2, 2, 2), (2, 1, 3, 2), (1, 9, 2, 1)]

# N, T, D, H with D well above 4 H: what dx says of the sums in the gates can then be read off it.
WIDE = [(3, 1, 11, 2), (2, 5, 7, 1)]

GATES = "ifog"
ORDERS = ["".join(order) for order in itertools.permutations(GATES)]

# Over 80 seeds the reference tells the sign of all unseen sequences. Without dWx, dWh and db it reaches 0.45 to 0.75,
# with steps that do not go on from one another 0.52. Much that is wrong learns this all the same: it is the checks
# before this one that tell it from right work.
TRAINING_STEPS, BATCH, MEMORY, RATE, ACCURACY = 60, 24, 6, 0.1, 0.85


# ---------------------------------------------------------------------------------------- what is asked with


def numbers(rng, *shape):
    """Random multiples of 1/32 around zero, and never zero: in a recording they are short."""
    return (2 * rng.integers(-24, 24, size=shape) + 1) / 32


def whole(rng, *shape):
    """Random whole numbers, as floats."""
    return rng.integers(-2, 3, size=shape).astype(float)


def problem(rng, N, D, H, T=None, draw=numbers):
    """x of one step, or of T, the states before it, and Wx, Wh and b."""
    x = draw(rng, N, D) if T is None else draw(rng, N, T, D)
    return x, draw(rng, N, H), draw(rng, N, H), numbers(rng, D, 4 * H), numbers(rng, H, 4 * H), numbers(rng, 4 * H)


def states(value, what):
    """h and c of what a forward function returned; a third value and more are passed over."""
    if isinstance(value, tuple | list) and len(value) > 2:
        remark(f"{what} returns more than h and c; that is accepted.")
        value = value[:2]
    return parts(value, "h", "c", what=what)


def gradients(value, what):
    """The six gradients that a backward function returned, with a row (1, 4H) for db taken for (4H,)."""
    start = "0" if what == "backward" else "_prev"
    value = [*parts(value, "dx", f"dh{start}", f"dc{start}", "dWx", "dWh", "db", what=what)]
    if len(np.shape(value[5])) == 2 and len(value[5]) == 1:
        remark("db is a row of shape (1, 4H); that is accepted for (4H,).")
        value[5] = np.asarray(value[5])[0]
    return value


def alike(got, expected, what):
    """Refuse results that have nothing to do with the textbook's, such as zeros, before others are held to them."""
    for each, want in zip(got, expected, strict=True):
        shaped(each, *np.shape(want), what=what)
    a, b = (np.concatenate([np.ravel(np.asarray(each, dtype=float)) for each in side]) for side in (got, expected))
    if not a @ b > 0.5 * np.linalg.norm(a) * np.linalg.norm(b):
        raise Failure(f"{what} is far from what is expected.")


# ------------------------------------------------------------------------------------------------ gate orders


def arranged(order, *arrays):
    """Weights in the order i, f, o, g, put into another order of the gates."""
    return [np.concatenate([np.split(each, 4, axis=-1)[GATES.index(gate)] for gate in order], -1) for each in arrays]


class Probe:
    """A step that tells in which order the student's own one takes its gates."""

    def __init__(self, student, reference, rng):
        self.student = student
        self.problem = problem(rng, 3, 1, 1)
        self.expected = reference.step_forward(*self.problem)

    @functools.cached_property
    def others(self):
        """The orders of the gates, other than i, f, o, g, in which the student's step is right: one, or none."""
        x, h, c, *weights = self.problem
        return [order for order in ORDERS[1:] if self._fits(x, h, c, *arranged(order, *weights))][:1]

    def _fits(self, *arguments):
        try:
            got = states(self.student.step_forward(*arguments), "step_forward")
            return all(np.allclose(each, want, rtol=1e-4) for each, want in zip(got, self.expected, strict=True))
        except (Failure, TypeError, ValueError):
            return False

    def order(self):
        """The order in which the student's step is right: the handout's, if none is."""
        return GATES if self._fits(*self.problem) else (*self.others, GATES)[0]

    def ways(self, look):
        """``look(order)`` with the order of the handout, or with the student's own."""

        def look_with_own():
            if not self.others:
                raise Failure("The gates are in no other order.")
            look(self.others[0])

        return {
            "the gates in the order i, f, o, g": lambda: look(GATES),
            "the gates in the order that your own step has": look_with_own,
        }


# ------------------------------------------------------------------------------------------ the whole of them


def made_of_own_cell(h, c, x, h_before, Wx, Wh, b):
    """Whether h of a step is a gate, whichever, of tanh(c), where c is the student's own and may be wrong."""
    h, c = np.asarray(h), np.asarray(c, dtype=float)
    sums = np.split(x @ Wx + h_before @ Wh + b, 4, axis=1)
    return c.all() and any(np.allclose(h, np.tanh(c) / (1 + np.exp(-a)), rtol=1e-4) for a in sums)


def every_function(student, reference, rng, draw):
    """Each function of the student's, arguments for it, and what it gives, or None where that is another thing.

    What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over. Where nothing at
    all is right, there is nothing to look at.
    """
    probe = Probe(student, reference, rng)
    one, many = problem(rng, 2, 2, 1, draw=draw), problem(rng, 2, 2, 1, T=3, draw=draw)
    calls = [
        ("step_forward", one),
        ("step_backward", (numbers(rng, 2, 1), numbers(rng, 2, 1), *one)),
        ("forward", many),
        ("backward", (numbers(rng, 2, 3, 1), *many)),
    ]
    answers = [getattr(reference, name)(*arguments) for name, arguments in calls]
    order, right, wrong = probe.order(), False, None
    for (name, arguments), expected in zip(calls, answers, strict=True):
        arguments = (*arguments[:-3], *arranged(order, *arguments[-3:]))
        try:
            function = getattr(student, name)
            value = results(function(*arguments), name)
            for each, want in zip(value, expected, strict=True):
                shaped(each, *want.shape, what=name)
        except StudentError as error:
            wrong = wrong or error
            continue
        except Failure as failure:
            wrong = wrong or failure
            yield function, arguments, None
            continue
        pairs = zip(value, expected, strict=True)
        right = right or any(np.any(want) and np.allclose(each, want, rtol=1e-3) for each, want in pairs)
        if name == "step_forward" and not right:
            x, h, _, *weights = arguments
            right = made_of_own_cell(*value, x, h, *weights)
        yield function, arguments, tuple(np.asarray(each) for each in value)
    if not right:
        raise wrong or Failure("No function gives anything that is right.")


def results(value, name):
    """What a function returned, whichever it is, as a tuple."""
    return tuple(gradients(value, name) if "backward" in name else states(value, name))


# Whoever calls a function that changes its arguments goes on with other ones: judge that without it, too.
@lab.check(points=1, proves=["step_forward", "step_backward", "forward"])
def inputs_unchanged(student, reference, rng):
    """No function changes the arrays that it is given."""
    for function, arguments, _ in every_function(student, reference, rng, numbers):
        unchanged(function, *arguments)


@lab.check(points=1)
def whole_numbers(student, reference, rng):
    """Inputs and states of whole numbers are like others."""
    for function, arguments, value in every_function(student, reference, rng, whole):
        if value is not None:
            *before, x, h, c, Wx, Wh, b = arguments
            got = function(*before, *(each.astype(int) for each in (x, h, c)), Wx, Wh, b)
            close(results(got, function.name), value, what=f"{function.name} of whole numbers")


# ------------------------------------------------------------------------------------------------- one step


@lab.check(points=2, proves=["step_forward"])
def step_cell_state(student, reference, rng):
    """step_forward forgets a part of the cell state and adds what is new."""
    for sizes in [*STEPS, STEPS[0]]:  # the first size twice: an answer may not be kept by its shape
        arguments = problem(rng, *sizes)
        _, expected = reference.step_forward(*arguments)
        _, c = states(student.step_forward(*arguments), "step_forward")
        close(c, expected, what="c of step_forward")


@lab.check(points=1, proves=["step_forward"])
def step_hidden_state(student, reference, rng):
    """step_forward lets the output gate decide how much of the cell state is seen."""
    for sizes in STEPS:
        arguments = problem(rng, *sizes)
        expected, cell = reference.step_forward(*arguments)
        h, c = states(student.step_forward(*arguments), "step_forward")
        x, h_before, _, *weights = arguments

        def textbook(h=h, expected=expected):
            close(h, expected, what="h of step_forward")

        def of_own_cell(h=h, c=c, cell=cell, x=x, h_before=h_before, weights=weights):
            # A wrong cell state has been counted, and gates in another order with it: then it may be any gate.
            for each in (h, c):
                shaped(each, *cell.shape, what="a state of step_forward")
            if np.allclose(c, cell) or not made_of_own_cell(h, c, x, h_before, *weights):
                raise Failure("h of step_forward is not made of its c.")

        either({"h′ = o ⊙ tanh(c′)": textbook, "the same of your own cell state": of_own_cell})


@lab.check(points=1)
def large_sums(student, reference, rng):
    """Gates whose sums are far from zero are open or shut."""
    N, D, H = 2, 1, 3
    x, h, c, Wx, Wh, b = problem(rng, N, D, H)
    dh, dc = numbers(rng, N, H), numbers(rng, N, H)
    sign = np.where(rng.permutation(4 * H) < 4 * H // 3, 0, rng.choice([-1, 1], size=4 * H))
    large, smaller = b + 1000.0 * sign, b + 60.0 * sign
    expected = reference.step_forward(x, h, c, Wx, Wh, large)
    expected_back = reference.step_backward(dh, dc, x, h, c, Wx, Wh, large)

    def forward(b):
        return tuple(states(student.step_forward(x, h, c, Wx, Wh, b), "step_forward"))

    got, plain = forward(large), forward(b)
    what = "step_forward with sums near ±1000"

    def as_smaller():
        # At 60 as at 1000 a gate is shut up to 1e-26. A step that is wrong has been counted, but has to be one.
        for each, other in zip(got, plain, strict=True):
            shaped(each, N, H, what=what)
            shaped(other, N, H, what="step_forward")
            if np.allclose(each, other):
                raise Failure(f"{what} is what it is with other sums.")
        close(got, tuple(np.asarray(each) for each in forward(smaller)))

    either(
        {
            "the values": lambda: close(got, expected, what=what),
            "your own with sums near ±60": as_smaller,
        }
    )
    try:
        got_back = gradients(student.step_backward(dh, dc, x, h, c, Wx, Wh, large), "step_backward")
        for gradient, want in zip(student.step_backward(dh, dc, x, h, c, Wx, Wh, smaller), expected_back, strict=True):
            shaped(gradient, *want.shape)
    except (Failure, ValueError):
        return  # what is missing or wrong counts where it is asked for
    for gradient, want in zip(got_back, expected_back, strict=True):
        shaped(gradient, *want.shape, what="a gradient of step_backward with sums near ±1000")


def slopes(function, claimed, at, upstream, own):
    """Hold gradients to what ``function`` does along random directions; ``upstream`` weighs its results."""
    for position, gradient in enumerate(claimed):
        for _ in range(2):
            way = own.normal(size=at[position].shape)
            values = []
            for step in (1e-5, -1e-5):
                moved = [each + step * way if k == position else each for k, each in enumerate(at)]
                pairs = zip(function(*moved), upstream, strict=True)
                values.append(sum(float(np.sum(np.asarray(result) * weight)) for result, weight in pairs))
            slope, claim = (values[0] - values[1]) / 2e-5, float(np.sum(np.asarray(gradient) * way))
            if not abs(slope - claim) <= 1e-6 * (1 + abs(slope)):
                raise Failure("The gradients are not the slopes of your own forward function either.")


@lab.check(points=3, proves=["step_backward"], follows=[step_cell_state, step_hidden_state])
def step_input_gradients(student, reference, rng):
    """dx, dh_prev and dc_prev of step_backward are the derivatives with respect to what the step was given."""
    probe, own = Probe(student, reference, rng), np.random.default_rng(int(rng.integers(2**63)))
    for sizes in STEPS:
        x, h, c, *weights = problem(rng, *sizes)
        upstream = numbers(rng, *h.shape), numbers(rng, *c.shape)
        expected = reference.step_backward(*upstream, x, h, c, *weights)[:3]

        def claimed(order, upstream=upstream, at=(x, h, c), weights=weights):
            return gradients(student.step_backward(*upstream, *at, *arranged(order, *weights)), "step_backward")[:3]

        def look(order, claimed=claimed, expected=expected):
            for name, got, want in zip(("dx", "dh_prev", "dc_prev"), claimed(order), expected, strict=True):
                close(got, want, what=f"{name} of step_backward", hint=BEFORE)

        def of_own_step(claimed=claimed, expected=expected, at=(x, h, c), upstream=upstream, weights=weights):
            got = claimed(GATES)
            alike(got, expected, "step_backward")
            slopes(lambda *at: states(student.step_forward(*at, *weights), "step_forward"), got, at, upstream, own)

        either({**probe.ways(look), "the slopes of your own step": of_own_step})


BEFORE = "Go back through the formulas of the step from the last one to the first."


@lab.check(points=2, proves=["step_backward"], follows=[step_cell_state, step_hidden_state])
def step_weight_gradients(student, reference, rng):
    """dWx, dWh and db of step_backward are sums over the sequences."""
    for N, _, D, H in WIDE:
        x, h, c, *weights = problem(rng, N, D, H)
        upstream = numbers(rng, N, H), numbers(rng, N, H)
        expected = reference.step_backward(*upstream, x, h, c, *weights)
        got = gradients(student.step_backward(*upstream, x, h, c, *weights), "step_backward")
        weight_gradients(got, expected, weights[0], x[:, None], lambda h=h: h[:, None], "step_backward")


def weight_gradients(got, expected, Wx, x, states_before, what):
    """Hold dWx, dWh and db to the textbook's, or to what the student's own dx says of the gates' sums.

    x is (N, T, D); ``states_before`` gives the hidden state before each step, (N, T, H).
    """

    def textbook():
        for name, gradient, want in zip(("dWx", "dWh", "db"), got[3:], expected[3:], strict=True):
            close(gradient, want, what=f"{name} of {what}")

    def as_dx_says():
        for gradient, want in zip(got[3:], expected[3:], strict=True):
            shaped(gradient, *want.shape, what=what)
        if not np.linalg.norm(got[5]) > 0.01 * np.linalg.norm(expected[5]):
            raise Failure("The gradients are too small.")
        dx = np.asarray(got[0], dtype=float)
        shaped(dx, *expected[0].shape, what="dx")
        close(tuple(got[3:]), sums_of(dx.reshape(x.shape), Wx, x, states_before()))

    either({"the gradients": textbook, "those that belong to your own dx": as_dx_says})


@worked
def sums_of(dx, Wx, x, h):
    """dWx, dWh and db that belong to dx (N, T, D) and the states before each step h (N, T, H)."""
    # dx = ∂L/∂a Wxᵀ, and Wx has full rank: so ∂L/∂a can be had back.
    da = dx @ np.linalg.pinv(Wx.T)
    return np.einsum("ntd,ntk->dk", x, da), np.einsum("nth,ntk->hk", h, da), da.sum(axis=(0, 1))


# ------------------------------------------------------------------------------------------------ T steps


@worked
def by_own_steps(student, x, h, c, *weights):
    """The states that the student's own step gives, one step after the other."""
    hs, cs = [], []
    for t in range(x.shape[1]):
        h, c = states(student.step_forward(np.ascontiguousarray(x[:, t]), h, c, *weights), "step_forward")
        hs.append(np.asarray(h))
        cs.append(np.asarray(c))
    return np.stack(hs, axis=1), np.stack(cs, axis=1)


@lab.check(points=2, proves=["forward"], follows=[step_cell_state, step_hidden_state])
def forward_steps(student, reference, rng):
    """forward takes one step after the other and gives the states after each."""
    probe = Probe(student, reference, rng)
    for N, T, D, H in [*SEQUENCES, SEQUENCES[0]]:
        x, _, _, *weights = problem(rng, N, D, H, T)
        zero = np.zeros((N, H)), np.zeros((N, H))
        expected = reference.forward(x, *zero, *weights)

        def look(order, x=x, zero=zero, weights=weights, expected=expected):
            h, c = states(student.forward(x, *zero, *arranged(order, *weights)), "forward")
            close(h, expected[0], what="h of forward")
            close(c, expected[1], what="c of forward")

        def as_own_steps(x=x, zero=zero, weights=weights, expected=expected):
            got = states(student.forward(x, *zero, *weights), "forward")
            alike(got, expected, "forward")
            close(tuple(got), by_own_steps(student, x, *zero, *weights))

        either({**probe.ways(look), "your own steps": as_own_steps})


@lab.check(points=1, proves=["forward"], follows=[step_cell_state, step_hidden_state])
def forward_start(student, reference, rng):
    """forward begins from the states that it is given."""
    for N, T, D, H in [each for each in SEQUENCES if each[1] > 1]:
        x, h0, c0, *weights = problem(rng, N, D, H, T)
        expected = reference.forward(x, h0, c0, *weights)
        got = states(student.forward(x, h0, c0, *weights), "forward")

        def textbook(got=got, expected=expected):
            close(tuple(got), expected, what="forward from given states")

        def continued(got=got, x=x, weights=weights, shape=(N, T, H), middle=T // 2):
            # Where forward is wrong, that has been counted: but it can be interrupted, and go on from where it was.
            for each in got:
                shaped(each, *shape, what="forward")
                if np.ptp(each, axis=1).min() == 0:
                    raise Failure("The states of forward stay what they are.")
            h, c = (np.ascontiguousarray(np.asarray(each, dtype=float)[:, middle - 1]) for each in got)
            rest = states(student.forward(np.ascontiguousarray(x[:, middle:]), h, c, *weights), "forward")
            close(tuple(rest), tuple(np.asarray(each)[:, middle:] for each in got))

        either({"the values": textbook, "going on from your own states": continued})


# -------------------------------------------------------------------------------------------- back through T

STEP_CHECKS = [inputs_unchanged, step_cell_state, step_hidden_state, step_input_gradients, step_weight_gradients]
THROUGH_TIME = "What reaches h[:, t] and c[:, t] from step t + 1 is added to what L itself says."


def upstreams(rng, N, T, H):
    """dh at every step, at the last one only, and at the first one only."""
    dh = numbers(rng, N, T, H)
    last, first = np.zeros((N, T, H)), np.zeros((N, T, H))
    last[:, -1], first[:, 0] = dh[:, -1], dh[:, 0]
    return dh, last, first


@worked
def states_before(student, x, h0, c0, *weights):
    """The states before each step, h and c (N, T, H), that the student's own forward gives."""
    before = []
    for first, each in zip((h0, c0), states(student.forward(x, h0, c0, *weights), "forward"), strict=True):
        shaped(each, *x.shape[:2], h0.shape[1], what="a state of forward")
        before.append(np.concatenate([first[:, None], np.asarray(each)[:, :-1]], axis=1))
    return before


@worked
def back_by_own_steps(student, dh, x, h0, c0, *weights):
    """dx, dh0 and dc0 that the student's own step_backward gives, one step after the other."""
    h, c = states_before(student, x, h0, c0, *weights)
    dx, dh_later, dc_later = [], np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        step = (np.ascontiguousarray(each[:, t]) for each in (x, h, c))
        got = gradients(student.step_backward(dh[:, t] + dh_later, dc_later, *step, *weights), "step_backward")[:3]
        for each, size in zip(got, (x.shape[2], h0.shape[1], h0.shape[1]), strict=True):
            shaped(each, len(x), size, what="a gradient of step_backward")
        dx_t, dh_later, dc_later = (np.asarray(each) for each in got)
        dx.insert(0, dx_t)
    return np.stack(dx, axis=1), dh_later, dc_later


@lab.check(points=3, proves=["backward"], follows=[*STEP_CHECKS, forward_steps, forward_start])
def backward_input_gradients(student, reference, rng):
    """dx, dh0 and dc0 of backward come through all later steps, by the hidden and by the cell state."""
    probe = Probe(student, reference, rng)
    for N, T, D, H in SEQUENCES:
        x, h0, c0, *weights = problem(rng, N, D, H, T)
        for dh in upstreams(rng, N, T, H)[: 3 if N > 2 else 1]:
            expected = reference.backward(dh, x, h0, c0, *weights)[:3]

            def claimed(order, dh=dh, at=(x, h0, c0), weights=weights):
                return gradients(student.backward(dh, *at, *arranged(order, *weights)), "backward")[:3]

            def look(order, claimed=claimed, expected=expected):
                for name, got, want in zip(("dx", "dh0", "dc0"), claimed(order), expected, strict=True):
                    close(got, want, what=f"{name} of backward", hint=THROUGH_TIME)

            def as_own_steps(claimed=claimed, expected=expected, at=(x, h0, c0), dh=dh, weights=weights):
                got = claimed(GATES)
                alike(got, expected, "backward")
                close(tuple(got), back_by_own_steps(student, dh, *at, *weights))

            either({**probe.ways(look), "your own steps": as_own_steps})


@lab.check(points=2, proves=["backward"], follows=[*STEP_CHECKS, forward_steps, forward_start])
def backward_weight_gradients(student, reference, rng):
    """dWx, dWh and db of backward are sums over all steps."""
    for N, T, D, H in WIDE:
        x, h0, c0, *weights = problem(rng, N, D, H, T)
        dh = numbers(rng, N, T, H)
        expected = reference.backward(dh, x, h0, c0, *weights)
        got = gradients(student.backward(dh, x, h0, c0, *weights), "backward")

        def before(at=(x, h0, c0), weights=weights):
            return states_before(student, *at, *weights)[0]

        weight_gradients(got, expected, weights[0], x, before, "backward")


# ---------------------------------------------------------------------------------------------- what it is for


def sequences(rng, N):
    """Sequences (N, T, 2) that begin with a sign and go on with noise, and whether the sign is positive, (N,)."""
    x = np.zeros((N, MEMORY, 2))
    sign = rng.permutation(np.arange(N) % 2)
    x[:, 0, 0] = 2 * sign - 1
    x[:, 1:, 1] = rng.normal(size=(N, MEMORY - 1))
    return x, sign


class Network:
    """An LSTM whose last hidden state tells what it remembers; trained by Adam."""

    def __init__(self, layers, rng, D=2, H=4):
        self.layers, self.H = layers, H
        self.params = [rng.normal(size=(D, 4 * H)) / 2, rng.normal(size=(H, 4 * H)) / 2, np.zeros(4 * H)]
        self.params.append(rng.normal(size=H))
        self.m, self.v = ([np.zeros(p.shape) for p in self.params] for _ in range(2))

    def scores(self, x):
        """A score above zero where the sign is taken to be positive: (N,)."""
        *weights, w = self.params
        zero = np.zeros((len(x), self.H))
        self.h, _ = states(self.layers.forward(x, zero, zero, *weights), "forward")
        shaped(self.h, *x.shape[:2], self.H, what="h of forward")
        return np.asarray(self.h, dtype=float)[:, -1] @ w

    def step(self, x, y, t):
        """One step against the cross-entropy; gives its value."""
        scores = self.scores(x)
        d = ((1 + np.tanh(scores / 2)) / 2 - y) / len(y)
        *weights, w = self.params
        dh = np.zeros((*x.shape[:2], self.H))
        dh[:, -1] = d[:, None] * w
        zero = np.zeros((len(x), self.H))
        got = gradients(self.layers.backward(dh, x, zero, zero, *weights), "backward")[3:]
        got.append(np.asarray(self.h, dtype=float)[:, -1].T @ d)
        for k, gradient in enumerate(got):
            shaped(gradient, *self.params[k].shape, what="a gradient of backward")
            gradient = np.asarray(gradient, dtype=float)
            self.m[k] = 0.9 * self.m[k] + 0.1 * gradient
            self.v[k] = 0.99 * self.v[k] + 0.01 * gradient**2
            step = RATE * self.m[k] / (1 - 0.9**t) / (np.sqrt(self.v[k] / (1 - 0.99**t)) + 1e-8)
            self.params[k] = self.params[k] - step
        return float(np.mean(np.logaddexp(0, scores) - y * scores))


# The steps through time are the student's own in any case.
@lab.check(points=1, public=False, fresh=True, seconds=30, follows=STEP_CHECKS)
def learns_to_remember(student, reference, rng):
    """An LSTM made of these functions learns to remember what it saw six steps ago."""
    network = Network(student, rng)
    curve([network.step(*sequences(rng, BATCH), t) for t in range(1, TRAINING_STEPS + 1)])
    x, y = sequences(rng, 60)
    at_least(float(np.mean((network.scores(x) > 0) == (y == 1))), ACCURACY, what="accuracy on unseen sequences")
