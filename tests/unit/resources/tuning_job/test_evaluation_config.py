"""How Google evaluates a tuned model: checked in the preview, in both spellings, and typed.

That the fields are those of the discovery documents is held by tests/contract/test_job_bodies.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import pulumi_google_tuning as tuning
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.spelling import as_in_json, snake
from pulumi_google_tuning.lifecycle.check import check
from pulumi_google_tuning.program.spelling import to_schema
from pulumi_google_tuning.resources.tuning_job.spec import SCHEMA
from pulumi_google_tuning.resources.tuning_job.typed import args as typed

CONFIG = SCHEMA.fields["supervisedTuningSpec"].schema["properties"]["evaluationConfig"]
PATH = "supervisedTuningSpec.evaluationConfig"


def found(config: Mapping[str, Any], version: str = "v1", **more: Any) -> dict[str, str]:
    """Return what a check says of an evaluation, by path below it."""
    news = {
        "baseModel": "gemini-2.5-flash",
        "apiVersion": version,
        "supervisedTuningSpec": {
            "trainingDatasetUri": "gs://bucket/train.jsonl",
            "evaluationConfig": config,
        },
    }
    failures = check(SCHEMA, news, **more).failures
    return {one.path.removeprefix(f"{PATH}."): one.reason for one in failures}


def evaluation(**metric: Any) -> dict[str, Any]:
    """Return an evaluation with one metric."""
    out = {"gcsDestination": {"outputUriPrefix": "gs://b/evaluation"}}
    return {"metrics": [metric or {"rougeSpec": {"rougeType": "rougeL"}}], "outputConfig": out}


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        ({"metrcs": []}, "metrcs", 'isn\'t a field; did you mean "metrics"?'),
        (
            evaluation(rougeSpce={"rougeType": "rougeL"}),
            "metrics[0].rougeSpce",
            'isn\'t a field; did you mean "rougeSpec"?',
        ),
        (
            evaluation(pointwise_metric_spec={"metric_prompt_tmplate": "x"}),
            "metrics[0].pointwiseMetricSpec.metric_prompt_tmplate",
            'isn\'t a field; did you mean "metric_prompt_template"?',
        ),
        (
            evaluation(rougeSpec={}, bleuSpec={}),
            "metrics[0].rougeSpec",
            "can't be given together with bleuSpec",
        ),
        (evaluation(aggregationMetrics=["MEDAIN"]), "metrics[0].aggregationMetrics[0]", "MEDIAN"),
        ({**evaluation(), "metrics": []}, "metrics", "is empty"),
        (evaluation(rougeSpec={"rougeType": "rouge"}), "metrics[0].rougeSpec.rougeType", "rougeL"),
        (
            {**evaluation(), "autoraterConfig": {"samplingCount": 33}},
            "autoraterConfig.samplingCount",
            "is 33; it must be at most 32",
        ),
        (
            {**evaluation(), "inferenceGenerationConfig": {"thinkingConfig": {"thinkingLevel": 1}}},
            "inferenceGenerationConfig.thinkingConfig.thinkingLevel",
            "is 1, not one of",
        ),
        ({**evaluation(), "outputConfig": {}}, "outputConfig.gcsDestination", "is required"),
        (
            evaluation(stepBasedLlmMetricSpec={"steps": [{"stepId": "a", "promptTemplate": "b"}]}),
            "metrics[0].stepBasedLlmMetricSpec",
            "isn't in apiVersion v1; it is in v1beta1",
        ),
    ],
)
def test_a_mistake_is_told_in_the_preview(config: dict[str, Any], path: str, said: str) -> None:
    """Each has its own path, and a misspelt key the nearest field."""
    told = found(config, spell=as_in_json)
    assert said in told.get(path, str(told))


def test_both_spellings_are_one() -> None:
    """In Python the keys may be snake_case, the user's own keys stay, one form is stored."""
    python = {
        "metrics": [
            {
                "llm_based_metric_spec": {
                    "metric_prompt_template": "Rate {response}",
                    "additional_config": {"my_key": 1},
                }
            },
            {
                "predefined_metric_spec": {
                    "metric_spec_name": "text_quality_v1",
                    "step_autorater_configs": {"intent_extraction": {"sampling_count": "2"}},
                }
            },
        ],
        "output_config": {"gcs_destination": {"output_uri_prefix": "gs://b/o"}},
    }
    wanted = {
        "metrics": [
            {
                "llmBasedMetricSpec": {
                    "metricPromptTemplate": "Rate {response}",
                    "additionalConfig": {"my_key": 1},
                }
            },
            {
                "predefinedMetricSpec": {
                    "metricSpecName": "text_quality_v1",
                    "stepAutoraterConfigs": {"intent_extraction": {"samplingCount": 2}},
                }
            },
        ],
        "outputConfig": {"gcsDestination": {"outputUriPrefix": "gs://b/o"}},
    }
    assert found(python, "v1beta1") == {}
    news = {"supervisedTuningSpec": {"evaluationConfig": to_schema(CONFIG, python)}}
    given = check(SCHEMA, news).inputs["supervisedTuningSpec"]["evaluationConfig"]
    assert given == wanted
    in_v1 = found(python)
    assert list(in_v1) == ["metrics[1].predefinedMetricSpec.stepAutoraterConfigs"]


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (tuning.EvaluationConfig, "EvaluationConfig"),
        (tuning.EvaluationMetric, "Metric"),
        (tuning.AutoraterConfig, "AutoraterConfig"),
        (tuning.GenerationConfig, "GenerationConfig"),
        (typed.PredefinedMetricSpec, "PredefinedMetricSpec"),
        (typed.EvaluationParserConfig, "EvaluationParserConfig"),
        (typed.VoiceConfig, "VoiceConfig"),
    ],
)
def test_the_typed_forms_are_the_schemas(args: Any, name: str) -> None:
    """A typed form has the keys of its schema, each of its type; what is needed is needed."""
    schema = load_schema("evaluation")["$defs"][name]
    parts = schema["properties"]
    hints = {key: hint.__forward_arg__ for key, hint in args.__annotations__.items()}
    assert set(hints) == {snake(key) for key in parts}
    assert args.__required_keys__ == {snake(key) for key in schema.get("required", ())}
    plain = {"string": "str", "number": "float", "integer": "int", "boolean": "bool"}
    for key, part in parts.items():
        wanted = plain.get(part.get("type", ""))
        assert wanted is None or hints[snake(key)] == f"Input[{wanted}]", key
