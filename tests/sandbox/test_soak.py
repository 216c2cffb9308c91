"""Thousands of workers, many at once, lost processes and full disks: nothing leaks, nothing is lost, a run ends."""

import dataclasses
import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graders import choice, labs, oracle, run
from graders.intake.path import opened
from graders.model import Outcome, Result, Verdict
from graders.sandbox import linux, wire
from graders.sandbox.launch import WORKER_ID
from graders.sandbox.nursery import Nursery
from tests.classes.conftest import LABS, RIGHT, ROOT, compared, made, records
from tests.classes.test_killed import SLOW, descendants, kept
from tests.sandbox.conftest import Inmate, started

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="there is no zygote elsewhere")]

WORKERS = 5000
WARM = 1000
"""So many workers may enlarge what a process holds in memory: afterwards it is as large as it gets."""

FEWER = 500
AT_ONCE = 50
MIB = 1 << 20
GROWTH = 4 * MIB
MARK = "labproof-soak"
KEY = 0x1AB50AC
PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096

SOURCE = f"""
import ctypes, os, tempfile, time

def f(x): return x + 1

def crashes(): ctypes.string_at(0)

def exits(): os._exit(3)

def never_ends():
    while True: pass

def left(attempt):
    try: return attempt()
    except OSError: return None

def daemon():
    if os.fork() == 0:
        os.setsid()
        os.closerange(0, 64)
        time.sleep(600)

def litters():
    for folder in (".", tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        left(lambda: open(os.path.join(folder, "{MARK}"), "w"))
    ctypes.CDLL(None).shmget({KEY}, 4096, 0o1666)
    left(daemon)
"""

ENDS = {5: ("crashes", "CRASH"), 6: ("exits", "EXITED"), 7: ("never_ends", "CPU"), 8: ("litters", "value")}
"""Of ten workers, five are closed when they have answered, one while it computes, and these end their own way."""


@dataclasses.dataclass(frozen=True)
class Held:
    """What the grader and its zygote hold: sets of what can be told apart, and bytes of memory."""

    children: frozenset[int]
    descriptors: int
    zygotes_descriptors: int | None
    files: frozenset[str]
    shared_memory: frozenset[str]
    memory: int
    zygotes_memory: int

    @property
    def countable(self) -> "Held":
        """Without the memory."""
        return dataclasses.replace(self, memory=0, zygotes_memory=0)


def held(nursery: Nursery, temporary_folder: Path) -> Held:
    gc.collect()
    assert nursery._zygote is not None
    zygote = nursery._zygote.process.pid
    try:
        zygotes = len(os.listdir(f"/proc/{zygote}/fd"))
    except PermissionError:
        zygotes = None  # it lets nobody but root look
    left = [Path(folder) / MARK for folder in ("/tmp", "/var/tmp", "/dev/shm")]
    users = {str(os.getuid()), str(WORKER_ID)}
    segments = [line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]]
    return Held(
        children=frozenset({zygote, *descendants(zygote)}),
        descriptors=len(os.listdir("/proc/self/fd")),
        zygotes_descriptors=zygotes,
        files=frozenset(map(str, [*temporary_folder.rglob("*"), *filter(Path.exists, left)])),
        shared_memory=frozenset(each[1] for each in segments if int(each[0]) == KEY and each[7] in users),
        memory=resident("self"),
        zygotes_memory=resident(zygote),
    )


def settled(nursery: Nursery, temporary_folder: Path) -> Held:
    """What is held when all that were told to end have ended; after ten seconds, what is held then."""
    deadline = time.monotonic() + 10
    while len((now := held(nursery, temporary_folder)).children) > 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    return now


def resident(process: int | str) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE


def live(nursery: Nursery, number: int) -> None:
    """A worker from its start to its end."""
    inmate = Inmate(nursery.worker(10, 256))
    assert inmate.load(SOURCE) == {}
    assert inmate.value("f", number) == number + 1
    name, word = ENDS.get(number % 10, (None, None))
    if name is not None:
        assert inmate.end(name, seconds=0.01 if word == "CPU" else 5.0) == word
    elif number % 10 == 9:
        request = wire.encode(["calls", [[["name", "toy", "never_ends"], [], {}, [], False]]])
        inmate.process.streams.link.write(memoryview(request))
    inmate.process.close()


Tell = Callable[..., None]


@pytest.fixture
def tell(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], record_property: Any) -> Tell:
    """``tell(name=figure, …)`` shows figures on the terminal, and keeps them in JUnit's file."""

    def tell(**figures: object) -> None:
        for name, figure in figures.items():
            record_property(name, figure)
        terminal = request.config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            with capsys.disabled():
                terminal.write_line("\n" + ", ".join(f"{name} {figure}" for name, figure in figures.items()))

    return tell


