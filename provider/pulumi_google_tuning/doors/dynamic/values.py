"""Values at the door: Pulumi's unknowns, assets and floats on one side, plain ones on the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from google.protobuf import struct_pb2
from pulumi import output

from pulumi_google_tuning.data.stored import KEPT
from pulumi_google_tuning.doors.shared.wire import read
from pulumi_google_tuning.fields.values import UNKNOWN, DataFile, DataText, is_unknown

_HIDDEN = "__"


def from_engine(value: Any) -> Any:
    """Turn what the program declares into plain values; unknowns and assets keep their meaning."""
    if type(value) is str:  # most values are: the rest asks for seven types
        return value
    if isinstance(value, output.Unknown):
        return UNKNOWN
    if isinstance(value, pulumi.FileAsset):
        return DataFile(str(value.path))
    if isinstance(value, pulumi.StringAsset):
        return DataText(str(value.text))
    if isinstance(value, Mapping):
        return {
            key: from_engine(item)
            for key, item in value.items()
            if key in KEPT or not (isinstance(key, str) and key.startswith(_HIDDEN))
        }
    if isinstance(value, list | tuple):
        return [from_engine(item) for item in value]
    # The engine knows no integers: 5 arrives as 5.0.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def read_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn stored values into plain ones, without Pulumi's own keys."""
    return {key: value for key, value in from_engine(values).items() if value is not None}


def with_rows(inputs: dict[str, Any], sent: struct_pb2.Struct | None) -> dict[str, Any]:
    """Return inputs with the rows of a list as the engine sent them.

    The host leaves out what is null in them, and keys that begin as Pulumi's own do.
    """
    lists = [name for name, value in inputs.items() if isinstance(value, list)]
    if sent is None or not lists:
        return inputs
    rows = read(struct_pb2.Struct(fields={name: sent.fields[name] for name in lists})).values
    return {**inputs, **rows}


def with_kept(inputs: Mapping[str, Any], sent: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return inputs with what the state keeps of data, which the host left out as internal."""
    found = dict(inputs)
    for name, value in (sent or {}).items():
        mine = found.get(name)
        if isinstance(value, Mapping) and isinstance(mine, Mapping):
            found[name] = {**mine, **{key: value[key] for key in KEPT & value.keys()}}
    return found


def to_engine(value: Any) -> Any:
    """Return checked inputs back to the engine, unknowns as its own."""
    if is_unknown(value):
        return output.UNKNOWN
    if isinstance(value, Mapping):
        return {key: to_engine(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_engine(item) for item in value]
    return value
