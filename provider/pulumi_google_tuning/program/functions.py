"""Functions that a program calls: they read, and they work in a preview.

Each has an `_output` twin that takes Outputs and gives one, as in Pulumi's own SDKs. They run in
the program's process, with the configuration `google-tuning:*` of the stack.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pulumi

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import at_path, snake
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google import gemini
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.session import Session
from pulumi_google_tuning.lifecycle.kind import Phase
from pulumi_google_tuning.resources.tuned_model import steps
from pulumi_google_tuning.resources.tuned_model.kind import COLLECTION, TunedModelKind
from pulumi_google_tuning.resources.tuning_job import functions
from pulumi_google_tuning.resources.tuning_job.functions import TuningJobResult

_P = ParamSpec("_P")
_R = TypeVar("_R")
_NAMESPACE = "google-tuning"
_PALM_VERSION = "v1beta3"


class FunctionError(pulumi.RunError):
    """A function that failed: Pulumi shows the sentence, and no traceback."""


@dataclass(frozen=True)
class TunedModelResult:
    """A tuned model as the server has it; the fields are TunedModel's outputs."""

    name: str
    tuned_model_id: str
    state: str
    base_model: str | None = None
    display_name: str | None = None
    description: str | None = None
    create_time: str | None = None
    update_time: str | None = None
    start_time: str | None = None
    complete_time: str | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    reader_project_numbers: list[str] | None = None
    completed_steps: int | None = None
    final_loss: float | None = None
    snapshots: list[dict[str, Any]] | None = None
    hyperparameters: dict[str, Any] | None = None


@dataclass(frozen=True)
class GenerateResult:
    """An answer: its text, and Google's whole response."""

    text: str
    response: dict[str, Any]


