"""The stack's own state in an export of `pulumi stack export`: what a create has to know of it.

Of several providers in a state one is the resource's own, and its random id is the lineage: it is
stored before the first resource of a new stack is created, and no other state has it. Each door
knows its own one in its way: `OfType` and `OfId`. What the others have made is looked for as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pulumi_google_tuning.doors.shared.stack_names import project_of, stack_of
from pulumi_google_tuning.doors.shared.tokens import NATIVE_PROVIDER_TYPE, PROVIDER_TYPE
from pulumi_google_tuning.lifecycle.call import Row, StackState


@dataclass(frozen=True)
class Provider:
    """A provider resource of a state that may have served our resources."""

    urn: str
    type: str
    id: str

    @property
    def is_default(self) -> bool:
        """Whether the engine made it, for the resources of which the program names none."""
        return self.urn.endswith("::default")


class Own(Protocol):
    """Tells which provider of a state is the own one."""

    def among(self, providers: Iterable[Provider]) -> Provider | None:
        """Return the own provider; None where this state hasn't it."""


@dataclass(frozen=True)
class OfType:
    """The stack's own provider of a type, the default one first."""

    type: str

    def among(self, providers: Iterable[Provider]) -> Provider | None:
        """Return the own provider; None where this state hasn't it."""
        mine = (provider for provider in providers if provider.type == self.type)
        return min(mine, key=lambda one: (not one.is_default, one.id), default=None)


@dataclass(frozen=True)
class OfId:
    """The very provider that the engine has named; a state without it is another stack's."""

    urn: str
    id: str

    def among(self, providers: Iterable[Provider]) -> Provider | None:
        """Return the own provider; None where this state hasn't it."""
        mine = (one for one in providers if (one.urn, one.id) == (self.urn, self.id))
        return next(mine, None)


@dataclass(frozen=True)
class OfAny:
    """Any of them, for who asks for all lineages of a state and makes nothing."""

    def among(self, providers: Iterable[Provider]) -> Provider | None:
        """Return a provider; None where this state has none."""
        return next(iter(providers), None)


def read_state(
    deployment: Mapping[str, Any],
    urn: str,
    own: Own,
    one_form: Callable[[str], str] = str,
) -> StackState | None:
    """Read lineage and rows from an exported deployment; None if it isn't this urn's stack.

    `one_form` gives the form in which two urns of one resource are equal.
    """
    resources = (deployment.get("deployment") or {}).get("resources") or []
    stack, project = stack_of(urn), project_of(urn)
    urns = [str(resource.get("urn", "")) for resource in resources]
    if not all(stack_of(other) == stack and project_of(other) == project for other in urns):
        return None
    providers = _providers(resources)
    mine = own.among(providers)
    if mine is None:
        return None
    # What a program only reads (`get`) is external: the stack doesn't hold it.
    held = (one for one in resources if one.get("id") and not one.get("external"))
    rows = tuple(_row(resource, one_form) for resource in held)
    begun: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for operation in (deployment.get("deployment") or {}).get("pending_operations") or []:
        if operation.get("type") == "creating":
            resource = operation["resource"]
            of_urn = one_form(str(resource["urn"]))
            begun[of_urn] = (*begun.get(of_urn, ()), resource.get("inputs") or {})
    others = {provider.id: provider.type for provider in providers if provider.id != mine.id}
    return StackState(
        lineage=mine.id,
        rows=rows,
        pending=frozenset(begun),
        begun=begun,
        earlier=tuple(sorted(others)),
        # The native door has its lineage from the engine, so it never trains without one.
        blind=PROVIDER_TYPE in {mine.type, *others.values()},
    )


def _providers(resources: Iterable[Mapping[str, Any]]) -> list[Provider]:
    return [
        Provider(str(resource["urn"]), str(resource["type"]), str(resource["id"]))
        for resource in resources
        if resource.get("type") in (NATIVE_PROVIDER_TYPE, PROVIDER_TYPE) and resource.get("id")
    ]


def _row(resource: Mapping[str, Any], one_form: Callable[[str], str]) -> Row:
    urn = str(resource.get("urn", ""))
    created = (resource.get("outputs") or {}).get("createTime")
    return Row(
        urn=one_form(urn),
        stored_urn=urn,
        id=str(resource["id"]),
        created=created if isinstance(created, str) else None,
        inputs=resource.get("inputs") or {},
        leaving=bool(resource.get("delete") or resource.get("pendingReplacement")),
        provider=str(resource.get("provider") or ""),
        protected=resource.get("protect") is True,
    )
