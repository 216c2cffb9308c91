"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent("", "TINY = 1e-12", "TINY = 1e-08", reason="The statement accepts any tiny number up to 1e-6.")
lab.equivalent("activation", "z >= 0", "z > 0", reason="At 0 both ways give 1/2: e is 1 there.")
for function in ("activation", "slope"):
    lab.equivalent(
        function, "if name == 'relu':", "if True:", reason="The statement asks for four names; ReLU is what is left."
    )
for function in ("loss", "backward"):
    lab.equivalent(
        function,
        "if kind == 'cross_entropy':",
        "if True:",
        reason="The statement asks for two losses; cross-entropy is what is left.",
    )
lab.equivalent("slope", "np.ones_like(a, dtype=float)", "np.ones_like(a)", reason="1 is 1 in any type.")
lab.equivalent("slope", "(a > 0) * 1.0", "(a > 0) / 1.0", reason="Times 1 and divided by 1 are the same.")
lab.equivalent("slope", "(a > 0) * 1.0", "a > 0", reason="A product with True is a product with 1.")
lab.equivalent("loss", "p - t", "t - p", reason="The square has forgotten the sign.")
for after in ("if True:", "layer >= 0"):
    before = "if layer > 0:" if after == "if True:" else "layer > 0"
    lab.equivalent("backward", before, after, reason="Below the first layer nobody takes δ any more.")
