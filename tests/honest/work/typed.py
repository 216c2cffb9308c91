"""Types everywhere, slots, a metaclass, an abstract class, a protocol, a named tuple, an enum."""
from __future__ import annotations

import enum
import typing
from abc import ABC, abstractmethod
from typing import Any, Callable, ClassVar, Generic, NamedTuple, Optional, Protocol, TypeVar, Union, overload

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
T = TypeVar("T")


class Registry(type):
    known: ClassVar[dict[str, type]] = {}

    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, namespace)
        mcs.known[name] = cls
        return cls


class Kind(enum.Enum):
    MEAN = enum.auto()
    SUM = enum.auto()


class Batch(NamedTuple):
    X: Array
    y: npt.NDArray[np.int64]


class Layer(ABC, Generic[T]):
    @abstractmethod
    def forward(self, x: Array) -> Array: ...


class Softmax(Layer[float], metaclass=type("Meta", (Registry, type(ABC)), {})):
    __slots__ = ("axis",)

    def __init__(self, axis: int = 1) -> None:
        self.axis = axis

    def forward(self, x: Array) -> Array:
        e = np.exp(x - x.max(axis=self.axis, keepdims=True))
        return e / e.sum(axis=self.axis, keepdims=True)

    __call__ = forward


class Callable_(Protocol):
    def __call__(self, x: Array, /) -> Array: ...


def softmax(z: Array) -> Array:
    layer: Callable_ = Registry.known["Softmax"]()
    assert typing.get_type_hints(Softmax.forward)["return"]
    return layer(z)


def loss(W: Array, X: Array, y: npt.NDArray[np.int64], kind: Optional[Kind] = Kind.MEAN) -> Union[float, Array]:
    batch = Batch(X, y)
    values = -np.log(softmax(batch.X @ W)[np.arange(len(y)), batch.y])
    match kind:
        case Kind.MEAN:
            return float(values.mean())
        case _:
            return values


def slopes(W, X, y):
    p = softmax(X @ W)
    p[np.arange(len(y)), y] -= 1
    return X.T @ p / len(y)


def classes(X, y, X_new):
    W = np.zeros((X.shape[1], 3))
    for _ in range(60):
        W -= slopes(W, X, y)
    return np.argmax(X_new @ W, axis=1)
