"""Whether an endpoint answers with a job's model, and making that so where none does.

Google makes the endpoint itself when a training ends. Where it failed to, or where somebody deleted
the endpoint or undeployed the model since, the training is done and paid all the same: an update
creates an endpoint and deploys the model. Both ids are ours and follow from the job's, so an
update that was killed at any instant is gone on with, and nothing is made twice.

Source: endpoints.create (`endpointId`) and endpoints.deployModel (`deployedModel.id`),
https://docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.errors.said import google_said
from pulumi_google_tuning.lifecycle.abilities.kept import Breakable
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.resources.tuning_job import artifacts, lookup, operations
from pulumi_google_tuning.resources.tuning_job.progress import (
    CANCELLED,
    phase_of,
    trained_but_not_served,
)

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

# What Google answers to a create of what is there, or is being made by an earlier run.
_BEGUN: Final = frozenset({"ALREADY_EXISTS", "FAILED_PRECONDITION", "ABORTED"})
_BEGUN_SECONDS: Final = 120.0
_MOST_NAME_CHARS: Final = 128
_COSTS: Final = (
    "the training is not billed again. From then on the endpoint costs Google's price for the "
    "model's answers"
)


class JobParts(Breakable):
    """What is left of a job's Model and Endpoint, which others may delete."""

    def unusable_reason(self, obj: Mapping[str, Any]) -> str | None:
        """Return why a job can't be used: its model is gone, or it was found again as cancelled.

        A job may name its model before there is one, and one that fails may never have had it: it
        is only missing if the job was trained.
        """
        model = artifacts.model_name(obj)
        read = obj.get(artifacts.MODEL, obj)
        if phase_of(obj) is Phase.READY and model and read is None:
            return f"its model {model} was deleted outside this stack"
        if obj.get(artifacts.FOUND_AGAIN) and obj.get("state") == CANCELLED:
            return "it was cancelled"
        return None

    def missing_part(self, obj: Mapping[str, Any]) -> str | None:
        """Return that the model is there and no endpoint answers with it, and what to do."""
        lack = lack_of(obj)
        return None if lack is None else f"{lack}; {_way_out(obj)}"

    def mends(self, inputs: Mapping[str, Any]) -> bool:
        """Return whether the program leaves it to us."""
        return inputs.get("restoreEndpoint") is not False

    def mending(self, outputs: Mapping[str, Any], inputs: Mapping[str, Any]) -> str | None:
        """Return what the next update does about an endpoint that the state knows to be missing."""
        if not self.mends(inputs) or outputs.get("served") is not False:
            return None
        model = artifacts.model_name(outputs)
        return f"deploys {model} to an endpoint without retraining: {_COSTS}"

    def mend(self, session: Session, obj: Json, inputs: Mapping[str, Any], call: Call) -> Json:
        """Create the endpoint where there is none, deploy the model, and return the job with it."""
        version = vertex.version_of(inputs)
        call.say(f"deploys {artifacts.model_name(obj)} to an endpoint: {_COSTS}")
        try:
            Restoration(session, version, obj, inputs, call).run()
        except ApiError as error:
            raise LifecycleError(
                f"its model {artifacts.model_name(obj)} is trained but can't be deployed: "
                f"{error}. To try again without retraining, run `pulumi up`"
            ) from error
        named = {key: value for key, value in obj.items() if key != artifacts.ENDPOINT}
        return artifacts.composed(session, named, inputs)


def lack_of(obj: Mapping[str, Any]) -> str | None:
    """Return in words why no endpoint answers with a model that is there."""
    if obj.get("served") is False and artifacts.ENDPOINT not in obj:
        return "no endpoint answers with its model"  # the state's own outputs
    expected = artifacts.expects_endpoint(obj) and artifacts.MODEL in obj
    if not expected or artifacts.is_served(obj):
        return None
    endpoint = obj.get(artifacts.ENDPOINT)
    if endpoint is not None:
        name = endpoint.get("name")
        return f"its model is no longer deployed on its endpoint {name} (undeployed elsewhere)"
    if trained_but_not_served(obj):
        said = google_said(obj.get("error"))
        return f"the training is finished and billed; only the endpoint is missing: {said}"
    return f"its endpoint {artifacts.endpoint_name(obj)} was deleted outside this stack"


def _way_out(obj: Mapping[str, Any]) -> str:
    return (
        f"its model {artifacts.model_name(obj)} exists, so don't train again. To deploy it to "
        "an endpoint, run `pulumi up`; to leave it without one, set restoreEndpoint to false"
    )


