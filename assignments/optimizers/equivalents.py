"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent(
    "FTRL.step",
    "np.abs(z) <= self.l1",
    "np.abs(z) < self.l1",
    reason="Where |z| is λ₁, z − sign(z) λ₁ is 0, and so is the other line's θ.",
)
