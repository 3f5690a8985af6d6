"""The permissions of tuned models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google_tuning_emulator.gemini.model_store import insert_permission
from google_tuning_emulator.gemini.records import EVERYONE, PermissionRecord

if TYPE_CHECKING:
    import sqlite3

    from google_tuning_emulator.database import Database

_COLUMNS = "model_id, permission_id, grantee_type, email, role"


class PermissionStore:
    """Permissions by model; the tables are the model store's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert(self, permission: PermissionRecord) -> None:
        """Keep a new permission.

        Raises:
            TakenError: The grantee has one already.

        """
        with self._database.transaction() as connection:
            insert_permission(connection, permission)

    def get(self, model_id: str, permission_id: str) -> PermissionRecord | None:
        """Return a permission, None if there is none."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM permissions WHERE model_id = ? AND permission_id = ?",  # noqa: S608 - constant columns
            model_id,
            permission_id,
        )
        return _record(rows[0]) if rows else None

    def of_model(self, model_id: str) -> list[PermissionRecord]:
        """Return a model's permissions, oldest first."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM permissions WHERE model_id = ? ORDER BY sequence",  # noqa: S608 - constant columns
            model_id,
        )
        return [_record(row) for row in rows]

    def roles_of(self, model_id: str, caller: str) -> set[str]:
        """Return the roles a caller has on a model: their own, and everyone's."""
        rows = self._database.rows(
            "SELECT role FROM permissions WHERE model_id = ? AND grantee IN (?, ?)",
            model_id,
            caller.lower(),
            EVERYONE,
        )
        return {row["role"] for row in rows}

    def set_role(self, model_id: str, permission_id: str, role: str) -> None:
        """Change a permission's role."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE permissions SET role = ? WHERE model_id = ? AND permission_id = ?",
                (role, model_id, permission_id),
            )

    def delete(self, model_id: str, permission_id: str) -> None:
        """Take a permission back."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM permissions WHERE model_id = ? AND permission_id = ?",
                (model_id, permission_id),
            )

    def transfer(self, new_owner: PermissionRecord) -> None:
        """Make someone the owner; the owner until now becomes a writer."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE permissions SET role = 'WRITER' WHERE model_id = ? AND role = 'OWNER'",
                (new_owner.model_id,),
            )
            connection.execute(
                "DELETE FROM permissions WHERE model_id = ? AND grantee = ?",
                (new_owner.model_id, new_owner.grantee),
            )
            insert_permission(connection, new_owner)


def _record(row: sqlite3.Row) -> PermissionRecord:
    return PermissionRecord(**dict(row))
