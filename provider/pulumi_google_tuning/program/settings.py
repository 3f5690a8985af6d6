"""The stack's configuration as the program hears it: `google-tuning:*`."""

from __future__ import annotations

import pulumi

from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.google.config.namespace import NAMESPACE

_STACK_AS_DATA = "resources"


def settings() -> dict[str, str]:
    """Return what is set, by key, but for the stack as data: that declares, and sets nothing."""
    stack = pulumi.Config(NAMESPACE)
    names = [name for name in load_schema("config")["properties"] if name != _STACK_AS_DATA]
    return {name: value for name in names if (value := stack.get(name)) is not None}
