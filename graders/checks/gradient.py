"""Is a gradient the slope of the student's own loss?

The slope is measured by central differences, (f(x + h·d) − f(x − h·d)) / 2h, along every coordinate of a small array,
or along 100 of them and a few random directions of a large one. All points travel in one message.

Each slope is held to its own tolerance, so that one coordinate that is 1 % off is seen beside 99 right ones::

    |claimed − slope| ≤ rtol · |slope| + noise / h + 1e-9 · (the largest slope)

with rtol 2e-6, h = 1e-5 · max(1, |x|) and noise = 4 ε · |f|, what rounding does to the loss. It follows that
‖claimed − slope‖ / (‖claimed‖ + ‖slope‖) is below 1e-6, the usual rule, wherever noise does not forbid it.

A slope that misses is looked at again with steps from h/64 to 64 h, because correct work misses too where the loss
bends sharply (a smaller step is right), where rounding is larger than supposed (a larger one is), or at a kink such
as ReLU's, where left and right slope differ however small the step; there any value between the two will do.

Measured over 400 seeds on cross-entropy (scores shifted by 1000, too), softmax, a three-layer ReLU network, ReLU at 0
and batch norm (inputs from 0.01 to 100 wide, or 1000 off centre): every correct gradient passed, and of 6,321 with one
coordinate 1 % off, however small the coordinate, all but 1 were refused. A loss computed in float32 is known by its
digits and measured with larger steps. There 3 % everywhere, zeros, a wrong sign and a transpose are refused, one
coordinate that is 1 % off mostly is not, and correct work failed in 2 of 3,600 cases (in 28 of 400 at scores shifted by
1000): in float32 rely on ``close``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graders.checks.close import finite
from graders.checks.failure import Failure, Seen
from graders.checks.notes import compared, last_call, measure, remark
from graders.checks.slopes import Direction, Slopes, Surface, directions
from graders.checks.values import Subject, numbers
from graders.checks.wording import pair, place, size
from graders.model import Evidence

COORDINATES = 100
VECTORS = 5

NOISIEST = 50
"""Rounding that adds more to a slope than this, in units of the relative tolerance, hides what is asked."""

SECOND_LOOK = 8
"""Misses that are looked at again first. One that stays a miss ends the check, so wrong work costs few calls more."""

STEPS = (1 / 64, 1 / 8, 1.0, 8.0, 64.0)
"""The steps of the second look, as multiples of the first look's."""

FIRST, LARGER = STEPS.index(1), STEPS.index(8)


@dataclass(frozen=True)
class Accuracy:
    """What central differences can tell about a loss, or a gradient, computed in one floating type."""

    step: float
    rtol: float
    share: float  # of the largest slope


DOUBLE = Accuracy(1e-5, 2e-6, 1e-9)
SINGLE = Accuracy(1e-2, 2e-3, 1e-4)


