"""The HTTP surface of Vertex AI, and the emulator's own routes about it."""

from __future__ import annotations

from emulator.routes.vertex.admin import vertex_admin
from emulator.routes.vertex.endpoints import vertex_endpoints
from emulator.routes.vertex.inference import vertex_inference
from emulator.routes.vertex.jobs import vertex_jobs
from emulator.routes.vertex.models import vertex_models
from emulator.routes.vertex.operations import vertex_operations

VERTEX_BLUEPRINTS = (
    vertex_admin,
    vertex_endpoints,
    vertex_inference,
    vertex_jobs,
    vertex_models,
    vertex_operations,
)

__all__ = ["VERTEX_BLUEPRINTS"]
