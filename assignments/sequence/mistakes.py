"""Known mistakes: each stands in for one name of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (torch, nn, predict) is looked up in
the copy of the reference that it is put into; an import of its own gives the textbook itself.
"""

import torch
from torch import nn

from .lab import (
    epochs_and_batches,
    free_running,
    gradients,
    inputs_unchanged,
    lab,
    learns,
    nothing_is_kept,
    order_and_seed,
    parameters,
    predicted,
    predictions,
    reported_loss,
    training_steps,
    window_targets,
    window_values,
)

# Windows


@lab.mistake(
    "windows",
    caught_by=[window_targets],
    hint="y[i] is series[i + length], the value after the window. The last one in it can simply be copied.",
    row=112,
)
def target_is_the_last_input(series, length):
    """The target is the last value of its own window."""
    X = torch.stack([series[i : i + length] for i in range(len(series) - length)])
    y = torch.stack([series[i + length - 1] for i in range(len(series) - length)])
    return X.unsqueeze(-1), y.unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values, window_targets],
    hint="A window is series[i : i + length], without its end: the next value is series[i + length].",
    row=112,
)
def target_two_steps_ahead(series, length):
    """The target is the second value after its window."""
    count = len(series) - length - 1
    X = torch.zeros(count, length, 1)
    y = torch.zeros(count, 1)
    for i in range(count):
        X[i, :, 0] = series[i : i + length]
        y[i, 0] = series[i + length + 1]
    return X, y


@lab.mistake(
    "windows",
    caught_by=[window_values],
    hint="The last value of X[i] is y[i]: the model only has to copy it. X[i] ends one before.",
    row=112,
)
def target_inside_the_window(series, length):
    """The windows begin one value too late, so that each ends with its own target."""
    return series[1:].unfold(0, length, 1).unsqueeze(-1), series[length:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values],
    hint="A window has length values; the one after them is the target, and no input.",
    row=112,
)
def window_one_longer(series, length):
    """The windows are one value too long, and hold their own targets at the end."""
    windows = series.unfold(0, length + 1, 1)
    return windows.unsqueeze(-1), windows[:, -1:]


@lab.mistake(
    "windows",
    caught_by=[window_values],
    hint="range(n − length) already ends before the first window without a target.",
)
def last_window_left_out(series, length):
    """The last window that has a target is left out."""
    X, y = [], []
    for i in range(len(series) - length - 1):
        X.append(series[i : i + length])
        y.append(series[i + length])
    return torch.stack(X).unsqueeze(-1), torch.stack(y).unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values, window_targets],
    hint="Neighbouring windows overlap: the next one begins one value later, not length values later.",
)
def windows_side_by_side(series, length):
    """The windows do not overlap: each begins where the one before has ended."""
    starts = range(0, len(series) - length, length)
    X = torch.stack([series[i : i + length] for i in starts]).unsqueeze(-1)
    return X, torch.stack([series[i + length] for i in starts]).unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values],
    hint="An LSTM wants a vector at each step, here of one number: X.unsqueeze(-1).",
)
def windows_without_features(series, length):
    """X is (N, T), without an axis for the one number of each step."""
    return series.unfold(0, length, 1)[:-1], series[length:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values],
    hint="The windows come first and the steps second: (N, T, 1).",
)
def windows_with_time_first(series, length):
    """X is (T, N, 1), the steps first."""
    X = torch.stack([series[t : t + len(series) - length] for t in range(length)])
    return X.unsqueeze(-1), series[length:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values],
    hint="(N, 1, T) is one step with T numbers for an LSTM: the numbers of a window stand along axis 1.",
)
def one_step_of_all_values(series, length):
    """X is (N, 1, T): one step that holds the whole window."""
    return series.unfold(0, length, 1)[:-1].unsqueeze(1), series[length:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_targets],
    hint="y is (N, 1), as the predictions are. (N, 1) minus (N,) is (N, N), without a word.",
    row=125,
)
def targets_flat(series, length):
    """y is (N,) instead of (N, 1)."""
    return series.unfold(0, length, 1)[:-1].unsqueeze(-1), series[length:]


