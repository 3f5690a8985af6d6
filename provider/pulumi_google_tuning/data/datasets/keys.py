"""The keys of a row: either spelling of each is taken, and what is wrong with them is named."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from pulumi_google_tuning.data.json_text import JsonObject
from pulumi_google_tuning.fields.messages import Failure, given_twice, path_of, unknown_key
from pulumi_google_tuning.fields.spelling import as_in_json, snake, spellings_of

PROBLEMS_A_ROW: Final = 20
_Path = tuple[str | int, ...]


class Spellings:
    """The spellings of the keys of a schema's objects, kept since a whole file may need them."""

    def __init__(self) -> None:
        self._by_schema: dict[int, dict[str, str]] = {}

    def of(self, schema: Mapping[str, Any]) -> dict[str, str]:
        """Return those of an object's schema, which has to live as long as this does."""
        found = self._by_schema.get(id(schema))
        if found is None:
            found = self._by_schema[id(schema)] = spellings_of(schema["properties"])
        return found


def rename_keys(
    schema: Mapping[str, Any], value: Any, spellings: Spellings
) -> tuple[Any, list[Failure]]:
    """Return a value with its keys in the schema's spelling, and what is wrong with its keys.

    Where the schema knows no properties (a function's arguments) the keys are the user's own.
    """
    renaming = _Renaming(spellings)
    return renaming.renamed(schema, value, ()), renaming.failures


class _Renaming:
    """One value whose keys are renamed."""

    def __init__(self, spellings: Spellings) -> None:
        self.failures: list[Failure] = []
        self._spellings = spellings

    def renamed(self, schema: Mapping[str, Any], value: Any, path: _Path) -> Any:
        failures = self.failures
        if len(failures) >= PROBLEMS_A_ROW:
            return value
        if isinstance(value, (list, tuple)):
            items = schema.get("items", {})
            return [self.renamed(items, item, (*path, i)) for i, item in enumerate(value)]
        if not isinstance(value, Mapping):
            return value
        repeated = dict.fromkeys(value.repeated if isinstance(value, JsonObject) else ())
        failures += [
            Failure(path_of((*path, key)), "appears twice")
            for key in islice(repeated, PROBLEMS_A_ROW)
        ]
        properties = schema.get("properties")
        if properties is None or schema.get("additionalProperties") is not False:
            inside = properties or {}
            return {
                key: self.renamed(inside.get(key, {}), item, (*path, key))
                for key, item in value.items()
            }
        names = self._spellings.of(schema)
        found: dict[str, Any] = {}
        for key, item in value.items():
            name = names.get(key)
            if name is None:
                reason = unknown_key(str(key), properties, as_in_json(str(key)))
                failures.append(Failure(path_of((*path, str(key))), reason))
                if _is_full(failures):  # a row may have a million more of them
                    return found
            elif name in found:
                failures.append(Failure(path_of((*path, name)), given_twice(name, snake(name))))
            else:
                found[name] = self.renamed(properties[name], item, (*path, name))
        return found


def _is_full(failures: list[Failure]) -> bool:
    """Return whether nothing that is found from here on is said."""
    seen = set(islice(failures, 2 * PROBLEMS_A_ROW)) if len(failures) >= PROBLEMS_A_ROW else ()
    return len(seen) >= PROBLEMS_A_ROW
