"""``:generateContent``, ``:streamGenerateContent`` and ``:generateText`` on tuned models."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from google_tuning_emulator.gemini.catalog import BASE_MODELS
from google_tuning_emulator.gemini.prompts import CONTENT_REQUESTS, content_prompt, text_prompt
from google_tuning_emulator.routes.answers import (
    counted_tokens,
    streamed_answer,
    whole_answer,
)
from google_tuning_emulator.routes.gemini.access import find_model
from google_tuning_emulator.state import emulator
from google_tuning_emulator.training.inference import answer
from google_tuning_emulator.wire.errors import ApiError, model_not_found
from google_tuning_emulator.wire.json_text import loads
from google_tuning_emulator.wire.replies import json_reply, query_parameters

inference = Blueprint("inference", __name__)

_CONTENT = "/<any(v1, v1beta):version>"


@inference.post(f"{_CONTENT}/tunedModels/<model_id>:generateContent")
def generate_content(version: str, model_id: str) -> Response:
    """Answer a prompt in one piece."""
    query_parameters(request)
    prompt = content_prompt(loads(request.get_data()), version, f"tunedModels/{model_id}")
    text = _answer(version, model_id, prompt, "generateContent")
    return whole_answer(text, prompt, request)


@inference.post(f"{_CONTENT}/tunedModels/<model_id>:streamGenerateContent")
def stream_generate_content(version: str, model_id: str) -> Response:
    """Answer a prompt in pieces: server-sent events with ``alt=sse``, else a JSON array."""
    query_parameters(request)
    prompt = content_prompt(loads(request.get_data()), version, f"tunedModels/{model_id}")
    text = _answer(version, model_id, prompt, "streamGenerateContent")
    return streamed_answer(text, prompt, request)


@inference.post("/<any(v1beta, v1beta3):version>/tunedModels/<model_id>:generateText")
def generate_text(version: str, model_id: str) -> Response:
    """Answer a prompt as the PaLM API does."""
    query_parameters(request)
    prompt = text_prompt(loads(request.get_data()), version)
    text = _answer(version, model_id, prompt, "generateText")
    return json_reply({"candidates": [{"output": text}]}, request)


@inference.post(f"{_CONTENT}/models/<model_id>:generateContent")
@inference.post(f"{_CONTENT}/models/<model_id>:streamGenerateContent")
@inference.post("/<any(v1beta, v1beta3):version>/models/<model_id>:generateText")
def base_model(version: str, model_id: str) -> Response:
    """Refuse: the emulator knows answers only from training examples."""
    method = request.path.rpartition(":")[2]
    raise model_not_found(f"models/{model_id}", version, method)


@inference.post(f"{_CONTENT}/models/<model_id>:countTokens")
def count_tokens(version: str, model_id: str) -> Response:
    """Count roughly, for any model of a name that Google's have."""
    query_parameters(request)
    name = f"models/{model_id}"
    if name not in BASE_MODELS and not model_id.startswith("gemini-"):
        raise model_not_found(name, version, "countTokens")
    return counted_tokens(CONTENT_REQUESTS[version].parse(loads(request.get_data())), request)


def _answer(version: str, model_id: str, prompt: str, method: str) -> str:
    here = emulator()
    name = f"tunedModels/{model_id}"
    if here.models.get(model_id) is None:
        raise model_not_found(name, version, method)
    record = find_model(here, model_id, "READER")
    supported = BASE_MODELS[record.base_model].methods
    if method.replace("streamG", "g") not in supported:
        raise model_not_found(name, version, method)
    state = record.training.state(here.clock.now_ns())
    if state != "ACTIVE":
        raise ApiError(
            400,
            f"Tuned model {name} is not ready for inference: its state is {state}.",
            "FAILED_PRECONDITION",
        )
    return answer(here.models.examples(model_id), prompt)
