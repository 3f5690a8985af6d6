"""Typed forms of the nested outputs."""

# Written by `make generate` from schema/tuning_job.schema.json: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pulumi

from pulumi_google_tuning.program.parts import Parts, PartsOutput

_AggregationOutputKey = Literal["aggregation_results"]


class TuningJobAggregationOutput(Parts):
    """The scores of all rows."""

    aggregation_results: list[TuningJobAggregationResult] | None
    """One per metric and aggregation, at most 50. At most 50 items."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _AggregationOutputKey) -> Any: ...  # type: ignore[override]


_AggregationResultKey = Literal[
    "aggregation_metric",
    "bleu_metric_value",
    "rouge_metric_value",
    "exact_match_metric_value",
    "pointwise_metric_result",
    "custom_code_execution_result",
    "pairwise_metric_result",
]


class TuningJobAggregationResult(Parts):
    """One of several."""

    aggregation_metric: str | None
    """How the rows' scores are aggregated, such as AVERAGE."""
    bleu_metric_value: TuningJobBleuMetricValue | None
    """BLEU."""
    rouge_metric_value: TuningJobRougeMetricValue | None
    """ROUGE."""
    exact_match_metric_value: TuningJobExactMatchMetricValue | None
    """The share of exact matches."""
    pointwise_metric_result: TuningJobPointwiseMetricResult | None
    """A rater's score."""
    custom_code_execution_result: TuningJobCustomCodeExecutionResult | None
    """The score from your own code."""
    pairwise_metric_result: TuningJobPairwiseMetricResult | None
    """Which of two models the rater prefers."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _AggregationResultKey) -> Any: ...  # type: ignore[override]


_BillingKey = Literal[
    "tokens",
    "cost",
    "currency",
    "price_per_million_tokens",
]


class TuningJobBilling(Parts):
    """What Google bills for the training."""

    tokens: int | None
    """Billed tokens: the tokens of the data times the epochs."""
    cost: float | None
    """Their cost at the known price; absent without a known price."""
    currency: str | None
    """The currency of the cost; absent for your own price without `google-tuning:currency`."""
    price_per_million_tokens: float | None
    """The price."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _BillingKey) -> Any: ...  # type: ignore[override]


class TuningJobBillingOutput(PartsOutput[TuningJobBilling | None]):
    """`TuningJobBilling` as an Output."""

    tokens: pulumi.Output[int | None]
    cost: pulumi.Output[float | None]
    currency: pulumi.Output[str | None]
    price_per_million_tokens: pulumi.Output[float | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _BillingKey) -> pulumi.Output[Any]: ...


_BleuMetricValueKey = Literal["score"]


class TuningJobBleuMetricValue(Parts):
    """BLEU."""

    score: float | None
    """The score."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _BleuMetricValueKey) -> Any: ...  # type: ignore[override]


_CheckpointKey = Literal[
    "checkpoint_id",
    "epoch",
    "step",
    "endpoint",
]


class TuningJobCheckpoint(Parts):
    """One of several."""

    checkpoint_id: str | None
    """The checkpoint's id."""
    epoch: int | None
    """Its epoch."""
    step: int | None
    """Its step."""
    endpoint: str | None
    """The endpoint that serves it."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _CheckpointKey) -> Any: ...  # type: ignore[override]


_ChosenHyperParametersKey = Literal[
    "epoch_count",
    "step_count",
    "learning_rate_multiplier",
    "learning_rate",
    "adapter_size",
    "batch_size",
    "samples_per_prompt",
    "beta",
]


class TuningJobChosenHyperParameters(Parts):
    """The hyperparameters of the training: those of the program, and those that Google chose."""

    epoch_count: int | None
    """The number of passes over the training data."""
    step_count: int | None
    """Steps."""
    learning_rate_multiplier: float | None
    """The multiplier of Google's learning rate."""
    learning_rate: float | None
    """The learning rate."""
    adapter_size: str | None
    """The adapter's size."""
    batch_size: int | None
    """The number of examples per step."""
    samples_per_prompt: int | None
    """The number of answers that were sampled per prompt."""
    beta: float | None
    """The weight of the KL divergence."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _ChosenHyperParametersKey) -> Any: ...  # type: ignore[override]


class TuningJobChosenHyperParametersOutput(PartsOutput[TuningJobChosenHyperParameters | None]):
    """`TuningJobChosenHyperParameters` as an Output."""

    epoch_count: pulumi.Output[int | None]
    step_count: pulumi.Output[int | None]
    learning_rate_multiplier: pulumi.Output[float | None]
    learning_rate: pulumi.Output[float | None]
    adapter_size: pulumi.Output[str | None]
    batch_size: pulumi.Output[int | None]
    samples_per_prompt: pulumi.Output[int | None]
    beta: pulumi.Output[float | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _ChosenHyperParametersKey) -> pulumi.Output[Any]: ...


_CustomCodeExecutionResultKey = Literal["score"]


class TuningJobCustomCodeExecutionResult(Parts):
    """The score from your own code."""

    score: float | None
    """The score."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _CustomCodeExecutionResultKey) -> Any: ...  # type: ignore[override]


