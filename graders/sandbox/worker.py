"""The student's side: loads the source that it is sent and answers calls, until the grader hangs up.

Everything here runs in the same process as the student's code and may be overwritten by it. That is why it decides
nothing: all it can say is "call k gave this value". Imports nothing of the engine but the wire.

Requests, each a list, and what they are answered with::

    ["load", files, wanted, packages, definitions only]
          [["value", [{file: [[name, kind] …]}, [[part, error] …], left out, {file: signatures}, defined twice]]]
    ["seed", n]                               [["value", null]]
    ["calls", [call …]]                       one answer a call
    ["set", handle, name, value]              [["value", null]]
    ["replace", name, function]               [["value", null]]
    ["outline", [source …], name]             [["value", what graders.sandbox.outline says]]; nothing is loaded
    ["place", [[name, content] …]]            [["value", the folder that they were written to]]

Files are ``[[file, [[part, source] …]] …]``, what is wanted of them ``[[file, [other name …]] …]``;
``graders.sandbox.loading`` says what a part is and what is left out, ``graders.sandbox.signatures`` what is told of
functions, ``graders.sandbox.cells`` of what is defined twice.

A call is ``[target, arguments, keywords, places, echo]``: the target is ``["name", module, name]``,
``["handle", object]``, ``["attribute", object, name]``, ``["items", object]``, the list of what a loop over it gives,
or ``["ours", name]``, one of the questions about an ``nn.Module`` in ``graders.sandbox.modules``.
Where ``arguments`` is null the target itself is the value; ``places`` leads to the part of the result that is wanted;
with ``echo`` the arguments come back as they are afterwards. An answer is ``["value", value]``,
``["echo", value, arguments, keywords]`` or ``["error", class, bases, message, frames]``. While a call runs the worker
may send ``[["callback", number, arguments, keywords]]`` and wait for ``["answer", value]`` or ``["raise", message]``.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import threading
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import Any

import numpy as np

from graders.sandbox import loading, modules, wire
from graders.sandbox.outline import outline
from graders.sandbox.preparation import leave_out, settle, warm
from graders.sandbox.signatures import signatures

MESSAGE_LIMIT = 4096
FRAME_LIMIT = 12
NAME_LIMIT = 2000
CHUNK = 1 << 16
"""Bytes read at once: what a pipe holds."""

ITEMS_LIMIT = 10_000
ERRORS_LIMIT = 100

Exchange = Callable[[bytes], Any]
"""Sends a frame to the grader and gives its answer."""


class Servant:
    """Holds the student's modules and objects, and answers requests about them."""

    def __init__(self, exchange: Exchange | None = None, folder: Callable[[], str] = os.getcwd) -> None:
        self.exchange = exchange
        self.folder = folder
        self.thread = threading.get_ident()
        self.modules: dict[str, ModuleType] = {}
        self.files: set[str] = set()
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}

    def answer(self, request: Any) -> bytes:
        """The frame that answers a request."""
        writer = wire.Writer(self.keep)
        kind, *rest = request
        if kind == "calls":
            for call in rest[0]:
                self._attempt(writer, self.call, *call)
        elif kind == "load":
            self._attempt(writer, self.load, *rest)
        elif kind == "seed":
            self._attempt(writer, self.seed, *rest)
        elif kind == "set":
            self._attempt(writer, self.set, *rest)
        elif kind == "replace":
            self._attempt(writer, self.replace, *rest)
        elif kind == "outline":
            self._attempt(writer, lambda sources, name: ["value", outline(sources, name)], *rest)
        elif kind == "place":
            self._attempt(writer, self.place, *rest)
        try:
            return writer.frame()
        except Exception as error:  # all together are larger than a message, or than the memory left
            refusal = wire.Writer()
            for _ in writer.items:
                refusal.add(self.error(error))
            return refusal.frame()

    def _attempt(self, writer: wire.Writer, action: Callable[..., Any], *arguments: Any) -> None:
        # BaseException: sys.exit() and KeyboardInterrupt in a student's function are answers like any other.
        try:
            writer.add(action(*arguments))
        except BaseException as error:
            writer.add(self.error(error))
        finally:
            _flush()

    def load(self, files: list[Any], wanted: list[Any], packages: list[str], definitions_only: bool) -> Any:
        """Run the files that are wanted, and tell the names that each defines and what stopped which part.

        The other files can be imported by them.
        """
        submitted = loading.SubmittedFiles(dict(files), packages, definitions_only)
        self.files = {part for _, parts in files for part, _ in parts}
        loading.install(submitted, packages)
        sys.argv = [wanted[0][0] if wanted else ""]
        names, functions = {}, {}
        for file, also in wanted:
            module = submitted.load(file, also)
            names[file] = self.adopt(file.removesuffix(".py"), module)
            functions[file] = signatures(module, self.files)[:NAME_LIMIT]
        errors = [[part, self.error(error)] for part, error in submitted.stopped[:NAME_LIMIT]]
        # A notebook may have thousands of cells, and an answer has a limit: of the last ones no more than the names.
        errors[ERRORS_LIMIT:] = [[part, [*error[:2], [], "", []]] for part, error in errors[ERRORS_LIMIT:]]
        twice = [list(each) for each in submitted.twice[:NAME_LIMIT]]
        return ["value", [names, errors, submitted.left_out[:NAME_LIMIT], functions, twice]]

    def place(self, files: list[Any]) -> Any:
        """Write files into the folder that this process has for itself."""
        folder = self.folder()
        for name, content in files:
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content)
        return ["value", folder]

    def adopt(self, name: str, module: ModuleType) -> Any:
        """Take a module in under a name, and tell its public names and what they are."""
        self.modules[name] = module
        names = [(name, value) for name, value in vars(module).items() if not name.startswith("_")]
        return [[name, _kind(value)] for name, value in names[:NAME_LIMIT] if not isinstance(value, ModuleType)]

    def seed(self, seed: int) -> Any:
        """Seed the global random numbers, so that a grade can be reproduced whatever a student draws from."""
        random.seed(seed)
        np.random.seed(seed % 2**32)
        if (torch := sys.modules.get("torch")) is not None:
            torch.manual_seed(seed)
        return ["value", None]

    def set(self, handle: wire.Handle, name: str, value: Any) -> Any:
        """Set an attribute of an object."""
        setattr(self.revive(handle), name, self.revive(value))
        return ["value", None]

    def replace(self, name: str, function: Any) -> Any:
        """Put a function in the place of the student's ``name``, under any name and in any table where it stands."""
        function = self.revive(function)
        namespaces = [vars(module) for module in self.modules.values()]
        tables = [table for space in namespaces for table in space.values() if type(table) is dict]
        for own in [space[name] for space in namespaces if name in space]:
            for space in [*namespaces, *tables]:
                space.update({known: function for known, value in space.items() if value is own})
        for space in namespaces:
            space.setdefault(name, function)
        return ["value", None]

    def call(self, target: Any, arguments: Any, keywords: Any, places: Any, echo: bool) -> Any:
        """Call, or just fetch, what ``target`` names."""
        match target:
            case ["name", module, name]:
                function = getattr(self.modules[module], name)
            case ["attribute", object_, name]:
                function = getattr(self.revive(object_), name)
            case ["handle", object_]:
                function = self.revive(object_)
            case ["items", object_]:
                return ["value", list(itertools.islice(self.revive(object_), ITEMS_LIMIT))]
            case ["ours", name]:
                function = modules.OURS[name]
        if arguments is None:
            return ["value", function]
        arguments, keywords = self.revive(arguments), self.revive(keywords)
        value = function(*arguments, **keywords)
        for place in places:
            value = value[place]
        if isinstance(function, type) and type(value) is function and self.is_own(function):
            value = self.keep(value)  # an object that was asked for, also where its class is a form of dict or list
        return ["echo", value, arguments, keywords] if echo else ["value", value]

    def is_own(self, class_: type) -> bool:
        """Whether the submission has defined a class that is no form of tuple: those are values, named or not."""
        names = {module.__name__ for module in self.modules.values()}
        return class_.__module__ in names and not issubclass(class_, tuple)

    def keep(self, value: Any) -> wire.Handle:
        """A handle for an object that stays here; the same object gets the same handle."""
        number = self.numbers.get(id(value))
        if number is None or self.objects[number] is not value:
            number = self.numbers[id(value)] = len(self.objects)
            self.objects.append(value)
        return wire.Handle(number, _class_name(value))

    def revive(self, value: Any) -> Any:
        """A decoded value with handles, callbacks and tensors turned into what they stand for."""
        kind = type(value)
        if kind is np.ndarray:  # most of what comes
            return value
        if kind is list or kind is tuple:
            return kind(map(self.revive, value))
        if kind is dict:
            return {key: self.revive(item) for key, item in value.items()}
        if kind is wire.Handle:
            return self.objects[value.number]
        if kind is wire.Callback:
            return self.callback(value.number)
        if kind is wire.Tensor:
            torch = sys.modules["torch"]
            return torch.from_numpy(value.array).requires_grad_(value.requires_grad)
        return value

    def callback(self, number: int) -> Callable[..., Any]:
        """A function here that calls the grader's function ``number``."""

        def call_back(*arguments: Any, **keywords: Any) -> Any:
            if self.exchange is None or threading.get_ident() != self.thread:
                raise RuntimeError("a function given by the grader can be called from the main thread only")
            writer = wire.Writer(self.keep)
            writer.add(["callback", number, list(arguments), keywords])
            reply = self.exchange(writer.frame())
            while reply[0] not in ("answer", "raise"):  # the grader's function calls the student's in its turn
                reply = self.exchange(self.answer(reply))
            if reply[0] == "raise":
                raise ValueError(reply[1])
            return self.revive(reply[1])

        return call_back

    def error(self, error: BaseException) -> Any:
        """An exception as text: nothing of it crosses but names, numbers and a message."""
        bases = [base.__name__ for base in type(error).__mro__[1:-1]]
        try:
            message = str(error)[:MESSAGE_LIMIT]
        except BaseException:
            message = ""
        frames = self.frames(error.__traceback__)
        if isinstance(error, SyntaxError):
            message = str(error.msg)[:MESSAGE_LIMIT]
            frames.append([str(error.filename), int(error.lineno or 0), "<module>"])
        return ["error", type(error).__name__, bases, message, frames]

    def frames(self, traceback: TracebackType | None) -> list[Any]:
        """The places in the student's own files on the way to an exception, the last ones last."""
        frames: list[Any] = []
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if code.co_filename in self.files:
                frames.append([code.co_filename, traceback.tb_lineno, code.co_name])
            traceback = traceback.tb_next
        return frames[-FRAME_LIMIT:]


