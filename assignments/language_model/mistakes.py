"""Known mistakes: each stands in for one name of the reference, and must be caught by the checks that it names.

``row`` is its number in the catalogue of mistakes. What a mistake calls by name (torch, batches) is looked up in the
copy of the reference that it is put into; ``fit`` is the textbook's training with one part of it changed.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from reference.language_model import batches

from .lab import (
    causal,
    clipping,
    dropout_off,
    dropout_places,
    encoding,
    evaluation,
    lab,
    last_block,
    learns,
    mode_and_seed,
    parameters,
    perplexity_values,
    same_weights,
    state_goes_on,
    streams,
    training_steps,
    vocabulary,
)

# The text


@lab.mistake(
    "vocabulary",
    row=118,
    caught_by=[vocabulary],
    hint="<unk> is a word of many texts: leave it out of the words that are counted.",
)
def unknown_twice(text):
    """<unk> is counted as a word like others, and numbered a second time."""
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: number for number, word in enumerate(["<unk>", "<eos>", *words])}


@lab.mistake(
    "vocabulary", caught_by=[vocabulary], hint="Put <unk> and <eos> in first, as 0 and 1, then the words of the text."
)
def no_special_words(text):
    """Only what stands in the text is numbered: <eos> is missing, and <unk> where no word is unknown."""
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: number for number, word in enumerate(words)}


@lab.mistake("vocabulary", caught_by=[vocabulary], hint="Sort by how often a word comes, the most frequent first.")
def by_first_appearance(text):
    """Words are numbered in the order in which they appear."""
    numbers = {"<unk>": 0, "<eos>": 1}
    for word in text.split():
        numbers.setdefault(word, len(numbers))
    return numbers


@lab.mistake("vocabulary", caught_by=[vocabulary], hint="Sort by (-count, word): frequency first, then the alphabet.")
def ties_by_first_appearance(text):
    """Words that are equally frequent are in the order in which they appear, not in that of the alphabet."""
    counts = {}
    for word in text.split():
        if word not in ("<unk>", "<eos>"):
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: -counts[word])
    return {word: number for number, word in enumerate(["<unk>", "<eos>", *words])}


@lab.mistake("vocabulary", caught_by=[vocabulary], hint="The most frequent first: the count has a minus.")
def rarest_first(text):
    """The rarest words come first."""
    counts = {}
    for word in text.split():
        if word not in ("<unk>", "<eos>"):
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (counts[word], word))
    return {word: number for number, word in enumerate(["<unk>", "<eos>", *words])}


@lab.mistake("vocabulary", caught_by=[vocabulary], hint='text.split() takes any white space; split(" ") does not.')
def split_at_single_spaces(text):
    """Lines are split at each single space, so empty words come out between two of them."""
    counts = {}
    for line in text.splitlines():
        for word in line.split(" "):
            if word not in ("<unk>", "<eos>"):
                counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: number for number, word in enumerate(["<unk>", "<eos>", *words])}


@lab.mistake("encode", row=116, caught_by=[encoding], hint="Split the text into lines first; each one ends with <eos>.")
def no_end_of_sentence(text, vocabulary):
    """No line gets its <eos>."""
    return torch.tensor([vocabulary.get(word, vocabulary["<unk>"]) for word in text.split()])


@lab.mistake("encode", caught_by=[encoding], hint="The last line ends with <eos>, too.")
def no_end_of_the_last_line(text, vocabulary):
    """<eos> stands between the lines, and not after the last one."""
    words = " <eos> ".join(text.splitlines()).split()
    return torch.tensor([vocabulary.get(word, vocabulary["<unk>"]) for word in words])


@lab.mistake("encode", caught_by=[encoding], hint='A text that ends with "\\n" has nothing behind it: splitlines().')
def one_line_too_many(text, vocabulary):
    """What is behind the last line break counts as a line, so the text ends with two <eos>."""
    words = [word for line in text.split("\n") for word in [*line.split(), "<eos>"]]
    return torch.tensor([vocabulary.get(word, vocabulary["<unk>"]) for word in words])


@lab.mistake("encode", caught_by=[encoding], hint="A word that is not in the vocabulary is <unk>.")
def unknown_words_left_out(text, vocabulary):
    """Words that the vocabulary lacks are left out."""
    words = [word for line in text.splitlines() for word in [*line.split(), "<eos>"]]
    return torch.tensor([vocabulary[word] for word in words if word in vocabulary])


@lab.mistake(
    "encode",
    row=118,
    caught_by=[encoding],
    hint="The vocabulary is that of the training text: in other texts a new word is <unk>.",
)
def vocabulary_grows(text, vocabulary):
    """Words that the vocabulary lacks are added to it."""
    words = [word for line in text.splitlines() for word in [*line.split(), "<eos>"]]
    return torch.tensor([vocabulary.setdefault(word, len(vocabulary)) for word in words])


@lab.mistake("encode", caught_by=[encoding], hint='Look up the id of "<unk>": it is the vocabulary that says which.')
def unknown_is_zero(text, vocabulary):
    """Unknown words are 0, whatever the id of <unk>."""
    words = [word for line in text.splitlines() for word in [*line.split(), "<eos>"]]
    return torch.tensor([vocabulary.get(word, 0) for word in words])


# Batches


@lab.mistake(
    "batches",
    row=113,
    caught_by=[streams, learns],
    hint="The target at step t is the token at t + 1: a model that sees its target has nothing to learn.",
)
def targets_not_shifted(tokens, batch, steps):
    """The targets are the inputs."""
    length = (len(tokens) - 1) // batch
    inputs = tokens[: batch * length].view(batch, length)
    return [(block, block) for block in inputs.split(steps, dim=1)]


@lab.mistake(
    "batches",
    row=119,
    caught_by=[streams],
    hint="Neighbours in the text are neighbours in a row: view(batch, length), streams first.",
)
def streams_interleaved(tokens, batch, steps):
    """The text runs down the columns: neighbouring tokens are in different streams."""
    length = (len(tokens) - 1) // batch
    inputs = tokens[: batch * length].view(length, batch).t()
    targets = tokens[1 : batch * length + 1].view(length, batch).t()
    return list(zip(inputs.split(steps, dim=1), targets.split(steps, dim=1), strict=True))


@lab.mistake(
    "batches",
    caught_by=[streams],
    hint="Cut the text into batch long streams first, and those into blocks: row b goes on in row b of the next block.",
)
def blocks_one_after_another(tokens, batch, steps):
    """The text is cut into rows of steps tokens, one below the other: a row does not go on in the next block."""
    rows = [tokens[start : start + steps + 1] for start in range(0, len(tokens) - 1, steps)]
    rows = [row for row in rows if len(row) == steps + 1]
    groups = [torch.stack(rows[i : i + batch]) for i in range(0, len(rows) - batch + 1, batch)]
    return [(group[:, :-1], group[:, 1:]) for group in groups]


@lab.mistake("batches", caught_by=[last_block], hint="range(0, L, steps), and slices: the last one is narrower.")
def narrow_block_dropped(tokens, batch, steps):
    """The last block is left out where it is narrower."""
    length = (len(tokens) - 1) // batch
    inputs = tokens[: batch * length].view(batch, length)
    targets = tokens[1 : batch * length + 1].view(batch, length)
    edges = range(0, length - steps + 1, steps)
    return [(inputs[:, edge : edge + steps], targets[:, edge : edge + steps]) for edge in edges]


@lab.mistake(
    "batches",
    caught_by=[last_block],
    hint="Cut inputs and targets out of the text by themselves: the target of a row's last token is the next one, too.",
)
def row_without_its_last_target(tokens, batch, steps):
    """The text is cut into rows first and shifted within them, so each row loses its last target."""
    length = len(tokens) // batch
    rows = tokens[: batch * length].view(batch, length)
    edges = range(0, length - 1, steps)
    return [(rows[:, :-1][:, edge : edge + steps], rows[:, 1:][:, edge : edge + steps]) for edge in edges]


@lab.mistake("batches", caught_by=[streams], hint="The rows are the streams: (batch, steps).")
def time_first(tokens, batch, steps):
    """Blocks are (steps, batch), time first."""
    length = (len(tokens) - 1) // batch
    inputs = tokens[: batch * length].view(batch, length)
    targets = tokens[1 : batch * length + 1].view(batch, length)
    edges = range(0, length, steps)
    return [(inputs[:, edge : edge + steps].t(), targets[:, edge : edge + steps].t()) for edge in edges]


# The model


def _model(self, vocabulary_size, embedding, hidden, layers, dropout, *, keep=None, between=None, batch_first=True):
    """The textbook's layers, with one of their settings changed."""
    nn.Module.__init__(self)
    self.dropout = nn.Dropout(dropout if keep is None else keep)
    self.embedding = nn.Embedding(vocabulary_size, embedding)
    between = (dropout if keep is None else keep) if between is None else between
    self.lstm = nn.LSTM(embedding, hidden, layers, batch_first=batch_first, dropout=between if layers > 1 else 0.0)
    self.linear = nn.Linear(hidden, vocabulary_size)


