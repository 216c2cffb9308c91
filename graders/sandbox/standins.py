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

import numpy as np

DRAWING = ("matplotlib", "pylab", "mpl_toolkits", "seaborn", "plotly", "IPython", "ipywidgets", "tensorboardX")
PROGRESS = ("tqdm",)
DECORATORS = ("interact", "interact_manual")


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
    """Takes any call, has any attribute, can be derived from, counts as 0, and does nothing."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Whatever it is called with."""
        return Nothing()

    def __repr__(self) -> str:
        return "nothing that is drawn here"

    def subplots(self, nrows: int = 1, ncols: int = 1, *arguments: Any, squeeze: bool = True, **keywords: Any) -> Any:
        """The axes of a figure, as many as were asked for: what is computed in a loop over them is computed."""
        axes = np.empty((nrows, ncols), dtype=object)
        for place in np.ndindex(nrows, ncols):
            axes[place] = Nothing()
        return axes if not squeeze else axes.squeeze() if axes.size > 1 else axes[0, 0]

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        return (Nothing,)  # class Middle(Normalize)

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, Nothing)  # isinstance(ax, plt.Axes)

    def __or__(self, other: Any) -> Nothing:
        return self  # plt.Axes | None

    __ror__ = __or__

    def __getitem__(self, key: Any) -> Nothing:
        return Nothing()

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Nothing]:
        return iter([Nothing() for _ in range(_unpacked())])  # (line,) = plt.plot(x)

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    __index__ = __int__

    def __format__(self, form: str) -> str:
        return format(0, form)

    def __add__(self, other: Any) -> Nothing:
        return self

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __iadd__ = __add__
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = __add__

    def __neg__(self) -> Nothing:
        return self

    __pos__ = __abs__ = __neg__

    def __round__(self, digits: int | None = None) -> int:
        return 0

    def __lt__(self, other: Any) -> bool:
        return False

    __gt__ = __le__ = __ge__ = __lt__

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *arguments: Any) -> None:
        pass


class Unchanged(Nothing):
    """A decorator, with or without arguments, that leaves a function what it is: ipywidgets.interact."""

    def __call__(self, function: Any = None, *arguments: Any, **keywords: Any) -> Any:
        """The function itself, or what will give it."""
        return function if callable(function) else Unchanged()


def _unpacked() -> int:
    """How many names the statement that goes through something gives values to; 0 in a loop."""
    frame = sys._getframe(2)
    code, at = frame.f_code.co_code, frame.f_lasti
    return code[at + 1] if dis.opname[code[at]] in ("UNPACK_SEQUENCE", "UNPACK_EX") else 0


class Anything(type):
    """The class of a class that has every attribute: ``tqdm._instances``, ``tqdm.pandas()``."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


class Bar(metaclass=Anything):
    """A progress bar that shows nothing: goes through what it is given, and counts."""

    def __init__(self, iterable: Any = None, *arguments: Any, **keywords: Any) -> None:
        self.iterable = iterable
        total = keywords.get("total")
        self.total = len(iterable) if total is None and hasattr(iterable, "__len__") else total
        self.n = keywords.get("initial", 0)

    def update(self, n: float | None = 1) -> None:
        """So many more are done."""
        self.n += 1 if n is None else n

    @staticmethod
    def write(*arguments: Any, **keywords: Any) -> None:
        """Nothing is written."""

    def __iter__(self) -> Iterator[Any]:
        for each in self.iterable if self.iterable is not None else ():
            yield each
            self.n += 1

    def __len__(self) -> int:
        return len(self.iterable) if hasattr(self.iterable, "__len__") else int(self.total or 0)

    def __bool__(self) -> bool:
        return self.total is None or self.total > 0

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
        if name == "pyplot":  # from matplotlib import pyplot as plt
            return Figures(f"{self.__name__}.{name}")
        return Unchanged() if name in DECORATORS else Nothing()

    def subplots(self, *arguments: Any, **keywords: Any) -> Any:
        """A figure and its axes."""
        return Nothing(), Nothing().subplots(*arguments, **keywords)


class Bars(ModuleType):
    """tqdm: every name is a bar, ``trange`` one over numbers, ``tzip`` one over several."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        over = {"trange": range, "tnrange": range, "tzip": zip, "tenumerate": enumerate, "tmap": map}.get(name)
        return Bar if over is None else lambda *arguments, **keywords: Bar(over(*arguments))
