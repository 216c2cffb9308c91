"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent(
    "MovingAverage.__init__",
    "self.average: dict[str, np.ndarray] = {}",
    "pass",
    reason="What the average is before the first update is not asked.",
)
lab.equivalent(
    "MovingAverage.update",
    "np.array(theta, dtype=float)",
    "np.array(theta)",
    reason="The parameters are arrays of floats already.",
)
