"""The trainings of the Gemini API, read with few requests: one list a look, and who trains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, Progress
from pulumi_google_tuning.resources.tuned_model import steps
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model.operations import operations_of

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


# All but what a training adds to: `import` chooses by these.
_FIELDS: Final = (
    "name",
    "displayName",
    "state",
    "createTime",
    "baseModel",
    "tunedModelSource",
)
# More are listed in full: reads are sent one after another.
_FEW: Final = 5


class TunedModelTrainings:
    """All tuned models; one doesn't show how many steps it will take, its operation does."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kind = TunedModelKind()
        self._totals: dict[str, int | None] = {}

    def listed(self) -> dict[str, Json]:
        """List the tuned models: with their loss curves those that train, the others without."""
        url = gemini.path({}, COLLECTION)
        found = gemini.pages(self._session, url, COLLECTION, fields=_FIELDS)
        models = {name: model for model in found if (name := tolerant.text(model.get("name")))}
        running = [
            name
            for name, model in models.items()
            if self._kind.phase(model) is Phase.WORKING and set(_FIELDS).issuperset(model)
        ]
        if len(running) > _FEW:
            return self._kind.list_all(self._session, {})
        return models | {name: model for name in running if (model := self.read(name)) is not None}

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
