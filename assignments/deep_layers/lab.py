"""Deep networks from layers: what is asked of layers.py, and how it is looked at.

The composed network comes first: one step of a whole network is right or wrong whatever conventions its layers share.
The layers one by one come second, and there any convention that a right network can have is accepted.
"""

import io
import itertools

import numpy as np

import reference.deep_layers
from graders.checks import (
    Failure,
    StudentError,
    at_least,
    close,
    curve,
    own_draws,
    parts,
    placed,
    remark,
    shaped,
    unchanged,
)
from graders.data import letters
from graders.lab import Lab

lab = Lab(
    "deep_layers",
    title="Deep networks from layers",
    files=["layers.py"],
    reference=reference.deep_layers,
    asked={
        "layers.py": [
            "FullyConnect",
            "Sigmoid",
            "QuadraticLoss",
            "CrossEntropyLoss",
            "Accuracy",
            "Data",
            "save",
            "load",
        ]
    },
)

# N and the values per layer: all different, all equal, one sample, three full layers; never 26 classes.
NETWORKS = [(7, (5, 4, 3)), (4, (4, 4, 4)), (1, (3, 6, 5)), (5, (6, 3, 5, 4))]

# N, l_x, l_y: all different, all equal, one sample, more outputs than inputs.
LAYERS = [(7, 5, 3), (4, 4, 4), (1, 3, 5), (5, 3, 6)]

# An ε inside the logarithm is accepted: up to 1e-6 it moves these losses and gradients by 1 part in 10,000 at most.
LOGARITHM = 2e-4

# Where a step of a whole network is off in a way that tells nothing.
SINGLE_LAYERS = (
    "Look at the checks of the single layers first. If those pass: dx takes the weights from before the step."
)

# What the quadratic loss may be, as a multiple of the one that is asked for, with C outputs.
QUADRATIC = {
    "the squared distance, halved": lambda C: 1.0,
    "the squared distance, not halved": lambda C: 2.0,
    "the mean of the squared differences, over the outputs as well": lambda C: 2 / C,
    "half the mean of the squared differences, over the outputs as well": lambda C: 1 / C,
}

# Ten of the letters, from the weights that a student's own layers begin with: whatever parameters_at_the_start accepts
# reads all of the unseen ones after 20 epochs (the reference, 12 seeds; weights ten times too small, 0.01 · randn, and
# biases of size 10, 40 seeds each). After 10 epochs the worst of these had 0.435. Weights of 0 give 0.595 at most.
HIDDEN, RATE, BATCH_SIZE = 30, 1.5, 50
FEW, EPOCHS_OF_FEW, ACCURACY = 10, 20, 0.80

# All letters, from weights that the check draws: after so few epochs cross-entropy is ahead of the quadratic loss by
# 0.521 at least and 0.738 in the median (100 seeds).
EPOCHS_OF_ALL, LEAD = 4, 0.40
KNOWN, UNSEEN = 1300, 520


# ---------------------------------------------------------------------------------------------- networks


def parameters(rng, sizes):
    """Weights and biases of full layers, of a size that keeps every sigmoid away from 0 and 1."""
    return [
        (rng.normal(size=(l_y, l_x)) / np.sqrt(l_x), 0.5 * rng.normal(size=(l_y, 1)))
        for l_x, l_y in itertools.pairwise(sizes)
    ]


def samples(rng, N, width, C):
    """Inputs (N, width, 1) and labels (N,)."""
    return rng.normal(size=(N, width, 1)), rng.integers(C, size=N)


def full_layer(module, W, b, rate=0.0):
    """A FullyConnect with these weights, this bias, in the shapes that the student gives them, and this learning rate.

    Where a new layer has shapes of another kind, that counts once, in parameters_at_the_start.
    """
    l_y, l_x = W.shape
    layer = module.FullyConnect(l_x, l_y)
    shape = np.shape(layer.bias)
    b = np.reshape(b, shape if shape in bias_shapes(l_y) else (l_y, 1))
    layer.weights, layer.bias, layer.lr = as_kept(module, W), b, rate
    return layer


def turned(module):
    """Whether a FullyConnect begins with weights (l_x, l_y)."""
    return np.shape(module.FullyConnect(2, 3).weights) == (2, 3)


def as_kept(module, W):
    """Weights (l_y, l_x) as the layers keep them."""
    return np.ascontiguousarray(W.T) if turned(module) else W


def bias_shapes(l_y):
    """The shapes that a bias may have."""
    return (l_y, 1), (l_y,), (1, l_y)


def bias_shape(layer, l_y):
    """The shape of a layer's bias: (l_y, 1), (l_y,) or (1, l_y)."""
    shape = np.shape(layer.bias)
    if shape not in bias_shapes(l_y):
        raise Failure(f"the bias of a FullyConnect with {l_y} outputs has shape {shape}; ({l_y}, 1) is expected.")
    return shape


