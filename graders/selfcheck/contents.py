"""What lies in the file that is being run, beside the engine: the lab, its recording, what the course provides."""

from __future__ import annotations

import importlib
import importlib.resources
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from graders import bands
from graders.cassette import Cassette
from graders.errors import UsageError
from graders.lab import Lab


@dataclass(frozen=True)
class Contents:
    """A lab as a student has it, and what was recorded of it."""

    lab: Lab
    cassette: Cassette


def read() -> Contents:
    """The contents of the file that is being run; raises UsageError where it holds no lab."""
    root = cast(Path, importlib.resources.files("graders")).parent
    try:
        name = json.loads((root / "lab.json").read_text(encoding="utf-8"))["lab"]
        cassette = Cassette.from_bytes((root / "cassette").read_bytes())
    except OSError:
        raise UsageError("there is no lab beside the engine; a self-check is made by grade.py handout LAB") from None
    try:
        lab: Lab = importlib.import_module(f"assignments.{name}.lab").lab
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the lab {name} needs {error.name}, which is not installed here; run: python -m pip install {error.name}"
        ) from None
    lab.provided = {file: root / "provided" / file for file in lab.provided}
    lab.bands = bands.read(root / "bands.json")
    # Workers are dear where there is no zygote: one is shared as long as the checks pass. What fails gets a fresh one.
    lab.checks = {name: replace(check, fresh=False) for name, check in lab.checks.items()}
    return Contents(lab, cassette)
