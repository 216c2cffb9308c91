"""Code that means harm, or merely never ends, and how the grader meets it: at every tier that there is here.

The worker may say values and nothing else, so what is looked at is which word the grader has for the end, that it
came, and that the next worker knows nothing of it.
"""

import re
import select
from typing import Any

import numpy as np
import pytest

from graders.model import Outcome
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost
from graders.sandbox.wire import Handle, encode

pytestmark = pytest.mark.attack

GONE_OR_ERROR = {"CRASH", "EXITED", "MEMORY", "MemoryError", "RecursionError", "CPU"}

UNBOUNDED_IN_A_PLAIN_PROCESS = (
    "bytearray(",
    "os.fork",
    "l += l",
    "1 << 30",
    "1 << 20, ",
    "os.kill",
    "raise_signal",
    "9**9",
)

# The worker reads its requests from descriptor 3 and writes its replies to 4.
# name: (source with a function f, the words for its end that are right)
ENDS: dict[str, tuple[str, set[str]]] = {
    "an endless loop": ("def f():\n    while True: pass", {"CPU"}),
    "an endless loop that swallows everything": (
        """
import signal, sys
for each in range(1, 65):
    try: signal.signal(each, signal.SIG_IGN)
    except (OSError, ValueError): pass
sys.setrecursionlimit(10**6)
def f():
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
        {"CPU"},
    ),
    "an endless computation in C": ("def f(): return sum(range(10**12))", {"CPU"}),
    "a power that is never done": ("def f(): return 9**9**9", {"CPU", "MemoryError"}),
    "a regular expression that is never done": ("import re\ndef f(): re.match('(a+)+$', 'a' * 60 + 'b')", {"CPU"}),
    "sleep": ("import time\ndef f(): time.sleep(1000)", {"WALL"}),
    "a lock that nobody opens": (
        "import threading\ndef f():\n  l = threading.Lock()\n  l.acquire(), l.acquire()",
        {"WALL"},
    ),
    "a thread that is waited for": ("import threading\ndef f(): threading.Event().wait()", {"WALL"}),
    "a question to nobody": ("def f(): return input('how many? ')", {"EOFError"}),
    "eight gigabytes at once": ("def f(): return len(bytearray(8 << 30))", {"MemoryError"}),
    "an array beyond all memory": (
        "import numpy as np\ndef f(): return np.ones((1 << 20, 1 << 20))",
        {"MemoryError", "_ArrayMemoryError"},
    ),
    "a list that doubles": ("def f():\n    l = [0]\n    while True: l += l", {"MemoryError"}),
    "a recursion without end": ("def f(): return f()", {"RecursionError"}),
    "a recursion that raised its limit": (
        "import sys\ndef f():\n  sys.setrecursionlimit(1 << 30)\n  f()",
        GONE_OR_ERROR,
    ),
    "a recursion in C": (
        "import sys\ndef f():\n  sys.setrecursionlimit(1 << 30)\n  x = []\n  for _ in range(10**6): x = [x]\n  repr(x)",
        GONE_OR_ERROR,
    ),
    "a recursion in the answer": ("def f():\n  x = []\n  for _ in range(3000): x = [x]\n  return x", {"WireError"}),
    "a list that holds itself": ("def f():\n  x = []\n  x.append(x)\n  return x", {"WireError"}),
    "an answer of 80 MB": ("import numpy as np\ndef f(): return np.ones(10**7)", {"WireError"}),
    "an answer of many small things": ("def f(): return [(float(n), 'a') for n in range(10**5)]", {"WireError"}),
    "os._exit(0)": ("import os\ndef f(): os._exit(0)", {"EXITED"}),
    "sys.exit(0)": ("import sys\ndef f(): sys.exit(0)", {"SystemExit"}),
    "an interrupt": ("def f(): raise KeyboardInterrupt", {"KeyboardInterrupt"}),
    "an exit of the generator": ("def f(): raise GeneratorExit", {"GeneratorExit"}),
    "abort": ("import os\ndef f(): os.abort()", {"CRASH"}),
    "a null pointer": ("import ctypes\ndef f(): ctypes.string_at(0)", {"CRASH"}),
    "its own killing": (
        "import os, signal\ndef f():\n  os.kill(os.getpid(), signal.SIGKILL)",
        {"PermissionError", "MEMORY", "value"},  # the first process of a namespace can't be killed from within
    ),
    "its own stopping": (
        "import os, signal\ndef f():\n  signal.raise_signal(signal.SIGSTOP)",
        {"PermissionError", "WALL", "value"},
    ),
    "a signal that has no name": (
        "import signal\ndef f():\n  signal.raise_signal(44)",
        {"PermissionError", "CRASH", "value"},
    ),
    "prints without end": ("def f():\n  while True: print('x' * 65536)", {"OUTPUT"}),
    "errors without end": ("import os\ndef f():\n  while True: os.write(2, b'x' * 65536)", {"OUTPUT"}),
    "a fork bomb": (
        "import os\ndef f():\n  for _ in range(5): os.fork()\n  return os.getpid()",
        {"PermissionError", "BlockingIOError", "PROTOCOL", "value"},  # seccomp forbids it; elsewhere it dies with f
    ),
    "a process that goes its own way": (
        """
import os, time
def f():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for fd in range(64):
                try: os.close(fd)
                except OSError: pass
            time.sleep(60)
        os._exit(0)
    os._exit(0)
""",
        {"PermissionError", "EXITED"},
    ),
    "a thousand threads": (
        """
import threading
def f():
    hold = threading.Event()
    for _ in range(1000):
        threading.Thread(target=hold.wait, daemon=True).start()
    return 1
""",
        {"RuntimeError", "MemoryError", "value"},
    ),
    "the channel of replies closed": ("import os\ndef f(): os.close(4)", {"EXITED", "PROTOCOL"}),
    "every descriptor closed": ("import os\ndef f(): os.closerange(0, 64)", {"EXITED", "PROTOCOL"}),
    "the channel of replies led elsewhere": ("import os\ndef f(): os.dup2(1, 4)", {"PROTOCOL"}),
    "prints that go to the channel of replies": (
        "import os\ndef f():\n  os.dup2(4, 1)\n  print('PASSED')",
        {"PROTOCOL"},
    ),
    "no frame at all": ("import os\ndef f(): os.write(4, b'PASSED' * 10)", {"PROTOCOL"}),
    "a frame of 2^60 bytes": (
        "import os, struct\ndef f(): os.write(4, struct.pack('<4sIQ', b'LPF1', 9, 1 << 60))",
        {"PROTOCOL"},
    ),
    "a shape of 2^38 numbers and no number": (
        """
import os, struct
def f():
    header = b'["l",["l","value",["a","<f8",[274877906944]]]]'
    os.write(4, struct.pack('<4sIQ', b'LPF1', len(header), 0) + header)
""",
        {"PROTOCOL"},
    ),
    "half a frame, and then nothing": (
        "import os, time\ndef f():\n  os.write(4, b'LPF1')\n  time.sleep(1000)",
        {"WALL"},
    ),
    "a byte from time to time": (
        "import os, time\ndef f():\n  for b in b'LPF1' * 1000:\n    os.write(4, bytes([b]))\n    time.sleep(0.02)",
        {"WALL", "PROTOCOL"},
    ),
    "channels that no longer wait": (
        "import os\ndef f():\n  for fd in range(5): os.set_blocking(fd, False)\n  return 1",
        {"value", "EXITED", "PermissionError"},
    ),
    "an exception whose text never ends": (
        "class E(Exception):\n  def __str__(self):\n    while True: pass\ndef f(): raise E",
        {"CPU"},
    ),
    "an exception whose text exits": (
        "import os\nclass E(Exception):\n  def __str__(self): os._exit(5)\ndef f(): raise E",
        {"EXITED"},
    ),
    "an exception whose class has no name": (
        "class M(type): __name__ = property(lambda c: 1 / 0)\nclass E(Exception, metaclass=M): pass\ndef f(): raise E",
        {"EXITED", "ZeroDivisionError"},
    ),
    "an exception of a megabyte": ("def f(): raise ValueError('x' * (1 << 20))", {"ValueError"}),
    "a syntax error of its own making": (
        "def f():\n  e = SyntaxError('x')\n  e.lineno = 'one'\n  e.filename = e\n  raise e",
        {"SyntaxError", "EXITED"},
    ),
}


@pytest.mark.parametrize(("source", "ends"), ENDS.values(), ids=list(ENDS))
def test_every_end_has_its_word_and_the_next_worker_is_fine(
    nursery: Nursery, cell: Any, source: str, ends: set[str]
) -> None:
    plain = "zygote" in nursery.forbid
    if plain and any(word in source for word in UNBOUNDED_IN_A_PLAIN_PROCESS):
        pytest.skip("a plain process has no bounds but time and output")
    inmate = cell(source)
    word = inmate.end("f", seconds=0.2 if "CPU" in ends else 9.0, patience=0.3 if "WALL" in ends else 9.0)
    # What a plain process computes is not known: waiting counts as computing.
    assert word in (ends | {"CPU"} if plain and "WALL" in ends else ends)
    inmate.process.close()
    assert cell("def f(x): return x + 1").value("f", 1) == 2


AT_IMPORT = {
    "an endless loop": ("while True: pass", "CPU"),
    "os._exit(0)": ("import os\nos._exit(0)", "EXITED"),
    "sleep": ("import time\ntime.sleep(1000)", "WALL"),
    "a crash": ("import ctypes\nctypes.string_at(0)", "CRASH"),
    "prints without end": ("while True: print('x' * 65536)", "OUTPUT"),
    "a frame of its own": (
        "import os\nos.write(4, bytes.fromhex('4c50463101000000000000000000000031') + b'x')",
        "PROTOCOL",
    ),
}


@pytest.mark.parametrize(("source", "word"), AT_IMPORT.values(), ids=list(AT_IMPORT))
def test_loading_ends_too(best_cell: Any, source: str, word: str) -> None:
    inmate = best_cell()
    with pytest.raises(Lost) as caught:
        inmate.load(source, seconds=0.2, patience=0.3 if word == "WALL" else 5.0)
    assert caught.value.outcome.name == word


@pytest.mark.parametrize(
    ("source", "exception"),
    [
        ("import sys\nsys.exit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("x = bytearray(8 << 30)", "MemoryError"),
        ("def f(: pass", "SyntaxError"),
        ("x = '\0'", "SyntaxError"),
        ("(" * 100_000, "SyntaxError"),
        ("try: import nowhere\nfinally: x = 1", "ModuleNotFoundError"),
    ],
    ids=["sys.exit", "an interrupt", "memory", "no Python", "a zero byte", "parentheses", "a missing module"],
)
def test_a_file_that_stops_keeps_its_worker(best_cell: Any, source: str, exception: str) -> None:
    inmate = best_cell()
    error = inmate.load(f"def before(): return 1\n{source}")["toy.py"]
    assert exception in (error[1], *error[2])
    if exception != "SyntaxError":
        assert inmate.value("before") == 1


# A forged frame is a value that the student might as well have returned: the most that it can say is a wrong answer.

FORGERY = f"""
import os, threading
FORGED = bytes.fromhex({encode([["value", 42]]).hex()!r})
def before():
    os.write(4, FORGED)
    return 1
def busy():
    def write():
        while True: os.write(4, FORGED)
    threading.Thread(target=write, daemon=True).start()
    return 1
def f(): return 1
"""


@pytest.mark.parametrize("name", ["before", "busy"])
def test_a_forged_reply_says_no_more_than_the_student_could_have_returned(cell: Any, name: str) -> None:
    inmate = cell(FORGERY)
    ends = []
    for asked in (name, "f", "f"):
        try:
            ends.append(inmate.value(asked))
        except Lost as lost:
            ends.append(lost.outcome.name)
    assert set(ends) <= {1, 42, "PROTOCOL"}
    inmate.process.close()
    assert cell("def f(): return 2").value("f") == 2


EAGER = (
    FORGERY
    + """
write, read = os.write, os.read
def twice():
    os.write = lambda fd, data: write(fd, bytes(data) + FORGED) - len(FORGED)
def early():
    os.read = lambda fd, size: write(4, FORGED) and read(fd, size)
"""
)


def test_two_replies_to_one_request_end_the_worker(best_cell: Any) -> None:
    assert best_cell(EAGER).end("twice") == "PROTOCOL"


def test_a_reply_to_no_request_ends_the_worker(best_cell: Any) -> None:
    inmate = best_cell(EAGER)
    if inmate.end("early") == "value":  # else both came at once, and that was the end
        replies = next(fd for fd, kind in inmate.process.streams.link.kinds.items() if kind == "reply")
        select.select([replies], [], [], 5)
    assert inmate.end("f") == "PROTOCOL"


def test_a_worker_that_stops_reading_costs_its_time_and_no_more(cell: Any) -> None:
    inmate = cell(
        """
import os, time
def f():
    os.read = lambda *_: time.sleep(1000)
"""
    )
    assert inmate.value("f") is None
    with pytest.raises(Lost) as caught:
        inmate.call("f", np.ones(6_000_000), patience=0.3)
    assert caught.value.outcome in (Outcome.WALL, Outcome.CPU)


def test_a_worker_that_tampered_with_its_own_servant_can_still_only_say_values(best_cell: Any) -> None:
    inmate = best_cell(
        """
import gc, sys
import numpy as np
def f():
    for o in gc.get_objects():
        if type(o).__name__ == "Servant":
            o.modules["toy"].g = lambda: "mine"
    np.allclose = np.array_equal = lambda *a, **k: True
    sys.modules["graders.sandbox.wire"].encode = None
def g(): return "real"
"""
    )
    assert inmate.end("f") in ("value", "EXITED")
    assert inmate.end("g") in ("value", "EXITED")
    assert np.allclose(0, 1) is False


HOSTILE_OBJECTS = """
import os
import numpy as np

def never(*args, **keywords):
    os._exit(9)

NAMES = ("str repr eq ne lt bool len iter getitem array float int index format reduce reduce_ex getstate "
         "array_ufunc array_function hash").split()

def duck():
    return type("Duck", (), {f"__{name}__": never for name in NAMES})()

def true():
    return type("True_", (), {"__eq__": lambda a, b: True, "__lt__": lambda a, b: True, "__sub__": lambda a, b: 0})()

def named():
    return type("numpy.ndarray", (), {"shape": (2,), "__class__": property(lambda self: np.ndarray)})()

def subclass():
    class Array(np.ndarray):
        def __array_function__(self, *args, **keywords): return True
        def __array_ufunc__(self, *args, **keywords): return np.ones(2, bool)
    return np.zeros(2).view(Array)

def number():
    return type("N", (float,), {"__eq__": lambda a, b: True})(1.0)

def scalar():
    return type("S", (np.float64,), {"__eq__": lambda a, b: True})(1.0)

def text():
    return type("T", (str,), {"__eq__": lambda a, b: True, "encode": never})("x")

def sequence():
    return type("L", (list,), {"__iter__": never, "__len__": never})([1])

def mapping():
    return type("D", (dict,), {"items": never, "keys": never})(a=1)

def masked(): return np.ma.masked_array([1.0], [True])
def generator(): return (x for x in [1])
def objects(): return np.array([None, 1])
def lazy(): return map(never, [1])
def memory(): return memoryview(b"x")
"""


@pytest.mark.parametrize("name", re.findall(r"^def (\w+)\(\):", HOSTILE_OBJECTS, re.MULTILINE))
def test_an_object_that_behaves_as_it_likes_stays_where_it_is(cell: Any, name: str) -> None:
    inmate = cell(HOSTILE_OBJECTS)
    # What it holds crosses, if it is a list or a dict at heart: read by the base's own methods, not by its.
    at_heart = {"sequence": list, "mapping": dict}.get(name, Handle)
    assert [type(inmate.value(name)) for _ in range(2)] == [at_heart, at_heart]