@lab.mistake(
    "LanguageModel.__init__",
    caught_by=[same_weights, state_goes_on, causal],
    hint="nn.LSTM reads (time, batch, …) unless it is told batch_first=True.",
)
def batch_first_forgotten(self, *sizes):
    """The LSTM takes the streams for time."""
    from assignments.language_model.mistakes import _model

    _model(self, *sizes, batch_first=False)


@lab.mistake(
    "LanguageModel.forward",
    row=103,
    caught_by=[same_weights, causal],
    hint="view keeps the numbers in their order and mixes streams and steps; transpose(0, 1) swaps the axes.",
)
def view_for_transpose(self, ids, state=None):
    """Streams and time are swapped by view, not by transpose, for an LSTM with time first."""
    B, T = ids.shape
    self.lstm.batch_first = False
    h, state = self.lstm(self.dropout(self.embedding(ids)).view(T, B, -1), state)
    return self.linear(self.dropout(h.view(B, T, -1))), state


@lab.mistake("LanguageModel.__init__", caught_by=[parameters], hint="One bias of the linear layer for each token.")
def linear_without_bias(self, *sizes):
    """The linear layer has no bias."""
    from assignments.language_model.mistakes import _model

    _model(self, *sizes)
    self.linear = nn.Linear(self.linear.in_features, self.linear.out_features, bias=False)