_DistillationDataStatsKey = Literal["training_dataset_stats"]


class TuningJobDistillationDataStats(Parts):
    """Of distillation."""

    training_dataset_stats: TuningJobTrainingDatasetStats | None
    """Of its training data."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _DistillationDataStatsKey) -> Any: ...  # type: ignore[override]


class TuningJobDistillationDataStatsOutput(PartsOutput[TuningJobDistillationDataStats | None]):
    """`TuningJobDistillationDataStats` as an Output."""

    training_dataset_stats: TuningJobTrainingDatasetStatsOutput

    if TYPE_CHECKING:

        def __getitem__(self, key: _DistillationDataStatsKey) -> pulumi.Output[Any]: ...


_ErrorKey = Literal[
    "code",
    "message",
]


class TuningJobError(Parts):
    """Why the job failed or was cancelled."""

    code: int | None
    """The code of google.rpc.Code."""
    message: str | None
    """Google's message."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _ErrorKey) -> Any: ...  # type: ignore[override]


class TuningJobErrorOutput(PartsOutput[TuningJobError | None]):
    """`TuningJobError` as an Output."""

    code: pulumi.Output[int | None]
    message: pulumi.Output[str | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _ErrorKey) -> pulumi.Output[Any]: ...


_EvaluateDatasetResponseKey = Literal[
    "output_info",
    "aggregation_output",
]


class TuningJobEvaluateDatasetResponse(Parts):
    """Its results."""

    output_info: TuningJobOutputInfo | None
    """The location of the details."""
    aggregation_output: TuningJobAggregationOutput | None
    """The scores of all rows."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _EvaluateDatasetResponseKey) -> Any: ...  # type: ignore[override]


_EvaluateDatasetRunKey = Literal[
    "checkpoint_id",
    "evaluation_run",
    "error",
    "evaluate_dataset_response",
]


class TuningJobEvaluateDatasetRun(Parts):
    """One of several."""

    checkpoint_id: str | None
    """The checkpoint, as in `tunedModel`."""
    evaluation_run: str | None
    """The run's resource name."""
    error: TuningJobError | None
    """Why it failed."""
    evaluate_dataset_response: TuningJobEvaluateDatasetResponse | None
    """Its results."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _EvaluateDatasetRunKey) -> Any: ...  # type: ignore[override]


_ExactMatchMetricValueKey = Literal["score"]


class TuningJobExactMatchMetricValue(Parts):
    """The share of exact matches."""

    score: float | None
    """The score."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _ExactMatchMetricValueKey) -> Any: ...  # type: ignore[override]


_OutputInfoKey = Literal["gcs_output_directory"]


class TuningJobOutputInfo(Parts):
    """The location of the details."""

    gcs_output_directory: str | None
    """A folder in Cloud Storage."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _OutputInfoKey) -> Any: ...  # type: ignore[override]


_PairwiseMetricResultKey = Literal["pairwise_choice"]


class TuningJobPairwiseMetricResult(Parts):
    """Which of two models the rater prefers."""

    pairwise_choice: str | None
    """BASELINE, CANDIDATE or TIE."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _PairwiseMetricResultKey) -> Any: ...  # type: ignore[override]


_PlaceKey = Literal[
    "server",
    "project",
    "location",
]


