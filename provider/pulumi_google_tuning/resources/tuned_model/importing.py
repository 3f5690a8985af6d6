"""Taking in a tuned model that somebody else trained, and data that is told of it afterwards."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.numbers import shortest
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import calls, gemini
from pulumi_google_tuning.lifecycle.importable import Evidence, Importable

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call

# A model shows them whether or not somebody has set them.
_SAMPLING = ("temperature", "topP", "topK")


class ModelImport(Importable):
    """A model is taken in by its name. Google never shows the examples that it was trained on."""

    import_id = re.compile(r"tunedModels/[A-Za-z0-9][A-Za-z0-9._-]*")
    import_form = "Write it as tunedModels/ID, such as tunedModels/numbers-3f9c1ab2"
    lists_with = "google-tuning models"

    def inputs_of_object(self, session: Session, obj: Mapping[str, Any], inputs: Json) -> Json:
        """Leave out the root base model of one tuned further, and what a base model brings."""
        found = dict(inputs)
        base = found.get("baseModel") or tolerant.text_at(obj, "tunedModelSource", "baseModel")
        if "tunedModelSource" in found:
            found.pop("baseModel", None)
        usual = _read(session, base, inputs)
        for name in _SAMPLING:
            value = tolerant.number(usual.get(name))
            if value is not None and found.get(name) == shortest(value):
                del found[name]
        return found

    def evidence(
        self,
        session: Session,
        object_id: str,
        old: Mapping[str, Any],
        told: Mapping[str, Any],
        data: Data | None,
        call: Call,
    ) -> Evidence:
        """Compare the steps that the training took with those that the examples would take.

        Source of the count: steps.py. Google may round up for each epoch, so both counts agree.
        """
        del session, object_id, data, call
        settings = tolerant.mapping(old.get("hyperparameters"))
        epochs, batch = (
            tolerant.positive(settings.get(name)) for name in ("epochCount", "batchSize")
        )
        step = _steps_taken(old)
        examples = tolerant.positive(tolerant.at(told, "trainingData", "exampleCount"))
        if not (epochs and batch and step and examples and old.get("state") == "ACTIVE"):
            return Evidence()
        fewest, most = math.floor(examples * epochs / batch), epochs * math.ceil(examples / batch)
        if fewest <= step <= most:
            return Evidence(agrees=f"its {step} steps agree with {examples} examples")
        there = (step - 1) * batch // epochs + 1, step * batch // epochs
        about = str(there[1]) if there[0] >= there[1] else f"{there[0]} to {there[1]}"
        return Evidence(
            against=f"its training took {step} steps, which is {about} examples with "
            f"epochCount {epochs} and batchSize {batch}, and this data has {examples}"
        )


def _steps_taken(old: Mapping[str, Any]) -> int | None:
    """Return how many steps Google shows: with a total, `completedSteps` is computed from data."""
    if old.get("totalSteps") is None:
        return tolerant.positive(old.get("completedSteps"))
    steps = tolerant.at(old, "lossCurve", "steps")
    return tolerant.positive(steps[-1]) if isinstance(steps, list) and steps else None


def _read(session: Session, base: str | None, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the base model; nothing where it can't be read: then all that is shown is declared."""
    if not base:
        return {}
    try:
        found = calls.or_none(lambda: session.send("GET", gemini.path(inputs, base)))
    except GoogleTuningError:
        return {}
    return tolerant.mapping(found)
