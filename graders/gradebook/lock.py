"""One process writes a gradebook at a time. Whatever way it ends, the operating system gives the lock back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

NUMBER = int.from_bytes(b"labproof", "big")
"""Of the lock in a PostgreSQL database."""

PATIENCE = 2000  # milliseconds

LOCK_NOT_AVAILABLE = "55P03"
"""An error of PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


class Lock(Protocol):
    """Leave to write, for one process alone."""

    def take(self, connection: Connection) -> bool:
        """Take the lock for what is written over ``connection``; False where another process has it."""

    def release(self) -> None:
        """Give it back, once the connection is closed."""


class FileLock:
    """A lock on a file beside the gradebook. It is the process's own: one that is forked off does not hold it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, connection: Connection) -> bool:
        """As in ``Lock``. Systems without such locks, such as Windows, go without."""
        try:
            import fcntl
        except ImportError:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """As in ``Lock``."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryLock:
    """A lock of a PostgreSQL session, which ends with its connection."""

    def take(self, connection: Connection) -> bool:
        """As in ``Lock``. It waits a little: the server may not know yet that a process was killed."""
        try:
            with connection.begin():
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE}")
                connection.exec_driver_sql(f"SELECT pg_advisory_lock({NUMBER})")
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
                return False
            raise
        return True

    def release(self) -> None:
        """As in ``Lock``: nothing is left to do."""
