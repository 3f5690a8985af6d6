"""``tuningDataStats``: what a job says about its data, in the message of its kind of tuning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from google_tuning_emulator.vertex.dataset import Dataset


def tuning_data_stats(spec: str, data: Dataset, steps: int) -> dict[str, Any]:
    """Return ``TuningDataStats`` of a dataset; empty for a spec that has none."""
    common = {
        "tuningDatasetExampleCount": str(data.example_count),
        "tuningStepCount": str(steps),
        "totalBillableTokenCount": str(data.input_tokens.total + data.output_tokens.total),
        "userDatasetExamples": data.samples,
    }
    characters = {
        "totalTuningCharacterCount": str(data.characters),
        "totalBillableCharacterCount": str(data.characters),
    }
    whole = spec in ("supervisedTuningSpec", "fullFineTuningSpec", "partnerModelTuningSpec")
    tokens = {
        "userInputTokenDistribution": data.input_tokens.as_json(whole_sums=whole),
        "userOutputTokenDistribution": data.output_tokens.as_json(whole_sums=whole),
    }
    messages = {"userMessagePerExampleDistribution": data.messages.as_json(whole_sums=whole)}
    if whole:
        return {"supervisedTuningDataStats": _set({**common, **characters, **tokens, **messages})}
    if spec == "preferenceOptimizationSpec":
        return {"preferenceOptimizationDataStats": _set({**common, **tokens})}
    if spec == "distillationSpec":
        stats = _set({**common, **characters, **tokens, **messages})
        return {"distillationDataStats": {"trainingDatasetStats": stats}}
    if spec == "reinforcementTuningSpec":
        del common["userDatasetExamples"]  # of another type there
        return {"reinforcementTuningDataStats": _set({**common, **characters})}
    return {}


def _set(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ({}, [], "0")}