@lab.mistake(
    "windows",
    caught_by=[window_targets],
    hint="One value is asked for, the one after the window: (N, 1).",
)
def targets_for_every_step(series, length):
    """The targets are whole windows, one value later than the inputs."""
    rows = series.unfold(0, length, 1)
    return rows[:-1].unsqueeze(-1), rows[1:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values, window_targets],
    hint="The values are taken as they are. A mean of the whole series also knows the values to be predicted.",
    row=129,
)
def series_normalised(series, length):
    """The series is brought to mean 0 and standard deviation 1 first."""
    series = (series - series.mean()) / series.std()
    return series.unfold(0, length, 1)[:-1].unsqueeze(-1), series[length:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values, window_targets, inputs_unchanged],
    hint="series -= … changes the tensor of whoever called you, and nothing is to be subtracted here.",
    row=21,
)
def series_centred_in_place(series, length):
    """The mean is subtracted from the caller's own series."""
    series -= series.mean()
    return series.unfold(0, length, 1)[:-1].unsqueeze(-1), series[length:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values],
    hint="The first step is the oldest value: X[i, 0] = series[i].",
)
def windows_backwards(series, length):
    """The newest value comes first in each window."""
    X = series.unfold(0, length, 1)[:-1].flip(1)
    return X.unsqueeze(-1), series[length:].unsqueeze(-1)


@lab.mistake(
    "windows",
    caught_by=[window_values, window_targets],
    hint="The length is an argument.",
    row=25,
)
def ten_values_written_into_the_code(series, length):
    """Windows have ten values, whatever length says."""
    X = torch.stack([series[i : i + 10] for i in range(len(series) - 10)])
    return X.unsqueeze(-1), series[10:].unsqueeze(-1)


# The model


def _time_first(self, hidden):
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, hidden)
    self.readout = nn.Linear(hidden, 1)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[predictions, learns],
    hint="nn.LSTM takes (T, N, 1) unless it is told: batch_first=True. Else it runs through windows, not steps.",
)
def without_batch_first(self, hidden):
    """nn.LSTM is made without batch_first: windows and steps are mixed up."""
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, hidden)
    self.readout = nn.Linear(hidden, 1)


