"""Stand-ins for packages that only draw or show progress: importing them works, and using them does nothing.

A file that plots its training curve is right work, whether or not there is a screen. A package that the lab itself
allows is the real one.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
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
        """There is nothing to run."""


class Nothing:
    """Takes any call, has any attribute, and does nothing."""

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
        return iter((Nothing(), Nothing()))  # figure, axes = plt.subplots()

    def __enter__(self) -> Nothing:
        return self

    def __exit__(self, *arguments: Any) -> None:
        pass


class Bar:
    """A progress bar that shows nothing: goes through what it is given."""

    def __init__(self, iterable: Any = (), *arguments: Any, **keywords: Any) -> None:
        self.iterable = iterable

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
    """tqdm: every name is a bar, and ``trange`` one over numbers."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return trange if name in ("trange", "tnrange") else Bar


def trange(*arguments: Any, **keywords: Any) -> Bar:
    """A bar over ``range(…)``."""
    return Bar(range(*arguments))
