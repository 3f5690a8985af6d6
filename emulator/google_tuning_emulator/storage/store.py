"""Objects and buckets, and the ledger of every upload that was ever completed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from google_tuning_emulator.clock import to_micros
from google_tuning_emulator.storage.content import ContentFolder
from google_tuning_emulator.storage.errors import StorageError, no_object
from google_tuning_emulator.storage.preconditions import Preconditions
from google_tuning_emulator.storage.records import Content, ObjectRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google_tuning_emulator.database import Database

_TABLES = """
CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY, created_ns INTEGER NOT NULL, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL, name TEXT NOT NULL, generation INTEGER NOT NULL,
    metageneration INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL, md5 TEXT NOT NULL,
    crc32c TEXT NOT NULL, created_ns INTEGER NOT NULL, updated_ns INTEGER NOT NULL,
    fields TEXT NOT NULL, PRIMARY KEY (bucket, name));
CREATE TABLE IF NOT EXISTS object_uploads (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, name TEXT NOT NULL,
    generation INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS upload_sessions (
    id TEXT PRIMARY KEY, blob TEXT NOT NULL, document TEXT NOT NULL, made TEXT);
"""

_UPSERT = (
    "INSERT OR REPLACE INTO objects VALUES (:bucket, :name, :generation, :metageneration, :blob,"
    " :size, :md5, :crc32c, :created_ns, :updated_ns, :fields)"
)
_BATCH = 500


class ObjectStore:
    """Everything of Cloud Storage that stays when the emulator restarts."""

    def __init__(self, database: Database, content: ContentFolder) -> None:
        self.database = database
        self.content = content
        database.add_tables(_TABLES)
        content.sweep(self._blobs())

    def open(self, bucket: str, name: str) -> BinaryIO | None:
        """Return an object's bytes to read, None if there is no such object.

        The reader keeps this generation's bytes, whatever happens to the object. Close it.
        """
        while True:
            record = self.get(bucket, name)
            if record is None:
                return None
            try:
                return self.content.open(record.content.blob)
            except FileNotFoundError:
                if self.get(bucket, name) == record:
                    raise  # not replaced in between: somebody took the file away

    def get(self, bucket: str, name: str) -> ObjectRecord | None:
        """Return a live object, None if there is none."""
        found = self.database.rows(
            "SELECT * FROM objects WHERE bucket = ? AND name = ?", bucket, name
        )
        return ObjectRecord.from_row(found[0]) if found else None

    def put(
        self,
        bucket: str,
        name: str,
        content: Content,
        fields: dict[str, Any],
        *,
        now_ns: int,
        allowed: Preconditions,
        also: Callable[[sqlite3.Connection, ObjectRecord], None] | None = None,
    ) -> ObjectRecord:
        """Make received bytes the live generation of an object, and count the upload.

        ``also`` runs inside the same transaction.

        Raises:
            StorageError: 412; the bytes are the caller's to remove.

        """
        now_ns = to_micros(now_ns)
        with self.database.transaction() as connection:
            replaced = self.get(bucket, name)
            allowed.check(replaced)
            last = connection.execute("SELECT max(generation) FROM object_uploads").fetchone()[0]
            record = ObjectRecord(
                bucket,
                name,
                max(now_ns // 1000, (last or 0) + 1),
                1,
                content,
                now_ns,
                now_ns,
                fields,
            )
            connection.execute(_UPSERT, record.as_row())
            connection.execute(
                "INSERT INTO object_uploads (bucket, name, generation) VALUES (?, ?, ?)",
                (bucket, name, record.generation),
            )
            if also is not None:
                also(connection, record)
        if replaced is not None:
            self.content.remove(replaced.content.blob)
        return record

    def find(
        self,
        bucket: str,
        name: str,
        generation: int | None,
        allowed: Preconditions,
        *,
        reading: bool = False,
    ) -> ObjectRecord:
        """Return a live object that a request names and may have.

        Raises:
            StorageError: 404 if it or that generation isn't there, 412.
            NotModifiedError: See ``Preconditions.check``.

        """
        record = self.get(bucket, name)
        if record is None or generation not in (None, record.generation):
            raise no_object(bucket, name)
        allowed.check(record, reading=reading)
        return record

    def change(
        self,
        bucket: str,
        name: str,
        generation: int | None,
        change: Callable[[dict[str, Any]], dict[str, Any]],
        *,
        now_ns: int,
        allowed: Preconditions,
    ) -> ObjectRecord:
        """Let ``change`` return an object's new fields; the metageneration goes up.

        Raises:
            StorageError: 404, 412, or what ``change`` raises.

        """
        with self.database.transaction() as connection:
            record = self.find(bucket, name, generation, allowed)
            changed = replace(
                record,
                fields=change(record.fields),
                metageneration=record.metageneration + 1,
                updated_ns=to_micros(now_ns),
            )
            connection.execute(_UPSERT, changed.as_row())
        return changed

    def delete(
        self, bucket: str, name: str, generation: int | None, allowed: Preconditions
    ) -> None:
        """Delete an object.

        Raises:
            StorageError: 404, 412.

        """
        with self.database.transaction() as connection:
            record = self.find(bucket, name, generation, allowed)
            connection.execute("DELETE FROM objects WHERE bucket = ? AND name = ?", (bucket, name))
        self.content.remove(record.content.blob)

    def since(self, bucket: str, bound: str) -> Iterator[ObjectRecord]:
        """Yield a bucket's objects from this name on, in the order of their names' UTF-8."""
        while True:
            rows = self.database.rows(
                "SELECT * FROM objects WHERE bucket = ? AND name >= ? ORDER BY name LIMIT ?",
                bucket,
                bound,
                _BATCH,
            )
            for row in rows:
                yield ObjectRecord.from_row(row)
            if len(rows) < _BATCH:
                return
            bound = rows[-1]["name"] + "\0"

    def all(self) -> list[tuple[ObjectRecord, int]]:
        """Return every live object, and how many uploads its name has ever seen."""
        rows = self.database.rows(
            "SELECT o.*, (SELECT count(*) FROM object_uploads u"
            " WHERE u.bucket = o.bucket AND u.name = o.name) AS uploads"
            " FROM objects o ORDER BY o.bucket, o.name"
        )
        return [(ObjectRecord.from_row(row), row["uploads"]) for row in rows]

    def put_once(self, bucket: str, name: str, data: bytes, now_ns: int) -> None:
        """Put an object that the server itself writes, unless it ever did: deleted is deleted."""
        if self.database.rows(
            "SELECT 1 FROM object_uploads WHERE bucket = ? AND name = ? LIMIT 1", bucket, name
        ):
            return
        blob = self.content.new()
        writer = self.content.write(blob)
        writer.append(data)
        writer.close()
        content = Content.of(blob, writer.hasher)
        fields = {"contentType": "application/jsonl"}
        try:
            self.put(bucket, name, content, fields, now_ns=now_ns, allowed=Preconditions(0))
        except StorageError:  # another request was faster
            self.content.remove(blob)

    def uploads(self) -> int:
        """Return how many uploads were ever completed, also of objects that are gone."""
        count: int = self.database.rows("SELECT count(*) AS n FROM object_uploads")[0]["n"]
        return count

    def declare_bucket(self, name: str, fields: dict[str, Any], now_ns: int) -> None:
        """Create a bucket.

        Raises:
            StorageError: 409 if it was created before.

        """
        with self.database.transaction() as connection:
            try:
                connection.execute(
                    "INSERT INTO buckets VALUES (?, ?, ?)",
                    (name, to_micros(now_ns), json.dumps(fields, ensure_ascii=False)),
                )
            except sqlite3.IntegrityError as error:
                raise StorageError(
                    409,
                    "Your previous request to create the named bucket succeeded and you already "
                    "own it.",
                ) from error

    def buckets(self) -> dict[str, tuple[int, dict[str, Any]]]:
        """Return the created buckets by name: when (ns), and with which fields."""
        return {
            row["name"]: (row["created_ns"], json.loads(row["fields"]))
            for row in self.database.rows("SELECT * FROM buckets ORDER BY name")
        }

    def used_buckets(self) -> set[str]:
        """Return the names of the buckets that objects are in."""
        return {row["bucket"] for row in self.database.rows("SELECT DISTINCT bucket FROM objects")}

    def delete_bucket(self, name: str) -> None:
        """Delete a bucket.

        Raises:
            StorageError: 409 if there is an object in it.

        """
        with self.database.transaction() as connection:
            if next(self.since(name, ""), None) is not None:
                raise StorageError(409, "The bucket you tried to delete is not empty.")
            connection.execute("DELETE FROM buckets WHERE name = ?", (name,))

    def clear(self) -> None:
        """Forget buckets, objects, uploads and their ledger."""
        with self.database.transaction() as connection:
            blobs = self._blobs()
            for table in ("objects", "object_uploads", "upload_sessions", "buckets"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        self.content.remove(*blobs)

    def _blobs(self) -> list[str]:
        return [
            row["blob"]
            for row in self.database.rows(
                "SELECT blob FROM objects UNION SELECT blob FROM upload_sessions WHERE made IS NULL"
            )
        ]
