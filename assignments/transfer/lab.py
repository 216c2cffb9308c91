"""Transfer learning: what is asked of transfer.py, and how it is looked at.

The networks are the course's own, the same for the student and for the textbook, so weights go from one to the other by
their names. What a function asks of another one is done here by the handle of the model, or held to what the student's
own function does: a mistake in ``train`` counts where ``train`` is looked at. Training is watched through hooks.
"""

import numpy as np
import torch

import reference.transfer
from graders.checks import Failure, StudentError, at_least, close, own_draws, parts, raises, shaped, training, unchanged
from graders.data import digits
from graders.lab import Lab
from graders.modules import module

lab = Lab(
    "transfer",
    title="Transfer learning",
    files=["transfer.py"],
    provided=["net.py"],
    reference=reference.transfer,
    packages=["torch", "numpy"],
)

# Eleven layers: "hidden1" is the beginning of "hidden10".
DEEP = (3, 4, 2, 5, 5, 2, 3, 4, 4, 3, 5, 2)
LAYERS = [*(f"hidden{i}" for i in range(1, 11)), "output"]

# float32 on both sides: the same products, summed in another order.
VALUES = {"rtol": 1e-3, "atol": 1e-5}

# Weights after some steps, with batch norm between them.
STEPS = {"rtol": 2e-3, "atol": 2e-4}

# Five digits on 14 × 14 pixels to learn from, twice each; 6 images of each of the others, three times. Over 56 seeds
# the reference reaches 0.45 to 0.63 with reused layers; what begins from nothing, or takes nothing over, reaches at
# most 0.37, so reuse gains at least 0.13.
CHANNELS, SIZE, NOISE, TIMES, FEW, DRAWS = (1, 16, 24, 24), 14, 0.1, 2, 6, 3
SOURCE = {"epochs": 6, "batch_size": 32, "learning_rate": 0.05}
TARGET = {"epochs": 8, "batch_size": 10, "learning_rate": 0.03}
ACCURACY, BETTER = 0.4, 0.08


# ------------------------------------------------------------------------------------------- models and weights


def draw(rng, *shape):
    """Random normal numbers as a tensor."""
    return torch.from_numpy(rng.normal(size=shape).astype(np.float32))


def labels(rng, N, classes):
    """Labels (N,), int64."""
    return torch.from_numpy(rng.integers(classes, size=N))


def mlp(source, sizes, dropout=0.0):
    """A new network of the course's, in the student's process or the textbook's."""
    return module(source.mlp(sizes, dropout), f"mlp({sizes})")


def weights(rng, model):
    """Values for all parameters and buffers of a model, by its names: such that no layer is like another."""
    anatomy = model.anatomy
    values = {each.name: draw(rng, *each.shape) for each in anatomy.parameters}
    for each in anatomy.buffers:
        if each.dtype == "int64":
            values[each.name] = torch.tensor(int(rng.integers(1, 100)))
        elif each.name.endswith("var"):
            values[each.name] = torch.from_numpy(rng.uniform(0.5, 2, size=each.shape).astype(np.float32))
        else:
            values[each.name] = draw(rng, *each.shape)
    return values


def twins(rng, *models):
    """Give all these models of one kind the same random weights; gives these."""
    values = weights(rng, models[0])
    for model in models:
        model.assign(values)
    return values


def state(model):
    """All parameters and buffers of a model as they are now: arrays by names."""
    return {name: np.asarray(value) for name, value in model.state_dict().items()}


def layer_of(name):
    """The layer that a parameter belongs to."""
    return name.split(".")[0]


def listed(names):
    """The layers that these parameters belong to, as a text."""
    return ", ".join(dict.fromkeys(map(layer_of, names))) or "none"


def differing(found, expected):
    """The first name whose tensor is not the expected one to the last bit; None if there is none."""
    return next((name for name, value in expected.items() if not np.array_equal(found[name], value)), None)


def trains(model):
    """By parameter, whether it is to be trained."""
    return {each.name: each.requires_grad for each in model.anatomy.parameters}


def modes(model):
    """By module, whether it is in training mode."""
    return {each.name: each.training for each in model.anatomy.layers}


def moved(found, before, what):
    """Refuse a training that trains nothing: all that is like it would be right."""
    if all(np.array_equal(found[name], value) for name, value in before.items()):
        raise Failure(f"{what} leaves all weights as they are.", hint="Is `optimizer.step()` called?")


