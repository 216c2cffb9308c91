"""The student's work as a check sees it: here it looks as if it were here."""

import json
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from graders.checks.failure import StudentError
from graders.checks.pending import gather
from graders.child_stream import child_stream
from graders.connection import Connection, Local, Remote
from graders.inventory import Inventory
from graders.model import Outcome
from graders.sandbox import loading, wire
from graders.sandbox.nursery import Nursery
from graders.sandbox.streams import Clock
from graders.student import BrokenReference, Handle, Reference, Student


class Counting:
    """A connection that counts what is asked."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.frames = 0

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self.connection if name == "call_back" else self, name, value)

    def ask(self, frame: bytes, what: str) -> Any:
        self.frames += 1
        return self.connection.ask(frame, what)

    def forged(self, what: str) -> StudentError:
        return self.connection.forged(what)


def module(source: str) -> ModuleType:
    made = ModuleType("toy")
    exec(compile(source, "toy.py", "exec"), vars(made))
    return made


def student(source: str, **options: Any) -> Student:
    """A student of a source: over the same wire, in this process."""
    local = Local(module(source))
    return Student(local, local.inventory, **options)


@pytest.fixture
def away(nursery: Nursery) -> Any:
    """Makes a student of a source in a worker."""
    processes = []

    def away(source: str) -> Student:
        process = nursery.worker(10, 256)
        processes.append(process)
        request = loading.request({"toy.py": [("toy.py", source.encode())]})
        ((_, (names, errors, *_)),) = process.ask(wire.encode(request), Clock(5))
        assert errors == []
        known = {file: dict(pairs) for file, pairs in names.items()}
        return Student(Remote(process, Clock(5)), Inventory(known, lines={"toy.py": source.splitlines()}))

    yield away
    for process in processes:
        process.close()


# ------------------------------------------------------------------------------------------------ names


def test_a_function_is_called_and_says_its_name() -> None:
    toy = student("def double(x, *, by=2): return by * x")
    assert toy.double(3) == 6
    assert toy.double(x=3, by=-1) == -3
    assert toy.double.name == "double"


def test_a_missing_name_says_what_was_found_instead() -> None:
    toy = student("def soft_max(x): pass\ndef soft_min(x): pass\nclass Adam: pass")
    with pytest.raises(StudentError) as caught:
        toy.softmax  # noqa: B018
    assert caught.value.reason.startswith("toy.py has no `softmax`; it has `soft_max`")
    assert "Rename `soft_max` to `softmax`" in str(caught.value.hint)
    assert caught.value.outcome is Outcome.MISSING
    with pytest.raises(StudentError, match=r"toy\.py has no `adam`; it has `Adam`"):
        toy.adam()


def test_a_missing_name_that_nothing_comes_near_says_where_to_define_it() -> None:
    with pytest.raises(StudentError, match=r"toy\.py has no `convolve`") as caught:
        student("x = 1").convolve([1])
    assert "top level of toy.py" in str(caught.value.hint)


def test_a_name_that_is_no_function_says_what_it_is() -> None:
    toy = student("import numpy as np\ndef f(): pass\nf = np.ones(2)\nrate = 0.1", functions=["f"])
    with pytest.raises(StudentError) as caught:
        toy.f(1)
    assert caught.value.reason.startswith("`f` is an array of dtype float64 in toy.py")
    assert toy.rate == 0.1, "a constant is read"


def test_modules_and_private_names_are_no_functions_of_the_students() -> None:
    toy = student("import numpy as np\nfrom math import sqrt\ndef _hidden(): pass")
    for name in ("np", "_hidden"):
        with pytest.raises(StudentError, match="has no"):
            getattr(toy, name)
    assert toy.sqrt(4) == 2
    assert not hasattr(toy, "__array__")


# ------------------------------------------------------------------------------------------------ values


def test_values_arrive_as_plain_values_and_anything_else_as_a_handle() -> None:
    toy = student("def same(x): return x\ndef odd(): return [object(), {1}], {'f': len}")
    for value in (None, True, 3, 2.5, "ü", [1, [2.0]], (1,), {"W": np.ones(2)}, np.float32(3)):
        got = toy.same(value)
        assert type(got) is type(value)
        assert repr(got) == repr(value)
    (thing, a_set), functions = toy.odd()
    assert [type(each) for each in (thing, a_set, functions["f"])] == [Handle] * 3
    assert repr(thing) == "<an object of the student's>"


def test_what_a_student_changes_changes_nothing_here() -> None:
    toy = student("def zero(x):\n    x[...] = 0\n    return x")
    x = np.ones(3)
    assert toy.zero(x).tolist() == [0, 0, 0]
    assert x.tolist() == [1, 1, 1]


def test_the_arguments_come_back_as_they_are_afterwards() -> None:
    toy = student("def f(x, d, l, *, k):\n    x *= 2\n    d['n'] = 1\n    l.append(k.pop())\n    return 5")
    called = toy.f.with_arguments(np.ones(2), {"m": np.zeros(1)}, [], k=[7])
    assert called.value == 5
    x, d, items = called.arguments
    assert (x.tolist(), sorted(d), items, called.keywords) == ([2, 2], ["m", "n"], [7], {"k": []})


def test_a_tensor_arrives_as_an_array(away: Any) -> None:
    toy = student("def f(x): return x")
    tensor = wire.Tensor(np.ones(2, np.float32), True)
    assert toy._raise([tensor])[0] is tensor.array


# ------------------------------------------------------------------------------------------------ handles

CLASSY = """
import numpy as np
class Layer:
    rate = 0.5
    def __init__(self, n):
        self.W = np.ones(n)
        self.inner = Inner()
    def forward(self, x, scale=1.0):
        return float((self.W * x).sum() * scale)
    def __call__(self, x): return self.forward(x)
    def swap(self, other):
        self.W, other.W = other.W, self.W
        return self
    @property
    def size(self): return len(self.W)
