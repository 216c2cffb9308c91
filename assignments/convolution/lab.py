"""Convolution and pooling: what is asked of convolution.py, and how it is looked at."""

import numpy as np

import reference.convolution
from graders.checks import Failure, StudentError, at_least, close, curve, either, parts, remark, shaped, unchanged
from graders.lab import Lab

lab = Lab("convolution", title="Convolution and pooling", files=["convolution.py"], reference=reference.convolution)

# N, C, h, w, F, kh, kw: all different, all equal, all 1 but the image.
KERNELS = [(2, 3, 4, 6, 5, 3, 2), (2, 2, 2, 2, 2, 2, 2), (1, 1, 5, 3, 1, 1, 2)]

# h, w, kh, kw, stride, padding, with N = 2, C = 3, F = 2: windows that fit exactly, that leave pixels over, with gaps.
STRIDES = [(5, 7, 3, 3, 2, 0), (6, 6, 3, 2, 2, 0), (5, 8, 1, 2, 3, 0), (4, 5, 2, 3, 2, 1)]

# h, w, kh, kw, padding: one row of zeros, two, more of them than the kernel has, an image smaller than the kernel.
PADDINGS = [(4, 5, 3, 2, 1), (3, 4, 2, 3, 2), (2, 4, 1, 2, 2), (2, 2, 4, 3, 1)]

# N, C, h, w, F, kh, kw, stride, padding.
BACKWARD = [
    (2, 3, 4, 5, 4, 3, 2, 1, 0),
    (3, 2, 6, 5, 1, 2, 3, 2, 1),
    (1, 1, 3, 3, 2, 3, 3, 1, 2),
    (2, 1, 4, 8, 2, 1, 2, 3, 0),
    (2, 2, 2, 2, 2, 2, 2, 1, 1),
]

# N, C, h, w, size, stride: windows side by side, with pixels left over, with gaps, all equal, of one pixel.
APART = [(2, 3, 4, 6, 2, 2), (2, 1, 5, 7, 2, 2), (1, 2, 5, 8, 2, 3), (2, 2, 2, 2, 2, 2), (1, 1, 4, 3, 1, 2)]
OVERLAPPING = [(2, 3, 5, 7, 3, 2), (1, 2, 4, 5, 3, 1), (2, 1, 6, 4, 3, 2), (1, 1, 5, 4, 2, 1)]

# Bars: over 120 seeds the reference knows how at least 0.95 of the unseen ones lie (median 1.00), over 120 others at
# least 0.88. Without dW and db it stays at 0.33; without what comes back through max pooling it reaches 0.63 to 0.95,
# so it is max_pool_gradient that tells that from right work.
STEPS, BATCH, RATE, UNSEEN, ACCURACY = 50, 9, 0.05, 60, 0.75
FEATURES = 6


# ---------------------------------------------------------------------------------------- what is asked with


