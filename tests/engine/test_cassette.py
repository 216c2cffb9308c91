"""A check that was recorded runs where the reference is not, and says the same."""

import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders import labs
from graders.cassette import SIZE_LIMIT, Cassette, Replay, agree, record
from graders.checks import close, without
from graders.errors import LabproofError, UsageError
from graders.lab import Lab
from graders.model import CheckResult, Result
from graders.oracle import Live
from graders.sandbox import wire

SEED = "a public seed"


class Absent:
    """Stands where the reference is not."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError("the reference was asked for")


def replayed(lab: Lab, cassette: Cassette) -> tuple[Lab, Replay]:
    """What a student's machine has: the recorded checks, and a cassette that came as bytes."""
    public = Lab(lab.name, title=lab.title, files=lab.files, reference=Absent(), packages=lab.packages)  # type: ignore[arg-type]
    public.checks = {name: check for name, check in lab.checks.items() if name in cassette.tracks}
    return public, Replay(public, Cassette.from_bytes(cassette.to_bytes()))


def same(a: CheckResult, b: CheckResult) -> bool:
    return (a.name, a.verdict, a.reason, a.evidence, a.measurements) == (
        b.name,
        b.verdict,
        b.reason,
        b.evidence,
        b.measurements,
    )


def compared(lab: Lab, source: str, result: Callable[..., Result]) -> list[str]:
    """The checks that say something else under Replay than under Live, given the same seed."""
    public, oracle = replayed(lab, record(lab, SEED))
    live = {check.name: check for check in result(lab, source, oracle_=Live(lab, SEED)).checks}
    recorded = result(public, source, oracle_=oracle).checks
    assert recorded
    return [check.name for check in recorded if not same(check, live[check.name])]


def test_right_work_passes_without_the_reference(toy: Lab, right: str, result: Callable[..., Result]) -> None:
    public, oracle = replayed(toy, record(toy, SEED))
    found = result(public, right, oracle_=oracle)
    assert [check.name for check in found.checks] == list(toy.checks)[:5], "the hidden one is not on it"
    assert {check.verdict.value for check in found.checks} == {"passed"}
    assert found.seed == SEED


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("double", "return x * x"),
        ("double", "return 2 * x[0]"),
        ("total", "return x.mean()"),
        ("extremes", "return x.max()"),
        ("extremes", "return [e for e in x][0], 0"),
        ("noise", "return rng.random(n)"),
        ("noise", "return np.random.normal(size=n)"),
        ("twice", "return f(x)"),
        ("total", "raise ValueError"),
    ],
)
def test_wrong_work_is_told_the_same_without_the_reference(
    toy: Lab, right: str, result: Callable[..., Result], name: str, body: str
) -> None:
    source = right.replace(f"def {name}(", f"def first_{name}(") + f"\n\ndef {name}(x, n=0, rng=None):\n    {body}\n"
    if name == "noise":
        source = source.replace("def noise(x, n=0, rng=None)", "def noise(rng, n)")
    if name == "twice":
        source = source.replace("def twice(x, n=0, rng=None)", "def twice(f, x)")
    assert compared(toy, source, result) == []


def test_a_recording_is_small_and_holds_no_code(toy: Lab, right: str) -> None:
    packed = record(toy, SEED).to_bytes()
    assert len(packed) < 20_000 < SIZE_LIMIT
    inside = zlib.decompress(packed)
    lines = {line.strip() for line in right.splitlines() if len(line.strip()) > 12}
    assert lines
    assert not [line for line in lines if line.encode() in inside]


def test_a_recording_holds_what_each_known_mistake_answers_and_its_hint(toy: Lab) -> None:
    cassette = Cassette.from_bytes(record(toy, SEED).to_bytes())
    squares = cassette.mistakes["double_squares"]
    assert (squares.title, squares.hint) == ("double squares.", "Twice, not squared.")
    ((kind, answer),) = wire.unpack(squares.answers["double_values"][0])
    x = Live(toy, SEED).rng(toy.checks["double_values"]).normal(size=(3, 4))
    assert (kind, answer.tolist()) == ("value", (x * x).tolist())


def test_the_same_seed_makes_the_same_recording(toy: Lab) -> None:
    assert record(toy, SEED).to_bytes() == record(toy, SEED).to_bytes() != record(toy, "another").to_bytes()


# ---------------------------------------------------------------------------------- what can't be recorded


def add_mistake(lab: Lab, check: Any) -> None:
    def squares(x):
        """It squares."""
        return x * x

    lab.mistake("double", caught_by=[check], hint="Twice.")(squares)


