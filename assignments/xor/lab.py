"""XOR: what is asked of mlp.py, and how it is looked at.

The whole network comes first: back-propagation is held to the slopes of the student's own forward pass and loss. What
``train`` does is held to the student's own gradients, so that a mistake in those counts where they are looked at.
"""

from itertools import pairwise

import numpy as np

import reference.mlp
from graders.checks import Failure, StudentError, at_least, close, curve, gradient, parts, remark, shaped, unchanged
from graders.data import xor
from graders.lab import Lab

lab = Lab(
    "xor",
    title="XOR with a multilayer perceptron",
    files=["mlp.py"],
    reference=reference.mlp,
    asked={"mlp.py": ["init", "forward", "loss", "backward", "train"]},
)

# An ε inside the logarithm is accepted: up to 1e-6 it moves these losses by less than 1 part in 10,000.
LOGARITHM = 1e-4

# N, sizes, hidden, output, kind: one to three hidden layers and none; N and the sizes all different and all equal; one
# sample; one feature; every activation function in both places.
NETWORKS = [
    (4, (3, 2, 1), "tanh", "sigmoid", "cross_entropy"),
    (2, (2, 2, 2, 1), "sigmoid", "sigmoid", "mse"),
    (1, (2, 3, 1), "relu", "identity", "mse"),
    (3, (1, 3, 1), "relu", "sigmoid", "cross_entropy"),
    (3, (2, 1), "tanh", "sigmoid", "cross_entropy"),
    (5, (1, 2, 1, 2, 1), "identity", "tanh", "mse"),
]
POSITIVE = (5, (3, 4, 1), "tanh", "relu", "mse")  # its last bias is large: no output is at ReLU's kink

# By what a gradient may be off when it is looked at alone: where 1/N and the square's 2 have gone is a matter between
# loss and gradient, and the check of the whole network asks for it.
FACTORS = {"1": lambda N: 1.0, "½": lambda N: 0.5, "2": lambda N: 2.0, "N": lambda N: N, "1/N": lambda N: 1 / N}
FACTORS |= {"N/2": lambda N: N / 2, "2N": lambda N: 2 * N, "1/(2N)": lambda N: 0.5 / N}

# What has to learn XOR, and how: sizes, hidden, kind, batch_size, learning_rate, epochs, scale.
TRAININGS = [
    ((2, 8, 1), "tanh", "cross_entropy", None, 1.5, 250, 1.0),
    ((2, 16, 1), "relu", "cross_entropy", 8, 0.3, 30, 1.0),
    ((2, 8, 8, 1), "tanh", "mse", 8, 1.0, 40, 0.7),
]

# Over 120 seeds a single training of the reference reaches 0.99, 0.98 and 0.91 at least. A network without a
# non-linearity has 0.75 at best, tanh without biases exactly 0.5. XOR has flat places, where an honest run may stay:
# the best of three counts.
ACCURACY, ENOUGH, ATTEMPTS = 0.90, 0.95, 3


# ---------------------------------------------------------------------------------------------- networks


def problem(rng, N, sizes):
    """Parameters, inputs and labels that keep every unit away from its flat ends; both classes occur from N = 2 on."""
    params = [(rng.normal(size=(D, H)) / np.sqrt(D), 0.5 * rng.normal(size=H)) for D, H in pairwise(sizes)]
    return params, rng.normal(size=(N, sizes[0])), rng.permutation(np.arange(N) % 2)


def stream(rng):
    """A function that gives, whenever it is called, a generator at the start of one and the same stream."""
    seed = int(rng.integers(2**63))
    return lambda: np.random.default_rng(seed)


def flat(b, what):
    """A bias, or the gradient of one, with a row of shape (1, H) taken for (H,)."""
    if isinstance(b, np.ndarray) and b.ndim == 2 and len(b) == 1:
        remark(f"{what} is a row of shape (1, {b.shape[1]}); that is accepted for ({b.shape[1]},).")
        return b[0]
    return b


