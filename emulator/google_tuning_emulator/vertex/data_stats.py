"""``tuningDataStats``: what a job says about its data, in the message of its kind of tuning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from google_tuning_emulator.vertex.dataset import Dataset

_SAMPLE = 10


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
    dropped = _dropped(data, "truncatedExampleIndices" if whole else "droppedExampleIndices")
    if whole:
        dropped["totalTruncatedExampleCount"] = str(len(data.dropped))
        all_of_them = {**common, **characters, **tokens, **messages, **dropped}
        return {"supervisedTuningDataStats": _set(all_of_them)}
    if spec == "preferenceOptimizationSpec":
        return {"preferenceOptimizationDataStats": _set({**common, **tokens, **dropped})}
    if spec == "distillationSpec":
        stats = _set({**common, **characters, **tokens, **messages, **dropped})
        return {"distillationDataStats": {"trainingDatasetStats": stats}}
    if spec == "reinforcementTuningSpec":
        del common["userDatasetExamples"]  # of another type there
        return {"reinforcementTuningDataStats": _set({**common, **characters, **dropped})}
    return {}


def _dropped(data: Dataset, indices: str) -> dict[str, Any]:
    """Return a sample of the examples that were left out: their places, from 1, and why."""
    few = data.dropped[:_SAMPLE]
    return {
        indices: [str(number) for number, _ in few],
        "droppedExampleReasons": [reason for _, reason in few],
    }


def _set(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ({}, [], "0")}
