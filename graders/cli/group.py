"""The commands by their names, and what they share."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

import graders
from graders.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from graders.sandbox.launch import Zygote

PATH = click.Path(path_type=Path)


class Commands(click.Group):
    """Commands by name; a first word that is no command's name is a submission to grade."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``grade`` in front where the first word that is no option names no command; without a word, help."""
        if not args:
            click.echo(self.get_help(ctx), err=True)
            ctx.exit(UsageError.exit_code)
        if args[0] not in ("--help", "--version"):
            first = next((word for word in args if not word.startswith("-")), None)
            if first not in self.commands:
                args = ["grade", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["--help"]})
@click.version_option(graders.__version__, prog_name="labproof")
def cli() -> None:
    """Proofread deep-learning labs: compare a submission with a textbook reference and say what is wrong.

    `grade.py SUBMISSION` is short for `grade.py grade SUBMISSION`.
    """


def early_zygote() -> Zygote | None:
    """A zygote that gets warm on another core while this process imports, reads and decides."""
    if sys.platform != "linux":
        return None
    from graders.sandbox.launch import Zygote

    return Zygote(("numpy",))


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def console_on(stderr: bool) -> Console:
    """Where tables and progress go."""
    from rich.console import Console

    return Console(stderr=stderr)


def tell(console: Console, said: str) -> None:
    """Say a line that may quote a student's words: none of them is markup, and none steers the terminal."""
    from graders.reports.legible import legible_line

    console.print(legible_line(said), markup=False, emoji=False, highlight=False, soft_wrap=True)
