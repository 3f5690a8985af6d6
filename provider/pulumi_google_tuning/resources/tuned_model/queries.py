"""What the functions of every door read of tuned models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.resources.function import Function
from pulumi_google_tuning.resources.tuned_model import loss_curve, steps
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


def read_model(session: Session, name: str, values: Mapping[str, Any]) -> Json:
    """Read a tuned model by its name, `tunedModels/ID`, or its id: TunedModel's outputs.

    Its loss curve is whole. Raises GoogleTuningError where there is none.
    """
    full = name if "/" in name else f"{COLLECTION}/{name}"
    found = TunedModelKind().get(session, full, values)
    if found is None:
        raise GoogleTuningError(f"there is no {full} that these credentials can see")
    return _outputs(found, loss_curve.snapshots(found))


def list_models(session: Session, wanted: str | None, values: Mapping[str, Any]) -> list[Json]:
    """List tuned models, each with a thinned loss curve; `wanted` is the API's filter."""
    params = {"filter": wanted} if wanted else None
    url = gemini.path(values, COLLECTION)
    return [
        _outputs(model, loss_curve.snapshots(model, loss_curve.MAX_POINTS))
        for model in gemini.pages(session, url, COLLECTION, params)
    ]


def _outputs(model: Mapping[str, Any], snapshots: list[Json]) -> Json:
    """Return what the server shows of a model, under the names of TunedModel's outputs.

    Beside them its snapshots: a state, which is written often, has a few points as `lossCurve`.
    """
    name = str(model.get("name", ""))
    phase = Phase.READY if model.get("state") == "ACTIVE" else Phase.WORKING
    return {
        **model,
        **tolerant.mapping(model.get("tuningTask")),
        "snapshots": snapshots,
        **steps.outputs(phase, model, {}),
        "name": name,
        "state": str(model.get("state", "")),
        "tunedModelId": name.split("/", 1)[-1],
    }


def _get(session: Session, given: Mapping[str, Any]) -> Json:
    return read_model(session, given["name"], given)


def _list(session: Session, given: Mapping[str, Any]) -> Json:
    return {COLLECTION: list_models(session, given.get("filter"), given)}


FUNCTIONS: Final = (Function("getTunedModel", _get), Function("listTunedModels", _list))
