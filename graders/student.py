"""The student's work as a check sees it: names that are called here and computed in the worker.

``student.softmax(z)`` is a remote call. An object that does not cross (a model, an optimiser) comes as a ``Handle``:
``layer.forward(x)`` calls its method, ``layer.W`` reads and ``layer.W = w`` writes an attribute over there. A Python
function given as an argument is called back. A Generator given as an argument crosses as the state of a child
stream: equal generators give equal children, and no child tells anything of its parent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from graders.checks import notes, pending
from graders.checks.failure import Call, StudentError
from graders.child_stream import child_stream
from graders.connection import Connection
from graders.excess import refuse_excess
from graders.headroom import headroom
from graders.inventory import Inventory
from graders.mishap import not_a_function, raised
from graders.model import Outcome, Outline
from graders.sandbox import wire

CALLS_IN_A_MESSAGE = 200
CALLABLE_KINDS = ("function", "class")
MEMORY = 512
"""What a function of ours may take (MiB) that a student's code calls: it runs in this process."""

PLAIN = frozenset([np.ndarray, int, float, bool, str, bytes, type(None)])
"""What crosses as it is, and is most of what does."""

NO_KEYWORDS = wire.written({})
BOUND_KINDS = ("method", "function", "builtin_function_or_method", "type")

Outliner = Callable[[str, str], Outline]
"""Gives the outline of a function in a file."""


class Called(NamedTuple):
    """A call's value, and its arguments as they were afterwards."""

    value: Any
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]