@lab.mistake(
    "LanguageModel.__init__", caught_by=[parameters], hint="Hand `layers` to nn.LSTM: nn.LSTM(E, H, layers, …)."
)
def one_layer(self, vocabulary_size, embedding, hidden, layers, dropout):
    """The LSTM has one layer, whatever is asked for."""
    from assignments.language_model.mistakes import _model

    _model(self, vocabulary_size, embedding, hidden, 1, dropout)


@lab.mistake(
    "LanguageModel.__init__",
    row=87,
    caught_by=[dropout_places],
    hint="nn.Dropout takes the probability with which a value is set to 0, as `dropout` is.",
)
def keep_for_drop(self, *sizes):
    """dropout is taken for the probability with which a value is kept."""
    from assignments.language_model.mistakes import _model

    _model(self, *sizes, keep=1 - sizes[-1] if sizes[-1] else 0.0)


@lab.mistake(
    "LanguageModel.__init__", caught_by=[dropout_places], hint="nn.LSTM(…, dropout=dropout) drops between its layers."
)
def no_dropout_between_layers(self, *sizes):
    """Nothing is dropped between the layers of the LSTM."""
    from assignments.language_model.mistakes import _model

    _model(self, *sizes, between=0.0)


@lab.mistake("LanguageModel.forward", caught_by=[dropout_places], hint="The first layer's input is dropped from, too.")
def no_dropout_of_the_embedding(self, ids, state=None):
    """Nothing is dropped behind the embedding."""
    h, state = self.lstm(self.embedding(ids), state)
    return self.linear(self.dropout(h)), state


