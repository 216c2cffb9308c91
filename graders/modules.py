"""An ``nn.Module`` of the student's as a check sees it: what it is made of, its weights, its gradients.

Same weights in, same outputs and gradients out: ``share`` gives a student's module the textbook's weights, whatever
its layers are called, and then both can be asked the same::

    model, textbook = module(student.LeNet5(), "LeNet5()"), module(reference.LeNet5(), "LeNet5()")
    share(textbook, model)
    close(model(x), textbook(x), what="the logits")
"""

from __future__ import annotations

import contextlib
import functools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graders.checks.failure import Failure, StudentError
from graders.checks.notes import remark
from graders.checks.wording import kind, listing
from graders.excess import leaves, numbers_in
from graders.student import Function, Handle

NAMED_AT_MOST = 4
"""How many tensors a sentence lists."""

MOST_PARTS = 2000
"""So many parameters, buffers or layers may a module have: what it tells of itself is the student's to say."""

MOST_WATCHED = 4_000_000
"""So many numbers may a module be called with while it is watched: the grader keeps them."""


@dataclass(frozen=True)
class Parameter:
    """A tensor of a module: a parameter or a buffer."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    requires_grad: bool

    @property
    def size(self) -> int:
        """How many numbers it holds."""
        return int(np.prod(self.shape, dtype=np.int64))

    def __str__(self) -> str:
        return f"{self.name} {self.shape}"


@dataclass(frozen=True)
class Layer:
    """A layer of a module; ``kind`` is its class, such as "Conv2d"."""

    name: str
    kind: str
    training: bool


@dataclass(frozen=True)
class Anatomy:
    """What a module is made of, in the order in which it was registered; the module itself is the first layer."""

    parameters: tuple[Parameter, ...]
    buffers: tuple[Parameter, ...]
    layers: tuple[Layer, ...]

    @property
    def count(self) -> int:
        """How many numbers all parameters hold."""
        return sum(parameter.size for parameter in self.parameters)

    @functools.cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each layer, by its name."""
        return {each.name: each.kind for each in self.layers}

    def key(self, parameter: Parameter) -> tuple[tuple[int, ...], str | None, str]:
        """A parameter's shape, the kind of its layer, and what it is there: "weight", "bias_ih_l0" …"""
        layer, _, part = parameter.name.rpartition(".")
        return parameter.shape, self.kinds.get(layer), part


@dataclass(frozen=True)
class Gradients:
    """What came out of a call, and what came back from it: of each parameter, and of each argument of floats.

    A gradient that did not arrive is None.
    """

    outputs: list[np.ndarray]
    parameters: dict[str, np.ndarray | None]
    inputs: list[np.ndarray | None]


@dataclass(frozen=True)
class Seen:
    """A call of a module: what it was given, and whether it was in training mode."""

    inputs: tuple[Any, ...]
    training: bool


class Module(Handle):
    """A handle of an ``nn.Module``: its methods and attributes are those over there, and a few questions more."""

    @property
    def anatomy(self) -> Anatomy:
        """What it is made of at this moment."""
        return _anatomy(self._ours("anatomy", self))

    def assign(self, values: Mapping[str, Any]) -> None:
        """Set parameters and buffers in place, by the module's own names."""
        self._ours("assign", self, dict(values))

    def gradients(
        self, *arguments: Any, upstream: Any = None, through: Function | None = None, **keywords: Any
    ) -> Gradients:
        """Call the module and send ``upstream`` backwards: a tensor for the output, or a list of one for each.

        ``through`` is a function of the student's to be called in its place, with the module as first argument. Where
        nothing is said of ``upstream`` the output is a single number, such as a loss.
        """
        sent = upstream if upstream is None or isinstance(upstream, list | tuple) else [upstream]
        given = list(arguments) if through is None else [self, *arguments]
        answer = self._ours("gradients", through or self, self, given, keywords, sent)
        match answer:
            case [list(outputs), dict(parameters), list(inputs)]:
                return Gradients(outputs, parameters, inputs if through is None else inputs[1:])
        raise self._student._connection.forged("the gradients")

    @contextlib.contextmanager
    def watched(self) -> Iterator[list[Seen]]:
        """What the module is called with inside of the ``with`` block, call by call.

        A forward hook of torch's own: whoever calls ``model.forward(x)`` goes past it. Fails where it is called with
        more than the grader can keep.
        """
        seen: list[Seen] = []
        kept = 0

        def note(layer: Any, inputs: Any) -> None:
            nonlocal kept
            kept += sum(map(numbers_in, leaves(inputs)))
            if kept > MOST_WATCHED:
                raise ValueError(f"the model is called with more than {MOST_WATCHED:,} numbers")
            seen.append(Seen(tuple(inputs), bool(layer.training)))

        hook = self.register_forward_pre_hook(note)
        try:
            yield seen
        finally:
            with contextlib.suppress(StudentError):
                hook.remove()
        if kept > MOST_WATCHED:
            raise Failure(f"{self._handle.class_name} is called with more than {MOST_WATCHED:,} numbers in all.")

    def _ours(self, question: str, *arguments: Any) -> Any:
        name = {"anatomy": "looking at", "assign": "setting the weights of"}.get(question, "the gradients of")
        return self._student._call(["ours", question], list(arguments), {}, f"{name} {self._handle.class_name}")


