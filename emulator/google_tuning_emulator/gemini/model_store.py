"""Tuned models, their examples, and the ledger of every training ever accepted."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.gemini.records import TunedModelRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google_tuning_emulator.database import Database
    from google_tuning_emulator.gemini.filters import Filter
    from google_tuning_emulator.gemini.records import PermissionRecord
    from google_tuning_emulator.training.inference import Examples


_TABLES = """
CREATE TABLE IF NOT EXISTS models (
    id TEXT PRIMARY KEY, created_ns INTEGER NOT NULL, document TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS models_by_age ON models (created_ns DESC, id DESC);
CREATE TABLE IF NOT EXISTS examples (
    model_id TEXT PRIMARY KEY REFERENCES models (id) ON DELETE CASCADE, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS permissions (
    model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
    permission_id TEXT NOT NULL, grantee_type TEXT NOT NULL, email TEXT NOT NULL,
    grantee TEXT NOT NULL, role TEXT NOT NULL, sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    UNIQUE (model_id, permission_id), UNIQUE (model_id, grantee));
CREATE TABLE IF NOT EXISTS trainings (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL);
"""

_BATCH = 200


class TakenError(Exception):
    """A model of that id, or a permission for that grantee, exists already."""


class ModelStore:
    """Everything that stays when the emulator restarts, models first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.add_tables(_TABLES)

    def insert(
        self,
        record: TunedModelRecord,
        examples: Examples,
        owner: PermissionRecord,
        *,
        may_start: Callable[[], None],
    ) -> None:
        """Keep a new model, its owner, and its line in the ledger, or nothing at all.

        ``may_start`` runs inside the transaction, and raises to refuse the training.

        Raises:
            TakenError: A model of that id exists.

        """
        text = json.dumps(examples, ensure_ascii=False, sort_keys=True)
        line = {
            "model": record.name,
            "operation": record.operation_name,
            "displayName": record.display_name,
            "baseModel": record.base_model,
            "tunedModelSource": record.source_model,
            "apiVersion": record.api_version,
            "createdNanos": record.training.created_ns,
            "exampleCount": record.training.example_count,
            "examplesSha256": hashlib.sha256(text.encode()).hexdigest(),
            "totalSteps": record.training.total_steps,
        }
        with self._database.transaction() as connection:
            may_start()
            try:
                connection.execute(
                    "INSERT INTO models VALUES (?, ?, ?)",
                    (record.model_id, record.training.created_ns, record.to_text()),
                )
            except sqlite3.IntegrityError as error:
                raise TakenError(record.name) from error
            connection.execute("INSERT INTO examples VALUES (?, ?)", (record.model_id, text))
            insert_permission(connection, owner)
            connection.execute("INSERT INTO trainings (document) VALUES (?)", (json.dumps(line),))

    def get(self, model_id: str) -> TunedModelRecord | None:
        """Return a model, None if there is none."""
        found = self._database.rows("SELECT document FROM models WHERE id = ?", model_id)
        return TunedModelRecord.from_text(found[0]["document"]) if found else None

    def change(
        self, model_id: str, change: Callable[[TunedModelRecord], None]
    ) -> TunedModelRecord | None:
        """Let ``change`` alter a model in one transaction; return it, None if there is none."""
        with self._database.transaction() as connection:
            record = self.get(model_id)
            if record is not None:
                change(record)
                connection.execute(
                    "UPDATE models SET document = ? WHERE id = ?", (record.to_text(), model_id)
                )
        return record

    def delete(self, model_id: str) -> bool:
        """Delete a model with its examples and permissions; False if there is none."""
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM models WHERE id = ?", (model_id,)).rowcount > 0

    def examples(self, model_id: str) -> Examples:
        """Return the examples that a model was trained on."""
        found = self._database.rows("SELECT document FROM examples WHERE model_id = ?", model_id)
        examples: Examples = json.loads(found[0]["document"]) if found else []
        return examples

    def all(self) -> Iterator[TunedModelRecord]:
        """Yield every model, newest first, regardless of permissions."""
        for row in self._database.rows(
            "SELECT document FROM models ORDER BY created_ns DESC, id DESC"
        ):
            yield TunedModelRecord.from_text(row["document"])

    def visible(
        self, caller: str, selected: Filter, after: tuple[int, str] | None
    ) -> Iterator[TunedModelRecord]:
        """Yield the models that a caller's filter selects, newest first, from a page's end on."""
        grantee, role = selected.grantee_and_role(caller)
        last = after or (2**63 - 1, "")
        while True:
            rows = self._database.rows(
                "SELECT m.document FROM models m JOIN permissions p"
                " ON p.model_id = m.id AND p.grantee = ?1 AND (?2 = '' OR p.role = ?2)"
                " WHERE (m.created_ns, m.id) < (?3, ?4)"
                " ORDER BY m.created_ns DESC, m.id DESC LIMIT ?5",
                grantee.lower() if grantee != "EVERYONE" else grantee,
                role,
                *last,
                _BATCH,
            )
            for row in rows:
                record = TunedModelRecord.from_text(row["document"])
                last = (record.training.created_ns, record.model_id)
                if selected.matches_text(f"{record.display_name}\n{record.description}"):
                    yield record
            if len(rows) < _BATCH:
                return

    def trainings(self) -> list[dict[str, Any]]:
        """Return every training ever accepted, oldest first, also of deleted models."""
        return [
            {"sequence": row["sequence"], **json.loads(row["document"])}
            for row in self._database.rows("SELECT * FROM trainings ORDER BY sequence")
        ]

    def clear(self) -> None:
        """Forget all models and trainings."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM models")
            connection.execute("DELETE FROM trainings")


def insert_permission(connection: sqlite3.Connection, permission: PermissionRecord) -> None:
    """Keep a permission, inside the caller's transaction.

    Raises:
        TakenError: The grantee has one already.

    """
    try:
        connection.execute(
            "INSERT INTO permissions (model_id, permission_id, grantee_type, email, grantee, role)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                permission.model_id,
                permission.permission_id,
                permission.grantee_type,
                permission.email,
                permission.grantee,
                permission.role,
            ),
        )
    except sqlite3.IntegrityError as error:
        raise TakenError(permission.grantee) from error
