"""Known mistakes of the lab on transfer learning: each stands in for one name of the reference."""

import torch
from torch import nn
from torch.nn import functional as F

from reference.transfer import (
    TENSORFLOW,
    Autoencoder,
    fnmatchcase,
    freeze,
    from_arrays,
    matching,
    train,
    training_mode,
    unfreeze,
)

from .lab import (
    arrays_of_tensorflow,
    autoencoders,
    cached_features,
    cached_training,
    epochs_and_batches,
    frozen_layers,
    frozen_parameters,
    frozen_statistics,
    gradual_unfreezing,
    lab,
    layers_by_pattern,
    lower_and_upper,
    modes_of_layers,
    reuse_copies,
    reuse_on_digits,
    reuse_refuses,
    reused_layers,
    training_steps,
)

# Names


@lab.mistake(
    "matching",
    caught_by=[layers_by_pattern],
    hint='"hidden10" begins with "hidden1" too. fnmatch.fnmatchcase(name, pattern) compares whole names.',
)
def beginnings(names, patterns):
    """A pattern fits every name that begins like it."""
    names = list(names)
    stems = [pattern.rstrip("*?") for pattern in patterns]
    for stem in stems:
        if not any(name.startswith(stem) for name in names):
            raise ValueError(stem)
    return [name for name in names if any(name.startswith(stem) for stem in stems)]


@lab.mistake(
    "matching", caught_by=[layers_by_pattern], hint="Loop over the names, and ask of each whether it fits any."
)
def order_of_the_patterns(names, patterns):
    """The names come in the order of the patterns, and twice where two patterns fit."""
    names, found = list(names), []
    for pattern in patterns:
        fitting = [name for name in names if fnmatchcase(name, pattern)]
        if not fitting:
            raise ValueError(pattern)
        found += fitting
    return found


@lab.mistake(
    "matching",
    caught_by=[layers_by_pattern],
    hint="A misspelt layer that is passed over in silence is found days later: raise ValueError.",
)
def no_fit_passed_over(names, patterns):
    """A pattern that fits no name is passed over in silence."""
    return [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]


@lab.mistake(
    "matching", caught_by=[layers_by_pattern], hint="Every single pattern has to fit a name, not just one of them."
)
def only_nothing_at_all_refused(names, patterns):
    """ValueError only where none of the patterns fits."""
    found = [name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)]
    if not found and patterns:
        raise ValueError("no layer fits")
    return found


# Reuse


@lab.mistake(
    "reuse",
    caught_by=[reused_layers],
    hint='"hidden10.linear.weight" begins with "hidden1" too: compare name.split(\'.\')[0], or the beginning '
    '"hidden1." with its dot.',
)
def reused_by_beginning(model, state, patterns):
    """Tensors are chosen by the beginning of their names: hidden10 comes along with hidden1."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    taken = []
    for name, value in model.state_dict().items():
        if name.startswith(tuple(layers)):
            if name not in state or state[name].shape != value.shape:
                raise ValueError(name)
            value.copy_(state[name])
            taken.append(name)
    return taken


@lab.mistake(
    "reuse",
    caught_by=[reused_layers],
    hint="Batch norm's running averages are buffers, not parameters; model.state_dict() has both.",
)
def parameters_only(model, state, patterns):
    """Buffers are left out: batch norm keeps the running averages of a new network."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    taken = []
    for name, parameter in model.named_parameters():
        if name.split(".")[0] in layers:
            if name not in state or state[name].shape != parameter.shape:
                raise ValueError(name)
            parameter.data.copy_(state[name])
            taken.append(name)
    return taken


@lab.mistake(
    "reuse",
    caught_by=[reused_layers],
    hint="patterns says which layers are taken; the others stay as they were initialised.",
)
def everything_taken(model, state, patterns):
    """Everything that fits by name and shape is taken, whatever the patterns say."""
    matching([name for name, _ in model.named_children()], patterns)
    own = model.state_dict()
    taken = [name for name in own if name in state and state[name].shape == own[name].shape]
    model.load_state_dict({name: state[name] for name in taken}, strict=False)
    return taken