def module(value: Any, what: str) -> Module:
    """``value`` as a module; a Failure that names ``what`` where it is none."""
    if not isinstance(value, Handle):
        raise Failure(f"{what} is {kind(value)}; a torch.nn.Module is expected.")
    made = Module(value._student, value._handle)
    try:
        made.anatomy  # noqa: B018 - it is asked to find out
    except StudentError as error:
        if error.exception != "TypeError" or error.message != "it is no torch.nn.Module":
            raise
        hint = "Derive the class from nn.Module, and call super().__init__() first."
        raise Failure(f"{what} is {kind_of(value)}; a torch.nn.Module is expected.", hint=hint) from None
    return made


def kind_of(handle: Handle) -> str:
    """A handle's class with its article."""
    name = handle._handle.class_name
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def share(textbook: Module, model: Module) -> dict[str, str]:
    """Give ``model`` the textbook's parameters and buffers, matched by shape and, among equal ones, by order.

    Gives the model's name for each of the textbook's; a Failure says what has no counterpart.
    """
    ours, values = textbook.anatomy, textbook.state_dict()  # whether they fit or not: so it can be recorded
    theirs, name = model.anatomy, model._handle.class_name
    pairs = _matched(ours, theirs, "parameters", name) | _matched(ours, theirs, "buffers", name)
    model.assign({own: values[each] for each, own in pairs.items()})
    if any(each != own for each, own in pairs.items()):
        told = listing([f"{own} for {each}" for each, own in pairs.items()], "and")
        remark(f"The weights of {name} are matched with the textbook's by shape and order: {told}.")
    return pairs


def _matched(ours: Anatomy, theirs: Anatomy, what: str, model: str) -> dict[str, str]:
    """The name of each of our parameters, or buffers, in ``theirs``.

    The weight of a batch norm and the bias of a linear layer may have one shape: where all layers are of the textbook's
    kinds, these count as well.
    """
    wanted, there = getattr(ours, what), getattr(theirs, what)
    keys: Any = (ours.key, theirs.key)
    if Counter(map(ours.key, wanted)) != Counter(map(theirs.key, there)):
        keys = (_shape, _shape)
    waiting: dict[Any, list[Parameter]] = defaultdict(list)
    for each in there:
        waiting[keys[1](each)].append(each)
    pairs, missing = {}, []
    for each in wanted:
        if waiting[keys[0](each)]:
            pairs[each.name] = waiting[keys[0](each)].pop(0).name
        else:
            missing.append(each)
    left = [each for shape in waiting.values() for each in shape]
    if missing or left:
        counts = f"it has {len(there)} {what}, {len(wanted)} are expected"
        raise Failure(f"{model} {_difference(missing, left, counts, what[:-1])}.", hint=SHAPES)
    return pairs


def _shape(parameter: Parameter) -> tuple[int, ...]:
    return parameter.shape


SHAPES = "Compare the list of shapes in the handout with [(n, p.shape) for n, p in model.named_parameters()]."


def _difference(missing: Sequence[Parameter], left: Sequence[Parameter], counts: str, what: str) -> str:
    if not missing:
        return f"has {_some(left)} beside what is asked for: {counts}"
    lacks = f"lacks a {what} of shape {_some([_shape(each) for each in missing])}"
    return f"has {_some(left)}, and {lacks}" if left else f"{lacks}: {counts}"


def _some(things: Sequence[object]) -> str:
    """The first few, in words."""
    named = [str(each) for each in things]
    more = len(named) - NAMED_AT_MOST
    return listing([*named[:NAMED_AT_MOST], *([f"{more} more"] if more > 0 else [])], "and")


def _anatomy(answer: Any) -> Anatomy:
    parameters, buffers, layers = answer
    if max(map(len, (parameters, buffers, layers))) > MOST_PARTS:
        raise Failure(f"The model has more than {MOST_PARTS:,} parameters, buffers or layers.")
    return Anatomy(
        tuple(map(_parameter, parameters)),
        tuple(map(_parameter, buffers)),
        tuple(Layer(str(name), str(kind), bool(training)) for name, kind, training in layers),
    )


def _parameter(tensor: Any) -> Parameter:
    name, shape, dtype, requires_grad = tensor
    return Parameter(str(name), tuple(int(n) for n in shape), str(dtype), bool(requires_grad))
