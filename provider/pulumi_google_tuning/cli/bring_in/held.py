"""What the stack holds already: its objects aren't imported again, nor its names taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.cli.shared import rows
from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.urn_names import name_of
from pulumi_google_tuning.resources.registry import of_type


@dataclass(frozen=True)
class Held:
    """The objects and the resources' names of one stack, `title` in words."""

    title: str = ""
    objects: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[str] = frozenset()

    def has(self, resource: str, object_id: str) -> bool:
        """Return whether the stack has an object; `resource` is the name of its type."""
        return (resource, comparable(object_id)) in self.objects


def comparable(object_id: str) -> str:
    """Return an id without what two spellings of it may differ in: a project, our reference."""
    return vertex.bare(object_id.partition("#")[0])


def read(stack: str | None, emulator: str | None, no_stack: bool) -> Held | None:
    """Read the stack whose configuration the command uses; None where it uses none.

    Raises PulumiError.
    """
    found = rows.exported(stack, emulator, no_stack)
    return None if found is None else _held(*found)


def _held(exported: Mapping[str, Any], title: str) -> Held:
    resources = tolerant.mappings(tolerant.at(exported, "deployment", "resources"))
    names = (name_of(str(one.get("urn", ""))) for one in resources)
    return Held(title, frozenset(_objects(resources)), frozenset(names))


def _objects(resources: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in resources:
        entry = of_type(str(one.get("type", "")))
        # What the program only reads, or what a replacement leaves to delete, isn't managed.
        if entry is None or one.get("external") or one.get("delete"):
            continue
        outputs = tolerant.mapping(one.get("outputs"))
        for name in (one.get("id"), outputs.get("name"), outputs.get("uri")):
            if isinstance(name, str) and name:
                yield entry.title, comparable(name)