def pairs(value, sizes, what, names=("W", "b")):
    """A list of pairs, one for each layer, as arrays of the right shapes; anything else is refused."""
    L = len(sizes) - 1
    if not isinstance(value, list | tuple) or len(value) != L:
        got = f"a {type(value).__name__} of {len(value)}" if isinstance(value, list | tuple) else type(value).__name__
        got = "None" if value is None else got
        raise Failure(f"{what} is {got}; a list of {L} pairs is expected, one for each layer.")
    result = []
    for layer, (pair, (D, H)) in enumerate(zip(value, pairwise(sizes), strict=True), start=1):
        W, b = parts(pair, *names, what=f"{what}, layer {layer},")
        b = flat(b, f"{names[1]} of layer {layer}")
        shaped(W, D, H, what=f"{names[0]} of layer {layer}")
        shaped(b, H, what=f"{names[1]} of layer {layer}")
        result.append((np.asarray(W, dtype=float), np.asarray(b, dtype=float)))
    return result


def gradients(student, params, X, y, hidden, output, kind, sizes):
    """The student's own gradients at these parameters, as arrays."""
    activations = student.forward(params, X, hidden, output)
    value = student.backward(params, activations, y, hidden, output, kind)
    return pairs(value, sizes, "what backward returned", ("dW", "db"))


def number(value, what):
    """A loss as a float; anything else is refused."""
    shaped(value, what=what)
    return float(np.reshape(np.asarray(value, dtype=float), ()))


def output_of(student, params, X, hidden, output):
    """The student's p as an array (N, 1)."""
    activations = student.forward(params, X, hidden, output)
    if not isinstance(activations, list | tuple) or len(activations) != len(params) + 1:
        raise Failure(f"forward does not return a list of {len(params) + 1} arrays, X first and p last.")
    shaped(activations[-1], len(X), 1, what="p, the last of what forward returned")
    return np.asarray(activations[-1])


def vector(params):
    """All weights and biases in one row."""
    return np.concatenate([np.ravel(part) for pair in params for part in pair])


def points_downhill(claimed, expected):
    """Refuse gradients that have nothing to do with the textbook's, whatever their size: those of a made-up loss."""
    claimed, expected = vector(claimed), vector(expected)
    if not claimed @ expected > 0.3 * np.linalg.norm(claimed) * np.linalg.norm(expected):
        raise Failure(
            "The gradients do not point where the loss that is asked for falls.", hint="Is it p − y, or y − p?"
        )


# ------------------------------------------------------------------------------------ the single functions


@lab.check(points=1, proves=["init"])
def init_values(student, reference, rng):
    """init draws weights with the standard deviation scale, and biases of 0."""
    one, other = stream(rng), stream(rng)
    sizes = (2, 3, 3, 3, 1)
    params = pairs(student.init(sizes, one(), 0.5), sizes, "what init returned")
    for layer, (_, b) in enumerate(params, start=1):
        close(b, np.zeros(len(b)), what=f"b of layer {layer}", hint="Biases begin at 0.")
    again, another = (pairs(student.init(sizes, at(), 0.5), sizes, "what init returned") for at in (one, other))
    hint = "Draw from the rng that you are given, and never seed NumPy's own generator."
    close(vector(again), vector(params), what="the parameters from an equal rng", hint=hint)
    if np.array_equal(vector(another), vector(params)):
        raise Failure("init gives the same weights whatever rng it is given.", hint=hint)
    if np.array_equal(params[1][0], params[2][0]):
        raise Failure("Two layers of equal shape begin with equal weights.", hint=hint)

    close(
        vector(pairs(student.init(sizes, one()), sizes, "what init returned")),
        vector(pairs(student.init(sizes, one(), 1.0), sizes, "what init returned")),
        what="the parameters without scale",
        hint="scale is 1 where it is left out.",
    )

    # 300 weights: their standard deviation is within 4 % of scale two times in three, within 30 % always.
    sizes, scale = (20, 15, 1), float(rng.uniform(0.15, 0.3))
    W = pairs(student.init(sizes, one(), scale), sizes, "what init returned")[0][0] / scale
    what = f"the standard deviation of 300 weights, divided by scale = {scale:g},"
    close(W.std(), 1.0, what=what, atol=0.3, hint="scale is the standard deviation itself, not the variance.")
    close(W.mean(), 0.0, what="the mean of 300 weights, divided by scale,", atol=0.4)
    if not (np.abs(W) > 2).any():
        raise Failure(
            f"None of 300 weights is beyond 2 · scale = {2 * scale:g}; of a normal distribution about 14 are.",
            hint="rng.normal, not rng.uniform.",
        )
    for part, name in ((W, "rows"), (W.T, "columns")):
        if np.linalg.norm(part - part[0]) < 1e-6:
            raise Failure(f"All {name} of W are equal.", hint="Every weight is drawn on its own.")