class TuningJobPlace(Parts):
    """Where the object was created."""

    server: str | None
    """The base URL of the API."""
    project: str | None
    """The project, as the configuration or the resource named it."""
    location: str | None
    """The location."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _PlaceKey) -> Any: ...  # type: ignore[override]


class TuningJobPlaceOutput(PartsOutput[TuningJobPlace]):
    """`TuningJobPlace` as an Output."""

    server: pulumi.Output[str | None]
    project: pulumi.Output[str | None]
    location: pulumi.Output[str | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _PlaceKey) -> pulumi.Output[Any]: ...


_PointwiseMetricResultKey = Literal["score"]


class TuningJobPointwiseMetricResult(Parts):
    """A rater's score."""

    score: float | None
    """The score."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _PointwiseMetricResultKey) -> Any: ...  # type: ignore[override]


_PreferenceOptimizationDataStatsKey = Literal[
    "tuning_dataset_example_count",
    "tuning_step_count",
    "total_billable_token_count",
    "dropped_example_indices",
]


class TuningJobPreferenceOptimizationDataStats(Parts):
    """Of preference tuning."""

    tuning_dataset_example_count: int | None
    """Examples in the training data."""
    tuning_step_count: int | None
    """Steps of the training."""
    total_billable_token_count: int | None
    """Tokens that are billed."""
    dropped_example_indices: list[int] | None
    """Line numbers of the examples that were left out, from 1. Google names only some. At most 50
    items.
    """

    if TYPE_CHECKING:

        def __getitem__(self, key: _PreferenceOptimizationDataStatsKey) -> Any: ...  # type: ignore[override]


class TuningJobPreferenceOptimizationDataStatsOutput(
    PartsOutput[TuningJobPreferenceOptimizationDataStats | None]
):
    """`TuningJobPreferenceOptimizationDataStats` as an Output."""

    tuning_dataset_example_count: pulumi.Output[int | None]
    tuning_step_count: pulumi.Output[int | None]
    total_billable_token_count: pulumi.Output[int | None]
    dropped_example_indices: pulumi.Output[list[int] | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _PreferenceOptimizationDataStatsKey) -> pulumi.Output[Any]: ...


_ReinforcementTuningDataStatsKey = Literal[
    "tuning_dataset_example_count",
    "tuning_step_count",
    "total_tuning_character_count",
    "total_billable_token_count",
    "total_billable_character_count",
    "dropped_example_indices",
]


class TuningJobReinforcementTuningDataStats(Parts):
    """Of reinforcement tuning."""

    tuning_dataset_example_count: int | None
    """Examples in the training data."""
    tuning_step_count: int | None
    """Steps of the training."""
    total_tuning_character_count: int | None
    """Characters in the training data."""
    total_billable_token_count: int | None
    """Tokens that are billed."""
    total_billable_character_count: int | None
    """Characters that are billed."""
    dropped_example_indices: list[int] | None
    """Line numbers of the examples that were left out, from 1. Google names only some. At most 50
    items.
    """

    if TYPE_CHECKING:

        def __getitem__(self, key: _ReinforcementTuningDataStatsKey) -> Any: ...  # type: ignore[override]


class TuningJobReinforcementTuningDataStatsOutput(
    PartsOutput[TuningJobReinforcementTuningDataStats | None]
):
    """`TuningJobReinforcementTuningDataStats` as an Output."""

    tuning_dataset_example_count: pulumi.Output[int | None]
    tuning_step_count: pulumi.Output[int | None]
    total_tuning_character_count: pulumi.Output[int | None]
    total_billable_token_count: pulumi.Output[int | None]
    total_billable_character_count: pulumi.Output[int | None]
    dropped_example_indices: pulumi.Output[list[int] | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _ReinforcementTuningDataStatsKey) -> pulumi.Output[Any]: ...


_RougeMetricValueKey = Literal["score"]


class TuningJobRougeMetricValue(Parts):
    """ROUGE."""

    score: float | None
    """The score."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _RougeMetricValueKey) -> Any: ...  # type: ignore[override]


_SupervisedTuningDataStatsKey = Literal[
    "tuning_dataset_example_count",
    "tuning_step_count",
    "total_tuning_character_count",
    "total_billable_token_count",
    "total_billable_character_count",
    "total_truncated_example_count",
    "truncated_example_indices",
]


class TuningJobSupervisedTuningDataStats(Parts):
    """Of supervised tuning."""

    tuning_dataset_example_count: int | None
    """Examples in the training data."""
    tuning_step_count: int | None
    """Steps of the training."""
    total_tuning_character_count: int | None
    """Characters in the training data."""
    total_billable_token_count: int | None
    """Tokens that are billed."""
    total_billable_character_count: int | None
    """Characters that are billed."""
    total_truncated_example_count: int | None
    """Examples that Google left out."""
    truncated_example_indices: list[int] | None
    """Line numbers of the examples that were left out, from 1. Google names only some. At most 50
    items.
    """

    if TYPE_CHECKING:

        def __getitem__(self, key: _SupervisedTuningDataStatsKey) -> Any: ...  # type: ignore[override]


