"""Changes of the reference that no check can notice, because what is asked stays the same."""

from .lab import lab

lab.equivalent(
    "dropout_forward",
    "rng.random(x.shape) < keep",
    "rng.random(x.shape) <= keep",
    reason="They differ where a random number is just keep: once in 2⁵³ draws, and never at keep = 1.",
)

SIGN = "The amount is as likely as the same amount with the other sign, so the distribution stays what it was."

lab.equivalent("augment", "1 + rng.uniform(-scale, scale)", "1 - rng.uniform(-scale, scale)", reason=SIGN)
lab.equivalent(
    "augment", "_warped(image, moved, angle, size) + added", "_warped(image, moved, angle, size) - added", reason=SIGN
)
lab.equivalent(
    "_warped",
    "np.indices((H, W)) - moved[:, None, None]",
    "np.indices((H, W)) + moved[:, None, None]",
    reason=SIGN,
)
