"""Taking in an object of Cloud Storage, and the file that is told of it afterwards.

An object that this provider didn't upload may have any name and has no reference of ours; nothing
shows that nobody else needs it, so it is never deleted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import storage
from pulumi_google_tuning.google.storage import Location
from pulumi_google_tuning.lifecycle.call import LifecycleError
from pulumi_google_tuning.lifecycle.importable import Evidence, Importable
from pulumi_google_tuning.resources.tuning_dataset.content import content_of

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call

_NAMED_BY_CONTENT: Final = re.compile(r"(?:^|/)([0-9a-f]{64})\.jsonl$")


def digest_in(uri: str) -> str | None:
    """Return the digest that an object is named after; None for one of another name."""
    found = _NAMED_BY_CONTENT.search(uri)
    return found[1] if found else None


class DatasetImport(Importable):
    """An object is taken in by its address, with or without a reference of ours."""

    import_id = re.compile(r"gs://[^/#\s]+/[^#\n]+\.jsonl(?:#[0-9a-f]{8})?")
    import_form = (
        "Write it as gs://BUCKET/OBJECT.jsonl, such as gs://my-tuning-data/sets/train.jsonl"
    )
    another_way = "upload it as another object, declare another TuningDataset"

    def inputs_of_id(self, session: Session, object_id: str) -> Json:
        """Return bucket and folder."""
        del session
        at = Location.of(object_id.partition("#")[0])
        folder = at.name.rpartition("/")[0]
        bucket = f"{storage.SCHEME}{at.bucket}"
        return {"bucket": bucket, "prefix": folder} if folder else {"bucket": bucket}

    def evidence(
        self,
        session: Session,
        object_id: str,
        old: Mapping[str, Any],
        told: Mapping[str, Any],
        data: Data | None,
        call: Call,
    ) -> Evidence:
        """Compare the file with the object's checksums: they are the same bytes, or not."""
        del old, told
        content = content_of(data)
        at = Location.of(object_id.partition("#")[0])
        digest = digest_in(at.uri)
        if digest not in (None, content.sha256):
            return Evidence(
                against=f"the object is named after the digest {digest[:8]}…, and {content.label} "
                f"has {content.sha256[:8]}…"
            )
        seen = storage.look(session, at)
        if seen is None:
            raise LifecycleError(f"{at.uri} does not exist any more: run `pulumi up --refresh`")
        mine = storage.fingerprint(content, call.cancel)
        if mine.agrees(seen.get("size"), seen.get("crc32c"), seen.get("md5Hash")):
            if data is not None:
                call.run.sizes.note_at(at.uri, data.count)
            return Evidence(agrees="its size and checksums agree")
        return Evidence(
            against=f"{content.label} has {mine.size_bytes:,} bytes with CRC32C {mine.crc32c}, and "
            f"{at.uri} has {seen.get('size')} with {seen.get('crc32c')}"
        )
