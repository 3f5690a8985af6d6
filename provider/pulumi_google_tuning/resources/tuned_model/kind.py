"""A tuned model's REST calls and how to read one.

Source: https://ai.google.dev/api/tuning (v1beta) and the protos of v1beta3.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.data.pairs.examples import Examples
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.resource_schema import ResourceSchema, body_of
from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.google import calls, field_masks, gemini
from pulumi_google_tuning.google.body import Written
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.errors.said import google_said
from pulumi_google_tuning.lifecycle.abilities.foretold import Advised, Judged, Notice, Planned
from pulumi_google_tuning.lifecycle.abilities.found import Recreatable, Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Derived
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, Progress
from pulumi_google_tuning.lifecycle.foresight import Foreseen
from pulumi_google_tuning.lifecycle.glance import Glance, Glanced
from pulumi_google_tuning.lifecycle.identity import Identity, readable_id
from pulumi_google_tuning.lifecycle.moving import Movement, Moving
from pulumi_google_tuning.resources.gemini_kind import GeminiKind
from pulumi_google_tuning.resources.tuned_model import loss_curve, movement, steps
from pulumi_google_tuning.resources.tuned_model.base_models import retired
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION
from pulumi_google_tuning.resources.tuned_model.importing import ModelImport
from pulumi_google_tuning.resources.tuned_model.operations import operations_of

if TYPE_CHECKING:
    from datetime import date

    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call
    from pulumi_google_tuning.lifecycle.run import Run

_NAME = re.compile(rf"{COLLECTION}/[A-Za-z0-9._-]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT")
_GLANCE = Glance(fields=("name", "state"), decisive=("state",))
_PHASES = {"ACTIVE": Phase.READY, "FAILED": Phase.FAILED}


class TunedModelKind(
    Recreatable,
    Derived,
    Judged,
    Planned,
    Advised,
    Moving,
    Glanced,
    Foreseen,
    ModelImport,
    Trained,
    GeminiKind,
):
    """A model tuned with the Gemini API: its creation is a paid training of hours."""

    schema = ResourceSchema.load("tuned_model")
    noun = "tuned model"

    # -- identity ------------------------------------------------------------------------------

    def explicit_id(self, inputs: Mapping[str, Any]) -> str | None:
        """Return the user's own `tunedModelId`."""
        return inputs.get("tunedModelId")

    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return the resource name that the model will have: the API lets the client choose it."""
        chosen = self.explicit_id(inputs)
        if chosen is None and identity is None:
            raise ValueError("an id is made from an identity")
        return f"{COLLECTION}/{chosen or readable_id(name, identity)}"  # type: ignore[arg-type]

    def created_at(self, values: Mapping[str, Any]) -> str | None:
        """Return the creation time; None for what is no time."""
        created = tolerant.text(values.get("createTime"))
        return created if created and _TIME.match(created) else None

    # -- calls ---------------------------------------------------------------------------------

    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look the id up."""
        return self.get(session, key, inputs)

    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """POST the training under the chosen id; the answer is an operation."""
        del call
        examples = data if isinstance(data, Examples) else None
        operation = session.send(
            "POST",
            gemini.path(inputs, COLLECTION),
            params={"tunedModelId": key.removeprefix(f"{COLLECTION}/")},
            body=self.create_body(inputs, examples),
        )
        name = tolerant.text_at(operation, "metadata", "tunedModel")
        # It is paid for, and is under the id that it was sent with, whatever the answer says.
        named = name is not None and _NAME.fullmatch(name)
        return self._just_created(session, name if name and named else key, inputs)

    def create_body(self, inputs: Mapping[str, Any], examples: Examples | None) -> Json:
        """Return the body of the create: what the user set, and the examples."""
        body = body_of(self.schema, inputs)
        task = body.setdefault("tuningTask", {})
        if examples is not None:
            task["trainingData"] = {"examples": {"examples": Written(examples.json_text)}}
        return body

    def _just_created(self, session: Session, name: str, inputs: Mapping[str, Any]) -> Json:
        """Read what was accepted. It is paid for: no failure here may lose its name."""
        try:
            found = self.get(session, name, inputs)
        except Exception:  # noqa: BLE001 - a mistake of ours is no reason either
            found = None
        return found or {"name": name, "state": "CREATING"}

    def list_all(self, session: Session, values: Mapping[str, Any]) -> dict[str, Json]:
        """List every model that these credentials see."""
        found = gemini.pages(session, gemini.path(values, COLLECTION), COLLECTION)
        return {name: model for model in found if (name := tolerant.text(model.get("name")))}

    def list_watched(
        self, session: Session, values: Mapping[str, Any], wanted: Collection[str]
    ) -> dict[str, Json]:
        """List models until the wanted ones were seen."""
        return calls.until_seen(
            gemini.pages(session, gemini.path(values, COLLECTION), COLLECTION), wanted
        )

    def glance(self, values: Mapping[str, Any]) -> Glance:
        """Ask for the state: a list has everybody's loss curves."""
        del values
        return _GLANCE

    def get_part(
        self, session: Session, object_id: str, values: Mapping[str, Any], fields: Collection[str]
    ) -> Json | None:
        """Read some fields of the model."""
        url, mask = gemini.path(values, object_id), field_masks.of_object(fields)

        def get(query: Mapping[str, str]) -> Json:
            return session.send("GET", url, params=query or None)

        found = calls.or_none(lambda: session.masks.ask(mask, {}, get))
        return None if found is None else {**found, "name": object_id}

    def list_parts(
        self,
        session: Session,
        values: Mapping[str, Any],
        wanted: Collection[str],
        fields: Collection[str],
    ) -> dict[str, Json]:
        """List some fields of models until the wanted ones were seen."""
        url = gemini.path(values, COLLECTION)
        return calls.until_seen(gemini.pages(session, url, COLLECTION, fields=fields), wanted)

    def poll_group(self, values: Mapping[str, Any]) -> str:
        """One list covers one API version."""
        return f"{COLLECTION} {gemini.version_of(values)}"

    # -- reading -------------------------------------------------------------------------------

    def progress(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
        """Read phase and progress from the model itself."""
        return steps.progress(self.phase(obj), obj, values)

    def phase(self, obj: Mapping[str, Any]) -> Phase:
        """Read the phase from the state."""
        return _PHASES.get(str(obj.get("state")), Phase.WORKING)

    def movement(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Movement:
        """Read how the training moves from its snapshots."""
        return movement.movement(obj, values)

    def warning_when_ready(self, obj: Mapping[str, Any]) -> str | None:
        """Return that a training diverged: no output says it, since none can hold a NaN."""
        if not loss_curve.diverged(obj):
            return None
        return (
            "its last loss is not a number: the training diverged. Check the data, or change "
            "learningRate and train again"
        )

    def foreseen(self, inputs: Mapping[str, Any]) -> Json:
        """Return what follows from the data, and the name that the user chose.

        One that is made of an identity has the number of the attempt, which isn't known.
        """
        data = inputs.get("trainingData")
        known = {} if contains_unknown(data) else steps.data_outputs({"trainingData": data})
        chosen = self.explicit_id(inputs)
        if not isinstance(chosen, str):
            return known
        return {**known, "name": f"{COLLECTION}/{chosen}", "tunedModelId": chosen}

    def derived(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
        """Compute the outputs on steps, loss and data."""
        # One oneof holds both sources: of a model tuned from another, the root is inside it.
        direct, inside = (("baseModel",), ("tunedModelSource", "baseModel"))
        root = tolerant.text_at(obj, *direct) or tolerant.text_at(obj, *inside)
        return {
            **({"baseModel": root} if root else {}),
            "tunedModelId": self.object_id(obj).removeprefix(f"{COLLECTION}/"),
            **steps.data_outputs(values),
            **steps.outputs(self.phase(obj), obj, values),
            "lossCurve": loss_curve.columns(obj),
        }

    def failure(self, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
        """Return the words of the operation that failed; the model itself has none."""
        del values
        try:
            found = operations_of(session, object_id)
            errors = [tolerant.mapping(one["error"]) for one in found if one.get("error")]
        except GoogleTuningError as error:
            if not (isinstance(error, ApiError) and error.code == gemini.NOT_FOUND):
                return f"Google's reason can't be read ({error})"
            errors = []  # the operation has vanished, and its words with it
        return google_said(errors[-1] if errors else None)

    # -- words ---------------------------------------------------------------------------------

    def problems(self, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
        """Find that a cancel is asked for, which neither version of the API has."""
        del config
        if inputs.get("onTimeout") != "cancel":
            return []
        reason = (
            "is cancel, but the Gemini API can't cancel a training in v1beta and v1beta3. "
            "Leave it out; deleting the resource ends its training"
        )
        return [Failure("onTimeout", reason)]

    def notices(self, inputs: Mapping[str, Any], today: date, *, trains: bool) -> list[Notice]:
        """Tell that Google no longer tunes this base model, as far as that is known."""
        base = inputs.get("baseModel")
        found = retired(base, today) if trains and isinstance(base, str) else None
        return [Notice(found.sentence())] if found else []

    def plan(self, inputs: Mapping[str, Any], config: Config, run: Run) -> str | None:
        """Return how many steps the training takes, or what they depend on that isn't known yet."""
        del config, run
        data, settings = inputs.get("trainingData"), inputs.get("hyperparameters") or {}
        version = inputs.get("apiVersion")
        if contains_unknown(data):
            return "trains; the number of steps depends on data that are not known yet"
        if contains_unknown([settings, version]):
            return "trains; the number of steps depends on hyperparameters that are not known yet"
        if not isinstance(data, Mapping):
            return None
        return steps.plan(self.schema, settings, data, gemini.version_of(inputs))
