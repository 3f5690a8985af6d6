"""A tuning job's REST calls and how to read one.

A job has no id that the client chooses, no patch and no delete: it carries its identity in a label,
its name, description and labels are patched on what it made, and its deletion takes that away.
Source: https://docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.tuningJobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.resource_schema import body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.identity import Identity, readable_label
from pulumi_google_tuning.lifecycle.kind import Kind, Phase, Progress
from pulumi_google_tuning.resources.tuning_job import (
    artifacts,
    checks,
    cleanup,
    equivalence,
    lookup,
    progress,
)
from pulumi_google_tuning.resources.tuning_job import outputs as _tuning_job_outputs
from pulumi_google_tuning.resources.tuning_job import plan as plans

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.fields.messages import Failure
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call
    from pulumi_google_tuning.lifecycle.run import Run

# Set on what a create found again: a cancelled job is nothing to take up, but one that the state
# knows is told of and not made anew by itself.
_FOUND_AGAIN = "$foundAgain"


class TuningJobKind(Kind):
    """A model tuned on Vertex AI: its creation is a paid training of hours."""

    schema = progress.SCHEMA
    noun = "tuning job"
    trains = True
    certain = True
    # Nothing is published on how fast a list shows a new job.
    lag_seconds = 20.0
    mends_after_create = True

    # -- identity ------------------------------------------------------------------------------

    def id_for(self, inputs: Mapping[str, Any], name: str, identity: Identity | None) -> str:
        """Return the value of the label that the job will carry."""
        del inputs
        if identity is None:
            raise ValueError("a label is made from an identity")
        return readable_label(name, identity)

    def key_of(self, obj: Mapping[str, Any]) -> str:
        """Return that label's value."""
        return lookup.label_of(obj)

    def object_id(self, obj: Mapping[str, Any]) -> str:
        """Return the job's resource name, which Google chooses."""
        return str(obj["name"])

    def same_id(self, object_id: str) -> str:
        """Leave the project away: Google answers with its number."""
        return vertex.bare(object_id)

    # -- calls ---------------------------------------------------------------------------------

    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look the label up; of several jobs, the oldest that something is left of."""
        found = [
            {**artifacts.composed(session, job, inputs), _FOUND_AGAIN: True}
            for job in lookup.labelled(session, inputs, key)
        ]
        return min(found, key=lambda job: self.void(job) is not None, default=None)

    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """POST the job with its label; the answer is the job."""
        del data, call
        url = f"{vertex.parent_of(session, inputs)}/{lookup.COLLECTION}"
        version = vertex.version_of(inputs)
        return vertex.ask(session, "POST", version, url, body=self.create_body(key, inputs))

    def create_body(self, key: str, inputs: Mapping[str, Any]) -> Json:
        """Return the body of the create: what the user set, and the label."""
        body: Json = _wire(self.schema.document, body_of(self.schema, inputs))
        body["labels"] = {**body.get("labels", {}), lookup.LABEL: key}
        return body

    def get(self, session: Session, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """GET the job, and the Model and the Endpoint of one that made them."""
        job = vertex.read(session, vertex.version_of(values), object_id)
        return None if job is None else artifacts.composed(session, job, values)

    def settled(self, session: Session, obj: Json) -> Json:
        """Read Model and Endpoint, which no list of jobs shows."""
        known = artifacts.MODEL in obj
        return obj if known else artifacts.composed(session, obj, {})

    def patch(
        self,
        session: Session,
        object_id: str,
        inputs: Mapping[str, Any],
        body: Json,
        mask: list[str],
        old_inputs: Mapping[str, Any],
    ) -> Json:
        """PATCH the Model and the Endpoint, and give the job with both as they are then.

        While the training runs there is neither; the next update patches them.
        """
        del body
        job = self.get(session, object_id, inputs)
        if job is None:
            return {}
        artifacts.patch(session, job, inputs, mask, old_inputs)
        return self.get(session, object_id, inputs) or job

    def delete(
        self, session: Session, object_id: str, outputs: Mapping[str, Any], call: Call
    ) -> None:
        """Take away what the job made; with deletionPolicy RETAIN, nothing."""
        if outputs.get("deletionPolicy") != "RETAIN":
            cleanup.Cleanup(session, object_id, outputs, call).run()

    def list_all(self, session: Session, values: Mapping[str, Any]) -> dict[str, Json]:
        """List the jobs that carry an identity."""
        return {self.object_id(job): job for job in lookup.ours(session, values)}

    def poll_group(self, values: Mapping[str, Any]) -> str:
        """One list covers one API version, project and location."""
        where = [str(values.get(name) or "") for name in ("project", "location")]
        return " ".join([lookup.COLLECTION, vertex.version_of(values), *where])

    # -- reading -------------------------------------------------------------------------------

    def progress(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Progress:
        """Read phase and progress from the job's states."""
        return progress.progress(obj, values)

    def failure(self, session: Session, object_id: str, values: Mapping[str, Any]) -> str:
        """Return the words of the job's own error."""
        job = vertex.read(session, vertex.version_of(values), object_id)
        return progress.failure(job or {})

    def caveat(self, obj: Mapping[str, Any]) -> str | None:
        """Warn of a training that succeeded in part."""
        return progress.caveat(obj)

    def void(self, obj: Mapping[str, Any]) -> str | None:
        """Say that the model is gone; of a job that is found again also that it was cancelled.

        A job may name its model before there is one, and one that fails may never have had it:
        only of a job that succeeded it is missing.
        """
        model = artifacts.model_name(obj)
        ready = self.progress(obj, {}).phase is Phase.READY
        if ready and model and obj.get(artifacts.MODEL, obj) is None:
            return f"its model {model} was deleted outside this stack"
        if obj.get(_FOUND_AGAIN) and obj.get("state") == progress.CANCELLED:
            return "it was cancelled"
        return None

    def lost(self, obj: Mapping[str, Any]) -> str | None:
        """Say that the endpoint is gone and the model is there."""
        endpoint = artifacts.endpoint_name(obj)
        ready = self.progress(obj, {}).phase is Phase.READY
        if not (ready and endpoint) or obj.get(artifacts.ENDPOINT, obj) is not None:
            return None
        return (
            f"its endpoint {endpoint} was deleted outside this stack; the model "
            f"{artifacts.model_name(obj)} is there: deploy it to an endpoint of your own, "
            f"or change `revision` to train again and get another one"
        )

    def derived(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
        """Keep names and counts of what the job made."""
        del values
        return _tuning_job_outputs.derived(obj)

    def on_server(self, field_name: str, obj: Mapping[str, Any]) -> Any:
        """Read what lives on from Model and Endpoint, and the rest from the job."""
        if field_name in artifacts.FIELDS and artifacts.VIEW in obj:
            return obj[artifacts.VIEW].get(field_name)
        return super().on_server(field_name, obj)

    def differences(self, inputs: Mapping[str, Any], obj: Mapping[str, Any]) -> list[str]:
        """Name what differs, Model and Endpoint held against these inputs.

        Left out is what can't differ in truth: names of one thing in two forms, what is only kept
        for the next training, and deep lists, whose items Google fills with defaults.
        """
        if artifacts.MODEL in obj:
            obj = {**obj, artifacts.VIEW: artifacts.view(obj, inputs)}
        return [
            path
            for path in super().differences(inputs, obj)
            if not equivalence.only_another_form(path, inputs, obj)
        ]

    def asks_for_the_same(
        self,
        field_name: str,
        object_id: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        config: Config,
    ) -> bool:
        """Tell a place that is only written out, and a model's name in its other form."""
        return equivalence.asks_for_the_same(field_name, object_id, old, new, config)

    # -- words ---------------------------------------------------------------------------------

    def problems(self, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
        """Find a key in another location, a label that is ours, an open model in v1."""
        return checks.problems(inputs, config)

    def training_problems(self, inputs: Mapping[str, Any], run: Run) -> list[Failure]:
        """Find more validation data than Google takes."""
        return checks.training_problems(inputs, run)

    def advice(self, inputs: Mapping[str, Any]) -> str | None:
        """Warn of a number of epochs that Google doesn't recommend."""
        return plans.advice(inputs)

    def plan(self, inputs: Mapping[str, Any], config: Config, run: Run) -> str | None:
        """Return what is tuned, for how many epochs, on which data, and about how many tokens."""
        return plans.plan(inputs, config, run)


def _wire(schema: Mapping[str, Any], value: Any) -> Any:
    """Write a value as Google's JSON has it: an int64 is a string.

    Where the schema leaves the form to Google (a partner's hyperparameters), a whole number stays
    one: Pulumi's own wire makes 3.0 of every 3.
    """
    if isinstance(value, Mapping):
        parts = schema.get("properties", {})
        return {key: _wire(parts.get(key, {}), item) for key, item in value.items()}
    if isinstance(value, list):
        return [_wire(schema.get("items", {}), item) for item in value]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if schema.get("format") == "int64":
        return str(int(value))
    return int(value) if "type" not in schema and float(value).is_integer() else value
