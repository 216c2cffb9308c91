"""Translation with GRU cells.  Encoder, Attention and Decoder are modules of their own."""
from __future__ import annotations

import itertools
import logging
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, Iterator, List, Sequence, Tuple

import torch
from torch import LongTensor, Tensor, nn, optim

log = logging.getLogger(__name__)

PAD, BOS, EOS, UNK = 0, 1, 2, 3
SPECIALS: Tuple[str, ...] = ("<pad>", "<bos>", "<eos>", "<unk>")


def vocabulary(sentences: List[str]) -> Dict[str, int]:
    counts = Counter(itertools.chain.from_iterable(map(str.split, sentences)))
    words = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return {word: index for index, word in enumerate(itertools.chain(SPECIALS, words))}


def encode(sentences: List[str], vocabulary: Dict[str, int]) -> Tensor:
    tokenised = [sentence.split() for sentence in sentences]
    length = 1 + max(map(len, tokenised))
    ids = torch.full((len(sentences), length), PAD, dtype=torch.int64)
    for n, words in enumerate(tokenised):
        for position, word in enumerate(words):
            ids[n, position] = vocabulary[word] if word in vocabulary else UNK
        ids[n, len(words)] = EOS
    return ids


def decoder_input(target: Tensor) -> Tensor:
    shifted = torch.empty_like(target)
    shifted[:, 0] = BOS
    shifted[:, 1:] = target[:, :-1]
    return shifted


def attention(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor]:
    size = keys.shape[-1]
    scores = (query @ keys.mT) * size ** -0.5
    mask = mask[:, None, :].expand_as(scores)
    scores = torch.where(mask, scores, torch.full_like(scores, torch.finfo(scores.dtype).min))
    scores = scores - scores.max(dim=2, keepdim=True).values
    exponentials = torch.where(mask, scores.exp(), torch.zeros_like(scores))
    weights = exponentials / exponentials.sum(dim=2, keepdim=True)
    return weights @ values, weights


class Recurrent(nn.Module, ABC):
    """An embedding and a GRU cell that is moved over a sentence."""

    def __init__(self, words: int, embedding: int, hidden: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.embedding = nn.Embedding(words, embedding)
        self.cell = nn.GRUCell(embedding, hidden)

    def run(self, ids: Tensor, state: Tensor, mask: Tensor) -> Tuple[Tensor, Tensor]:
        states: List[Tensor] = []
        for t in range(ids.shape[1]):
            new = self.cell(self.embedding(ids[:, t]), state)
            state = torch.where(mask[:, t, None], new, state)
            states.append(state)
        return torch.stack(states, dim=1), state

    @abstractmethod
    def forward(self, *args: Tensor): ...


class Encoder(Recurrent):
    def forward(self, source: Tensor):
        zero = self.embedding.weight.new_zeros(source.shape[0], self.hidden)
        return self.run(source, zero, source.ne(PAD))


class GeneralAttention(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.wa = nn.Linear(hidden, hidden, bias=False)

    def forward(self, states: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        return attention(self.wa(states), memory, memory, mask)[0]


class Decoder(Recurrent):
    def __init__(self, words: int, embedding: int, hidden: int) -> None:
        super().__init__(words, embedding, hidden)
        self.attend = GeneralAttention(hidden)
        self.head = nn.Sequential(nn.Linear(2 * hidden, hidden, bias=False), nn.Tanh(), nn.Linear(hidden, words))

    def forward(self, inputs: Tensor, state: Tensor, memory: Tensor, mask: Tensor):
        states, _ = self.run(inputs, state, torch.ones_like(inputs, dtype=torch.bool))
        return self.head(torch.cat((self.attend(states, memory, mask), states), dim=2))


class Translator(nn.Module):
    def __init__(self, source_size: int, target_size: int, embedding: int, hidden: int) -> None:
        super().__init__()
        self.encoder = Encoder(source_size, embedding, hidden)
        self.decoder = Decoder(target_size, embedding, hidden)

    def forward(self, source: Tensor, inputs: Tensor) -> Tensor:
        memory, last = self.encoder(source)
        return self.decoder(inputs, last, memory, source.ne(PAD))


def masked_loss(logits: Tensor, target: Tensor) -> Tensor:
    log_probability = logits.log_softmax(dim=-1).gather(-1, target.unsqueeze(-1)).squeeze(-1)
    real = target.ne(PAD)
    return -(log_probability * real).sum() / real.sum()


@dataclass
class Trainer:
    model: nn.Module
    optimizer: optim.Optimizer
    clip: float
    history: List[float] = field(default_factory=list)

    def step(self, source: Tensor, target: Tensor) -> None:
        loss = masked_loss(self.model(source, decoder_input(target)), target)
        self.optimizer.zero_grad()
        loss.backward()
        self._clip()
        self.optimizer.step()
        self.history.append(float(loss))

    def _clip(self) -> None:
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        norm = float(torch.sqrt(sum((g ** 2).sum() for g in gradients)))
        if norm > self.clip:
            for g in gradients:
                g.mul_(self.clip / norm)


def batches(count: int, size: int, generator: torch.Generator) -> Iterator[Tensor]:
    yield from torch.randperm(count, generator=generator).split(size)


def train(model: nn.Module, source: Tensor, target: Tensor, *, epochs: int, batch_size: int, learning_rate: float,
          clip: float, seed: int) -> List[float]:
    generator = torch.Generator().manual_seed(seed)
    trainer = Trainer(model, optim.Adam(model.parameters(), lr=learning_rate), clip)
    for epoch in range(epochs):
        for rows in batches(len(source), batch_size, generator):
            trainer.step(source[rows], target[rows])
        log.info("epoch %d: %.4f", epoch, trainer.history[-1])
    return trainer.history


@torch.no_grad()
def translate(model: nn.Module, source: Tensor, max_length: int) -> List[List[int]]:
    """Only the sentences that have not ended yet are given to the model again."""
    sentences: List[List[int]] = [[] for _ in range(source.shape[0])]
    active = list(range(source.shape[0]))
    while active and len(sentences[active[0]]) < max_length:
        inputs = torch.tensor([[BOS] + sentences[n] for n in active])
        words = model(source[active], inputs)[:, -1].argmax(dim=1).tolist()
        for n, word in zip(list(active), words):
            if word == EOS:
                active.remove(n)
            else:
                sentences[n].append(word)
    return sentences


def ngrams(sentence: Sequence, n: int) -> Dict[tuple, int]:
    counts: Dict[tuple, int] = {}
    for gram in zip(*(sentence[i:] for i in range(n))):
        counts[gram] = counts.get(gram, 0) + 1
    return counts


def bleu(candidates: List[List[str]], references: List[List[str]]) -> float:
    c, r = sum(map(len, candidates)), sum(map(len, references))
    product = 1.0
    for n in (1, 2, 3, 4):
        right = total = 0
        for candidate, reference in zip(candidates, references):
            ours, theirs = ngrams(candidate, n), ngrams(reference, n)
            right += sum(min(count, theirs.get(gram, 0)) for gram, count in ours.items())
            total += sum(ours.values())
        if right == 0:
            return 0.0
        product *= right / total
    penalty = 1.0 if c > r else float(torch.exp(torch.tensor(1 - r / c, dtype=torch.float64)))
    return 100.0 * penalty * product ** 0.25
