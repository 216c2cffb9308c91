"""Many submissions at once: nothing is lost where a process is, and only the one to blame goes without a grade."""

import contextlib
import os
import signal
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import pytest

from graders import batch, desk, fingerprint
from graders.batch import Answered, GivenUp, Sent, TriedAgain
from graders.desk import Answer, Setting, Task
from graders.errors import CannotGrade, Infrastructure
from graders.intake.parcel import Parcel
from graders.pool import Pool

LABS = Path(__file__).parent.parent / "labs_for_tests"
ENDLESS = "import os\n\ndef double(x):\n    while True:\n        pass\n"


def task(source: str, setting: Setting | None = None) -> Task:
    return Task(Parcel("ada", {"toy.py": source.encode()}), setting or toy_setting())


def toy_setting() -> Setting:
    return Setting("toy", LABS, "a seed", fingerprint.of_engine(["numpy"]), fingerprint.of_lab("toy", LABS))


class Scripted:
    """A crew whose answers are written down: for each source what comes of its tries, in order."""

    def __init__(self, script: dict[str, list[Answer | Exception]], width: int = 3) -> None:
        self.script = script
        self.width = width

    def submit(self, task: Task) -> Future[Answer]:
        source = task.parcel.files["toy.py"]
        assert isinstance(source, bytes)
        future: Future[Answer] = Future()
        came = self.script[source.decode()].pop(0)
        if isinstance(came, Answer):
            future.set_result(came)
        else:
            future.set_exception(came)
        return future


def graded(script: dict[str, list[Answer | Exception]]) -> list[batch.Event[str]]:
    tasks = [(name, task(name)) for name in script]
    return list(batch.grade(tasks, Scripted(script)))


FINE = Answer(None, "fine")
LOST = OSError("a process died")


def test_everybody_gets_an_answer() -> None:
    events = graded({name: [FINE] for name in "abcdefgh"})
    assert sorted(event.key for event in events if isinstance(event, Answered)) == list("abcdefgh")


def test_a_lost_process_costs_a_try() -> None:
    events = graded({"a": [LOST, FINE], "b": [FINE], "c": [LOST, LOST, FINE]})
    assert sorted(event.key for event in events if isinstance(event, Answered)) == ["a", "b", "c"]
    assert [event.key for event in events if isinstance(event, TriedAgain)].count("c") == 2


def test_the_one_to_blame_is_given_up_alone() -> None:
    events = graded({"a": [LOST, FINE], "bad": [LOST] * batch.TRIES, "c": [FINE], "d": [FINE]})
    assert [event.key for event in events if isinstance(event, GivenUp)] == ["bad"]
    assert sorted(event.key for event in events if isinstance(event, Answered)) == ["a", "c", "d"]
    told = next(event.why for event in events if isinstance(event, GivenUp))
    assert told == "the process that graded it was lost (OSError: a process died)"


def test_suspects_are_tried_one_at_a_time() -> None:
    events = graded({"a": [LOST, FINE], "b": [LOST, FINE], "c": [LOST, FINE]})
    tries = [event for event in events if isinstance(event, Sent | Answered)][3:]
    assert [type(event) for event in tries] == [Sent, Answered] * 3


def test_a_mishap_of_the_graders_is_tried_again_and_told() -> None:
    events = graded({"a": [Infrastructure("the zygote ended")] * batch.TRIES})
    assert isinstance(events[-1], GivenUp)
    assert events[-1].why == "the zygote ended"


def test_where_nobody_can_be_graded_it_ends() -> None:
    with pytest.raises(CannotGrade, match="does not hold"):
        graded({"a": [CannotGrade("the sandbox does not hold")], "b": [FINE]})


def test_tasks_are_read_as_there_is_room() -> None:
    read: list[int] = []

    def tasks() -> Iterator[tuple[int, Task]]:
        for number in range(50):
            read.append(number)
            yield number, task("a")

    events = batch.grade(tasks(), Scripted({"a": [FINE] * 50}, width=4))
    next(event for event in events if isinstance(event, Answered))
    assert len(read) <= 8
    assert len([event for event in events if isinstance(event, Answered)]) == 49


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


def answers(tasks: Iterable[tuple[str, Task]], pool: Pool) -> dict[str, Answer]:
    try:
        return {event.key: event.answer for event in batch.grade(tasks, pool) if isinstance(event, Answered)}
    except CannotGrade as error:
        pytest.skip(str(error))


def test_a_pool_grades(pool: Pool, right: str) -> None:
    wrong = right.replace("2 * x", "3 * x")
    found = answers([("right", task(right)), ("wrong", task(wrong)), ("none", task(""))], pool)
    points = {
        name: sum(check.points for check in answer.result.checks) for name, answer in found.items() if answer.result
    }
    assert points["right"] == 7
    assert points["wrong"] == 5
    assert points["none"] == 0


def test_the_same_seed_gives_the_same_numbers_in_each_process(pool: Pool, right: str) -> None:
    wrong = right.replace("2 * x", "3 * x")
    found = answers([(str(number), task(wrong)) for number in range(6)], pool)
    sketches = {answer.result.checks[0].sketch for answer in found.values() if answer.result}
    assert len(sketches) == 1
    assert sketches != {()}


def test_a_grader_that_is_killed_costs_nobody_a_grade(right: str) -> None:
    with Pool(2) as pool:
        killed = False
        done = []
        for event in batch.grade([(str(number), task(right)) for number in range(8)], pool):
            if isinstance(event, Answered):
                assert event.answer.result is not None
                done.append(event.key)
                if not killed:
                    killed = True
                    os.kill(next(iter(pool._executor._processes)), signal.SIGKILL)
        assert sorted(done) == [str(number) for number in range(8)]


def test_a_run_that_is_stopped_waits_for_nobody(right: str) -> None:
    pool = Pool(1)
    answers([("warm", task(right))], pool)
    with contextlib.suppress(KeyboardInterrupt), pool:
        future = pool.submit(task(ENDLESS))
        while not future.running():
            time.sleep(0.01)
        raise KeyboardInterrupt
    with pytest.raises(BrokenExecutor):
        future.result(timeout=0)


def test_another_version_of_the_lab_is_refused(right: str) -> None:
    with desk.Desk() as here, pytest.raises(Exception, match="has another version of the lab toy"):
        here.grade(task(right, Setting("toy", LABS, "a seed", fingerprint.of_engine(["numpy"]), "other")))


def test_a_submission_that_can_not_be_chosen_is_the_students_turn(right: str) -> None:
    with desk.Desk() as here:
        two = Parcel("ada", {"one/toy.py": right.encode(), "two/toy.py": right.encode()})
        try:
            answer = here.grade(Task(two, toy_setting()))
        except CannotGrade as error:
            pytest.skip(str(error))
    assert answer.result is None
    assert "holds 2 folders with toy.py" in str(answer.refused)