@lab.check(points=2, proves=["forward"])
def forward_values(student, reference, rng):
    """forward gives X and the values of every layer."""
    for N, sizes, hidden, output, _ in [*NETWORKS, POSITIVE]:
        params, X, _ = problem(rng, N, sizes)
        compared(student, reference, params, X, hidden, output)
    params, _, _ = problem(rng, 5, (3, 4, 1))
    compared(student, reference, params, rng.integers(-2, 3, size=(5, 3)), "sigmoid", "relu", " (whole-number inputs)")


def compared(student, reference, params, X, hidden, output, more=""):
    """Hold the student's activations to the textbook's."""
    value = student.forward(params, X, hidden, output)
    expected = reference.forward(params, X, hidden, output)
    if not isinstance(value, list | tuple) or len(value) != len(expected):
        got = f"{len(value)} values" if isinstance(value, list | tuple) else "None" if value is None else "one value"
        raise Failure(
            f"forward returned {got}; for {len(params)} layers a list of {len(expected)} arrays is expected, X first."
        )
    for layer, (got, want) in enumerate(zip(value, expected, strict=True)):
        name = "p" if layer == len(params) else f"a of layer {layer}"
        f = output if layer == len(params) else hidden
        close(got, want, what=f"{name}, {f} of {len(params)} layers{more}" if layer else "activations[0], which is X")


@lab.check(points=1, after=forward_values)
def forward_far(student, reference, rng):
    """forward survives inputs to a unit of ±1000."""
    X = rng.choice([-1000.0, 1000.0], size=(6, 2)) * rng.uniform(0.5, 1.0, size=(6, 2))
    W = np.array([[1.0, -1.0, 0.5, 1.0], [0.5, 1.0, -1.0, 1.0]])
    params = [(W, rng.normal(size=4)), (rng.normal(size=(4, 1)), rng.normal(size=1))]
    for hidden, output in [("sigmoid", "identity"), ("tanh", "identity"), ("identity", "sigmoid"), ("relu", "sigmoid")]:
        compared(student, reference, params, X, hidden, output, " with inputs of 1000")
    far = [(W, np.zeros(4)), (np.full((4, 1), 800.0), np.zeros(1))]
    for output in ("tanh", "sigmoid"):
        compared(student, reference, far, X, "tanh", output, " with inputs of 1000")


@lab.check(points=1, proves=["loss"])
def mse_values(student, reference, rng):
    """The squared error is the mean of (p − y)²."""
    convention = None
    for N in (5, 1, 8):
        p, y = rng.normal(size=(N, 1)), rng.permutation(np.arange(N) % 2)
        value, expected = number(student.loss(p, y, "mse"), "the squared error"), reference.loss(p, y, "mse")
        convention = convention or (0.5 if abs(value - expected / 2) < 1e-3 * expected else 1.0)
        close(
            student.loss(p, y, "mse"),
            convention * expected,
            what=f"the squared error of {N} outputs",
            hint="p is (N, 1) and y is (N,): reshape one of them before you subtract.",
        )
    if convention != 1:
        remark("The squared error has a factor of ½; that is accepted.")


@lab.check(points=1, proves=["loss"])
def cross_entropy_values(student, reference, rng):
    """The cross-entropy counts ln p of the ones and ln(1 − p) of the zeros."""
    for N in (5, 1, 8):
        p, y = rng.uniform(0.1, 0.9, size=(N, 1)), rng.permutation(np.arange(N) % 2)
        what = f"the cross-entropy of {N} outputs"
        close(student.loss(p, y, "cross_entropy"), reference.loss(p, y, "cross_entropy"), what=what, rtol=LOGARITHM)
    for label, meaning in ((0, "zeros"), (1, "ones")):
        p, y = rng.uniform(0.1, 0.9, size=(4, 1)), np.full(4, label)
        what = f"the cross-entropy of four labels, all {meaning},"
        close(student.loss(p, y, "cross_entropy"), reference.loss(p, y, "cross_entropy"), what=what, rtol=LOGARITHM)


