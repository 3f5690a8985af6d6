"""Cloud Storage's JSON API, and its own admin routes: one blueprint a collection."""

from emulator.routes.storage.admin import storage_admin
from emulator.routes.storage.buckets import buckets
from emulator.routes.storage.copies import copies
from emulator.routes.storage.downloads import downloads
from emulator.routes.storage.objects import objects
from emulator.routes.storage.plain import plain
from emulator.routes.storage.uploads import uploads

STORAGE_BLUEPRINTS = (storage_admin, buckets, copies, downloads, objects, plain, uploads)

__all__ = ["STORAGE_BLUEPRINTS"]
