"""How well do a model's log-probabilities foretell what came? Counted by the grader, from probabilities that are some.

A perplexity that the student's code computes is a claim. This one is computed here::

    exp(−1/M · Σᵢ log_probs[i, targetsᵢ])

and not before each row is seen to be a distribution: who gives more than 1 to all tokens together foretells anything.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from graders.checks.failure import Failure
from graders.checks.values import apparent_shape, numbers, subject
from graders.checks.wording import number, place
from graders.model import Evidence

DOUBLE, SINGLE = 1e-9, 5e-4
"""How far the probabilities of a row may be from 1 together, in float64 and in float32.

Over 45,000 rows of up to 10,000 scores log_softmax was 2e-6 off at most in float32 and 5e-15 in float64; scores of
±4000 less their own logsumexp were 1.2e-4 off in float32. Who uses all of the room has a perplexity 0.05 % lower.
"""

NORMALISED = "Scores are made log-probabilities by log_softmax over the last axis; softmax alone gives probabilities."


def perplexity(
    log_probs: Any, targets: np.ndarray, *, what: str = "the log-probabilities", hint: str | None = None
) -> float:
    """The perplexity of natural logarithms of probabilities (…, V) on the M tokens ``targets`` (…) that came.

    Fails unless the probabilities of each row are finite and sum to 1, and where a token came that has none::

        at_least(grammar.perplexity / perplexity(log_softmax(logits), targets), 0.87, what="…")
    """
    targets = np.asarray(targets)
    if targets.dtype.kind not in "iu" or not targets.size or targets.min() < 0:
        raise ValueError("targets are integers from 0 on, one at least")
    shape = apparent_shape(log_probs)
    size = shape[-1] if shape else 1
    about = subject(what, hint or NORMALISED)
    rows = numbers(log_probs, np.empty((*targets.shape, size)), about)
    single = rows.dtype == np.float32
    rows, flat = rows.reshape(-1, size).astype(float), targets.reshape(-1)
    if flat.max() >= size:
        raise about.refuse(f"for {size} tokens", f"a vocabulary of {flat.max() + 1} or more")
    _refuse_what_is_no_distribution(rows, targets.shape, SINGLE if single else DOUBLE, about.name, about.hint)

    nats = -rows[np.arange(len(flat)), flat]
    if np.isinf(nats).any():
        index = np.unravel_index(int(np.argmax(nats)), targets.shape)
        where = f" at {place(tuple(map(int, index)))}" if index else ""
        reason = f"{what} give probability 0 to token {targets[index]}, which came{where}: the perplexity is infinite."
        raise Failure(reason, hint=hint, evidence=Evidence(what, "0", "a probability above 0"))
    return math.exp(min(nats.mean(), 700.0))


def _refuse_what_is_no_distribution(
    rows: np.ndarray, shape: tuple[int, ...], allowed: float, what: str, hint: str | None
) -> None:
    """Refuse rows of log-probabilities whose probabilities are not finite or do not sum to 1."""
    with np.errstate(over="ignore", invalid="ignore"):
        sums = np.exp(rows).sum(axis=1)  # NaN where a row holds NaN; a logarithm of minus infinity is probability 0
        wrong = ~(np.abs(sums - 1) <= allowed)
    if not wrong.any():
        return
    row = int(np.argmax(wrong))
    index = tuple(int(i) for i in np.unravel_index(row, shape))
    where = f" at {place(index)}" if index else ""
    seen = number(sums[row], 6 if abs(sums[row] - 1) > 1e-5 else 12)
    many = f" (so it is in {int(wrong.sum())} of {len(sums)} rows)" if wrong.sum() > 1 else ""
    reason = f"The probabilities of {what}{where} sum to {seen} where 1 is expected{many}."
    raise Failure(reason, hint=hint, evidence=Evidence(what, seen, "1", index, wrong=int(wrong.sum()), total=len(sums)))