def series(history, *lengths):
    """A history as an array; how many numbers it may hold is the student's choice among ``lengths``."""
    try:
        found = np.asarray(history, dtype=float).ravel()
    except (TypeError, ValueError):
        raise Failure("history is no list of numbers.", hint="Append loss.item().") from None
    if history is None or len(found) not in lengths:
        wanted = " or ".join(str(length) for length in dict.fromkeys(lengths))
        hint = "One number for each step, or one for each epoch."
        raise Failure(f"history holds {len(found)} numbers; {wanted} are expected.", hint=hint)
    return found


# ------------------------------------------------------------------------------------------------------ names


@lab.check(points=1, proves=["matching"])
def layers_by_pattern(student, reference, rng):
    """matching gives the names that fit a pattern, in their order."""
    for patterns in (
        ["hidden1"],
        ["output", "hidden2"],
        ["hidden*"],
        ["hidden?"],
        ["*1*", "hidden1"],
        ["hidden[23]", "out*"],
        ["*"],
        [],
    ):
        found, expected = student.matching(LAYERS, patterns), reference.matching(LAYERS, patterns)
        if not isinstance(found, list | tuple) or list(found) != expected:
            raise Failure(
                f"matching gives {found!r} for the patterns {patterns} and eleven layers; {expected} is expected.",
                hint="A pattern fits a whole name, and the names keep their order, each of them once.",
            )
    for names, patterns in ((LAYERS, ["hidden11"]), (LAYERS, ["hidden1", "Output"]), (["fc"], ["f"]), ([], ["*"])):
        raises(
            "ValueError", student.matching, names, patterns, hint=f"One of {patterns} fits none of the names {names}."
        )


# ------------------------------------------------------------------------------------------------------ reuse


@lab.check(points=2, follows=layers_by_pattern)
def reused_layers(student, reference, rng):
    """reuse copies all parameters and buffers of the chosen layers, and nothing else."""
    for patterns in (["hidden1"], ["output", "hidden2"], ["hidden*"], ["*0", "hidden3"], ["*"]):
        model, textbook = mlp(student, DEEP), mlp(reference, DEEP)
        before = {name: value.numpy() for name, value in twins(rng, model, textbook).items()}
        saved = {"hidden0.linear.weight": draw(rng, 4, 3), "hidden11.linear.bias": draw(rng, 4)} | weights(
            rng, textbook
        )
        if patterns != ["*"]:
            saved |= {"hidden9.linear.weight": draw(rng, 2, 2)} if "hidden*" not in patterns else {}
            saved |= {"output.bias": draw(rng, 7)} if "output" not in patterns else {}
        names = reference.reuse(textbook, saved, patterns)
        given = unchanged(student.reuse, model, saved, patterns)
        found = state(model)
        expected = {name: saved[name].numpy() if name in names else before[name] for name in before}
        if (wrong := differing(found, expected)) is not None:
            told = "is not the saved one" if wrong in names else "has changed"
            hint = f"{layer_of(wrong)} is {'' if wrong in names else 'not '}among the chosen layers."
            raise Failure(f"After reuse(model, state, {patterns}), {wrong} {told}.", hint=hint)
        if not isinstance(given, list | tuple) or list(given) != names:
            told = f"{len(given)} names" if isinstance(given, list | tuple) else repr(given)
            raise Failure(
                f"reuse(model, state, {patterns}) gives {told}; {len(names)} names are expected, from {names[0]} on.",
                hint="The names of what was copied, in the order of model.state_dict().",
            )


@lab.check(points=1, follows=layers_by_pattern)
def reuse_refuses(student, reference, rng):
    """reuse refuses a state that lacks a tensor of a chosen layer, or has it in another shape."""
    sizes = (3, 4, 4, 2)
    good = weights(rng, mlp(reference, sizes))
    lacking = {name: value for name, value in good.items() if name != "hidden2.norm.weight"}
    student.reuse(mlp(student, sizes), good | {"output.weight": draw(rng, 1)}, ["h*"])
    student.reuse(mlp(student, sizes), lacking, ["hidden1", "output"])
    for name, saved in (
        ("hidden2.norm.weight", lacking),
        ("hidden1.linear.weight", good | {"hidden1.linear.weight": draw(rng, 3, 4)}),
        ("hidden2.linear.weight", good | {"hidden2.linear.weight": draw(rng, 1, 4)}),
        ("hidden2.norm.bias", good | {"hidden2.norm.bias": draw(rng, 1)}),
        ("hidden2.linear.bias", good | {"hidden2.linear.bias": draw(rng, 5)}),
    ):
        told = "lacks it" if name not in saved else f"has it in the shape {tuple(saved[name].shape)}"
        hint = f"{name} is {tuple(good[name].shape)} in the model; the state {told}. Compare shapes before you copy."
        raises(("ValueError", "KeyError", "RuntimeError"), student.reuse, mlp(student, sizes), saved, ["h*"], hint=hint)


