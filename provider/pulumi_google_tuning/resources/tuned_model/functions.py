"""Functions of a program that read tuned models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.program.functions import (
    callable_in_programs,
    output_twin,
    result_of,
    session,
)
from pulumi_google_tuning.resources.tuned_model import queries
from pulumi_google_tuning.resources.tuned_model.collection import COLLECTION

__all__ = [
    "TunedModelResult",
    "get_tuned_model",
    "get_tuned_model_output",
    "list_tuned_models",
    "list_tuned_models_output",
]


@dataclass(frozen=True)
class TunedModelResult:
    """A tuned model as the server has it: TunedModel's outputs, and Google's snapshots."""

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


def _result(values: Mapping[str, Any]) -> TunedModelResult:
    """Return the result of values in either spelling."""
    return result_of(TunedModelResult, "getTunedModel", values)


def _results(answer: Mapping[str, Any]) -> list[TunedModelResult]:
    return [_result(model) for model in answer.get(COLLECTION, ())]


@callable_in_programs(_result)
def get_tuned_model(name: str, api_version: str | None = None) -> TunedModelResult:
    """Read a tuned model by its name, `tunedModels/ID`.

    Raises FunctionError where there is none. Source: https://ai.google.dev/api/tuning.
    """
    return _result(queries.read_model(session(), name, {"apiVersion": api_version}))


@callable_in_programs(_results)
def list_tuned_models(
    filter: str | None = None,  # noqa: A002 - the API's own word
    api_version: str | None = None,
) -> list[TunedModelResult]:
    """List tuned models; `filter` is the API's: words of the names, `owner:me`, `readers:me`.

    Source: https://ai.google.dev/api/tuning#method:-tunedmodels.list.
    """
    found = queries.list_models(session(), filter, {"apiVersion": api_version})
    return [_result(model) for model in found]


get_tuned_model_output = output_twin(get_tuned_model)


list_tuned_models_output = output_twin(list_tuned_models)
