"""Where pytest learns of the option ``--lab``. All that it does is in ``graders.pytest_plugin``.

This module is copied into the environment, as ``labproof_signpost``: pytest looks for its plugins there, while Labproof
is run from a checkout. Until a lab is asked for it imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, by the names that they have in ``grade.py``."""
    group = parser.getgroup("labproof", "checks of a deep-learning lab")
    if group.options:
        return  # installed, and named with -p as well
    group.addoption("--lab", metavar="LAB", help="Run the checks of LAB on the submissions named, and nothing else.")
    group.addoption("--labs", metavar="DIR", help="A folder of labs of your own.")
    group.addoption("--seed", help="Repeat a run: the seed that stands in its header.")
    group.addoption("--external-sandbox", metavar="NAME", help="Run at any tier: NAME confines this run.")
    parser.addini("labproof_lab", "the lab whose files are collected, beside tests of your own")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """With ``--lab`` no conftest.py is loaded: it could be a part of the submission."""
    if early_config.known_args_namespace.lab is not None:
        early_config.known_args_namespace.noconftest = True
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Bring in the plugin where a lab is asked for."""
    if config.getoption("lab") is None and not config.getini("labproof_lab"):
        return
    if folder := checkout():
        sys.path.append(str(folder))
    config.pluginmanager.import_plugin("graders.pytest_plugin")


def checkout() -> Path | None:
    """The checkout that this module was installed from; None where it lies in it.

    Raises UsageError where the checkout is no longer there.
    """
    if __name__ == "graders.signpost":
        return None
    # PEP 610: pip and its like note where a package came from that they found in a folder.
    beside = metadata.distributions(name="labproof", path=[str(Path(__file__).parents[1])])
    origins = [origin for each in beside if (origin := each.read_text("direct_url.json")) is not None]
    url = urlsplit(json.loads(origins[0])["url"] if origins else "")
    folder = Path(url2pathname(url.path))
    if url.scheme != "file" or not (folder / "graders" / "pytest_plugin.py").is_file():
        raise pytest.UsageError(
            f"Labproof was installed from {url.geturl() or 'nowhere'}, and that is no checkout of it; "
            "run make demo in a checkout, and use the pytest of its .venv"
        )
    return folder
