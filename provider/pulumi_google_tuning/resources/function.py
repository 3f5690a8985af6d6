"""A function that reads from Google and changes nothing: one for every door.

A program's own form of it, with typed arguments and results, is in functions.py of its resource's
folder; for the native plugin, schema/functions.json says what it takes and gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields.values import Json

if TYPE_CHECKING:
    from pulumi_google_tuning.google.session import Session


@dataclass(frozen=True)
class Function:
    """A function by its name, `getTunedModel`; `call` takes its arguments under their own names."""

    name: str
    call: Callable[[Session, Mapping[str, Any]], Json]
