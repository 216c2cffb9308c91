"""May this machine grade the work of others? The grader attacks itself, and believes what happens."""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from graders import doctor
from graders.doctor import Clearance, Diagnosis, demand_closed, demand_tier, examine, remembered
from graders.errors import CannotGrade
from graders.model import Isolation
from graders.sandbox import canaries, view
from graders.sandbox.nursery import Nursery


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "labproof" / "doctor.json"


@pytest.fixture
def confined(nursery: Nursery) -> Nursery:
    if nursery.isolation.tier < doctor.OFFICIAL_TIER:
        pytest.skip(f"this machine confines at tier {nursery.isolation.tier} only")
    return nursery


@pytest.fixture(scope="module")
def lesser() -> Iterator[Nursery]:
    """Workers whose system calls are not filtered."""
    with Nursery(forbid=("seccomp",)) as nursery:
        try:
            assert nursery.isolation.tier == 1
        except CannotGrade as error:
            pytest.skip(str(error))
        if nursery._zygote is None:
            pytest.skip("there is no zygote here")
        yield nursery


# ------------------------------------------------------------------------------------------------ canaries


def test_no_canary_gets_through_here(confined: Nursery) -> None:
    diagnosis = examine(confined)
    assert diagnosis.open == ()
    assert diagnosis.canaries is not None
    assert len(diagnosis.canaries) > 20
    met = {canary.name: canary.met for canary in diagnosis.canaries}
    assert met["never_ends"] == "ended: timeout_cpu"
    assert met["prints_without_end"] == "ended: output_limit"
    assert "MemoryError" in met["takes_memory_beyond_the_limit"]
    demand_closed(diagnosis)


def test_the_canaries_are_alive_with_less_around_them_some_get_through(lesser: Nursery) -> None:
    diagnosis = examine(lesser)
    assert {"starts a process", "makes memory that is a file", "changes the mode of a file"} <= set(diagnosis.open)
    assert not {"reads a file outside", "is root", "connects by tcp"} & set(diagnosis.open)
    with pytest.raises(CannotGrade, match=r"the sandbox does not hold: from inside it a program starts a process"):
        demand_closed(diagnosis)


def prisoner(tmp_path: Path, source: str) -> ModuleType:
    module = ModuleType("prisoner")
    module.__file__ = str(tmp_path / "prisoner.py")
    (tmp_path / "prisoner.py").write_text(source)
    for name in ("reads_thoughts", "flies"):
        function = type("Named", (), {"__call__": None, "__module__": "prisoner"})()
        setattr(module, name, function)
    return module