class Inner:
    def name(self): return "inner"
def weights_of(layer): return layer.W
def make(): return Layer
"""


def test_an_object_is_made_read_written_and_called_over_there() -> None:
    toy = student(CLASSY)
    layer = toy.Layer(3)
    assert layer.W.tolist() == [1, 1, 1]
    layer.W = np.array([1.0, 2.0, 3.0])
    assert layer.forward(np.ones(3), scale=2.0) == 12
    assert layer(np.ones(3)) == 6
    assert (layer.size, layer.rate) == (3, 0.5)
    assert layer.inner.name() == "inner"
    assert layer.forward.name == "Layer.forward"
    assert toy.weights_of(layer).tolist() == [1, 2, 3]
    assert toy.make()(2).W.tolist() == [1, 1]


def test_a_handle_given_back_is_the_object_itself() -> None:
    toy = student(CLASSY)
    one, two = toy.Layer(1), toy.Layer(2)
    again = one.swap(two)
    assert (again.size, one.size, two.size) == (2, 2, 1)
    again.W = np.zeros(4)
    assert one.size == 4


def test_a_loop_over_an_object_of_the_students_gives_what_it_gives_over_there(away: Any) -> None:
    source = """
class Loader:
    def __iter__(self):
        yield [1, 2], "a"
        yield [3], self
class Endless:
    def __iter__(self): return self
    def __next__(self): return 1
class Broken:
    def __iter__(self): raise ValueError("no data")
class Plain: pass
"""
    toy = away(source)
    (first, label), (second, itself) = toy.Loader()
    assert (first, label, second) == ([1, 2], "a", [3])
    assert isinstance(itself, Handle)
    assert len(list(toy.Endless())) == 10_000
    for name, words in (("Broken", "raised ValueError: no data"), ("Plain", "'Plain' object is not iterable")):
        with pytest.raises(StudentError, match=words):
            list(getattr(toy, name)())


def test_hasattr_and_getattr_with_a_default_work_on_handles() -> None:
    layer = student(CLASSY).Layer(3)
    assert hasattr(layer, "W")
    assert not hasattr(layer, "bias")
    assert getattr(layer, "bias", None) is None
    with pytest.raises(StudentError, match=r"Layer\.bias raised AttributeError"):
        layer.bias  # noqa: B018
    with pytest.raises(StudentError, match="AttributeError"):
        layer.size = 3


# ---------------------------------------------------------------------------------------------- callbacks


def test_a_function_of_the_checks_own_is_called_back() -> None:
    toy = student("def twice(f, x): return f(f(x))\ndef pair(fs, x): return [f(x, k=2) for f in fs.values()]")
    assert toy.twice(lambda x: x * 3, np.ones(2)).tolist() == [9, 9]
    assert toy.pair({"a": lambda x, k: x + k}, 3) == [5]


@pytest.fixture(params=["here", "in a worker"])
def make(request: pytest.FixtureRequest, away: Any) -> Any:
    """Makes a student of a source, in this process and in a worker."""
    return student if request.param == "here" else away


def test_a_function_called_back_may_call_the_student_in_its_turn(make: Any) -> None:
    toy = make("def apply(f, x): return f(x) + 1\ndef double(x): return 2 * x")
    assert toy.apply(lambda x: toy.apply(toy.double, x), 3) == 8
    assert toy.apply(toy.double, 5) == 11


def test_what_a_function_called_back_raises_arrives_over_there_and_comes_back_as_text(make: Any) -> None:
    def fails(x: int) -> int:
        raise KeyError("no")

    toy = make("def apply(f): return f(1)\ndef safe(f):\n  try: f(1)\n  except ValueError as e: return str(e)")
    with pytest.raises(StudentError, match=r"apply raised ValueError: KeyError"):
        toy.apply(fails)
    assert "KeyError" in toy.safe(fails)


def test_only_functions_that_were_given_can_be_called_back(away: Any) -> None:
    source = """