class Network:
    """Layers with these parameters, of the student's or the textbook's, in the order of ``kinds``.

    F is a FullyConnect, S a Sigmoid; without ``kinds`` they take turns.
    """

    def __init__(self, module, params, rate, kinds=None):
        self.given = [W for W, _ in params]
        self.full = [full_layer(module, W, b, rate) for W, b in params]
        self.turned = turned(module)
        self.layers, self.sizes = [], [self.given[0].shape[1]]
        pairs = zip(self.full, self.given, strict=True)
        for kind in kinds or "FS" * len(params):
            layer, W = next(pairs) if kind == "F" else (module.Sigmoid(), None)
            self.layers.append(layer)
            self.sizes.append(self.sizes[-1] if W is None else len(W))
        self.separate = None  # methods that update the weights, where backward does not
        self.forwards = [layer.forward for layer in self.layers]
        self.backwards = [layer.backward for layer in self.layers]

    def forward(self, x):
        """What comes out of the last layer, in the student's own shape."""
        for forward, width in zip(self.forwards, self.sizes[1:], strict=True):
            N = len(x)
            x = forward(x)
            column(x, N, width)
        return x

    def step(self, loss, x, label):
        """One step of gradient descent: gives the loss and what the first layer's backward gives."""
        output = self.forward(x)
        value = formed(loss.forward(output, label))
        d = loss.backward()
        column(d, len(x), self.sizes[-1])
        for backward, width in zip(self.backwards[::-1], self.sizes[-2::-1], strict=True):
            d = backward(d)
            column(d, len(x), width)
        self.update()
        return value, d

    def update(self):
        """Ask for the update where a student's layers have a method of its own for that."""
        if self.separate is None:
            # Seen once: weights that stand still after backward, and a method that is there to move them.
            pairs = zip(self.full, self.given, strict=True)
            still = all(np.array_equal(layer.weights, W.T if self.turned else W) for layer, W in pairs)
            looked_at = self.full if still else []
            named = [getattr(layer, "update", None) or getattr(layer, "step", None) for layer in looked_at]
            self.separate = [method for method in named if method is not None]
            if self.separate:
                remark("backward leaves the weights alone, and update (or step) moves them; that is accepted.")
        for method in self.separate:
            method()

    def parameters(self):
        """Weights (l_y, l_x) and biases (l_y, 1) of the full layers, as they are now."""
        found = []
        for number, (layer, given) in enumerate(zip(self.full, self.given, strict=True), 1):
            W, b, (l_y, l_x) = layer.weights, layer.bias, given.shape
            formed(W, *((l_x, l_y) if self.turned else (l_y, l_x)), what=f"weights of full layer {number}")
            W = np.transpose(W) if self.turned else W
            bias_shape(layer, l_y)
            formed(b, *np.shape(b), what=f"bias of full layer {number}")
            found.append((np.asarray(W, dtype=float), np.reshape(np.asarray(b, dtype=float), (l_y, 1))))
        return found


def column(value, N, width, what=None):
    """A result as an array (N, width, 1). Layers that hand on (N, width) understand each other as well."""
    if isinstance(value, np.ndarray) and value.shape == (N, width):
        remark("Values of shape (N, l) were accepted for (N, l, 1).")
        value = value[:, :, None]
    return formed(value, N, width, 1, what=what)


def formed(value, *shape, what=None):
    """``shaped``, which measures nothing where all is well: a training asks this thousands of times."""
    known = (np.float64, np.float32, np.int64)
    usual = isinstance(value, np.ndarray | float | int) and np.asarray(value).dtype in known
    if not usual or np.shape(value) != shape or not np.isfinite(value).all():
        shaped(value, *shape, what=what)
    return value


def returned(value):
    """A result that is not None: that is told before anything else."""
    if value is None:
        shaped(value)
    return value


def plain(student):
    """Whether the student's layers hand on (N, l)."""
    try:
        return np.ndim(student.FullyConnect(2, 3).forward(np.zeros((4, 2, 1)))) == 2
    except StudentError:
        return False  # that layer is looked at elsewhere


def in_own_form(student, ask):
    """``ask`` with values (N, l, 1). Only where that fails it matters whether the layers hand on (N, l)."""
    try:
        ask(lambda x: x)
    except Failure:
        if not plain(student):
            raise
        ask(lambda x: x[:, :, 0])


def matching(ratio, scales):
    """The name of the scale that a ratio comes nearest to."""
    return min(scales, key=lambda name: abs(scales[name] - ratio))


def ratio_of(got, expected):
    """The number by which ``expected`` is best multiplied to give ``got``, and whether it then fits."""
    got, expected = np.ravel(np.asarray(got, dtype=float)), np.ravel(expected)
    ratio = float(got @ expected / (expected @ expected))
    return ratio, bool(np.allclose(got, ratio * expected, rtol=1e-2, atol=1e-2 * np.abs(ratio * expected).max()))


def same_as(got, expected, N, what, rtol=LOGARITHM):
    """``close`` for what a step did, with a hint where all of it is off by one telling factor."""
    ratio, fits = ratio_of(got, expected)
    factors = {
        "The step is N times too small: the mean is taken twice, in the loss and in the layer; once is enough.": 1 / N,
        "The step is N times too large: the loss is a mean, so its gradient is divided by N in one place.": N,
        "The step goes uphill: a minus sign is missing, or there is one too many.": -1,
        "The step is too large by 2: differentiate the loss that you return.": 2,
        "The step is half of what it should be: differentiate the loss that you return.": 0.5,
    }
    hint = matching(ratio, factors)
    told = hint if fits and abs(ratio - factors[hint]) < 0.02 * abs(factors[hint]) else None
    if told is None:
        told = SINGLE_LAYERS
    if not np.any(got):
        told = "Nothing moves: does backward take the step, with self.lr?"
    close(got, expected, what=what, rtol=rtol, atol=1e-5 * float(np.abs(expected).max()), hint=told)


