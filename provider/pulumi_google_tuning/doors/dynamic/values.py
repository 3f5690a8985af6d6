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
    kind = type(value)  # nearly all are one of these: the rest asks for seven types
    if kind is str or kind is bool or value is None:
        return value
    if kind is float:  # the engine knows no integers: 5 arrives as 5.0
        return int(value) if value.is_integer() else value
    if kind is list:
        return [from_engine(item) for item in value]
    return _from_mapping(value) if kind is dict else _other(value)


def _from_mapping(value: Mapping[Any, Any]) -> dict[Any, Any]:
    return {
        key: from_engine(item)
        for key, item in value.items()
        if key in KEPT or not (isinstance(key, str) and key.startswith(_HIDDEN))
    }


def _other(value: Any) -> Any:
    if isinstance(value, output.Unknown):
        return UNKNOWN
    if isinstance(value, pulumi.FileAsset):
        return DataFile(str(value.path))
    if isinstance(value, pulumi.StringAsset):
        return DataText(str(value.text))
    if isinstance(value, Mapping):
        return _from_mapping(value)
    return [from_engine(item) for item in value] if isinstance(value, list | tuple) else value


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


def with_kept(inputs: Mapping[str, Any], sent: struct_pb2.Struct | None) -> dict[str, Any]:
    """Return inputs with what the state keeps of data, which the host left out as internal."""
    found = dict(inputs)
    fields = sent.fields if sent is not None else {}
    for name, mine in inputs.items():
        if not isinstance(mine, Mapping) or name not in fields:
            continue
        inner = fields[name].struct_value.fields
        kept = {key: inner[key] for key in KEPT if key in inner}
        if kept:
            found[name] = {**mine, **read(struct_pb2.Struct(fields=kept)).values}
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
