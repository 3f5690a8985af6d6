"""The functions, read from schema/functions.json: what each takes and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from pulumi_google_tuning.fields.canonical import Spell, canonical
from pulumi_google_tuning.fields.depth import TOO_DEEP, too_deep
from pulumi_google_tuning.fields.fitting import failures_in
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.schema_files import load_resolved
from pulumi_google_tuning.fields.spelling import as_in_json

_FILE: Final = "functions.json"


@dataclass(frozen=True, eq=False)
class FunctionSchema:
    """A function. Read only: it is shared."""

    name: str
    """camelCase: `getTunedModel`."""
    description: str
    inputs: Mapping[str, Any]
    """The JSON Schema of its arguments, an object."""
    outputs: Mapping[str, Any]
    """The JSON Schema of its result, an object."""
    lists: str | None
    """The title of the resource whose objects it lists, if it does."""


@cache
def function_schemas() -> Mapping[str, FunctionSchema]:
    """Return all functions, by name."""
    found = load_resolved(_FILE)["functions"]
    return MappingProxyType(
        {
            name: FunctionSchema(
                name, one["description"], one["inputs"], one["outputs"], one.get("lists")
            )
            for name, one in found.items()
        }
    )


def check_arguments(
    name: str, given: Mapping[str, Any], *, spell: Spell = as_in_json
) -> tuple[dict[str, Any], list[Failure]]:
    """Return a function's arguments in canonical form, and everything that is wrong with them.

    Raises KeyError where no function has that name.
    """
    document = function_schemas()[name].inputs
    failures = [Failure(key, TOO_DEEP) for key, value in given.items() if too_deep(value)]
    if failures:
        return dict(given), failures
    arguments: dict[str, Any] = canonical(document, given, failures, spell=spell)
    failures += failures_in(document, arguments)
    return arguments, sorted(failures)
