"""A job's data have the form that its method takes, where this run has read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from pulumi_google_tuning.lifecycle.run import Run
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

KIND = TuningJobKind()
DIGEST = "a" * 64
URI = f"gs://bucket/sets/{DIGEST}.jsonl"
OPEN = "google/gemma3@gemma-3-4b-it"
GEMINI = "gemini-3.5-flash"


@dataclass(frozen=True)
class Checked:
    """Stands for a dataset that this run has checked."""

    format: str
    sha256: str = DIGEST
    count: int = 10


def told(spec: str, base: str | None, *forms: str, field: str = "trainingDatasetUri") -> list[str]:
    """Return what is said of a job on a dataset of these forms."""
    run = Run()
    for form in forms:
        run.sizes.note(Checked(form))  # type: ignore[arg-type]
    inputs: dict[str, Any] = {spec: {field: URI}}
    if base is not None:
        inputs["baseModel"] = base
    return [str(one) for one in KIND.training_problems(inputs, run)]


@pytest.mark.parametrize(
    ("spec", "base", "form", "good"),
    [
        ("supervisedTuningSpec", GEMINI, "gemini", True),
        ("supervisedTuningSpec", GEMINI, "messages", True),
        ("supervisedTuningSpec", GEMINI, "preference", False),
        ("supervisedTuningSpec", GEMINI, "openai-messages", False),
        ("supervisedTuningSpec", f"publishers/google/models/{GEMINI}", "prompts", False),
        ("supervisedTuningSpec", OPEN, "openai-messages", True),
        ("supervisedTuningSpec", OPEN, "prompt-completion", True),
        ("supervisedTuningSpec", OPEN, "gemini", False),
        ("fullFineTuningSpec", OPEN, "open-contents", True),
        ("fullFineTuningSpec", OPEN, "messages", False),
        ("preferenceOptimizationSpec", GEMINI, "preference", True),
        ("preferenceOptimizationSpec", GEMINI, "gemini", False),
        ("reinforcementTuningSpec", GEMINI, "reinforcement", True),
        ("reinforcementTuningSpec", GEMINI, "prompts", False),
        # Tuned on from a model that may be either; methods and models that nothing is said of.
        ("supervisedTuningSpec", None, "open-contents", True),
        ("supervisedTuningSpec", None, "reinforcement", False),
        ("supervisedTuningSpec", "translation-llm-002", "prompts", True),
        ("partnerModelTuningSpec", "partner/model@1", "gemini", True),
        ("veoTuningSpec", "veo-3", "prompts", True),
    ],
)
@pytest.mark.parametrize("field", ["trainingDatasetUri", "validationDatasetUri"])
def test_each_method_has_its_forms(
    spec: str, base: str | None, form: str, good: bool, field: str
) -> None:
    """Another form is refused with the format it has and those that the method takes."""
    said = told(spec, base, form, field=field)
    assert (said == []) == good, said
    for one in said:
        assert one.startswith(f'{spec}.{field} has rows of the format "{form}", but ')
        assert "takes" in one
        assert "google-tuning convert" in one


def test_distillation_takes_prompts() -> None:
    """Of Gemini; of an open model no page says it."""
    field = "promptDatasetUri"
    assert told("distillationSpec", GEMINI, "prompts", field=field) == []
    assert told("distillationSpec", OPEN, "openai-messages", field=field) == []
    assert "takes prompts" in told("distillationSpec", GEMINI, "gemini", field=field)[0]


def test_what_this_run_has_not_read_is_googles_to_judge() -> None:
    """Somebody else's object has no form here; rows that are good as two forms have both."""
    assert told("preferenceOptimizationSpec", GEMINI) == []
    assert told("reinforcementTuningSpec", GEMINI, "prompts", "reinforcement") == []
