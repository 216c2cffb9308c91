"""What of torch a worker can't have: processes and threads to share work with, a compiler, the network.

Where the result is the same without it, the work is done without: a loader loads in its own process, a module runs
uncompiled, memory that was to be shared isn't. The rest raises one sentence. Either way the student is told, once.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any, NoReturn

ALONE = ("prefetch_factor", "persistent_workers", "multiprocessing_context", "timeout")
"""Options of a DataLoader that mean nothing without workers, and that it refuses then."""

INSTEAD = "build the model from torch.nn; weights that a lab needs are handed to your functions"


def replace(torch: Any) -> None:
    """Put in what stands in for each. ``torch`` is the loaded package."""
    loader = torch.utils.data.DataLoader
    loader.__init__ = _without_workers(loader.__init__)
    torch.compile = _compile
    torch.nn.Module.compile = lambda self, *arguments, **keywords: _compile(None)
    for holder, name in ((torch.Tensor, "share_memory_"), (torch.nn.Module, "share_memory")):
        setattr(holder, name, _shared)
    for name in ("load", "load_state_dict_from_url", "download_url_to_file", "list", "help"):
        setattr(torch.hub, name, _refuse(f"torch.hub.{name}", "there is no network where this is graded", INSTEAD))
    one = "your code runs in one process where it is graded"
    for name in ("spawn", "start_processes", "Process", "Pool"):
        instead = "call the function itself"
        setattr(torch.multiprocessing, name, _refuse(f"torch.multiprocessing.{name}", one, instead))


@functools.cache
def _tell(sentence: str) -> None:
    """Say it where the student's own output goes."""
    sys.stderr.write(f"{sentence}\n")


def _without_workers(original: Callable[..., None]) -> Callable[..., None]:
    signature = inspect.signature(original)

    @functools.wraps(original)
    def begin(self: Any, *arguments: Any, **keywords: Any) -> None:
        given = signature.bind(self, *arguments, **keywords)
        workers = given.arguments.get("num_workers", 0)
        if isinstance(workers, int) and workers > 0:
            given.arguments["num_workers"] = 0
            for option in ALONE:
                given.arguments.pop(option, None)
            _tell(
                f"DataLoader(num_workers={workers}): no further processes are started where this is graded, so the "
                "batches are loaded with num_workers=0; they are the same."
            )
        original(*given.args, **given.kwargs)

    return begin


def _compile(model: Any = None, **options: Any) -> Any:
    _tell(
        "torch.compile: there is no compiler where this is graded, so the model runs uncompiled; it computes the same."
    )
    return model if model is not None else lambda function: function  # with options alone it is a decorator


def _shared(self: Any) -> Any:
    _tell("share_memory: your code runs in one process where it is graded, so nothing is shared.")
    return self


def _refuse(name: str, why: str, instead: str) -> Callable[..., NoReturn]:
    def refuse(*arguments: Any, **keywords: Any) -> NoReturn:
        raise RuntimeError(f"{name} does not work here: {why}; {instead}")

    return refuse
