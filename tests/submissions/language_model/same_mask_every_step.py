import math
from collections import Counter

import torch
import torch.nn as nn
import torch.nn.functional as F


def vocabulary(text):
    count = Counter(text.split())
    words = sorted(set(count) - {"<unk>", "<eos>"}, key=lambda w: (-count[w], w))
    return {w: k for k, w in enumerate(["<unk>", "<eos>", *words])}


def encode(text, vocabulary):
    unk, eos = vocabulary["<unk>"], vocabulary["<eos>"]
    ids = []
    for line in text.rstrip("\n").split("\n"):
        ids.extend(vocabulary.get(w, unk) for w in line.split())
        ids.append(eos)
    return torch.tensor(ids)


def batches(tokens, batch, steps):
    L = (len(tokens) - 1) // batch
    x = tokens[:batch * L].view(batch, L)
    y = tokens[1:batch * L + 1].view(batch, L)
    return list(zip(x.split(steps, 1), y.split(steps, 1)))


class SequenceDropout(nn.Module):
    """Dropout for recurrent nets."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        mask = torch.empty(x.size(0), 1, x.size(2)).bernoulli_(1 - self.p) / (1 - self.p)
        return x * mask


class LanguageModel(nn.Module):
    def __init__(self, vocabulary_size, embedding, hidden, layers, dropout):
        super().__init__()
        self.emb = nn.Embedding(vocabulary_size, embedding)
        self.lstms = nn.ModuleList(nn.LSTM(hidden if k else embedding, hidden, batch_first=True)
                                   for k in range(layers))
        self.lin = nn.Linear(hidden, vocabulary_size)
        self.drop = SequenceDropout(dropout)

    def forward(self, ids, state=None):
        x, new = self.drop(self.emb(ids)), []
        for k, lstm in enumerate(self.lstms):
            x, (h, c) = lstm(x, None if state is None else (state[2 * k], state[2 * k + 1]))
            x = self.drop(x)
            new += [h, c]
        return self.lin(x), tuple(new)


def perplexity(log_probs, targets):
    return torch.exp(-log_probs.gather(-1, targets.unsqueeze(-1)).mean()).item()


def evaluate(model, tokens, batch, steps):
    model.eval()
    state, nats, n = None, 0.0, 0
    with torch.no_grad():
        for x, y in batches(tokens, batch, steps):
            z, state = model(x, state)
            nats += F.cross_entropy(z.flatten(0, 1), y.flatten(), reduction="sum").item()
            n += y.numel()
    return math.exp(nats / n)


def train(model, tokens, *, epochs, batch, steps, learning_rate, clip, seed):
    torch.manual_seed(seed)
    model.train()
    opt = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        state = None
        for x, y in batches(tokens, batch, steps):
            if state is not None:
                state = tuple(s.detach() for s in state)
            z, state = model(x, state)
            loss = F.cross_entropy(z.flatten(0, 1), y.flatten())
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), clip)
            opt.step()
            history.append(loss.item())
    return history
