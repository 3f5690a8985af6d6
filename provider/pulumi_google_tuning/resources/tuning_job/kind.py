"""A tuning job's REST calls and how to read one.

A job has no id that the client chooses, no patch and no delete: it carries its identity in a label,
its name, description and labels are patched on what it made, and its deletion takes that away.
Source: https://docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.tuningJobs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.resource_schema import body_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import calls, vertex
from pulumi_google_tuning.lifecycle import calling_off
from pulumi_google_tuning.lifecycle.abilities.found import Trained
from pulumi_google_tuning.lifecycle.abilities.kept import Patched
from pulumi_google_tuning.lifecycle.identity import Identity, readable_label
from pulumi_google_tuning.resources.tuning_job import artifacts, cleanup, lookup
from pulumi_google_tuning.resources.tuning_job.accepted import JobAccepted
from pulumi_google_tuning.resources.tuning_job.among_many import JobAmongMany
from pulumi_google_tuning.resources.tuning_job.artifacts import JobAddresses
from pulumi_google_tuning.resources.tuning_job.changes import JobChanges
from pulumi_google_tuning.resources.tuning_job.checks import JobChecks
from pulumi_google_tuning.resources.tuning_job.cost import JobCost
from pulumi_google_tuning.resources.tuning_job.equivalence import JobForms
from pulumi_google_tuning.resources.tuning_job.glance import JobGlance
from pulumi_google_tuning.resources.tuning_job.importing import JobImport
from pulumi_google_tuning.resources.tuning_job.movement import JobMovement
from pulumi_google_tuning.resources.tuning_job.outputs import JobOutputs
from pulumi_google_tuning.resources.tuning_job.place import JobPlace
from pulumi_google_tuning.resources.tuning_job.plan import JobPlan
from pulumi_google_tuning.resources.tuning_job.progress import JobProgress
from pulumi_google_tuning.resources.tuning_job.queue import JobQueue
from pulumi_google_tuning.resources.tuning_job.serving import JobParts
from pulumi_google_tuning.resources.tuning_job.spec import SCHEMA
from pulumi_google_tuning.resources.tuning_job.twins import JobTwins

if TYPE_CHECKING:
    from pulumi_google_tuning.data.checked_data import Data
    from pulumi_google_tuning.google.session import Session
    from pulumi_google_tuning.lifecycle.call import Call


class TuningJobKind(
    JobProgress,
    JobMovement,
    JobGlance,
    JobQueue,
    JobParts,
    JobAddresses,
    JobForms,
    JobOutputs,
    JobChecks,
    JobPlace,
    JobChanges,
    JobPlan,
    JobCost,
    JobAccepted,
    JobTwins,
    JobAmongMany,
    JobImport,
    Patched,
    Trained,
):
    """A model tuned on Vertex AI: its creation is a paid training of hours."""

    schema = SCHEMA
    noun = "tuning job"
    identity_is_unique = True
    # Nothing is published on how fast a list shows a new job: a second was seen, and hours cost.
    list_lag_seconds = 180.0
    patch_after_create = True

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
        return calls.name_of(obj, lookup.NAME)

    def comparable_id(self, object_id: str) -> str:
        """Leave the project away: Google answers with its number."""
        return vertex.bare(object_id)

    # -- calls ---------------------------------------------------------------------------------

    def find(self, session: Session, key: str, inputs: Mapping[str, Any]) -> Json | None:
        """Look the label up; of several jobs, the oldest that something is left of."""
        return self.find_all(session, (key,), inputs).get(key)

    def find_all(
        self, session: Session, keys: tuple[str, ...], inputs: Mapping[str, Any]
    ) -> dict[str, Json]:
        """Look several labels up in one list."""
        found: dict[str, Json] = {}
        for job in lookup.labelled(session, inputs, *keys):
            whole = {**artifacts.composed(session, job, inputs), artifacts.FOUND_AGAIN: True}
            known = found.setdefault(self.key_of(job), whole)
            if self.unusable_reason(known) and not self.unusable_reason(whole):
                found[self.key_of(job)] = whole
        if calling_off.is_wanted(self, inputs):
            # The run that cancelled it may have died before the state knew it: it is adopted, so
            # that a person decides by `revision` whether to pay for it again.
            return {key: _without_mark(job) for key, job in found.items()}
        return found

    def create(
        self, session: Session, key: str, inputs: Mapping[str, Any], data: Data | None, call: Call
    ) -> Json:
        """POST the job with its label; the answer is the job."""
        del data, call
        url = f"{vertex.parent_of(session, inputs)}/{lookup.COLLECTION}"
        version = vertex.version_of(inputs)
        job = vertex.ask(session, "POST", version, url, body=self.create_body(key, inputs))
        self.object_id(job)  # one without a name is looked for by its label
        return job

    def create_body(self, key: str, inputs: Mapping[str, Any]) -> Json:
        """Return the body of the create: what the user set, and the label."""
        body: Json = _wire(self.schema.document, body_of(self.schema, inputs))
        body["labels"] = {**body.get("labels", {}), lookup.LABEL: key}
        return body

    def get(self, session: Session, object_id: str, values: Mapping[str, Any]) -> Json | None:
        """GET the job, and the Model and the Endpoint of one that made them."""
        job = vertex.read(session, vertex.version_of(values), object_id)
        return None if job is None else artifacts.composed(session, job, values)

    def read_in_full(self, session: Session, obj: Json) -> Json:
        """Read Model and Endpoint, which no list of jobs shows."""
        known = artifacts.MODEL in obj
        return obj if known else artifacts.composed(session, obj, {})

    def unpatchable(self, obj: Mapping[str, Any]) -> str | None:
        """Return that there is no model and no endpoint: a job itself is never changed."""
        if not artifacts.has_no_place(obj):
            return None
        return "the job left no model of its own and no endpoint that could carry them"

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
        found = lookup.ours(session, values)
        return {name: job for job in found if (name := tolerant.text(job.get("name")))}

    def list_watched(
        self, session: Session, values: Mapping[str, Any], wanted: Collection[str]
    ) -> dict[str, Json]:
        """List jobs until the wanted ones were seen."""
        return lookup.watched(session, values, wanted)

    def poll_group(self, values: Mapping[str, Any]) -> str:
        """One list covers one API version, project and location."""
        where = [str(values.get(name) or "") for name in ("project", "location")]
        return " ".join([lookup.COLLECTION, vertex.version_of(values), *where])


def _without_mark(job: Json) -> Json:
    return {key: value for key, value in job.items() if key != artifacts.FOUND_AGAIN}


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