@lab.mistake(
    "reuse",
    caught_by=[reuse_refuses],
    hint="Half a network is worse than none, and nobody notices: raise where a name or a shape does not fit.",
)
def misfits_left_out(model, state, patterns):
    """What does not fit by name or shape is left out in silence."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    taken = []
    for name, value in model.state_dict().items():
        if name.split(".")[0] in layers and name in state and state[name].shape == value.shape:
            value.copy_(state[name])
            taken.append(name)
    return taken


@lab.mistake(
    "reuse",
    caught_by=[reuse_refuses],
    hint="copy_ broadcasts: a (1, 4) fills a (4, 4) without a word. Compare the shapes first.",
)
def shapes_not_compared(model, state, patterns):
    """Values are copied without a look at their shapes, and broadcast."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    own = {name: value for name, value in model.state_dict().items() if name.split(".")[0] in layers}
    for name, value in own.items():
        value.copy_(state[name])
    return list(own)


@lab.mistake(
    "reuse",
    caught_by=[reuse_refuses],
    hint="strict=False passes over names that are missing. Without it, load_state_dict names them.",
)
def missing_names_passed_over(model, state, patterns):
    """load_state_dict(strict=False) passes over tensors that the state lacks."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    taken = [name for name in model.state_dict() if name.split(".")[0] in layers]
    model.load_state_dict({name: state[name] for name in taken if name in state}, strict=False)
    return taken


@lab.mistake(
    "reuse",
    caught_by=[reuse_copies],
    hint="parameter.data = state[name] makes both one tensor; copy_(state[name]) under torch.no_grad() copies.",
)
def memory_shared(model, state, patterns):
    """The model takes the saved tensors themselves: training it changes the saved state."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    own = {name: value for name, value in model.state_dict().items() if name.split(".")[0] in layers}
    tensors = {**dict(model.named_parameters()), **dict(model.named_buffers())}
    for name, value in own.items():
        if name not in state or state[name].shape != value.shape:
            raise ValueError(name)
        tensors[name].data = state[name]
    return list(own)


@lab.mistake(
    "reuse",
    caught_by=[reused_layers, reuse_copies, reuse_on_digits],
    hint="model.state_dict() is a dict of its own: putting other tensors into it changes no model. Load it.",
)
def never_loaded(model, state, patterns):
    """The saved tensors are put into a dict, which is never loaded into the model."""
    layers = matching([name for name, _ in model.named_children()], patterns)
    own, taken = model.state_dict(), []
    for name in own:
        if name.split(".")[0] in layers:
            if name not in state or state[name].shape != own[name].shape:
                raise ValueError(name)
            own[name] = state[name]
            taken.append(name)
    return taken


@lab.mistake("reuse", caught_by=[reused_layers], hint='Give "hidden1.linear.weight", not "hidden1".')
def layers_named(model, state, patterns):
    """reuse gives the names of the layers instead of those of the tensors."""
    from reference.transfer import reuse

    reuse(model, state, patterns)
    return matching([name for name, _ in model.named_children()], patterns)


@lab.mistake("reuse", caught_by=[reused_layers], hint="Return the names of what was copied.", row=132)
def nothing_returned(model, state, patterns):
    """reuse copies, and returns nothing."""
    from reference.transfer import reuse

    reuse(model, state, patterns)


# Another framework