@lab.mistake(
    "SineLSTM.forward",
    also={"SineLSTM.__init__": _time_first},
    caught_by=[predictions],
    hint="A view moves no number: (N, T, 1) to (T, N, 1) is X.transpose(0, 1), or batch_first=True.",
    row=103,
)
def view_for_transpose(self, X):
    """The axes of X are swapped by view, which mixes the windows up."""
    h, _ = self.lstm(X.reshape(X.shape[1], X.shape[0], 1))
    return self.readout(h[-1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[
        predictions,
        nothing_is_kept,
        gradients,
        training_steps,
        epochs_and_batches,
        order_and_seed,
        reported_loss,
        predicted,
        free_running,
    ],
    hint="With batch_first=True the output is (N, T, H): the last step is output[:, -1].",
)
def last_window_for_last_step(self, X):
    """The read-out takes output[-1], which is the last window instead of the last step."""
    output, _ = self.lstm(X)
    return self.readout(output[-1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="After the first step the LSTM has seen one value: take output[:, -1].",
)
def readout_of_the_first_step(self, X):
    """The read-out takes the hidden state after the first step."""
    output, _ = self.lstm(X)
    return self.readout(output[:, 0])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="Only the hidden state after the last step is read out.",
)
def readout_of_the_mean(self, X):
    """The read-out takes the mean of the hidden states of all steps."""
    output, _ = self.lstm(X)
    return self.readout(output.mean(dim=1))


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[
        predictions,
        gradients,
        training_steps,
        epochs_and_batches,
        order_and_seed,
        reported_loss,
        predicted,
        free_running,
    ],
    hint="One prediction is asked for: read out the last step alone, output[:, -1].",
)
def readout_of_every_step(self, X):
    """The read-out is made at every step: (N, T, 1)."""
    output, _ = self.lstm(X)
    return self.readout(output)


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="nn.LSTM returns output, (h, c), in this order; the read-out is made from h.",
)
def readout_of_the_cell_state(self, X):
    """The read-out takes the cell state c instead of the hidden state h."""
    _, (_, c) = self.lstm(X)
    return self.readout(c[-1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="h_n of nn.LSTM is (layers, N, H): take h_n[-1], which is (N, H).",
)
def layers_axis_kept(self, X):
    """The predictions are (1, N, 1): the axis of the layers is left in front."""
    _, (h, _) = self.lstm(X)
    return self.readout(h)


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions, training_steps],
    hint="The targets are (N, 1): keep the last axis, and mind that squeeze() leaves nothing of (1, 1).",
    row=125,
)
def predictions_squeezed(self, X):
    """The predictions are squeezed to (N,)."""
    output, _ = self.lstm(X)
    return self.readout(output[:, -1]).squeeze()


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="A series may go beyond ±1, and a read-out that is regressed is linear.",
)
def tanh_around_the_readout(self, X):
    """The prediction goes through tanh."""
    output, _ = self.lstm(X)
    return torch.tanh(self.readout(output[:, -1]))


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="The hidden state is squashed by tanh and o already: the linear layer takes it as it is.",
)
def relu_before_the_readout(self, X):
    """A ReLU stands between the hidden state and the read-out."""
    output, _ = self.lstm(X)
    return self.readout(torch.relu(output[:, -1]))


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[
        nothing_is_kept,
        gradients,
        training_steps,
        epochs_and_batches,
        order_and_seed,
        reported_loss,
        free_running,
    ],
    hint="The windows are shuffled: the one before has nothing to do with this one. Begin at 0 in every call.",
    row=110,
)
def state_carried_on(self, X):
    """The state after one batch is the state before the next one."""
    self.state = getattr(self, "state", None)
    output, (h, c) = self.lstm(X, self.state)
    self.state = (h.detach(), c.detach())
    return self.readout(output[:, -1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[nothing_is_kept, training_steps],
    hint="The windows are shuffled: the one before has nothing to do with this one, be it of the same size or not.",
    row=110,
)
def state_carried_on_between_equal_batches(self, X):
    """The state is kept from call to call, and begins anew where the number of windows changes only."""
    state = getattr(self, "state", None)
    if state is not None and state[0].shape[1] != len(X):
        state = None
    output, (h, c) = self.lstm(X, state)
    self.state = (h.detach(), c.detach())
    return self.readout(output[:, -1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions, nothing_is_kept, predicted, training_steps],
    hint="h and c begin at 0: torch.zeros, or no initial state at all.",
)
def random_initial_state(self, X):
    """h and c begin at random numbers."""
    h0 = torch.randn(1, len(X), self.lstm.hidden_size)
    c0 = torch.randn(1, len(X), self.lstm.hidden_size)
    output, _ = self.lstm(X, (h0, c0))
    return self.readout(output[:, -1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[
        predictions,
        nothing_is_kept,
        gradients,
        training_steps,
        epochs_and_batches,
        order_and_seed,
        reported_loss,
        predicted,
        free_running,
    ],
    hint="The batch has len(X) windows; the last one of an epoch may be smaller.",
    row=25,
)
def batch_size_written_into_the_code(self, X):
    """The initial states are made for 32 windows."""
    h0 = torch.zeros(1, 32, self.lstm.hidden_size)
    output, _ = self.lstm(X, (h0, h0))
    return self.readout(output[:, -1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[nothing_is_kept],
    hint="No dropout is asked for; with 20 % of the state missing, the prediction is as uncertain.",
)
def dropout_before_the_readout(self, X):
    """A part of the hidden state is dropped in training."""
    output, _ = self.lstm(X)
    return self.readout(nn.functional.dropout(output[:, -1], 0.2, self.training))


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[gradients],
    hint="Detached, the state tells nothing to the steps before: back-propagation goes through the whole window.",
    row=110,
)
def detached_between_the_steps(self, X):
    """The state is detached after each step, so no gradient goes back through time."""
    state = None
    for t in range(X.shape[1]):
        output, (h, c) = self.lstm(X[:, t : t + 1], state)
        state = (h.detach(), c.detach())
    return self.readout(output[:, -1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[gradients],
    hint="What is computed under no_grad, or detached, learns nothing: the LSTM keeps its first weights for ever.",
)
def lstm_under_no_grad(self, X):
    """The LSTM is detached from the loss: only the read-out is trained."""
    with torch.no_grad():
        output, _ = self.lstm(X)
    return self.readout(output[:, -1])


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="PyTorch's rows hold the gates in the order i, f, g, o.",
    row=105,
)
def gates_in_another_order(self, X):
    """The four parts of the sums are taken as i, f, o, g."""
    W, U, b1, b2 = self.lstm._flat_weights
    h = c = torch.zeros(len(X), self.lstm.hidden_size)
    for t in range(X.shape[1]):
        i, f, o, g = (X[:, t] @ W.T + b1 + h @ U.T + b2).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
    return self.readout(h)


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="h = o ⊙ tanh(c): without tanh it grows with c.",
    row=106,
)
def hidden_state_without_tanh(self, X):
    """h is o ⊙ c, without tanh."""
    W, U, b1, b2 = self.lstm._flat_weights
    h = c = torch.zeros(len(X), self.lstm.hidden_size)
    for t in range(X.shape[1]):
        i, f, g, o = (X[:, t] @ W.T + b1 + h @ U.T + b2).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * c
    return self.readout(h)


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="g is no gate: it is what is written, and goes through tanh, to both sides of 0.",
    row=106,
)
def candidate_through_sigmoid(self, X):
    """The candidate g goes through σ, as the gates do."""
    W, U, b1, b2 = self.lstm._flat_weights
    h = c = torch.zeros(len(X), self.lstm.hidden_size)
    for t in range(X.shape[1]):
        i, f, g, o = torch.sigmoid(X[:, t] @ W.T + b1 + h @ U.T + b2).chunk(4, dim=1)
        c = f * c + i * g
        h = o * torch.tanh(c)
    return self.readout(h)


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="What the forget gate begins with is its bias's share; nothing is added to it.",
    row=108,
)
def one_added_to_the_forget_gate(self, X):
    """1 is added to the sum of the forget gate."""
    W, U, b1, b2 = self.lstm._flat_weights
    h = c = torch.zeros(len(X), self.lstm.hidden_size)
    for t in range(X.shape[1]):
        i, f, g, o = (X[:, t] @ W.T + b1 + h @ U.T + b2).chunk(4, dim=1)
        c = torch.sigmoid(f + 1) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
    return self.readout(h)