def images(rng, *shape):
    """Images without two equal pixels, as many below zero as above."""
    size = int(np.prod(shape))
    return (rng.permutation(size).reshape(shape) - size // 2 + 0.25) / 8


def numbers(rng, *shape):
    """Random multiples of 1/16 around zero, and never zero: in a recording they are short."""
    return (2 * rng.integers(-24, 24, size=shape) + 1) / 16


def kernels(rng, N, C, h, w, F, kh, kw):
    """Images, kernels and biases."""
    return images(rng, N, C, h, w), numbers(rng, F, C, kh, kw), numbers(rng, F)


def windows_of(h, w, kh, kw, stride, padding=0):
    """How many windows fit, down and across."""
    return (h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1


def flat(db, F):
    """A derivative of the biases, with a row or a column of F taken for (F,)."""
    if np.shape(db) in ((1, F), (F, 1)):
        remark("db is a row or a column; that is accepted for (F,).")
        return np.reshape(np.asarray(db), F)
    return db


def varied(value, N, C, what):
    """A student's result that others are held to, as N × C images: finite, and not the same number everywhere."""
    value = np.asarray(value)
    shaped(value, N, C, *np.shape(value)[2:4], what=what)
    if not np.ptp(value):
        raise Failure(f"{what} is {value.flat[0]:g} everywhere.")
    return value


def every_function(student, reference, x, W, b, dout, dpool):
    """Each function of the student's, arguments for it, and whether what it gives is right.

    What is missing, stops or is wrong counts where it is asked for, and once: here it is passed over. Where nothing at
    all is right, there is nothing to look at.
    """
    right, wrong = 0, None
    for name, arguments in [
        ("conv2d_forward", (x, W, b, 2, 1)),
        ("conv2d_backward", (dout, x, W, b, 2, 1)),
        ("max_pool_forward", (x, 2, 1)),
        ("max_pool_backward", (dpool, x, 2, 1)),
        ("avg_pool_forward", (x, 2, 1)),
        ("avg_pool_backward", (dpool, x, 2, 1)),
    ]:
        expected = getattr(reference, name)(*arguments)
        try:
            function = getattr(student, name)
            same(function(*arguments), expected, what=name)
        except StudentError as error:
            wrong = wrong or error
            continue
        except Failure as failure:
            wrong = wrong or failure
            yield function, arguments, None
        else:
            right += 1
            yield function, arguments, expected
    if not right:
        raise wrong


def same(value, expected, what):
    """Hold a result, whatever the function, to the textbook's."""
    if isinstance(expected, tuple) and isinstance(value, tuple | list) and len(value) == 3:
        value = (*value[:2], flat(value[2], len(expected[2])))
    close(value, expected, what=what)


@lab.check(points=1)
def inputs_unchanged(student, reference, rng):
    """No function changes the arrays that it is given."""
    x, W, b = kernels(rng, 2, 2, 4, 5, 3, 3, 2)
    dout, dpool = numbers(rng, 2, 3, 2, 3), numbers(rng, 2, 2, 3, 4)
    for function, arguments, _ in every_function(student, reference, x, W, b, dout, dpool):
        unchanged(function, *arguments)


# ----------------------------------------------------------------------------------------------- convolution


@lab.check(points=2, proves=["conv2d_forward"])
def conv_values(student, reference, rng):
    """conv2d_forward multiplies each window with each kernel, adds up and adds the bias."""
    for sizes in [*KERNELS, KERNELS[0]]:  # the first size twice: an answer may not be kept by its shape
        x, W, b = kernels(rng, *sizes)
        close(student.conv2d_forward(x, W, b), reference.conv2d_forward(x, W, b))


@lab.check(points=1, proves=["conv2d_forward"])
def conv_stride(student, reference, rng):
    """conv2d_forward moves its window by the stride."""
    for h, w, kh, kw, stride, padding in STRIDES:
        x, W, b = kernels(rng, 2, 3, h, w, 2, kh, kw)
        expected = reference.conv2d_forward(x, W, b, stride, padding)
        out = student.conv2d_forward(x, W, b, *([stride, padding] if padding else [stride]))

        def values(out=out, expected=expected, what=f"out with stride {stride} and padding {padding}"):
            close(out, expected, what=what)

        def own(x=x, W=W, b=b, stride=stride, padding=padding, out=out):
            every = varied(student.conv2d_forward(x, W, b, 1, padding), 2, 2, what="out with stride 1")
            close(out, every[:, :, ::stride, ::stride])

        either({"the values": values, "your own with stride 1, without the windows between": own})


@lab.check(points=1, proves=["conv2d_forward"])
def conv_padding(student, reference, rng):
    """conv2d_forward puts zeros around the image."""
    for h, w, kh, kw, p in PADDINGS:
        x, W, b = kernels(rng, 2, 3, h, w, 2, kh, kw)
        expected = reference.conv2d_forward(x, W, b, 1, p)
        out = student.conv2d_forward(x, W, b, 1, p)
        padded = np.zeros((2, 3, h + 2 * p, w + 2 * p))
        padded[:, :, p : p + h, p : p + w] = x

        def values(out=out, expected=expected, what=f"out with padding {p}"):
            close(out, expected, what=what)

        def own(x=padded, W=W, b=b, out=out):
            close(out, varied(student.conv2d_forward(x, W, b), 2, 2, what="out of an image that has its zeros already"))

        either({"the values": values, "those of your own for an image that has its zeros already": own})


def backward(student, reference, rng, part):
    """Hold one of dx, dW and db to the textbook's."""
    position, before = {"dx": (0, None), "dW": (1, 0), "db": (2, 1)}[part]
    for N, C, h, w, F, kh, kw, stride, padding in BACKWARD:
        x, W, b = kernels(rng, N, C, h, w, F, kh, kw)
        dout = numbers(rng, N, F, *windows_of(h, w, kh, kw, stride, padding))
        settings = f"stride {stride} and padding {padding}"
        out = reference.conv2d_forward(x, W, b, stride, padding)
        expected = reference.conv2d_backward(dout, x, W, b, stride, padding)

        def derivatives(W, dout=dout, x=x, b=b, stride=stride, padding=padding):
            settings = [] if (stride, padding) == (1, 0) else [stride, padding]
            result = student.conv2d_backward(dout, x, W, b, *settings)
            dx, dW, db = parts(result, "dx", "dW", "db", what="conv2d_backward")
            return dx, dW, flat(db, len(W))

        got = derivatives(W)

        def textbook(got=got, expected=expected, what=f"{part} with {settings}"):
            close(got[position], expected[position], what=what)

        def turned(W=W, x=x, b=b, out=out, expected=expected, stride=stride, padding=padding):
            # A forward function that turns the kernel round has lost its points. One that belongs to it takes a
            # kernel that is turned round already, and gives the derivative of that one.
            W = np.ascontiguousarray(W[:, :, ::-1, ::-1])
            close(student.conv2d_forward(x, W, b, stride, padding), out)
            result = derivatives(W)[position]
            if part == "dW":
                shaped(result, *W.shape, what="dW")
                result = np.asarray(result)[:, :, ::-1, ::-1]
            close(result, expected[position], what=part)

        def averaged(got=got, expected=expected, N=N):
            for place in (before, position):
                close(got[place], expected[place] / N)

        ways = {"the derivative": textbook}
        if part != "db":
            ways["that of kernels which are turned round, as your conv2d_forward turns them"] = turned
        if before is not None:
            ways[f"divided by N, as {('dx', 'dW')[before]} is, where it has been counted"] = averaged
        either(ways)


@lab.check(points=2, proves=["conv2d_backward"], follows=[conv_values, conv_stride, conv_padding])
def conv_input_gradient(student, reference, rng):
    """dx of conv2d_backward is the derivative with respect to the images."""
    backward(student, reference, rng, "dx")


@lab.check(points=2, proves=["conv2d_backward"], follows=[conv_values, conv_stride, conv_padding])
def conv_kernel_gradient(student, reference, rng):
    """dW of conv2d_backward is the derivative with respect to the kernels."""
    backward(student, reference, rng, "dW")


@lab.check(points=1, proves=["conv2d_backward"], follows=[conv_values, conv_stride, conv_padding])
def conv_bias_gradient(student, reference, rng):
    """db of conv2d_backward is the derivative with respect to the biases."""
    backward(student, reference, rng, "db")


# --------------------------------------------------------------------------------------------------- pooling


def pool_values(function, textbook, rng):
    """Hold a forward pooling to the textbook's, with windows apart and overlapping, also of dark images."""
    for *shape, size, stride in [*APART, *OVERLAPPING, APART[0]]:
        x = images(rng, *shape)
        for each in (x, x - x.max() - 1):
            what = f"{function.name} with size {size} and stride {stride}"
            close(function(each, size, stride), textbook(each, size, stride), what=what)


@lab.check(points=2, proves=["max_pool_forward"])
def max_pool_values(student, reference, rng):
    """max_pool_forward takes the largest value of each window, also of windows that overlap."""
    pool_values(student.max_pool_forward, reference.max_pool_forward, rng)


def pool_problem(rng, N, C, h, w, size, stride):
    """Images, and derivatives of what pooling gives for them."""
    return images(rng, N, C, h, w), numbers(rng, N, C, *windows_of(h, w, size, size, stride))


def window(i, j, size, stride):
    """Where window (i, j) lies in its image."""
    return slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)


def from_single_windows(backward, dout, x, size, stride):
    """What a student's own backward pooling gives for each window alone, added up where the window lies."""
    total = np.zeros(x.shape)
    for i, j in np.ndindex(*dout.shape[2:]):
        rows, columns = window(i, j, size, stride)
        alone = np.ascontiguousarray(x[:, :, rows, columns])
        share = backward(dout[:, :, i : i + 1, j : j + 1], alone, size, stride)
        shaped(share, *alone.shape, what=f"{backward.name} of a single window")
        total[:, :, rows, columns] += np.asarray(share)
    if not total.any():
        raise Failure(f"{backward.name} gives 0 for every single window.")
    return total


def overlapping(backward, dout, x, size, stride, expected):
    """Hold a backward pooling to the textbook's, or to what it gives itself for each window alone."""
    got = backward(dout, x, size, stride)
    what, hint = f"{backward.name} with size {size} and stride {stride}", "Windows that overlap add up: += and not =."

    def own():
        close(got, from_single_windows(backward, dout, x, size, stride))

    either(
        {
            "the derivative": lambda: close(got, expected, what=what, hint=hint),
            "the sum over your own single windows": own,
        }
    )


@lab.check(points=1, proves=["max_pool_backward"], follows=max_pool_values)
def max_pool_gradient(student, reference, rng):
    """max_pool_backward hands the derivative of each window to its largest pixel."""
    for *shape, size, stride in [*APART, APART[0]]:
        x, dout = pool_problem(rng, *shape, size, stride)
        expected = reference.max_pool_backward(dout, x, size, stride)
        what = f"max_pool_backward with size {size} and stride {stride}"
        close(student.max_pool_backward(dout, x, size, stride), expected, what=what)


@lab.check(points=1, proves=["max_pool_backward"], follows=max_pool_values)
def max_pool_overlap(student, reference, rng):
    """max_pool_backward adds up what windows that overlap hand to the same pixel."""
    for *shape, size, stride in OVERLAPPING:
        x, dout = pool_problem(rng, *shape, size, stride)
        expected = reference.max_pool_backward(dout, x, size, stride)
        overlapping(student.max_pool_backward, dout, x, size, stride, expected)


# How the derivative of a window may be shared out among k equal values, row by row.
TIES = {
    "the first of them": lambda k: np.eye(k)[0],
    "each of them": lambda k: np.ones(k),
    "all of them, which share it": lambda k: np.full(k, 1 / k),
    "the last of them": lambda k: np.eye(k)[-1],
}


@lab.check(points=1, follows=max_pool_values)
def max_pool_ties(student, reference, rng):
    """max_pool_backward hands the derivative on where several pixels of a window are equal and largest."""
    size = 3
    x = rng.integers(0, 2, size=(3, 2, 6, 9)) / 2
    x[0, 0, :3, :3] = 0.0  # as ReLU leaves it
    dout = numbers(rng, 3, 2, 2, 3)
    dx = varied(student.max_pool_backward(dout, x, size, size), 3, 2, what="max_pool_backward")

    def shared_out(rule):
        expected = np.zeros(x.shape)
        for n, c, i, j in np.ndindex(*dout.shape):
            pixels = x[n, c][window(i, j, size, size)]
            tied = pixels == pixels.max()
            expected[n, c][window(i, j, size, size)][tied] = rule(int(tied.sum())) * dout[n, c, i, j]
        close(dx, expected, what="max_pool_backward of windows with equal pixels")

    def as_if(first_or_last):
        # Wrong where no pixels are equal has been counted: here it is wrong in the same way.
        slightly = np.arange(x.size).reshape(x.shape) * first_or_last * 1e-12
        close(dx, np.asarray(student.max_pool_backward(dout, x + slightly, size, size)))

    ways = {name: lambda rule=rule: shared_out(rule) for name, rule in TIES.items()}
    ways["what you do where the first one is larger"] = lambda: as_if(-1)
    ways["what you do where the last one is larger"] = lambda: as_if(1)
    either(ways)


@lab.check(points=1, proves=["avg_pool_forward"])
def avg_pool_values(student, reference, rng):
    """avg_pool_forward takes the mean of each window, also of windows that overlap."""
    pool_values(student.avg_pool_forward, reference.avg_pool_forward, rng)


@lab.check(points=1, proves=["avg_pool_backward"], follows=avg_pool_values)
def avg_pool_gradient(student, reference, rng):
    """avg_pool_backward shares the derivative of each window out among its pixels."""
    for *shape, size, stride in [*APART, APART[0]]:
        x, dout = pool_problem(rng, *shape, size, stride)
        mean = reference.avg_pool_forward(x, size, stride)
        expected = reference.avg_pool_backward(dout, x, size, stride)
        got = student.avg_pool_backward(dout, x, size, stride)

        def textbook(got=got, expected=expected, what=f"avg_pool_backward with size {size} and stride {stride}"):
            close(got, expected, what=what)

        def of_sums(got=got, expected=expected, mean=mean, x=x, size=size, stride=stride):
            close(student.avg_pool_forward(x, size, stride), mean * size**2)
            close(got, expected * size**2)

        either({"the derivative of the mean": textbook, "that of the sum, as your avg_pool_forward has it": of_sums})


@lab.check(points=1, proves=["avg_pool_backward"], follows=avg_pool_values)
def avg_pool_overlap(student, reference, rng):
    """avg_pool_backward adds up what windows that overlap hand to the same pixel."""
    for *shape, size, stride in OVERLAPPING:
        x, dout = pool_problem(rng, *shape, size, stride)
        expected = reference.avg_pool_backward(dout, x, size, stride)
        overlapping(student.avg_pool_backward, dout, x, size, stride, expected)


@lab.check(points=1)
def whole_numbers(student, reference, rng):
    """Images of whole numbers are images like others."""
    x, W, b = kernels(rng, 2, 2, 4, 5, 3, 3, 2)
    x = np.rint(8 * x - 0.25)
    dout, dpool = numbers(rng, 2, 3, 2, 3), numbers(rng, 2, 2, 3, 4)
    for function, arguments, expected in every_function(student, reference, x, W, b, dout, dpool):
        if expected is not None:
            arguments = [each.astype(int) if each is x else each for each in arguments]
            same(function(*arguments), expected, what=f"{function.name} of whole-number images")


# ---------------------------------------------------------------------------------------------- what it is for


def bars(rng, N):
    """Noisy images (N, 1, 7, 8) of bars that lie, stand or lean, and which of the three each one does."""
    x, kind = 0.2 * rng.normal(size=(N, 1, 7, 8)), rng.permutation(np.arange(N) % 3)
    along = np.arange(5)
    for image, way in zip(x[:, 0], kind, strict=True):
        top, left = rng.integers([3, 4])
        rows, columns = [(top + 2, left + along), (top + along, left + 2), (top + along, left + along)][way]
        image[rows, columns] += 1.0
    return x, kind


class Network:
    """Convolution, ReLU, max pooling, convolution and average pooling; trained by Adam."""

    def __init__(self, layers, rng):
        self.layers = layers
        self.params = [rng.normal(size=(FEATURES, 1, 3, 3)) / 3, np.full(FEATURES, 0.5)]
        self.params += [rng.normal(size=(3, FEATURES, 1, 1)) / 3, np.zeros(3)]
        self.m, self.v = ([np.zeros(p.shape) for p in self.params] for _ in range(2))

    def scores(self, x):
        """A score for each kind: (N, 3)."""
        W1, b1, W2, b2 = self.params
        N, K = len(x), len(W1)
        z = self._got(self.layers.conv2d_forward(x, W1, b1, 1, 0), N, K, 5, 6)
        r = np.maximum(z, 0)
        p = self._got(self.layers.max_pool_forward(r, 3, 2), N, K, 2, 2)
        s = self._got(self.layers.conv2d_forward(p, W2, b2, 1, 0), N, 3, 2, 2)
        self.seen = x, z, r, p, s
        return self._got(self.layers.avg_pool_forward(s, 2, 1), N, 3, 1, 1)[:, :, 0, 0]

    def step(self, x, y, t, rate=RATE):
        """One step against the cross-entropy; gives its value."""
        scores = self.scores(x)
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        probability = e / e.sum(axis=1, keepdims=True)
        d = (probability - np.eye(3)[y]) / len(y)
        for k, gradient in enumerate(self._gradients(d[:, :, None, None])):
            self.m[k] = 0.9 * self.m[k] + 0.1 * gradient
            self.v[k] = 0.99 * self.v[k] + 0.01 * gradient**2
            step = rate * self.m[k] / (1 - 0.9**t) / (np.sqrt(self.v[k] / (1 - 0.99**t)) + 1e-8)
            self.params[k] = self.params[k] - step
        return float(-np.log(probability[np.arange(len(y)), y] + 1e-12).mean())

    def _gradients(self, d):
        x, z, r, p, s = self.seen
        W1, b1, W2, b2 = self.params
        d = self._got(self.layers.avg_pool_backward(d, s, 2, 1), *s.shape)
        dp, dW2, db2 = parts(self.layers.conv2d_backward(d, p, W2, b2, 1, 0), "dx", "dW", "db")
        d = self._got(self.layers.max_pool_backward(self._got(dp, *p.shape), r, 3, 2), *r.shape) * (z > 0)
        _, dW1, db1 = parts(self.layers.conv2d_backward(d, x, W1, b1, 1, 0), "dx", "dW", "db")
        got = [dW1, flat(db1, len(W1)), dW2, flat(db2, 3)]
        return [self._got(gradient, *param.shape) for gradient, param in zip(got, self.params, strict=True)]

    def _got(self, value, *shape):
        shaped(value, *shape)
        return np.asarray(value, dtype=float)


@lab.check(
    points=1,
    public=False,
    fresh=True,
    seconds=30,
    # The pooling is the student's own in any case.
    follows=[
        conv_values,
        conv_stride,
        conv_padding,
        conv_input_gradient,
        conv_kernel_gradient,
        conv_bias_gradient,
    ],
)
def learns_bars(student, reference, rng):
    """A network made of these functions learns to see how a bar lies."""
    network = Network(student, rng)
    curve([network.step(*bars(rng, BATCH), t) for t in range(1, STEPS + 1)])
    x, y = bars(rng, UNSEEN)
    at_least(float(np.mean(network.scores(x).argmax(axis=1) == y)), ACCURACY, what="accuracy on unseen bars")
