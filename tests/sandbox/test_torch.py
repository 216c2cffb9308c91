"""A worker with torch: the same numbers as outside, and one sentence for what it can't have."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graders.errors import CannotGrade
from graders.sandbox import canaries, wire
from graders.sandbox.nursery import Nursery
from tests.sandbox.conftest import Cell, Inmate, cells

torch = pytest.importorskip("torch")

ROOT = Path(__file__).parent.parent.parent

TRAINING = '''
import hashlib
import torch
from torch import nn


class Net(nn.Module):
    """One layer of each kind that the labs use."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3)
        self.embedding, self.lstm = nn.Embedding(9, 7), nn.LSTM(7, 5, num_layers=2, batch_first=True)
        self.gru, self.linear = nn.GRU(5, 4, batch_first=True), nn.Linear(3 * 16 + 4, 6)

    def forward(self, images, words):
        seen = torch.max_pool2d(torch.relu(self.norm(self.conv(images))), 2).flatten(1)
        states = self.gru(self.lstm(self.embedding(words))[0])[0]
        weights = torch.softmax(states @ states.transpose(1, 2) / 2.0, dim=-1)
        return self.linear(torch.cat([seen, (weights @ states)[:, -1]], 1))


def digest():
    torch.manual_seed(3)
    net = Net()
    optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
    for step in range(5):
        images, words = torch.randn(33, 1, 8, 8), torch.randint(9, (33, 11))
        loss = nn.functional.cross_entropy(net(images, words), torch.arange(33) % 6)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
    big = torch.randn(130, 257) @ torch.randn(257, 65)
    tensors = [*net.state_dict().values(), loss.detach(), big, torch.dropout(big, 0.5, True)]
    return hashlib.sha256(b"".join(tensor.numpy().tobytes() for tensor in tensors)).hexdigest()
'''

ALONE = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

DATA = TensorDataset(torch.arange(6.0))

def workers():
    loader = DataLoader(DATA, 2, num_workers=3, prefetch_factor=2, persistent_workers=True, timeout=5)
    return [batch[0] for batch in loader], loader.num_workers

def negative():
    return DataLoader(DATA, 2, num_workers=-1)

def compiled():
    return torch.compile(nn.Identity(), mode="reduce-overhead")(torch.ones(2))

@torch.compile(dynamic=True)
def decorated(x):
    return x + 1

def compiled_in_place():
    model = nn.Identity()
    model.compile()
    return model(torch.ones(2))

def shared():
    return torch.ones(2).share_memory_(), nn.Linear(1, 1).share_memory() is not None

def hub():
    return torch.hub.load("pytorch/vision", "resnet18")

def spawn():
    torch.multiprocessing.spawn(print, nprocs=2)

def cuda():
    return torch.ones(2).cuda()
"""


TIERS = [pytest.param((), id="all layers"), pytest.param(("zygote",), id="plain process", marks=pytest.mark.slow)]


@pytest.fixture(scope="module", params=TIERS)
def nursery(request: pytest.FixtureRequest) -> Iterator[Nursery]:
    with Nursery(("torch", "numpy"), request.param) as made:
        yield made


@pytest.fixture
def cell(nursery: Nursery) -> Iterator[Cell]:
    try:
        nursery.worker(10, 1024).close()
    except CannotGrade as error:
        pytest.skip(str(error))
    yield from cells(nursery)


def printed(inmate: Inmate) -> str:
    return inmate.process.streams.take_output()


def test_torch_opens_no_way_out(nursery: Nursery) -> None:
    if nursery.isolation.tier < 2:
        pytest.skip("a plain process is confined by nothing")
    assert [canary.sentence for canary in canaries.fly(nursery) if not canary.denied] == []


def test_the_same_bits_inside_and_outside(cell: Cell, tmp_path: Path) -> None:
    file = tmp_path / "training.py"
    file.write_text(TRAINING + "\ntorch.set_num_threads(1)\nprint(digest())\n", encoding="utf-8")
    outside = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=True, timeout=120)
    inside = [cell(TRAINING, memory=1024).value("digest", patience=60) for _ in range(2)]
    assert inside == [outside.stdout.strip()] * 2
    assert len(inside[0]) == hashlib.sha256().digest_size * 2


def test_a_loader_loads_alone_and_says_so_once(cell: Cell) -> None:
    inmate = cell(ALONE, memory=1024)
    for _ in range(2):
        batches, workers = inmate.value("workers")
        assert ([each.array.tolist() for each in batches], workers) == ([[0, 1], [2, 3], [4, 5]], 0)
    assert printed(inmate).count("DataLoader(num_workers=3): no further processes are started") == 1
    assert inmate.end("negative") == "ValueError"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("compiled", [1, 1], "torch.compile: there is no compiler where this is graded"),
        ("compiled_in_place", [1, 1], "torch.compile: there is no compiler where this is graded"),
        ("shared", [1, 1], "share_memory: your code runs in one process"),
    ],
)
def test_what_changes_no_number_is_left_out_and_told(cell: Cell, name: str, value: Any, said: str) -> None:
    inmate = cell(ALONE, memory=1024)
    got = inmate.value(name)
    assert (got[0] if isinstance(got, tuple) else got).array.tolist() == value
    assert said in printed(inmate)


def test_a_decorator_that_compiles_leaves_the_function(cell: Cell) -> None:
    assert cell(ALONE, memory=1024).value("decorated", wire.Tensor(np.ones(2, np.float32))).array.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hub", "torch.hub.load does not work here: there is no network where this is graded; build the model from"),
        ("spawn", "torch.multiprocessing.spawn does not work here: your code runs in one process"),
        ("cuda", "Torch not compiled with CUDA enabled"),
    ],
)
def test_what_can_not_be_is_one_sentence(cell: Cell, name: str, said: str) -> None:
    kind, *rest = cell(ALONE, memory=1024).call(name)
    assert kind == "error"
    assert rest[2].startswith(said)


def test_a_module_tells_what_it_is_made_of_and_takes_numbers(cell: Cell) -> None:
    inmate = cell(TRAINING, memory=1024)
    model = inmate.value("Net")

    def ask(name: str, *arguments: Any) -> Any:
        ((kind, *rest),) = inmate.ask("calls", [[["ours", name], [model, *arguments], {}, [], False]])
        assert kind == "value", rest
        return rest[0]

    parameters, buffers, layers = ask("anatomy")
    assert parameters[0] == ["conv.weight", [3, 1, 3, 3], "float32", True]
    assert [each[0] for each in buffers] == ["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"]
    assert layers[:2] == [["", "Net", True], ["conv", "Conv2d", True]]
    ask("assign", {"norm.running_mean": np.full(3, 0.5, np.float32)})
    state = {name: value.array for name, value in _state(inmate, model).items()}
    assert state["norm.running_mean"].tolist() == [0.5] * 3


def _state(inmate: Inmate, model: Any) -> Any:
    ((kind, value),) = inmate.ask("calls", [[["attribute", model, "state_dict"], [], {}, [], False]])
    assert kind == "value"
    return value