@lab.mistake(
    "SineLSTM.forward",
    caught_by=[predictions],
    hint="A window is read from its oldest value to its newest one.",
)
def window_read_backwards(self, X):
    """The LSTM reads each window from its end."""
    output, _ = self.lstm(X.flip(1))
    return self.readout(output[:, -1])


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, predictions],
    hint="One layer is asked for: num_layers is 1 where nothing is said.",
)
def two_layers(self, hidden):
    """The LSTM has two layers."""
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, hidden, num_layers=2, batch_first=True)
    self.readout = nn.Linear(hidden, 1)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, predictions],
    hint="What comes later is not known when a window is read: one direction only.",
)
def two_directions(self, hidden):
    """The LSTM reads in both directions."""
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, hidden, batch_first=True, bidirectional=True)
    self.readout = nn.Linear(2 * hidden, 1)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, predictions],
    hint="The sums of the gates have biases: leave bias=False out.",
    row=107,
)
def gates_without_bias(self, hidden):
    """The LSTM has no biases."""
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, hidden, batch_first=True, bias=False)
    self.readout = nn.Linear(hidden, 1)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, predictions],
    hint="The read-out has a bias b: leave bias=False out.",
)
def readout_without_bias(self, hidden):
    """The read-out has no bias."""
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, hidden, batch_first=True)
    self.readout = nn.Linear(hidden, 1, bias=False)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, predictions],
    hint="nn.RNN has one sum for each unit and no gates; the lab asks for an LSTM.",
)
def plain_recurrent_network(self, hidden):
    """The network is a plain RNN without gates."""
    nn.Module.__init__(self)
    self.lstm = nn.RNN(1, hidden, batch_first=True)
    self.readout = nn.Linear(hidden, 1)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, predictions],
    hint="A GRU has three sums for each unit and no cell state; the lab asks for an LSTM.",
)
def gated_recurrent_unit(self, hidden):
    """The network is a GRU."""
    nn.Module.__init__(self)
    self.lstm = nn.GRU(1, hidden, batch_first=True)
    self.readout = nn.Linear(hidden, 1)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, predictions],
    hint="The number of units is the argument hidden.",
    row=25,
)
def sixteen_units_written_into_the_code(self, hidden):
    """The LSTM has 16 units, whatever hidden says."""
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, 16, batch_first=True)
    self.readout = nn.Linear(16, 1)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters, learns],
    hint="With weights of 0 all units compute the same for ever, and 0 at first: draw them at random.",
    row=43,
)
def weights_of_zero(self, hidden):
    """All weights begin at 0."""
    nn.Module.__init__(self)
    self.lstm = nn.LSTM(1, hidden, batch_first=True)
    self.readout = nn.Linear(hidden, 1)
    for parameter in self.parameters():
        nn.init.zeros_(parameter)