@lab.check(points=1, follows=cross_entropy_values)
def saturated(student, reference, rng):
    """Outputs of exactly 0 and 1 give a finite cross-entropy and finite gradients."""
    params, X, _ = problem(rng, 4, (3, 4, 1))
    p = np.array([[0.0], [1.0], [1.0], [0.3]])
    right, wrong = np.array([0, 1, 1, 1]), np.array([1, 0, 0, 1])
    what = "the cross-entropy of right outputs of exactly 0 and 1"
    expected = reference.loss(p, right, "cross_entropy")
    close(student.loss(p, right, "cross_entropy"), expected, what=what, rtol=LOGARITHM)
    what = "the cross-entropy of wrong outputs of exactly 0 and 1"
    value = number(student.loss(p, wrong, "cross_entropy"), what)
    # Three of four logarithms are cut off: −ln ε is 13.8 for an ε of 1e-6, and 745 for the smallest float.
    if not 3 / 4 * 13.7 + expected <= value <= 3 / 4 * 746 + expected:
        raise Failure(
            f"{what} is {value:g}; each logarithm of 0 counts 14 to 745 where p is kept above a tiny number.",
            hint="Keep p between 1e-12 and 1 − 1e-12 in both logarithms.",
        )
    activations = reference.forward(params, X, "tanh", "sigmoid")
    for y in (right, wrong):
        value = student.backward(params, [*activations[:-1], p], y, "tanh", "sigmoid", "cross_entropy")
        pairs(value, (3, 4, 1), "what backward returned for outputs of exactly 0 and 1", ("dW", "db"))


@lab.check(points=2, proves=["backward"])
def backward_match(student, reference, rng):
    """backward gives the textbook's gradients from the textbook's activations."""
    factors = set()
    for N, sizes, hidden, output, kind in [*NETWORKS, POSITIVE]:
        params, X, y = problem(rng, N, sizes)
        if output == "relu":
            params[-1] = (params[-1][0], np.array([5.0]))
        activations = reference.forward(params, X, hidden, output)
        expected = reference.backward(params, activations, y, hidden, output, kind)
        value = student.backward(params, activations, y, hidden, output, kind)
        got = pairs(value, sizes, "what backward returned", ("dW", "db"))
        ratio = float(vector(got) @ vector(expected) / (vector(expected) @ vector(expected)))
        name = next((name for name, of in FACTORS.items() if abs(ratio / of(N) - 1) < 1e-3), "1")
        if N > 2:
            factors.add(name)
        for layer, ((dW, db), (want_dW, want_db)) in enumerate(zip(got, expected, strict=True), start=1):
            where = f"of layer {layer} of {len(params)} ({hidden}, {output}, {kind}, N = {N})"
            factor = FACTORS[name](N)
            for part, want, of in ((dW, want_dW, "dW"), (db, want_db, "db")):
                atol = 1e-6 * float(np.abs(vector(expected)).max()) * factor
                close(part, factor * want, what=f"{of} {where}", rtol=1e-4, atol=atol)
    for name in factors - {"1"}:
        remark(f"backward's gradients are {name} times the textbook's; the check of the whole network judges that.")


