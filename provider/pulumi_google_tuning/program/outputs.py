"""Outputs inside of a program's values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_google_tuning.fields.depth import TOO_DEEP, too_deep


def holds_output(value: Any) -> bool:
    """Return whether a value is an Output, or has one in it."""
    if isinstance(value, Mapping):
        return any(map(holds_output, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_output, value))
    return isinstance(value, pulumi.Output)


def shallow(output: pulumi.Output[Any], what: str) -> pulumi.Output[Any]:
    """Return an Output that fails with a sentence where its value is nested too deeply.

    `what` says whose value it is. A value of more than some 300 levels fails in the SDK, which goes
    through it by recursion, as soon as the Output has it; earlier versions can't tell that.
    """

    def checked(value: Any) -> Any:
        if too_deep(value):
            raise pulumi.RunError(f"{what} {TOO_DEEP}")
        return value

    def failed(error: Exception) -> Any:
        if isinstance(error, RecursionError):
            raise pulumi.RunError(f"{what} {TOO_DEEP}") from None
        raise error

    # An Output answers to every name; its class doesn't.
    can_recover = hasattr(pulumi.Output, "recover")
    known: pulumi.Output[Any] = output.recover(failed) if can_recover else output
    return known.apply(checked)