@lab.mistake(
    "LanguageModel.forward", caught_by=[dropout_places], hint="What the last layer gives is dropped from, too."
)
def no_dropout_before_the_linear_layer(self, ids, state=None):
    """Nothing is dropped before the linear layer."""
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    return self.linear(h), state


@lab.mistake(
    "LanguageModel.forward",
    caught_by=[dropout_places],
    hint="Dropout goes before the linear layer: a score that is set to 0 is still a score.",
)
def logits_dropped(self, ids, state=None):
    """Dropout acts on the logits, behind the linear layer."""
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    return self.dropout(self.linear(h)), state


@lab.mistake(
    "LanguageModel.forward",
    row=117,
    caught_by=[dropout_off],
    hint="F.dropout drops in eval mode as well, unless it is told training=self.training.",
)
def dropout_always_on(self, ids, state=None):
    """Dropout acts in eval mode, too."""
    h, state = self.lstm(F.dropout(self.embedding(ids), self.dropout.p), state)
    return self.linear(F.dropout(h, self.dropout.p)), state


@lab.mistake(
    "LanguageModel.forward",
    row=88,
    caught_by=[dropout_off],
    hint="PyTorch's dropout scales in training; in use nothing is left to be scaled.",
)
def scaled_in_use(self, ids, state=None):
    """In eval mode what goes into the linear layer is multiplied by 1 − dropout."""
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    h = self.dropout(h) if self.training else h * (1 - self.dropout.p)
    return self.linear(h), state


@lab.mistake(
    "LanguageModel.forward",
    row=110,
    caught_by=[state_goes_on, learns],
    hint="self.lstm(x, state): without its second argument it begins from zeros.",
)
def given_state_ignored(self, ids, state=None):
    """The LSTM begins from zeros, whatever state is given."""
    h, state = self.lstm(self.dropout(self.embedding(ids)))
    return self.linear(self.dropout(h)), state


@lab.mistake(
    "LanguageModel.forward", row=110, caught_by=[state_goes_on], hint="Return what the LSTM returns second: (h, c)."
)
def old_state_returned(self, ids, state=None):
    """The state that comes back is the one that was given, not the one after the last step."""
    if state is None:
        shape = (self.lstm.num_layers, len(ids), self.lstm.hidden_size)
        state = torch.zeros(shape), torch.zeros(shape)
    h, _ = self.lstm(self.dropout(self.embedding(ids)), state)
    return self.linear(self.dropout(h)), state


@lab.mistake(
    "LanguageModel.forward",
    row=110,
    caught_by=[state_goes_on],
    hint="Both h and c go on: nn.LSTM takes and gives the pair.",
)
def cell_state_lost(self, ids, state=None):
    """Of the state, h goes on and c begins from zeros."""
    if state is not None:
        state = state[0], torch.zeros_like(state[1])
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    return self.linear(self.dropout(h)), state


@lab.mistake(
    "LanguageModel.forward",
    caught_by=[state_goes_on],
    hint="The state is an argument and a result; a model that keeps it goes on where another text has ended.",
)
def state_kept_in_the_model(self, ids, state=None):
    """The model keeps its state, and goes on from it where none is given."""
    kept = getattr(self, "kept", None)
    if state is None and kept is not None and kept[0].shape[1] == len(ids):
        state = kept
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    self.kept = state[0].detach(), state[1].detach()
    return self.linear(self.dropout(h)), state


@lab.mistake(
    "LanguageModel.forward",
    row=18,
    caught_by=[same_weights],
    hint="Return the linear layer's scores: cross_entropy takes the softmax itself.",
)
def probabilities_for_logits(self, ids, state=None):
    """The model gives probabilities: softmax is taken twice."""
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    return torch.softmax(self.linear(self.dropout(h)), dim=-1), state


@lab.mistake(
    "LanguageModel.forward",
    row=4,
    caught_by=[same_weights, causal],
    hint="The tokens are along the last axis of the logits: dim=-1.",
)
def normalised_over_time(self, ids, state=None):
    """log_softmax is taken over the steps."""
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    return torch.log_softmax(self.linear(self.dropout(h)), dim=1), state