def _converted(arrays, axes):
    """from_arrays with the kernels' axes put as ``axes`` does."""
    state = from_arrays({name: array for name, array in arrays.items() if not name.endswith("kernel")})
    kernels = {
        name: torch.tensor(array, dtype=torch.float32) for name, array in arrays.items() if name.endswith("kernel")
    }
    for name, kernel in kernels.items():
        state[name.removesuffix("kernel").replace("/", ".") + "weight"] = axes(kernel).contiguous()
    return state


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="TensorFlow computes x @ K with K (in, out), PyTorch x @ W.T with W (out, in).",
    row=32,
)
def linear_not_transposed(arrays):
    """Kernels of linear maps are not transposed."""
    from assignments.transfer.mistakes import _converted

    return _converted(arrays, lambda kernel: kernel.permute(3, 2, 0, 1) if kernel.ndim == 4 else kernel)


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="A square matrix fits both ways, and only one is right: transpose every kernel.",
    row=32,
)
def square_not_transposed(arrays):
    """A kernel is transposed only where it is not square."""
    from assignments.transfer.mistakes import _converted

    def axes(kernel):
        if kernel.ndim == 4:
            return kernel.permute(3, 2, 0, 1)
        return kernel if kernel.shape[0] == kernel.shape[1] else kernel.T

    return _converted(arrays, axes)


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="permute(3, 2, 0, 1): y comes before x in both libraries. Turning all axes round swaps them.",
    row=103,
)
def all_axes_reversed(arrays):
    """Kernels of convolutions have height and width exchanged."""
    from assignments.transfer.mistakes import _converted

    return _converted(arrays, lambda kernel: kernel.permute(*reversed(range(kernel.ndim))))


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="(kh, kw, in, out) becomes (out, in, kh, kw): permute(3, 2, 0, 1).",
    row=103,
)
def channels_exchanged(arrays):
    """Kernels of convolutions become (in, out, kh, kw)."""
    from assignments.transfer.mistakes import _converted

    return _converted(arrays, lambda kernel: kernel.permute(2, 3, 0, 1) if kernel.ndim == 4 else kernel.T)


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="reshape gives the right shape and mixes up the numbers: permute moves axes.",
    row=103,
)
def reshaped(arrays):
    """Kernels of convolutions are reshaped, not permuted."""
    from assignments.transfer.mistakes import _converted

    def axes(kernel):
        return kernel.reshape(kernel.shape[3], kernel.shape[2], *kernel.shape[:2]) if kernel.ndim == 4 else kernel.T

    return _converted(arrays, axes)


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="gamma is the factor, which PyTorch calls weight; beta is the shift, which it calls bias.",
)
def gamma_for_beta(arrays):
    """gamma and beta of batch norm are exchanged."""
    from reference.transfer import from_arrays

    ends = {"gamma": "beta", "beta": "gamma"}
    exchanged = {}
    for name, array in arrays.items():
        *layer, kind = name.split("/")
        exchanged["/".join([*layer, ends.get(kind, kind)])] = array
    return from_arrays(exchanged)


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="PyTorch computes in float32: torch.tensor(array, dtype=torch.float32).",
    row=126,
)
def arrays_stay_double(arrays):
    """Arrays in float64 give tensors in float64."""
    from reference.transfer import from_arrays

    state = from_arrays(arrays)
    double = {name for name, array in arrays.items() if array.dtype == np.float64}  # noqa: F821
    for name in double:
        *layer, kind = name.split("/")
        own = ".".join([*layer, TENSORFLOW[kind]])
        state[own] = state[own].double()
    return state


@lab.mistake(
    "from_arrays",
    caught_by=[arrays_of_tensorflow],
    hint="Beside each running_mean, PyTorch expects the counter num_batches_tracked.",
)
def no_counter(arrays):
    """num_batches_tracked is missing, so that the state does not fit."""
    from reference.transfer import from_arrays

    return {name: value for name, value in from_arrays(arrays).items() if not name.endswith("tracked")}


# Freezing


@lab.mistake(
    "freeze",
    caught_by=[frozen_layers],
    hint="A layer has weight and bias, and batch norm has both as well: freeze all of layer.parameters().",
)
def biases_trained(model, patterns):
    """freeze freezes the weights of a layer, and not the biases."""
    for layer in _layers(model, patterns).values():  # noqa: F821
        for name, parameter in layer.named_parameters():
            if name.endswith("weight"):
                parameter.requires_grad = False


@lab.mistake(
    "freeze",
    caught_by=[frozen_layers],
    hint='Compare the whole layer\'s name, name.split(\'.\')[0]: "hidden10.…" begins with "hidden1" too.',
)
def frozen_by_beginning(model, patterns):
    """freeze chooses parameters by the beginning of their names: hidden10 is frozen with hidden1."""
    layers = tuple(matching([name for name, _ in model.named_children()], patterns))
    for name, parameter in model.named_parameters():
        if name.startswith(layers):
            parameter.requires_grad = False


@lab.mistake("freeze", caught_by=[frozen_layers], hint="Layers that fit no pattern stay as they were.")
def others_unfrozen(model, patterns):
    """freeze unfreezes all the other layers."""
    model.requires_grad_(True)
    for layer in _layers(model, patterns).values():  # noqa: F821
        layer.requires_grad_(False)


@lab.mistake("unfreeze", caught_by=[frozen_layers], hint="unfreeze only what fits the patterns.")
def all_unfrozen(model, patterns):
    """unfreeze lets the whole model be trained."""
    matching([name for name, _ in model.named_children()], patterns)
    model.requires_grad_(True)


@lab.mistake(
    "freeze",
    caught_by=[frozen_layers],
    hint="The attribute is requires_grad; Python makes a new one of any other name, and no one reads it.",
)
def misspelt(model, patterns):
    """freeze sets an attribute of the module, and its parameters are trained as before."""
    for layer in _layers(model, patterns).values():  # noqa: F821
        layer.requires_grad = False


@lab.mistake(
    "training_mode",
    caught_by=[modes_of_layers],
    hint="requires_grad knows nothing of batch norm: call eval() on the frozen layers after model.train().",
    row=120,
)
def batch_norm_goes_on(model):
    """Frozen layers stay in training mode: their batch norm goes on updating its statistics."""
    model.train()


