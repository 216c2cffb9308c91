"""Record and replay: a check's draws and the reference's answers, so that it runs where the reference is not.

For a public seed, ``record`` runs each public check on the reference and keeps what was drawn from ``rng``, what the
reference was asked and what it answered, and what each known mistake would have answered in the student's place. A
``Cassette`` holds bytes only, no code; ``Replay`` is the oracle that plays it. Questions match by their order, their
name and their arguments (to 1e-9); one that doesn't is the lab's fault, never a value.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import numpy as np

from graders.checks import notes
from graders.checks.failure import Failure, StudentError
from graders.connection import Connection, Local
from graders.errors import LabproofError, UsageError
from graders.inventory import Inventory
from graders.lab import Check, Lab
from graders.model import Curve
from graders.oracle import Live
from graders.overlay import overlay, solution
from graders.sandbox import wire
from graders.student import Reference, Student

FORMAT = 1
SIZE_LIMIT = 2 << 20
AGREEMENT = 1e-9
IN_PLACE = ("shuffle", "spawn")


class Mismatch(Exception):
    """A check asked something else than when it was recorded."""


@dataclass
class Track:
    """One check: what was drawn, and the reference's frames, question and answer in turn."""

    draws: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)


@dataclass
class Echo:
    """A known mistake: its hint, and the answers that it gave in the student's place.

    Only of checks in which they are not those of right work.
    """

    title: str
    hint: str
    answers: dict[str, list[bytes]] = field(default_factory=dict)