@lab.mistake(
    "LanguageModel.forward",
    caught_by=[same_weights, causal],
    hint="nn.LSTM's first result holds h of all steps: use that.",
)
def last_step_for_all(self, ids, state=None):
    """The scores of all steps are those of the last one."""
    h, state = self.lstm(self.dropout(self.embedding(ids)), state)
    return self.linear(self.dropout(h[:, -1:].expand_as(h))), state


@lab.mistake("LanguageModel.forward", caught_by=[same_weights], hint="Every part of the model is trained: no detach.")
def embedding_detached(self, ids, state=None):
    """The embedding is cut off from the gradient."""
    h, state = self.lstm(self.dropout(self.embedding(ids).detach()), state)
    return self.linear(self.dropout(h)), state


# Perplexity


@lab.mistake(
    "perplexity", row=114, caught_by=[perplexity_values], hint="Nats go with e: 2 is for logarithms to the base of 2."
)
def base_two(log_probs, targets):
    """2 is raised to the mean of natural logarithms."""
    return 2 ** -log_probs.gather(-1, targets.unsqueeze(-1)).mean().item()


@lab.mistake(
    "perplexity",
    row=115,
    caught_by=[perplexity_values],
    hint="First the mean of the nats, then the exponential.",
)
def mean_of_inverse_probabilities(log_probs, targets):
    """The exponential is taken of each token's nats, and then the mean."""
    return torch.exp(-log_probs.gather(-1, targets.unsqueeze(-1))).mean().item()


@lab.mistake("perplexity", row=11, caught_by=[perplexity_values], hint="The mean over all targets, not their sum.")
def exponential_of_the_sum(log_probs, targets):
    """The nats are added up, and not divided by the number of targets."""
    return torch.exp(-log_probs.gather(-1, targets.unsqueeze(-1)).sum()).item()


@lab.mistake("perplexity", caught_by=[perplexity_values], hint="The exponential of the mean loss: exp(−mean of ln p).")
def loss_for_perplexity(log_probs, targets):
    """The mean nats are returned without their exponential."""
    return -log_probs.gather(-1, targets.unsqueeze(-1)).mean().item()


@lab.mistake("perplexity", row=10, caught_by=[perplexity_values], hint="The mean goes over the targets, not over V.")
def mean_over_all_entries(log_probs, targets):
    """The sum over the targets is divided by the number of all entries of log_probs."""
    onehot = F.one_hot(targets, log_probs.shape[-1])
    return math.exp(-(onehot * log_probs).mean().item())


@lab.mistake(
    "perplexity", row=116, caught_by=[perplexity_values], hint="<eos> is a token like others: it is foretold as well."
)
def end_of_sentence_left_out(log_probs, targets):
    """Targets with the id 1, <eos>, are left out."""
    nats = -log_probs.gather(-1, targets.unsqueeze(-1)).squeeze(-1)[targets != 1]
    return math.exp(nats.mean().item()) if len(nats) else 1.0


@lab.mistake(
    "perplexity", row=116, caught_by=[perplexity_values], hint="Id 0 is <unk>, and no padding: it counts like others."
)
def zero_for_padding(log_probs, targets):
    """Targets with the id 0 are taken for padding and left out."""
    V = log_probs.shape[-1]
    return math.exp(F.nll_loss(log_probs.reshape(-1, V), targets.reshape(-1), ignore_index=0).item())


# Evaluation


def _losses(model, tokens, batch, steps, *, carried=True):
    """The mean nats of each block, and how many targets it has."""
    found, state = [], None
    with torch.no_grad():
        for inputs, targets in batches(tokens, batch, steps):
            logits, state = model(inputs, state if carried else None)
            found.append((F.cross_entropy(logits.flatten(0, 1), targets.flatten()).item(), targets.numel()))
    return found


