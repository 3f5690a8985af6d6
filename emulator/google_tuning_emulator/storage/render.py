"""Objects and buckets as the JSON API shows them.

See https://cloud.google.com/storage/docs/json_api/v1/objects and .../buckets. ``base`` is the
address that the client called: clients follow these links.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.clock import rfc3339
from google_tuning_emulator.storage.paths import encoded

if TYPE_CHECKING:
    from google_tuning_emulator.storage.records import ObjectRecord


def object_resource(record: ObjectRecord, base: str) -> dict[str, Any]:
    """Return the resource of an object."""
    path = f"b/{encoded(record.bucket)}/o/{encoded(record.name)}"
    created = rfc3339(record.created_ns, 3)
    return {
        "kind": "storage#object",
        "id": f"{record.bucket}/{record.name}/{record.generation}",
        "selfLink": f"{base}/storage/v1/{path}",
        "mediaLink": f"{base}/download/storage/v1/{path}?generation={record.generation}&alt=media",
        "name": record.name,
        "bucket": record.bucket,
        "generation": str(record.generation),
        "metageneration": str(record.metageneration),
        "storageClass": "STANDARD",
        **record.fields,
        "size": str(record.content.size),
        "md5Hash": record.content.md5,
        "crc32c": record.content.crc32c,
        "etag": etag(record),
        "timeCreated": created,
        "updated": rfc3339(record.updated_ns, 3),
        "timeStorageClassUpdated": created,
        "timeFinalized": created,
    }


def etag(record: ObjectRecord) -> str:
    """Return an object's entity tag: base64 of a proto with both generations."""
    proto = b"\x08" + _varint(record.generation) + b"\x10" + _varint(record.metageneration)
    return base64.b64encode(proto).decode()


def bucket_resource(
    name: str, created_ns: int, fields: dict[str, Any], *, project_number: str, base: str
) -> dict[str, Any]:
    """Return the resource of a bucket."""
    created = rfc3339(created_ns, 3)
    return {
        "kind": "storage#bucket",
        "id": name,
        "selfLink": f"{base}/storage/v1/b/{encoded(name)}",
        "name": name,
        "projectNumber": project_number,
        "metageneration": "1",
        "location": "US",
        "locationType": "multi-region",
        "storageClass": "STANDARD",
        "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}},
        **fields,
        "etag": "CAE=",
        "timeCreated": created,
        "updated": created,
    }


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits a byte
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*found, number))