def quadratic_convention(loss, expected, C):
    """Which quadratic loss this is, compared with the one asked for; that one, if it is none that we know."""
    value = float(np.ravel(np.asarray(loss, dtype=float))[0])
    name = matching(value / expected, {name: scale(C) for name, scale in QUADRATIC.items()})
    return name if abs(QUADRATIC[name](C) * expected - value) < 1e-3 * abs(value) else next(iter(QUADRATIC))


def composed_step(student, reference, rng, kind):
    """Hold one step of a whole network to the textbook's: every weight and bias moves by −lr · its gradient."""
    convention = None
    for N, sizes in NETWORKS:
        params, (x, label) = parameters(rng, sizes), samples(rng, N, sizes[0], sizes[-1])
        rate = float(rng.uniform(0.5, 2.0))
        expected = Network(reference, params, rate)
        want, want_dx = expected.step(getattr(reference, kind)(), x, label)
        network = Network(student, params, rate)
        value, dx = network.step(getattr(student, kind)(), x, label)
        ends, want_ends = network.parameters(), expected.parameters()
        scale = 1.0
        if kind == "QuadraticLoss":
            # Where the value is off by a factor and the step is the one asked for, quadratic_loss tells that.
            convention = convention or quadratic_convention(value, want, sizes[-1])
            ratio, _ = ratio_of(ends[-1][1] - params[-1][1], want_ends[-1][1] - params[-1][1])
            scale = min((1.0, QUADRATIC[convention](sizes[-1])), key=lambda scale: abs(scale - ratio))
        rows = zip(params, ends, want_ends, strict=True)
        for number, ((W, b), (new_W, new_b), (want_W, want_b)) in enumerate(rows, 1):
            where = f"in full layer {number} of {len(params)} (N = {N})"
            same_as((new_W - W) / rate, scale * (want_W - W) / rate, N, f"the change of weights / lr {where}")
            same_as((new_b - b) / rate, scale * (want_b - b) / rate, N, f"the change of bias / lr {where}")
        # Up to a factor that the layers share: the mean may be taken in them, and two signs may cancel.
        dx, want_dx = column(dx, N, sizes[0], "dx of the first layer"), scale * want_dx
        factor = min((1, N, -1, -N), key=lambda factor: abs(factor - ratio_of(dx, want_dx)[0]))
        atol = 1e-5 * float(np.abs(want_dx).max())
        close(dx, factor * want_dx, what="dx of the first layer", rtol=LOGARITHM, atol=atol, hint=SINGLE_LAYERS)
    if convention not in (None, next(iter(QUADRATIC))):
        remark(f"The quadratic loss is {convention}; that is accepted.")


# ------------------------------------------------------------------------------------ the composed network


@lab.check(points=2)
def quadratic_step(student, reference, rng):
    """A step of a whole network goes down the mean quadratic loss."""
    composed_step(student, reference, rng, "QuadraticLoss")


@lab.check(points=3)
def cross_entropy_step(student, reference, rng):
    """A step of a whole network goes down the mean cross-entropy."""
    composed_step(student, reference, rng, "CrossEntropyLoss")


@lab.check(points=1, after=cross_entropy_step)
def steps_in_a_row(student, reference, rng):
    """Three steps in a row, the last one with a smaller batch, lead where the textbook's lead."""
    params, rates = parameters(rng, (5, 4, 3)), rng.uniform(0.5, 2.0, size=3)
    batches = [samples(rng, N, 5, 3) for N in (7, 7, 3)]
    ends = []
    for module in (reference, student):
        network, loss = Network(module, params, 0.0), module.CrossEntropyLoss()
        for (x, label), rate in zip(batches, rates, strict=True):
            for layer in network.full:
                layer.lr = float(rate)
            network.step(loss, x, label)
            for layer in network.full:
                hint = "Whoever trains the network sets lr; the layer only uses it."
                close(layer.lr, float(rate), what="lr after a step", rtol=1e-5, hint=hint)
        ends.append(network.parameters())
    hint = "Does a layer keep something of the batch before, or of a batch of another size?"
    for number, ((W, b), (want_W, want_b), (new_W, new_b)) in enumerate(zip(params, *ends, strict=True), 1):
        for new, want, old, name in ((new_W, want_W, W, "weights"), (new_b, want_b, b, "bias")):
            what = f"the change of {name} in full layer {number} in three steps"
            close(new - old, want - old, what=what, rtol=1e-3, atol=1e-4 * np.abs(want - old).max(), hint=hint)


# --------------------------------------------------------------------------------------- the single layers


@lab.check(points=1)
def fully_connect_values(student, reference, rng):
    """FullyConnect.forward gives W x + b of each sample."""
    for N, l_x, l_y in LAYERS:
        [(W, b)], (x, _) = parameters(rng, (l_x, l_y)), samples(rng, N, l_x, l_y)
        expected = full_layer(reference, W, b).forward(x)
        close(column(full_layer(student, W, b).forward(x), N, l_y), expected, what="FullyConnect.forward", rtol=1e-5)


