"""Changes of the reference that no check can notice, because what the handout asks for stays the same."""

from .lab import lab

for size in ("255", "257"):
    lab.equivalent(
        "predict",
        "batch_size=256",
        f"batch_size={size}",
        reason="The labels do not depend on the batch size, and any default near 256 needs as little memory.",
    )
