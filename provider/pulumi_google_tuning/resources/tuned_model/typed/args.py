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
    """How to train."""

    epoch_count: Input[int]
    """How many times the training goes through the data. At least 1."""
    batch_size: Input[int]
    """How many examples make one step. Google chooses by the number of examples. At least 1."""
    learning_rate: Input[float]
    """The learning rate itself. Not together with `learningRateMultiplier`. Greater than 0."""
    learning_rate_multiplier: Input[float]
    """A factor on the learning rate that Google would choose. Not together with `learningRate`.
    Greater than 0. Only with `apiVersion` `v1beta`.
    """


class Timeouts(TypedDict, total=False):
    """How long to wait, as `90s`, `30m`, `6h`, `1h30m` or `2d`."""

    create: Input[str]
    """For the model to become ACTIVE. Such as `6h`."""
    stall: Input[str]
    """For the next step: a training without one for so long is no longer waited for. After a resume
    it counts from the last step that Google dates. Such as `2h`.
    """
