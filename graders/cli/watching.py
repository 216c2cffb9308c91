"""``grade.py watch``: one submission, looked at again whenever a file of it is saved."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from graders.cli.group import PATH, cli, console_on, tell
from graders.errors import UsageError


@cli.command()
@click.argument("submission", type=PATH)
@click.option("--lab", help="The lab to grade for; by default it is recognised by the names of the files.")
@click.option("--labs", type=PATH, help="A folder of labs of your own.")
@click.option("--seed", help="Draw the same inputs as an earlier run; they stay the same while you watch.")
@click.option("--out", type=PATH, default=Path("reports"), help="Folder or .html file of the report.")
@click.option("--definitions-only", is_flag=True, help="Leave out what the files compute while they are loaded.")
@click.option("--external-sandbox", metavar="NAME", help="Grade at any tier: NAME confines this run.")
def watch(
    submission: Path,
    lab: str | None,
    labs: Path | None,
    seed: str | None,
    out: Path,
    definitions_only: bool,
    external_sandbox: str | None,
) -> int:
    """Grade a submission again on every save, only what the change touches; Ctrl-C ends it."""
    from graders import doctor, run, single
    from graders import labs as there
    from graders.diagnosis.catalogue import Catalogue
    from graders.intake.path import opened
    from graders.oracle import Live
    from graders.reports import files, html, terminal
    from graders.sandbox.nursery import Nursery
    from graders.score import exit_code
    from graders.selfcheck import watch as watching
    from graders.selfcheck.session import Session

    place, console = labs or there.ASSIGNMENTS, console_on(stderr=False)
    names = single.labs_of(single.Request(submission, lab, place), opened(submission))
    if len(names) > 1:
        raise UsageError(f"{submission} holds work for {' and '.join(names)}; say which one to watch with --lab")
    loaded = there.load(names[0], place)
    if external_sandbox is None and sys.platform == "linux":
        doctor.demand_hidden([there.ASSIGNMENTS, place, submission])
    known = Catalogue(lambda: there.load_rewrites(loaded, place))
    with Nursery(loaded.packages) as nursery, doctor.Clearance(nursery, external_sandbox) as clearance:
        session = Session(loaded, Live(loaded, seed or run.new_seed()), known, nursery)

        def once(stale: Callable[[], bool]) -> int:
            events = session.check(opened(submission), list(loaded.checks), definitions_only)
            result = run.last(watching.fresh(events, stale))
            clearance.demand()
            result = replace(result, isolation=replace(result.isolation, external_sandbox=external_sandbox))
            report = files.write(files.own(files.report(out, result), submission), html.render(result))
            terminal.render(result, console)
            tell(console, f"report: {report}")
            return exit_code(result)

        return watching.watch(submission, once)
