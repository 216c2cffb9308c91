"""Gradient descent with momentum: fill in step. The statement says what it is asked to do."""


class SGD:
    """Moves the parameters of one layer."""

    def __init__(self, model, learning_rate: float, momentum: float = 0.0) -> None:
        self.model = model
        self.learning_rate = learning_rate
        self.momentum = momentum
        # The velocities belong here: they outlive the step.

    def step(self) -> None:
        """Move self.model.W and self.model.b by one step, unless the layer is frozen.

        v ← momentum · v − learning_rate · ∂L/∂θ        θ ← θ + v        for θ = W and θ = b
        """
        raise NotImplementedError
