"""What rows have beside texts: files, functions, settings. Each is checked by its own schema.

Here is known how objects are walked through: what they may hold is read from the schema. The rest
is compiled, as the whole schema is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from pulumi_google_tuning.data.datasets.quick import facts
from pulumi_google_tuning.data.datasets.quick.decoders import UnsureError
from pulumi_google_tuning.data.datasets.quick.more import More
from pulumi_google_tuning.data.datasets.schema_code import Check, compiled
from pulumi_google_tuning.fields.spelling import spellings_of

_MOST_REMEMBERED: Final = 200
Plan = tuple[tuple[str, str, Callable[[Any, More], Any]], ...]
"""What to do with objects that have some keys: these, their names, and what takes their values."""
_MOST_CHARS: Final = 200
"""Of a text that is remembered: an address, but not a signature of megabytes."""


class Piece(Protocol):
    """What a row, or a part of it, may be."""

    def take(self, value: Any, more: More) -> Any:
        """Return a value that is good, its keys in camelCase, and add to `more` what it holds.

        Raises UnsureError, and what _UNSURE of judge.py names, where it isn't sure.
        """


def piece_of(schema: Mapping[str, Any]) -> Piece:
    """Return what checks the values of a schema."""
    if facts.is_text(schema):
        return _Text()
    if facts.is_closed(schema, *facts.ONE_OF):
        return ObjectPiece(schema)
    if facts.is_open(schema):
        return _Open(schema)
    if not facts.is_compilable(schema):
        return _Unknown()
    return _Word(schema) if schema.get("type") == "string" else _Other(schema)


class _Text:
    """A text that isn't empty."""

    @staticmethod
    def take(value: Any, more: More) -> Any:
        if type(value) is str and value:
            more.strings.append(value)
            return value
        raise UnsureError


class _Open:
    """An object that may have any keys, of which some have to be texts, or objects."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._required = tuple(schema.get("required", ()))
        self._types = tuple(
            (name, dict if facts.is_object(part) else str)
            for name, part in schema.get("properties", {}).items()
        )

    def take(self, value: Any, more: More) -> Any:
        if type(value) is not dict:
            raise UnsureError
        for name in self._required:
            value[name]
        for name, kind in self._types:
            if name in value:
                item = value[name]
                if type(item) is not kind or item == "":
                    raise UnsureError
        more.containers.append(value)
        return value


class _Compiled:
    """What is checked by its compiled schema, which is made when the first value comes."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._fits: Check = self._first_fits

    def _first_fits(self, value: Any) -> Any:
        self._fits = compiled(self._schema)
        return self._fits(value)


class _Word(_Compiled):
    """A text of some form. Those that were good are remembered: kinds of files, roles."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__(schema)
        self._good: set[str] = set()

    def take(self, value: Any, more: More) -> Any:
        if value not in self._good:
            self._fits(value)
            if len(self._good) < _MOST_REMEMBERED and len(value) <= _MOST_CHARS:
                self._good.add(value)
        more.strings.append(value)
        return value


class _Other(_Compiled):
    """Anything else."""

    def take(self, value: Any, more: More) -> Any:
        self._fits(value)
        kind = type(value)
        if kind is dict or kind is list:
            more.containers.append(value)
        elif kind is str:
            more.strings.append(value)
        return value


class _Unknown:
    """What only the whole check knows."""

    @staticmethod
    def take(value: Any, more: More) -> Any:
        del value, more
        raise UnsureError


class Plans:
    """Takes objects that have no keys but some that are known, in either spelling."""

    def __init__(
        self,
        properties: Mapping[str, Any],
        required: frozenset[str] = frozenset(),
        one_of: frozenset[str] = frozenset(),
    ) -> None:
        """Take what a schema says: its properties, those required, and those of which one is."""
        pieces = {name: piece_of(part) for name, part in properties.items()}
        self._members = {
            spelling: (name, pieces[name].take)
            for spelling, name in spellings_of(properties).items()
        }
        self._required = required
        self._one_of = one_of
        self._plans: dict[tuple[str, ...], Plan] = {}

    def take(self, value: Any, more: More) -> dict[str, Any]:
        """Return an object that is good: see `Piece`."""
        return {name: take(value[key], more) for key, name, take in self.plan_of(value)}

    def plan_of(self, value: Any) -> Plan:
        """Return what to do with an object. Raises KeyError and UnsureError."""
        keys = tuple(value)
        return self._plans.get(keys) or self._made(keys)

    def _made(self, keys: tuple[str, ...]) -> Plan:
        if not keys:  # of an empty list, or text, too
            raise UnsureError
        plan = tuple((key, *self._members[key]) for key in keys)
        names = frozenset(name for _, name, _ in plan)
        if len(names) != len(plan) or not self._required <= names:
            raise UnsureError
        if self._one_of and len(self._one_of & names) != 1:
            raise UnsureError
        if len(self._plans) < _MOST_REMEMBERED:
            self._plans[keys] = plan
        return plan


class ObjectPiece:
    """An object that is a value of a row."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Take what a schema says, for which `facts.is_closed` is true."""
        required = frozenset(schema.get("required", ()))
        self._plans = Plans(schema["properties"], required, facts.one_of(schema))
        self.plan_of = self._plans.plan_of

    def take(self, value: Any, more: More) -> Any:
        """Return an object that is good: see `Piece`."""
        more.keys += len(value)
        return self._plans.take(value, more)
