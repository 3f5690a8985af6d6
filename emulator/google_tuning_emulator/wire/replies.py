"""Writing answers: JSON, errors, and enums as the client asked for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from google_tuning_emulator.wire import field_mask
from google_tuning_emulator.wire.errors import ApiError, Violation, bad_request, envelope
from google_tuning_emulator.wire.fields import snake
from google_tuning_emulator.wire.scalars import enums_as_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Request

    from google_tuning_emulator.wire.fields import Message

_JSON = "application/json; charset=UTF-8"

# https://cloud.google.com/apis/docs/system-parameters; `fields` is taken where a method says what
# its answers have: elsewhere, to take it and answer in full would be a lie.
_SYSTEM_PARAMETERS = {
    "$alt",
    "alt",
    "$.xgafv",
    "key",
    "access_token",
    "prettyPrint",
    "$prettyPrint",
    "quotaUser",
    "uploadType",
}


def json_reply(body: dict[str, Any], request: Request) -> Response:
    """Return a 200 with a JSON body: the selected part, with enums as numbers if asked for."""
    shown = field_mask.selected(request, body)
    if wants_enum_numbers(request):
        shown = enums_as_numbers(shown)
    return Response(json.dumps(shown, ensure_ascii=False), content_type=_JSON)


def error_reply(error: ApiError, headers: Mapping[str, str] | None = None) -> Response:
    """Return Google's error envelope with its status."""
    response = Response(
        json.dumps(envelope(error), ensure_ascii=False), status=error.code, content_type=_JSON
    )
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def wants_enum_numbers(request: Request) -> bool:
    """Return whether the client asked for ``enum-encoding=int``, as GAPIC's REST clients do."""
    alt = request.args.get("$alt") or request.args.get("alt") or ""
    return "enum-encoding=int" in alt.split(";")


def query_parameters(
    request: Request, *allowed: str, shows: Message | None = None
) -> dict[str, str]:
    """Return the query parameters by camelCase name, empty ones left out; both spellings count.

    ``shows`` is what the answer is, where ``fields`` may select from it.

    Raises:
        ApiError: 400 for one that the method doesn't have, or for a mask of fields that aren't.

    """
    names = {name: name for name in allowed} | {snake(name): name for name in allowed}
    found: dict[str, str] = {}
    refused = field_mask.note(request, shows)
    violations = [refused] if refused else []
    for given, value in request.args.items():
        if given in _SYSTEM_PARAMETERS or given in field_mask.PARAMETERS:
            continue
        if given not in names:
            violations.append(
                Violation(
                    "",
                    f'Invalid JSON payload received. Unknown name "{given}": Cannot bind query '
                    f"parameter. Field '{given}' could not be found in request message.",
                )
            )
        elif value:
            found[names[given]] = value
    if violations:
        raise bad_request(violations)
    return found