@lab.mistake(
    "training_mode",
    caught_by=[modes_of_layers],
    hint="Only what is frozen is in evaluation mode; the dropout and the batch norm of the others train.",
)
def everything_evaluated(model):
    """The whole model is in evaluation mode, the layers that are trained as well."""
    model.eval()


@lab.mistake(
    "training_mode",
    caught_by=[modes_of_layers],
    hint="Go through model.modules(): a layer may be a network with layers of its own, some of them frozen.",
)
def top_level_only(model):
    """Only whole layers are looked at, and not what is frozen inside of them."""
    model.train()
    for layer in model.children():
        if not any(parameter.requires_grad for parameter in layer.parameters()):
            layer.eval()


@lab.mistake(
    "training_mode",
    caught_by=[modes_of_layers],
    hint="A frozen layer's dropout makes its output differ from one epoch to the next: all of the layer is evaluated.",
)
def only_batch_norm_evaluated(model):
    """Of what is frozen only batch norm is in evaluation mode: dropout goes on."""
    model.train()
    for module in model.modules():
        own = list(module.parameters())
        if isinstance(module, nn.BatchNorm1d) and not any(parameter.requires_grad for parameter in own):
            module.eval()


@lab.mistake(
    "training_mode",
    caught_by=[modes_of_layers],
    hint="any(…) of no parameters is False: a ReLU or a dropout without parameters is not frozen.",
)
def without_parameters_evaluated(model):
    """Modules without parameters count as frozen, so dropout is off everywhere."""
    model.train()
    for module in model.modules():
        if not any(parameter.requires_grad for parameter in module.parameters()):
            module.eval()


@lab.mistake(
    "training_mode",
    caught_by=[modes_of_layers],
    hint="One frozen parameter does not freeze its module: all of them have to be.",
)
def one_frozen_freezes_all(model):
    """A module of which one parameter is frozen counts as frozen."""
    model.train()
    for module in model.modules():
        if not all(parameter.requires_grad for parameter in module.parameters()):
            module.eval()


@lab.mistake(
    "training_mode",
    caught_by=[modes_of_layers],
    hint="model.train() first: a layer may be in evaluation mode from before.",
)
def never_back_to_training(model):
    """Layers that were in evaluation mode stay in it, also where they are trained."""
    for module in model.modules():
        parameters = list(module.parameters())
        if parameters and not any(parameter.requires_grad for parameter in parameters):
            module.eval()


# Cutting and caching


@lab.mistake("split", caught_by=[lower_and_upper], hint="The first layers are the lowest: upper is the last n of them.")
def wrong_end(model, n):
    """The n lowest layers are cut off instead of the n at the top."""
    layers = list(model.named_children())
    return nn.Sequential(OrderedDict(layers[n:])), nn.Sequential(OrderedDict(layers[:n]))  # noqa: F821


@lab.mistake("split", caught_by=[lower_and_upper], hint="layers[:-0] is empty: count from below, len(layers) - n.")
def minus_zero(model, n):
    """With n = 0 nothing is left of the lower part."""
    layers = list(model.named_children())
    return nn.Sequential(OrderedDict(layers[:-n])), nn.Sequential(OrderedDict(layers[-n:]))  # noqa: F821


@lab.mistake(
    "split",
    caught_by=[lower_and_upper],
    hint="Put the layers themselves into the parts: copies learn by themselves, and the model never hears of it.",
)
def parts_are_copies(model, n):
    """The parts are copies: what they learn is not in the model."""
    from copy import deepcopy

    layers = list(deepcopy(model).named_children())
    cut = len(layers) - n
    return nn.Sequential(OrderedDict(layers[:cut])), nn.Sequential(OrderedDict(layers[cut:]))  # noqa: F821


@lab.mistake(
    "split",
    caught_by=[lower_and_upper],
    hint="nn.Sequential(*layers) calls them 0, 1, …; with an OrderedDict, or as model[:cut], they keep their names.",
)
def names_lost(model, n):
    """The layers of the parts are numbered anew."""
    layers = list(model.children())
    cut = len(layers) - n
    return nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:])


@lab.mistake("split", caught_by=[lower_and_upper], hint="First the lower part, then the upper one.")
def upper_first(model, n):
    """split gives the upper part first."""
    from reference.transfer import split

    return split(model, n)[::-1]


