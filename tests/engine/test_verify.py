"""A lab held against itself: what holds is said to hold, and each defect of a lab is named."""

import dataclasses
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from graders import cli, verify
from graders.bands import FILE, read, write
from graders.errors import UsageError
from graders.verify import Request, Verification, course
from graders.verify.crew import Ended, computing_time, work

BOOK = """
import numpy as np


def scale(x, by=2.0):
    return x * by


def count(n):
    return len(range(n))
"""

LAB = """
import numpy as np

from graders.checks import at_least, close
from graders.lab import Lab
from . import book

lab = Lab("scales", title="Scales", files=["scales.py"], reference=book)


@lab.check()
def scale_values(student, reference, rng):
    "scale multiplies."
    x = rng.normal(size=3)
    close(student.scale(x, 3.0), reference.scale(x, 3.0))
    close(student.scale(x), reference.scale(x))


@lab.check()
def count_values(student, reference, rng):
    "count counts."
    close(student.count(3), 3)
"""

MISTAKES = """
from .lab import count_values, lab, scale_values


@lab.mistake("scale", caught_by=[scale_values], hint="Multiply.")
def scale_adds(x, by=2.0):
    "scale adds."
    return x + by


@lab.mistake("count", caught_by=[count_values], hint="Count to n.")
def count_stops_early(n):
    "count stops early."
    return n - 1
"""