class Restoration:
    """One way of a model to its endpoint."""

    def __init__(
        self,
        session: Session,
        version: str,
        job: Mapping[str, Any],
        inputs: Mapping[str, Any],
        call: Call,
    ) -> None:
        self._session = session
        self._version = version
        self._job = job
        self._inputs = inputs
        self._call = call
        self._model = str(artifacts.model_name(job))

    def run(self) -> None:
        """Create and deploy; raises ApiError or LifecycleError where that can't be done."""
        endpoint = self._job.get(artifacts.ENDPOINT) or self._created()
        self._deploy(endpoint)

    def _created(self) -> Json:
        """Return the endpoint of the id that is ours, creating it where it isn't there."""
        name = artifacts.restored_name(self._job)
        parent, _, endpoint_id = name.rpartition("/")
        found = self._read(name)
        if found is None:
            found = self._begin(
                parent,
                f"creating the endpoint {name}",
                self._body(),
                lambda: self._read(name),
                {"endpointId": endpoint_id},
            )
        if not artifacts.is_made_for(found, self._job):
            raise LifecycleError(
                f"{name} exists but lacks this job's label, so it is not used. Delete it, or "
                "set restoreEndpoint to false"
            )
        return found

    def _body(self) -> Json:
        model = self._job.get(artifacts.MODEL) or {}
        title = self._inputs.get("tunedModelDisplayName") or model.get("displayName")
        label = lookup.label_of(self._job)
        labels = {**(self._inputs.get("labels") or {}), **({lookup.LABEL: label} if label else {})}
        body: Json = {
            "displayName": str(title or self._model.rpartition("/")[2])[:_MOST_NAME_CHARS],
            "description": self._inputs.get("description"),
            "labels": labels,
            "encryptionSpec": self._inputs.get("encryptionSpec"),
        }
        return {name: value for name, value in body.items() if value}

    def _deploy(self, endpoint: Mapping[str, Any]) -> None:
        name = str(endpoint["name"])
        if artifacts.answers_with(endpoint, self._model):
            return
        others = artifacts.deployed_on(endpoint)
        if others:
            raise LifecycleError(
                f"{name} now serves {others[0].get('model')}, which this job did not create, "
                "so nothing is deployed on it. Undeploy that model first, or set "
                "restoreEndpoint to false"
            )
        deployed = {
            "id": artifacts.deployed_id(self._job),
            "model": self._model,
            "displayName": str(endpoint.get("displayName") or "tuned"),
        }
        self._begin(
            f"{name}:deployModel",
            f"deploying {self._model} on {name}",
            {"deployedModel": deployed, "trafficSplit": {"0": 100}},
            lambda: self._if_deployed(name),
        )

    def _if_deployed(self, name: str) -> Json | None:
        endpoint = self._read(name) or {}
        return endpoint if artifacts.answers_with(endpoint, self._model) else None

    def _read(self, name: str) -> Json | None:
        return vertex.read(self._session, self._version, name)

    def _begin(
        self,
        url: str,
        doing: str,
        body: Json,
        look: Callable[[], Json | None],
        params: Mapping[str, str] | None = None,
    ) -> Json:
        """Send a POST, whose own id makes a second one harmless, and wait until its work shows."""
        refusal: ApiError | None = None
        try:
            # Sent twice it is refused the second time, so a lost answer may be asked for again.
            operation = vertex.ask(
                self._session,
                "POST",
                self._version,
                url,
                params=params,
                body=body,
                idempotent=True,
            )
        except ApiError as error:
            if error.status not in _BEGUN:
                raise
            refusal = error  # an earlier run's, or one at the same time
        else:
            operations.finish(self._session, self._version, operation, self._call, doing)
        return self._shown(doing, look, refusal)

    def _shown(self, doing: str, look: Callable[[], Json | None], refusal: ApiError | None) -> Json:
        began = self._call.clock()
        for seconds in operations.pauses():
            found = look()
            if found is not None:
                return found
            if self._call.cancel.is_set() or self._call.is_over:
                raise LifecycleError(f"interrupted while {doing}. Run the same command again")
            if self._call.clock() - began >= _BEGUN_SECONDS:
                break
            self._call.progress(doing)
            self._call.cancel.wait(seconds)
        if refusal is not None:
            raise refusal
        raise LifecycleError(
            f"{doing}: Google reports that it is done but does not show it. Run the same "
            "command again"
        )
