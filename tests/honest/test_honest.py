"""Right work has all its points and is accused of nothing, whatever it uses; what can't work is told in a sentence.

``work`` and ``torch_work`` hold a right submission for the small lab for each kind of thing that confinement may trip
over, with comments where something is to be said of it::

    # told: softmax is in float32; …        a problem or a remark, word for word; there may be no others
    # printed: torch.compile: …             what it finds in its own output, beside what it prints itself
    # alone: it draws                       why it can't be run without the stand-ins of a worker

``refused`` holds what can't work by design. There ``# told:`` is the sentence that its author reads. ``numbers`` has
what is computed inside and outside, to the last bit.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graders import labs
from graders.model import Result, Verdict
from graders.reports.json import to_json
from graders.sandbox import loading, wire
from graders.sandbox.nursery import Nursery
from graders.sandbox.streams import Clock
from tests.attacks.places import LAYERS_FORBIDDEN, Places
from tests.attacks.rows import LABS

HERE = Path(__file__).parent
BEST = "tier 3"
CONFINED = [place for place in LAYERS_FORBIDDEN if not place.startswith("tier 1")]

WORK = sorted(HERE.glob("work/*.py"))
TORCH_WORK = sorted(HERE.glob("torch_work/*.py"))
REFUSED = sorted(HERE.glob("refused/*.py"))
NUMBERS = sorted(HERE.glob("numbers/*.py"))

PATIENCE = 20.0
"""Nothing here is about time, and other tests may have the machine."""

OF_A_RUN = ("seconds", "started", "submission")
"""What differs from run to run: the times, and the name of the folder."""

CLOCK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
"""As torch's profiler prints it."""

NEUTRAL = (
    r"float32.*tolerance",
    r"for the notebook and no Python.* left out",
    r"^\w+\.py is missing; \w+\.ipynb was looked at instead\.$",
    r"^1 cell is marked `# skip` and was not run\.$",
    r"that is accepted for \(C,\)\.$",
    r"^Accepted by another convention than the usual one",
)
"""What may be said of right solutions of real labs."""

ANSWERS = '''


def answers():
    """A hash of the bytes of what each function answers."""
    import hashlib
    import numpy as np

    rng = np.random.default_rng(5)
    X, y, X_new = rng.normal(size=(60, 2)), rng.integers(3, size=60), rng.normal(size=(20, 2))
    W = rng.normal(size=(2, 3))
    given = [softmax(X @ W), loss(W, X, y), slopes(W, X, y), classes(X, y, X_new)]
    arrays = [np.ascontiguousarray(np.asarray(each)) for each in given]
    return [hashlib.sha256(str((a.dtype, a.shape)).encode() + a.tobytes()).hexdigest() for a in arrays]
'''


def said(file: Path, key: str) -> list[str]:
    """What the comments of a file say."""
    return re.findall(rf"^# {key}: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)


def packages(file: Path) -> tuple[str, ...]:
    return ("numpy", "torch") if "torch" in f"{file.parent.name} {file.name}" else ("numpy",)


def every(files: list[Path], places: list[str]) -> Iterator[object]:
    """Each file at each place, with torch at those that confine; with torch, and elsewhere than at the best, slow."""
    for place in places:
        for file in files:
            if "torch" in packages(file) and place not in CONFINED:
                continue
            marks = [pytest.mark.slow] if place != BEST or "torch" in packages(file) else []
            yield pytest.param(place, file, id=f"{place}: {file.stem}", marks=marks)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    made = Places(labs.load("small", LABS), tmp_path_factory.mktemp("submissions"))
    with made.stack:
        yield made


def nursery(places: Places, place: str, file: Path) -> Nursery:
    for package in packages(file):
        pytest.importorskip(package)
    found = places.nursery(place, packages(file))
    found.patience = PATIENCE
    return found


def graded(places: Places, place: str, file: Path) -> Result:
    nursery(places, place, file)
    return places.mark(place, {"work.py": file.read_bytes()}, packages=packages(file)).result


def the_same_each_time(value: Any) -> Any:
    """A JSON document without what differs from run to run."""
    if isinstance(value, dict):
        return {key: the_same_each_time(each) for key, each in value.items() if key not in OF_A_RUN}
    if isinstance(value, str):
        return CLOCK.sub("", value)
    return [the_same_each_time(each) for each in value] if isinstance(value, list) else value


# ------------------------------------------------------------------------------------- right work


@pytest.mark.parametrize(("place", "file"), list(every([*WORK, *TORCH_WORK], list(LAYERS_FORBIDDEN))))
def test_right_work_has_all_its_points_and_is_accused_of_nothing(place: str, file: Path, places: Places) -> None:
    result = graded(places, place, file)
    assert [(each.name, each.reason) for each in result.checks if each.verdict is not Verdict.PASSED] == []
    remarks = [remark for each in result.checks for remark in each.remarks]
    assert [*result.problems, *remarks] == said(file, "told")
    output = "".join([result.output, *(each.output for each in result.checks)])
    if result.isolation.tier > 1 or "torch" in packages(file):
        assert [sentence for sentence in said(file, "printed") if output.count(sentence) != 1] == []
    assert "does not work here" not in output


@pytest.mark.slow
@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in [*WORK, *TORCH_WORK][::3]])
def test_three_runs_say_the_same(file: Path, places: Places) -> None:
    first, *others = (the_same_each_time(json.loads(to_json(graded(places, BEST, file)))) for _ in range(3))
    assert others == [first] * 2


