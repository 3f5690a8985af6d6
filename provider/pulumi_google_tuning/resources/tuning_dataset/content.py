"""The bytes of a dataset, and whether an object has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_google_tuning.data.pairs.examples import Examples
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.storage import Content, Fingerprint, Location
from pulumi_google_tuning.lifecycle.call import LifecycleError

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data


def content_of(data: Data | None) -> Content:
    """Return the bytes of checked data. Raises LifecycleError where there is none."""
    if data is None or isinstance(data, Examples):
        raise LifecycleError("`source` is required")
    return Content(data.path or "source", data.size_bytes, data.sha256, data.open, data.crc32c)


def refuse_other_content(at: Location, seen: Json, checksums: Fingerprint) -> None:
    """Raise LifecycleError where an object has other bytes than those of its name."""
    if checksums.agrees(seen.get("size"), seen.get("crc32c"), seen.get("md5Hash")):
        return
    raise LifecycleError(
        f"{at.uri} exists, but its content does not match its name ({seen.get('size')} bytes "
        f"with CRC32C {seen.get('crc32c')}, not {checksums.size_bytes} with "
        f"{checksums.crc32c}). It was not overwritten. Choose another prefix; or find out who "
        f"uses it, then delete it with `gcloud storage rm {at.uri}`"
    )
