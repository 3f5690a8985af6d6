"""Asking a model: one function sends a prompt, for programs and for the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import gemini, vertex
from pulumi_google_tuning.program.functions import one_sentence, output_twin, session

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


_PALM_VERSION = "v1beta3"
_ENDPOINT = re.compile(r"projects/[^/]+/locations/[^/]+/endpoints/[^/]+")
_PUBLISHED = re.compile(r"projects/[^/]+/locations/[^/]+/publishers/[^/]+/models/[^/]+")
_MODEL = re.compile(r"projects/[^/]+/locations/[^/]+/models/[^/]+")


@dataclass(frozen=True)
class GenerateResult:
    """An answer: its text, and Google's whole response."""

    text: str
    response: dict[str, Any]


@one_sentence
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
    if is_on_vertex(model):
        response = ask_endpoint(session(), model, body)
    else:
        response = _ask(f"{gemini.path({}, _model_name(model))}:generateContent", body)
    parts = at_path((response.get("candidates") or [{}])[0], ("content", "parts")) or []
    return GenerateResult("".join(part.get("text", "") for part in parts), response)


@one_sentence
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


generate_content_output = output_twin(generate_content)


generate_text_output = output_twin(generate_text)


def _ask(url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    # A question changes nothing, so it may be asked again.
    return session().send("POST", url, body=body, idempotent=True)


def _model_name(name: str) -> str:
    return name if "/" in name else f"models/{name}"


def is_on_vertex(model: str) -> bool:
    """Tell a name on Vertex AI from one of the Gemini API."""
    return model.startswith("projects/")


def ask_endpoint(session: Session, model: str, body: Mapping[str, Any]) -> Json:
    """Send a generateContent to an endpoint, or to a published model, at its own location."""
    if _MODEL.fullmatch(model):
        raise GoogleTuningError(
            f"{model} is a model, and on Vertex AI an endpoint answers: use the job's "
            f'tuned_model["endpoint"], projects/P/locations/L/endpoints/ID'
        )
    if not (_ENDPOINT.fullmatch(model) or _PUBLISHED.fullmatch(model)):
        raise GoogleTuningError(
            f"{model} isn't an endpoint's name, projects/P/locations/L/endpoints/ID"
        )
    # A question changes nothing, so it may be asked again.
    version = vertex.version_of({})
    url = f"{model}:generateContent"
    return vertex.ask(session, "POST", version, url, body=body, idempotent=True)
