"""One SQLite file, one connection, short transactions under one lock.

A lock instead of a connection a thread: requests come on hundreds of short-lived threads, and each
transaction takes well under a millisecond. WAL lets a kill -9 lose nothing that was answered.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = ":memory:"

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Database:
    """An open database; other modules add their tables with ``add_tables``."""

    def __init__(self, path: str) -> None:
        if path != IN_MEMORY:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self.add_tables(_TABLES)

    def add_tables(self, script: str) -> None:
        """Create tables that don't exist yet."""
        with self._lock:
            self._connection.executescript(script)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection to one caller; commit at the end, roll back on any exception."""
        with self._lock:
            if self._connection.in_transaction:  # nested: the outermost one commits
                yield self._connection
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def read_meta(self, key: str) -> Any:
        """Return a stored JSON value, None if there is none."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", key)
        return json.loads(found[0]["value"]) if found else None

    def write_meta(self, key: str, value: Any) -> None:
        """Store a JSON value under a key."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value))
            )

    def close(self) -> None:
        """Write the log back into the file and close it, for the end of the process.

        The lock is never given back: requests in flight wait for the end instead of failing.
        """
        self._lock.acquire()
        self._connection.close()
