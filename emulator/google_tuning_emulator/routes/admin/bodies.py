"""The bodies that the emulator's own routes take."""

from __future__ import annotations

from typing import Any

from flask import request

from google_tuning_emulator.training.outcome import INTERNAL_ERROR, Outcome
from google_tuning_emulator.wire.errors import ApiError
from google_tuning_emulator.wire.json_text import loads


def read_body(allowed: set[str]) -> dict[str, Any]:
    """Return the request's JSON object.

    Raises:
        ApiError: 400 if it isn't one, or has a key that isn't allowed.

    """
    body = loads(request.get_data())
    if not isinstance(body, dict) or not set(body) <= allowed:
        keys = ", ".join(sorted(allowed)) or "none"
        raise ApiError(400, f"The body must be a JSON object. Its keys: {keys}.")
    return body


def failure() -> Outcome:
    """Return the failure that the request's ``code`` and ``message`` ask for.

    Raises:
        ApiError: 400 if ``code`` isn't a whole number, or there is another key.

    """
    body = read_body({"message", "code"})
    code = body.get("code", INTERNAL_ERROR.code)
    if isinstance(code, bool) or not isinstance(code, int):
        raise ApiError(400, "'code' must be a number of google.rpc.Code, such as 13.")
    return Outcome(code, str(body.get("message", INTERNAL_ERROR.message)))


def completed_steps() -> int:
    """Return the request's ``completedSteps``.

    Raises:
        ApiError: 400 if it isn't a whole number of 0 or more, or there is another key.

    """
    steps = read_body({"completedSteps"}).get("completedSteps")
    if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
        raise ApiError(400, "'completedSteps' must be a number, 0 or more.")
    return steps
