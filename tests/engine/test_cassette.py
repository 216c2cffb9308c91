"""A check that was recorded runs where the reference is not, and says the same."""

import ast
import inspect
import textwrap
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graders import labs, run
from graders.cassette import FORMAT, SIZE_LIMIT, Cassette, Take, Track
from graders.checks import close, without
from graders.checks.failure import Failure, StudentError
from graders.diagnosis.catalogue import Catalogue, Known
from graders.errors import LabproofError, UsageError
from graders.handout.starter import bodiless
from graders.lab import Lab, Rewrite
from graders.model import CheckResult, Result
from graders.oracle import Live
from graders.recording import record
from graders.replay import Echoes, Replay, agree
from graders.sandbox import wire
from graders.sandbox.nursery import Nursery
from graders.selection import narrowed
from graders.submission import Submission

SEED = "a public seed"


class Absent:
    """Stands where the reference is not."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError("the reference was asked for")


def replayed(lab: Lab, cassette: Cassette) -> tuple[Lab, Replay]:
    """What a student's machine has: the recorded checks, and a cassette that came as bytes."""
    public = Lab(lab.name, title=lab.title, files=lab.files, reference=Absent(), packages=lab.packages)  # type: ignore[arg-type]
    public.checks = {name: check for name, check in lab.checks.items() if name in cassette.asked}
    return public, Replay(public, Cassette.from_bytes(cassette.to_bytes()))


def explainable(lab: Lab, cassette: Cassette) -> tuple[Lab, Replay, Echoes]:
    """The same with the names and docstrings of the reference, as a handout has them, and with its known mistakes."""
    public, oracle = replayed(lab, cassette)
    public.reference = ModuleType(lab.reference.__name__)
    exec(bodiless(inspect.getsource(lab.reference)), vars(public.reference))
    return public, oracle, Echoes(public, oracle.cassette)


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


def test_a_recording_holds_the_comparisons_that_each_known_mistake_fails_and_its_hint(toy: Lab) -> None:
    cassette = Cassette.from_bytes(record(toy, SEED).to_bytes())
    squares = cassette.mistakes["double_squares"]
    assert (squares.title, squares.hint) == ("double squares.", "Twice, not squared.")
    assert (squares.function, squares.caught_by, list(squares.failures)) == (
        "double",
        ["double_values"],
        ["double_values"],
    )
    live: Live | None = Live(toy, SEED)
    recorded = squares.failures["double_values"]
    assert len(recorded) == 2, "numbers that tell so much need no further takes"
    for take, failures in zip(cassette.takes, recorded, strict=False):
        assert live is not None
        assert take.seed == live.seed, "each take has the numbers of its own seed"
        x = live.rng(toy.checks["double_values"]).normal(size=(3, 4))
        (failure,) = failures
        assert failure.seen is not None
        assert np.array_equal(failure.seen.got, x * x)
        assert np.array_equal(failure.seen.expected, 2 * x)
        live = live.again()


def test_a_recording_holds_how_a_known_mistake_raises(lab: Lab) -> None:
    @lab.check()
    def raising(student, reference, rng):
        """It raises."""
        close(student.double(rng.normal(size=3)), np.zeros(3), atol=100)

    def divides(x):
        """It divides."""
        raise ZeroDivisionError("division by zero")

    lab.mistake("double", caught_by=[raising], hint="Don't.")(divides)
    echo = Cassette.from_bytes(record(lab, SEED).to_bytes()).mistakes["divides"]
    ((failure,), *_) = echo.failures["raising"]
    assert isinstance(failure, StudentError)
    assert (failure.exception, failure.message, failure.bases[0]) == (
        "ZeroDivisionError",
        "division by zero",
        "ArithmeticError",
    )


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
        LabproofError,
        match=r"check depends of lab own .* depends on the student.s answer .*reference.double is not asked.*live=True",
    ):
        record(lab, SEED)


