"""LeNet-5: what is asked of lenet.py, and how it is looked at.

The model is compared with the textbook's under the same weights. What is done with a model is held to what the
student's own one computes, so that a mistake in the model counts where the model is looked at: steps are followed by
its own gradients, and trainings that have to come out alike are compared with each other. No comparison depends on an
order that is drawn.
"""

import numpy as np
import torch

import reference.lenet
from graders.checks import Adam, Failure, StudentError, at_least, close, own_draws, shaped, unchanged
from graders.checks.training import training
from graders.data import digits
from graders.lab import Lab
from graders.modules import module, share

lab = Lab("lenet", title="LeNet-5", files=["lenet.py"], reference=reference.lenet, packages=["torch", "numpy"])

# float32 on both sides: the same products, summed in another order.
VALUES = {"rtol": 1e-3, "atol": 1e-4}

# Pixels between about −10 and 30. Of pixels between 0 and 1 the same 30 epochs read 0.96 to 0.98 of the unseen
# digits, which leaves too little room. So the reference reads at least 0.975 of the 700 over 40 seeds (median 0.983),
# and after 8 epochs 0.926 of the validation digits (median 0.967), with 0.94 of its first loss gone. Glorot's weights
# do as well; He's, which are larger, reach 0.936 to 0.97: the handout advises against them. After 30 epochs 200
# training images lead to 0.93, plain gradient descent to 0.90, sigmoids to 0.94; SGD with momentum to 0.96 and
# detached maps to 0.97: steps and gradients are what tells those from right work.
CONTRAST = 32.0


# ------------------------------------------------------------------------------------------------- models


def images(rng, N):
    """Random images (N, 1, 28, 28): coarse spots, which make them differ, and noise."""
    spots = np.kron(rng.normal(size=(N, 1, 7, 7)), np.ones((4, 4)))
    return torch.from_numpy((spots + 0.3 * rng.normal(size=spots.shape)).astype(np.float32))


def labels(rng, N):
    """Random labels (N,)."""
    return torch.from_numpy(rng.integers(10, size=N))


def alike(rng, N):
    """The same image N times, with the same label: in which order they come does not matter."""
    return images(rng, 1).repeat(N, 1, 1, 1), labels(rng, 1).repeat(N)


def made(source):
    """A new model, the student's or the textbook's."""
    return module(source.LeNet5(), "LeNet5()")


def weights(rng, parameters):
    """Weights under these names, of a size that keeps what goes through the layers as large as it is."""
    values = {}
    for each in parameters:
        inputs = int(np.prod(each.shape[1:]))
        std = np.sqrt(2 / inputs) if len(each.shape) > 1 else 0.1
        values[each.name] = torch.from_numpy((std * rng.normal(size=each.shape)).astype(np.float32))
    if not values:
        raise Failure("LeNet5 has no parameters.", hint="Make the layers in __init__, after super().__init__().")
    return values


def named(textbook, model):
    """The model's name for each parameter of the textbook's, by shape and order; both lose their weights."""
    textbook.assign({each.name: torch.zeros(each.shape) for each in textbook.anatomy.parameters})  # short to record
    return share(textbook, model)


def own(student, values):
    """A new model of the student's with these weights: nothing can be left in it of an earlier call."""
    model = made(student)
    model.assign(values)
    return model


def state(model, names):
    """The weights of a model as they are now, in float64."""
    found = model.state_dict()
    return {name: np.asarray(found[name], dtype=float) for name in names}


def scores(model, X):
    """The model's logits (N, 10), whatever their values: wrong ones count where the model is looked at."""
    z = model(X)
    shaped(z, len(X), 10, what="model(X)")
    return np.asarray(z, dtype=float)


