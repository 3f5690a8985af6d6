"""Typed forms of the nested outputs."""

# Written by `make generate` from schema/tuned_model.schema.json: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pulumi

from pulumi_google_tuning.program.parts import Parts, PartsOutput

_PlaceKey = Literal[
    "server",
    "project",
]


class TunedModelPlace(Parts):
    """Where the object was created."""

    server: str | None
    """The base URL of the API."""
    project: str | None
    """The project, as the configuration or the resource named it."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _PlaceKey) -> Any: ...  # type: ignore[override]


class TunedModelPlaceOutput(PartsOutput[TunedModelPlace]):
    """`TunedModelPlace` as an Output."""

    server: pulumi.Output[str | None]
    project: pulumi.Output[str | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _PlaceKey) -> pulumi.Output[Any]: ...


_SnapshotKey = Literal[
    "step",
    "epoch",
    "mean_loss",
    "compute_time",
]


class TunedModelSnapshot(Parts):
    """One of several."""

    step: int | None
    """The step, from 1."""
    epoch: int | None
    """The epoch, from 0."""
    mean_loss: float | None
    """The mean loss of the step's examples."""
    compute_time: str | None
    """When it was computed, RFC 3339 in UTC."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _SnapshotKey) -> Any: ...  # type: ignore[override]
