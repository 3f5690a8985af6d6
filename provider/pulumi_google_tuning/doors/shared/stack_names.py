"""The names by which the CLI may know the stack of a urn, which has no organisation."""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.doors.shared import pulumi_cli

NO_ORGANIZATION: Final = "organization"
"""What Pulumi calls the organisation of a backend that has none: a folder, a bucket, a database."""


def stack_names(urn: str, organization: str | None) -> list[str]:
    """Return the names by which the CLI may know the stack, the one that suits everywhere first.

    The short name is looked up in the project of the working directory, which an inline program of
    the Automation API hasn't, and which `main:` leaves. Backends without organisations call theirs
    `organization`; their oldest layout, without projects, knows the short name alone.
    """
    full = full_name(urn, organization)
    return [full] if organization else [full, stack_of(urn)]


def names_to_verify(urn: str) -> list[str | None]:
    """Return the names by which the CLI may know a stack whose organisation nobody tells.

    Each may lead to another stack, so what it leads to has to be verified. None: the selected one.
    A short name as the engine was told it is among them anyway.
    """
    said = pulumi_cli.engine_stack()
    first = [said] if said and "/" in said else []
    return [*first, *stack_names(urn, None), None]


def full_name(urn: str, organization: str | None) -> str:
    """Return `ORGANIZATION/PROJECT/STACK`, by which a stack is known in every folder."""
    return f"{organization or NO_ORGANIZATION}/{project_of(urn)}/{stack_of(urn)}"


def stack_of(urn: str) -> str:
    """Return the stack's name: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    return urn.split("::", 1)[0].rsplit(":", 1)[-1]


def project_of(urn: str) -> str:
    """Return the project's name."""
    parts = urn.split("::")
    return parts[1] if len(parts) > 1 else ""
