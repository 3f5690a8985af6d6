"""The HTTP surface of Vertex AI: one blueprint a collection."""

from __future__ import annotations

from google_tuning_emulator.routes.vertex.endpoints import vertex_endpoints
from google_tuning_emulator.routes.vertex.inference import vertex_inference
from google_tuning_emulator.routes.vertex.jobs import vertex_jobs
from google_tuning_emulator.routes.vertex.models import vertex_models
from google_tuning_emulator.routes.vertex.operations import vertex_operations

VERTEX_BLUEPRINTS = (
    vertex_endpoints,
    vertex_inference,
    vertex_jobs,
    vertex_models,
    vertex_operations,
)

__all__ = ["VERTEX_BLUEPRINTS"]
