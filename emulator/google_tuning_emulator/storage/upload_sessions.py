"""Resumable uploads: sessions that survive lost answers, restarts, and bytes that come twice.

How many bytes a session has is the size of its file, so there is nothing to write per piece.
See https://cloud.google.com/storage/docs/resumable-uploads.
"""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from google_tuning_emulator.storage.content import BLOCK_BYTES, ContentWriter
from google_tuning_emulator.storage.errors import StorageError, invalid
from google_tuning_emulator.storage.records import Content, ObjectRecord
from google_tuning_emulator.storage.upload_plan import Plan
from google_tuning_emulator.wire.body_stream import ClientGoneError

if TYPE_CHECKING:
    import sqlite3

    from google_tuning_emulator.storage.checksums import Expected
    from google_tuning_emulator.storage.content_range import ContentRange
    from google_tuning_emulator.storage.store import ObjectStore
    from google_tuning_emulator.wire.body_stream import BodyStream


@dataclass(frozen=True)
class _Session:
    """A row: the plan, the file, and the object that came of it."""

    session: str
    blob: str
    plan: Plan
    made: ObjectRecord | None


class Sessions:
    """The resumable uploads of a store."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._writers: dict[str, ContentWriter] = {}

    def begin(self, plan: Plan) -> str:
        """Open a session; return its id.

        Raises:
            StorageError: 412 if a precondition rules out the object now.

        """
        plan.allowed.check(self._store.get(plan.bucket, plan.name))
        session = uuid.uuid4().hex
        with self._store.database.transaction() as connection:
            connection.execute(
                "INSERT INTO upload_sessions VALUES (?, ?, ?, NULL)",
                (session, self._store.content.new(), plan.to_text()),
            )
        return session

    def receive(
        self,
        session: str,
        part: ContentRange,
        stream: BodyStream,
        *,
        stated: Expected,
        now_ns: int,
    ) -> ObjectRecord | int:
        """Take a piece, or answer a status query.

        Returns:
            The object if the upload is complete, now or since an earlier piece; else how many
            bytes are kept.

        Raises:
            StorageError: 404 for a session that isn't there; 400 for a piece that doesn't fit; 400
                or 412 after the last byte, which end the session.
            ClientGoneError: The body broke off; its whole blocks are kept.

        """
        with self._lock_of(session):
            found = self._get(session)
            if found.made is not None:
                return found.made
            part.check_total(found.plan.total)
            writer = self._writer(found)
            try:
                _take(writer, part, stream)
            except ClientGoneError:
                raise
            except OSError:  # such as a full disk: what was half written is cut off next time
                self._forget(session)
                raise
            if part.total is None or writer.size < part.total:
                return writer.size
            return self._finish(found, writer, stated, now_ns)

    def cancel(self, session: str) -> None:
        """End a session and forget its bytes.

        Raises:
            StorageError: 404 if it isn't there, or is complete.

        """
        with self._lock_of(session):
            found = self._get(session)
            if found.made is not None:
                raise _no_session()
            self._drop(found)

    def clear(self) -> None:
        """Forget what is open; the store's own ``clear`` removes sessions and files."""
        with self._lock:
            self._writers.clear()
            self._locks.clear()

    def _finish(
        self, found: _Session, writer: ContentWriter, stated: Expected, now_ns: int
    ) -> ObjectRecord:
        plan = found.plan

        def mark(connection: sqlite3.Connection, record: ObjectRecord) -> None:
            marked = connection.execute(
                "UPDATE upload_sessions SET made = ? WHERE id = ?",
                (json.dumps(record.as_row()), found.session),
            )
            if not marked.rowcount:  # a reset took the session, and its file, a moment ago
                raise _no_session()

        try:
            writer.hasher.check(plan.expected.joined(stated))
            record = self._store.put(
                plan.bucket,
                plan.name,
                Content.of(found.blob, writer.hasher),
                plan.fields,
                now_ns=now_ns,
                allowed=plan.allowed,
                also=mark,
            )
        except StorageError:
            self._drop(found)
            raise
        self._forget(found.session)
        return record

    def _get(self, session: str) -> _Session:
        rows = self._store.database.rows("SELECT * FROM upload_sessions WHERE id = ?", session)
        if not rows:
            raise _no_session()
        row = rows[0]
        made = row["made"]
        return _Session(
            session,
            row["blob"],
            Plan.from_text(row["document"]),
            ObjectRecord.from_row(json.loads(made)) if made else None,
        )

    def _drop(self, found: _Session) -> None:
        with self._store.database.transaction() as connection:
            connection.execute("DELETE FROM upload_sessions WHERE id = ?", (found.session,))
        self._store.content.remove(found.blob)
        self._forget(found.session)

    def _lock_of(self, session: str) -> threading.Lock:
        # A client that gave up on an answer sends again while the first call may still work.
        with self._lock:
            return self._locks.setdefault(session, threading.Lock())

    def _writer(self, found: _Session) -> ContentWriter:
        with self._lock:
            writer = self._writers.get(found.session)
        if writer is None:  # new, or from before a restart: then its bytes are summed up again
            writer = self._store.content.write(found.blob)
            with self._lock:
                self._writers[found.session] = writer
        return writer

    def _forget(self, session: str) -> None:
        with self._lock:
            writer = self._writers.pop(session, None)
        if writer is not None:
            writer.close()


def _take(writer: ContentWriter, part: ContentRange, stream: BodyStream) -> None:
    """Write the bytes of a piece that aren't there yet, in whole blocks but for the last."""
    part.check_fits(writer.size)
    if part.is_query:
        return
    if part.length < BLOCK_BYTES and not part.is_final:
        raise invalid(
            "Invalid request.  The number of bytes uploaded is required to be equal or greater "
            f"than {BLOCK_BYTES}, except for the final request (it's recommended to be the exact "
            f"multiple of {BLOCK_BYTES}).  The received request contained {part.length} bytes, "
            "which does not meet this requirement."
        )
    _skip(stream, writer.size - (part.first or 0))
    while True:
        wanted = BLOCK_BYTES - writer.size % BLOCK_BYTES
        data = stream.read(wanted)
        if len(data) == wanted or (data and part.is_final):
            writer.append(data)
        if len(data) < wanted:
            return


def _skip(stream: BodyStream, count: int) -> None:
    while count > 0:
        skipped = len(stream.read(min(count, BLOCK_BYTES)))
        if not skipped:
            return
        count -= skipped


def _no_session() -> StorageError:
    return StorageError(404, "No such upload session: it never was, has ended, or was cancelled.")
