"""The emulator's own routes, under ``/_emulator/``. README.md documents each."""

from google_tuning_emulator.routes.admin.control import control
from google_tuning_emulator.routes.admin.gemini import gemini_admin
from google_tuning_emulator.routes.admin.storage import storage_admin
from google_tuning_emulator.routes.admin.vertex import vertex_admin

ADMIN_BLUEPRINTS = (control, gemini_admin, storage_admin, vertex_admin)

__all__ = ["ADMIN_BLUEPRINTS"]
