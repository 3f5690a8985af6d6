"""Asking a model: one function sends a prompt, for every door and for the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.foreign import one_line
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.google import gemini, vertex
from pulumi_google_tuning.resources.function import Function

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session

PALM_VERSION: Final = "v1beta3"
"""The version of the Gemini API that PaLM models answer to, with `generateText`."""
_ENDPOINT = re.compile(r"projects/[^/]+/locations/[^/]+/endpoints/[^/]+")
_PUBLISHED = re.compile(r"projects/[^/]+/locations/[^/]+/publishers/[^/]+/models/[^/]+")
_MODEL = re.compile(r"projects/[^/]+/locations/[^/]+/models/[^/]+")


def is_on_vertex(model: str) -> bool:
    """Return whether a name is one on Vertex AI, and not of the Gemini API."""
    return model.startswith("projects/")


def is_endpoint(model: str) -> bool:
    """Return whether a name is an endpoint's, which answers with what was tuned on Vertex AI."""
    return bool(_ENDPOINT.fullmatch(model))


def send_prompt(
    session: Session,
    model: str,
    prompt: str,
    settings: Mapping[str, Any] | None = None,
    api_version: str | None = None,
) -> Json:
    """Send a prompt to a model or an endpoint, and return Google's whole response.

    settings: generationConfig, or of a PaLM model (api_version v1beta3) the request's own fields.
    """
    values = {"apiVersion": api_version}
    # A question changes nothing, so it may be asked again where its answer got lost.
    if is_on_vertex(model):
        _refuse_what_does_not_answer(model)
        name = f"{model}:generateContent"
        version, body = vertex.version_of(values), _content(prompt, settings)
        return vertex.ask(session, "POST", version, name, body=body, idempotent=True)
    name = model if "/" in model else f"models/{model}"
    if api_version == PALM_VERSION:
        url = gemini.path(values, f"{name}:generateText")
        body = {"prompt": {"text": prompt}, **(settings or {})}
        return session.send("POST", url, body=body, idempotent=True)
    url = gemini.path(values, f"{name}:generateContent")
    return session.send("POST", url, body=_content(prompt, settings), idempotent=True)


def text_of(response: Mapping[str, Any]) -> str:
    """Return the text of the first answer; empty where the model gave none.

    What a model thinks before it answers is marked, and no part of the answer.
    """
    candidate: Json = next(iter(tolerant.mappings(response.get("candidates"))), {})
    if "output" in candidate:  # PaLM's form
        return str(candidate["output"])
    parts = tolerant.mappings(tolerant.at(candidate, "content", "parts"))
    return "".join(str(part.get("text", "")) for part in parts if not part.get("thought"))


def _content(prompt: str, settings: Mapping[str, Any] | None) -> Json:
    body: Json = {"contents": [{"role": "user", "parts": [{"text": prompt}]}]}
    if settings:
        body["generationConfig"] = dict(settings)
    return body


def _refuse_what_does_not_answer(model: str) -> None:
    """Raise GoogleTuningError for a name on Vertex AI that is no endpoint and no published model.

    A published model, as a project sees it, answers at its own location.
    """
    if _MODEL.fullmatch(model):
        raise GoogleTuningError(
            f"{one_line(model)} is a model, but on Vertex AI an endpoint answers. Use the endpoint "
            "of the job's tuned model (projects/P/locations/L/endpoints/ID)"
        )
    if not (is_endpoint(model) or _PUBLISHED.fullmatch(model)):
        raise GoogleTuningError(
            f"{one_line(model)} is not an endpoint name (projects/P/locations/L/endpoints/ID)"
        )


def answer_of(response: Json) -> Json:
    """Return an answer as the functions give it: its text, and Google's whole response."""
    return {"text": text_of(response), "response": response}


def _generate_content(session: Session, given: Mapping[str, Any]) -> Json:
    config = given.get("generationConfig")
    return answer_of(send_prompt(session, given["model"], given["prompt"], config))


def _generate_text(session: Session, given: Mapping[str, Any]) -> Json:
    settings = {
        name: given[name]
        for name in ("temperature", "candidateCount")
        if given.get(name) is not None
    }
    response = send_prompt(session, given["model"], given["prompt"], settings, PALM_VERSION)
    return answer_of(response)


FUNCTIONS: Final = (
    Function("generateContent", _generate_content),
    Function("generateText", _generate_text),
)
