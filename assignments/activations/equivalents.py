"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

CORNER = "The handout takes the slope of either side where x is exactly at a corner."
BOTH = "At 0 both branches give 0."
PICK = "np.where takes this branch where x is at most 0 only, and there the minimum is x in both cases."

lab.equivalent("sigmoid", "x >= 0", "x > 0", reason="At 0 both ways give 1/2: e is 1 there.")
lab.equivalent("leaky_relu", "x > 0", "x >= 0", reason=BOTH)
lab.equivalent("elu", "x > 0", "x >= 0", reason=BOTH)
lab.equivalent("elu", "np.minimum(x, 0.0)", "np.minimum(x, 1.0)", reason=PICK)
lab.equivalent("elu_derivative", "np.minimum(x, 0.0)", "np.minimum(x, 1.0)", reason=PICK)
lab.equivalent("relu_derivative", "x > 0", "x >= 0", reason=CORNER)
lab.equivalent("leaky_relu_derivative", "x > 0", "x >= 0", reason=CORNER)
lab.equivalent("relu6_derivative", "x > 0", "x >= 0", reason=CORNER)
lab.equivalent("relu6_derivative", "x < 6", "x <= 6", reason=CORNER)
lab.equivalent("crelu_derivative", "x > 0", "x >= 0", reason=CORNER)
lab.equivalent("crelu_derivative", "x < 0", "x <= 0", reason=CORNER)
lab.equivalent("elu_derivative", "x > 0", "x >= 0", reason=CORNER)