PARTS = [init_values, forward_values, mse_values, cross_entropy_values, backward_match]


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No function changes what it is given."""
    params, X, y = problem(rng, 5, (3, 4, 1))
    activations = reference.forward(params, X, "relu", "sigmoid")
    # What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over.
    right, wrong = 0, None
    for name, arguments in [
        ("forward", [params, X, "relu", "sigmoid"]),
        ("loss", [activations[-1], y, "mse"]),
        ("loss", [activations[-1], y, "cross_entropy"]),
        ("backward", [params, activations, y, "relu", "sigmoid", "mse"]),
        ("backward", [params, activations, y, "relu", "sigmoid", "cross_entropy"]),
    ]:
        expected = getattr(reference, name)(*arguments)
        try:
            function = getattr(student, name)
            function(*arguments)
        except StudentError as error:
            wrong = wrong or error
            continue
        value = unchanged(function, *arguments)
        try:
            same(value, expected, name)
            right += 1
        except Failure as failure:
            wrong = wrong or failure
    if not right:
        raise wrong


def same(value, expected, name):
    """Hold a value of any of the functions to the expected one."""
    if name == "backward":
        value, expected = pairs(value, (3, 4, 1), "what backward returned", ("dW", "db")), tuple(map(tuple, expected))
    close(value, tuple(expected) if isinstance(expected, list) else expected, what=name, rtol=LOGARITHM)


# --------------------------------------------------------------------------------------- the whole network


@lab.check(points=3, follows=[forward_values, mse_values, cross_entropy_values], proves=["backward"])
def whole_network(student, reference, rng):
    """backward gives the slopes of the loss that forward and loss make together."""
    for N, sizes, hidden, output, kind in NETWORKS:
        params, X, y = problem(rng, N, sizes)
        claimed = gradients(student, params, X, y, hidden, output, kind, sizes)
        # Where the outputs are float32, the loss is worth no more digits, whatever type it is in itself.
        single = output_of(student, params, X, hidden, output).dtype == np.float32
        # An ε in the logarithm bends the loss, and p − y takes no notice of it: hence no tighter.
        rtol = None if single else 1e-3
        for layer, (W, b) in enumerate(params):

            def loss_of(value, layer=layer, part=0, params=params, X=X, y=y, how=(hidden, output, kind), single=single):
                changed = [list(pair) for pair in params]
                changed[layer][part] = value
                moved = [tuple(pair) for pair in changed]
                loss = student.loss(student.forward(moved, X, *how[:2])[-1], y, how[2])
                return np.asarray(loss, dtype=np.float32) if single else loss

            def loss_of_biases(value, loss_of=loss_of):
                return loss_of(value, part=1)

            dW, db = claimed[layer]
            where = f"of layer {layer + 1} of {len(params)} ({hidden}, {output}, {kind}, N = {N})"
            gradient(loss_of, at=W, claimed=dW, rng=rng, what=f"dW {where}", rtol=rtol)
            gradient(loss_of_biases, at=b, claimed=db, rng=rng, what=f"db {where}", rtol=rtol)
        activations = reference.forward(params, X, hidden, output)
        points_downhill(claimed, reference.backward(params, activations, y, hidden, output, kind))


# --------------------------------------------------------------------------------------------------- train


def trained(student, X, y, sizes, **how):
    """What train returned: params as arrays, and the history."""
    params, history = parts(student.train(X, y, sizes, **how), "params", "history", what="train")
    return pairs(params, sizes, "params of train"), history


def own_steps(student, reference, params, X, y, how, sizes, rate, bias=True, steps=3):
    """Where the student's own gradients lead in some steps over all samples."""
    for step in range(steps):
        slopes = gradients(student, params, X, y, how["hidden"], how["output"], how["kind"], sizes)
        if not step:
            largest = max(float(np.abs(part).max()) for pair in slopes for part in pair)
            if not largest > 1e-6:
                raise Failure("backward gives gradients of 0, so nothing can be said of train.")
        moves = [(rate * dW, rate * bias * db) for dW, db in slopes]
        params = [(W - far, b - along) for (W, b), (far, along) in zip(params, moves, strict=True)]
    return params


def same_params(got, expected, what, hint=None):
    """Hold trained parameters to the expected ones, layer by layer."""
    for layer, ((W, b), (want_W, want_b)) in enumerate(zip(got, expected, strict=True), start=1):
        close(b, want_b, what=f"b of layer {layer} {what}", rtol=1e-4, atol=1e-5, hint=hint)
        close(W, want_W, what=f"W of layer {layer} {what}", rtol=1e-4, atol=1e-5, hint=hint)