def soak(nursery: Nursery, workers: int, warm: int, temporary_folder: Path, tell: Tell) -> None:
    for number in range(warm):
        live(nursery, number)
    before, began = settled(nursery, temporary_folder), time.monotonic()
    for number in range(warm, workers):
        live(nursery, number)
    seconds = time.monotonic() - began
    after = settled(nursery, temporary_folder)
    growth, zygotes = after.memory - before.memory, after.zygotes_memory - before.zygotes_memory
    tell(
        tier=nursery.isolation.tier,
        workers=workers,
        workers_per_second=round((workers - warm) / seconds),
        descriptors=f"{before.descriptors} -> {after.descriptors}",
        zygotes_descriptors=f"{before.zygotes_descriptors} -> {after.zygotes_descriptors}",
        grader_kib=f"{before.memory >> 10} -> {after.memory >> 10}",
        zygote_kib=f"{before.zygotes_memory >> 10} -> {after.zygotes_memory >> 10}",
    )
    assert after.countable == before.countable
    assert len(after.children) == 1, "the zygote alone"
    assert not after.files
    assert not after.shared_memory
    assert growth < GROWTH
    assert zygotes < GROWTH


def test_five_thousand_workers_leave_nothing(best: Nursery, temporary_folder: Path, tell: Tell) -> None:
    soak(best, WORKERS, WARM, temporary_folder, tell)


def test_workers_without_namespaces_leave_nothing(
    nothing_left_behind: None, temporary_folder: Path, tell: Tell
) -> None:
    for nursery in started(("namespaces",)):
        soak(nursery, FEWER, FEWER // 2, temporary_folder, tell)


def test_fifty_workers_at_once_all_answer(best: Nursery, cell_of_fifty: list[Inmate]) -> None:
    for inmate in cell_of_fifty:
        assert inmate.load(SOURCE) == {}
    for turn in range(3):
        assert [each.value("f", 100 * turn + n) for n, each in enumerate(cell_of_fifty)] == [
            100 * turn + n + 1 for n in range(AT_ONCE)
        ]


@pytest.fixture
def cell_of_fifty(best: Nursery) -> Iterator[list[Inmate]]:
    inmates = [Inmate(best.worker(10, 256)) for _ in range(AT_ONCE)]
    yield inmates
    for inmate in inmates:
        inmate.process.close()


# ------------------------------------------------------------------------------------ a class that is disturbed

SEED = ("--seed", "a seed", "--jobs", "1")


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A folder of labs with the toy lab alone."""
    shutil.copytree(LABS / "toy", tmp_path / "labs" / "toy", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "labs"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A class of six, half of it with a mistake, that takes its time."""
    works = {f"student {n}": (RIGHT if n % 2 else RIGHT.replace("2 * x", "3 * x")) + SLOW for n in range(6)}
    return made(tmp_path / "submissions", works)


def begun(folder: Path, results: Path, labs: Path, temporary_folder: Path) -> subprocess.Popen[str]:
    """The command that grades a class, under way, with its temporary files where these tests see them."""
    words = ("class", folder, "--out", results, "--labs", labs, *SEED)
    return subprocess.Popen(
        [sys.executable, "grade.py", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary_folder)},
    )


def ended(process: subprocess.Popen[str], status: int = 0) -> str:
    """What a command said on stderr before it ended, as it should."""
    _, said = process.communicate(timeout=120)
    if "confines a submission only at tier" in said:
        pytest.skip(said)
    assert process.returncode == status, said
    assert "Traceback" not in said
    return said


def told(results: Path) -> dict[str, dict[str, Any]]:
    """The records of a class without what may differ: after a mishap, a check may have a worker for itself."""
    found = {}
    for name, record in records(results).items():
        if record.result is not None:
            checks = tuple(dataclasses.replace(check, worker=None) for check in record.result.checks)
            record = dataclasses.replace(record, result=dataclasses.replace(record.result, checks=checks))
        found[name] = compared(record)
    return found


def zygotes(process: int) -> list[int]:
    found = []
    for pid in descendants(process):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            theirs = Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.endswith(b"zygote.py") for word in command) and command != theirs:  # else it is a worker
            found.append(pid)
    return found


def test_a_class_whose_zygotes_are_killed_gets_the_marks_that_it_would_have_got(
    nothing_left_behind: None, folder: Path, toy: Path, tmp_path: Path, temporary_folder: Path
) -> None:
    ended(begun(folder, tmp_path / "undisturbed", toy, temporary_folder))
    killed = 0
    with begun(folder, tmp_path / "disturbed", toy, temporary_folder) as process:
        deadline = time.monotonic() + 60
        for least in (1, 2, 4):
            while process.poll() is None and time.monotonic() < deadline:
                found = zygotes(process.pid) if kept(tmp_path / "disturbed") >= least else []
                for pid in found:
                    os.kill(pid, 9)
                    killed += 1
                if found:
                    break
                time.sleep(0.01)
        ended(process)
    assert killed >= 3, "the class was graded before it could be disturbed"
    assert told(tmp_path / "disturbed") == told(tmp_path / "undisturbed")


