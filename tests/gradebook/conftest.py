"""A place for a gradebook: a folder, and a database of a real PostgreSQL server where one is installed."""

import contextlib
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

SERVER_USER = "postgres"
NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, on a socket that nobody else reaches; it ends with the tests."""
    programs = _programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL server here; on Debian: apt install postgresql")
    # The path of a socket may have 107 characters, which pytest's own folders can use up.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder, before = Path(name), []
        if os.getuid() == 0:  # which a PostgreSQL server refuses to be run as
            if shutil.which("setpriv") is None:
                pytest.skip("the tests run as root and there is no setpriv, so PostgreSQL can't be started")
            shutil.chown(folder, SERVER_USER)
            before = ["setpriv", "--reuid", SERVER_USER, "--regid", SERVER_USER, "--clear-groups"]
        data = str(folder / "data")

        def run(program: str, *options: str) -> None:
            command = [*before, str(programs / program), "-D", data, *options]
            done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            assert done.returncode == 0, done.stdout

        run("initdb", "--username=labproof", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        served = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "start", "--wait", "--silent", "--log", str(folder / "log"), "-o", served)
        try:
            yield f"postgresql://labproof@/{{}}?host={folder}"
        finally:
            run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")


def _programs() -> Path | None:
    """Where the server's programs lie; Debian keeps them off the path."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


@contextlib.contextmanager
def database(server: str, encoding: str = "UTF8") -> Iterator[str]:
    """The address of a new, empty database."""
    name = f"class_{next(NUMBERS)}"
    url = server.format("postgres").replace("postgresql:", "postgresql+psycopg:")
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
    try:
        yield server.format(name)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where a gradebook can be made. A test with this fixture is run for either kind."""
    if request.param == "sqlite":
        yield tmp_path / "results"
    else:
        with database(request.getfixturevalue("server")) as address:
            yield address