# ------------------------------------------------------------------------------- the same numbers


def inside(places: Places, place: str, file: Path, source: str, function: str) -> Any:
    """What a function without arguments gives in a worker."""
    process = nursery(places, place, file).worker(120, 512)
    try:
        clock = Clock(120)
        request = loading.request({"work.py": [("work.py", source.encode())]}, packages=packages(file))
        ((kind, (_, errors, *_)),) = process.ask(wire.encode(request), clock)
        assert (kind, errors) == ("value", [])
        call = [["name", "work", function], [], {}, [], False]
        ((kind, value, *rest),) = process.ask(wire.encode(["calls", [call]]), clock)
        assert kind == "value", rest
        return value
    finally:
        process.close()


def outside(source: str, function: str) -> Any:
    """What it gives in a process of Python as everybody starts it. In one thread: several add up in another order."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "work.py").write_text(source, encoding="utf-8")
        command = [sys.executable, "-c", f"import json, work; print('\\n' + json.dumps(work.{function}()))"]
        environment = {
            **os.environ,
            **dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1"),
        }
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(next(line for line in reversed(done.stdout.splitlines()) if line.startswith(("[", "{"))))


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, id=file.stem, marks=[pytest.mark.slow] if "torch" in packages(file) else [])
        for file in NUMBERS
    ],
)
def test_every_number_is_the_same_inside_and_outside_to_the_last_bit(file: Path, places: Places) -> None:
    source = file.read_text(encoding="utf-8")
    expected = outside(source, "digests")
    seen = {place: inside(places, place, file, source, "digests") for place in confined(places, file)}
    assert seen == dict.fromkeys(seen, expected)


def confined(places: Places, file: Path) -> Iterator[str]:
    """The places of tier 3 and 2 that there are here."""
    there = 0
    for place in CONFINED:
        try:
            nursery(places, place, file)
        except pytest.skip.Exception:
            continue
        there += 1
        yield place
    if not there:
        pytest.skip("nothing is confined here")


@pytest.mark.slow
@pytest.mark.parametrize(
    "file", [pytest.param(file, id=file.stem) for file in [*WORK, *TORCH_WORK] if not said(file, "alone")]
)
def test_right_work_answers_the_same_inside_and_outside(file: Path, places: Places) -> None:
    source = file.read_text(encoding="utf-8") + ANSWERS
    expected = outside(source, "answers")
    seen = {place: inside(places, place, file, source, "answers") for place in confined(places, file)}
    assert seen == dict.fromkeys(seen, expected)


# ----------------------------------------------------------------------------- what can't work


@pytest.mark.parametrize(("place", "file"), list(every(REFUSED, CONFINED)))
def test_what_cannot_work_is_told_in_a_sentence(place: str, file: Path, places: Places) -> None:
    check = graded(places, place, file).checks[0]
    assert check.verdict is Verdict.FAILED
    assert [" ".join(filter(None, [check.reason, check.hint]))] == said(file, "told")


# ----------------------------------------------------------------------------------- real labs


SOLUTIONS = sorted(HERE.glob("labs/*/*.py"))
CELL = re.compile(r"^# %%\n", re.MULTILINE)


def notebook(text: str) -> bytes:
    """A notebook of the cells that begin with a line ``# %%``."""
    cells = [
        {"cell_type": "code", "metadata": {}, "source": cell.strip("\n"), "outputs": [], "execution_count": n}
        for n, cell in enumerate(CELL.split(text)[1:], start=1)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Places]]:
    made = {
        name: Places(labs.load(name), tmp_path_factory.mktemp("submissions"))
        for name in sorted({file.parent.name for file in SOLUTIONS})
    }
    with contextlib.ExitStack() as stack:
        for each in made.values():
            stack.enter_context(each.stack)
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("place", CONFINED[:2])
@pytest.mark.parametrize("file", [pytest.param(file, id=f"{file.parent.name}, {file.stem}") for file in SOLUTIONS])
def test_honest_solutions_of_real_labs_have_all_their_points(
    place: str, file: Path, courses: dict[str, Places]
) -> None:
    course = courses[file.parent.name]
    course.nursery(place, course.lab.packages).patience = PATIENCE
    text = file.read_text(encoding="utf-8")
    (name,) = course.lab.files
    is_notebook = CELL.match(text) is not None
    submitted = {name.replace(".py", ".ipynb"): notebook(text)} if is_notebook else {name: text.encode()}
    result = course.mark(place, submitted, packages=course.lab.packages).result
    assert [(each.name, each.reason) for each in result.checks if each.verdict is not Verdict.PASSED] == []
    told = [*result.problems, *(remark for each in result.checks for remark in each.remarks)]
    assert [sentence for sentence in told if not any(re.search(each, sentence) for each in NEUTRAL)] == []