def test_one_canary_that_gets_through_is_enough(
    confined: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = prisoner(tmp_path, "def reads_thoughts(): return True\ndef flies(): return False\n")
    monkeypatch.setattr(canaries, "prisoner", module)
    monkeypatch.setattr(canaries, "UNBOUNDED", ())
    diagnosis = examine(confined)
    assert diagnosis.open == ("reads thoughts",)
    with pytest.raises(CannotGrade, match=r"a program reads thoughts; run `python grade.py doctor`"):
        demand_closed(diagnosis)


def test_canaries_that_could_not_be_loaded_are_not_taken_for_denied(
    confined: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canaries, "prisoner", prisoner(tmp_path, "import nowhere\ndef flies(): return True\n"))
    monkeypatch.setattr(canaries, "UNBOUNDED", ())
    with pytest.raises(CannotGrade, match="could not be loaded"):
        examine(confined)


def test_the_canaries_leave_nothing_behind(confined: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    descriptors = len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0
    canaries.fly(confined)
    assert list(place.iterdir()) == []
    assert (len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0) == descriptors


# ----------------------------------------------------------------------------------------- leave to grade


def test_a_lesser_machine_is_refused_with_the_reason_and_two_ways_out() -> None:
    lacking = Isolation(1, (), ("seccomp is not available: install libseccomp2",))
    with pytest.raises(CannotGrade) as caught:
        demand_tier(lacking)
    sentence = str(caught.value)
    for words in ("at tier 1", "install libseccomp2", "grade.py doctor", "--external-sandbox NAME"):
        assert words in sentence
    assert "\n" not in sentence
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("tier", [2, 3])
def test_a_machine_that_confines_has_leave(tier: int) -> None:
    demand_tier(Isolation(tier, ()))
    demand_closed(Diagnosis(Isolation(tier, ()), ()))


def test_a_lesser_machine_is_refused_before_anything_runs(lesser: Nursery) -> None:
    with pytest.raises(CannotGrade, match="only at tier 1"), Clearance(lesser, None):
        pytest.fail("it was let in")


def test_somebody_else_may_answer_for_it(lesser: Nursery) -> None:
    with Clearance(lesser, "a throw-away container") as clearance:
        clearance.demand()


def test_canaries_fly_beside_the_grading_when_they_are_due_and_then_no_more(
    confined: Nursery, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Clearance(confined, None) as clearance:
        clearance.demand()
    assert memory.exists()
    monkeypatch.setattr(doctor, "examine", lambda nursery: pytest.fail("they flew again"))
    with Clearance(confined, None) as clearance:
        clearance.demand()


def test_canaries_that_fail_to_fly_are_no_leave(confined: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(nursery: Nursery) -> None:
        raise OSError("no more sockets")

    monkeypatch.setattr(doctor, "examine", fails)
    with pytest.raises(CannotGrade, match=r"could not be flown \(OSError: no more sockets\)"):  # noqa: SIM117
        with Clearance(confined, None) as clearance:
            clearance.demand()


# ------------------------------------------------------------------------------------------------ memory


def test_what_was_met_is_remembered_where_only_the_grader_can_write(confined: Nursery, memory: Path) -> None:
    assert remembered(confined) is None
    examine(confined)
    known = remembered(confined)
    assert known is not None
    assert (known.open, known.isolation.tier) == ((), confined.isolation.tier)
    if os.name == "posix":
        assert (memory.stat().st_mode & 0o777, memory.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [file.name for file in memory.parent.iterdir()] == ["doctor.json"]


def test_a_memory_of_another_machine_kernel_engine_or_user_is_dropped(
    confined: Nursery, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine(confined)
    with monkeypatch.context() as patch:
        patch.setattr("platform.release", lambda: "another kernel")
        assert remembered(confined) is None
    with monkeypatch.context() as patch:
        patch.setattr(confined, "packages", ("numpy", "torch"))
        assert remembered(confined) is None
    with monkeypatch.context() as patch:
        patch.setattr(confined, "_isolation", Isolation(2, ("landlock", "seccomp")))
        assert remembered(confined) is None
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "another python")
        assert remembered(confined) is None
    assert remembered(confined) is not None


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_memory_that_others_can_write_is_not_believed(confined: Nursery, memory: Path) -> None:
    examine(confined)
    memory.chmod(0o666)
    assert remembered(confined) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", "{}", '{"key": 1}', "\x00"])
def test_a_memory_that_is_garbage_is_passed_over(confined: Nursery, memory: Path, text: str) -> None:
    memory.parent.mkdir(parents=True)
    memory.write_text(text)
    memory.chmod(0o600)
    assert remembered(confined) is None


@pytest.mark.parametrize("open_", [None, 3])
def test_a_memory_whose_content_is_odd_is_passed_over(confined: Nursery, memory: Path, open_: object) -> None:
    examine(confined)
    memory.write_text(json.dumps({**json.loads(memory.read_text()), "open": open_}))
    found = remembered(confined)
    assert found is None or found.open


def test_an_open_canary_is_remembered_too(lesser: Nursery) -> None:
    examine(lesser)
    known = remembered(lesser)
    assert known is not None
    assert "starts a process" in known.open


def test_a_home_that_cannot_be_written_means_they_fly_each_time(
    confined: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert examine(confined).open == ()
    assert remembered(confined) is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is hidden")
def test_labs_that_every_submission_could_read_are_refused(tmp_path: Path) -> None:
    shown = Path(os.path.realpath(view.folders()[-1]))
    with pytest.raises(
        CannotGrade, match=rf"{re.escape(str(shown))}/labs lies in /.*, which every submission can read"
    ):
        doctor.demand_hidden([tmp_path, shown / "labs"])
    (tmp_path / "link").symlink_to(shown)
    with pytest.raises(CannotGrade, match="which every submission can read; move it elsewhere"):
        doctor.demand_hidden([tmp_path / "link" / "labs"])
    doctor.demand_hidden([tmp_path])
