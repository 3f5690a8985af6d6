"""Taking away what a tuning job made: training, endpoints, model, in that order.

Google keeps the job's record for ever. Each step finds its own work done, so the next run continues
a deletion that was cut off. Before anything is undone everything is looked at: somebody else's
model on an endpoint, or this model on somebody else's endpoint, stops the deletion.

A job that was tuned on from a tuned model may have added a version to that very model: then the
version goes, and the model only with its last version. Source: reference of ModelService and
EndpointService, https://docs.cloud.google.com/vertex-ai/docs/reference/rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.numbers import number_of
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError
from pulumi_google_tuning.lifecycle.presence import read_surely
from pulumi_google_tuning.resources.tuning_job import artifacts, lookup, operations, progress

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

_DEFAULT = "default"
_RETAIN = "set deletionPolicy to RETAIN to leave model and endpoint as they are"


class Cleanup:
    """One deletion of one job."""

    def __init__(
        self, session: Session, job_name: str, outputs: Mapping[str, Any], call: Call
    ) -> None:
        self._session = session
        self._job_name = job_name
        self._outputs = outputs
        self._call = call
        self._version = vertex.version_of(outputs)

    def run(self) -> None:
        """Delete; raises LifecycleError or ApiError where something stays."""
        job = self._with_what_is_known(self._ended())
        model = artifacts.model_name(job)
        names = artifacts.endpoint_names(job)
        found = [self._read(name) for name in names]
        endpoints = [endpoint for endpoint in found if endpoint]
        if model and not (names and found[0]):  # the first is the model's own
            # One read is enough: what is deployed on it, the model tells as well.
            named = {**job, "name": self._job_name}
            restored = artifacts.restored_endpoint(self._read_once, named)
            endpoints += [restored] if restored else []
            names = [*names, artifacts.restored_name(named)]
        if model:
            model = self._with_version(job, model, endpoints)
            endpoints += self._unnamed_endpoints(job, model, names)
        for endpoint in endpoints:
            self._refuse_strangers(endpoint, model)
        for endpoint in endpoints:
            self._take_down(endpoint)
        if model:
            self._delete_model(job, model)

    # -- the training --------------------------------------------------------------------------

    def _ended(self) -> Json:
        """Return the job in its last state: one that runs is cancelled and waited for.

        A cancel is only asked for: a job that ends before it is heard made a model, which goes too.
        """
        job = self._read(self._job_name)
        if job is None:  # its record is gone, but what it made is known
            return dict(self._outputs)
        if progress.ended(job):
            return job
        self._call.progress("cancelling the training")
        # Where it has ended, or is gone, since it was read: what is read next says which.
        operations.cancel(self._session, self._version, self._job_name)
        for seconds in operations.pauses():
            job = self._read_once(self._job_name) or dict(self._outputs)
            if progress.ended(job):
                break
            if self._call.cancel.is_set() or self._call.cancel.wait(seconds):
                raise LifecycleError(
                    f"{self._job_name}: interrupted while its training is being cancelled. "
                    "Run the same command again to finish"
                )
            if self._call.is_over:
                raise LifecycleError(
                    f"{self._job_name}: out of time while its training is being cancelled. "
                    "Run the same command again to finish"
                )
        return job

    def _with_what_is_known(self, job: Json) -> Json:
        """Return the job with the model that the state knows, where its answer names none."""
        known = self._outputs.get("tunedModel")
        if artifacts.model_name(job) or not artifacts.model_name(self._outputs):
            return job
        return {**job, "tunedModel": known}

    # -- what stops it -------------------------------------------------------------------------

    def _refuse_strangers(self, endpoint: Mapping[str, Any], model: str | None) -> None:
        """Stop where an endpoint of ours answers with a model that the job didn't make."""
        for deployed in artifacts.deployed_on(endpoint):
            theirs = str(deployed.get("model", ""))
            if model is None or not artifacts.is_version(deployed, model):
                raise LifecycleError(
                    f"{endpoint['name']} can't be deleted: {theirs}, which this job did not "
                    f"create, is deployed on it too. Undeploy it first, or {_RETAIN}"
                )

    def _unnamed_endpoints(self, job: Json, model: str, names: list[str]) -> list[Json]:
        """Find the endpoints of the model that the job doesn't name; those with its label are ours.

        Raises LifecycleError where somebody deployed the model on an endpoint of their own.
        """
        known = {vertex.bare(name) for name in names}
        ours = []
        for version in self._versions(model):
            if str(version.get("versionId")) != (vertex.model_version(model) or "1"):
                continue
            for deployed in artifacts.deployed_on(version):
                name = artifacts.named_endpoint(deployed)
                # Of one that can't be read Google itself refuses to delete the model.
                if name is None or vertex.bare(name) in known:
                    continue
                known.add(vertex.bare(name))
                # The list of a model may lag behind a delete of the endpoint: the endpoint decides.
                endpoint = self._read(name) or {}
                if not artifacts.answers_with(endpoint, model):
                    continue
                if not lookup.label_of(job) or (lookup.label_of(endpoint) != lookup.label_of(job)):
                    raise LifecycleError(
                        f"{model} can't be deleted: it is also deployed on {name}, which this "
                        f"job did not create. Undeploy it there first, or {_RETAIN}"
                    )
                ours.append(endpoint)
        return ours

    def _with_version(self, job: Json, model: str, endpoints: list[Json]) -> str:
        """Return the model's name with the version that the job made.

        Google may name the model alone. A model that the job created begins with version 1. For
        a model that existed before, only our endpoint tells the version, and nothing is guessed:
        it could be the parent's.
        """
        if vertex.model_version(model):
            return model
        if not artifacts.is_parents(job):
            return f"{model}@1"
        served = {
            str(version)
            for endpoint in endpoints
            for deployed in artifacts.deployed_on(endpoint)
            if artifacts.is_version(deployed, model)
            and (version := artifacts.served_version(deployed))
        }
        if len(served) == 1:
            return f"{model}@{served.pop()}"
        if not self._versions(model):
            return model
        raise LifecycleError(
            f"{model} can't be deleted: it existed before this job, and Google doesn't say "
            "which of its versions the job created. Delete that version by hand, and "
            f"{_RETAIN}"
        )

    # -- endpoints -----------------------------------------------------------------------------

    def _take_down(self, endpoint: Mapping[str, Any]) -> None:
        name = str(endpoint["name"])
        for deployed in artifacts.deployed_on(endpoint):
            self._undeploy(name, str(deployed.get("id", "")))
        self._operate("DELETE", name, f"deleting {name}")

    def _undeploy(self, endpoint: str, deployed_id: str) -> None:
        body = {"deployedModelId": deployed_id}
        try:
            self._operate("POST", f"{endpoint}:undeployModel", f"undeploying from {endpoint}", body)
        except (ApiError, LifecycleError):
            if self._call.cancel.is_set():
                raise
            # An earlier attempt may have done it: nothing is said of how Google refuses the second.
            now = self._read(endpoint) or {}
            if any(str(one.get("id")) == deployed_id for one in artifacts.deployed_on(now)):
                raise

    # -- the model -----------------------------------------------------------------------------

    def _versions(self, model: str) -> list[Json]:
        """Return all versions of the model; none when it is gone."""
        name = vertex.unversioned(model)
        try:
            return list(
                vertex.pages(self._session, self._version, f"{name}:listVersions", "models")
            )
        except ApiError as error:
            if error.gone:
                return []
            raise

    def _delete_model(self, job: Mapping[str, Any], model: str) -> None:
        name = vertex.unversioned(model)
        mine = vertex.model_version(model) or "1"
        # Read again: taking endpoints down takes minutes, in which somebody may have tuned on from
        # ours.
        versions = self._versions(model)
        others = [one for one in versions if str(one.get("versionId")) != mine]
        own = [one for one in versions if str(one.get("versionId")) == mine]
        if not own:
            seen = self._read(f"{name}@{mine}")
            if seen is None or str(seen.get("versionId", mine)) != mine:
                return
            raise LifecycleError(
                f"{name}@{mine} exists, but Google does not list it among the model's "
                "versions yet. Run the same command again"
            )
        if not others:
            self._operate("DELETE", name, f"deleting {name}")
            return
        aliases = own[0].get("versionAliases")
        if isinstance(aliases, list) and _DEFAULT in aliases:
            heir = _heir(job, others)
            body = {"versionAliases": [_DEFAULT]}
            self._call.progress(f"making version {heir} the default of {name} again")
            # Said twice it is the same, so it may be sent again.
            self._ask("POST", f"{name}@{heir}:mergeVersionAliases", body=body, idempotent=True)
        self._operate("DELETE", f"{name}@{mine}:deleteVersion", f"deleting {name}@{mine}")

    # -- calls ---------------------------------------------------------------------------------

    def _operate(
        self, method: str, name: str, doing: str, body: Mapping[str, Any] | None = None
    ) -> None:
        """Start an operation and wait for it; what is gone counts as done."""
        try:
            operation = self._ask(method, name, body=body, idempotent=True)
        except ApiError as error:
            if not error.gone:
                raise
            if method == "DELETE" and self._read(vertex.unversioned(name)) is not None:
                raise LifecycleError(
                    f"{name}: Google answered its DELETE with 404 but still shows it, so it "
                    "is not deleted. Run the same command again"
                ) from error
            return
        operations.finish(self._session, self._version, operation, self._call, doing)

    def _ask(
        self, method: str, name: str, *, body: Mapping[str, Any] | None, idempotent: bool
    ) -> Json:
        return vertex.ask(
            self._session, method, self._version, name, body=body, idempotent=idempotent
        )

    def _read(self, name: str) -> Json | None:
        """Return a resource; None only where it is surely gone, since what is missed here stays."""
        return read_surely(self._call, lambda: self._read_once(name), name)

    def _read_once(self, name: str) -> Json | None:
        return vertex.read(self._session, self._version, name)


def _heir(job: Mapping[str, Any], others: list[Json]) -> str:
    """Choose the version that is the default after ours: the parent's, else the latest."""
    ids = [str(one.get("versionId")) for one in others]
    parent = tolerant.text_at(job, "preTunedModel", "tunedModelName") or ""
    if vertex.model_version(parent) in ids:
        return str(vertex.model_version(parent))
    return max(ids, key=lambda one: (number_of(one) or 0, one))
