"""Changes of the reference that no check can notice, because what the handout asks for stays the same."""

from .lab import lab

lab.equivalent(
    "vocabulary",
    "counts.get(word, 0)",
    "counts.get(word, 1)",
    reason="Each count is larger by 1, and the order of the counts the same.",
)
lab.equivalent(
    "vocabulary",
    "counts.get(word, 0) + 1",
    "counts.get(word, 0) + 2",
    reason="Each count is twice as large, and the order of the counts the same.",
)
lab.equivalent(
    "LanguageModel.__init__",
    "dropout if layers > 1 else 0.0",
    "dropout",
    reason="An nn.LSTM of one layer has nothing to drop between, whatever it is told: it only warns.",
)
lab.equivalent(
    "LanguageModel.__init__",
    "layers > 1",
    "layers >= 1",
    reason="An nn.LSTM of one layer has nothing to drop between, whatever it is told: it only warns.",
)
lab.equivalent(
    "LanguageModel.__init__",
    "layers > 1",
    "layers > 0",
    reason="An nn.LSTM of one layer has nothing to drop between, whatever it is told: it only warns.",
)
lab.equivalent(
    "LanguageModel.__init__",
    "between = dropout if layers > 1 else 0.0",
    "between = dropout if layers > 1 else 1.0",
    reason="An nn.LSTM of one layer has nothing to drop between, whatever it is told: it only warns.",
)
