"""What Google documents as refused is refused in the preview."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

KIND = TuningJobKind()
TODAY = date(2026, 11, 28)
DATA = {"trainingDatasetUri": "gs://bucket/train.jsonl"}
KEY = "projects/p/locations/{}/keyRings/r/cryptoKeys/k"
OPEN = {"apiVersion": "v1beta1", "outputUri": "gs://bucket/out"}
EVALUATION = {
    "metrics": [{"bleuSpec": {}}],
    "outputConfig": {"gcsDestination": {"outputUriPrefix": "gs://bucket/evaluation"}},
}


def supervised(**parameters: Any) -> dict[str, Any]:
    """Return a supervised job's spec with hyperparameters."""
    return {"supervisedTuningSpec": {**DATA, "hyperParameters": parameters}}


def reinforced(**parameters: Any) -> dict[str, Any]:
    """Return a reinforcement job's spec with hyperparameters, and its API version."""
    scorer = {"stringMatchExpression": {"expression": "yes"}}
    reward = {"stringMatchRewardScorer": scorer}
    spec = {**DATA, "hyperParameters": parameters, "singleRewardConfig": reward}
    return {
        "supervisedTuningSpec": None,
        "reinforcementTuningSpec": spec,
        "apiVersion": "v1beta1",
    }


def job(base: str, **more: Any) -> dict[str, Any]:
    """Return a job of a base model, with changes; None takes a field away."""
    said = {"baseModel": base, "supervisedTuningSpec": DATA, **more}
    return {name: value for name, value in said.items() if value is not None}


def refused(news: dict[str, Any], config: Config | None = None) -> list[Failure]:
    """Return what a preview says is wrong with a new job: schema, checks and Google's pages."""
    found = check(KIND.schema, news)
    config = config or Config()
    return found.failures or [
        *KIND.problems(found.inputs, config),
        *KIND.documented_problems(found.inputs, config, TODAY),
    ]