@lab.mistake(
    "evaluate", row=115, caught_by=[evaluation], hint="Add up all nats first; the exponential comes last, and once."
)
def mean_of_block_perplexities(model, tokens, batch, steps):
    """The perplexities of the blocks are averaged."""
    from assignments.language_model.mistakes import _losses

    model.eval()
    perplexities = [math.exp(loss) for loss, _ in _losses(model, tokens, batch, steps)]
    return sum(perplexities) / len(perplexities)


@lab.mistake(
    "evaluate",
    row=115,
    caught_by=[evaluation],
    hint="A narrower block has fewer targets: weigh its mean by their number, or add up nats.",
)
def blocks_weigh_the_same(model, tokens, batch, steps):
    """The mean losses of the blocks are averaged, the narrower one counting as much as the others."""
    from assignments.language_model.mistakes import _losses

    model.eval()
    losses = [loss for loss, _ in _losses(model, tokens, batch, steps)]
    return math.exp(sum(losses) / len(losses))


@lab.mistake("evaluate", row=117, caught_by=[evaluation], hint="Hand the state of a block to the next one.")
def state_lost_in_evaluation(model, tokens, batch, steps):
    """Each block is evaluated from a state of zeros."""
    from assignments.language_model.mistakes import _losses

    model.eval()
    found = _losses(model, tokens, batch, steps, carried=False)
    return math.exp(sum(loss * count for loss, count in found) / sum(count for _, count in found))


@lab.mistake("evaluate", row=117, caught_by=[evaluation], hint="model.eval() comes first: in use nothing is dropped.")
def evaluated_in_training_mode(model, tokens, batch, steps):
    """Dropout is on in the evaluation."""
    from assignments.language_model.mistakes import _losses

    model.train()
    found = _losses(model, tokens, batch, steps)
    return math.exp(sum(loss * count for loss, count in found) / sum(count for _, count in found))


@lab.mistake("evaluate", row=116, caught_by=[evaluation], hint="<eos> is a token like others: it counts.")
def ends_not_evaluated(model, tokens, batch, steps):
    """Targets with the id 1, <eos>, do not count."""
    model.eval()
    nats, count, state = 0.0, 0, None
    with torch.no_grad():
        for inputs, targets in batches(tokens, batch, steps):
            logits, state = model(inputs, state)
            loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")
            nats += loss[targets.flatten() != 1].sum().item()
            count += (targets != 1).sum().item()
    return math.exp(nats / count)


@lab.mistake("evaluate", caught_by=[evaluation], hint="Perplexity is the exponential of the mean nats.")
def loss_of_evaluation(model, tokens, batch, steps):
    """The mean loss is returned, without its exponential."""
    from assignments.language_model.mistakes import _losses

    model.eval()
    found = _losses(model, tokens, batch, steps)
    return sum(loss * count for loss, count in found) / sum(count for _, count in found)


# Training


def _detached(state):
    return state[0].detach(), state[1].detach()


def _mean(logits, targets):
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def _adam(model, rate):
    return torch.optim.Adam(model.parameters(), lr=rate)


def fit(
    model,
    tokens,
    *,
    epochs,
    batch,
    steps,
    learning_rate,
    clip,
    seed,
    prepare=lambda model, seed: (torch.manual_seed(seed), model.train()),
    before_block=lambda seed: None,
    carried=_detached,
    state_of_epoch=lambda state: None,
    loss_of=_mean,
    optimizer_of=_adam,
    optimizer_of_epoch=None,
    zero=True,
    clipped=nn.utils.clip_grad_norm_,
    clipped_late=False,
):
    """The textbook's training; what is handed over stands in for one part of it."""
    prepare(model, seed)
    optimizer, history, state = optimizer_of(model, learning_rate), [], None
    for _ in range(epochs):
        optimizer = optimizer_of_epoch(model, learning_rate) if optimizer_of_epoch else optimizer
        state = state_of_epoch(state)
        for inputs, targets in batches(tokens, batch, steps):
            before_block(seed)
            logits, state = model(inputs, state)
            state = carried(state)
            loss = loss_of(logits, targets)
            if zero:
                optimizer.zero_grad()
            loss.backward()
            if not clipped_late:
                clipped(list(model.parameters()), clip)
            optimizer.step()
            if clipped_late:
                clipped(list(model.parameters()), clip)
            history.append(loss.item())
    return history