@lab.check(points=2)
def fully_connect_gradients(student, reference, rng):
    """With lr = 0, FullyConnect.backward sets dw and db, gives dx, and leaves the weights alone."""
    names = {
        "": 1.0,
        "dw and db of FullyConnect are divided by N; that is right if the loss's are not.": None,
        "dw and db of FullyConnect have the other sign; that is right if the loss's have it too.": -1.0,
        "dw and db of FullyConnect have the other sign and are divided by N; the loss's must go with that.": None,
    }
    for N, l_x, l_y in LAYERS:
        [(W, b)], (x, _) = parameters(rng, (l_x, l_y)), samples(rng, N, l_x, l_y)
        d = rng.normal(size=(N, l_y, 1))
        textbook = full_layer(reference, W, b)
        textbook.forward(x)
        want_dx = textbook.backward(d)
        want_dw, want_db = textbook.dw, textbook.db

        layer = full_layer(student, W, b)
        flat = np.ndim(layer.forward(x)) == 2
        dx = column(layer.backward(d[:, :, 0] if flat else d), N, l_x)
        dw, db = layer.dw, layer.db
        if np.shape(dw) == (l_x, l_y) and nearer(np.transpose(dw), dw, want_dw):
            remark("dw is stored as (l_x, l_y); that is accepted for (l_y, l_x).")
            dw = np.transpose(dw)
        shaped(dw, l_y, l_x, what="dw")
        scales = dict(zip(names, (1.0, 1 / N, -1.0, -1 / N), strict=True))
        name = matching(ratio_of(dw, want_dw)[0], scales)
        close(dw, scales[name] * want_dw, what="dw", rtol=1e-5, hint="∂L/∂W is the sum over the batch of d xᵀ.")
        if np.shape(db) in ((l_y,), (1, l_y)):
            db = np.reshape(db, (l_y, 1))
        hint = "∂L/∂b is the sum over the batch of d: db has the shape of b, and takes the mean only if dw does."
        close(db, scales[name] * want_db, what="db", rtol=1e-5, hint=hint)
        close(dx, want_dx, what="dx", rtol=1e-5, hint="∂L/∂x is Wᵀ d of each sample.")
        hint = "The step is lr times the gradient: nothing at lr = 0."
        if name:
            remark(name)
        close(layer.weights, as_kept(student, W), what="weights after a step with lr = 0", hint=hint)
        bias_shape(layer, l_y)
        close(np.reshape(layer.bias, (l_y, 1)), b, what="bias after a step with lr = 0", hint=hint)


def nearer(one, other, expected):
    """Whether ``one`` resembles ``expected`` more than ``other`` does, whatever their size; for arrays of any shape."""
    if np.shape(other) != np.shape(expected):
        return True
    likeness = [np.abs(np.sum(np.asarray(a, dtype=float) * expected)) for a in (one, other)]
    return bool(likeness[0] > likeness[1])


@lab.check(points=1)
def sigmoid_layer(student, reference, rng):
    """Sigmoid gives 1 / (1 + exp(−x)), and d times its slope on the way back."""
    layer, textbook = student.Sigmoid(), reference.Sigmoid()
    for N, width, _ in LAYERS:  # by one layer, so that nothing of an earlier batch may stay in it
        x, d = 2 * rng.normal(size=(N, width, 1)), rng.normal(size=(N, width, 1))
        close(returned(layer.forward(x)), textbook.forward(x), what="Sigmoid.forward", rtol=1e-5)
        hint = "The slope is y (1 − y), where y is what forward gave."
        close(returned(layer.backward(d)), textbook.backward(d), what="Sigmoid.backward", rtol=1e-5, hint=hint)
    far = rng.uniform(600, 1000, size=(3, 2, 1)) * [[[1.0], [-1.0]]]
    d = rng.normal(size=(3, 2, 1))
    close(layer.forward(far), textbook.forward(far), what="Sigmoid.forward at ±1000", atol=1e-6)
    close(layer.backward(d), textbook.backward(d), what="Sigmoid.backward at ±1000", atol=1e-6)


def single_loss(student, reference, rng, kind, rtol):
    """Hold a loss to the textbook's, and its backward to the slope of the loss that it returns."""
    in_own_form(student, lambda form: loss_in_form(student, reference, rng, kind, rtol, form))


