"""May this machine grade the work of others? The grader attacks itself, and believes what happens."""

import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from graders import desk, doctor, fingerprint, remedies
from graders.desk import Setting, Task
from graders.doctor import Clearance, Diagnosis, demand_closed, demand_leave, demand_tier, examine, remembered
from graders.errors import CannotGrade, UsageError
from graders.intake.parcel import Parcel
from graders.model import Isolation, Outcome
from graders.remedies import Machine, remedy
from graders.sandbox import canaries, view
from graders.sandbox.launch import ENVIRONMENT
from graders.sandbox.nursery import Nursery
from graders.sandbox.process import Lost, Process

LABS = Path(__file__).parent.parent / "labs_for_tests"


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
    yield from without("seccomp")


@pytest.fixture(scope="module")
def bare() -> Iterator[Nursery]:
    """Workers with limits, an environment and a user of their own, and no wall around them."""
    yield from without("namespaces", "landlock", "seccomp")


def without(*layers: str) -> Iterator[Nursery]:
    """Workers that do without these layers, where this machine can give such."""
    if sys.platform != "linux":
        pytest.skip("canaries fly on Linux only")
    with Nursery(forbid=layers) as nursery:
        try:
            assert nursery.isolation.tier == 1
            nursery.worker(1, 256).close()
        except CannotGrade as error:
            pytest.skip(str(error))
        yield nursery


# ------------------------------------------------------------------------------------------------ canaries

WITHOUT_WALLS = {
    "reads a file outside",
    "writes a file outside",
    "connects by tcp",
    "sends by udp",
    "connects to a unix socket",
    "starts a process",
    "becomes another program",
    "kills a process",
    "kills a process by its thread",
    "kills a process by a pipe",
    "reads the memory of a process",
    "traces a process",
    "limits another process",
    "makes memory that is a file",
    "changes the mode of a file",
    "enters a namespace",
    "imports the reference",
}
WITHOUT_LIMITS = {
    "outlives its worker",
    "raises its own limits",
    "takes memory beyond its limit",
}
WITH_ANOTHERS_RIGHTS = {
    "finds other descriptors",
    "changes the settings of the kernel",
    "is root",
    "finds secrets in the environment",
}
WITHOUT_CLOCKS = {"computes beyond its time", "sleeps beyond its time", "prints beyond its limit"}

NEEDS_A_DEBUGGERS_RIGHTS = {"reads the memory of a process", "traces a process"}


def through(nursery: Nursery) -> set[str]:
    return {canary.sentence for canary in canaries.fly(nursery) if not canary.denied}


def denied_here() -> set[str]:
    """What this machine denies to every program, confined or not."""
    yama = Path("/proc/sys/kernel/yama/ptrace_scope")
    denied = NEEDS_A_DEBUGGERS_RIGHTS if yama.exists() and yama.read_text().strip() != "0" else set()
    alone = subprocess.run(["unshare", "--user", "true"], stderr=subprocess.DEVNULL)
    return denied | ({"enters a namespace"} if alone.returncode else set())


def only(monkeypatch: pytest.MonkeyPatch, sentences: set[str]) -> None:
    """Let only these canaries fly."""
    names = [name for name in canaries.names() if name.replace("_", " ") in sentences]
    monkeypatch.setattr(canaries, "names", lambda: names)


def test_no_canary_gets_through_here(confined: Nursery) -> None:
    diagnosis = examine(confined)
    assert diagnosis.open == ()
    assert diagnosis.canaries is not None
    met = {canary.name: canary.met for canary in diagnosis.canaries}
    assert met["computes_beyond_its_time"] == "ended: timeout_cpu"
    assert met["sleeps_beyond_its_time"] == "ended: timeout_wall"
    assert met["prints_beyond_its_limit"] == "ended: output_limit"
    assert met["takes_memory_beyond_its_limit"] == "OSError: [Errno 12] Cannot allocate memory"
    demand_closed(diagnosis)


def test_each_canary_is_known_to_get_through_somewhere() -> None:
    """One that is denied everywhere says nothing. The places are those of the tests below."""
    places = (WITHOUT_WALLS, WITHOUT_LIMITS, WITH_ANOTHERS_RIGHTS, WITHOUT_CLOCKS)
    assert set().union(*places) == {name.replace("_", " ") for name in canaries.names()}
    assert sum(map(len, places)) == len(canaries.names())


