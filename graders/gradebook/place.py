"""Where a gradebook lies: a SQLite file in the folder of results, or a PostgreSQL database."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from graders.errors import CannotGrade, LabproofError, UsageError
from graders.gradebook.lock import AdvisoryLock, FileLock, Lock

FILE = "gradebook.db"
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
ENCODINGS = ("UTF8", "SQL_ASCII")
PATIENCE = 30  # seconds

FULL = ("is full", "no space left", "quota exceeded")
DAMAGED = ("not a database", "malformed")
UNWRITABLE = ("readonly", "read-only", "permission denied", "unable to open")
"""How SQLite, PostgreSQL and the operating system say it."""


class Place:
    """A database, named ``name`` in sentences, that one process may write at a time.

    There is a connection for as long as something is read, and one from the first thing that is written on.
    """

    def __init__(self, name: str, engine: Engine, lock: Lock) -> None:
        self.name = name
        self._engine = engine
        self._lock = lock
        self._writer: Connection | None = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees the gradebook as it is now, whatever is written meanwhile."""
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, which is there as a whole or not at all. Raises UsageError while another process writes."""
        with self._explained():
            writer = self._claimed()
            with writer.begin():
                yield writer

    def close(self) -> None:
        """Let others write."""
        with self._explained():
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._lock.release()

    def _claimed(self) -> Connection:
        """The connection that writes. One that was lost has lost its lock as well, which is taken again."""
        if self._writer is not None and self._writer.invalidated:
            self._writer.close()
            self._writer = None
        if self._writer is None:
            writer = self._engine.connect()
            try:
                if not self._lock.take(writer):
                    raise UsageError(f"{self.name} is being written by another run; wait for its end, or stop it first")
            except BaseException:
                writer.close()
                raise
            self._writer = writer
        return self._writer

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Say in one sentence what a database refuses, without the password that may stand in its address."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise _explained(self.name, error) from None


def placed(place: Path | str, create: bool) -> Place:
    """The place of a gradebook; its file is made where there is none and ``create`` is true.

    Raises UsageError where there is none, or where an address is none of a PostgreSQL database.
    """
    return _database(place) if isinstance(place, str) and "://" in place else _file(Path(place), create)


def _file(folder: Path, create: bool) -> Place:
    path = folder / FILE
    try:
        if create:
            # The marks of a class are nobody else's business.
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR))
        if not path.is_file():
            raise missing(str(folder))
    except OSError as error:
        raise _explained(str(path), error) from None
    url = sqlalchemy.URL.create("sqlite", database=str(path))
    engine = sqlalchemy.create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return Place(str(path), engine, FileLock(folder / "gradebook.lock"))


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # Python's own BEGIN comes too late, after the first reads
    connection.execute("PRAGMA journal_mode = WAL")
    # What is said to be kept is kept when the power fails, too: for less than a millisecond a grade, on a fast disk.
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _database(address: str) -> Place:
    scheme, _, rest = address.partition("://")
    if DRIVERS.get(scheme, scheme) not in DRIVERS.values():
        raise UsageError(
            f"a gradebook lies in a folder or in a PostgreSQL database, and this address begins with {scheme}://; "
            "give postgresql://USER@HOST/DATABASE"
        )
    try:
        url = sqlalchemy.make_url(f"{DRIVERS.get(scheme, scheme)}://{rest}")
        engine = sqlalchemy.create_engine(
            url, poolclass=NullPool, isolation_level="REPEATABLE READ", connect_args={"client_encoding": "utf8"}
        )
    except (ArgumentError, ValueError):
        raise UsageError(
            "the address of the gradebook can't be read; expected is postgresql://USER@HOST/DATABASE"
        ) from None
    except ImportError:
        raise UsageError(
            "a gradebook in PostgreSQL needs psycopg, which is not installed; "
            "install it with python -m pip install '.[postgresql]'"
        ) from None
    shown = sqlalchemy.URL.create("postgresql", url.username, None, url.host, url.port, url.database)
    place = Place(shown.render_as_string(), engine, AdvisoryLock())
    with place.reading() as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding not in ENCODINGS:
        raise UsageError(
            f"{place.name} has the encoding {encoding}, in which not every name can be written; make the database "
            "with ENCODING 'UTF8'"
        )
    return place


def missing(name: str) -> UsageError:
    """What is said where no class has been graded."""
    return UsageError(f"{name} holds no gradebook; grade a class first: grade.py class FOLDER --out {name}")


def _explained(name: str, error: Exception) -> LabproofError:
    said = str(getattr(error, "orig", None) or getattr(error, "strerror", None) or error)
    said = " ".join(said.split())
    if any(words in said.lower() for words in FULL):
        return CannotGrade(
            f"{name} can't be written: the disk is full; make room and start again, what was kept is safe"
        )
    if any(words in said.lower() for words in DAMAGED):
        return UsageError(f"{name} is no gradebook, or is damaged ({said}); restore it, or grade into another folder")
    if any(words in said.lower() for words in UNWRITABLE):
        return UsageError(f"{name} can't be written ({said}); make it writable for you, or copy the folder of results")
    return CannotGrade(f"{name} can't be used ({said[:300]}); see to it and start again, what was kept is safe")
