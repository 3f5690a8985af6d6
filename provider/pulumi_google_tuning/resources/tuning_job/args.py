"""Typed forms of a tuning job's nested arguments; a plain dict with the same keys does as well.

The names are Google's; what each key means and its limits stand in schema/tuning_job.schema.json.
Data is given by URI: `gs://bucket/object`, the `uri` of a TuningDataset, or the name of a
multimodal dataset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pulumi import Input

from pulumi_google_tuning.resources.tuning_job.evaluation_args import EvaluationConfig

__all__ = [
    "CompositeRewardConfig",
    "DistillationHyperParameters",
    "DistillationSpec",
    "EncryptionSpec",
    "FullFineTuningSpec",
    "PartnerModelTuningSpec",
    "PreTunedModel",
    "PreferenceOptimizationHyperParameters",
    "PreferenceOptimizationSpec",
    "ReinforcementTuningHyperParameters",
    "ReinforcementTuningSpec",
    "SupervisedHyperParameters",
    "SupervisedTuningSpec",
    "VeoHyperParameters",
    "VeoLoraTuningSpec",
    "VeoTuningSpec",
]


class PreTunedModel(TypedDict, total=False):
    """A tuned model to tune on from: `projects/P/locations/L/models/ID@VERSION`."""

    tuned_model_name: Input[str]
    checkpoint_id: Input[str]


class EncryptionSpec(TypedDict, total=False):
    """The customer-managed key, in the job's location."""

    kms_key_name: Input[str]


class SupervisedHyperParameters(TypedDict, total=False):
    """How to train; the last two with v1beta1 and for open models."""

    epoch_count: Input[int]
    learning_rate_multiplier: Input[float]
    adapter_size: Input[str]
    batch_size: Input[int]
    learning_rate: Input[float]


class SupervisedTuningSpec(TypedDict, total=False):
    """Supervised tuning: examples with their answers; `tuning_mode` with v1beta1."""

    training_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    hyper_parameters: Input[SupervisedHyperParameters | Mapping[str, Any]]
    export_last_checkpoint_only: Input[bool]
    tuning_mode: Input[str]
    evaluation_config: Input[EvaluationConfig | Mapping[str, Any]]


class PreferenceOptimizationHyperParameters(TypedDict, total=False):
    """How to train on preferences; `beta` is the weight of staying near the base model."""

    epoch_count: Input[int]
    learning_rate_multiplier: Input[float]
    adapter_size: Input[str]
    beta: Input[float]


class PreferenceOptimizationSpec(TypedDict, total=False):
    """Preference tuning: pairs of a better and a worse answer."""

    training_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    hyper_parameters: Input[PreferenceOptimizationHyperParameters | Mapping[str, Any]]
    export_last_checkpoint_only: Input[bool]


class DistillationHyperParameters(TypedDict, total=False):
    """How to distil."""

    epoch_count: Input[int]
    learning_rate_multiplier: Input[float]
    adapter_size: Input[str]
    batch_size: Input[int]
    learning_rate: Input[float]


class DistillationSpec(TypedDict, total=False):
    """Distillation (v1beta1): a small model learns a larger one's answers."""

    base_teacher_model: Input[str]
    tuned_teacher_model_source: Input[str]
    prompt_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    hyper_parameters: Input[DistillationHyperParameters | Mapping[str, Any]]
    tuning_mode: Input[str]
    training_dataset_uri: Input[str]
    student_model: Input[str]
    pipeline_root_directory: Input[str]


class ReinforcementTuningHyperParameters(TypedDict, total=False):
    """How to train on rewards."""

    epoch_count: Input[int]
    step_count: Input[int]
    learning_rate_multiplier: Input[float]
    adapter_size: Input[str]
    batch_size: Input[int]
    samples_per_prompt: Input[int]
    max_output_tokens: Input[int]
    evaluate_interval: Input[int]
    checkpoint_interval: Input[int]
    thinking_budget: Input[int]
    thinking_level: Input[str]


class CompositeRewardConfig(TypedDict, total=False):
    """Several rewards: each `{reward_config, weight}`."""

    weighted_reward_configs: Input[Sequence[Input[Mapping[str, Any]]]]


class ReinforcementTuningSpec(TypedDict, total=False):
    """Reinforcement tuning (v1beta1): answers are rewarded, by one reward or several."""

    training_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    single_reward_config: Input[Mapping[str, Any]]
    composite_reward_config: Input[CompositeRewardConfig | Mapping[str, Any]]
    hyper_parameters: Input[ReinforcementTuningHyperParameters | Mapping[str, Any]]


class FullFineTuningSpec(TypedDict, total=False):
    """Full fine-tuning (v1beta1): all weights are trained."""

    training_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    hyper_parameters: Input[SupervisedHyperParameters | Mapping[str, Any]]


class PartnerModelTuningSpec(TypedDict, total=False):
    """Tuning of a partner's model (v1beta1), with hyperparameters by the partner's names."""

    training_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    hyper_parameters: Input[Mapping[str, Any]]


class VeoHyperParameters(TypedDict, total=False):
    """How to train a video model."""

    epoch_count: Input[int]
    learning_rate_multiplier: Input[float]
    adapter_size: Input[str]
    tuning_task: Input[str]
    tuning_speed: Input[str]
    veo_data_mixture_ratio: Input[float]


class VeoTuningSpec(TypedDict, total=False):
    """Tuning of Veo, a video model (v1beta1)."""

    training_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    hyper_parameters: Input[VeoHyperParameters | Mapping[str, Any]]


class VeoLoraTuningSpec(TypedDict, total=False):
    """Tuning of an adapter for Veo (v1beta1)."""

    training_dataset_uri: Input[str]
    validation_dataset_uri: Input[str]
    hyper_parameters: Input[VeoHyperParameters | Mapping[str, Any]]
    video_orientation: Input[str]
