"""``:generateContent`` and ``:streamGenerateContent`` on endpoints, and what refuses them."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from google_tuning_emulator.routes.answers import (
    counted_tokens,
    streamed_answer,
    whole_answer,
)
from google_tuning_emulator.routes.vertex.common import LOCATION
from google_tuning_emulator.state import emulator
from google_tuning_emulator.training.inference import answer
from google_tuning_emulator.vertex.base_models import is_googles
from google_tuning_emulator.vertex.effects import find_endpoint
from google_tuning_emulator.vertex.messages import MESSAGES
from google_tuning_emulator.vertex.names import serving_location
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.replies import query_parameters

vertex_inference = Blueprint("vertex_inference", __name__, url_prefix=LOCATION)

_UNREAD = "The emulator has no examples of this model: its dataset was not read."


@vertex_inference.post("/endpoints/<endpoint_id>:generateContent")
def generate_content(version: str, project: str, location: str, endpoint_id: str) -> Response:
    """Answer a prompt in one piece."""
    query_parameters(request)
    prompt = _prompt(version)
    text = _answer(project, location, endpoint_id, prompt)
    return whole_answer(text, prompt, request)


@vertex_inference.post("/endpoints/<endpoint_id>:streamGenerateContent")
def stream_generate_content(
    version: str, project: str, location: str, endpoint_id: str
) -> Response:
    """Answer a prompt in pieces: server-sent events with ``alt=sse``, else a JSON array."""
    query_parameters(request)
    prompt = _prompt(version)
    text = _answer(project, location, endpoint_id, prompt)
    return streamed_answer(text, prompt, request)


@vertex_inference.post("/models/<model_id>:generateContent")
@vertex_inference.post("/models/<model_id>:streamGenerateContent")
def tuned_model(version: str, project: str, location: str, model_id: str) -> Response:  # noqa: ARG001 - same in both
    """Refuse: a tuned model answers at its endpoint alone."""
    here, _ = emulator().vertex.enter(project, location)
    raise ApiError(
        400,
        f"Invalid Endpoint name: {here.of('models', model_id)}. A tuned model is called by the "
        "name of its endpoint.",
    )


@vertex_inference.post("/publishers/<publisher>/models/<model_id>:generateContent")
@vertex_inference.post("/publishers/<publisher>/models/<model_id>:streamGenerateContent")
def publisher_model(
    version: str,  # noqa: ARG001 - same in both
    project: str,
    location: str,
    publisher: str,
    model_id: str,
) -> Response:
    """Refuse: the emulator knows answers only from training examples."""
    here, _ = emulator().vertex.enter(project, location)
    name = here.of(f"publishers/{publisher}/models", model_id)
    raise ApiError(
        404, f"Publisher Model `{name}` was not found or your project does not have access to it."
    )


@vertex_inference.post("/publishers/<publisher>/models/<model_id>:countTokens")
def count_tokens(
    version: str, project: str, location: str, publisher: str, model_id: str
) -> Response:
    """Count roughly, for a closed model of Google's where it is served."""
    query_parameters(request)
    here, _ = emulator().vertex.enter(project, location)
    given = MESSAGES[version].parse("GenerateContentRequest", loads(request.get_data()))
    elsewhere = location != "global" and serving_location(model_id, location) != location
    if publisher != "google" or not is_googles(model_id) or elsewhere:
        name = here.of(f"publishers/{publisher}/models", model_id)
        raise ApiError(
            404,
            f"Publisher Model `{name}` was not found or your project does not have access to it.",
        )
    return counted_tokens(given, request)


def _prompt(version: str) -> str:
    """Return the text of the last turn by the user."""
    given = MESSAGES[version].parse("GenerateContentRequest", loads(request.get_data()))
    turns = [turn for turn in given.get("contents", []) if turn.get("role", "user") == "user"]
    if not turns:
        raise ApiError(
            400, "Unable to submit request because at least one contents field is required."
        )
    prompt = "".join(part.get("text", "") for part in turns[-1].get("parts", []))
    if not prompt:
        raise ApiError(
            400, "Unable to submit request because it must have a text parameter that isn't empty."
        )
    return prompt


def _answer(project: str, location: str, endpoint_id: str, prompt: str) -> str:
    store = emulator().vertex.store
    here, _ = emulator().vertex.enter(project, location)
    endpoint = find_endpoint(store, here, endpoint_id)
    if not endpoint.deployments:
        name = here.of("endpoints", endpoint_id)
        raise ApiError(
            400, f"Endpoint {name} doesn't have deployed models to serve.", "FAILED_PRECONDITION"
        )
    serving = endpoint.deployments[-1]
    model = store.model(here.location, serving.model_id)
    version = model.version(serving.version_id) if model else None
    examples = store.examples(version.job_id) if version else []
    return answer(examples, prompt) if examples else _UNREAD
