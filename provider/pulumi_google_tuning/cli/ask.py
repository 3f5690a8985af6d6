"""`google-tuning ask`: a question to a tuned model, a base model or a Vertex AI endpoint."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from pulumi_google_tuning.cli.shared import options, output, settings
from pulumi_google_tuning.cli.shared.completion import complete_row
from pulumi_google_tuning.cli.shared.rows import Row, Rows, is_googles
from pulumi_google_tuning.cli.shared.rows import read as read_rows
from pulumi_google_tuning.cli.shared.text import safe
from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.google.errors import ConfigError
from pulumi_google_tuning.resources.inference import (
    PALM_VERSION,
    is_endpoint,
    is_on_vertex,
    send_prompt,
    text_of,
)

_BASE_MODELS = ("gemini-", "gemma-")  # newer ones than the catalogue knows, too
_ANSWER_SECONDS = 90.0  # a long answer takes its time


def ask(  # noqa: PLR0913, PLR0917 - one argument an option
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="The name of a resource of the stack, such as sentiment; or Google's name: "
            "tunedModels/ID, models/ID (or ID alone), or projects/P/locations/L/endpoints/E.",
            autocompletion=complete_row,
        ),
    ],
    prompt: Annotated[
        str,
        typer.Argument(metavar="PROMPT", help="The prompt; - reads it from standard input."),
    ],
    temperature: Annotated[float | None, typer.Option(min=0, help="Sampling temperature.")] = None,
    max_output_tokens: Annotated[
        int | None, typer.Option(min=1, help="Maximum length of the answer, in tokens.")
    ] = None,
    api_version: Annotated[
        str | None, typer.Option(help=f"v1beta (the default), or {PALM_VERSION} for a PaLM model.")
    ] = None,
    json: options.AsJson = False,
    stack: options.Stack = None,
    emulator: options.Emulator = None,
    project: options.Project = None,
    no_stack: options.NoStack = False,
) -> None:
    """Send a prompt to a model and print its answer. Google bills the request."""
    if prompt == "-":
        prompt = _read_stdin()
    if not prompt.strip():
        raise ConfigError("the prompt is empty. Give the text to send to the model")
    named = None if is_googles(model) else _named(model, read_rows(stack, emulator, no_stack))
    if is_on_vertex(model) and not is_endpoint(model):
        raise ConfigError(
            f"{model} is not an endpoint. A model tuned on Vertex AI answers at its endpoint "
            "(projects/P/locations/L/endpoints/E). To list endpoints, run `google-tuning jobs`"
        )
    given = {"temperature": temperature, "maxOutputTokens": max_output_tokens}
    chosen = {key: value for key, value in given.items() if value is not None}
    session = settings.session(emulator, project, None, stack, no_stack, _ANSWER_SECONDS)
    if named is not None:
        model, api_version = named.answering(session), api_version or named.api_version
    answer = send_prompt(session, model, prompt, chosen, api_version)
    if json:
        output.print_json(answer)
        return
    text = _text(answer)
    typer.echo(safe(text, lines=True) if output.is_terminal() else text)


def _named(given: str, rows: Rows | None) -> Row | None:
    """Return the resource that is meant; None for a base model, and where no stack is in use.

    Raises ConfigError where there is neither, or both.
    """
    if rows is None:
        return None
    is_base = _is_base_model(given)
    if is_base and rows.has(given):
        row = rows.find(given)
        raise ConfigError(
            f'"{given}" is the name of a resource and of a base model. Write {row.reference} for '
            f"the resource ({row.google_name}), or models/{given} for the base model"
        )
    return None if is_base else rows.find(given)


def _is_base_model(name: str) -> bool:
    known = catalogue()
    listed = known.of_vertex(name) or known.of_gemini_api(name)
    return listed is not None or name.startswith(_BASE_MODELS)


def _text(answer: Mapping[str, Any]) -> str:
    """Return the answer's text. Raises where there is none, with Google's reason."""
    text = text_of(answer)
    if text:
        return text
    candidate = (answer.get("candidates") or [{}])[0]
    blocked = (answer.get("promptFeedback") or {}).get("blockReason")
    filtered = next((one.get("reason") for one in answer.get("filters") or ()), None)
    reason = blocked or candidate.get("finishReason") or filtered or "no reason given"
    raise GoogleTuningError(
        f"the model returned no text ({reason}). Change the prompt, or print the whole "
        "response with --json"
    )


def _read_stdin() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise ConfigError("standard input isn't UTF-8 text. Save the prompt as UTF-8") from None
