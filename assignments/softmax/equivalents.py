"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

START = "Where training starts is free, and softmax does not see what is added to the scores of all classes alike."

lab.equivalent("train", "np.zeros((D, classes))", "np.ones((D, classes))", reason=START)
lab.equivalent("train", "np.zeros(classes)", "np.ones(classes)", reason=START)
