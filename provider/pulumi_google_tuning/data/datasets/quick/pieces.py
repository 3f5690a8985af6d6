"""Rows of more than texts: files, functions, settings. Each piece is checked by its own schema.

Here is known how objects, lists and texts are walked through: what they may hold is read from the
schema. The rest is compiled, as the whole schema is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final, Protocol

from pulumi_google_tuning.data.datasets.quick import facts
from pulumi_google_tuning.data.datasets.quick.decoders import UnsureError
from pulumi_google_tuning.data.datasets.schema_code import Check, compiled
from pulumi_google_tuning.fields.spelling import spellings_of

_MOST_REMEMBERED: Final = 200


class Piece(Protocol):
    """What a row, or a part of it, may be."""

    def take(self, value: Any, containers: list[Any]) -> Any:
        """Return a value that is good, its keys in camelCase.

        Adds to `containers` the objects and lists that hold what their author likes. Raises
        UnsureError, and what _UNSURE of judge.py names, where it isn't sure.
        """


def piece_of(schema: Mapping[str, Any]) -> Piece:
    """Return what checks the values of a schema."""
    if facts.is_text(schema):
        return _Text()
    items = facts.items_of(schema)
    if items is not None and facts.is_closed(items, *facts.ONE_OF):
        return _List(piece_of(items))
    if facts.is_closed(schema, *facts.ONE_OF):
        return _Object(schema)
    if not facts.is_compilable(schema):
        return _Unknown()
    return _Word(schema) if schema.get("type") == "string" else _Other(schema)


class _Text:
    """A text that isn't empty."""

    @staticmethod
    def take(value: Any, containers: list[Any]) -> Any:
        del containers
        if type(value) is str and value:
            return value
        raise UnsureError


class _Word:
    """A text of some form. Those that were good are remembered: kinds of files, roles."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._good: set[str] = set()

    @cached_property
    def _fits(self) -> Check:
        return compiled(self._schema)

    def take(self, value: Any, containers: list[Any]) -> Any:
        del containers
        if value not in self._good:
            self._fits(value)
            if len(self._good) < _MOST_REMEMBERED:
                self._good.add(value)
        return value


class _Other:
    """Anything else."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema

    @cached_property
    def _fits(self) -> Check:
        return compiled(self._schema)

    def take(self, value: Any, containers: list[Any]) -> Any:
        self._fits(value)
        if type(value) is dict or type(value) is list:
            containers.append(value)
        return value


class _Unknown:
    """What only the whole check knows."""

    @staticmethod
    def take(value: Any, containers: list[Any]) -> Any:
        del value, containers
        raise UnsureError


class _List:
    """A list that isn't empty."""

    def __init__(self, item: Piece) -> None:
        self._take = item.take

    def take(self, value: Any, containers: list[Any]) -> Any:
        if type(value) is not list or not value:
            raise UnsureError
        take = self._take
        return [take(item, containers) for item in value]


class _Object:
    """An object that has no keys but those of its schema, in either spelling."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        pieces = {name: piece_of(part) for name, part in schema["properties"].items()}
        self._members = {
            spelling: (name, pieces[name].take)
            for spelling, name in spellings_of(schema["properties"]).items()
        }
        self._required = frozenset(schema.get("required", ()))
        self._one_of = facts.one_of(schema)
        # Most parts are a text.
        self._is_text = facts.is_text(schema["properties"].get("text")) and (
            "text" in self._one_of or self._required == {"text"}
        )

    def take(self, value: Any, containers: list[Any]) -> Any:
        if self._is_text and len(value) == 1 and "text" in value:
            text = value["text"]
            if type(text) is str and text:
                return value
            raise UnsureError
        found = {}
        for key, item in value.items():
            name, take = self._members[key]
            found[name] = take(item, containers)
        names = found.keys()
        if len(found) != len(value) or not self._required <= names:
            raise UnsureError
        if self._one_of and len(self._one_of & names) != 1:
            raise UnsureError
        return found
