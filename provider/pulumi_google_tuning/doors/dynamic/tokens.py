"""Type tokens as Pulumi's dynamic host has them: states hold them, so they are public API."""

from __future__ import annotations

from typing import Final

PROVIDER_TYPE: Final = "pulumi:providers:pulumi-python"
"""The provider of all dynamic resources of a Python program; its id is the stack's lineage."""
