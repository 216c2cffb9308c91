"""What a process does before a submission: one thread, libraries that are warm, a place for its files."""

from __future__ import annotations

import builtins
import os
import sys
import tempfile
import threading
from typing import Any

import numpy as np

from graders.sandbox import alone, unavailable

FOLDERS = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR", "TORCH_HOME", "TORCHINDUCTOR_CACHE_DIR")
PERSON = {"PATH": os.defpath, "USER": "student"}
"""What is in everybody's environment, and read without a thought."""

THREAD_STACK = 2 << 20
"""Bytes. A thread's stack counts against the limit of memory whether it is used or not, and there are pools of 32."""


def one_thread() -> None:
    """Let torch compute in this thread alone, before it computes anything: a process with more can't be forked."""
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_num_threads(1)


def warm() -> None:
    """Do once what every process forked off would do at its first call."""
    one_thread()
    if (torch := sys.modules.get("torch")) is not None:
        # The first optimiser imports torch._dynamo; the first layers choose their kernels, which they do by
        # /proc/cpuinfo: chosen inside a sandbox, they would give other last digits.
        nn = torch.nn
        model = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Flatten(2), nn.LSTM(9, 2, batch_first=True))
        optimiser = torch.optim.Adam(model.parameters())
        model(torch.ones(1, 1, 5, 5))[0].sum().backward()
        optimiser.step()
        repr(torch.ones(1))
    x = np.random.default_rng(0).normal(size=(8, 8))
    np.linalg.solve(x @ x.T + np.eye(8), np.exp(x).sum(axis=1))


def leave_out() -> None:
    """Put in stand-ins for what no worker can do."""
    alone.work_alone()
    if (torch := sys.modules.get("torch")) is not None:
        unavailable.replace(torch)


def settle(work: str) -> None:
    """Make ``work`` the place where temporary files and caches go, and the rest that of an ordinary start."""
    vars(builtins).update(exit=sys.exit, quit=sys.exit, help=_help)  # the module site, which is not loaded, brings them
    tempfile.tempdir = None  # it may have been looked up before the fork
    os.environ.update(dict.fromkeys(FOLDERS, work))
    for name, value in PERSON.items():
        os.environ.setdefault(name, value)
    threading.stack_size(THREAD_STACK)
    # The streams were made for other files, and remember whether those had a place to go back to.
    for fd, name in ((1, "stdout"), (2, "stderr")):
        old = getattr(sys, name)
        buffering = 1 if name == "stderr" else -1
        stream = open(fd, "w", buffering, old.encoding, old.errors, closefd=False)  # noqa: SIM115 - never closed
        vars(sys).update({name: stream, f"__{name}__": stream})


def _help(*request: Any) -> None:
    """What ``help(np.dot)`` prints; without a question, nothing."""
    import pydoc

    for each in request:
        pydoc.help(each)
