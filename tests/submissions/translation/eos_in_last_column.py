# Homework: seq2seq with attention
import math
import random
from collections import Counter

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torch.utils.data import DataLoader, TensorDataset

try:
    from tqdm import tqdm
except ImportError:  # not on the grading machine
    def tqdm(it, **kw):
        return it

device = "cuda" if torch.cuda.is_available() else "cpu"
print("running on", device)

PAD, BOS, EOS, UNK = 0, 1, 2, 3


def vocabulary(sentences):
    vocab = {"<pad>": PAD, "<bos>": BOS, "<eos>": EOS, "<unk>": UNK}
    words = set()
    for s in sentences:
        words.update(s.split())
    for w in sorted(words):
        if w not in vocab:
            vocab[w] = len(vocab)
    return vocab


def encode(sentences, vocabulary):
    ids = [[vocabulary.get(w, UNK) for w in s.split()] for s in sentences]
    longest = max(len(row) for row in ids)
    ids = [row + [PAD] * (longest - len(row)) for row in ids]
    return torch.tensor([row + [EOS] for row in ids])


def decoder_input(target):
    bos = torch.full((target.size(0), 1), BOS, dtype=torch.long, device=target.device)
    return torch.cat([bos, target[:, :-1]], dim=1)


def attention(query, keys, values, mask):
    scores = torch.bmm(query, keys.transpose(1, 2)) / math.sqrt(query.size(-1))
    scores = scores.masked_fill(~mask.unsqueeze(1), float("-inf"))
    weights = F.softmax(scores, dim=-1)
    return torch.bmm(weights, values), weights


class Translator(nn.Module):
    def __init__(self, source_size, target_size, embedding, hidden):
        super().__init__()
        self.embed_in = nn.Embedding(source_size, embedding, padding_idx=PAD)
        self.encoder = nn.GRU(embedding, hidden, batch_first=True)
        self.embed_out = nn.Embedding(target_size, embedding, padding_idx=PAD)
        self.decoder = nn.GRU(embedding, hidden, batch_first=True)
        self.W_a = nn.Linear(hidden, hidden, bias=False)
        self.W_c = nn.Linear(2 * hidden, hidden, bias=False)
        self.W_s = nn.Linear(hidden, target_size)

    def forward(self, source, inputs):
        mask = source != PAD
        packed = pack_padded_sequence(self.embed_in(source), mask.sum(1).cpu(), batch_first=True, enforce_sorted=False)
        enc, h0 = self.encoder(packed)
        enc, _ = pad_packed_sequence(enc, batch_first=True, total_length=source.size(1))
        dec, _ = self.decoder(self.embed_out(inputs), h0)
        context, _ = attention(self.W_a(dec), enc, enc, mask)
        return self.W_s(torch.tanh(self.W_c(torch.cat([context, dec], dim=-1))))


def masked_loss(logits, target):
    return F.cross_entropy(logits.reshape(-1, logits.size(-1)), target.reshape(-1), ignore_index=PAD)


def train(model, source, target, *, epochs, batch_size, learning_rate, clip, seed):
    torch.manual_seed(seed)
    model.to(device).train()
    loader = DataLoader(TensorDataset(source, target), batch_size=batch_size, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history = []
    for epoch in tqdm(range(epochs)):
        for src, tgt in loader:
            src, tgt = src.to(device), tgt.to(device)
            optimizer.zero_grad()
            loss = masked_loss(model(src, decoder_input(tgt)), tgt)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            history.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(history[-len(loader):]):.4f}")
    return history


@torch.no_grad()
def translate(model, source, max_length):
    source = source.to(device)
    said = torch.full((source.size(0), 1), BOS, dtype=torch.long, device=device)
    done = torch.zeros(source.size(0), dtype=torch.bool, device=device)
    for _ in range(max_length):
        word = model(source, said)[:, -1].argmax(-1)
        said = torch.cat([said, word.unsqueeze(1)], dim=1)
        done |= word == EOS
        if done.all():
            break
    result = []
    for row in said[:, 1:].tolist():
        if EOS in row:
            row = row[:row.index(EOS)]
        result.append(row)
    return result


def bleu(candidates, references):
    hits, total = [0] * 4, [0] * 4
    c = sum(len(cand) for cand in candidates)
    r = sum(len(ref) for ref in references)
    for cand, ref in zip(candidates, references):
        for n in range(1, 5):
            cand_ngrams = Counter(tuple(cand[i:i + n]) for i in range(len(cand) - n + 1))
            ref_ngrams = Counter(tuple(ref[i:i + n]) for i in range(len(ref) - n + 1))
            hits[n - 1] += sum((cand_ngrams & ref_ngrams).values())
            total[n - 1] += sum(cand_ngrams.values())
    if min(hits) == 0:
        return 0.0
    precision = math.exp(sum(math.log(h / t) for h, t in zip(hits, total)) / 4)
    bp = 1.0 if c > r else math.exp(1 - r / c)
    return 100 * bp * precision


if __name__ == "__main__":
    random.seed(0)
    v = vocabulary(["two one six", "one"])
    print(v, encode(["two one six", "one seven"], v))