def loss_in_form(student, reference, rng, kind, rtol, form):
    """``single_loss`` with outputs in one form."""
    loss, textbook, convention = getattr(student, kind)(), getattr(reference, kind)(), None
    for N, _, C in [LAYERS[0], *LAYERS]:  # by one object, and the first size twice in a row
        x, label = rng.uniform(0.2, 0.8, size=(N, C, 1)), rng.integers(C, size=N)
        want, want_dx = textbook.forward(x, label), textbook.backward()
        value = loss.forward(form(x), label)
        shaped(value)
        scale = 1.0
        if kind == "QuadraticLoss":
            convention = convention or quadratic_convention(value, want, C)
            scale = QUADRATIC[convention](C)
        p, t = x[:, :, 0], np.eye(C)[label]
        own = p[np.arange(N), label]
        hints = {
            "Take the mean over the batch: this is the sum.": N * want,
            "Sum over the outputs first, then take the mean over the samples.": want / C,
            "A loss is above 0, and near it for a right answer: where is the minus sign?": -want,
            "Only the output of the label counts here; −(1 − t) ln(1 − x) of the others is missing.": -np.log(
                own
            ).mean(),
        }
        hints |= {text: loss_of(kind, p, other) for text, other in misplaced(t).items()}
        got = float(np.ravel(value)[0])
        hint = next((text for text, number in hints.items() if abs(got / number - 1) < 1e-3), None)
        close(value, scale * want, what=f"{kind}.forward", rtol=rtol, hint=hint)
        dx = column(loss.backward(), N, C)
        others = {
            "": 1.0,
            "is not divided by N": float(N),
            "has the other sign": -1.0,
            "has the other sign and is not divided by N": -float(N),
        }
        name = matching(ratio_of(dx, scale * want_dx)[0], others)
        factor = scale * others[name]
        atol, hint = 1e-5 * np.abs(factor * want_dx).max(), "Differentiate the loss that forward returns."
        close(dx, factor * want_dx, what=f"{kind}.backward", rtol=rtol, atol=atol, hint=hint)
        if name:
            remark(f"{kind}.backward {name}; that is right if FullyConnect makes up for it.")
    if convention not in (None, next(iter(QUADRATIC))):
        remark(f"The quadratic loss is {convention}; that is accepted.")


def misplaced(t):
    """Labels t (N, C) as they are taken by mistake, with a hint for each."""
    return {
        "t and 1 − t have changed places.": 1 - t,
        "Label 0 is the first output: here the 1 is one place too early.": np.roll(t, -1, axis=1),
        "Label 0 is the first output: here the 1 is one place too late.": np.roll(t, 1, axis=1),
    }


def loss_of(kind, p, t):
    """A loss of outputs p (N, C) for t (N, C)."""
    if kind == "QuadraticLoss":
        return ((p - t) ** 2).sum() / 2 / len(p)
    return -(t * np.log(p) + (1 - t) * np.log(1 - p)).sum() / len(p)


@lab.check(points=1)
def quadratic_loss(student, reference, rng):
    """QuadraticLoss is the mean over the batch of half the squared distance, and backward is its slope."""
    single_loss(student, reference, rng, "QuadraticLoss", rtol=1e-5)


@lab.check(points=1)
def cross_entropy_loss(student, reference, rng):
    """CrossEntropyLoss has both terms, summed over the outputs, averaged over the batch; backward is its slope."""
    single_loss(student, reference, rng, "CrossEntropyLoss", rtol=LOGARITHM)


@lab.check(points=1)
def saturated_outputs(student, reference, rng):
    """The cross-entropy and all gradients stay finite where a sigmoid has reached 0 or 1."""
    in_own_form(student, lambda form: saturated_loss(student, form))

    # A whole network whose last sums are 800 on the wrong side, and on the right one. A step that stops with any
    # outputs counts where that is asked for.
    params = parameters(rng, (3, 2))
    x, _ = samples(rng, 2, 3, 3)
    for sign in (None, -800.0, 800.0):
        last = (np.zeros((3, 2)), np.array([[sign], [-sign], [0.0]])) if sign else parameters(rng, (2, 3))[0]
        try:
            network = Network(student, [*params, last], 0.1)
            network.separate = []  # that the weights stand still says nothing here
            network.step(student.CrossEntropyLoss(), x, np.zeros(2, dtype=int))
            network.parameters()
        except Failure:
            if sign is None:
                return
            raise


def saturated_loss(student, form):
    """Ask the cross-entropy for outputs of exactly 0 and 1, right ones and wrong ones."""
    C, label = 4, np.array([0, 1, 2])
    right = np.eye(C)[label][:, :, None]
    one, wrong = right.copy(), right.copy()
    one[1, 1] = 0.0  # the output of the label, in the second sample
    wrong[1] = 1 - wrong[1]  # all four outputs of the second sample
    # Whether each output counts, and the whole, is asked by cross_entropy_loss: here a smaller loss is scaled up.
    half = student.CrossEntropyLoss().forward(form(np.full((3, C, 1), 0.5)), label)
    shaped(half)
    share = min(1.0, abs(float(np.ravel(half)[0])) / (C * np.log(2)))
    # A wrong output costs −ln ε: 11.5 at ε = 1e-5, 6.9 at 1e-3, 745 at the smallest float; a right one nothing.
    low, high = 11 / 3 * share, 4 * 746 / 3
    clip = "np.clip(x, 1e-12, 1 - 1e-12)"
    cases = [(right, 0.0, 0.01, "all right"), (one, low, high, "one wrong"), (wrong, low, high, "four wrong")]
    for x, least, most, what in cases:
        loss = student.CrossEntropyLoss()
        value = loss.forward(form(x), label)
        name = f"the cross-entropy of outputs of exactly 0 and 1, {what},"
        hint = f"Keep the outputs between ε and 1 − ε, in forward and in backward: {clip}."
        close(returned(value), 0.0, what=name, atol=np.inf, hint=hint)
        value = float(np.ravel(value)[0])
        if not least - 1e-9 <= abs(value) <= most:
            if what == "all right" and abs(value) > 1:
                hint = "Outputs that are right cost nothing: is each of them held to its own label?"
            elif abs(value) < least:
                hint = f"One wrong output costs −ln ε. Choose ε = 1e-5 or smaller: {clip}."
            raise Failure(f"{name} is {value:g}; between {least:g} and {most:g} is expected.", hint=hint)
        name = f"CrossEntropyLoss.backward at outputs of exactly 0 and 1, {what},"
        dx = returned(loss.backward())
        close(dx, np.zeros(np.shape(dx)), what=name, atol=np.inf, hint=hint)


