"""A dataset's address, which is named after its content: known before there is an object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.lifecycle.foresight import Foreseen


def uri_of(inputs: Mapping[str, Any]) -> str:
    """Return `gs://BUCKET/PREFIX/SHA256.jsonl`."""
    prefix = str(inputs.get("prefix") or "")
    folder = f"{prefix}/" if prefix else ""
    return f"{inputs['bucket']}/{folder}{inputs['source']['sha256']}.jsonl"


class DatasetForesight(Foreseen):
    """The part of the kind that foresees."""

    def foreseen(self, inputs: Mapping[str, Any]) -> Json:
        """Return what follows from the content, and the address that follows from both."""
        source = inputs.get("source")
        if not isinstance(source, Mapping) or contains_unknown(source):
            return {}
        names = ("sha256", "exampleCount", "sizeBytes")
        known = {name: source[name] for name in names if name in source}
        if contains_unknown([inputs.get("bucket"), inputs.get("prefix")]):
            return known
        return {**known, "uri": uri_of(inputs)}
