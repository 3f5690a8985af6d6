"""Typed forms of the nested arguments."""

# Written by `make generate` from schema/tuned_model.schema.json: change it there.

from __future__ import annotations

from typing import Literal, TypedDict

from pulumi import Input

__all__ = [
    "Hyperparameters",
    "Timeouts",
]

ApiVersion = Literal[
    "v1beta",
    "v1beta3",
]

Delete = Literal[
    "allow",
    "deny",
]

OnTimeout = Literal[
    "keep",
    "cancel",
]

Retrain = Literal[
    "allow",
    "deny",
]


class Hyperparameters(TypedDict, total=False):
    """The hyperparameters of the training."""

    epoch_count: Input[int]
    """The number of passes over the training data. At least 1."""
    batch_size: Input[int]
    """The number of examples per step. By default Google chooses it from the number of examples. At
    least 1.
    """
    learning_rate: Input[float]
    """The learning rate. Cannot be combined with `learningRateMultiplier`. Greater than 0."""
    learning_rate_multiplier: Input[float]
    """A multiplier of the learning rate that Google would choose. Cannot be combined with
    `learningRate`. Greater than 0. Only with `apiVersion` `v1beta`.
    """


class Timeouts(TypedDict, total=False):
    """How long to wait, as `90s`, `30m`, `6h`, `1h30m` or `2d`."""

    create: Input[str]
    """For the model to become ACTIVE. Such as `6h`."""
    stall: Input[str]
    """For the next step. The wait ends when the training makes no step for this long. After a
    resume, the time counts from the last step that has a date from Google. Such as `2h`.
    """
