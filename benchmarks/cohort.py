"""A class as large as one likes, made of what the labs know: right work, variants, known mistakes, hostile examples."""

from __future__ import annotations

import inspect
import itertools
import random
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from graders import labs
from graders.lab import Lab, Rewrite

ROOT = Path(__file__).parents[1]
HOSTILE = ROOT / "examples" / "submissions" / "hostile" / "softmax.py"
FAMILY = ("Ōe", "王", "李", "García", "O’Brien", "حداد", "Nguyễn", "Smith-Jones", "Иванова", "de Vries", "김", "Løken")
GIVEN = ("Ada", "小明", "María", "ليلى", "Minh", "Ole", "Анна", "Kofi", "지우", "Zoë", "Sven", "Priya")


@dataclass(frozen=True)
class Work:
    """What a student of the class hands in. ``kind`` is "reference", "hostile", or a variant's or mistake's name."""

    lab: str
    kind: str
    files: dict[str, bytes]


def names() -> Iterator[str]:
    """Students' names without end; no two are equal."""
    for number in itertools.count():
        pair = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]}"
        yield pair if number < len(GIVEN) * len(FAMILY) else f"{pair} {number}"


def works(lab_names: Sequence[str], count: int, seed: int = 0) -> list[Work]:
    """The works of ``count`` students: half of them without a mistake, one in a hundred hostile."""
    draw = random.Random(seed)
    right: list[Work] = []
    wrong: list[Work] = []
    for name in lab_names:
        lab = labs.load_rewrites(labs.load(name))
        right += [_work(lab, "reference", {}), *_rewritten(lab, lab.variants)]
        wrong += _rewritten(lab, lab.mistakes)
    hostile = [Work("softmax", "hostile", {"softmax.py": HOSTILE.read_bytes()})] * (count // 100)
    chosen = [draw.choice(right) for _ in range(count // 2)]
    chosen += [draw.choice(wrong) for _ in range(count - len(chosen) - len(hostile))]
    chosen += hostile
    draw.shuffle(chosen)
    return chosen


def written(works: Iterable[Work], folder: Path) -> Path:
    """Lay a folder for each student into ``folder``, as a platform hands a class out."""
    for name, work in zip(names(), works, strict=False):
        for path, content in work.files.items():
            place = folder / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    return folder


def _rewritten(lab: Lab, rewrites: dict[str, Rewrite]) -> Iterator[Work]:
    for rewrite in rewrites.values():
        if all(_stands_alone(function, lab) for function in rewrite.replaces.values()):
            yield _work(lab, rewrite.name, rewrite.replaces)


def _stands_alone(function: Callable[..., Any], lab: Lab) -> bool:
    """Whether a rewrite can be read off its source: all that it uses is in the textbook as well."""
    if not inspect.isfunction(function) or function.__closure__ or "<lambda>" in function.__qualname__:
        return False
    source = inspect.getsource(function)
    if "reference" in source.partition('"""')[2].partition('"""')[2]:
        return False
    there = vars(lab.reference)
    own = {name for name, value in function.__globals__.items() if there.get(name) is not value}
    signature = source.partition("def ")[2].partition('"""')[0]
    return not (_names(function.__code__) | set(re.findall(r"\w+", signature))) & own - {function.__name__}


def _names(code: CodeType) -> set[str]:
    """The names that a function and the functions in it use."""
    inner = [_names(each) for each in code.co_consts if isinstance(each, CodeType)]
    return set(code.co_names).union(*inner)


def _work(lab: Lab, kind: str, replaces: dict[str, Callable[..., Any]]) -> Work:
    """The textbook as a student's file, with some functions written otherwise at its end."""
    source = inspect.getsource(lab.reference)
    for place, function in replaces.items():
        text = textwrap.dedent(inspect.getsource(function))
        text = text[text.index(f"def {function.__name__}") :]
        own_name = place.rpartition(".")[2]
        text = text.replace(f"def {function.__name__}", f"def _written_{own_name}", 1)
        source += f"\n\n{text}\n\n{place} = _written_{own_name}\n"
    first, *others = lab.files
    files = {first: source.encode()}
    files |= {other: f"from {first.removesuffix('.py')} import *\n".encode() for other in others}
    imported = re.findall(r"^from (reference\.\w+) import|^import (reference\.\w+)", source, re.MULTILINE)
    for module in {name for pair in imported for name in pair if name}:
        path = f"{module.replace('.', '/')}.py"
        files[path] = (ROOT / path).read_bytes()
    return Work(lab.name, kind, files)
