"""Typed forms of the nested outputs."""

# Written by `make generate` from schema/tuning_dataset.schema.json: change it there.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pulumi

from pulumi_google_tuning.program.parts import Parts, PartsOutput

_PlaceKey = Literal["server"]


class TuningDatasetPlace(Parts):
    """Where the object was created."""

    server: str | None
    """The base URL of the API."""

    if TYPE_CHECKING:

        def __getitem__(self, key: _PlaceKey) -> Any: ...  # type: ignore[override]


class TuningDatasetPlaceOutput(PartsOutput[TuningDatasetPlace]):
    """`TuningDatasetPlace` as an Output."""

    server: pulumi.Output[str | None]

    if TYPE_CHECKING:

        def __getitem__(self, key: _PlaceKey) -> pulumi.Output[Any]: ...