@lab.mistake(
    "cache",
    caught_by=[cached_features],
    hint="lower.eval() first: else one mask of dropout is cached for ever, and the statistics of a batch.",
    row=121,
)
def cached_in_training_mode(lower, X, batch_size):
    """The features are computed in training mode, under dropout and by the statistics of their batch."""
    lower.train()
    with torch.no_grad():
        return torch.cat([lower(batch) for batch in X.split(batch_size)])


@lab.mistake(
    "cache",
    caught_by=[cached_features],
    hint="lower.eval() as well: no_grad switches off the graph, not dropout and batch norm's statistics.",
    row=121,
)
def mode_not_set(lower, X, batch_size):
    """The features are computed in whatever mode the layers are."""
    with torch.no_grad():
        return torch.cat([lower(batch) for batch in X.split(batch_size)])


@lab.mistake(
    "cache",
    caught_by=[cached_features],
    hint="eval() does not switch off the graph: compute under torch.no_grad(), or detach.",
)
def graph_kept(lower, X, batch_size):
    """The cached features keep the graph of all their batches."""
    lower.eval()
    return torch.cat([lower(batch) for batch in X.split(batch_size)])


@lab.mistake(
    "cache",
    caught_by=[cached_features],
    hint="Row i of the features belongs to label i: cache in order; shuffle both by one index in training.",
    row=121,
)
def cached_in_random_order(lower, X, batch_size):
    """The rows are shuffled before they are cached, and the labels are not."""
    lower.eval()
    with torch.no_grad():
        return torch.cat([lower(X[batch]) for batch in torch.randperm(len(X)).split(batch_size)])


