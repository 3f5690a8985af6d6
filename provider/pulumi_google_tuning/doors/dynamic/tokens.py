"""How Pulumi names this package's resources, and the provider that serves them.

Every state and every urn holds these texts, so they never change. They are those of Pulumi's
dynamic host: what else needs one takes it from here.
"""

from __future__ import annotations

from typing import Final

MODULE: Final = "google-tuning"
PROVIDER_TYPE: Final = "pulumi:providers:pulumi-python"
"""The type of the stack's own provider resource, whose random id is the stack's lineage."""

_HOST: Final = "pulumi-python:dynamic/"
_PREFIX: Final = f"{_HOST}{MODULE}:"


def token_of(name: str, module: str = MODULE) -> str:
    """Return the type token of a resource: `pulumi-python:dynamic/google-tuning:TunedModel`."""
    return f"{_HOST}{module}:{name}"


def name_in(token: str) -> str | None:
    """Return the resource's name in a type token; None for a type of another package."""
    return token.removeprefix(_PREFIX) if token.startswith(_PREFIX) else None
