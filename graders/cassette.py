"""What was recorded of a lab, so that its public checks run where the reference is not.

For each of a few public seeds a ``Cassette`` has a *take*: what every check drew from ``rng``, what the reference was
asked and what it answered. Beside them are the known mistakes, each with the comparisons that it failed. It holds
numbers and text, no code; ``graders.recording`` makes it, ``graders.replay`` plays it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graders.checks.failure import Failure, Seen, StudentError
from graders.checks.values import real
from graders.errors import LabproofError, UsageError
from graders.model import Outcome
from graders.sandbox import wire

FORMAT = 2
SIZE_LIMIT = 2 << 20


@dataclass
class Track:
    """One check: what was drawn, and the reference's frames, question and answer in turn."""

    draws: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)


@dataclass
class Take:
    """The checks of a lab with one seed, by their names."""

    seed: str
    tracks: dict[str, Track] = field(default_factory=dict)


@dataclass
class Echo:
    """A known mistake: what it is, its hint, and how it fails.

    ``function`` is the one that is wrong, ``caught_by`` names the checks that are there to catch it. ``failures`` are,
    by check and take, the comparisons that it fails, all of them, in their order; of the last takes only where the
    first ones show too little to know it by.
    """

    title: str
    hint: str
    function: str
    caught_by: list[str]
    failures: dict[str, list[list[Failure]]] = field(default_factory=dict)


@dataclass
class Cassette:
    """The recorded checks of a lab.

    ``module`` is what its reference is called, ``functions`` are the names of its functions, and ``parameters`` what
    they call theirs. ``asked`` are those of the student's names that each check looks up. ``withheld`` counts the
    checks that were not recorded.
    """

    lab: str
    module: str
    functions: list[str]
    parameters: dict[str, list[str]]
    asked: dict[str, list[str]]
    withheld: int
    takes: list[Take]
    mistakes: dict[str, Echo] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The cassette as a compressed frame; raises LabproofError beyond 2 MiB."""
        packed = self.packed()
        if len(packed) > SIZE_LIMIT:
            raise LabproofError(
                f"the cassette of lab {self.lab} has {len(packed):,} bytes, where {SIZE_LIMIT:,} are allowed; "
                "let its public checks draw smaller arrays, or declare the largest of them live=True"
            )
        return packed

    def packed(self) -> bytes:
        """The same, however large."""
        frames = Frames()
        tree = {
            "format": FORMAT,
            "lab": self.lab,
            "module": self.module,
            "functions": self.functions,
            "parameters": self.parameters,
            "asked": self.asked,
            "withheld": self.withheld,
            "takes": [
                [take.seed, {name: [frames.kept(t.draws), frames.kept(t.answers)] for name, t in take.tracks.items()}]
                for take in self.takes
            ],
            "mistakes": {
                name: [
                    echo.title,
                    echo.hint,
                    echo.function,
                    echo.caught_by,
                    {
                        check: [frames.kept(map(_frame, take)) for take in takes]
                        for check, takes in echo.failures.items()
                    },
                ]
                for name, echo in self.mistakes.items()
            },
        }
        return zlib.compress(wire.encode({**tree, "frames": list(frames.places)}), 9)

    @classmethod
    def from_bytes(cls, packed: bytes) -> Cassette:
        """Read a cassette; raises UsageError for anything else."""
        try:
            tree = wire.unpack(zlib.decompress(packed))
            if tree["format"] != FORMAT:
                raise UsageError(f"the cassette has format {tree['format']}; this version reads format {FORMAT}")
            return cls(*_read(tree))
        except (zlib.error, wire.WireError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise UsageError(f"this is no cassette ({error}); make the handout again") from None


class Frames:
    """Frames by their place in a list that has each of them once: mistakes often give the same numbers."""

    def __init__(self) -> None:
        self.places: dict[bytes, int] = {}

    def kept(self, frames: Any) -> list[int]:
        """The places of some frames."""
        return [self.places.setdefault(frame, len(self.places)) for frame in frames]


def _read(tree: Any) -> Iterator[Any]:
    """The fields of a cassette, each looked at before it is believed."""
    frames = tree["frames"]
    if type(frames) is not list or not all(type(frame) is bytes for frame in frames):
        raise TypeError("frames that are none")

    def taken(places: Any) -> list[bytes]:
        if type(places) is not list or not all(type(place) is int and place >= 0 for place in places):
            raise TypeError("a track that is none")
        return [frames[place] for place in places]

    yield _text(tree["lab"])
    yield _text(tree["module"])
    yield list(map(_text, tree["functions"]))
    for names_of in ("parameters", "asked"):
        yield {_text(name): list(map(_text, names)) for name, names in tree[names_of].items()}
    yield int(tree["withheld"])
    yield [
        Take(_text(seed), {_text(name): Track(*map(taken, track)) for name, track in tracks.items()})
        for seed, tracks in tree["takes"]
    ]
    yield {
        _text(name): Echo(
            _text(title),
            _text(hint),
            _text(function),
            list(map(_text, caught_by)),
            {_text(check): [list(map(_failure, taken(take))) for take in takes] for check, takes in failures.items()},
        )
        for name, (title, hint, function, caught_by, failures) in tree["mistakes"].items()
    }


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a name that is no text")
    return value


def _frame(failure: Failure) -> bytes:
    """A failure of a known mistake, as far as a student's is held to it (``graders.diagnosis.likeness``)."""
    if isinstance(failure, StudentError):
        return wire.encode(["error", failure.outcome.value, failure.exception, list(failure.bases), failure.message])
    if failure.seen is None:
        return wire.encode(["sentence", failure.reason])
    seen = failure.seen
    expected = None if seen.expected is None else real(seen.expected)
    return wire.encode(["numbers", failure.reason, seen.what, real(seen.got), expected])


def _failure(frame: bytes) -> Failure:
    match wire.unpack(frame):
        case ["error", str(outcome), exception, list(bases), str(message)]:
            return StudentError(
                "", outcome=Outcome(outcome), exception=exception, bases=tuple(map(_text, bases)), message=message
            )
        case ["sentence", str(reason)]:
            return Failure(reason)
        case ["numbers", str(reason), str(what), got, expected]:
            failure = Failure(reason)
            failure.seen = Seen(what, got, expected)
            return failure
    raise TypeError("a failure that is none")
