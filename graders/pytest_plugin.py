"""A lab's checks as items of pytest, one for each, so that an editor shows them among the tests.

The options are declared by ``graders.signpost``, which brings this plugin in. pytest collects the files without a look
into them; when the first item of a file is set up, all that were chosen of it are run in the sandbox, as ``grade.py``
runs them, and each item tells its own result.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from graders.bench import Bench
    from graders.lab import Lab
    from graders.model import CheckResult, Result

NEVER_TESTS = (".ipynb", ".zip")
"""How a file ends that is a submission whenever pytest is given it by name."""


BENCH = pytest.StashKey["Bench"]()
FILES = pytest.StashKey[list["SubmissionFile"]]()


def bench(config: pytest.Config) -> Bench:
    """The bench that the options ask for; where no lab is named, the recording that lies beside the engine."""
    name = config.getoption("lab", None) or (hasattr(config.option, "lab") and config.getini("labproof_lab"))
    if not name:
        from graders.selfcheck.items import recorded

        return recorded()
    from graders.single import bench as live

    folder = config.getoption("labs")
    return live(name, folder and Path(folder), config.getoption("seed"), config.getoption("external_sandbox"))


def pytest_configure(config: pytest.Config) -> None:
    """Load the lab, and stay in one process: the checks of a submission share its workers."""
    from graders.errors import LabproofError
    from graders.reports.legible import legible_line

    if hasattr(config.option, "dist"):
        config.option.dist = "no"
    try:
        config.stash[BENCH], config.stash[FILES] = bench(config), []
    except LabproofError as error:
        raise pytest.UsageError(legible_line(str(error))) from None


def pytest_report_header(config: pytest.Config) -> str:
    """What repeats this run."""
    return f"lab: {config.stash[BENCH].lab.name}, --seed {config.stash[BENCH].seed}"


# ------------------------------------------------------------------------------------------------ collecting


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """A submission is a file of items. With ``--lab`` nothing else is: pytest would import it, and it may be theirs."""
    found = yield
    meant = _alone(parent.config) or file_path.suffix.lower() in NEVER_TESTS
    named = meant and parent.session.isinitpath(file_path)
    if named or _asked_for(file_path, parent.config.stash[BENCH].lab):
        return [SubmissionFile.from_parent(parent, path=file_path)]
    return [] if _alone(parent.config) else found


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A folder is never a package, whose ``__init__.py`` pytest would import."""
    return pytest.Dir.from_parent(parent, path=path) if _alone(parent.config) else None


def _alone(config: pytest.Config) -> bool:
    """Whether nothing but submissions is looked at; else the tests of whoever wrote the settings are, too."""
    return config.getoption("lab", None) is not None


def _asked_for(path: Path, lab: Lab) -> bool:
    """Whether a file has a name that the lab asks for, or is a notebook of such a name without that file beside it."""
    wanted = {Path(name).stem.lower() for name in lab.files}
    if path.suffix == ".ipynb":
        return path.stem.lower() in wanted and not any((path.parent / name).exists() for name in lab.files)
    if path.suffix != ".py" or path.stem.lower() not in wanted:
        return False
    # The files of one submission have their items once: below the first of them.
    there = [name for name in lab.files if (path.parent / name).exists()]
    return not there or path.name == there[0]


class SubmissionFile(pytest.File):
    """A submission, by its file; where a lab asks for several, by one of them, and it is the folder they lie in."""

    def collect(self) -> Iterator[pytest.Item]:
        """An item for each check, in the lab's order."""
        for name in self.bench.lab.checks:
            yield CheckItem.from_parent(self, name=name)

    @property
    def bench(self) -> Bench:
        """What it is looked at with."""
        return self.config.stash[BENCH]

    @property
    def submission(self) -> Path:
        """What is graded."""
        several = self.path.suffix == ".py" and len(self.bench.lab.files) > 1
        return self.path.parent if several else self.path

    _graded: Result | Exception | None = None

    @property
    def result(self) -> Result:
        """What came of the items that were chosen; they are graded when it is first asked for."""
        import warnings

        if self._graded is None:
            chosen = [item.name for item in self.session.items if item.parent is self]
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # what pytest makes of warnings is meant for tests
                    result = self.bench.grade(self.submission, chosen)
                self.config.stash[FILES].append(self)
                self._graded = replace(result, checks=tuple(each for each in result.checks if each.name in chosen))
            except Exception as error:
                self._graded = error
        if isinstance(self._graded, Exception):
            raise self._graded
        return self._graded

    def told(self) -> Iterator[str]:
        """Its points and what is odd about it, as lines of text; nothing where it was not graded."""
        from graders.model import Result
        from graders.reports import text, wording
        from graders.reports.legible import legible_line
        from graders.score import score

        if isinstance(self._graded, Result):
            some = "" if len(self._graded.checks) == len(self.bench.lab.checks) else "Of the checks that were run: "
            yield f"{self._graded.lab}: {some}{text.total(self._graded)}"
            if not_final := wording.provisional(score(self._graded)):
                yield not_final
            yield from (f"note: {legible_line(problem)}" for problem in self._graded.problems)


# ------------------------------------------------------------------------------------------------ running


class Told(Exception):
    """A check that did not pass; the result says all that there is to say."""


class CheckItem(pytest.Item):
    """One check on one submission."""

    parent: SubmissionFile
    result: CheckResult | None = None

    def setup(self) -> None:
        """Get the result. A check that could not be judged ends here, which pytest calls an error, not a failure."""
        from graders.model import Verdict

        self.result = next(each for each in self.parent.result.checks if each.name == self.name)
        self.user_properties += [("title", self.result.title), ("points", self.result.points)]
        if self.result.verdict is Verdict.BROKEN:
            raise Told

    def runtest(self) -> None:
        """Pass, fail or skip as the check did."""
        from graders.model import Verdict
        from graders.reports.legible import legible, legible_line

        assert self.result is not None, "pytest runs what it has set up"
        if self.result.output:
            self.add_report_section("call", "stdout", legible(self.result.output))
        if self.result.verdict is Verdict.FAILED:
            raise Told
        if self.result.verdict is Verdict.SKIPPED:
            pytest.skip(legible_line(self.result.reason or ""))

    def said(self, error: BaseException) -> str | None:
        """What the report says of the check; of an error of ours its sentence; None for any other."""
        from graders.errors import LabproofError
        from graders.reports import text
        from graders.reports.legible import legible_line

        if isinstance(error, Told) and self.result is not None:
            return text.detail(replace(self.result, output=""))  # the output has a section of its own
        return f"error: {legible_line(str(error))}" if isinstance(error, LabproofError) else None

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it is shown, and under which title."""
        return self.path, None, self.parent.bench.lab.checks[self.name].title


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What is told of a check is what its result says, and not where in this plugin it was raised."""
    from graders.reports.legible import legible_line

    report = yield
    if not isinstance(item, CheckItem):
        return report
    if item.result is not None and report.when == "call":
        report.duration = item.result.seconds
        if report.skipped:
            # pytest takes None for a line that is not known, as it does in an item's location.
            report.longrepr = (str(item.path), None, legible_line(item.result.reason or ""))  # type: ignore[assignment]
    if report.failed and call.excinfo is not None:
        report.longrepr = item.said(call.excinfo.value) or report.longrepr
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The points of each submission, after all else."""
    for file in config.stash[FILES]:
        for line in file.told():
            terminalreporter.write_line(line)