VARIANTS = """
from .lab import lab


@lab.variant("scale")
def scale_turned_round(x, by=2.0):
    "The factors are the other way round."
    return by * x
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a lab that holds."""
    lab = tmp_path / "scales"
    lab.mkdir()
    for name, text in (("book", BOOK), ("lab", LAB), ("mistakes", MISTAKES), ("variants", VARIANTS)):
        (lab / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


Verify = Callable[..., Verification]


@pytest.fixture
def verified(folder: Path) -> Verify:
    """``verified(lab="more checks", book="more functions", …)``: the lab with this text added to its files."""

    def verified(mutants: bool = False, bands: bool = False, **added: str) -> Verification:
        for name, text in added.items():
            path = folder / "scales" / f"{name}.py"
            old = path.read_text(encoding="utf-8") if path.exists() else "from .lab import *\n"
            path.write_text(old + text, encoding="utf-8")
        request = Request(seeds=4, rewrite_seeds=2, mutants=mutants, jobs=2, bands=bands)
        *events, last = verify.verify(["scales"], folder, request)
        progress = [event for event in events if isinstance(event, verify.Progress)]
        assert isinstance(last, verify.Verified)
        assert [event.done for event in progress] == list(range(progress[-1].total + 1))
        (verification,) = last.verifications
        return verification

    return verified


def test_a_lab_that_holds(verified: Verify) -> None:
    found = verified(mutants=True)
    assert found.findings == ()
    assert found.holds
    assert (found.full_marks, found.caught, found.kept, found.hidden_only) == (4, 2, 1, ())
    assert found.starter == "no marks, and told kindly"
    assert {margin.check for margin in found.margins} == {"scale_values", "count_values"}
    assert found.mutation is not None
    assert found.mutation.survivors == ()
    assert found.mutation.caught == found.mutation.mutants == 6


def test_the_bands_of_curves_are_recorded_and_held_to(verified: Verify, folder: Path) -> None:
    anew = "write it anew with python grade.py verify scales --bands."
    noted = '    from graders.checks import curve\n    curve([3.0, 1.0 + 0.1 * rng.random()], "loss")\n'
    assert verified(lab=noted).findings == (f"The band of the curve “loss” of count_values is not recorded; {anew}",)
    assert verified(bands=True).findings == ()
    ((check, (band,)),) = read(folder / "scales" / FILE).items()
    assert (check, band.what, band.low[0], band.high[0]) == ("count_values", "loss", 3, 3)
    assert 1.0 < band.low[1] < band.high[1] < 1.1
    assert verified().findings == ()
    write(folder / "scales" / FILE, {"count_values": [dataclasses.replace(band, high=(1.0, 1.0), low=(0.0, 0.5))]})
    assert verified().findings == (f"The curve “loss” of count_values lies outside of its recorded band; {anew}",)
    write(folder / "scales" / FILE, {"count_values": [band], "scale_values": [band]})
    assert verified().findings == (f"A band is recorded for scale_values, “loss”, which has no such curve; {anew}",)


def test_a_mutant_that_never_ends_is_caught(verified: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "AT_LEAST", 0.2)
    endless = "\n\ndef count(n):\n    while n != 0:\n        n -= 1\n    return 3\n"
    found = verified(mutants=True, book=endless, lab="    close(student.count(3), 3)\n")
    assert found.mutation is not None
    assert not [each for each in found.mutation.survivors if each.before == "n -= 1"]


ENDLESS = """
from .lab import quick


@lab.mistake("scale", caught_by=[quick], hint="Stop.")
def endless(x, *more):
    \"\"\"It never ends.\"\"\"
    while True:
        pass
"""

QUICK = """

@lab.check(seconds=0.2)
def quick(student, reference, rng):
    \"\"\"It is quick.\"\"\"
    student.scale(2.0)
"""


def test_a_mistake_that_never_ends_has_the_time_of_its_check(verified: Verify) -> None:
    found = verified(lab=QUICK, mistakes=ENDLESS)
    assert "The mistake endless can't be tried: it ran out of computing time." in found.findings
    assert found.caught == found.mistakes - 1


def test_it_says_the_same_each_time(verified: Verify) -> None:
    def plain(found: Verification) -> Verification:
        return dataclasses.replace(found, checks=tuple(dataclasses.replace(c, seconds=0) for c in found.checks))

    assert plain(verified(mutants=True)) == plain(verified(mutants=True))


def test_a_check_that_cannot_fail(verified: Verify) -> None:
    found = verified(lab='\n\n@lab.check()\ndef anything(student, reference, rng):\n    "Anything goes."\n')
    sentence, starter = found.findings
    assert "The untouched starter should get nothing: anything is passed" in sentence
    assert "No known mistake is caught_by anything" in starter


def test_a_mistake_that_gets_through(verified: Verify) -> None:
    found = verified(
        mistakes='\n\n@lab.mistake("scale", caught_by=[count_values, scale_values], hint="No.")\n'
        'def scale_is_three_fold(x, by=3.0):\n    "by is 3."\n    return x * by\n'
    )
    assert found.findings == ("The mistake scale_is_three_fold is not caught by count_values with the seed “proof 0”.",)
    assert (found.mistakes, found.caught) == (3, 2)


def test_a_mistake_that_only_a_hidden_check_catches(verified: Verify) -> None:
    found = verified(
        lab="\n\n@lab.check(public=False)\ndef zero(student, reference, rng):\n"
        '    "scale keeps zeros."\n    close(student.scale(np.zeros(2)), np.zeros(2))\n',
        mistakes='\nfrom .lab import zero\n\n\n@lab.mistake("scale", caught_by=[zero], hint="Zero too.")\n'
        'def scale_moves_zero(x, by=2.0):\n    "0 becomes 1."\n    return np.where(x == 0, 1.0, x * by)\n',
    )
    assert found.findings == ()
    assert found.hidden_only == ("scale_moves_zero",)


def test_a_variant_that_loses_marks(verified: Verify) -> None:
    found = verified(
        variants='\n\n@lab.variant("scale")\ndef scale_rounds(x, by=2.0):\n'
        '    "Rounded."\n    return np.round(x * by)\n'
    )
    (sentence,) = found.findings
    assert sentence.startswith(
        "The variant scale_rounds has no full marks with the seed “proof 0”: scale_values is failed"
    )
    assert (found.variants, found.kept) == (2, 1)


def test_a_rewrite_that_breaks_is_named(verified: Verify) -> None:
    found = verified(
        variants='\n\n@lab.variant("scale.at.all")\ndef nowhere(x):\n    "It stands for nothing."\n    return x\n'
    )
    (sentence,) = found.findings
    assert sentence.startswith("The variant nowhere can't be tried: ")


def test_a_reference_without_full_marks(verified: Verify) -> None:
    found = verified(lab="    close(int(rng.integers(5)) % 2, 0, what='luck')\n")
    said = [s for s in found.findings if s.startswith("The reference has no full marks with the seed “proof")]
    assert 0 < len(said) == 4 - found.full_marks < 4


def test_bounds_that_leave_right_work_no_room(verified: Verify) -> None:
    found = verified(
        lab="    close(1.0 + 0.9e-3, 1.0, rtol=0, atol=1e-3, what='the sum')\n"
        "    at_least(0.81, 0.8, what='the share')\n"
    )
    first, second = found.findings
    assert first.startswith(
        "The bound of count_values is too near for right work: with the seed “proof 0” the sum is 0.9"
    )
    assert "the share is 0.81, at least 0.8 is asked for" in second


SCOLDING = """

@lab.check()
def scolds(student, reference, rng):
    "scale multiplies."
    try:
        close(student.scale(2.0), 4.0)
    except Failure:
        raise Failure("That is all wrong.") from None
"""


def test_a_starter_that_is_scolded(verified: Verify) -> None:
    found = verified(lab="\nfrom graders.checks import Failure\n" + SCOLDING)
    assert found.starter == "not as it should be"
    assert found.findings[0].startswith(
        "The untouched starter should be told what is not implemented yet: scolds is failed"
    )


def test_a_reference_that_no_starter_can_be_made_of(verified: Verify) -> None:
    found = verified(book="\n\nclass _Base:\n    pass\n\n\nclass Kind(_Base):\n    pass\n")
    (sentence,) = found.findings
    assert sentence.startswith("The starter can't be graded: ")
    assert "_Base" in sentence


BLIND = """

def half(x):
    return abs(x) / 2
"""

BLIND_CHECK = """

@lab.check()
def half_of_positive(student, reference, rng):
    "half halves."
    x = rng.uniform(1, 2)
    close(student.half(x), reference.half(x))
"""

BLIND_MISTAKE = """
from .lab import half_of_positive


@lab.mistake("half", caught_by=[half_of_positive], hint="Halve.")
def half_is_all(x):
    "It is not halved."
    return x
"""


@pytest.fixture
def blind(verified: Verify) -> Verify:
    """The lab with a check that never looks at negative numbers."""

    def blind(equivalents: str) -> Verification:
        parts = {"book": BLIND, "lab": BLIND_CHECK, "mistakes": BLIND_MISTAKE}
        return verified(mutants=True, equivalents=equivalents, **parts)

    return blind


def survivors(found: Verification) -> list[str]:
    assert found.mutation is not None
    return [f"{each.path.name}:{each.line} {each.before} → {each.after}" for each in found.mutation.survivors]


def test_a_mutant_that_gets_through_is_shown_where_it_stands(blind: Verify) -> None:
    found = blind("")
    assert survivors(found) == ["book.py:14 abs(x) → x"]
    assert found.mutation is not None
    assert found.mutation.caught == found.mutation.mutants - 1
    assert (found.findings == ()) == (found.mutation.score >= 0.95)


def test_too_many_survivors_are_a_finding(verified: Verify) -> None:
    found = verified(mutants=True, book="\n\ndef unasked(x, y):\n    return x + y * 3\n")
    assert found.mutation is not None
    assert {each.function for each in found.mutation.survivors} == {"unasked"}
    (sentence,) = found.findings
    caught = found.mutation.caught
    assert f"The checks catch {caught} of {caught + len(found.mutation.survivors)} mutants" in sentence


def test_a_survivor_may_be_marked_with_a_reason(blind: Verify) -> None:
    found = blind("lab.equivalent('half', 'abs( x )', 'x', reason='Only positive numbers are asked for.')\n")
    assert found.findings == ()
    assert found.mutation is not None
    assert (survivors(found), found.mutation.equivalent, found.mutation.score) == ([], 1, 1.0)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("'half', 'abs(y)', 'y'", "“abs(y)” → “y” in half is no mutant of the reference any more"),
        ("'gone', 'abs(x)', 'x'", "“abs(x)” → “x” in gone is no mutant of the reference any more"),
        (
            "'half', 'abs(x) / 2', 'abs(x) * 2'",
            "“abs(x) / 2” → “abs(x) * 2” in half is not equivalent, a check catches",
        ),
    ],
)
def test_an_entry_that_is_not_so_is_a_finding(blind: Verify, entry: str, said: str) -> None:
    found = blind(
        f"lab.equivalent({entry}, reason='It was so once.')\nlab.equivalent('half', 'abs(x)', 'x', reason='x > 0')\n"
    )
    (sentence,) = found.findings
    assert said in sentence


