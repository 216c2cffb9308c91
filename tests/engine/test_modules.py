"""A student's nn.Module as a check sees it: anatomy, shared weights, gradients; forged and foreign ones."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from graders import modules
from graders.checks import Failure, StudentError, close, notes, unchanged
from graders.connection import Local
from graders.modules import Module, module, share
from graders.student import Student, Verbatim

torch = pytest.importorskip("torch")

SOURCE = """
import torch
from torch import nn


class Net(nn.Module):
    # Two layers of one shape, with batch norm between them.
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 3)
        self.norm = nn.BatchNorm1d(3)
        self.second = nn.Linear(3, 3)
        self.second.bias.requires_grad_(False)

    def forward(self, x):
        return self.second(torch.relu(self.norm(self.first(x))))


class Otherwise(nn.Module):
    # The same with other names, in another order of kinds.
    def __init__(self):
        super().__init__()
        self.stem = nn.ModuleDict({"bn": nn.BatchNorm1d(3), "a": nn.Linear(3, 3), "b": nn.Linear(3, 3)})

    def forward(self, x):
        return self.stem["b"](self.stem["bn"](self.stem["a"](x)).clamp(min=0))


class Wider(nn.Module):
    # A layer of another shape.
    def __init__(self):
        super().__init__()
        self.first, self.norm, self.second = nn.Linear(3, 4), nn.BatchNorm1d(3), nn.Linear(3, 3)


