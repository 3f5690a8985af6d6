"""`TuningDataset`: a dataset for Vertex AI in Cloud Storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.program.resource import TuningResource, pick_arguments
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind

Row = Mapping[str, Any]


class TuningDatasetProvider(LifecycleProvider):
    """The provider of TuningDataset. Users' states hold this import path: it never changes."""

    kind = TuningDatasetKind()


class TuningDataset(TuningResource):
    """A dataset that a tuning job reads, at `gs://BUCKET/PREFIX/SHA256.jsonl`.

    The rows are checked in the preview, and uploaded once: the same content is one object. Source:
    https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare.
    Every argument takes a plain value or an Output; the limits and the meaning of each stand in
    schema/tuning_dataset.schema.json.
    """

    _schema = TuningDatasetKind.schema
    _provider_class = TuningDatasetProvider

    uri: pulumi.Output[str]
    sha256: pulumi.Output[str]
    example_count: pulumi.Output[int]
    size_bytes: pulumi.Output[int]
    generation: pulumi.Output[str]
    place: pulumi.Output[dict[str, str]]

    def __init__(
        self,
        resource_name: str,
        *,
        source: pulumi.Input[str | pulumi.Asset | Sequence[Row]],
        bucket: pulumi.Input[str],
        prefix: pulumi.Input[str] | None = None,
        format: pulumi.Input[str] | None = None,  # noqa: A002 - the field's name
        deletion_policy: pulumi.Input[str] | None = None,
        delete: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(resource_name, pick_arguments(locals()), opts)
