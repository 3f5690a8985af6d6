"""Google model tuning as Pulumi resources."""

# Written by `make generate` from resources/registry.py: a name is made public there. Each is
# imported where it is first used, since most need the Pulumi SDK, and the native plugin doesn't.

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi_google_tuning.fields.catalogue import catalogue
    from pulumi_google_tuning.program.functions import FunctionError
    from pulumi_google_tuning.resources.prompts import (
        GenerateResult,
        generate_content,
        generate_content_output,
        generate_text,
        generate_text_output,
    )
    from pulumi_google_tuning.resources.tuned_model.functions import (
        TunedModelResult,
        get_tuned_model,
        get_tuned_model_output,
        list_tuned_models,
        list_tuned_models_output,
    )
    from pulumi_google_tuning.resources.tuned_model.resource import TunedModel
    from pulumi_google_tuning.resources.tuned_model.typed.args import Hyperparameters, Timeouts
    from pulumi_google_tuning.resources.tuned_model_permission.resource import TunedModelPermission
    from pulumi_google_tuning.resources.tuning_dataset.resource import TuningDataset
    from pulumi_google_tuning.resources.tuning_job.functions import (
        TuningJobResult,
        get_tuning_job,
        get_tuning_job_output,
        list_tuning_jobs,
        list_tuning_jobs_output,
    )
    from pulumi_google_tuning.resources.tuning_job.resource import TuningJob
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

_HOMES = {
    "AutoraterConfig": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "CompositeRewardConfig": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "DistillationHyperParameters": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "DistillationSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "EncryptionSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "EvaluationConfig": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "EvaluationMetric": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "EvaluationParserConfig": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "FullFineTuningSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "FunctionError": "pulumi_google_tuning.program.functions",
    "GenerateResult": "pulumi_google_tuning.resources.prompts",
    "GenerationConfig": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "Hyperparameters": "pulumi_google_tuning.resources.tuned_model.typed.args",
    "PartnerModelTuningSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "PreTunedModel": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "PredefinedMetricSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "PreferenceOptimizationHyperParameters": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "PreferenceOptimizationSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "ReinforcementTuningHyperParameters": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "ReinforcementTuningSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "RewardConfig": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "StackDataError": "pulumi_google_tuning.stack_data.declare",
    "SupervisedHyperParameters": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "SupervisedTuningSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "Timeouts": "pulumi_google_tuning.resources.tuned_model.typed.args",
    "TunedModel": "pulumi_google_tuning.resources.tuned_model.resource",
    "TunedModelPermission": "pulumi_google_tuning.resources.tuned_model_permission.resource",
    "TunedModelResult": "pulumi_google_tuning.resources.tuned_model.functions",
    "TuningDataset": "pulumi_google_tuning.resources.tuning_dataset.resource",
    "TuningJob": "pulumi_google_tuning.resources.tuning_job.resource",
    "TuningJobResult": "pulumi_google_tuning.resources.tuning_job.functions",
    "VeoHyperParameters": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "VeoLoraTuningSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "VeoTuningSpec": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "VoiceConfig": "pulumi_google_tuning.resources.tuning_job.typed.args",
    "catalogue": "pulumi_google_tuning.fields.catalogue",
    "declare": "pulumi_google_tuning.stack_data.declare",
    "generate_content": "pulumi_google_tuning.resources.prompts",
    "generate_content_output": "pulumi_google_tuning.resources.prompts",
    "generate_text": "pulumi_google_tuning.resources.prompts",
    "generate_text_output": "pulumi_google_tuning.resources.prompts",
    "get_tuned_model": "pulumi_google_tuning.resources.tuned_model.functions",
    "get_tuned_model_output": "pulumi_google_tuning.resources.tuned_model.functions",
    "get_tuning_job": "pulumi_google_tuning.resources.tuning_job.functions",
    "get_tuning_job_output": "pulumi_google_tuning.resources.tuning_job.functions",
    "list_tuned_models": "pulumi_google_tuning.resources.tuned_model.functions",
    "list_tuned_models_output": "pulumi_google_tuning.resources.tuned_model.functions",
    "list_tuning_jobs": "pulumi_google_tuning.resources.tuning_job.functions",
    "list_tuning_jobs_output": "pulumi_google_tuning.resources.tuning_job.functions",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Import the module of a public name."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        """Return what there is, imported or not."""
        return sorted({*globals(), *__all__})
