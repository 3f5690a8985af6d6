"""The names of `pulumi_google_tuning`, of the native plugin's resources: for the same programs.

A test's program is written once. Through the dynamic door it imports the provider; through the
native one it imports this, which registers the package's resources as a generated SDK does: by
their tokens, with the schema's names, `examples` and `rows` for lists.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi

_SCHEMA = Path(__file__).resolve().parents[2] / "schema" / "package.json"
PACKAGE = "google-tuning"
# Their keys are the user's own words.
_FREE = ("labels",)
_LISTS = {"trainingData": "examples", "source": "rows"}


@functools.cache
def _schema() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return read


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


def _spelt(value: Any) -> Any:
    """Return a value with the schema's names, as a generated SDK sends it."""
    if isinstance(value, Mapping):
        names = ((_camel(key), key) for key in value)
        return {
            name: value[key] if name in _FREE else _spelt(value[key])
            for name, key in names
            if value[key] is not None
        }
    if isinstance(value, (list, tuple)):
        return [_spelt(one) for one in value]
    return value


def _pair(row: Any) -> Any:
    """Return an example with its parts' names; one that has names keeps them."""
    if isinstance(row, Mapping):
        return row
    text_input, output = row
    return {"textInput": text_input, "output": output}


def _data(values: dict[str, Any]) -> dict[str, Any]:
    """Put what is a list where the schema has a list."""
    for name, other in _LISTS.items():
        if isinstance(values.get(name), list):
            rows = values.pop(name)
            values[other] = [_pair(row) for row in rows] if other == "examples" else rows
    return values


class _Resource(pulumi.CustomResource):
    """A resource of the package; its outputs have the names of a Python SDK."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **given: Any) -> None:
        token = f"{PACKAGE}:index:{type(self).__name__}"
        outputs = dict.fromkeys(_schema()["resources"][token]["properties"])
        super().__init__(token, name, {**outputs, **_data(_spelt(given))}, self._whole(token, opts))

    @staticmethod
    def _whole(token: str, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
        """Add what the package's schema has for every resource: its former types."""
        former = [pulumi.Alias(type_=one["type"]) for one in _former(token)]
        return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=[*former]))

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__.get(_camel(name))
        if found is None:
            raise AttributeError(name)
        return found


def _former(token: str) -> list[dict[str, str]]:
    aliases: list[dict[str, str]] = _schema()["resources"][token].get("aliases", [])
    return aliases


class TunedModel(_Resource):
    """As the provider's."""


class TunedModelPermission(_Resource):
    """As the provider's."""


class TuningDataset(_Resource):
    """As the provider's."""


class TuningJob(_Resource):
    """As the provider's."""


class Provider(pulumi.ProviderResource):
    """A provider that the program configures itself."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **given: Any) -> None:
        super().__init__(PACKAGE, name, _spelt(given), opts)