def test_without_walls_they_read_write_connect_start_and_kill(bare: Nursery) -> None:
    assert through(bare) == WITHOUT_WALLS - denied_here()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="canaries fly on Linux only")
def test_a_plain_process_has_no_limits_and_leaves_others_behind(bare: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, WITHOUT_LIMITS)
    with Nursery(forbid=["zygote"]) as plain:
        assert through(plain) == WITHOUT_LIMITS


@pytest.mark.slow
def test_a_careless_start_hands_over_its_user_its_secrets_and_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux" or os.geteuid() != 0 or not os.access("/proc/sys/kernel/core_pattern", os.W_OK):
        pytest.skip("only root has rights to hand over")
    only(monkeypatch, WITH_ANOTHERS_RIGHTS)
    monkeypatch.setattr("graders.sandbox.nursery.never_root", lambda: None)
    monkeypatch.setattr("graders.sandbox.nursery.ENVIRONMENT", {**ENVIRONMENT, "GRADER_TOKEN": "a secret"})
    with open(os.devnull) as left, Nursery(forbid=["zygote"]) as careless:
        monkeypatch.setattr("subprocess.Popen", functools.partial(subprocess.Popen, pass_fds=[left.fileno()]))
        assert through(careless) == WITH_ANOTHERS_RIGHTS


def test_a_grader_that_waits_is_kept_waiting(confined: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, WITHOUT_CLOCKS)
    monkeypatch.setattr(canaries, "BOUND_SECONDS", 30.0)
    monkeypatch.setattr(canaries, "BEYOND_SECONDS", 0.05)
    monkeypatch.setattr("graders.sandbox.streams.OUTPUT_LIMIT", 1 << 30)
    assert through(confined) == WITHOUT_CLOCKS


def test_where_one_layer_is_missing_others_still_hold(lesser: Nursery) -> None:
    found = through(lesser)
    assert {"starts a process", "makes memory that is a file", "changes the mode of a file"} <= found
    assert not {"reads a file outside", "kills a process", "connects by tcp", "outlives its worker"} & found
    with pytest.raises(CannotGrade, match=r"the sandbox does not hold: from inside it a program starts a process"):
        demand_closed(examine(lesser))