def gradient(
    loss: Callable[[np.ndarray], Any],
    *,
    at: Any,
    claimed: Any,
    rng: np.random.Generator,
    what: str = "gradient",
    upstream: Any = None,
    rtol: float | None = None,
    hint: str | None = None,
    coordinates: int = COORDINATES,
) -> None:
    """Hold ``claimed`` to the slopes of ``loss`` around ``at``.

    Where ``loss`` returns an array, ``upstream`` holds the weights of its entries, as a backward function is handed
    them. They must be random: with equal weights the gradient of a softmax is zero, and an answer of zeros would be
    right. Or leave ``upstream`` out and give ``claimed`` as a function of it; the weights are then drawn here::

        gradient(lambda W: student.loss(W, X, y), at=W, claimed=dW, rng=rng, what="dW")
        gradient(student.softmax, at=z, claimed=lambda g: student.softmax_backward(g, z), rng=rng)

    A gradient of zeros passes only where the loss is flat, which a check has to rule out by its choice of ``at``.
    One number is drawn from ``rng``, whatever the sizes.
    """
    own = np.random.default_rng(int(rng.integers(2**63)))
    x = np.array(at, dtype=float)
    if not x.size:
        raise ValueError(f"{what} is checked at an empty array, where there is nothing to measure")
    about = Subject(what, hint=hint)
    later = inspect.isroutine(claimed)
    answer = np.zeros(()) if later else _answer(claimed, x, about)
    weights = None if upstream is None else np.asarray(upstream, dtype=float)
    name = "the output" if later or upstream is not None else "the loss"
    surface = Surface(loss, x, Subject(name, hint=hint), weights, own if later and weights is None else None)
    ways = directions(x, coordinates, VECTORS, own)
    slopes, step = _measured(surface, ways)
    if later:
        answer = _answer(claimed(np.array(surface.weights)), x, about)
    accuracy = DOUBLE
    if surface.single or answer.dtype == np.float32:
        accuracy = SINGLE
        remark(f"{what} was checked in float32, with a tolerance of {SINGLE.rtol:g}.")
    claims = np.array([way.slope(answer) for way in ways])
    # Of both sides, so that neither wild values of the loss nor wild claims can widen what is allowed.
    largest = min(float(np.abs(slopes.central).max()), float(np.abs(claims).max()))
    ruler = Ruler(
        accuracy.rtol if rtol is None else rtol,
        accuracy.share * largest,
        max(accuracy.rtol, NOISIEST * accuracy.rtol * largest),
    )
    if slopes.noise.max() > ruler.noisiest:
        raise Failure(f"{name} has values so large that rounding hides its slope.", hint=hint)
    units, bent = _judge(surface, ways, slopes, step, claims, ruler)
    if (units > 1).any():
        failure = _failure(about, surface.about.name, ways, claims, slopes, units, ruler)
        shape = x.shape if len(ways) == x.size else -1  # of a large array, some coordinates and directions
        compared(failure, Seen(what, claims.reshape(shape), slopes.central.reshape(shape), last_call()))
        return
    if bent.any():
        remark(
            f"{name} has a corner at {bent.sum()} of {len(ways)} places; any slope between left and right was accepted."
        )
    measure(what, float(units.max()), 1, "at most")


@dataclass(frozen=True)
class Ruler:
    """How far a claimed slope may be from a measured one."""

    rtol: float
    atol: float
    noisiest: float  # the most that rounding may add to a slope

    def allowed(self, slopes: Slopes) -> np.ndarray:
        """The allowed error of each slope."""
        return np.asarray(self.rtol * np.abs(slopes.central) + slopes.noise + self.atol)

    def units(self, claimed: np.ndarray, slopes: Slopes) -> np.ndarray:
        """The errors in units of the allowed ones; infinite where there is nothing to compare with."""
        with np.errstate(all="ignore"):
            error = np.abs(claimed - slopes.central)
            units = np.where(error == 0, 0, error / self.allowed(slopes))
        return np.where(np.isnan(units), np.inf, units)


def _answer(claimed: Any, x: np.ndarray, about: Subject) -> np.ndarray:
    try:
        answer = numbers(claimed, x, about)
        finite(answer, about)
    except Failure as failure:
        failure.seen = Seen(about.name, claimed, None, last_call())
        raise
    return answer


def _measured(surface: Surface, ways: Sequence[Direction]) -> tuple[Slopes, float]:
    """The slopes, and the step that the precision of the loss asks for."""
    for step in (DOUBLE.step, SINGLE.step):
        moves = [(way, step) for way in ways]
        slopes = surface.slopes(moves)
        surface.refuse_infinity(slopes, moves)
        if not surface.single:
            break
    return slopes, step


def _judge(
    surface: Surface, ways: Sequence[Direction], slopes: Slopes, step: float, claims: np.ndarray, ruler: Ruler
) -> tuple[np.ndarray, np.ndarray]:
    """The errors in units of what is allowed, after a second look at the misses, and where the function has a kink."""
    units = ruler.units(claims, slopes)
    bent = np.zeros(len(ways), dtype=bool)
    missed = sorted(map(int, np.flatnonzero(units > 1)), key=lambda i: -units[i])
    for some in (missed[:SECOND_LOOK], missed[SECOND_LOOK:]):
        if some:
            units[some], bent[some] = _second_look(surface, [ways[i] for i in some], step, claims[some], ruler)
        if (units[some] > 1).any():
            break
    return units, bent