@lab.mistake(
    "cache",
    caught_by=[cached_features],
    hint="The last batch may be smaller; range(0, N, batch_size) reaches it.",
    row=25,
)
def last_rows_not_cached(lower, X, batch_size):
    """The rows of the last, smaller batch are left out."""
    lower.eval()
    with torch.no_grad():
        starts = range(0, max(1, len(X) // batch_size) * batch_size, batch_size)
        return torch.cat([lower(X[start : start + batch_size]) for start in starts])


@lab.mistake(
    "cache", caught_by=[cached_features], hint="The features, in batches: all at once may not fit into memory."
)
def all_at_once(lower, X, batch_size):
    """All rows are computed at once, whatever batch_size says."""
    lower.eval()
    with torch.no_grad():
        return lower(X)


# Training


def _train(
    model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed, order=None, step=None,
    batches=None, loss_function=None, mode=None,
):  # fmt: skip
    """The textbook's train, of which some parts are done otherwise."""
    torch.manual_seed(seed)
    (mode or training_mode)(model)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
    history = []
    for _ in range(epochs):
        rows = (order or torch.randperm)(len(X))
        for batch in (batches or torch.split)(rows, batch_size):
            usual = F.mse_loss if y.is_floating_point() else F.cross_entropy
            loss = (loss_function or usual)(model(X[batch]), y[batch])
            (step or _step)(optimizer, loss)
            history.append(loss.item())
    return history


def _step(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


@lab.mistake(
    "train",
    caught_by=[training_steps, reuse_on_digits],
    hint="Draw one order for an epoch, and take X and y by it: X[batch], y[batch].",
    row=121,
)
def labels_not_shuffled(model, X, y, **how):
    """X is shuffled and y is not."""
    from assignments.transfer.mistakes import _train

    torch.manual_seed(how["seed"])
    return _train(model, X[torch.randperm(len(X))], y, **how)


@lab.mistake(
    "train",
    caught_by=[frozen_statistics],
    hint="Call training_mode(model) instead: model.train() takes frozen batch norm and dropout along.",
    row=120,
)
def all_in_training_mode(model, X, y, **how):
    """train calls model.train(): the frozen batch norm goes on updating its statistics."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **how, mode=lambda model: model.train())


@lab.mistake(
    "train",
    caught_by=[training_steps, frozen_statistics],
    hint="Only what is frozen is in evaluation mode; the head's dropout and batch norm train.",
)
def all_in_evaluation_mode(model, X, y, **how):
    """train calls model.eval(): the layers that are trained have neither dropout nor batch statistics."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **how, mode=lambda model: model.eval())


@lab.mistake(
    "train",
    caught_by=[frozen_statistics],
    hint="The model may have been evaluated before: call training_mode(model) at the beginning.",
)
def mode_left(model, X, y, **how):
    """train works in the mode that the model happens to be in."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **how, mode=lambda model: None)


@lab.mistake(
    "train",
    caught_by=[frozen_parameters],
    hint="A gradient of 0 is still a gradient: weight decay and momentum move what the optimiser has. Leave it out.",
    row=120,
)
def gradients_of_zero(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    """Frozen parameters are in the optimiser with gradients of 0: weight decay moves them."""
    torch.manual_seed(seed)
    training_mode(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            out = model(X[batch])
            loss = F.mse_loss(out, y[batch]) if y.is_floating_point() else F.cross_entropy(out, y[batch])
            optimizer.zero_grad()
            loss.backward()
            for parameter in model.parameters():
                if not parameter.requires_grad:
                    parameter.grad = torch.zeros_like(parameter)
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[frozen_parameters],
    hint="The gradients of an earlier training are still there: give the optimiser only what requires a gradient.",
    row=120,
)
def stale_gradients(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    """All parameters are in the optimiser, and gradients of an earlier training move the frozen ones."""
    torch.manual_seed(seed)
    training_mode(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum, weight_decay=weight_decay)
    optimizer.zero_grad(set_to_none=False)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            out = model(X[batch])
            loss = F.mse_loss(out, y[batch]) if y.is_floating_point() else F.cross_entropy(out, y[batch])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[frozen_parameters],
    hint="train leaves requires_grad as it is: what is frozen stays frozen.",
)
def unfrozen_in_train(model, X, y, **how):
    """train sets requires_grad of all parameters, and so trains what is frozen."""
    from assignments.transfer.mistakes import _train

    model.requires_grad_(True)
    return _train(model, X, y, **how)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="backward adds to the gradients that are there: call optimizer.zero_grad() before it.",
)
def gradients_add_up(model, X, y, **how):
    """zero_grad is never called: gradients of all batches add up."""
    from assignments.transfer.mistakes import _train

    def step(optimizer, loss):
        loss.backward()
        optimizer.step()

    model.zero_grad()
    return _train(model, X, y, **how, step=step)


@lab.mistake(
    "train",
    caught_by=[training_steps, frozen_parameters],
    hint="backward only computes gradients: optimizer.step().",
    row=132,
)
def no_step(model, X, y, **how):
    """Gradients are computed, and no step is taken."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **how, step=lambda optimizer, loss: loss.backward())


@lab.mistake(
    "train", caught_by=[training_steps], hint="Give momentum to torch.optim.SGD; its own default is 0.", row=53
)
def no_momentum(model, X, y, **how):
    """momentum is not used."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **{**how, "momentum": 0.0})


@lab.mistake("train", caught_by=[training_steps], hint="Give weight_decay to the optimiser.", row=28)
def no_weight_decay(model, X, y, **how):
    """weight_decay is not used."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **{**how, "weight_decay": 0.0})


@lab.mistake("train", caught_by=[training_steps], hint="The loss is the mean over the batch.", row=11)
def losses_summed(model, X, y, **how):
    """The loss is the sum over the batch."""
    from assignments.transfer.mistakes import _train

    def loss_function(out, y):
        function = F.mse_loss if y.is_floating_point() else F.cross_entropy
        return function(out, y, reduction="sum")

    return _train(model, X, y, **how, loss_function=loss_function)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="cross_entropy takes numbers in the shape of its scores for probabilities. Ask y.is_floating_point().",
    row=125,
)
def always_cross_entropy(model, X, y, **how):
    """The loss is the cross-entropy, also where y holds numbers."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **how, loss_function=F.cross_entropy)


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="cross_entropy takes the scores, and takes their softmax itself.",
)
def softmax_twice(model, X, y, **how):
    """softmax is taken of the scores before cross_entropy takes it again."""
    from assignments.transfer.mistakes import _train

    def loss_function(out, y):
        return F.mse_loss(out, y) if y.is_floating_point() else F.cross_entropy(out.softmax(dim=1), y)

    return _train(model, X, y, **how, loss_function=loss_function)


@lab.mistake("train", caught_by=[training_steps], hint="The lab asks for gradient descent with momentum.")
def adam(model, X, y, *, epochs, batch_size, learning_rate, momentum=0.9, weight_decay=0.0, seed):
    """The steps are those of Adam."""
    torch.manual_seed(seed)
    training_mode(model)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=learning_rate, weight_decay=weight_decay)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            out = model(X[batch])
            loss = F.mse_loss(out, y[batch]) if y.is_floating_point() else F.cross_entropy(out, y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake("train", caught_by=[epochs_and_batches], hint="Draw a new order in each epoch: torch.randperm(len(X)).")
def not_shuffled(model, X, y, **how):
    """The rows are taken in the order of X."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **how, order=torch.arange)


@lab.mistake(
    "train",
    caught_by=[epochs_and_batches],
    hint="Set the seed once, before the first epoch: set in each of them, it gives the same order again.",
    row=127,
)
def seed_in_each_epoch(model, X, y, **how):
    """The seed is set anew in each epoch, so all have the same order."""
    from assignments.transfer.mistakes import _train

    def order(N):
        torch.manual_seed(how["seed"])
        return torch.randperm(N)

    return _train(model, X, y, **how, order=order)


@lab.mistake("train", caught_by=[epochs_and_batches], hint="Use the seed that is given, not one of your own.", row=127)
def seed_ignored(model, X, y, **how):
    """The seed is always 0, whatever is given."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **{**how, "seed": 0})


@lab.mistake(
    "train",
    caught_by=[epochs_and_batches],
    hint="An order is a permutation: torch.randperm(N). randint takes some rows twice and others never.",
)
def rows_drawn_with_replacement(model, X, y, **how):
    """Batches are drawn at random, with replacement."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **how, order=lambda N: torch.randint(N, (N,)))


@lab.mistake("train", caught_by=[epochs_and_batches], hint="The last batch holds what is left, however little.", row=25)
def last_batch_dropped(model, X, y, **how):
    """The last, smaller batch of an epoch is left out."""
    from assignments.transfer.mistakes import _train

    def batches(rows, batch_size):
        return [batch for batch in rows.split(batch_size) if len(batch) == min(batch_size, len(rows))]

    return _train(model, X, y, **how, batches=batches)


@lab.mistake(
    "train",
    caught_by=[cached_training],
    hint="The order and dropout both have to follow from seed: torch.manual_seed(seed) sets what dropout draws from.",
)
def dropout_not_seeded(model, X, y, **how):
    """Only the order of the rows follows from seed, and dropout does not."""
    from assignments.transfer.mistakes import _train

    generator = torch.Generator().manual_seed(how["seed"])
    now = torch.get_rng_state()

    def mode(model):
        torch.set_rng_state(now)
        training_mode(model)

    return _train(model, X, y, **how, mode=mode, order=lambda N: torch.randperm(N, generator=generator))


@lab.mistake(
    "train",
    caught_by=[cached_training],
    hint="Equal seeds give equal results: torch.manual_seed(seed) before anything is drawn.",
)
def never_seeded(model, X, y, **how):
    """The seed is not used at all."""
    from assignments.transfer.mistakes import _train

    return _train(model, X, y, **{**how, "seed": torch.seed() % 2**31})


# Step by step


def _gradually(model, X, y, stages, learning_rate, decay, options, choose, rate=None):
    """The textbook's unfreeze_gradually, with ``choose(names, stage)`` trained at ``rate(stage)``."""
    names = [name for name, _ in model.named_children()]
    history = []
    for stage in range(stages):
        freeze(model, names)
        unfreeze(model, choose(names, stage))
        now = rate(stage) if rate else learning_rate * decay**stage
        history += train(model, X, y, learning_rate=now, **options)
    return history


@lab.mistake(
    "unfreeze_gradually",
    caught_by=[gradual_unfreezing],
    hint="Begin at the top: it is new and knows nothing yet, and what it sends down would spoil the layers below.",
)
def from_the_bottom(model, X, y, *, stages, learning_rate, decay, **options):
    """The layers are unfrozen from the bottom up."""
    from assignments.transfer.mistakes import _gradually

    return _gradually(model, X, y, stages, learning_rate, decay, options, lambda names, s: names[: s + 1])


@lab.mistake(
    "unfreeze_gradually",
    caught_by=[gradual_unfreezing],
    hint="What has been unfrozen stays unfrozen: stage s trains the top s + 1 layers together.",
)
def one_layer_at_a_time(model, X, y, *, stages, learning_rate, decay, **options):
    """In each stage only the layer that is new is trained."""
    from assignments.transfer.mistakes import _gradually

    return _gradually(model, X, y, stages, learning_rate, decay, options, lambda names, s: [names[-1 - s]])


@lab.mistake("unfreeze_gradually", caught_by=[gradual_unfreezing], hint="Stage s has the rate learning_rate · decay^s.")
def rate_never_falls(model, X, y, *, stages, learning_rate, decay, **options):
    """All stages have the same learning rate."""
    from assignments.transfer.mistakes import _gradually

    return _gradually(model, X, y, stages, learning_rate, 1.0, options, lambda names, s: names[len(names) - 1 - s :])


@lab.mistake(
    "unfreeze_gradually",
    caught_by=[gradual_unfreezing],
    hint="Stages count from 0: the first has learning_rate itself.",
)
def first_rate_decayed(model, X, y, *, stages, learning_rate, decay, **options):
    """The learning rate is multiplied by decay in the first stage already."""
    from assignments.transfer.mistakes import _gradually

    top = lambda names, s: names[len(names) - 1 - s :]  # noqa: E731
    return _gradually(model, X, y, stages, learning_rate * decay, decay, options, top)


@lab.mistake(
    "unfreeze_gradually",
    caught_by=[gradual_unfreezing],
    hint="Compute each rate from the first one: learning_rate · decay^s.",
    row=73,
)
def rate_compounded(model, X, y, *, stages, learning_rate, decay, **options):
    """The learning rate falls by decay^s from the rate of the stage before."""
    from assignments.transfer.mistakes import _gradually

    def rate(s):
        return learning_rate * decay ** (s * (s + 1) / 2)

    top = lambda names, s: names[len(names) - 1 - s :]  # noqa: E731
    return _gradually(model, X, y, stages, learning_rate, decay, options, top, rate)


@lab.mistake(
    "unfreeze_gradually",
    caught_by=[gradual_unfreezing],
    hint="Freeze everything before the first stage: nothing is frozen in a new network.",
)
def never_frozen(model, X, y, *, stages, learning_rate, decay, **options):
    """Nothing is frozen at the beginning, so all layers are trained in every stage."""
    from assignments.transfer.mistakes import _gradually

    return _gradually(model, X, y, stages, learning_rate, decay, options, lambda names, s: names)


@lab.mistake(
    "unfreeze_gradually",
    caught_by=[gradual_unfreezing],
    hint="history is that of all stages, one after the other: history += train(…).",
)
def last_history_only(model, X, y, *, stages, **options):
    """history is that of the last stage alone."""
    from reference.transfer import unfreeze_gradually

    history = unfreeze_gradually(model, X, y, stages=stages, **options)
    return history[-(len(history) // stages) :]


# Autoencoders


@lab.mistake(
    "Autoencoder.forward", caught_by=[autoencoders], hint="The output is decoder(encoder(X)), of the shape of X."
)
def code_only(self, X):
    """The autoencoder gives the code, and its decoder is never asked."""
    return self.encoder(X)


@lab.mistake(
    "Autoencoder.forward",
    caught_by=[autoencoders],
    hint="Nothing is put around the decoder: standardised inputs are not between 0 and 1.",
)
def squashed(self, X):
    """A sigmoid squashes the reconstruction."""
    return torch.sigmoid(self.decoder(self.encoder(X)))


@lab.mistake(
    "Autoencoder.__init__",
    caught_by=[autoencoders],
    hint="Keep the modules that you are given: what a copy learns never reaches the encoder that is reused.",
)
def encoder_copied(self, encoder, decoder):
    """The autoencoder trains copies of its parts, so pre-training is lost."""
    from copy import deepcopy

    nn.Module.__init__(self)
    self.encoder = deepcopy(encoder)
    self.decoder = deepcopy(decoder)


@lab.mistake(
    "pretrain",
    caught_by=[autoencoders],
    hint="The target is the input X itself; the code has no target.",
)
def code_for_target(encoder, decoder, X, **options):
    """The target is the code of X instead of X."""
    code = encoder(X).detach()
    target = F.pad(code, (0, X.shape[1] - code.shape[1]))
    return train(Autoencoder(encoder, decoder), X, target, **options)


@lab.mistake(
    "pretrain", caught_by=[autoencoders], hint="Both parts are trained, and the encoder is what it is all for."
)
def decoder_only(encoder, decoder, X, **options):
    """Only the decoder is trained."""
    encoder.requires_grad_(False)
    history = train(Autoencoder(encoder, decoder), X, X, **options)
    encoder.requires_grad_(True)
    return history


@lab.mistake(
    "pretrain",
    caught_by=[autoencoders],
    hint="The target is X: train(Autoencoder(encoder, decoder), X, X, …).",
    row=121,
)
def target_shuffled(encoder, decoder, X, **options):
    """The target is another row than the input."""
    return train(Autoencoder(encoder, decoder), X, X.flip(0), **options)


@lab.mistake("pretrain", caught_by=[autoencoders], hint="Use train, which gives the losses.", row=132)
def untrained(encoder, decoder, X, **options):
    """The autoencoder is built, and never trained."""
    Autoencoder(encoder, decoder)
    return [0.0]
