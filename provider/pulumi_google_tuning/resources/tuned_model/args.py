"""Typed forms of the nested arguments; a plain dict with the same keys does as well."""

from __future__ import annotations

from typing import TypedDict

from pulumi import Input

__all__ = ["Hyperparameters"]


class Hyperparameters(TypedDict, total=False):
    """How to train; what is left out is Google's to choose."""

    epoch_count: Input[int]
    batch_size: Input[int]
    learning_rate: Input[float]
    learning_rate_multiplier: Input[float]