@dataclass
class Cassette:
    """The recorded checks of a lab; ``module`` is what its reference is called."""

    lab: str
    seed: str
    module: str
    functions: list[str]
    tracks: dict[str, Track]
    mistakes: dict[str, Echo]

    def to_bytes(self) -> bytes:
        """The cassette as a compressed frame; raises LabproofError beyond 2 MiB."""
        tree = {
            "format": FORMAT,
            "lab": self.lab,
            "seed": self.seed,
            "module": self.module,
            "functions": self.functions,
            "tracks": {name: [track.draws, track.answers] for name, track in self.tracks.items()},
            "mistakes": {name: [echo.title, echo.hint, echo.answers] for name, echo in self.mistakes.items()},
        }
        packed = zlib.compress(wire.encode(tree), 9)
        if len(packed) > SIZE_LIMIT:
            raise LabproofError(
                f"the cassette of lab {self.lab} has {len(packed):,} bytes, where {SIZE_LIMIT:,} are allowed; "
                "let its public checks draw smaller arrays, or declare the largest of them live=True"
            )
        return packed

    @classmethod
    def from_bytes(cls, packed: bytes) -> Cassette:
        """Read a cassette; raises UsageError for anything else."""
        try:
            tree = wire.unpack(zlib.decompress(packed))
            if tree["format"] != FORMAT:
                raise UsageError(f"the cassette has format {tree['format']}; this version reads format {FORMAT}")
            tracks = {name: Track(*map(_frames, each)) for name, each in tree["tracks"].items()}
            mistakes = {
                name: Echo(title, hint, {check: _frames(answers) for check, answers in each.items()})
                for name, (title, hint, each) in tree["mistakes"].items()
            }
            texts = [tree["lab"], tree["seed"], tree["module"], *tree["functions"], *tracks, *mistakes]
            if not all(type(text) is str for text in texts):
                raise TypeError("a name that is no text")
            return cls(tree["lab"], tree["seed"], tree["module"], list(tree["functions"]), tracks, mistakes)
        except (zlib.error, wire.WireError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise UsageError(f"this is no cassette ({error}); make the handout again") from None


def _frames(value: Any) -> list[bytes]:
    if type(value) is not list or not all(type(frame) is bytes for frame in value):
        raise TypeError("a track that is none")
    return value


# ------------------------------------------------------------------------------------------------ recording


def record(lab: Lab, seed: str) -> Cassette:
    """Record the public checks of ``lab`` that are not live.

    Raises LabproofError where a check fails the reference itself, or asks the reference what depends on the
    student's answer without saying ``live=True``.
    """
    live = Live(lab, seed)
    checks = [check for check in lab.checks.values() if check.public and not check.live]
    module = lab.reference.__name__.rpartition(".")[2]
    tracks = {check.name: _track(lab, live, check) for check in checks}
    cassette = Cassette(lab.name, seed, module, live.functions, tracks, {})
    replay = Replay(lab, cassette)
    right = {check.name: _echo(replay, check, solution(lab)) for check in checks}
    for mistake in lab.mistakes.values():
        wrong = overlay(lab, mistake.replaces)
        answers = {check.name: _echo(replay, check, wrong) for check in checks}
        answers = {name: given for name, given in answers.items() if given != right[name]}
        cassette.mistakes[mistake.name] = Echo(mistake.title, mistake.hint, answers)
    return cassette


def _track(lab: Lab, live: Live, check: Check) -> Track:
    track = Track()
    textbook, student = live.local(check), Local(solution(lab))
    reference = Reference(Recording(textbook, track.answers, questions=True), textbook.inventory)
    try:
        with notes.collecting():
            work = Student(student, student.inventory, outliner=student.outline)
            check.function(work, reference, RecordedDraws(live.rng(check), track.draws))
    except Failure as failure:
        raise LabproofError(f"check {check.name} of lab {lab.name} fails the reference: {failure.reason}") from failure
    return track


def _echo(replay: Replay, check: Check, module: ModuleType) -> list[bytes]:
    answers: list[bytes] = []
    local = Local(module)
    student = Student(Recording(local, answers, questions=False), local.inventory, outliner=local.outline)
    try:
        with notes.collecting():
            check.function(student, replay.reference(check), replay.rng(check))
    except Failure:
        pass  # that is what a mistake is for
    except Mismatch as error:
        raise LabproofError(
            f"what check {check.name} of lab {replay.lab.name} draws, or asks the reference, depends on the student's "
            f"answer ({error}); draw all of it at the start, or declare the check live=True"
        ) from error
    except Exception:
        pass  # stumbling over what a mistake returns is a way to fail it
    return answers


class Recording:
    """A connection that keeps what passes: the answers, and the questions too where they are wanted."""

    def __init__(self, connection: Connection, kept: list[bytes], *, questions: bool) -> None:
        self.connection = connection
        self.kept = kept
        self.questions = questions

    @property
    def call_back(self) -> Callable[[Any], Any]:
        """What the other side's calls go to."""
        return self.connection.call_back

    @call_back.setter
    def call_back(self, call_back: Callable[[Any], Any]) -> None:
        self.connection.call_back = call_back

    def ask(self, frame: bytes, what: str) -> Any:
        """Ask, and keep."""
        reply = self.connection.ask(frame, what)
        if self.questions:
            self.kept.append(frame)
        self.kept.append(wire.encode(reply))
        return reply

    def forged(self, what: str) -> StudentError:
        """As the connection itself."""
        return self.connection.forged(what)


class RecordedDraws(np.random.Generator):
    """A generator that keeps each draw with its name and arguments."""

    def __init__(self, rng: np.random.Generator, kept: list[bytes]) -> None:
        super().__init__(rng.bit_generator)
        self._rng = rng
        self._kept = kept

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return super().__getattribute__(name)
        # Of a generator of its own: NumPy's draws call one another, and only the outermost is the check's.
        value = getattr(self._rng, name)
        if not callable(value) or name == "bit_generator":
            return value
        if name in IN_PLACE:
            raise LabproofError(f"a check uses rng.{name}, which can't be replayed; use rng.permutation or integers")

        def draw(*arguments: Any, **keywords: Any) -> Any:
            drawn = value(*arguments, **keywords)
            self._kept.append(wire.encode([name, *_lowered(arguments, keywords), drawn]))
            return drawn

        return draw


def _lowered(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> list[Any]:
    """The arguments of a draw as the wire takes them: a dtype by its name."""

    def plain(value: Any) -> Any:
        return np.dtype(value).name if isinstance(value, type | np.dtype) else value

    return [list(map(plain, arguments)), {name: plain(value) for name, value in keywords.items()}]


# ------------------------------------------------------------------------------------------------ replaying


class Replay:
    """The oracle that plays a cassette. It needs the lab's checks and nothing of its reference."""

    def __init__(self, lab: Lab, cassette: Cassette) -> None:
        self.lab = lab
        self.cassette = cassette
        self.seed = cassette.seed
        self.functions = cassette.functions

    def reference(self, check: Check) -> Reference:
        """The recorded answers, from the first one on."""
        names = {f"{self.cassette.module}.py": dict.fromkeys(self.functions, "function")}
        return Reference(Playback(iter(self._track(check).answers)), Inventory(names))

    def rng(self, check: Check) -> np.random.Generator:
        """The recorded draws, from the first one on."""
        return ReplayedDraws(iter(self._track(check).draws))

    def bands(self, check: Check) -> Sequence[Curve]:
        """As the lab has them."""
        return self.lab.bands.get(check.name, ())

    def textbook(self, name: str) -> None:
        """Not here: only answers were recorded."""

    def again(self) -> None:
        """What was recorded is all there is."""

    def breaks(self, check: Check, error: Exception) -> bool:
        """The recording proves that the check does not stumble over right work; only a mismatch is the lab's fault."""
        return isinstance(error, Mismatch)

    def _track(self, check: Check) -> Track:
        return self.cassette.tracks[check.name]


class Playback:
    """A connection to nobody: each question is compared with the recorded one, and gets its answer."""

    call_back: Callable[[Any], Any]

    def __init__(self, frames: Iterator[bytes]) -> None:
        self.frames = frames

    def ask(self, frame: bytes, what: str) -> Any:
        """The recorded answer; raises Mismatch where another question was recorded."""
        asked, recorded = wire.unpack(frame), next(self.frames, None)
        if recorded is None or not agree(asked, wire.unpack(recorded)):
            raise Mismatch(f"reference.{what} is not asked as it was recorded")
        return wire.unpack(next(self.frames))

    def forged(self, what: str) -> StudentError:
        """A cassette is ours."""
        raise Mismatch(f"the recorded answer of reference.{what} has no known form")


class ReplayedDraws(np.random.Generator):
    """A generator that gives the recorded draws."""

    def __init__(self, frames: Iterator[bytes]) -> None:
        super().__init__(np.random.PCG64(0))
        self._frames = frames

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name.startswith("_") or not callable(value) or name == "bit_generator":
            return value

        def draw(*arguments: Any, **keywords: Any) -> Any:
            frame = next(self._frames, None)
            recorded, positional, named, drawn = wire.unpack(frame) if frame is not None else (None,) * 4
            if recorded != name or not agree(_lowered(arguments, keywords), [positional, named]):
                raise Mismatch(f"rng.{name} is not drawn as it was recorded")
            return drawn

        return draw


def agree(a: Any, b: Any) -> bool:
    """Whether two values on the wire are the same, numbers to a relative 1e-9 and NaN like NaN."""
    if isinstance(a, np.random.Generator) and isinstance(b, np.random.Generator):
        return bool(a.bit_generator.state == b.bit_generator.state)
    if isinstance(a, wire.Tensor) and isinstance(b, wire.Tensor):
        return a.requires_grad == b.requires_grad and agree(a.array, b.array)
    if type(a) is not type(b):
        return False
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(agree, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(agree(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        same = a.shape == b.shape and a.dtype == b.dtype
        return same and bool(np.allclose(a, b, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True))
    if isinstance(a, float | np.generic):
        return bool(np.isclose(a, b, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True))
    return bool(a == b)
