# language model, NLL per token
import math
from typing import Any, Dict, List

import torch
from torch import Tensor, nn

UNK = "<unk>"
EOS = "<eos>"


def vocabulary(text: str) -> Dict[str, int]:
    frequency: Dict[str, int] = {}
    for sentence in text.split("\n"):
        for word in sentence.split(" "):
            if word != "":
                frequency[word] = frequency.get(word, 0) + 1
    frequency.pop(UNK, None)
    frequency.pop(EOS, None)
    result = {UNK: 0, EOS: 1}
    for word in sorted(frequency, key=lambda w: (-frequency[w], w)):
        result[word] = len(result)
    return result


def encode(text: str, vocabulary: Dict[str, int]) -> Tensor:
    ids: List[int] = []
    for sentence in text.split("\n")[:-1]:
        for word in sentence.split(" "):
            if word == "":
                continue
            if word in vocabulary:
                ids.append(vocabulary[word])
            else:
                ids.append(vocabulary[UNK])
        ids.append(vocabulary[EOS])
    return torch.tensor(ids, dtype=torch.int64)


def batches(tokens: Tensor, batch: int, steps: int):
    stream_length = (tokens.shape[0] - 1) // batch
    inputs = torch.stack([tokens[b * stream_length:(b + 1) * stream_length] for b in range(batch)])
    targets = torch.stack([tokens[b * stream_length + 1:(b + 1) * stream_length + 1] for b in range(batch)])
    for first in range(0, stream_length, steps):
        yield inputs[:, first:first + steps], targets[:, first:first + steps]


class LanguageModel(nn.Module):
    def __init__(self, vocabulary_size: int, embedding: int, hidden: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding)
        self.layers = nn.ModuleList()
        for layer in range(layers):
            self.layers.append(nn.LSTM(embedding if layer == 0 else hidden, hidden, batch_first=True))
        self.output = nn.Linear(hidden, vocabulary_size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, state: Any = None):
        x = self.embedding(ids)
        new_h, new_c = [], []
        for number, layer in enumerate(self.layers):
            old = None
            if state is not None:
                old = (state[0][number:number + 1].contiguous(), state[1][number:number + 1].contiguous())
            x, (h, c) = layer(self.dropout(x), old)
            new_h.append(h)
            new_c.append(c)
        logits = self.output(self.dropout(x))
        return logits, (torch.cat(new_h), torch.cat(new_c))


def perplexity(log_probs: Tensor, targets: Tensor) -> float:
    flat = log_probs.reshape(-1, log_probs.shape[-1])
    flat_targets = targets.reshape(-1)
    number = flat_targets.shape[0]
    return math.exp(-flat[torch.arange(number), flat_targets].sum().item() / number)


def evaluate(model: nn.Module, tokens: Tensor, batch: int, steps: int) -> float:
    model.eval()
    sum_loss = nn.CrossEntropyLoss(reduction="sum")
    total_nats, total_targets = 0.0, 0
    state = None
    with torch.no_grad():
        for inputs, targets in batches(tokens, batch, steps):
            logits, state = model(inputs, state)
            total_nats += sum_loss(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)).item()
            total_targets += targets.numel()
    return math.exp(total_nats / total_targets)


def detach(state: Any) -> Any:
    if state is None or isinstance(state, Tensor):
        return None if state is None else state.detach()
    return tuple(detach(part) for part in state)


def train(model: nn.Module, tokens: Tensor, *, epochs: int, batch: int, steps: int, learning_rate: float,
          clip: float, seed: int) -> List[float]:
    torch.manual_seed(seed)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    criterion = nn.CrossEntropyLoss(reduction="sum")
    history: List[float] = []
    for epoch in range(epochs):
        state = None
        losses: List[float] = []
        for inputs, targets in batches(tokens, batch, steps):
            optimizer.zero_grad()
            logits, state = model(inputs, detach(state))
            loss = criterion(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)) / (batch * steps)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
        print(f"epoch {epoch + 1}: {history[-1]:.4f} nats, perplexity {math.exp(history[-1]):.2f}")
    return history