REFUSED = {
    "Gemini 3 at global": (
        job("gemini-3.5-flash", location="global"),
        "location",
        "is global, but Google tunes gemini-3.5-flash in us-central1 or europe-west4",
    ),
    "Gemini 2.5 at global": (
        job("gemini-2.5-flash", location="global"),
        "location",
        "is global, but Google tunes gemini-2.5-flash in single regions",
    ),
    "Gemini 3 in another region": (
        job("publishers/google/models/gemini-3.1-flash-lite", location="asia-southeast1"),
        "location",
        "tunes gemini-3.1-flash-lite in us-central1 or europe-west4",
    ),
    "translation in another region": (
        job("translation-llm-002", location="europe-west4"),
        "location",
        "tunes translation-llm-002 in us-central1 (",
    ),
    "an open model in another region": (
        job("meta/llama3_1@llama-3.1-8b", location="us-west4", **OPEN),
        "location",
        "in global, us-central1, europe-west4",
    ),
    "a large adapter for Gemini 3": (
        job("gemini-3.5-flash", **supervised(adapterSize="ADAPTER_SIZE_THIRTY_TWO")),
        "supervisedTuningSpec.hyperParameters.adapterSize",
        "ADAPTER_SIZE_EIGHT or ADAPTER_SIZE_SIXTEEN for gemini-3.5-flash",
    ),
    "a large adapter for 2.5 Pro": (
        job("gemini-2.5-pro", **supervised(adapterSize="ADAPTER_SIZE_SIXTEEN")),
        "supervisedTuningSpec.hyperParameters.adapterSize",
        "ADAPTER_SIZE_FOUR or ADAPTER_SIZE_EIGHT for gemini-2.5-pro",
    ),
    "a key for Gemini 3": (
        job("gemini-3.5-flash", encryptionSpec={"kmsKeyName": KEY.format("us-central1")}),
        "encryptionSpec",
        "Google accepts no customer-managed key for gemini-3.5-flash",
    ),
    "a key for an open model at global": (
        job(
            "google/gemma3@gemma-3-4b-it",
            location="global",
            encryptionSpec={"kmsKeyName": KEY.format("global")},
            **OPEN,
        ),
        "encryptionSpec",
        "can't be given at global",
    ),
    "an evaluation of Gemini 3": (
        job("gemini-3.5-flash", supervisedTuningSpec={**DATA, "evaluationConfig": EVALUATION}),
        "supervisedTuningSpec.evaluationConfig",
        "Google does not evaluate a tuning of gemini-3.5-flash",
    ),
    "a beta that stops learning": (
        job(
            "gemini-2.5-flash",
            supervisedTuningSpec=None,
            preferenceOptimizationSpec={**DATA, "hyperParameters": {"beta": 0}},
        ),
        "preferenceOptimizationSpec.hyperParameters.beta",
        "0 stops the model from learning",
    ),
    "samples that don't divide": (
        job("gemini-3.5-flash", **reinforced(batchSize=3, samplesPerPrompt=4)),
        "reinforcementTuningSpec.hyperParameters.batchSize",
        "3 × 4 = 12, but must be divisible by 16",
    ),
    "more samples than a step takes": (
        job("gemini-3.5-flash", **reinforced(batchSize=1024)),
        "reinforcementTuningSpec.hyperParameters.batchSize",
        "1024 × 16 = 16384, but must be at most 8192",
    ),
    "a reinforcement learning rate": (
        job("gemini-3.5-flash", **reinforced(learningRateMultiplier=8)),
        "reinforcementTuningSpec.hyperParameters.learningRateMultiplier",
        "is 8, but Google accepts 0.25 to 4",
    ),
    "more steps than reinforcement has": (
        job("gemini-3.5-flash", **reinforced(stepCount=501)),
        "reinforcementTuningSpec.hyperParameters.stepCount",
        "is 501. Google accepts at most 500",
    ),
    "reinforcement of another model": (
        job("gemini-2.5-flash", **reinforced()),
        "reinforcementTuningSpec",
        "reinforcement tuning takes gemini-3.5-flash",
    ),
    "an ended model": (
        job("gemini-2.0-flash"),
        "baseModel",
        "is gemini-2.0-flash-001, which Google retired on 2026-06-01",
    ),
    "a model that is only served": (
        job("gemini-3.6-flash"),
        "baseModel",
        "which Google serves but does not tune",
    ),
    "an open model's other name": (
        job("google/gemma-3-4b-it", **OPEN),
        "baseModel",
        "publisher/family@version, here google/gemma3@gemma-3-4b-it",
    ),
    "an open model, long, without outputUri": (
        job("publishers/meta/models/llama3_1@llama-3.1-8b", apiVersion="v1beta1"),
        "outputUri",
        "is required with apiVersion v1beta1",
    ),
    "an open model, long, in v1": (
        job("publishers/meta/models/llama3_1@llama-3.1-8b"),
        "baseModel",
        "an open model. Tuning it requires apiVersion v1beta1",
    ),
    "a mode that a model doesn't have": (
        job(
            "google/gemma4@gemma-4-e4b-it",
            supervisedTuningSpec={**DATA, "tuningMode": "TUNING_MODE_FULL"},
            **OPEN,
        ),
        "supervisedTuningSpec.tuningMode",
        "tunes google/gemma4@gemma-4-e4b-it with TUNING_MODE_PEFT_ADAPTER",
    ),
    "another teacher": (
        job(
            "qwen/qwen3@qwen3-4b",
            supervisedTuningSpec=None,
            distillationSpec={
                "promptDatasetUri": "gs://bucket/prompts.jsonl",
                "baseTeacherModel": "gemini-3.1-pro",
            },
            **OPEN,
        ),
        "distillationSpec.baseTeacherModel",
        "the teachers of qwen/qwen3@qwen3-4b are deepseek-ai/deepseek-r1-0528-maas",
    ),
    "an open model's setting for Gemini": (
        job("gemini-3.5-flash", apiVersion="v1beta1", **supervised(batchSize=4)),
        "supervisedTuningSpec.hyperParameters.batchSize",
        "Google accepts it only for open models",
    ),
    "a long label": (
        job("gemini-3.5-flash", labels={"team": "x" * 80}),
        "labels.team",
        "not up to 63",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_google_documents_as_refused_fails_in_the_preview(case: str) -> None:
    """Each refusal is one failure, on its field, with Google's limit and what it takes instead."""
    news, path, words = REFUSED[case]
    found = refused(news)
    assert [one.path for one in found] == [path]
    assert words in found[0].reason


def test_a_place_that_is_configured_counts() -> None:
    """A job without a location of its own is held to the configured one."""
    assert [one.path for one in refused(job("gemini-3.5-flash"), Config(location="global"))] == [
        "location"
    ]


def test_several_refusals_are_told_at_once() -> None:
    """Nobody mends one after the other."""
    news = job(
        "gemini-3.5-flash",
        location="global",
        encryptionSpec={"kmsKeyName": KEY.format("global")},
        supervisedTuningSpec={
            **DATA,
            "evaluationConfig": EVALUATION,
            "hyperParameters": {"adapterSize": "ADAPTER_SIZE_THIRTY_TWO"},
        },
    )
    assert len(refused(news)) == 4


@pytest.mark.parametrize(
    "news",
    [
        job("gemini-3.5-flash", **supervised(adapterSize="ADAPTER_SIZE_SIXTEEN", epochCount=3)),
        job("gemini-3.5-flash-lite", location="europe-west4"),
        job("gemini-2.5-flash", encryptionSpec={"kmsKeyName": KEY.format("us-central1")}),
        job("gemini-2.5-pro", supervisedTuningSpec={**DATA, "evaluationConfig": EVALUATION}),
        job("publishers/google/models/gemma3@gemma-3-4b-it", location="global", **OPEN),
        job("gemini-3.5-flash", supervisedTuningSpec=None, preferenceOptimizationSpec=DATA),
        job("gemini-3.5-flash", **reinforced(batchSize=2, samplesPerPrompt=8)),
        job("gemini-3.5-flash", **reinforced()),
        job("gemini-9-flash", location="mars", **supervised(adapterSize="ADAPTER_SIZE_ONE")),
        job("some/thing@new", **OPEN),
        job(UNKNOWN, location=UNKNOWN, **supervised(adapterSize=UNKNOWN)),
        job("gemini-3.5-flash", location=UNKNOWN, **reinforced(batchSize=UNKNOWN)),
        job(
            "gemini-3.5-flash",
            location=UNKNOWN,
            supervisedTuningSpec={**DATA, "hyperParameters": UNKNOWN},
        ),
    ],
)
def test_what_google_takes_or_nobody_knows_passes(news: dict[str, Any]) -> None:
    """What a page allows, what the catalogue doesn't know and what isn't known yet is no error."""
    assert refused(news) == []