import gc
def forge(number):
    servant, = [o for o in gc.get_objects() if type(o).__name__ == "Servant"]
    return servant.callback(number)(1)
def keep(f):
    global kept
    kept = f
def later(): return kept(2)
"""
    toy = away(source)
    toy.keep(lambda x: x + 1)
    assert toy.later() == 3
    with pytest.raises(StudentError) as caught:
        toy.forge(99)
    assert caught.value.outcome is Outcome.PROTOCOL


def test_calling_back_without_end_is_the_students_own_time(away: Any) -> None:
    toy = away(
        """
import os, sys
def f(g):
    frame = sys.modules["graders.sandbox.wire"].encode([["callback", 0, [], {}]])
    while True:
        os.write(4, frame)  # costs next to nothing here
        os.read(3, 65536)
"""
    )
    calls = []

    def busy() -> int:
        calls.append(1)
        return sum(range(500_000))

    toy._connection.clock.waiting = 0.5
    with pytest.raises(StudentError) as caught:
        toy.f(busy)
    assert caught.value.outcome in (Outcome.WALL, Outcome.CPU)
    assert len(calls) < 500


# ------------------------------------------------------------------------------------------- many in one


def test_calls_made_together_travel_in_one_message() -> None:
    counting = Counting(Local(module("def loss(w): return float((w ** 2).sum()), w\ndef bad(w): return [][w]")))
    toy = Student(counting, Inventory({"toy.py": {"loss": "function", "bad": "function"}}))
    points = [np.full(3, n) for n in range(100)]
    assert gather(lambda w: toy.loss(w)[0], points) == [3.0 * n * n for n in range(100)]
    assert counting.frames == 1
    values = gather(lambda w: toy.loss(w)[0] * 2 + 1, points)
    assert values == [6.0 * n * n + 1 for n in range(100)]
    with pytest.raises(StudentError, match="IndexError"):
        gather(lambda n: toy.bad(n), [1, 2])


def test_an_array_that_changes_between_calls_is_sent_as_it_was() -> None:
    toy = student("def f(x): return float(x.sum())")
    x = np.zeros(2)

    def at(n: int) -> Any:
        x[0] = n
        return toy.f(x)

    assert gather(at, range(5)) == [0, 1, 2, 3, 4]


def test_a_thousand_calls_are_a_few_messages() -> None:
    counting = Counting(Local(module("def f(x): return x + 1")))
    toy = Student(counting, Inventory({"toy.py": {"f": "function"}}))
    assert gather(toy.f, range(1000)) == list(range(1, 1001))
    assert counting.frames <= 10


# ---------------------------------------------------------------------------------------------- generators


def test_equal_generators_give_student_and_reference_the_same_stream() -> None:
    source = "def draw(rng): return rng.normal(size=3)"
    toy, book = student(source), student(source)
    assert toy.draw(np.random.default_rng(5)).tolist() == book.draw(np.random.default_rng(5)).tolist()
    assert toy.draw(np.random.default_rng(5)).tolist() != toy.draw(np.random.default_rng(6)).tolist()


def test_a_generator_goes_on_from_call_to_call() -> None:
    toy = student("def draw(rng): return rng.normal(size=3)")
    rng = np.random.default_rng(5)
    assert toy.draw(rng).tolist() != toy.draw(rng).tolist()


def test_a_child_stream_costs_its_parent_32_bytes_and_tells_nothing_of_it() -> None:
    parent, twin = np.random.default_rng(5), np.random.default_rng(5)
    child = child_stream(parent)
    twin.bytes(32)
    assert parent.bit_generator.state == twin.bit_generator.state
    words = [json.dumps(rng.bit_generator.state["state"]) for rng in (child, parent)]
    assert words[0] != words[1]
    assert not hasattr(child.bit_generator.seed_seq, "spawn_key") or child.bit_generator.seed_seq.spawn_key == ()


def test_a_generator_draws_the_same_in_a_worker_as_here(away: Any) -> None:
    source = "def draw(rng): return rng.permutation(9), rng.normal(size=2)"
    there, here = (toy.draw(np.random.default_rng(8)) for toy in (away(source), student(source)))
    assert [each.tolist() for each in there] == [each.tolist() for each in here]


# ------------------------------------------------------------------------------------------------ errors


def test_an_exception_arrives_with_its_place_and_line(away: Any) -> None:
    toy = away("def f(x):\n    y = x\n    return g(y)\n\ndef g(y):\n    return y['a']  # here\n")
    with pytest.raises(StudentError) as caught:
        toy.f({})
    error = caught.value
    assert error.reason.startswith("f raised KeyError: 'a'")
    assert (error.exception, error.outcome) == ("KeyError", Outcome.ERROR)
    assert "LookupError" in error.bases
    places = [(frame.file, frame.line, frame.function, frame.text) for frame in error.frames]
    assert places == [("toy.py", 3, "f", "return g(y)"), ("toy.py", 6, "g", "return y['a']  # here")]


@pytest.mark.parametrize(
    ("body", "words", "hint"),
    [
        ("raise NotImplementedError", "f is not implemented yet", "raise NotImplementedError"),
        ("raise NotImplementedError('todo')", "f is not implemented yet", "raise NotImplementedError"),
        ("return f()", "RecursionError", "call itself"),
        ("import nowhere", "No module named 'nowhere'", "standard library"),
        ("raise SystemExit", "ended the program", "exit()"),
        ("return 1 / 0", "f raised ZeroDivisionError: division by zero.", "below the fraction line"),
        ("raise ValueError", "f raised ValueError.", None),
        ("x = []\n    x.append(x)\n    return x", "nested", "handout"),
    ],
)
def test_an_exception_is_told_in_a_sentence(body: str, words: str, hint: str | None) -> None:
    with pytest.raises(StudentError) as caught:
        student(f"def f():\n    {body}").f()
    assert words in caught.value.reason
    assert caught.value.hint is None if hint is None else hint in str(caught.value.hint)


def test_what_cannot_be_sent_as_a_whole_is_told_and_not_taken_for_a_crash(away: Any) -> None:
    toy = away("import numpy as np\ndef large(): return np.ones(9_000_000)\ndef f(): return 1")
    with pytest.raises(StudentError, match="larger than a message"):
        toy.large()
    assert toy.f() == 1


@pytest.mark.parametrize(
    "reply",
    [
        None,
        [],
        [["value", 1], ["value", 2]],
        [["value"]],
        [["valeu", 1]],
        ["value", 1],
        {"value": 1},
        [["error", "E", [], "m"]],
        [["error", "E", [1], "m", []]],
        [["error", 1, [], "m", []]],
        [["echo", 1, 2, 3]],
        7,
    ],
)
def test_a_reply_of_no_known_form_is_a_forgery(away: Any, reply: Any) -> None:
    toy = away("def f(): return 1")
    remote = toy._connection
    remote.process.ask = lambda *_: reply
    with pytest.raises(StudentError) as caught:
        toy.f()
    assert caught.value.outcome is Outcome.PROTOCOL
    assert not remote.process.alive


@pytest.mark.parametrize(
    "frames", [[7], [["toy.py", "1", "f"]], [["other.py", 1, "f"]], [["toy.py", 99, "f"]], [["toy.py", -1, "f"]]]
)
def test_frames_that_lie_show_no_line(away: Any, frames: Any) -> None:
    toy = away("def f(): return 1")
    toy._connection.process.ask = lambda *_: [["error", "E", [], "m", frames]]
    with pytest.raises(StudentError) as caught:
        toy.f()
    assert [frame.text for frame in caught.value.frames] in ([], [""])


def test_a_warning_is_no_error_and_nobody_here_sees_it(make: Any) -> None:
    """Else a mistake that only warns would be caught for the wrong reason wherever warnings are errors."""
    toy = make("import warnings, numpy as np\ndef f(x):\n  warnings.warn('careful')\n  return np.log(x)")
    assert np.isneginf(toy.f(np.zeros(1))).all()


def test_the_references_errors_are_no_students() -> None:
    local = Local(module("def f(): return 1 / 0"))
    reference = Reference(local, local.inventory)
    with pytest.raises(BrokenReference, match="ZeroDivisionError"):
        reference.f()
    with pytest.raises(BrokenReference, match="has no `g`"):
        reference.g()
