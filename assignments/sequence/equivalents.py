"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent(
    "windows",
    "return X.unsqueeze(-1), y.unsqueeze(-1)",
    "return X.unsqueeze(-1), y.unsqueeze(1)",
    reason="y has one axis, so the new axis 1 is the last one.",
)
