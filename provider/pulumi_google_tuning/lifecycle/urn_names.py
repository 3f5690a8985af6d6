"""The name in a urn: urn:pulumi:STACK::PROJECT::TYPE::NAME. Pulumi allows `::` in it."""

from __future__ import annotations

from typing import Final

_PARTS_BEFORE: Final = 3


def name_of(urn: str) -> str:
    """Return the name of a resource or a provider, as its program says it."""
    return urn.split("::", _PARTS_BEFORE)[-1]