def test_a_check_that_draws_by_what_the_student_answered_has_to_say_so(lab: Lab) -> None:
    def depends(student, reference, rng):
        """It depends."""
        while student.double(3) != 6 and rng.random() < 2:
            close(student.double(rng.normal()), 0, atol=0.1)

    add_mistake(lab, lab.check()(depends))
    with pytest.raises(LabproofError, match=r"rng.random is not drawn .*; draw all of it at the start"):
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
    recorded = record(lab, SEED)
    assert [list(take.tracks) for take in recorded.takes] == [["shown"]] * len(recorded.takes)
    assert (list(recorded.asked), recorded.withheld) == (["shown"], 2)


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

    with pytest.raises(LabproofError, match=r"6,\d+,\d+ bytes, where 2,097,152 are allowed; .*live=True"):
        record(lab, SEED).to_bytes()


def test_where_four_takes_are_too_large_the_first_two_are_kept(lab: Lab) -> None:
    def large(student, reference, rng):
        """Large."""
        x = rng.normal(size=100_000)[:9]
        close(student.double(x), reference.double(x))

    add_mistake(lab, lab.check()(large))
    cassette = record(lab, SEED)
    cassette.to_bytes()
    assert cassette.takes[0].seed == SEED
    assert [len(cassette.takes), len(cassette.mistakes["squares"].failures["large"])] == [2, 2]
    assert (again := Replay(lab, cassette).again()) is not None
    assert again.again() is None


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
    "format": FORMAT,
    "lab": "toy",
    "module": "toy",
    "functions": ["f"],
    "parameters": {"f": ["x"]},
    "asked": {"a": ["f"]},
    "withheld": 1,
    "takes": [["s", {"a": [[0], []]}]],
    "mistakes": {"m": ["title", "hint", "f", ["a"], {"a": [[1]]}]},
    "frames": [b"x", wire.encode(["sentence", "It is wrong."])],
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
    assert type(cassette.lab) is type(cassette.module) is str
    assert all(type(name) is str for name in (*cassette.functions, *cassette.asked, *cassette.mistakes))
    for take in cassette.takes:
        assert type(take.seed) is str
        assert all(type(frame) is bytes for track in take.tracks.values() for frame in (*track.draws, *track.answers))
    for echo in cassette.mistakes.values():
        assert all(isinstance(each, Failure) for takes in echo.failures.values() for take in takes for each in take)


def test_what_stands_on_a_cassette_is_read_as_it_was_written() -> None:
    cassette = Cassette.from_bytes(packed(wholes))
    assert Cassette.from_bytes(cassette.to_bytes()).to_bytes() == cassette.to_bytes()
    assert cassette.parameters == {"f": ["x"]}
    assert cassette.takes == [Take("s", {"a": Track([b"x"], [])})]
    assert cassette.mistakes["m"].failures["a"][0][0].reason == "It is wrong."


def test_a_cassette_of_another_format_says_so() -> None:
    with pytest.raises(UsageError, match=f"format 1; this version reads format {FORMAT}"):
        Cassette.from_bytes(packed({**wholes, "format": 1}))


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
    shown = {check.name for check in softmax.checks.values() if check.public and not check.live}
    assert [set(take.tracks) for take in recorded.takes] == [shown] * 4
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


