"""Whatever happens to the process that writes, and to the place where it writes, what was kept is there."""

import os
import random
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.errors import CannotGrade, LabproofError, UsageError
from graders.gradebook import FILE, opened
from graders.register import HandIn, Status
from tests.gradebook.classes import ADA, class_of, result
from tests.gradebook.conftest import database

ROOT = Path(__file__).parent.parent.parent
CLASS = 60

BEGIN = """
import sys
from graders.errors import LabproofError
from graders.gradebook import opened
from graders.register import Status
from tests.gradebook.classes import class_of, result
place, count = sys.argv[1], int(sys.argv[2])
"""

GRADING = """
with opened(place, create=True) as book:
    hand_ins = class_of(count)
    book.register(hand_ins, [], "softmax")
    known = book.fingerprints()
    for hand_in in hand_ins:
        key = hand_in.student.key
        if (key, "softmax") not in known:
            book.keep(key, "softmax", Status.GRADED, f"print of {key}", result(submission=key), None)
            print(key, flush=True)
"""

TAKING = """
with opened(place) as book:
    for turn in range(1, 10_000):
        for hand_in in class_of(count):
            key = hand_in.student.key
            book.proposed.keep(key, "softmax", Status.GRADED, str(turn), result(submission=key), None)
        book.take()
        print(turn, flush=True)
"""

HOLDING = """
with opened(place) as book:
    book.source = "/here"
    print("writes", flush=True)
    sys.stdin.read()
"""

FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    with opened(place, create=True) as book:
        hand_ins = class_of(count)
        book.register(hand_ins, [], "softmax")
        for hand_in in hand_ins:
            key = hand_in.student.key
            book.keep(key, "softmax", Status.UNGRADED, "", None, "".join(f"{key}{i}" for i in range(1000)))
            print(key, flush=True)
except LabproofError as error:
    print(f"{type(error).__name__}: {error}")
