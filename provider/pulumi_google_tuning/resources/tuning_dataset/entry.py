"""What the rest of the package needs to know of `TuningDataset`."""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.resources.entry import Entry, Links
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind

TUNING_DATASET: Final = Entry(
    kind=TuningDatasetKind(),
    section="datasets",
    section_description="Datasets for Vertex AI in Cloud Storage, by name.",
    summary="checked rows, uploaded once to Cloud Storage",
    exported=("uri", "exampleCount"),
    links=Links(address=("uri",)),
)