@lab.check(points=1, follows=layers_by_pattern)
def reuse_copies(student, reference, rng):
    """What happens to the model after reuse leaves the saved state as it is."""
    source, model = mlp(student, (3, 4, 2)), mlp(student, (3, 4, 2))
    values = twins(rng, source)
    saved = student.checkpoint(source)
    student.reuse(model, saved, ["*"])
    found = state(model)
    wrong = [name for name in values if name.endswith("weight") and not np.array_equal(found[name], values[name])]
    if len(wrong) == 3:  # whatever else is missing counts elsewhere
        raise Failure("reuse(model, checkpoint(source), ['*']) takes nothing over.")
    twins(rng, model)
    for name, value in values.items():
        if not np.array_equal(saved.get(name), value):
            raise Failure(
                f"{name} of the saved state changes when the model does.",
                hint="The model's tensor is the saved one itself. Copy its values: parameter.copy_(state[name]).",
            )


# ------------------------------------------------------------------------------------------ another framework


@lab.check(points=2)
def arrays_of_tensorflow(student, reference, rng):
    """from_arrays gives TensorFlow's weights PyTorch's names and axes."""

    def block(layer, part, *shape):
        n = shape[-1]
        return {
            f"{layer}/{part}/kernel": rng.normal(size=shape).astype(np.float32),
            f"{layer}/{part}/bias": rng.normal(size=n).astype(np.float32),
            f"{layer}/norm/gamma": rng.normal(size=n).astype(np.float32),
            f"{layer}/norm/beta": rng.normal(size=n),
            f"{layer}/norm/moving_mean": rng.normal(size=n),
            f"{layer}/norm/moving_variance": rng.uniform(0.5, 2, size=n).astype(np.float32),
        }

    for arrays in (
        block("hidden1", "linear", 2, 3) | {"output/kernel": rng.normal(size=(4, 4)), "output/bias": np.zeros(4)},
        block("hidden2", "linear", 3, 3),
        block("conv1", "conv", 2, 3, 4, 5) | block("conv2", "conv", 3, 3, 3, 3),
        block("conv3", "conv", 1, 1, 2, 2),
        {"a/b/c/kernel": rng.normal(size=(1, 5)), "kernel/bias": rng.normal(size=2)},
    ):
        found, expected = unchanged(student.from_arrays, arrays), reference.from_arrays(arrays)
        if isinstance(found, dict) and (more := [name for name in found if name not in expected]):
            raise Failure(f"from_arrays gives {more[0]!r}; {', '.join(expected)} are expected.")
        close(found, expected, what="from_arrays", rtol=1e-6)
        if double := [name for name, value in found.items() if np.asarray(value).dtype == np.float64]:
            raise Failure(
                f"{double[0]} of from_arrays is float64; float32 is expected.", hint="The networks are float32."
            )


# --------------------------------------------------------------------------------------------------- freezing


@lab.check(points=1, follows=layers_by_pattern)
def frozen_layers(student, reference, rng):
    """freeze and unfreeze choose which parameters are trained, layer by layer."""
    model, textbook = mlp(student, DEEP), mlp(reference, DEEP)
    values = {name: value.numpy() for name, value in twins(rng, model, textbook).items()}
    for name, patterns in (
        ("freeze", ["hidden1"]),
        ("freeze", ["hidden[2-5]", "output"]),
        ("unfreeze", ["hidden3", "hidden1"]),
        ("freeze", ["*"]),
        ("unfreeze", ["hidden1"]),
        ("unfreeze", ["hidden*"]),
        ("freeze", ["hidden?"]),
    ):
        getattr(student, name)(model, patterns)
        getattr(reference, name)(textbook, patterns)
        found, expected = trains(model), trains(textbook)
        if wrong := [each for each, value in expected.items() if found.get(each) != value]:
            raise Failure(
                f"After {name}(model, {patterns}), requires_grad of {wrong[0]} is {found.get(wrong[0])}; "
                f"{expected[wrong[0]]} is expected.",
                hint="The layers that fit no pattern stay as they were.",
            )
    if (wrong := differing(state(model), values)) is not None:
        raise Failure(f"{wrong} has other values after freeze and unfreeze.", hint="They only set requires_grad.")


def stacked(source, lower, upper, dropout=0.0):
    """A network whose top layer is a network: mlp(lower), and mlp(upper) behind it under the name "top"."""
    model = mlp(source, lower)
    model.add_module("top", source.mlp(upper, dropout))
    return model


