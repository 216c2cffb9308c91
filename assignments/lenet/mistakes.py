"""Known mistakes: each stands in for one name of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (torch, nn) is looked up in the copy of
the reference that it is put into; an import of its own gives the textbook itself.
"""

import copy

import torch
from torch import nn

from .lab import (
    adam_steps,
    defaults,
    generalises,
    gradients,
    history,
    lab,
    last_batch,
    learns,
    logits,
    modes,
    nothing_changed,
    pairs,
    parameters,
    predictions,
    repeatable,
    shuffled,
    small_batches,
)

# What compares weights after a training with others.
TRAININGS = [adam_steps, last_batch, defaults, pairs, repeatable, shuffled]

# The layers


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters, logits],
    hint="padding=2 keeps 28 × 28 pixels; without it 24 × 24 are left, and 4 × 4 in the end.",
    row=104,
)
def not_padded(self):
    """The first convolution is not padded, and 16 · 4 · 4 numbers are left."""
    nn.Module.__init__(self)
    self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
    self.fc1, self.fc2, self.fc3 = nn.Linear(16 * 4 * 4, 120), nn.Linear(120, 84), nn.Linear(84, 10)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters, logits, gradients, *TRAININGS, history, modes, predictions, nothing_changed, learns],
    hint="Print h.shape before the flattening: with the padding there are 16 maps of 5 × 5.",
    row=104,
)
def linear_for_too_few(self):
    """The first linear layer takes 16 · 4 · 4 numbers, and 16 · 5 · 5 come."""
    nn.Module.__init__(self)
    self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
    self.fc1, self.fc2, self.fc3 = nn.Linear(16 * 4 * 4, 120), nn.Linear(120, 84), nn.Linear(84, 10)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters, logits],
    hint="A convolution has a bias for each of its maps: leave bias=False away.",
)
def convolutions_without_bias(self):
    """The convolutions have no biases."""
    nn.Module.__init__(self)
    self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2, bias=False), nn.Conv2d(6, 16, 5, bias=False)
    self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters, logits],
    hint="LeNet-5 has 6 and 16 maps, then 120 and 84 units.",
)
def wider_layers(self):
    """The layers have the sizes of a later LeNet: 20 and 50 maps."""
    nn.Module.__init__(self)
    self.conv1, self.conv2 = nn.Conv2d(1, 20, 5, padding=2), nn.Conv2d(20, 50, 5)
    self.fc1, self.fc2, self.fc3 = nn.Linear(50 * 5 * 5, 120), nn.Linear(120, 84), nn.Linear(84, 10)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters, logits],
    hint="Between the 400 numbers and the 10 classes there are two layers, of 120 and of 84 units.",
)
def one_layer_missing(self):
    """The layer of 84 units is missing."""
    nn.Module.__init__(self)
    self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
    self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Identity(), nn.Linear(120, 10)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[logits],
    hint="The edges are padded with zeros; leave padding_mode away.",
)
def edges_mirrored(self):
    """The first convolution pads with mirrored pixels."""
    nn.Module.__init__(self)
    self.conv1 = nn.Conv2d(1, 6, 5, padding=2, padding_mode="reflect")
    self.conv2 = nn.Conv2d(6, 16, 5)
    self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)


# How it begins


def _forward(self, X, g=torch.relu, pool=None, flat=None):
    pool = pool or (lambda h: nn.functional.max_pool2d(h, 2))
    h = pool(g(self.conv1(X)))
    h = pool(g(self.conv2(h)))
    h = flat(h) if flat else h.flatten(1)
    return self.fc3(g(self.fc2(g(self.fc1(h)))))


def _in_double(self, X):
    from assignments.lenet.mistakes import _forward

    return _forward(self, X.double()).float()


