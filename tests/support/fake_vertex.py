"""Vertex AI in a dictionary, behind a session: for what is asked for, and in which order.

It knows no rule of Google's but those that a deletion meets; the emulator knows the rest.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.errors import ApiError, envelope
from pulumi_google_tuning.google.request import RequestInfo
from pulumi_google_tuning.google.session import Session
from support.google_wire import answer, refusal

PARENT = "projects/my-project/locations/us-central1"
SERVED = "projects/123456789012/locations/us-central1"
JOB = f"{SERVED}/tuningJobs/7"
MODEL = f"{SERVED}/models/11"
ENDPOINT = f"{SERVED}/endpoints/21"
CHECKPOINT_ENDPOINT = f"{SERVED}/endpoints/22"
_OPERATION = f"{SERVED}/operations/1"


def bare(name: str) -> str:
    """Return a name without its project: an id and a number are one project."""
    return name.split("/", 2)[-1]


class FakeVertex(Session):
    """A session that keeps what was sent, and holds jobs, models and endpoints by name."""

    def __init__(self, *objects: Json) -> None:
        super().__init__(Config(project="my-project", location="us-central1"))
        self.held: dict[str, Json] = {}
        self.sent: list[tuple[str, str, Json, Json | None]] = []
        self.asked_at: list[str | None] = []
        self.polls_until_done = 0
        self.refused_filters = False
        self.ignored_filters = False
        self.failing: dict[tuple[str, str], ApiError] = {}
        self.on: dict[str, Any] = {}
        for one in objects:
            self.hold(one)

    def hold(self, one: Json) -> None:
        """Have an object; a model under its versioned name."""
        self.held[bare(one["name"])] = copy.deepcopy(one)

    def names(self) -> set[str]:
        """Return what there is, without projects."""
        return set(self.held)

    def verbs(self) -> list[str]:
        """Return what was changed, in order: `DELETE models/11`."""
        changes = [(m, p) for m, p, *_ in self.sent if m != "GET"]
        return [f"{m} {bare(p).split('/', 2)[-1]}" for m, p in changes]

    def _perform(self, request: RequestInfo) -> Json:
        """Answer one call as Google does."""
        assert request.api == "vertex"
        method, body, params = request.method, request.body, dict(request.params or {})
        name = re.sub(r"^/v1(beta1)?/", "", request.path)
        self.asked_at.append(request.location)
        self.sent.append((method, name, params, None if body is None else dict(body)))
        rest, _, verb = bare(name).partition(":")
        for (failing_method, part), error in self.failing.items():
            if failing_method == method and part in request.path:
                if (method, error.code) == ("DELETE", 404):  # somebody was quicker
                    self.held = {at: one for at, one in self.held.items() if part not in f"/{at}"}
                raise _answered(error, request)
        if rest.endswith("/tuningJobs"):
            return self._jobs(method, body or {}, params)
        if "/operations/" in rest:
            self.polls_until_done -= 1
            return self._operation()
        return copy.deepcopy(self._one(method, rest, verb, dict(body or {}), dict(params)))

    def _jobs(self, method: str, body: Mapping[str, Any], params: Mapping[str, Any]) -> Json:
        if method == "POST":
            job = {**body, "name": JOB, "state": "JOB_STATE_PENDING", "createTime": "2026-11-21Z"}
            self.hold(job)
            return job
        jobs = [one for name, one in self.held.items() if "/tuningJobs/" in name]
        wanted = params.get("filter")
        if wanted and self.refused_filters:
            raise api_error(400, "filters aren't supported")
        if wanted and self.ignored_filters:
            return {}
        if wanted and not wanted.endswith(":*"):
            key, _, value = wanted.removeprefix("labels.").partition("=")
            jobs = [job for job in jobs if (job.get("labels") or {}).get(key) == value.strip('"')]
        return {"tuningJobs": copy.deepcopy(jobs)} if jobs else {}

    def _one(self, method: str, rest: str, verb: str, body: Json, params: Json) -> Json:
        model = rest.partition("@")[0]
        versions = sorted(name for name in self.held if name.partition("@")[0] == model)
        if rest not in self.held and not ("/models/" in rest and versions):
            raise api_error(404, f"{rest} isn't found")
        if verb in self.on:
            self.on[verb](self, rest)
        if verb == "listVersions":
            return {"models": [self.held[name] for name in versions]}
        if verb == "mergeVersionAliases":
            for name in versions:
                self.held[name]["versionAliases"] = ["default"] if name == rest else []
        if verb == "undeployModel":
            self._undeploy(rest, body)
        elif method == "DELETE":
            self._delete([rest] if rest in self.held else versions, one_of_many=bool(verb))
        elif verb == "cancel":
            return {}
        else:
            return self._shown(method, rest if rest in self.held else versions[0], body, params)
        return self._operation()

    def _undeploy(self, endpoint: str, body: Json) -> None:
        deployed = self.held[endpoint]["deployedModels"]
        left = [one for one in deployed if one["id"] != body["deployedModelId"]]
        self.held[endpoint]["deployedModels"] = left

    def _delete(self, names: list[str], *, one_of_many: bool) -> None:
        for name in names:
            if one_of_many and self.held[name].get("versionAliases") == ["default"]:
                raise api_error(400, "the default version can't be deleted")
            del self.held[name]

    def _shown(self, method: str, name: str, body: Json, params: Json) -> Json:
        if method == "PATCH":
            for field in params["updateMask"].split(","):
                self.held[name][field] = body.get(field)
        return self.held[name]

    def _operation(self) -> Json:
        return {"name": _OPERATION} | ({} if self.polls_until_done > 0 else {"done": True})


def api_error(code: int, message: str) -> ApiError:
    """Make an error of Google's."""
    statuses = {400: "FAILED_PRECONDITION", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
    return ApiError(code, statuses[code], message)


def _answered(error: ApiError, request: RequestInfo) -> ApiError:
    """Return the error as a session reads it from Google's answer, with advice on this request."""
    response = (
        refusal(error.code, error.status, error.message)
        if error.enveloped
        else answer(error.message.encode(), error.code)
    )
    return envelope.api_error(response, request, (), 0.0)


def job(**more: Any) -> Json:
    """Return a job that succeeded: version 1 of a model, an endpoint, one more of a checkpoint."""
    return {
        "name": JOB,
        "state": "JOB_STATE_SUCCEEDED",
        "baseModel": "gemini-3.5-flash",
        "labels": {"pulumi-google-tuning": "numbers-0123"},
        "tunedModel": {
            "model": f"{MODEL}@1",
            "endpoint": ENDPOINT,
            "checkpoints": [
                {"checkpointId": "1", "epoch": "1", "step": "5", "endpoint": CHECKPOINT_ENDPOINT},
                {"checkpointId": "2", "epoch": "2", "step": "10", "endpoint": ENDPOINT},
            ],
        },
        **more,
    }


def model(version: str = "1", **more: Any) -> Json:
    """Return a version of the model."""
    return {"name": f"{MODEL}@{version}", "versionId": version, "displayName": "numbers", **more}


def endpoint(name: str = ENDPOINT, *deployed: Json, **more: Any) -> Json:
    """Return an endpoint that answers with version 1 of the model, or with what is given."""
    models = list(deployed) or [{"id": "31", "model": f"{MODEL}@1"}]
    return {"name": name, "displayName": "numbers", "deployedModels": models, **more}


def everything() -> FakeVertex:
    """Return a Vertex AI with one job and all that it made."""
    checkpoint = endpoint(CHECKPOINT_ENDPOINT)
    return FakeVertex(job(), model(versionAliases=["default"]), endpoint(), checkpoint)
