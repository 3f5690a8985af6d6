"""The fields of an object that a client may set, read from the body of a request.

See https://cloud.google.com/storage/docs/json_api/v1/objects. Fields that Google computes are
ignored in a body, as Google does: clients send back what they have read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google_tuning_emulator.storage.checksums import Expected
from google_tuning_emulator.storage.errors import invalid
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads

_TEXTS = (
    "cacheControl",
    "contentDisposition",
    "contentEncoding",
    "contentLanguage",
    "contentType",
    "customTime",
    "kmsKeyName",
    "storageClass",
)
_FLAGS = ("eventBasedHold", "temporaryHold")
_MOST_NAME_BYTES = 1024


def read_body(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a request, an empty one for an empty body.

    Raises:
        StorageError: 400 for anything else.

    """
    try:
        value = loads(body)
    except ApiError as error:
        raise invalid("Parse Error") from error
    if not isinstance(value, dict):
        raise invalid("Parse Error")
    return value


def settable(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settable fields that a body gives a value, null and empty ones left out.

    Raises:
        StorageError: 400 for a value of a wrong type.

    """
    return merged({}, body)


def merged(fields: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields as a PATCH leaves them: null takes a field away, or a key of ``metadata``.

    Raises:
        StorageError: 400 for a value of a wrong type.

    """
    result = dict(fields)
    for name in (*_TEXTS, *_FLAGS):
        if name not in body:
            continue
        value = body[name]
        if value is None:
            result.pop(name, None)
        elif isinstance(value, bool if name in _FLAGS else str):
            result[name] = value
        else:
            raise invalid(f"Invalid value for field '{name}': {value!r}")
    if "metadata" in body:
        result["metadata"] = _custom(result.get("metadata", {}), body["metadata"])
        if not result["metadata"]:
            del result["metadata"]
    return result


def expected(body: Mapping[str, Any]) -> Expected:
    """Return the checksums that a body states for the content.

    Raises:
        StorageError: 400 for one that isn't a text.

    """
    found = {name: body.get(name) or "" for name in ("md5Hash", "crc32c")}
    for name, value in found.items():
        if not isinstance(value, str):
            raise invalid(f"Invalid value for field '{name}': {value!r}")
    return Expected(found["md5Hash"], found["crc32c"])


def object_name(given: Any) -> str:
    """Return an object's name if it can be one.

    Raises:
        StorageError: 400 if it can't; see https://cloud.google.com/storage/docs/objects#naming.

    """
    if not isinstance(given, str) or not given:
        raise invalid("Required parameter: name", "name")
    try:
        size = len(given.encode())
    except UnicodeEncodeError:
        size = 0
    if (
        not 0 < size <= _MOST_NAME_BYTES
        or given in (".", "..")
        or given.startswith(".well-known/acme-challenge/")
        or "\r" in given
        or "\n" in given
    ):
        raise invalid(f"Invalid object name: {given!r}", "name")
    return given


def _custom(now: Mapping[str, str], given: Any) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise invalid(f"Invalid value for field 'metadata': {given!r}")
    result = dict(now)
    for key, value in given.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, str):
            result[key] = value
        else:
            raise invalid(f"Invalid value for field 'metadata.{key}': {value!r}")
    return result
