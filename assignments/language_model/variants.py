"""Correct work that is written otherwise: each stands in for one name of the reference, and must keep full marks.

What it calls by name is looked up in the copy of the reference; a class that stands in for the reference's is looked up
by that name in the copy, the names that it uses itself are those of this file.
"""

import itertools
import math

import torch
from torch import nn
from torch.nn import functional as F

from reference.language_model import batches, perplexity

from .lab import lab

# The text


@lab.variant("vocabulary")
def counted_by_counter(text):
    """Counter, sorted by alphabet first and stably by frequency then."""
    from collections import Counter

    words = [word for line in text.split("\n") for word in line.split()]
    counts = Counter(sorted(words))
    numbers = {"<eos>": 1, "<unk>": 0}
    for word, _ in counts.most_common():
        if word not in numbers:
            numbers[word] = len(numbers)
    return numbers


@lab.variant("encode")
def line_breaks_replaced(text, vocabulary):
    """Line breaks become <eos>; unknown words are found by looking."""
    unknown = vocabulary["<unk>"]
    numbers = []
    for token in text.replace("\n", " <eos> ").split():
        numbers.append(vocabulary.get(token, unknown))
    return torch.LongTensor(numbers)


# Batches


@lab.variant("batches")
def generated_blocks(tokens, batch, steps):
    """A generator that cuts the blocks out of a stream after the other."""
    length = (tokens.size(0) - 1) // batch
    starts = torch.arange(batch)[:, None] * length
    for begin in range(0, length, steps):
        at = starts + torch.arange(begin, min(begin + steps, length))
        yield tokens[at], tokens[at + 1]


@lab.variant("batches")
def loader_of_blocks(tokens, batch, steps):
    """A DataLoader over the columns of the streams, put back into rows; blocks are lists."""
    from torch.utils.data import DataLoader, TensorDataset

    length = (len(tokens) - 1) // batch
    inputs = tokens[: batch * length].reshape(batch, length)
    targets = tokens[1 : batch * length + 1].reshape(batch, length)
    columns = DataLoader(TensorDataset(inputs.T, targets.T), batch_size=steps, shuffle=False, num_workers=0)
    return [[x.T.contiguous(), y.T.contiguous()] for x, y in columns]


# The model


def _any_state(model, tokens, **plan):
    from assignments.language_model.variants import _train

    return _train(model, tokens, **plan)


class _Cells(nn.Module):
    """A loop over steps and layers, cell by cell; the state is a list of pairs."""

    def __init__(self, vocabulary_size, embedding, hidden, layers, dropout):
        super().__init__()
        self.p = dropout
        self.words = nn.Embedding(vocabulary_size, embedding)
        self.cells = nn.ModuleList([nn.LSTMCell(embedding if i == 0 else hidden, hidden) for i in range(layers)])
        self.scores = nn.Linear(hidden, vocabulary_size)

    def forward(self, ids, state=None):
        batch, steps = ids.shape
        if state is None:
            zero = torch.zeros(batch, self.cells[0].hidden_size)
            state = [(zero, zero) for _ in self.cells]
        state, logits = list(state), []
        for t in range(steps):
            x = self.words(ids[:, t])
            for i, cell in enumerate(self.cells):
                state[i] = cell(F.dropout(x, self.p, self.training), state[i])
                x = state[i][0]
            logits.append(self.scores(F.dropout(x, self.p, self.training)))
        return torch.stack(logits, dim=1), state


@lab.variant("LanguageModel", also={"train": _any_state})
def loop_over_cells(*sizes):
    """LSTMCells in a loop, F.dropout, the state as a list of pairs."""
    from assignments.language_model.variants import _Cells

    return _Cells(*sizes)


class _TimeFirst(nn.Module):
    """nn.LSTM with time first, one for each layer; log-probabilities for logits."""

    def __init__(self, vocabulary_size, embedding, hidden, layers, dropout):
        super().__init__()
        self.encoder = nn.Embedding(vocabulary_size, embedding)
        self.encoder.weight.data.uniform_(-0.1, 0.1)
        sizes = [embedding] + [hidden] * layers
        self.rnns = nn.ModuleList(nn.LSTM(n_in, n_out) for n_in, n_out in itertools.pairwise(sizes))
        self.drop = nn.Dropout(dropout)
        self.decoder = nn.Linear(hidden, vocabulary_size)

    def forward(self, ids, state=None):
        x = self.drop(self.encoder(ids.t()))
        after = []
        for i, rnn in enumerate(self.rnns):
            x, s = rnn(x, None if state is None else (state[0][i : i + 1].detach(), state[1][i : i + 1].detach()))
            after.append(s)
            x = self.drop(x)
        log_p = F.log_softmax(self.decoder(x), dim=-1).transpose(0, 1)
        return log_p, (torch.cat([s[0] for s in after]), torch.cat([s[1] for s in after]))


@lab.variant("LanguageModel")
def time_first_and_log_probabilities(*sizes):
    """An nn.LSTM for each layer, time first; log-probabilities come out, and states are detached where they come in."""
    from assignments.language_model.variants import _TimeFirst

    return _TimeFirst(*sizes)


