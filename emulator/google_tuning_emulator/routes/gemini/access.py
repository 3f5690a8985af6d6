"""Finding a tuned model for a caller who may do something with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from google_tuning_emulator.gemini.records import TunedModelRecord
    from google_tuning_emulator.state import Emulator

_RANK = {"READER": 1, "WRITER": 2, "OWNER": 3}


def find_model(emulator: Emulator, model_id: str, role: str) -> TunedModelRecord:
    """Return a tuned model on which the caller has at least ``role``.

    Raises:
        ApiError: 404 if there is none, 403 if the caller may not.

    """
    record = emulator.models.get(model_id)
    if record is None:
        raise ApiError(404, f"Tuned model tunedModels/{model_id} does not exist.")
    roles = emulator.permissions.roles_of(model_id, emulator.settings.caller)
    if max((_RANK[has] for has in roles), default=0) < _RANK[role]:
        raise ApiError(
            403,
            f"You do not have permission to access tuned model {record.name}: "
            f"it needs the role {role}.",
        )
    return record
