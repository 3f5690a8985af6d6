"""Google model tuning as Pulumi resources."""

from pulumi_google_tuning.resources.args import Hyperparameters, Timeouts
from pulumi_google_tuning.resources.tuned_model import TunedModel

__all__ = [
    "Hyperparameters",
    "Timeouts",
    "TunedModel",
]
