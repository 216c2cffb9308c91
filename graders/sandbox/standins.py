"""Stand-ins for packages that only draw or show progress: importing them works, and using them does nothing.

A file that plots its training curve is right work, whether or not there is a screen. A package that the lab itself
allows is the real one.
"""

from __future__ import annotations

import dis
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

DRAWING = ("matplotlib", "pylab", "mpl_toolkits", "seaborn", "plotly", "IPython", "ipywidgets", "tensorboardX")
PROGRESS = ("tqdm",)


class Drawing(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-ins; ``packages`` are those that are there themselves."""

    def __init__(self, packages: Sequence[str]) -> None:
        self.names = {*DRAWING, *PROGRESS} - set(packages)

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """The spec of a stand-in for the package, or for any module in it."""
        if fullname.partition(".")[0] not in self.names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType:
        """A module that has every name."""
        return (Bars if spec.name.partition(".")[0] in PROGRESS else Figures)(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing but a version."""
        vars(module)["__version__"] = "0"


class Nothing:
    """Takes any call, has any attribute, counts as 0, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __call__(self, *arguments: Any, **keywords: Any) -> Nothing:
        """Whatever it is called with."""
        return Nothing()

    def __getitem__(self, key: Any) -> Nothing:
        return Nothing()

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Nothing]:
        return iter([Nothing() for _ in range(_unpacked())])  # figure, axes = plt.subplots()

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __format__(self, form: str) -> str:
        return format(0, form)

    def __add__(self, other: Any) -> Nothing:
        return self

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __iadd__ = __add__

    def __lt__(self, other: Any) -> bool:
        return False

    __gt__ = __le__ = __ge__ = __lt__

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *arguments: Any) -> None:
        pass


def _unpacked() -> int:
    """How many names the statement that goes through something gives values to; 0 in a loop."""
    frame = sys._getframe(2)
    code, at = frame.f_code.co_code, frame.f_lasti
    return code[at + 1] if dis.opname[code[at]] in ("UNPACK_SEQUENCE", "UNPACK_EX") else 0


class Bar:
    """A progress bar that shows nothing: goes through what it is given."""

    def __init__(self, iterable: Any = (), *arguments: Any, **keywords: Any) -> None:
        self.iterable = iterable
        self.total = keywords.get("total", 0)
        self.n = 0

    @staticmethod
    def write(*arguments: Any, **keywords: Any) -> None:
        """Nothing is written."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable if self.iterable is not None else ())

    def __len__(self) -> int:
        return len(self.iterable)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *arguments: Any) -> None:
        pass


class Figures(ModuleType):
    """A module of which every name does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class Bars(ModuleType):
    """tqdm: every name is a bar, ``trange`` one over numbers, ``tzip`` one over several."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        over = {"trange": range, "tnrange": range, "tzip": zip, "tenumerate": enumerate, "tmap": map}.get(name)
        return Bar if over is None else lambda *arguments, **keywords: Bar(over(*arguments))
