"""What the rest of the package needs to know of `TunedModel`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.resources.entry import Entry, Leftovers, Links, Watched
from pulumi_google_tuning.resources.tuned_model import queries
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model.trainings import TunedModelTrainings

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_OUR_NAME = re.compile(rf"{COLLECTION}/[a-z][a-z0-9-]*-[0-9a-f]{{8}}")


def _of_our_form(session: Session) -> dict[str, Json]:
    """List the models whose id has our form: they have nothing else to carry an identity."""
    listed = TunedModelKind().list_all(session, {})
    return {name: model for name, model in listed.items() if _OUR_NAME.fullmatch(name)}


TUNED_MODEL: Final = Entry(
    kind=TunedModelKind(),
    section="tunedModels",
    section_description="Tuned models of the Gemini API, by name.",
    summary="a tuned model of the Gemini API",
    exported=("name", "state", "finalLoss"),
    public_modules=("typed.args", "functions"),
    functions=queries.FUNCTIONS,
    links=Links(makes=("name",), answers=("name",), tuned_from=("tunedModelSource",)),
    watched=Watched("gemini", "the Gemini API", TunedModelTrainings),
    leftovers=Leftovers(TunedModelKind(), "tuned models", _of_our_form),
)
