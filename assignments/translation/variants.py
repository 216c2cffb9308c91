"""Correct work written otherwise, as students write it: all of it keeps full marks."""

import math
from collections import Counter

import torch
import torch.nn.functional as F
from torch import nn

from reference.translation import BOS, EOS, PAD, UNK, attention, decoder_input, masked_loss

from .lab import lab

# Ids


@lab.variant("vocabulary")
def vocabulary_by_loop(sentences):
    """The vocabulary grows word by word."""
    table = {"<pad>": PAD, "<bos>": BOS, "<eos>": EOS, "<unk>": UNK}
    words = []
    for sentence in sentences:
        for word in sentence.split(" "):
            if word not in words:
                words.append(word)
    words.sort()
    for word in words:
        table[word] = len(table)
    return table


@lab.variant("encode")
def encode_by_hand(sentences, vocabulary):
    """A tensor of zeros is filled in row by row."""
    longest = max(len(sentence.split()) for sentence in sentences) + 1
    ids = torch.zeros(len(sentences), longest, dtype=torch.long)
    for i, sentence in enumerate(sentences):
        for j, word in enumerate(sentence.split()):
            ids[i, j] = vocabulary[word] if word in vocabulary else vocabulary["<unk>"]
        ids[i, len(sentence.split())] = vocabulary["<eos>"]
    return ids


@lab.variant("encode")
def encode_with_numpy(sentences, vocabulary):
    """The ids are a NumPy array first."""
    import numpy as np

    rows = [[vocabulary.get(word, UNK) for word in sentence.split()] + [EOS] for sentence in sentences]
    longest = max(len(row) for row in rows)
    return torch.from_numpy(np.array([row + [PAD] * (longest - len(row)) for row in rows]))


@lab.variant("decoder_input")
def filled_in_place(target):
    """An empty tensor is filled in."""
    inputs = torch.empty_like(target)
    inputs[:, 0] = BOS
    inputs[:, 1:] = target[:, :-1]
    return inputs


@lab.variant("decoder_input")
def rolled_and_set(target):
    """The target is rolled, and its first column set to <bos>."""
    inputs = target.roll(1, dims=1)
    inputs[:, 0] = BOS
    return inputs


# Attention


@lab.variant("attention")
def with_a_large_negative_number(query, keys, values, mask):
    """Pads have a score of −1e9 instead of −∞."""
    scores = torch.bmm(query, keys.permute(0, 2, 1)) / keys.size(-1) ** 0.5
    scores = scores.masked_fill(mask.unsqueeze(1) == 0, -1e9)
    weights = F.softmax(scores, dim=-1)
    return torch.bmm(weights, values), weights


@lab.variant("attention")
def by_einsum(query, keys, values, mask):
    """The products are written with einsum, and pads get their −∞ by adding it."""
    hidden = torch.zeros(mask.shape).masked_fill(~mask, float("-inf"))
    scores = torch.einsum("nth,nsh->nts", query, keys) * keys.shape[-1] ** -0.5 + hidden[:, None, :]
    weights = torch.softmax(scores, -1)
    return torch.einsum("nts,nsd->ntd", weights, values), weights


@lab.variant("attention")
def softmax_by_hand(query, keys, values, mask):
    """softmax is written out, with the largest score of all places taken off, and pads taken out after exp."""
    scores = (query / math.sqrt(query.shape[-1])) @ keys.mT
    largest = scores.masked_fill(~mask[:, None], -1e30).amax(dim=2, keepdim=True)
    e = (scores - largest).clamp(max=0.0).exp() * mask[:, None].float()
    weights = e / e.sum(dim=2, keepdim=True)
    return weights @ values, weights


# Model


@lab.variant("Translator.forward")
def packed(self, source, inputs):
    """The source is packed, and the GRU's last state is that at <eos>."""
    mask = source != PAD
    lengths = mask.sum(dim=1)
    sequence = nn.utils.rnn.pack_padded_sequence(
        self.source_embedding(source), lengths, batch_first=True, enforce_sorted=False
    )
    outputs, last = self.encoder(sequence)
    encoded, _ = nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True, total_length=source.shape[1])
    states, _ = self.decoder(self.target_embedding(inputs), last)
    context, _ = attention(self.query(states), encoded, encoded, mask)
    return self.output(torch.tanh(self.combine(torch.cat((context, states), dim=-1))))


@lab.variant("Translator.forward")
def step_by_step(self, source, inputs):
    """The decoder goes through its inputs step by step, with attention at each of them."""
    mask = source != PAD
    encoded, _ = self.encoder(self.source_embedding(source))
    place = (source == EOS).int().argmax(dim=1)
    state = encoded.gather(1, place.view(-1, 1, 1).expand(-1, 1, encoded.shape[2])).transpose(0, 1).contiguous()
    scores = []
    for t in range(inputs.shape[1]):
        out, state = self.decoder(self.target_embedding(inputs[:, t : t + 1]), state)
        context, _ = attention(self.query(out), encoded, encoded, mask)
        scores.append(self.output(torch.tanh(self.combine(torch.cat([context, out], dim=2)))))
    return torch.cat(scores, dim=1)


