"""Typed forms that the resources have in common: training data, and what is known later."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import pulumi

# Not `Input[SomeTypedDict]`: that has the typed dict in it three times, and its parts nine times.
# mypy goes through all of them to word one error, and ten levels take it all the memory there is.
LaterMap = Awaitable[Mapping[str, Any]] | pulumi.Output[Mapping[str, Any]]
"""A map that is known later, whose keys are checked then."""
LaterList = Awaitable[Sequence[Any]] | pulumi.Output[Sequence[Any]]
"""A list of maps that is known later."""

Example = Mapping[str, pulumi.Input[str]] | Sequence[pulumi.Input[str]]
"""An example: a map of its two texts, or a pair of them."""
Examples = str | pulumi.Asset | Sequence[pulumi.Input[Example]]
"""The path of a file, a FileAsset, or a list of examples."""
Rows = str | pulumi.Asset | Sequence[pulumi.Input[Mapping[str, Any]]]
"""The path of a file, a FileAsset, or a list of rows."""
