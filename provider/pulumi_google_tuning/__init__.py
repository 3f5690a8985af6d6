"""Google model tuning as Pulumi resources."""

from pulumi_google_tuning.resources.args import Hyperparameters, Timeouts
from pulumi_google_tuning.resources.functions import (
    FunctionError,
    GenerateResult,
    TunedModelResult,
    generate_content,
    generate_content_output,
    generate_text,
    generate_text_output,
    get_tuned_model,
    get_tuned_model_output,
    list_tuned_models,
    list_tuned_models_output,
)
from pulumi_google_tuning.resources.stack import StackDataError, declare
from pulumi_google_tuning.resources.tuned_model import TunedModel
from pulumi_google_tuning.resources.tuned_model_permission import TunedModelPermission
from pulumi_google_tuning.resources.tuning_dataset import TuningDataset

__all__ = [
    "FunctionError",
    "GenerateResult",
    "Hyperparameters",
    "StackDataError",
    "Timeouts",
    "TunedModel",
    "TunedModelPermission",
    "TunedModelResult",
    "TuningDataset",
    "declare",
    "generate_content",
    "generate_content_output",
    "generate_text",
    "generate_text_output",
    "get_tuned_model",
    "get_tuned_model_output",
    "list_tuned_models",
    "list_tuned_models_output",
]
