"""One form for each input: the API's camelCase keys, the schema's types, no None.

A program writes `epoch_count` or `epochCount`; Pulumi's wire makes every number a float, and a
stack's YAML may quote one. The state holds one form of all these, so none shows as a change.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.messages import Failure, given_twice, path_of, unknown_key
from pulumi_google_tuning.fields.numbers import flag_of, number_of
from pulumi_google_tuning.fields.spelling import snake, spellings_of
from pulumi_google_tuning.fields.values import is_unknown

Path = tuple[str | int, ...]
Spell = Callable[[str], Callable[[str], str]]
"""Of a key that is none: how the name is spelled that is meant by it."""

# Beyond it a float no longer tells whole numbers apart, so its decimal text would be a guess.
_EXACT: Final = 2**53
# A dataset's id is its address with the reference of its stack behind it.
_REFERENCE: Final = re.compile(r"(?<=\.jsonl)#[0-9a-f]{8}$")
# No wire carries a larger number, and Python won't write one of more than 4,300 digits.
_MOST_BITS: Final = 1024


def as_in_python(key: str) -> Callable[[str], str]:
    """Return the spelling of names in a program, whatever the key that is none of them."""
    del key
    return snake


def canonical(
    schema: Mapping[str, Any],
    value: Any,
    failures: list[Failure],
    path: Path = (),
    *,
    spell: Spell = as_in_python,
) -> Any:
    """Return a value in the form that its schema asks for, as far as it can be read as that.

    What can't is left as it is: the validation says what is wrong with it. Only what the
    validation wouldn't see any more (keys) is added to `failures`, each with the nearest field in
    the spelling that `spell` has for the key. Training data is left alone.
    """
    if is_unknown(value) or "x-data" in schema or "x-dataset" in schema:
        return value
    if isinstance(value, Mapping):
        return _object(schema, value, failures, path, spell)
    if isinstance(value, (list, tuple)):
        items = schema.get("items", {})
        return [
            canonical(items, item, failures, (*path, i), spell=spell)
            for i, item in enumerate(value)
        ]
    return _scalar(schema, value)


def _object(
    schema: Mapping[str, Any],
    value: Mapping[str, Any],
    failures: list[Failure],
    path: Path,
    spell: Spell,
) -> dict[str, Any]:
    present = {str(key): item for key, item in value.items() if item is not None}
    if "properties" not in schema:
        items = schema.get("additionalProperties")
        part = items if isinstance(items, Mapping) else {}
        return {
            key: canonical(part, item, failures, (*path, key), spell=spell)
            for key, item in present.items()
        }
    properties: Mapping[str, Any] = schema["properties"]
    spellings = spellings_of(properties)
    spelled: dict[str, str] = {}
    found: dict[str, Any] = {}
    for key, item in present.items():
        name = spellings.get(key)
        if name is None:
            failures.append(Failure(path_of((*path, key)), _stray(key, properties, spell)))
        elif properties[name].get("readOnly"):
            reason = "is an output: Google sets its value, and a program can't"
            failures.append(Failure(path_of((*path, name)), reason))
        elif name in spelled:
            failures.append(Failure(path_of((*path, name)), given_twice(spelled[name], key)))
        else:
            spelled[name] = key
            found[name] = canonical(properties[name], item, failures, (*path, name), spell=spell)
    return found


def _stray(key: str, properties: Mapping[str, Any], spell: Spell) -> str:
    for name, part in properties.items():
        if key in spellings_of(part.get("properties", {})) and "x-data" not in part:
            parent = spell(key)(name) if "_" in key else name
            return f"isn't a field here: it belongs in {parent}"
    inputs = [name for name in properties if not properties[name].get("readOnly")]
    return unknown_key(key, inputs, spell(key))


def _scalar(schema: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        value = math.inf if value > 0 else -math.inf
    wanted = schema.get("type")
    if wanted == "boolean":
        flag = flag_of(value)
        return value if flag is None else flag
    if wanted in ("integer", "number"):
        return _number(wanted, value)
    if schema.get("x-number") and not isinstance(value, str):
        return _digits(value)
    if schema.get("x-dataset-address") and isinstance(value, str):
        # `pulumi import` writes a reference to the id, and so do people.
        return _REFERENCE.sub("", value)
    prefix = schema.get("x-prefix")
    if prefix and isinstance(value, str) and value and "/" not in value:
        return prefix + value
    return value


def _number(wanted: str, value: Any) -> Any:
    """Read a number: `5`, `5.0` and `"5"` are 5, since JSON knows one kind of number."""
    number = number_of(value)
    if number is None or (wanted == "integer" and not isinstance(number, int)):
        return value
    if wanted == "number" and isinstance(number, int) and abs(number) > _EXACT:
        try:
            return float(number)
        except OverflowError:
            return value
    return number


def _digits(value: Any) -> Any:
    """Write a number as its decimal text: an int64 is a string in Google's JSON."""
    number = number_of(value)
    if number is None or (isinstance(value, float) and not abs(value) < _EXACT):
        return value
    return str(number)
