"""Values on the wire: Pulumi's secrets, unknowns and assets on one side, plain ones on the other.

The engine marks them by texts that are fixed for ever (sdk/go/common/resource: plugin and sig).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf import struct_pb2

from pulumi_google_tuning.data.stored import KEPT
from pulumi_google_tuning.fields.values import UNKNOWN, DataFile, DataText, Json, is_unknown

# A text, a number, a bool, a map, a list, an asset and an archive that aren't known.
_UNKNOWNS: Final = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
    }
)
_UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, no secret
_ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
_RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_HIDDEN: Final = "__"

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Read:
    """What a Struct of the engine holds: plain values, and the paths of those that are secret."""

    values: Json = field(default_factory=dict)
    secrets: frozenset[Path] = frozenset()

    @property
    def secret_names(self) -> frozenset[str]:
        """Return the top-level names that are secret, or hold a secret."""
        return frozenset(str(path[0]) for path in self.secrets if path)

    def secret_texts(self) -> Iterator[str]:
        """Yield the texts and numbers of the secret values, as a sentence has them."""
        for path in self.secrets:
            yield from _texts(_at(self.values, path))


def read(struct: struct_pb2.Struct | None) -> Read:
    """Read a Struct, without Pulumi's own keys and without what is null.

    In the items of a list at the top both stay: these are rows, whose every key is the data's.
    """
    if struct is None:
        return Read()
    secrets: set[Path] = set()
    values = _map(struct.fields, (), secrets)
    return Read(values, frozenset(secrets))


def _map(fields: Any, path: Path, secrets: set[Path]) -> Json:
    in_row = len(path) > 1 and isinstance(path[1], int)
    found = {}
    for key, value in fields.items():
        if key.startswith(_HIDDEN) and key not in KEPT and not in_row:
            continue
        plain = _value(value, (*path, key), secrets)
        if plain is not None or in_row:
            found[key] = plain
    return found


def _value(value: struct_pb2.Value, path: Path, secrets: set[Path]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
    if kind == "number_value":
        number = value.number_value
        # The engine knows no integers: 5 arrives as 5.0.
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        items = value.list_value.values
        return [_value(item, (*path, index), secrets) for index, item in enumerate(items)]
    if kind == "struct_value":
        return _special(value.struct_value.fields, path, secrets)
    return None


def _special(fields: Any, path: Path, secrets: set[Path]) -> Any:
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else None
    if signature == _SECRET:
        secrets.add(path)
        return _value(fields["value"], path, secrets)
    if signature == _OUTPUT:  # asked for by nobody; read all the same
        if fields["secret"].bool_value:
            secrets.add(path)
        return _value(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    if signature == _ASSET:
        return _asset(fields)
    if signature == _RESOURCE:
        return fields["id"].string_value or UNKNOWN
    return _map(fields, path, secrets)


def _asset(fields: Any) -> Any:
    """Return training data in a file, or as text; an address is left as it is."""
    if fields["path"].string_value:
        return DataFile(fields["path"].string_value)
    if fields["uri"].string_value:
        return fields["uri"].string_value
    return DataText(fields["text"].string_value)


def written(values: Mapping[str, Any], secrets: Iterable[Path] = ()) -> struct_pb2.Struct:
    """Write plain values, those at the paths as secrets; a path that isn't there is passed over."""
    struct = struct_pb2.Struct()
    marked = frozenset(secrets)
    for key, value in values.items():
        _write(struct.fields[key], value, (key,), marked)
    return struct


def _write(into: struct_pb2.Value, value: Any, path: Path, secrets: frozenset[Path]) -> None:
    if path in secrets:
        fields = into.struct_value.fields
        fields[_SIGNATURE].string_value = _SECRET
        _write(fields["value"], value, path, secrets - {path})
    elif is_unknown(value):
        into.string_value = _UNKNOWN_TEXT
    elif value is None:
        into.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        into.bool_value = value
    elif isinstance(value, (int, float)):
        into.number_value = value
    elif isinstance(value, str):
        into.string_value = value
    elif isinstance(value, Mapping):
        fields = into.struct_value.fields  # set, however many there are
        into.struct_value.SetInParent()
        for key, item in value.items():
            _write(fields[key], item, (*path, key), secrets)
    else:
        into.list_value.SetInParent()
        for index, item in enumerate(value):
            _write(into.list_value.values.add(), item, (*path, index), secrets)


def _at(values: Any, path: Path) -> Any:
    """Return the value at a path; None where it was null, and so left out."""
    for step in path[:-1]:
        values = values[step]
    return values.get(path[-1]) if isinstance(values, Mapping) else values[path[-1]]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield f"{value:.15g}"
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