def as_handed_in(lab: Lab, mistake: Rewrite) -> str:
    """The reference as a student has it who makes a known mistake."""
    tree = ast.parse(inspect.getsource(lab.reference))
    ((name, function),) = mistake.replaces.items()
    (wrong,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(wrong, ast.FunctionDef)
    wrong.decorator_list, wrong.name = [], name
    tree.body = [node for node in tree.body if getattr(node, "name", None) != name]
    return ast.unparse([*tree.body, wrong])  # type: ignore[arg-type]


Diagnoses = dict[str, list[str]]


@pytest.fixture
def named(nursery: Nursery) -> Callable[..., Diagnoses]:
    """``named(lab, source, oracle, known)`` says which mistakes explain which checks that failed."""

    def named(lab: Lab, source: str, oracle: Any, known: Known) -> Diagnoses:
        work = Submission("ada", {lab.files[0]: source.encode()})
        for event in run.grade(lab, work, nursery, oracle, known):
            if isinstance(event, run.Graded):
                failed = [check for check in event.result.checks if check.verdict.value == "failed"]
                return {check.name: [each.mistake or each.said for each in check.diagnoses] for check in failed}
        raise AssertionError("a grading ends with its result")

    return named


def test_the_toys_known_mistakes_are_named_without_the_reference(toy: Lab, named: Callable[..., Diagnoses]) -> None:
    cassette = Cassette.from_bytes(record(toy, SEED).to_bytes())
    public, oracle, known = explainable(toy, cassette)
    narrow = narrowed(toy, cassette.asked)
    for mistake in toy.mistakes.values():
        source = as_handed_in(toy, mistake)
        found = named(public, source, oracle, known)
        assert found == named(narrow, source, Live(narrow, SEED), Catalogue(lambda: toy))
        if mistake.name != "extremes_is_one":  # it fails by what can't be unpacked, and that says nothing of numbers
            assert found == {name: [mistake.name] for name in mistake.caught_by}


@pytest.mark.parametrize("nth", range(12))
def test_softmaxs_known_mistakes_are_named_without_the_reference(
    softmax: Lab, recorded: Cassette, catalogue: Catalogue, named: Callable[..., Diagnoses], nth: int
) -> None:
    mistake = alone(softmax)[nth * len(alone(softmax)) // 12]
    source = as_handed_in(softmax, mistake)
    public, oracle, known = explainable(softmax, recorded)
    narrow = narrowed(softmax, recorded.asked)
    public = narrowed(public, [name for name in mistake.caught_by if name in recorded.asked])
    narrow = narrowed(narrow, list(public.checks))
    live = named(narrow, source, Live(narrow, SEED), catalogue)
    assert live
    found = named(public, source, oracle, known)
    assert {name: found[name] for name in live} == live
    further = found.keys() - live.keys()
    assert all(public.checks[name].follows for name in further), "live, the reference's stand in for what is wrong"


def alone(lab: Lab) -> list[Rewrite]:
    """The known mistakes that are one function written otherwise."""
    return [mistake for mistake in lab.mistakes.values() if len(mistake.replaces) == 1]


@pytest.fixture(scope="module")
def catalogue(softmax: Lab) -> Catalogue:
    return Catalogue(lambda: softmax)


def test_two_takes_are_enough_for_a_mistake_that_shows_much(toy: Lab, named: Callable[..., Diagnoses]) -> None:
    cassette = record(toy, SEED)
    del cassette.takes[2:]
    for echo in cassette.mistakes.values():
        echo.failures = {check: takes[:2] for check, takes in echo.failures.items()}
    public, oracle, known = explainable(toy, cassette)
    found = named(public, as_handed_in(toy, toy.mistakes["double_squares"]), oracle, known)
    assert found == {"double_values": ["double_squares"]}


def test_one_take_explains_nothing_and_judges_all_the_same(toy: Lab, named: Callable[..., Diagnoses]) -> None:
    cassette = record(toy, SEED)
    del cassette.takes[1:]
    public, oracle, known = explainable(toy, cassette)
    source = as_handed_in(toy, toy.mistakes["double_squares"])
    assert named(public, source, oracle, known) == {"double_values": []}


def test_a_mistake_is_recorded_where_it_shows_and_nowhere_else(toy: Lab) -> None:
    recorded = record(toy, "public")
    assert list(recorded.mistakes["double_squares"].failures) == ["double_values"]
    assert list(recorded.mistakes["total_is_the_mean"].failures) == ["total_values"]