class TuningJobSupervisedTuningDataStatsOutput(
    PartsOutput[TuningJobSupervisedTuningDataStats | None]
):
    """`TuningJobSupervisedTuningDataStats` as an Output."""

    tuning_dataset_example_count: pulumi.Output[int | None]
    tuning_step_count: pulumi.Output[int | None]
    total_tuning_character_count: pulumi.Output[int | None]
    total_billable_token_count: pulumi.Output[int | None]
    total_billable_character_count: pulumi.Output[int | None]
    total_truncated_example_count: pulumi.Output[int | None]
    truncated_example_indices: pulumi.Output[list[int] | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _SupervisedTuningDataStatsKey) -> pulumi.Output[Any]: ...


_TrainingDatasetStatsKey = Literal[
    "tuning_dataset_example_count",
    "tuning_step_count",
    "total_tuning_character_count",
    "total_billable_token_count",
    "total_billable_character_count",
    "dropped_example_indices",
]


class TuningJobTrainingDatasetStats(Parts):
    """Of its training data."""

    tuning_dataset_example_count: int | None
    """Examples in the training data."""
    tuning_step_count: int | None
    """Steps of the training."""
    total_tuning_character_count: int | None
    """Characters in the training data."""
    total_billable_token_count: int | None
    """Tokens that are billed."""
    total_billable_character_count: int | None
    """Characters that are billed."""
    dropped_example_indices: list[int] | None
    """Line numbers of the examples that were left out, from 1. Google names only some. At most 50
    items.
    """

    if TYPE_CHECKING:

        def __getitem__(self, key: _TrainingDatasetStatsKey) -> Any: ...  # type: ignore[override]


class TuningJobTrainingDatasetStatsOutput(PartsOutput[TuningJobTrainingDatasetStats | None]):
    """`TuningJobTrainingDatasetStats` as an Output."""

    tuning_dataset_example_count: pulumi.Output[int | None]
    tuning_step_count: pulumi.Output[int | None]
    total_tuning_character_count: pulumi.Output[int | None]
    total_billable_token_count: pulumi.Output[int | None]
    total_billable_character_count: pulumi.Output[int | None]
    dropped_example_indices: pulumi.Output[list[int] | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _TrainingDatasetStatsKey) -> pulumi.Output[Any]: ...


_TunedModelKey = Literal[
    "model",
    "endpoint",
    "checkpoints",
]


class TuningJobTunedModel(Parts):
    """What the job created."""

    model: str | None
    """The model's resource name with its version, `.../models/ID@1`."""
    endpoint: str | None
    """The resource name of the endpoint that serves the model. None without an endpoint, such as
    for an open model, whose weights are in `outputUri`.
    """
    checkpoints: list[TuningJobCheckpoint] | None
    """The checkpoints, at most 50, the first and the last among them. At most 50 items."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _TunedModelKey) -> Any: ...  # type: ignore[override]


class TuningJobTunedModelOutput(PartsOutput[TuningJobTunedModel]):
    """`TuningJobTunedModel` as an Output."""

    model: pulumi.Output[str | None]
    endpoint: pulumi.Output[str | None]
    checkpoints: pulumi.Output[list[TuningJobCheckpoint] | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _TunedModelKey) -> pulumi.Output[Any]: ...


_TuningDataStatsKey = Literal[
    "supervised_tuning_data_stats",
    "preference_optimization_data_stats",
    "reinforcement_tuning_data_stats",
    "distillation_data_stats",
]


class TuningJobTuningDataStats(Parts):
    """Google's statistics of the training data, without its examples."""

    supervised_tuning_data_stats: TuningJobSupervisedTuningDataStats | None
    """Of supervised tuning."""
    preference_optimization_data_stats: TuningJobPreferenceOptimizationDataStats | None
    """Of preference tuning."""
    reinforcement_tuning_data_stats: TuningJobReinforcementTuningDataStats | None
    """Of reinforcement tuning."""
    distillation_data_stats: TuningJobDistillationDataStats | None
    """Of distillation."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _TuningDataStatsKey) -> Any: ...  # type: ignore[override]


class TuningJobTuningDataStatsOutput(PartsOutput[TuningJobTuningDataStats | None]):
    """`TuningJobTuningDataStats` as an Output."""

    supervised_tuning_data_stats: TuningJobSupervisedTuningDataStatsOutput
    preference_optimization_data_stats: TuningJobPreferenceOptimizationDataStatsOutput
    reinforcement_tuning_data_stats: TuningJobReinforcementTuningDataStatsOutput
    distillation_data_stats: TuningJobDistillationDataStatsOutput

    if TYPE_CHECKING:

        def __getitem__(self, key: _TuningDataStatsKey) -> pulumi.Output[Any]: ...
