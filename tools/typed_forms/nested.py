"""The nested maps and the choices of a resource's inputs, each with a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.field_text import Schema

Shape = tuple[Any, ...]


def pascal(key: str, *, of_list: bool = False) -> str:
    """Return a class's name: `hyperParameters` → `HyperParameters`; of a list's item, `Metric`."""
    name = key[0].upper() + key[1:]
    return name.removesuffix("s") if of_list else name


def holds_data(schema: Schema) -> bool:
    """Return whether a field is training data, whose schema is that of its digest."""
    return "x-data" in schema or "x-dataset" in schema


def has_keys(schema: Schema) -> bool:
    """Return whether a value is a map with keys of ours."""
    return schema.get("type") == "object" and "properties" in schema and not holds_data(schema)


def inner_of(schema: Schema) -> Schema | None:
    """Return the schema of a list's items, or of a map's values."""
    inner = schema.get("items", schema.get("additionalProperties"))
    return inner if isinstance(inner, Mapping) and not holds_data(schema) else None


@dataclass
class Nested:
    """What is nested in a resource's inputs, by name; each schema knows its own."""

    classes: dict[str, Schema] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    public: list[str] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)
    _enums: list[tuple[str, str, Schema]] = field(default_factory=list)

    @classmethod
    def of(cls, inputs: Mapping[str, Schema]) -> Nested:
        """Find all that is nested. Raises ValueError where one name has two forms."""
        found = cls()
        for key, schema in inputs.items():
            found._add(key, schema, "", top=True)
        found._name_choices()
        return found

    def name(self, schema: Schema) -> str:
        """Return the name of a map or a choice."""
        return self._names[id(schema)]

    def _add(self, key: str, schema: Schema, owner: str, *, top: bool = False) -> None:
        if holds_data(schema):
            return
        if "enum" in schema:
            self._enums.append((pascal(key), owner, schema))
        elif has_keys(schema):
            name = schema.get("x-type") or schema.get("x-shared") or pascal(key)
            known = self.classes.setdefault(name, schema)
            if _shape(known) != _shape(schema):
                raise ValueError(f"two forms are called {name}: give one an x-type")
            self._names[id(schema)] = name
            if (top or {"x-type", "x-shared"} & set(schema)) and name not in self.public:
                self.public.append(name)
            for one, part in schema["properties"].items():
                self._add(one, part, name)
        inner = inner_of(schema)
        if inner is not None:
            item = key.removesuffix("s") if "items" in schema and has_keys(inner) else key
            self._add(item, inner, owner, top=top)

    def _name_choices(self) -> None:
        values: dict[str, set[tuple[str, ...]]] = {}
        for key, _, schema in self._enums:
            values.setdefault(key, set()).add(tuple(schema["enum"]))
        for key, owner, schema in self._enums:
            name = key if len(values[key]) == 1 else f"{owner}{key}"
            if self.choices.setdefault(name, schema["enum"]) != schema["enum"]:
                raise ValueError(f"two choices are called {name}")
            self._names[id(schema)] = name


def _shape(schema: Schema) -> Shape:
    """Return what makes a schema's form: names and types, and no words."""
    kind = schema.get("type")
    inner = inner_of(schema)
    return (
        tuple(kind) if isinstance(kind, list) else kind,
        tuple(schema.get("enum", ())),
        tuple(sorted(schema.get("required", ()))) if has_keys(schema) else (),
        tuple((key, _shape(part)) for key, part in schema.get("properties", {}).items()),
        _shape(inner) if inner is not None else (),
        bool(schema.get("x-number")),
    )


def holds_keys(schema: Schema) -> bool:
    """Return whether a value is, or holds, a map with keys of ours."""
    inner = inner_of(schema)
    return has_keys(schema) or (inner is not None and holds_keys(inner))
