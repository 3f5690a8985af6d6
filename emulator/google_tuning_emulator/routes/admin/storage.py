"""What tests ask about Cloud Storage, under ``/_emulator/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify

from google_tuning_emulator.state import emulator

if TYPE_CHECKING:
    from flask import Response

storage_admin = Blueprint("storage_admin", __name__, url_prefix="/_emulator")


@storage_admin.get("/objects")
def objects() -> Response:
    """Show the objects there are, and how many uploads were ever completed."""
    store = emulator().objects
    return jsonify(
        uploads=store.uploads(),
        objects=[
            {
                "bucket": record.bucket,
                "name": record.name,
                "size": record.content.size,
                "generation": str(record.generation),
                "metageneration": str(record.metageneration),
                "md5Hash": record.content.md5,
                "crc32c": record.content.crc32c,
                "metadata": record.fields.get("metadata", {}),
                "uploads": uploads,
            }
            for record, uploads in store.all()
        ],
    )
