"""The trainings of the Gemini API, read with few requests: one list a look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities import Phase, Progress
from pulumi_google_tuning.resources.tuned_model import steps
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model.operations import operations_of

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


class TunedModelTrainings:
    """All tuned models; one doesn't show how many steps it will take, its operation does."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kind = TunedModelKind()
        self._totals: dict[str, int | None] = {}

    def listed(self) -> dict[str, Json]:
        """List the tuned models."""
        return self._kind.list_all(self._session, {})

    def read(self, name: str) -> Json | None:
        """Read a model."""
        return self._kind.get(self._session, name, {})

    def title(self, obj: Mapping[str, Any]) -> str:
        """Return the display name."""
        return tolerant.text(obj.get("displayName")) or ""

    def progress(self, name: str, obj: Mapping[str, Any]) -> Progress:
        """Return how far a model is; of a new training, its operation is read once."""
        phase = self._kind.progress(obj, {}).phase
        total = self._total(name) if phase is Phase.WORKING else None
        return steps.progress(phase, obj, {}, total)

    def failure(self, name: str, obj: Mapping[str, Any]) -> str:
        """Return the words of the operation that failed."""
        del obj
        return self._kind.failure(self._session, name, {})

    def _total(self, name: str) -> int | None:
        if name not in self._totals:
            try:
                found = operations_of(self._session, name)
            except GoogleTuningError:
                found = []  # it only completes the row
            totals = [
                tolerant.positive(tolerant.at(one, "metadata", "totalSteps")) for one in found
            ]
            self._totals[name] = next((total for total in reversed(totals) if total), None)
        return self._totals[name]
