"""Jobs, models, endpoints and operations in the database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

from google_tuning_emulator.vertex.records import (
    EndpointRecord,
    JobRecord,
    ModelRecord,
    OperationRecord,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google_tuning_emulator.database import Database
    from google_tuning_emulator.training.inference import Examples

# `open` marks what time still changes: a job without its end, an operation without its effect.
_TABLES = """
CREATE TABLE IF NOT EXISTS vertex_jobs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, location TEXT NOT NULL,
    open INTEGER NOT NULL, document TEXT NOT NULL, UNIQUE (location, id));
CREATE INDEX IF NOT EXISTS vertex_jobs_open ON vertex_jobs (open);
CREATE TABLE IF NOT EXISTS vertex_examples (job_id TEXT PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS vertex_models (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, location TEXT NOT NULL,
    document TEXT NOT NULL, UNIQUE (location, id));
CREATE TABLE IF NOT EXISTS vertex_endpoints (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, location TEXT NOT NULL,
    document TEXT NOT NULL, UNIQUE (location, id));
CREATE TABLE IF NOT EXISTS vertex_operations (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, location TEXT NOT NULL,
    open INTEGER NOT NULL, document TEXT NOT NULL, UNIQUE (location, id));
CREATE INDEX IF NOT EXISTS vertex_operations_open ON vertex_operations (open);
"""
_BATCH = 200

Kept = TypeVar("Kept", JobRecord, ModelRecord, EndpointRecord, OperationRecord)


class Collection:
    """The records of one kind, by location and id; lists are newest first."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def text(self, location: str, record_id: str) -> str | None:
        """Return a record's text, None if there is none."""
        rows = self._database.rows(
            f"SELECT document FROM {self._table} WHERE location = ? AND id = ?",  # noqa: S608 - ours
            location,
            record_id,
        )
        return str(rows[0]["document"]) if rows else None

    def texts(self, location: str, before: int = 2**62) -> Iterator[tuple[int, str]]:
        """Yield sequence and text of each record in a location, newest first."""
        while True:
            rows = self._database.rows(
                f"SELECT sequence, document FROM {self._table} WHERE location = ?"  # noqa: S608 - ours
                " AND sequence < ? ORDER BY sequence DESC LIMIT ?",
                location,
                before,
                _BATCH,
            )
            for row in rows:
                before = row["sequence"]
                yield before, row["document"]
            if len(rows) < _BATCH:
                return

    def everything(self, *, only_open: bool = False) -> list[tuple[int, str]]:
        """Return sequence and text of every record in all locations, oldest first."""
        condition = " WHERE open = 1" if only_open else ""
        rows = self._database.rows(
            f"SELECT sequence, document FROM {self._table}{condition} ORDER BY sequence"  # noqa: S608 - ours
        )
        return [(row["sequence"], row["document"]) for row in rows]

    def put(self, location: str, record_id: str, text: str, *, still_open: bool | None) -> None:
        """Keep a record, a new one or a changed one; ``still_open`` None: the kind has no such."""
        names = "location, id, document" + ("" if still_open is None else ", open")
        values = (location, record_id, text) + (() if still_open is None else (int(still_open),))
        changed = "document = excluded.document" + (
            "" if still_open is None else ", open = excluded.open"
        )
        marks = ", ".join("?" * len(values))
        with self._database.transaction() as connection:
            connection.execute(
                f"INSERT INTO {self._table} ({names}) VALUES ({marks})"  # noqa: S608 - ours
                f" ON CONFLICT (location, id) DO UPDATE SET {changed}",
                values,
            )

    def remove(self, location: str, record_id: str) -> None:
        """Forget a record."""
        with self._database.transaction() as connection:
            connection.execute(
                f"DELETE FROM {self._table} WHERE location = ? AND id = ?",  # noqa: S608 - ours
                (location, record_id),
            )


class VertexStore:
    """Everything of Vertex AI that stays when the emulator restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.add_tables(_TABLES)
        self._jobs = Collection(database, "vertex_jobs")
        self._models = Collection(database, "vertex_models")
        self._endpoints = Collection(database, "vertex_endpoints")
        self._operations = Collection(database, "vertex_operations")
        self.transaction = database.transaction

    def job(self, location: str, job_id: str) -> JobRecord | None:
        """Return a job."""
        text = self._jobs.text(location, job_id)
        return None if text is None else JobRecord.from_text(text)

    def jobs(self, location: str, before: int) -> Iterator[tuple[int, JobRecord]]:
        """Yield the jobs of a location with their sequence numbers, newest first."""
        for sequence, text in self._jobs.texts(location, before):
            yield sequence, JobRecord.from_text(text)

    def all_jobs(self, *, only_open: bool = False) -> list[tuple[int, JobRecord]]:
        """Return every job ever accepted, oldest first; or those that haven't been settled."""
        found = self._jobs.everything(only_open=only_open)
        return [(sequence, JobRecord.from_text(text)) for sequence, text in found]

    def put_job(self, job: JobRecord, *, settled: bool = False) -> None:
        """Keep a job; ``settled`` once its end has had all its effects."""
        self._jobs.put(job.location, job.job_id, job.to_text(), still_open=not settled)

    def put_examples(self, job_id: str, examples: Examples) -> None:
        """Keep what a job's model answers from."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO vertex_examples VALUES (?, ?)",
                (job_id, json.dumps(examples, ensure_ascii=False)),
            )

    def examples(self, job_id: str) -> Examples:
        """Return what a job's model answers from."""
        rows = self._database.rows("SELECT document FROM vertex_examples WHERE job_id = ?", job_id)
        examples: Examples = json.loads(rows[0]["document"]) if rows else []
        return examples

    def model(self, location: str, model_id: str) -> ModelRecord | None:
        """Return a model."""
        text = self._models.text(location, model_id)
        return None if text is None else ModelRecord.from_text(text)

    def models(self, location: str, before: int) -> Iterator[tuple[int, ModelRecord]]:
        """Yield the models of a location, newest first."""
        for sequence, text in self._models.texts(location, before):
            yield sequence, ModelRecord.from_text(text)

    def all_models(self) -> list[ModelRecord]:
        """Return the models of all locations."""
        return [ModelRecord.from_text(text) for _, text in self._models.everything()]

    def put_model(self, model: ModelRecord) -> None:
        """Keep a model."""
        self._models.put(model.location, model.model_id, model.to_text(), still_open=None)

    def remove_model(self, location: str, model_id: str) -> None:
        """Forget a model with all its versions."""
        self._models.remove(location, model_id)

    def endpoint(self, location: str, endpoint_id: str) -> EndpointRecord | None:
        """Return an endpoint."""
        text = self._endpoints.text(location, endpoint_id)
        return None if text is None else EndpointRecord.from_text(text)

    def endpoints(self, location: str, before: int = 2**62) -> Iterator[tuple[int, EndpointRecord]]:
        """Yield the endpoints of a location, newest first."""
        for sequence, text in self._endpoints.texts(location, before):
            yield sequence, EndpointRecord.from_text(text)

    def all_endpoints(self) -> list[EndpointRecord]:
        """Return the endpoints of all locations."""
        return [EndpointRecord.from_text(text) for _, text in self._endpoints.everything()]

    def put_endpoint(self, endpoint: EndpointRecord) -> None:
        """Keep an endpoint."""
        text = endpoint.to_text()
        self._endpoints.put(endpoint.location, endpoint.endpoint_id, text, still_open=None)

    def remove_endpoint(self, location: str, endpoint_id: str) -> None:
        """Forget an endpoint."""
        self._endpoints.remove(location, endpoint_id)

    def operation(self, location: str, operation_id: str) -> OperationRecord | None:
        """Return an operation."""
        text = self._operations.text(location, operation_id)
        return None if text is None else OperationRecord.from_text(text)

    def operations(self, location: str) -> Iterator[OperationRecord]:
        """Yield the operations of a location, newest first."""
        for _, text in self._operations.texts(location):
            yield OperationRecord.from_text(text)

    def open_operations(self) -> list[OperationRecord]:
        """Return the operations whose effect is still to come, oldest first."""
        found = self._operations.everything(only_open=True)
        return [OperationRecord.from_text(text) for _, text in found]

    def put_operation(self, operation: OperationRecord) -> None:
        """Keep an operation."""
        self._operations.put(
            operation.location,
            operation.operation_id,
            operation.to_text(),
            still_open=not operation.applied,
        )

    def clear(self) -> None:
        """Forget everything."""
        with self._database.transaction() as connection:
            for name in ("jobs", "examples", "models", "endpoints", "operations"):
                connection.execute(f"DELETE FROM vertex_{name}")  # noqa: S608 - ours
