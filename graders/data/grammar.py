"""Sentences from a small probabilistic grammar, as token ids: how well they can be foretold at best is known exactly.

A sentence has a subject, perhaps with adjectives and a clause, a verb, perhaps an object and an adverb, and ``<eos>``.
Its first word settles a class, and words much later have to agree with it: whoever remembers the class foretells them
better than any table of neighbouring words. The rules are right-linear (N. Chomsky, Three models for the description of
language, 1956) and unambiguous: with the words so far the state is known, and with it the probability of each word. So
the entropy of the next token is exact (C. E. Shannon, A mathematical theory of communication, 1948, section 7)::

    H = Σ_s π(s) · H(s),    H(s) = −Σ_w p(w | s) ln p(w | s)           nats per token, π the stationary distribution

and no model reaches less than the perplexity exp(H) on fresh text. The probabilities are drawn for each grammar, and so
is which word has which id: what one grammar teaches is of no use for another.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

UNKNOWN, END = 0, 1
"""The ids of ``<unk>``, which no sentence holds, and of ``<eos>``, which ends each of them."""

CLASSES = 3

WORDS = {"adjective": 8, "noun": 14, "relative": 2, "event": 6, "adverb": 6}
"""How many words a category has, whatever the class of the sentence."""

AGREEING = {"determiner": 2, "verb": 3, "complete verb": 2, "reflexive": 1}
"""How many words a category has for each class."""

RULES: dict[str, dict[str, tuple[float, str]]] = {
    "sentence": {"determiner": (1.0, "subject")},
    "subject": {"adjective": (0.3, "subject"), "noun": (0.7, "clause or predicate")},
    "clause or predicate": {
        "relative": (0.35, "clause"),
        "verb": (0.4, "object"),
        "complete verb": (0.25, "adverb"),
    },
    "clause": {"event": (1.0, "noun of clause")},
    "noun of clause": {"adjective": (0.2, "noun of clause"), "noun": (0.8, "predicate")},
    "predicate": {"verb": (0.6, "object"), "complete verb": (0.4, "adverb")},
    "object": {"adjective": (0.2, "object"), "noun": (0.5, "adverb"), "reflexive": (0.3, "adverb")},
    "adverb": {"adverb": (0.35, "end"), "<eos>": (0.65, "sentence")},
    "end": {"<eos>": (1.0, "sentence")},
}
"""What may come in each state: a category, how often about, and the state after it. The class stays to the end."""


@dataclass(frozen=True, eq=False)
class Grammar:
    """The probabilities and the words of one grammar.

    ``probability[s, w]`` is p(w | s), of shape (states, V), and ``successor[s, w]`` the state after w. Sentences begin
    in state 0. ``words[w]`` is the word whose id is w.
    """

    words: tuple[str, ...]
    probability: np.ndarray
    successor: np.ndarray

    @property
    def size(self) -> int:
        """V, the number of tokens, ``<unk>`` and ``<eos>`` among them."""
        return len(self.words)

    @property
    def entropy(self) -> float:
        """H, in nats per token; ``<eos>`` is a token."""
        return float(self._stationary() @ _surprise(self.probability).sum(axis=1))

    @property
    def perplexity(self) -> float:
        """exp(H), what no model goes below."""
        return float(np.exp(self.entropy))

    @property
    def unigram_perplexity(self) -> float:
        """What is reached with the frequency of each token alone."""
        return float(np.exp(_surprise(self._stationary() @ self.probability).sum()))

    @property
    def bigram_perplexity(self) -> float:
        """What is reached with the probability of each token after each other one."""
        before = self._stationary()[:, None] * self.probability
        pairs = np.stack([before[:, w] @ self.probability[self.successor[:, w]] for w in range(self.size)])
        return float(np.exp(_surprise(pairs).sum() - _surprise(pairs.sum(axis=1)).sum()))

    def sentences(self, rng: np.random.Generator, count: int) -> list[np.ndarray]:
        """Draw ``count`` sentences: int64 ids, the last of each ``<eos>``."""
        cumulative = self.probability.cumsum(axis=1)
        cumulative[cumulative > 1 - 1e-9] = 1  # no draw may fall behind the last word that is possible
        state, unfinished, columns = np.zeros(count, dtype=np.int64), np.ones(count, dtype=bool), []
        while unfinished.any():
            word = (rng.random((count, 1)) >= cumulative[state]).sum(axis=1)
            columns.append(np.where(unfinished, word, -1))
            state = self.successor[state, word]
            unfinished &= word != END
        return [row[row >= 0] for row in np.stack(columns, axis=1)]

    def text(self, rng: np.random.Generator, tokens: int) -> np.ndarray:
        """Draw a text of so many tokens, int64: one sentence after the other, the last of them cut off."""
        drawn: list[np.ndarray] = []
        while (missing := tokens - sum(map(len, drawn))) > 0:
            drawn.append(np.concatenate(self.sentences(rng, missing // 6 + 1)))
        return np.concatenate(drawn)[:tokens]

    def log_probabilities(self, tokens: np.ndarray) -> np.ndarray:
        """ln p of each token after those before it, for texts (…, T) from the beginning of a sentence on.

        Its mean is what the best of all models reaches on this very text.
        """
        state, result = np.zeros(tokens.shape[:-1], dtype=np.int64), np.empty(tokens.shape)
        for t in range(tokens.shape[-1]):
            word = tokens[..., t]
            result[..., t] = np.log(self.probability[state, word])
            state = self.successor[state, word]
        return result

    def written(self, sentences: list[np.ndarray]) -> str:
        """Sentences in words, one a line, without ``<eos>``."""
        return "".join(" ".join(self.words[token] for token in sentence[:-1]) + "\n" for sentence in sentences)

    def _stationary(self) -> np.ndarray:
        """π = π P, Σ π = 1: how often a long text is in each state."""
        states = len(self.probability)
        moves = np.zeros((states, states))
        np.add.at(moves, (np.arange(states)[:, None], self.successor), self.probability)
        equations = np.vstack([moves.T - np.eye(states), np.ones(states)])
        pi: np.ndarray = np.linalg.lstsq(equations, np.eye(states + 1)[-1], rcond=None)[0]
        return pi


def draw(rng: np.random.Generator) -> Grammar:
    """Draw a grammar: how likely each rule and each word is in each state, and which id each word has."""
    names = [word for category in (*WORDS, *AGREEING) for kind in range(CLASSES) for word in _words(category, kind)]
    names = list(dict.fromkeys(names))  # words that go with any class were named for each
    words = ("<unk>", "<eos>", *(names[i] for i in rng.permutation(len(names))))
    identity = {word: number for number, word in enumerate(words)}

    places = [("sentence", 0), *itertools.product([slot for slot in RULES if slot != "sentence"], range(CLASSES))]
    state_of = {place: state for state, place in enumerate(places)}
    probability = np.zeros((len(places), len(words)))
    successor = np.zeros((len(places), len(words)), dtype=np.int64)
    for (slot, kind), state in state_of.items():
        shares = np.array([share for share, _ in RULES[slot].values()])
        shares *= rng.uniform(0.8, 1.2, size=len(shares))
        for share, (category, (_, after)) in zip(shares / shares.sum(), RULES[slot].items(), strict=True):
            # The first word may be of any class, and settles it.
            kinds = range(CLASSES) if slot == "sentence" else [kind]
            choices = [(word, each) for each in kinds for word in _words(category, each)]
            for (word, each), weight in zip(choices, rng.dirichlet(np.ones(len(choices))), strict=True):
                probability[state, identity[word]] = share * weight
                successor[state, identity[word]] = state_of[after, 0 if after == "sentence" else each]
    return Grammar(words, probability, successor)


def _words(category: str, kind: int) -> list[str]:
    """The words of a category in a sentence of class ``kind``."""
    if category == "<eos>":
        return ["<eos>"]
    stem = category.replace(" ", "-")
    if category in WORDS:
        return [f"{stem}{i}" for i in range(WORDS[category])]
    return [f"{stem}{'abc'[kind]}{i}" for i in range(AGREEING[category])]


def _surprise(p: np.ndarray) -> np.ndarray:
    """−p ln p, 0 where p is 0."""
    terms: np.ndarray = -p * np.log(np.where(p > 0, p, 1))
    return terms