def _kind(value: Any) -> str:
    if isinstance(value, type):
        return "class"
    return "function" if callable(value) else _class_name(value)


def _class_name(value: Any) -> str:
    if type(value) is np.ndarray:
        return f"array of dtype {value.dtype}"
    return str(type(value).__name__)[:200]


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            continue  # the student closed or replaced it: what was printed is lost, nothing else


def serve(requests: int, replies: int) -> None:
    """Answer the frames read from one descriptor on another until the first is closed."""

    data = bytearray()

    def read(size: int) -> bytes:
        while len(data) < size:
            part = os.read(requests, CHUNK)
            if not part:
                os._exit(0)  # the grader hung up; atexit hooks are the student's
            data.extend(part)
        taken = bytes(data[:size])
        del data[:size]
        return taken

    def receive() -> Any:
        header, body = wire.lengths(read(wire.PREFIX.size))
        return wire.decode(read(header), read(body))

    def exchange(frame: bytes) -> Any:
        view = memoryview(frame)
        while view:
            view = view[os.write(replies, view) :]
        return receive()

    folder = os.getcwd()
    servant = Servant(exchange, lambda: folder)
    request = exchange(wire.encode(["hello"]))
    while True:
        request = exchange(servant.answer(request))


def main() -> None:
    """A worker as a plain process of its own, for systems without a zygote: frames on stdin and stdout."""
    requests, replies = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(requests, os.O_BINARY)
        msvcrt.setmode(replies, os.O_BINARY)
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a picture of its memory would be long in the writing
    if sys.platform == "linux":
        from graders.sandbox import linux

        if linux.SUPPORTED:
            linux.close_memory()  # other submissions run as the same user
            linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)  # no sudo, where the grader's user needs no password for it
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)  # what the student prints goes where the errors go: it is shown, and never read as an answer
    settle(os.getcwd())
    warm()
    leave_out()
    serve(requests, replies)
