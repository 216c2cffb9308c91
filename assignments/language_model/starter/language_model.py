"""A language model: fill in the functions and methods below. The statement says what each of them is asked to do.

Tokens are integers: ids (B, T) are T tokens of each of B streams, in a tensor of int64.
"""

from collections.abc import Iterable
from typing import Any

from torch import Tensor, nn


def vocabulary(text: str) -> dict[str, int]:
    """Number the words of a training text: ``<unk>`` 0, ``<eos>`` 1, then the others, the most frequent first."""
    raise NotImplementedError


def encode(text: str, vocabulary: dict[str, int]) -> Tensor:
    """Turn a text into ids (N,): line by line its words, and ``<eos>`` after each line."""
    raise NotImplementedError


def batches(tokens: Tensor, batch: int, steps: int) -> Iterable[tuple[Tensor, Tensor]]:
    """Cut tokens (N,) into blocks: pairs of inputs and targets, both (batch, steps), the last ones narrower.

    Inputs of stream b: tokens[b·L … b·L + L − 1], targets: tokens[b·L + 1 … b·L + L], with L = (N − 1) // batch.
    """
    raise NotImplementedError


class LanguageModel(nn.Module):
    """Embedding, LSTM, and a linear layer back to ``vocabulary_size`` scores, with dropout between all of them."""

    def __init__(self, vocabulary_size: int, embedding: int, hidden: int, layers: int, dropout: float) -> None:
        raise NotImplementedError

    def forward(self, ids: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """Give the logits (B, T, V) of the next token at each step of ids (B, T), and the state after the last step."""
        raise NotImplementedError


def perplexity(log_probs: Tensor, targets: Tensor) -> float:
    """Give exp(−1/M · Σ log_probs[i, targets[i]]) for natural logarithms (…, V) of probabilities and targets (…)."""
    raise NotImplementedError


def evaluate(model: nn.Module, tokens: Tensor, batch: int, steps: int) -> float:
    """Give the perplexity of a model on tokens (N,), read in blocks, the state carried on, without dropout."""
    raise NotImplementedError


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
    """Fit a model to tokens (N,) by Adam, one step for each block, and give the training losses.

    g ← g · min(1, clip / ‖g‖), with ‖g‖ over the gradients of all parameters together.
    """
    raise NotImplementedError
