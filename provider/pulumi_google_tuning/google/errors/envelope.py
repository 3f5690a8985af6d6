"""Turn an HTTP answer with Google's error envelope into an ApiError.

The format is https://google.aip.dev/193; Cloud Storage has an older one, and a proxy answers with a
web page.
"""

from __future__ import annotations

import math
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.foreign import foreign, one_line
from pulumi_google_tuning.fields.redact import redact
from pulumi_google_tuning.google.advice import Answer, advise
from pulumi_google_tuning.google.answers import parse
from pulumi_google_tuning.google.errors import ApiError
from pulumi_google_tuning.google.errors.sent_rows import SentRows
from pulumi_google_tuning.google.server_clock import date_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from requests import Response

    from pulumi_google_tuning.google.request import RequestInfo

_MOST_VIOLATIONS = 20
_MOST_LINKS = 3
_FIRST_SERVER_ERROR = 500
# https://cloud.google.com/apis/design/errors#handling_errors
_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "DEADLINE_EXCEEDED",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_SECONDS = re.compile(r"^\s*(\d+(?:\.\d+)?)s?\s*$")


def api_error(
    response: Response, request: RequestInfo, secrets: tuple[str, ...], wall_seconds: float
) -> ApiError:
    """Return the error of an unsuccessful answer; `wall_seconds` is now, in seconds since 1970."""
    code = response.status_code
    envelope = _envelope(response)
    details = tolerant.mappings(envelope.get("details"))
    info = _detail(details, "ErrorInfo")
    metadata = tolerant.mapping(info.get("metadata"))
    reason = info.get("reason") or _storage_reason(envelope)
    retry_after_seconds = _retry_after(response, details, wall_seconds)
    consumer = tolerant.text(metadata.get("consumer")) or ""  # an API key's is the key itself
    project = consumer.removeprefix("projects/") if consumer.startswith("projects/") else None
    said = str(envelope.get("message") or _page(response))
    rows = SentRows(request.body)

    def told(text: str) -> str:
        return foreign(rows.left_out(text), secrets)

    reason = foreign(str(reason), secrets) if reason else None
    status = _status(code, tolerant.text(envelope.get("status")))
    answer = Answer(
        code,
        redact(said, secrets),  # whole: advice depends on its words, and isn't made of them
        reason,
        method=request.method,
        api=request.api,
        credential_type=request.credential_type,
        service=tolerant.text(metadata.get("service")),
        project=project or request.project,
        retry_after_seconds=retry_after_seconds,
        status=status,
    )
    return ApiError(
        code,
        status,
        told(said),
        request=one_line(redact(request.name, secrets)),
        reason=reason,
        violations=tuple(
            (told(field), told(description)) for field, description in _violations(details)
        ),
        retry_after_seconds=retry_after_seconds,
        maybe_applied=not request.idempotent
        and (code >= _FIRST_SERVER_ERROR or code == HTTPStatus.REQUEST_TIMEOUT or _odd(code)),
        advice=advise(answer, request.rules),
        enveloped=bool(envelope),
        help_texts=tuple(map(told, _help_texts(details, said))),
    )


def _odd(code: int) -> bool:
    # A success whose body can't be read: the work was most likely done.
    return HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES


def _envelope(response: Response) -> Mapping[str, Any]:
    try:
        answer = parse(response.content)
    except ValueError:  # UnicodeDecodeError is one
        return {}
    if isinstance(answer, list) and answer:  # what streaming methods answer
        answer = answer[0]
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, str):  # OAuth's own form, of a token server
        return {"message": ": ".join(filter(None, (error, answer.get("error_description"))))}
    return error if isinstance(error, dict) else {}


def _status(code: int, given: str | None) -> str:
    if given and re.fullmatch(r"[A-Z_]{1,40}", given):
        return given
    if code in _STATUSES:
        return _STATUSES[code]
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "UNKNOWN"


def _page(response: Response) -> str:
    text = response.content.decode("utf-8", errors="replace")
    if "<" in text:
        text = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text)
        # Its table takes time to import, and a proxy's page is rare.
        import html  # noqa: PLC0415

        text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return text


def _detail(details: list[dict[str, Any]], name: str) -> dict[str, Any]:
    for detail in details:
        if str(detail.get("@type", "")).endswith(f"google.rpc.{name}"):
            return detail
    return {}


def _storage_reason(envelope: Mapping[str, Any]) -> str | None:
    errors = tolerant.mappings(envelope.get("errors"))
    return tolerant.text(errors[0].get("reason")) if errors else None


def _violations(details: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    found = tolerant.mappings(_detail(details, "BadRequest").get("fieldViolations"))
    for violation in found[:_MOST_VIOLATIONS]:
        description = str(violation.get("description") or "is not accepted")
        yield str(violation.get("field") or ""), description
    if len(found) > _MOST_VIOLATIONS:
        yield "", f"and {len(found) - _MOST_VIOLATIONS} more"


def _help_texts(details: list[dict[str, Any]], said: str) -> tuple[str, ...]:
    """Return what Google says to people beside the message: in their language, and with links."""
    localized = tolerant.text(_detail(details, "LocalizedMessage").get("message"))
    links = tolerant.mappings(_detail(details, "Help").get("links"))
    helps = [
        " ".join(filter(None, map(tolerant.text, (link.get("description"), link.get("url")))))
        for link in links[:_MOST_LINKS]
    ]
    return tuple(dict.fromkeys(text for text in (localized, *helps) if text and text not in said))


def _retry_after(
    response: Response, details: list[dict[str, Any]], wall_seconds: float
) -> float | None:
    """Return the longest wait in Retry-After or RetryInfo, in seconds."""
    asked = [
        seconds
        for seconds in (
            _header_seconds(response, wall_seconds),
            _duration_seconds(_detail(details, "RetryInfo").get("retryDelay")),
        )
        if seconds is not None
    ]
    return max(asked, default=None)


def _header_seconds(response: Response, wall_seconds: float) -> float | None:
    """Return Retry-After, https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3, in seconds."""
    header = response.headers.get("Retry-After")
    if header is None:
        return None
    seconds = _duration_seconds(header)
    if seconds is not None:
        return seconds
    until = date_seconds(header)
    if until is None:
        return None
    # The server's own clock where it tells it: ours may be wrong.
    now = date_seconds(response.headers.get("Date") or "")
    return max(0.0, until - (wall_seconds if now is None else now))


def _duration_seconds(value: Any) -> float | None:
    """Return a protobuf Duration ("12.5s", {"seconds": "12", "nanos": 5e8}) or "12" as seconds."""
    if isinstance(value, dict):
        try:
            seconds = float(value.get("seconds") or 0) + float(value.get("nanos") or 0) / 1e9
        except (TypeError, ValueError, OverflowError):
            return None
        return seconds if math.isfinite(seconds) and seconds >= 0 else None
    match = _SECONDS.match(value) if isinstance(value, str) else None
    # Hundreds of digits are no number that anybody waits for.
    return seconds if match and math.isfinite(seconds := float(match.group(1))) else None
