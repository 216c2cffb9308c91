"""Changes of the reference that no check can notice, because what the handout asks for stays the same."""

from .lab import lab

lab.equivalent(
    "DeepNet.__init__",
    "np.ones(sizes[0])",
    "np.zeros(sizes[0])",
    reason="A variance of 0 is divided by 1, just as a variance of 1 is.",
)
lab.equivalent(
    "DeepNet.train",
    "moving.update(self.parameters)",
    "pass",
    reason="An average that begins at the parameters after the first step is accepted.",
)
