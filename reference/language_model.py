"""A language model: an LSTM that foretells the next word of a text, trained by truncated back-propagation through time.

A text is a sequence of N tokens w₁ … w_N, as integers (its words, and ``<eos>`` at the end of each line). The model
gives each token a probability after those before it, and perplexity says how well it does::

    p(w_{t+1} | w₁ … w_t) = softmax(z_t)        z_t = dropout(h_t) Wᵀ + b        h_t = LSTM(dropout(embedding(w_t)))
    perplexity = exp(−1/M · Σ ln p(w_{t+1} | w₁ … w_t))                          over the M tokens that are foretold

A model that finds V tokens equally likely has perplexity V. The text is cut into B streams that are read side by side,
T tokens at a time. From block to block the LSTM's state goes on, but no gradient goes back beyond the block's start.

Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin, A neural probabilistic language model, 2003; T. Mikolov et al., Recurrent
neural network based language model, 2010; W. Zaremba, I. Sutskever, O. Vinyals, Recurrent neural network
regularization, 2014 (where dropout sits); R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent
neural networks, 2013 (clipping); I. Goodfellow, Y. Bengio, A. Courville, Deep Learning, MIT Press 2016, chapter 10.
"""

import math
from typing import TypeAlias

import torch
from torch import Tensor, nn
from torch.nn import functional as F

UNKNOWN, END = "<unk>", "<eos>"

State: TypeAlias = tuple[Tensor, Tensor]
"""Hidden and cell state of all layers: h and c, both (layers, B, hidden)."""


def vocabulary(text: str) -> dict[str, int]:
    """Number the words of a training text: word → id.

    ``<unk>`` is 0 and ``<eos>`` is 1, whether they stand in the text or not. The other words follow from 2 on, the most
    frequent first; words that are equally frequent are in alphabetical order.

    >>> vocabulary("the cat saw the dog\\n")
    {'<unk>': 0, '<eos>': 1, 'the': 2, 'cat': 3, 'dog': 4, 'saw': 5}
    """
    counts: dict[str, int] = {}
    for word in text.split():
        if word not in (UNKNOWN, END):
            counts[word] = counts.get(word, 0) + 1
    words = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: number for number, word in enumerate([UNKNOWN, END, *words])}


def encode(text: str, vocabulary: dict[str, int]) -> Tensor:
    """Turn a text into ids, int64 (N,): line by line its words, and ``<eos>`` after each line.

    A word that the vocabulary lacks is ``<unk>``.
    """
    tokens = [word for line in text.splitlines() for word in [*line.split(), END]]
    return torch.tensor([vocabulary.get(token, vocabulary[UNKNOWN]) for token in tokens])


def batches(tokens: Tensor, batch: int, steps: int) -> list[tuple[Tensor, Tensor]]:
    """Cut tokens (N,) into blocks of B = ``batch`` streams and T = ``steps`` columns: pairs (inputs, targets), (B, T).

        L = ⌊(N − 1) / B⌋        inputs of stream b: w[bL … bL + L − 1]        targets: w[bL + 1 … bL + L]

    A row goes on in the same row of the next block. The last block is narrower where T does not divide L, and the
    tokens at the end that do not fill the streams are left out.
    """
    length = (len(tokens) - 1) // batch
    inputs = tokens[: batch * length].view(batch, length)
    targets = tokens[1 : batch * length + 1].view(batch, length)
    return list(zip(torch.split(inputs, steps, dim=1), torch.split(targets, steps, dim=1), strict=True))


class LanguageModel(nn.Module):
    """Embedding (V, E), LSTM of some layers with H units each, and a linear layer back to V scores.

    Dropout sets a value to 0 with the probability ``dropout``. It acts on all that goes upwards and on nothing that
    goes from step to step: behind the embedding, between the layers of the LSTM, and before the linear layer.
    """

    def __init__(self, vocabulary_size: int, embedding: int, hidden: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.embedding = nn.Embedding(vocabulary_size, embedding)
        between = dropout if layers > 1 else 0.0
        self.lstm = nn.LSTM(embedding, hidden, layers, batch_first=True, dropout=between)
        self.linear = nn.Linear(hidden, vocabulary_size)

    def forward(self, ids: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Score every token as the next one, at each step: logits z (B, T, V), and the state after the last step.

        ``ids`` is (B, T). The LSTM begins from ``state``, or from zeros without one.
        """
        h, state = self.lstm(self.dropout(self.embedding(ids)), state)
        return self.linear(self.dropout(h)), state


def perplexity(log_probs: Tensor, targets: Tensor) -> float:
    """How many tokens are as good as equally likely, on average: exp(−1/M · Σᵢ log_probs[i, targetsᵢ]).

    ``log_probs`` (…, V) holds natural logarithms of probabilities, ``targets`` (…) the M tokens that came.
    """
    nats = -log_probs.gather(-1, targets.unsqueeze(-1))
    return math.exp(nats.mean().item())


def evaluate(model: nn.Module, tokens: Tensor, batch: int, steps: int) -> float:
    """Give the perplexity of a model on tokens (N,), read in blocks as in training, without dropout.

        exp(total of all nats / number of all targets)

    Each target counts the same, whatever block it stands in. The state goes on from block to block.
    """
    model.eval()
    nats, count, state = 0.0, 0, None
    with torch.no_grad():
        for inputs, targets in batches(tokens, batch, steps):
            logits, state = model(inputs, state)
            nats += F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum").item()
            count += targets.numel()
    return math.exp(nats / count)


def train(
    model: nn.Module,
    tokens: Tensor,
    *,
    epochs: int,
    batch: int,
    steps: int,
    learning_rate: float,
    clip: float,
    seed: int,
) -> list[float]:
    """Fit a model to tokens (N,) by Adam, one step for each block, and give the mean loss of each block, in nats.

        g ← g · min(1, clip / ‖g‖)        ‖g‖ over the gradients of all parameters together
        θ ← Adam(θ, g),  β = 0.9 and 0.999, ε = 1e-8

    Each epoch begins with a state of zeros; from block to block it goes on, cut off from what made it. The masks of
    dropout come from ``seed``.
    """
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history: list[float] = []
    model.train()
    for _ in range(epochs):
        state = None
        for inputs, targets in batches(tokens, batch, steps):
            logits, state = model(inputs, state)
            state = (state[0].detach(), state[1].detach())
            loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            history.append(loss.item())
    return history
