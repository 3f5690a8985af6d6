"""The examples that a check has read, kept for the create that follows it in the same process.

The state holds a digest, not the data, so a create has to get the examples from somewhere: a file
is read again and must still have the digest; a list is only to be had from the check before.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.lifecycle.call import LifecycleError
from pulumi_google_tuning.lifecycle.data.examples import Examples, reread
from pulumi_google_tuning.lifecycle.fields import ResourceSchema


class Library:
    """Examples by digest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Examples] = {}

    def keep(self, examples: Examples) -> None:
        """Keep what can't be read again: the examples that came as a list."""
        if examples.path is None:
            with self._lock:
                self._kept[examples.sha256] = examples

    def get(self, schema: ResourceSchema, inputs: Mapping[str, Any]) -> Examples | None:
        """Give the examples of checked inputs; None for a resource that takes none."""
        for field in schema.inputs:
            value = inputs.get(field.name)
            if not field.data or value is None:
                continue
            if value.get("path") is not None:
                return reread(value)
            with self._lock:
                kept = self._kept.get(value["sha256"])
            if kept is None:
                raise LifecycleError(
                    f"{field.name}: the examples with sha256 {value['sha256']} are not at hand; "
                    f"run `pulumi up` again"
                )
            return kept
        return None
