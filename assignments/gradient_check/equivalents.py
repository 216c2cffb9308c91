"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent(
    "numerical_gradient",
    "np.zeros_like(x)",
    "np.ones_like(x)",
    reason="Every entry is written before the array is returned.",
)
lab.equivalent("relative_difference", "a - b", "b - a", reason="A norm is the same for both signs.")
lab.equivalent(
    "check",
    "difference < THRESHOLD",
    "difference <= THRESHOLD",
    reason="A measured difference of exactly 1e-7 is a matter of rounding, and the handout leaves that case free.",
)
