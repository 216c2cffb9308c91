"""What correct work passes where the reference is, it passes by the recording as well: a check that draws or asks
otherwise for a student than for the textbook would be broken on the student's machine."""

import copy
import functools

import pytest

from graders import labs, recording
from graders.cassette import Cassette
from graders.model import Verdict
from graders.overlay import overlay
from graders.rehearsal import rehearsed
from graders.replay import Replay

NAMES = list(labs.available())
VARIANTS = [(name, list(labs.load_rewrites(labs.load(name)).variants)[-1]) for name in NAMES]
"""One for each lab: a recording takes longer than all that is asked of it."""


@functools.cache
def recorded(name: str) -> Cassette:
    lab = copy.copy(labs.load(name))
    lab.mistakes = {}  # how each of them fails takes far longer to record, and nothing of it is asked here
    return recording.record(lab, "public")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_correct_work_written_otherwise_passes_by_the_recording(name: str, variant: str) -> None:
    lab = labs.load_rewrites(labs.load(name))
    oracle = Replay(lab, recorded(name))
    work = overlay(lab, lab.variants[variant].replaces)
    results = [
        rehearsed(check, work, oracle).result for check in lab.checks.values() if check.name in oracle.cassette.asked
    ]
    assert [(r.name, r.reason) for r in results if r.verdict is not Verdict.PASSED] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lab_withholds_no_public_check(name: str) -> None:
    """Every lab's public checks are the students' to run, its training too."""
    assert [check.name for check in labs.load(name).checks.values() if check.public and check.live] == []
