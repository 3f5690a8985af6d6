"""The configuration of one provider resource: of the stack (the default one), or of a program."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.google.config import Config

# What the engine puts beside a provider's own keys.
_ENGINES: Final = ("version", "pluginDownloadURL", "pluginChecksums")


def settings_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return a provider's values as a stack's configuration has them: texts.

    A program's are typed, or JSON where its SDK wrote them so; both mean the same.
    """
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in values.items()
        if key not in _ENGINES and value is not None and not contains_unknown(value)
    }


def failures_in(values: Mapping[str, Any], *, quote: bool = True) -> list[Failure]:
    """Return what is wrong with a provider's configuration, all at once; without `quote` no value.

    Each names its key in its sentence alone: of a property that is named, the engine would print
    the value.
    """
    # The stack as data is a program's, and no setting of a provider.
    found = Config.failures(settings_of(values), os.environ, quote=quote, stack_data=False)
    return [Failure("", str(failure)) for failure in found]


def secret_keys(values: Json) -> frozenset[tuple[str, ...]]:
    """Return where the credentials are: the engine stores what is marked encrypted."""
    properties = load_schema("config")["properties"]
    return frozenset((key,) for key in values if properties.get(key, {}).get("x-secret"))
