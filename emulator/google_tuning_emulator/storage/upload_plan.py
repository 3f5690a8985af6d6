"""An upload as its client announces it, whole or resumable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.storage.checksums import Expected
from google_tuning_emulator.storage.preconditions import Preconditions
from google_tuning_emulator.storage.records import Content, ObjectRecord

if TYPE_CHECKING:
    from google_tuning_emulator.storage.store import ObjectStore


@dataclass(frozen=True)
class Plan:
    """What will be made, of how many bytes if that is known, and under which conditions."""

    bucket: str
    name: str
    fields: dict[str, Any]
    total: int | None
    allowed: Preconditions
    expected: Expected

    def to_text(self) -> str:
        """Return what the database keeps."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Plan:
        """Read what the database keeps."""
        values = json.loads(text)
        values["allowed"] = Preconditions(**values["allowed"])
        values["expected"] = Expected(**values["expected"])
        return cls(**values)


def receive_whole(
    store: ObjectStore, plan: Plan, pieces: Iterable[bytes], *, now_ns: int
) -> ObjectRecord:
    """Take an upload that comes in one request.

    Raises:
        StorageError: 412, or 400 for content with other checksums than stated; nothing is kept.
        ClientGoneError: The body broke off; nothing is kept.

    """
    plan.allowed.check(store.get(plan.bucket, plan.name))
    blob = store.content.new()
    try:
        with closing(store.content.write(blob)) as writer:
            for piece in pieces:
                writer.append(piece)
        writer.hasher.check(plan.expected)
        return store.put(
            plan.bucket,
            plan.name,
            Content.of(blob, writer.hasher),
            plan.fields,
            now_ns=now_ns,
            allowed=plan.allowed,
        )
    except BaseException:
        store.content.remove(blob)
        raise