class _Encoder(nn.Module):
    """An encoder of its own, with a cell in a loop that stands still at pads."""

    def __init__(self, size, embedding, hidden):
        super().__init__()
        self.emb = nn.Embedding(size, embedding, padding_idx=0)
        self.cell = nn.GRUCell(embedding, hidden)

    def forward(self, source):
        h = torch.zeros(len(source), self.cell.hidden_size)
        states = []
        for t in range(source.shape[1]):
            new = self.cell(self.emb(source[:, t]), h)
            h = torch.where((source[:, t] != PAD)[:, None], new, h)
            states.append(h)
        return torch.stack(states, dim=1), h


class _Decoder(nn.Module):
    """A decoder of its own, with parameters for its matrices and attention written out."""

    def __init__(self, size, embedding, hidden):
        super().__init__()
        self.emb = nn.Embedding(size, embedding, padding_idx=0)
        self.cell = nn.GRUCell(embedding, hidden)
        self.W_a = nn.Parameter(torch.empty(hidden, hidden))
        self.W_c = nn.Parameter(torch.empty(hidden, 2 * hidden))
        self.fc = nn.Linear(hidden, size)
        nn.init.xavier_uniform_(self.W_a)
        nn.init.xavier_uniform_(self.W_c)

    def forward(self, inputs, h, encoded, mask):
        scores = []
        for word in inputs.t():
            h = self.cell(self.emb(word), h)
            score = torch.einsum("nh,nsh->ns", h @ self.W_a.t(), encoded) / math.sqrt(h.shape[1])
            a = score.masked_fill(~mask, -1e9).softmax(dim=1)
            c = (a[:, :, None] * encoded).sum(dim=1)
            scores.append(self.fc(torch.tanh(torch.cat([c, h], dim=1) @ self.W_c.t())))
        return torch.stack(scores, dim=1)


class _Seq2Seq(nn.Module):
    """Encoder and decoder are modules of their own."""

    def __init__(self, source_size, target_size, embedding, hidden):
        super().__init__()
        self.dec = _Decoder(target_size, embedding, hidden)
        self.enc = _Encoder(source_size, embedding, hidden)
        # What comes first in the handout is registered first.
        self._modules["dec"] = self._modules.pop("dec")

    def forward(self, source, inputs):
        encoded, h = self.enc(source)
        return self.dec(inputs, h, encoded, source != PAD)


@lab.variant("Translator")
def encoder_and_decoder_apart(source_size, target_size, embedding, hidden):
    """Encoder and decoder are classes of their own, with GRUCell in loops and matrices as parameters."""
    from assignments.translation.variants import _Seq2Seq

    return _Seq2Seq(source_size, target_size, embedding, hidden)


class _Sdpa(nn.Module):
    """Layers in a ModuleDict, and PyTorch's own attention."""

    def __init__(self, source_size, target_size, embedding, hidden):
        super().__init__()
        self.embeddings = nn.ModuleList([nn.Embedding(source_size, embedding), nn.Embedding(target_size, embedding)])
        self.rnns = nn.ModuleList([nn.GRU(embedding, hidden, batch_first=True) for _ in range(2)])
        self.linear = nn.ModuleDict({"a": nn.Linear(hidden, hidden, bias=False)})
        self.head = nn.Sequential(nn.Linear(2 * hidden, hidden, bias=False), nn.Tanh(), nn.Linear(hidden, target_size))

    def forward(self, source, inputs):
        mask = source.ne(0)
        e = self.rnns[0](self.embeddings[0](source))[0]
        h0 = torch.stack([e[i, n - 1] for i, n in enumerate(mask.sum(1).tolist())])
        h = self.rnns[1](self.embeddings[1](inputs), h0[None])[0]
        c = F.scaled_dot_product_attention(self.linear["a"](h), e, e, attn_mask=mask[:, None, :])
        return self.head(torch.cat([c, h], -1))


@lab.variant("Translator")
def with_pytorchs_attention(source_size, target_size, embedding, hidden):
    """The attention is scaled_dot_product_attention, and layers stand in lists, dicts and a Sequential."""
    from assignments.translation.variants import _Sdpa

    return _Sdpa(source_size, target_size, embedding, hidden)


# Loss and training


@lab.variant("masked_loss")
def loss_by_gather(logits, target):
    """The logarithms of the right words are gathered, and summed under a mask."""
    log_p = F.log_softmax(logits, dim=-1)
    own = log_p.gather(-1, target.unsqueeze(-1)).squeeze(-1)
    mask = (target != 0).float()
    return -(own * mask).sum() / mask.sum()