def test_an_entry_needs_a_reason(folder: Path) -> None:
    (folder / "scales" / "equivalents.py").write_text(
        "from .lab import lab\nlab.equivalent('scale', 'x', 'y', reason=' ')\n"
    )
    with pytest.raises(UsageError, match="for no reason"):
        list(verify.verify(["scales"], folder, Request(seeds=1, rewrite_seeds=1)))


FORM = """

@lab.check()
def tripled(student, reference, rng):
    "Three times, by the one way or the other."
    try:
        student.triple
    except Exception:
        close(student.old_triple(5), 15)
    else:
        close(student.triple(5), 15)
"""

FORM_MISTAKE = """
from .lab import tripled


@lab.mistake("triple", caught_by=[tripled], hint="Three times.")
def triple_is_double(x):
    "Twice."
    return 2 * x
"""


@pytest.mark.parametrize(("declared", "left"), [("", {"old_triple"}), ("lab.form('old', lacks=['triple'])\n", set())])
def test_a_form_shows_mutants_that_are_not_looked_at_otherwise(verified: Verify, declared: str, left: set[str]) -> None:
    both = "def triple(x):\n    {}\n\n\ndef old_triple(x):\n    {}\n"
    found = verified(
        mutants=True,
        book="\n\n" + both.format("return 3 * x", "return x * 3"),
        lab=FORM,
        mistakes=FORM_MISTAKE,
        variants="\n" + declared,
    )
    assert found.mutation is not None
    assert {each.function for each in found.mutation.survivors} == left