class Shorter(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Linear(3, 3), nn.BatchNorm1d(3)


class Longer(Net):
    def __init__(self):
        super().__init__()
        self.third = nn.Linear(3, 2)


class Detached(Net):
    # The first layer gets no gradient.
    def forward(self, x):
        return self.second(torch.relu(self.norm(self.first(x).detach())))


class Forgetful(nn.Module):
    # super().__init__() is missing.
    def __init__(self):
        pass


def adds_in_place(x):
    return x.add_(1)


def loss(model, x, y):
    return ((model(x) - y) ** 2).mean()


def floods(model, x):
    for _ in range(50):
        try:
            model(x)
        except ValueError:
            pass


def scale(x):
    return 3 * x


def other():
    return torch.Generator()
"""


@pytest.fixture
def student() -> Student:
    found = ModuleType("toy")
    exec(SOURCE, vars(found))
    local = Local(found)
    local.servant.seed(1)
    return Student(local, local.inventory)


X = torch.linspace(-1, 1, 12).reshape(4, 3)
G = torch.linspace(0.5, 2, 12).reshape(4, 3)


def test_what_a_module_is_made_of(student: Student) -> None:
    made = module(student.Net(), "Net()").anatomy
    assert [(each.name, each.shape, each.requires_grad) for each in made.parameters] == [
        ("first.weight", (3, 3), True),
        ("first.bias", (3,), True),
        ("norm.weight", (3,), True),
        ("norm.bias", (3,), True),
        ("second.weight", (3, 3), True),
        ("second.bias", (3,), False),
    ]
    assert [(each.name, each.dtype) for each in made.buffers] == [
        ("norm.running_mean", "float32"),
        ("norm.running_var", "float32"),
        ("norm.num_batches_tracked", "int64"),
    ]
    assert [each.kind for each in made.layers] == ["Net", "Linear", "BatchNorm1d", "Linear"]
    assert made.count == 9 + 3 + 3 + 3 + 9 + 3


def test_a_module_is_a_handle_and_goes_where_handles_go(student: Student) -> None:
    model = module(student.Net(), "Net()")
    model.eval()
    assert not any(layer.training for layer in model.anatomy.layers)
    model.first.weight.shape  # noqa: B018 - attributes are those over there
    assert float(student.loss(model, X, G)) > 0


@pytest.mark.parametrize("value", [7, None, np.zeros(3), [1]])
def test_what_is_no_module_is_told(value: Any) -> None:
    with pytest.raises(Failure, match=r"^LeNet5\(\) is .*; a torch.nn.Module is expected"):
        module(value, "LeNet5()")


def test_an_object_of_another_class_is_told(student: Student) -> None:
    with pytest.raises(Failure, match=r"^LeNet5\(\) is a Generator; a torch.nn.Module is expected"):
        module(student.other(), "LeNet5()")


def test_a_module_that_was_never_begun_is_an_error_of_its_own(student: Student) -> None:
    with pytest.raises(StudentError):
        module(student.Forgetful(), "Forgetful()")


def test_the_same_weights_under_other_names_give_the_same(student: Student) -> None:
    textbook, model = module(student.Net(), "Net()"), module(student.Otherwise(), "Otherwise()")
    with notes.collecting() as noted:
        pairs = share(textbook, model)
    assert (pairs["first.weight"], pairs["second.weight"]) == ("stem.a.weight", "stem.b.weight")
    assert (pairs["norm.weight"], pairs["first.bias"]) == ("stem.bn.weight", "stem.a.bias")
    assert np.array_equal(model(X), textbook(X))
    (said,) = noted.remarks
    assert "matched with the textbook's by shape and order: stem.a.weight for first.weight" in said


def same(a: Any, b: Any) -> bool:
    return np.array_equal(a, b)


def test_shared_weights_compute_the_same_outputs_and_gradients(student: Student) -> None:
    textbook, model = module(student.Net(), "Net()"), module(student.Net(), "Net()")
    assert not np.allclose(model(X), textbook(X))
    with notes.collecting() as noted:
        share(textbook, model)
    assert noted.remarks == []
    ours, theirs = textbook.gradients(X, upstream=G), model.gradients(X, upstream=G)
    close(theirs.outputs[0], ours.outputs[0])
    close(theirs.inputs[0], ours.inputs[0])
    assert theirs.parameters.pop("second.bias") is None
    assert all(same(theirs.parameters[name], ours.parameters[name]) for name in theirs.parameters)
    assert np.any(theirs.parameters["first.weight"])


def test_a_gradient_that_does_not_arrive_is_none(student: Student) -> None:
    model = module(student.Detached(), "Detached()")
    pulled = model.gradients(X, upstream=G)
    assert pulled.parameters["first.weight"] is None
    assert pulled.inputs == [None]
    assert pulled.parameters["second.weight"] is not None


def test_gradients_through_a_function_of_the_students(student: Student) -> None:
    model = module(student.Net(), "Net()")
    pulled = model.gradients(X, G, through=student.loss)
    assert pulled.outputs[0].shape == ()
    assert [each.shape for each in pulled.inputs if each is not None] == [(4, 3), (4, 3)]
    assert np.any(pulled.parameters["first.weight"])


def test_asking_for_gradients_leaves_none_behind(student: Student) -> None:
    model = module(student.Net(), "Net()")
    first = model.gradients(X, upstream=G)
    second = model.gradients(X, upstream=G)
    assert same(first.parameters["second.weight"], second.parameters["second.weight"])
    assert model.second.weight.shape == (3, 3)


def test_shapes_that_have_no_counterpart_are_named(student: Student) -> None:
    textbook, model = module(student.Net(), "Net()"), module(student.Wider(), "Wider()")
    with pytest.raises(Failure) as caught:
        share(textbook, model)
    assert caught.value.reason == (
        "Wider has first.weight (4, 3) and first.bias (4,), and lacks a parameter of shape (3, 3) and (3,)."
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Shorter", "Shorter lacks a parameter of shape (3, 3) and (3,): it has 4 parameters, 6 are expected."),
        (
            "Longer",
            "Longer has third.weight (2, 3) and third.bias (2,) beside what is asked for: "
            "it has 8 parameters, 6 are expected.",
        ),
    ],
)
def test_too_few_and_too_many_parameters_are_told(student: Student, name: str, said: str) -> None:
    with pytest.raises(Failure) as caught:
        share(module(student.Net(), "Net()"), module(getattr(student, name)(), name))
    assert caught.value.reason == said


def test_assigned_numbers_must_have_the_shape(student: Student) -> None:
    model = module(student.Net(), "Net()")
    model.assign({"first.bias": np.array([1, 2, 3], np.float32)})
    assert model.first.bias.tolist() == [1, 2, 3]
    with pytest.raises(StudentError, match="not \\(1,\\)"):
        model.assign({"first.bias": np.zeros(1, np.float32)})


def test_calls_are_seen_while_a_module_is_watched(student: Student) -> None:
    model = module(student.Net(), "Net()")
    with model.watched() as seen:
        student.loss(model, X, G)
        model.eval()
        model(X[:2])
    model(X)
    assert [(each.inputs[0].shape, each.training) for each in seen] == [((4, 3), True), ((2, 3), False)]


def test_a_flood_of_calls_is_kept_up_to_a_bound(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "MOST_WATCHED", 100)
    model = module(student.Net(), "Net()")
    with pytest.raises(Failure, match="Net is called with more than 100 numbers in all"), model.watched() as seen:
        student.floods(model, X)
    assert len(seen) < 10
    assert model(X).shape == (4, 3), "it is not watched any more"


def test_a_module_of_too_many_parts_is_refused_at_once(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Module(student, student.Net()._handle)
    monkeypatch.setattr(Module, "_ours", lambda *given: [[["p", [1], "float32", True]] * 20_000, [], []])
    with pytest.raises(Failure, match="more than 2,000 parameters"):
        made.anatomy  # noqa: B018


def test_tensors_among_the_arguments_are_watched(student: Student) -> None:
    assert unchanged(student.scale, X).tolist() == (3 * X).tolist()
    with pytest.raises(Failure, match="adds_in_place changed its first argument"):
        unchanged(student.adds_in_place, X)


def test_a_function_of_the_reference_stands_in_with_tensors() -> None:
    textbook, written = ModuleType("textbook"), ModuleType("toy")
    exec("def scale(x): return 5 * x.clone()", vars(textbook))
    exec("def scale(x): return 3 * x\ndef twice(x): return 2 * scale(x).add(0)", vars(written))
    ours, theirs = Local(textbook), Local(written)
    student = Student(theirs, theirs.inventory)
    student.stand_in("scale", Verbatim(ours, ours.inventory).scale)
    assert student.twice(torch.ones(2)).tolist() == [10, 10]


@pytest.mark.parametrize(
    "answer",
    [
        7,
        [[], []],
        [[["w", "many", "float32", True]], [], []],
        [[["w", [2], "float32"]], [], []],
        [[[["w"], [2], "float32", True]], [], [["", "Net"]]],
    ],
)
def test_a_forged_anatomy_is_no_anatomy(student: Student, answer: Any, monkeypatch: Any) -> None:
    made = Module(student, student.Net()._handle)
    forged: Callable[..., Any] = lambda *given: answer  # noqa: E731
    monkeypatch.setattr(Module, "_ours", forged)
    with pytest.raises((ValueError, TypeError)):
        made.anatomy  # noqa: B018
