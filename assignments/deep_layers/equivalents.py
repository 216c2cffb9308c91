"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent("", "EPSILON = 1e-12", "EPSILON = 1e-08", reason="The statement accepts any ε up to 1e-5.")

lab.equivalent("Sigmoid.forward", "x >= 0", "x > 0", reason="At 0 both ways give 1/2: e is 1 there.")

lab.equivalent(
    "QuadraticLoss.forward", "self.x - self.t", "self.t - self.x", reason="The square has forgotten the sign."
)

lab.equivalent(
    "load", "if shapes != wanted:", "if False:", reason="The statement asks for layers of the same sizes only."
)

lab.equivalent(
    "generator",
    "np.random.default_rng(np.random.randint(2 ** 31)) if rng is None else rng",
    "np.random.default_rng(np.random.randint(2 ** 31))",
    reason="The statement has no argument rng: it is there for whoever uses the reference by itself.",
)
for after in ("3 ** 31", "2 ** 30", "2 ** 32"):
    lab.equivalent("generator", "2 ** 31", after, reason="Out of how many seeds one is drawn can't be seen.")