def _layers(self):
    nn.Module.__init__(self)
    self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
    self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters],
    hint="A seed in a constructor makes all models alike, and resets everyone else's random numbers.",
    row=127,
)
def seed_in_the_model(self):
    """LeNet5 sets the seed, so that all models begin alike."""
    from assignments.lenet.mistakes import _layers

    torch.manual_seed(0)
    _layers(self)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters, learns],
    hint="Units that begin alike stay alike: leave PyTorch's random weights as they are.",
    row=43,
)
def weights_at_zero(self):
    """All weights begin at 0."""
    from assignments.lenet.mistakes import _layers

    _layers(self)
    for parameter in self.parameters():
        nn.init.zeros_(parameter)


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters, gradients],
    hint="All of the network is trained: leave requires_grad as it is.",
)
def convolutions_frozen(self):
    """The convolutions are frozen."""
    from assignments.lenet.mistakes import _layers

    _layers(self)
    for parameter in [*self.conv1.parameters(), *self.conv2.parameters()]:
        parameter.requires_grad = False


@lab.mistake(
    "LeNet5.__init__",
    caught_by=[parameters],
    hint="Everything is float32 here; leave .double() away, and don't set a default type.",
    row=126,
    also={"LeNet5.forward": _in_double},
)
def double_precision(self):
    """The weights are float64."""
    from assignments.lenet.mistakes import _layers

    _layers(self)
    self.double()


# The way through


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="Flatten (N, 16, 5, 5) as it is, channel by channel; permute to channels last is TensorFlow's order.",
    row=103,
)
def channels_last(self, X):
    """The maps are flattened pixel by pixel, channels last."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, flat=lambda h: h.permute(0, 2, 3, 1).reshape(len(h), -1))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="Flatten (N, 16, 5, 5) as it is: rows, then columns.",
    row=103,
)
def columns_before_rows(self, X):
    """The maps are flattened column by column."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, flat=lambda h: h.transpose(2, 3).reshape(len(h), -1))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="The statement takes ReLU; sigmoids learn slowly here, since their slopes are at most 1/4.",
)
def sigmoid_for_relu(self, X):
    """The activation is the sigmoid."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, g=torch.sigmoid)


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="LeCun's network has a tanh; the statement takes ReLU.",
)
def tanh_for_relu(self, X):
    """The activation is tanh."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, g=torch.tanh)


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="The statement takes ReLU, which gives 0 below 0.",
)
def leaky_relu(self, X):
    """The activation is the leaky ReLU."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, g=nn.functional.leaky_relu)


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="LeCun's network takes averages; the statement takes the maximum of each 2 × 2.",
)
def average_pooling(self, X):
    """Pooling takes the mean of 2 × 2."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, pool=lambda h: nn.functional.avg_pool2d(h, 2))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="The windows are 2 × 2 and do not overlap.",
)
def pooling_with_overlap(self, X):
    """Pooling takes overlapping windows of 3 × 3."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, pool=lambda h: nn.functional.max_pool2d(h, 3, stride=2, padding=1))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="There is a ReLU after each convolution.",
)
def convolutions_without_relu(self, X):
    """There is no activation after the convolutions."""
    h = nn.functional.max_pool2d(self.conv1(X), 2)
    h = nn.functional.max_pool2d(self.conv2(h), 2)
    h = torch.relu(self.fc1(h.flatten(1)))
    return self.fc3(torch.relu(self.fc2(h)))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="Linear layers without an activation between them are one linear layer.",
)
def linear_layers_without_relu(self, X):
    """There is no activation between the linear layers."""
    h = nn.functional.max_pool2d(torch.relu(self.conv1(X)), 2)
    h = nn.functional.max_pool2d(torch.relu(self.conv2(h)), 2)
    return self.fc3(self.fc2(self.fc1(h.flatten(1))))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="There is a ReLU after the layer of 84 units, too.",
)
def last_relu_missing(self, X):
    """There is no activation after the layer of 84 units."""
    h = nn.functional.max_pool2d(torch.relu(self.conv1(X)), 2)
    h = nn.functional.max_pool2d(torch.relu(self.conv2(h)), 2)
    return self.fc3(self.fc2(torch.relu(self.fc1(h.flatten(1)))))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="A logit may be negative: nothing comes after the last layer.",
)
def relu_on_the_logits(self, X):
    """A ReLU follows the last layer."""
    from assignments.lenet.mistakes import _forward

    return torch.relu(_forward(self, X))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="cross_entropy takes softmax's logarithm itself: return the logits.",
)
def softmax_in_the_model(self, X):
    """The model returns probabilities, softmax of the logits."""
    from assignments.lenet.mistakes import _forward

    return torch.softmax(_forward(self, X), dim=1)


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="cross_entropy takes softmax's logarithm itself: return the logits.",
)
def log_softmax_in_the_model(self, X):
    """The model returns the logarithms of the probabilities."""
    from assignments.lenet.mistakes import _forward

    return nn.functional.log_softmax(_forward(self, X), dim=1)


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits, repeatable],
    hint="LeNet-5 drops nothing; what a model computes does not change from call to call.",
)
def dropout_added(self, X):
    """There is dropout before the last layers."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, flat=lambda h: nn.functional.dropout(h.flatten(1), 0.5, self.training))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="The pixels are taken as they are: no division by 255.",
)
def pixels_divided(self, X):
    """The model divides the pixels by 255."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X / 255)


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits],
    hint="The pixels are taken as they are. Of a single image, or of a batch, mean and deviation are other ones.",
)
def batch_normalised(self, X):
    """The model normalises each batch by its own mean and deviation."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, (X - X.mean()) / X.std())


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits, nothing_changed],
    hint="X -= … changes the tensor of whoever called you, and the pixels are taken as they are.",
    row=21,
)
def centred_in_place(self, X):
    """The model takes the mean off its input, in place."""
    from assignments.lenet.mistakes import _forward

    with torch.no_grad():
        X -= X.mean()
    return _forward(self, X)


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits, last_batch, shuffled],
    hint="squeeze() takes every length of 1 away, the batch's as well: there is nothing to squeeze here.",
)
def batch_squeezed(self, X):
    """squeeze() turns the logits of one image into a vector."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X).squeeze()


@lab.mistake(
    "LeNet5.forward",
    caught_by=[logits, gradients, *TRAININGS, history, modes, predictions, nothing_changed, learns],
    hint="Take N from the tensor: h.flatten(1), or h.view(len(h), -1).",
    row=25,
)
def batch_size_in_the_model(self, X):
    """The flattening takes 64 images for granted."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, flat=lambda h: h.reshape(64, -1))