"""


def started(program: str, place: Path | str, count: int = CLASS) -> subprocess.Popen[str]:
    """A process of its own that does something with a gradebook."""
    command = [sys.executable, "-c", BEGIN + program, str(place), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def killed_after(lines: int, process: subprocess.Popen[str]) -> list[str]:
    """All that a process said before it was killed, which was at some moment after so many lines."""
    with process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    return [line.strip() for line in said if line.endswith("\n")]


def test_a_run_that_is_killed_goes_on_where_it_was(place) -> None:
    chance, all_said = random.Random(3), []
    for _ in range(3):
        all_said += killed_after(chance.randrange(1, CLASS // 4), started(GRADING, place))
        with opened(place) as book:
            kept = {key for key, _ in book.fingerprints()}
            assert kept >= set(all_said)
            assert sum(one.status is Status.GRADED for one in book.records()) == len(kept)
    with started(GRADING, place) as last:
        all_said += last.communicate()[0].split()
    assert last.returncode == 0
    assert len(all_said) == len(set(all_said)), "nothing is graded twice"
    with opened(place) as book:
        records = list(book.records())
    assert [(one.hand_in, one.status, one.result) for one in records] == [
        (hand_in, Status.GRADED, result(submission=hand_in.student.key)) for hand_in in class_of(CLASS)
    ]


def test_new_grades_are_taken_all_together_or_not_at_all(place) -> None:
    count = 10
    hand_ins = class_of(count)
    with opened(place, create=True) as book:
        book.register(hand_ins, [], "softmax")
        for hand_in in hand_ins:
            book.keep(hand_in.student.key, "softmax", Status.GRADED, "0", None, None)
    for lines in (1, 3):
        said = killed_after(lines, started(TAKING, place, count))
        with opened(place) as book:
            (turn,) = set(book.fingerprints().values())
            assert len(book.fingerprints()) == count
            assert int(turn) in (int(said[-1]), int(said[-1]) + 1)
            book.drop()


def test_one_process_writes_while_others_read(place) -> None:
    with opened(place, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")
    with started(HOLDING, place) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "writes\n"
        with opened(place) as book:
            assert book.source == "/here"
            assert [student.key for student in book.students()] == [ADA.key]
            with pytest.raises(UsageError, match="is being written by another run; wait for its end, or stop it"):
                book.source = "/there"
        other.communicate("")
    with opened(place) as book:
        book.source = "/there"
        assert book.source == "/there"


def test_when_the_disk_is_full_what_was_kept_is_there(tmp_path: Path) -> None:
    with started(FULL, tmp_path / "results", 200) as process:
        *kept, said = process.communicate()[0].splitlines()
    assert process.returncode == 0
    assert said.startswith("CannotGrade: ")
    assert "what was kept is safe" in said
    with opened(tmp_path / "results") as book:
        assert {key for key, _ in book.fingerprints()} == set(kept)


# Who may see it


def test_marks_are_for_their_owners_eyes(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "results"
    with opened(folder, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")
        assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [folder, *folder.iterdir()]} == {0}
    assert {path.name for path in folder.iterdir()} == {FILE, "gradebook.lock"}


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    with opened(tmp_path, create=True):
        pass
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


# What is said where it can't be used


def refused(place: Path | str, create: bool = False) -> str:
    with pytest.raises(LabproofError) as error, opened(place, create=create) as book:
        book.source = "/here"
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_gradebook_is_not_touched(tmp_path: Path, create: bool) -> None:
    (tmp_path / FILE).write_bytes(b"my marks\n" * 500)
    assert "is no gradebook, or is damaged" in refused(tmp_path, create)
    assert (tmp_path / FILE).read_bytes() == b"my marks\n" * 500


def test_a_gradebook_that_was_never_finished_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    assert "holds no gradebook" in refused(tmp_path)
    with opened(tmp_path, create=True) as book:
        assert book.seed


def test_a_damaged_result_is_told(tmp_path: Path) -> None:
    import sqlite3

    with opened(tmp_path, create=True) as book:
        book.register([HandIn(ADA)], [], "softmax")
        book.keep(ADA.key, "softmax", Status.GRADED, "", result(), None)
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE labproof_grades SET result = x'00ff'")
    connection.close()
    with opened(tmp_path) as book, pytest.raises(UsageError, match="a result in the gradebook is damaged"):
        list(book.records())


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("")
    assert str(tmp_path / "results") in refused(tmp_path / "results", create=True)
    assert "holds no gradebook" in refused(tmp_path / "results")


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    """A gradebook in a folder that its reader may not write."""
    with opened(tmp_path, create=True):
        pass
    (tmp_path / FILE).chmod(0o400)
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("the tests run as root, who may write anywhere")
    yield tmp_path
    tmp_path.chmod(0o700)


def test_a_gradebook_that_may_not_be_written(unwritable: Path) -> None:
    assert "make it writable for you" in refused(unwritable)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://root:hunter2@localhost/x", "a gradebook lies in a folder or in a PostgreSQL database"),
        ("postgresql://ada:hunter2@host:notaport/x", "expected is postgresql://USER@HOST/DATABASE"),
        ("postgresql://ada:hunter2@/class?host=/nowhere", "can't be used"),
        ("postgres://ada:hunter2@/class?host=/nowhere", "can't be used"),
        ("postgresql+psycopg://ada:hunter2@/class?host=/nowhere", "can't be used"),
        ("postgresql://ada@/class?host=/nowhere&password=hunter2", "can't be used"),
        ("postgresql://ada:hunter2@/class?host=/nowhere&nonsense=1", "can't be used"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(address: str, said: str) -> None:
    sentence = refused(address, create=True)
    assert said in sentence
    assert "hunter2" not in sentence


def test_a_database_that_can_not_hold_every_name_is_refused(server: str) -> None:
    with database(server, "LATIN1") as address:
        assert "make the database with ENCODING 'UTF8'" in refused(address, create=True)


def test_a_database_of_no_encoding_holds_every_name(server: str) -> None:
    with database(server, "SQL_ASCII") as address, opened(address, create=True) as book:
        book.register([HandIn(ADA, "李伟/أحمد")], [], "softmax")
        book.keep(ADA.key, "softmax", Status.UNGRADED, "", None, "原因")
        (one,) = book.records()
        assert (one.hand_in, one.reason) == (HandIn(ADA, "李伟/أحمد"), "原因")


def test_a_database_that_may_only_be_read(server: str) -> None:
    with database(server) as address:
        with opened(address, create=True) as book:
            book.register([HandIn(ADA)], [], "softmax")
        guest = f"{address}&options=-cdefault_transaction_read_only%3Don"
        with opened(guest) as book:
            assert book.students() == [ADA]
        assert "make it writable for you" in refused(guest)


def test_a_server_that_ends_is_told_and_may_come_back(server: str) -> None:
    """The lock is lost with the connection, and taken again with the next one."""
    import sqlalchemy

    with database(server) as address, opened(address, create=True) as book:
        book.source = "/here"
        engine = sqlalchemy.create_engine(address.replace(":", "+psycopg:", 1), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            connection.exec_driver_sql(f"{others} AND pid <> pg_backend_pid()")
        engine.dispose()
        with pytest.raises(CannotGrade, match="what was kept is safe"):
            book.source = "/there"
        book.source = "/there again"
        assert book.source == "/there again"
        with started(HOLDING, address) as other:
            assert other.communicate()[0] == ""
        assert other.returncode != 0