@lab.check(points=2, fresh=True, follows=PARTS)
def training_steps(student, reference, rng):
    """train moves W and b against their gradients."""
    N = 7
    cases = [((3, 4, 1), "tanh", "sigmoid", "cross_entropy"), ((2, 3, 3, 1), "sigmoid", "identity", "mse")]
    for sizes, hidden, output, kind in cases:
        _, X, y = problem(rng, N, sizes)
        at_start, rate = stream(rng), float(rng.uniform(0.3, 0.6))
        how = {"hidden": hidden, "output": output, "kind": kind}
        # Where a student's rng leads is free, so the start is asked for: a learning rate of 0 stays there. The path
        # from there follows from the student's own gradients; a mistake in those counts where they are checked.
        start, history = trained(student, X, y, sizes, **how, epochs=2, learning_rate=0.0, rng=at_start())
        expected = own_steps(student, reference, start, X, y, how, sizes, rate)
        ways = [(None, "batch_size=None"), (N, "batch_size=N")]
        for size, what in ways if kind == "cross_entropy" else ways[:1]:
            more = {} if size is None else {"batch_size": size}
            got, _ = trained(student, X, y, sizes, **how, **more, epochs=3, learning_rate=rate, rng=at_start())
            same_params(got, expected, f"after 3 epochs with {what} ({len(sizes) - 1} layers)")
        p = output_of(student, start, X, hidden, output)
        standing = number(student.loss(p, y, kind), "the loss")
        series = losses(history, 2)
        close(series, np.full(series.shape, standing), what="history of a training that stands still", rtol=1e-3)

    # A wider start is the same one, scaled; the biases begin at 0.
    wide, _ = trained(student, X, y, sizes, **how, epochs=1, learning_rate=0.0, scale=3.0, rng=at_start())
    hint = "Hand scale on to init."
    same_params(wide, [(3 * W, 3 * b) for W, b in start], "at the start with scale=3", hint)


@lab.check(points=1, fresh=True, follows=PARTS)
def training_without_bias(student, reference, rng):
    """With bias=False only the weights are trained."""
    sizes, N = (3, 4, 1), 6
    _, X, y = problem(rng, N, sizes)
    at_start, rate = stream(rng), float(rng.uniform(0.5, 1.0))
    how = {"hidden": "tanh", "output": "sigmoid", "kind": "cross_entropy", "bias": False}
    start, _ = trained(student, X, y, sizes, **how, epochs=1, learning_rate=0.0, rng=at_start())
    got, _ = trained(student, X, y, sizes, **how, epochs=3, learning_rate=rate, rng=at_start())
    for layer, (_, b) in enumerate(got, start=1):
        close(b, np.zeros(len(b)), what=f"b of layer {layer} after training without biases")
    start = [(W, np.zeros_like(b)) for W, b in start]
    expected = own_steps(student, reference, start, X, y, how, sizes, rate, bias=False)
    same_params(got, expected, "after 3 epochs without biases")


