"""Results to show: one with everything in it, plain ones, and those that hypothesis makes up."""

from __future__ import annotations

import dataclasses
import enum
import math
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from graders.model import (
    FORMAT,
    Answer,
    CheckResult,
    Curve,
    Diagnosis,
    Evidence,
    Figure,
    Frame,
    Isolation,
    Measurement,
    Outcome,
    Result,
    SourceFile,
    Verdict,
)

ISOLATION = Isolation(
    3,
    ("namespaces", "landlock", "seccomp", "user id"),
    ("Landlock version 4: signals and sockets are denied by seccomp alone",),
)

HOSTILE_OUTPUT = (
    "\x1b[1;32mALL TESTS PASSED\x1b[0m\n"
    "\x1b[2J\x1b]0;10/10\x07score: 100\n"
    "\u202edessap\u202c \u200bhidden\ufeff\x9b31m\x00\ud83d\n"
    "</pre><script>document.title = 'owned'</script>\n"
    "训练完成 · اكتمل التدريب · הסתיים · naïve 👩 \t∂L/∂W\n"
)

LOSSES = tuple(round(0.25 + 2.05 * math.exp(-i / 17) + 0.03 * math.sin(i * 1.7), 6) for i in range(120))


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
"""A picture of one pixel, in base64."""


def everything() -> Result:
    """A half-done and hostile submission, with each kind of thing that a result can hold."""
    return Result(
        lab="softmax",
        title="Softmax regression",
        submission="李雷-أحمد <b onmouseover=alert(1)>ada</b>",
        seed="d41d8cd98f00b204e9800998ecf8427e",
        checks=(_values(), _stable(), _loss(), _gradients(), _unchanged(), _learns(), _predict(), _hardmax()),
        isolation=ISOLATION,
        files=(SourceFile("softmax.py", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 84),),
        problems=(
            "the files were found in the folder `lab1/<img src=x onerror=alert(1)>`",
            "loss.py is missing; there is `losses.py`",
        ),
        output="loading \x1b]52;c;cm0gLXJm\x07…\n",
        withheld=3,
        answers=(_curves(), _momentum()),
        versions={"labproof": "0.1.0", "python": "3.11.7", "numpy": "2.3.0", "system": "Linux x86_64"},
        started="2026-03-02T14:05:09+00:00",
        seconds=1.2345,
    )


def _curves() -> Answer:
    return Answer(
        "curves",
        "Curves",
        2.0,
        "Plot the loss of each epoch.\n\nWhat does `learning_rate` do to it?",
        answered=True,
        text="It *falls* [Figure 1: the loss].\n\nההפסד יורד\n\n</pre><script>document.title = 'owned'</script>\x1b[2K",
        figures=(Figure("image/png", PIXEL, 'the loss" onerror="alert(1)'), Figure("text/html", "PGI+eDwvYj4=")),
        source="report.md",
        problems=("The figure b.svg is neither PNG nor JPEG; save it as one of these.",),
    )


def _momentum() -> Answer:
    return Answer(
        "momentum",
        "Momentum on or off",
        1.5,
        "Train with momentum 0.9 and with 0.",
        problems=("Nothing stands under the heading “Momentum on or off” in report.md.",),
    )


def _values() -> CheckResult:
    return CheckResult(
        "softmax_values",
        "softmax turns each row of scores into probabilities.",
        Verdict.PASSED,
        2.0,
        2.0,
        measurements=(
            Measurement("softmax", 0.0213, 1.0, "at most"),
            Measurement("row sums", 0.0, 1.0, "at most"),
        ),
        remarks=("softmax is in float32; it was compared with a tolerance of 1e-05.",),
        seconds=0.0042,
    )


def _stable() -> CheckResult:
    return CheckResult(
        "softmax_stable",
        "softmax survives scores around ±1000.",
        Verdict.FAILED,
        0.0,
        1.0,
        reason="softmax is nan at [0, 1] where a finite number is expected; 7 of its 28 values are like this.",
        hint="Subtract the maximum of each row before `np.exp`: softmax does not change when a row is shifted.",
        evidence=Evidence("softmax", "nan", "0.268941", (0, 1), wrong=7, total=28),
        diagnoses=(
            Diagnosis(
                "exp is taken of the scores as they are.",
                "no_maximum",
                "Softmax does not change when all scores of a row move together: take the largest one off first.",
                "softmax(z)ⱼ = exp(zⱼ) / Σₖ exp(zₖ)",
            ),
            Diagnosis("The largest score of the whole batch is subtracted.", "one_maximum", "Take that of each row."),
        ),
        output="RuntimeWarning: overflow encountered in exp\n",
        seconds=0.003,
    )


def _loss() -> CheckResult:
    return CheckResult(
        "cross_entropy",
        "cross_entropy is the mean of −log p over the batch.",
        Verdict.FAILED,
        0.0,
        2.0,
        reason="cross_entropy is too large by a factor of 7.0.",
        hint="The loss is a mean over the batch, not a sum. It looks like the batch of 7 is missing as a divisor.",
        evidence=Evidence(
            "cross_entropy", "10.9375", "1.5625", (), 9.375, 6.0, "±1.6e-07 (1e-07 of the value, and rounding)", 1, 1
        ),
        output=HOSTILE_OUTPUT,
        diagnoses=(Diagnosis("cross_entropy is 7 times the expected one, and 7 is the number of rows of p."),),
        measurements=(Measurement("cross_entropy", math.inf, 1.0, "at most"),),
        seconds=0.0061,
        worker="fresh",
    )