@lab.check(points=1)
def modes_of_layers(student, reference, rng):
    """training_mode trains what is not frozen, and evaluates what is, at whatever depth."""
    for frozen in (
        ["hidden1"],
        ["hidden1", "hidden2", "output", "top.hidden1"],
        ["top.hidden2.norm"],
        ["hidden2.linear", "output", "top"],
        ["hidden1.linear", "hidden1.norm"],
        [],
        [""],
    ):
        model, textbook = (stacked(each, (3, 4, 4, 3), (3, 4, 2, 2), 0.5) for each in (student, reference))
        for each in (model, textbook):
            each.get_submodule("top.hidden2" if frozen else "hidden1").eval()
            for name in frozen:
                each.get_submodule(name).requires_grad_(False)
        # Twice, the second time after some of it has been unfrozen.
        for step in ("", " and unfreezing one of these"):
            student.training_mode(model)
            reference.training_mode(textbook)
            found, expected = modes(model), modes(textbook)
            # The mode of the whole, where all of it is frozen, can be read in two ways and changes nothing.
            if wrong := [each for each, value in expected.items() if each and found.get(each) != value]:
                now, wanted = ("training" if each.get(wrong[0]) else "evaluation" for each in (found, expected))
                raise Failure(
                    f"After freezing {', '.join(frozen) or 'nothing'}{step}, training_mode leaves "
                    f"{wrong[0]} in {now} mode; {wanted} mode is expected.",
                    hint="First model.train(), then eval() for each module that has parameters, all of them frozen.",
                )
            if trains(model) != trains(textbook):
                raise Failure("training_mode changes requires_grad.", hint="That is for freeze and unfreeze.")
            for each in (model, textbook):
                for name in frozen[-1:]:
                    each.get_submodule(name).requires_grad_(True)


# ------------------------------------------------------------------------------------------ cutting and caching


@lab.check(points=1)
def lower_and_upper(student, reference, rng):
    """split cuts a network below its top layers, which it shares with both parts."""
    sizes = (3, 4, 5, 6, 2)
    X = draw(rng, 5, 3)
    for n in (1, 0, 2, 4):
        model, textbook = mlp(student, sizes), mlp(reference, sizes)
        twins(rng, model, textbook)
        names = [each.name for each in model.anatomy.parameters]
        halves = parts(student.split(model, n), "lower", "upper", what="split")
        for what, half, own in zip(
            ("lower", "upper"), halves, parts(reference.split(textbook, n), "", ""), strict=True
        ):
            half, own = module(half, f"{what} of split(model, {n})"), module(own, "")
            found, expected = (
                [each.name for each in half.anatomy.parameters],
                [each.name for each in own.anatomy.parameters],
            )
            if found != expected:
                raise Failure(
                    f"{what} of split(model, {n}) has the layers {listed(found)}; {listed(expected)} are expected.",
                    hint="upper has the last n layers of model.named_children(), under their names; lower the others.",
                )
        lower, upper = (module(half, "a part") for half in halves)
        if [each.name for each in model.anatomy.parameters] != names:
            raise Failure("split takes layers out of the model itself.", hint="Make new nn.Sequential of its layers.")
        for each in (model, lower, upper):
            each.eval()
        textbook.eval()
        close(upper(torch.from_numpy(np.array(lower(X)))), textbook(X), what="upper(lower(X))", **VALUES)
        for half in (lower, upper):
            new = weights(rng, half)
            half.assign(new)
            whole = state(model)
            if any(not np.array_equal(whole[name], value) for name, value in new.items()):
                hint = "The parts have the layers of the model, no copies: what one learns the other knows."
                raise Failure(f"split(model, {n}) copies the layers.", hint=hint)


@lab.check(points=2)
def cached_features(student, reference, rng):
    """cache gives what the lower layers make of each row, in evaluation mode and without a graph."""
    for N, batch_size in ((8, 3), (4, 4), (3, 8), (1, 1), (5, 1)):
        lower, textbook = mlp(student, (3, 5, 4), 0.5), mlp(reference, (3, 5, 4), 0.5)
        values = twins(rng, lower, textbook)
        X = draw(rng, N, 3)
        with lower.watched() as seen:
            found = unchanged(student.cache, lower, X, batch_size)
        sizes = [len(each.inputs[0]) for each in seen if each.inputs]
        expected = reference.cache(textbook, X, batch_size)
        hint = "Dropout and batch norm work as in use, and the rows keep their order."
        close(found, expected, what=f"cache of {N} rows in batches of {batch_size}", hint=hint, **VALUES)
        if sizes and max(sizes) > batch_size:
            raise Failure(f"cache computes {max(sizes)} rows at a time; {batch_size} are allowed.")
        if (wrong := differing(state(lower), values)) is not None:
            raise Failure(f"cache changes {wrong}.", hint="lower.eval() comes before the first batch.")
        lower.train()
        pulled = lower.gradients(X, batch_size, through=student.cache, upstream=draw(rng, N, 4))
        if any(gradient is not None for gradient in pulled.parameters.values()):
            hint = "Compute under torch.no_grad(), else the graph of every batch stays in memory."
            raise Failure("The features of cache still hang on their graph.", hint=hint)
    images, lower, textbook = draw(rng, 3, 2, 4, 6), *(each.convnet((2, 3), 4) for each in (student, reference))
    lower, textbook = module(lower, "convnet"), module(textbook, "convnet")
    twins(rng, lower, textbook)
    close(
        student.cache(lower.conv1, images, 2),
        reference.cache(textbook.conv1, images, 2),
        what="cache of images",
        **VALUES,
    )