def cross_entropy(z, y):
    """The mean cross-entropy of logits, and its gradient, in float64."""
    z = torch.tensor(z, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(z, y)
    loss.backward()
    return loss.item(), z.grad.numpy()


# ---------------------------------------------------------------------------------------------- the model


@lab.check(points=2)
def parameters(student, reference, rng):
    """LeNet5 has the ten parameter tensors of the statement, 61,706 numbers, which begin at random."""
    model, other, textbook = made(student), made(student), made(reference)
    pairs = named(textbook, made(student))
    if model.anatomy.count != textbook.anatomy.count:
        raise Failure(f"LeNet5 has {model.anatomy.count:,} parameters; {textbook.anatomy.count:,} are expected.")
    for each in model.anatomy.parameters:
        if each.dtype != "float32" or not each.requires_grad:
            what = each.dtype if each.dtype != "float32" else "not trained: its requires_grad is False"
            raise Failure(f"The parameter {each.name} is {what}.", hint="All are float32, and all are trained.")
    first, second = (state(each, pairs.values()) for each in (model, other))
    for name, value in first.items():
        if value.ndim == 1:
            continue  # a bias may begin at 0
        if len(np.unique(value)) < value.size / 2:
            raise Failure(f"{name} of a new model holds equal numbers.", hint="Equal units stay equal for ever.")
        if np.array_equal(value, second[name]):
            raise Failure(f"{name} is the same in two new models.", hint="Is a seed set in LeNet5?")


@lab.check(points=3)
def logits(student, reference, rng):
    """With the same weights, the logits are the textbook's."""
    rng = own_draws(rng)
    textbook, model = made(reference), made(student)
    pairs = named(textbook, model)
    values = weights(rng, textbook.anatomy.parameters)
    textbook.assign(values)
    model.assign({pairs[name]: value for name, value in values.items()})
    for N in (3, 1, 4):
        X = images(rng, N)
        what = f"the logits of {N} image{'s' if N > 1 else ''}"
        close(model(X), textbook(X), what=what, hint="Compare the layers with the statement's, one by one.", **VALUES)
    model.eval()
    close(model(X), textbook(X), what="the logits in evaluation mode", hint="It is the same in both modes.", **VALUES)


@lab.check(points=1)
def gradients(student, reference, rng):
    """What comes back to each parameter is the slope of the logits."""
    rng = own_draws(rng)
    X, upstream = images(rng, 2), torch.from_numpy(rng.normal(size=(2, 10)).astype(np.float32))
    model = made(student)
    values = weights(rng, model.anatomy.parameters)
    model.assign(values)
    scores(model, X)
    claimed = model.gradients(X, upstream=upstream).parameters
    for name, value in values.items():
        if claimed[name] is None or not np.any(claimed[name]):
            raise Failure(f"No gradient comes back to {name}.", hint="Is something detached, or turned into data?")
        length = float(np.linalg.norm(claimed[name]))
        way = torch.from_numpy(claimed[name] / length)

        def along(h, name=name, value=value, way=way):
            model.assign({name: value + h * way})
            return float(np.sum(scores(model, X) * upstream.numpy()))

        slope = (along(0.0005) - along(-0.0005)) / 0.001  # a longer way bends at every ReLU
        model.assign({name: value})
        what = f"the gradient of {name}, along itself,"
        close(length, slope, what=what, hint="Nothing is detached between the layers.", rtol=0.1)


# ----------------------------------------------------------------------------------------------- the steps


def followed(model, values, X, y, steps, rate):
    """The weights after steps of Adam along the model's own gradients, and which of them rounding leaves alone.

    Adam divides a gradient by its size: where there is hardly any, rounding moves a weight as far as a gradient does.
    """
    adam = Adam({name: value.numpy() for name, value in values.items()}, rate)
    still, clear = ({name: np.ones(value.shape, bool) for name, value in adam.weights.items()} for _ in range(2))
    for _ in range(steps):
        model.assign(adam.single())
        _, upstream = cross_entropy(scores(model, X), y)
        pulled = model.gradients(X, upstream=torch.from_numpy(upstream.astype(np.float32))).parameters
        adam.step(pulled)
        for name, g in pulled.items():
            if g is not None:
                still[name] &= g == 0
                clear[name] &= np.abs(g) > 1e-3 * np.abs(g).max()
    return adam.weights, {name: still[name] | clear[name] for name in adam.weights}


@lab.check(points=2)
def adam_steps(student, reference, rng):
    """Each batch is one step of Adam on the cross-entropy, along the gradient of this batch alone."""
    rng = own_draws(rng)
    rate, steps = 0.002, 4
    for N in (2, 3):
        X, y = alike(rng, N)
        values = weights(rng, made(student).anatomy.parameters)
        # A unit that is always off has no gradient: Adam leaves it where it is, and weight decay does not.
        off = [name for name, value in values.items() if value.ndim == 1][-2:][0]
        values[off][0] = -100.0
        expected, judged = followed(own(student, values), values, X, y, steps, rate)
        if all(np.array_equal(want, values[name].numpy()) for name, want in expected.items()):
            raise Failure("The model has no gradients, so no step can be seen.", hint="Do the logits come from layers?")
        model = own(student, values)
        how = {"epochs": steps, "seed": 1, "batch_size": N, "learning_rate": rate}
        student.train(model, X, y, **how)
        found = state(model, values)
        for name, want in expected.items():
            before = values[name].numpy().astype(float)
            moved = np.where(judged[name], found[name] - before, want - before) / rate
            what = f"the way of {name} in {steps} steps with {N} equal images, in learning rates,"
            close(moved, (want - before) / rate, what=what, rtol=0.01, atol=0.03)


# -------------------------------------------------------------------------------------------- the batches


def went(student, values, X, y, **how):
    """How far each weight goes in a training, in one vector; nowhere at all is refused."""
    model = own(student, values)
    student.train(model, X, y, **how)
    way = np.concatenate([(after - values[name].numpy()).ravel() for name, after in state(model, values).items()])
    if not np.linalg.norm(way) > 0:
        raise Failure("train leaves the weights of the model as they were.", hint="Is there an optimizer.step()?")
    return way


def watched(model, call):
    """How many images the model is called with, and whether in training mode, for each of its calls meanwhile."""
    with model.watched() as seen:
        call()
    return [(len(each.inputs[0]) if each.inputs else 0, each.training) for each in seen]


def in_steps(student, values, X, y, steps):
    """How far each weight goes in so many steps, with the first image only: equal images give equal gradients."""
    X, y = X[:1].repeat(2 * steps, 1, 1, 1), y[:1].repeat(2 * steps)
    return went(student, values, X, y, epochs=1, seed=1, batch_size=2, learning_rate=1e-3)


def apart(one, other):
    """How far two ways end from each other, as a share of the second one's length."""
    return float(np.linalg.norm(one - other) / np.linalg.norm(other))


@lab.check(points=1)
def last_batch(student, reference, rng):
    """Each epoch uses the last, smaller batch too."""
    rng = own_draws(rng)
    for N, batch_size, steps in [(5, 2, 3), (4, 3, 2), (2, 3, 1)]:
        X, y = alike(rng, N)
        values = weights(rng, made(student).anatomy.parameters)
        found = went(student, values, X, y, epochs=1, seed=1, batch_size=batch_size, learning_rate=1e-3)
        expected = in_steps(student, values, X, y, steps)
        what = (
            f"the distance of an epoch with {N} equal images in batches of {batch_size} from {steps} whole batches, as "
            "a share of the way,"
        )
        hint = "The last batch of an epoch holds what is left, be it one image."
        close(apart(found, expected), 0.0, what=what, hint=hint, atol=0.2)


@lab.check(points=1)
def defaults(student, reference, rng):
    """Where nothing else is said, a batch has 64 images and the learning rate is 0.001."""
    rng = own_draws(rng)
    values = weights(rng, made(student).anatomy.parameters)
    X, y = alike(rng, 130)
    hint = "The defaults are batch_size=64 and learning_rate=1e-3; batches of 64 cut 128 images in 2."
    # 128 images are two whole batches: what becomes of a smaller one counts where it is asked for.
    found = went(student, values, X[:128], y[:128], epochs=1, seed=1)
    expected = in_steps(student, values, X, y, 2)
    what = "the distance of an epoch with 128 equal images from 2 steps at 0.001, as a share of the way,"
    close(apart(found, expected), 0.0, what=what, hint=hint, atol=0.2)
    model = own(student, values)
    seen = watched(model, lambda: student.train(model, X, y, epochs=1, seed=1))
    if seen and seen[0][0] != 64:
        raise Failure(f"The first batch of 130 images has {seen[0][0]}, where no batch_size is given.", hint=hint)


@lab.check(points=1)
def pairs(student, reference, rng):
    """Labels stay with their images, and an epoch uses each image once."""
    rng = own_draws(rng)
    N = 6
    X, y = images(rng, N), torch.from_numpy(rng.permutation(10)[:N])
    values = weights(rng, made(student).anatomy.parameters)
    how = {"epochs": 2, "batch_size": N, "learning_rate": 1e-3}
    expected = went(student, values, X, y, seed=1, **how)
    for seed in (2, 3, 4):
        order = torch.from_numpy(rng.permutation(N))
        found = went(student, values, X[order], y[order], seed=seed, **how)
        what = "the distance of steps with all images from steps with the same in another order, as a share of the way,"
        hint = "A step with all images has the same gradient in any order: shuffle X and y by one permutation."
        close(apart(found, expected), 0.0, what=what, hint=hint, atol=0.1)


@lab.check(points=1)
def repeatable(student, reference, rng):
    """The same seed gives the same weights."""
    rng = own_draws(rng)
    X, y = images(rng, 8), torch.from_numpy(rng.permutation(10)[:8])
    values, seed = weights(rng, made(student).anatomy.parameters), int(rng.integers(1000))
    how = {"epochs": 2, "seed": seed, "batch_size": 2, "learning_rate": 1e-3}
    first, again = (went(student, values, X, y, **how) for _ in range(2))
    hint = "Shuffle with a generator that is made from seed at the beginning of train."
    what = "the distance of two trainings with the same seed, as a share of the way,"
    close(apart(again, first), 0.0, what=what, hint=hint, atol=1e-3)


@lab.check(points=1, seconds=10)
def shuffled(student, reference, rng):
    """Each epoch has a new order, and another seed gives other ones."""
    rng = own_draws(rng)
    X, y = images(rng, 2), torch.from_numpy(rng.permutation(10)[:2])
    values = weights(rng, made(student).anatomy.parameters)
    # Two images in 4 epochs have 16 orders; two of those are the same in all epochs. Seeds that draw anew find no third
    # one in 8 tries once in 140,000.
    how = {"epochs": 4, "batch_size": 1, "learning_rate": 1e-3}
    ends = [went(student, values, X, y, seed=int(seed), **how) for seed in rng.choice(1000, size=8, replace=False)]
    different = []
    for end in ends:
        if all(apart(end, other) > 1e-3 for other in different):
            different.append(end)
    if len(different) == 1:
        raise Failure(
            "8 seeds give one and the same training.", hint="Shuffle the images in each epoch, by an order from seed."
        )
    if len(different) == 2:
        raise Failure(
            "With two images and 8 seeds, 4 epochs end in only 2 ways: each epoch has the order of the first.",
            hint="Draw a new permutation in each epoch, and set the seed once, before the first one.",
        )


@lab.check(points=1)
def history(student, reference, rng):
    """history holds the mean loss of each epoch."""
    rng = own_draws(rng)
    for N, batch_size, epochs in [(4, 2, 2), (3, 3, 2)]:
        X, y = alike(rng, N)
        values = weights(rng, made(student).anatomy.parameters)
        steps = N // batch_size
        # What the model's loss is before each step; equal images give equal gradients.
        losses = []
        for done in range(epochs * steps):
            model = own(student, values)
            if done:
                model.assign(moved(values, in_steps(student, values, X, y, done)))
            losses.append(cross_entropy(scores(model, X), y)[0])
        how = {"epochs": epochs, "seed": 1, "batch_size": batch_size, "learning_rate": 1e-3}
        series = numbers(student.train(own(student, values), X, y, **how))
        if len(series) not in (epochs, epochs * steps):
            raise Failure(
                f"history has {len(series)} numbers after {epochs} epochs and {epochs * steps} steps.",
                hint="One for each epoch, or one for each step.",
            )
        expected = np.array(losses).reshape(len(series), -1).mean(axis=1)
        hint = "The mean of the batches' losses before their steps: not a sum, and in nats."
        close(series, expected, what="history", hint=hint, rtol=0.01, atol=1e-3)


def moved(values, way):
    """The weights at the end of a way."""
    result, start = {}, 0
    for name, value in values.items():
        step = way[start : start + value.numel()].reshape(value.shape)
        result[name] = torch.from_numpy((value.numpy() + step).astype(np.float32))
        start += value.numel()
    return result


def numbers(found):
    """A history as an array (K,)."""
    try:
        series = np.asarray(found, dtype=float)
    except (TypeError, ValueError):
        raise Failure("history is no list of numbers.", hint="Append loss.item().") from None
    if not series.ndim:  # None is a NaN to NumPy
        raise Failure("history is no list of numbers.", hint="Return a number for each epoch, in a list.")
    shaped(series.ravel(), series.size, what="history")
    return series.ravel()


# ------------------------------------------------------------------------------------ modes and prediction


@lab.check(points=1)
def modes(student, reference, rng):
    """The model trains in training mode and predicts in evaluation mode, whichever mode it comes in."""
    rng = own_draws(rng)
    X, y, model = images(rng, 4), labels(rng, 4), made(student)
    for set_mode in (model.eval, model.train):
        set_mode()
        seen = watched(model, lambda: student.train(model, X, y, epochs=2, seed=1, batch_size=2))
        trained = sum(training for _, training in seen)
        # In evaluation mode it may be looked at, after an epoch for instance, beside the 4 steps.
        if not trained or (trained < 4 and trained < len(seen)):
            told = f"in training mode {trained} times of {len(seen)}" if seen else "never"
            raise Failure(
                f"train has 4 steps to take, and calls the model {told}.",
                hint="Call model.train() at the beginning of an epoch, and the model as model(batch).",
            )
        set_mode()
        seen = watched(model, lambda: student.predict(model, X, 2))
        if not seen or any(training for _, training in seen):
            told = "in training mode" if seen else "never"
            raise Failure(f"predict calls the model {told}.", hint="Call model.eval() first, and model(batch) then.")


@lab.check(points=1)
def predictions(student, reference, rng):
    """predict gives each image the class of its largest logit, whatever the batch size."""
    rng = own_draws(rng)
    model, X = made(student), images(rng, 40)
    model.eval()
    for _ in range(20):  # a draw of weights may put all images into one class
        values = weights(rng, model.anatomy.parameters)
        model.assign(values)
        for name in [name for name, value in values.items() if value.shape == (10,)]:
            model.assign({name: values[name] - torch.from_numpy(scores(model, X).mean(axis=0).astype(np.float32))})
        z = scores(model, X)
        kept = np.flatnonzero(np.diff(np.sort(z, axis=1)[:, -2:]).ravel() > 1e-3)  # rounding decides about the others
        expected = z[kept].argmax(axis=1)
        if len(set(expected.tolist())) > 1:
            break
    else:
        raise Failure("The model puts all images into one class.", hint="Do the logits depend on the image?")
    X = X[torch.from_numpy(kept)]
    N, hint = len(kept), "The index of the largest logit, for each image of each batch, the last one's too."
    for count, size in [(N, {}), (N, {"batch_size": 7}), (N, {"batch_size": N}), (N, {"batch_size": 1}), (1, {})]:
        said = f" in batches of {size['batch_size']}" if size else ""
        what = f"predict for {count} image{'s' if count > 1 else ''}{said}"
        close(student.predict(model, X[:count], **size), expected[:count], what=what, hint=hint)


@lab.check(points=1)
def small_batches(student, reference, rng):
    """predict shows the model batch_size images at a time."""
    rng = own_draws(rng)
    model, X = made(student), images(rng, 9)
    for batch_size in (4, 9, 1):
        seen = watched(model, lambda size=batch_size: student.predict(model, X, batch_size=size))
        sizes = [size for size, _ in seen]
        if not sizes or max(sizes) > batch_size:
            told = f"batches of {sizes[:9]} images" if sizes else "nothing"
            raise Failure(
                f"predict, with batch_size={batch_size} and 9 images, shows the model {told}.",
                hint="Thousands of images at once take gigabytes of memory; call the model as model(batch).",
            )


@lab.check(points=1)
def nothing_changed(student, reference, rng):
    """Nothing changes the tensors that it is given, and only train changes the weights."""
    rng = own_draws(rng)
    X, y, model = images(rng, 5), labels(rng, 5), made(student)
    values = weights(rng, model.anatomy.parameters)
    model.assign(values)
    expected = scores(model, X).argmax(axis=1)
    unchanged(model.forward, X, what="the model")
    works, wrong = False, None
    # What stops or is wrong counts where it is asked for, and once: here it is passed over.
    try:
        works = np.array_equal(unchanged(student.predict, model, X, 2), expected) and len(set(expected.tolist())) > 1
    except StudentError as error:
        wrong = error
    if changed := [name for name, value in state(model, values).items() if not np.array_equal(value, values[name])]:
        raise Failure(f"predict changes the model: {changed[0]} is another one after it.", hint="Only train does.")
    try:
        unchanged(student.train, model, X, y, epochs=2, seed=1, batch_size=2)
    except StudentError as error:
        wrong = wrong or error
    moved = any(not np.array_equal(value, values[name]) for name, value in state(model, values).items())
    if not (works or moved):
        raise wrong or Failure("predict names no class, and train changes no weight.")


# ------------------------------------------------------------------------------------------------ learning


def run_on_digits(student, rng, *names, epochs):
    """Train on the training digits; gives the history and the share of right labels among the others."""
    known, *unseen = digits.images(rng, "train", *names)
    mean = known.X.mean()

    def pixels(X):
        return torch.from_numpy((CONTRAST * (X - mean)).astype(np.float32)[:, None])

    model = made(student)
    found = student.train(
        model, pixels(known.X), torch.from_numpy(known.y), epochs=epochs, seed=int(rng.integers(1000))
    )
    series = training(found)
    model.eval()
    right = [scores(model, pixels(each.X)).argmax(axis=1) == each.y for each in unseen]
    return series, float(np.mean(np.concatenate(right)))


@lab.check(points=1, fresh=True, seconds=30)
def learns(student, reference, rng):
    """Training on digits makes the loss fall, and reads 80 % of a validation set after 8 epochs."""
    rng = own_draws(rng)
    series, accuracy = run_on_digits(student, rng, "validation", epochs=8)
    part = max(len(series) // 8, 1)
    first, last = series[:part].mean(), series[-part:].mean()
    at_least(1 - last / first, 0.5, what="the share of the first epoch's loss that training takes away")
    at_least(accuracy, 0.8, what="the accuracy on 300 validation digits")


@lab.check(points=1, after=learns, public=False, fresh=True, seconds=90)
def generalises(student, reference, rng):
    """Training for 30 epochs reads 95 % of digits that nobody has seen."""
    _, accuracy = run_on_digits(student, rng, "validation", "test", epochs=30)
    at_least(accuracy, 0.95, what="the accuracy on 700 unseen digits")