@lab.check(points=1, fresh=True, follows=PARTS)
def training_batches(student, reference, rng):
    """Each epoch goes through all samples in batches, in a new order that rng draws."""
    N, sizes, size, rate = 11, (11, 2, 1), 4, 1e-3
    how = {"hidden": "tanh", "output": "sigmoid", "kind": "cross_entropy"}
    X, y = np.eye(N), rng.permutation(np.arange(N) % 2)
    streams = [stream(rng) for _ in range(4)]

    # With X the unit matrix, sample i moves row i of the first W, and no other. With a small learning rate each row
    # has moved, after one epoch, by its sample's gradient divided by the size of its batch: 4, 4 or 3.
    def batches(at_start):
        """The samples of the smaller batch in the first and in the second epoch."""
        ways = []
        for epochs, step in ((1, 0.0), (1, rate), (2, rate)):
            params, history = trained(
                student, X, y, sizes, **how, batch_size=size, epochs=epochs, learning_rate=step, rng=at_start()
            )
            ways.append((params, history))
        (start, _), (one, _), (two, history) = ways
        if (found := losses(history, 2).size) not in (2, 6):
            hint = "The last batch of an epoch may be smaller; it counts as well."
            raise Failure(
                f"history holds {found} losses; 2 epochs of 11 samples in batches of 4 are 6 steps.", hint=hint
            )
        slopes = gradients(student, start, X, y, **how, sizes=sizes)
        each = N * np.linalg.norm(slopes[0][0], axis=1)
        if not each.min() > 1e-6:
            raise Failure("backward gives gradients of 0, so nothing can be said of train.")
        first, second = (np.linalg.norm(b[0][0] - a[0][0], axis=1) for a, b in ((start, one), (one, two)))
        return tuple(smaller(far / (rate * each)) for far in (first, second)), one

    def smaller(shares):
        found = [np.flatnonzero(np.abs(shares * size - 1) < 0.1) for size in (4, 3)]
        if len(found[0]) != 8 or len(found[1]) != 3:
            raise Failure(
                f"Of 11 samples in batches of 4, {len(found[0])} moved W as one of 4 should and {len(found[1])} as one "
                "of 3; 8 and 3 are expected.",
                hint="Each epoch takes every sample once, the last batch may be smaller, and a gradient is a mean.",
            )
        return tuple(int(i) for i in found[1])

    runs = [batches(at_start) for at_start in streams]
    again, _ = trained(student, X, y, sizes, **how, batch_size=size, epochs=1, learning_rate=rate, rng=streams[0]())
    hint = "Draw whatever is random from rng; np.random does not know of it."
    same_params(again, runs[0][1], "of a second run from an equal rng", hint)
    # Shuffled, the smaller batch has the same three samples in four runs 1 in 10^6 times; neighbours only, less.
    sets = [epochs for epochs, _ in runs]
    if len({first for first, _ in sets}) == 1:
        raise Failure("The same samples share a batch, whatever rng train is given.", hint="Shuffle the samples.")
    if all(first == second for first, second in sets):
        raise Failure("The order is the same in every epoch.", hint="Draw the order inside the loop of epochs.")
    if all((np.diff([*three, three[0] + N]) == 1).sum() >= 2 for epochs in sets for three in epochs):
        raise Failure(
            "Neighbouring samples always share a batch.", hint="rng.permutation(N) gives every order a chance."
        )

    # Nine samples in batches of four leave a batch of one; it moves its row as well.
    X, y = np.eye(9), rng.permutation(np.arange(9) % 2)
    (start, _), (moved, _) = (
        trained(student, X, y, (9, 2, 1), **how, batch_size=size, epochs=1, learning_rate=step, rng=streams[0]())
        for step in (0.0, rate)
    )
    still = int((np.abs(moved[0][0] - start[0][0]).max(axis=1) < 1e-9).sum())
    if still:
        raise Failure(f"Of 9 samples in batches of 4, {still} had no part in the training.", hint="9 = 4 + 4 + 1.")

    _, X, y = problem(rng, 9, (2, 3, 1))
    once, larger = (
        trained(student, X, y, (2, 3, 1), **how, batch_size=n, epochs=1, learning_rate=0.5, rng=streams[0]())[0]
        for n in (9, 14)
    )
    same_params(larger, once, "with batches larger than the set, compared with one batch of all")
    unchanged(student.train, X, y, (2, 3, 1), **how, epochs=2, learning_rate=0.5, rng=streams[0](), batch_size=4)


def losses(history, epochs):
    """A history as an array; one that is empty, not finite, or of an odd length is refused."""
    if not isinstance(history, list | tuple | np.ndarray):
        kind = "None" if history is None else "no list"
        raise Failure(f"history is {kind}; a list of numbers is expected.", hint="Append the loss to a list.")
    series = np.ravel(np.asarray(history, dtype=float))
    if not len(series) or len(series) % epochs:
        reason = f"history holds {len(series)} losses of {epochs} epochs; one per step or one per epoch is expected."
        raise Failure(reason)
    shaped(series, len(series), what="history")
    return series


# ----------------------------------------------------------------------------------------------- behaviour


def task(rng):
    """Points of XOR and their labels, or the opposite labels: which of the two, only the training set tells."""
    X, y = xor.points(rng)
    return X, (y if rng.random() < 0.5 else 1 - y)