def _second_look(
    surface: Surface, ways: Sequence[Direction], step: float, claims: np.ndarray, ruler: Ruler
) -> tuple[np.ndarray, np.ndarray]:
    steps = step * np.array(STEPS)[:, None]
    flat = surface.slopes([(way, s) for s in steps[:, 0] for way in ways])
    slopes = Slopes(*(part.reshape(len(STEPS), len(ways)) for part in flat))
    gap = np.abs(np.nan_to_num(slopes.right - slopes.left))
    # With the step, the gap shrinks on a smooth curve (to an 8th here), grows at a jump, and stays at a corner.
    corner = (gap[FIRST] > np.maximum(gap[LARGER] / 2, 8 * slopes.noise[FIRST])) & (gap[FIRST] < 4 * gap[LARGER])
    ends = np.sort([slopes.left[FIRST], slopes.right[FIRST]], axis=0)
    # Over the smallest step, what parts right from left is mostly rounding: more of it than was supposed, perhaps.
    rounding = np.minimum(np.median(gap[0]) * steps[0] / steps, ruler.noisiest)
    slopes = slopes._replace(noise=np.maximum(slopes.noise, rounding))
    units, allowed = ruler.units(claims, slopes), ruler.allowed(slopes)
    # Smaller steps are less exact, so they count only where they can be right against the first: a kink or rounding
    # that misleads the central difference parts right from left as well, and a miss that is larger is the claim's own.
    apart = 16 * np.max((gap * steps / step)[: FIRST + 1], axis=0)
    excused = np.abs(claims - slopes.central[FIRST]) <= apart + allowed[FIRST]
    best = np.where(excused, units.min(axis=0), units[FIRST:].min(axis=0))
    corner &= (ends[0] - allowed[FIRST] <= claims) & (claims <= ends[1] + allowed[FIRST])
    return np.where(corner, 0, best), corner


def _failure(
    about: Subject,
    loss: str,
    ways: Sequence[Direction],
    claims: np.ndarray,
    slopes: Slopes,
    units: np.ndarray,
    ruler: Ruler,
) -> Failure:
    single = np.array([way.index is not None for way in ways])
    wrong, total = int((units[single] > 1).sum()), int(single.sum())
    worst = int(np.argmax(np.where(single, units, 0) if wrong else units))
    claim, slope, index = float(claims[worst]), float(slopes.central[worst]), ways[worst].index
    where = f"at {place(index)}" if index is not None else "along a random direction"
    seen, wanted = pair(claim, slope)
    if not claims.any():
        reason = f"{about.name} is zero everywhere, but {loss} is not flat: {where} its slope is {wanted}."
    elif (np.abs(slopes.central) <= slopes.noise).all():
        reason = f"{loss} does not change with its argument, so its slope is zero; {about.name} {where} is {seen}."
    elif not wrong:
        reason = f"{about.name} is not the slope of {loss}: {where} it is {size(claim, slope)}."
    elif total == 1:
        reason = f"{about.name} is not the slope of {loss}: it is {size(claim, slope)}."
    else:
        values = f"{total} values of {about.name}{'' if total == len(ways) else ' that were tried'}"
        verb = "is" if wrong == 1 else "are"
        reason = f"{wrong} of {values} {verb} not the slope of {loss}; the worst, {where}, is {size(claim, slope)}."
    error = abs(claim - slope)
    return Failure(
        reason,
        hint=about.hint,
        evidence=Evidence(
            about.name,
            seen,
            wanted,
            index,
            error=error,
            relative=error / abs(slope) if slope else None,
            tolerance=f"±{ruler.allowed(slopes)[worst]:.2g} ({ruler.rtol:g} of the slope, and rounding)",
            wrong=wrong,
            total=total,
        ),
    )
