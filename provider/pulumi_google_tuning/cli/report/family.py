"""Who was tuned from whom, who may use it, and which object its data are: the state's own links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_google_tuning.cli.report.model import Link
from pulumi_google_tuning.cli.report.resource import Resource
from pulumi_google_tuning.cli.report.values import mapping, text

_MOST_ANCESTORS = 20


@dataclass(frozen=True)
class Family:
    """All resources of the stack, and how they refer to each other by Google's names."""

    resources: tuple[Resource, ...]
    made_by: Mapping[str, Resource]

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> Family:
        """Find the makers."""
        known = tuple(resources)
        made_by: dict[str, Resource] = {}
        for one in known:
            name = _makes(one)
            # The first of a name: what is left to delete comes last.
            if name:
                made_by.setdefault(name, one)
        return cls(known, made_by)

    def lineage(self, resource: Resource) -> tuple[Link, ...]:
        """Return what it was tuned from, the base model first and the nearest ancestor last."""
        chain: list[Link] = []
        seen = {resource.urn}
        at: Resource | None = resource
        while at is not None and len(chain) < _MOST_ANCESTORS:
            source = source_of(at)
            if source is None:
                base = text(at.values.get("baseModel"))
                if base:
                    chain.append(Link(base))
                break
            parent = self.made_by.get(_bare(source))
            if parent is None or parent.urn in seen:
                chain.append(Link(source))
                break
            chain.append(Link(parent.name, parent.anchor))
            seen.add(parent.urn)
            at = parent
        return tuple(reversed(chain))

    def tuned_on(self, resource: Resource) -> tuple[Link, ...]:
        """Return what was tuned on from it."""
        name = _makes(resource)
        return tuple(
            Link(one.name, one.anchor)
            for one in self.resources
            if name and one is not resource and _bare(source_of(one) or "") == name
        )

    def permissions(self, resource: Resource) -> list[Mapping[str, Any]]:
        """Return the permissions on a model."""
        name = resource.values.get("name")
        return [
            one.values
            for one in self.resources
            if name and _linked(one, one.entry.links.permits) == name
        ]

    def dataset(self, uri: Any) -> Mapping[str, Any]:
        """Return the dataset that was uploaded to an address; an empty map for someone else's."""
        for one in self.resources:
            if uri and _linked(one, one.entry.links.address) == uri:
                return one.values
        return {}


def source_of(resource: Resource) -> str | None:
    """Return the tuned model that it was tuned from, as it names it; None for a base model."""
    return text(_linked(resource, resource.entry.links.tuned_from))


def _makes(resource: Resource) -> str:
    """Return the name under which others refer to what it made."""
    return _bare(text(_linked(resource, resource.entry.links.makes)) or "")


def _linked(resource: Resource, path: tuple[str, ...]) -> Any:
    """Return the value at a path into a resource's outputs; None for no path."""
    value: Any = resource.values if path else None
    for key in path:
        value = mapping(value).get(key)
    return value


def _bare(name: str) -> str:
    """Leave out what may differ in a model's name: its version, and its project as id or number."""
    bare = name.split("@", 1)[0]
    parts = bare.split("/")
    return "/".join(parts[2:]) if parts[0] == "projects" and len(parts) > 2 else bare  # noqa: PLR2004
