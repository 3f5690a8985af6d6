"""Typed forms of the nested outputs."""

# Written by `make generate` from schema/tuned_model.schema.json: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pulumi

from pulumi_google_tuning.program.parts import Parts, PartsOutput

_LossCurveKey = Literal[
    "steps",
    "epochs",
    "mean_losses",
]


class TunedModelLossCurve(Parts):
    """The training's loss curve, thinned."""

    steps: list[int] | None
    """The step of each point, from 1. At most 25 items."""
    epochs: list[int] | None
    """The epoch of each point, from 0. At most 25 items."""
    mean_losses: list[float] | None
    """The mean loss of the step's examples, of each point. At most 25 items."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _LossCurveKey) -> Any: ...  # type: ignore[override]


class TunedModelLossCurveOutput(PartsOutput[TunedModelLossCurve]):
    """`TunedModelLossCurve` as an Output."""

    steps: pulumi.Output[list[int] | None]
    epochs: pulumi.Output[list[int] | None]
    mean_losses: pulumi.Output[list[float] | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _LossCurveKey) -> pulumi.Output[Any]: ...


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
