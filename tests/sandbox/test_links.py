"""The bytes between grader and worker: no worker makes the grader wait longer, or keep more, than it wants to.

The workers here are scripts of the test's own that write to a pipe; both kinds of links lead to them.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graders.model import Outcome
from graders.sandbox import wire
from graders.sandbox.links import Link, PipeLink, ThreadLink
from graders.sandbox.process import Ended, Process
from graders.sandbox.streams import OUTPUT_LIMIT, Clock, Stopped, Streams

PREAMBLE = f"""
import os, select, sys
FRAME = bytes.fromhex({wire.encode([["value", 7]]).hex()!r})
def say(data, fd=1):
    while data: data = data[os.write(fd, data):]
def hold(): os.read(0, 1) and hold()
"""

Scripted = Callable[[str], Streams]


def pipe_link(child: Any) -> Link:
    fds = [os.dup(stream.fileno()) for stream in (child.stdin, child.stdout, child.stderr)]
    for stream in (child.stdin, child.stdout, child.stderr):
        stream.close()
    return PipeLink(fds[0], fds[1], (fds[2],))


def thread_link(child: Any) -> Link:
    return ThreadLink(child.stdin, child.stdout, child.stderr)


KINDS = [pytest.param(thread_link, id="threads")]
if sys.platform != "win32":
    KINDS.append(pytest.param(pipe_link, id="pipes"))


@pytest.fixture(params=KINDS)
def scripted(request: pytest.FixtureRequest) -> Iterator[Scripted]:
    """Streams to a process that runs a script."""
    made: list[tuple[Any, Streams]] = []

    def scripted(script: str) -> Streams:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", PREAMBLE + script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        made.append((child, Streams(request.param(child), lambda: 0.0)))
        return made[-1][1]

    yield scripted
    for child, streams in made:
        child.kill()
        child.wait()
        streams.link.close()


def outcome(streams: Streams, waiting: float = 20.0, frame: bytes = b"") -> Any:
    """What came: the reply, or the word for why none did."""
    clock = Clock(0.1)
    clock.waiting = waiting
    try:
        return streams.receive(clock, memoryview(frame))
    except Stopped as stopped:
        return stopped.outcome
    except wire.WireError:
        return "forged"


def test_a_reply_is_read_in_whatever_pieces_it_comes(scripted: Scripted) -> None:
    assert outcome(scripted("for byte in FRAME: say(bytes([byte]))\nhold()")) == [["value", 7]]


def test_a_reply_counts_although_its_process_ends_at_once(scripted: Scripted) -> None:
    assert outcome(scripted("say(FRAME); os._exit(0)")) == [["value", 7]]


def test_a_large_request_and_a_large_reply_pass_each_other(scripted: Scripted) -> None:
    streams = scripted("while True: say(os.read(0, 65536))")
    frame = wire.encode(np.arange(1_000_000))
    assert outcome(streams, frame=frame).sum() == 499_999_500_000
    assert outcome(streams, frame=frame).shape == (1_000_000,)


def test_a_process_that_says_nothing_is_waited_for_no_longer_than_that(scripted: Scripted) -> None:
    streams = scripted("hold()")
    clock = Clock(1)
    clock.waiting = 0.2
    with pytest.raises(Stopped) as caught:
        streams.receive(clock)
    assert caught.value.outcome is Outcome.WALL
    assert clock.waiting <= 0, "the time is gone for the calls that follow, too"


def test_a_process_that_reads_nothing_is_waited_for_no_longer_than_that(scripted: Scripted) -> None:
    streams = scripted("select.select([], [], [])")
    assert outcome(streams, waiting=0.2, frame=wire.encode(np.zeros(4_000_000))) is Outcome.WALL


def test_a_process_that_computes_is_stopped_by_what_it_computed(scripted: Scripted) -> None:
    streams = scripted("hold()")
    seconds = iter(range(1000))
    streams.cpu_seconds = lambda: 0.03 * next(seconds)
    assert outcome(streams) is Outcome.CPU


def test_a_process_that_is_gone_is_told_from_one_that_waits(scripted: Scripted) -> None:
    assert outcome(scripted("os._exit(0)")) is None
    assert outcome(scripted("os.close(1); hold()")) is None
    assert outcome(scripted("say(FRAME[:9]); os._exit(0)")) is None


def test_what_is_no_frame_is_refused_as_soon_as_it_shows(scripted: Scripted) -> None:
    assert outcome(scripted("say(b'PASSED' * 3); hold()")) == "forged"
    assert outcome(scripted("say(b'LPF1' + b'\\xff' * 12); hold()")) == "forged"


def test_two_replies_to_one_request_are_refused(scripted: Scripted) -> None:
    streams = scripted("say(FRAME + FRAME); hold()")
    assert outcome(streams) == "forged"


def test_printing_without_end_is_stopped_and_little_of_it_is_kept(scripted: Scripted) -> None:
    streams = scripted("while True: say(b'x' * 65536, 2)")
    assert outcome(streams) is Outcome.OUTPUT
    assert OUTPUT_LIMIT < streams.printed < OUTPUT_LIMIT + (1 << 20)
    assert len(streams.output) <= 1 << 16


def test_printing_beside_a_reply_is_kept(scripted: Scripted) -> None:
    streams = scripted("say('grüße\\n'.encode(), 2); os.read(0, 1); say(b'\\xff', 2); say(FRAME); hold()")
    assert outcome(streams, frame=b"x") == [["value", 7]]
    while len(streams.output) < 9:
        for kind, data in streams.link.wait(5.0):
            assert kind == "printed"
            streams._hear(data)
    assert streams.take_output() == "grüße\n\ufffd"


class Nobody:
    """A link to nobody."""

    def wait(self, timeout: float, writing: bool = False) -> list[Any]:
        return []

    def close(self) -> None:
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
@pytest.mark.parametrize("made", ["closed", "deep", "linked", "replaced"])
def test_a_work_folder_goes_whatever_was_made_in_it_and_nothing_else_does(tmp_path: Path, made: str) -> None:
    work, outside = tmp_path / "work", tmp_path / "outside"
    work.mkdir()
    outside.mkdir(mode=0o755)
    (outside / "file").touch()
    if made == "closed":
        (work / "x").mkdir()
        (work / "x" / "loot").touch()
        (work / "x").chmod(0o300)
    elif made == "deep":
        script = "import os\nfor _ in range(2000): os.mkdir('d'), os.chdir('d')"
        subprocess.run([sys.executable, "-c", script], cwd=work, check=True)
    elif made == "replaced":
        work.rmdir()
        work.symlink_to(outside)
    else:
        (work / "x").mkdir()
        (work / "x" / "way").symlink_to(outside)
        (work / "x").chmod(0o300)
    nobody = {"kill": lambda: None, "ended": lambda seconds: Ended(0, 0.0), "cpu_seconds": lambda: 0.0}
    Process(Nobody(), **nobody, lifetime=1.0, work=str(work)).close()
    assert not os.path.lexists(work)
    assert (outside / "file").exists()
    assert outside.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(("share", "word"), [(0.5, Outcome.CPU), (0.0, Outcome.WALL)])
def test_who_computes_on_a_busy_machine_is_not_said_to_wait(scripted: Scripted, share: float, word: Outcome) -> None:
    streams = scripted("os.read(0, 1) and hold()")
    began = time.monotonic()
    streams.cpu_seconds = lambda: share * (time.monotonic() - began)  # of a processor that others use as well
    assert outcome(streams, waiting=0.05) is word