@lab.check(points=1)
def accuracy_values(student, reference, rng):
    """Accuracy is the share of samples whose largest output is that of their label."""
    in_own_form(student, lambda form: shares(student, reference, rng, form))


def shares(student, reference, rng, form):
    """``accuracy_values`` with outputs in one form."""
    for N, _, C in [*LAYERS, (13, 0, 2)]:
        x = rng.permutation(N * C).reshape(N, C, 1) / (N * C + 1)
        label = np.where(rng.uniform(size=N) < 0.5, x[:, :, 0].argmax(axis=1), rng.integers(C, size=N))
        expected = reference.Accuracy().forward(x, label)
        hint = "One answer for each sample, the argmax over its outputs, in shape (N,); then the share of right ones."
        share = returned(student.Accuracy().forward(form(x), label))
        close(share, expected, what="Accuracy.forward", hint=hint)


@lab.check(points=1)
def parameters_at_the_start(student, reference, rng):
    """A new FullyConnect has random weights of a sensible size, a bias, and the learning rate 0."""
    one = student.FullyConnect(200, 2)
    W, others = one.weights, [student.FullyConnect(5, 3).weights for _ in range(20)]
    shaped(W, 2, 200, what="weights of FullyConnect(200, 2)")
    for weights in others:
        shaped(weights, 3, 5, what="weights of FullyConnect(5, 3)")
    shaped(one.bias, *bias_shape(one, 2), what="bias of FullyConnect(200, 2)")
    W = np.asarray(W, dtype=float)
    if not np.ptp(W, axis=0).any():
        raise Failure(
            "All units of a new FullyConnect have the same weights, and so they stay equal for ever.",
            hint="Draw the weights at random: np.random.randn(l_y, l_x) / np.sqrt(l_x).",
        )
    if len({np.asarray(weights, dtype=float).tobytes() for weights in others}) < len(others):
        raise Failure(
            "Two new layers of one size have exactly the same weights.",
            hint="Seed the random numbers in the script, not here.",
        )
    size = float(W.std() * np.sqrt(200))
    wanted = f"about 1/√l_x = {1 / np.sqrt(200):.3f}"
    if not 0.1 <= size <= 6:
        raise Failure(
            f"The weights of FullyConnect(200, 2) have a standard deviation of {W.std():.3g}; {wanted} is expected.",
            hint="Then the sums are of the size of the inputs, and the sigmoid is neither flat nor saturated.",
        )
    if abs(W.mean()) > 0.5 * W.std():
        raise Failure(f"The weights of FullyConnect(200, 2) have the mean {W.mean():.3g}; about 0 is expected.")
    b = np.ravel(np.asarray(one.bias, dtype=float))
    if not np.ptp(b) and abs(b[0]) > 0.5:
        raise Failure(f"Every unit of a new FullyConnect begins with the bias {b[0]:.3g}; 0 or random numbers, please.")
    close(one.lr, 0, what="lr of a new FullyConnect", hint="Whoever trains the network sets it.")


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No layer changes the arrays that it is given."""
    [(W, b)], (x, label) = parameters(rng, (5, 3)), samples(rng, 2, 5, 3)
    y, d = rng.uniform(0.2, 0.8, size=(2, 3, 1)), rng.normal(size=(2, 3, 1))
    textbook = full_layer(reference, W, b)
    expected = [textbook.forward(x), reference.Sigmoid().forward(d), reference.Accuracy().forward(y, label)]

    def full():
        return full_layer(student, W, b)

    def given(make, *before):
        """A function that makes a layer, runs ``before`` on it, and gives its backward."""
        layer = make()
        layer.forward(*before)
        return layer.backward

    sure = y.copy()
    sure[0, 0], sure[1, 1] = 0.0, 1.0  # what has to be clipped, is clipped in a copy
    calls = [
        (lambda: student.Sigmoid().forward, (d,), expected[1]),
        (lambda: given(student.Sigmoid, d), (d,), None),
    ]
    for form in (lambda x: x, lambda x: x[:, :, 0]):  # as the layers hand values on, whichever that is
        calls += [
            (lambda: student.QuadraticLoss().forward, (form(y), label), None),
            (lambda: student.CrossEntropyLoss().forward, (form(y), label), None),
            (lambda: student.CrossEntropyLoss().forward, (form(sure), label), None),
            (lambda: student.Accuracy().forward, (form(y), label), expected[2]),
        ]
    calls += [
        (lambda: full().forward, (x,), expected[0]),
        (lambda: given(full, x), (d,), None),
        (lambda: given(full, x), (d[:, :, 0],), None),
    ]
    # What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over.
    right, wrong = 0, None
    for make, arguments, want in calls:
        try:
            function = make()
            value = unchanged(function, *arguments)
        except StudentError as error:
            wrong = wrong or error
            continue
        if want is not None:
            try:
                close(np.reshape(value, np.shape(want)), want, what=function.name)
                right += 1
            except (Failure, ValueError, TypeError) as failure:
                wrong = wrong or failure
    if not right:
        raise wrong


# --------------------------------------------------------------------------------------- data and files


def data_set(rng, N, width):
    """Samples of a data file, no two alike, and the file."""
    x, y = rng.normal(size=(N, width, 1)), rng.integers(5, size=N)
    file = io.BytesIO()
    np.savez(file, x=x, y=y)
    return x, y, file.getvalue()


def batches_of(data, x, y, batch_size):
    """The batches of one epoch of a student's Data: their samples, by their number in the file."""
    N, seen = len(y), []
    for number in itertools.count(1):
        pair, pos = parts(data.forward(), "(x, y)", "pos", what="Data.forward")
        batch, label = parts(pair, "x", "y", what="the first value of Data.forward")
        n = min(batch_size, N - len(seen))
        where = f"batch {number} of an epoch of {N} samples in batches of {batch_size}"
        hint = "pos is where the next batch begins: 0 with the last batch of an epoch, and with no other."
        if n == 0:
            raise Failure(f"Data.forward goes on after {N} of {N} samples: pos was never 0.", hint=hint)
        formed(batch, n, *x.shape[1:], what=f"x of {where}")
        formed(label, n, what=f"y of {where}")
        far = np.abs(np.asarray(batch, dtype=float)[:, None] - x).max(axis=(2, 3))
        rows = far.argmin(axis=1)
        if far.min(axis=1).max() > 1e-5:
            raise Failure(f"x of {where} holds a sample that is not in the file.")
        close(np.asarray(label), y[rows], what=f"y of {where}", hint="Put x and y into the same order.")
        seen += [int(row) for row in rows]
        formed(pos, what=f"pos after {where}")
        yield tuple(seen[-n:])
        if int(np.ravel(pos)[0]) == 0:
            break
    if len(seen) < N:
        raise Failure(f"Data.forward gave pos 0 with {where}, when {N - len(seen)} had not come yet.", hint=hint)
    counts = np.bincount(seen, minlength=N)
    if (counts != 1).any():
        sample = int(np.argmax(counts != 1))
        times = "does not come at all" if counts[sample] == 0 else f"comes {counts[sample]} times"
        raise Failure(
            f"In an epoch of {N} samples in batches of {batch_size}, sample {sample} of the file {times}; "
            "once is expected.",
            hint="Draw one order of all samples when an epoch begins, a permutation, and go through it batch by batch.",
        )


