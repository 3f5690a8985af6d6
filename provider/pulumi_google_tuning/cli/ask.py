"""`google-tuning ask`: a question to a tuned model, a base model or a Vertex AI endpoint."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import output
from pulumi_google_tuning.cli.shared import settings as _settings
from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.google import gemini, vertex
from pulumi_google_tuning.google.errors import ConfigError

_ENDPOINT = re.compile(r"projects/[^/]+/locations/[^/]+/endpoints/[^/]+")
_PALM = "v1beta3"
_ANSWER_SECONDS = 90.0  # a long answer takes its time


def ask(  # noqa: PLR0913, PLR0917 - one argument an option
    model: Annotated[
        str,
        typer.Argument(
            help="tunedModels/ID, models/ID (or ID alone), or projects/P/locations/L/endpoints/E."
        ),
    ],
    prompt: Annotated[str, typer.Argument(help="The question; - reads it from standard input.")],
    temperature: Annotated[
        float | None, typer.Option(min=0, help="How free the answer is.")
    ] = None,
    max_output_tokens: Annotated[
        int | None, typer.Option(min=1, help="The longest answer, in tokens.")
    ] = None,
    api_version: Annotated[
        str | None, typer.Option(help=f"v1beta (the default), or {_PALM} for a PaLM model.")
    ] = None,
    json: _settings.AsJson = False,
    stack: _settings.Stack = None,
    emulator: _settings.Emulator = None,
    project: _settings.Project = None,
    no_stack: _settings.NoStack = False,
) -> None:
    """Ask a model and print its answer. Asking costs what Google charges for it."""
    if prompt == "-":
        prompt = _read_stdin()
    if not prompt.strip():
        raise ConfigError("the prompt is empty: ask something")
    body = _body(prompt, temperature, max_output_tokens, palm=api_version == _PALM)
    version, name, method = _target(model, api_version)
    session = _settings.session(emulator, project, None, stack, no_stack, _ANSWER_SECONDS)
    # A question changes nothing, so it may be asked again where its answer got lost.
    if name.startswith("projects/"):
        answer = vertex.ask(
            session, "POST", version, f"{name}:{method}", body=body, idempotent=True
        )
    else:
        answer = session.send("POST", f"/{version}/{name}:{method}", body=body, idempotent=True)
    if json:
        output.print_json(answer)
        return
    text = _text(answer)
    typer.echo(safe(text, lines=True) if output.is_terminal() else text)


def _target(model: str, api_version: str | None) -> tuple[str, str, str]:
    """Return the API's version, the whole name and the method."""
    if _ENDPOINT.fullmatch(model):
        return vertex.version_of({"apiVersion": api_version}), model, "generateContent"
    if model.startswith("projects/"):
        raise ConfigError(
            f"{model} is no endpoint: a model tuned on Vertex AI answers at its endpoint, "
            "projects/P/locations/L/endpoints/E, which `google-tuning jobs` shows"
        )
    name = model if "/" in model else f"models/{model}"
    method = "generateText" if api_version == _PALM else "generateContent"
    return gemini.version_of({"apiVersion": api_version}), name, method


def _body(
    prompt: str, temperature: float | None, max_output_tokens: int | None, *, palm: bool
) -> dict[str, Any]:
    given = {"temperature": temperature, "maxOutputTokens": max_output_tokens}
    settings = {key: value for key, value in given.items() if value is not None}
    if palm:
        return {"prompt": {"text": prompt}, **settings}
    body: dict[str, Any] = {"contents": [{"role": "user", "parts": [{"text": prompt}]}]}
    return {**body, "generationConfig": settings} if settings else body


def _text(answer: Mapping[str, Any]) -> str:
    """Return the answer's text. Raises where there is none, with Google's reason."""
    candidate = (answer.get("candidates") or [{}])[0]
    if "output" in candidate:  # PaLM's form
        return str(candidate["output"])
    parts = (candidate.get("content") or {}).get("parts") or []
    # What a model thinks before it answers is marked, and no part of the answer.
    text = "".join(str(part.get("text", "")) for part in parts if not part.get("thought"))
    if text:
        return text
    blocked = (answer.get("promptFeedback") or {}).get("blockReason")
    filtered = next((one.get("reason") for one in answer.get("filters") or ()), None)
    reason = blocked or candidate.get("finishReason") or filtered or "no reason given"
    raise GoogleTuningError(
        f"the model gave no text ({reason}): change the prompt, or see it all with --json"
    )


def _read_stdin() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise ConfigError("standard input isn't UTF-8 text: save the prompt as UTF-8") from None
