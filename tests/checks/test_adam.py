"""The steps that a training is followed by are Adam's, clipped or not, with a gradient missing."""

import math

import numpy as np
import pytest

from graders.checks import Adam, Failure

pytest.importorskip("torch")


@pytest.mark.parametrize("clip", [math.inf, 0.3, 1e9])
def test_the_steps_are_adams(clip: float) -> None:
    rng = np.random.default_rng(1)
    weights = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=4), "idle": rng.normal(size=2)}
    adam = Adam(weights, 0.02, clip)
    place = {name: value.copy() for name, value in weights.items()}
    m, v = ({name: np.zeros_like(value) for name, value in weights.items()} for _ in range(2))
    for t in range(1, 6):
        gradients = {name: rng.normal(size=weights[name].shape) for name in ("W", "b")}
        adam.step({**gradients, "idle": None})
        norm = math.sqrt(sum(float((g**2).sum()) for g in gradients.values()))
        share = min(1.0, clip / (norm + 1e-6))  # torch adds 1e-6
        for name, g in gradients.items():
            m[name] = 0.9 * m[name] + 0.1 * share * g
            v[name] = 0.999 * v[name] + 0.001 * (share * g) ** 2
            place[name] -= 0.02 * (m[name] / (1 - 0.9**t)) / (np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8)
    for name, value in place.items():
        assert np.allclose(adam.weights[name], value, rtol=1e-12, atol=1e-12), name
    assert adam.weights["idle"].tolist() == weights["idle"].tolist()
    assert adam.single()["W"].dtype == np.float32


def test_weights_that_were_looked_at_stay_what_they_were() -> None:
    given = np.ones(3)
    adam = Adam({"W": given}, 0.1)
    before = adam.weights
    adam.step({"W": np.ones(3)})
    assert before["W"].tolist() == given.tolist() == [1, 1, 1]
    assert np.allclose(adam.weights["W"], 0.9)


def test_a_gradient_of_another_shape_is_the_students_failure() -> None:
    adam = Adam({"W": np.zeros(3)}, 0.1)
    for gradients in ({"W": np.zeros(2)}, {"V": np.zeros(3)}):
        with pytest.raises(Failure, match="in another shape than the parameter has"):
            adam.step(gradients)


def test_a_model_without_weights_stays_one() -> None:
    adam = Adam({}, 0.1)
    adam.step({})
    assert adam.weights == {}