@lab.check(points=1)
def data_epochs(student, reference, rng):
    """Data goes through all samples of a file once in each epoch, each with its own label, and ends it with pos 0."""
    sizes = [(11, 5, 4), (9, 5, 4), (12, 3, 4), (3, 4, 5)]
    sets = [(*data_set(rng, N, width), batch_size) for N, width, batch_size in sizes]
    folder = placed(student, {f"samples{i}.npz": file for i, (_, _, file, _) in enumerate(sets)})
    for i, (x, y, _, batch_size) in enumerate(sets):
        data = student.Data(f"{folder}/samples{i}.npz", batch_size)
        for _ in range(2):
            list(batches_of(data, x, y, batch_size))

    epochs = []
    for i, (x, y, _, batch_size) in list(enumerate(sets))[1:3]:
        epochs.append(batches_of(student.Data(f"{folder}/samples{i}.npz", batch_size), x, y, batch_size))
    try:
        list(itertools.zip_longest(*epochs))
    except StudentError:
        raise
    except Failure as failure:
        hint = "Two Data take turns here, as for training and testing: does each keep its own place, in self?"
        raise Failure(failure.reason, hint=hint, evidence=failure.evidence) from failure


@lab.check(points=1, after=data_epochs)
def data_order(student, reference, rng):
    """Data brings the samples in a new order in each epoch."""
    x, y, file = data_set(rng, 11, 4)
    folder = placed(student, {"ordered.npz": file})
    data = student.Data(f"{folder}/ordered.npz", 4)
    # The first epoch may be in the order of the file. By chance, two of the others are alike once in six million.
    orders = [tuple(batches_of(data, x, y, 4)) for _ in range(5)][1:]
    if len(set(orders)) < 4:
        raise Failure(
            "Two epochs of Data have the samples in the same order.", hint="Draw a new order whenever an epoch begins."
        )
    if len({frozenset(map(frozenset, batches)) for batches in orders}) == 1:
        raise Failure("The same samples share a batch in every epoch.", hint="Shuffle the samples, not the batches.")