class _ByHand(nn.Module):
    """Gates by hand, in PyTorch's order, with masks drawn by hand; one tensor as state."""

    def __init__(self, V, E, H, layers, dropout):
        super().__init__()
        self.E = nn.Parameter(torch.randn(V, E))
        self.gates = nn.ParameterList()
        for n_in in [E] + [H] * (layers - 1):
            bound = 1 / math.sqrt(H)
            for shape in [(4 * H, n_in), (4 * H, H), (4 * H,), (4 * H,)]:
                self.gates.append(nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))
        self.W = nn.Parameter(torch.randn(V, H) / math.sqrt(H))
        self.b = nn.Parameter(torch.zeros(V))
        self.H, self.layers, self.dropout = H, layers, dropout

    def drop(self, x):
        if not self.training or self.dropout == 0:
            return x
        return x * torch.bernoulli(torch.full_like(x, 1 - self.dropout)) / (1 - self.dropout)

    def forward(self, ids, state=None):
        x = self.E[ids]
        if state is None:
            state = torch.zeros(2 * self.layers, ids.shape[0], self.H)
        after = []
        for layer in range(self.layers):
            Wx, Wh, bx, bh = self.gates[4 * layer : 4 * layer + 4]
            h, c = state[2 * layer], state[2 * layer + 1]
            outputs = []
            sums = self.drop(x) @ Wx.T + bx
            for t in range(ids.shape[1]):
                i, f, g, o = (sums[:, t] + h @ Wh.T + bh).chunk(4, dim=1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
                outputs.append(h)
            x = torch.stack(outputs, 1)
            after += [h, c]
        return self.drop(x) @ self.W.T + self.b, torch.stack(after)


@lab.variant("LanguageModel", also={"train": _any_state})
def gates_by_hand(*sizes):
    """The gates are written out, masks are drawn by hand, and the state is one tensor."""
    from assignments.language_model.variants import _ByHand

    return _ByHand(*sizes)


# Perplexity


@lab.variant("perplexity")
def perplexity_by_nll_loss(log_probs, targets):
    """nll_loss over all rows; the result is a tensor."""
    return torch.exp(F.nll_loss(log_probs.reshape(-1, log_probs.size(-1)), targets.reshape(-1)))


@lab.variant("perplexity")
def perplexity_by_onehot_rows(log_probs, targets):
    """cross_entropy of the logarithms, which leaves them as they are, in float64."""
    classes = log_probs.shape[-1]
    loss = nn.CrossEntropyLoss()(log_probs.double().view(-1, classes), targets.view(-1))
    return torch.tensor([2.0]) ** (loss / math.log(2))


@lab.variant("evaluate")
def evaluated_at_once(model, tokens, batch, steps):
    """All log-probabilities are put together, and the model gets its mode back."""
    mode = model.training
    model.train(False)
    state, everything, came = None, [], []
    for x, y in batches(tokens, batch, steps):
        with torch.inference_mode():
            z, state = model(x, state)
        everything.append(torch.log_softmax(z, dim=2))
        came.append(y)
    model.train(mode)
    return perplexity(torch.cat(everything, dim=1), torch.cat(came, dim=1))


# Training


def _detached(state):
    """Any nest of tensors, detached."""
    return state.detach() if isinstance(state, torch.Tensor) else type(state)(map(_detached, state))


def _train(model, tokens, epochs, batch, steps, learning_rate, clip, seed):
    """The clipping is written out; the history has the mean of each epoch."""
    torch.manual_seed(seed)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), learning_rate)
    history = []
    for _ in range(epochs):
        losses, state = [], None
        for x, y in batches(tokens, batch, steps):
            model.zero_grad()
            if state is not None:
                state = _detached(state)
            z, state = model(x, state)
            loss = -torch.log_softmax(z, dim=-1).gather(2, y[..., None]).mean()
            loss.backward()
            norm = math.sqrt(sum(float((p.grad**2).sum()) for p in model.parameters()))
            if norm > clip:
                for p in model.parameters():
                    p.grad *= clip / norm
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history


@lab.variant("train")
def clipped_by_hand(model, tokens, **plan):
    """The clipping is written out, any state is detached, and the history has the mean of each epoch."""
    from assignments.language_model.variants import _train

    return _train(model, tokens, **plan)


@lab.variant("train")
def adam_by_hand(model, tokens, *, epochs, batch, steps, learning_rate, clip, seed):
    """Adam is written out; the history is a tensor of all blocks' losses."""
    torch.manual_seed(seed)
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    m, v = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters]
    losses, t = [], 0
    for _ in range(epochs):
        state = None
        for x, y in batches(tokens, batch, steps):
            logits, state = model(x, state)
            state = tuple(s.detach() for s in state)
            loss = nn.CrossEntropyLoss()(logits.permute(0, 2, 1), y)
            gradients = torch.autograd.grad(loss, parameters)
            norm = torch.cat([g.flatten() for g in gradients]).norm()
            factor = torch.clamp(clip / (norm + 1e-6), max=1.0)
            t += 1
            with torch.no_grad():
                for p, g, a, b in zip(parameters, gradients, m, v, strict=True):
                    a.mul_(0.9).add_(factor * g, alpha=0.1)
                    b.mul_(0.999).add_((factor * g) ** 2, alpha=0.001)
                    step = learning_rate * (a / (1 - 0.9**t)) / ((b / (1 - 0.999**t)).sqrt() + 1e-8)
                    p -= step
            losses.append(loss.detach())
    return torch.stack(losses)
