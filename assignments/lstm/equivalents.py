"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

FILLED = "Each step writes its own part of the array, so nothing of what it began with is left."

lab.equivalent("forward", "np.zeros((N, T, h0.shape[1]))", "np.ones((N, T, h0.shape[1]))", reason=FILLED)
lab.equivalent("forward", "np.zeros((N, T, c0.shape[1]))", "np.ones((N, T, c0.shape[1]))", reason=FILLED)
lab.equivalent("backward", "np.zeros(x.shape)", "np.ones(x.shape)", reason=FILLED)
