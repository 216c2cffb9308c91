"""What the jobs' answers say of a lab: figures, and a sentence for each thing that does not hold. No effects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graders.bands import bands_of, strays
from graders.lab import Lab
from graders.model import Curve, Measurement, Verdict
from graders.mutants import Source
from graders.verify.crew import Ended
from graders.verify.equivalents import means, untrue
from graders.verify.figures import (
    DISTANCE,
    ROOM,
    SCORE,
    CheckFigures,
    Margin,
    Mutation,
    Request,
    Survivor,
    Verification,
    closest,
)

NOT_WRITTEN = "is not implemented yet"


@dataclass
class Answers:
    """All that was found out about a lab: by seed, by rewrite, by the mutant's number."""

    reference: dict[str, Ended] = field(default_factory=dict)
    mistakes: dict[str, Ended] = field(default_factory=dict)
    variants: dict[tuple[str, str], Ended] = field(default_factory=dict)
    starter: dict[str, Ended] = field(default_factory=dict)
    forms: dict[str, Ended] = field(default_factory=dict)
    mutants: dict[int, Ended] = field(default_factory=dict)
    source: Source | None = None


def judgement(lab: Lab, request: Request, answers: Answers) -> Verification:
    """The answers as a verification."""
    nearest = margins(answers.reference)
    found = bands_of(curves_of(answers.reference))
    kept = {name for name, _ in answers.variants} - {name for name, _ in _variants(answers)}
    uncaught = {name for name, _ in _mistakes(answers)}
    mutation = None if answers.source is None else _mutation(lab, answers.source, answers.mutants)
    return Verification(
        lab=lab.name,
        title=lab.title,
        seeds=request.seeds,
        full_marks=sum(_is_full(ended) for ended in answers.reference.values()),
        rewrite_seeds=request.rewrite_seeds,
        margins=tuple(nearest),
        checks=tuple(_checks(lab, answers)),
        starter=_starter_in_words(answers),
        mistakes=len(lab.mistakes),
        caught=len(lab.mistakes) - len(uncaught),
        hidden_only=tuple(
            name for name, ended in answers.mistakes.items() if name not in uncaught and not ended.value["public"]
        ),
        variants=len(lab.variants),
        kept=len(kept),
        mutation=mutation,
        bands=found,
        findings=(*_findings(lab, answers, nearest, mutation), *_bands(lab, request, answers, found)),
    )


def margins(answers: Mapping[str, Ended]) -> list[Margin]:
    """The closest that the reference came to each bound, by the answers for each seed."""
    return closest(
        Margin(check["check"], Measurement(what, value, limit, sense), seed)
        for seed, ended in answers.items()
        for check in ended.value or ()
        for what, value, limit, sense in check["measured"]
    )


def curves_of(answers: Mapping[str, Ended]) -> dict[str, list[Curve]]:
    """The curves that each check noted of the reference, over all seeds."""
    found: dict[str, list[Curve]] = {}
    for ended in answers.values():
        for check in ended.value or ():
            found.setdefault(check["check"], []).extend(Curve(what, tuple(values)) for what, values in check["curves"])
    return found