@lab.check(points=1, public=False, fresh=True, seconds=20, follows=[*PARTS, whole_network])
def solves(student, reference, rng):
    """XOR is learnt by a hidden layer that bends, with either loss, in batches or at once."""
    for sizes, hidden, kind, size, rate, epochs, scale in TRAININGS:
        X, y = task(rng)
        how = {"hidden": hidden, "output": "sigmoid", "kind": kind, "batch_size": size, "scale": scale}
        reached = 0.0
        for at_start in [stream(rng) for _ in range(ATTEMPTS)]:
            params, history = trained(student, X, y, sizes, **how, epochs=epochs, learning_rate=rate, rng=at_start())
            p = output_of(student, params, X, hidden, "sigmoid")
            reached = max(reached, float(np.mean((p[:, 0] > 0.5) == y)))
            if reached >= ENOUGH:
                break
        curve(losses(history, epochs), f"training loss, {sizes}, {hidden}, {kind}")
        at_least(reached, ACCURACY, what=f"the accuracy of {sizes} with {hidden} and {kind}")


def best_line(X, y):
    """The smallest cross-entropy that any linear model has on these points, by Newton's method: a convex problem."""
    A, theta = np.column_stack([X, np.ones(len(X))]), np.zeros(X.shape[1] + 1)
    for _ in range(20):
        p = 1 / (1 + np.exp(-A @ theta))
        theta -= np.linalg.solve((A.T * (p * (1 - p))) @ A, A.T @ (p - y))
    p = 1 / (1 + np.exp(-A @ theta))
    return -float(np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


@lab.check(points=1, public=False, fresh=True, seconds=20, follows=[*PARTS, whole_network])
def a_line_cannot(student, reference, rng):
    """Without a non-linearity the network does what the best line does, and no more."""
    X, y = task(rng)
    bound = best_line(X, y)
    how = {"hidden": "identity", "output": "sigmoid", "kind": "cross_entropy"}
    for sizes in [(2, 8, 1), (2, 3, 3, 1)]:
        params, _ = trained(student, X, y, sizes, **how, epochs=200, learning_rate=0.4, scale=0.5, rng=stream(rng)())
        p = np.clip(output_of(student, params, X, "identity", "sigmoid")[:, 0], 1e-12, 1 - 1e-12)
        reached = -float(np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))
        if reached < bound - 1e-6:
            raise Failure(
                f"With hidden='identity' the network {sizes} has a cross-entropy of {reached:.4f}; no linear model "
                f"comes below {bound:.4f} on these points.",
                hint="Does forward use the activation function that it is given, in every hidden layer?",
            )
        if reached > bound + 0.02:
            raise Failure(
                f"With hidden='identity' the network {sizes} stays at a cross-entropy of {reached:.4f}; the best line "
                f"has {bound:.4f}, and gradient descent comes near it.",
                hint="A linear network can't learn XOR, but it does learn the best line.",
            )


@lab.check(points=1, fresh=True, follows=[*PARTS, whole_network])
def diverges(student, reference, rng):
    """At a learning rate of 1000 the steps are taken as they are, and the training diverges."""
    sizes, rate = (2, 4, 1), 1000.0
    how = {"hidden": "tanh", "output": "identity", "kind": "mse"}
    _, X, y = problem(rng, 10, sizes)
    at_start = stream(rng)
    start, _ = trained(student, X, y, sizes, **how, epochs=1, learning_rate=0.0, rng=at_start())
    once, _ = trained(student, X, y, sizes, **how, epochs=1, learning_rate=rate, rng=at_start())
    expected = own_steps(student, reference, start, X, y, how, sizes, rate, steps=1)
    hint = "Plain gradient descent: no clipping, and no learning rate but the one given."
    for layer, ((W, _), (want, _)) in enumerate(zip(once, expected, strict=True), start=1):
        close(W / rate, want / rate, what=f"W of layer {layer} after one step, / 1000", rtol=1e-3, atol=1e-5, hint=hint)
    returned = student.train(X, y, sizes, **how, epochs=5, learning_rate=rate, rng=at_start())
    params, _ = parts(returned, "params", "history", what="train")
    W, _ = parts(params[-1], "W", "b", what="params of train, last layer,")
    before, after = (max(np.abs(np.asarray(each, dtype=float)).max(), 1e-300) for each in (start[-1][0], W))
    if np.isfinite(after):
        at_least(
            np.log10(after / before), 4.0, what="by how many powers of ten the last W has grown in 5 steps", hint=hint
        )
