"""Google model tuning as Pulumi resources."""

# Written by `make generate` from resources/registry.py: a name is made public there.

from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.program.functions import FunctionError
from pulumi_google_tuning.resources.inference import (
    GenerateResult,
    generate_content,
    generate_content_output,
    generate_text,
    generate_text_output,
)
from pulumi_google_tuning.resources.tuned_model import TunedModel
from pulumi_google_tuning.resources.tuned_model.functions import (
    TunedModelResult,
    get_tuned_model,
    get_tuned_model_output,
    list_tuned_models,
    list_tuned_models_output,
)
from pulumi_google_tuning.resources.tuned_model.typed.args import Hyperparameters, Timeouts
from pulumi_google_tuning.resources.tuned_model_permission import TunedModelPermission
from pulumi_google_tuning.resources.tuning_dataset import TuningDataset
from pulumi_google_tuning.resources.tuning_job import TuningJob
from pulumi_google_tuning.resources.tuning_job.functions import (
    TuningJobResult,
    get_tuning_job,
    get_tuning_job_output,
    list_tuning_jobs,
    list_tuning_jobs_output,
)
from pulumi_google_tuning.resources.tuning_job.typed.args import (
    AutoraterConfig,
    CompositeRewardConfig,
    DistillationHyperParameters,
    DistillationSpec,
    EncryptionSpec,
    EvaluationConfig,
    EvaluationMetric,
    EvaluationParserConfig,
    FullFineTuningSpec,
    GenerationConfig,
    PartnerModelTuningSpec,
    PredefinedMetricSpec,
    PreferenceOptimizationHyperParameters,
    PreferenceOptimizationSpec,
    PreTunedModel,
    ReinforcementTuningHyperParameters,
    ReinforcementTuningSpec,
    RewardConfig,
    SupervisedHyperParameters,
    SupervisedTuningSpec,
    VeoHyperParameters,
    VeoLoraTuningSpec,
    VeoTuningSpec,
    VoiceConfig,
)
from pulumi_google_tuning.stack_data.declare import StackDataError, declare

__all__ = [
    "AutoraterConfig",
    "CompositeRewardConfig",
    "DistillationHyperParameters",
    "DistillationSpec",
    "EncryptionSpec",
    "EvaluationConfig",
    "EvaluationMetric",
    "EvaluationParserConfig",
    "FullFineTuningSpec",
    "FunctionError",
    "GenerateResult",
    "GenerationConfig",
    "Hyperparameters",
    "PartnerModelTuningSpec",
    "PreTunedModel",
    "PredefinedMetricSpec",
    "PreferenceOptimizationHyperParameters",
    "PreferenceOptimizationSpec",
    "ReinforcementTuningHyperParameters",
    "ReinforcementTuningSpec",
    "RewardConfig",
    "StackDataError",
    "SupervisedHyperParameters",
    "SupervisedTuningSpec",
    "Timeouts",
    "TunedModel",
    "TunedModelPermission",
    "TunedModelResult",
    "TuningDataset",
    "TuningJob",
    "TuningJobResult",
    "VeoHyperParameters",
    "VeoLoraTuningSpec",
    "VeoTuningSpec",
    "VoiceConfig",
    "catalogue",
    "declare",
    "generate_content",
    "generate_content_output",
    "generate_text",
    "generate_text_output",
    "get_tuned_model",
    "get_tuned_model_output",
    "get_tuning_job",
    "get_tuning_job_output",
    "list_tuned_models",
    "list_tuned_models_output",
    "list_tuning_jobs",
    "list_tuning_jobs_output",
]