# --------------------------------------------------------------------------------------------------- training


@lab.check(points=1)
def training_steps(student, reference, rng):
    """train takes steps of gradient descent with momentum and weight decay, on the loss that y asks for."""
    for what, sizes, N, how in (
        ("3 steps", (4, 5, 3), 6, {"epochs": 3, "batch_size": 6, "learning_rate": 0.1}),
        (
            "3 steps without momentum",
            (3, 3, 3),
            3,
            {"epochs": 3, "batch_size": 8, "learning_rate": 0.1, "momentum": 0.0},
        ),
        (
            "4 steps with weight decay",
            (4, 5, 6, 2),
            7,
            {"epochs": 4, "batch_size": 7, "learning_rate": 0.05, "momentum": 0.5, "weight_decay": 0.3},
        ),
    ):
        for kind in ("labels", "numbers"):
            model, textbook = mlp(student, sizes), mlp(reference, sizes)
            before = twins(rng, model, textbook)
            X = draw(rng, N, sizes[0])
            y = labels(rng, N, sizes[-1]) if kind == "labels" else 2 + draw(rng, N, sizes[-1])
            seed = int(rng.integers(1000))
            expected = reference.train(textbook, X, y, **how, seed=seed)
            history = unchanged(student.train, model, X, y, **how, seed=seed)
            found = state(model)
            moved(found, before, "train")
            name = f"history of {what} with y of {kind}"
            close(series(history, how["epochs"]), np.array(expected), what=name, **VALUES)
            for name, value in state(textbook).items():
                close(found[name], value, what=f"{name} after {what} with y of {kind}", **STEPS)


def seen(student, model, X, y, **how):
    """Which rows of X train shows the model, batch by batch; calls with all of X are left out."""
    with model.watched() as calls:
        history = student.train(model, X, y, **how)
    rows = []
    for batch in [np.asarray(each.inputs[0]) for each in calls if each.inputs]:
        if len(batch) == len(X) > how["batch_size"]:
            continue  # a look at the whole loss
        shaped(batch, len(batch), *X.shape[1:], what="a batch that train gives to the model")
        apart = np.abs(batch[:, None] - X.numpy()[None]).max(axis=2)
        if not (apart.min(axis=1) < 1e-5).all():
            raise Failure("train shows the model a row that is not in X.", hint="X is taken as it is.")
        rows.append(apart.argmin(axis=1).tolist())
    return rows, history


@lab.check(points=1)
def epochs_and_batches(student, reference, rng):
    """Each epoch goes through all rows once, in a new order, in batches of batch_size."""
    for N, batch_size, sizes in [(7, 3, [3, 3, 1]), (8, 4, [4, 4]), (3, 1, [1, 1, 1])]:
        X, y, epochs = draw(rng, N, 3), labels(rng, N, 2), 3
        how = {"epochs": epochs, "batch_size": batch_size, "learning_rate": 0.01, "seed": int(rng.integers(1000))}
        rows, history = seen(student, mlp(student, (3, 2)), X, y, **how)
        found = [len(batch) for batch in rows]
        if found != sizes * epochs:
            told = f"{found[:12]}{' …' if len(found) > 12 else ''}"
            raise Failure(
                f"{epochs} epochs of {N} rows in batches of {batch_size} are batches of {told}; "
                f"{sizes * epochs} are expected.",
                hint="The last batch of an epoch holds what is left.",
            )
        for epoch in range(epochs):
            shown = [row for batch in rows[epoch * len(sizes) : (epoch + 1) * len(sizes)] for row in batch]
            if missing := sorted(set(range(N)) - set(shown)):
                hint = "An order of all rows is a permutation: torch.randperm(N)."
                raise Failure(f"Epoch {epoch + 1} leaves out the rows {missing} and takes others twice.", hint=hint)
        series(history, epochs * len(sizes), epochs)

    X, y, orders = draw(rng, 13, 3), labels(rng, 13, 2), []
    for seed in rng.choice(1000, size=2, replace=False):
        rows, _ = seen(student, mlp(student, (3, 2)), X, y, epochs=2, batch_size=4, learning_rate=0.01, seed=int(seed))
        flat = [row for batch in rows for row in batch]
        orders += [flat[:13], flat[13:]]
    if list(range(13)) in orders:
        raise Failure("The rows are taken in the order of X.", hint="Shuffle them in every epoch.")
    if orders[0] == orders[1]:
        raise Failure("Two epochs have the same order.", hint="Draw a new permutation in each epoch.")
    if orders[0] == orders[2]:
        raise Failure("Another seed gives the same order.", hint="Is another seed than this one set?")