def test_a_check_that_asks_the_reference_what_the_student_answered_has_to_say_so(lab: Lab) -> None:
    def depends(student, reference, rng):
        """It depends."""
        close(reference.double(student.double(rng.normal(size=3))), np.zeros(3), atol=100)

    add_mistake(lab, lab.check()(depends))
    with pytest.raises(
        LabproofError, match=r"check depends of lab own .* depends on the student.s answer \(reference.*live=True"
    ):
        record(lab, SEED)


def test_a_check_that_draws_by_what_the_student_answered_has_to_say_so(lab: Lab) -> None:
    def depends(student, reference, rng):
        """It depends."""
        while student.double(3) != 6 and rng.random() < 2:
            close(student.double(rng.normal()), 0, atol=0.1)

    add_mistake(lab, lab.check()(depends))
    with pytest.raises(LabproofError, match=r"\(rng.random is not drawn .*; draw all of it at the start"):
        record(lab, SEED)


def test_a_check_that_says_it_is_live_or_hidden_is_left_out(lab: Lab) -> None:
    @lab.check(live=True)
    def depends(student, reference, rng):
        """It depends."""
        close(reference.double(student.double(3)), 12)

    @lab.check(public=False)
    def hidden(student, reference, rng):
        """Hidden."""

    @lab.check()
    def shown(student, reference, rng):
        """Shown."""
        close(student.double(3), 6)

    add_mistake(lab, shown)
    assert list(record(lab, SEED).tracks) == ["shown"]


@pytest.mark.parametrize("draw", ["rng.shuffle(x)", "rng.spawn(2)"])
def test_what_cannot_be_replayed_is_refused_with_a_way_out(lab: Lab, draw: str) -> None:
    def check(student, reference, rng):
        """It shuffles."""
        eval(draw, {"rng": rng, "x": np.arange(3)})

    lab.check()(check)
    with pytest.raises(LabproofError, match="can't be replayed; use"):
        record(lab, SEED)


def test_a_check_that_the_reference_fails_is_not_recorded(lab: Lab) -> None:
    @lab.check()
    def wrong(student, reference, rng):
        """Wrong."""
        close(student.double(2), 5)

    with pytest.raises(LabproofError, match="wrong of lab own fails the reference"):
        record(lab, SEED)


def test_a_recording_that_is_too_large_says_what_to_do(lab: Lab) -> None:
    @lab.check()
    def large(student, reference, rng):
        """Large."""
        rng.normal(size=400_000)

    with pytest.raises(LabproofError, match=r"3,\d+,\d+ bytes, where 2,097,152 are allowed; .*live=True"):
        record(lab, SEED).to_bytes()


def test_everything_that_a_check_draws_with_is_replayed(lab: Lab, result: Callable[..., Result]) -> None:
    @lab.check()
    def draws(student, reference, rng):
        """It draws in many ways."""
        x = rng.permutation(5), rng.choice(9, size=2, replace=False), rng.uniform(1, 2), rng.dirichlet([1.0, 2.0])
        y = rng.integers(9, size=3, dtype=np.int32), rng.random(2, dtype=np.float32), rng.standard_normal((2, 2))
        rng.multivariate_normal(np.zeros(2), np.eye(2))
        for each in (*x, *y):
            close(student.double(each), reference.double(each))
        close(student.noise(rng, 3), student.noise(rng, 3), atol=100)
        without(student, "double", loops=True)

    assert compared(lab, "def double(x): return 2 * x\ndef noise(rng, n): return rng.normal(size=n)", result) == []


def test_a_check_that_asks_otherwise_than_it_was_recorded_is_broken_and_blames_nobody(
    lab: Lab, result: Callable[..., Result]
) -> None:
    asked = [1.0]

    @lab.check()
    def moves(student, reference, rng):
        """It moves."""
        close(student.double(asked[0]), reference.double(asked[0]))

    @lab.check()
    def draws(student, reference, rng):
        """It draws."""
        rng.normal(size=len(asked))

    public, oracle = replayed(lab, record(lab, SEED))
    asked[:] = [1.0, 2.0]
    asked[0] += 1e-13
    source = "def double(x): return 2 * x"
    verdicts = {check.name: check for check in result(public, source, oracle_=oracle).checks}
    assert verdicts["moves"].verdict.value == "passed", "the last digits may differ from machine to machine"
    assert verdicts["draws"].verdict.value == "broken"
    assert "rng.normal is not drawn as it was recorded" in str(verdicts["draws"].reason)
    asked[0] = 3.0
    verdicts = {check.name: check for check in result(public, source, oracle_=oracle).checks}
    assert verdicts["moves"].verdict.value == "broken"
    assert "reference.double is not asked as it was recorded" in str(verdicts["moves"].reason)


# ------------------------------------------------------------------------------------------------ agreement


