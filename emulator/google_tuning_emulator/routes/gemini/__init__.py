"""The HTTP surface of the Gemini API: one blueprint a collection."""

from google_tuning_emulator.routes.gemini.base_models import base_models
from google_tuning_emulator.routes.gemini.inference import inference
from google_tuning_emulator.routes.gemini.operations import operations
from google_tuning_emulator.routes.gemini.permissions import permissions, transfer
from google_tuning_emulator.routes.gemini.tuned_models import tuned_models

GEMINI_BLUEPRINTS = (base_models, inference, operations, permissions, transfer, tuned_models)

__all__ = ["GEMINI_BLUEPRINTS"]
