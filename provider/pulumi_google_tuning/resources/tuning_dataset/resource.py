"""`TuningDataset`: a dataset for Vertex AI in Cloud Storage."""

from __future__ import annotations

from pulumi_google_tuning.doors.dynamic.provider import LifecycleProvider
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_dataset.typed.base import TuningDatasetFields


class TuningDatasetProvider(LifecycleProvider):
    """The provider of TuningDataset. Users' states hold this import path: it never changes."""

    kind = TuningDatasetKind()


class TuningDataset(TuningDatasetFields):
    """A dataset that a tuning job reads, at `gs://BUCKET/PREFIX/SHA256.jsonl`.

    The rows are checked in the preview, and uploaded once: the same content is one object. Source:
    https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare.
    Every argument takes a plain value or an Output, and is an attribute, too.
    """

    _schema = TuningDatasetKind.schema
    _provider_class = TuningDatasetProvider
