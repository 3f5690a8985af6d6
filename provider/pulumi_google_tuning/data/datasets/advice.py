"""What a valid dataset might still lack: advice, never a refusal. The numbers are the schema's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.data.datasets.rows import dataset_schema


def advice(summary: Mapping[str, Any], format: str = "gemini") -> str | None:  # noqa: A002 - the name that users know
    """Say that there are fewer rows than Google recommends; None when there are enough.

    `summary` is a dataset's own. The numbers are the schema's `x-recommended`.
    """
    recommended = dataset_schema(format).recommended
    count = summary["exampleCount"]
    wanted = [
        f"{one['examples']:,} for {' and '.join(one['tasks'])}"
        for one in recommended
        if count < one["examples"]
    ]
    if not wanted:
        return None
    epochs = sorted({tuple(one["epochs"]) for one in recommended})
    fewest, most = epochs[0][0], epochs[-1][1]
    name = summary.get("path") or "the dataset"
    rows = "row" if count == 1 else "rows"
    return (
        f"{name} has {count:,} {rows}; Google recommends training on at least "
        f"{', '.join(wanted)}, and {fewest} to {most} epochs"
    )
