"""Reading JSON as leniently as Google's front end does."""

from __future__ import annotations

import json
import re
from typing import Any

from google_tuning_emulator.wire.errors import ApiError, Violation, bad_request

# A string is matched first and kept, so that a comma inside one is never taken for a trailing one.
_STRING_OR_TRAILING_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])', re.DOTALL)


def loads(body: bytes) -> Any:
    """Return the JSON value of a request body; an empty body is an empty object.

    Trailing commas are allowed, as the tutorials' own curl commands have them.

    Raises:
        ApiError: 400 with Google's words when it isn't JSON or isn't UTF-8.

    """
    if not body.strip():
        return {}
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ApiError(400, "Invalid JSON payload received. Input is not valid UTF-8.") from error
    try:
        try:
            return _strict(text)
        except ValueError:
            return _strict(_without_trailing_commas(text))
    except ValueError as error:
        raise _syntax_error(text, error) from error
    except RecursionError as error:
        raise ApiError(400, "Invalid JSON payload received. Message too deep.") from error


def _strict(text: str) -> Any:
    return json.loads(text, parse_constant=_no_constant)


def _no_constant(name: str) -> Any:
    raise ValueError(f"Unexpected token {name}")


def _without_trailing_commas(text: str) -> str:
    return _STRING_OR_TRAILING_COMMA.sub(
        lambda match: match[0] if match[0].startswith('"') else "", text
    )


def _syntax_error(text: str, error: ValueError) -> ApiError:
    position = error.pos if isinstance(error, json.JSONDecodeError) else 0
    line = text[max(0, position - 40) : position + 40].replace("\n", " ")
    caret = " " * min(position, 40) + "^"
    message = f"Invalid JSON payload received. Unexpected token.\n{line}\n{caret}"
    return bad_request([Violation("", message)])
