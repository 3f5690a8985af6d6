"""Typed forms of how Google evaluates a tuned model; a plain dict with the same keys does as well.

The names are Google's; what each key means and its limits stand in schema/evaluation.schema.json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pulumi import Input

from pulumi_google_tuning.resources.tuning_job.generation_args import GenerationConfig

__all__ = [
    "AutoraterConfig",
    "EvaluationConfig",
    "EvaluationMetric",
]


class AutoraterConfig(TypedDict, total=False):
    """The model that rates."""

    autorater_model: Input[str]
    flip_enabled: Input[bool]
    generation_config: Input[GenerationConfig | Mapping[str, Any]]
    sampling_count: Input[int]


class BleuSpec(TypedDict, total=False):
    """BLEU."""

    use_effective_order: Input[bool]


class CodeConfig(TypedDict, total=False):
    """Your own code does it."""

    code: Input[str]


class ComputationBasedMetricSpec(TypedDict, total=False):
    """A metric that is computed, by its type."""

    parameters: Input[Mapping[str, Any]]
    type: Input[str]


class CustomCodeExecutionSpec(TypedDict, total=False):
    """A metric that your own code computes."""

    code_execution_region: Input[str]
    evaluation_function: Input[str]


class CustomCodeParserConfig(TypedDict, total=False):
    """Your own code reads it."""

    code_execution_region: Input[str]
    parsing_function: Input[str]


class CustomOutputFormatConfig(TypedDict, total=False):
    """Another form of the result."""

    return_raw_output: Input[bool]


class DatasetCustomMetric(TypedDict, total=False):
    """Sums over the whole dataset, by your own code."""

    aggregation_function: Input[str]
    display_name: Input[str]


class EvaluationConfig(TypedDict, total=False):
    """How Google evaluates the tuned model, at each checkpoint."""

    autorater_config: Input[AutoraterConfig | Mapping[str, Any]]
    dataset_custom_metrics: Input[Sequence[Input[DatasetCustomMetric | Mapping[str, Any]]]]
    inference_generation_config: Input[GenerationConfig | Mapping[str, Any]]
    metrics: Input[Sequence[Input[EvaluationMetric | Mapping[str, Any]]]]
    output_config: Input[OutputConfig | Mapping[str, Any]]


class EvaluationMetric(TypedDict, total=False):
    """One metric: exactly one of its specs, and how the scores are summed up."""

    aggregation_metrics: Input[Sequence[Input[str]]]
    bleu_spec: Input[BleuSpec | Mapping[str, Any]]
    computation_based_metric_spec: Input[ComputationBasedMetricSpec | Mapping[str, Any]]
    custom_code_execution_spec: Input[CustomCodeExecutionSpec | Mapping[str, Any]]
    exact_match_spec: Input[Mapping[str, Any]]
    llm_based_metric_spec: Input[LlmBasedMetricSpec | Mapping[str, Any]]
    metadata: Input[Metadata | Mapping[str, Any]]
    pairwise_metric_spec: Input[PairwiseMetricSpec | Mapping[str, Any]]
    pointwise_metric_spec: Input[PointwiseMetricSpec | Mapping[str, Any]]
    predefined_metric_spec: Input[PredefinedMetricSpec | Mapping[str, Any]]
    rouge_spec: Input[RougeSpec | Mapping[str, Any]]
    step_based_llm_metric_spec: Input[StepBasedLlmMetricSpec | Mapping[str, Any]]


class FilterConfig(TypedDict, total=False):
    """It is filtered."""

    trace_compression_config: Input[TraceCompressionConfig | Mapping[str, Any]]


class GcsDestination(TypedDict, total=False):
    """A folder in Cloud Storage."""

    output_uri_prefix: Input[str]


class LlmBasedMetricSpec(TypedDict, total=False):
    """A model rates, by rubrics."""

    additional_config: Input[Mapping[str, Any]]
    judge_autorater_config: Input[AutoraterConfig | Mapping[str, Any]]
    metric_prompt_template: Input[str]
    predefined_rubric_generation_spec: Input[PredefinedMetricSpec | Mapping[str, Any]]
    result_parser_config: Input[ResultParserConfig | Mapping[str, Any]]
    rubric_generation_spec: Input[RubricGenerationSpec | Mapping[str, Any]]
    rubric_group_key: Input[str]
    system_instruction: Input[str]


class Metadata(TypedDict, total=False):
    """How the metric is shown."""

    other_metadata: Input[Mapping[str, Any]]
    score_range: Input[ScoreRange | Mapping[str, Any]]
    title: Input[str]


class MetricStep(TypedDict, total=False):
    """The steps, in their order."""

    autorater_config: Input[AutoraterConfig | Mapping[str, Any]]
    prompt_template: Input[str]
    response_parser_config: Input[ResultParserConfig | Mapping[str, Any]]
    step_id: Input[str]


class OutputConfig(TypedDict, total=False):
    """Where the results go."""

    gcs_destination: Input[GcsDestination | Mapping[str, Any]]


class PairwiseMetricSpec(TypedDict, total=False):
    """A model compares two answers."""

    baseline_response_field_name: Input[str]
    candidate_response_field_name: Input[str]
    custom_output_format_config: Input[CustomOutputFormatConfig | Mapping[str, Any]]
    metric_prompt_template: Input[str]
    system_instruction: Input[str]


class PointwiseMetricSpec(TypedDict, total=False):
    """A model rates each answer."""

    custom_output_format_config: Input[CustomOutputFormatConfig | Mapping[str, Any]]
    metric_prompt_template: Input[str]
    system_instruction: Input[str]


class PredefinedMetricSpec(TypedDict, total=False):
    """One of Google's own metrics."""

    metric_spec_name: Input[str]
    metric_spec_parameters: Input[Mapping[str, Any]]
    step_autorater_configs: Input[Mapping[str, Input[AutoraterConfig | Mapping[str, Any]]]]


class Preprocessor(TypedDict, total=False):
    """What is done with the trace before the first step."""

    code_config: Input[CodeConfig | Mapping[str, Any]]
    filter_config: Input[FilterConfig | Mapping[str, Any]]


class ResultParserConfig(TypedDict, total=False):
    """How a rating is read."""

    custom_code_parser_config: Input[CustomCodeParserConfig | Mapping[str, Any]]


class RougeSpec(TypedDict, total=False):
    """ROUGE."""

    rouge_type: Input[str]
    split_summaries: Input[bool]
    use_stemmer: Input[bool]


class RubricGenerationSpec(TypedDict, total=False):
    """How rubrics are made."""

    model_config: Input[AutoraterConfig | Mapping[str, Any]]
    prompt_template: Input[str]
    rubric_content_type: Input[str]
    rubric_type_ontology: Input[Sequence[Input[str]]]


class ScoreRange(TypedDict, total=False):
    """Which scores there are."""

    description: Input[str]
    max: Input[float]
    min: Input[float]
    step: Input[float]


class StepBasedLlmMetricSpec(TypedDict, total=False):
    """A model rates in several steps."""

    preprocessor: Input[Preprocessor | Mapping[str, Any]]
    steps: Input[Sequence[Input[MetricStep | Mapping[str, Any]]]]


class TraceCompressionConfig(TypedDict, total=False):
    """How it is made shorter."""

    max_turn_count: Input[int]
    thoughts_filtered: Input[bool]