def _gradients() -> CheckResult:
    return CheckResult(
        "gradients",
        "The gradients are those of the returned loss.",
        Verdict.SKIPPED,
        0.0,
        3.0,
        reason="not looked at, because “cross_entropy is the mean of −log p over the batch.” is not passed yet",
    )


def _unchanged() -> CheckResult:
    return CheckResult(
        "inputs_kept",
        "The functions leave their arguments as they were.",
        Verdict.PASSED,
        1.0,
        1.0,
        seconds=0.0019,
    )


def _learns() -> CheckResult:
    return CheckResult(
        "learns",
        "Training reaches 90 % on digits it has not seen.",
        Verdict.FAILED,
        0.0,
        3.0,
        public=False,
        reason="accuracy on unseen digits is 0.8417, which is less than 0.9.",
        hint="The loss stops being finite after step 60: is the learning rate applied twice?",
        evidence=Evidence("accuracy on unseen digits", "0.8417", "at least 0.9", None, 0.0583, 0.0648, None),
        unexplained=True,
        curves=(
            Curve(
                "training loss",
                (*LOSSES[:60], None, None, None, LOSSES[63], None, *LOSSES[65:]),
                low=tuple(0.8 * loss for loss in LOSSES[::5]),
                high=tuple(1.1 * loss for loss in LOSSES[::5]),
            ),
            Curve("validation <loss>", (None, None)),
        ),
        measurements=(Measurement("accuracy on unseen digits", 0.8417, 0.9, "at least"),),
        seconds=0.841,
        worker="fresh",
    )


def _predict() -> CheckResult:
    return CheckResult(
        "predict",
        "predict names the class with the largest score.",
        Verdict.FAILED,
        0.0,
        1.0,
        reason="predict raised ValueError: shapes (7,4) and (3,4) not aligned:\nx</p><script>alert(1)</script>\x1b[2K",
        outcome=Outcome.ERROR,
        frames=(
            Frame("softmax.py", 71, "predict", "return np.argmax(scores(W, b, X), axis=1)"),
            Frame(
                "softmax.py",
                12,
                "scores",
                "return X @ W.T + b  # <img src=x onerror=\"document.title='owned'\"> \u202e ملاحظة: طبقة الإخراج",
            ),
        ),
        seconds=0.0023,
    )


def _hardmax() -> CheckResult:
    return CheckResult(
        "hardmax",
        "hardmax is 1 at the largest score of a row and 0 elsewhere.",
        Verdict.BROKEN,
        0.0,
        1.5,
        reason="the check itself failed: KeyError: 'z', in line 41 of hardmax",
        seconds=0.001,
    )


def perfect() -> Result:
    """Full marks, with a curve and margins to look at."""
    learns = dataclasses.replace(
        _learns(),
        verdict=Verdict.PASSED,
        points=3.0,
        reason=None,
        hint=None,
        evidence=None,
        unexplained=False,
        curves=(Curve("training loss", LOSSES),),
        measurements=(Measurement("accuracy on unseen digits", 0.9433, 0.9, "at least"),),
    )
    checks = tuple(
        dataclasses.replace(
            check,
            verdict=Verdict.PASSED,
            points=check.max_points,
            reason=None,
            hint=None,
            evidence=None,
            outcome=None,
            frames=(),
            diagnoses=(),
            output="",
        )
        for check in everything().checks
        if check.name != "learns"
    )
    return dataclasses.replace(
        everything(), submission="grace", problems=(), output="", withheld=0, answers=(), checks=(*checks, learns)
    )


def filled(text: Callable[[], str]) -> Result:
    """``everything`` with each text that a submission can influence, or that anybody writes, taken from ``text``."""
    return typing.cast(Result, _filled(everything(), text))


def _filled(value: Any, text: Callable[[], str]) -> Any:
    if isinstance(value, str) and not isinstance(value, Verdict | Outcome):
        return text()
    if isinstance(value, tuple):
        return tuple(_filled(item, text) for item in value)
    if isinstance(value, dict):
        return {text(): text() for _ in value}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{name: _filled(getattr(value, name), text) for name in _names(value)})
    return value


def _names(value: Any) -> Iterator[str]:
    return (field.name for field in dataclasses.fields(value))


def _made(kind: Any) -> st.SearchStrategy[Any]:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return st.none() | _made(inner[0])
    if origin is tuple:
        return st.lists(_made(inner[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(_made(inner[0]), _made(inner[1]), max_size=3)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{name: POINTS if name in POINTED else _made(hint) for name, hint in hints.items()})
    if kind is str:
        return st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    return {int: st.integers(), float: st.floats(), bool: st.booleans()}[kind]


POINTED = ("points", "max_points")
POINTS = st.floats(0, 1e9)
"""What a lab can give for a check: numbers whose sum is a number too."""

RESULTS = _made(Result).map(lambda made: dataclasses.replace(made, format=FORMAT))
"""Any result at all, as far as text is Unicode."""