@lab.variant("masked_loss")
def loss_without_reduction(logits, target):
    """cross_entropy gives each place's loss, with the classes on axis 1, and the tokens' are selected."""
    each = F.cross_entropy(logits.transpose(1, 2), target, reduction="none")
    return each[target != PAD].mean()


@lab.variant("train")
def train_with_a_loader(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    """Batches come from a DataLoader, the seed is global, and the model is put into training mode."""
    torch.manual_seed(seed)
    pairs = torch.utils.data.TensorDataset(source, target)
    loader = torch.utils.data.DataLoader(pairs, batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = masked_loss(model(x, decoder_input(y)), y)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=clip)
            optimizer.step()
            history.append(float(loss))
    return history


@lab.variant("train")
def train_by_hand(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    """NumPy draws the orders, pads are cut off each batch, the gradients are clipped and Adam written by hand."""
    import numpy as np

    rng, parameters = np.random.default_rng(seed), list(model.parameters())
    m, v, t, history = [0.0] * len(parameters), [0.0] * len(parameters), 0, []
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(source)), range(batch_size, len(source), batch_size)):
            x, y = source[rows], target[rows]
            x, y = x[:, : int((x != PAD).sum(1).max())], y[:, : int((y != PAD).sum(1).max())]
            model.zero_grad(set_to_none=True)
            loss = masked_loss(model(x, decoder_input(y)), y)
            loss.backward()
            norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
            factor = min(1.0, clip / float(norm)) if norm > 0 else 1.0
            t += 1
            with torch.no_grad():
                for i, p in enumerate(parameters):
                    g = p.grad * factor
                    m[i] = 0.9 * m[i] + 0.1 * g
                    v[i] = 0.999 * v[i] + 0.001 * g * g
                    p -= learning_rate * (m[i] / (1 - 0.9**t)) / ((v[i] / (1 - 0.999**t)).sqrt() + 1e-8)
            history.append(loss.detach())
    return torch.stack(history)


# Translating


@lab.variant("translate")
def one_after_the_other(model, source, max_length):
    """Each sentence is translated on its own, in evaluation mode."""
    model.eval()
    result = []
    with torch.no_grad():
        for row in source:
            said = [BOS]
            while len(said) <= max_length:
                word = model(row[None], torch.tensor([said]))[0, -1].argmax().item()
                if word == EOS:
                    break
                said.append(word)
            result.append(said[1:])
    return result


@lab.variant("translate")
def all_steps_and_then_cut(model, source, max_length):
    """All max_length steps are taken, and sentences are cut afterwards; ids after the end are made pads."""
    said, done = torch.full((len(source), 1), BOS), torch.zeros(len(source), 1, dtype=torch.bool)
    for _ in range(max_length):
        word = model(source, said)[:, -1].softmax(-1).max(-1).indices[:, None]
        word = word.masked_fill(done, PAD)
        done = done | (word == EOS)
        said = torch.cat([said, word], dim=1)
    result = []
    for row in said:
        ids = []
        for i in row[1:]:
            if i == EOS:
                break
            ids.append(int(i))
        result.append(ids)
    return result


# BLEU


@lab.variant("bleu")
def bleu_with_numpy(candidates, references):
    """The precisions are an array, and n-grams are counted in plain dicts."""
    import numpy as np

    matched, total = np.zeros(4), np.zeros(4)
    for candidate, wanted in zip(candidates, references, strict=True):
        for n in range(1, 5):
            there = {}
            for i in range(len(wanted) - n + 1):
                gram = tuple(wanted[i : i + n])
                there[gram] = there.get(gram, 0) + 1
            for i in range(len(candidate) - n + 1):
                gram = tuple(candidate[i : i + n])
                total[n - 1] += 1
                if there.get(gram, 0) > 0:
                    there[gram] -= 1
                    matched[n - 1] += 1
    if (matched == 0).any():
        return np.float64(0)
    c, r = sum(len(x) for x in candidates), sum(len(x) for x in references)
    bp = 1 if c > r else np.exp(1 - r / c)
    return bp * np.exp(np.log(matched / total).mean()) * 100


@lab.variant("bleu")
def bleu_as_a_root(candidates, references):
    """The geometric mean is the fourth root of the product."""

    def grams(sentence, n):
        return Counter(zip(*(sentence[i:] for i in range(n)), strict=False))

    product = 1.0
    for n in (1, 2, 3, 4):
        pairs = [(grams(a, n), grams(b, n)) for a, b in zip(candidates, references, strict=True)]
        total = sum(sum(a.values()) for a, _ in pairs)
        product *= sum(min(k, b[g]) for a, b in pairs for g, k in a.items()) / total if total else 0
    c, r = sum(map(len, candidates)), sum(map(len, references))
    return 100 * (math.exp(1 - r / c) if c < r else 1) * product**0.25