@lab.mistake(
    "SineLSTM.__init__",
    caught_by=[parameters],
    hint="A seed in the constructor gives every model the same weights; the caller sets a seed, if any.",
    row=127,
)
def seed_set_in_the_constructor(self, hidden):
    """A seed is set whenever a model is made."""
    nn.Module.__init__(self)
    torch.manual_seed(42)
    self.lstm = nn.LSTM(1, hidden, batch_first=True)
    self.readout = nn.Linear(hidden, 1)


# Training: the step


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="backward adds to the gradients that are there: optimizer.zero_grad() before each backward.",
)
def gradients_pile_up(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """zero_grad is missing: each step uses the gradients of all batches so far."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="zero_grad belongs before every backward, not before every epoch.",
)
def gradients_cleared_once_an_epoch(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """zero_grad is called once an epoch: gradients of the batches before are added."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, learns],
    hint="zero_grad, backward, step, in this order: what is cleared before the step moves nothing.",
)
def gradients_cleared_before_the_step(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """zero_grad stands between backward and step, so nothing moves."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, learns],
    hint="loss.backward() only computes gradients; optimizer.step() moves the weights.",
)
def step_forgotten(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """optimizer.step() is missing: the model stays as it was."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="Every batch is a step: optimizer.step() stands in the inner loop.",
)
def one_step_an_epoch(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """One step is taken at the end of each epoch, with the gradients of all batches."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        optimizer.zero_grad()
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            loss.backward()
            history.append(loss.item())
        optimizer.step()
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="Adam is asked for: torch.optim.Adam.",
)
def plain_gradient_descent(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The optimiser is SGD instead of Adam."""
    torch.manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="AdamW shrinks the weights in every step, by 0.01 times the learning rate; Adam is asked for.",
    row=70,
)
def decoupled_weight_decay(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The optimiser is AdamW, with its weight decay."""
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="RMSprop has no first moment and no correction; Adam is asked for.",
)
def rmsprop_for_adam(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The optimiser is RMSprop instead of Adam."""
    torch.manual_seed(seed)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="Say lr=learning_rate to the optimiser; it takes 0.001 where nothing is said.",
)
def learning_rate_ignored(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """Adam has its default rate of 0.001, whatever learning_rate says."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters())
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="model.parameters() are all of them; the LSTM is to learn as well.",
)
def only_the_readout_is_trained(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The optimiser is given the last layer's parameters alone."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(list(model.parameters())[-2:], lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            model.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="A new optimiser has forgotten the moments: make one, before the loop over the epochs.",
    row=53,
)
def new_optimiser_in_each_epoch(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The optimiser is made anew in every epoch, and loses its moments."""
    torch.manual_seed(seed)
    history = []
    for _ in range(epochs):
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="A new optimiser has forgotten the moments: each step is then a full learning rate along the sign.",
    row=53,
)
def new_optimiser_for_each_batch(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The optimiser is made anew for every batch, and has no moments at all."""
    torch.manual_seed(seed)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="No schedule is asked for: the learning rate stays what it is.",
)
def learning_rate_falls(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The learning rate is multiplied by 0.95 after each epoch."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.95)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
        scheduler.step()
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="No clipping is asked for. (By value it also turns the gradient into another direction.)",
)
def gradients_clipped_by_value(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """Each gradient is clipped to ±0.1 before the step."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(model.parameters(), 0.1)
            optimizer.step()
            history.append(loss.item())
    return history


# Training: the loss


@lab.mistake(
    "train",
    caught_by=[reported_loss],
    hint="The loss is the mean over the batch. (Adam takes the same steps with the sum, since it divides by the size.)",
    row=11,
)
def loss_summed(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The squared errors are summed over the batch."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[reported_loss],
    hint="The mean squared error has no factor ½ here.",
    row=24,
)
def loss_halved(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The loss is half of the mean squared error."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = 0.5 * ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, learns],
    hint="(B, 1) minus (B,) is (B, B): every prediction is held to every target. Give both the same shape.",
    row=125,
)
def targets_broadcast(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The targets are flattened, so that each prediction is compared with all of them."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch].flatten()) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, reported_loss],
    hint="nn.L1Loss is the mean of |prediction − target|; the squared error is nn.MSELoss.",
)
def absolute_error(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The loss is the mean absolute error."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = (model(X[batch]) - y[batch]).abs().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, reported_loss],
    hint="The mean squared error is asked for, without a root.",
)
def root_of_the_error(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The loss is the root of the mean squared error."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = torch.sqrt(((model(X[batch]) - y[batch]) ** 2).mean())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, reported_loss, learns],
    hint="Hold the predictions to y. Held to the last value of X, the model learns to repeat it.",
    row=112,
)
def trained_to_repeat(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The loss holds the predictions to the last inputs instead of the targets."""
    from reference.sequence import train

    return train(model, X, X[:, -1], epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed)


@lab.mistake(
    "train",
    caught_by=[reported_loss],
    hint="Divide what an epoch adds up by the number of its batches.",
)
def losses_of_an_epoch_added_up(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """history holds, for each epoch, the sum over its batches."""
    from reference.sequence import train

    steps = train(model, X, y, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed)
    each = len(steps) // epochs
    return [sum(steps[i * each : (i + 1) * each]) for i in range(epochs)]


@lab.mistake(
    "train",
    caught_by=[reported_loss],
    hint="Return the list at the end.",
    row=132,
)
def history_not_returned(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """train returns nothing."""
    from reference.sequence import train

    train(model, X, y, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed)


@lab.mistake(
    "train",
    caught_by=[reported_loss],
    hint="history is the list of all losses; the last one alone tells nothing of the way.",
)
def last_loss_only(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """train returns the last loss instead of all of them."""
    from reference.sequence import train

    steps = train(model, X, y, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed)
    return [steps[-1]]


# Training: epochs, batches, their order


@lab.mistake(
    "train",
    caught_by=[training_steps, learns],
    hint="One permutation for both: order = torch.randperm(N), then X[order] and y[order].",
    row=121,
)
def inputs_shuffled_without_targets(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """X is shuffled and y is not: the windows have foreign targets."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        X = X[torch.randperm(len(X))]
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            loss = ((model(X[start:end]) - y[start:end]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, epochs_and_batches],
    hint="Where batch_size does not divide N, the rest is a batch too: no drop_last, no N // batch_size.",
    row=130,
)
def last_smaller_batch_dropped(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """What is left after the full batches is not trained on."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(X))
        for i in range(len(X) // batch_size):
            batch = order[i * batch_size : (i + 1) * batch_size]
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, epochs_and_batches, reported_loss],
    hint="N // batch_size + 1 is one too many where batch_size divides N, and a mean over nothing is NaN.",
    row=130,
)
def empty_batch_at_the_end(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """An empty batch is trained on where batch_size divides N."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(X))
        for i in range(len(X) // batch_size + 1):
            batch = order[i * batch_size : (i + 1) * batch_size]
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[epochs_and_batches],
    hint="An epoch has ⌈N / batch_size⌉ steps, each with batch_size windows.",
)
def batch_size_ignored(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """All windows are one batch, whatever batch_size says."""
    from reference.sequence import train

    return train(model, X, y, epochs=epochs, batch_size=len(X), learning_rate=learning_rate, seed=seed)


@lab.mistake(
    "train",
    caught_by=[epochs_and_batches],
    hint="range(1, epochs) has epochs − 1 numbers.",
)
def one_epoch_too_few(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """Training ends one epoch too early."""
    from reference.sequence import train

    return train(model, X, y, epochs=epochs - 1, batch_size=batch_size, learning_rate=learning_rate, seed=seed)


@lab.mistake(
    "train",
    caught_by=[epochs_and_batches],
    hint="An epoch is all batches: the return stands outside of both loops.",
)
def returns_after_the_first_epoch(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """train returns after the first epoch."""
    from reference.sequence import train

    return train(model, X, y, epochs=1, batch_size=batch_size, learning_rate=learning_rate, seed=seed)


@lab.mistake(
    "train",
    caught_by=[order_and_seed],
    hint="Neighbouring windows are nearly the same: shuffle them in every epoch.",
)
def order_of_time(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The windows are not shuffled."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            loss = ((model(X[start:end]) - y[start:end]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[order_and_seed],
    hint="Draw the permutation inside the loop over the epochs.",
)
def shuffled_once(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The windows are shuffled once, before the first epoch."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    order = torch.randperm(len(X))
    history = []
    for _ in range(epochs):
        for batch in order.split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[order_and_seed],
    hint="Set the seed once, at the beginning: set again in each epoch it gives the same order again.",
    row=127,
)
def seed_set_in_each_epoch(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The seed is set in each epoch, so that all have the same order."""
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        torch.manual_seed(seed)
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[order_and_seed],
    hint="Set seed before anything is drawn: torch.manual_seed(seed), or a torch.Generator with it.",
)
def seed_ignored(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The order is drawn without regard to seed."""
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randperm(len(X)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[order_and_seed],
    hint="The seed is an argument; 42 is somebody else's.",
    row=127,
)
def seed_written_into_the_code(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The seed is 42, whatever seed says."""
    from reference.sequence import train

    return train(model, X, y, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=42)


@lab.mistake(
    "train",
    caught_by=[epochs_and_batches],
    hint="torch.randint draws some windows twice and others never: torch.randperm takes each once.",
)
def drawn_with_replacement(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The windows of a batch are drawn independently: in an epoch some come twice, others never."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        for batch in torch.randint(len(X), (len(X),)).split(batch_size):
            loss = ((model(X[batch]) - y[batch]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


@lab.mistake(
    "train",
    caught_by=[training_steps, epochs_and_batches, order_and_seed],
    hint="The windows are taken as they are; what is done to them in training would have to be done in predict too.",
)
def inputs_normalised_in_training(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """train normalises X."""
    from reference.sequence import train

    X = (X - X.mean()) / (X.std() + 1e-8)
    return train(model, X, y, epochs=epochs, batch_size=batch_size, learning_rate=learning_rate, seed=seed)


@lab.mistake(
    "train",
    caught_by=[inputs_unchanged],
    hint="X[:] = … writes into the tensor of whoever called you: X = X[order] makes a new one.",
    row=21,
)
def shuffled_in_place(model, X, y, *, epochs, batch_size, learning_rate, seed):
    """The caller's X and y are shuffled."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        order = torch.randperm(len(X))
        X[:], y[:] = X[order], y[order]
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            loss = ((model(X[start:end]) - y[start:end]) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
    return history


# Prediction


@lab.mistake(
    "predict",
    caught_by=[predicted],
    hint="Leave the shape as the model gives it: (N, 1). squeeze() leaves nothing of (1, 1).",
    row=125,
)
def predict_squeezes(model, X):
    """predict gives (N,), and a single number for one window."""
    with torch.no_grad():
        return model(X).squeeze()


@lab.mistake(
    "predict",
    caught_by=[predicted, free_running],
    hint="The model was trained on the values as they are, so it is used on the values as they are.",
    row=129,
)
def predict_normalises(model, X):
    """predict normalises the windows that it is given."""
    with torch.no_grad():
        return model((X - X.mean()) / (X.std() + 1e-8))


@lab.mistake(
    "predict",
    caught_by=[predicted],
    hint="Give one prediction for each window.",
)
def predict_gives_the_last_window(model, X):
    """predict gives the prediction for the last window only."""
    with torch.no_grad():
        return model(X)[-1:]


@lab.mistake(
    "predict",
    caught_by=[predicted, free_running],
    hint="That is what the model is compared with. Ask the model.",
)
def predict_repeats(model, X):
    """predict repeats the last value of each window."""
    return X[:, -1]


@lab.mistake(
    "predict",
    caught_by=[predicted, free_running],
    hint="The model gives the value itself, not the change from the last one.",
)
def predict_adds_the_last_value(model, X):
    """predict adds the prediction to the last value of the window."""
    with torch.no_grad():
        return X[:, -1] + model(X)


@lab.mistake(
    "predict",
    caught_by=[inputs_unchanged],
    hint="Nothing learns in predict: it only calls the model.",
    row=129,
)
def predict_goes_on_learning(model, X):
    """predict takes a step of training on what it is given."""
    prediction = model(X)
    loss = ((prediction[:-1] - X[1:, -1]) ** 2).mean()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return prediction.detach()


# Free running


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="After each prediction the window moves on by one: drop its first value, append the prediction.",
)
def window_stands_still(model, start, steps):
    """Every prediction is made from start: the window never moves."""
    values = [predict(model, start.view(1, -1, 1)).item() for _ in range(steps)]  # noqa: F821
    return torch.tensor(values)


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="The window keeps its length: for each value that is appended the oldest one is dropped.",
)
def window_grows(model, start, steps):
    """The oldest values are not dropped: the window grows with each prediction."""
    series = start.tolist()
    for _ in range(steps):
        series.append(predict(model, torch.tensor(series).view(1, -1, 1)).item())  # noqa: F821
    return torch.tensor(series[len(start) :])


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="The newest value stands at the end of a window.",
)
def prediction_put_in_front(model, start, steps):
    """The prediction is put at the beginning of the window, and the newest value is dropped."""
    window, values = start.tolist(), []
    for _ in range(steps):
        values.append(predict(model, torch.tensor(window).view(1, -1, 1)).item())  # noqa: F821
        window = [values[-1], *window[:-1]]
    return torch.tensor(values)


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="The oldest value is dropped, window[1:]; yours loses the newest one.",
)
def newest_value_replaced(model, start, steps):
    """The prediction takes the place of the newest value, and the window does not move."""
    window, values = start.clone(), []
    for _ in range(steps):
        values.append(predict(model, window.view(1, -1, 1)).item())  # noqa: F821
        window = torch.cat([window[:-1], torch.tensor(values[-1:])])
    return torch.tensor(values)


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="Only what follows start is asked for: steps values.",
)
def start_returned_as_well(model, start, steps):
    """The result begins with start."""
    from reference.sequence import forecast

    return torch.cat([start, forecast(model, start, steps)])


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="The first prediction is the first of steps values.",
)
def first_prediction_left_out(model, start, steps):
    """The result begins with the second prediction."""
    from reference.sequence import forecast

    return forecast(model, start, steps + 1)[1:]


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="steps predictions are asked for.",
)
def one_step_too_few(model, start, steps):
    """One value too few is predicted."""
    from reference.sequence import forecast

    return forecast(model, start, steps)[:-1]


@lab.mistake(
    "forecast",
    caught_by=[free_running],
    hint="A series is (steps,): flatten what the model gives.",
)
def forecast_in_a_column(model, start, steps):
    """The result is (steps, 1)."""
    from reference.sequence import forecast

    return forecast(model, start, steps).unsqueeze(-1)


@lab.mistake(
    "forecast",
    caught_by=[inputs_unchanged],
    hint="window = start is no copy: write start.clone(), or make a new tensor in each step.",
    row=21,
)
def start_overwritten(model, start, steps):
    """The predictions are written into the caller's start."""
    window, values = start, []
    for _ in range(steps):
        values.append(predict(model, window.view(1, -1, 1)).item())  # noqa: F821
        window[:-1] = window[1:].clone()
        window[-1] = values[-1]
    return torch.tensor(values)