class Student:
    """The submitted files' public names, as attributes.

    ``inventory`` tells which there are, ``functions`` which of them have to be functions.
    """

    def __init__(
        self,
        connection: Connection,
        inventory: Inventory,
        *,
        functions: Collection[str] = (),
        outliner: Outliner | None = None,
    ) -> None:
        self._connection = connection
        self._inventory = inventory
        self._functions = functions
        self._outliner = outliner
        self._callbacks: list[Callable[..., Any]] = []
        connection.call_back = self._call_back

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._looked_up(name)
        for file, names in self._inventory.names.items():
            if name in names:
                return self._named(file, name, names[name])
        raise self._error(self._inventory.absent(name))

    def outline(self, name: str) -> Outline:
        """What the student's function ``name`` uses, by its syntax tree."""
        self._looked_up(name.split(".")[0])
        for file, names in self._inventory.names.items():
            if name.split(".")[0] in names and self._outliner is not None:
                return self._outliner(file, name)
        raise self._error(self._inventory.absent(name))

    def place_files(self, files: Mapping[str, bytes]) -> str:
        """Write files where the student's code can read them; gives the path of the folder that holds them."""
        request = ["place", [[name, content] for name, content in files.items()]]
        what = " and ".join(files)
        reply = self._connection.ask(wire.encode(request), what)
        answer = self._answer(reply[0], what) if type(reply) is list and reply else None
        if isinstance(answer, Exception):
            raise answer
        if type(answer) is not str:
            raise self._connection.forged(what)
        return answer

    def stand_in(self, name: str, function: Callable[..., Any]) -> None:
        """Put a function of ours in the place of the student's ``name``: their other functions call back for it."""

        def called_back(*arguments: Any, **keywords: Any) -> Any:
            refuse_excess([arguments, keywords])
            # A function of theirs among the arguments is called over there; a tensor stays one.
            given = [each if type(each) is wire.Tensor else self._raise(each) for each in arguments]
            given = [each.__call__ if isinstance(each, Handle) else each for each in given]
            with headroom(MEMORY):
                return function(*given, **self._raise(keywords))

        reply = self._connection.ask(wire.encode(["replace", name, self._kept(called_back)]), name)
        answer = self._answer(reply[0], name) if type(reply) is list and reply else None
        if isinstance(answer, Exception):
            raise answer

    def _looked_up(self, name: str) -> None:
        """A name is asked for."""
        notes.looked_up(name)

    def _note(self, call: Call) -> None:
        """A function is about to be called."""
        notes.called(call)

    def _error(self, error: StudentError) -> Exception:
        """What to raise for an error over there."""
        return error

    def _named(self, file: str, name: str, kind: str) -> Any:
        target = ["name", file.removesuffix(".py"), name]
        if kind in CALLABLE_KINDS:
            return Function(self, target, name)
        if name in self._functions:
            raise not_a_function(name, kind, file)
        return self._call(target, None, {}, name)

    # ------------------------------------------------------------------------------------------- calls

    def _call(self, target: Any, arguments: Any, keywords: dict[str, Any], name: str, echo: bool = False) -> Any:
        """One call; inside ``gather`` it is only written down."""
        arguments, keywords = self._lower(arguments), self._lower(keywords) if keywords else keywords
        batch = pending.open_batch()
        if batch is not None and not echo and arguments is not None:
            about = Call(name, shapes(arguments, keywords)) if not batch.waiting else Call(name)
            # What is sent later must not change meanwhile.
            later = wire.written(keywords) if keywords else NO_KEYWORDS
            return batch.add(self._send, (about, target, wire.written(arguments), later))
        answer = self._ask([[target, arguments, keywords, [], echo]], Call(name, shapes(arguments, keywords)))[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _send(self, requests: Sequence[tuple[Any, pending.Places]]) -> list[Any]:
        """Send calls that were written down; for each the wanted part of its value, or the error."""
        about = requests[0][0][0]
        before: Any = None
        calls = []
        for (_, asked, arguments, keywords), places in requests:
            if asked != before:  # that of most calls is that of the one before
                before, target = asked, wire.written(asked)
            calls.append([target, arguments, keywords, list(places), False])
        answers: list[Any] = []
        for start in range(0, len(calls), CALLS_IN_A_MESSAGE):
            answers += self._ask(calls[start : start + CALLS_IN_A_MESSAGE], about)
        return answers

    def _ask(self, calls: list[Any], about: Call) -> list[Any]:
        """The answers to several calls, the first of which is ``about``; what a call raised is its answer."""
        self._note(about)
        name = about.name
        reply = self._connection.ask(wire.encode(["calls", calls]), name)
        if type(reply) is not list or len(reply) != len(calls):
            raise self._connection.forged(name)
        return [self._answer(item, name) for item in reply]

    def _answer(self, item: Any, name: str) -> Any:
        """A reply's item as a value, or as the error that it tells of. Nothing about its form is taken on trust."""
        match item:
            case ["value", value]:
                return self._raise(value)
            case ["echo", value, list(arguments), dict(keywords)]:
                return Called(self._raise(value), tuple(self._raise(arguments)), self._raise(keywords))
            case ["error", str(exception), list(bases), str(message), list(frames)]:
                if all(type(base) is str for base in bases):
                    error = raised(name, exception, tuple(bases), message, frames, self._inventory.lines)
                    return self._error(self._inventory.explained(error))
        raise self._connection.forged(name)

    def _set(self, handle: wire.Handle, name: str, value: Any) -> None:
        reply = self._connection.ask(wire.encode(["set", handle, name, self._lower(value)]), name)
        answer = self._answer(reply[0], name) if type(reply) is list and reply else None
        if isinstance(answer, Exception):
            raise answer

    def _call_back(self, request: Any) -> Any:
        """Run the check's own function that the student's code calls; what it answers, as a request."""
        match request:
            case ["callback", int(number), list(arguments), dict(keywords)] if 0 <= number < len(self._callbacks):
                try:
                    value = self._callbacks[number](*arguments, **keywords)
                    return ["answer", self._lower(value)]
                except StudentError as error:
                    if error.outcome not in (Outcome.ERROR, Outcome.MISSING):
                        raise  # the worker that waits for this answer is gone
                    return ["raise", str(error)]
                except Exception as error:
                    return ["raise", f"{type(error).__name__}: {error}"]
        raise self._connection.forged("the submission")

    # ------------------------------------------------------------------------------------------ values

    def _lower(self, value: Any) -> Any:
        """A check's value as the wire takes it."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is list or kind is tuple:
            return kind(map(self._lower, value))
        if kind is dict:
            return {key: self._lower(item) for key, item in value.items()}
        if isinstance(value, pending.Pending):
            return self._lower(value.value())
        if isinstance(value, np.random.Generator):
            return child_stream(value)
        if isinstance(value, Function):
            return self._lower(self._call(value._target, None, {}, value.name))
        if isinstance(value, Handle):
            return object.__getattribute__(value, "_handle")
        if (tensor := wire.tensor(value)) is not None:
            return tensor
        if callable(value) and not isinstance(value, type):
            return self._kept(lambda *given, **named: value(*self._raise(list(given)), **self._raise(named)))
        return value

    def _kept(self, function: Callable[..., Any]) -> wire.Callback:
        """What the other side gets for ``function``, which is called with values as they are on the wire."""
        self._callbacks.append(function)
        return wire.Callback(len(self._callbacks) - 1)

    def _raise(self, value: Any) -> Any:
        """A decoded value as a check takes it."""
        kind = type(value)
        if kind is list or kind is tuple:
            return kind(map(self._raise, value))
        if kind is dict:
            return {key: self._raise(item) for key, item in value.items()}
        if kind is wire.Handle:
            return Handle(self, value)
        if kind is wire.Tensor:
            return value.array
        return value


class Reference(Student):
    """The textbook, asked in the same way: the same values cross in the same form.

    Where it fails the lab is broken, and nobody's work is wrong.
    """

    def _looked_up(self, name: str) -> None:
        """The reference's names are no part of the student's work."""

    def _note(self, call: Call) -> None:
        """What is compared is named after the student's function, not the reference's."""

    def _error(self, error: StudentError) -> Exception:
        return BrokenReference(f"in the reference: {error.reason}")


class Verbatim(Reference):
    """The textbook for the student's own functions to call: they go on computing with what it gives."""

    def _raise(self, value: Any) -> Any:
        return value if type(value) is wire.Tensor else super()._raise(value)


class BrokenReference(Exception):
    """The reference lacks a name or raised an exception."""


class Function:
    """A function, class or method of the student's; calling it computes in the worker."""

    def __init__(self, student: Student, target: Any, name: str) -> None:
        self._student = student
        self._target = target
        self.name = name

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call, and give the value."""
        return self._student._call(self._target, list(arguments), keywords, self.name)

    def with_arguments(self, *arguments: Any, **keywords: Any) -> Called:
        """Call, and bring the arguments back as they are afterwards."""
        called = self._student._call(self._target, list(arguments), keywords, self.name, echo=True)
        if not isinstance(called, Called):
            raise self._student._connection.forged(self.name)
        return called

    def __repr__(self) -> str:
        return f"<the student's {self.name}>"


class Handle:
    """An object that stays in the worker. Its attributes are read, written and called over there."""

    def __init__(self, student: Student, handle: wire.Handle) -> None:
        object.__setattr__(self, "_student", student)
        object.__setattr__(self, "_handle", handle)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        target = ["attribute", self._handle, name]
        label = f"{self._handle.class_name}.{name}"
        value = self._student._call(target, None, {}, label)
        if isinstance(value, Handle) and value._handle.class_name in BOUND_KINDS:
            return Function(self._student, target, label)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        self._student._set(self._handle, name, value)

    def __iter__(self) -> Iterator[Any]:
        """What a loop over the object gives, all of it brought over at once; a loader's batches, for instance."""
        what = f"a loop over {self._handle.class_name}"
        items = self._student._call(["items", self._handle], None, {}, what)
        if type(items) is not list:
            raise self._student._connection.forged(what)
        return iter(items)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call the object, and give the value."""
        return self._student._call(["handle", self._handle], list(arguments), keywords, self._handle.class_name)

    def __repr__(self) -> str:
        article = "an" if self._handle.class_name[:1].lower() in "aeiou" else "a"
        return f"<{article} {self._handle.class_name} of the student's>"


def shapes(arguments: list[Any] | None, keywords: dict[str, Any]) -> tuple[tuple[int | str, tuple[int, ...]], ...]:
    """The shapes of the arrays among a call's arguments, each with its position or keyword."""
    named: list[tuple[int | str, Any]] = [*enumerate(arguments or []), *keywords.items()]
    arrays = [(name, value.array if isinstance(value, wire.Tensor) else value) for name, value in named]
    return tuple((name, value.shape) for name, value in arrays if isinstance(value, np.ndarray))
