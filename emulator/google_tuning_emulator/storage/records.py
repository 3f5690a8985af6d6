"""What is kept of an object: the live generation's facts, not its bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

    from google_tuning_emulator.storage.checksums import Hasher


@dataclass(frozen=True)
class Content:
    """Bytes that were received in full: the file's name, and what it holds."""

    blob: str
    size: int
    md5: str
    crc32c: str

    @classmethod
    def of(cls, blob: str, hasher: Hasher) -> Content:
        """Return a file's facts from the hasher that saw all of it."""
        return cls(blob, hasher.size, hasher.md5, hasher.crc32c)


@dataclass(frozen=True)
class ObjectRecord:
    """One live object. ``fields`` are the ones that a client may set, as the API names them."""

    bucket: str
    name: str
    generation: int
    metageneration: int
    content: Content
    created_ns: int
    updated_ns: int
    fields: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> ObjectRecord:
        """Read a row of the objects' table."""
        return cls(
            row["bucket"],
            row["name"],
            row["generation"],
            row["metageneration"],
            Content(row["blob"], row["size"], row["md5"], row["crc32c"]),
            row["created_ns"],
            row["updated_ns"],
            json.loads(row["fields"]),
        )

    def as_row(self) -> dict[str, Any]:
        """Return the values of a row, by column."""
        return {
            "bucket": self.bucket,
            "name": self.name,
            "generation": self.generation,
            "metageneration": self.metageneration,
            "blob": self.content.blob,
            "size": self.content.size,
            "md5": self.content.md5,
            "crc32c": self.content.crc32c,
            "created_ns": self.created_ns,
            "updated_ns": self.updated_ns,
            "fields": json.dumps(self.fields, ensure_ascii=False),
        }
