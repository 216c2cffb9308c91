"""The benchmark's class: twenty submissions to one lab, and the checks that each must fail."""

from __future__ import annotations

from pathlib import Path

from graders import choice, labs
from graders.lab import Lab
from graders.submission import Submission

LABS = Path(__file__).parent / "lab"
NAME = "benchmark"
SEED = "benchmark"

RIGHT = (
    "adam",
    "beginner",
    "classes",
    "einsum",
    "functional",
    "layer_list",
    "log_sum_exp",
    "loops",
    "talkative",
    "transposed_inside",
    "two_files",
    "vectorised",
)

WRONG = {
    "endless": {"accuracy_values"},
    "exit": {"one_hot_values"},
    "missing": {"one_hot_values"},
    "none": {"learns"},
    "raises": {"standardise_values"},
    "shape": {"cross_entropy_values"},
    "syntax": None,
    "values": {"hidden_slopes", "output_slopes"},
}
"""The checks that each must fail, and no others; None stands for all."""

ENDLESS, ITS_TWIN = "wrong_endless", "right_beginner"
"""The twin differs in the endless loop alone."""


def lab() -> Lab:
    """The benchmark's lab."""
    return labs.load(NAME, LABS)


def names() -> list[str]:
    """The twenty submissions; right and wrong ones take turns as far as they go."""
    wrong = [f"wrong_{name}" for name in WRONG]
    pairs = zip([f"right_{name}" for name in RIGHT], [*wrong, *[None] * (len(RIGHT) - len(wrong))], strict=True)
    return [name for pair in pairs for name in pair if name is not None]


def ending() -> list[str]:
    """Those that end by themselves."""
    return [name for name in names() if name != ENDLESS]


def submission(lab: Lab, name: str) -> Submission:
    """One of them, read as any other is."""
    return choice.read(LABS / NAME / "submissions" / name, lab)


def failing(lab: Lab, name: str) -> set[str]:
    """The checks that a submission must fail."""
    kind, _, rest = name.partition("_")
    if kind == "right":
        return set()
    wanted = WRONG[rest]
    return set(lab.checks) if wanted is None else wanted
