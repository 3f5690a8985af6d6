"""`TuningDataset`: a dataset for Vertex AI in Cloud Storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.resources.tuning_dataset.typed.base import TuningDatasetFields

if TYPE_CHECKING:
    from pulumi_google_tuning.lifecycle.kind import Kind


class TuningDatasetProvider(LifecycleProvider):
    """The provider of TuningDataset. Users' states hold this import path: it never changes."""

    @staticmethod
    def make_kind() -> Kind:
        """Return the kind; a program, which only refers to this class, doesn't import it."""
        from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind  # noqa: PLC0415

        return TuningDatasetKind()


class TuningDataset(TuningDatasetFields):
    """A dataset that a tuning job reads, at `gs://BUCKET/PREFIX/SHA256.jsonl`.

    The rows are checked in the preview, and uploaded once: the same content is one object. Source:
    https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare.
    Every argument takes a plain value or an Output, and is an attribute, too.
    """

    _schema = ResourceSchema.load("tuning_dataset")
    _provider_class = TuningDatasetProvider
