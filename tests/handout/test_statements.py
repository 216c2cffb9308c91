"""The hunt for copied code finds it under other names and in another layout, and only where it computes the same."""

from tests.handout.statements import sequences

OWN = """
def momentum(W, velocity, gradient, rate):
    velocity = 0.9 * velocity - rate * gradient / len(gradient)
    W = W + velocity
    return W, velocity
"""

COPIES = {
    "other names": """
def step(a, b, c, d):
    "What it does."
    b = 0.9 * b - d * c / len(c)  # the same
    a = a + b
    return a, b
""",
    "in a loop of something else": """
def train(parameters):
    for w, v, g in parameters:
        if g is not None:
            v = (0.9 * v
                 - eta * g / len(g))
            w = w + v
""",
}

ANOTHER = """
def step(a, b, c, d):
    b = 0.9 * b + d * c / len(c)
    a = a - b
    return a, b
"""


def found(source: str) -> set[tuple[str, ...]]:
    return {normal for normal, _ in sequences(source)}


def test_a_copy_under_other_names_is_found() -> None:
    assert found(OWN)
    for copy in COPIES.values():
        assert found(OWN) & found(copy)


def test_what_computes_something_else_is_no_copy() -> None:
    assert not found(OWN) & found(ANOTHER)
