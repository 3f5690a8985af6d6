"""The data that a check has read, kept for the create that follows it in the same process.

The state holds a digest, not the data, so a create has to get the examples from somewhere: a file
is read again and must still have the digest; a list is only to be had from the check before.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pulumi_google_tuning.data.pairs.examples import Examples, Reads, reread
from pulumi_google_tuning.data.problems import DataError
from pulumi_google_tuning.fields.resource_schema import Field, ResourceSchema

if TYPE_CHECKING:
    from pulumi_google_tuning.data.datasets.dataset import Dataset

Data: TypeAlias = "Examples | Dataset"


class CheckedData:
    """Data by digest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reads = Reads()
        """Examples that were read; what a check has read its create needn't read."""
        self._by_digest: dict[tuple[bool, str], Data] = {}
        self._files: dict[tuple[str, str], Dataset] = {}

    def keep(self, data: Data) -> None:
        """Keep what can't be read again, data that came as a list; of a file of rows its sums."""
        with self._lock:
            if data.path is None:
                self._by_digest[isinstance(data, Examples), data.sha256] = data
            elif not isinstance(data, Examples):
                self._files[data.path, data.sha256] = data

    def get(self, schema: ResourceSchema, inputs: Mapping[str, Any]) -> Data | None:
        """Return the data of checked inputs; None for a resource that takes none."""
        for field in schema.inputs:
            value = inputs.get(field.name)
            if not field.holds_data or value is None:
                continue
            if value.get("path") is not None:
                if field.dataset:
                    with self._lock:
                        seen = self._files.get((value["path"], value["sha256"]))
                    return _of_file(schema, field, inputs, seen)
                return reread(value, str(field.data), self.reads)
            with self._lock:
                data = self._by_digest.get((not field.dataset, value["sha256"]))
            if data is None:
                gone = (
                    f"The training data (sha256 {value['sha256']}) is no longer in memory. "
                    f"Run `pulumi up` again"
                )
                raise DataError([f"{field.name}: {gone}"])
            return data
        return None


def _of_file(
    schema: ResourceSchema, field: Field, inputs: Mapping[str, Any], seen: Dataset | None
) -> Dataset:
    """Return a checked file, which isn't read here: its sender checks its digest.

    What the check has `seen` of it spares a sender the sums of a file that looks as it did.
    """
    from pulumi_google_tuning.data.datasets.dataset import Dataset  # noqa: PLC0415 - see check

    checked = inputs[field.name]
    return Dataset(
        sha256=checked["sha256"],
        count=int(checked["exampleCount"]),
        size_bytes=int(checked["sizeBytes"]),
        path=checked["path"],
        format=format_of(schema, field, inputs),
        content=None,
        crc32c=seen.crc32c if seen is not None and seen.looks_unchanged else None,
    )


def format_of(schema: ResourceSchema, field: Field, inputs: Mapping[str, Any]) -> str:
    """Return the format of a dataset's rows: what its field says, or that field's default."""
    name = str(field.dataset)
    return str(inputs.get(name) or schema.fields[name].schema["default"])