@lab.check(points=1)
def frozen_parameters(student, reference, rng):
    """Frozen parameters are the same to the last bit after training, whatever came before; the others move."""
    sizes = (3, 4, 5, 4, 2)
    X, y = draw(rng, 6, 3), labels(rng, 6, 2)
    how = {"epochs": 2, "batch_size": 6, "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.1}
    for frozen in (["hidden1"], ["hidden1", "hidden2", "hidden3"], ["hidden2.linear", "output"]):
        model = mlp(student, sizes)
        twins(rng, model)
        # Trained as a whole first: gradients and all that have been left behind are those of all layers.
        student.train(model, X, y, **how, seed=1)
        for name in frozen:
            model.get_submodule(name).requires_grad_(False)
        before, fixed = state(model), [name for name, value in trains(model).items() if not value]
        student.train(model, X, y, **how, seed=2)
        after = state(model)
        for name in trains(model):
            if name.endswith("bias") and name not in fixed:
                continue  # batch norm takes a bias before it away again: no gradient comes back to it
            if np.array_equal(after[name], before[name]) != (name in fixed):
                told = "has changed in train" if name in fixed else "is not frozen, and train leaves it as it is"
                hint = "Give the optimiser the parameters that require a gradient, those and no others."
                raise Failure(f"With {', '.join(frozen)} frozen, {name} {told}.", hint=hint)
        if [name for name, value in trains(model).items() if not value] != fixed:
            raise Failure("train changes requires_grad.", hint="That is for freeze and unfreeze.")


def watched(model, names):
    """By batch norm or dropout, whether it works as in training in each of the calls to come; and the hooks."""
    found = {name: set() for name in names}
    hooks = []
    for name in names:
        part = model.get_submodule(name)
        norm = {each: np.asarray(getattr(part, each)) for each in ("weight", "bias")} if name.endswith("norm") else {}

        def note(_, inputs, output, name=name, norm=norm):
            x, y = np.asarray(inputs[0], dtype=float), np.asarray(output, dtype=float)
            trains = not np.array_equal(x, y)
            if norm:
                x = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 1e-5)
                trains = np.allclose(y, norm["weight"] * x + norm["bias"], atol=1e-3)
            found[name].add(bool(trains))

        hooks.append(part.register_forward_hook(note))
    return found, hooks


@lab.check(points=1)
def frozen_statistics(student, reference, rng):
    """While train works, what is frozen is in evaluation mode and keeps its statistics, and the rest is trained."""
    X, y = 1 + draw(rng, 12, 3), labels(rng, 12, 2)
    names = [f"hidden{i}.{part}" for i in (1, 2, 3) for part in ("norm", "dropout")]
    for frozen, mode in ((["hidden1"], "eval"), (["hidden1", "hidden2"], "train"), (["hidden3"], "eval")):
        model, probe = mlp(student, (3, 6, 5, 6, 2), 0.5), mlp(student, (3, 6, 5, 6, 2), 0.5)
        twins(rng, model, probe)
        for each in (model, probe):
            for name in frozen:
                each.get_submodule(name).requires_grad_(False)
            getattr(each, mode)()
        # Where training_mode itself is wrong, that counts there: train has to do what it says.
        own = wanted = {name: layer_of(name) not in frozen for name in names}
        try:
            student.training_mode(probe)
            own = {name: modes(probe)[name] for name in names}
        except StudentError:
            pass
        before = state(model)
        found, hooks = watched(model, names)
        student.train(model, X, y, epochs=1, batch_size=12, learning_rate=0.01, seed=int(rng.integers(1000)))
        for hook in hooks:
            hook.remove()
        for name in names:
            if True in found[name] and not wanted[name] and not own[name]:
                hint = (
                    "Call training_mode(model): requires_grad=False does not put batch norm and dropout into eval mode."
                )
                raise Failure(
                    f"{layer_of(name)} is frozen, and its {name.split('.')[1]} works as in training.", hint=hint
                )
            if True not in found[name] and wanted[name] and own[name]:
                hint = "Call training_mode(model): what is not frozen trains, and so do its batch norm and dropout."
                raise Failure(f"{layer_of(name)} is trained, and its {name.split('.')[1]} works as in use.", hint=hint)
        after = state(model)
        kept = [name for name in before if layer_of(name) in frozen and not own[f"{layer_of(name)}.norm"]]
        if (wrong := differing(after, {name: before[name] for name in kept})) is not None:
            raise Failure(f"{layer_of(wrong)} is frozen, and {wrong} has changed in train.")