# ------------------------------------------------------------------------------------------------ the command


def command(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.main(["verify", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_shows_a_lab_that_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = command(capsys, "scales", "--labs", folder, "--seeds", 2, "--mutants", "--jobs", 2)
    assert code == 0
    for said in ("✓ holds", "full marks on 2 of 2 seeds", "2 of 2 caught on 2 seeds", "1 of 1 keep", "100.0%", "≤ 1"):
        assert said in out


def test_the_command_shows_how_far_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.labs, "console_on", lambda stderr: Console(force_terminal=True, width=100))
    code, out, _ = command(capsys, "scales", "--labs", folder, "--seeds", 1, "--jobs", 1)
    assert code == 0
    assert "0/5" in out
    assert "5/5" in out
    assert "scales: scale_adds" in out


def test_the_command_fails_where_a_lab_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "scales" / "mistakes.py").unlink()
    code, out, _ = command(capsys, "--all", "--labs", folder, "--seeds", 1)
    assert code == 1
    assert "✗ 1 finding" in out
    assert "No known mistake is caught_by scale_values, count_values" in " ".join(out.split())


@pytest.mark.parametrize("words", [(), ("scales", "--all"), ("gone",), ("scales", "--seeds", "0")])
def test_the_command_says_what_it_wants(folder: Path, words: tuple[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = command(capsys, *words, "--labs", folder)
    assert (code, out) == (2, "")
    assert err


# --------------------------------------------------------------------------------------------------- the crew


def test_jobs_are_done_beside_each_other_and_know_nothing_of_each_other() -> None:
    seen: list[int] = []

    def job() -> list[int]:
        seen.append(os.getpid())
        return seen

    ended = list(work([job] * 3, 2, 256))
    assert sorted(each.number for each in ended) == [0, 1, 2]
    assert len({tuple(each.value) for each in ended}) == 3
    assert not seen


def test_a_job_that_goes_wrong_is_told_and_harms_no_other() -> None:
    def endless() -> None:
        computing_time(0.05)
        while True:
            pass

    def greedy() -> int:
        return len(bytearray(10**10))

    ended = {
        each.number: each for each in work([endless, greedy, lambda: os._exit(3), lambda: 1 / 0, lambda: 5], 2, 256)
    }
    assert ended[0] == Ended(0, failure="it ran out of computing time", died=True)
    assert ended[1].failure is not None
    assert ended[1].failure.startswith("MemoryError")
    assert ended[2] == Ended(2, failure="its process gave no answer", died=True)
    assert ended[3].failure is not None
    assert ended[3].failure.startswith("ZeroDivisionError: division by zero (line ")
    assert ended[4] == Ended(4, 5)


def test_stopping_leaves_no_process_behind(tmp_path: Path) -> None:
    def job() -> None:
        time.sleep(60)

    def children() -> list[str]:
        return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()

    before = children()
    crew = work([lambda: os.getpid(), job, job], 2, 256)
    next(crew)
    assert len(children()) > len(before)
    crew.close()
    assert children() == before
