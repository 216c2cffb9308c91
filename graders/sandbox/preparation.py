"""What a process does before a submission: one thread, libraries that are warm, a place for its files."""

from __future__ import annotations

import builtins
import os
import sys
import tempfile

import numpy as np

from graders.sandbox import unavailable


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
    if (torch := sys.modules.get("torch")) is not None:
        unavailable.replace(torch)


def settle(work: str) -> None:
    """Make ``work`` the place where temporary files and caches go, and the builtins those of an ordinary start."""
    vars(builtins).update(exit=sys.exit, quit=sys.exit)  # the module site, which is not loaded, brings them
    tempfile.tempdir = None  # it may have been looked up before the fork
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR", "TORCH_HOME", "TORCHINDUCTOR_CACHE_DIR"):
        os.environ[name] = work
