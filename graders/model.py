"""What a grading run says: verdicts, results, and the evidence behind them.

Frozen dataclasses only, so that a result can cross any border (JSON, a report, a gradebook) and mean the same.
"""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass, field

FORMAT = 5
"""Format number of a result. 1: the first. 2: diagnoses. 3: the reference's bands. 4: sketches. 5: answers."""


class Verdict(str, enum.Enum):
    """The four things that can be said of a check."""

    PASSED = "passed"
    FAILED = "failed"  # the student's turn
    SKIPPED = "skipped"  # a check that it depends on did not pass; the reason is named
    BROKEN = "broken"  # the lab or the grader failed; never costs points


class Outcome(str, enum.Enum):
    """How a call into the student's code ended when it gave no value back."""

    ERROR = "error"  # it raised an exception
    MISSING = "missing"  # the name asked for is not there, or is something else
    WALL = "timeout_wall"  # it waited longer than the limit
    CPU = "timeout_cpu"  # it computed longer than the limit
    MEMORY = "memory"  # it asked for more memory than the limit
    OUTPUT = "output_limit"  # it printed or returned more than the limit
    EXITED = "exited"  # it ended its process
    CRASH = "crash"  # its process died of a signal
    PROTOCOL = "protocol"  # it wrote something of its own to the reply channel


@dataclass(frozen=True)
class Frame:
    """One line of the student's own code on the way to an exception."""

    file: str
    line: int
    function: str
    text: str


@dataclass(frozen=True)
class Outline:
    """A function of the student's, by its syntax tree: what it uses, and where.

    ``loops`` are the lines of its loops and comprehensions, ``names`` the names and dotted names that it uses, in
    full ("numpy.linalg.norm", however it was imported), ``imports`` those that the whole file imports; each with
    its line.
    """

    function: str
    line: int
    loops: tuple[int, ...]
    names: tuple[tuple[str, int], ...]
    imports: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Evidence:
    """Where a comparison failed, by how much, and how close it had to be.

    ``got`` and ``expected`` are the two values at ``index`` (the worst one), written for people.
    ``error`` and ``relative`` are None where a difference means nothing (shapes, types, NaN).
    """

    what: str
    got: str
    expected: str
    index: tuple[int, ...] | None = None
    error: float | None = None
    relative: float | None = None
    tolerance: str | None = None
    wrong: int | None = None
    total: int | None = None


@dataclass(frozen=True)
class Measurement:
    """A number that a check compared with a bound, kept so that margins can be read off passes as well.

    For a tolerance, ``value`` is the worst error in units of the tolerance and ``limit`` is 1.
    """

    what: str
    value: float
    limit: float
    sense: str  # "at most" or "at least"

    @property
    def margin(self) -> float:
        """How far the value is from its bound, as a share of the bound; negative when it is broken."""
        room = self.limit - self.value if self.sense == "at most" else self.value - self.limit
        return room / abs(self.limit) if self.limit else room


@dataclass(frozen=True)
class Curve:
    """A series that a check saw, such as the loss of each step; None where the value is not finite.

    ``low`` and ``high`` are the least and the greatest that the reference had at each place of its own series, over
    many seeds; empty where that is not known.
    """

    what: str
    values: tuple[float | None, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """What a failure looks like, because it gives the very same numbers.

    ``mistake`` is the name of the lab's known mistake, None where ``said`` is what the numbers themselves show, such
    as a constant ratio. ``formula`` is the textbook's, where there is one for the function that is wrong.
    """

    said: str
    mistake: str | None = None
    hint: str | None = None
    formula: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """What one check found."""

    name: str
    title: str
    verdict: Verdict
    points: float
    max_points: float
    public: bool = True
    reason: str | None = None
    hint: str | None = None
    evidence: Evidence | None = None
    outcome: Outcome | None = None
    frames: tuple[Frame, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()  # what explains the failure; several where they can't be told apart
    unexplained: bool = False  # explanations were looked for, and none gives these numbers
    sketch: tuple[float, ...] = ()  # a few numbers that stand for wrong values: equal where two submissions' values are
    measurements: tuple[Measurement, ...] = ()
    curves: tuple[Curve, ...] = ()
    remarks: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # the names that the check looked up in the student's work
    output: str = ""
    seconds: float = 0.0
    worker: str = "shared"  # "shared" or "fresh": the kind of process the verdict comes from


@dataclass(frozen=True)
class Figure:
    """A picture in a written answer: its media type ("image/png"), its bytes in base64, and the words for it."""

    kind: str
    data: str
    alt: str = ""


NO_ANSWER = "none"
"""The version of an answer that is not there."""


@dataclass(frozen=True)
class Answer:
    """What a student wrote where the lab asks for words: a person marks it, the grader only finds it.

    ``asked`` is the question as the lab puts it, ``points`` what a person can give. ``text`` is Markdown as it was
    written, ``source`` the file that it was found in. ``problems`` are sentences for the student.
    """

    question: str
    title: str
    points: float
    asked: str = ""
    answered: bool = False
    text: str = ""
    figures: tuple[Figure, ...] = ()
    source: str = ""
    problems: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Another text for another answer, so that a mark is known to be for this one.

        It begins with a letter, or a spreadsheet program would take it for a number.
        """
        if not self.answered:
            return NO_ANSWER
        parts = (self.text, *(figure.data for figure in self.figures))
        return "v" + hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(frozen=True)
class SourceFile:
    """A file as it was graded."""

    name: str
    sha256: str
    lines: int


@dataclass(frozen=True)
class Isolation:
    """What stood between the student's code and the machine while it was graded."""

    tier: int
    layers: tuple[str, ...]
    notices: tuple[str, ...] = ()
    external_sandbox: str | None = None


@dataclass(frozen=True)
class Result:
    """One submission, graded for one lab."""

    lab: str
    title: str
    submission: str
    seed: str
    checks: tuple[CheckResult, ...]
    isolation: Isolation
    files: tuple[SourceFile, ...] = ()
    problems: tuple[str, ...] = ()
    output: str = ""  # what was printed while the files were loaded
    withheld: int = 0  # checks of the lab that this run left out, because only the course runs them
    answers: tuple[Answer, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    started: str = ""
    seconds: float = 0.0
    format: int = FORMAT
