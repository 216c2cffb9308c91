"""Translation: fill in the functions and the class below. The statement says what each of them is asked to do.

N sentences are ids (N, S) or (N, T), int64: the words of each, then <eos>, then <pad> up to the longest of them.
"""

import torch
from torch import Tensor, nn

PAD, BOS, EOS, UNK = 0, 1, 2, 3


def vocabulary(sentences: list[str]) -> dict[str, int]:
    """Number the words: <pad>, <bos>, <eos>, <unk> are 0 to 3, then the words in alphabetical order."""
    raise NotImplementedError


def encode(sentences: list[str], vocabulary: dict[str, int]) -> Tensor:
    """Give the ids of N sentences, (N, L) int64: words, <eos>, then <pad>; an unknown word is <unk>."""
    raise NotImplementedError


def decoder_input(target: Tensor) -> Tensor:
    """Give what the decoder reads while it learns to say target (N, T): (N, T).

    x₁ = <bos>        xₜ = yₜ₋₁
    """
    raise NotImplementedError


def attention(query: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Look up the values whose keys fit each query: context (N, T, D), weights (N, T, S).

    weights = softmax(query keysᵀ / √H) over the places where mask (N, S) is True, 0 elsewhere
    context = weights values
    """
    raise NotImplementedError


class Translator(nn.Module):
    """An encoder and a decoder of one GRU layer each, with attention between them."""

    def __init__(self, source_size: int, target_size: int, embedding: int, hidden: int) -> None:
        """Make the layers, in the order of the table in the statement."""
        raise NotImplementedError

    def forward(self, source: Tensor, inputs: Tensor) -> Tensor:
        """Give the scores (N, T, V) of the word after each of inputs (N, T), for source (N, S).

        e = GRU(source)        h₀ = e at <eos>        h = GRU(inputs; h₀)
        c = attention(h Waᵀ, e, e, source ≠ <pad>)        z = tanh([c; h] Wcᵀ) Wsᵀ + bs
        """
        raise NotImplementedError


def masked_loss(logits: Tensor, target: Tensor) -> Tensor:
    """Give the mean, over all M tokens of the batch that are no <pad>, of −ln of the probability that each has.

    L = −1/M · Σ ln softmax(logits[n, t])[target[n, t]]        where target[n, t] ≠ <pad>
    """
    raise NotImplementedError


def train(
    model: nn.Module,
    source: Tensor,
    target: Tensor,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    clip: float,
    seed: int,
) -> list[float]:
    """Fit the model by Adam with teacher forcing, and give the loss of each step.

    L = masked_loss(model(source, decoder_input(target)), target)
    g ← g · min(1, clip / ‖g‖)        ‖g‖ over the gradients of all weights together
    """
    raise NotImplementedError


@torch.no_grad()
def translate(model: nn.Module, source: Tensor, max_length: int) -> list[list[int]]:
    """Translate the sentences of source (N, S) greedily: N lists of ids, without <bos> and <eos>.

    ŷₜ = argmax model(source, [<bos>, ŷ₁ … ŷₜ₋₁])[t], until <eos>, and at most max_length ids
    """
    raise NotImplementedError


def bleu(candidates: list[list[str]], references: list[list[str]]) -> float:
    """Give the BLEU-4 of a corpus, between 0 and 100, with one reference for each candidate.

    BLEU = 100 · BP · exp(1/4 · Σₙ₌₁⁴ ln pₙ)        BP = 1 if c > r, else exp(1 − r/c)
    """
    raise NotImplementedError