def _said(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Have failures end the program with one sentence."""

    @wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except GoogleTuningError as error:
            raise FunctionError(f"{function.__name__}: {error}") from None

    return wrapped


def _lifted(function: Callable[..., _R]) -> Callable[..., pulumi.Output[_R]]:
    """Make the twin that takes Outputs and gives one; it doesn't run on what isn't known yet."""

    def twin(*args: Any, **kwargs: Any) -> pulumi.Output[_R]:
        return pulumi.Output.all(list(args), kwargs).apply(
            lambda known: function(*known[0], **known[1])
        )

    twin.__name__ = f"{function.__name__}_output"
    twin.__doc__ = f"`{function.__name__}` over Outputs: takes them as arguments and gives one."
    return twin


_SESSIONS: dict[tuple[tuple[str, str], ...], Session] = {}


def _session() -> Session:
    stack = pulumi.Config(_NAMESPACE)
    said = {name: stack.get(name) for name in load_schema("config")["properties"]}
    values = {name: value for name, value in said.items() if value is not None}
    key = tuple(sorted(values.items()))
    if key not in _SESSIONS:
        _SESSIONS[key] = Session(Config.from_mapping(values, os.environ))
    return _SESSIONS[key]


@_said
def get_tuned_model(name: str, api_version: str | None = None) -> TunedModelResult:
    """Read a tuned model by its name, `tunedModels/ID`.

    Raises FunctionError where there is none. Source: https://ai.google.dev/api/tuning.
    """
    values = {"apiVersion": api_version}
    found = TunedModelKind().get(_session(), _full_name(name), values)
    if found is None:
        raise GoogleTuningError(f"there is no {_full_name(name)} that these credentials can see")
    return _result(found)


@_said
def list_tuned_models(
    filter: str | None = None,  # noqa: A002 - the API's own word
    api_version: str | None = None,
) -> list[TunedModelResult]:
    """List tuned models; `filter` is the API's: words of the names, `owner:me`, `readers:me`.

    Source: https://ai.google.dev/api/tuning#method:-tunedmodels.list.
    """
    values = {"apiVersion": api_version}
    params = {"filter": filter} if filter else None
    url = gemini.path(values, COLLECTION)
    return [_result(model) for model in gemini.pages(_session(), url, COLLECTION, params)]


@_said
def generate_content(
    model: str, prompt: str, generation_config: Mapping[str, Any] | None = None
) -> GenerateResult:
    """Ask a model, a tuned one or another; `generation_config` is the API's own.

    A tuned model of the Gemini API is `tunedModels/ID`; on Vertex AI an endpoint answers, a
    TuningJob's `tuned_model["endpoint"]`. Source: https://ai.google.dev/api/generate-content.
    """
    body: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": prompt}]}]}
    if generation_config:
        body["generationConfig"] = dict(generation_config)
    if functions.is_on_vertex(model):
        response = functions.ask_endpoint(_session(), model, body)
    else:
        response = _ask(f"{gemini.path({}, _model_name(model))}:generateContent", body)
    parts = at_path((response.get("candidates") or [{}])[0], ("content", "parts")) or []
    return GenerateResult("".join(part.get("text", "") for part in parts), response)


@_said
def generate_text(
    model: str, prompt: str, temperature: float | None = None, candidate_count: int | None = None
) -> GenerateResult:
    """Ask a PaLM model (v1beta3), a tuned one or another.

    Source: the protos of google.ai.generativelanguage.v1beta3.TextService.
    """
    body: dict[str, Any] = {"prompt": {"text": prompt}}
    if temperature is not None:
        body["temperature"] = temperature
    if candidate_count is not None:
        body["candidateCount"] = candidate_count
    url = gemini.path({"apiVersion": _PALM_VERSION}, _model_name(model))
    response = _ask(f"{url}:generateText", body)
    candidates = response.get("candidates") or [{}]
    return GenerateResult(str(candidates[0].get("output", "")), response)


@_said
def get_tuning_job(
    name: str,
    project: str | None = None,
    location: str | None = None,
    api_version: str | None = None,
) -> TuningJobResult:
    """Read a tuning job of Vertex AI by its resource name, or by its id.

    Raises FunctionError where there is none. Source:
    https://docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.tuningJobs.
    """
    values = {"project": project, "location": location, "apiVersion": api_version}
    return functions.read_job(_session(), name, values)


@_said
def list_tuning_jobs(
    filter: str | None = None,  # noqa: A002 - the API's own word
    project: str | None = None,
    location: str | None = None,
    api_version: str | None = None,
) -> list[TuningJobResult]:
    """List the tuning jobs of a project and location; `filter` is the API's: `labels.team=nlp`."""
    values = {"project": project, "location": location, "apiVersion": api_version}
    return functions.read_jobs(_session(), values, filter)


get_tuned_model_output = _lifted(get_tuned_model)
list_tuned_models_output = _lifted(list_tuned_models)
get_tuning_job_output = _lifted(get_tuning_job)
list_tuning_jobs_output = _lifted(list_tuning_jobs)
generate_content_output = _lifted(generate_content)
generate_text_output = _lifted(generate_text)


def _ask(url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    # A question changes nothing, so it may be asked again.
    return _session().call("POST", url, body=body, idempotent=True)


def _full_name(name: str) -> str:
    return name if "/" in name else f"{COLLECTION}/{name}"


def _model_name(name: str) -> str:
    return name if "/" in name else f"models/{name}"


def _result(model: Mapping[str, Any]) -> TunedModelResult:
    shown = {snake(key): value for key, value in model.items()}
    task = model.get("tuningTask") or {}
    shown.update({snake(key): value for key, value in task.items()})
    phase = Phase.READY if model.get("state") == "ACTIVE" else Phase.WORKING
    for key, value in steps.outputs(phase, model, {}).items():
        shown[snake(key)] = value
    shown["tuned_model_id"] = str(model["name"]).split("/", 1)[-1]
    known = TunedModelResult.__dataclass_fields__
    return TunedModelResult(**{key: value for key, value in shown.items() if key in known})
