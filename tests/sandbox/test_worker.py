"""What a student's code finds around it: little, all that it needs, and nothing that another one left."""

import os
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graders.sandbox.wire
from graders.errors import CannotGrade, Infrastructure
from graders.model import Outcome
from graders.sandbox import loading, preparation
from graders.sandbox.launch import ENVIRONMENT
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost
from tests.sandbox.conftest import Inmate, started

ROOT = Path(graders.sandbox.wire.__file__).resolve().parents[2]

SURROUNDINGS = (*preparation.FOLDERS, *preparation.PERSON, "LC_CTYPE")

LIBRARY = """
    abc argparse array ast asyncio base64 bisect builtins bz2 calendar cmath collections colorsys concurrent.futures
    contextlib copy csv ctypes dataclasses datetime decimal difflib doctest enum fractions functools gc getpass glob
    graphlib gzip hashlib heapq html importlib.metadata inspect io itertools json keyword logging lzma math
    multiprocessing numbers operator os pathlib pickle platform pprint queue random re sched secrets shelve shutil
    signal socket statistics string struct subprocess sys tempfile textwrap threading time timeit tokenize trace
    traceback types typing unittest urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zoneinfo
"""


def test_a_worker_is_nobody_and_sees_nothing_of_the_grader(
    best: Nursery, best_cell: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_GRADER", "42")
    found = best_cell(
        """
import os, sys, gc

def open_descriptors():
    found = []
    for fd in range(1024):
        try:
            os.fstat(fd)
            found.append(fd)
        except OSError:
            pass
    return found

def look():
    return {
        "users": [os.getuid(), os.geteuid(), os.getgid(), os.getegid()],
        "environment": sorted(os.environ),
        "descriptors": open_descriptors(),
        "here": os.listdir("."),
        "arguments": sys.argv[1:],
    }

def texts(words):
    held = [o for o in gc.get_objects() if type(o) is dict] + [vars(m) for m in list(sys.modules.values())]
    return [v for d in held for v in list(d.values()) if type(v) is str and any(w in v for w in words)]
"""
    )
    seen = found.value("look")
    if os.getuid() == 0:
        assert 0 not in seen["users"]
    assert set(seen["environment"]) <= {*ENVIRONMENT, *SURROUNDINGS}
    assert seen["descriptors"] == [0, 1, 2, 3, 4]
    assert seen["here"] == []
    assert not [word for word in seen["arguments"] if not word.isdigit()]
    assert found.value("texts", ["A_SECRET_OF_THE_GRADER"]) == []


@pytest.mark.parametrize(
    "attempt",
    [
        "open(ROOT + '/reference/softmax.py').read()",
        "open(ROOT + '/assignments/softmax/lab.py').read()",
        "open(ROOT + '/graders/sandbox/worker.py').read()",
        "os.listdir(ROOT + '/reference')",
        "os.listdir('/var')",
        "os.listdir('/home')",
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        "open('/proc/1/cmdline').read()",
        "open('/tmp/here', 'w')",
        "open('/dev/shm/here', 'w')",
        "open(os.__file__, 'a')",
        "open(np.__file__, 'a')",
        "os.symlink('/etc/passwd', 'link')",
        "os.link(os.__file__, 'link')",
        "os.mkfifo('fifo')",
        "os.mknod('device', 0o60666, 0)",
        "os.chmod('.', 0o777)",
        "os.utime('.')",
        "socket.socket()",
        "_socket.socketpair()",
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.execv('/bin/true', ['true'])",
        "subprocess.run(['/bin/true'])",
        "os.setuid(0)",
        "os.setsid()",
        "os.nice(1)",
        "os.sched_setaffinity(0, {0})",
        "os.memfd_create('here')",
        "os.kill(os.getppid() or 1, 9)",
        "os.kill(-1, 9)",
        "os.killpg(0, 9)",
        "resource.setrlimit(resource.RLIMIT_CPU, (-1, -1))",
        "signal.pidfd_send_signal(0, 9)",
        "fcntl.fcntl(4, fcntl.F_SETOWN, 1)",
        "fcntl.flock(1, fcntl.LOCK_EX)",
        "__import__('reference')",
        "__import__('assignments')",
        "__import__('graders.run').run.grade",
        "__import__('torch')",
        "__import__('jinja2')",
        "__import__('pytest')",
    ],
)
def test_what_lies_outside_is_out_of_reach(nursery: Nursery, cell: Any, attempt: str) -> None:
    if nursery.isolation.tier < 2:
        pytest.skip("only tiers 2 and 3 promise that")
    inmate = cell(
        "import _socket, fcntl, os, resource, signal, socket, subprocess, sys\nimport numpy as np\n"
        f"def f(ROOT):\n    sys.path.append(ROOT)\n    {attempt}\n"
    )
    kind, *error = inmate.call("f", str(ROOT))
    assert kind == "error", attempt
    assert {"OSError", "ImportError", "AttributeError", "ValueError"} & {error[0], *error[1]}
    assert cell("def f(): return 1").value("f") == 1


def test_numpy_is_there_and_computes_as_it_does_outside(best_cell: Any) -> None:
    source = """
import numpy as np
def f(x):
    return np.linalg.svd(x)[1], np.exp(x).sum(axis=1), x @ x.T, np.fft.fft(x), np.random.default_rng(3).normal(size=4)
"""
    x = np.random.default_rng(1).normal(size=(40, 30))
    there: dict[str, Any] = {}
    exec(source, there)
    for got, expected in zip(best_cell(source).value("f", x), there["f"](x), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_the_standard_library_is_there_however_late_it_is_imported(best_cell: Any) -> None:
    inmate = best_cell("import importlib\ndef f(names): return [importlib.import_module(n).__name__ for n in names]")
    assert inmate.value("f", LIBRARY.split()) == LIBRARY.split()


def test_the_usual_things_work(best_cell: Any) -> None:
    inmate = best_cell(
        textwrap.dedent(
            """
            import concurrent.futures, csv, decimal, inspect, io, json, statistics, tempfile, threading, warnings
            import asyncio, time
            import numpy as np

            def threads():
                found = []
                compute = lambda: found.append(np.ones((50, 50)) @ np.ones(50))
                both = [threading.Thread(target=compute) for _ in range(2)]
                [t.start() for t in both], [t.join() for t in both]
                with concurrent.futures.ThreadPoolExecutor(2) as pool:
                    return len(found), list(pool.map(abs, [-1, 2]))

            def files():
                with open("notes.csv", "w", newline="") as file:
                    csv.writer(file).writerow([1, "ü"])
                with open("notes.csv") as file:
                    rows = list(csv.reader(file))
                with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile("w+") as file:
                    json.dump(rows, file)
                    np.save(folder + "/x.npy", np.ones(2))
                    return rows, np.load(folder + "/x.npy")

            def source():
                return inspect.getsource(source).splitlines()[0]

            def clock():
                return time.time() > 0 and time.perf_counter() > 0
            """
        )
    )
    assert inmate.value("threads") == (2, [1, 2])
    rows, array = inmate.value("files")
    assert (rows, array.tolist()) == ([["1", "ü"]], [1, 1])
    assert inmate.value("source") == "def source():"
    assert inmate.value("clock") is True


def test_what_one_worker_leaves_the_next_one_does_not_find(cell: Any) -> None:
    source = """
import numpy as np, os, sys, tempfile
def leave():
    for folder in (".", tempfile.gettempdir(), os.path.expanduser("~")):
        with open(os.path.join(folder, "left"), "w") as file:
            file.write("here")
    np.ones = sys.left = 3
    np.random.seed(3)
    return os.path.exists("left")
def found():
    return os.listdir("."), os.listdir(tempfile.gettempdir()), hasattr(sys, "left"), np.ones(2)
"""
    assert cell(source).value("leave") is True
    here, temporary, left, ones = cell(source).value("found")
    assert (here, temporary, left, ones.tolist()) == ([], [], False, [1, 1])


def test_the_work_folder_holds_no_more_than_its_share(best_cell: Any) -> None:
    inmate = best_cell(
        """
def large():
    with open("large", "wb") as file:
        for _ in range(1000):
            file.write(bytes(1 << 20))
def many():
    for n in range(100_000):
        open(str(n), "w").close()
def descriptors():
    return [open("/dev/null") for _ in range(1000)]
"""
    )
    assert inmate.end("large") == "OSError"
    assert inmate.end("many") == "OSError"
    assert inmate.end("descriptors") == "OSError"


def test_a_folder_on_the_disk_has_a_limit_for_all_its_files_together(nursery: Nursery, cell: Any) -> None:
    if "zygote" in nursery.forbid:
        pytest.skip("nobody looks at the folder of a plain process")
    source = """
def large():
    for n in range(1000):
        with open(f"large{n}", "wb") as file:
            for _ in range(15):
                file.write(bytes(1 << 20))
def many():
    for n in range(10_000_000):
        open(str(n), "w").close()
def few():
    for n in range(1000):
        with open("again", "wb") as file:
            file.write(bytes(1 << 16))
        os.remove("again")
    return os.listdir(".")
import os
"""
    for name in ("large", "many"):
        inmate = cell(source, seconds=60.0)
        try:
            word = inmate.call(name, seconds=50.0, patience=50.0)[1]
        except Lost as lost:
            word = f"{lost.outcome.name} {lost.detail}"
        assert word == ("OSError" if "namespaces" in nursery.isolation.layers else "OUTPUT files")
        inmate.process.close()
        assert not inmate.process.work or not os.path.exists(inmate.process.work)
    assert cell(source).value("few") == []


def test_output_and_warnings_are_kept_in_order_and_capped(cell: Any) -> None:
    inmate = cell(
        """
import os, sys, warnings
print("at import")
def speak(n):
    print("out", flush=True)
    print("err", file=sys.stderr)
    warnings.warn("careful")
    os.write(1, b"raw \\xff bytes\\n")
    print("x" * n)
"""
    )
    streams = inmate.process.streams
    patience = time.monotonic() + 5  # a plain process's prints come by another way than its answers
    while not streams.output and time.monotonic() < patience:
        streams.listen()
    assert streams.take_output() == "at import\n"
    inmate.value("speak", 3)
    streams.listen()
    text = streams.take_output()
    assert all(word in text for word in ("out\n", "err\n", "UserWarning: careful", "raw \ufffd bytes\n", "xxx\n"))
    inmate.value("speak", 1_000_000)
    streams.listen()
    assert len(streams.output) <= 1 << 16
    assert "more bytes were printed" in streams.take_output()
    assert streams.take_output() == ""


def test_the_same_seed_draws_the_same_and_another_one_others(cell: Any) -> None:
    source = "import random, numpy as np\ndef f(): return random.random(), np.random.rand(), hash('a')"

    def drawn(seed: int) -> Any:
        inmate = cell(source)
        inmate.ask("seed", seed)
        return inmate.value("f")

    assert drawn(1) == drawn(1)
    assert drawn(1)[:2] != drawn(2)[:2]


def test_a_file_is_imported_by_its_neighbours_and_never_from_a_folder(cell: Any) -> None:
    inmate = cell()
    toy = b"import helper\nfrom helper import two\ndef f(): return helper.two() + two(), helper.__file__"
    files = {"toy.py": [("toy.py", toy)], "helper.py": [("helper.py", b"def two(): return 2")]}
    assert inmate.ask(*loading.request(files, [("toy.py", [])]))[0][1][1:3] == [[], []]
    assert inmate.value("f") == (4, "helper.py")
    assert inmate.end("g") == "AttributeError"


def test_workers_leave_no_descriptor_behind(nursery: Nursery, cell: Any) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0

    def one() -> None:
        inmate = cell("def f(): return 1\ndef leave():\n    import os\n    os._exit(1)")
        assert inmate.value("f") == 1
        assert inmate.end("leave") == "EXITED"
        inmate.process.close()

    one()
    before = descriptors()
    for _ in range(10):
        one()
    if "zygote" not in nursery.forbid:  # there, threads close the pipes when they are ready to
        assert descriptors() == before


def test_a_zygote_that_was_killed_is_replaced_and_what_it_held_is_no_verdict(nursery: Nursery, cell: Any) -> None:
    if nursery._zygote is None:
        pytest.skip("a plain process has no zygote")
    inmate = cell("def f(): return 1")
    assert inmate.value("f") == 1
    os.kill(nursery._zygote.process.pid, 9)
    nursery._zygote.process.wait()
    with pytest.raises(Infrastructure):
        inmate.call("f")
    assert cell("def f(): return 2").value("f") == 2
    assert nursery.isolation.tier >= 1


def test_a_worker_that_is_gone_says_so_as_often_as_it_is_asked(cell: Any) -> None:
    inmate = cell("import os\ndef f(): os._exit(3)")
    for _ in range(3):
        with pytest.raises(Lost) as caught:
            inmate.call("f")
        assert (caught.value.outcome, caught.value.detail) == (Outcome.EXITED, "3")


FORKS = """
import os, time

def idle():
    os.closerange(0, 64)
    while True:
        time.sleep(60)

def in_its_group():
    return os.fork() or idle()

def on_its_own():
    pid = os.fork()
    if pid == 0:
        os.setsid()
        idle()
    return pid

def orphan():
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        pid = os.fork()
        if pid == 0:
            idle()
        os.write(write, str(pid).encode())
        os._exit(0)
    return int(os.read(read, 20))

def chain():
    if os.fork() == 0:
        os.closerange(0, 64)
        while True:
            if os.fork() != 0:
                os._exit(0)
"""


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}/exe").is_symlink() and "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


@pytest.fixture(scope="module")
def forking(nothing_left_behind: None) -> Iterator[Nursery]:
    """Workers that can start processes: with a zygote, and nothing that would end or forbid them."""
    yield from started(("namespaces", "seccomp"))


@pytest.mark.parametrize("name", ["in_its_group", "on_its_own", "orphan"])
def test_what_a_worker_started_ends_with_it(forking: Nursery, name: str) -> None:
    (inmate, other), (pid, anothers) = _two_that_fork(forking, name)
    assert runs(pid)
    inmate.process.close()
    assert not runs(pid)
    if name != "orphan":  # one that has lost its parent is nobody's, and the next end takes it away
        assert runs(anothers), "it belongs to a worker that is still asked"
    other.process.close()
    assert not runs(anothers)


def _two_that_fork(nursery: Nursery, name: str) -> tuple[list[Inmate], list[int]]:
    inmates = [Inmate(nursery.worker(10, 256)) for _ in range(2)]
    assert [inmate.load(FORKS) for inmate in inmates] == [{}, {}]
    return inmates, [inmate.value(name) for inmate in inmates]


def test_what_forks_without_end_ends_with_its_worker(forking: Nursery) -> None:
    inmate = Inmate(forking.worker(10, 256))
    assert inmate.load(FORKS) == {}
    assert inmate.value("chain") is None
    inmate.process.close()
    zygote = forking._zygote
    assert zygote is not None
    assert Path(f"/proc/{zygote.process.pid}/task/{zygote.process.pid}/children").read_text() == ""


def test_what_workers_started_ends_with_the_grading(nothing_left_behind: None) -> None:
    for nursery in started(("namespaces", "seccomp")):
        inmates, pids = _two_that_fork(nursery, "on_its_own")
        assert [runs(pid) for pid in pids] == [True, True]
        nursery.close()
        assert [runs(pid) for pid in pids] == [False, False]
        for inmate in inmates:
            inmate.process.close()


@pytest.mark.slow
def test_what_a_plain_process_started_ends_with_it_unless_it_left_its_group(nothing_left_behind: None) -> None:
    if sys.platform != "linux":
        pytest.skip("processes are looked at by /proc")
    for nursery in started(("zygote",)):
        inmates, pids = _two_that_fork(nursery, "in_its_group")
        for inmate, pid in zip(inmates, pids, strict=True):
            assert runs(pid)
            inmate.process.close()
            deadline = time.monotonic() + 10
            while runs(pid) and time.monotonic() < deadline:
                time.sleep(0.001)
            assert not runs(pid)


def test_a_package_that_is_not_installed_is_named() -> None:
    with Nursery(packages=("no_such_package",)) as nursery, pytest.raises(CannotGrade, match="no_such_package"):
        nursery.worker(1, 256)


def test_torch_is_there_where_a_lab_asks_for_it() -> None:
    pytest.importorskip("torch")
    with Nursery(packages=("torch", "numpy")) as nursery:
        process = nursery.worker(20, 1024)
        try:
            inmate = Inmate(process)
            source = "import torch\ndef f(x): return torch.nn.functional.softmax(x, dim=1), torch.get_num_threads()"
            assert inmate.load(source, seconds=20, patience=60) == {}
            value, threads = inmate.value("f", graders.sandbox.wire.Tensor(np.zeros((1, 2), np.float32)), patience=60)
        finally:
            process.close()
    assert (value.array.tolist(), threads) == ([[0.5, 0.5]], 1)
