"""A resource of the state, its secrets already hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi_google_tuning.resources.entry import Entry


@dataclass(frozen=True)
class Resource:
    """One resource: outputs as `values`, or its inputs where it has no outputs.

    `leaving`: a replacement has it left to delete. `problems`: why it isn't ready.
    """

    urn: str
    entry: Entry
    name: str
    anchor: str
    identifier: str
    leaving: bool
    values: Mapping[str, Any]
    problems: tuple[str, ...]
