"""Outputs inside of a program's values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi


def holds_output(value: Any) -> bool:
    """Return whether a value is an Output, or has one in it."""
    if isinstance(value, Mapping):
        return any(map(holds_output, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_output, value))
    return isinstance(value, pulumi.Output)
