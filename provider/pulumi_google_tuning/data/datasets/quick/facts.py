"""What a schema has to say for the quick way to know its rows: no more than what is read here.

A keyword that isn't known here, in an edited schema, sends the rows that it is about to the whole
check. So no rule is said twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.spelling import spellings_of

Schema = Mapping[str, Any]
ONE_OF: Final = ("x-exclusive", "x-one-of")
"""Our keywords of an object that has one of some keys."""

_NOTES: Final = frozenset(("title", "description", "$schema", "$id", "x-turns", "x-limits"))
_TEXT: Final = {"type": "string", "minLength": 1}


def is_text(schema: Schema | None) -> bool:
    """Return whether a schema asks for a text that isn't empty, and for nothing else."""
    return schema is not None and _without_notes(schema) == _TEXT


def is_object(schema: Schema | None) -> bool:
    """Return whether a schema asks for an object, and for nothing else."""
    return schema is not None and _without_notes(schema) == {"type": "object"}


def is_open(schema: Schema) -> bool:
    """Return whether a schema asks for an object with some keys, texts or objects, and any others.

    Their names have no other spelling.
    """
    said = _without_notes(schema)
    properties = said.get("properties", {})
    return (
        said.keys() <= {"type", "required", "properties"}
        and said.get("type") == "object"
        and spellings_of(properties).keys() == properties.keys()
        and all(is_text(part) or is_object(part) for part in properties.values())
    )


def is_closed(schema: Schema | None, *others: str) -> bool:
    """Return whether a schema is about an object's keys alone, but for other keywords.

    Of ours it may say that one of some keys is there, once for all of them.
    """
    if schema is None:
        return False
    said = _without_notes(schema).keys() - {"required", *others}
    one_of = [schema[name] for name in ONE_OF if name in schema]
    return (
        said == {"type", "additionalProperties", "properties"}
        and schema["type"] == "object"
        and schema["additionalProperties"] is False
        and (not one_of or (len(one_of[0]) == 1 and one_of == [one_of[0]] * len(ONE_OF)))
    )


def items_of(schema: Schema | None) -> Schema | None:
    """Return the schema of a list's items, if all that is asked of the list is to have one."""
    if schema is None or not isinstance(schema.get("items"), Mapping):
        return None
    wanted = {"type": "array", "minItems": 1, "items": schema["items"]}
    return schema["items"] if _without_notes(schema) == wanted else None


def property_of(schema: Schema, name: str) -> Schema | None:
    """Return the schema of a property."""
    found: Schema | None = schema["properties"].get(name)
    return found


def part_of(turn: Schema | None) -> Schema | None:
    """Return the schema of a turn's parts, if a turn consists of a role and parts with a text."""
    if turn is None or not is_closed(turn) or turn["properties"].keys() != {"role", "parts"}:
        return None
    part = items_of(turn["properties"]["parts"])
    known = is_closed(part, *ONE_OF)
    return part if known and part is not None and is_text(property_of(part, "text")) else None


def has_content(turn: Schema | None) -> bool:
    """Return whether a turn consists of a role and its text."""
    return (
        turn is not None
        and is_closed(turn)
        and turn["properties"].keys() == {"role", "content"}
        and is_text(turn["properties"]["content"])
    )


def one_of(schema: Schema) -> frozenset[str]:
    """Return the keys of which an object has exactly one; none where the schema names none."""
    return frozenset(schema["x-one-of"][0] if "x-one-of" in schema else ())


def is_compilable(schema: Any) -> bool:
    """Return whether a schema has no keyword of ours but those that are notes."""
    if isinstance(schema, list):
        return all(map(is_compilable, schema))
    if not isinstance(schema, Mapping):
        return True
    ours = {key for key in schema if key.startswith("x-")} - {"x-form"}
    return not ours and all(map(is_compilable, schema.values()))


def _without_notes(schema: Schema) -> dict[str, Any]:
    return {key: item for key, item in schema.items() if key not in _NOTES}
