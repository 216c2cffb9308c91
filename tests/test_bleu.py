"""The reference's BLEU against sacrebleu's, where that is installed: the same figure for words as they are."""

import numpy as np
import pytest

pytest.importorskip("torch")
sacrebleu = pytest.importorskip("sacrebleu")

from reference.translation import bleu  # noqa: E402


def by_sacrebleu(candidates, references):
    joined = [[" ".join(sentence) for sentence in side] for side in (candidates, references)]
    return sacrebleu.corpus_bleu(
        joined[0], [joined[1]], tokenize="none", smooth_method="none", use_effective_order=False, force=True
    ).score


def corpus(rng, count):
    """Candidates that share many words with their references, longer than them or shorter, and some of one word."""
    references = [rng.choice(list("abcd"), size=rng.integers(1, 12)).tolist() for _ in range(count)]
    candidates = []
    for each in references:
        candidate = [word if rng.random() < 0.85 else str(rng.choice(list("abcd"))) for word in each]
        candidates.append(
            [*candidate, *rng.choice(list("abcd"), size=2).tolist()][: max(1, len(each) + rng.integers(-2, 3))]
        )
    return candidates, references


@pytest.mark.parametrize("seed", range(100))
def test_bleu_is_sacrebleus(seed):
    rng = np.random.default_rng(seed)
    candidates, references = corpus(rng, int(rng.integers(1, 9)))
    assert bleu(candidates, references) == pytest.approx(by_sacrebleu(candidates, references), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("candidates", "references"),
    [
        ([["a"] * 7], [["a", "b"]]),
        ([list("abc")], [list("abc")]),
        ([list("abcd")], [list("abcd")]),
        ([list("abcd"), []], [list("abcd"), list("ab")]),
        ([list("abcd")], [list("abcdabcdabcd")]),
        ([list("efgh")], [list("abcd")]),
    ],
)
def test_bleu_is_sacrebleus_at_the_ends(candidates, references):
    assert bleu(candidates, references) == pytest.approx(by_sacrebleu(candidates, references), rel=1e-9, abs=1e-12)