@lab.mistake(
    "LeNet5.forward",
    caught_by=[gradients],
    hint="What is detached, or taken through .data or NumPy, gets no gradient.",
)
def maps_detached(self, X):
    """The maps are detached before the linear layers, so that the convolutions are never trained."""
    from assignments.lenet.mistakes import _forward

    return _forward(self, X, flat=lambda h: h.detach().flatten(1))


# A step


def _train(
    model,
    X,
    y,
    epochs,
    seed,
    batch_size=64,
    learning_rate=1e-3,
    *,
    step,
    made=torch.optim.Adam,
    wrap,
):
    """The textbook's training with another step or another optimiser; gives ``wrap`` of each epoch's losses."""
    optimizer = made(model.parameters(), lr=learning_rate)
    generator = torch.Generator().manual_seed(seed)
    found = []
    model.train()
    for _ in range(epochs):
        batches = torch.randperm(len(X), generator=generator).split(batch_size)
        losses = [step(model, optimizer, X[batch], y[batch]).item() for batch in batches]
        found.append(wrap(losses, [len(batch) for batch in batches]))
    return found


def _mean(losses, sizes):
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)


def _step(model, optimizer, X, y, loss=nn.functional.cross_entropy):
    found = loss(model(X), y)
    optimizer.zero_grad()
    found.backward()
    optimizer.step()
    return found


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="loss.backward() adds to the gradients that are there: optimizer.zero_grad() before it, in every step.",
)
def gradients_add_up(model, X, y, **how):
    """zero_grad is missing: the gradients of all batches add up."""
    from assignments.lenet.mistakes import _mean, _train

    def step(model, optimizer, X, y):
        loss = nn.functional.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
        return loss

    return _train(model, X, y, **how, step=step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="optimizer.zero_grad() belongs into the loop over the batches; here the batches of an epoch add up.",
)
def gradients_cleared_once(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """zero_grad stands before the loops, and is called once."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    losses = []
    model.train()
    optimizer.zero_grad()
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


@lab.mistake(
    "train",
    caught_by=[*TRAININGS, learns],
    hint="Clear the gradients before loss.backward(), not after it: here none is left for the step.",
)
def gradients_cleared_too_late(model, X, y, **how):
    """zero_grad stands between backward and step."""
    from assignments.lenet.mistakes import _mean, _train

    def step(model, optimizer, X, y):
        loss = nn.functional.cross_entropy(model(X), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        return loss

    return _train(model, X, y, **how, step=step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[*TRAININGS, learns],
    hint="loss.backward() computes gradients; optimizer.step() takes the step.",
)
def no_step(model, X, y, **how):
    """optimizer.step() is missing."""
    from assignments.lenet.mistakes import _mean, _train

    def step(model, optimizer, X, y):
        loss = nn.functional.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        return loss

    return _train(model, X, y, **how, step=step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="First loss.backward(), then optimizer.step(): here each step goes along the gradient of the batch before.",
)
def step_before_backward(model, X, y, **how):
    """optimizer.step() comes before loss.backward()."""
    from assignments.lenet.mistakes import _mean, _train

    def step(model, optimizer, X, y):
        loss = nn.functional.cross_entropy(model(X), y)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        return loss

    return _train(model, X, y, **how, step=step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history],
    hint="cross_entropy takes the logits: it has softmax in it. With softmax twice no loss falls below 1.46.",
)
def softmax_twice(model, X, y, **how):
    """softmax is applied before cross_entropy, which applies it again."""
    from assignments.lenet.mistakes import _mean, _step, _train

    def loss(z, y):
        return nn.functional.cross_entropy(torch.softmax(z, dim=1), y)

    return _train(model, X, y, **how, step=lambda *given: _step(*given, loss), wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history],
    hint="nll_loss takes log_softmax of the logits; cross_entropy takes the logits themselves.",
)
def nll_of_logits(model, X, y, **how):
    """nll_loss is given the logits."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, **how, step=lambda *given: _step(*given, nn.functional.nll_loss), wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history],
    hint="The loss is the cross-entropy, with the labels as integers.",
    row=125,
)
def squared_error_of_onehot(model, X, y, **how):
    """The loss is the mean squared error of one-hot labels."""
    from assignments.lenet.mistakes import _mean, _step, _train

    def loss(z, y):
        return nn.functional.mse_loss(z, nn.functional.one_hot(y, 10).float())

    return _train(model, X, y, **how, step=lambda *given: _step(*given, loss), wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history],
    hint="The labels are taken as they are, without smoothing.",
)
def labels_smoothed(model, X, y, **how):
    """The labels are smoothed."""
    from assignments.lenet.mistakes import _mean, _step, _train

    def loss(z, y):
        return nn.functional.cross_entropy(z, y, label_smoothing=0.1)

    return _train(model, X, y, **how, step=lambda *given: _step(*given, loss), wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[history],
    hint="The loss is the mean over the batch: leave reduction away.",
    row=11,
)
def loss_summed(model, X, y, **how):
    """The loss is summed over the batch."""
    from assignments.lenet.mistakes import _mean, _step, _train

    def loss(z, y):
        return nn.functional.cross_entropy(z, y, reduction="sum")

    return _train(model, X, y, **how, step=lambda *given: _step(*given, loss), wrap=_mean)


