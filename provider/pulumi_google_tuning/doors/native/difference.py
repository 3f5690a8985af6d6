"""A change as the engine takes it: whether it replaces, and the paths of what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from pulumi_google_tuning.data.sketch import KEY as SKETCH
from pulumi_google_tuning.lifecycle.call import Change

_Kind = provider_pb2.PropertyDiff.Kind


def difference(
    change: Change, old: Mapping[str, Any], new: Mapping[str, Any]
) -> provider_pb2.DiffResponse:
    """Return the engine's answer to a diff of these inputs."""
    names = [*change.replaces, *change.patches]
    detailed = {
        path: provider_pb2.PropertyDiff(
            kind=_kind(was, now, replaces=name in change.replaces), inputDiff=True
        )
        for name in names
        for path, was, now in _changed(name, old.get(name), new.get(name))
    }
    some = provider_pb2.DiffResponse.DiffChanges
    return provider_pb2.DiffResponse(
        changes=some.DIFF_SOME if change.any else some.DIFF_NONE,
        replaces=change.replaces,
        deleteBeforeReplace=change.delete_before_replace,
        diffs=names,
        detailedDiff=detailed,
        hasDetailedDiff=bool(detailed),
    )


def _changed(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new} - {SKETCH}):
            if old.get(key) != new.get(key):
                yield from _changed(f"{path}{_step(key)}", old.get(key), new.get(key))
    else:
        yield path, old, new


def _step(key: str) -> str:
    """Return a key as the engine writes it in a path."""
    plain = key.replace("_", "").replace("-", "").isalnum()
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    return f".{key}" if plain else f'["{quoted}"]'


def _kind(was: Any, now: Any, *, replaces: bool) -> Any:
    if was is None:
        return _Kind.ADD_REPLACE if replaces else _Kind.ADD
    if now is None:
        return _Kind.DELETE_REPLACE if replaces else _Kind.DELETE
    return _Kind.UPDATE_REPLACE if replaces else _Kind.UPDATE
