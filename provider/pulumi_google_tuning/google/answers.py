"""The JSON of an answer, as values that can be passed on to anything: to Pulumi and to a terminal.

proto3's JSON writes what is no number as a text, "NaN"; so it is read where it comes bare.
"""

from __future__ import annotations

import json
import math
import re
from http import HTTPStatus
from typing import Any

from pulumi_google_tuning.fields.depth import json_too_deep

# Half a pair, which is no text, comes from an escape, or from bytes that json takes though no UTF-8
# has them; a whole pair, and UTF-16, are looked at in vain.
_ESCAPED = re.compile(rb"\\u[dD][89a-fA-F]")
_RAW = re.compile(rb"\xed[\xa0-\xbf]")
# Pulumi's protocol has all numbers as floats, and the largest has 309 digits.
_MOST_DIGITS = 300
_TOO_DEEP = "it is nested too deep"


def parse(content: bytes | str) -> Any:
    """Return a text's JSON. Raises ValueError for what isn't JSON, or is nested too deep to read.

    No number in it is infinite or none, and each text can be encoded.
    """
    try:
        value = json.loads(
            content, parse_constant=str, parse_float=_finite, parse_int=_not_too_long
        )
        if isinstance(value, (dict, list)) and json_too_deep(value):
            raise ValueError(_TOO_DEEP)
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        may_be_half = b"\0" in raw or _ESCAPED.search(raw) or _RAW.search(raw)
        return _encodable(value) if may_be_half else value
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def success(status: int, content: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a success, {} for an empty one, None for every other answer."""
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if not content.strip():
        return {}
    try:
        answer = parse(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _finite(digits: str) -> float | str:
    found = float(digits)
    return found if math.isfinite(found) else "-Infinity" if found < 0 else "Infinity"


def _not_too_long(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    return value