def seconds_of(lab: Lab, answers: Mapping[str, Ended]) -> dict[str, float]:
    """What the reference takes for each check: the median over the seeds."""
    taken: dict[str, list[float]] = {name: [] for name in lab.checks}
    for ended in answers.values():
        for check in ended.value or ():
            taken[check["check"]].append(check["seconds"])
    return {name: sorted(values)[len(values) // 2] if values else 0.0 for name, values in taken.items()}


# ---------------------------------------------------------------------------------------------------- findings


def _findings(lab: Lab, answers: Answers, nearest: Sequence[Margin], mutation: Mutation | None) -> Iterator[str]:
    yield from _reference(answers)
    if not nearest:
        yield "No check measures anything, so no tolerance and no threshold is known to leave room."
    for margin in nearest:
        if margin.tight:
            yield _tight(margin)
    yield from _starter(answers)
    for name, sentence in _mistakes(answers):
        yield f"The mistake {name} {sentence}"
    for name, sentence in _variants(answers):
        yield f"The variant {name} {sentence}"
    named = {check for mistake in lab.mistakes.values() for check in mistake.caught_by}
    if unnamed := [check for check in lab.checks if check not in named]:
        names = ", ".join(unnamed)
        failing = "it can fail; write one" if len(unnamed) == 1 else "they can fail; write one for each"
        yield f"No known mistake is caught_by {names}: nothing shows that {failing}."
    if answers.source is not None and mutation is not None:
        for name, ended in answers.forms.items():
            if not ended.value:
                why = ended.failure or "it passes no check, so it shows nothing"
                yield f"The form {name} can't be tried: {why}."
        for number, ended in answers.mutants.items():
            if ended.failure is not None and not ended.died:
                yield f"The mutant {answers.source.mutants[number]} can't be tried: {ended.failure}."
        caught = {number for number, ended in answers.mutants.items() if _is_caught(ended)}
        yield from untrue(lab.equivalents, answers.source.mutants, caught)
        if mutation.score < SCORE:
            could = mutation.mutants - mutation.equivalent
            yield (
                f"The checks catch {mutation.caught} of {could} mutants, {mutation.score:.1%}, not {SCORE:.0%}: "
                "mend the checks, or say in equivalents.py which survivors are none and why."
            )


def _reference(answers: Answers) -> Iterator[str]:
    for seed, ended in answers.reference.items():
        if ended.failure is not None:
            yield f"The reference has no full marks with the seed “{seed}”: {ended.failure}."
        for check in ended.value or ():
            if check["verdict"] != Verdict.PASSED.value:
                yield f"The reference has no full marks with the seed “{seed}”: {_quoted(check)}"


def _is_full(ended: Ended) -> bool:
    return ended.failure is None and all(check["verdict"] == Verdict.PASSED.value for check in ended.value)


def _tight(margin: Margin) -> str:
    found = margin.measurement
    least = f"{ROOM:.0%} of it free" if found.sense == "at most" else f"{DISTANCE:.0%} of it between"
    return (
        f"The bound of {margin.check} is too near for right work: with the seed “{margin.seed}” {found.what} is "
        f"{found.value:.3g}, {found.sense} {found.limit:.3g} is asked for; right work should leave {least}."
    )


def _starter(answers: Answers) -> Iterator[str]:
    ended = answers.starter["starter"]
    if ended.failure is not None:
        yield f"The starter can't be graded: {ended.failure}."
        return
    yield from (f"The starter is told of a problem: {problem}" for problem in ended.value["problems"])
    checks = ended.value["checks"]
    if not any(check["verdict"] == Verdict.FAILED.value for check in checks):
        yield "The starter fails no check."
    for check in checks:
        if check["verdict"] not in (Verdict.FAILED.value, Verdict.SKIPPED.value):
            yield f"The untouched starter should get nothing: {_quoted(check)}"
        elif check["verdict"] == Verdict.FAILED.value and NOT_WRITTEN not in check["reason"]:
            yield f"The untouched starter should be told what {NOT_WRITTEN}: {_quoted(check)}"


def _starter_in_words(answers: Answers) -> str:
    return "not as it should be" if any(True for _ in _starter(answers)) else "no marks, and told kindly"


def _mistakes(answers: Answers) -> Iterator[tuple[str, str]]:
    """The mistakes that get through, each once, and how."""
    for name, ended in answers.mistakes.items():
        if ended.failure is not None:
            yield name, f"can't be tried: {ended.failure}."
            continue
        for seed, checks in ended.value["named"].items():
            missed = [check for check in checks if check["verdict"] != Verdict.FAILED.value]
            if missed:
                names = " and ".join(check["check"] for check in missed)
                broken = next((f" ({check['reason']})" for check in missed if check["reason"]), "")
                yield name, f"is not caught by {names} with the seed “{seed}”{broken}."
                break


def _variants(answers: Answers) -> Iterator[tuple[str, str]]:
    """The variants that lose marks, each once, and how."""
    told = set()
    for (name, seed), ended in answers.variants.items():
        if name in told:
            continue
        if ended.failure is not None:
            told.add(name)
            yield name, f"can't be tried: {ended.failure}."
            continue
        for check in ended.value:
            if check["verdict"] != Verdict.PASSED.value:
                told.add(name)
                yield name, f"has no full marks with the seed “{seed}”: {_quoted(check)}"
                break


def _quoted(check: Mapping[str, Any]) -> str:
    reason = f": {check['reason']}" if check["reason"] else "."
    return f"{check['check']} is {check['verdict']}{reason}"


def _bands(lab: Lab, request: Request, answers: Answers, found: Mapping[str, list[Curve]]) -> Iterator[str]:
    if request.bands:
        return
    anew = f"write it anew with python grade.py verify {lab.name} --bands"
    curves = curves_of(answers.reference)
    for check, bands in found.items():
        recorded = {band.what: band for band in lab.bands.get(check, ())}
        for band in bands:
            if band.what not in recorded:
                yield f"The band of the curve “{band.what}” of {check} is not recorded; {anew}."
            elif strays([each for each in curves[check] if each.what == band.what], recorded[band.what]):
                yield f"The curve “{band.what}” of {check} lies outside of its recorded band; {anew}."
    for check, bands in lab.bands.items():
        if unknown := {band.what for band in bands} - {band.what for band in found.get(check, ())}:
            yield f"A band is recorded for {check}, “{min(unknown)}”, which has no such curve; {anew}."


# ---------------------------------------------------------------------------------------------------- figures


def _checks(lab: Lab, answers: Answers) -> Iterator[CheckFigures]:
    seconds = seconds_of(lab, answers.reference)
    for name, check in lab.checks.items():
        mistakes = sum(name in mistake.caught_by for mistake in lab.mistakes.values())
        yield CheckFigures(name, check.public, seconds[name], mistakes)


def _is_caught(ended: Ended) -> bool:
    return ended.value is not None or ended.died


def _mutation(lab: Lab, source: Source, answers: Mapping[int, Ended]) -> Mutation:
    through = [source.mutants[number] for number in sorted(answers) if not _is_caught(answers[number])]
    equivalent = [mutant for mutant in through if any(means(entry, mutant) for entry in lab.equivalents)]
    return Mutation(
        mutants=len(answers),
        caught=len(answers) - len(through),
        equivalent=len(equivalent),
        survivors=tuple(
            Survivor(source.path, mutant.line, mutant.function, mutant.before, mutant.after)
            for mutant in through
            if mutant not in equivalent
        ),
    )
