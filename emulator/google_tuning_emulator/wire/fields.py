"""What a message is made of, and reading one from lenient JSON.

Lenience as observed of Google: snake_case and camelCase, enums as names or numbers, integers as
strings, one object where a list of them is expected, null as absent. Everything else is refused
with Google's words, all of it at once.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from google_tuning_emulator.wire.errors import Violation, bad_request
from google_tuning_emulator.wire.scalars import EnumName

if TYPE_CHECKING:
    from typing import TypeAlias

# Where a value is: a text, or what it is in and its name or number there. It is put into words for
# an error alone, as a request may have a hundred thousand values.
_Path: TypeAlias = "str | tuple[_Path, str | int]"

_FLOAT32_MOST = 3.4028234e38
_LIMITS = {"int32": 2**31, "int64": 2**63}
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


class Enum:
    """An enum's type name and its values; reads names and numbers."""

    def __init__(self, type_name: str, **numbers: int) -> None:
        self.type_name = type_name
        self._by_name = {name: EnumName(name, number) for name, number in numbers.items()}
        self._by_number = {value.number: value for value in self._by_name.values()}

    def __getitem__(self, name: str) -> EnumName:
        return self._by_name[name]

    def read(self, value: Any) -> EnumName | None:
        """Return the value of a name, a number or a number in a string; None if there is none."""
        if isinstance(value, str) and value in self._by_name:
            return self._by_name[value]
        number = _integer(value, "int32")
        return None if number is None else self._by_number.get(number)


@dataclass(frozen=True)
class Field:
    """One field: its kind is a proto scalar, ``enum``, ``message``, or ``any`` (read unchecked)."""

    kind: str
    repeated: bool = False
    message: Message | None = None
    enum: Enum | None = None
    oneof: str = ""

    @property
    def type_name(self) -> str:
        """The type as Google's errors name it."""
        if self.message is not None:
            return f"type.googleapis.com/{self.message.type_name}"
        if self.enum is not None:
            return f"type.googleapis.com/{self.enum.type_name}"
        if self.kind == "timestamp":
            return "type.googleapis.com/google.protobuf.Timestamp"
        return f"TYPE_{self.kind.upper()}"


class Message:
    """A message's type name and its fields by camelCase name."""

    def __init__(self, type_name: str, fields: dict[str, Field]) -> None:
        self.type_name = type_name
        self.fields = fields
        self._names = {name: name for name in fields} | {snake(name): name for name in fields}

    def canonical(self, name: str) -> str | None:
        """Return the camelCase name for either spelling, None for an unknown one."""
        return self._names.get(name)

    def parse(self, value: Any, path: str = "") -> dict[str, Any]:
        """Return the message as a dict of camelCase names, absent and null fields left out.

        Raises:
            ApiError: 400 with each unknown field, wrong type and doubly set oneof.

        """
        violations: list[Violation] = []
        parsed = _message(self, value, path, violations)
        if violations:
            raise bad_request(violations)
        return parsed


@lru_cache(maxsize=4096)  # each row of a request has the same names
def snake(name: str) -> str:
    """Return ``displayName`` as ``display_name``."""
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def _message(message: Message, value: Any, path: _Path, found: list[Violation]) -> dict[str, Any]:
    if not isinstance(value, dict):
        found.append(_wrong(f"type.googleapis.com/{message.type_name}", value, path))
        return {}
    parsed: dict[str, Any] = {}
    set_oneofs: dict[str, str] = {}
    for given, item in value.items():
        name = message.canonical(given)
        if name is None:
            found.append(_unknown(given, path, "Cannot find field."))
            continue
        field = message.fields[name]
        if item is None:
            continue
        if field.oneof:
            if field.oneof in set_oneofs and set_oneofs[field.oneof] != name:
                found.append(_second_in_oneof(field.oneof, name, path))
                continue
            set_oneofs[field.oneof] = name
        at = (path, name)
        if field.repeated:
            # Google takes one object for a list of one, as the tutorials' `"parts": {…}` needs.
            items = item if isinstance(item, list) else [item]
            parsed[name] = [_one(field, each, (at, i), found) for i, each in enumerate(items)]
        elif isinstance(item, list) and field.kind != "any":
            found.append(_unknown(given, path, "Proto field is not repeating, cannot start list."))
        else:
            parsed[name] = _one(field, item, at, found)
    return parsed


def _one(field: Field, value: Any, path: _Path, found: list[Violation]) -> Any:
    if field.message is not None:
        return _message(field.message, value, path, found)
    read = field.enum.read(value) if field.enum is not None else _scalar(field.kind, value)
    if read is None:
        found.append(_wrong(field.type_name, value, path))
    return read


def _scalar(kind: str, value: Any) -> Any:
    if kind == "any":
        return value
    if kind == "string":
        return value if isinstance(value, str) else None
    if kind == "bool":
        return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value))
    if kind in _LIMITS:
        return _integer(value, kind)
    if kind == "float":
        number = _float(value)
        return number if number is not None and abs(number) <= _FLOAT32_MOST else None
    if kind == "timestamp":
        return value if isinstance(value, str) and _TIMESTAMP.fullmatch(value) else None
    raise ValueError(f"no field kind {kind!r}")


def _integer(value: Any, kind: str) -> int | None:
    number = _float(value) if not isinstance(value, int) or isinstance(value, bool) else value
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        number = int(value)  # exact: a 64-bit number doesn't fit a float
    if number is None or (isinstance(number, float) and not number.is_integer()):
        return None
    whole = int(number)
    return whole if -_LIMITS[kind] <= whole < _LIMITS[kind] else None


def _float(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _words(path: _Path) -> str:
    """Return a path as Google's errors have it: ``tuned_model.examples[3].text_input``."""
    if isinstance(path, str):
        return path
    before, last = _words(path[0]), path[1]
    if isinstance(last, int):
        return f"{before}[{last}]"
    return f"{before}.{snake(last)}" if before else snake(last)


def _unknown(name: str, path: _Path, why: str) -> Violation:
    said = _words(path)
    where = f" at '{said}'" if said else ""
    return Violation(said, f'Invalid JSON payload received. Unknown name "{name}"{where}: {why}')


def _wrong(type_name: str, value: Any, path: _Path) -> Violation:
    said = _words(path)
    shown = json.dumps(value) if not isinstance(value, (dict, list)) else "(a list or an object)"
    return Violation(said, f"Invalid value at '{said}' ({type_name}), {shown}")


def _second_in_oneof(oneof: str, name: str, path: _Path) -> Violation:
    said = _words(path)
    return Violation(
        said,
        f"Invalid value at '{said}' (oneof), oneof field '{oneof}' is already set. "
        f"Cannot set '{name}'",
    )