@lab.mistake("train", row=110, caught_by=[training_steps], hint="Hand the detached state of a block to the next one.")
def state_lost_in_training(model, tokens, **plan):
    """Each block begins from a state of zeros."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, carried=lambda state: None)


@lab.mistake(
    "train",
    row=110,
    caught_by=[training_steps, mode_and_seed, learns],
    hint="Detach h and c before the next block: no gradient goes back beyond its beginning.",
)
def state_not_detached(model, tokens, **plan):
    """The state is carried on without being detached."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, carried=lambda state: state)


@lab.mistake(
    "train", row=110, caught_by=[training_steps], hint="Each epoch begins from a state of zeros: state = None."
)
def state_kept_between_epochs(model, tokens, **plan):
    """The second epoch begins with the state at the end of the first one."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, state_of_epoch=lambda state: state)


@lab.mistake("train", caught_by=[training_steps], hint="optimizer.zero_grad() before each backward.")
def gradients_pile_up(model, tokens, **plan):
    """The gradients of earlier blocks are never set to zero."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, zero=False)


@lab.mistake("train", caught_by=[training_steps], hint="torch.optim.Adam(model.parameters(), lr=learning_rate).")
def plain_gradient_descent(model, tokens, **plan):
    """The steps are those of plain gradient descent."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, optimizer_of=lambda model, rate: torch.optim.SGD(model.parameters(), lr=rate))


@lab.mistake("train", caught_by=[training_steps], hint="torch.optim.Adam without weight decay, as it comes.")
def decayed_weights(model, tokens, **plan):
    """The optimiser is AdamW, which lets the weights decay."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, optimizer_of=lambda model, rate: torch.optim.AdamW(model.parameters(), lr=rate))


@lab.mistake("train", row=53, caught_by=[training_steps], hint="One optimiser for the whole training: it has a memory.")
def new_optimizer_each_epoch(model, tokens, **plan):
    """Each epoch begins with a new optimiser, whose moments are zero."""
    from assignments.language_model.mistakes import _adam, fit

    return fit(model, tokens, **plan, optimizer_of_epoch=_adam)


@lab.mistake(
    "train", row=11, caught_by=[training_steps], hint="The mean over all targets of a block: streams and steps."
)
def loss_summed_over_steps(model, tokens, **plan):
    """The loss is a mean over the streams and a sum over the steps."""
    from assignments.language_model.mistakes import _mean, fit

    return fit(model, tokens, **plan, loss_of=lambda z, y: _mean(z, y) * y.shape[1])


@lab.mistake(
    "train",
    caught_by=[training_steps],
    hint="A narrower block has fewer targets: divide by targets.numel(), or let cross_entropy take the mean.",
)
def divided_by_a_full_block(model, tokens, **plan):
    """The loss of each block is divided by batch · steps, the narrower one's too."""
    from assignments.language_model.mistakes import _mean, fit

    full = plan["batch"] * plan["steps"]
    return fit(model, tokens, **plan, loss_of=lambda z, y: _mean(z, y) * y.numel() / full)


@lab.mistake("train", caught_by=[training_steps], hint="Each step has a target; the loss is the mean over all of them.")
def loss_of_the_last_step(model, tokens, **plan):
    """Only the last step of each block counts in the loss."""
    from assignments.language_model.mistakes import _mean, fit

    return fit(model, tokens, **plan, loss_of=lambda z, y: _mean(z[:, -1:], y[:, -1:]))


@lab.mistake("train", row=116, caught_by=[training_steps], hint="<unk> and <eos> are foretold like other tokens.")
def special_targets_left_out(model, tokens, **plan):
    """Targets with the id 0 do not count in the loss."""
    from assignments.language_model.mistakes import fit

    return fit(
        model,
        tokens,
        **plan,
        loss_of=lambda z, y: F.cross_entropy(z.flatten(0, 1), y.flatten(), ignore_index=0),
    )


