"""Where inside its inputs a resource changes, by the comparison that decides what becomes of it."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.data.stored import KEPT
from pulumi_google_tuning.fields.compare import same_inside
from pulumi_google_tuning.fields.resource_schema import Field


class Step(enum.Enum):
    """What happens at a path."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


@dataclass(frozen=True)
class ChangedPath:
    """A value that changes: the keys that lead to it from the inputs, and what happens there."""

    keys: tuple[str, ...]
    step: Step
    replaces: bool = False
    """Whether it asks for a new object."""


def paths_of(field: Field, old: Any, new: Any, *, replaces: bool) -> list[ChangedPath]:
    """Return what changes inside a field that was found changed: the deepest paths that say it.

    Lists are compared as a whole. Where nothing inside differs by itself, the field does.
    """
    found = list(_inside(field.schema, (field.name,), old, new, replaces=replaces))
    return found or [_path((field.name,), old, new, replaces=replaces)]


def _inside(
    schema: Mapping[str, Any], keys: tuple[str, ...], old: Any, new: Any, *, replaces: bool
) -> Iterator[ChangedPath]:
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        yield _path(keys, old, new, replaces=replaces)
        return
    parts = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for key in sorted({*old, *new} - KEPT):
        part = parts.get(key, others if isinstance(others, Mapping) else {})
        was, now = old.get(key), new.get(key)
        if not same_inside(part, was, now):
            yield from _inside(part, (*keys, key), was, now, replaces=replaces)


def _path(keys: tuple[str, ...], old: Any, new: Any, *, replaces: bool) -> ChangedPath:
    step = Step.ADD if old is None else Step.DELETE if new is None else Step.UPDATE
    return ChangedPath(keys, step, replaces)
