"""The grader's Adam against torch's: the same weights after some steps, clipped or not, with a gradient missing."""

import numpy as np
import pytest

from graders.checks import Adam, Failure

torch = pytest.importorskip("torch")


@pytest.mark.parametrize("clip", [None, 0.3, 1e9])
def test_the_steps_are_torchs(clip: float | None) -> None:
    rng = np.random.default_rng(1)
    weights = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=4), "idle": rng.normal(size=2)}
    ours = Adam(weights, 0.02) if clip is None else Adam(weights, 0.02, clip)
    theirs = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}
    optimizer = torch.optim.Adam(theirs.values(), lr=0.02)
    for _ in range(5):
        gradients = {name: rng.normal(size=weights[name].shape) for name in ("W", "b")}
        for name, g in gradients.items():
            theirs[name].grad = torch.tensor(g)
        if clip is not None:
            torch.nn.utils.clip_grad_norm_(theirs.values(), clip)
        optimizer.step()
        ours.step({**gradients, "idle": None})
    for name, value in theirs.items():
        assert np.allclose(ours.weights[name], value.detach().numpy(), rtol=1e-5, atol=1e-7), name
    assert ours.weights["idle"].tolist() == weights["idle"].tolist()
    assert ours.single()["W"].dtype == np.float32


def test_a_gradient_of_another_shape_is_the_students_failure() -> None:
    adam = Adam({"W": np.zeros(3)}, 0.1)
    for gradients in ({"W": np.zeros(2)}, {"V": np.zeros(3)}):
        with pytest.raises(Failure, match="in another shape than the parameter has"):
            adam.step(gradients)