@lab.mistake("train", caught_by=[clipping], hint="nn.utils.clip_grad_norm_, after backward and before the step.")
def not_clipped(model, tokens, **plan):
    """The gradients are not clipped."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, clipped=lambda parameters, clip: None)


@lab.mistake("train", row=93, caught_by=[clipping], hint="Clip after backward and before the step.")
def clipped_after_the_step(model, tokens, **plan):
    """The gradients are clipped after the step."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, clipped_late=True)


@lab.mistake(
    "train", row=93, caught_by=[clipping], hint="Clip after backward: before it, there is no gradient to be clipped."
)
def clipped_before_backward(model, tokens, **plan):
    """The gradients are clipped before backward, when there are none yet."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, clipped=lambda parameters, clip: None)


@lab.mistake("train", row=92, caught_by=[clipping], hint="nn.utils.clip_grad_norm_, not clip_grad_value_.")
def clipped_by_value(model, tokens, **plan):
    """Each entry of the gradients is clipped by itself."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, clipped=nn.utils.clip_grad_value_)


@lab.mistake("train", row=92, caught_by=[clipping], hint="One norm of all gradients together, and one factor for all.")
def clipped_one_by_one(model, tokens, **plan):
    """The gradient of each parameter is clipped by its own norm."""
    from assignments.language_model.mistakes import fit

    def each(parameters, clip):
        for parameter in parameters:
            nn.utils.clip_grad_norm_(parameter, clip)

    return fit(model, tokens, **plan, clipped=each)


@lab.mistake(
    "train", row=92, caught_by=[training_steps], hint="Smaller gradients stay as they are: the factor is at most 1."
)
def always_scaled(model, tokens, **plan):
    """The gradients are always brought to the norm clip, smaller ones too."""
    from assignments.language_model.mistakes import fit

    def scaled(parameters, clip):
        norm = torch.sqrt(sum((parameter.grad**2).sum() for parameter in parameters))
        for parameter in parameters:
            parameter.grad.mul_(clip / (norm + 1e-6))

    return fit(model, tokens, **plan, clipped=scaled)


@lab.mistake("train", row=92, caught_by=[clipping], hint="‖g‖ is the root of the sum of squares, over all parameters.")
def clipped_by_the_squared_norm(model, tokens, **plan):
    """The gradients are divided by the square of their norm."""
    from assignments.language_model.mistakes import fit

    def scaled(parameters, clip):
        squared = sum((parameter.grad**2).sum() for parameter in parameters)
        for parameter in parameters:
            parameter.grad.mul_(min(1.0, (clip / (squared + 1e-6)).item()))

    return fit(model, tokens, **plan, clipped=scaled)


@lab.mistake(
    "train", caught_by=[mode_and_seed], hint="model.train() at the beginning: the last call may have evaluated it."
)
def training_mode_forgotten(model, tokens, **plan):
    """The model is trained in the mode that it is in."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, prepare=lambda model, seed: torch.manual_seed(seed))


@lab.mistake("train", caught_by=[mode_and_seed], hint="torch.manual_seed(seed) at the beginning.")
def seed_ignored(model, tokens, **plan):
    """The seed is not used."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, prepare=lambda model, seed: model.train())


@lab.mistake("train", row=127, caught_by=[mode_and_seed], hint="Draw from `seed`, not from a number of your own.")
def seed_of_its_own(model, tokens, **plan):
    """torch is seeded with 0, whatever the seed."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, prepare=lambda model, seed: (torch.manual_seed(0), model.train()))


@lab.mistake("train", row=127, caught_by=[mode_and_seed], hint="Seed once, at the beginning of the training.")
def seeded_for_each_block(model, tokens, **plan):
    """torch is seeded anew for each block, so that all have the same masks."""
    from assignments.language_model.mistakes import fit

    return fit(model, tokens, **plan, before_block=torch.manual_seed)