@lab.check(points=1)
def saved_network(student, reference, rng):
    """A network that was saved and loaded again gives the same outputs, and recognises letters."""
    folder = placed(student, {})
    x = rng.normal(size=(3, 5, 1))
    # Two of one size; two digits in the number of a layer; a list in which kinds do not take turns.
    forms = [("FSFS", (5, 4, 3)), ("FSFS", (5, 4, 3)), ("FS" * 11, (5, *[4] * 10, 3)), ("SFFS", (5, 4, 3))]
    several = [(kinds, parameters(rng, sizes)) for kinds, sizes in forms]
    wanted = []
    for i, (kinds, params) in enumerate(several):
        network = Network(student, params, 0.0, kinds)
        wanted.append(column(network.forward(x), 3, 3))
        student.save(network.layers, f"{folder}/network{i}.npz")

    def outputs_after_load(i):
        kinds, params = several[i]
        network = Network(student, [(np.zeros(W.shape), np.zeros(b.shape)) for W, b in params], 0.0, kinds)
        student.load(network.layers, f"{folder}/network{i}.npz")
        return column(network.forward(x), 3, 3)

    hint = "save writes weights and biases of every full layer, load puts them into the layers that it is given."
    for i, (kinds, params) in enumerate(several):
        name = f"the outputs of a network of {len(kinds)} layers, {len(params)} of them full, after load"
        close(outputs_after_load(i), wanted[i], what=name, hint=hint)

    # W holds one image of each letter, and the largest of W x − ‖W‖²/2 is that of the image nearest to x.
    (images, label), *_ = letters.relabelled(int(rng.integers(2**63)), 26)
    W = images[:, :, 0]
    student.save(Network(student, [(W / 50, -(W**2).sum(axis=1, keepdims=True) / 100)], 0.0).layers, f"{folder}/l.npz")
    network = Network(student, [(np.zeros(W.shape), np.zeros((26, 1)))], 0.0)
    student.load(network.layers, f"{folder}/l.npz")
    said = label[column(network.forward(images[:3]), 3, 26)[:, :, 0].argmax(axis=1)]
    close(said, label[:3], what="the letters that a loaded network recognises")

    # What is no longer in the file (np.save puts .npy behind its name) does not come back.
    placed(student, {"network0.npz": b"", "network0.npz.npy": b""})
    try:
        again = outputs_after_load(0)
    except Failure:
        return
    if np.allclose(again, wanted[0]):
        raise Failure(
            "load brings back weights that are no longer in the file.", hint="Write them to the file, and read that."
        )


# --------------------------------------------------------------------------------------------- training


def train(network, loss, known, order):
    """Train on the letters in this order, epoch by epoch; gives the losses of the steps."""
    losses = []
    for rows in order:
        for start in range(0, len(rows), BATCH_SIZE):
            batch = rows[start : start + BATCH_SIZE]
            value, _ = network.step(loss, known.x[batch], known.y[batch])
            losses.append(float(np.ravel(value)[0]))
    return losses


@lab.check(points=1, fresh=True, seconds=30, after=cross_entropy_step)
def learns_letters(student, reference, rng):
    """A deep network learns to read letters with cross-entropy, long before it does with the quadratic loss."""
    rng = own_draws(rng)
    known, unseen = letters.relabelled(int(rng.integers(2**63)), KNOWN, UNSEEN)
    few, unseen_few = (letters.Letters(x[y < FEW], y[y < FEW]) for x, y in (known, unseen))
    order_of_few = [rng.permutation(len(few.y)) for _ in range(EPOCHS_OF_FEW)]
    order = [rng.permutation(KNOWN) for _ in range(EPOCHS_OF_ALL)]
    common = parameters(rng, (letters.PIXELS, HIDDEN, letters.CLASSES))
    scale = quadratic_scale(student, rng)

    network = Network(
        student, [own_start(student, *sizes) for sizes in ((letters.PIXELS, HIDDEN), (HIDDEN, FEW))], RATE
    )
    curve(train(network, student.CrossEntropyLoss(), few, order_of_few), "cross-entropy, ten letters")
    hint = "Does the loss fall? If not, look at the steps; if it does, at the weights that a new layer has."
    at_least(accuracy(network, unseen_few), ACCURACY, what="accuracy on unseen letters, ten of them", hint=hint)

    reached = []
    for loss, rate in ((student.CrossEntropyLoss(), RATE), (student.QuadraticLoss(), RATE / scale)):
        network = Network(student, common, rate)
        train(network, loss, known, order)
        reached.append(accuracy(network, unseen))
    what = f"lead of cross-entropy over the quadratic loss in accuracy after {EPOCHS_OF_ALL} epochs"
    hint = "Far from the label the slope of the sigmoid is flat, and only cross-entropy makes up for it."
    at_least(reached[0] - reached[1], LEAD, what=what, hint=hint)


def own_start(student, l_x, l_y):
    """Weights (l_y, l_x) and bias (l_y, 1) of a student's new layer; a bias of another length is left out."""
    layer = student.FullyConnect(l_x, l_y)
    W, b = layer.weights, layer.bias
    formed(W, *((l_x, l_y) if turned(student) else (l_y, l_x)), what="weights of a new FullyConnect")
    b = np.reshape(b, (l_y, 1)) if np.shape(b) in bias_shapes(l_y) else np.zeros((l_y, 1))
    return np.asarray(np.transpose(W) if turned(student) else W, dtype=float), b


def accuracy(network, unseen):
    """The share of letters that a network reads rightly."""
    output = column(network.forward(unseen.x), len(unseen.y), network.sizes[-1])
    return float(np.mean(output[:, :, 0].argmax(axis=1) == unseen.y))


def quadratic_scale(student, rng):
    """The student's quadratic loss as a multiple of the one asked for."""
    x, t = rng.uniform(0.2, 0.8, size=(5, 7, 1)), rng.integers(7, size=5)
    value = student.QuadraticLoss().forward(x[:, :, 0] if plain(student) else x, t)
    shaped(value)
    expected = float(((x[:, :, 0] - np.eye(7)[t]) ** 2).sum() / 2 / 5)
    return QUADRATIC[quadratic_convention(value, expected, 7)](7)