# The optimiser


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="torch.optim.Adam is asked for; at a rate of 0.001 plain gradient descent hardly moves.",
)
def plain_sgd(model, X, y, **how):
    """The optimiser is SGD."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, **how, step=_step, made=torch.optim.SGD, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="torch.optim.Adam is asked for, without momentum of another kind.",
)
def sgd_with_momentum(model, X, y, **how):
    """The optimiser is SGD with momentum 0.9."""
    from assignments.lenet.mistakes import _mean, _step, _train

    def made(parameters, lr):
        return torch.optim.SGD(parameters, lr=lr, momentum=0.9)

    return _train(model, X, y, **how, step=_step, made=made, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="torch.optim.Adam is asked for: RMSProp has neither Adam's first moment nor its corrections.",
)
def rmsprop(model, X, y, **how):
    """The optimiser is RMSProp."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, **how, step=_step, made=torch.optim.RMSprop, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="AdamW lets weights decay, by 0.01 where nothing is said; Adam is asked for.",
    row=70,
)
def adamw(model, X, y, **how):
    """The optimiser is AdamW, which lets the weights decay."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, **how, step=_step, made=torch.optim.AdamW, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="No penalty is asked for: leave weight_decay away.",
    row=70,
)
def weight_decay(model, X, y, **how):
    """Adam has a weight decay."""
    from assignments.lenet.mistakes import _mean, _step, _train

    def made(parameters, lr):
        return torch.optim.Adam(parameters, lr=lr, weight_decay=1e-4)

    return _train(model, X, y, **how, step=_step, made=made, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="Pass learning_rate on: lr=learning_rate.",
)
def rate_ignored(model, X, y, *, learning_rate=1e-3, **how):
    """Adam is made without the learning rate that train is given."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, **how, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="Adam's averages live through all epochs: make the optimiser once, before the loops.",
)
def optimiser_of_each_epoch(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The optimiser is made anew in each epoch."""
    generator = torch.Generator().manual_seed(seed)
    losses = []
    model.train()
    for _ in range(epochs):
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="Give the optimiser all of the model's parameters.",
)
def last_layers_trained(model, X, y, **how):
    """The optimiser gets the parameters of the linear layers only."""
    from assignments.lenet.mistakes import _mean, _step, _train

    def made(parameters, lr):
        return torch.optim.Adam(list(parameters)[4:], lr=lr)

    return _train(model, X, y, **how, step=_step, made=made, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[*TRAININGS, learns],
    hint="train fits the model that it is given, in place.",
)
def copy_trained(model, X, y, **how):
    """A copy of the model is trained."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(copy.deepcopy(model), X, y, **how, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps],
    hint="The gradients are taken as they are; nobody asks for clipping here.",
)
def gradients_by_sign(model, X, y, **how):
    """Each weight moves by the learning rate, against the sign of its gradient."""
    from assignments.lenet.mistakes import _mean, _train

    def step(model, optimizer, X, y):
        loss = nn.functional.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= how.get("learning_rate", 1e-3) * parameter.grad.sign()
        return loss

    return _train(model, X, y, **how, step=step, wrap=_mean)


