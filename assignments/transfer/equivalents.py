"""Changes of the reference that no check can notice, because what the handout asks for stays the same."""

from .lab import lab

lab.equivalent(
    "reuse",
    "if name not in state:",
    "if False:",
    reason="state[name] raises KeyError then, which the handout accepts for a name that the state lacks.",
)
lab.equivalent(
    "from_arrays",
    "if kind == 'kernel':",
    "if True:",
    reason="All that is no kernel has one axis, and a vector is its own transpose.",
)