@lab.check(points=1)
def cached_training(student, reference, rng):
    """With the same seed, training on cached features is training the whole network."""
    X, y = draw(rng, 11, 5), labels(rng, 11, 3)
    for batch_size, epochs in ((4, 3), (11, 2)):
        # A linear map below: it has no mode, so nothing but order and draws can differ.
        model, upper = stacked(student, (5, 4), (4, 6, 6, 3), 0.4), mlp(student, (4, 6, 6, 3), 0.4)
        values = twins(rng, model)
        top = {name.removeprefix("top."): value for name, value in values.items() if name.startswith("top.")}
        upper.assign(top)
        model.output.requires_grad_(False)
        features = torch.from_numpy(np.array(model.output(X)))
        how = {"epochs": epochs, "batch_size": batch_size, "learning_rate": 0.02, "seed": int(rng.integers(1000))}
        whole = np.asarray(student.train(model, X, y, **how), dtype=float)
        alone = np.asarray(student.train(upper, features, y, **how), dtype=float)
        found = state(upper)
        moved(found, top, "train")
        hint = "The order of the rows and dropout's draws have to follow from seed alone."
        close(alone, whole, what="history of training on cached features", hint=hint, **STEPS)
        for name, value in state(model).items():
            own = name.removeprefix("top.")
            if own != name and not own.endswith("linear.bias"):  # batch norm takes a bias before it away again
                close(found[own], value, what=f"{own} after training on cached features", hint=hint, **STEPS)


@lab.check(points=1)
def gradual_unfreezing(student, reference, rng):
    """unfreeze_gradually trains the top layer first, then one more below it in each stage, at a falling rate."""
    sizes = (3, 4, 5, 4, 2)
    names = ["hidden1", "hidden2", "hidden3", "output"]
    for stages, options in (
        (3, {"epochs": 2, "batch_size": 6}),
        (1, {"epochs": 1, "batch_size": 9, "momentum": 0.3}),
        (4, {"epochs": 2, "batch_size": 6, "weight_decay": 0.2}),
    ):
        model, twin = mlp(student, sizes), mlp(student, sizes)
        before = twins(rng, model, twin)
        X, y, seed = draw(rng, 6, 3), labels(rng, 6, 2), int(rng.integers(1000))
        options = {**options, "seed": seed}
        for each in (model, twin):
            each.hidden3.requires_grad_(False)  # whatever was frozen before
        history = student.unfreeze_gradually(model, X, y, stages=stages, learning_rate=0.2, decay=0.4, **options)
        # What train and freeze do counts where they are looked at: held to the student's own, stage by stage.
        losses = []
        student.freeze(twin, ["*"])
        for stage in range(stages):
            student.unfreeze(twin, [names[-1 - stage]])
            rate = 0.2 * 0.4**stage
            losses += list(np.ravel(student.train(twin, X, y, learning_rate=rate, **options)))
        expected = state(twin)
        moved(expected, before, "train")
        found = state(model)
        for name, value in expected.items():
            hint = f"Stage s trains the top s + 1 layers, at the rate {0.2} · {0.4}^s."
            close(found[name], value, what=f"{name} after {stages} stages", hint=hint, **STEPS)
        if trains(model) != trains(twin):
            raise Failure(f"After {stages} stages other layers are frozen than all below the top {stages}.")
        close(np.ravel(series(history, len(losses))), np.array(losses, dtype=float), what="history", **STEPS)


# -------------------------------------------------------------------------------------------------- autoencoder