# The batches


def _epochs(model, X, y, batches_of, learning_rate=1e-3):
    """Train on the batches of each epoch, which ``batches_of`` lists; gives the loss of each step."""
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    losses = []
    model.train()
    for batches in batches_of:
        for own, of_labels in batches:
            loss = nn.functional.cross_entropy(model(X[own]), y[of_labels])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


@lab.mistake(
    "train",
    caught_by=[last_batch],
    hint="Go up to len(X): X[start : start + batch_size] is shorter at the end by itself; drop_last=False.",
)
def last_batch_dropped(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The last batch is left out where it is smaller."""
    from assignments.lenet.mistakes import _epochs

    generator = torch.Generator().manual_seed(seed)

    def batches():
        for order in (torch.randperm(len(X), generator=generator) for _ in range(epochs)):
            yield [(batch, batch) for batch in order.split(batch_size) if len(batch) == batch_size]

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[adam_steps, pairs, defaults, history],
    hint="A batch has batch_size images: order[start : start + batch_size] for start in range(0, N, batch_size).",
)
def single_images(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """Every image is a batch of its own."""
    from assignments.lenet.mistakes import _epochs

    generator = torch.Generator().manual_seed(seed)

    def batches():
        for order in (torch.randperm(len(X), generator=generator) for _ in range(epochs)):
            yield [(batch, batch) for batch in order.split(1)]

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[history, learns],
    hint="An epoch goes through all batches, not one.",
)
def one_batch_per_epoch(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """An epoch is one batch, drawn at random."""
    from assignments.lenet.mistakes import _epochs

    generator = torch.Generator().manual_seed(seed)

    def batches():
        for order in (torch.randperm(len(X), generator=generator) for _ in range(epochs)):
            yield [(order[:batch_size], order[:batch_size])]

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[defaults],
    hint="batch_size is 64 where nothing is said.",
)
def default_of_32(model, X, y, *, epochs, seed, batch_size=32, learning_rate=1e-3):
    """batch_size is 32 by default."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, epochs, seed, batch_size, learning_rate, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[defaults],
    hint="learning_rate is 0.001 where nothing is said.",
)
def default_of_a_hundredth(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-2):
    """learning_rate is 0.01 by default."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, epochs, seed, batch_size, learning_rate, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history],
    hint="return stands behind the loop over the epochs, not in it.",
)
def returns_after_one_epoch(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """train returns after the first epoch."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, 1, seed, batch_size, learning_rate, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history],
    hint="range(epochs) goes through epochs values; range(epochs + 1) through one more.",
)
def one_epoch_more(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """There is one epoch too many."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, epochs + 1, seed, batch_size, learning_rate, step=_step, wrap=_mean)


# The order


@lab.mistake(
    "train",
    caught_by=[pairs, learns],
    hint="One permutation for both: X[order] and y[order].",
    row=121,
)
def labels_left_behind(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The images are shuffled, and the labels are not."""
    from assignments.lenet.mistakes import _epochs

    generator = torch.Generator().manual_seed(seed)

    def batches():
        for order in (torch.randperm(len(X), generator=generator) for _ in range(epochs)):
            yield zip(order.split(batch_size), torch.arange(len(X)).split(batch_size), strict=True)

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[pairs, learns],
    hint="Draw one permutation and use it twice; drawn twice, it is another one.",
    row=121,
)
def two_permutations(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """Images and labels are each shuffled by a permutation of their own."""
    from assignments.lenet.mistakes import _epochs

    generator = torch.Generator().manual_seed(seed)

    def batches():
        for _ in range(epochs):
            order, other = (torch.randperm(len(X), generator=generator) for _ in range(2))
            yield zip(order.split(batch_size), other.split(batch_size), strict=True)

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[pairs],
    hint="An epoch uses each image once: torch.randperm, not torch.randint.",
)
def drawn_with_replacement(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The images of a batch are drawn with replacement."""
    from assignments.lenet.mistakes import _epochs

    generator = torch.Generator().manual_seed(seed)

    def batches():
        for _ in range(epochs):
            order = torch.randint(len(X), (len(X),), generator=generator)
            yield [(batch, batch) for batch in order.split(batch_size)]

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[shuffled],
    hint="Draw an order in each epoch: torch.randperm(len(X), generator=generator).",
)
def never_shuffled(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The images are taken in the order in which they come."""
    from assignments.lenet.mistakes import _epochs

    batches = [(batch, batch) for batch in torch.arange(len(X)).split(batch_size)]
    return _epochs(model, X, y, [batches] * epochs, learning_rate)


@lab.mistake(
    "train",
    caught_by=[shuffled],
    hint="Draw the order inside the loop over the epochs.",
)
def shuffled_once(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The images are shuffled once, before the first epoch."""
    from assignments.lenet.mistakes import _epochs

    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed))
    return _epochs(model, X, y, [[(batch, batch) for batch in order.split(batch_size)]] * epochs, learning_rate)


@lab.mistake(
    "train",
    caught_by=[shuffled],
    hint="Set the seed once, before the first epoch: set in each, it gives each the same order.",
    row=127,
)
def seed_in_each_epoch(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The seed is set again in each epoch, so that all have the same order."""
    from assignments.lenet.mistakes import _epochs

    def batches():
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed))
            yield [(batch, batch) for batch in order.split(batch_size)]

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[shuffled],
    hint="Use the seed that you are given.",
    row=127,
)
def seed_of_ones_own(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """Another seed is set than the one that train is given."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, epochs, 42, batch_size, learning_rate, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[repeatable],
    hint="The order has to follow from seed: generator=torch.Generator().manual_seed(seed).",
)
def seed_unused(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The order is drawn from whatever state the global random numbers are in."""
    from assignments.lenet.mistakes import _epochs

    def batches():
        for order in (torch.randperm(len(X)) for _ in range(epochs)):
            yield [(batch, batch) for batch in order.split(batch_size)]

    return _epochs(model, X, y, batches(), learning_rate)


# What comes in


@lab.mistake(
    "train",
    caught_by=[nothing_changed],
    hint="X[:] = … writes into the caller's tensor; X = X[order] makes one of your own.",
    row=21,
)
def shuffled_in_place(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The caller's images and labels are shuffled."""
    from assignments.lenet.mistakes import _epochs

    generator = torch.Generator().manual_seed(seed)

    def batches():
        for _ in range(epochs):
            order = torch.randperm(len(X), generator=generator)
            X[:], y[:] = X[order], y[order]
            yield [(batch, batch) for batch in torch.arange(len(X)).split(batch_size)]

    return _epochs(model, X, y, batches(), learning_rate)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history],
    hint="The pixels are taken as they are: what only training normalises, the model meets otherwise in use.",
)
def normalised_in_training(model, X, y, **how):
    """train normalises the images, and predict does not."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, (X - X.mean()) / X.std() * 0.5, y, **how, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[adam_steps, history, nothing_changed],
    hint="X /= … changes the caller's tensor, and the pixels are taken as they are.",
    row=21,
)
def divided_in_place(model, X, y, **how):
    """train divides the caller's pixels by 255."""
    from assignments.lenet.mistakes import _mean, _step, _train

    X /= 255
    return _train(model, X, y, **how, step=_step, wrap=_mean)