def test_a_signal_that_does_not_arrive_has_killed_nobody(confined: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a canary says of itself is not believed where it can be seen from outside."""
    only(monkeypatch, {"kills a process"})
    monkeypatch.setattr(canaries.Victim, "killed", lambda self, wait: wait)
    assert through(confined) == set(), "it was denied, and does not even claim it"
    monkeypatch.setattr(canaries.Victim, "killed", lambda self, wait: True)
    assert through(confined) == {"kills a process"}


@pytest.mark.parametrize("outcome", [Outcome.WALL, Outcome.CPU, Outcome.PROTOCOL])
def test_a_canary_that_does_not_answer_is_not_taken_for_denied(
    confined: Nursery, monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    only(monkeypatch, {"is root"})
    loaded = canaries._worker

    def mute(nursery: Nursery) -> Process:
        process = loaded(nursery)
        process.give_up(Lost(outcome))
        return process

    monkeypatch.setattr(canaries, "_worker", mute)
    with pytest.raises(CannotGrade, match="it is not known whether a program that is root would be stopped"):
        canaries.fly(confined)


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
    diagnosis = examine(confined)
    assert diagnosis.open == ("reads thoughts",)
    with pytest.raises(CannotGrade, match=r"a program reads thoughts; run `python grade.py doctor`"):
        demand_closed(diagnosis)


def test_canaries_that_could_not_be_loaded_are_not_taken_for_denied(
    confined: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canaries, "prisoner", prisoner(tmp_path, "import nowhere\ndef flies(): return True\n"))
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


@pytest.mark.parametrize("name", ["", " ", "\t\n"])
def test_somebody_without_a_name_answers_for_nothing(confined: Nursery, name: str) -> None:
    with pytest.raises(UsageError, match="--external-sandbox wants the name"), Clearance(confined, name):
        pytest.fail("it was let in")
    with pytest.raises(UsageError, match="--external-sandbox wants the name"):
        demand_leave(confined, name)


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


def test_for_a_class_they_fly_whatever_was_met_before(confined: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    examine(confined)
    assert remembered(confined) is not None
    monkeypatch.setattr(doctor, "examine", lambda nursery: Diagnosis(nursery.isolation, ("reads thoughts",)))
    setting = Setting("toy", LABS, "a seed", fingerprint.of_engine(["numpy"]), fingerprint.of_lab("toy", LABS))
    task = Task(Parcel("ada", {"toy.py": (LABS / "toy" / "textbook.py").read_bytes()}), setting)
    with desk.Desk() as here, pytest.raises(CannotGrade, match="a program reads thoughts"):
        here.grade(task)
    with desk.Desk() as here:
        assert here.grade(replace(task, setting=replace(setting, external_sandbox="a machine of ours"))).result


def test_a_class_is_refused_on_a_lesser_machine(lesser: Nursery) -> None:
    with pytest.raises(CannotGrade, match="only at tier 1"):
        demand_leave(lesser, None)
    demand_leave(lesser, "a throw-away container")


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
        patch.setattr("os.readlink", lambda path: "user:[another container]")
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


# ---------------------------------------------------------------------------------------------- remedies

DEBIAN = Machine("linux", "6.1.0", "x86_64", ("debian",), "Debian 12")


@pytest.mark.parametrize(
    ("machine", "layer", "words"),
    [
        (DEBIAN, "seccomp", "sudo apt install libseccomp2"),
        (replace(DEBIAN, root=True), "seccomp", "apt install libseccomp2"),
        (replace(DEBIAN, families=("ubuntu", "debian")), "seccomp", "sudo apt install libseccomp2"),
        (replace(DEBIAN, families=("fedora",)), "seccomp", "sudo dnf install libseccomp"),
        (replace(DEBIAN, families=("rocky", "rhel", "centos", "fedora")), "seccomp", "sudo dnf install libseccomp"),
        (replace(DEBIAN, families=("",)), "seccomp", "Install libseccomp with your system's package manager."),
        (replace(DEBIAN, processor="riscv64"), "seccomp", "x86_64 and aarch64 only"),
        (replace(DEBIAN, release="5.10.0-30-amd64"), "landlock", "this is 5.10"),
        (replace(DEBIAN, release="5.10.16.3-microsoft-standard-WSL2"), "landlock", "`wsl --update`"),
        (replace(DEBIAN, release="6.6.87.2-microsoft-standard-WSL2"), "landlock", "`wsl --update`"),
        (replace(DEBIAN, container=True), "landlock", "Docker to 23.0 or newer"),
        (DEBIAN, "landlock", "sudo update-grub"),
        (replace(DEBIAN, families=("fedora",)), "landlock", "grubby"),
        (replace(DEBIAN, container=True), "namespaces", "Containers do not give them as they come"),
        (replace(DEBIAN, root=True), "user id", "Run the grader as an ordinary user"),
        (
            replace(DEBIAN, settings=(("kernel.apparmor_restrict_unprivileged_userns", "1"),)),
            "namespaces",
            "`sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`",
        ),
        (
            replace(DEBIAN, settings=(("kernel.unprivileged_userns_clone", "1"), ("user.max_user_namespaces", "0"))),
            "namespaces",
            "`sudo sysctl -w user.max_user_namespaces=15000`",
        ),
        (replace(DEBIAN, settings=(("user.max_user_namespaces", "9"),)), "namespaces", "does not let you have them"),
        (Machine("darwin", "24.1.0", "arm64"), "seccomp", "on Linux, in a virtual machine or a container"),
        (Machine("win32", "11", "AMD64"), "landlock", "`wsl --install`"),
        (Machine("freebsd14", "14.0", "amd64"), "namespaces", "grade on Linux"),
    ],
)
def test_what_is_missing_is_said_with_the_way_to_get_it(machine: Machine, layer: str, words: str) -> None:
    assert words in remedy(layer, machine)


def test_every_layer_has_a_purpose_and_this_machine_a_name() -> None:
    from graders.sandbox.nursery import LAYERS

    assert set(remedies.PURPOSES) == set(LAYERS)
    here = remedies.this_machine()
    assert here.release in str(here)
    assert here.processor in str(here)