@pytest.mark.parametrize(
    ("a", "b", "agrees"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0 + 1e-6, False),
        (float("nan"), float("nan"), True),
        (np.array([1.0, np.nan]), np.array([1.0 + 1e-12, np.nan]), True),
        (np.ones(2), np.ones((2, 1)), False),
        (np.ones(2), np.ones(2, np.float32), False),
        (np.array([True]), np.array([True]), True),
        (1, 1.0, False),
        (True, 1, False),
        ([1, (2,)], [1, (2,)], True),
        ([1], [1, 2], False),
        ({"a": 1}, {"b": 1}, False),
        ("a", "a", True),
        (None, None, True),
        (np.random.default_rng(1), np.random.default_rng(1), True),
        (np.random.default_rng(1), np.random.default_rng(2), False),
        (wire.Tensor(np.ones(1)), wire.Tensor(np.ones(1), True), False),
        (wire.Handle(1, "A"), wire.Handle(2, "A"), False),
    ],
)
def test_questions_agree_when_their_values_do(a: Any, b: Any, agrees: bool) -> None:
    assert agree(a, b) is agrees


# ------------------------------------------------------------------------------------------------ garbage


def packed(value: Any) -> bytes:
    return zlib.compress(wire.encode(value))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_garbage_is_no_cassette(garbage: bytes) -> None:
    for each in (garbage, zlib.compress(garbage)):
        with pytest.raises(UsageError, match="no cassette"):
            Cassette.from_bytes(each)


wholes = {
    "format": 1,
    "lab": "toy",
    "seed": "s",
    "module": "toy",
    "functions": ["f"],
    "tracks": {"a": [[b"x"], []]},
    "mistakes": {},
}
odd = st.one_of(
    st.none(),
    st.integers(0, 3),
    st.text(max_size=3),
    st.lists(st.integers(0, 3), max_size=3),
    st.dictionaries(st.text(max_size=2), st.lists(st.none() | st.text(max_size=1), max_size=4), max_size=2),
    st.just(np.ones(3)),
    st.just(wire.Handle(1, "A")),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(odd, st.dictionaries(st.sampled_from(list(wholes)), odd)))
def test_a_frame_of_something_else_is_no_cassette_or_one_of_the_right_form(value: Any) -> None:
    whole = {**wholes, **value} if isinstance(value, dict) else value
    try:
        cassette = Cassette.from_bytes(packed(whole))
    except UsageError:
        return
    assert type(cassette.lab) is type(cassette.seed) is str
    assert all(type(name) is str for name in (*cassette.functions, *cassette.tracks, *cassette.mistakes))


def test_a_cassette_of_another_format_says_so() -> None:
    with pytest.raises(UsageError, match="format 2; this version reads format 1"):
        Cassette.from_bytes(packed({**wholes, "format": 2}))


@pytest.mark.parametrize("cut", [1, 100])
def test_a_cassette_that_is_cut_or_changed_is_refused(toy: Lab, cut: int) -> None:
    whole = record(toy, SEED).to_bytes()
    with pytest.raises(UsageError):
        Cassette.from_bytes(whole[:-cut])


# -------------------------------------------------------------------------------------- a real lab, all through


@pytest.fixture(scope="module")
def softmax() -> Lab:
    return labs.load_rewrites(labs.load("softmax"))


@pytest.fixture(scope="module")
def recorded(softmax: Lab) -> Cassette:
    return record(softmax, SEED)


def test_softmax_fits_on_a_cassette(softmax: Lab, recorded: Cassette) -> None:
    assert len(recorded.to_bytes()) <= SIZE_LIMIT
    assert set(recorded.tracks) == {check.name for check in softmax.checks.values() if check.public and not check.live}
    assert set(recorded.mistakes) == set(softmax.mistakes)


@pytest.mark.parametrize(
    "change",
    [
        ("", ""),
        ("axis=1", "axis=0"),
        ("- y", "+ y"),
        ("return", "return 1.03 *"),
    ],
    ids=["right", "another axis", "a sign", "3 % off"],
)
def test_softmax_is_judged_the_same_without_the_reference(
    softmax: Lab, recorded: Cassette, result: Callable[..., Result], change: tuple[str, str]
) -> None:
    module: ModuleType = softmax.reference
    source = Path(str(module.__file__)).read_text(encoding="utf-8").replace(*change, 1)
    public, oracle = replayed(softmax, recorded)
    live = {check.name: check for check in result(softmax, source, oracle_=Live(softmax, SEED), **{}).checks}
    again = result(public, source, oracle_=oracle).checks
    assert [check.name for check in again if not same(check, live[check.name])] == []


def test_a_mistake_is_recorded_where_it_shows_and_nowhere_else(toy: Lab) -> None:
    recorded = record(toy, "public")
    assert list(recorded.mistakes["double_squares"].answers) == ["double_values"]
    assert list(recorded.mistakes["total_is_the_mean"].answers) == ["total_values"]