# The history


@lab.mistake(
    "train",
    caught_by=[history],
    hint="Divide by the number of batches, or weight each by its size and divide by N.",
)
def batch_losses_summed(model, X, y, **how):
    """history holds the sum of an epoch's batch losses."""
    from assignments.lenet.mistakes import _step, _train

    return _train(model, X, y, **how, step=_step, wrap=lambda losses, sizes: sum(losses))


@lab.mistake(
    "train",
    caught_by=[history],
    hint="Each batch's loss is a mean already: weight it by the size of its batch before dividing by N.",
)
def batch_losses_by_images(model, X, y, **how):
    """history holds the sum of an epoch's batch losses, divided by the number of images."""
    from assignments.lenet.mistakes import _step, _train

    return _train(model, X, y, **how, step=_step, wrap=lambda losses, sizes: sum(losses) / sum(sizes))


@lab.mistake(
    "train",
    caught_by=[history],
    hint="Begin each epoch with total = 0.",
)
def total_never_reset(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The total of the losses goes on from epoch to epoch."""
    from assignments.lenet.mistakes import _mean, _step, _train

    found = _train(model, X, y, epochs, seed, batch_size, learning_rate, step=_step, wrap=_mean)
    return [sum(found[: i + 1]) for i in range(len(found))]


@lab.mistake(
    "train",
    caught_by=[history, learns],
    hint="Collect the loss of each epoch in a list, and return the list.",
)
def last_loss_only(model, X, y, **how):
    """train returns the last loss, a single number."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X, y, **how, step=_step, wrap=_mean)[-1]


@lab.mistake(
    "train",
    caught_by=[history, learns],
    hint="Is a `return history` missing?",
    row=132,
)
def nothing_returned(model, X, y, **how):
    """train returns nothing."""
    from assignments.lenet.mistakes import _mean, _step, _train

    _train(model, X, y, **how, step=_step, wrap=_mean)


@lab.mistake(
    "train",
    caught_by=[history, learns],
    hint="history is the loss, which falls; an accuracy is something else.",
)
def accuracies_for_losses(model, X, y, **how):
    """history holds the share of right labels."""
    from assignments.lenet.mistakes import _step, _train

    def step(model, optimizer, X, y):
        right = (model(X).argmax(1) == y).float().mean()
        _step(model, optimizer, X, y)
        return right

    return _train(model, X, y, **how, step=step, wrap=lambda right, _: sum(right) / len(right))


# The modes


@lab.mistake(
    "train",
    caught_by=[modes],
    hint="model.train() at the beginning of train: predict has left the model in evaluation mode.",
)
def trains_in_evaluation_mode(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """train leaves the model in whatever mode it comes, so that it trains in evaluation mode after predict."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


@lab.mistake(
    "train",
    caught_by=[modes],
    hint="After a look at the accuracy, model.train() again: it belongs into the loop over the epochs.",
)
def evaluation_mode_after_an_epoch(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """The model goes into evaluation mode after the first epoch, and never back."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    losses = []
    model.train()
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        model.eval()
    return losses


@lab.mistake(
    "predict",
    caught_by=[modes],
    hint="model.eval() at the beginning of predict: dropout and batch normalisation go by it.",
)
def predicts_in_training_mode(model, X, batch_size=256):
    """predict leaves the model in whatever mode it comes."""
    with torch.no_grad():
        return torch.cat([model(images).argmax(dim=1) for images in X.split(batch_size)])


# Prediction


def _predict(model, X, batch_size, label):
    model.eval()
    with torch.no_grad():
        return [label(model(images)) for images in X.split(batch_size)]


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="max gives the largest logit, argmax where it stands: that is the class.",
)
def largest_logit(model, X, batch_size=256):
    """predict gives the largest logit instead of its index."""
    from assignments.lenet.mistakes import _predict

    return torch.cat(_predict(model, X, batch_size, lambda z: z.max(dim=1).values))


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="Take the argmax over the classes, dim=1.",
)
def scores_for_labels(model, X, batch_size=256):
    """predict gives the logits of all classes."""
    from assignments.lenet.mistakes import _predict

    return torch.cat(_predict(model, X, batch_size, lambda z: z))


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="dim=1 goes over the classes of an image; dim=0 over the images.",
    row=4,
)
def best_image_of_each_class(model, X, batch_size=256):
    """argmax goes over the images."""
    from assignments.lenet.mistakes import _predict

    return torch.cat(_predict(model, X, batch_size, lambda z: z.argmax(dim=0)))


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="The last batch may be smaller; its images have labels, too.",
)
def last_images_left_out(model, X, batch_size=256):
    """predict leaves the last batch out where it is smaller."""
    from assignments.lenet.mistakes import _predict

    whole = max(len(X) // batch_size, 1) * batch_size
    return torch.cat(_predict(model, X[:whole], batch_size, lambda z: z.argmax(dim=1)))


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="Collect the labels of all batches, and join them with torch.cat behind the loop.",
)
def last_batch_only(model, X, batch_size=256):
    """predict returns the labels of the last batch."""
    from assignments.lenet.mistakes import _predict

    return _predict(model, X, batch_size, lambda z: z.argmax(dim=1))[-1]


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="squeeze() takes the batch away where it is one image.",
)
def label_without_a_batch(model, X, batch_size=256):
    """squeeze() makes of one image's label a number of no shape."""
    from assignments.lenet.mistakes import _predict

    return torch.cat(_predict(model, X, batch_size, lambda z: z.argmax(dim=1))).squeeze()


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="Names for the images in their order: nothing is shuffled here.",
)
def shuffled_for_prediction(model, X, batch_size=256):
    """predict goes through the images in a random order."""
    from assignments.lenet.mistakes import _predict

    return torch.cat(_predict(model, X[torch.randperm(len(X))], batch_size, lambda z: z.argmax(dim=1)))


