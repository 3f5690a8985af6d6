"""The configuration of one provider resource: of the stack (the default one), or of a program."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.values import Json, contains_unknown
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.google.config.namespace import KEY_PREFIX

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


def failures_in(values: Mapping[str, Any], secret: Collection[str] = ()) -> list[Failure]:
    """Return what is wrong with a provider's configuration, all at once; no value that is `secret`.

    Each names its key in its sentence alone: of a property that is named, the engine would print
    the value.
    """
    found = Config.failures(settings_of(values), os.environ)
    return [Failure("", str(_without_value(one) if _is_of(one, secret) else one)) for one in found]


def _is_of(failure: Failure, secret: Collection[str]) -> bool:
    """Whether a failure may quote one of these: what always is secret, none does."""
    properties = load_schema("config")["properties"]
    told = {key for key in secret if not properties.get(key, {}).get("x-secret")}
    return failure.path in {KEY_PREFIX + key for key in told}


def _without_value(failure: Failure) -> Failure:
    known = load_schema("config")["properties"].get(failure.path.removeprefix(KEY_PREFIX))
    if known is None:  # that it isn't a setting tells nothing of its value
        return failure
    wanted = known.get("x-form") or known["description"]
    return Failure(failure.path, f"its secret value is invalid (not shown). Expected: {wanted}")


def secret_keys(values: Json) -> frozenset[tuple[str, ...]]:
    """Return where the credentials are: the engine stores what is marked encrypted."""
    properties = load_schema("config")["properties"]
    return frozenset((key,) for key in values if properties.get(key, {}).get("x-secret"))
