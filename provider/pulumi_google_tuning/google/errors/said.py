"""What Google says in an answer that succeeded: the errors of operations, trainings and jobs.

A google.rpc.Status (https://google.aip.dev/193#error-model) has a `message` that may hold the whole
training row at fault, or whatever a server echoes. The session cleans each before anybody reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.foreign import foreign

# `error` of an operation or a job; partialFailures of an operation's generic metadata.
_STATUSES: Final = ("error", "partialFailures", "partialFailure")
_SIGNS: Final = (b"error", b"partialFailure", b"\\u", b"\0")
# What a model answered is the user's own, whatever its keys are called.
_ANSWERS: Final = ("candidates",)
_MESSAGE: Final = "message"


def may_have_words(content: bytes) -> bool:
    """Return whether an answer's text may have an error in it.

    A key may be written by escapes, and a text in UTF-16 has zeros.
    """
    return any(sign in content for sign in _SIGNS)


def without_rows(answer: Any, secrets: Iterable[str]) -> Any:
    """Return an answer's JSON with the words of each error in it as `foreign` has them.

    Of an error only code and message stay: its details may quote what the message does.
    """
    # Every value of every answer comes here, so a Mapping, which is asked for slowly, won't do.
    if isinstance(answer, dict):
        return {
            key: _cleaned(item, secrets)
            if key in _STATUSES
            else without_rows(item, secrets)
            if isinstance(item, (dict, list)) and key not in _ANSWERS
            else item
            for key, item in answer.items()
        }
    if isinstance(answer, list):
        return [without_rows(item, secrets) for item in answer]
    return answer


def _cleaned(status: Any, secrets: Iterable[str]) -> Any:
    if isinstance(status, list):
        return [_cleaned(one, secrets) for one in status]
    if isinstance(status, str):
        return foreign(status, secrets)
    if not isinstance(status, Mapping):
        return status
    kept = {key: item for key, item in status.items() if key != "details"}
    if _MESSAGE in kept:
        kept[_MESSAGE] = foreign(str(kept[_MESSAGE]), secrets)
    return kept


def google_said(status: Any) -> str:
    """Return a google.rpc.Status as `Google said: "…" (code 3)`."""
    if not isinstance(status, Mapping) or not status.get(_MESSAGE):
        return "Google gave no reason"
    message = foreign(str(status[_MESSAGE]))
    return f'Google said: "{message}" (code {foreign(str(status.get("code", "unknown")))})'