@lab.check(points=1)
def autoencoders(student, reference, rng):
    """Autoencoder puts two networks in a row, and pretrain teaches both to give their input back."""
    for N, sizes in ((7, ((6, 5, 3), (3, 4, 6))), (4, ((4, 4, 4), (4, 4, 4)))):
        encoder, decoder = mlp(student, sizes[0]), mlp(student, sizes[1])
        twin = stacked(student, *sizes)  # the same two in a row
        values = twins(rng, twin)
        encoder.assign({name: value for name, value in values.items() if not name.startswith("top.")})
        decoder.assign({name.removeprefix("top."): value for name, value in values.items() if name.startswith("top.")})
        X, seed = draw(rng, N, sizes[0][0]), int(rng.integers(1000))
        model = module(student.Autoencoder(encoder, decoder), "Autoencoder(encoder, decoder)")
        for each in (model, twin):
            each.eval()
        close(model(X), twin(X), what="Autoencoder(encoder, decoder)(X)", **VALUES)
        for name in ("encoder", "decoder"):
            own = module(getattr(model, name), f"the attribute {name} of an Autoencoder")
            if [each.shape for each in own.anatomy.parameters] != [
                each.shape for each in (encoder if name == "encoder" else decoder).anatomy.parameters
            ]:
                raise Failure(f"The attribute {name} of an Autoencoder is not the {name} that it was given.")
        for each in (model, twin):
            each.train()
        # Held to the student's own train, with X for the target.
        how = {"epochs": 3, "batch_size": N, "learning_rate": 0.02, "momentum": 0.5, "weight_decay": 0.1, "seed": seed}
        losses = student.train(twin, X, X, **how)
        history = student.pretrain(encoder, decoder, X, **how)
        expected, found = state(twin), state(encoder) | {f"top.{name}": each for name, each in state(decoder).items()}
        moved(expected, values, "train")
        for name, value in expected.items():
            side = "decoder" if name.startswith("top.") else "encoder"
            what = f"{name.removeprefix('top.')} of the {side} after pretrain"
            close(found[name], value, what=what, hint="Both are trained, by train, and X is their target.", **STEPS)
        close(
            np.ravel(series(history, 3)), np.ravel(np.asarray(losses, dtype=float)), what="history of pretrain", **STEPS
        )


# ------------------------------------------------------------------------------------------------------- digits


def placed_at_random(X, rng):
    """Images (N, 1, SIZE, SIZE) with the digits (N, 64) somewhere on them, under noise."""
    images = NOISE * rng.normal(size=(len(X), 1, SIZE, SIZE))
    for image, digit, (row, column) in zip(images, X, rng.integers(SIZE - 7, size=(len(X), 2)), strict=True):
        image[0, row : row + 8, column : column + 8] += digit.reshape(8, 8)
    return torch.from_numpy(images.astype(np.float32))


def two_tasks(rng):
    """Images with labels 0 … 4: of five digits to learn from; of the others a few, DRAWS times, and unseen ones."""
    label = rng.permutation(digits.CLASSES)
    (X, y), (X_more, y_more) = digits.split("train"), digits.split("validation")
    rows = rng.permutation(len(X))
    X, y, y_more = X[rows], label[y[rows]], label[y_more]
    many, others = np.repeat(np.flatnonzero(y < 5), TIMES), [np.flatnonzero(y == each) for each in range(5, 10)]
    few = [np.concatenate([each[FEW * i : FEW * (i + 1)] for each in others]) for i in range(DRAWS)]
    rest = np.concatenate([each[FEW * DRAWS :] for each in others])

    def task(X, y):
        return placed_at_random(X, rng), torch.from_numpy(y % 5)

    unseen = np.concatenate([X[rest], X_more[y_more >= 5]]), np.concatenate([y[rest], y_more[y_more >= 5]])
    return task(X[many], y[many]), [task(X[rows], y[rows]) for rows in few], task(*unseen)


def accuracy(model, X, y):
    """The share of images that a network tells right, in use."""
    model.eval()
    scores = model(X)
    shaped(scores, len(X), 5, what="the scores of the digits")
    return float(np.mean(np.argmax(scores, axis=1) == y.numpy()))


@lab.check(points=1, fresh=True, seconds=40, follows=layers_by_pattern)
def reuse_on_digits(student, reference, rng):
    """With layers of a network that knows five digits, the other five are learnt faster than from nothing."""
    rng = own_draws(rng)
    (X_many, y_many), few, unseen = two_tasks(rng)
    source, seed = module(student.convnet(CHANNELS, 5), "convnet"), int(rng.integers(1000))
    student.train(source, X_many, y_many, **SOURCE, seed=seed)
    reached, alone = [], []
    for X, y in few:
        model, scratch = (module(student.convnet(CHANNELS, 5), "convnet") for _ in range(2))
        student.reuse(model, student.checkpoint(source), ["conv*"])
        student.freeze(model, ["conv1"])
        history = student.train(model, X, y, **TARGET, seed=seed)
        student.train(scratch, X, y, **TARGET, seed=seed)
        reached.append(accuracy(model, *unseen))
        alone.append(accuracy(scratch, *unseen))
    training(history, what="training loss on the new digits, with reused layers")
    at_least(np.mean(reached), ACCURACY, what="accuracy on unseen digits with reused layers")
    gain = np.mean(reached) - np.mean(alone)
    at_least(gain, BETTER, what="what reuse gains in accuracy over a beginning from nothing")
