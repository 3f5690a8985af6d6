"""Functions of a program that ask a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pulumi_google_tuning.program.functions import (
    callable_in_programs,
    output_twin,
    result_of,
    session,
)
from pulumi_google_tuning.resources.inference import PALM_VERSION, send_prompt, text_of

__all__ = [
    "GenerateResult",
    "generate_content",
    "generate_content_output",
    "generate_text",
    "generate_text_output",
]


@dataclass(frozen=True)
class GenerateResult:
    """An answer: its text, and Google's whole response as Google spells it."""

    text: str
    response: dict[str, Any]


@callable_in_programs(partial(result_of, GenerateResult, "generateContent"))
def generate_content(
    model: str, prompt: str, generation_config: Mapping[str, Any] | None = None
) -> GenerateResult:
    """Ask a model, a tuned one or another; `generation_config` is the API's own.

    A tuned model of the Gemini API is `tunedModels/ID`; on Vertex AI an endpoint answers, a
    TuningJob's `tuned_model["endpoint"]`. Source: https://ai.google.dev/api/generate-content.
    """
    response = send_prompt(session(), model, prompt, generation_config)
    return GenerateResult(text_of(response), response)


@callable_in_programs(partial(result_of, GenerateResult, "generateText"))
def generate_text(
    model: str, prompt: str, temperature: float | None = None, candidate_count: int | None = None
) -> GenerateResult:
    """Ask a PaLM model (v1beta3), a tuned one or another.

    Source: the protos of google.ai.generativelanguage.v1beta3.TextService.
    """
    given = {"temperature": temperature, "candidateCount": candidate_count}
    settings = {name: value for name, value in given.items() if value is not None}
    response = send_prompt(session(), model, prompt, settings, PALM_VERSION)
    return GenerateResult(text_of(response), response)


generate_content_output = output_twin(generate_content)


generate_text_output = output_twin(generate_text)
