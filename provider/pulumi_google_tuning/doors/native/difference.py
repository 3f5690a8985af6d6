"""A change as the engine takes it: whether it replaces, and the paths of what differs."""

from __future__ import annotations

from typing import Any

from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.doors.shared.property_path import written
from pulumi_google_tuning.lifecycle.call import Change
from pulumi_google_tuning.lifecycle.changed_paths import ChangedPath, Step


def difference(change: Change) -> provider_pb2.DiffResponse:
    """Return the engine's answer to a diff that found this change."""
    detailed = {
        written(path.keys): provider_pb2.PropertyDiff(kind=_kind(path), inputDiff=True)
        for path in change.paths
    }
    some = provider_pb2.DiffResponse.DiffChanges
    return provider_pb2.DiffResponse(
        changes=some.DIFF_SOME if change.any else some.DIFF_NONE,
        replaces=change.replaces,
        deleteBeforeReplace=change.delete_before_replace,
        diffs=[*change.replaces, *change.patches],
        detailedDiff=detailed,
        hasDetailedDiff=bool(detailed),
    )


def _kind(path: ChangedPath) -> Any:
    name = {Step.ADD: "ADD", Step.DELETE: "DELETE", Step.UPDATE: "UPDATE"}[path.step]
    return provider_pb2.PropertyDiff.Kind.Value(f"{name}_REPLACE" if path.replaces else name)
