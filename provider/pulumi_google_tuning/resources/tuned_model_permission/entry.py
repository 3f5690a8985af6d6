"""What the rest of the package needs to know of `TunedModelPermission`."""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.resources.entry import Entry, Links
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind

TUNED_MODEL_PERMISSION: Final = Entry(
    kind=PermissionKind(),
    section="permissions",
    section_description="Who may use tuned models, by name.",
    summary="who may use a tuned model",
    exported=("name",),
    links=Links(permits=("tunedModel",)),
)
