"""What a lab is: the files it asks for, its checks, its known mistakes and its correct variants."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from graders.errors import UsageError
from graders.model import Curve

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Check:
    """One thing that a lab looks at: a function, and how it is run and counted.

    ``seconds`` is the computing time that the student's code may take in it, ``memory`` (MiB) what it may ask for
    beyond what an empty worker has. ``fresh`` gives the check a worker of its own. ``public`` checks are part of the
    students' self-check; ``live`` ones can't be, because what they ask the reference depends on the student's answer.

    ``proves`` names the functions that are right where this check passes. A check that ``follows`` another one calls
    those functions too: where both fail, it is run again with the reference's in their place, and that verdict counts.
    """

    name: str
    title: str
    function: Callable[..., None]
    points: float = 1.0
    after: tuple[str, ...] = ()
    public: bool = True
    fresh: bool = False
    live: bool = False
    seconds: float = 5.0
    memory: int = 512
    proves: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rewrite:
    """A name of the reference, written otherwise: wrongly (a known mistake) or rightly (a variant).

    ``caught_by`` names the checks that must fail; a variant has none.
    """

    name: str
    title: str
    replaces: dict[str, Callable[..., Any]]
    caught_by: tuple[str, ...] = ()
    hint: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Equivalent:
    """A change of the reference that no check can notice, because what is asked stays the same, and why it does.

    ``before`` and ``after`` are source: the changed expression, or the whole statement.
    """

    function: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Question:
    """Something that is to be answered in words and ``figures`` (so many at least); a person gives its ``points``."""

    name: str
    title: str
    text: str
    points: float = 0.0
    figures: int = 0


class Lab:
    """A lab as its folder's ``lab.py`` declares it.

    ``files`` are the names of the files that a student hands in, ``reference`` the module with the textbook's
    functions of the same names, ``packages`` what the student's code may import beside the standard library.
    ``provided`` names files that the course gives to its students, in the folder ``provided`` of the lab: a
    submission need not hold them, and its own ones take their places. ``asked`` says by file which of the reference's
    functions and classes its starter holds; a file that it does not name holds all public ones.
    """

    def __init__(
        self,
        name: str,
        *,
        title: str,
        files: Sequence[str],
        reference: ModuleType,
        packages: Sequence[str] = ("numpy",),
        provided: Sequence[str] = (),
        asked: Mapping[str, Sequence[str]] | None = None,
        load_seconds: float = 10.0,
    ) -> None:
        self.name = name
        self.title = title
        self.files = tuple(files)
        self.reference = reference
        self.packages = tuple(packages)
        self.provided: dict[str, Path] = {name: Path(name) for name in provided}
        self.asked = {file: tuple(names) for file, names in (asked or {}).items()}
        self.load_seconds = load_seconds
        self.checks: dict[str, Check] = {}
        self.mistakes: dict[str, Rewrite] = {}
        self.variants: dict[str, Rewrite] = {}
        self.equivalents: list[Equivalent] = []
        self.forms: dict[str, tuple[str, ...]] = {}
        self.questions: dict[str, Question] = {}
        self.bands: dict[str, list[Curve]] = {}  # by check: the curves of the reference, without values

    @property
    def max_points(self) -> float:
        """The points of all checks together."""
        return sum(check.points for check in self.checks.values())

    def check(
        self,
        *,
        points: float = 1.0,
        after: Callable[..., Any] | Sequence[Callable[..., Any]] = (),
        public: bool = True,
        fresh: bool = False,
        live: bool = False,
        seconds: float = 5.0,
        memory: int = 512,
        proves: Sequence[str] = (),
        follows: Callable[..., Any] | Sequence[Callable[..., Any]] = (),
    ) -> Callable[[F], F]:
        """Declare a check: a function of ``student``, ``reference`` and ``rng`` whose docstring is its title.

        ``after`` names the checks (the functions themselves) that must pass before this one means anything;
        ``follows`` those whose functions this one calls as well, and is judged without where they are wrong.
        """
        earlier = after if isinstance(after, Sequence) else (after,)
        parts = follows if isinstance(follows, Sequence) else (follows,)

        def declare(function: F) -> F:
            name = function.__name__
            if name in self.checks or name in self.questions:
                raise UsageError(f"lab {self.name} has two checks named {name}; give one of them another name")
            wanted = tuple(inspect.signature(function).parameters)
            if wanted != ("student", "reference", "rng"):
                raise UsageError(f"check {name} takes ({', '.join(wanted)}); a check takes (student, reference, rng)")
            for part in proves:
                if not callable(getattr(self.reference, part, None)):
                    raise UsageError(f"check {name} proves {part}, which is no function of the reference")
            names = tuple(self._name_of(check, f"check {name} comes after") for check in earlier)
            calls = tuple(self._name_of(check, f"check {name} follows") for check in parts)
            for call in calls:
                if not self.checks[call].proves:
                    raise UsageError(f"check {name} follows {call}, which doesn't say what it proves (proves=[…])")
            self.checks[name] = Check(
                name,
                _title(function),
                function,
                points,
                names,
                public,
                fresh,
                live,
                seconds,
                memory,
                tuple(proves),
                calls,
            )
            return function

        return declare

    def question(self, name: str, *, title: str, text: str, points: float = 0.0, figures: int = 0) -> None:
        """Ask for a written answer under the heading ``title``, with at least so many ``figures``.

        ``text`` is the question, in Markdown. The grader finds the answer and shows it; a person gives the points.
        """
        if name in self.questions or name in self.checks:
            raise UsageError(f"lab {self.name} has two questions or checks named {name}; give one of them another name")
        if not title.strip() or not text.strip():
            raise UsageError(f"question {name} of lab {self.name} has no title or no text; students read both")
        if not 0 <= points < math.inf or figures < 0:
            raise UsageError(
                f"question {name} of lab {self.name} asks for less than nothing; give points ≥ 0, figures ≥ 0"
            )
        self.questions[name] = Question(name, title, text, points, figures)

    def mistake(
        self,
        replaces: str,
        *,
        caught_by: Sequence[Callable[..., Any]],
        hint: str,
        row: int | None = None,
        also: dict[str, Callable[..., Any]] | None = None,
    ) -> Callable[[F], F]:
        """Declare a known mistake: a function that stands in for the reference's ``replaces``.

        Its docstring says what is wrong, ``hint`` what a good TA says, ``caught_by`` which checks must fail, ``row``
        its row in the catalogue of mistakes. ``also`` holds further replacements, by name.
        """

        def declare(function: F) -> F:
            names = tuple(self._name_of(check, f"mistake {function.__name__} is caught by") for check in caught_by)
            if not names:
                raise UsageError(f"mistake {function.__name__} of lab {self.name} names no check that catches it")
            rewrites: dict[str, Callable[..., Any]] = {replaces: function, **(also or {})}
            self._add(self.mistakes, Rewrite(function.__name__, _title(function), rewrites, names, hint, row))
            return function

        return declare

    def variant(self, replaces: str, *, also: dict[str, Callable[..., Any]] | None = None) -> Callable[[F], F]:
        """Declare correct work written otherwise, which must keep full marks."""

        def declare(function: F) -> F:
            rewrites: dict[str, Callable[..., Any]] = {replaces: function, **(also or {})}
            self._add(self.variants, Rewrite(function.__name__, _title(function), rewrites))
            return function

        return declare

    def equivalent(self, function: str, before: str, after: str, *, reason: str) -> None:
        """Declare that a change of the reference is none: a mutant that the checks rightly let pass.

        ``function`` is where it stands ("softmax", "Adam.step"; "" is the module itself).
        """
        if not reason.strip():
            raise UsageError(f"lab {self.name} calls a change of {function} equivalent for no reason; say why it is")
        self.equivalents.append(Equivalent(function, before, after, reason))

    def form(self, name: str, *, lacks: Sequence[str]) -> None:
        """Declare a form of submission that the checks accept as well, and look at in another way.

        It is the solution without the names ``lacks``. Mutants that get through all checks are tried in it once more.
        """
        self.forms[name] = tuple(lacks)

    def _name_of(self, check: Callable[..., Any], role: str) -> str:
        known = self.checks.get(check.__name__)
        if known is None or known.function is not check:
            raise UsageError(f"{role} {check.__name__}, which is no check of lab {self.name} declared before it")
        return check.__name__

    def _add(self, where: dict[str, Rewrite], rewrite: Rewrite) -> None:
        if rewrite.name in self.mistakes or rewrite.name in self.variants:
            raise UsageError(f"lab {self.name} has two rewrites named {rewrite.name}; give one of them another name")
        where[rewrite.name] = rewrite


def _title(function: Callable[..., Any]) -> str:
    title = (inspect.getdoc(function) or "").strip().split("\n\n")[0].replace("\n", " ")
    if not title:
        raise UsageError(f"{function.__name__} has no docstring; its first paragraph is the title that people read")
    return title