@lab.mistake(
    "predict",
    caught_by=[small_batches],
    hint="Give the model batch_size images at a time: X.split(batch_size).",
)
def all_at_once(model, X, batch_size=256):
    """predict gives the model all images at once."""
    from assignments.lenet.mistakes import _predict

    return _predict(model, X, len(X), lambda z: z.argmax(dim=1))[0]


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="Labels go from 0 to 9, as argmax gives them.",
)
def counted_from_one(model, X, batch_size=256):
    """The labels are counted from 1."""
    from assignments.lenet.mistakes import _predict

    return torch.cat(_predict(model, X, batch_size, lambda z: z.argmax(dim=1) + 1))


@lab.mistake(
    "predict",
    caught_by=[predictions],
    hint="Is a `return` missing?",
    row=132,
)
def no_labels_returned(model, X, batch_size=256):
    """predict returns nothing."""
    from assignments.lenet.mistakes import _predict

    _predict(model, X, batch_size, lambda z: z.argmax(dim=1))


@lab.mistake(
    "predict",
    caught_by=[nothing_changed],
    hint="predict only looks: no optimizer, no noise, no change of weights.",
)
def weights_rounded(model, X, batch_size=256):
    """predict turns the weights to half precision and back, and leaves them rounded."""
    from assignments.lenet.mistakes import _predict

    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.half().float())
    return torch.cat(_predict(model, X, batch_size, lambda z: z.argmax(dim=1)))


# The whole


@lab.mistake(
    "train",
    caught_by=[generalises],
    hint="Each epoch goes through all of X: see how many images a batch and an epoch have.",
)
def few_images(model, X, y, *, epochs, seed, batch_size=64, learning_rate=1e-3):
    """Only the first 200 images are used."""
    from assignments.lenet.mistakes import _mean, _step, _train

    return _train(model, X[:200], y[:200], epochs, seed, batch_size, learning_rate, step=_step, wrap=_mean)
