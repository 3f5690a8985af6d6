"""The HTTP surface of Cloud Storage's JSON API: one blueprint a collection."""

from google_tuning_emulator.routes.storage.buckets import buckets
from google_tuning_emulator.routes.storage.copies import copies
from google_tuning_emulator.routes.storage.downloads import downloads
from google_tuning_emulator.routes.storage.objects import objects
from google_tuning_emulator.routes.storage.plain import plain
from google_tuning_emulator.routes.storage.uploads import uploads

STORAGE_BLUEPRINTS = (buckets, copies, downloads, objects, plain, uploads)

__all__ = ["STORAGE_BLUEPRINTS"]