def test_two_graders_side_by_side_find_the_same_and_leave_nothing(
    nothing_left_behind: None, folder: Path, toy: Path, tmp_path: Path, temporary_folder: Path
) -> None:
    both = [begun(folder, tmp_path / name, toy, temporary_folder) for name in ("one", "other")]
    for process in both:
        ended(process)
    found = told(tmp_path / "one")
    assert len(found) == 6
    assert found == told(tmp_path / "other")
    assert not [pid for process in both for pid in descendants(process.pid)]
    assert not list(temporary_folder.iterdir())


# ------------------------------------------------------------------------------------------------- full disks

FULL = (
    RIGHT
    + """
def double(x):
    for number in range(1000):
        with open(f"large{number}", "wb") as file:
            for _ in range(15):
                file.write(bytes(1 << 20))

def noise(rng, n):
    for number in range(100_000):
        open(str(number), "w").close()

def total(x):
    with open("notes.txt", "w") as file:
        file.write(str(np.sum(x)))
    with open("notes.txt") as file:
        return float(file.read())
"""
)


def graded(nursery: Nursery, folder: Path) -> Result:
    folder.mkdir()
    (folder / "toy.py").write_text(FULL)
    lab = labs.load("toy", LABS)
    *_, last = run.grade(lab, choice.chosen(opened(folder), lab), nursery, oracle.Live(lab, "a seed"))
    assert isinstance(last, run.Graded)
    return last.result


def verdicts(result: Result) -> list[str]:
    """The checks that use up the room for files fail, and no other."""
    assert [check.name for check in result.checks if check.verdict is not Verdict.PASSED] == [
        "double_values",
        "noise_values",
    ]
    return [check.reason or "" for check in result.checks if check.verdict is Verdict.FAILED]


def test_a_full_work_folder_costs_the_check_that_filled_it(best: Nursery, tmp_path: Path) -> None:
    if "namespaces" not in best.isolation.layers:
        pytest.skip("the folder lies on the disk here")
    for said in verdicts(graded(best, tmp_path / "full")):
        assert "No space left on device" in said
        assert said.count("\n") == 0


def test_a_work_folder_on_the_disk_is_full_as_well(nothing_left_behind: None, tmp_path: Path) -> None:
    for nursery in started(("namespaces",)):
        result = graded(nursery, tmp_path / "full")
        assert verdicts(result) == [
            f"{name} wrote more files than the grader can keep." for name in ("double", "noise")
        ]
        assert {check.outcome for check in result.checks if check.outcome} == {Outcome.OUTPUT}


@pytest.fixture
def small_disk() -> Iterator[Callable[[Path, str], None]]:
    """``small_disk(folder, size)`` makes of a folder a disk with so much room; again, to change it."""
    if os.getuid() != 0:
        pytest.skip("only root can mount a small disk")
    mounted: list[Path] = []

    def small_disk(folder: Path, size: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            linux.mount("none", str(folder), "tmpfs", linux.MS_REMOUNT if folder in mounted else 0, f"size={size}")
        except OSError as error:
            pytest.skip(f"a small disk can't be mounted here ({error.strerror})")
        mounted.append(folder)

    yield small_disk
    for folder in dict.fromkeys(mounted):
        linux.detach(str(folder))


def test_a_disk_that_fills_up_while_a_class_is_graded(
    nothing_left_behind: None, toy: Path, tmp_path: Path, temporary_folder: Path, small_disk: Any
) -> None:
    folder = made(tmp_path / "submissions", {f"student {n:02}": RIGHT for n in range(20)})
    small_disk(tmp_path / "results", "200k")
    said = ended(begun(folder, tmp_path / "results", toy, temporary_folder), 3)
    (error,) = [line for line in said.splitlines() if line]
    assert error.startswith("error: ")
    assert "the disk is full; make room and start again, what was kept is safe" in error
    small_disk(tmp_path / "results", "16m")
    before = {name for name, record in records(tmp_path / "results").items() if record.result is not None}
    assert 0 < len(before) < 20
    ended(begun(folder, tmp_path / "results", toy, temporary_folder))
    after = records(tmp_path / "results")
    assert {record.mark.points for record in after.values()} == {7}
    assert len(after) == 20


def test_a_disk_that_is_full_when_the_report_is_written(
    nothing_left_behind: None, toy: Path, tmp_path: Path, temporary_folder: Path, small_disk: Any
) -> None:
    folder = made(tmp_path / "submissions", {"Ann": RIGHT, "Bo": RIGHT})
    small_disk(tmp_path / "results" / "report", "16k")
    (tmp_path / "results").chmod(0o700)
    said = ended(begun(folder, tmp_path / "results", toy, temporary_folder), 2)
    (error,) = [line for line in said.splitlines() if line]
    assert "the report can't be written" in error
    assert "No space left on device" in error
    assert {record.mark.points for record in records(tmp_path / "results").values()} == {7}
